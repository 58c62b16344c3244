"""gan-dense: the plain one, three dense layers against three."""

from train.generator import Adversaries, DenseCritic, dense

MODEL = Adversaries(
    name="gan-dense",
    title="Dense generator: 100 latent numbers and a class to a beat of 187 samples",
    what="Dense layers of 128, 256 and the row, tanh at the end, brought to 0..1; the critic has 256, 128 and one output, a sigmoid's logit, and is shown the row with four times its slope on top: of the row alone it let lines through that trembled. "
    "What the field published ends its critic in a ReLU: where that is zero it says nothing to learn from, and a made beat that once lies there stays there. It cannot learn, and is not used here. "
    "Latents are drawn more widely than it learned from, by class, as validation beats want it.",
    latent=100,
    body=dense,
    critic=DenseCritic,
    steps=48000,
    is_spread=True,
)
