"""beat-cnn-lstm: convolutions that find shapes, LSTM layers that read them in time."""

from torch import nn

from train.layers import Recurrent, Turned, convolution
from train.model import Model


def features():
    """The beat as 23 steps of 64 features, each of about 90 ms."""
    return [
        *convolution(1, 64, 3, 2),
        nn.MaxPool1d(2),
        *convolution(64, 64, 3),
        nn.MaxPool1d(2),
        Turned(),
        Recurrent(nn.LSTM(64, 128, batch_first=True)),
        nn.Dropout(0.2),
    ]


def network(samples, outputs):
    return nn.Sequential(
        *features(),
        Recurrent(nn.LSTM(128, 64, batch_first=True), last=True),
        nn.Dropout(0.2),
        nn.Linear(64, 32),
        nn.ReLU(),
        nn.Linear(32, outputs),
    )


MODEL = Model(
    name="beat-cnn-lstm",
    title="Convolutions, then two LSTM layers, on one beat",
    what="Convolution of 64 channels and kernel 3, pooling, another, pooling, LSTM of 128, LSTM of 64, dense 32, softmax. The first convolution has a stride of two, which the field's does not: half as many steps, twice as fast.",
    network=network,
    epochs=60,
    fold_epochs=5,
    run_batch=32,
)
