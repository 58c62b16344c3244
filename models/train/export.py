"""A trained network to the folder that is shipped: model.onnx, spec.json, sample.json."""

import hashlib
import json
import math
import shutil

import numpy as np
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from train.data import CLASSES, PROJECT
from train.window import LENGTH_RR, RATE, STRETCH, WIDTH

OPSET = 17

RECIPE = [
    {"step": "resample", "hertz": RATE},
    {"step": "scale", "from": 0, "to": 1, "stretch_s": STRETCH // RATE},
    {"step": "window", "samples": WIDTH, "from": "R", "length_rr": LENGTH_RR, "pad": 0},
]


def folder(name):
    return PROJECT / "models" / name


def folded(features):
    """A chain of layers with each batch normalisation folded into the convolution before it."""
    layers = []
    for layer in features:
        if isinstance(layer, nn.BatchNorm1d):
            layers[-1] = fuse_conv_bn_eval(layers[-1], layer)
        else:
            layers.append(layer)
    return nn.Sequential(*layers)


def write_onnx(network, path):
    """With softmax inside and the batch left open. The TorchScript exporter: tract reads what it writes."""
    network = network.eval()
    whole = nn.Sequential(folded(network.features), nn.Flatten(), network.classes, nn.Softmax(dim=1)).eval()
    axes = {"beats": {0: "batch"}, "probabilities": {0: "batch"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        whole, (torch.zeros(1, 1, WIDTH),), str(path), dynamo=False, opset_version=OPSET,
        input_names=["beats"], output_names=["probabilities"], dynamic_axes=axes,
    )


def publish_onnx(path, name):
    """Puts a trained network into the folder that is shipped."""
    folder(name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder(name) / "model.onnx")


def run_onnx(path, beats):
    """What onnxruntime says of beats (n, 187)."""
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
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def write_sample(name):
    path = folder(name)
    beats = synthetic_beats()
    said = run_onnx(path / "model.onnx", beats)
    made_by = f"python -m train beat_cnn; outputs by onnxruntime {onnxruntime.__version__}; inputs are made up, no recordings"
    rows = lambda values, digits: [[round(float(value), digits) for value in row] for row in values]
    write_json(path / "sample.json", {"made_by": made_by, "input": rows(beats, 5), "output": rows(said, 7)})


def write_spec(name, title, cost, training, splits, command):
    path = folder(name)
    onnx = (path / "model.onnx").read_bytes()
    parameters, multiply_adds = cost
    spec = {
        "name": name,
        "title": title,
        "task": "beat-class",
        "input": {"name": "beats", "shape": ["batch", 1, WIDTH], "rate_hz": RATE},
        "recipe": RECIPE,
        "output": {"name": "probabilities", "kind": "softmax", "labels": list(CLASSES)},
        "batch": 1,
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "bytes": len(onnx),
        "parameters": parameters,
        "mflop_per_beat": math.ceil(2 * multiply_adds / 1e4) / 100,
        "opset": OPSET,
        "training": training,
        "metrics": {**splits, "command": command},
    }
    write_json(path / "spec.json", spec)
    return spec
