"""beat-cnn: a small 1-D convolutional network on one beat.

Convolutions stride instead of pooling: tract, which runs the network in the browser, is fast at the first and slow at
the second. Batch normalisation is folded into the convolutions when the network is exported.
"""

from torch import nn

from train.layers import convolution, steps_after
from train.model import Model

# (channels in, channels out, kernel, stride) of each convolution.
LAYERS = [(1, 24, 7, 2), (24, 48, 5, 2), (48, 64, 5, 2), (64, 96, 3, 2), (96, 96, 3, 1)]


def network(samples, outputs):
    blocks = [block for layer in LAYERS for block in convolution(*layer)]
    left = steps_after([stride for *_, stride in LAYERS], samples)
    return nn.Sequential(*blocks, nn.Flatten(), nn.Dropout(0.2), nn.Linear(LAYERS[-1][1] * left, outputs))


MODEL = Model(
    name="beat-cnn",
    title="Convolutional network on one beat: five AAMI classes from 187 samples at 125 Hz",
    what="Five strided convolutions (24, 48, 64, 96 and 96 channels; batch normalisation folded in), flattened over the twelve steps that are left, one dense layer, softmax. The field pools after each convolution; a stride does the same, and runs faster.",
    network=network,
    run_batch=32,
    epochs=60,
    fold_epochs=12,
)
