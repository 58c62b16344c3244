//! The course of a recording as it is laid out, beat after beat, with the marks where its rhythm changes.

use std::ops::Range;

use crate::dsp::random::Random;
use crate::generate::beat::{Beat, Event};
use crate::generate::simulator::Simulator;

/// All that a rhythm decides of a recording.
#[derive(Debug, Default)]
pub struct Plan {
    /// In order of time, from before the start to after the end, so that no edge lacks a wave.
    pub events: Vec<Event>,
    /// From when on, in seconds, the rhythm is called what.
    pub changes: Vec<(f64, &'static str)>,
    /// When the atria fibrillate, in seconds.
    pub fibrillation: Vec<Range<f64>>,
}

/// Seconds by which the mark of a rhythm stands before its first beat.
const MARK_AHEAD: f64 = 0.1;

/// How much of its pace a heart forgets at each beat. (Recovery takes a minute to follow a lasting change altogether, but most of it
/// comes within a few beats.)
const FORGETS: f64 = 0.5;

/// No sinus interval is shorter than this, in seconds, or than this share of the mean one.
const SHORTEST: (f64, f64) = (0.25, 0.8);

/// A plan in the making.
pub struct Course<'a> {
    pub simulator: &'a Simulator,
    pub random: &'a mut Random,
    /// The mean RR interval in seconds.
    pub mean: f64,
    /// The beat that comes when nothing else does.
    pub base: Beat,
    sway: Sway,
    now: f64,
    events: Vec<Event>,
    changes: Vec<(usize, &'static str)>,
    fibrillation: Vec<Range<f64>>,
}

impl<'a> Course<'a> {
    /// Begins with a beat of `base` before the recording does.
    pub fn new(simulator: &'a Simulator, base: Beat, random: &'a mut Random) -> Course<'a> {
        let mean = 60.0 / simulator.heart_rate;
        let sway = Sway::new(random);
        let now = -1.5 * mean + random.uniform(0.0, 0.5 * mean);
        let first = Event { at: now, beat: base, rr: mean, next_rr: mean, pace: mean };
        Course {
            simulator,
            random,
            mean,
            base,
            sway,
            now,
            events: vec![first],
            changes: Vec::new(),
            fibrillation: Vec::new(),
        }
    }

    /// The same with its first beat at `at` seconds.
    pub fn from(mut self, at: f64) -> Course<'a> {
        self.now = at;
        self.events[0].at = at;
        self
    }

    fn end(&self) -> f64 {
        self.simulator.seconds.0 + 2.0 * self.mean
    }

    /// Whether there is still time for beats.
    pub fn is_going(&self) -> bool {
        self.now < self.end()
    }

    /// When the last beat was, in seconds.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// What the sinus node waits after a beat that is now.
    pub fn sinus(&self) -> f64 {
        let (seconds, share) = SHORTEST;
        (self.mean + self.simulator.rr_sd * self.sway.at(self.now)).max(seconds.min(share * self.mean))
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.random.uniform(low, high)
    }

    /// A whole number, both ends among them.
    pub fn count(&mut self, low: usize, high: usize) -> usize {
        low + (self.random.bits() % (high - low + 1) as u64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.random.uniform(0.0, 1.0) < share
    }

    /// A factor around 1.
    pub fn jitter(&mut self, spread: f64) -> f64 {
        (1.0 + spread * self.random.normal()).clamp(1.0 - 3.0 * spread, 1.0 + 3.0 * spread)
    }

    /// A beat `after` seconds.
    pub fn beat(&mut self, beat: Beat, after: f64) {
        self.now += after;
        self.events.push(Event { at: self.now, beat, rr: after, next_rr: after, pace: after });
    }

    /// From `low` to `high` beats of the base, as the sinus node gives them.
    pub fn on(&mut self, low: usize, high: usize) {
        for _ in 0..self.count(low, high) {
            self.beat(self.base, self.sinus());
        }
    }

    /// From the next beat on, or from the first if there is no other yet, the rhythm is called so.
    pub fn mark(&mut self, name: &'static str) {
        let next = if self.events.len() == 1 { 0 } else { self.events.len() };
        self.changes.push((next, name));
    }

    /// The atria fibrillate in `span`, in seconds.
    pub fn fibrillate(&mut self, span: Range<f64>) {
        self.fibrillation.push(span);
    }

    /// All of it. Recovery goes by the intervals that were, or, where `looks_ahead`, by those around a beat.
    pub fn finish(mut self, looks_ahead: bool) -> Plan {
        let changes = self
            .changes
            .iter()
            .filter_map(|&(index, name)| Some((self.events.get(index)?.at - MARK_AHEAD, name)))
            .collect();
        let next: Vec<f64> = self.events.iter().skip(1).map(|event| event.rr).collect();
        let mut pace = self.mean;
        for (event, next_rr) in self.events.iter_mut().zip(next) {
            event.next_rr = next_rr;
            pace += FORGETS * (event.rr - pace);
            event.pace = if looks_ahead { (event.rr + event.next_rr) / 2.0 } else { pace };
        }
        let end = self.end();
        self.events.retain(|event| event.at < end);
        Plan { events: self.events, changes, fibrillation: self.fibrillation }
    }
}

/// Cosines that the variability of the sinus rhythm is summed from.
const COSINES: usize = 48;

/// The two humps of the RR spectrum: (centre in Hz, standard deviation in Hz, share of the power). Mayer waves and
/// breathing, with the LF/HF ratio of 0.5 of the paper.
const HUMPS: [(f64, f64, f64); 2] = [(0.1, 0.01, 1.0 / 3.0), (0.25, 0.01, 2.0 / 3.0)];

/// The relative swaying of RR intervals in time, of mean 0 and standard deviation 1.
struct Sway {
    cosines: Vec<(f64, f64, f64)>,
}

impl Sway {
    fn new(random: &mut Random) -> Sway {
        let mut cosines = Vec::with_capacity(COSINES);
        for (centre, spread, share) in HUMPS {
            let count = COSINES / HUMPS.len();
            for _ in 0..count {
                let frequency = (centre + spread * random.normal()).max(0.005);
                let height = (2.0 * share / count as f64).sqrt();
                cosines.push((frequency, height, random.uniform(0.0, std::f64::consts::TAU)));
            }
        }
        Sway { cosines }
    }

    fn at(&self, seconds: f64) -> f64 {
        let turn = std::f64::consts::TAU * seconds;
        self.cosines.iter().map(|(frequency, height, phase)| height * (turn * frequency + phase).cos()).sum()
    }
}
