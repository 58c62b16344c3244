"""How beat-rhythm is chosen: whole patients apart, three times over, and the table of all that was tried."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import wfdb

from train import committee, data, features, laid, surgery
from train.data import CLASSES, DS1, PACED

FOLDS = 7
SEEDS = (0, 1, 2)
MEMBERS = 4
S, V = surgery.S, surgery.V


@dataclass(frozen=True)
class Try:
    """How a classifier is trained: what the table of tries compares."""

    name: str
    leads: tuple = (0, 1)
    #: Beats as the detector finds them are trained on, too.
    found: bool = True
    elsewhere: bool = True
    made: tuple = tuple(range(features.MADE))
    members: int = 1
    power: float = 0.2
    evenness: float = 0.5
    #: Features of which kinds are left out.
    without: tuple = ()
    boosting: bool = False
    fitting: dict = field(default_factory=dict)


CHOSEN = Try("chosen", members=MEMBERS)


def folds(seed):
    """Whole patients apart: each fold three, those with most S and V beats spread evenly, which of them meet left to chance."""
    random = np.random.default_rng(seed)
    counts = {name: np.bincount(features.recorded(name).labels(), minlength=5) for name in DS1}
    load = {name: counts[name][S] + 0.2 * counts[name][V] for name in DS1}
    drawn = {name: load[name] * random.uniform(0.7, 1.4) for name in DS1}
    groups, loads = [[] for _ in range(FOLDS)], np.zeros(FOLDS)
    for name in sorted(DS1, key=lambda name: -drawn[name]):
        free = [fold for fold in range(FOLDS) if len(groups[fold]) < len(DS1) // FOLDS]
        fold = min(free, key=lambda fold: (loads[fold], random.random()))
        groups[fold].append(name)
        loads[fold] += load[name]
    return groups


def training_rows(chosen, names):
    """All that may be trained on where only these patients are known."""
    rows = [features.recorded(name, lead, find) for name in names for lead in chosen.leads for find in ((False, True) if chosen.found else (False,))]
    rows += features.elsewhere() if chosen.elsewhere else []
    for name in names:
        made = [one for number in chosen.made for one in features.made(name, number)] if name in DS1 else []
        rows += [replace(one, name=f"{name} made") for one in made if one.donor in ("", *names)]
    return rows


def columns(chosen):
    """The features that it is told."""
    return np.array([at for at, name in enumerate(features.names()) if not any(part in name for part in chosen.without)])


def trained(chosen, names, seed, more=()):
    """A function from rows of features to probabilities, and the networks in it. `more` recordings are learned from beside those of the patients."""
    rows = training_rows(chosen, names) + list(more)
    told = columns(chosen)
    values = np.concatenate([one.values for one in rows])[:, told]
    allowed = np.concatenate([one.allowed for one in rows])
    groups = np.unique(np.repeat([one.name for one in rows], [len(one.values) for one in rows]), return_inverse=True)[1]
    weights = committee.weights_of(allowed, groups, chosen.power, chosen.evenness)
    if chosen.boosting:
        return boosted(values, allowed, weights, seed, told), []
    members = [committee.fit(values, allowed, weights, seed * 10 + nth, **chosen.fitting) for nth in range(chosen.members)]
    return lambda rows: committee.say(members, rows[:, told]), members


def boosted(values, allowed, weights, seed, told):
    """A yardstick: gradient boosting, which only takes beats that are of one class."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    one = allowed.sum(1) == 1
    trees = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.06, max_leaf_nodes=15, l2_regularization=5.0, random_state=seed)
    trees.fit(values[one], allowed[one].argmax(1), sample_weight=weights[one])

    def say(rows):
        said = np.zeros((len(rows), len(CLASSES)))
        said[:, trees.classes_] = trees.predict_proba(rows[:, told])
        return said

    return say


#: How the tested patients' beats are had: lead, found or marked, live or whole.
WAYS = {
    "marked": (0, False, False),
    "found": (0, True, False),
    "live": (0, False, True),
    "second lead": (1, False, False),
    "both leads": (features.BOTH, False, False),
    "both leads, found": (features.BOTH, True, False),
}


def crossed(chosen, seed, ways=("marked",), more=()):
    """What is said of every patient by a classifier that never saw them: {way: {record: probabilities}}."""
    said = {way: {} for way in ways}
    for nth, names in enumerate(folds(seed)):
        run, _ = trained(chosen, [name for name in DS1 + PACED if name not in names], seed * 100 + nth, more)
        for way in ways:
            for name in names:
                said[way][name] = of_leads(run, features.recorded(name, *WAYS[way]).values)
    return said


def of_leads(run, values):
    """What is said of beats: of those with several rows, a lead each, the mean."""
    leads = values.shape[1] // len(features.names())
    said = run(values.reshape(len(values) * leads, -1))
    return said.reshape(len(values), leads, -1).mean(1).astype(np.float32)


def kept(chosen, seed, ways=tuple(WAYS)):
    """The same; a second time it is found."""
    known = json.dumps([repr(chosen), seed, sorted(ways), features.code(), hashlib.sha256(Path(committee.__file__).read_bytes()).hexdigest()])
    path = fit_folder() / f"crossed-{hashlib.sha256(known.encode()).hexdigest()[:12]}.npz"
    if not path.is_file():
        said = crossed(chosen, seed, ways)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **{f"{way}/{name}": rows for way, of in said.items() for name, rows in of.items()})
    table = np.load(path)
    return {way: {name: table[f"{way}/{name}"] for name in DS1} for way in ways}


def fit_folder():
    return data.cache() / "runs" / "beat-rhythm"


def in_flutter(name, at):
    """Which of these samples lie in ventricular flutter: no beats are marked there, and EC57 compares none."""
    marks = wfdb.rdann(str(data.folder() / "mitdb" / name), "atr")
    edges = [(where, symbol) for where, symbol in zip(marks.sample, marks.symbol) if symbol in "[]"]
    place = np.searchsorted([where for where, _ in edges], at, side="right") - 1
    return np.array([one >= 0 and edges[one][1] == "[" for one in place], dtype=bool)


def matrix_of(way, said):
    """Confusion of all patients, truth on rows. Marked beats that were not found are on a column of their own, found ones that are none on a row of their own."""
    total = np.zeros((6, 6), dtype=int)
    for name, rows in said.items():
        one = features.recorded(name, *WAYS[way])
        truth = one.labels()
        counts = (truth >= 0) | ~in_flutter(name, one.at)
        np.add.at(total, (np.where(truth < 0, 5, truth)[counts], rows.argmax(1)[counts]), 1)
        if WAYS[way][1]:
            marked = np.bincount(features.recorded(name).labels(), minlength=5)
            total[:5, 5] += marked - np.bincount(truth[truth >= 0], minlength=5)
    return total


def f1(matrix, one):
    hits = matrix[one, one]
    return 2 * hits / max(matrix[one].sum() + matrix[:, one].sum(), 1)


def of_class(matrix, one):
    """Sensitivity, predictivity and F1."""
    return matrix[one, one] / max(matrix[one].sum(), 1), matrix[one, one] / max(matrix[:, one].sum(), 1), f1(matrix, one)


def macro(matrix):
    return float(np.mean([f1(matrix, one) for one in range(3)]))


def line(name, matrix):
    parts = [f"{CLASSES[one]} Se {se:.3f} +P {pp:.3f} F1 {score:.3f}" for one, (se, pp, score) in ((one, of_class(matrix, one)) for one in (S, V))]
    return f"{name:<34} {'  '.join(parts)}  macro-F1 {macro(matrix):.3f}"


def by_record(way, said):
    """Errors of each patient: class, right, missed, false."""
    rows = []
    for name, probabilities in said.items():
        truth = features.recorded(name, *WAYS[way]).labels()
        called = probabilities.argmax(1)
        counts = {CLASSES[one]: [int(((truth == one) & (called == one)).sum()), int(((truth == one) & (called != one)).sum()), int(((truth != one) & (truth >= 0) & (called == one)).sum())] for one in (S, V)}
        rows.append({"record": name, **counts})
    return rows


TRIES = [
    Try("gradient boosting, as recorded", made=(), elsewhere=False, leads=(0,), found=False, boosting=True),
    Try("network, as recorded, first lead", made=(), elsewhere=False, leads=(0,), found=False),
    Try("  + second lead", made=(), elsewhere=False, found=False),
    Try("  + other databases", made=(), found=False),
    Try("  + made atrial rhythms", made=tuple(range(features.MADE // 2)), found=False),
    Try("  + made ventricular beats", found=False),
    Try("  + beats as they are found"),
    Try("that, rare classes weighed more", power=0.5),
    Try("that, without neighbours", without=("-2", "-1", "+1", "+2")),
    Try("that, without the patient's spread", without=(" own",)),
    Try("that, without P", without=("p ", "rest ", "pr like")),
    Try("that, twice as wide", fitting={"hidden": (192, 96)}),
    CHOSEN,
]


def tries():
    """The table of all tries, losers too: one seed, beats as marked, first lead."""
    for one in TRIES:
        print(line(one.name, matrix_of("marked", kept(one, SEEDS[0])["marked"])), flush=True)
    found = next(one for one in TRIES if one.name == "  + beats as they are found")
    print(line("  + beats of gan-conv, laid in rhythms", matrix_of("marked", crossed(found, SEEDS[0], more=laid.rhythms())["marked"])), flush=True)
    for weight in (0.1, 0.2):
        smooth = {name: smoothed(rows, weight) for name, rows in kept(CHOSEN, SEEDS[0])["marked"].items()}
        print(line(f"chosen, runs smoothed by {weight}", matrix_of("marked", smooth)), flush=True)


def smoothed(said, weight):
    """Logarithms of probabilities with a part of those of the beats before and after."""
    own = np.log(said + 1e-4)
    mixed = own.copy()
    mixed[1:] += weight * own[:-1]
    mixed[:-1] += weight * own[1:]
    return mixed


def second_look():
    """Another database, which the classifier was not trained on here: CPSC 2021's excerpts, each lead by itself, beats as marked."""
    run, _ = trained(replace(CHOSEN, elsewhere=False), DS1 + PACED, seed=SEEDS[0])
    total = np.zeros((5, 5), dtype=int)
    for one in features.elsewhere():
        labels = one.labels()
        # Of the handheld recordings only the rhythm is known.
        if not one.name.startswith("data_") or (labels < 0).any():
            continue
        np.add.at(total, (labels, run(one.values).argmax(1)), 1)
    print(line("CPSC 2021, nine excerpts, both leads", total))
    print(total)
