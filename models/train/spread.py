"""How widely a class's latents are drawn: a generator that learned to please its critic makes beats that are too like one another.

Real beats of a rare class are further from their nearest neighbours than made ones are. Spreading the latents, all but the first, which
says how long a row is, has some of that back; how far is chosen class by class on validation beats.
"""

import numpy as np
import torch
from torch import nn

from train import adversary, likeness
from train.data import CLASSES
from train.generator import LEAD

#: What is tried.
FACTORS = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)
#: Draws that each is judged by: of the rare classes there are some dozen validation beats.
DRAWS = 4
#: What spreading may not cost: plausible beats; and what it is for: no copies.
PLAUSIBLE, NO_COPIES = 0.9, 0.95
#: How far real beats are from the nearest ones is known of some dozen: it is taken as far as it may well be, by so many draws of them.
SURE, REDRAWN = 0.9, 1000


class Spread(nn.Module):
    """A generator whose latents are drawn as widely as its class wants."""

    def __init__(self, inner, factors):
        super().__init__()
        self.inner, self.latent = inner, inner.latent
        self.register_buffer("factors", torch.as_tensor(factors, dtype=torch.float32)[:, None])

    def forward(self, given):
        classes = given[:, self.latent :]
        wide = given[:, 1 : self.latent] * (classes @ self.factors)
        return self.inner(torch.cat([given[:, :1], wide, classes], 1))


def at_most(values, random):
    """Their median, as large as it may well be of other beats than these."""
    redrawn = values[random.integers(0, len(values), (REDRAWN, len(values)))]
    return np.quantile(np.median(redrawn, axis=1), SURE)


def tried(network, train, validation, seed):
    """By class and factor: two-sample accuracy, distance to the nearest training beat beside what real ones' may be, and the share of plausible beats."""
    random = np.random.default_rng(seed)
    body = lambda rows: rows[:, LEAD:]
    out = np.zeros((len(CLASSES), len(FACTORS), 3))
    for label in range(len(CLASSES)):
        own, seen = (table.beats[table.labels == label] for table in (validation, train))
        real = own[random.permutation(len(own))[: likeness.MOST]]
        edges = np.quantile(likeness.measures(seen), likeness.EDGES, axis=0)
        away = at_most(likeness.nearest(body(real), body(seen)), random)
        for at, factor in enumerate(FACTORS):
            wide = Spread(network, np.full(len(CLASSES), factor))
            for draw in range(DRAWS):
                fake = adversary.make(wide, network.latent, np.full(len(real), label), seed + draw)
                out[label, at] += (
                    likeness.two_samples(body(real), body(fake)),
                    np.median(likeness.nearest(body(fake), body(seen))) / away,
                    likeness.plausible(fake, edges).mean(),
                )
    return out / DRAWS


def chosen(figures):
    """For each class the factor whose beats are told from real ones least often, of those that are plausible and no copies where any are."""
    factors = []
    for of_class in figures:
        two_samples, nearest, plausible = of_class.T
        fit = plausible >= min(PLAUSIBLE, plausible.max())
        apart = fit & (nearest >= min(NO_COPIES, nearest[fit].max()))
        factors.append(FACTORS[int(np.where(apart, two_samples, np.inf).argmin())])
    return factors
