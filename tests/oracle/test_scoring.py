"""Real annotations, jittered, dropped and doubled, scored by `ecglass score` and matched by wfdb: the same counts."""

import json

import numpy as np
import pytest
import wfdb
from conftest import DATA
from wfdb.processing import compare_annotations

BEATS = set("NLRBAaJSVrFejnE/fQ?")
RECORDS = sorted((DATA / "mitdb").glob("*.hea"))

if not RECORDS:
    pytest.skip(f"left out: no recordings in {DATA / 'mitdb'}; fetch them from physionet.org", allow_module_level=True)


def test_matched_missed_and_extra_beats_are_those_of_wfdb(ecglass, tmp_path):
    random = np.random.default_rng(57)
    expected = {}
    for header in RECORDS:
        for end in ("hea", "dat", "atr"):
            (tmp_path / f"{header.stem}.{end}").symlink_to(header.with_suffix(f".{end}"))
        truth = wfdb.rdann(str(header.with_suffix("")), "atr")
        if "[" in truth.symbol:
            # Flutter is left out by EC57, and wfdb knows nothing of it.
            (tmp_path / f"{header.stem}.atr").unlink()
            continue
        beats = np.array([at for at, symbol in zip(truth.sample, truth.symbol, strict=True) if symbol in BEATS])
        end = wfdb.rdheader(str(header.with_suffix(""))).sig_len
        found = (beats + random.integers(-30, 31, len(beats)))[random.random(len(beats)) > 0.05]
        found = np.unique(np.concatenate([found, found[random.random(len(found)) < 0.02] + 70]))
        found = found[(found >= 0) & (found < end)]
        wfdb.wrann(header.stem, "tst", found, symbol=["N"] * len(found), write_dir=str(tmp_path))
        # wfdb counts what is nearer than its window; EC57 has 150 ms or less, which are 54 samples.
        told = compare_annotations(beats, found, 55)
        expected[header.stem] = [told.tp, told.fn, told.fp]
    out = tmp_path / "out.json"
    ecglass("score", tmp_path, "--annotator", "tst", "--json", out)
    ours = {}
    for one in json.loads(out.read_text(encoding="utf-8"))["ec57"]["records"]:
        table = np.array(one["beats"])
        ours[one["record"]] = [int(table[:5, :5].sum()), int(table[:5, 5:].sum()), int(table[5:].sum())]
    assert ours == expected
