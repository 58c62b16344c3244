"""beat-cnn-lstm-attention: the same with attention over the steps of time."""

from torch import nn

from train import beat_cnn_lstm
from train.layers import Attention, Recurrent
from train.model import Model


def network(samples, outputs):
    return nn.Sequential(
        *beat_cnn_lstm.features(),
        Recurrent(nn.LSTM(128, 64, batch_first=True)),
        Attention(64),
        nn.Dropout(0.2),
        nn.Linear(64, 32),
        nn.ReLU(),
        nn.Linear(32, outputs),
    )


MODEL = Model(
    name="beat-cnn-lstm-attention",
    title="Convolutions, two LSTM layers, attention over time, on one beat",
    what="beat-cnn-lstm, whose second LSTM hands over every step; each step looks at every other (one head, scaled products of 64), their mean goes on to dense 32 and softmax. Attention runs over the 23 steps of time. Several published scripts let it run over the channels by mistake.",
    network=network,
    epochs=60,
    fold_epochs=5,
    run_batch=32,
)
