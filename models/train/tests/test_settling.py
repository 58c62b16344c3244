"""What is chosen and settled before the test beats are seen: samples, temperature, threshold, confidence."""

import numpy as np

from train import calibrate, choose
from train.data import Table


def test_information_is_found_where_it_was_put():
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, 4000)
    beats = random.random((4000, 6))
    beats[:, 3] += labels
    found = choose.information(beats, labels)
    assert found.argmax() == 3
    # Of one bit; the columns of chance say nothing once their bias is off.
    assert 0.9 < found[3] <= 1.001 and np.delete(found, 3).max() < 0.01


def test_a_constant_column_says_nothing():
    assert choose.information(np.zeros((100, 1)), np.repeat([0, 1], 50)).tolist() == [0.0]


def test_the_chosen_samples_come_in_order_of_time():
    random = np.random.default_rng(2)
    labels = random.integers(0, 2, 1000)
    beats = random.random((1000, 10))
    beats[:, [7, 2]] += labels[:, None]
    assert choose.most_informative(Table(beats, labels, labels), 2).tolist() == [2, 7]


def sharpened(factor):
    """Logits `factor` times too sure of themselves, and the labels that the right ones would give."""
    random = np.random.default_rng(3)
    logits = random.normal(size=(20000, 3)) * 1.5
    labels = (calibrate.probabilities(logits).cumsum(1) > random.random((20000, 1))).argmax(1)
    return logits * factor, labels


def test_the_temperature_takes_back_what_was_too_sure():
    logits, labels = sharpened(2.0)
    assert abs(calibrate.temperature(logits, labels) - 2.0) < 0.1


def test_the_temperature_lowers_the_calibration_error():
    logits, labels = sharpened(2.0)
    before = calibrate.calibration_error(calibrate.probabilities(logits), labels)
    after = calibrate.calibration_error(calibrate.probabilities(logits, calibrate.temperature(logits, labels)), labels)
    assert after < 0.02 < 0.1 < before


def test_above_the_least_confidence_as_many_are_right_as_is_promised():
    logits, labels = sharpened(1.0)
    said = calibrate.probabilities(logits * 3)
    least = calibrate.confidence(said, labels)
    above = said.max(1) >= least
    assert least == 0.95 or (said.argmax(1) == labels)[above].mean() >= calibrate.RIGHT - 0.001


def test_the_threshold_parts_what_can_be_parted():
    said, labels = np.array([0.1, 0.2, 0.3, 0.31, 0.9]), np.array([0, 0, 0, 1, 1])
    assert calibrate.threshold(said, labels) == 0.31
