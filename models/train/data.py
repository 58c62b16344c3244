"""Recordings to heartbeat tables: the 25 records of the MIT-BIH Arrhythmia Database that lie in the data folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import wfdb

from train import window

PROJECT = Path(__file__).resolve().parents[2]
CLASSES = "NSVFQ"

# Patients for inter-patient figures (the DS1 half of de Chazal et al. 2004), and the paced ones that stay out of them.
DS1 = "101 106 108 109 112 114 115 116 118 119 122 124 203 205 207 208 209 215 220 223 230".split()
PACED = "102 104 107 217".split()

# AAMI EC57's classes of annotation symbols; src/ecg.rs says the same.
AAMI = {symbol: label for label, symbols in enumerate(["NLRejBn", "AaJS", "VEr", "F", "/fQ?"]) for symbol in symbols}


@dataclass
class Table:
    """Beats of many records: samples (n, 187), labels 0 to 4, and the record that each came from."""

    beats: np.ndarray
    labels: np.ndarray
    records: np.ndarray

    def __len__(self):
        return len(self.labels)

    def take(self, chosen):
        return Table(self.beats[chosen], self.labels[chosen], self.records[chosen])

    def counts(self):
        return np.bincount(self.labels, minlength=len(CLASSES))


def folder():
    """Where the recordings are: $ECGLASS_DATA, or ../shared/data beside the project."""
    return Path(os.environ.get("ECGLASS_DATA") or PROJECT.parent / "shared" / "data")


def cache():
    base = os.environ.get("ECGLASS_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ecglass"
    return Path(base)


def read_record(name, database="mitdb", before=0):
    """The beats of one record's first signal, with so many samples ahead of each row."""
    path = str(folder() / database / name)
    record, marks = wfdb.rdrecord(path, channels=[0]), wfdb.rdann(path, "atr")
    is_beat = [symbol in AAMI for symbol in marks.symbol]
    positions = np.asarray(marks.sample)[is_beat]
    labels = np.array([AAMI[symbol] for symbol in marks.symbol if symbol in AAMI])
    beats, kept = window.beats(record.p_signal[:, 0], record.fs, positions, before)
    return Table(beats, labels[kept], np.full(len(kept), name))


def load():
    """All 25 records as one table. Cut once, then kept in the cache folder for as long as the recipe stays."""
    if not (folder() / "mitdb").is_dir():
        raise SystemExit(f"{folder() / 'mitdb'}: no such folder. Fetch the MIT-BIH Arrhythmia Database from physionet.org, or point ECGLASS_DATA to it.")
    recipe = hashlib.sha256(Path(window.__file__).read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]
    kept = cache() / f"mitdb-{recipe}.npz"
    if not kept.is_file():
        tables = [read_record(name) for name in DS1 + PACED]
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, **{field: np.concatenate([getattr(table, field) for table in tables]) for field in ("beats", "labels", "records")})
    return Table(**np.load(kept))


def describe(table):
    """Class counts and the imbalance, as a line."""
    counts = table.counts()
    rarest = counts[counts > 0].min()
    classes = "  ".join(f"{name} {count}" for name, count in zip(CLASSES, counts))
    return f"{len(table)} beats of {len(np.unique(table.records))} records: {classes}  (imbalance {counts.max() / rarest:.0f} to 1)"


def write_csv(table, path):
    """A table in the layout of the field's published files: 187 samples, then the label."""
    rows = np.column_stack([table.beats, table.labels])
    np.savetxt(path, rows, delimiter=",", fmt=["%.6g"] * window.WIDTH + ["%d"])
