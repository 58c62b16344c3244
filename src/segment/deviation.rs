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
    let ms = |place: usize| (place as isize - BEFORE as isize) * 8;
    (0..SAMPLES).map(move |place| format!("{} ms", ms(place))).chain(["early".into(), "next early".into()])
}

/// The deviations of each beat. `beats` are in order of time; each is there, however many there are.
pub fn of(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)]) -> Beats {
    let signal = Signal::of(&lead.samples, rate, beats.iter().map(|(at, _)| *at));
    let shapes = shapes(&signal);
    let intervals: Vec<f32> = early(&signal.at);
    let mut samples = Vec::with_capacity(beats.len() * WIDTH);
    for (index, shape) in shapes.chunks_exact(SAMPLES).enumerate() {
        samples.extend_from_slice(shape);
        // Who comes late is not early; a pause shows in the next beat's place.
        samples.push(intervals[index].min(0.0));
        samples.push(intervals.get(index + 1).copied().unwrap_or(0.0));
    }
    Beats {
        width: WIDTH,
        samples,
        truth: beats.iter().map(|(_, truth)| *truth).collect(),
        at: beats.iter().map(|(at, _)| *at).collect(),
    }
}

/// Of each beat its samples' distances from the usual ones, in units of what is usual.
fn shapes(signal: &Signal) -> Vec<f32> {
    let wide = SAMPLES + 2 * MOVED;
    let mut whole = Vec::with_capacity(signal.at.len() * wide);
    for &at in &signal.at {
        let from = at - 2 * (BEFORE + MOVED) as isize;
        whole.extend(signal.part(from, from + 2 * wide as isize).chunks_exact(2).map(|pair| pair[0]));
    }
    let mut spreads: Vec<f32> =
        whole.chunks_exact(wide).map(|beat| deviation(&beat[MOVED..MOVED + SAMPLES])).collect();
    let size = median_of(&mut spreads).max(1e-6);
    whole.iter_mut().for_each(|value| *value /= size);
    let level = |beat: &[f32]| median_of(&mut beat[LEVEL].to_vec());
    let placed: Vec<f32> = whole
        .chunks_exact(wide)
        .flat_map(|beat| {
            let own = &beat[MOVED..MOVED + SAMPLES];
            let zero = level(own);
            own.iter().map(move |value| value - zero)
        })
        .collect();
    let usual = medians(&placed, |value| value);
    let mut apart = Vec::with_capacity(placed.len());
    for (index, beat) in whole.chunks_exact(wide).enumerate() {
        let usual = &usual[index / ANEW];
        let moved = (0..=2 * MOVED).map(|by| {
            let own = &beat[by..by + SAMPLES];
            let zero = level(own);
            let apart: Vec<f32> = own.iter().zip(usual).map(|(value, usual)| value - zero - usual).collect();
            let size: f32 = apart.iter().map(|value| value * value).sum();
            (size, apart)
        });
        apart.extend(
            moved.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(|| vec![0.0; SAMPLES], |(_, apart)| apart),
        );
    }
    let spread = medians(&apart, f32::abs);
    for (index, beat) in apart.chunks_exact_mut(SAMPLES).enumerate() {
        for (value, spread) in beat.iter_mut().zip(&spread[index / ANEW]) {
            *value = (*value / (spread + LEAST_SPREAD)).clamp(-MOST, MOST);
        }
    }
    apart
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
