"""beat-rhythm, the classifier for a patient it has never seen: its figures, its network, its papers."""

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import wfdb

from train import adapting, calibrate, choosing, committee, data, export, features, fit, metrics, rhythm_card, rhythm_errors
from train.choosing import CHOSEN, SEEDS, S, V
from train.data import CLASSES, DS1, PACED

NAME = "beat-rhythm"
TITLE = "For a patient it has never seen: each beat's shape, P wave and rhythm against the patient's own, five classes"
#: "Don't know" is said of this share of beats, those it is least sure of.
UNSURE = 0.05
#: Patients with fewer S beats than this say nothing of how well S is found.
MANY = 20
COMMAND = "python -m train beat_rhythm --figures"
BATCH = 32


def logits(said):
    """As the committee's last step has them."""
    return np.log(said + 1e-7)


def truth_of(way, names=DS1):
    return {name: features.recorded(name, *choosing.WAYS[way]).labels() for name in names}


def cooled(seed, way="marked"):
    """Marked beats of all patients, each fold's probabilities cooled by the temperature of the other folds' first leads: (said, truth, records)."""
    first, said, truth = choosing.kept(CHOSEN, seed)["marked"], choosing.kept(CHOSEN, seed)[way], truth_of("marked")
    parts = []
    for names in choosing.folds(seed):
        others = [name for name in DS1 if name not in names]
        by = calibrate.temperature(np.concatenate([logits(first[name]) for name in others]), np.concatenate([truth[name] for name in others]))
        parts += [(name, calibrate.probabilities(logits(said[name]), by)) for name in names]
    whole = np.concatenate([rows for _, rows in parts])
    return whole, np.concatenate([truth[name] for name, _ in parts]), np.repeat([name for name, _ in parts], [len(rows) for _, rows in parts])


def sure_of(probabilities, truth):
    """F1 of S and V without the beats that it is least sure of."""
    sure = probabilities.max(1) > np.quantile(probabilities.max(1), UNSURE)
    known = metrics.confusion(truth[sure], probabilities.argmax(1)[sure])
    return {CLASSES[one]: rounded(choosing.f1(known, one)) for one in (S, V)}


#: How two leads might be put together: the mean of such powers of both (0: of their logarithms), to such a power.
TOGETHER = ((1, 1), (1, 2), (0.5, 2), (0, 1.25))


def ways_together():
    """What each of these comes to, means of the repetitions; which one it is was chosen on these folds."""
    for root, power in TOGETHER:
        found = []
        for seed in SEEDS:
            (first, truth, _), second = cooled(seed), cooled(seed, "second lead")[0]
            mean = np.sqrt(first * second) if root == 0 else ((first**root + second**root) / 2) ** (1 / root)
            both = mean**power / (mean**power).sum(1, keepdims=True)
            matrix = metrics.confusion(truth, both.argmax(1))
            below = (both.max(1) < np.quantile(first.max(1), UNSURE)).mean()
            found.append((choosing.f1(matrix, S), choosing.f1(matrix, V), calibrate.calibration_error(both, truth), below))
        of_s, of_v, error, below = np.mean(found, 0)
        print(f"both leads, mean of powers {root}, to the power {power}: S F1 {of_s:.3f} V F1 {of_v:.3f}, calibration error {error:.3f}, {100 * below:.1f} % below the bound of one lead", flush=True)


def in_fibrillation(name):
    """Which of a record's marked beats lie in annotated atrial fibrillation."""
    marks = wfdb.rdann(str(data.folder() / "mitdb" / name), "atr")
    changes = [(at, text.strip("\0")) for at, text in zip(marks.sample, marks.aux_note) if text.startswith("(")]
    at = features.recorded(name).at
    place = np.searchsorted([where for where, _ in changes], at, side="right") - 1
    return np.array([one >= 0 and changes[one][1] == "(AFIB" for one in place])


def of_seed(seed):
    """All figures of one repetition."""
    said = choosing.kept(CHOSEN, seed)
    ways = {}
    for way, rows in said.items():
        matrix = choosing.matrix_of(way, rows)
        named = {CLASSES[one]: dict(zip(("sensitivity", "precision", "f1"), map(rounded, choosing.of_class(matrix, one)))) for one in (S, V)}
        ways[way] = {**named, "macro_f1_nsv": rounded(choosing.macro(matrix)), "confusion": matrix.tolist()}
    probabilities, truth, records = cooled(seed)
    both = calibrate.together(probabilities, cooled(seed, "second lead")[0])
    least = np.quantile(probabilities.max(1), UNSURE)
    each = choosing.by_record("marked", said["marked"])
    many = [one for one in each if sum(one["S"][:2]) >= MANY]
    fibrillating = {name: in_fibrillation(name) for name in DS1}
    labels = truth_of("marked")
    false = sum(int(((said["marked"][name].argmax(1) == S) & (labels[name] != S) & fibrillating[name]).sum()) for name in DS1)
    inside = sum(int(one.sum()) for one in fibrillating.values())
    corrected = choosing.matrix_of("marked", {name: adapting.simulated(rows, features.recorded(name)) for name, rows in said["marked"].items()})
    return {
        "seed": seed,
        "ways": ways,
        "calibration_error": calibrate.calibration_error(probabilities, truth),
        "sure": sure_of(probabilities, truth),
        "both": {"calibration_error": calibrate.calibration_error(both, truth), "sure": sure_of(both, truth), "unsure": rounded((both.max(1) < least).mean())},
        "corrected": {CLASSES[one]: rounded(choosing.f1(corrected, one)) for one in (S, V)},
        "median_f1_of_s": rounded(float(np.median([2 * hits / (2 * hits + missed + false) for hits, missed, false in (one["S"] for one in many)]))),
        "false_s_per_1000_in_fibrillation": rounded(1000 * false / max(inside, 1), 1),
        "beats_in_fibrillation": inside,
        "records": each,
    }


def rounded(value, digits=4):
    return round(float(value), digits)


def whole_network():
    """Trained on all 25 patients and the recordings from elsewhere; kept once it is there."""
    path = choosing.fit_folder() / f"whole-{features.code()}.pt"
    if not path.is_file():
        began = time.monotonic()
        _, members = choosing.trained(CHOSEN, DS1 + PACED, seed=7)
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"members": [member.state_dict() for member in members], "seconds": time.monotonic() - began, "machine": fit.machine()}, path)
    kept = torch.load(path, weights_only=False)
    width = len(features.names())
    members = [committee.Member(torch.zeros(width), torch.ones(width)) for _ in kept["members"]]
    for member, state in zip(members, kept["members"]):
        member.load_state_dict(state)
    return [member.eval() for member in members], kept["seconds"], kept["machine"]


def write_onnx(network, path, width):
    path.parent.mkdir(parents=True, exist_ok=True)
    export.trace(network, torch.zeros(BATCH, 1, width), path, "beats", "probabilities")


def simulated_rows():
    """Eight beats of a simulated heart with atrial beats, as the program says them: nobody's."""
    with tempfile.TemporaryDirectory() as place:
        record, out = Path(place) / "made.hea", Path(place) / "made.npy"
        subprocess.run([features.program(), "simulate", record, *SAMPLE], check=True, capture_output=True)
        features.say(record, out, "--lead", "0")
        rows = features.read(out, "made")
    chosen = np.linspace(2, len(rows.values) - 3, 8).astype(int)
    early = np.flatnonzero(rows.labels() == S)[:3]
    chosen[[1, 3, 5][: len(early)]] = early
    return np.round(rows.values[chosen], 4), chosen


#: The simulated heart that the recorded sample is of; tests/models.rs makes it again.
SAMPLE = ["--rhythm", "atrial-beats", "--seconds", "60", "--seed", "1"]


def write_sample(path):
    rows, chosen = simulated_rows()
    said = export.run_onnx(path / "model.onnx", rows)
    made_by = f"python -m train beat_rhythm; outputs by onnxruntime {onnxruntime.__version__}; beats {' '.join(map(str, chosen))} of ecglass simulate {' '.join(SAMPLE)}"
    lines = lambda values, digits: "[\n" + ",\n".join("  " + str([rounded(value, digits) for value in row]) for row in values) + "\n ]"
    text = f'{{\n "made_by": "{made_by}",\n "beats": {chosen.tolist()},\n "input": {lines(rows, 4)},\n "output": {lines(said, 7)}\n}}\n'
    (path / "sample.json").write_text(text)


def publish():
    """Trains what is not trained yet, and writes the folder that is shipped."""
    features.prepare()
    figures = [of_seed(seed) for seed in SEEDS]
    probabilities, truth, records = cooled(SEEDS[0])
    first = choosing.kept(CHOSEN, SEEDS[0])["marked"]
    order = [name for name in DS1]
    temperature = calibrate.temperature(np.concatenate([logits(first[name]) for name in order]), np.concatenate([truth_of("marked")[name] for name in order]))
    members, seconds, machine = whole_network()
    width = len(features.names())
    path = export.folder(NAME)
    network = committee.Committee(members, temperature)
    write_onnx(network, path / "model.onnx", width)
    # What features are centred and divided by was learned, too, and is the same for all members.
    weights = [weight for member in members for weight in member.parameters()] + list(members[0].buffers())
    parameters = sum(weight.numel() for weight in weights)
    split = f"{choosing.FOLDS} folds of three over the 21 DS1 records, patients apart, beats as marked, first lead, whole records; paced records 102 104 107 217 left out"
    spec = {
        "name": NAME,
        "title": TITLE,
        "task": "beat-class",
        "input": {"name": "beats", "shape": ["batch", 1, width], "rate_hz": 250},
        "recipe": [{"step": "context", "features": width}],
        "output": {"name": "probabilities", "kind": "softmax", "labels": list(CLASSES)},
        "confidence": rounded(np.quantile(probabilities.max(1), UNSURE), 3),
        "calibration": {
            "method": "temperature, settled on the beats of the other folds; it is inside the network",
            "temperature": temperature,
            "error_before": rounded(calibrate.calibration_error(np.concatenate([first[name] for name in order]), np.concatenate([truth_of("marked")[name] for name in order]))),
            "error_after": figures[0]["calibration_error"],
        },
        "batch": BATCH,
        "sha256": export.sha256(path / "model.onnx"),
        "bytes": (path / "model.onnx").stat().st_size,
        "parameters": parameters,
        "mflop_per_beat": rounded(2 * parameters / 1e6, 3),
        "opset": export.OPSET,
        "training": {
            "data": "MIT-BIH Arrhythmia Database, both signals of 25 records, beats as marked and as found, and recordings made from 21 of them; CPSC 2021, 9 excerpts; PhysioNet/CinC Challenge 2017, recordings of normal rhythm and fibrillation; noise from the MIT-BIH Noise Stress Test Database",
            "licence": "ODC-By 1.0",
            "members": len(members),
            "minutes": rounded(seconds / 60, 1),
            "machine": machine,
            "command": "python -m train beat_rhythm",
        },
        "metrics": {
            "record_wise": metrics.figures(truth, probabilities, tuple(CLASSES), split, metrics.bootstrap_records(records, SEEDS[0])),
            "repeated": figures,
            "command": COMMAND,
        },
    }
    export.write_json(path / "spec.json", spec)
    write_sample(path)
    rhythm_card.write(spec)
    rhythm_errors.write([one["record"] for one in rhythm_card.worst(spec)])
    say(figures)


def say(figures):
    """The table of the issue: a row a figure, a column a seed."""
    for way in choosing.WAYS:
        print(f"beats {way}")
        for one in figures:
            print("  " + choosing.line(f"seed {one['seed']}", np.array(one["ways"][way]["confusion"])))
    for one in figures:
        print(
            f"seed {one['seed']}: the {adapting.CORRECTED} least sure beats of each patient corrected S F1 {one['corrected']['S']} V F1 {one['corrected']['V']}; calibration error {one['calibration_error']}; without the 5 % least sure S F1 {one['sure']['S']} V F1 {one['sure']['V']}; "
            f"median F1 of S over patients with {MANY} or more {one['median_f1_of_s']}; false S in fibrillation {one['false_s_per_1000_in_fibrillation']} per 1,000 of {one['beats_in_fibrillation']} beats; "
            f"both leads: calibration error {one['both']['calibration_error']}, {one['both']['unsure']} of beats less sure than the 5 % of one lead are, without its own 5 % S F1 {one['both']['sure']['S']} V F1 {one['both']['sure']['V']}"
        )
