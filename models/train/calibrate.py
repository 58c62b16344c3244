"""What is settled on validation beats after training: the temperature of the probabilities, the threshold, the least confidence."""

import numpy as np
import torch

#: "Don't know" below the confidence above which so many validation beats are called right.
RIGHT = 0.995


def probabilities(logits, temperature=1.0):
    """Of logits (n, classes), or (n, 1) for a binary model."""
    scaled = torch.as_tensor(logits) / temperature
    return (scaled.softmax(1) if scaled.shape[1] > 1 else scaled.sigmoid()).numpy()


def together(first, second):
    """What two leads say together, as `Spec::of_beats` has it: the mean, squared, for two that agree are surer than one."""
    both = ((first + second) / 2) ** 2
    return both / both.sum(1, keepdims=True)


def temperature(logits, labels):
    """The number that logits are divided by so that validation beats are likeliest; as a grid, since it is one number."""
    grid = np.exp(np.linspace(np.log(0.3), np.log(3), 185))
    said = [probabilities(logits, one) for one in grid]
    losses = [-np.log(np.maximum(of_truth(one, labels), 1e-12)).mean() for one in said]
    return round(float(grid[int(np.argmin(losses))]), 4)


def of_truth(said, labels):
    """The probability that was given to the class that a beat is of."""
    if said.shape[1] == 1:
        return np.where(labels > 0, said[:, 0], 1 - said[:, 0])
    return said[np.arange(len(labels)), labels]


def calibration_error(said, labels, bins=15):
    """How far confidence and the share of beats that are right lie apart, over bins of confidence (Naeini 2015, Guo 2017)."""
    if said.shape[1] == 1:
        said = np.column_stack([1 - said, said])
    sure, right = said.max(1), said.argmax(1) == labels
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[places == one].mean() - right[places == one].mean()) * (places == one).mean() for one in np.unique(places)]
    return round(float(sum(gaps)), 4)


def confidence(said, labels):
    """The least confidence at which RIGHT of the validation beats from it upwards are called right; not above 0.95."""
    sure, right = said.max(1), said.argmax(1) == labels
    order = np.argsort(-sure, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(shares >= RIGHT)
    least = sure[order][good[-1]] if len(good) else 0.95
    return round(float(min(max(least, 1 / said.shape[1]), 0.95)), 3)


def threshold(said, labels):
    """The probability from which a validation beat is called abnormal, where sensitivity and specificity add up to most (Youden)."""
    order = np.argsort(-said, kind="stable")
    truth = labels[order] > 0
    hits, false = np.cumsum(truth) / truth.sum(), np.cumsum(~truth) / (~truth).sum()
    last = np.r_[said[order][1:] != said[order][:-1], True]
    best = np.argmax(np.where(last, hits - false, -1))
    return round(float(said[order][best]), 4)
