"""Which beats train, which choose, and which are looked at once."""

import numpy as np


def beat_level(labels, seed, test=0.2, validation=0.1):
    """Stratified by class, patients shared: indices of (train, validation, test). Validation is taken out of the 80 %."""
    random = np.random.default_rng(seed)
    parts = ([], [], [])
    for label in np.unique(labels):
        own = random.permutation(np.flatnonzero(labels == label))
        tests = max(1, round(len(own) * test))
        choosers = max(1, round((len(own) - tests) * validation))
        for part, piece in zip(parts, (own[tests + choosers :], own[tests : tests + choosers], own[:tests])):
            part.append(piece)
    return tuple(np.sort(np.concatenate(part)) for part in parts)


def record_wise(records, labels, names, folds):
    """Whole records apart: for each fold the names of its test records.

    Records go, those with most rare beats first, to the fold that has fewest of them: every fold gets some of each class.
    """
    rare = {name: np.bincount(labels[records == name], minlength=5)[1:4].sum() for name in names}
    loads, groups = [0] * folds, [[] for _ in range(folds)]
    for name in sorted(names, key=lambda name: (-rare[name], name)):
        fold = min(range(folds), key=lambda index: (loads[index], len(groups[index]), index))
        loads[fold] += rare[name]
        groups[fold].append(name)
    return groups
