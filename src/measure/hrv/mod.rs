//! Heart rate variability: time domain, spectra, Poincaré's plot, fluctuations and entropy of the intervals between normal beats.

mod dfa;
mod entropy;
mod frequency;
mod lomb;
mod nn;
mod notes;
mod poincare;
mod series;
mod time;

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, Hertz, SampleIndex, Seconds};
use crate::measure::hrv::nn::Nn;

pub use frequency::Frequency;
pub use poincare::Poincare;
pub use series::{Series, Tachogram};
pub use time::TimeDomain;

/// How the heart rate varies over a recording.
///
/// All figures are rounded to six digits, and `None` where they are not defined; no record is too bad to ask. On
/// intervals that are all good, and over no more than 20 minutes, they are those of NeuroKit2 0.2.13 by its defaults,
/// which `tests/fixtures/hrv` holds them to; what differs beyond is said at each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hrv {
    /// Beats that were given.
    pub beats: usize,
    /// Intervals from a beat to the next: `nn + ectopic + artefacts + gaps`.
    pub intervals: usize,
    /// Those that are used: NN intervals, see [`Hrv::of`].
    pub nn: usize,
    /// Those left out because one of their beats is not normal.
    pub ectopic: usize,
    /// Those left out because they depart too far from the ones around them.
    pub artefacts: usize,
    /// Those left out because they are shorter than 0.2 s or longer than 10 s.
    pub gaps: usize,
    /// Intervals that stand in for what was left out, in spectra by Welch's method and in fluctuations.
    pub filled: usize,
    /// From the first beat to the last.
    pub seconds: Seconds,
    /// Of the intervals themselves, and of the differences of those that follow one another.
    pub time: TimeDomain,
    /// By Welch's method, of the intervals as a curve over time.
    pub frequency: Frequency,
    /// By Lomb and Scargle's method, of the intervals where they are.
    pub lomb: Frequency,
    /// Each interval against the next.
    pub poincare: Poincare,
    /// How fluctuations grow from 4 to 11 beats: 0.5 for chance, 1 for a healthy heart at rest, 1.5 for a drift.
    pub dfa_alpha1: Option<f64>,
    /// The same from 12 beats to a tenth of all.
    pub dfa_alpha2: Option<f64>,
    /// How seldom what was alike for two beats is alike for a third.
    pub sample_entropy: Option<f64>,
}

impl Hrv {
    /// Measures `beats`, which are in order of time.
    ///
    /// **NN intervals.** An interval is left out where one of its beats is not normal (of another class than N; a beat
    /// without class is normal), where it is shorter than 0.2 s or longer than 10 s, or where it departs by more than a
    /// quarter from the median of the eleven such intervals about it, so that a beat that was missed or invented, or an
    /// ectopic one that nobody named, ruins nothing. In a rhythm that is irregular by itself, as atrial fibrillation, this
    /// leaves out much of it; the notes say how much.
    ///
    /// **What was left out** is a hole. The time domain, Poincaré's plot, Lomb's spectrum and entropy look only at what is
    /// there; no difference, point or pattern reaches over a hole. For Welch's spectrum and the fluctuations, a hole of at
    /// most 10 s is filled with as many intervals as fit, on the straight line in time between its neighbours; a longer one
    /// parts the record. They are left open where more than a fifth would be filled.
    ///
    /// Costs n log n, and a bounded count of steps for each beat: some tenth of a second for a day.
    pub fn of(beats: &[(SampleIndex, Option<BeatClass>)], rate: Hertz) -> Hrv {
        let nn = Nn::of(beats, rate);
        let (alpha1, alpha2) = dfa::exponents(&nn);
        let spectrum = frequency::welch(&nn);
        Hrv {
            beats: beats.len(),
            intervals: beats.len().saturating_sub(1),
            nn: nn.ms.len(),
            ectopic: nn.ectopic,
            artefacts: nn.artefacts,
            gaps: nn.gaps,
            filled: nn.filled(),
            seconds: Seconds(figure(nn.seconds).unwrap_or(0.0)),
            time: TimeDomain::of(&nn),
            frequency: spectrum.map(|spectrum| Frequency::of(&spectrum)).unwrap_or_default(),
            lomb: lomb::lomb(&nn).map(|spectrum| Frequency::of(&spectrum)).unwrap_or_default(),
            poincare: Poincare::of(&nn),
            dfa_alpha1: alpha1,
            dfa_alpha2: alpha2,
            sample_entropy: entropy::sample_entropy(&nn),
        }
    }
}

/// To six digits; `None` for what is no number, and no zero below zero.
fn figure(value: f64) -> Option<f64> {
    let rounded: f64 = format!("{value:.5e}").parse().ok()?;
    rounded.is_finite().then_some(rounded + 0.0)
}

/// One over the other, where that is defined.
fn ratio(above: Option<f64>, below: Option<f64>) -> Option<f64> {
    let below = below.filter(|below| *below != 0.0)?;
    Some(above? / below)
}

/// The mean. `None` for no value.
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The standard deviation, as of a sample (divided by one less than the count), and zero where only the arithmetic makes
/// the values differ. `None` for fewer than two values.
fn deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = (squares / (values.len() - 1) as f64).sqrt();
    Some(if deviation < 1e-12 * mean.abs() { 0.0 } else { deviation })
}

#[test]
fn a_figure_has_six_digits_and_is_a_number() {
    assert_eq!(figure(1234.56789), Some(1234.57));
    assert_eq!(figure(-1.234_567_89e-9), Some(-1.23457e-9));
    assert_eq!(figure(f64::NAN), None);
    assert_eq!(figure(f64::INFINITY), None);
    assert!(figure(-0.0).is_some_and(f64::is_sign_positive));
}
