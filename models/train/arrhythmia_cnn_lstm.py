"""arrhythmia-cnn-lstm: normal or not, by convolutions and LSTM layers."""

from train import beat_cnn_lstm
from train.model import Model

MODEL = Model(
    name="arrhythmia-cnn-lstm",
    title="Normal beat or not: convolutions, then two LSTM layers",
    what="beat-cnn-lstm with one output and a sigmoid: the probability that a beat is of another class than N.",
    network=beat_cnn_lstm.network,
    binary=True,
    dealt_by_two=True,
    epochs=16,
    fold_epochs=5,
    run_batch=32,
)
