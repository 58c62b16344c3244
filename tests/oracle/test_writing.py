"""What ecglass writes is read back equal by wfdb-python, pyedflib and numpy."""

import numpy as np
import pytest
import wfdb
from conftest import DATA

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
