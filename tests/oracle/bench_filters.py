"""The zero-phase band-pass of an hour of ECG at 360 Hz, here and in scipy, in turns: medians and their ratio.

`cargo build --release --no-default-features --example filter && python tests/oracle/bench_filters.py`
"""

import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfiltfilt

PROGRAM = Path(__file__).resolve().parents[2] / "target/release/examples/filter"
SAMPLES = 1_296_000
ROUNDS = 15


def main():
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else PROGRAM
    signal = np.random.default_rng(7).standard_normal(SAMPLES)
    print(f"an hour at 360 Hz, 0.5 to 40 Hz, f64, one thread each; scipy {version('scipy')}, medians of {ROUNDS} in turns")
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for order in (2, 4):
            sections = butter(order, [0.5, 40], "bandpass", fs=360, output="sos")
            ours, theirs = [], []
            for turn in range(ROUNDS + 1):
                process.stdin.write(f"band {order}\n")
                process.stdin.flush()
                told = float(process.stdout.readline())
                began = time.perf_counter()
                sosfiltfilt(sections, signal)
                took = (time.perf_counter() - began) * 1e3
                # The first turn warms caches.
                if turn > 0:
                    ours.append(told)
                    theirs.append(took)
            mine, peer = statistics.median(ours), statistics.median(theirs)
            print(f"order {order}: ecglass {mine:.1f} ms, sosfiltfilt {peer:.1f} ms, {peer / mine:.2f} times as long")
        process.stdin.close()


if __name__ == "__main__":
    main()
