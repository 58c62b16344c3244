//! The noise stress test: noise of a given size added to a clean lead, as WFDB's `nst` adds it.

use std::ops::Range;

use crate::dsp::size;
use crate::ecg::{Hertz, SampleIndex, Seconds};
use crate::error::{Error, Result};

/// How far a QRS is looked at on either side of its mark.
const AROUND_A_MARK: Seconds = Seconds(0.05);

/// How long noise is measured at a time.
const WINDOW: Seconds = Seconds(1.0);

/// What stays clean at the beginning.
const LEARNING: Seconds = Seconds(300.0);

/// How long it is then noisy and clean in turn.
const TURN: Seconds = Seconds(120.0);

/// The size of the QRS complexes of a lead: the mean of their heights from lowest to highest sample, within 50 ms on
/// either side of each mark. Of the first 300 marks, the twentieth part that is smallest and the twentieth part that is
/// largest are left out.
///
/// As `sigamp` measures it, which is handed what WFDB calls normal: all beats but V, E, F, r and ?. Departure: a mark
/// too near to either end to be measured is passed over, where `sigamp` stops. `None` where no mark can be measured.
/// Linear in the number of marks.
pub fn signal_size(clean: &[f32], rate: Hertz, beats: &[SampleIndex]) -> Option<f64> {
    size::height(clean, beats.iter().map(|beat| beat.0), samples(AROUND_A_MARK, rate))
}

/// The size of noise: the mean of its RMS around the mean of each second. Of the first 300 seconds, the twentieth part
/// that is smallest and the twentieth part that is largest are left out.
///
/// As `sigamp` measures it. Departure: `sigamp` cuts every sample's distance from the mean to a whole number of its
/// steps before it is squared, so that its RMS is smaller by about half a step. `None` where the noise is shorter
/// than a second. Linear in time.
pub fn noise_size(noise: &[f32], rate: Hertz) -> Option<f64> {
    size::rms(noise, samples(WINDOW, rate))
}

fn samples(time: Seconds, rate: Hertz) -> usize {
    (time.0 * rate.get()).round() as usize
}

/// Noise that was measured and is ready to be added to leads.
///
/// By Moody, Muldrow and Mark (A noise stress test for arrhythmia detectors, Computers in Cardiology 1984) and by what
/// `nst` does: the signal's size S is [`signal_size`], the noise's size N is [`noise_size`], and the noise's gain is such
/// that the signal-to-noise ratio is 10 log10(S² / 8 / (g N)²) dB: S is taken for the height of a sine, whose power is
/// S² / 8. Five minutes stay clean, then two are noisy and two are clean in turn. The noise runs on while it is not
/// heard, and begins again where it ends.
///
/// Levels do not jump: where noise sets in, it begins at the level that the last sample had, and where it stops, its last
/// level stays. Clean minutes after noisy ones therefore have a constant added, and nothing else.
///
/// Departures: the noise may begin anywhere in itself, while its size stays that of its beginning, so that all
/// records are given noise of one size; samples are not rounded; and where the noise begins again, it is the noise
/// itself that does not jump (in `nst` it is the sum).
#[derive(Clone, Debug)]
pub struct Mixer {
    noise: Vec<f32>,
    rate: Hertz,
    size: f64,
    start: usize,
}

/// A lead with noise in it.
#[derive(Clone, Debug)]
pub struct Mixed {
    /// As many as the clean lead has; all finite.
    pub samples: Vec<f32>,
    /// What the noise was multiplied with.
    pub gain: f64,
    /// Where it was added, in order.
    pub noisy: Vec<Range<SampleIndex>>,
}

impl Mixer {
    /// Measures `noise`, which will be heard from its sample `start` on (counted round where it is past the end).
    /// Unfit where noise is shorter than a second, not finite, or flat. Whose rate is another's than that of the leads
    /// must be resampled before.
    pub fn plan(noise: &[f32], rate: Hertz, start: SampleIndex) -> Result<Mixer> {
        let unfit = |reason: &str| Err(Error::unfit("the noise", reason));
        if noise.iter().any(|mv| !mv.is_finite()) {
            return unfit("a sample is not a finite number");
        }
        match noise_size(noise, rate) {
            None => unfit("it is shorter than a second"),
            Some(size) if size > 0.0 => {
                Ok(Mixer { noise: noise.to_vec(), rate, size, start: start.0 % noise.len() })
            }
            Some(_) => unfit("it is flat, and no gain makes it heard"),
        }
    }

    /// The size of the noise before any gain.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// Where noise is heard in a lead of `length` samples.
    pub fn noisy(&self, length: usize) -> Vec<Range<SampleIndex>> {
        let turn = samples(TURN, self.rate).max(1);
        (samples(LEARNING, self.rate)..length)
            .step_by(turn.saturating_mul(2))
            .map(|from| SampleIndex(from)..SampleIndex(from.saturating_add(turn).min(length)))
            .collect()
    }

    /// `clean`, whose samples are finite, with noise at `snr_db`, where the size of the signal is measured at `beats`.
    ///
    /// Unfit where no beat can be measured, where all of them are flat, or where no number is large enough for the gain. A
    /// sum that is too large for an `f32` becomes the largest. Linear in time.
    pub fn mix(&self, clean: &[f32], beats: &[SampleIndex], snr_db: f64) -> Result<Mixed> {
        let unfit = |reason: &str| Error::unfit("the clean lead", reason);
        let signal = signal_size(clean, self.rate, beats)
            .filter(|&size| size > 0.0)
            .ok_or_else(|| unfit("no beat is marked in it whose height can be measured"))?;
        let gain = 10_f64.powf(-snr_db / 20.0) * signal / (8_f64.sqrt() * self.size);
        // As an f32, so that no sum of many steps leaves the numbers of an f64.
        if !(gain as f32).is_finite() {
            return Err(unfit("its signal-to-noise ratio is not one that numbers can hold"));
        }
        let noisy = self.noisy(clean.len());
        let mut samples = clean.to_vec();
        let mut level = 0.0;
        for (at, span) in noisy.iter().enumerate() {
            let mut before = self.at(span.start.0.saturating_sub(1));
            for (time, sample) in (span.start.0..).zip(&mut samples[span.start.0..span.end.0]) {
                let now = self.at(time);
                // The noise's own end and beginning do not follow one another.
                if !(self.start + time).is_multiple_of(self.noise.len()) {
                    level += gain * (now - before);
                }
                before = now;
                *sample = finite(f64::from(*sample) + level);
            }
            let next = noisy.get(at + 1).map_or(clean.len(), |next| next.start.0);
            for sample in &mut samples[span.end.0..next] {
                *sample = finite(f64::from(*sample) + level);
            }
        }
        Ok(Mixed { samples, gain, noisy })
    }

    /// The noise at this moment of the lead.
    fn at(&self, time: usize) -> f64 {
        let at = (self.start + time) % self.noise.len();
        self.noise.get(at).map_or(0.0, |&mv| f64::from(mv))
    }
}

fn finite(value: f64) -> f32 {
    value.clamp(f32::MIN.into(), f32::MAX.into()) as f32
}
