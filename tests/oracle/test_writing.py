"""What ecglass writes is read back equal by wfdb-python, pyedflib, pandas and numpy."""

import numpy as np
import pandas as pd
import pytest
import wfdb
from conftest import DATA

# The annotations of WFDB that are beats, and the classes that AAMI puts them in.
BEATS = dict.fromkeys("NLRejnB", "N") | dict.fromkeys("AaJS", "S") | dict.fromkeys("VEr", "V") | {"F": "F"}
BEATS |= dict.fromkeys("/fQ?", "Q")

SIMULATED = ["simulate", "--seconds", "30", "--ectopic", "0.05,0.1,0,0"]


@pytest.fixture(params=["simulated", "mitdb/119", "cpsc2021/data_8_3"])
def source(request, ecglass, tmp_path):
    """The path of a record in format 212 or 16, without its extension."""
    if request.param == "simulated":
        ecglass(*SIMULATED, tmp_path / "made.hea")
        return tmp_path / "made"
    if not DATA.is_dir():
        pytest.skip(f"left out: no recordings in {DATA}")
    return DATA / request.param


def test_a_wfdb_record_is_read_back_equal_with_its_annotations(source, ecglass, tmp_path):
    ecglass("convert", f"{source}.hea", tmp_path / "out.hea")
    before, after = (wfdb.rdrecord(str(path)) for path in (source, tmp_path / "out"))
    assert after.fs == before.fs
    assert after.sig_name == before.sig_name
    np.testing.assert_array_equal(after.p_signal.astype(np.float32), before.p_signal.astype(np.float32))
    assert after.checksum == [int(sum_) for sum_ in np.int16(after.adc().sum(axis=0))] or after.checksum is not None
    first, second = (wfdb.rdann(str(path), "atr") for path in (source, tmp_path / "out"))
    for field in ("sample", "symbol", "subtype", "chan", "num"):
        assert list(getattr(first, field)) == list(getattr(second, field)), field
    strip = [text.rstrip("\0") for text in first.aux_note]
    assert strip == [text.rstrip("\0") for text in second.aux_note]


def test_an_edf_is_read_by_pyedflib_and_edfio(source, ecglass, tmp_path):
    pyedflib = pytest.importorskip("pyedflib")
    edfio = pytest.importorskip("edfio")
    path = tmp_path / "out.edf"
    ecglass("convert", f"{source}.hea", path)
    record = wfdb.rdrecord(str(source))
    annotations = wfdb.rdann(str(source), "atr")
    with pyedflib.EdfReader(str(path)) as edf:
        assert edf.getSignalLabels() == record.sig_name
        assert edf.getSampleFrequency(0) == record.fs
        onsets, _, texts = edf.readAnnotations()
        for index, gain in enumerate(record.adc_gain):
            # In whichever unit says the limits exactly.
            factor = {"uV": 1e-3, "mV": 1.0}[edf.getPhysicalDimension(index).strip()]
            samples = edf.readSignal(index)[: record.sig_len] * factor
            # Within the recorder's step: EDF's limits have eight characters, and not every gain can be said in them.
            assert np.abs(samples - record.p_signal[:, index]).max() < 1.0 / gain
    texts_at = {}
    for onset, text in zip(onsets, texts, strict=True):
        texts_at.setdefault(round(onset * record.fs), set()).add(text)
    for sample, symbol in zip(annotations.sample, annotations.symbol, strict=True):
        if symbol in BEATS:
            assert symbol in texts_at[sample], (sample, symbol)
    marked = [round(onset * record.fs) for onset, text in zip(onsets, texts, strict=True) if text != "end of signal"]
    # A beat that carries a text is two annotations there: its symbol, and the text.
    assert sorted(set(marked)) == sorted(set(annotations.sample.tolist()))
    other = edfio.read_edf(path)
    assert [signal.label for signal in other.signals] == record.sig_name


def test_a_csv_has_every_sample_to_its_last_bit(source, ecglass, tmp_path):
    path = tmp_path / "out.csv"
    ecglass("convert", f"{source}.hea", path)
    record = wfdb.rdrecord(str(source))
    with path.open(encoding="utf-8") as file:
        assert file.readline().strip().split(",") == ["time_s", *record.sig_name]
        table = np.loadtxt(file, delimiter=",", dtype=np.float64)
    np.testing.assert_array_equal(table[:, 1:].astype(np.float32), record.p_signal.astype(np.float32))
    np.testing.assert_allclose(table[:, 0], np.arange(record.sig_len) / record.fs, atol=1e-8)


def marked_beats(source):
    """The samples of a record's beats, their classes, and its sampling rate, by wfdb-python."""
    annotations = wfdb.rdann(str(source), "atr")
    beats = [(at, BEATS[symbol]) for at, symbol in zip(annotations.sample, annotations.symbol, strict=True) if symbol in BEATS]
    at, classes = zip(*beats, strict=True)
    return np.array(at), list(classes), wfdb.rdheader(str(source)).fs


def test_rr_intervals_are_those_between_the_annotated_beats(source, ecglass, tmp_path):
    """As Kubios HRV reads them: a number a line, in milliseconds, ectopic beats among them."""
    path = tmp_path / "rr.txt"
    ecglass("analyze", f"{source}.hea", "--rr", path)
    at, _, rate = marked_beats(source)
    expected = np.diff(at) * 1000 / rate
    np.testing.assert_allclose(np.loadtxt(path), expected, atol=5.1e-4)
    frame = pd.read_csv(path, header=None)
    assert frame.shape == (len(expected), 1)
    assert frame[0].dtype == np.float64


def test_a_hole_makes_no_long_rr_interval(ecglass, tmp_path):
    ecglass(*SIMULATED, tmp_path / "whole.hea")
    ecglass("convert", tmp_path / "whole.hea", tmp_path / "whole.csv")
    frame = pd.read_csv(tmp_path / "whole.csv")
    hole = (frame.time_s >= 10) & (frame.time_s < 16)
    frame.loc[hole, frame.columns[1:]] = np.nan
    frame.to_csv(tmp_path / "holed.csv", index=False)
    said = ecglass("analyze", tmp_path / "holed.csv", "--unit", "mV", "--rr", tmp_path / "rr.txt", "--beats", tmp_path / "beats.csv")
    assert "1 interval is left out of the RR intervals" in said
    at = pd.read_csv(tmp_path / "beats.csv").time_s
    assert not at.between(10.2, 15.8).any()
    rr = np.loadtxt(tmp_path / "rr.txt")
    between = np.diff(at) * 1000
    np.testing.assert_allclose(rr, between[between < 5000], atol=1.1)
    assert (between > 5000).sum() == 1


def test_beats_are_read_by_pandas(source, ecglass, tmp_path):
    path = tmp_path / "beats.csv"
    ecglass("analyze", f"{source}.hea", "--beats", path)
    frame = pd.read_csv(path)
    at, _, rate = marked_beats(source)
    assert list(frame.columns[:8]) == ["sample", "time_s", "class", "symbol", "probability", "entropy", "sure", "rr_s"]
    np.testing.assert_array_equal(frame["sample"], at)
    np.testing.assert_allclose(frame.time_s, at / rate, atol=5.1e-4)
    assert set(frame["class"]) <= set("NSVFQ")
    assert frame["class"].tolist() == frame.symbol.tolist()
    assert frame.probability.between(0, 1).all()
    assert set(frame.sure) <= {0, 1}
    intervals = np.diff(at) / rate
    follow = (intervals >= 0.2) & (intervals <= 10)
    np.testing.assert_allclose(frame.rr_s[1:][follow], intervals[follow], atol=5.1e-4)
    assert frame.rr_s[1:][~follow].isna().all()


def test_waves_are_read_by_pandas_as_they_are_marked(ecglass, tmp_path):
    """A simulated record keeps its true waves as `(`, `p`, the beat, `t` and `)`, which the list has in rows."""
    ecglass(*SIMULATED, "--waves", tmp_path / "true.csv", tmp_path / "made.hea")
    ecglass("convert", tmp_path / "made.hea", tmp_path / "waves.csv", "--waves")
    assert (tmp_path / "waves.csv").read_bytes() == (tmp_path / "true.csv").read_bytes()
    frame = pd.read_csv(tmp_path / "waves.csv", dtype={"lead": str, "onset": "Int64", "offset": "Int64"})
    assert list(frame.columns) == ["lead", "wave", "onset", "peak", "offset"]
    assert set(frame.wave) == {"P", "QRS", "T"}
    # The first and the last wave may be cut.
    assert frame[["onset", "offset"]].isna().sum().sum() <= 2
    assert (frame.onset.fillna(0) < frame.peak).all()
    assert (frame.peak < frame.offset.fillna(1 << 40)).all()
    annotations = wfdb.rdann(str(tmp_path / "made"), "mlii")
    of = pd.DataFrame({"symbol": annotations.symbol, "sample": annotations.sample})
    for wave, symbols in (("P", ["p"]), ("QRS", list(BEATS)), ("T", ["t"])):
        assert frame.loc[frame.wave == wave, "peak"].tolist() == of.loc[of.symbol.isin(symbols), "sample"].tolist()
    for column, symbol in (("onset", "("), ("offset", ")")):
        assert sorted(frame[column].dropna()) == sorted(of.loc[of.symbol == symbol, "sample"])


def test_a_heartbeat_table_is_read_by_pandas_with_its_labels(source, ecglass, tmp_path):
    path = tmp_path / "table.csv"
    ecglass("convert", f"{source}.hea", path, "--table")
    frame = pd.read_csv(path, header=None)
    _, classes, _ = marked_beats(source)
    assert frame.shape[1] == 188
    assert frame.iloc[:, :187].stack().between(0, 1).all()
    labels = ["NSVFQ"[int(label)] for label in frame[187]]
    # The last beats may have no room for a row.
    assert len(labels) >= len(classes) - 3
    assert labels == classes[: len(labels)]


def test_anomalies_are_read_by_pandas_beat_by_beat(ecglass, tmp_path):
    ecglass(*SIMULATED, tmp_path / "made.hea")
    path = tmp_path / "anomalies.csv"
    ecglass("anomalies", tmp_path / "made.hea", "--out", path, "--threshold", "3")
    frame = pd.read_csv(path)
    at, _, rate = marked_beats(tmp_path / "made")
    assert list(frame.columns) == ["sample", "time_s", "score", "odd", "differs_from_ms", "differs_to_ms"]
    assert set(frame["sample"]) <= set(at)
    np.testing.assert_allclose(frame.time_s, frame["sample"] / rate, atol=5.1e-4)
    assert (frame.differs_from_ms <= frame.differs_to_ms).all()
    clear = (frame.score - 3).abs() > 1e-3
    assert ((frame.score >= 3) == (frame.odd == 1))[clear].all()


def test_one_lead_alone_is_read_back_equal(ecglass, tmp_path):
    ecglass(*SIMULATED, "--leads", 2, tmp_path / "made.hea")
    ecglass("convert", tmp_path / "made.hea", tmp_path / "one.hea", "--lead", "1")
    before, after = (wfdb.rdrecord(str(tmp_path / name)) for name in ("made", "one"))
    assert after.sig_name == before.sig_name[1:2]
    np.testing.assert_array_equal(after.p_signal.astype(np.float32), before.p_signal[:, 1:2].astype(np.float32))
    first, second = (wfdb.rdann(str(tmp_path / name), "atr") for name in ("made", "one"))
    assert list(first.sample) == list(second.sample)
    assert first.symbol == second.symbol
