"""What is shipped lives up to its papers."""

import hashlib
import json

import numpy as np
import onnx
import pytest

from train import card, export
from train.data import CLASSES, PROJECT

NAMES = sorted(path.parent.name for path in (PROJECT / "models").glob("*/spec.json"))


@pytest.fixture(params=NAMES)
def folder(request):
    return PROJECT / "models" / request.param


@pytest.fixture
def spec(folder):
    return json.loads((folder / "spec.json").read_text())


def test_onnxruntime_still_says_what_was_recorded(folder):
    sample = json.loads((folder / "sample.json").read_text())
    said = export.run_onnx(folder / "model.onnx", sample["input"])
    np.testing.assert_allclose(said, sample["output"], atol=1e-4)


def test_the_recorded_beats_are_made_up_by_this_code_and_not_all_alike(folder):
    sample = json.loads((folder / "sample.json").read_text())
    np.testing.assert_allclose(sample["input"], export.synthetic_beats(), atol=1e-5)
    assert len(set(np.argmax(sample["output"], axis=1))) >= 2


def test_hash_size_and_cost_are_those_of_the_file(folder, spec):
    content = (folder / "model.onnx").read_bytes()
    assert spec["sha256"] == hashlib.sha256(content).hexdigest() and spec["bytes"] == len(content)
    weights = sum(int(np.prod(tensor.dims)) for tensor in onnx.load(folder / "model.onnx").graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT)
    assert spec["parameters"] == weights
    assert weights <= 100_000 and spec["mflop_per_beat"] <= 3


def test_the_graph_has_the_inputs_outputs_and_opset_that_the_papers_name(folder, spec):
    model = onnx.load(folder / "model.onnx")
    assert [value.name for value in model.graph.input] == [spec["input"]["name"]]
    assert [value.name for value in model.graph.output] == [spec["output"]["name"]]
    assert model.opset_import[0].version == spec["opset"]
    assert spec["output"]["labels"] == list(CLASSES)


def test_the_floors_are_held_on_the_split_that_they_are_named_for(spec):
    shared = spec["metrics"]["beat_level"]
    assert shared["accuracy"] >= 0.98 and shared["macro_f1"] >= 0.88


def test_every_figure_follows_from_its_confusion_matrix(spec):
    for split in (spec["metrics"]["beat_level"], spec["metrics"]["record_wise"]):
        matrix = np.array(split["confusion"])
        assert round(np.trace(matrix) / matrix.sum(), 4) == split["accuracy"]
        for row, name in zip(matrix, CLASSES):
            assert row.sum() == split["classes"][name]["support"]


def test_the_card_states_both_splits_side_by_side(folder, spec):
    card = (folder / "CARD.md").read_text()
    for split in (spec["metrics"]["beat_level"], spec["metrics"]["record_wise"]):
        assert f"{100 * split['accuracy']:.2f} %" in card and f"{split['macro_f1']:.3f}" in card
    for words in ("Not a medical device", "ODC-By 1.0", "Moody GB, Mark RG", spec["training"]["command"]):
        assert words in card


def test_the_card_says_what_calling_everything_n_would_score(folder, spec):
    text = (folder / "CARD.md").read_text()
    for split in (spec["metrics"]["beat_level"], spec["metrics"]["record_wise"]):
        counts = np.array(split["confusion"]).sum(1)
        assert f"{100 * counts[0] / counts.sum():.2f} %" in text


def test_the_card_is_the_one_that_its_code_writes(folder, spec):
    text = (folder / "CARD.md").read_text()
    table = next(line for line in text.splitlines() if spec["training"]["data"] in line).split(". ", 1)[1].split(". Licence")[0]
    assert card.text(spec, table) == text
