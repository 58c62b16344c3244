"""Training learns, repeats itself, goes on where it was stopped, and what is exported says what was trained."""

import numpy as np
import pytest
import torch

from train import augment, beat_cnn, export, fit, zoo
from train.data import Table
from train.model import Picked, folded, multiply_adds


def made_up(count, seed):
    """Two kinds of beat that anybody can tell apart: narrow is N, wide is V."""
    random = np.random.default_rng(seed)
    labels = random.choice([0, 2], count)
    time = np.arange(187)
    widths = np.where(labels == 0, 3, 14) * random.uniform(0.9, 1.1, count)
    beats = np.exp(-0.5 * (time / widths[:, None]) ** 2) * 0.9 + 0.05
    beats[:, 130:] = 0
    return Table(beats.astype(np.float32), labels, np.full(count, "made up"))


def trained(epochs, checkpoint=None, until=None):
    """A small CNN; `until` stops it after so many epochs, as a person would who has to go."""
    torch.set_num_threads(1)
    torch.manual_seed(5)
    seen = []

    def say(line):
        seen.append(line)
        # A line is said before its epoch is kept, so the stopped one is lost.
        if until is not None and len(seen) > until:
            raise KeyboardInterrupt

    network = beat_cnn.MODEL.build()
    return fit.fit(network, made_up(1500, 1), made_up(100, 2), epochs, seed=5, checkpoint=checkpoint, say=say)[0]


def test_some_epochs_learn_what_is_easy():
    test = made_up(200, 3)
    assert (fit.probabilities(trained(25), test.beats).argmax(1) == test.labels).mean() > 0.98


def test_the_same_seed_trains_the_same_network_within_1e_4():
    test = made_up(50, 3)
    first, again = (fit.probabilities(trained(2), test.beats) for _ in range(2))
    np.testing.assert_allclose(first, again, atol=1e-4)


def test_a_run_that_was_stopped_goes_on_to_the_same_network(tmp_path):
    test = made_up(50, 3)
    with pytest.raises(KeyboardInterrupt):
        trained(3, tmp_path / "run.pt", until=1)
    assert (tmp_path / "run.pt").is_file()
    gone_on = fit.probabilities(trained(3, tmp_path / "run.pt"), test.beats)
    np.testing.assert_allclose(gone_on, fit.probabilities(trained(3), test.beats), atol=1e-4)


def test_a_finished_run_is_not_done_twice(tmp_path):
    times = []
    for _ in range(2):
        result = fit.once(tmp_path / "deep" / "run.npz", lambda: times.append(1) or {"figure": 0.5})
    assert len(times) == 1 and result["figure"] == 0.5


@pytest.mark.parametrize("model", zoo.MODELS.values(), ids=lambda model: model.name)
def test_the_exported_network_says_what_the_trained_one_says(tmp_path, model):
    torch.manual_seed(1)
    network = model.build()
    # Statistics of normalisation that are not those of a fresh layer.
    network.train()(torch.rand(64, 1, model.samples))
    selection = np.arange(0, 187, 3)[: model.samples] if model.samples < 187 else np.arange(187)
    whole = Picked(network, selection) if model.samples < 187 else network
    export.write_onnx(whole, model, 0.7, tmp_path / "model.onnx")
    test = made_up(70, 3)
    said = export.run_onnx(tmp_path / "model.onnx", test.beats[:, selection])
    logits = fit.logits(whole, test.beats) / 0.7
    expected = logits.sigmoid() if model.binary else logits.softmax(1)
    np.testing.assert_allclose(said, expected, atol=1e-5)
    assert said.shape == (70, model.outputs)


@pytest.mark.parametrize("noise", [None, torch.randn(4, 1000, generator=torch.Generator().manual_seed(1))], ids=["alone", "noise"])
def test_padding_stays_zero_under_augmentation(noise):
    beats = torch.from_numpy(made_up(20, 1).beats)[:, None]
    changed = augment.augmented(beats, torch.Generator().manual_seed(1), noise)
    assert not changed[:, :, 135:].any()
    assert changed.min() >= 0 and changed.max() <= 1 and not torch.equal(changed, beats)


def test_folding_normalisation_away_changes_nothing_that_is_said():
    torch.manual_seed(2)
    network = zoo.MODELS["beat_resnet"].build()
    network.train()(torch.rand(64, 1, 187))
    beats = torch.rand(8, 1, 187)
    with torch.no_grad():
        expected = network.eval()(beats)
        np.testing.assert_allclose(folded(network)(beats), expected, atol=1e-4)


def test_the_cost_of_a_dense_and_a_strided_layer_is_counted_by_hand():
    network = torch.nn.Sequential(torch.nn.Conv1d(1, 4, 3, 2, 1), torch.nn.Flatten(), torch.nn.Linear(20, 3))
    assert multiply_adds(network, 10) == 3 * 4 * 5 + 20 * 3
