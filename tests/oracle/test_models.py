"""Every shipped model says in tract what it says in onnxruntime: of a thousand beats by chance, and of a thousand real ones."""

import json
import os
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
from conftest import DATA, ROOT, binary

sys.path.insert(0, str(ROOT / "models"))
from train import data  # noqa: E402

#: Generators have tests of their own (tests/generate.rs).
NAMES = sorted(
    path.parent.name for path in (ROOT / "models").glob("*/spec.json") if json.loads(path.read_text()).get("task") not in ("beat-generator", "beat-anomaly")
)


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


def told_by_chance(features):
    """Numbers of every size, such as no heart has."""
    random = np.random.default_rng(7)
    return (random.normal(size=(1000, features)) * random.choice([0.1, 1, 10], (1000, 1))).astype(np.float32)


def told_of_real(tmp_path):
    """What the program says of real beats among their neighbours."""
    if not (DATA / "mitdb").is_dir():
        pytest.skip("the recordings are not here")
    out = tmp_path / "208.npy"
    subprocess.run([binary(), "features", DATA / "mitdb" / "208.hea", "--lead", "0", "--clean", "none", "--out", out], check=True)
    rows = np.load(out)[:, 2:].astype(np.float32)
    return rows[np.random.default_rng(6).choice(len(rows), 1000, replace=False)]


@pytest.mark.parametrize("kind", ["chance", "real"])
@pytest.mark.parametrize("name", NAMES)
def test_tract_says_what_onnxruntime_says(name, kind, tmp_path):
    folder = ROOT / "models" / name
    spec = json.loads((folder / "spec.json").read_text())
    width = spec["input"]["shape"][2]
    chosen = spec.get("selection", {}).get("samples", list(range(width)))
    if spec["recipe"][-1]["step"] == "context":
        asked = told_by_chance(width) if kind == "chance" else told_of_real(tmp_path)
    else:
        asked = by_chance() if kind == "chance" else real()
    asked = np.ascontiguousarray(asked)
    program = ROOT / "target" / "debug" / "examples" / "classify"
    program = os.environ.get("ECGLASS_CLASSIFY", program)
    said = subprocess.run([program, folder], input=asked.tobytes(), capture_output=True, check=True).stdout
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    expected = session.run(None, {spec["input"]["name"]: np.ascontiguousarray(asked[:, None, chosen])})[0]
    got = np.frombuffer(said, dtype="<f4").reshape(expected.shape)
    assert np.abs(got - expected).max() < 1e-4
