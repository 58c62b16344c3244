"""Heart rate variability of 20 minutes, here and with NeuroKit2 (the same figures, and no others), in turns on the same intervals.

`cargo build --release --no-default-features --example hrv && python tests/oracle/bench_hrv.py` (wants neurokit2 and astropy)
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import neurokit2
import numpy as np

ROUNDS = 5
MINUTES = 20


def intervals(count):
    """Milliseconds of a heart that breathes."""
    random = np.random.default_rng(4)
    at, every = 0.0, []
    for _ in range(count):
        rr = 850 + 30 * np.sin(2 * np.pi * 0.25 * at) + 30 * np.sin(2 * np.pi * 0.1 * at) + 10 * random.normal()
        every.append(round(rr))
        at += rr / 1000
    return every


def theirs(peaks):
    """What NeuroKit2 has of `Hrv`: its hrv_nonlinear computes far more, so only what is compared is asked for."""
    rri = np.diff(peaks).astype(float)
    neurokit2.hrv_time(peaks)
    neurokit2.hrv_frequency(peaks, psd_method="welch", normalize=False)
    neurokit2.hrv_frequency(peaks, psd_method="lomb", normalize=False, interpolation_rate=None)
    alpha1, _ = neurokit2.fractal_dfa(rri, scale=np.arange(4, 12))
    neurokit2.fractal_dfa(rri, scale=np.arange(12, int((len(rri) + 1) / 10) + 1))
    entropy, _ = neurokit2.entropy_sample(rri, delay=1, dimension=2, tolerance=0.2 * np.std(rri, ddof=1))
    return alpha1, entropy


def main():
    program = Path(__file__).resolve().parents[2] / "target/release/examples/hrv"
    if len(sys.argv) > 1:
        program = Path(sys.argv[1])
    rr = intervals(MINUTES * 60 * 1000 // 850 - 2)
    peaks = np.concatenate([[0], np.cumsum(rr)])
    with tempfile.TemporaryDirectory() as folder:
        short, day = Path(folder, "short.txt"), Path(folder, "day.txt")
        short.write_text("\n".join(map(str, rr)))
        day.write_text("\n".join(map(str, intervals(100_000))))

        def ours(file, *words):
            return json.loads(subprocess.run([program, file, *words], check=True, capture_output=True, text=True).stdout)

        here, there = [], []
        for _ in range(ROUNDS):
            here.append(statistics.median(ours(short, "--rounds", "9")))
            began = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                alpha1, entropy = theirs(peaks)
            there.append(time.perf_counter() - began)
        found = ours(short)
        long = statistics.median(ours(day, "--rounds", "9"))
    ratio = statistics.median(there) / statistics.median(here)
    print(f"{len(rr)} intervals, medians of {ROUNDS} in turns; NeuroKit2 {version('neurokit2')}")
    print(f"alpha1 {found['dfa_alpha1']} and {alpha1:.6g}, sample entropy {found['sample_entropy']} and {entropy:.6g}")
    print(f"ecglass {statistics.median(here) * 1e3:.2f} ms, NeuroKit2 {statistics.median(there) * 1e3:.0f} ms, {ratio:.0f} times as fast")
    print(f"100,000 intervals: {long * 1e3:.1f} ms")
    return 0 if ratio > 50 else 1


if __name__ == "__main__":
    sys.exit(main())
