"""Trains a network on a table of beats. Finished runs are kept and unfinished ones go on, so that a stopped `all` loses an epoch."""

import copy
import hashlib
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from train import data, metrics
from train.augment import augmented

BATCH = 256
MOST_WEIGHT = 12
#: The network that is kept is the mean of those on the way, each weighing this much more than the one before it.
AVERAGE = 0.995
#: The accelerator, if there is one. It computes in whole float32, and the same way each time.
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.backends.cudnn.allow_tf32, torch.backends.cudnn.deterministic = False, True


def loss_for(labels, classes, binary):
    """Weighs classes by the inverse square root of their shares: enough for the rare ones to be learned, not so much that they
    are seen everywhere. A class of a handful of beats is weighed no more than one of some hundred.
    """
    counts = np.bincount(labels, minlength=classes)
    weights = np.minimum(np.sqrt(counts.sum() / np.maximum(counts, 1)), MOST_WEIGHT)
    weights[counts == 0] = 0
    if binary:
        positive = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(weights[1] / weights[0], dtype=torch.float32, device=DEVICE))
        return lambda logits, truth: positive(logits[:, 0], truth.float())
    return nn.CrossEntropyLoss(weight=torch.tensor(weights, dtype=torch.float32, device=DEVICE), label_smoothing=0.02)


def score(said, labels):
    """What epochs are chosen by: macro-F1, or the area under the curve of a binary model."""
    if said.shape[1] == 1:
        return metrics.auc(said[:, 0], labels > 0)
    return metrics.macro_f1(metrics.confusion(labels, said.argmax(1)))


def fit(network, train, validation, epochs, seed, rate=4e-3, noise=None, checkpoint=None, say=print):
    """The averaged network after the epoch that scored best on `validation`, which may be empty: then after the last.

    Tables of two classes train a network of one output. `checkpoint` is a path that an unfinished run goes on from.
    """
    torch.manual_seed(seed)
    random = torch.Generator(DEVICE).manual_seed(seed)
    network = network.to(DEVICE)
    inputs, labels = torch.from_numpy(train.beats)[:, None].to(DEVICE), torch.from_numpy(train.labels).long().to(DEVICE)
    noise = None if noise is None else noise.to(DEVICE)
    outputs = network.eval()(inputs[:2]).shape[1]
    loss_of = loss_for(train.labels, max(outputs, 2), outputs == 1)
    steps = (len(train) + BATCH - 1) // BATCH
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps * epochs)
    average = copy.deepcopy(network)
    state = {"epoch": 0, "best": -1.0, "kept": None, "seconds": 0.0}
    parts = {"network": network, "average": average, "optimiser": optimiser, "schedule": schedule}
    if checkpoint and checkpoint.is_file():
        saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        if saved["device"] == DEVICE.type:
            random.set_state(saved["random"])
            torch.set_rng_state(saved["dropout"])
            torch.cuda.set_rng_state_all(saved["dropout_there"])
        state = saved["state"]
        say(f"  goes on after epoch {state['epoch']}")
    while state["epoch"] < epochs:
        began = time.monotonic()
        network.train()
        total = torch.zeros((), device=DEVICE)
        for number, chosen in enumerate(torch.randperm(len(train), generator=random, device=DEVICE).split(BATCH)):
            loss = loss_of(network(augmented(inputs[chosen], random, noise)), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.detach() * len(chosen)
            blend(average, network, min(AVERAGE, 1 - 1 / (state["epoch"] * steps + number + 1)))
        lost = total.item() / len(train)
        state["epoch"] += 1
        state["seconds"] += time.monotonic() - began
        line = f"  epoch {state['epoch']}/{epochs}  loss {lost:.4f}  {state['seconds']:.0f} s"
        if len(validation):
            found = score(probabilities(average, validation.beats), validation.labels)
            line += f"  validation {found:.4f}"
            if found > state["best"]:
                state["best"], state["kept"] = found, copy.deepcopy(average.state_dict())
        say(line)
        if checkpoint:
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            saved = {name: part.state_dict() for name, part in parts.items()}
            dropout = {"dropout": torch.get_rng_state(), "dropout_there": torch.cuda.get_rng_state_all() if DEVICE.type == "cuda" else []}
            torch.save({**saved, **dropout, "random": random.get_state(), "device": DEVICE.type, "state": state}, checkpoint)
    if state["kept"] is not None:
        average.load_state_dict(state["kept"])
    return average.cpu().eval(), state["seconds"]


@torch.no_grad()
def blend(average, network, keep):
    """Moves the average a little to where the network is; statistics of normalisation are averaged alike."""
    pairs = list(zip(average.state_dict().values(), network.state_dict().values()))
    means, values = zip(*[pair for pair in pairs if pair[0].is_floating_point()])
    torch._foreach_lerp_(means, values, 1 - keep)
    for mean, value in pairs:
        if not mean.is_floating_point():
            mean.copy_(value)


@torch.no_grad()
def logits(network, beats):
    """One row a beat."""
    network.eval()
    there = next(network.parameters()).device
    inputs = torch.from_numpy(np.ascontiguousarray(beats))[:, None]
    return torch.cat([network(part.to(there)).cpu() for part in inputs.split(2048)])


def probabilities(network, beats):
    """One row of class probabilities a beat, or the one probability of a binary model."""
    said = logits(network, beats)
    return (said.softmax(1) if said.shape[1] > 1 else said.sigmoid()).numpy()


#: What every run depends on, beside its model's own file.
COMMON = ["augment", "calibrate", "choose", "course", "data", "fit", "layers", "model", "splits", "window"]
#: What made beats depend on beside that.
MADE = ["adversary", "beat_cnn", "filling", "gan_dense", "generator", "studio"]


def runs(script, with_made=False):
    """Where finished runs of a model are kept: a folder for each state of the code (and of the generator) that makes them, so that none outlives it."""
    folder = Path(__file__).parent
    names = [*COMMON, script, *(["beat_cnn_lstm"] if "cnn_lstm" in script else []), *(["beat_mlp"] if "mlp" in script else []), *(MADE if with_made else [])]
    files = [*(folder / f"{name}.py" for name in names), *([data.PROJECT / "models" / "gan-conv" / "model.onnx"] if with_made else [])]
    code = b"".join(file.read_bytes() for file in files)
    return data.cache() / "runs" / f"{script}-{hashlib.sha256(code).hexdigest()[:12]}"


def machine():
    """What trains, for the card."""
    return torch.cuda.get_device_name() if DEVICE.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"


def once(path, work):
    """The result of `work()`, a dict of arrays, from `path` if this run was finished before."""
    if path.is_file():
        return dict(np.load(path))
    result = work()
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **result)
    return result
