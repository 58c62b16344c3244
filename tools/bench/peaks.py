"""Judges R-peak detectors side by side: SleepECG, BioSPPy, NeuroKit2 and wfdb-python beside ecglass, on the same files.

    pip install -r tools/bench/requirements.txt
    cargo build --release --no-default-features --example peaks
    python tools/bench/peaks.py FOLDER [--data ../shared/data]     detections, figures and times
    python tools/bench/peaks.py FOLDER --speed                     times only

FOLDER (outside the repository) is filled by `peaks mix` where it is empty: mitdb clean and under noise, and ludb;
`two-leads` is for ecglass alone, since no peer takes several leads. Each detector reads the first signal of every
record there in millivolts as float32, and writes the samples that it calls R peaks as they are: none is moved to where another's
convention would have it. `peaks score` then prints the tables.

Defaults everywhere, and of BioSPPy what its own `ecg.ecg` does: band-pass, `hamilton_segmenter`, `correct_rpeaks`
within 50 ms (`biosppy`); `biosppy-raw` leaves the band-pass out. Time is that of detection alone, one hour of two records end to
end, the median of seven rounds in which all detectors take turns.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import neurokit2
import numpy as np
import sleepecg
import wfdb
from biosppy.signals import ecg
from biosppy.signals import tools as biosppy_tools
from wfdb import processing

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("ECGLASS_DATA", ROOT / "../shared/data")).resolve()
PROGRAM = ROOT / "target/release/examples/peaks"
HOUR = ("101", "230")
ROUNDS = 7


def by_sleepecg(lead, rate):
    return sleepecg.detect_heartbeats(lead, rate)


def corrected(lead, rate):
    peaks = ecg.hamilton_segmenter(signal=lead, sampling_rate=rate)["rpeaks"]
    return ecg.correct_rpeaks(signal=lead, rpeaks=peaks, sampling_rate=rate, tol=0.05)["rpeaks"]


def by_biosppy(lead, rate):
    """As `ecg.ecg` of this version filters and detects, without the plots and rates that it adds."""
    passed = biosppy_tools.filter_signal(
        signal=lead, ftype="FIR", band="bandpass", order=int(1.5 * rate), frequency=[0.67, 45], sampling_rate=rate
    )["signal"]
    return corrected(passed - np.mean(passed), rate)


def by_neurokit(lead, rate):
    cleaned = neurokit2.ecg_clean(lead, sampling_rate=int(rate))
    return neurokit2.ecg_peaks(cleaned, sampling_rate=int(rate))[1]["ECG_R_Peaks"]


def by_xqrs(lead, rate):
    return processing.xqrs_detect(lead, rate, verbose=False)


PEERS = {
    "sleepecg": by_sleepecg,
    "biosppy": by_biosppy,
    "biosppy-raw": corrected,
    "neurokit": by_neurokit,
    "xqrs": by_xqrs,
}


def lead_of(header):
    record = wfdb.rdrecord(str(header.with_suffix("")), channels=[0])
    return record.p_signal[:, 0].astype(np.float32), float(record.fs)


def peaks_of(detect, lead, rate):
    """What a detector finds: samples in order, each once; nothing where it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = detect(lead, rate)
    return np.unique(np.asarray(found, dtype=np.int64))


def detections(condition, name):
    """Writes one detector's lists for one condition."""
    folder = condition / name
    folder.mkdir(exist_ok=True)
    seconds = []
    for header in sorted(condition.glob("*.hea")):
        lead, rate = lead_of(header)
        begun = time.perf_counter()
        try:
            found = peaks_of(PEERS[name], lead, rate)
        except (ValueError, IndexError, ZeroDivisionError) as failure:
            print(f"{name} fails on {condition.name}/{header.stem}: {failure}", flush=True)
            found = []
        seconds.append(f"{header.stem},{time.perf_counter() - begun:.6f}\n")
        (folder / f"{header.stem}.txt").write_text("".join(f"{at}\n" for at in found), encoding="utf-8")
    (folder / "seconds.csv").write_text("".join(seconds), encoding="utf-8")


def speed(folder, names):
    """Medians in milliseconds for one hour, of detectors that take turns."""
    parts = [lead_of(folder / "clean" / f"{record}.hea") for record in HOUR]
    rate = parts[0][1]
    lead = np.concatenate([samples for samples, _ in parts])[: round(3600 * rate)]
    times = {name: [] for name in ("ecglass", *names)}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "hour.f32"
        path.write_bytes(lead.astype("<f4").tobytes())

        def ecglass():
            told = subprocess.run([PROGRAM, "time", path, str(rate)], capture_output=True, text=True, check=True)
            return float(told.stdout.split()[0])

        def peer(name):
            begun = time.perf_counter()
            peaks_of(PEERS[name], lead, rate)
            return time.perf_counter() - begun

        for turn in range(ROUNDS + 1):
            for name, taken in times.items():
                seconds = ecglass() if name == "ecglass" else peer(name)
                # The first turn warms caches and compiles what is compiled at first use.
                if turn > 0:
                    taken.append(seconds * 1e3)
    return {name: round(statistics.median(taken), 1) for name, taken in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where mixed records and detections lie")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with mitdb, nstdb and ludb")
    parser.add_argument("--speed", action="store_true", help="times only")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS), help="which of them run")
    parser.add_argument("--conditions", nargs="*", help="which run: clean, both-12, bw-6 and so on; all by default")
    told = parser.parse_args()
    if not (told.folder / "clean").is_dir():
        subprocess.run([PROGRAM, "mix", told.data, told.folder], check=True)
    if not told.speed:
        conditions = [path for path in sorted(told.folder.iterdir()) if path.is_dir()]
        for condition in conditions:
            if condition.name != "two-leads" and (told.conditions is None or condition.name in told.conditions):
                for name in told.peers:
                    detections(condition, name)
        subprocess.run([PROGRAM, "run", told.folder], check=True)
        subprocess.run([PROGRAM, "score", told.folder], check=True)
    versions = {name: importlib.metadata.version(name) for name in ("sleepecg", "biosppy", "neurokit2", "wfdb", "numpy")}
    said = {
        "ms_for_one_hour": speed(told.folder, told.peers),
        "records": HOUR,
        "rounds": ROUNDS,
        "versions": {"python": platform.python_version(), **versions},
        "cores": os.cpu_count(),
    }
    print("\n" + json.dumps(said))


if __name__ == "__main__":
    main()
