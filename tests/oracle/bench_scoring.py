"""EC57 of 48 half-hour records and ROC curves of 100,000 beats of five classes, here, in wfdb and in scikit-learn, in turns.

wfdb matches beats and no more; ecglass makes all tables of EC57, and both must find the same pairs.

`cargo build --release --no-default-features --example score && python tests/oracle/bench_scoring.py [PROGRAM]`
"""

import json
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve
from wfdb.processing import compare_annotations

PROGRAM = Path(__file__).resolve().parents[2] / "target/release/examples/score"
ROUNDS = 5


def records(random):
    """48 records of some 2,300 beats, and what a fair detector makes of each."""
    for _ in range(48):
        beats = np.cumsum(random.integers(180, 380, 2300))
        found = np.unique((beats + random.integers(-20, 21, len(beats)))[random.random(len(beats)) > 0.01])
        yield beats, found


def timed(work):
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def main():
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else PROGRAM
    random = np.random.default_rng(48)
    lists = list(records(random))
    symbols = [[random.choice(list("NVA"), len(one), p=[0.85, 0.1, 0.05]).tolist() for one in pair] for pair in lists]
    told = [
        {key: list(zip(one.tolist(), of, strict=True)) for key, one, of in zip(("truth", "test"), pair, names, strict=True)}
        for pair, names in zip(lists, symbols, strict=True)
    ]
    truth = random.choice(5, 100_000, p=[0.9, 0.03, 0.05, 0.01, 0.01])
    scores = random.random((100_000, 5)) + 0.7 * np.eye(5)[truth]
    scores /= scores.sum(axis=1, keepdims=True)

    def areas():
        for one in range(5):
            roc_curve(truth == one, scores[:, one])
        return roc_auc_score(truth, scores, multi_class="ovr")

    def matched():
        all_of = [compare_annotations(beats, found, 55) for beats, found in lists]
        return [sum(getattr(one, key) for one in all_of) for key in ("tp", "fn", "fp")]

    versions = ", ".join(f"{name} {version(name)}" for name in ("wfdb", "scikit-learn", "numpy"))
    print(f"medians of {ROUNDS} in turns; {versions}")
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(job):
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        for name, job, theirs, key in [
            ("EC57 of 48 records", {"records": told}, matched, "counts"),
            ("ROC of 100,000 beats, 5 classes", {"classes": 5, "truth": truth.tolist(), "scores": scores.ravel().tolist()}, areas, "auc"),
        ]:
            here, there = [], []
            for _ in range(ROUNDS):
                ours = ask(job)
                seconds, expected = timed(theirs)
                here.append(ours["seconds"] * 1e3)
                there.append(seconds * 1e3)
                np.testing.assert_allclose(ours[key], expected, atol=1e-9)
            mine, peer = statistics.median(here), statistics.median(there)
            print(f"{name}: ecglass {mine:.1f} ms, the other {peer:.1f} ms, {peer / mine:.1f} times as long")
        process.stdin.close()


if __name__ == "__main__":
    main()
