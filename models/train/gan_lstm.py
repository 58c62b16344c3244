"""gan-lstm: a recurrent generator for each class, against a convolutional critic."""

from train.generator import Adversaries, ConvolutionalCritic, Recurrent, pair_critic

MODEL = Adversaries(
    name="gan-lstm",
    title="Recurrent generator: a bidirectional LSTM for each class against a convolutional critic",
    what="A dense layer tells each of 56 steps eight numbers; for each of the five classes a bidirectional LSTM of 24 units reads them, and four samples are made of each step. "
    "The critic is gan-conv's; a second one of its kind, which only teaches, is shown two beats of one class at once and finds out those that are too like one another (PacGAN, Lin and others 2018). "
    "Latents are drawn more widely than it learned from, by class, as validation beats want it.",
    latent=64,
    body=Recurrent,
    critic=ConvolutionalCritic,
    pair=pair_critic,
    steps=12000,
    is_spread=True,
)
