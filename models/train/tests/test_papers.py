"""What is shipped lives up to its papers."""

import hashlib
import json

import numpy as np
import onnx
import pytest

from train import card, export, metrics, zoo
from train.data import PROJECT

#: Accuracy and macro-F1 with patients shared that a model must not fall below; its published kin's, where there is one.
FLOORS = {
    "beat-mlp": (0.97, 0.85), "beat-mlp-60": (0.95, 0.78), "beat-rnn": (0.95, 0.78), "beat-lstm": (0.97, 0.85),
    "beat-cnn": (0.98, 0.91), "beat-cnn-60": (0.98, 0.86), "beat-cnn-lstm": (0.985, 0.90),
    "beat-cnn-lstm-attention": (0.985, 0.90), "beat-resnet": (0.985, 0.91),
}

#: Beats that a model is trained on where patients are shared: 72 % of them.
REAL = 41_631


def of_the_zoo(spec):
    """beat-rhythm and what is no classifier have papers of other kinds, and tests of their own."""
    return spec["name"] != "beat-rhythm" and spec.get("task") not in ("beat-generator", "beat-anomaly")


NAMES = sorted(path.parent.name for path in (PROJECT / "models").glob("*/spec.json") if of_the_zoo(json.loads(path.read_text())))


@pytest.fixture(params=NAMES)
def folder(request):
    return PROJECT / "models" / request.param


@pytest.fixture
def model(folder):
    return zoo.MODELS[folder.name.replace("-", "_")]


@pytest.fixture
def spec(folder):
    return json.loads((folder / "spec.json").read_text())


def test_the_whole_zoo_is_shipped_and_small_enough_to_be_fetched():
    assert NAMES == sorted(model.name for model in zoo.MODELS.values())
    assert sum((PROJECT / "models" / name / "model.onnx").stat().st_size for name in NAMES) <= 6_000_000


def test_onnxruntime_still_says_what_was_recorded(folder, spec):
    sample = json.loads((folder / "sample.json").read_text())
    chosen = spec.get("selection", {}).get("samples", range(187))
    said = export.run_onnx(folder / "model.onnx", np.array(sample["input"])[:, list(chosen)])
    np.testing.assert_allclose(said, sample["output"], atol=1e-4)


def test_the_recorded_beats_are_made_up_by_this_code_and_not_all_alike(folder):
    sample = json.loads((folder / "sample.json").read_text())
    np.testing.assert_allclose(sample["input"], export.synthetic_beats(), atol=1e-5)
    said = np.array(sample["output"])
    assert len(set(said.argmax(1))) >= 2 or np.ptp(said[:, 0]) > 0.5


def test_hash_size_and_cost_are_those_of_the_file(folder, spec):
    content = (folder / "model.onnx").read_bytes()
    assert spec["sha256"] == hashlib.sha256(content).hexdigest() and spec["bytes"] == len(content)
    tensors = [tensor for tensor in onnx.load(folder / "model.onnx").graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT]
    weights = sum(int(np.prod(tensor.dims)) for tensor in tensors)
    # Scalars are the temperature and what attention is divided by, not trained.
    assert abs(spec["parameters"] - weights) <= 4
    most, mflop = {"beat-cnn": (100_000, 3)}.get(spec["name"], (500_000, 20))
    assert spec["parameters"] <= most and spec["mflop_per_beat"] <= mflop


def test_the_graph_has_the_inputs_outputs_and_opset_that_the_papers_name(folder, spec):
    model = onnx.load(folder / "model.onnx")
    assert [value.name for value in model.graph.input] == [spec["input"]["name"]]
    assert [value.name for value in model.graph.output] == [spec["output"]["name"]]
    assert model.opset_import[0].version == spec["opset"]
    assert [value.dim_value for value in model.graph.input[0].type.tensor_type.shape.dim][1:] == spec["input"]["shape"][1:]
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"


def test_the_labels_are_those_of_the_task(spec, model):
    assert spec["output"]["labels"] == list(model.labels)
    assert ("threshold" in spec) == model.binary and ("confidence" in spec) != model.binary


def test_a_selection_is_sixty_places_in_order_of_time(spec, model):
    if model.samples == 187:
        assert "selection" not in spec
    else:
        chosen = spec["selection"]["samples"]
        assert len(chosen) == 60 == len(set(chosen)) and chosen == sorted(chosen) and 0 <= chosen[0] and chosen[-1] < 187


def test_the_floors_are_held_on_the_split_that_they_are_named_for(spec):
    shared = spec["metrics"]["beat_level"]
    if spec["name"] in FLOORS:
        accuracy, macro_f1 = FLOORS[spec["name"]]
        assert shared["accuracy"] >= accuracy and shared["macro_f1"] >= macro_f1
    else:
        assert shared["auc"] >= 0.99


def test_every_figure_follows_from_its_confusion_matrix(spec):
    for split in (spec["metrics"]["beat_level"], spec["metrics"]["record_wise"]):
        matrix = np.array(split["confusion"])
        assert round(np.trace(matrix) / matrix.sum(), 4) == split["accuracy"]
        for row, name in zip(matrix, spec["output"]["labels"]):
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


def test_a_model_with_made_beats_ships_the_way_that_validation_beats_chose_and_says_what_both_are_worth(folder, spec, model):
    assert ("synthetic" in spec["metrics"]) == (model.fill is not None)
    if model.fill is None:
        return
    synthetic, text = spec["metrics"]["synthetic"], (folder / "CARD.md").read_text()
    assert synthetic["shipped"] == max(model.ways, key=lambda way: synthetic[way]["validation_auc"])
    for split in ("beat_level", "record_wise"):
        assert synthetic[synthetic["shipped"]][split]["macro_f1"] == spec["metrics"][split]["macro_f1"]
        for way in model.ways:
            assert f"{synthetic[way][split]['auc']:.4f} | {synthetic[way][split]['average_precision']:.4f}" in text


def without(spec):
    """The papers of a model that was not trained with made beats yet."""
    return {**spec, "metrics": {name: own for name, own in spec["metrics"].items() if name not in ("filled", "synthetic")}}


def noted(spec, model):
    """The papers with a training beside them: that of the papers if there is one, otherwise one that calls all beats as the shipped network does."""
    generator = {"name": "gan-dense", "steps": 2500} if model.dealt_by_two else {"name": "gan-conv", "sha256": "5e" * 32}
    made_up = {
        "generator": generator, "trained_on": 47663, "validation": {"real": 0.5, "filled": 0.6}, "beat_level": spec["metrics"]["beat_level"], "record_wise": spec["metrics"]["record_wise"],
        "epochs": 1, "fold_epochs": 1, "machine": "none", "minutes": 0.1, "minutes_of_folds": 0.1, "command": f"python -m train {model.script} --filled",
    }
    return {**spec, "metrics": {"filled": made_up, **spec["metrics"]}}


def test_the_card_shows_both_ways_of_a_model_that_was_trained_in_both_and_has_no_such_section_otherwise(spec, model):
    section = "## With made beats and without"
    assert section not in card.text(without(spec), model, "")
    if model.fill is not None:
        return
    spec = noted(spec, model)
    text, filled = card.text(spec, model, ""), spec["metrics"]["filled"]
    assert text.count(section) == 1 and filled["command"] in text
    for split, words in (("beat_level", "patients shared"), ("record_wise", "patients apart")):
        for own, way in ((spec["metrics"][split], "real beats alone"), (filled[split], "with made beats")):
            assert f"| {words}, {way} | {100 * own['accuracy']:.2f} % | {own['macro_f1']:.3f} (" in text
    assert ("gan-dense of 2,500 steps" in text) == model.dealt_by_two


def test_what_is_shipped_learned_from_real_beats_alone_and_its_neighbour_was_tested_on_the_same_beats(spec, model):
    if "filled" not in spec["metrics"]:
        return
    filled = spec["metrics"]["filled"]
    assert "made" not in spec["training"]["data"] and filled["command"] == f"{spec['training']['command']} --filled"
    for split in ("beat_level", "record_wise"):
        matrix, shipped = np.array(filled[split]["confusion"]), np.array(spec["metrics"][split]["confusion"])
        assert round(np.trace(matrix) / matrix.sum(), 4) == filled[split]["accuracy"]
        assert round(metrics.macro_f1(matrix), 4) == filled[split]["macro_f1"]
        assert (matrix.sum(1) == shipped.sum(1)).all()
    steps = filled["epochs"] * filled["trained_on"] / (model.epochs * REAL)
    assert abs(steps - 1) < 0.5 / filled["epochs"] + 1e-9, "as many steps, but for half an epoch"


def test_the_figures_of_both_ways_stand_in_the_table_of_all(spec):
    if "filled" not in spec["metrics"]:
        return
    cell = lambda own: f"{100 * own['accuracy']:.2f} %, {own['macro_f1']:.3f}, {own['auc']:.3f}"
    ways = (spec["metrics"], spec["metrics"]["filled"])
    cells = [cell(own[split]) for split in ("beat_level", "record_wise") for own in ways]
    row = f"| {spec['name']} | {' | '.join(cells)} |"
    assert row in (PROJECT / "docs" / "ACCURACY.md").read_text(), f"docs/ACCURACY.md should have the row\n{row}"


def test_the_card_is_the_one_that_its_code_writes(folder, spec, model):
    text = (folder / "CARD.md").read_text()
    table = next(line for line in text.splitlines() if spec["training"]["data"] in line).split(". ", 1)[1].split(". Licence")[0]
    assert card.text(spec, model, table) == text
