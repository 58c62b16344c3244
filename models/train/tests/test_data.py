"""The recordings, where they are present; one line says so where they are not."""

import numpy as np
import pytest

from train import data

HERE = (data.folder() / "mitdb").is_dir()


def test_the_recordings_give_the_classes_that_their_annotators_counted(capsys):
    if not HERE:
        with capsys.disabled():
            print(f"\nleft out: no recordings in {data.folder()}; fetch the MIT-BIH Arrhythmia Database from physionet.org")
        return
    table = data.read_record("208")
    # The database's directory of annotations: 1586 N, 2 S, 992 V, 373 F, 2 Q.
    assert table.counts().tolist() == [1586, 2, 992, 373, 2]
    assert table.beats.shape == (2955, 187) and table.beats.dtype == np.float32


def test_absent_recordings_are_asked_for_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("ECGLASS_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match="Fetch the MIT-BIH Arrhythmia Database from physionet.org"):
        data.load()
