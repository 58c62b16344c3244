//! Heart rate variability by frequency: Welch's spectrum of the NN intervals, and the power in its bands.

use serde::{Deserialize, Serialize};

use crate::dsp::parabolas::Parabolas;
use crate::dsp::spectrum::Blocks;
use crate::measure::hrv::nn::{MOST_FILLED, Nn, Piece};
use crate::measure::hrv::{figure, mean, ratio};

/// The bands, in hertz, each without its upper end.
const ULF: (f64, f64) = (0.0, 0.0033);
const VLF: (f64, f64) = (0.0033, 0.04);
const LF: (f64, f64) = (0.04, 0.15);
const HF: (f64, f64) = (0.15, 0.4);
const VHF: (f64, f64) = (0.4, 0.5);

/// The highest frequency of a spectrum.
pub(crate) const HIGHEST_HZ: f64 = 0.5;

/// What lasts shorter has no spectrum, nor what has fewer intervals.
pub(crate) const SHORTEST_S: f64 = 30.0;
pub(crate) const FEWEST: usize = 30;

/// The longest block.
const LONGEST_BLOCK_S: f64 = 600.0;

/// NeuroKit2 draws the curve at this rate; it decides where blocks begin and which frequencies there are.
const THERE_HZ: f64 = 100.0;

/// The curve is drawn at so much at least here, which is enough: beyond 2 Hz the parabolas hold nothing of note.
const HERE_HZ: f64 = 3.0;

/// Powers below this, in square milliseconds, are the arithmetic's and not the heart's.
const NOTHING_MS2: f64 = 1e-9;

/// A spectrum's density at rising frequencies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Density {
    pub hz: Vec<f64>,
    /// Square milliseconds by hertz, on one side.
    pub ms2_hz: Vec<f64>,
}

/// The power of NN intervals in each band; `None` where fewer than two frequencies of the spectrum fall into it.
///
/// A band's power is the area below the density between the first and the last frequency inside of it, by trapezoids, as
/// NeuroKit2 takes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Frequency {
    /// From 0.0033 to 0.04 Hz, in square milliseconds.
    pub vlf_ms2: Option<f64>,
    /// From 0.04 to 0.15 Hz.
    pub lf_ms2: Option<f64>,
    /// From 0.15 to 0.4 Hz.
    pub hf_ms2: Option<f64>,
    /// All of them, with what is between 0.4 and 0.5 Hz and what the spectrum has below 0.0033 Hz.
    pub total_ms2: Option<f64>,
    /// LF by LF and HF together, in percent: normalised units, as the Task Force of 1996 has them.
    pub lf_nu: Option<f64>,
    /// HF by both together, in percent.
    pub hf_nu: Option<f64>,
    /// LF by all, which NeuroKit2 calls LFn.
    pub lf_share: Option<f64>,
    /// HF by all, which NeuroKit2 calls HFn.
    pub hf_share: Option<f64>,
    /// LF by HF.
    pub lf_hf: Option<f64>,
}

impl Frequency {
    pub(crate) fn of(density: &Density) -> Frequency {
        let [ulf, vlf, lf, hf, vhf] = [ULF, VLF, LF, HF, VHF].map(|band| density.power(band));
        let parts: Vec<f64> = [ulf, vlf, lf, hf, vhf].into_iter().flatten().collect();
        let total = (!parts.is_empty()).then(|| parts.iter().sum::<f64>());
        let both = lf.zip(hf).map(|(lf, hf)| (lf + hf) / 100.0);
        Frequency {
            vlf_ms2: vlf.and_then(figure),
            lf_ms2: lf.and_then(figure),
            hf_ms2: hf.and_then(figure),
            total_ms2: total.and_then(figure),
            lf_nu: ratio(lf, both).and_then(figure),
            hf_nu: ratio(hf, both).and_then(figure),
            lf_share: ratio(lf, total).and_then(figure),
            hf_share: ratio(hf, total).and_then(figure),
            lf_hf: ratio(lf, hf).and_then(figure),
        }
    }
}

impl Density {
    /// The area below it from `low` to below `high`.
    fn power(&self, (low, high): (f64, f64)) -> Option<f64> {
        let from = self.hz.partition_point(|&hz| hz < low);
        let to = self.hz.partition_point(|&hz| hz < high);
        if to < from + 2 {
            return None;
        }
        let steps = self.hz[from..to].windows(2).zip(self.ms2_hz[from..to].windows(2));
        let area: f64 = steps.map(|(hz, power)| (hz[1] - hz[0]) * (power[0] + power[1]) / 2.0).sum();
        Some(if area < NOTHING_MS2 { 0.0 } else { area })
    }
}

/// Welch's spectrum, as `neurokit2.hrv_frequency(psd_method="welch", normalize=False)` computes it.
///
/// The intervals are drawn as a curve over the moments at which they end, by parabolas; its mean is taken off; blocks of
/// half its length, which overlap by half and are weighed by Hann's window, are padded with zeros to twice their length,
/// and their powers averaged. Frequencies below two turns a block are left out.
///
/// Departures. A record that lasts longer than 20 minutes is cut into blocks of ten minutes, and the mean of each is taken
/// off for itself (NeuroKit2 has three blocks however long it is). A long hole parts the curve, and a block lies within a
/// part. A block that is filled by more than a fifth is left out. `None` where no block is left, where no part lasts 30 s,
/// or where there are fewer than 30 intervals.
pub(crate) fn welch(nn: &Nn) -> Option<Density> {
    let longest = nn.pieces.iter().map(Piece::seconds).fold(0.0, f64::max);
    if longest < SHORTEST_S || nn.ms.len() < FEWEST {
        return None;
    }
    // NeuroKit2's own arithmetic, so that the same frequencies fall into the bands.
    let drawn = |seconds: f64| ((seconds + 1.0 / THERE_HZ) * THERE_HZ).ceil();
    let half = drawn(longest) / 2.0;
    let whole = half <= LONGEST_BLOCK_S * THERE_HZ;
    let lowest = if whole { 2.0 * THERE_HZ / half } else { 2.0 / LONGEST_BLOCK_S };
    let block = ((2.0 / lowest * THERE_HZ) as usize).min(half as usize);
    let overlap = block / 2;
    let seconds = block as f64 / THERE_HZ;
    let points = ((seconds * HERE_HZ) as usize).max(2).next_power_of_two();
    let mut blocks = Blocks::plan(points);
    for piece in &nn.pieces {
        let length = drawn(piece.seconds()) as usize;
        let Some(curve) = Parabolas::through(&piece.end_s, &piece.ms).filter(|_| length >= block) else {
            continue;
        };
        let begin = piece.end_s[0];
        let level = if whole {
            let step = 1.0 / HERE_HZ;
            mean(&curve.on_grid(begin, step, (piece.seconds() / step) as usize + 1))
        } else {
            None
        };
        let filled = piece.filled_before();
        for index in 0..(length - overlap) / (block - overlap) {
            let from = begin + (index * (block - overlap)) as f64 / THERE_HZ;
            let known = |at: f64| filled[piece.end_s.partition_point(|&end| end < at)];
            if known(from + seconds) - known(from) > MOST_FILLED * seconds {
                continue;
            }
            let mut heights = curve.on_grid(from, seconds / points as f64, points);
            let level = level.or_else(|| mean(&heights)).unwrap_or(0.0);
            heights.iter_mut().for_each(|height| *height -= level);
            blocks.add(heights);
        }
    }
    let bins = blocks.powers(points as f64 / seconds)?;
    let step = 1.0 / ((2 * block) as f64 * (1.0 / THERE_HZ));
    let kept = bins.into_iter().enumerate().map(|(k, power)| (k as f64 * step, power));
    let (hz, ms2_hz) = kept.filter(|(hz, _)| (lowest..=HIGHEST_HZ).contains(hz)).unzip();
    Some(Density { hz, ms2_hz })
}

impl Piece {
    /// How many seconds are filled before each of its intervals ends, and in all at last.
    fn filled_before(&self) -> Vec<f64> {
        let mut sum = 0.0;
        let mut before = vec![0.0];
        for (index, &filled) in self.filled.iter().enumerate() {
            if filled && index > 0 {
                sum += self.end_s[index] - self.end_s[index - 1];
            }
            before.push(sum);
        }
        before
    }
}
