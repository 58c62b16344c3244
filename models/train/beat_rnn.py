"""beat-rnn: a simple recurrent network of Elman's kind."""

from torch import nn

from train.layers import Recurrent, Steps
from train.model import Model

STEP = 11


def network(samples, outputs):
    return nn.Sequential(
        Steps(STEP),
        Recurrent(nn.RNN(STEP, 96, batch_first=True), last=True),
        nn.Dropout(0.2),
        nn.Linear(96, 32),
        nn.ReLU(),
        nn.Linear(32, outputs),
    )


MODEL = Model(
    name="beat-rnn",
    title="Elman's recurrent network on one beat",
    what="A simple recurrent layer of 96 (tanh), its last output through a dense layer of 32, softmax. It reads the beat in 17 steps of 11 samples (88 ms), not in 187 of one as the field's scripts do: a plain recurrent network forgets over so many steps, and takes eleven times as long.",
    network=network,
    rate=2e-3,
    run_batch=32,
)
