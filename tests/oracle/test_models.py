"""Every shipped model says in tract what it says in onnxruntime: of a thousand beats by chance, and of a thousand real ones."""

import json
import os
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
from conftest import DATA, ROOT

sys.path.insert(0, str(ROOT / "models"))
from train import data  # noqa: E402

NAMES = sorted(path.parent.name for path in (ROOT / "models").glob("*/spec.json"))


def by_chance():
    """Shapes and noise of every height; some far outside what a beat is."""
    random = np.random.default_rng(5)
    smooth = np.cumsum(random.normal(size=(1000, 187)), axis=1)
    smooth = (smooth - smooth.min(1, keepdims=True)) / np.ptp(smooth, axis=1, keepdims=True)
    rows = smooth * random.uniform(0.1, 3, (1000, 1)) + random.normal(size=(1000, 187)) * random.choice([0, 0.02, 0.3], (1000, 1))
    lengths = random.integers(20, 188, 1000)
    rows[np.arange(187) >= lengths[:, None]] = 0
    return rows.astype(np.float32)


def real():
    if not (DATA / "mitdb").is_dir():
        pytest.skip("the recordings are not here")
    table = data.load()
    return table.beats[np.random.default_rng(6).choice(len(table), 1000, replace=False)]


@pytest.mark.parametrize("beats", [by_chance, real], ids=["chance", "real"])
@pytest.mark.parametrize("name", NAMES)
def test_tract_says_what_onnxruntime_says(name, beats):
    folder = ROOT / "models" / name
    spec = json.loads((folder / "spec.json").read_text())
    asked = np.ascontiguousarray(beats())
    program = ROOT / "target" / "debug" / "examples" / "classify"
    program = os.environ.get("ECGLASS_CLASSIFY", program)
    said = subprocess.run([program, folder], input=asked.tobytes(), capture_output=True, check=True).stdout
    chosen = spec.get("selection", {}).get("samples", list(range(187)))
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    expected = session.run(None, {spec["input"]["name"]: np.ascontiguousarray(asked[:, None, chosen])})[0]
    got = np.frombuffer(said, dtype="<f4").reshape(expected.shape)
    assert np.abs(got - expected).max() < 1e-4
