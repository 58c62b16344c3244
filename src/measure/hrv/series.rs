//! What is drawn of heart rate variability: tachogram, histogram, Poincaré's plot and spectrum.

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, Hertz, SampleIndex};
use crate::measure::hrv::nn::Nn;
use crate::measure::hrv::{frequency, poincare};

/// NN intervals over time, with what stands in for those left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tachogram {
    /// When each interval ends, in the record's time. More than ten seconds without one are a hole.
    pub time_s: Vec<f64>,
    /// How long it is.
    pub rr_ms: Vec<f64>,
    /// Whether it was filled in for what was left out, and not measured.
    pub filled: Vec<bool>,
}

impl Tachogram {
    /// The lengths of those that were measured.
    pub fn measured(&self) -> Vec<f64> {
        self.rr_ms.iter().zip(&self.filled).filter(|(_, filled)| !**filled).map(|(rr, _)| *rr).collect()
    }
}

/// Points of the drawings of [`crate::measure::Hrv`]; in no report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Intervals over time.
    pub tachogram: Tachogram,
    /// NN intervals that another follows.
    pub rr_ms: Vec<f64>,
    /// Those that follow them.
    pub next_ms: Vec<f64>,
    /// The frequencies of Welch's spectrum; none where it could not be computed.
    pub hz: Vec<f64>,
    /// Its density, in square milliseconds by hertz.
    pub ms2_hz: Vec<f64>,
}

impl Series {
    /// Of the same intervals that [`crate::measure::Hrv::of`] measures.
    pub fn of(beats: &[(SampleIndex, Option<BeatClass>)], rate: Hertz) -> Series {
        let nn = Nn::of(beats, rate);
        let begin = beats.first().map_or(0.0, |(first, _)| first.time(rate).0);
        let density = frequency::welch(&nn).unwrap_or_default();
        let (rr_ms, next_ms) = poincare::pairs(&nn).unzip();
        let pieces = || nn.pieces.iter();
        let tachogram = Tachogram {
            time_s: pieces().flat_map(|piece| &piece.end_s).map(|end| begin + end).collect(),
            rr_ms: pieces().flat_map(|piece| &piece.ms).copied().collect(),
            filled: pieces().flat_map(|piece| &piece.filled).copied().collect(),
        };
        Series { tachogram, rr_ms, next_ms, hz: density.hz, ms2_hz: density.ms2_hz }
    }
}
