//! R peaks: where the heart beats, on one lead or several, as the samples come.
//!
//! No single paper is followed. Item by item:
//! - Several bands, their strength and floors of noise: Afonso and others (ECG beat detection using filter banks, 1999).
//!   Departures: four overlapping bands without phase instead of a filter bank; strength is in units of the median of the
//!   eight seconds around, so that neither unit nor gain matters.
//! - Two levels, of beats and of others, that follow what is decided, and a line between: Pan and Tompkins (A real-time QRS
//!   detection algorithm, 1985) and Hamilton (Open source ECG analysis, 2002). Departures: of the strength's logarithm,
//!   with likeness to the learned complex beside it, and as evidence instead of a verdict; no searching back.
//! - A T wave is less steep than the complex within 360 ms before it: Pan and Tompkins. Departures: the swing from 10 to
//!   30 Hz instead of the slope, 0.6 instead of half, as evidence; and less than a quarter also later, for P waves.
//! - The likeliest path from beat to beat by dynamic programming: Ellis (Beat tracking by dynamic programming, 2007), who
//!   follows music. Departures: the tempo is the median of the last 16 intervals, strange intervals cost at most a
//!   little, for hearts are irregular, and cost less where beats are clear; decided 3 s later instead of at the end.

mod front;
mod level;
mod locate;
mod places;
mod shape;
mod track;

use crate::ecg::{Hertz, SampleIndex, Seconds};
use crate::error::{Error, Result};

use front::{Front, Plan, Signals};
use level::Levels;
use locate::Locate;
use places::Places;
use shape::Shape;
use track::{Decided, Track};

/// Slower signals do not show a QRS complex.
const SLOWEST_HZ: f64 = 80.0;

/// One lead on its way.
#[derive(Clone, Debug)]
struct Line {
    front: Front,
    levels: Levels,
    /// Strengths that came, from slow sample `strength_from` on.
    strength: Signals,
    /// The shape signal, from slow sample `shape_from` on.
    shape: Vec<f32>,
    /// The samples themselves less the first, so that a large offset does not cost digits; from sample `raw_from` on.
    raw: Vec<f32>,
    /// The first sample that is a number.
    level: Option<f32>,
}

impl Line {
    /// Takes `count` samples. What is not a number, and what is missing at the end, is as the sample before it.
    fn take(&mut self, samples: &[f32], count: usize) {
        let held = self.raw.len();
        self.level = self.level.or_else(|| samples.iter().copied().find(|sample| sample.is_finite()));
        let level = self.level.unwrap_or_default();
        self.raw.extend(samples.iter().take(count).map(|sample| sample - level));
        let mut last = held.checked_sub(1).map_or(0.0, |last| self.raw[last]);
        // All at once is faster than one by one, and mostly there is nothing to do.
        let is_whole = self.raw[held..].iter().fold(true, |is_whole, sample| is_whole & sample.is_finite());
        if !is_whole {
            for sample in &mut self.raw[held..] {
                if sample.is_finite() {
                    last = *sample;
                } else {
                    *sample = last;
                }
            }
        }
        let last = self.raw.last().copied().unwrap_or(last);
        self.raw.resize(held + count, last);
    }
}

/// Finds R peaks as the samples come, in constant memory, at most [`Peaks::LATENCY`] after they came. Which papers it
/// follows, and where it departs from them, stands at the head of this module's file.
///
/// Memory is 72 kB for a lead of 250 Hz that is pushed a second at a time (`tests/memory.rs`), more in proportion to the rate,
/// and each piece that is pushed is held until it is worked through. Time is linear. A whole record by [`Peaks::of`] is pushed a second at a time: the two forms are one.
#[derive(Clone, Debug)]
pub struct Peaks {
    plan: Plan,
    second: usize,
    lines: Vec<Line>,
    /// Slow samples of strength that are still to be passed over, since they are about what was before the signal.
    skip: (usize, usize),
    strength_from: usize,
    shape_from: usize,
    raw_from: usize,
    /// Samples that came.
    came: usize,
    /// Seconds whose levels are known, whose outstanding is, whose places are.
    levelled: usize,
    placed: usize,
    places: Places,
    shape: Shape,
    track: Track,
    locate: Locate,
    decided: Vec<Decided>,
    found: Vec<SampleIndex>,
    /// The latest of all, taken or not.
    latest: Option<SampleIndex>,
}

impl Peaks {
    /// How long after a beat at most it is found, where samples are pushed as they come.
    pub const LATENCY: Seconds = Seconds(16.0);

    /// For `leads` leads of `rate`, which is 80 Hz at least.
    pub fn plan(rate: Hertz, leads: usize) -> Result<Peaks> {
        if rate.get() < SLOWEST_HZ {
            let reason = format!(
                "{} samples a second are too few to see heartbeats in: {SLOWEST_HZ} at least",
                rate.get()
            );
            return Err(Error::unfit("R peaks", reason));
        }
        let plan = Plan::new(rate.get());
        let line = Line {
            front: Front::new(&plan),
            levels: Levels::default(),
            strength: Signals::default(),
            shape: Vec::new(),
            raw: Vec::new(),
            level: None,
        };
        Ok(Peaks {
            second: plan.rate.round() as usize,
            lines: vec![line; leads],
            skip: (plan.delay(), plan.reach()),
            strength_from: 0,
            shape_from: 0,
            raw_from: 0,
            came: 0,
            levelled: 0,
            placed: 0,
            places: Places::new(plan.rate),
            shape: Shape::new(plan.rate),
            track: Track::new(plan.rate),
            locate: Locate::new(rate.get(), leads),
            decided: Vec::new(),
            found: Vec::new(),
            latest: None,
            plan,
        })
    }

    /// All R peaks of a recording's leads. A lead that is shorter than another is flat from its end on.
    pub fn of(rate: Hertz, leads: &[&[f32]]) -> Result<Vec<SampleIndex>> {
        let mut peaks = Peaks::plan(rate, leads.len())?;
        let length = leads.iter().map(|lead| lead.len()).max().unwrap_or_default();
        let second = rate.get().ceil() as usize;
        let mut from = 0;
        let mut piece: Vec<&[f32]> = Vec::with_capacity(leads.len());
        while from < length {
            let to = (from + second).min(length);
            piece.clear();
            piece.extend(leads.iter().map(|lead| &lead[from.min(lead.len())..to.min(lead.len())]));
            peaks.push(&piece);
            from = to;
        }
        Ok(peaks.finish())
    }

    /// The next samples of each lead. Of which fewer come than of another, or none, is flat for the while.
    pub fn push(&mut self, leads: &[&[f32]]) {
        let count = leads.iter().take(self.lines.len()).map(|lead| lead.len()).max().unwrap_or_default();
        for (at, line) in self.lines.iter_mut().enumerate() {
            let held = line.raw.len();
            line.take(leads.get(at).copied().unwrap_or_default(), count);
            line.front.push(&self.plan, &line.raw[held..], &mut line.strength, &mut line.shape);
        }
        self.came += count;
        self.advance(false);
    }

    /// The peaks that became certain since this was asked last, in order.
    pub fn take(&mut self) -> Vec<SampleIndex> {
        std::mem::take(&mut self.found)
    }

    /// Nothing comes any more: the rest of the peaks.
    pub fn finish(mut self) -> Vec<SampleIndex> {
        for line in &mut self.lines {
            line.front.finish(&self.plan, &mut line.strength, &mut line.shape);
        }
        self.advance(true);
        self.track.finish(&mut self.decided);
        self.conclude();
        self.found
    }

    fn advance(&mut self, is_end: bool) {
        if self.lines.is_empty() {
            return;
        }
        let all = self.lines[0].strength[0].len();
        let passed = self.skip.0.min(all);
        let passed_shape = self.skip.1.min(self.lines[0].shape.len());
        self.skip = (self.skip.0 - passed, self.skip.1 - passed_shape);
        for line in &mut self.lines {
            line.strength.iter_mut().for_each(|band| drop(band.drain(..passed)));
            line.shape.drain(..passed_shape);
        }
        // At the end the last second may be short, and nothing after it is waited for.
        let slow = self.came / self.plan.every;
        let end = if is_end { slow.div_ceil(self.second) } else { usize::MAX };
        let have = |from: usize, line: &Line| from + line.strength[0].len();
        loop {
            let from = self.lines[0].levels.end() * self.second;
            let to = (from + self.second).min(if is_end { slow } else { usize::MAX });
            if to <= from || to > have(self.strength_from, &self.lines[0]) {
                break;
            }
            for line in &mut self.lines {
                let second = from - self.strength_from..to - self.strength_from;
                line.levels.push(line.strength.each_ref().map(|band| &band[second.clone()]));
            }
        }
        while self.levelled < end.min(self.lines[0].levels.end())
            && (is_end || self.levelled + level::AROUND < self.lines[0].levels.end())
        {
            let from = self.levelled * self.second;
            let to = (from + self.second).min(if is_end { slow } else { usize::MAX });
            let mut outstanding = vec![0.0; to - from];
            for line in &mut self.lines {
                let second = from - self.strength_from..to - self.strength_from;
                let strengths = line.strength.each_ref().map(|band| &band[second.clone()]);
                line.levels.outstanding(self.levelled, strengths, &mut outstanding);
                line.strength.iter_mut().for_each(|band| drop(band.drain(..second.end)));
            }
            self.strength_from = to;
            self.places.push(&outstanding);
            self.levelled += 1;
        }
        while self.placed < self.levelled
            && (is_end || self.levelled > (self.placed + places::AFTER).max(places::AT_LEAST))
        {
            self.place(if is_end { slow } else { usize::MAX });
            self.conclude();
        }
    }

    /// Looks at the places of the next second.
    fn place(&mut self, end: usize) {
        if self.placed == 0 {
            let first: Vec<f32> = {
                let mut trial = self.places.clone();
                (0..self.levelled.min(places::AT_LEAST))
                    .flat_map(|number| trial.of(number, end))
                    .map(|(_, strength)| strength)
                    .collect()
            };
            self.places.begin(&first);
        }
        let places = self.places.of(self.placed, end);
        for (at, strength) in places {
            let shapes: Vec<&[f32]> = self.lines.iter().map(|line| line.shape.as_slice()).collect();
            let look = self.shape.look(&shapes, self.shape_from, at);
            let place = self.places.weigh(at, strength, look);
            self.track.push(place, &mut self.decided);
        }
        self.placed += 1;
        self.track.pass(self.placed * self.second, &mut self.decided);
        let keep = (self.placed * self.second).saturating_sub(self.shape.margin() + 1);
        let passed = keep.saturating_sub(self.shape_from).min(self.lines[0].shape.len());
        for line in &mut self.lines {
            line.shape.drain(..passed);
        }
        self.shape_from += passed;
    }

    /// Learns from what was decided, and finds where exactly each beat's peak stands.
    fn conclude(&mut self) {
        for Decided { place, is_beat } in self.decided.drain(..) {
            self.places.learn(&place, is_beat, &mut self.shape);
            if !is_beat {
                continue;
            }
            let sample =
                |slow: usize| (slow * self.plan.every + self.plan.every / 2).saturating_sub(self.raw_from);
            let raw: Vec<&[f32]> = self.lines.iter().map(|line| line.raw.as_slice()).collect();
            let peak = self.raw_from
                + self.locate.peak(&raw, sample(place.at), sample(place.look.middle), place.is_usual);
            if self.latest.is_none_or(|latest| latest.0 < peak) {
                self.latest = Some(SampleIndex(peak));
                self.found.push(SampleIndex(peak));
            }
        }
        // What no undecided place needs any more.
        let undecided = (self.placed * self.second).saturating_sub(self.track.lag() + 2 * self.second);
        let keep = (undecided * self.plan.every).saturating_sub(self.locate.margin());
        let passed = keep.saturating_sub(self.raw_from);
        if passed > 4 * self.second * self.plan.every {
            for line in &mut self.lines {
                line.raw.drain(..passed.min(line.raw.len()));
            }
            self.raw_from += passed;
        }
    }
}
