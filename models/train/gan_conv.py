"""gan-conv: the flagship, convolutional, conditional on the class."""

from train.generator import Adversaries, Convolutional, ConvolutionalCritic

MODEL = Adversaries(
    name="gan-conv",
    title="Convolutional generator, conditional on the class: 64 latent numbers to a beat of 187 samples",
    what="Fourteen steps of 64 channels grow to 224 samples in four doublings (convolutions whose outputs are dealt out over twice the steps), scaled and moved at each by what two dense layers make of latents and class. "
    "The critic sees the row, its slope and its padding, is asked about the class, and is held back by a penalty on its slope at real rows (R1 of Mescheder, Geiger and Nowozin 2018). "
    "Latents are drawn more widely than it learned from, by class, as validation beats want it: made beats are too like one another otherwise.",
    latent=64,
    body=Convolutional,
    critic=ConvolutionalCritic,
    steps=24000,
    is_spread=True,
)
