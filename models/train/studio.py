"""Generators from the recordings to what they are good for: patients shared, and patients whom nothing here was trained on. Finished runs are kept."""

import hashlib
import time
from pathlib import Path

import numpy as np
import torch

from train import adversary, augment, beat_cnn, data, fit, splits, window
from train.course import SEED
from train.data import CLASSES, DS1, PACED, Table
from train.generator import LEAD, length_table

#: Seeds of the runs that are repeated.
SEEDS = (7, 8, 9)
#: Of the real beats, whatever is added to them: a classifier takes as many steps with made beats as without.
EPOCHS = 10
#: How much is added: until each class has so large a share of the largest one.
WAYS = {"real": 0.0, "tenth": 0.1, "equal": 1.0}


def load():
    """The zoo's table with `LEAD` samples before R ahead of each row."""
    return once("rows", lambda: [data.read_record(name, before=LEAD) for name in DS1 + PACED])


def strangers():
    """Beats of another database, other people and another recorder: the excerpts of CPSC 2021. Nothing in this room trains on them."""
    names = sorted(path.stem for path in (data.folder() / "cpsc2021").glob("*.hea"))
    return once("strangers", lambda: [data.read_record(name, "cpsc2021", LEAD) for name in names])


def once(name, tables):
    """Cut once, then kept for as long as the recipe stays."""
    recipe = hashlib.sha256(Path(window.__file__).read_bytes() + str(LEAD).encode()).hexdigest()[:12]
    kept = data.cache() / f"{name}-{recipe}.npz"
    if not kept.is_file():
        made = tables()
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, **{field: np.concatenate([getattr(table, field) for table in made]) for field in ("beats", "labels", "records")})
    return Table(**np.load(kept))


def shared(table):
    """(train, validation, test), patients shared: the zoo's own split."""
    return tuple(table.take(part) for part in splits.beat_level(table.labels, SEED))


def runs(script, *others):
    """Where finished runs are kept: a folder for each state of the code that makes them."""
    here = Path(__file__).parent
    code = b"".join((here / f"{name}.py").read_bytes() for name in [script, *others])
    return data.cache() / "runs" / f"{script}-{hashlib.sha256(code).hexdigest()[:12]}"


def generator(adversaries, train, say=print, name="run"):
    """The generator and the critic that learned from `train`, and how that went; `name` tells runs of other beats apart."""
    made, critic = adversaries.build(length_table(train.beats, train.labels)), adversaries.critic()
    path = runs(adversaries.script, "adversary", "generator", "window") / f"{name}.pt"
    if not path.is_file():
        began = time.monotonic()
        torch.manual_seed(SEED)
        made, critic = adversary.play(adversaries, made, critic, train.beats, train.labels, SEED, say)
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"generator": made.state_dict(), "critic": critic.state_dict(), "seconds": time.monotonic() - began, "machine": fit.machine()}, path)
    saved = torch.load(path, map_location="cpu", weights_only=False)
    made.load_state_dict(saved["generator"])
    critic.load_state_dict(saved["critic"])
    return made.eval(), critic.eval(), {key: saved[key] for key in ("seconds", "machine")}


def added(labels, share):
    """The labels of the rows that bring every class that is there to so large a share of the largest one."""
    counts = np.bincount(labels, minlength=len(CLASSES))
    lack = np.where(counts > 0, np.maximum(np.ceil(share * counts.max()).astype(int) - counts, 0), 0)
    return np.repeat(np.arange(len(CLASSES)), lack)


def made(adversaries, network, labels, seed):
    """A table of made rows, one for each label."""
    return Table(adversary.make(network, adversaries.latent, labels, seed), labels, np.full(len(labels), "made"))


def joined(*tables):
    return Table(*(np.concatenate([getattr(table, field) for table in tables]) for field in ("beats", "labels", "records")))


def as_read(table, binary=False):
    """Without the lead-in, and normal or not where that is asked: what classifiers read."""
    labels = (table.labels > 0).astype(int) if binary else table.labels
    return Table(np.ascontiguousarray(table.beats[:, -window.WIDTH :]), labels, table.records)


def taught(network, train, validation, real, seed, binary, checkpoint=None):
    """A classifier that learned from `train` in as many steps as `real` beats alone would take it."""
    torch.manual_seed(seed)
    epochs = max(1, round(EPOCHS * real / len(train)))
    tables = (as_read(train, binary), as_read(validation, binary))
    return fit.fit(network, *tables, epochs, seed, noise=augment.recorded_noise(), checkpoint=checkpoint, say=lambda line: None)


def helped(adversaries, network, train, validation, tests, way, seed, binary=False):
    """What the small convolutional classifier says of each of `tests`, taught with made beats added in that way, or by made ones alone."""

    def work():
        if way == "made":
            own = made(adversaries, network, train.labels, seed)
        else:
            own = joined(train, made(adversaries, network, added(train.labels, WAYS[way]), seed))
        classifier = beat_cnn.network(window.WIDTH, 1 if binary else len(CLASSES))
        classifier, seconds = taught(classifier, own, validation, len(train), seed, binary)
        weights = {f"weight {key}": value.numpy() for key, value in classifier.state_dict().items()}
        said = {name: fit.probabilities(classifier, as_read(test).beats) for name, test in tests.items()}
        return {**said, **weights, "seconds": seconds, "machine": fit.machine()}

    classifier = ("window", "studio", "fit", "augment", "beat_cnn")
    # Real beats alone are the same whoever might have added to them.
    folder = runs("studio", *classifier) if way == "real" else runs(adversaries.script, "adversary", "generator", "spread", *classifier)
    return fit.once(folder / f"{'abnormal' if binary else 'classes'}-{way}-{seed}.npz", work)
