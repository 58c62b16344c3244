"""beat-rhythm lives up to its papers, and its network does what they say."""

import hashlib
import json

import numpy as np
import pytest
import torch

from train import calibrate, choosing, committee, export, rhythm_card
from train.data import PROJECT

FOLDER = PROJECT / "models" / "beat-rhythm"
#: What its figures must not fall below, the mean of the repetitions: F1 of S and of V, macro-F1 of N, S and V.
FLOORS = {"S": 0.70, "V": 0.94, "macro_f1_nsv": 0.87}


@pytest.fixture(scope="module")
def spec():
    return json.loads((FOLDER / "spec.json").read_text())


def mean(spec, way, *path):
    values = []
    for one in spec["metrics"]["repeated"]:
        value = one["ways"][way]
        for key in path:
            value = value[key]
        values.append(value)
    return np.mean(values)


def test_onnxruntime_still_says_what_was_recorded():
    sample = json.loads((FOLDER / "sample.json").read_text())
    said = export.run_onnx(FOLDER / "model.onnx", np.array(sample["input"]))
    np.testing.assert_allclose(said, sample["output"], atol=1e-4)
    assert len(set(np.array(sample["output"]).argmax(1))) >= 2


def test_hash_size_and_cost_are_those_of_the_file_and_small(spec):
    content = (FOLDER / "model.onnx").read_bytes()
    assert spec["sha256"] == hashlib.sha256(content).hexdigest() and spec["bytes"] == len(content)
    assert spec["parameters"] <= 300_000 and spec["mflop_per_beat"] <= 1


def test_the_floors_are_held(spec):
    assert mean(spec, "marked", "S", "f1") >= FLOORS["S"]
    assert mean(spec, "marked", "V", "f1") >= FLOORS["V"]
    assert mean(spec, "marked", "macro_f1_nsv") >= FLOORS["macro_f1_nsv"]
    assert np.mean([one["calibration_error"] for one in spec["metrics"]["repeated"]]) <= 0.03
    assert np.mean([one["corrected"]["S"] for one in spec["metrics"]["repeated"]]) >= 0.75
    assert np.mean([one["corrected"]["V"] for one in spec["metrics"]["repeated"]]) >= 0.95
    for one in ("S", "V"):
        assert mean(spec, "found", one, "f1") >= mean(spec, "marked", one, "f1") - 0.02


def test_a_second_lead_does_not_make_it_worse(spec):
    for one in ("S", "V"):
        assert mean(spec, "both leads", one, "f1") >= mean(spec, "marked", one, "f1") - 0.005
        assert mean(spec, "both leads, found", one, "f1") >= mean(spec, "both leads", one, "f1") - 0.02


def test_two_leads_that_agree_are_surer_and_as_well_calibrated(spec):
    one, other = np.array([[0.9, 0.1], [0.9, 0.1]]), np.array([[0.9, 0.1], [0.1, 0.9]])
    np.testing.assert_allclose(calibrate.together(one, other), [[0.81 / 0.82, 0.01 / 0.82], [0.5, 0.5]])
    for one in spec["metrics"]["repeated"]:
        assert one["both"]["calibration_error"] <= 0.015


def test_what_is_said_of_two_leads_is_the_mean_of_both(monkeypatch):
    monkeypatch.setattr(choosing.features, "names", lambda: ["a", "b", "c"])
    rows = np.arange(12.0).reshape(2, 6)
    said = choosing.of_leads(lambda values: values[:, :2], rows)
    np.testing.assert_array_equal(said, [[1.5, 2.5], [7.5, 8.5]])
    np.testing.assert_array_equal(choosing.of_leads(lambda values: values[:, :2], rows[:, :3]), [[0, 1], [6, 7]])


def test_every_figure_follows_from_its_confusion_matrix(spec):
    apart = spec["metrics"]["record_wise"]
    matrix = np.array(apart["confusion"])
    assert round(np.trace(matrix) / matrix.sum(), 4) == apart["accuracy"]
    for one in spec["metrics"]["repeated"]:
        for way in one["ways"].values():
            matrix = np.array(way["confusion"])
            for name, at in (("S", choosing.S), ("V", choosing.V)):
                assert [round(float(value), 4) for value in choosing.of_class(matrix, at)] == list(way[name].values())
            assert round(choosing.macro(matrix), 4) == way["macro_f1_nsv"]


def test_the_card_is_the_one_that_its_code_writes(spec):
    card = (FOLDER / "CARD.md").read_text()
    assert card == rhythm_card.text(spec)
    assert "Not a medical device" in card and "ODC-By 1.0" in card


def test_a_committee_says_the_mean_of_its_members_and_is_cooled_by_its_temperature():
    torch.manual_seed(0)
    members = [committee.Member(torch.zeros(9), torch.ones(9), (8, 4)).eval() for _ in range(3)]
    rows = torch.randn(5, 1, 9)
    said = torch.stack([member(rows[:, 0]).softmax(1) for member in members]).mean(0)
    np.testing.assert_allclose(committee.Committee(members)(rows).detach(), said.detach(), atol=1e-5)
    warm = committee.Committee(members, 2.0)(rows)
    assert (warm.max(1).values < said.max(1).values).all() and (warm.argmax(1) == said.argmax(1)).all()


def test_rare_classes_weigh_more_and_a_long_recording_less_than_its_beats():
    allowed = np.eye(5, dtype=np.float32)[[0] * 90 + [1] * 10]
    weights = committee.weights_of(allowed, np.zeros(100, dtype=int), 0.5, 1.0)
    assert weights[0] == 1 and weights[-1] == pytest.approx(3)
    groups = np.array([0] * 80 + [1] * 20)
    long, short = (committee.weights_of(np.eye(5, dtype=np.float32)[[0] * 100], groups, 0.5, 0.5)[at] for at in (0, -1))
    assert short / long == pytest.approx(2)


def test_a_beat_that_may_be_two_things_is_not_pulled_to_either():
    random = np.random.default_rng(0)
    values = random.normal(0, 1, (4096, 3)).astype(np.float32)
    allowed = np.eye(5, dtype=np.float32)[(values[:, 0] > 0).astype(int)]
    allowed[values[:, 1] > 0] = [1, 1, 0, 0, 0]
    weights = committee.weights_of(allowed, np.zeros(4096, dtype=int), 0.5, 0.5)
    member = committee.fit(values, allowed, weights, seed=1, epochs=8, batch=128)
    said = committee.say([member], values)
    known = values[:, 1] <= 0
    assert (said[known].argmax(1) == (values[known, 0] > 0)).mean() > 0.95
    assert (said[:, :2].sum(1) > 0.95).mean() > 0.95
