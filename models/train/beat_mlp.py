"""beat-mlp: the beat flattened into three dense layers."""

from torch import nn

from train.model import Model


def network(samples, outputs):
    widths = [samples, 64, 32, 16]
    layers = [nn.Flatten()]
    for inputs, width in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(widths[-1], outputs))


MODEL = Model(
    name="beat-mlp",
    title="Dense network on one beat: the least that does something",
    what="Flattened, dense layers of 64, 32 and 16 with ReLU, softmax. The field publishes it with 64-sample beats and one output, at 6,785 parameters; a beat here has 187 samples and five classes.",
    network=network,
    run_batch=256,
    epochs=60,
    fold_epochs=10,
)
