"""Figures read off confusion matrices (truth on rows) and their bootstrap intervals."""

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score

from train.data import CLASSES


def confusion(truth, said, classes=len(CLASSES)):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (truth, said), 1)
    return matrix


def f1_of(matrix):
    """F1 of each class; NaN where a class does not occur in the truth."""
    support, predicted, hits = matrix.sum(1), matrix.sum(0), np.diag(matrix)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(support > 0, 2 * hits / (support + predicted), np.nan)


def macro_f1(matrix):
    return float(np.nanmean(f1_of(matrix)))


def auc(scores, truth):
    """The area under the ROC curve, by ranks; ties count half. `None` where one of the two does not occur."""
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    ranks = rankdata(scores)
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def figures(truth, said, labels, split, interval, threshold=0.5):
    """What spec.json keeps of a split; a figure without a denominator is null. `said` are probabilities, of the second class alone where there are two."""
    binary = said.shape[1] == 1
    called = (said[:, 0] >= threshold).astype(int) if binary else said.argmax(1)
    matrix = confusion(truth, called, len(labels))
    support, predicted, hits = matrix.sum(1), matrix.sum(0), np.diag(matrix)
    share = lambda part, whole: round(float(part / whole), 4) if whole else None
    classes = {
        name: {
            "support": int(support[i]),
            "sensitivity": share(hits[i], support[i]),
            "precision": share(hits[i], predicted[i]),
            "f1": share(2 * hits[i], support[i] + predicted[i]) if support[i] else None,
        }
        for i, name in enumerate(labels)
    }
    one = lambda i: said[:, 0] if binary else said[:, i]
    areas = [auc(one(i), truth == i) for i in ([1] if binary else range(len(labels)))]
    areas = [area for area in areas if area is not None]
    mean = float(np.mean(areas)) if areas else None
    return {
        "split": split,
        "accuracy": share(hits.sum(), matrix.sum()),
        "macro_f1": round(macro_f1(matrix), 4),
        "macro_f1_95": [round(value, 4) for value in interval(truth, called, len(labels))],
        "auc": None if mean is None else round(mean, 4),
        "classes": classes,
        "confusion": matrix.tolist(),
    }


def normal_or_not(truth, said, threshold):
    """Of a binary model, what its way of training is judged by: areas under both curves, and what its threshold makes of them."""
    matrix = confusion(truth, (said[:, 0] >= threshold).astype(int), 2)
    rounded = lambda value: round(float(value), 4)
    return {
        "auc": rounded(auc(said[:, 0], truth > 0)),
        "average_precision": rounded(average_precision_score(truth > 0, said[:, 0])),
        "sensitivity": rounded(matrix[1, 1] / matrix[1].sum()),
        "specificity": rounded(matrix[0, 0] / matrix[0].sum()),
        "macro_f1": rounded(macro_f1(matrix)),
    }


def of_way(shared, apart):
    """A binary model's figures in one way of training, on both splits, by the threshold that its validation beats gave."""
    threshold = float(shared["threshold"])
    return {
        "validation_auc": round(float(shared["validation"]), 5),
        "threshold": round(threshold, 4),
        "trained_on": int(shared["trained_on"]),
        "beat_level": normal_or_not(shared["truth"], shared["said"], threshold),
        "record_wise": normal_or_not(apart["truth"], apart["said"], threshold),
    }


def bootstrap_records(records, seed, rounds=1000):
    """95 % interval of macro-F1, resampling whole records."""

    def interval(truth, said, classes):
        random = np.random.default_rng(seed)
        owns = [records == name for name in np.unique(records)]
        matrices = np.array([confusion(truth[own], said[own], classes) for own in owns])
        values = [macro_f1(matrices[random.integers(len(matrices), size=len(matrices))].sum(0)) for _ in range(rounds)]
        return np.percentile(values, [2.5, 97.5])

    return interval


def bootstrap_beats(seed, rounds=1000):
    """The same, resampling single beats: the cells of the confusion matrix."""

    def interval(truth, said, classes):
        random = np.random.default_rng(seed)
        matrix = confusion(truth, said, classes)
        draws = random.multinomial(matrix.sum(), matrix.ravel() / matrix.sum(), size=rounds)
        return np.percentile([macro_f1(draw.reshape(matrix.shape)) for draw in draws], [2.5, 97.5])

    return interval
