"""The heartbeat-table recipe, on signals whose beats are known."""

import json

import numpy as np
import pytest

from train import fixtures, window
from train.data import AAMI, CLASSES, PROJECT


def spikes(count, rr, rate=125):
    """An R peak of 1 mV every `rr` samples, from sample 50 on."""
    peaks = 50 + rr * np.arange(count)
    signal = np.zeros(count * rr + 100)
    signal[peaks] = 1.0
    return signal, peaks


def test_a_beat_runs_from_r_to_a_fifth_past_the_next_and_is_zero_after_that():
    signal, peaks = spikes(20, 100)
    beats, _ = window.beats(signal, 125, peaks)
    assert beats[3, 0] == 1 and beats[3, 100] == 1
    assert not beats[3, 120:].any()


def test_values_lie_between_0_and_1_at_any_scale_and_offset():
    signal, peaks = spikes(30, 90)
    expected, _ = window.beats(signal, 125, peaks)
    for scale, offset in [(0.01, 0), (50, -3)]:
        beats, _ = window.beats(signal * scale + offset, 125, peaks)
        assert beats.min() >= 0 and beats.max() <= 1
        np.testing.assert_allclose(beats, expected, atol=1e-6)


def test_a_slow_heart_fills_the_whole_window():
    signal, peaks = spikes(20, 160)
    beats, _ = window.beats(signal, 125, peaks)
    assert beats.shape == (20, 187) and beats[2, 160] == 1


def test_beats_on_a_flat_stretch_are_left_out():
    signal, peaks = spikes(40, 100)
    signal[1250:2500] = 0
    _, kept = window.beats(signal, 125, peaks)
    assert len(kept) == 27


@pytest.mark.parametrize("rate", [100, 250, 360, 500, 1000])
def test_any_rate_gives_nearly_the_beats_of_any_other(rate):
    time = np.arange(0, 30, 1 / rate)
    peaks = np.arange(1, 29)
    signal = sum(np.exp(-0.5 * ((time - peak) / 0.03) ** 2) for peak in peaks)
    beats, _ = window.beats(signal, rate, peaks * rate)
    assert abs(beats[5, :30] - np.exp(-0.5 * (np.arange(30) / 125 / 0.03) ** 2)).max() < 0.03


def test_the_committed_fixtures_are_what_this_code_cuts():
    for name, rate, samples, peaks in fixtures.cases():
        case = json.loads((PROJECT / "tests" / "fixtures" / "window" / f"{name}.json").read_text())
        assert case["rate_hz"] == rate and case["beats_at"] == peaks
        beats, _ = window.beats(np.array(case["samples_mv"], dtype=np.float32), rate, peaks)
        np.testing.assert_allclose(beats, case["beats"], atol=2e-6)


def test_the_committed_windows_around_r_are_what_this_code_cuts():
    for name, rate, samples, peaks, settings in fixtures.cases_around():
        case = json.loads((PROJECT / "tests" / "fixtures" / "window" / f"{name}.json").read_text())
        assert case["rate_hz"] == rate and case["beats_at"] == peaks and case["around"] == settings
        beats, _ = window.around(np.array(case["samples_mv"], dtype=np.float32), rate, peaks, **settings)
        np.testing.assert_allclose(beats, case["beats"], atol=2e-6)


def test_what_is_missing_around_r_is_filled_with_the_least_value_and_r_keeps_its_place():
    signal = np.arange(1000, dtype=float)
    beats, kept = window.around(signal, 250, [5, 500, 998])
    assert kept == [0, 1, 2]
    assert beats[0, 25] == 5 and (beats[0, :20] == 0).all()
    np.testing.assert_array_equal(beats[1], signal[475:525])
    assert beats[2, 25] == 998 and (beats[2, 27:] == 973).all()


def test_symbols_fall_into_the_classes_of_aami():
    for label, symbols in zip(CLASSES, ["NLRej", "AaJS", "VE", "F", "/fQ"]):
        assert {CLASSES[AAMI[symbol]] for symbol in symbols} == {label}
    assert not {"+", "~", "|", "!", '"', "x"} & AAMI.keys()
