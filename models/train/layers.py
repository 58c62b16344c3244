"""Layers that several models share."""

import torch
from torch import nn


def convolution(inputs, outputs, kernel, stride=1):
    """Convolution, batch normalisation, ReLU; folded into one when the network is exported."""
    return [nn.Conv1d(inputs, outputs, kernel, stride, kernel // 2), nn.BatchNorm1d(outputs), nn.ReLU()]


def steps_after(strides, samples):
    """Steps of time that are left of so many samples; kernels are odd and padded by their half."""
    for stride in strides:
        samples = (samples - 1) // stride + 1
    return samples


class Steps(nn.Module):
    """Cuts a beat into steps of so many samples: (batch, 1, samples) to (batch, steps, width)."""

    def __init__(self, width):
        super().__init__()
        self.width = width

    def forward(self, beats):
        return beats.reshape(-1, beats.shape[2] // self.width, self.width)


class Recurrent(nn.Module):
    """A recurrent layer over (batch, steps, features): all of its outputs, or the last alone."""

    def __init__(self, layer, last=False):
        super().__init__()
        self.layer, self.last = layer, last

    def forward(self, steps):
        out = self.layer(steps)[0]
        return out[:, -1] if self.last else out


class Turned(nn.Module):
    """Channels of a convolution to features of steps: (batch, channels, steps) to (batch, steps, channels)."""

    def forward(self, channels):
        return channels.transpose(1, 2)


class Attention(nn.Module):
    """Each step of time looks at every other; the mean over the steps is what is left."""

    def __init__(self, features):
        super().__init__()
        self.features = features
        self.query, self.key, self.value = (nn.Linear(features, features) for _ in range(3))

    def forward(self, steps):
        weights = self.query(steps) @ self.key(steps).transpose(1, 2) / self.features**0.5
        return (weights.softmax(2) @ self.value(steps)).mean(1)

    def products(self, steps):
        return 2 * steps * steps * self.features


class Residual(nn.Module):
    """Two convolutions beside a shortcut, which is a strided one where the shape changes."""

    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.way = nn.Sequential(*convolution(inputs, outputs, kernel, stride), *convolution(outputs, outputs, kernel)[:2])
        same = inputs == outputs and stride == 1
        self.short = nn.Sequential() if same else nn.Sequential(*convolution(inputs, outputs, 1, stride)[:2])

    def forward(self, channels):
        return torch.relu(self.way(channels) + self.short(channels))
