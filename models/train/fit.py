"""Trains a network on a table of beats; finished runs are kept, so that a stopped `all` goes on where it was."""

import hashlib
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from train import data, metrics

BATCH = 256
MOST_WEIGHT = 12


def augmented(beats, random):
    """Beats as another recorder, or a less exact R peak, would have given them."""
    count, _, width = beats.shape
    draw = lambda low, high: torch.rand(count, 1, 1, generator=random) * (high - low) + low
    shifts = torch.randint(-2, 3, (count, 1), generator=random)
    places = (torch.arange(width) + shifts).clamp(0, width - 1)
    moved = beats.gather(2, places[:, None])
    # Padding is zero by recipe and stays zero: only the signal is scaled, tilted and made noisy.
    signal = moved != 0
    tilt = draw(-0.05, 0.05) * torch.linspace(0, 1, width)
    noise = torch.randn(beats.shape, generator=random) * draw(0, 0.015)
    changed = moved * draw(0.9, 1.05) + draw(-0.03, 0.05) + tilt + noise
    return torch.where(signal, changed.clamp(0, 1), moved)


def fit(network, train, validation, epochs, seed, say=print):
    """The network after the epoch that had the best macro-F1 on `validation`, which may be empty: then after the last.

    The loss weighs classes by the inverse square root of their shares: enough for the rare ones to be learned, not so
    much that they are seen everywhere. A class of a handful of beats is weighed no more than one of some hundred.
    """
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    inputs, labels = torch.from_numpy(train.beats)[:, None], torch.from_numpy(train.labels).long()
    counts = np.maximum(train.counts(), 1)
    weights = torch.tensor(np.sqrt(counts.sum() / counts), dtype=torch.float32).clamp(max=MOST_WEIGHT)
    weights[torch.from_numpy(train.counts() == 0)] = 0
    loss_of = nn.CrossEntropyLoss(weight=weights, label_smoothing=0.02)
    steps = (len(train) + BATCH - 1) // BATCH
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps * epochs)
    best, kept, began = -1.0, None, time.monotonic()
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(train), generator=random)
        total = 0.0
        for chosen in order.split(BATCH):
            loss = loss_of(network(augmented(inputs[chosen], random)), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(chosen)
        line = f"  epoch {epoch + 1}/{epochs}  loss {total / len(train):.4f}  {time.monotonic() - began:.0f} s"
        if len(validation):
            score = metrics.macro_f1(metrics.confusion(validation.labels, probabilities(network, validation.beats).argmax(1)))
            line += f"  validation macro-F1 {score:.4f}"
            if score > best:
                best, kept = score, {name: value.clone() for name, value in network.state_dict().items()}
        say(line)
    if kept is not None:
        network.load_state_dict(kept)
    return network.eval()


@torch.no_grad()
def probabilities(network, beats):
    """One row of class probabilities a beat."""
    network.eval()
    inputs = torch.from_numpy(np.ascontiguousarray(beats))[:, None]
    return torch.cat([network(part).softmax(1) for part in inputs.split(2048)]).numpy()


def runs():
    """Where finished runs are kept: a folder for each state of the code that makes them, so that none outlives it."""
    code = sorted(path for path in Path(__file__).parent.glob("*.py") if path.name != "card.py")
    return data.cache() / "runs" / hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:12]


def once(name, work):
    """The result of `work()`, a dict of arrays, from the cache folder if this run was finished before."""
    kept = runs() / f"{name}.npz"
    if kept.is_file():
        return dict(np.load(kept))
    result = work()
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.savez(kept, **result)
    return result
