"""gan-lstm: a recurrent generator for each class, against a convolutional critic."""

from train.generator import Adversaries, Recurrent, light_critic

MODEL = Adversaries(
    name="gan-lstm",
    title="Recurrent generator: a bidirectional LSTM for each class against a convolutional critic",
    what="A dense layer tells each of 56 steps eight numbers; for each of the five classes a bidirectional LSTM of 24 units reads them, and four samples are made of each step. "
    "The critic is convolutional as gan-conv's, with a third of its channels: it was taught on one core.",
    latent=64,
    body=Recurrent,
    critic=light_critic,
    steps=4000,
    batch=128,
    rate=1.5e-3,
)
