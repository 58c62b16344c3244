"""Figures read off confusion matrices (truth on rows) and their bootstrap intervals."""

import numpy as np

from train.data import CLASSES


def confusion(truth, said):
    matrix = np.zeros((len(CLASSES), len(CLASSES)), dtype=int)
    np.add.at(matrix, (truth, said), 1)
    return matrix


def f1_of(matrix):
    """F1 of each class; NaN where a class does not occur in the truth."""
    support, predicted, hits = matrix.sum(1), matrix.sum(0), np.diag(matrix)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(support > 0, 2 * hits / (support + predicted), np.nan)


def macro_f1(matrix):
    return float(np.nanmean(f1_of(matrix)))


def figures(matrix, split, interval):
    """What spec.json keeps of a split; a figure without a denominator is null."""
    support, predicted, hits = matrix.sum(1), matrix.sum(0), np.diag(matrix)
    share = lambda part, whole: round(float(part / whole), 4) if whole else None
    classes = {
        name: {
            "support": int(support[i]),
            "sensitivity": share(hits[i], support[i]),
            "precision": share(hits[i], predicted[i]),
            "f1": share(2 * hits[i], support[i] + predicted[i]) if support[i] else None,
        }
        for i, name in enumerate(CLASSES)
    }
    return {
        "split": split,
        "accuracy": share(hits.sum(), matrix.sum()),
        "macro_f1": round(macro_f1(matrix), 4),
        "macro_f1_95": [round(value, 4) for value in interval],
        "classes": classes,
        "confusion": matrix.tolist(),
    }


def bootstrap(groups, seed, rounds=1000):
    """95 % interval of macro-F1, resampling `groups` of (truth, said): single beats, or all beats of a record at once."""
    random = np.random.default_rng(seed)
    matrices = np.array([confusion(truth, said) for truth, said in groups])
    values = [macro_f1(matrices[random.integers(len(matrices), size=len(matrices))].sum(0)) for _ in range(rounds)]
    return np.percentile(values, [2.5, 97.5])


def bootstrap_beats(truth, said, seed, rounds=1000):
    """The same for single beats, by resampling the cells of the confusion matrix."""
    random = np.random.default_rng(seed)
    matrix = confusion(truth, said)
    draws = random.multinomial(matrix.sum(), matrix.ravel() / matrix.sum(), size=rounds)
    return np.percentile([macro_f1(draw.reshape(matrix.shape)) for draw in draws], [2.5, 97.5])
