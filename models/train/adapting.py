"""A person corrects the beats that are least sure: what `src/analyze/adapting.rs` makes of that, by simulation on the folds."""

import re

import numpy as np

from train import features
from train.data import CLASSES, PROJECT

#: So many beats of a recording are corrected.
CORRECTED = 20

#: The one place where these numbers stand.
CODE = PROJECT / "src" / "analyze" / "adapting.rs"


def constants():
    """By which numbers beats are alike, and how far, how fast and how long they are moved."""
    code = CODE.read_text()
    like = re.findall(r'\("([^"]+)", ([0-9.]+)\)', code.split("const LIKE")[1].split("];")[0])
    one = lambda name: float(re.search(rf"const {name}: \w+ = ([0-9.e-]+);", code)[1])
    return dict((name, float(spread)) for name, spread in like), one("REACH"), one("RATE"), int(one("ROUNDS")), one("LEAST")


def softmax(values):
    shares = np.exp(values - values.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def adapted(said, values, beats, labels):
    """The probabilities once `beats` were corrected to `labels`."""
    like, reach, rate, rounds, least = constants()
    names = features.names()
    points = values[:, [names.index(name) for name in like]] / np.array(list(like.values()))
    kernel = np.exp(-((points[:, None] - points[None, beats]) ** 2).mean(axis=2) / (2 * reach**2))
    logits, among, truth = np.log(said + least), kernel[beats], np.eye(len(CLASSES))[labels]
    pull = np.zeros_like(truth)
    for _ in range(rounds):
        pull += rate * (truth - softmax(logits[beats] + among @ pull))
    moved = softmax(logits + kernel @ pull)
    moved[beats] = truth
    return moved


def simulated(said, rows):
    """The same where the beats that are least sure are corrected to what they are."""
    labels = rows.labels()
    known = np.flatnonzero(labels >= 0)
    beats = known[np.argsort(said[known].max(axis=1), kind="stable")[:CORRECTED]]
    return adapted(said, rows.values, beats, labels[beats])
