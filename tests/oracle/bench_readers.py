"""How long wfdb-python and pandas take to read what ecglass reads, in one run on one machine. Not a test.

    python tests/oracle/bench_readers.py RECORD.hea TABLE.csv

RECORD.hea is a WFDB record (two leads of 30 minutes at 360 Hz in format 212 are what README speaks of), TABLE.csv a
heartbeat table without a header line (of about 100 MB). Prints one JSON object: medians of seven, in milliseconds, and
what was read. Each file is read once before, unmeasured, so that all come from the page cache.
"""

import argparse
import json
import os
import platform
import statistics
import time
from pathlib import Path

import numpy as np
import pandas
import wfdb

RUNS = 7


def median_ms(read):
    """The median time of `read`, and what it gave the last time."""
    read()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        result = read()
        times.append((time.perf_counter() - begun) * 1e3)
    return round(statistics.median(times), 2), result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("record", type=Path, help="the header of a WFDB record")
    parser.add_argument("table", type=Path, help="a heartbeat table (.csv)")
    paths = parser.parse_args()
    record = str(paths.record.with_suffix(""))

    rdrecord, read = median_ms(lambda: wfdb.rdrecord(record))

    def table(dtype):
        return pandas.read_csv(paths.table, header=None, engine="c", dtype=dtype)

    # pandas parses to double precision either way; float32 is asked for because that is what ecglass holds.
    double, _ = median_ms(lambda: table(np.float64))
    single, rows = median_ms(lambda: table(np.float32))
    said = {
        "wfdb_rdrecord_ms": rdrecord,
        "pandas_ms": single,
        "pandas_float64_ms": double,
        "bytes": paths.table.stat().st_size,
        "table": list(rows.shape),
        "record": {"signals": read.n_sig, "samples": read.sig_len, "rate_hz": read.fs, "format": sorted(set(read.fmt))},
        "runs": RUNS,
        "versions": {
            "python": platform.python_version(),
            "wfdb": wfdb.__version__,
            "numpy": np.__version__,
            "pandas": pandas.__version__,
        },
        "cores": os.cpu_count(),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
