//! How far each beat is from what is usual around it: a beat held against its own patient's others, in units of how much those differ.
//!
//! The usual beat is the median of some six hundred around it, place by place; how much beats differ at a place is the median of their
//! distances from it. So whatever is odd about a patient, an electrode or a bundle branch block is in the usual beat, and what is left
//! is what does not belong. Where most beats around are of another kind than they should be, those are the usual ones.

use crate::ecg::{BeatClass, Beats, Hertz, Lead, SampleIndex};
use crate::segment::context::signal::Signal;

/// Samples in a second of a beat; every second step of the grid that leads are laid on.
pub const RATE: Hertz = Hertz::TABLES;

/// Samples before R, 0.4 s.
pub const BEFORE: usize = 50;

/// Samples of a beat, from 0.4 s before R to 0.48 s after it.
pub const SAMPLES: usize = 110;

/// Numbers of each beat: its samples, how early it comes, and how early the next.
pub const WIDTH: usize = SAMPLES + 2;

/// Samples by which a beat may be moved to lie on the usual one.
const MOVED: usize = 2;

/// Beats on either side that the usual one is made of; of so many at most every so manieth.
const AROUND: usize = 300;
const LOOKED_AT: usize = 121;

/// The usual beat is made anew after so many beats.
const ANEW: usize = 50;

/// The level before QRS, which is taken as zero: the median of this stretch, in samples.
const LEVEL: std::ops::Range<usize> = 10..40;

/// Beats differ by at least this, as a share of the usual beat's deviation from its mean; and RR intervals, as a share of themselves.
const LEAST_SPREAD: f32 = 0.1;
const LEAST_RR_SPREAD: f32 = 0.05;

/// RR intervals on either side that one is held against.
const INTERVALS: usize = 8;

/// No number is farther from zero than this.
const MOST: f32 = 20.0;

/// What each number of a beat is.
pub fn names() -> impl Iterator<Item = String> {
    (0..SAMPLES).map(|place| format!("{} ms", ms(place, BEFORE))).chain(["early".into(), "next early".into()])
}

/// A place of a beat in milliseconds from R, before which `before` samples stand.
pub fn ms(place: usize, before: usize) -> i64 {
    ((place as f64 - before as f64) * 1000.0 / RATE.get()).round() as i64
}

/// The usual beats of a lead, which its beats are held against.
#[derive(Clone, Debug)]
pub struct Usual {
    /// How large beats are in the lead's unit; the rest is in units of it.
    size: f32,
    /// For every so many beats the usual one.
    beats: Vec<Vec<f32>>,
    /// And by how much beats differ from it, place by place.
    spreads: Vec<Vec<f32>>,
}

/// A beat beside the one that was expected, both in the lead's unit from the level before QRS: what a person can look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// As it was recorded, without wander and hum.
    pub beat: Vec<f32>,
    /// What was expected in its place.
    pub expected: Vec<f32>,
}

/// Seconds of a lead that are prepared around a beat to show it: more than its filters reach.
const LOOKED_AROUND: f64 = 2.0;

/// The deviations of each beat. `beats` are in order of time; each is there, however many there are.
pub fn of(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)]) -> Beats {
    held(lead, rate, beats).0
}

/// The same, with what the beats were held against.
pub fn held(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)]) -> (Beats, Usual) {
    let signal = Signal::of(&lead.samples, rate, beats.iter().map(|(at, _)| *at));
    let (shapes, usual) = shapes(&signal);
    let intervals: Vec<f32> = early(&signal.at);
    let mut samples = Vec::with_capacity(beats.len() * WIDTH);
    for (index, shape) in shapes.chunks_exact(SAMPLES).enumerate() {
        samples.extend_from_slice(shape);
        // Who comes late is not early; a pause shows in the next beat's place.
        samples.push(intervals[index].min(0.0));
        samples.push(intervals.get(index + 1).copied().unwrap_or(0.0));
    }
    let told = Beats {
        width: WIDTH,
        samples,
        truth: beats.iter().map(|(_, truth)| *truth).collect(),
        at: beats.iter().map(|(at, _)| *at).collect(),
    };
    (told, usual)
}

impl Usual {
    /// The beat of that number, whose R peak is `at`, beside what was expected of it, which is said as deviations are. `None` where
    /// there is no such beat.
    pub fn beside(
        &self,
        lead: &Lead,
        rate: Hertz,
        (index, at): (usize, SampleIndex),
        expected: &[f32],
    ) -> Option<Beside> {
        let (usual, spread) = self.beats.get(index / ANEW).zip(self.spreads.get(index / ANEW))?;
        // From a whole second on, where the grid of the stretch is that of the lead.
        let sample = |seconds: f64| ((seconds * rate.get()).round() as usize).min(lead.samples.len());
        let first = ((at.0 as f64 / rate.get()).floor() - LOOKED_AROUND).max(0.0);
        let from = sample(first);
        let stretch = &lead.samples[from..sample(first + 2.0 * LOOKED_AROUND + 1.0)];
        let signal = Signal::of(stretch, rate, std::iter::once(SampleIndex(at.0.checked_sub(from)?)));
        let own: Vec<f32> = wide(&signal, *signal.at.first()?).map(|value| value / self.size).collect();
        let apart = apart(&own, usual);
        let beat = usual.iter().zip(&apart).map(|(usual, apart)| (usual + apart) * self.size).collect();
        let expected = usual
            .iter()
            .zip(spread)
            .zip(expected)
            .map(|((usual, spread), said)| (usual + said * (spread + LEAST_SPREAD)) * self.size)
            .collect();
        Some(Beside { beat, expected })
    }
}

/// Samples of a beat with those to either side by which it may be moved.
const WIDE: usize = SAMPLES + 2 * MOVED;

fn wide(signal: &Signal, at: isize) -> impl Iterator<Item = f32> {
    let from = at - 2 * (BEFORE + MOVED) as isize;
    signal.part(from, from + 2 * WIDE as isize).into_iter().step_by(2)
}

fn level(beat: &[f32]) -> f32 {
    median_of(&mut beat[LEVEL].to_vec())
}

/// A wide beat's distances from the usual one, moved to where it lies on that best.
fn apart(beat: &[f32], usual: &[f32]) -> Vec<f32> {
    let moved = (0..=2 * MOVED).map(|by| {
        let own = &beat[by..by + SAMPLES];
        let zero = level(own);
        let apart: Vec<f32> = own.iter().zip(usual).map(|(value, usual)| value - zero - usual).collect();
        let size: f32 = apart.iter().map(|value| value * value).sum();
        (size, apart)
    });
    moved.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(|| vec![0.0; SAMPLES], |(_, apart)| apart)
}

/// Of each beat its samples' distances from the usual ones, in units of what is usual.
fn shapes(signal: &Signal) -> (Vec<f32>, Usual) {
    let mut whole: Vec<f32> = signal.at.iter().flat_map(|&at| wide(signal, at)).collect();
    let mut spreads: Vec<f32> =
        whole.chunks_exact(WIDE).map(|beat| deviation(&beat[MOVED..MOVED + SAMPLES])).collect();
    let size = median_of(&mut spreads).max(1e-6);
    whole.iter_mut().for_each(|value| *value /= size);
    let placed: Vec<f32> = whole
        .chunks_exact(WIDE)
        .flat_map(|beat| {
            let own = &beat[MOVED..MOVED + SAMPLES];
            let zero = level(own);
            own.iter().map(move |value| value - zero)
        })
        .collect();
    let usual = medians(&placed, |value| value);
    let mut all = Vec::with_capacity(placed.len());
    for (index, beat) in whole.chunks_exact(WIDE).enumerate() {
        all.extend(apart(beat, &usual[index / ANEW]));
    }
    let spreads = medians(&all, f32::abs);
    for (index, beat) in all.chunks_exact_mut(SAMPLES).enumerate() {
        for (value, spread) in beat.iter_mut().zip(&spreads[index / ANEW]) {
            *value = (*value / (spread + LEAST_SPREAD)).clamp(-MOST, MOST);
        }
    }
    (all, Usual { size, beats: usual, spreads })
}

/// For every so many beats the median around them, place by place.
fn medians(beats: &[f32], of: impl Fn(f32) -> f32) -> Vec<Vec<f32>> {
    let count = beats.len() / SAMPLES;
    (0..count)
        .step_by(ANEW)
        .map(|first| {
            let middle = (first + ANEW / 2).min(count - 1);
            let (from, to) = (middle.saturating_sub(AROUND), (middle + AROUND + 1).min(count));
            let step = (to - from).div_ceil(LOOKED_AT).max(1);
            (0..SAMPLES)
                .map(|place| {
                    let mut column: Vec<f32> =
                        (from..to).step_by(step).map(|beat| of(beats[beat * SAMPLES + place])).collect();
                    median_of(&mut column)
                })
                .collect()
        })
        .collect()
}

/// How much sooner than usual each beat comes (below zero) or later, in units of what is usual.
fn early(at: &[isize]) -> Vec<f32> {
    let intervals: Vec<f32> = at.windows(2).map(|pair| (pair[1] - pair[0]).max(1) as f32).collect();
    let around = |values: &[f32], index: usize, reach: usize| {
        median_of(&mut values[index.saturating_sub(reach)..(index + reach + 1).min(values.len())].to_vec())
    };
    let against: Vec<f32> = (0..intervals.len())
        .map(|index| (intervals[index] / around(&intervals, index, INTERVALS)).ln())
        .collect();
    let sizes: Vec<f32> = against.iter().map(|value| value.abs()).collect();
    let spreads: Vec<f32> =
        (0..sizes.len()).step_by(ANEW).map(|index| around(&sizes, index, AROUND)).collect();
    let scaled = against
        .iter()
        .enumerate()
        .map(|(index, value)| (value / (spreads[index / ANEW] + LEAST_RR_SPREAD)).clamp(-MOST, MOST));
    // Of the first beat nobody knows when it should have come.
    std::iter::once(0.0).filter(|_| !at.is_empty()).chain(scaled).collect()
}

/// The standard deviation.
fn deviation(values: &[f32]) -> f32 {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / values.len().max(1) as f32).sqrt()
}

/// The median of finite values; of none, zero.
fn median_of(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
