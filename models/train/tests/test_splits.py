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


def test_figures_are_those_of_a_worked_example():
    truth, said = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 2, 2])
    matrix = metrics.confusion(truth, said)
    assert round(metrics.macro_f1(matrix), 6) == 0.655556
    figures = metrics.figures(matrix, "example", (0, 1))
    assert figures["accuracy"] == 0.6667
    assert figures["classes"]["N"]["sensitivity"] == 0.6667 and figures["classes"]["F"]["f1"] is None


def test_the_bootstrap_interval_holds_the_figure():
    random = np.random.default_rng(3)
    truth = random.integers(0, 5, 2000)
    said = np.where(random.random(2000) < 0.8, truth, random.integers(0, 5, 2000))
    low, high = metrics.bootstrap_beats(truth, said, seed=1, rounds=200)
    assert low < metrics.macro_f1(metrics.confusion(truth, said)) < high
