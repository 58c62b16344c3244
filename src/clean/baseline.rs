//! What a lead wanders by, found by one of three methods and taken away.

use crate::clean::band::edge_below_half;
use crate::clean::signal::Signal;
use crate::dsp::filter::{Pass, Sections, butterworth};
use crate::dsp::median::RunningMedian;
use crate::dsp::spline::Spline;
use crate::ecg::{BaselineMethod, Hertz};
use crate::error::{Error, Result};

/// The order of each pass of the high-pass: 24 dB an octave in the two together.
const ORDER: usize = 2;

/// A lead that lasts less than so many periods of the high-pass's edge bends at its ends.
const FEWEST_PERIODS: f64 = 3.0;

/// Where the level before the QRS complex is looked for, in seconds before R, and how long it is.
const PR_FROM_S: f64 = 0.12;
const PR_TO_S: f64 = 0.05;
const PR_LENGTH_S: f64 = 0.02;

/// A prepared finder of the baseline.
#[derive(Clone)]
pub enum Baseline {
    /// Butterworth of order 2, forwards and backwards: down by 6 dB at `hertz`.
    HighPass {
        /// The filter.
        sections: Sections,
        /// Its edge.
        hertz: f64,
    },
    /// De Chazal, O'Dwyer and Reilly, "Automatic Classification of Heartbeats Using ECG Morphology and Heartbeat Interval
    /// Features" (2004), section III-A: the median of 200 ms takes out P waves and QRS complexes, the median of 600 ms of
    /// that the T waves, and what is left is the baseline. Windows are rounded up to odd numbers of samples.
    Medians(Medians),
    /// Meyer and Keiser, "Electrocardiogram Baseline Noise Estimation and Removal Using Cubic Splines" (1977): a cubic
    /// spline through the level before each QRS complex. Departures: the knot is where 20 ms are quietest between 120
    /// and 50 ms before R, not 66 ms before it; the spline is natural and level beyond its outermost knots.
    Spline(Medians),
}

/// The two running medians.
#[derive(Clone)]
pub struct Medians([RunningMedian; 2]);

impl Baseline {
    /// `hertz` counts for the high-pass only.
    pub fn plan(method: BaselineMethod, hertz: f64, rate: Hertz) -> Result<Baseline> {
        const PLACE: &str = "recipe, step baseline";
        let samples = |seconds: f64| (seconds * rate.get()).round().clamp(1.0, 1e9) as usize;
        let medians = || Medians([RunningMedian::plan(samples(0.2)), RunningMedian::plan(samples(0.6))]);
        match method {
            BaselineMethod::Medians => Ok(Baseline::Medians(medians())),
            BaselineMethod::Spline => Ok(Baseline::Spline(medians())),
            BaselineMethod::Highpass => {
                edge_below_half(PLACE, hertz, rate)?;
                let sections = butterworth(ORDER, Pass::Above(hertz), rate.get())
                    .ok_or_else(|| Error::model(PLACE, format!("{hertz} Hz is no edge; 0.5 Hz is usual")))?;
                Ok(Baseline::HighPass { sections, hertz })
            }
        }
    }

    /// Takes the baseline off each stretch by itself.
    ///
    /// A spline needs three R peaks in a stretch; one with fewer gets the medians, and a note says so.
    pub fn run(&self, signal: &mut Signal) {
        match self {
            Baseline::HighPass { sections, hertz } => {
                let lasts = signal.rate.duration(signal.samples.len()).0;
                if lasts * hertz < FEWEST_PERIODS {
                    signal.note(format!(
                        "its {lasts:.1} s are short for a baseline high-pass of {hertz} Hz, which bends both ends; \
                         the method \"medians\" bends them less."
                    ));
                }
                signal.each_stretch(|samples, _| sections.zero_phase(samples));
            }
            Baseline::Medians(medians) => signal.each_stretch(|samples, _| medians.take_off(samples)),
            Baseline::Spline(medians) => {
                let rate = signal.rate;
                let mut without = 0;
                signal.each_stretch(|samples, peaks| match spline(samples, peaks, rate) {
                    Some(spline) => spline.take_off(samples),
                    None => {
                        without += 1;
                        medians.take_off(samples);
                    }
                });
                if without > 0 {
                    signal.note(format!(
                        "the baseline as a spline needs three R peaks, which {without} of its stretches lack; \
                         running medians were used there."
                    ));
                }
            }
        }
    }
}

impl Medians {
    /// The samples go through the medians as single precision, which is what they were read in.
    fn take_off(&self, samples: &mut [f64]) {
        let Medians([short, long]) = self;
        let single: Vec<f32> = samples.iter().map(|&sample| sample as f32).collect();
        let baseline = long.run(&short.run(&single));
        samples.iter_mut().zip(baseline).for_each(|(sample, level)| *sample -= f64::from(level));
    }
}

/// The spline through the level before each QRS complex; `None` for fewer than three.
fn spline(samples: &[f64], peaks: &[usize], rate: Hertz) -> Option<Spline> {
    let length = ((PR_LENGTH_S * rate.get()).round() as usize).max(1);
    let (far, near) = ((PR_FROM_S * rate.get()) as usize, (PR_TO_S * rate.get()) as usize);
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for &peak in peaks.iter().filter(|&&peak| peak >= far && far >= near + length) {
        let before = &samples[peak - far..peak - near];
        let unrest = |piece: &[f64]| {
            let (low, high) = piece
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
            high - low
        };
        let quietest = before.windows(length).enumerate().min_by(|a, b| unrest(a.1).total_cmp(&unrest(b.1)));
        let Some((at, piece)) = quietest else { continue };
        let at = (peak - far + at) as f64 + (length - 1) as f64 / 2.0;
        if x.last().is_none_or(|&last| last < at) {
            x.push(at);
            y.push(piece.iter().sum::<f64>() / length as f64);
        }
    }
    if x.len() < 3 { None } else { Spline::through(x, y) }
}
