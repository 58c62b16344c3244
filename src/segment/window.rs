//! Beats cut from a lead around their R peaks, as a model's recipe asks: the heartbeat tables' way, or a window around R.

use crate::dsp::quantile::median;
use crate::dsp::resample::{Resampler, fraction};
use crate::ecg::{BeatClass, Beats, Fiducial, Hertz, Lead, Pad, Recipe, SampleIndex, Step};
use crate::error::{Error, Note, Result};

/// A stretch whose values differ by less than this, in mV, has no beats to scale.
const FLAT: f64 = 1e-6;

/// The median RR interval, in seconds, that is assumed where a record has a single beat.
const LONE_RR_S: f64 = 1.0;

/// A stretch with fewer RR intervals than this borrows the whole record's median.
const FEWEST_RR: usize = 3;

/// A prepared cutter of beats, planned from a model's recipe.
///
/// **From R on** (step `window`) it follows Kachuee, Fazeli and Sarrafzadeh, "ECG Heartbeat Classification: A Deep
/// Transferable Representation" (2018), section III-A, with these departures: the R peaks come from annotations or from
/// [`crate::segment::Peaks`] instead of a threshold on the
/// scaled stretch; a beat that runs past the end of its stretch goes on in the next one, scaled as it began (the
/// paper loses it); a short last stretch is scaled by the record's last ten seconds; values are clamped to the range.
///
/// **Around R** (step `around`) it cuts what many scripts cut: so much before R, so much after. Where the record has not
/// begun yet or is over, R stays at its place and the padding fills what is missing; a window of fewer samples than are asked for is padded
/// at its end, one of more is cut off at both ends alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// The rate that the lead is brought to, where the recipe says one.
    rate: Option<Hertz>,
    scaling: Option<Scaling>,
    width: usize,
    shape: Shape,
}

/// How stretches of the lead are scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scaling {
    stretch_s: f64,
    low: f64,
    high: f64,
}

/// Where a window lies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    FromR { length_rr: f64, pad: f32 },
    Around { before_s: f64, after_s: f64, pad: Pad },
}

impl Windows {
    /// Reads how the recipe ends: with resample, scale, window, or with around, before which resample and scale may stand.
    /// Any other is refused by name. What stands before them is for the cleaner: the lead that is cut was cleaned by it.
    pub fn plan(recipe: &Recipe) -> Result<Windows> {
        const PLACE: &str = "recipe";
        let Some((last, before)) = recipe.windowing().split_last() else {
            let reason = "beats are made by its last step, window or around, and it ends with another";
            return Err(Error::model(PLACE, reason));
        };
        let (mut rate, mut scaling) = (None, None);
        for step in before {
            match step {
                Step::Resample { hertz } => {
                    let Some(hertz) = Hertz::new(*hertz) else {
                        return Err(Error::model("recipe, step resample", format!("{hertz} Hz is no rate")));
                    };
                    rate = Some(hertz);
                }
                Step::Scale { from: low, to: high, stretch_s } => {
                    let (low, high) = (f64::from(*low), f64::from(*high));
                    scaling = Some(Scaling { stretch_s: *stretch_s, low, high });
                }
                _ => {}
            }
        }
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        let (width, shape, sound) = match last {
            Step::Window { samples, from: Fiducial::R, length_rr, pad } => {
                if rate.is_none() || scaling.is_none() {
                    let reason =
                        "a window from R on needs the steps resample and scale before it, in this order";
                    return Err(Error::model(PLACE, reason));
                }
                let shape = Shape::FromR { length_rr: *length_rr, pad: *pad };
                (*samples, shape, *length_rr > 0.0 && finite(&[*length_rr, f64::from(*pad)]))
            }
            Step::Around { samples, before_s, after_s, pad } => {
                let padded = !matches!(pad, Pad::Value(value) if !value.is_finite());
                let lengths = *before_s >= 0.0 && *after_s >= 0.0 && before_s + after_s > 0.0;
                let shape = Shape::Around { before_s: *before_s, after_s: *after_s, pad: *pad };
                // Longer than a minute is no beat; and nothing may overflow.
                (*samples, shape, padded && lengths && before_s + after_s <= 60.0)
            }
            other => return Err(Error::model(PLACE, format!("step {} cuts no beats", other.name()))),
        };
        let scales = |scaling: Scaling| {
            let stretch = (scaling.stretch_s * rate.map_or(1.0, Hertz::get)).round();
            stretch.is_finite()
                && stretch >= 1.0
                && scaling.low < scaling.high
                && finite(&[scaling.low, scaling.high])
        };
        if width == 0 || !sound || !scaling.is_none_or(scales) {
            return Err(Error::model(PLACE, "a step has a length or a range of nothing"));
        }
        Ok(Windows { rate, scaling, width, shape })
    }

    /// Samples in each beat that [`Windows::cut`] makes.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One beat for each peak, in order, but for those on a flat stretch, which a note counts.
    ///
    /// `peaks` are in order of time and inside the lead. Costs one resampling of the lead.
    pub fn cut(
        &self,
        lead: &Lead,
        rate: Hertz,
        peaks: &[(SampleIndex, Option<BeatClass>)],
    ) -> (Beats, Vec<Note>) {
        let to = self.rate.unwrap_or(rate);
        let signal = resampled(&lead.samples, rate, to);
        let factor = to.get() / rate.get();
        let last = signal.len().saturating_sub(1);
        let r_peaks: Vec<usize> =
            peaks.iter().map(|(at, _)| ((at.0 as f64 * factor + 0.5).floor() as usize).min(last)).collect();
        let stretches = self.scaling.map(|scaling| stretches(&scaling, to, &signal, &r_peaks));

        let mut beats = Beats { width: self.width, samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
        beats.samples.reserve(peaks.len() * self.width);
        for (&r, &(at, truth)) in r_peaks.iter().zip(peaks) {
            let stretch = stretches.as_ref().map(|(length, stretches)| &stretches[r / length]);
            if stretch.is_some_and(|stretch| stretch.max - stretch.min < FLAT) {
                continue;
            }
            let scaled = |value: f64| match (&self.scaling, stretch) {
                (Some(scaling), Some(stretch)) => stretch.scale(value, scaling),
                _ => value as f32,
            };
            let begun = beats.samples.len();
            match self.shape {
                Shape::FromR { length_rr, pad } => {
                    let rr = stretch.map_or(0.0, |stretch| stretch.rr);
                    let length = ((length_rr * rr + 0.5).floor() as usize).min(self.width);
                    beats.samples.extend(signal[r..signal.len().min(r + length)].iter().copied().map(scaled));
                    beats.samples.resize(begun + self.width, pad);
                }
                Shape::Around { before_s, after_s, pad } => {
                    let samples = |seconds: f64| (seconds * to.get() + 0.5).floor() as isize;
                    let (before, all) = (samples(before_s), samples(before_s + after_s));
                    // Of a longer window the middle is kept.
                    let length = all.min(self.width as isize);
                    let from = r as isize - before + (all - length) / 2;
                    let inside = |at: isize| at.clamp(0, signal.len() as isize) as usize;
                    let part = &signal[inside(from)..inside(from + length)];
                    let (least, most) = range(part);
                    if part.is_empty() || (self.scaling.is_none() && most - least < FLAT) {
                        continue;
                    }
                    let pad = match pad {
                        Pad::Least => scaled(least),
                        Pad::Value(value) => value,
                    };
                    let missing = inside(from) as isize - from;
                    beats.samples.resize(begun + missing as usize, pad);
                    beats.samples.extend(part.iter().copied().map(scaled));
                    beats.samples.resize(begun + self.width, pad);
                }
            }
            beats.truth.push(truth);
            beats.at.push(at);
        }

        let lost = peaks.len() - beats.len();
        let note = (lost > 0).then(|| {
            Note::new(format!(
                "Lead {}: {lost} of {} beats stand where the signal is flat, and were left out.",
                lead.name,
                peaks.len()
            ))
        });
        (beats, note.into_iter().collect())
    }
}

/// The lead at another rate. Its median is taken off for the filter, so that the ends do not ring.
fn resampled(samples: &[f32], rate: Hertz, to: Hertz) -> Vec<f64> {
    let mut signal: Vec<f64> = samples.iter().map(|&sample| f64::from(sample)).collect();
    if rate == to || signal.is_empty() {
        return signal;
    }
    let level = median(&mut signal.clone()).unwrap_or(0.0);
    let (up, down) = fraction(to.get() / rate.get());
    signal.iter_mut().for_each(|value| *value -= level);
    let mut signal = Resampler::plan(up, down).run(&signal);
    signal.iter_mut().for_each(|value| *value += level);
    signal
}

/// What the beats of each stretch share, and how many samples a stretch has.
fn stretches(scaling: &Scaling, rate: Hertz, signal: &[f64], r_peaks: &[usize]) -> (usize, Vec<Stretch>) {
    let length = ((scaling.stretch_s * rate.get()).round() as usize).max(1);
    let mut intervals: Vec<Vec<f64>> = vec![Vec::new(); signal.len().div_ceil(length)];
    for pair in r_peaks.windows(2) {
        intervals[pair[1] / length].push((pair[1] - pair[0]) as f64);
    }
    let mut all: Vec<f64> = intervals.concat();
    let record_rr = median(&mut all).unwrap_or(LONE_RR_S * rate.get());
    let stretches = intervals
        .iter_mut()
        .enumerate()
        .map(|(index, intervals)| {
            let end = ((index + 1) * length).min(signal.len());
            let start = if end == signal.len() { end.saturating_sub(length) } else { index * length };
            let rr =
                if intervals.len() < FEWEST_RR { record_rr } else { median(intervals).unwrap_or(record_rr) };
            let (min, max) = range(&signal[start..end]);
            Stretch { min, max, rr }
        })
        .collect();
    (length, stretches)
}

/// The least and the greatest value; of nothing, one that is greater and one that is less than all.
fn range(values: &[f64]) -> (f64, f64) {
    let least_and_most = (f64::INFINITY, f64::NEG_INFINITY);
    values.iter().fold(least_and_most, |(least, most), &value| (least.min(value), most.max(value)))
}

/// What the beats of one stretch share.
struct Stretch {
    min: f64,
    max: f64,
    /// Median RR interval in samples.
    rr: f64,
}

impl Stretch {
    fn scale(&self, value: f64, scaling: &Scaling) -> f32 {
        let share = ((value - self.min) / (self.max - self.min)).clamp(0.0, 1.0);
        (scaling.low + share * (scaling.high - scaling.low)) as f32
    }
}
