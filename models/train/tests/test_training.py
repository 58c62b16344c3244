"""Training learns, repeats itself, and what is exported says what was trained."""

import numpy as np
import torch

from train import beat_cnn, export, fit
from train.data import Table


def made_up(count, seed):
    """Two kinds of beat that anybody can tell apart: narrow is N, wide is V."""
    random = np.random.default_rng(seed)
    labels = random.choice([0, 2], count)
    time = np.arange(187)
    widths = np.where(labels == 0, 3, 14) * random.uniform(0.9, 1.1, count)
    beats = np.exp(-0.5 * (time / widths[:, None]) ** 2) * 0.9 + 0.05
    beats[:, 130:] = 0
    return Table(beats.astype(np.float32), labels, np.full(count, "made up"))


def trained(epochs=6):
    torch.set_num_threads(1)
    torch.manual_seed(5)
    return fit.fit(beat_cnn.BeatCnn(), made_up(1500, 1), made_up(100, 2), epochs, seed=5, say=lambda line: None)


def test_a_few_epochs_learn_what_is_easy():
    test = made_up(200, 3)
    assert (fit.probabilities(trained(), test.beats).argmax(1) == test.labels).mean() > 0.98


def test_the_same_seed_trains_the_same_network_within_1e_4():
    test = made_up(50, 3)
    first, again = (fit.probabilities(trained(2), test.beats) for _ in range(2))
    np.testing.assert_allclose(first, again, atol=1e-4)


def test_the_exported_network_says_what_the_trained_one_says(tmp_path):
    network, test = trained(2), made_up(64, 3)
    export.write_onnx(network, tmp_path / "model.onnx")
    said = export.run_onnx(tmp_path / "model.onnx", test.beats)
    np.testing.assert_allclose(said, fit.probabilities(network, test.beats), atol=1e-5)
    assert said.shape == (64, 5)


def test_padding_stays_zero_under_augmentation():
    beats = torch.from_numpy(made_up(20, 1).beats)[:, None]
    changed = fit.augmented(beats, torch.Generator().manual_seed(1))
    assert not changed[:, :, 135:].any()
    assert changed.min() >= 0 and changed.max() <= 1 and not torch.equal(changed, beats)


def test_the_stated_cost_is_the_networks_own():
    parameters, multiply_adds = beat_cnn.cost()
    network = beat_cnn.BeatCnn().eval()
    folded = torch.nn.Sequential(export.folded(network.features), network.classes)
    assert parameters == sum(weight.numel() for weight in folded.parameters())
    assert parameters <= 100_000 and 2 * multiply_adds <= 3_000_000
