"""anomaly-cnn: normal or not, by convolutions; trained with made beats and without."""

import dataclasses

import numpy as np

from train import beat_cnn, export, gan_conv, gan_dense, studio
from train.course import SEED
from train.data import CLASSES, DS1
from train.generator_papers import Shipped
from train.model import Model

#: Classes that made beats are added of. Q is left out: patients apart have eight such beats, from which nobody learns to draw.
FILLED = "SVF"
#: Made until each of them has so large a share of the normal beats; more than that taught beat-cnn nothing (gan-conv's card).
SHARE = studio.WAYS["tenth"]
#: What draws beats for patients apart: the cheap generator, taught for so many steps by the fold's training patients alone.
OF_FOLD = dataclasses.replace(gan_dense.MODEL, steps=2500)


def filled(train, apart):
    """`train` (normal or not) and made beats of rare classes, by a generator that has seen no other real beats than those of `train`."""
    rows = studio.load()
    if apart is None:
        # gan-conv learned from the zoo's 72 %, which are these.
        real, adversaries = studio.shared(rows)[0], gan_conv.MODEL
        network = Shipped(export.folder(adversaries.name) / "model.onnx")
    else:
        names = [name for name in DS1 if name not in apart]
        real, adversaries = rows.take(np.isin(rows.records, names)), OF_FOLD
        network, _, _ = studio.generator(adversaries, real, name=f"without-{'-'.join(apart)}-{adversaries.steps}")
    if not np.array_equal(real.records, train.records):
        raise ValueError("the generator and the detector are not taught by the same beats")
    lack = studio.added(real.labels, SHARE)
    lack = lack[np.isin(lack, [CLASSES.index(name) for name in FILLED])]
    return studio.joined(train, studio.as_read(studio.made(adversaries, network, lack, SEED), binary=True))


MODEL = Model(
    name="anomaly-cnn",
    title="Normal beat or not: a small convolutional network, trained with made beats and without",
    what="beat-cnn with one output and a sigmoid: the probability that a beat is of another class than N.",
    network=beat_cnn.network,
    binary=True,
    epochs=10,
    fold_epochs=4,
    run_batch=32,
    fill=filled,
    filled_by="Made beats fill S, V and F of the training beats up to a tenth of the normal ones each, and training takes about as many steps (whole epochs) with them as without. Patients shared, the shipped gan-conv made them:\n"
    "it learned from the same 72 % of the beats, and saw neither validation nor test beats. Patients apart, each of the five folds has a generator of its own, gan-dense's networks\n"
    f"taught for {OF_FOLD.steps:,} steps by the fold's training patients alone: no generator saw a beat of a patient who tests. These five are not shipped.",
)
