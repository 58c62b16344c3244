//! The beat as the heartbeat tables cut it: from R to 1.2 median RR intervals, scaled by its stretch, zero-padded.

use crate::dsp::resample::{Resampler, fraction};
use crate::ecg::{BeatClass, Beats, Fiducial, Hertz, Lead, Recipe, SampleIndex, Step};
use crate::error::{Error, Note, Result};

/// A stretch whose values differ by less than this, in mV, has no beats to scale.
const FLAT: f64 = 1e-6;

/// The median RR interval, in seconds, that is assumed where a record has a single beat.
const LONE_RR_S: f64 = 1.0;

/// A stretch with fewer RR intervals than this borrows the whole record's median.
const FEWEST_RR: usize = 3;

/// A prepared cutter of beats, planned from a model's recipe.
///
/// It follows Kachuee, Fazeli and Sarrafzadeh, "ECG Heartbeat Classification: A Deep Transferable Representation"
/// (2018), section III-A, with these departures: the R peaks come from annotations instead of a threshold on the
/// scaled stretch; a beat that runs past the end of its stretch goes on in the next one, scaled as it began (the
/// paper loses it); a short last stretch is scaled by the record's last ten seconds; values are clamped to the range.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    rate: Hertz,
    stretch: usize,
    low: f64,
    high: f64,
    width: usize,
    length_rr: f64,
    pad: f32,
}

impl Windows {
    /// Reads how the recipe ends: with resample, scale, window, in this order. Any other is refused by name. What stands
    /// before them is for the cleaner: the lead that is cut was cleaned by it.
    pub fn plan(recipe: &Recipe) -> Result<Windows> {
        let [
            Step::Resample { hertz },
            Step::Scale { from: low, to: high, stretch_s },
            Step::Window { samples, from: Fiducial::R, length_rr, pad },
        ] = recipe.windowing()
        else {
            return Err(Error::model(
                "recipe",
                "beats are made by the steps resample, scale, window, in this order, after those that clean",
            ));
        };
        let Some(rate) = Hertz::new(*hertz) else {
            return Err(Error::model("recipe, step resample", format!("{hertz} Hz is no rate")));
        };
        let stretch = (stretch_s * hertz).round();
        let sound = stretch.is_finite()
            && stretch >= 1.0
            && *samples > 0
            && low < high
            && low.is_finite()
            && high.is_finite()
            && length_rr.is_finite()
            && *length_rr > 0.0
            && pad.is_finite();
        if !sound {
            return Err(Error::model("recipe", "a step has a length or a range of nothing"));
        }
        let (low, high) = (f64::from(*low), f64::from(*high));
        Ok(Windows {
            rate,
            stretch: stretch as usize,
            low,
            high,
            width: *samples,
            length_rr: *length_rr,
            pad: *pad,
        })
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
        let signal = self.resample(&lead.samples, rate);
        let factor = self.rate.get() / rate.get();
        let r_peaks: Vec<usize> = peaks
            .iter()
            .map(|(at, _)| {
                ((at.0 as f64 * factor + 0.5).floor() as usize).min(signal.len().saturating_sub(1))
            })
            .collect();
        let stretches = self.stretches(&signal, &r_peaks);

        let mut beats = Beats { width: self.width, samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
        beats.samples.reserve(peaks.len() * self.width);
        for (&r, &(at, truth)) in r_peaks.iter().zip(peaks) {
            let stretch = &stretches[r / self.stretch];
            if stretch.max - stretch.min < FLAT {
                continue;
            }
            let length = ((self.length_rr * stretch.rr + 0.5).floor() as usize).min(self.width);
            let window = &signal[r..signal.len().min(r + length)];
            beats.samples.extend(window.iter().map(|&value| self.scale(value, stretch)));
            beats.samples.resize((beats.len() + 1) * self.width, self.pad);
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

    /// The lead at the recipe's rate. Its median is taken off for the filter, so that the ends do not ring.
    fn resample(&self, samples: &[f32], rate: Hertz) -> Vec<f64> {
        let level = median(&mut samples.iter().map(|&sample| f64::from(sample)).collect::<Vec<f64>>());
        let (up, down) = fraction(self.rate.get() / rate.get());
        let centred: Vec<f64> = samples.iter().map(|&sample| f64::from(sample) - level).collect();
        let mut signal = Resampler::plan(up, down).run(&centred);
        signal.iter_mut().for_each(|value| *value += level);
        signal
    }

    fn stretches(&self, signal: &[f64], r_peaks: &[usize]) -> Vec<Stretch> {
        let mut intervals: Vec<Vec<f64>> = vec![Vec::new(); signal.len().div_ceil(self.stretch)];
        for pair in r_peaks.windows(2) {
            intervals[pair[1] / self.stretch].push((pair[1] - pair[0]) as f64);
        }
        let mut all: Vec<f64> = intervals.concat();
        let record_rr = if all.is_empty() { LONE_RR_S * self.rate.get() } else { median(&mut all) };
        intervals
            .iter_mut()
            .enumerate()
            .map(|(index, intervals)| {
                let end = ((index + 1) * self.stretch).min(signal.len());
                let start =
                    if end == signal.len() { end.saturating_sub(self.stretch) } else { index * self.stretch };
                let rr = if intervals.len() < FEWEST_RR { record_rr } else { median(intervals) };
                let (min, max) = signal[start..end]
                    .iter()
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), &v| (min.min(v), max.max(v)));
                Stretch { min, max, rr }
            })
            .collect()
    }

    fn scale(&self, value: f64, stretch: &Stretch) -> f32 {
        let share = ((value - stretch.min) / (stretch.max - stretch.min)).clamp(0.0, 1.0);
        (self.low + share * (self.high - self.low)) as f32
    }
}

/// What the beats of one stretch share.
struct Stretch {
    min: f64,
    max: f64,
    /// Median RR interval in samples.
    rr: f64,
}

/// The middle value, or the mean of the two in the middle; reorders `values`, which must not be empty.
fn median(values: &mut [f64]) -> f64 {
    let (middle, odd) = (values.len() / 2, values.len() % 2 == 1);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if odd {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower + upper) / 2.0
}

#[test]
fn the_median_of_an_even_count_is_the_mean_of_the_middle_two() {
    assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
}
