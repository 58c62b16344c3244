//! The one rate that waves are looked for at: onto it by area, back from it by proportion.

use crate::ecg::{Hertz, SampleIndex};

/// Steps a second of the grid. All constants of the delineator are counted in these, so that they hold at any rate.
pub const RATE: f64 = 250.0;

/// Fewer steps than this hold no beat.
pub const SHORTEST: usize = 50;

/// A duration in steps of the grid.
pub const fn ms(milliseconds: f32) -> f32 {
    milliseconds * (RATE as f32) / 1000.0
}

/// A stretch of a recording, laid on the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Input samples in a step.
    step: f64,
}

impl Grid {
    pub fn plan(rate: Hertz) -> Grid {
        Grid { step: rate.get() / RATE }
    }

    /// How many steps `samples` make.
    pub fn steps(self, samples: usize) -> usize {
        (samples as f64 / self.step).floor() as usize
    }

    /// The step, with its fraction, at which a sample stands.
    pub fn to_grid(self, sample: usize) -> f32 {
        ((sample as f64 + 0.5) / self.step - 0.5) as f32
    }

    /// The place of a step, in samples.
    pub fn to_samples(self, step: f32) -> f64 {
        (f64::from(step) + 0.5) * self.step - 0.5
    }

    /// The sample nearest to a step, inside a lead of `len` samples.
    pub fn to_sample(self, step: f32, len: usize) -> SampleIndex {
        let at = self.to_samples(step);
        SampleIndex((at.round().max(0.0) as usize).min(len.saturating_sub(1)))
    }

    /// The mean of the signal over each step (over one sample, where samples are longer than steps): at high rates a
    /// low-pass, at low rates a straight line between samples. The first sample's level is taken off, so that an offset costs no digits.
    /// What is no number counts as the number before it.
    pub fn lay(&self, samples: &[f32]) -> Vec<f32> {
        if samples.iter().any(|sample| !sample.is_finite()) {
            return self.lay(&held(samples));
        }
        let Some(&first) = samples.first() else { return Vec::new() };
        let half = self.step.max(1.0) / 2.0;
        let last = samples.len() - 1;
        (0..self.steps(samples.len()))
            .map(|n| {
                let centre = (n as f64 + 0.5) * self.step;
                let (from, to) = (centre - half, centre + half);
                let (mut sum, mut at) = (0.0, from);
                let mut index = from.floor();
                while at < to {
                    let end = (index + 1.0).min(to);
                    let sample = samples[(index.max(0.0) as usize).min(last)];
                    sum += (end - at) * f64::from(sample - first);
                    at = end;
                    index += 1.0;
                }
                (sum / (2.0 * half)) as f32
            })
            .collect()
    }
}

/// The samples with each that is no number as the last number before it, or the first after it.
pub(crate) fn held(samples: &[f32]) -> Vec<f32> {
    let mut last = samples.iter().copied().find(|sample| sample.is_finite()).unwrap_or(0.0);
    samples
        .iter()
        .map(|&sample| {
            if sample.is_finite() {
                last = sample;
            }
            last
        })
        .collect()
}
