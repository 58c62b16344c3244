"""beat-cnn-60: a convolutional network on the 60 most informative samples of a beat."""

from torch import nn

from train.layers import convolution, steps_after
from train.model import Model

LAYERS = [(1, 24, 5, 1), (24, 48, 5, 2), (48, 64, 3, 2), (64, 96, 3, 2)]


def network(samples, outputs):
    blocks = [block for layer in LAYERS for block in convolution(*layer)]
    left = steps_after([stride for *_, stride in LAYERS], samples)
    return nn.Sequential(*blocks, nn.Flatten(), nn.Dropout(0.2), nn.Linear(LAYERS[-1][1] * left, outputs))


MODEL = Model(
    name="beat-cnn-60",
    title="Convolutional network on the 60 most informative samples of a beat",
    what="Four convolutions (24, 48, 64 and 96 channels, three of them strided; batch normalisation folded in), flattened, one dense layer, softmax, on the 60 samples of a beat that have the highest mutual information with the label, chosen on the training beats only; `selection` in spec.json has their places.",
    network=network,
    run_batch=32,
    samples=60,
    epochs=60,
    fold_epochs=12,
)
