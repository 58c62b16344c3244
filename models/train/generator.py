"""What a generator is: latent numbers and a class to a row, and the critics that it learns from.

Rows are those of heartbeat tables, with `LEAD` samples before R ahead of them, so that a beat can be laid into a recording. How much
of a row is signal, and how much padding, is said by the first latent number alone: the real lengths of each class, by their quantiles.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import torch
from torch import nn

from train.data import CLASSES
from train.window import WIDTH

#: Samples before R, 0.3 s.
LEAD = 37
SAMPLES = LEAD + WIDTH
#: Where the lengths' quantiles are kept, in standard deviations of the first latent number.
KNOTS = np.linspace(-3, 3, 13)


def lengths(rows):
    """How many samples from R on are signal: up to the last that is not zero."""
    return WIDTH - (rows[:, ::-1] != 0).argmax(1)


def length_table(beats, labels):
    """Quantiles of the lengths of each class at `KNOTS`, increasing, as float32 of shape (classes, knots)."""
    shares = [NormalDist().cdf(float(knot)) for knot in KNOTS]
    own = lengths(beats[:, -WIDTH:])
    # Of a class that is not there nothing is known but how long beats are.
    of_class = lambda label: own[labels == label] if (labels == label).any() else own
    return np.array([np.quantile(of_class(label), shares) for label in range(len(CLASSES))], dtype=np.float32)


class Rows(nn.Module):
    """A body that draws (batch, SAMPLES) from latents and classes, cut off at its length; from (batch, latent + classes)."""

    def __init__(self, latent, body, table):
        super().__init__()
        self.latent, self.body = latent, body
        self.register_buffer("table", torch.as_tensor(table))
        self.register_buffer("knots", torch.as_tensor(KNOTS, dtype=torch.float32))
        self.register_buffer("time", torch.arange(SAMPLES, dtype=torch.float32)[None] - LEAD)

    def length(self, first, classes):
        """Piecewise linear between the knots, as sums of ramps: what any runtime of ONNX computes."""
        own = classes @ self.table
        step = float(KNOTS[1] - KNOTS[0])
        ramps = ((first - self.knots[:-1]) / step).clamp(0, 1)
        return own[:, :1] + (ramps * (own[:, 1:] - own[:, :-1])).sum(1, keepdim=True)

    def forward(self, given):
        latents, classes = given[:, : self.latent], given[:, self.latent :]
        length = self.length(latents[:, :1], classes)
        # The length stands beside the latents, too: what is drawn must know where the next beat comes.
        rows = self.body(torch.cat([latents, classes, length / WIDTH], 1))
        return rows * (length.round() - self.time).clamp(0, 1)


def dense(latent, *_):
    """The published one: 128, 256, the row; tanh."""
    return nn.Sequential(
        nn.Linear(latent + len(CLASSES) + 1, 128), nn.LeakyReLU(0.2), nn.Linear(128, 256), nn.LeakyReLU(0.2),
        nn.Linear(256, SAMPLES), nn.Tanh(), Unit(),
    )


class Unit(nn.Module):
    """From -1..1 to 0..1."""

    def forward(self, rows):
        return (rows + 1) / 2


class Recurrent(nn.Module):
    """A recurrent layer in both directions, four samples a step; one for each class, all of them told by the same dense layer."""

    STEP = 4
    #: Numbers that the dense layer makes for each step.
    TOLD = 8

    def __init__(self, latent, width=24):
        super().__init__()
        self.steps = SAMPLES // self.STEP
        self.begin = nn.Linear(latent + len(CLASSES) + 1, self.steps * self.TOLD)
        self.layers = nn.ModuleList(nn.LSTM(self.TOLD, width, batch_first=True, bidirectional=True) for _ in CLASSES)
        self.ends = nn.ModuleList(nn.Linear(2 * width, self.STEP) for _ in CLASSES)
        self.latent = latent

    def drawn(self, index, told):
        """As the layer of that class draws it."""
        return self.ends[index](self.layers[index](told)[0]).reshape(-1, SAMPLES)

    def forward(self, given):
        classes = given[:, self.latent : self.latent + len(CLASSES)]
        told = torch.tanh(self.begin(given)).reshape(-1, self.steps, self.TOLD)
        if self.training and not given.is_cuda:
            # A row that learns is of one class: a fifth of the work. (An accelerator replays one recorded course for all rows.)
            kinds = classes.argmax(1)
            owns = [(index, own) for index in range(len(CLASSES)) if len(own := (kinds == index).nonzero()[:, 0])]
            order = torch.cat([own for _, own in owns]).argsort()
            rows = torch.cat([self.drawn(index, told[own]) for index, own in owns])[order]
        else:
            rows = sum(classes[:, index : index + 1] * self.drawn(index, told) for index in range(len(CLASSES)))
        return (torch.tanh(rows) + 1) / 2


class Bend(nn.Module):
    """A convolution at half the pace, its outputs dealt out in turns over twice the steps, scaled and moved by the style."""

    def __init__(self, inputs, outputs, kernel, style):
        super().__init__()
        self.conv = nn.Conv1d(inputs, 2 * outputs, kernel, padding=kernel // 2)
        self.style = nn.Linear(style, 2 * outputs)
        self.outputs = outputs
        nn.init.zeros_(self.style.bias)

    def forward(self, steps, style):
        made = self.conv(steps)
        count = made.shape[2]
        made = made.reshape(-1, self.outputs, 2, count).transpose(2, 3).reshape(-1, self.outputs, 2 * count)
        scale, move = self.style(style).unsqueeze(2).chunk(2, 1)
        return nn.functional.leaky_relu(made * (1 + scale) + move, 0.2)


class Convolutional(nn.Module):
    """Fourteen steps grow to 224 samples in four doublings; latents and class say at each what it should look like."""

    STEPS = 14
    #: Channels and kernel of each doubling.
    LAYERS = [(48, 3), (32, 3), (16, 5)]

    def __init__(self, latent, first=64, style=64):
        super().__init__()
        given = latent + len(CLASSES) + 1
        self.say = nn.Sequential(nn.Linear(given, style), nn.LeakyReLU(0.2), nn.Linear(style, style), nn.LeakyReLU(0.2))
        self.first = first
        self.begin = nn.Linear(given, first * self.STEPS)
        channels = [first, *[channels for channels, _ in self.LAYERS]]
        self.bends = nn.ModuleList(Bend(a, b, kernel, style) for a, b, (_, kernel) in zip(channels, channels[1:], self.LAYERS))
        self.end = nn.Conv1d(channels[-1], 2, 9, padding=4)

    def forward(self, given):
        style = self.say(given)
        steps = nn.functional.leaky_relu(self.begin(given).reshape(-1, self.first, self.STEPS), 0.2)
        for bend in self.bends:
            steps = bend(steps, style)
        return self.end(steps).transpose(1, 2).reshape(-1, SAMPLES) + 0.5


class DenseCritic(nn.Module):
    """256, 128, 1. The row comes in with its slope on top: to dense layers a rough line looks much like a smooth one otherwise."""

    SLOPE = 4.0

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(SAMPLES + len(CLASSES), 256), nn.LeakyReLU(0.2), nn.Linear(256, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1)
        )

    def forward(self, given):
        rows, classes = given[:, :SAMPLES], given[:, SAMPLES:]
        slope = nn.functional.pad(rows[:, 1:] - rows[:, :-1], (0, 1))
        return self.layers(torch.cat([rows + self.SLOPE * slope, classes], 1))


class ConvolutionalCritic(nn.Module):
    """Strided convolutions over the row, its slope and its padding; the class says what to look for.

    One of several rows sees them on top of each other, all of one class: rows that are too like one another are found out
    (PacGAN, Lin and others 2018).
    """

    #: Channels and kernel of each.
    LAYERS = [(64, 7), (128, 5), (160, 5), (192, 3)]

    def __init__(self, rows=1):
        super().__init__()
        self.rows = rows
        channels = [3 * rows, *[channels for channels, _ in self.LAYERS]]
        self.layers = nn.Sequential(*[
            layer for inputs, outputs, (_, kernel) in zip(channels, channels[1:], self.LAYERS)
            for layer in (nn.Conv1d(inputs, outputs, kernel, 2, kernel // 2), nn.LeakyReLU(0.2))
        ])
        self.flat = nn.Sequential(nn.Linear(channels[-1] * 14, 64), nn.LeakyReLU(0.2))
        self.plain = nn.Linear(64, 1)
        self.by_class = nn.Linear(64, len(CLASSES))

    def forward(self, given):
        rows, classes = given[:, : self.rows * SAMPLES], given[:, self.rows * SAMPLES :]
        rows = rows.reshape(-1, self.rows, SAMPLES)
        slope = nn.functional.pad(rows[:, :, 1:] - rows[:, :, :-1], (0, 1)) * 4
        padding = (rows == 0).float()
        seen = self.flat(self.layers(torch.cat([rows, slope, padding], 1)).flatten(1))
        return self.plain(seen) + (self.by_class(seen) * classes).sum(1, keepdim=True)


@dataclass(frozen=True)
class Adversaries:
    """One file of this folder makes one of these, and is named after it."""

    name: str
    title: str
    #: What the card says under "What it is".
    what: str
    latent: int
    body: Callable[[int], nn.Module]
    critic: Callable[[], nn.Module]
    #: Steps of each of the two.
    steps: int
    batch: int = 256
    rate: float = 1e-3
    #: A second critic, of two rows of one class at once; it only teaches and is not shipped.
    pair: Callable[[], nn.Module] | None = None
    #: Whether latents are spread class by class afterwards (`spread.py`).
    is_spread: bool = False
    #: How strongly slopes of the critic at real rows are punished (R1 of Mescheder and others 2018).
    penalty: float = 0.05

    @property
    def script(self):
        return self.name.replace("-", "_")

    def build(self, table):
        return Rows(self.latent, self.body(self.latent), table)


def pair_critic():
    return ConvolutionalCritic(rows=2)


def multiply_adds(network, given):
    """Of one row."""
    work = [0]

    def count(layer, inputs, output):
        if isinstance(layer, nn.Conv1d):
            work[0] += layer.weight.numel() * output.shape[-1]
        elif isinstance(layer, nn.Linear):
            work[0] += layer.weight.numel() * math.prod(output.shape[1:-1])
        elif isinstance(layer, nn.LSTM):
            work[0] += sum(weight.numel() for name, weight in layer.named_parameters() if name.startswith("weight")) * inputs[0].shape[1]

    hooks = [layer.register_forward_hook(count) for layer in network.modules()]
    with torch.no_grad():
        network.eval()(torch.zeros(1, given))
    for hook in hooks:
        hook.remove()
    return work[0]
