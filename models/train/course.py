"""One model from the table of beats to its figures: patients shared, and patients apart."""

import numpy as np
import torch

from train import augment, calibrate, choose, data, export, fit, splits
from train.data import Table
from train.model import Picked
from train.window import WIDTH

SEED = 7
FOLDS = 5


def table_for(model, table):
    """The table with the labels that the model tells apart."""
    return Table(table.beats, (table.labels > 0).astype(table.labels.dtype), table.records) if model.binary else table


def dealt(model, labels):
    """Indices of (train, validation, test), patients shared, from labels of five classes. They are dealt out as they were to the generator
    that is shipped: dealt out by two labels, other beats are the test, and that generator has learned from some.
    """
    return splits.beat_level((labels > 0).astype(int) if model.dealt_by_two else labels, SEED)


def shared(model, table):
    """(train, validation, test), patients shared."""
    return tuple(table.take(part) for part in dealt(model, data.load().labels))


def selection_of(model, train):
    return choose.most_informative(train, model.samples) if model.samples < WIDTH else np.arange(WIDTH)


def network_of(model, selection):
    network = model.build()
    return Picked(network, selection) if len(selection) < WIDTH else network


def fuller(model, way, train, epochs, apart=None):
    """What is trained on in that way, and for how many epochs: made beats cost no more steps, so that both ways learn equally long."""
    if way == "real":
        return train, epochs
    filled = model.fill(model, train, apart)
    return filled, max(1, round(epochs * len(train) / len(filled)))


def beat_level(model, table, folder, quick=False, way="real"):
    """Patients shared: trains on 72 %, chooses the epoch and settles what is settled on 8 %, looks once at 20 %."""
    train, validation, test = shared(model, table)
    # Made beats do not say which samples a model looks at: both ways look at the same.
    selection = selection_of(model, train)
    train, epochs = fuller(model, way, train, model.epochs)
    torch.manual_seed(SEED)
    network, seconds = fit.fit(
        network_of(model, selection), train, validation, 2 if quick else epochs, SEED, model.rate,
        noise=augment.recorded_noise(), checkpoint=folder / "beat-level.pt",
    )
    chosen_by = fit.logits(network, validation.beats)
    temperature = calibrate.temperature(chosen_by, validation.labels)
    settled = calibrate.probabilities(chosen_by, temperature)
    threshold = calibrate.threshold(settled[:, 0], validation.labels) if model.binary else 0.0
    export.write_onnx(network, model, temperature, folder / "model.onnx")
    said = export.run_onnx(folder / "model.onnx", test.beats[:, selection])
    raw = calibrate.probabilities(fit.logits(network, test.beats))
    return {
        "truth": test.labels, "said": said, "seconds": seconds, "machine": fit.machine(), "selection": selection, "temperature": temperature, "threshold": threshold,
        "validation": fit.score(settled, validation.labels), "epochs": epochs, "trained_on": len(train),
        "confidence": 0.0 if model.binary else calibrate.confidence(settled, validation.labels),
        "error_before": calibrate.calibration_error(raw, test.labels), "error_after": calibrate.calibration_error(said, test.labels),
    }


def record_wise(model, table, fold, names, folder, quick=False, way="real"):
    """Patients apart: trains on the other folds' records, for a fixed number of epochs, and looks at this fold's once."""
    test = table.take(np.isin(table.records, names))
    train = table.take(np.isin(table.records, [name for name in data.DS1 if name not in names]))
    empty = train.take(np.zeros(0, dtype=int))
    selection = selection_of(model, train)
    train, epochs = fuller(model, way, train, model.fold_epochs, names)
    torch.manual_seed(SEED + fold)
    network, seconds = fit.fit(
        network_of(model, selection), train, empty, 1 if quick else epochs, SEED + fold, model.rate,
        noise=augment.recorded_noise(), checkpoint=folder / f"fold-{fold}.pt",
    )
    return {"truth": test.labels, "said": fit.probabilities(network, test.beats), "records": test.records, "seconds": seconds, "epochs": epochs}


def folder_of(model, way="real"):
    """Where finished runs of that way are kept."""
    folder = fit.runs(model.script, with_made=model.fill is not None)
    return folder if len(model.ways) == 1 else folder / way


def run(model, quick=False, way="real"):
    """Trains what is not trained yet: the results of both splits, and the folder that the network lies in."""
    table = table_for(model, data.load())
    folder = folder_of(model, way)
    folder = folder.with_name(f"{folder.name}-quick") if quick else folder
    said = model.name if len(model.ways) == 1 else f"{model.name} ({way})"
    print(f"{said}: patients shared between training and test", flush=True)
    shared = fit.once(folder / "beat-level.npz", lambda: beat_level(model, table, folder, quick, way))
    groups = splits.record_wise(table.records, data.load().labels, data.DS1, FOLDS)
    parts = []
    for fold, names in enumerate(groups):
        print(f"{said}: patients apart, fold {fold + 1} of {FOLDS}, test records {' '.join(names)}", flush=True)
        parts.append(fit.once(folder / f"fold-{fold}.npz", lambda: record_wise(model, table, fold, names, folder, quick, way)))
    apart = {field: np.concatenate([np.atleast_1d(part[field]) for part in parts]) for field in parts[0]}
    for left in folder.glob("*.pt"):
        left.unlink()
    return shared, apart, folder


def chosen(ways):
    """Of finished runs by way the one that did best on the validation beats."""
    return max(ways, key=lambda way: float(ways[way][0]["validation"]))
