"""The report as a printer and a reader see it: pdfium draws the pages, and a millimetre is measured on what it drew."""

import hashlib
import re

import numpy as np
import pytest

from conftest import ROOT

pdfium = pytest.importorskip("pypdfium2")

DPI = 600
MM = DPI / 25.4
# What the paper may be wrong by, over 25 mm.
TOLERANCE = 0.2

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@pytest.fixture(scope="module")
def square(tmp_path_factory):
    """A lead that is 0 mV for half a second and 1 mV for the next, at 500 Hz: edges 25 mm apart, 10 mm high."""
    path = tmp_path_factory.mktemp("square") / "square.csv"
    at = np.arange(20 * 500) / 500
    level = (at % 1.0 >= 0.5).astype(float)
    rows = "\n".join(f"{time:.3f},{value:.3f}" for time, value in zip(at, level, strict=True))
    path.write_text(f"time_s,II\n{rows}\n", encoding="utf-8")
    return path


@pytest.fixture(params=PAPERS)
def report(request, square, ecglass, tmp_path):
    """The report of that lead, with the size that its pages should have."""
    path = tmp_path / "report.pdf"
    ecglass("report", square, "--unit", "mV", "--out", path, "--paper", request.param, "--hrv", "--st")
    with pdfium.PdfDocument(path) as document:
        yield document, PAPERS[request.param]


def drawn(page):
    """Red, green and blue of a page, as numbers from 0 to 1."""
    return page.render(scale=DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3].astype(float) / 255.0


def strip_of(image):
    """Rows of the first strip: the first block in which nearly all between the margins is tinted somewhere."""
    tinted = (image[:, :, 0] - image[:, :, 2] > 0.1).mean(axis=1)
    lines = np.flatnonzero(tinted > 0.6)
    # Between two strips stands a caption.
    ends = np.flatnonzero(np.diff(lines) > 4 * MM)
    return lines[0], lines[ends[0]] if len(ends) else lines[-1]


def lines_of(profile):
    """Places of a grid's lines, in millimetres: the middle of each run that is redder than half of what is reddest."""
    is_line = profile > 0.5 * profile.max()
    edges = np.flatnonzero(np.diff(is_line.astype(int)))
    if is_line[0]:
        edges = edges[1:]
    runs = edges[: len(edges) // 2 * 2].reshape(-1, 2)
    return np.array([np.average(np.arange(a, b + 2), weights=profile[a : b + 2]) for a, b in runs]) / MM


def test_a_page_is_as_large_as_its_paper(report):
    document, size = report
    for page in document:
        assert sorted(np.array(page.get_size()) / 72 * 25.4) == pytest.approx(sorted(size), abs=0.05)


def test_25_mm_of_the_grid_are_25_mm(report):
    image = drawn(report[0][1])
    top, foot = strip_of(image)
    redness = image[top:foot, :, 0] - image[top:foot, :, 2]
    # Above the letters of beats, between two lines that lie, only those that stand are seen; and likewise right of the last label.
    across = lines_of(redness[int(0.25 * MM) : int(0.75 * MM)].mean(axis=0))
    edge = report[1][0] - 15
    down = lines_of(redness[:, int((edge - 0.6) * MM) : int((edge - 0.2) * MM)].mean(axis=1))
    for lines in (across, down):
        assert np.abs(np.diff(lines) - 1.0).max() < 0.1, "a line a millimetre"
        measured = lines[25:] - lines[:-25]
        assert len(measured) > 1
        print(f"25 mm are {measured.min():.3f} to {measured.max():.3f} mm")
        assert np.abs(measured - 25.0).max() < TOLERANCE


def test_a_second_is_25_mm_and_a_millivolt_10_mm(report):
    image = drawn(report[0][1])
    top, foot = strip_of(image)
    ink = image[top:foot].max(axis=2) < 0.35
    # Right of the pulse and the lead's name, between the letters of beats and the time.
    left, right = int(40 * MM), int((report[1][0] - 16) * MM)
    part = ink[int(8.5 * MM) : foot - top - int(6 * MM), left:right]
    # A column in which the line stands upright is an edge.
    tall = part.sum(axis=0) > 8 * MM
    edges = np.flatnonzero(np.diff(tall.astype(int)) == 1) / MM
    assert len(edges) > 8
    rises = np.diff(edges[::2])
    print(f"a second is {rises.min():.3f} to {rises.max():.3f} mm")
    assert np.abs(rises - 25.0).max() < TOLERANCE
    flat = ~tall
    rows = np.arange(part.shape[0])[:, None]
    middle = (part * rows).sum(axis=0)[flat] / np.maximum(part.sum(axis=0)[flat], 1)
    middle = middle[part.sum(axis=0)[flat] > 0] / MM
    height = np.median(middle[middle > middle.mean()]) - np.median(middle[middle < middle.mean()])
    print(f"a millivolt is {height:.3f} mm")
    assert abs(height - 10.0) < TOLERANCE


def test_text_is_text_and_says_what_the_report_was_made_of(report, square):
    pages = [page.get_textpage().get_text_bounded() for page in report[0]]
    words = re.sub(r"\s+", " ", " ".join(pages))
    assert all("Not a medical device" in page for page in pages)
    assert hashlib.sha256(square.read_bytes()).hexdigest() in words
    for said in ("square", "25 mm/s · 10 mm/mV", "Beats by class", "QTc Fridericia, ms", "ms²", "DFA α1", "beat-rhythm", "page 1 of"):
        assert said in words, said


def test_the_same_recording_makes_the_same_file_which_is_small(ecglass, tmp_path):
    ecglass("simulate", "--seconds", "1805", "--ectopic", "0.02,0.04,0.01,0", tmp_path / "half.hea")
    files = [tmp_path / f"{name}.pdf" for name in ("first", "second")]
    for path in files:
        ecglass("report", tmp_path / "half.hea", "--out", path, "--hrv", "--st")
    assert files[0].read_bytes() == files[1].read_bytes()
    print(f"half an hour: {files[0].stat().st_size} bytes")
    assert files[0].stat().st_size < 1_000_000
    # To be looked at, beside the page's own pictures.
    pictures = ROOT / "target/screenshots"
    pictures.mkdir(parents=True, exist_ok=True)
    with pdfium.PdfDocument(files[0]) as document:
        for number, page in enumerate(document, 1):
            picture = page.render(scale=110 / 72).to_pil()
            picture.save(pictures / f"report-page-{number}.png")
            assert np.asarray(picture).std() > 5, f"page {number} is empty"
