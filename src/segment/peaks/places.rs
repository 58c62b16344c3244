//! Places that stand out from what is around them, weighed by strength and likeness.

use std::collections::VecDeque;

use crate::segment::peaks::level::median;
use crate::segment::peaks::shape::{Look, Shape};
use crate::segment::peaks::track::Place;

/// Two places are never nearer, in seconds.
const APART_S: f64 = 0.12;

/// Seconds before and after the one in question that what is usual for a beat is taken from.
pub const BEFORE: usize = 6;
/// See [`BEFORE`].
pub const AFTER: usize = 4;

/// How many seconds must have come before the first one is looked at.
pub const AT_LEAST: usize = 8;

/// How much likeness to the usual complex weighs beside strength, which is a power of e.
const LIKENESS: f32 = 1.3;

/// So far apart, strength alone tells beats from others.
const CLEAR: f32 = 1.4;

/// Less far apart, it is so noisy that a peak is better told by the usual complex than by the signal's crest.
const NOISY: f32 = 1.0;

/// As alike as this share of what beats here are is usual.
const USUAL: f32 = 0.85;

/// Where the line between others and beats is drawn, as a share of the way between their levels, ...
const LINE: f32 = 0.59;

/// ... and how much lower where they are farther apart: among others are T waves, among beats ectopic ones.
const LOWER: f32 = 0.06;

/// The levels are at least so far apart.
const LEAST_GAP: f32 = 0.7;

/// How much evidence a strength is.
const STEEP: f32 = 4.3;

/// How fast the levels of beats and of others follow.
const FOLLOW: f32 = 0.1;

/// A beat weaker than this is learned from as if it were as strong as this.
const WEAKEST: f32 = -0.7;

/// What is no beat, and stronger than this, is learned from as if it were as strong as this.
const STRONGEST: f32 = -0.5;

/// What stands out of the last seconds.
#[derive(Clone, Debug)]
pub struct Places {
    /// Slow samples in a second, rounded.
    second: usize,
    apart: usize,
    /// The first sample that is held of `outstanding`.
    from: usize,
    outstanding: VecDeque<f32>,
    /// The number of the first second of `tops`.
    first_top: usize,
    /// The most of each second.
    tops: VecDeque<f32>,
    /// How strong beats are, and others.
    beat: f32,
    other: f32,
    /// How alike beats are, and others.
    beat_alike: f32,
    other_alike: f32,
    begun: bool,
}

impl Places {
    /// For `rate` slow samples a second.
    pub fn new(rate: f64) -> Places {
        Places {
            second: rate.round() as usize,
            apart: (APART_S * rate).round() as usize,
            from: 0,
            outstanding: VecDeque::new(),
            first_top: 0,
            tops: VecDeque::new(),
            beat: 0.0,
            other: -1.5,
            beat_alike: 0.0,
            other_alike: 0.0,
            begun: false,
        }
    }

    /// The next second.
    pub fn push(&mut self, outstanding: &[f32]) {
        self.outstanding.extend(outstanding);
        self.tops.push_back(outstanding.iter().copied().fold(0.0, f32::max));
    }

    /// How many seconds have come.
    pub fn seconds(&self) -> usize {
        self.first_top + self.tops.len()
    }

    /// How strong a beat is around second `number`: the middle of the most of each two seconds.
    fn usual(&self, number: usize) -> f32 {
        let from = number.saturating_sub(BEFORE).max(self.first_top);
        let to = (number + AFTER).max(AT_LEAST).min(self.seconds() - 1);
        let top = |second: usize| self.tops.get(second - self.first_top).copied().unwrap_or_default();
        let pairs = (from..to.max(from + 1))
            .map(|second| if from == to { top(from) } else { top(second).max(top(second + 1)) });
        median(pairs, &mut Vec::new())
    }

    /// The places of second `number`, each with how strong it is. Seconds are asked for in order; those long past are forgotten.
    pub fn of(&mut self, number: usize, end: usize) -> Vec<(usize, f32)> {
        let usual = self.usual(number);
        let mut places = Vec::new();
        if usual > 0.0 {
            let value = |at: usize| self.outstanding.get(at - self.from).copied().unwrap_or_default();
            for at in number * self.second..((number + 1) * self.second).min(end) {
                let here = value(at);
                if here <= 0.0
                    || at + 1 >= end
                    || here < value(at + 1)
                    || (at > self.from && here <= value(at - 1))
                {
                    continue;
                }
                let before = at.saturating_sub(self.apart).max(self.from)..at;
                let after = at + 1..(at + self.apart + 1).min(end);
                if before.into_iter().all(|near| value(near) < here)
                    && after.into_iter().all(|near| value(near) <= here)
                {
                    places.push((at, (here / usual).ln()));
                }
            }
        }
        let keep = (number * self.second).saturating_sub(2 * self.apart);
        if keep > self.from {
            self.outstanding.drain(..(keep - self.from).min(self.outstanding.len()));
            self.from = keep;
        }
        while self.first_top + BEFORE < number + 1 {
            self.first_top += 1;
            self.tops.pop_front();
        }
        places
    }

    /// Before the first beat: what beats and others weigh, read off the first places.
    pub fn begin(&mut self, strengths: &[f32]) {
        if std::mem::replace(&mut self.begun, true) || strengths.is_empty() {
            return;
        }
        (self.beat, self.other) = (0.0, strengths.iter().copied().fold(-1.0, f32::min).max(-3.0));
        for _ in 0..8 {
            let line = (self.beat + self.other) / 2.0;
            let mean = |is_beat: bool, otherwise: f32| {
                let (sum, count) = strengths
                    .iter()
                    .filter(|&&strength| (strength > line) == is_beat)
                    .fold((0.0, 0.0), |(sum, count), strength| (sum + strength, count + 1.0));
                if count > 0.0 { sum / count } else { otherwise }
            };
            (self.beat, self.other) = (mean(true, self.beat), mean(false, self.other));
        }
    }

    /// A place with its evidence.
    pub fn weigh(&self, at: usize, strength: f32, look: Look) -> Place {
        let gap = (self.beat - self.other).max(0.3);
        // Where strength alone tells beats from others, a beat may look as it likes.
        let unclear = (CLEAR / gap).min(1.0);
        let likeness = LIKENESS * unclear * unclear;
        let weight = strength + likeness * look.alike;
        let beat = self.beat + likeness * self.beat_alike;
        let other = self.other + likeness * self.other_alike;
        let gap = (beat - other).max(LEAST_GAP);
        let line = other + (LINE - LOWER * gap).clamp(0.4, 0.7) * gap;
        let is_usual = self.beat - self.other < NOISY && look.alike > USUAL * self.beat_alike;
        Place { at, evidence: STEEP * (weight - line), is_usual, doubt: unclear.sqrt(), strength, look }
    }

    /// What was decided about a place.
    pub fn learn(&mut self, place: &Place, is_beat: bool, shape: &mut Shape) {
        let (strength, alike) = if is_beat {
            shape.learn(&place.look);
            (&mut self.beat, &mut self.beat_alike)
        } else {
            (&mut self.other, &mut self.other_alike)
        };
        // Neither learns from what may well have been taken for the wrong one.
        let learned =
            if is_beat { place.strength.max(WEAKEST) } else { place.strength.clamp(-3.0, STRONGEST) };
        *strength += FOLLOW * (learned - *strength);
        *alike += FOLLOW * (place.look.alike - *alike);
    }
}
