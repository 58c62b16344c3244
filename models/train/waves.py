"""Learns the delineator's weights from cardiologists' waves and writes src/segment/waves/learned.rs.

    cargo run --release --no-default-features --example waves -- FOLDER --figures > figures.txt
    python models/train/waves.py figures.txt > src/segment/waves/learned.rs

FOLDER is the data folder of LUDB (Kalyakulina et al. 2020, PhysioNet, ODC-By 1.0). Figures out of fold, ten folds by subject:

    python models/train/waves.py figures.txt --folds > folds.txt
    cargo run --release --no-default-features --example waves -- FOLDER --folds folds.txt

`--half a` or `--half b` learns from every other subject only, as the example's option of that name chooses them.
"""

import sys
from collections import defaultdict

import numpy as np

GRID_HZ = 250.0
FOLDS = 10
BOUNDARIES = [(about, kind) for kind in ("P", "QRS", "T") for about in ("onset", "offset")]
REACH_S = 0.150
P_REACH_S = 0.100
# All leads together decide once where twelve single leads decide twelve times.
TOGETHER = 6.0
# The score above which a P wave is said to be there: between the best Se and the best +P.
THRESHOLD = 1.3
PRESENCE_RIDGE = 2.0
RIDGE = 200.0
# Errors beyond this many steps of the grid count less: these are waves found in the wrong place.
HUBER = 8.0


def read(path, half):
    """Yields (record, rate, waves by (lead, kind), questions)."""
    records = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words[0] == "record":
                waves, questions = defaultdict(list), []
                records.append((words[1], float(words[2]), waves, questions))
            elif words[0] == "wave":
                points = [None if word == "-" else int(word) for word in words[3:6]]
                waves[int(words[1]), words[2]].append(points)
            else:
                numbers = np.array(words[6:], dtype=float)
                questions.append((words[0], words[1], words[2], int(words[3]), float(words[5]), numbers))
    if half:
        records = records[0 if half == "a" else 1 :: 2]
    return records


def presence(records):
    """Figures, truth, subject, weight of every candidate inside the annotated stretch of its lead (or of any lead)."""
    rows = []
    for subject, (_, rate, waves, questions) in enumerate(records):
        leads = sorted({lead for lead, _ in waves})
        starts = {
            lead: min(p for kind in ("P", "QRS", "T") for wave in waves[lead, kind] for p in wave if p is not None)
            for lead in leads
        }
        for how, about, _, lead, at, figures in questions:
            if about != "presence":
                continue
            asked = leads if how == "together" else [lead]
            if at < min(starts[one] for one in asked):
                continue
            marked = sum(
                any(abs(wave[1] - at) < P_REACH_S * rate for wave in waves[one, "P"]) for one in asked
            )
            rows.append((figures, 2 * marked >= len(asked), subject, TOGETHER if how == "together" else 1.0))
    return [np.array(column) for column in zip(*rows)]


def boundaries(records, about, kind):
    """Figures, how far the marked point is in steps of the grid, subject, and whether all leads were asked together."""
    rows = []
    for subject, (_, rate, waves, questions) in enumerate(records):
        for how, what, of, lead, at, figures in questions:
            if (what, of) != (about, kind):
                continue
            points = [wave[0 if about == "onset" else 2] for wave in waves[lead, kind]]
            away = [point - at for point in points if point is not None]
            if away and abs(nearest := min(away, key=abs)) <= REACH_S * rate:
                rows.append((figures, nearest * GRID_HZ / rate, subject, how == "together"))
    return [np.array(column) for column in zip(*rows)]


def logistic(x, y, weight):
    mean, deviation = x.mean(0), x.std(0)
    z = np.c_[np.ones(len(x)), (x - mean) / deviation]
    penalty = PRESENCE_RIDGE * np.eye(z.shape[1])
    penalty[0, 0] = 1e-9
    w = np.zeros(z.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        hessian = (z * (weight * p * (1 - p))[:, None]).T @ z + penalty
        w -= np.linalg.solve(hessian, z.T @ (weight * (p - y)) + penalty @ w)
    slopes = w[1:] / deviation
    return w[0] - slopes @ mean, slopes


def ridge(x, y):
    """Linear, the last figure being 1; robust by three rounds of Huber's weights."""
    mean, deviation = x.mean(0), x.std(0) + 1e-9
    mean[-1], deviation[-1] = 0.0, 1.0
    z = (x - mean) / deviation
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[-1, -1] = 1e-9
    weight = np.ones(len(y))
    for _ in range(3):
        w = np.linalg.solve((z * weight[:, None]).T @ z + penalty, (z * weight[:, None]).T @ y)
        weight = np.minimum(1, HUBER / np.maximum(np.abs(y - z @ w), 1e-6))
    raw = w / deviation
    raw[-1] = w[-1] - raw[:-1] @ mean[:-1]
    return raw


def numbers(values):
    return "[" + ", ".join(f"{value:.5g}" if "." in f"{value:.5g}" else f"{value:.1f}" for value in values) + "]"


def learn(questions, chosen):
    """P's bias and weights, and those of each boundary, from the subjects that `chosen` accepts."""
    x, y, subjects, weight = questions["presence"]
    rows = chosen(subjects)
    bias, slopes = logistic(x[rows], y[rows], weight[rows])
    learned = []
    for key in BOUNDARIES:
        x, y, subjects, _ = questions[key]
        rows = chosen(subjects)
        learned.append(ridge(x[rows], y[rows]))
    return bias - THRESHOLD, slopes, learned


def main():
    path = sys.argv[1]
    half = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else None
    records = read(path, half)
    questions = {"presence": presence(records)}
    questions |= {key: boundaries(records, *key) for key in BOUNDARIES}
    if "--folds" in sys.argv:
        order = np.random.RandomState(0).permutation(len(records))
        for fold in range(FOLDS):
            held = order[fold::FOLDS]
            bias, slopes, learned = learn(questions, lambda subjects, held=held: ~np.isin(subjects, held))
            every = np.concatenate([[bias], slopes, *learned])
            print(*(records[subject][0] for subject in held), ":", *(f"{value:.5g}" for value in every))
        return
    bias, slopes, learned = learn(questions, lambda subjects: np.ones(len(subjects), bool))
    print("//! Numbers that models/train/waves.py learned from the waves that cardiologists marked in LUDB; written by it.")
    print("\nuse crate::segment::waves::weights::Weights;\n")
    print("#[rustfmt::skip]\npub static LEARNED: Weights = Weights {")
    print(f"    p_bias: {bias:.4f},\n    p: {numbers(slopes)},\n    boundaries: [")
    for w in learned:
        print("    [")
        for row in range(0, len(w), 11):
            print("        " + numbers(w[row : row + 11])[1:-1] + ",")
        print("    ],")
    print("    ],\n};")


main()
