"""What `ecglass features` says of the beats of recordings, and of those that were made from them by surgery."""

import hashlib
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import wfdb

from train import data, surgery, transplant
from train.data import AAMI, DS1, PACED, PROJECT

#: So many recordings are made from each of DS1: half with other atrial rhythms, half with ventricular beats.
MADE = 8
#: Chance that something is done at a beat, by the recording's number.
DENSITIES = [0.06, 0.12, 0.2]
#: Records with ventricular beats enough to be taken from.
DONORS = "106 108 109 114 116 119 124 203 205 207 208 215 223".split()
#: Annotation symbols of the classes.
SYMBOLS = "NAVF/"
#: Annotated leads of the handheld recordings are normal rhythm or fibrillation: none of their beats is supraventricular.
HANDHELD = {"N", "A"}


@dataclass
class Rows:
    """One recording's beats, as the model is told of them: numbers (n, features), where, and what each may be: one column a class, 1 where it may."""

    name: str
    values: np.ndarray
    at: np.ndarray
    allowed: np.ndarray
    #: The record whose ventricular beats were laid into it.
    donor: str = ""

    def labels(self):
        """-1 where more than one class is allowed."""
        return np.where(self.allowed.sum(1) == 1, self.allowed.argmax(1), -1)


def program():
    """The command line that says the features: $ECGLASS, or the release build."""
    path = Path(os.environ.get("ECGLASS") or PROJECT / "target" / "release" / "ecglass")
    if not path.is_file():
        raise SystemExit(f"{path}: not built yet. Run cargo build --release, or point ECGLASS to the program.")
    return path


def code():
    """A hash of all that features hang on."""
    files = sorted((PROJECT / "src" / "segment").rglob("*.rs")) + [Path(module.__file__) for module in (surgery, transplant)] + [Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def folder():
    return data.cache() / f"features-{code()}"


def say(record, out, *flags):
    """Writes the features of one recording's lead, if they are not there yet."""
    if out.is_file():
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    said = subprocess.run([program(), "features", record, "--clean", "none", "--out", out, *flags], capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(f"ecglass features {record}: {said.stderr.strip()}")


def read(path, name, donor=""):
    table = np.load(path)
    return Rows(name, table[:, 2:].astype(np.float32), table[:, 0].astype(int), allowed(table[:, 1].astype(int)), donor)


def allowed(labels):
    """One class each; all of them where nobody said."""
    rows = np.zeros((len(labels), len(data.CLASSES)), dtype=np.float32)
    rows[np.arange(len(labels)), labels] = 1
    rows[labels < 0] = 1
    return rows


#: No lead by itself, but what the program looks at where nobody names one: two of them, a row each, one after the other.
BOTH = "both"


def recorded(name, lead=0, find=False, live=False):
    """One lead of a record of the MIT-BIH Arrhythmia Database, or BOTH: beats as marked, or found by the detector; all of the recording known, or what came."""
    out = folder() / f"{name}-{lead}{'-found' if find else ''}{'-live' if live else ''}.npy"
    flags = ([] if lead == BOTH else ["--lead", str(lead)]) + ["--find"] * find + ["--live"] * live
    say(data.folder() / "mitdb" / f"{name}.hea", out, *flags)
    return read(out, name)


def elsewhere():
    """Recordings of other databases: excerpts with every beat marked (CPSC 2021), and handheld ones whose rhythm alone is known (CinC 2017)."""
    rows = []
    for header in sorted((data.folder() / "cpsc2021").glob("*.hea")):
        for lead in (0, 1):
            out = folder() / f"{header.stem}-{lead}.npy"
            say(header, out, "--lead", str(lead))
            rows.append(read(out, header.stem))
    rhythms = dict(line.split(",")[:2] for line in (data.folder() / "cinc2017" / "REFERENCE-dev.csv").read_text().split())
    for header in sorted((data.folder() / "cinc2017").glob("*.hea")):
        if rhythms.get(header.stem) not in HANDHELD:
            continue
        out = folder() / f"{header.stem}.npy"
        say(header, out)
        one = read(out, header.stem)
        if len(one.values) >= 5:
            one.allowed = never_supraventricular(one.values)
            rows.append(one)
    return rows


def never_supraventricular(values):
    """Beats that look as the patient's usual ones are normal; of the others it is known only what they are not."""
    rows = np.ones((len(values), len(data.CLASSES)), dtype=np.float32)
    rows[:, surgery.S] = 0
    usual = values[:, names().index("qrs like usual")] > 0.8
    rows[usual] = 0
    rows[usual, surgery.N] = 1
    return rows


_names = []


def names():
    """What each column is."""
    if not _names:
        with tempfile.TemporaryDirectory() as place:
            made, out = Path(place) / "made.hea", Path(place) / "made.csv"
            subprocess.run([program(), "simulate", made, "--seconds", "10"], check=True, capture_output=True)
            subprocess.run([program(), "features", made, "--lead", "0", "--out", out], check=True, capture_output=True)
            _names.extend(out.open().readline().strip().split(",")[2:])
    return _names


def beats_of(name):
    """A record's leads and beats, as surgery takes them."""
    path = str(data.folder() / "mitdb" / name)
    record, marks = wfdb.rdrecord(path), wfdb.rdann(path, "atr")
    is_beat = [symbol in AAMI for symbol in marks.symbol]
    at = np.asarray(marks.sample)[is_beat]
    labels = np.array([AAMI[symbol] for symbol in marks.symbol if symbol in AAMI])
    return surgery.Beats(record.p_signal, float(record.fs), at, labels)


def made(name, number):
    """A recording made from a record, both leads: with other atrial rhythms, then with ventricular beats, of its own and of another patient."""
    base = folder() / f"{name}-made-{number}"
    kept = base.with_suffix(".json")
    if not kept.is_file():
        random = np.random.default_rng([int(name), number])
        beats, density, donor = beats_of(name), DENSITIES[number % len(DENSITIES)], ""
        if number < MADE // 2:
            plan = surgery.rhythms(beats, random, density)
        else:
            donor = DONORS[random.integers(len(DONORS))] if number % 2 else ""
            plan, leads = transplant.rhythms(beats, transplant.complexes(beats_of(donor)) if donor else [], random, density)
            beats = surgery.Beats(leads, beats.rate, beats.at, beats.labels)
        result = surgery.carry_out(plan, beats, random)
        if number % 2:
            kind = ["bw", "em"][random.integers(2)]
            noise = wfdb.rdrecord(str(data.folder() / "nstdb" / kind)).p_signal
            result = surgery.noisy(result, noise, random)
        with tempfile.TemporaryDirectory() as place:
            write(result, Path(place), "made")
            for lead in (0, 1):
                say(Path(place) / "made.hea", Path(f"{base}-{lead}.npy"), "--lead", str(lead))
        kept.write_text(json.dumps({"donor": donor}))
    donor = json.loads(kept.read_text())["donor"]
    return [read(Path(f"{base}-{lead}.npy"), name, donor) for lead in (0, 1)]


def write(beats, place, name):
    """As a WFDB record with annotations."""
    inside = beats.at < len(beats.leads)
    signal = np.nan_to_num(beats.leads)
    wfdb.wrsamp(
        name, fs=beats.rate, units=["mV", "mV"], sig_name=["one", "two"], p_signal=signal, fmt=["16", "16"],
        write_dir=str(place), adc_gain=[2000, 2000], baseline=[0, 0],
    )
    wfdb.wrann(name, "atr", beats.at[inside], [SYMBOLS[label] for label in beats.labels[inside]], write_dir=str(place))


def prepare():
    """Says all features at once, two at a time; a second time it finds them."""
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(recorded, name, lead, find) for name in DS1 + PACED for lead in (0, 1) for find in (False, True)]
        jobs += [pool.submit(recorded, name, 0, find, True) for name in DS1 for find in (False, True)]
        jobs += [pool.submit(recorded, name, BOTH, find) for name in DS1 for find in (False, True)]
        jobs += [pool.submit(made, name, number) for name in DS1 for number in range(MADE)]
        for job in jobs:
            job.result()
    elsewhere()
