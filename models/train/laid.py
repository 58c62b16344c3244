"""Beats that gan-conv makes, laid one after the other in simulated rhythms (`ecglass generate --rhythm`), as recordings to learn from."""

import subprocess
import tempfile
from pathlib import Path

from train import data, features
from train.data import PROJECT

#: With S, V and F beats, and what looks like them and is none.
RHYTHMS = "atrial-beats atrial-couplets atrial-runs ventricular-beats ventricular-couplets ventricular-runs bigeminy trigeminy fusion fibrillation sinus".split()
#: Hearts of each, by their seeds.
HEARTS = (1, 2, 3)
SECONDS = 600


def rhythms():
    """A recording a rhythm and heart. The generator learned from beats of all patients, those that are tested too: what is gained by it flatters."""
    rows = []
    for rhythm in RHYTHMS:
        for heart in HEARTS:
            out = data.cache() / f"laid-{features.code()}" / f"{rhythm}-{heart}.npy"
            if not out.is_file():
                with tempfile.TemporaryDirectory() as place:
                    record = Path(place) / "laid.hea"
                    asked = ["--rhythm", rhythm, "--anybody", "--seconds", str(SECONDS), "--seed", str(heart), "--models", str(PROJECT / "models")]
                    subprocess.run([features.program(), "generate", "--out", record, *asked], check=True, capture_output=True)
                    features.say(record, out, "--lead", "0")
            rows.append(features.read(out, f"laid {rhythm} {heart}"))
    return rows
