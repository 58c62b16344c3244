"""Which samples of a beat say most about its class."""

import numpy as np

BINS = 32


def information(samples, labels):
    """Mutual information of each column with the label, in bits: over bins of equal count, less the bias that chance gives (Miller and Madow)."""
    count = len(labels)
    classes = np.bincount(labels)
    share = classes[classes > 0] / count
    of_labels = -(share * np.log2(share)).sum()
    found = []
    for column in samples.T:
        edges = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))
        bins = np.searchsorted(edges, column, side="right")
        joint = np.zeros((len(edges) + 1, len(classes)))
        np.add.at(joint, (bins, labels), 1)
        sums = joint.sum(1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = -np.nansum(joint / count * np.log2(joint / sums))
        filled, rows, columns = (joint > 0).sum(), (sums > 0).sum(), (classes > 0).sum()
        bias = (filled - rows - columns + 1) / (2 * count * np.log(2))
        found.append(max(of_labels - left - bias, 0.0))
    return np.array(found)


def most_informative(table, samples):
    """The places of the samples that say most, in order of time."""
    order = np.argsort(-information(table.beats, table.labels), kind="stable")
    return np.sort(order[:samples])
