"""anomaly-cnn: normal or not, by convolutions; trained with made beats and without."""

from train import beat_cnn, filling
from train.model import Model

MODEL = Model(
    name="anomaly-cnn",
    title="Normal beat or not: a small convolutional network, trained with made beats and without",
    what="beat-cnn with one output and a sigmoid: the probability that a beat is of another class than N.",
    network=beat_cnn.network,
    binary=True,
    epochs=10,
    fold_epochs=4,
    run_batch=32,
    fill=filling.filled,
)
