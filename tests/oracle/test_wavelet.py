"""Coefficients, what they are put together to, and denoised signals equal PyWavelets', at random lengths."""

import json
import os
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pytest
import pywt
from conftest import ROOT

WAVELETS = [f"db{n}" for n in range(1, 11)] + [f"sym{n}" for n in range(2, 11)] + [f"coif{n}" for n in range(1, 6)]
TOLERANCE = 1e-6


def program():
    """The example that answers: as told, or the newest that cargo built."""
    told = os.environ.get("ECGLASS_DENOISE")
    if told:
        return Path(told)
    built = [ROOT / "target" / profile / "examples/denoise" for profile in ("release", "debug")]
    built = [path for path in built if path.is_file()]
    if not built:
        pytest.fail("no example: run `cargo build --example denoise` first, or say where it is in ECGLASS_DENOISE")
    return max(built, key=lambda path: path.stat().st_mtime)


def answers(jobs):
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    outcome = subprocess.run([program()], input=lines, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    return [json.loads(line) for line in outcome.stdout.splitlines()]


def signal(random, length):
    """Now noise, now something like an ECG: a wandering level and a peak every so often."""
    if random.random() < 0.5:
        return random.standard_normal(length)
    at = np.arange(length)
    return 0.3 * np.sin(at / 90) + np.exp(-(((at % 300) - 150) ** 2) / 18) + 0.05 * random.standard_normal(length)


def wavedec(samples, job):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return pywt.wavedec(samples, job["wavelet"], job["boundary"], job.get("level"))


def allowed(job):
    """PyWavelets refuses to mirror a single sample, which a deep level of a short signal can come to."""
    try:
        wavedec(job["samples"], job)
    except ValueError as error:
        assert "greater than 1" in str(error)
        return False
    return True


def close(ours, theirs, what):
    assert len(ours) == len(theirs), what
    # A signal that a mode continues without limit grows with every level: the tolerance is one of its size.
    size = max(1.0, np.abs(theirs).max(initial=0.0))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * size, err_msg=what)


@pytest.mark.parametrize("boundary", pywt.Modes.modes)
def test_bands_and_the_way_back_are_those_of_pywavelets(boundary):
    random = np.random.default_rng([6, pywt.Modes.modes.index(boundary)])
    jobs = []
    for wavelet in WAVELETS:
        lengths = [1, 2, 3, 4, 5, *random.integers(6, 80, 12), *random.integers(80, 3000, 6)]
        for length in map(int, lengths):
            level = int(random.integers(0, 7)) if random.random() < 0.7 else None
            samples = signal(random, length).tolist()
            jobs.append({"wavelet": wavelet, "boundary": boundary, "level": level, "samples": samples})
    jobs = [job for job in jobs if allowed(job)]
    assert len(jobs) > 20 * len(WAVELETS)
    for job, ours in zip(jobs, answers(jobs), strict=True):
        what = f"{job['wavelet']} {boundary} level {job['level']} of {len(job['samples'])}"
        bands = wavedec(job["samples"], job)
        assert len(ours["details"]) == len(bands) - 1, what
        close(ours["approximation"], bands[0], what)
        for detail, theirs in zip(ours["details"], bands[1:], strict=True):
            close(detail, theirs, what)
        close(ours["restored"], pywt.waverec(bands, job["wavelet"], boundary)[: len(job["samples"])], what)
        np.testing.assert_allclose(ours["restored"], job["samples"], atol=1e-6, err_msg=what)


def thresholds(rule, bands, length):
    """The rules in numpy, from the papers."""
    if not isinstance(rule, str):
        return [rule] * (len(bands) - 1)
    details = bands[1:]
    most = np.sqrt(2 * np.log(length))

    def deviation(band):
        return np.median(np.abs(band)) / 0.6745

    if rule == "universal":
        return [deviation(details[-1]) * most] * len(details)
    if rule == "level-dependent":
        return [deviation(band) * most for band in details]
    found = []
    for band in details:
        scaled = np.abs(band) / deviation(details[-1])
        most = np.sqrt(2 * np.log(len(band)))
        if np.mean(scaled**2 - 1) < np.log2(len(band)) ** 1.5 / np.sqrt(len(band)):
            found.append(most * deviation(details[-1]))
            continue
        squares = np.sort(scaled) ** 2
        k = np.arange(1, len(squares) + 1)
        risks = len(squares) - 2 * k + np.cumsum(squares) + (len(squares) - k) * squares
        found.append(min(np.sqrt(squares[np.argmin(risks)]), most) * deviation(details[-1]))
    return found


@pytest.mark.parametrize("shrink", ["soft", "hard"])
@pytest.mark.parametrize("rule", [0.5, "universal", "sure", "level-dependent"])
def test_a_denoised_signal_is_what_the_scripts_of_the_field_make(rule, shrink):
    random = np.random.default_rng(len(str(rule)) + len(shrink))
    jobs = []
    for wavelet in ["db4", "db6", "sym8", "coif3"]:
        for length in map(int, random.integers(100, 5000, 10)):
            jobs.append(
                {
                    "wavelet": wavelet,
                    "boundary": str(random.choice(pywt.Modes.modes)),
                    "level": int(random.integers(1, 6)),
                    "threshold": rule,
                    "shrink": shrink,
                    "approximation": bool(random.random() < 0.3),
                    "samples": signal(random, length).tolist(),
                }
            )
    for job, ours in zip(jobs, answers(jobs), strict=True):
        bands = wavedec(job["samples"], job)
        found = thresholds(rule, bands, len(job["samples"]))
        if job["approximation"]:
            bands[0] = pywt.threshold(bands[0], found[0], shrink)
        bands[1:] = [pywt.threshold(band, value, shrink) for band, value in zip(bands[1:], found, strict=True)]
        expected = pywt.waverec(bands, job["wavelet"], job["boundary"])[: len(job["samples"])]
        close(ours["denoised"], expected, f"{job['wavelet']} {job['boundary']} {rule} {len(job['samples'])}")


@pytest.mark.parametrize("wavelet", WAVELETS)
def test_the_deepest_level_is_that_of_pywavelets(wavelet):
    lengths = [1, 2, 3, 5, 8, 13, 29, 57, 58, 59, 115, 116, 117, 118, 119, 120, 1000, 1023, 1024, 1025]
    jobs = [{"wavelet": wavelet, "samples": [0.0] * length} for length in lengths]
    ours = [len(answer["details"]) for answer in answers(jobs)]
    assert ours == [pywt.dwt_max_level(length, wavelet) for length in lengths]
