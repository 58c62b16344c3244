"""Denoising an hour of ECG at 360 Hz with db6, here and with PyWavelets, in turns on the same signal.

PyWavelets fetches memory for every band; ecglass has it from the run before, unless it says that it was fetched anew.

`cargo build --release --example denoise && python tests/oracle/bench_clean.py`
"""

import json
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

import numpy as np
import pywt
from test_wavelet import program

SAMPLES = 1_296_000
ROUNDS = 25


def recipe(samples, level):
    """wavedec, every detail thresholded at one half, waverec."""
    bands = pywt.wavedec(samples, "db6", level=level)
    bands[1:] = [pywt.threshold(band, 0.5, "soft") for band in bands[1:]]
    return pywt.waverec(bands, "db6")


def universal(samples, level):
    bands = pywt.wavedec(samples, "db6", level=level)
    value = np.median(np.abs(bands[-1])) / 0.6745 * np.sqrt(2 * np.log(len(samples)))
    bands[1:] = [pywt.threshold(band, value, "soft") for band in bands[1:]]
    return pywt.waverec(bands, "db6")


def main():
    at = np.arange(SAMPLES)
    random = np.random.default_rng(1)
    signal = np.exp(-(((at % 300) - 150) ** 2) / 18) + 0.2 * np.sin(at / 500) + 0.1 * random.standard_normal(SAMPLES)
    versions = ", ".join(f"{name} {version(name)}" for name in ("PyWavelets", "numpy"))
    print(f"{SAMPLES:,} samples, db6, medians of {ROUNDS} in turns; {versions}")
    process = subprocess.Popen([program()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(**job):
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    ask(samples=signal.tolist(), time=True)
    worst = float("inf")
    for name, script, threshold in [("fixed 0.5", recipe, 0.5), ("universal", universal, "universal")]:
        for level in (4, 8):
            times = {(who, kind): [] for who in ("here", "there") for kind in ("f32", "f64")}
            anew = []
            for _ in range(ROUNDS):
                ours = ask(time=True, threshold=threshold, level=level)
                anew.append(ours["f32_new"])
                for kind, dtype in [("f32", np.float32), ("f64", np.float64)]:
                    times["here", kind].append(ours[kind])
                    samples = signal.astype(dtype)
                    began = time.perf_counter()
                    script(samples, level)
                    times["there", kind].append(time.perf_counter() - began)
            print(f"{name}, level {level}, f32, memory fetched anew: ecglass {statistics.median(anew) * 1e3:.2f} ms")
            for kind in ("f32", "f64"):
                here, there = (statistics.median(times[who, kind]) for who in ("here", "there"))
                worst = min(worst, there / here)
                print(
                    f"{name}, level {level}, {kind}: ecglass {here * 1e3:.2f} ms,"
                    f" PyWavelets {there * 1e3:.2f} ms, {there / here:.1f} times as fast"
                )
    process.stdin.close()
    process.wait()
    return 0 if worst > 1 else 1


if __name__ == "__main__":
    sys.exit(main())
