"""Splits keep apart what they say they keep apart; figures are those of a textbook."""

import numpy as np

from train import metrics, splits

LABELS = np.repeat([0, 1, 2, 3, 4], [5000, 100, 400, 50, 700])


def test_the_beat_level_parts_are_disjoint_complete_and_stratified():
    parts = splits.beat_level(LABELS, seed=1)
    together = np.concatenate(parts)
    assert len(together) == len(LABELS) == len(np.unique(together))
    for label in range(5):
        shares = [np.mean(LABELS[part] == label) for part in parts]
        assert max(shares) - min(shares) < 0.01
    assert abs(len(parts[2]) / len(LABELS) - 0.2) < 0.001


def test_the_same_seed_splits_alike():
    first, again, other = (splits.beat_level(LABELS, seed)[2] for seed in (1, 1, 2))
    assert (first == again).all() and not (first == other).all()


def test_no_record_stands_on_both_sides_of_a_fold():
    names = [str(name) for name in range(100, 121)]
    records = np.repeat(names, 50)
    labels = np.random.default_rng(0).integers(0, 5, len(records))
    groups = splits.record_wise(records, labels, names, folds=5)
    assert sorted(sum(groups, [])) == names
    assert all(groups)


def test_confusion_has_the_truth_on_rows():
    matrix = metrics.confusion(np.array([0, 0, 1]), np.array([0, 2, 1]))
    assert matrix[0].tolist() == [1, 0, 1, 0, 0]


def one_hot(said, classes):
    return np.eye(classes)[said]


def test_figures_are_those_of_a_worked_example():
    truth, said = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 2, 2])
    assert round(metrics.macro_f1(metrics.confusion(truth, said)), 6) == 0.655556
    figures = metrics.figures(truth, one_hot(said, 5), "NSVFQ", "example", lambda *_: (0, 1))
    assert figures["accuracy"] == 0.6667 and figures["macro_f1"] == 0.6556
    assert figures["classes"]["N"]["sensitivity"] == 0.6667 and figures["classes"]["F"]["f1"] is None


def test_a_binary_models_figures_follow_its_threshold():
    truth, said = np.array([0, 0, 1, 1]), np.array([[0.1], [0.4], [0.35], [0.9]])
    at = lambda threshold: metrics.figures(truth, said, ("normal", "abnormal"), "example", lambda *_: (0, 1), threshold)
    assert at(0.5)["confusion"] == [[2, 0], [1, 1]] and at(0.3)["confusion"] == [[1, 1], [0, 2]]
    assert at(0.5)["auc"] == at(0.3)["auc"] == 0.75


def test_the_area_under_the_curve_counts_ties_half_and_needs_both_kinds():
    assert metrics.auc(np.array([0.5, 0.5]), np.array([True, False])) == 0.5
    assert metrics.auc(np.array([0.5, 0.6]), np.array([True, True])) is None


def test_the_bootstrap_intervals_hold_the_figure():
    random = np.random.default_rng(3)
    truth = random.integers(0, 5, 2000)
    said = np.where(random.random(2000) < 0.8, truth, random.integers(0, 5, 2000))
    records = np.repeat(np.arange(20), 100)
    for interval in (metrics.bootstrap_beats(1, rounds=200), metrics.bootstrap_records(records, 1, rounds=200)):
        low, high = interval(truth, said, 5)
        assert low < metrics.macro_f1(metrics.confusion(truth, said)) < high
