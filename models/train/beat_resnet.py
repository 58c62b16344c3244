"""beat-resnet: residual convolutions, the strongest of the zoo."""

from torch import nn

from train.layers import Residual, convolution, steps_after
from train.model import Model

# (channels in, channels out, stride) of each block.
BLOCKS = [(32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 96, 2), (96, 96, 1), (96, 128, 2)]
KERNEL = 3


def network(samples, outputs):
    blocks = [Residual(inputs, channels, KERNEL, stride) for inputs, channels, stride in BLOCKS]
    left = steps_after([2] + [stride for *_, stride in BLOCKS], samples)
    return nn.Sequential(
        *convolution(1, BLOCKS[0][0], 7, 2), *blocks, nn.Flatten(), nn.Dropout(0.3), nn.Linear(BLOCKS[-1][1] * left, outputs)
    )


MODEL = Model(
    name="beat-resnet",
    title="Residual convolutional network on one beat: the strongest of the zoo",
    what="A strided convolution of 32 channels, six residual blocks of two convolutions each (32, 64, 64, 96, 96 and 128 channels, kernel 3, three of them strided; batch normalisation folded in), flattened over the twelve steps that are left, one dense layer, softmax.",
    network=network,
    run_batch=32,
    epochs=50,
    fold_epochs=8,
)
