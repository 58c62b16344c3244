"""Networks that make beats, and the one that finds what does not belong: their parts, and their papers."""

import dataclasses
import hashlib
import json

import numpy as np
import onnxruntime
import pytest
import torch

from train import adversary, anomaly_cnn, anomaly_gan, arrhythmia_cnn_lstm, beat_mlp, course, data, export, filling, gan_conv, gan_dense, gan_lstm, generator_papers, likeness, spread, studio, window, zoo
from train.data import CLASSES, PROJECT, Table
from train.generator import KNOTS, LEAD, SAMPLES, DenseCritic, length_table, lengths, pair_critic

SHIPPED = [path.parent for path in sorted((PROJECT / "models").glob("*/spec.json")) if json.loads(path.read_text()).get("task") in ("beat-generator", "beat-anomaly")]


def bumps(count, seed=0):
    """Rows of bumps of five lengths, one a class."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    time = np.arange(SAMPLES) - LEAD
    rows = np.exp(-0.5 * (time[None] / (3 + labels[:, None])) ** 2) * random.uniform(0.6, 0.9, (count, 1)) + 0.05
    rows[time[None] >= (100 + 10 * labels[:, None])] = 0
    return Table(rows.astype(np.float32), labels, np.full(count, "made"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_onnxruntime_still_says_what_was_recorded(folder):
    spec, sample = json.loads((folder / "spec.json").read_text()), json.loads((folder / "sample.json").read_text())
    assert hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest() == spec["sha256"]
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    given = np.array(sample["input"], dtype=np.float32)
    given = given[:, None] if spec["task"] == "beat-anomaly" else given
    said = session.run(None, {spec["input"]["name"]: given})[0]
    assert np.abs(said - np.array(sample["output"])).max() < 1e-4
    assert (folder / "CARD.md").is_file()


@pytest.mark.parametrize("script", [gan_dense, gan_lstm, gan_conv], ids=lambda script: script.MODEL.name)
def test_a_row_is_as_long_as_its_first_latent_number_says(script):
    table = bumps(100)
    network = script.MODEL.build(length_table(table.beats, table.labels)).eval()
    rows = adversary.make(network, script.MODEL.latent, table.labels, 1)
    assert rows.shape == (100, SAMPLES) and rows.min() >= 0 and rows.max() <= 1
    assert (rows[:, LEAD + 150 :] == 0).all(), "no class of them is so long"
    first = torch.tensor([[float(KNOTS[0])], [0.0], [float(KNOTS[-1])]])
    classes = torch.eye(len(CLASSES))[:1].repeat(3, 1)
    assert network.length(first, classes)[:, 0].tolist() == [100, 100, 100]


def test_latents_are_spread_by_class_and_the_length_of_a_row_is_not():
    table = bumps(100)
    network = gan_dense.MODEL.build(length_table(table.beats, table.labels)).eval()
    latents = torch.randn(len(CLASSES), network.latent)
    given = torch.cat([latents, torch.eye(len(CLASSES))], 1)
    factors = torch.tensor([1.0, 1.2, 1.4, 1.6, 2.0])
    wide = torch.cat([latents[:, :1], latents[:, 1:] * factors[:, None], torch.eye(len(CLASSES))], 1)
    with torch.no_grad():
        assert torch.equal(spread.Spread(network, factors)(given), network(wide))


def test_of_few_beats_the_median_may_be_larger_than_it_looks_and_of_many_it_is_what_it_is():
    random = np.random.default_rng(1)
    few, many = random.normal(1, 0.3, 30), random.normal(1, 0.3, 3000)
    assert np.median(few) * 1.02 < spread.at_most(few, random) < np.median(few) * 1.3
    assert abs(spread.at_most(many, random) / np.median(many) - 1) < 0.02


def test_the_factor_is_the_one_whose_beats_are_told_apart_least_of_those_that_are_plausible_and_no_copies():
    two_samples, nearest, plausible = np.full((3, len(CLASSES), len(spread.FACTORS)), [[[0.7]], [[1.2]], [[0.95]]])
    two_samples[:, 3], two_samples[:, 2], two_samples[:, 1] = 0.5, 0.6, 0.62
    plausible[0, 3], nearest[1, 3] = 0.8, 0.8
    plausible[2], nearest[3] = 0.5, 0.7
    assert spread.chosen(np.stack([two_samples, nearest, plausible], 2)) == [1.2, 1.2, 1.3, 1.3, 1.3]


def test_the_game_teaches_the_generator_where_a_beat_is_high(monkeypatch):
    monkeypatch.setattr(adversary, "AVERAGE", 0.9)
    table = bumps(400)
    small = dataclasses.replace(gan_dense.MODEL, latent=8, batch=32, steps=300, rate=3e-3)
    made, _ = adversary.play(small, small.build(length_table(table.beats, table.labels)), small.critic(), table.beats, table.labels, 1, say=lambda line: None)
    rows = adversary.make(made, small.latent, table.labels, 2)
    apart = np.abs(rows.mean(0) - table.beats.mean(0)).mean()
    before = np.abs(0.5 - table.beats.mean(0)).mean()
    assert apart < before / 2


def test_a_recurrent_generator_learns_by_the_layer_that_draws():
    table = bumps(20)
    network = gan_lstm.MODEL.build(length_table(table.beats, table.labels))
    given = torch.cat([torch.randn(20, gan_lstm.MODEL.latent), adversary.one_hot(torch.from_numpy(table.labels))], 1)
    with torch.no_grad():
        taught, drawn = network.train()(given), network.eval()(given)
    assert torch.allclose(taught, drawn, atol=1e-6)
    with torch.no_grad():
        one = network.train()(given[::5])
    assert torch.allclose(one, drawn[::5], atol=1e-6), "a batch of one class is no other case"


def test_a_class_that_is_not_there_has_the_lengths_of_all():
    table = bumps(100)
    there = table.take(table.labels != 4)
    lengths_of = length_table(there.beats, there.labels)
    assert np.isfinite(lengths_of).all()
    assert (lengths_of[4][0], lengths_of[4][-1]) == (100, 130)


def test_a_critic_of_pairs_sees_both_rows():
    critic = pair_critic().eval()
    rows = torch.rand(4, 2 * SAMPLES)
    other = rows.clone()
    other[:, SAMPLES:] = torch.rand(4, SAMPLES)
    classes = torch.zeros(4, len(CLASSES))
    with torch.no_grad():
        said, changed = (critic(torch.cat([own, classes], 1)) for own in (rows, other))
    assert said.shape == (4, 1)
    assert (said != changed).all()


def test_partners_are_of_the_same_class_and_all_of_it_is_dealt():
    labels = np.repeat([0, 1, 3], [50, 3, 1])[np.random.default_rng(1).permutation(54)]
    deck = adversary.Deck(np.zeros((54, 2), np.float32), labels, torch.device("cpu"), torch.Generator().manual_seed(1))
    chosen = torch.arange(54).repeat(40)
    partners = deck.partners(chosen)
    assert torch.equal(deck.labels[partners], deck.labels[chosen])
    assert len(partners.unique()) == 54


def test_with_a_critic_of_pairs_the_game_is_played_and_only_the_critic_of_one_row_is_handed_out():
    table = bumps(60)
    small = dataclasses.replace(gan_dense.MODEL, latent=8, batch=16, steps=2, pair=pair_critic)
    made, critic = adversary.play(small, small.build(length_table(table.beats, table.labels)), small.critic(), table.beats, table.labels, 1, say=lambda line: None)
    assert isinstance(critic, DenseCritic)
    assert adversary.make(made, 8, table.labels, 2).shape == (len(table.labels), SAMPLES)


def test_filling_up_is_said_to_help_only_where_all_seeds_agree():
    ways = lambda *equal: {"ways": {"real": {"shared": [0.9, 0.9, 0.9]}, "tenth": {"shared": [0.89, 0.9, 0.88]}, "equal": {"shared": list(equal)}}}
    assert "helps a little" in generator_papers.verdict(ways(0.91, 0.92, 0.93))
    assert "does not help" in generator_papers.verdict(ways(0.9, 0.89, 0.9))
    assert "disagree" in generator_papers.verdict(ways(0.89, 0.91, 0.92))


def test_two_samples_of_one_kind_cannot_be_told_apart_and_two_kinds_can():
    random = np.random.default_rng(1)
    one, same, other = (random.normal(shift, 1, (300, 5)).astype(np.float32) for shift in (0, 0, 6))
    assert abs(likeness.two_samples(one, same) - 0.5) < 0.08
    assert likeness.two_samples(one, other) == 1
    assert likeness.discrepancy(one, other) > 0.3 > 0.02 > abs(likeness.discrepancy(one, same))


def test_a_table_is_filled_up_to_a_share_of_its_largest_class():
    labels = np.repeat([0, 1, 4], [100, 3, 20])
    assert np.bincount(studio.added(labels, 1.0), minlength=5).tolist() == [0, 97, 0, 0, 80]
    assert np.bincount(studio.added(labels, 0.1), minlength=5).tolist() == [0, 7, 0, 0, 0]
    assert len(studio.added(labels, 0.0)) == 0


@pytest.mark.parametrize("model", [anomaly_cnn.MODEL, beat_mlp.MODEL], ids=lambda model: model.name)
def test_a_folds_generator_never_sees_who_is_held_back_and_made_beats_stand_beside_the_same_real_ones(monkeypatch, model):
    """Rows of four people; what the generator is taught by, and what is filled up, is recorded."""
    table = bumps(400)
    people = np.array(["101", "106", "108", "102"])[np.arange(400) // 100]
    table = Table(table.beats, np.where(np.arange(400) % 20 == 0, 1 + np.arange(400) // 20 % 3, 0), people)
    table.labels[1] = 4
    seen = []

    def generator(adversaries, real, name):
        seen.extend(np.unique(real.records))
        return adversaries.build(length_table(real.beats, real.labels)).eval(), None, None

    monkeypatch.setattr(studio, "load", lambda: table)
    monkeypatch.setattr(studio, "generator", generator)
    train = studio.as_read(table.take(np.isin(people, ["101", "108"])), model.binary)
    own = filling.fillable(model)
    filled, epochs = course.fuller(own, "filled", train, 20, ["106"])
    assert seen == ["101", "108"], "neither who is held back nor the paced"
    made = filled.records == "made"
    for field in ("beats", "labels", "records"):
        assert (getattr(filled, field)[~made] == getattr(train, field)).all(), f"{field} of the real ones are what they were"
    # 189 normal ones: 19 of S, V and F each, and no Q beside the one that there is.
    assert made.sum() == 3 * 19 - 10
    in_all = filled.labels.tolist()
    assert [in_all.count(label) for label in range(5)] == ([189, 58, 0, 0, 0] if model.binary else [189, 19, 19, 19, 1])
    assert abs(epochs * len(filled) - 20 * len(train)) <= len(filled) / 2, "as many steps, but for half an epoch"
    assert course.fuller(own, "real", train, 20, ["106"]) == (train, 20)
    with pytest.raises(ValueError):
        filling.filled(model, train, ["108"])


def numbered(count):
    """Rows that can be told apart by who they are of."""
    table = bumps(count)
    return Table(table.beats, table.labels, np.array([str(at) for at in range(count)]))


@pytest.mark.parametrize("model", zoo.MODELS.values(), ids=lambda model: model.name)
def test_no_test_beat_is_one_that_a_generator_of_the_shared_patients_learned_from(monkeypatch, model):
    table, seen = numbered(500), []

    def generator(adversaries, real, name):
        seen.extend(real.records)
        return adversaries.build(length_table(real.beats, real.labels)).eval(), None, None

    monkeypatch.setattr(data, "load", lambda: studio.as_read(table))
    monkeypatch.setattr(studio, "load", lambda: table)
    monkeypatch.setattr(studio, "generator", generator)
    train, _, test = course.shared(model, course.table_for(model, data.load()))
    filled = filling.filled(model, train, None)
    assert (filled.records[: len(train)] == train.records).all() and set(filled.records[len(train) :]) <= {"made"}
    # gan-conv learned from what it was dealt; what is taught for this model alone, from what is recorded here.
    learned = seen or list(studio.shared(table)[0].records)
    assert learned == list(train.records) and not set(learned) & set(test.records)
    assert bool(seen) == (model is arrhythmia_cnn_lstm.MODEL)


def test_what_a_model_is_without_made_beats_knows_nothing_of_them():
    plain, own = beat_mlp.MODEL, filling.fillable(beat_mlp.MODEL)
    assert (plain.ways, own.ways) == (("real",), ("real", "filled"))
    assert course.folder_of(own, "filled") not in (course.folder_of(plain), *course.folder_of(plain).parents)


def test_what_leads_to_r_stands_ahead_of_the_row():
    random = np.random.default_rng(2)
    signal, positions = random.normal(size=3600), np.array([20, 500, 900, 1300, 3000])
    plain, _ = window.beats(signal, 360, positions)
    led, _ = window.beats(signal, 360, positions, before=LEAD)
    assert (led[:, LEAD:] == plain).all() and led.shape[1] == SAMPLES
    assert (led[0, : LEAD - 7] == led[0, 0]).all(), "before the record began its first sample is held"


def test_a_detector_gives_back_what_it_knows_and_marks_what_it_does_not():
    random = np.random.default_rng(3)
    normal = random.normal(0, 0.7, (2000, anomaly_gan.TOLD)).astype(np.float32)
    odd = normal[:200].copy()
    odd[:, 30:50] += 4
    network = anomaly_gan.learned(normal, 1)
    assert anomaly_gan.scores(network, odd).min() > np.quantile(anomaly_gan.scores(network, normal), 0.99)


def test_lengths_are_where_the_last_signal_is():
    rows = np.zeros((2, window.WIDTH), dtype=np.float32)
    rows[0, :100] = 0.5
    rows[1, 186] = 0.1
    assert lengths(rows).tolist() == [100, 187]


def test_a_critic_in_half_precision_says_much_the_same_from_half_the_file(tmp_path):
    torch.manual_seed(3)
    critic = DenseCritic().eval()
    path = tmp_path / "critic.onnx"
    export.trace(critic, torch.zeros(2, SAMPLES + len(CLASSES)), path, "rows", "score")
    given = np.random.default_rng(4).random((8, SAMPLES + len(CLASSES)), dtype=np.float32)
    whole, size = generator_papers.run_onnx(path, given), path.stat().st_size
    export.halve(path)
    assert path.stat().st_size < 0.52 * size
    assert np.abs(generator_papers.run_onnx(path, given) - whole).max() < 2e-3
