"""Learns to tell rhythms apart and writes src/measure/rhythm/learned.rs.

    cargo run --release --no-default-features --example rhythm -- CINC2017/*.hea > figures.txt
    python models/train/rhythm.py figures.txt CINC2017/REFERENCE-dev.csv > src/measure/rhythm/learned.rs

CINC2017 are recordings of the PhysioNet/CinC Challenge 2017 (Clifford et al. 2017, PhysioNet, ODC-By 1.0) with their labels.
Figures out of fold, ten folds of records stratified by label, five times with other folds, mean and range:

    python models/train/rhythm.py figures.txt CINC2017/REFERENCE-dev.csv --folds

Episodes of atrial fibrillation as the last weights find them, against marks (records with beats and rhythm marked):

    python models/train/rhythm.py episodes.txt --episodes
"""

import csv
import sys

import numpy as np

LABELS = "NAO~"
RIDGE = 40.0
BEAT_RIDGE = 5.0
# The same as AWAY in src/measure/rhythm/weights.rs.
NEAREST, FURTHEST = 0.004, 0.5
UNKNOWN_LIKENESS = 0.4
SEED = 20261126


def read(path):
    """Records with their stretches, beats, marks, and what the last weights said."""
    records = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            kind, *words = line.split()
            if kind == "record":
                records.append({"name": words[0], "rate": float(words[1]), "figures": [], "beats": [], "marks": []})
                records[-1]["episodes"] = []
            elif kind == "stretch" and words[2] != "-":
                records[-1]["figures"].append([float(word) for word in words[2:]])
            elif kind == "beat":
                records[-1]["beats"].append([np.nan if word == "-" else float(word) for word in words])
            elif kind == "mark":
                records[-1]["marks"].append((int(words[0]), words[1].strip("\0") if len(words) > 1 else ""))
            elif kind == "episode":
                records[-1]["episodes"].append((int(words[0]), int(words[1])))
    return records


def softmax(x, y, ridge=RIDGE):
    """Multinomial logistic regression, labels weighing alike, by Newton's method; bias and weights of each label."""
    mean, deviation = x.mean(0), x.std(0) + 1e-9
    z = np.c_[np.ones(len(x)), (x - mean) / deviation]
    count, width = len(LABELS), z.shape[1]
    weight = (len(y) / count / np.maximum(np.bincount(y, minlength=count), 1))[y]
    truth = np.eye(count)[y]
    penalty = np.r_[1e-6, np.full(width - 1, ridge)]
    w = np.zeros((count, width))
    for _ in range(50):
        scores = z @ w.T
        p = np.exp(scores - scores.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        gradient = (weight[:, None] * (p - truth)).T @ z + penalty * w
        hessian = np.zeros((count, width, count, width))
        for a in range(count):
            for b in range(count):
                curve = weight * p[:, a] * ((a == b) - p[:, b])
                hessian[a, :, b, :] = (z * curve[:, None]).T @ z
            hessian[a, :, a, :] += np.diag(penalty)
        size = count * width
        step = np.linalg.solve(hessian.reshape(size, size) + 1e-9 * np.eye(size), gradient.reshape(size))
        w -= step.reshape(count, width)
        if np.abs(step).max() < 1e-9:
            break
    slopes = w[:, 1:] / deviation
    return np.c_[w[:, 0] - slopes @ mean, slopes]


def said(weights, x):
    scores = weights[:, 0] + x @ weights[:, 1:].T
    p = np.exp(scores - scores.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def area(truth, score):
    """Area under the ROC curve: the share of pairs in the right order."""
    pairs = np.subtract.outer(score[truth], score[~truth])
    return (np.mean(pairs > 0) + np.mean(pairs == 0) / 2).item()


def folds(x, y):
    rows = []
    for turn in range(5):
        random = np.random.default_rng(SEED + turn)
        fold = np.zeros(len(y), int)
        for label in range(len(LABELS)):
            of = random.permutation(np.flatnonzero(y == label))
            fold[of] = np.arange(len(of)) % 10
        p = np.zeros((len(y), len(LABELS)))
        for k in range(10):
            train, test = fold != k, fold == k
            low, high = x[train].min(0), x[train].max(0)
            p[test] = said(softmax(x[train], y[train]), np.clip(x[test], low, high))
        guess = p.argmax(1)
        f1 = [2 * np.sum((guess == k) & (y == k)) / (np.sum(guess == k) + np.sum(y == k)) for k in range(4)]
        rows.append([area(y == 1, p[:, 1]), *f1, np.mean(f1[:3])])
    rows = np.array(rows)
    names = ["AUC of A against the rest", *(f"F1 of {label}" for label in LABELS), "mean F1 of N, A, O"]
    for name, column in zip(names, rows.T):
        print(f"{name:26} {column.mean():.3f}  ({column.min():.3f} to {column.max():.3f})")


def beat_figures(beats):
    away = np.log(np.clip(beats[:, 2], NEAREST, FURTHEST))
    return np.c_[np.ones(len(beats)), away, away**2, beats[:, 3], np.nan_to_num(beats[:, 4], nan=UNKNOWN_LIKENESS)]


def beat_weights(records, labels):
    """What a beat says: those of A against those of N and O, each label's beats weighing alike.

    Every beat that is not of A comes twice: as it is, and without a P wave. P waves that nobody sees (flat ones, a noisy
    lead) are no fibrillation while intervals are regular.
    """
    of = {label: [] for label in "NAO"}
    for record in records:
        if labels[record["name"]] in of and record["beats"]:
            beats = np.array(record["beats"])
            of[labels[record["name"]]].append(beats[~np.isnan(beats[:, 2])])
    of = {label: np.concatenate(beats) for label, beats in of.items()}
    for label in "NO":
        without = of[label].copy()
        without[:, 3] = 0.0
        of[label] = np.concatenate([of[label], without])
    x = np.concatenate([beat_figures(of[label]) for label in "NAO"])
    y = np.concatenate([np.full(len(of[label]), label == "A", float) for label in "NAO"])
    weight = np.concatenate([np.full(len(of[label]), (2 if label == "A" else 1) / len(of[label])) for label in "NAO"])
    weight *= len(y) / weight.sum()
    # No beat of A has a P wave in these recordings; elsewhere some will.
    penalty = BEAT_RIDGE * np.eye(x.shape[1])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        w -= np.linalg.solve(hessian, x.T @ (weight * (p - y)) + penalty @ w)
    return w


def numbers(values):
    return ", ".join(f"{value:.5g}" if "." in f"{value:.5g}" or "e" in f"{value:.5g}" else f"{value:.5g}.0" for value in values)


def write(x, y, records, labels):
    print("//! Numbers that models/train/rhythm.py learned from recordings of the PhysioNet/CinC Challenge 2017; written by it.\n")
    print("use crate::measure::rhythm::weights::Weights;\n")
    print("#[rustfmt::skip]\npub static LEARNED: Weights = Weights {\n    labels: [")
    for row in softmax(x, y):
        print("        [")
        for from_ in range(0, len(row), 8):
            print(f"            {numbers(row[from_:from_ + 8])},")
        print("        ],")
    print("    ],\n    range: [")
    for low, high in zip(x.min(0), x.max(0)):
        print(f"        ({numbers([low])}, {numbers([high])}),")
    print(f"    ],\n    beat: [{numbers(beat_weights(records, labels))}],\n}};")


def fibrillation(record):
    """Marked episodes of atrial fibrillation or flutter, as ranges of beats of the record."""
    at = np.array([beat[0] for beat in record["beats"]])
    found, since = [], None
    for mark, text in [*record["marks"], (1 << 60, "(N")]:
        if not text.startswith("("):
            continue
        if text in ("(AFIB", "(AFL"):
            since = mark if since is None else since
        elif since is not None:
            slack = 0.1 * record["rate"]
            inside = np.flatnonzero((at >= since - slack) & (at < mark - slack))
            if len(inside):
                found.append((int(inside[0]), int(inside[-1])))
            since = None
    return found


def episodes(records):
    for record in records:
        at = np.array([beat[0] for beat in record["beats"]])
        marked = fibrillation(record)
        found = [tuple(int(np.searchsorted(at, end)) for end in span) for span in record["episodes"]]
        print(f"{record['name']}: {len(at)} beats, marked {marked}, found {found}")
        for first, last in marked:
            near = [span for span in found if span[0] <= last and span[1] >= first]
            if near:
                print(f"    onset off by {near[0][0] - first:+d} beats, end by {near[-1][1] - last:+d}")


def main():
    records = read(sys.argv[1])
    if "--episodes" in sys.argv:
        return episodes(records)
    with open(sys.argv[2], encoding="utf-8") as file:
        labels = {row[0]: row[1] for row in csv.reader(file)}
    known = [record for record in records if record["figures"]]
    x = np.array([record["figures"][0] for record in known])
    y = np.array([LABELS.index(labels[record["name"]]) for record in known])
    if "--folds" in sys.argv:
        return folds(x, y)
    return write(x, y, records, labels)


if __name__ == "__main__":
    main()
