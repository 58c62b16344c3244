"""Beats as another recorder, another electrode, or a less exact R peak would have given them."""

import numpy as np
import torch
import wfdb
from scipy.signal import resample_poly

from train import data, window

#: A share of the beats gets recorded noise on top, of so much of a stretch's height at most.
NOISY = 0.3
MOST_NOISE = 0.08


def recorded_noise():
    """Baseline wander and electrode motion of the Noise Stress Test Database at 125 Hz, each of a deviation of 1; float32, one row each.

    Its noise was recorded from volunteers by itself; the ECGs of its noisy records are not touched.
    """
    kept = data.cache() / "noise-1.npy"
    if not kept.is_file():
        rows = []
        for name in ("bw", "em"):
            record = wfdb.rdrecord(str(data.folder() / "nstdb" / name))
            for channel in record.p_signal.T:
                noise = resample_poly(channel - channel.mean(), window.RATE, int(record.fs))
                rows.append(noise / noise.std())
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, np.array(rows, dtype=np.float32))
    return torch.from_numpy(np.load(kept))


def augmented(beats, random, noise=None):
    """Moved by up to two samples, stretched in time by up to 4 %, scaled, tilted, made noisy; `noise` as `recorded_noise` gives it, `random` where the beats are."""
    count, _, width = beats.shape
    there = beats.device
    draw = lambda low, high: torch.rand(count, 1, generator=random, device=there) * (high - low) + low
    time = torch.arange(width, device=there)
    signal = beats[:, 0]
    ends = width - (signal.flip(1) != 0).int().argmax(1, keepdim=True)
    # Where each sample is read, between two of the beat's own.
    places = time * draw(0.96, 1.04) + draw(-2, 2)
    places = places.clamp(min=0).minimum((ends - 1).clamp(min=0))
    below = places.floor().long()
    above = (below + 1).minimum((ends - 1).clamp(min=0))
    share = places - below
    moved = signal.gather(1, below) * (1 - share) + signal.gather(1, above) * share
    changed = moved * draw(0.9, 1.05) + draw(-0.03, 0.05) + draw(-0.05, 0.05) * time / (width - 1)
    changed = changed + torch.randn(signal.shape, generator=random, device=there) * draw(0, 0.015)
    if noise is not None:
        rows = torch.randint(len(noise), (count, 1), generator=random, device=there)
        starts = torch.randint(noise.shape[1] - width, (count, 1), generator=random, device=there)
        heard = noise[rows, starts + time]
        changed = changed + heard * draw(0, MOST_NOISE) * (draw(0, 1) < NOISY)
    # Padding is zero by recipe and stays zero.
    return torch.where(time < ends, changed.clamp(0, 1), 0.0)[:, None]
