"""How like real beats made ones are, class by class, held against real beats of the same people that the generator never saw."""

import numpy as np
import torch

from train.data import CLASSES
from train.generator import LEAD, lengths
from train.window import WIDTH

#: Beats of each class that distances are measured between, at most.
MOST = 400
#: What lies between these quantiles of real training beats is plausible, measure by measure.
EDGES = (0.005, 0.995)


def distances(a, b):
    """Euclidean, (len(a), len(b))."""
    a, b = torch.as_tensor(a), torch.as_tensor(b)
    return torch.cdist(a, b).numpy()


def nearest(a, b):
    """From each of `a` to the nearest of `b`, in pieces that fit the memory."""
    return np.concatenate([distances(part, b).min(1) for part in np.array_split(a, max(1, len(a) // 1000))])


def two_samples(real, made):
    """How often the nearest other beat is of the same kind, real or made: 0.5 where nobody can tell, 1 where everybody can."""
    both = np.concatenate([real, made])
    kinds = np.arange(len(both)) < len(real)
    apart = distances(both, both)
    np.fill_diagonal(apart, np.inf)
    return float((kinds[apart.argmin(1)] == kinds).mean())


def discrepancy(real, made):
    """The maximum mean discrepancy (squared, unbiased) with a Gaussian kernel as wide as real beats are apart, in the median."""
    within, across, own = distances(real, real), distances(real, made), distances(made, made)
    width = np.median(within[~np.eye(len(real), dtype=bool)])
    kernel = lambda apart: np.exp(-(apart**2) / (2 * width**2))
    mean = lambda apart: (kernel(apart).sum() - len(apart)) / (len(apart) * (len(apart) - 1))
    return float(mean(within) + mean(own) - 2 * kernel(across).mean())


def difference(made, real):
    """Percentage root-mean-square difference from the nearest real beat, its median."""
    apart = distances(made, real)
    closest = real[apart.argmin(1)]
    return float(np.median(100 * np.sqrt(((made - closest) ** 2).sum(1) / (closest**2).sum(1))))


def measures(rows):
    """What of a beat can be read off a row with its lead-in: (n, measures). Times in samples, heights as shares of the row's span."""
    body = rows[:, LEAD:]
    length = lengths(body)
    level = np.median(rows[:, : LEAD - 15], 1)
    around = rows[:, LEAD - 8 : LEAD + 12] - level[:, None]
    height = np.abs(around).max(1)
    at = np.abs(around).argmax(1) - 8
    wide = (np.abs(around) > height[:, None] / 2).sum(1)
    late = rows[:, LEAD + 16 : LEAD + 56] - level[:, None]
    bump = np.abs(late).argmax(1) + 16
    swing = np.abs(late).max(1) / np.maximum(height, 1e-3)
    rough = np.abs(np.diff(rows[:, : LEAD + 60], n=2, axis=1)).mean(1)
    return np.column_stack([length, height, at, wide, bump, swing, rough])


def plausible(rows, edges):
    """Whether a QRS stands out at R, and all else is within what real beats of the class show."""
    own = measures(rows)
    return ((own >= edges[0]) & (own <= edges[1])).all(1)


def figures(train, test, made, present=range(len(CLASSES))):
    """By class: what the card says. `made` are the rows of one draw with `train`'s class counts; beats with their lead-in."""
    random = np.random.default_rng(7)
    out = {}
    for label in present:
        own, seen, drawn = (rows[labels == label] for rows, labels in ((test.beats, test.labels), (train.beats, train.labels), made))
        count = min(len(own), len(drawn), MOST)
        pick = lambda rows, most=count: rows[random.permutation(len(rows))[:most]]
        real, fake, again = pick(own), pick(drawn), pick(seen)
        edges = np.quantile(measures(seen), EDGES, axis=0)
        body = lambda rows: rows[:, LEAD:]
        own_distance = np.median(nearest(body(real), body(seen)))
        out[CLASSES[label]] = {
            "beats": int(count),
            "two_samples": round(two_samples(body(real), body(fake)), 4),
            "two_samples_real": round(two_samples(body(real), body(again)), 4) if len(again) == count else None,
            "mmd": round(discrepancy(body(real), body(fake)), 5),
            "mmd_real": round(discrepancy(body(real), body(again)), 5),
            "prd": round(difference(body(fake), body(real)), 2),
            "prd_real": round(difference(body(again), body(real)), 2),
            "nearest_training": round(float(np.median(nearest(body(fake), body(seen))) / own_distance), 3),
            "plausible": round(float(plausible(fake, edges).mean()), 4),
            "plausible_real": round(float(plausible(real, edges).mean()), 4),
        }
    return out
