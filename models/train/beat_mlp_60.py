"""beat-mlp-60: the dense network on the 60 most informative samples of a beat."""

from train import beat_mlp
from train.model import Model

MODEL = Model(
    name="beat-mlp-60",
    title="Dense network on the 60 most informative samples of a beat",
    what="beat-mlp (dense layers of 64, 32 and 16 with ReLU, softmax) on the 60 samples of a beat that have the highest mutual information with the label, chosen on the training beats only; `selection` in spec.json has their places.",
    network=beat_mlp.network,
    run_batch=256,
    samples=60,
    epochs=60,
    fold_epochs=10,
)
