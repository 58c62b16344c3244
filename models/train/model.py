"""What a model of the zoo is: its name, its network, how it is trained, and what its card says of it."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from train.data import CLASSES
from train.window import WIDTH

BINARY = ("normal", "abnormal")


@dataclass(frozen=True)
class Model:
    """One file of this folder makes one of these, and is named after it."""

    name: str
    title: str
    #: What the card says under "What it is": layers, and where it departs from what the field published.
    what: str
    #: Makes the network: (samples, outputs) to a module from (batch, 1, samples) to (batch, outputs) logits.
    network: Callable[[int, int], nn.Module]
    #: Fewer than a beat has: the ones of highest mutual information with the label.
    samples: int = WIDTH
    #: One output, abnormal or not, instead of one a class.
    binary: bool = False
    epochs: int = 40
    fold_epochs: int = 8
    rate: float = 4e-3
    #: Beats in one run of tract: what is fastest there.
    run_batch: int = 1
    #: Beats are dealt out by the two labels of such a model, not by all five classes, as they were to the generator that is shipped.
    dealt_by_two: bool = False
    #: Adds made beats to beats that train, from (model, table, names of the records that are held back, or None where patients are shared).
    #: Such a model is trained with them and without, validation beats choose, and its card shows both.
    fill: Callable | None = None

    @property
    def script(self):
        return self.name.replace("-", "_")

    @property
    def labels(self):
        return BINARY if self.binary else tuple(CLASSES)

    @property
    def outputs(self):
        return 1 if self.binary else len(CLASSES)

    @property
    def ways(self):
        """How it is trained: as recorded, and with made beats where there are some."""
        return ("real",) if self.fill is None else ("real", "filled")

    def build(self):
        return self.network(self.samples, self.outputs)


class Picked(nn.Module):
    """A network that looks at some samples of a beat only; what is exported is the network alone."""

    def __init__(self, inner, chosen):
        super().__init__()
        self.inner = inner
        self.register_buffer("chosen", torch.as_tensor(chosen, dtype=torch.long))

    def forward(self, beats):
        return self.inner(beats[:, :, self.chosen])


def folded(module):
    """The module with each batch normalisation folded into the convolution before it."""
    if isinstance(module, nn.Sequential):
        layers = []
        for layer in module:
            if isinstance(layer, nn.BatchNorm1d):
                layers[-1] = fuse_conv_bn_eval(layers[-1], layer)
            else:
                layers.append(folded(layer))
        return nn.Sequential(*layers)
    for name, child in list(module.named_children()):
        setattr(module, name, folded(child))
    return module


@torch.no_grad()
def multiply_adds(network, samples):
    """Of one beat, in convolutions, dense and recurrent layers and products of attention."""
    work = [0]

    def count(layer, inputs, output):
        if isinstance(layer, nn.Conv1d):
            work[0] += layer.weight.numel() * output.shape[-1]
        elif isinstance(layer, nn.Linear):
            work[0] += layer.weight.numel() * (output.numel() // output.shape[-1])
        elif isinstance(layer, (nn.LSTM, nn.RNN)):
            weights = sum(weight.numel() for name, weight in layer.named_parameters() if name.startswith("weight"))
            work[0] += weights * inputs[0].shape[1]
        elif hasattr(layer, "products"):
            work[0] += layer.products(inputs[0].shape[1])

    hooks = [layer.register_forward_hook(count) for layer in network.modules()]
    network.eval()(torch.zeros(1, 1, samples))
    for hook in hooks:
        hook.remove()
    return work[0]
