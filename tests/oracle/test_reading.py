"""Real recordings read to the last bit as wfdb-python and pyedflib read them; annotations field for field."""

import numpy as np
import pytest
import wfdb
from conftest import DATA

# Millivolts in a unit. What is no voltage keeps its own numbers.
MILLIVOLTS = {"V": 1e3, "mV": 1.0, "uV": 1e-3, "µV": 1e-3, "nV": 1e-6}

# Which records are read, by folder; all of a folder where the name is *.
FOLDERS = ["mitdb", "nstdb", "ludb/data", "cinc2017", "cpsc2021", "georgia", "wfdb-formats"]

if not DATA.is_dir():
    pytest.skip(f"left out: no recordings in {DATA}; fetch them from physionet.org", allow_module_level=True)

RECORDS = [str(path.relative_to(DATA)) for folder in FOLDERS for path in sorted((DATA / folder).glob("*.hea"))]


def physical(record):
    """Every signal in float32, in millivolts where it is a voltage, with its name and samples a frame."""
    signals = []
    for index, values in enumerate(record.e_p_signal):
        factor = MILLIVOLTS.get(record.units[index], 1.0)
        signals.append((record.sig_name[index], record.samps_per_frame[index], (values * factor).astype(np.float32)))
    return signals


def with_gaps(lead):
    """A lead as ecglass wrote it, with NaN where nothing was recorded."""
    values = np.array(lead["samples"], dtype=np.float32)
    for gap in lead.get("gaps", []):
        values[gap["from"] : gap["to"]] = np.nan
    return values


def oracle(header, folder):
    """The record as wfdb-python reads it, which stumbles where date and time are swapped: there, without them."""
    stem = str(header.with_suffix(""))
    try:
        return wfdb.rdrecord(stem, smooth_frames=False)
    except ValueError:
        lines = header.read_text(encoding="utf-8").splitlines()
        lines[0] = " ".join(lines[0].split()[:4])
        (folder / header.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        for line in lines[1:]:
            data = header.with_name(line.split()[0])
            if data.is_file() and not (folder / data.name).exists():
                (folder / data.name).symlink_to(data)
        return wfdb.rdrecord(str(folder / header.stem), smooth_frames=False)


@pytest.mark.parametrize("name", RECORDS)
def test_every_sample_and_every_annotation_is_that_of_wfdb(name, read, tmp_path):
    header = DATA / name
    stem = str(header.with_suffix(""))
    record = oracle(header, tmp_path)
    signals = physical(record)
    # Signals of one rate at a time, so that none is brought to another's.
    for per_frame in sorted({per_frame for _, per_frame, _ in signals}):
        places = [index for index, (_, own, _) in enumerate(signals) if own == per_frame]
        ours = read(header, "--leads", ",".join(f"#{index}" for index in places))
        assert ours["record"]["rate_hz"] == pytest.approx(record.fs * per_frame, rel=1e-12)
        leads = ours["signal"]["leads"]
        assert len(leads) == len(places)
        for index, lead in zip(places, leads, strict=True):
            expected_name, _, expected = signals[index]
            assert lead["name"] == (expected_name or f"signal {index + 1}")
            # Equal bits, and missing where wfdb has nothing.
            np.testing.assert_array_equal(with_gaps(lead), expected, err_msg=f"{name}, {lead['name']}")
    frames = record.sig_len
    ours = read(header, "--leads", f"#{places[0]}")
    marks = {one["annotator"]: one["annotations"] for one in ours["marks"]}
    extensions = [path.suffix[1:] for path in header.parent.glob(header.stem + ".*")]
    extensions = [end for end in extensions if end not in ("hea", "dat", "mat", "xyz") and not end.startswith("d")]
    assert sorted(marks) == sorted(extensions)
    for extension in extensions:
        compare(marks[extension], wfdb.rdann(stem, extension), frames, signals[places[0]][1])


def compare(ours, theirs, frames, per_frame):
    inside = [at for at, sample in enumerate(theirs.sample) if sample < frames]
    assert len(ours) == len(inside)
    for annotation, at in zip(ours, inside, strict=True):
        told = (
            annotation["sample"],
            annotation["symbol"],
            annotation.get("subtype", 0),
            annotation.get("channel", 0),
            annotation.get("number", 0),
            annotation.get("text", ""),
        )
        # Some programs pad their texts with a zero byte, which we leave out.
        expected = (
            theirs.sample[at] * per_frame,
            theirs.symbol[at],
            theirs.subtype[at],
            theirs.chan[at],
            theirs.num[at],
            theirs.aux_note[at].rstrip("\0"),
        )
        assert told == expected


def test_an_edf_is_read_as_pyedflib_reads_it(read):
    pyedflib = pytest.importorskip("pyedflib")
    path = DATA / "devices/actiwave.edf"
    ours = read(path)
    with pyedflib.EdfReader(str(path)) as theirs:
        index = theirs.getSignalLabels().index("ECG0")
        expected = (theirs.readSignal(index) * 1e-3).astype(np.float32)
        assert ours["record"]["rate_hz"] == theirs.getSampleFrequency(index)
    assert [lead["name"] for lead in ours["signal"]["leads"]] == ["ECG0"]
    np.testing.assert_array_equal(with_gaps(ours["signal"]["leads"][0]), expected)


@pytest.mark.parametrize(
    ("name", "rate", "leads", "first"),
    [
        ("apple-watch.csv", 512, ["I"], -0.202),
        ("apple-watch-it.csv", 512, ["I"], -0.122125),
        ("shimmer.csv", 512, ["TEST_EMG_CH1_24BIT_CAL", "TEST_EMG_CH2_24BIT_CAL"], 5.270432266048464),
        ("multichannel-100hz.csv", 100, ["ECG"], -0.015869140625),
        ("opensignals-style.txt", 1000, ["ECG"], (2044 / 4096 - 0.5) * 3),
    ],
)
def test_what_devices_export_opens_without_a_question(name, rate, leads, first, read):
    ours = read(DATA / "devices" / name)
    assert ours["record"]["rate_hz"] == rate
    assert [lead["name"] for lead in ours["signal"]["leads"]] == leads
    assert np.float32(ours["signal"]["leads"][0]["samples"][0]) == np.float32(first)
