"""Cuts the beats of a lead as the field does; `src/segment/window.rs` does the same in Rust.

`beats` makes the rows of heartbeat tables, `around` the other window that the field cuts: 200 ms around R.
The recipe of the first follows Kachuee, Fazeli and Sarrafzadeh (2018): 125 Hz, ten-second stretches scaled to 0..1, from R to 1.2
median RR intervals, zero-padded to 187 samples. R peaks come from annotations.
"""

from fractions import Fraction

import numpy as np
from scipy.signal import resample_poly

RATE = 125
STRETCH = 10 * RATE
WIDTH = 187
LENGTH_RR = 1.2
FLAT_MV = 1e-6
FEWEST_RR = 3


def beats(samples_mv, rate, positions, before=0):
    """The beats at `positions` (samples of `rate`), float32 of shape (n, before + 187), and the indices of those that were kept.

    A beat is left out only where its ten-second stretch is flat. `before` samples of what leads to R stand ahead of the row, on the
    same scale; where the record has not begun yet, its first sample is held.
    """
    samples_mv = np.asarray(samples_mv, dtype=np.float64)
    level = np.median(samples_mv)
    ratio = Fraction(RATE) / Fraction(rate)
    signal = resample_poly(samples_mv - level, ratio.numerator, ratio.denominator) + level
    peaks = np.floor(np.asarray(positions) * RATE / rate + 0.5).astype(int)
    peaks = np.minimum(peaks, len(signal) - 1)
    intervals = np.diff(peaks)
    record_rr = np.median(intervals) if len(intervals) else RATE

    rows, kept = [], []
    for index, peak in enumerate(peaks):
        stretch = peak // STRETCH
        end = min((stretch + 1) * STRETCH, len(signal))
        start = max(end - STRETCH, 0) if end == len(signal) else stretch * STRETCH
        low, high = signal[start:end].min(), signal[start:end].max()
        if high - low < FLAT_MV:
            continue
        own = intervals[peaks[1:] // STRETCH == stretch]
        rr = np.median(own) if len(own) >= FEWEST_RR else record_rr
        length = min(int(np.floor(LENGTH_RR * rr + 0.5)), WIDTH)
        piece = np.clip((signal[max(peak - before, 0) : peak + length] - low) / (high - low), 0, 1)
        row = np.zeros(before + WIDTH, dtype=np.float32)
        missing = max(before - peak, 0)
        row[:missing] = piece[0]
        row[missing : missing + len(piece)] = piece
        rows.append(row)
        kept.append(index)
    return np.array(rows, dtype=np.float32).reshape(-1, before + WIDTH), kept


def around(samples_mv, rate, positions, to=250, width=50, before_s=0.1, after_s=0.1):
    """Windows around R of float32, shape (n, width), padded with their least value; and the indices of those that were kept.

    R keeps its place where the record has not begun yet or is over; fewer samples than `width` are padded at the end, of
    more the middle is kept. Flat windows are left out.
    """
    samples_mv = np.asarray(samples_mv, dtype=np.float64)
    signal, factor = samples_mv, 1.0
    if to != rate:
        level = np.median(samples_mv)
        ratio = Fraction(to) / Fraction(rate)
        signal = resample_poly(samples_mv - level, ratio.numerator, ratio.denominator) + level
        factor = to / rate
    peaks = np.minimum(np.floor(np.asarray(positions) * factor + 0.5).astype(int), len(signal) - 1)
    before, whole = (int(np.floor(seconds * to + 0.5)) for seconds in (before_s, before_s + after_s))
    length = min(whole, width)
    rows, kept = [], []
    for index, peak in enumerate(peaks):
        start = peak - before + (whole - length) // 2
        piece = signal[max(start, 0) : start + length]
        if len(piece) == 0 or piece.max() - piece.min() < FLAT_MV:
            continue
        row = np.full(width, piece.min(), dtype=np.float32)
        missing = max(-start, 0)
        row[missing : missing + len(piece)] = piece
        rows.append(row)
        kept.append(index)
    return np.array(rows, dtype=np.float32).reshape(-1, width), kept
