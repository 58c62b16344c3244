"""beat-cnn: a small 1-D convolutional network on one 187-sample beat.

Convolutions stride instead of pooling: tract, which runs the network in the browser, is fast at the first and slow at
the second. Batch normalisation is folded into the convolutions when the network is exported.
"""

import torch
from torch import nn

from train.data import CLASSES
from train.window import WIDTH

NAME = "beat-cnn"
TITLE = "Convolutional network on one beat: five AAMI classes from 187 samples at 125 Hz"

# (channels in, channels out, kernel, stride) of each convolution.
LAYERS = [(1, 24, 7, 2), (24, 48, 5, 2), (48, 64, 5, 2), (64, 96, 3, 2), (96, 96, 3, 1)]


def length_after(layers, length=WIDTH):
    """Steps of time that are left after these convolutions."""
    for _, _, kernel, stride in layers:
        length = (length + 2 * (kernel // 2) - kernel) // stride + 1
    return length


class BeatCnn(nn.Module):
    """Five convolutions, and one dense layer over the twelve steps that their strides leave."""

    def __init__(self, dropout=0.2):
        super().__init__()
        blocks = []
        for inputs, outputs, kernel, stride in LAYERS:
            blocks += [nn.Conv1d(inputs, outputs, kernel, stride, kernel // 2), nn.BatchNorm1d(outputs), nn.ReLU()]
        self.features = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.classes = nn.Linear(LAYERS[-1][1] * length_after(LAYERS), len(CLASSES))

    def forward(self, beats):
        """(batch, 1, 187) to one logit a class."""
        return self.classes(self.dropout(self.features(beats).flatten(1)))


def cost():
    """(parameters after folding, multiply-adds of one beat)."""
    parameters, work = 0, 0
    for depth, (inputs, outputs, kernel, _) in enumerate(LAYERS, start=1):
        weights = inputs * outputs * kernel
        parameters += weights + outputs
        work += weights * length_after(LAYERS[:depth])
    dense = LAYERS[-1][1] * length_after(LAYERS) * len(CLASSES)
    return parameters + dense + len(CLASSES), work + dense
