"""Waves of five minutes of one lead, here and with NeuroKit2's dwt, in turns on the same signal and R peaks.

`cargo build --release --no-default-features --example delineate && python tests/oracle/bench_waves.py`
"""

import json
import statistics
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import neurokit2
import numpy as np

RATE = 360
MINUTES = 5
ROUNDS = 7


def main():
    program = Path(__file__).resolve().parents[2] / "target/release/examples/delineate"
    signal = neurokit2.ecg_simulate(duration=60 * MINUTES, sampling_rate=RATE, noise=0.02, random_state=1)
    _, info = neurokit2.ecg_peaks(signal, sampling_rate=RATE)
    peaks = info["ECG_R_Peaks"]
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ours(leads, peaks, rounds):
        job = {"rate": RATE, "leads": leads, "peaks": peaks, "rounds": rounds}
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    one = [signal.astype(float).tolist()]
    at = [int(peak) for peak in peaks]
    here, there = [], []
    for _ in range(ROUNDS):
        answer = ours(one, at, 9)
        here.append(statistics.median(answer["seconds"]))
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            neurokit2.ecg_delineate(signal, peaks, sampling_rate=RATE, method="dwt")
        there.append(time.perf_counter() - began)
    ratio = statistics.median(there) / statistics.median(here)
    print(f"{len(signal):,} samples, {len(at)} beats, medians of {ROUNDS} in turns; NeuroKit2 {version('neurokit2')}")
    print(f"P, QRS, T found here: {answer['found']}")
    print(
        f"ecglass {statistics.median(here) * 1e3:.2f} ms, NeuroKit2 dwt {statistics.median(there) * 1e3:.0f} ms,"
        f" {ratio:.0f} times as fast"
    )
    long = np.tile(signal, 6).tolist()
    every = [peak + turn * len(signal) for turn in range(6) for peak in at]
    answer = ours([long, long], every, 9)
    print(f"30 min, two leads: {statistics.median(answer['seconds']) * 1e3:.1f} ms")
    process.stdin.close()
    process.wait()
    return 0 if ratio > 100 else 1


if __name__ == "__main__":
    sys.exit(main())
