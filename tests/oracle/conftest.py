"""What every comparison needs: the command line, the recordings, and a folder for what is written."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("ECGLASS_DATA", ROOT / "../shared/data")).resolve()


def binary():
    """The command line: as told, or the newest that cargo built."""
    told = os.environ.get("ECGLASS_BIN")
    if told:
        return Path(told)
    built = [ROOT / "target" / profile / "ecglass" for profile in ("release", "debug")]
    built = [path for path in built if path.is_file()]
    if not built:
        pytest.fail("no ecglass: run `cargo build` first, or say where it is in ECGLASS_BIN")
    return max(built, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def ecglass():
    program = binary()

    def run(*arguments):
        outcome = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
        assert outcome.returncode == 0, outcome.stderr
        return outcome.stdout

    return run


@pytest.fixture
def read(ecglass, tmp_path):
    """What ecglass makes of a file, as plain data."""

    def run(path, *arguments):
        out = tmp_path / "out.json"
        ecglass("convert", path, out, *arguments)
        return json.loads(out.read_text(encoding="utf-8"))

    return run
