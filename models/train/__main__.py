"""The trainer's command line: `python -m train --help`, from the models folder."""

import argparse
import time

import numpy as np
import torch

from train import beat_cnn, card, data, export, fit, fixtures, metrics, splits

SEED = 7
EPOCHS = {"beat_level": 60, "record_wise": 12}
FOLDS = 5


def beat_level(table, name, quick):
    """Patients shared: trains on 72 %, chooses the epoch on 8 %, looks once at 20 %."""
    train, validation, test = (table.take(part) for part in splits.beat_level(table.labels, SEED))
    began = time.monotonic()
    torch.manual_seed(SEED)
    network = fit.fit(beat_cnn.BeatCnn(), train, validation, 2 if quick else EPOCHS["beat_level"], SEED)
    path = fit.runs() / f"{name}.onnx"
    export.write_onnx(network, path)
    said = export.run_onnx(path, test.beats).argmax(1)
    return {"truth": test.labels, "said": said, "seconds": time.monotonic() - began}


def record_wise(table, fold, names, quick):
    """Patients apart: trains on the other folds' records, for a fixed number of epochs, and looks at this fold's once."""
    test = table.take(np.isin(table.records, names))
    train = table.take(np.isin(table.records, [name for name in data.DS1 if name not in names]))
    began = time.monotonic()
    torch.manual_seed(SEED + fold)
    empty = train.take(np.zeros(0, dtype=int))
    network = fit.fit(beat_cnn.BeatCnn(), train, empty, 1 if quick else EPOCHS["record_wise"], SEED + fold)
    said = fit.probabilities(network, test.beats).argmax(1)
    return {"truth": test.labels, "said": said, "records": test.records, "seconds": time.monotonic() - began}


def train_beat_cnn(quick=False):
    """The shipped model, its figures and its papers."""
    table = data.load()
    print(data.describe(table))
    suffix = "-quick" if quick else ""
    print("beat-level: patients shared between training and test")
    run = f"beat-cnn-beat-level{suffix}"
    shared = fit.once(run, lambda: beat_level(table, run, quick))
    groups = splits.record_wise(table.records, table.labels, data.DS1, FOLDS)
    parts = []
    for fold, names in enumerate(groups):
        print(f"record-wise fold {fold + 1} of {FOLDS}: test records {' '.join(names)}")
        parts.append(fit.once(f"beat-cnn-fold-{fold}{suffix}", lambda: record_wise(table, fold, names, quick)))
    apart = {field: np.concatenate([np.atleast_1d(part[field]) for part in parts]) for field in parts[0]}
    of_record = [apart["records"] == name for name in np.unique(apart["records"])]
    figures = {
        "beat_level": metrics.figures(
            metrics.confusion(shared["truth"], shared["said"]),
            "stratified 80/20 over the beats of all 25 records, patients shared; the epoch chosen on a tenth of the 80",
            metrics.bootstrap_beats(shared["truth"], shared["said"], SEED),
        ),
        "record_wise": metrics.figures(
            metrics.confusion(apart["truth"], apart["said"]),
            f"{FOLDS} folds over the 21 DS1 records, patients apart, gross over the folds; paced records 102 104 107 217 left out",
            metrics.bootstrap([(apart["truth"][own], apart["said"][own]) for own in of_record], SEED),
        ),
    }
    training = {
        "data": "MIT-BIH Arrhythmia Database, first signal of 25 records; 80 % of the beats, stratified by class",
        "licence": "ODC-By 1.0",
        "attribution": "Moody GB, Mark RG. The impact of the MIT-BIH Arrhythmia Database. IEEE Eng in Med and Biol 20(3):45-50, 2001. Goldberger AL et al. PhysioNet. Circulation 101(23):e215-e220, 2000.",
        "seed": SEED,
        "minutes": round(float(shared["seconds"]) / 60, 1),
        "minutes_of_folds": round(float(apart["seconds"].sum()) / 60, 1),
        "command": "python -m train beat_cnn",
    }
    # The folder changes at once and as a whole: what stands in it fits together at any time.
    export.publish_onnx(fit.runs() / f"{run}.onnx", beat_cnn.NAME)
    export.write_sample(beat_cnn.NAME)
    spec = export.write_spec(beat_cnn.NAME, beat_cnn.TITLE, beat_cnn.cost(), training, figures, "python -m train evaluate beat_cnn")
    card.write(spec, data.describe(table))
    card.say(spec)


def main():
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("all", help="everything below, from the recordings to the papers")
    one = commands.add_parser("beat_cnn", help="train beat-cnn, measure it on both splits, write its folder")
    one.add_argument("--quick", action="store_true", help="two epochs and one a fold: to see that everything works")
    look = commands.add_parser("evaluate", help="run the shipped ONNX over its test beats and print the figures of both splits")
    look.add_argument("model", choices=["beat_cnn"])
    table = commands.add_parser("table", help="write the heartbeat table of all records as CSV: 187 samples, then the label")
    table.add_argument("out")
    commands.add_parser("fixtures", help="write the synthetic cases that hold Rust's windows to Python's")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    match arguments.command:
        case "all":
            fixtures.write()
            train_beat_cnn()
        case "beat_cnn":
            train_beat_cnn(arguments.quick)
        case "evaluate":
            card.evaluate(beat_cnn.NAME, SEED)
        case "table":
            made = data.load()
            print(data.describe(made))
            data.write_csv(made, arguments.out)
        case "fixtures":
            fixtures.write()


if __name__ == "__main__":
    main()
