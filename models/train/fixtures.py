"""Synthetic signals with the beats that window.py cuts from them: what `tests/window.rs` holds Rust to."""

import json

import numpy as np
import scipy

from train import window
from train.data import PROJECT


def signal(rate, seconds, heart_rate, seed):
    """Bumps for P, R and T over a slow wave and a little noise, in mV, to three digits; and where each R stands."""
    random = np.random.default_rng(seed)
    time = np.arange(round(rate * seconds)) / rate
    peaks, at = [], 0.4
    while at < seconds - 0.2:
        peaks.append(at)
        at += 60 / heart_rate * random.uniform(0.75, 1.25)
    wave = 0.2 * np.sin(2 * np.pi * 0.3 * time) + 0.02 * random.standard_normal(len(time))
    for peak in peaks:
        for centre, width, height in [(-0.16, 0.025, 0.12), (0, 0.012, 1.1), (0.04, 0.014, -0.25), (0.26, 0.05, 0.3)]:
            wave += height * np.exp(-0.5 * ((time - peak - centre) / width) ** 2)
    return np.round(wave, 3), [round(peak * rate) for peak in peaks]


def cases():
    for name, rate, seconds, heart_rate in [
        ("rate-360", 360, 12, 70), ("rate-250", 250, 21, 95), ("rate-125", 125, 24, 60), ("rate-500", 500, 6, 55), ("rate-257", 257, 9, 120),
    ]:
        samples, peaks = signal(rate, seconds, heart_rate, seed=len(name) + rate)
        yield name, rate, samples, peaks
    samples, peaks = signal(250, 24, 80, seed=3)
    samples[10 * 250 - 40 : 20 * 250 + 40] = 0.05
    yield "flat-stretch", 250, samples, peaks


#: What a window around R is asked for: where it is brought to, how many samples it has, and what lies before and after R.
AROUND = [("around-360", 360, 250, 50, 0.1, 0.1), ("around-250-unequal", 250, 250, 120, 0.25, 0.45), ("around-125-short", 125, 125, 50, 0.1, 0.1), ("around-1000-cut", 1000, 1000, 50, 0.1, 0.1)]


def cases_around():
    for name, rate, to, width, before_s, after_s in AROUND:
        samples, peaks = signal(rate, 7, 75, seed=rate)
        # Beats at the very ends, and one where nothing moves.
        samples[3 * rate : 4 * rate] = 0.1
        peaks = sorted({2, *peaks, round(3.5 * rate), len(samples) - 2})
        settings = {"to": to, "width": width, "before_s": before_s, "after_s": after_s}
        yield name, rate, samples, peaks, settings


def write():
    folder = PROJECT / "tests" / "fixtures" / "window"
    folder.mkdir(parents=True, exist_ok=True)
    for name, rate, samples, peaks in cases():
        # Rust reads single precision; so must this.
        beats, _ = window.beats(samples.astype(np.float32), rate, peaks)
        put(folder, name, case_of(rate, samples, peaks, beats))
    for name, rate, samples, peaks, settings in cases_around():
        beats, _ = window.around(samples.astype(np.float32), rate, peaks, **settings)
        put(folder, name, case_of(rate, samples, peaks, beats) | {"around": settings})


def case_of(rate, samples, peaks, beats):
    return {
        "made_by": f"python -m train fixtures (numpy {np.__version__}, scipy {scipy.__version__})",
        "rate_hz": rate,
        "samples_mv": [float(value) for value in samples],
        "beats_at": peaks,
        "beats": [[round(float(value), 6) for value in beat] for beat in beats],
    }


def put(folder, name, case):
    (folder / f"{name}.json").write_text(json.dumps(case, separators=(",", ":")) + "\n")
    print(f"{folder.name}/{name}.json: {len(case['beats'])} beats")
