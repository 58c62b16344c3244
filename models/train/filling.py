"""Made beats beside the real ones: what a model of the zoo is trained on once more, by generators that have seen no other real beats than those."""

import dataclasses

import numpy as np

from train import course, export, gan_conv, gan_dense, studio
from train.course import SEED
from train.data import CLASSES, DS1
from train.generator_papers import Shipped

#: Classes that made beats are added of. Q is left out: patients apart have eight such beats, from which nobody learns to draw.
FILLED = "SVF"
#: Made until each of them has so large a share of the normal beats; more than that taught beat-cnn nothing (gan-conv's card).
SHARE = studio.WAYS["tenth"]
#: What draws beats where gan-conv would have seen too much: the cheap generator, taught for so many steps by the training beats alone.
OWN = dataclasses.replace(gan_dense.MODEL, steps=2500)


def filled(model, train, apart):
    """The model's training beats, and made ones of rare classes; `apart` names the records that are held back, or is None where patients are shared."""
    rows = studio.load()
    if apart is None:
        real, name = rows.take(course.dealt(model, rows.labels)[0]), f"dealt-by-two-{OWN.steps}"
    else:
        real = rows.take(np.isin(rows.records, [name for name in DS1 if name not in apart]))
        name = f"without-{'-'.join(apart)}-{OWN.steps}"
    if not np.array_equal(studio.as_read(real).beats, train.beats):
        raise ValueError("the generator and the model are not taught by the same beats")
    # gan-conv learned from the zoo's 72 % as they are dealt out by all five classes.
    if apart is None and not model.dealt_by_two:
        adversaries, network = gan_conv.MODEL, Shipped(export.folder(gan_conv.MODEL.name) / "model.onnx")
    else:
        adversaries, network = OWN, studio.generator(OWN, real, name=name)[0]
    lack = studio.added(real.labels, SHARE)
    lack = lack[np.isin(lack, [CLASSES.index(name) for name in FILLED])]
    return studio.joined(train, studio.as_read(studio.made(adversaries, network, lack, SEED), model.binary))


def fillable(model):
    """The same model, to be trained with made beats, too."""
    return dataclasses.replace(model, fill=filled)
