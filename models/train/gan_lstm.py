"""gan-lstm: a recurrent generator for each class, against a convolutional critic."""

from train.generator import Adversaries, Recurrent, light_critic

MODEL = Adversaries(
    name="gan-lstm",
    title="Recurrent generator: a bidirectional LSTM for each class against a convolutional critic",
    what="For each of the five classes a dense layer that makes six numbers a step, a bidirectional LSTM of 20 units over 56 steps, and four samples from each step. The critic is convolutional, as gan-conv's.",
    latent=64,
    body=Recurrent,
    critic=light_critic,
    steps=3000,
)
