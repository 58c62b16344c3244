"""The network of beat-rhythm: some small networks that were trained alike from other beginnings, and the mean of what they say."""

import numpy as np
import torch
from torch import nn

from train.data import CLASSES

HIDDEN = (96, 48)
#: Features are counted in standard deviations, and no further than this: what is stranger says no more.
FARTHEST = 5.0
#: A feature that hardly varies is not blown up: this is added to its standard deviation.
LEAST_SPREAD = 0.02
#: Labels of a recording where several are possible weigh this much.
LOOSE = 0.7
MOST_WEIGHT = 30.0


class Member(nn.Module):
    """Two hidden layers, and drop-out before each."""

    def __init__(self, mean, spread, hidden=HIDDEN, drop=0.3):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("by", 1 / (spread + LEAST_SPREAD))
        first, second = hidden
        self.layers = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(len(mean), first), nn.ReLU(), nn.Dropout(drop),
            nn.Linear(first, second), nn.ReLU(), nn.Dropout(drop), nn.Linear(second, len(CLASSES)),
        )  # fmt: skip

    def counted(self, rows):
        """Features in standard deviations: the same for all members."""
        return ((rows - self.mean) * self.by).clamp(-FARTHEST, FARTHEST)

    def forward(self, rows):
        return self.layers(self.counted(rows))


class Committee(nn.Module):
    """From rows (batch, 1, features) to probabilities: the logarithm of the members' mean, cooled, softened or sharpened by one temperature."""

    def __init__(self, members, temperature=1.0):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.by = 1 / temperature

    def forward(self, rows):
        counted = self.members[0].counted(rows.flatten(1))
        said = [member.layers(counted).softmax(1) for member in self.members]
        return ((torch.stack(said).mean(0) + 1e-7).log() * self.by).softmax(1)


def weights_of(allowed, groups, power, evenness):
    """How much each beat weighs: its class by a power of its rarity, and in its class each recording by a power of its beats."""
    single = allowed.sum(1) == 1
    kind = np.where(single, allowed.argmax(1), len(CLASSES))
    counts = np.bincount(kind, minlength=len(CLASSES) + 1)[: len(CLASSES)]
    rarity = (counts.sum() / np.maximum(counts, 1)) ** power
    rarity = np.minimum(rarity / rarity[0], MOST_WEIGHT)
    weights = np.append(rarity, LOOSE)[kind]
    _, places, times = np.unique(groups * 8 + kind, return_inverse=True, return_counts=True)
    share = times[places].astype(float) ** (evenness - 1)
    for one in np.unique(kind):
        share[kind == one] /= share[kind == one].mean()
    return (weights * share).astype(np.float32)


def fit(values, allowed, weights, seed, epochs=7, batch=512, rate=3e-3, decay=1e-2, most=200_000, **shape):
    """A trained member. A beat that may be of several classes costs what all of these are too improbable by. `most` beats an epoch, drawn anew each time."""
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    values, weights = torch.from_numpy(values), torch.from_numpy(weights)
    allowed = torch.from_numpy(allowed).clamp(min=1e-6).log()
    member = Member(values.mean(0), values.std(0), **shape)
    count = min(len(values), most)
    steps = epochs * (count // batch)
    optimiser = torch.optim.AdamW(member.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.2)
    member.train()
    for _ in range(epochs):
        drawn = torch.randperm(len(values), generator=random)[:count]
        for chosen in drawn.split(batch)[: count // batch]:
            said = member(values[chosen]).log_softmax(1)
            loss = (-torch.logsumexp(said + allowed[chosen], 1) * weights[chosen]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return member.eval()


@torch.no_grad()
def say(members, values):
    """The mean of the members' probabilities, not cooled."""
    rows = torch.from_numpy(np.ascontiguousarray(values))
    return torch.stack([member(rows).softmax(1) for member in members]).mean(0).numpy()
