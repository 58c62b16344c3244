//! Heart rate variability by frequency, by Lomb and Scargle's method: of the NN intervals where they are, nothing drawn between.

use crate::dsp::periodogram;
use crate::dsp::quantile::median;
use crate::measure::hrv::frequency::{Density, FEWEST, HIGHEST_HZ, SHORTEST_S};
use crate::measure::hrv::nn::{MOST_FILLED, Nn};

/// What lasts longer is taken block by block.
const LONGEST_S: f64 = 1200.0;
const BLOCK_S: f64 = 300.0;

/// Frequencies in the width of a peak.
const FINENESS: f64 = 5.0;

/// Lomb's spectrum, as `neurokit2.hrv_frequency(psd_method="lomb", interpolation_rate=None, normalize=False)` computes it
/// with astropy, times twice the mean spacing of the intervals: so it is in square milliseconds by hertz, as Welch's is
/// (there, without this, it grows with their count).
///
/// Frequencies are a fifth of a turn in the record apart. The lowest is four times the median spacing, in seconds, by the
/// count of intervals, in hertz: its unit is amiss in NeuroKit2, but at 60 beats a minute it is four turns in the record, as
/// in Welch's spectrum, and it is kept for equal figures.
///
/// Departure: a record that lasts longer than 20 minutes is the mean of blocks of five minutes, at frequencies of whole
/// turns in them. `None` where a fifth of a record (a block) is not NN, below 30 s and below 30 intervals.
pub(crate) fn lomb(nn: &Nn) -> Option<Density> {
    let first = *nn.end_s.first()?;
    let span = nn.end_s.last()? - first;
    if span <= LONGEST_S {
        let count = nn.ms.len();
        let mut spacings: Vec<f64> = nn.end_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let from = 2.0 * median(&mut spacings)? / (count as f64 / 2.0);
        return spectrum(&nn.end_s, &nn.ms, SHORTEST_S, from, 1.0 / span / FINENESS);
    }
    let mut sum = Density::default();
    let mut blocks = 0.0;
    let block = |at: usize| ((nn.end_s[at] - first) / BLOCK_S).floor();
    let mut begin = 0;
    for end in 1..=nn.ms.len() {
        if end < nn.ms.len() && block(end) == block(begin) {
            continue;
        }
        let inside = begin..end;
        begin = end;
        let (at, ms) = (&nn.end_s[inside.clone()], &nn.ms[inside]);
        let Some(one) = spectrum(at, ms, BLOCK_S, 1.0 / BLOCK_S, 1.0 / BLOCK_S) else { continue };
        sum.ms2_hz.resize(one.hz.len(), 0.0);
        sum.ms2_hz.iter_mut().zip(&one.ms2_hz).for_each(|(sum, power)| *sum += power);
        sum.hz = one.hz;
        blocks += 1.0;
    }
    sum.ms2_hz.iter_mut().for_each(|power| *power /= blocks);
    (blocks > 0.0).then_some(sum)
}

/// The density of intervals that end at `at_s`, of which at least `seconds` are looked at.
fn spectrum(at_s: &[f64], ms: &[f64], seconds: f64, from: f64, step: f64) -> Option<Density> {
    let span = at_s.last()? - at_s.first()?;
    let known = ms.iter().sum::<f64>() / 1000.0;
    if ms.len() < FEWEST || known < (1.0 - MOST_FILLED) * seconds.max(span) || from > HIGHEST_HZ {
        return None;
    }
    let count = ((HIGHEST_HZ - from) / step) as usize + 1;
    let density = 2.0 * span / (ms.len() - 1) as f64;
    let powers = periodogram::lomb(at_s, ms, from, step, count);
    let hz = (0..count).map(|k| from + step * k as f64).collect();
    Some(Density { hz, ms2_hz: powers.into_iter().map(|power| power * density).collect() })
}
