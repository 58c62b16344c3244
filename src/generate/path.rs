//! McSharry's dynamical model: a point that runs round a circle once a beat, pushed up and down by the waves.

use crate::dsp::random::Random;
use crate::ecg::Hertz;
use crate::generate::beat::Event;
use crate::generate::form::Forms;
use crate::generate::person::Person;
use crate::generate::shape::{self, LEADS, Part};

/// Steps of the integration a second, at least: a QRS has some thirty of them.
const STEPS_A_SECOND: f64 = 360.0;

/// Seconds between what is just before and just after.
const INSTANT: f64 = 1e-9;

/// A bump further from the point than this many of its widths pushes no more.
const REACH: f64 = 6.0;

/// The road round the circle, unrolled: when the point is where, and which bumps lie along it.
///
/// After McSharry, Clifford, Tarassenko and Smith, "A dynamical model for generating synthetic electrocardiogram
/// signals" (2003): a point runs round the unit circle once a beat, and bumps at fixed places of the circle push it up and
/// down. Departures:
/// - bumps are given in seconds and millivolts and turned into angles and forces beat by beat, and push by the angle passed
///   instead of the time spent, so that a fast beat is not a low one and a QRS keeps its width at any rate;
/// - the angular speed changes at the R peak and half way between two peaks, so that an early beat is early by itself and
///   the pause after it is long by itself;
/// - the phase is counted on from beat to beat, so that a T wave is not cut off by an early next beat;
/// - RR variability is a sum of cosines drawn from the paper's bimodal spectrum instead of its inverse Fourier transform;
/// - baseline wander is part of the noise, not of the equations;
/// - a second lead has bumps of other heights at the same places.
pub struct Path {
    /// (time, phase) where the angular speed changes; the phase is straight between them. R peaks stand at whole turns.
    knots: Vec<(f64, f64)>,
    /// In order of phase.
    bumps: Vec<Bump>,
    /// The widest reach of any bump, in phase.
    reach: f64,
}

/// A wave as the point meets it: its widths, in phase, on the side it comes from and on the other.
pub struct Bump {
    /// Which of the events it is of.
    pub beat: usize,
    pub part: Part,
    phase: f64,
    before: f64,
    after: f64,
    heights: [f64; LEADS],
}

impl Bump {
    /// How far a phase is from the top, in widths.
    fn away(&self, phase: f64) -> f64 {
        let away = phase - self.phase;
        away / if away < 0.0 { self.before } else { self.after }
    }
}

impl Path {
    /// Lays the waves of all events, which there must be at least one of, along the road.
    pub fn lay(events: &[Event], person: &Person, forms: &Forms, random: &mut Random) -> Path {
        use std::f64::consts::{PI, TAU};
        let mut knots = Vec::with_capacity(2 * events.len());
        for (turn, event) in events.iter().enumerate() {
            let phase = turn as f64 * TAU;
            knots.push((event.at, phase));
            knots.push((event.at + event.next_rr / 2.0, phase + PI));
        }
        let mut path = Path { knots, bumps: Vec::new(), reach: 0.0 };
        for (beat, event) in events.iter().enumerate() {
            for wave in shape::waves(event, person, forms, random) {
                let time = event.at + wave.at;
                let (phase, _) = path.phase(time);
                // The speed changes right at the R peak: its bump is as long in time on either side.
                let [before, after] =
                    [time - INSTANT, time + INSTANT].map(|time| path.phase(time).1 * wave.width);
                path.reach = path.reach.max(REACH * before.max(after));
                let (part, heights) = (wave.part, wave.heights);
                path.bumps.push(Bump { beat, part, phase, before, after, heights });
            }
        }
        path.bumps.sort_by(|a, b| a.phase.total_cmp(&b.phase));
        path
    }

    /// The phase at a time, and how fast it grows there.
    fn phase(&self, time: f64) -> (f64, f64) {
        let after = self.knots.partition_point(|knot| knot.0 <= time).clamp(1, self.knots.len() - 1);
        let ((t0, p0), (t1, p1)) = (self.knots[after - 1], self.knots[after]);
        let speed = (p1 - p0) / (t1 - t0);
        (p0 + (time - t0) * speed, speed)
    }

    /// When the point is at a phase, in seconds.
    fn time(&self, phase: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.1 <= phase).clamp(1, self.knots.len() - 1);
        let ((t0, p0), (t1, p1)) = (self.knots[after - 1], self.knots[after]);
        t0 + (phase - p0) * (t1 - t0) / (p1 - p0)
    }

    /// All bumps, in order of phase.
    pub fn bumps(&self) -> &[Bump] {
        &self.bumps
    }

    /// When the top of a bump is passed, in seconds.
    pub fn top(&self, bump: &Bump) -> f64 {
        self.time(bump.phase)
    }

    /// From when to when the point is within so many widths of a bump, in seconds.
    pub fn span(&self, bump: &Bump, widths: f64) -> (f64, f64) {
        (self.time(bump.phase - widths * bump.before), self.time(bump.phase + widths * bump.after))
    }

    /// How far bumps have lifted the point in a lead at a time, in millivolts: what their pushes come to without the pull back to
    /// the baseline.
    pub fn lift(&self, bumps: &[&Bump], lead: usize, time: f64) -> f64 {
        let (phase, _) = self.phase(time);
        bumps.iter().map(|bump| bump.heights[lead] * (-0.5 * bump.away(phase).powi(2)).exp()).sum()
    }

    /// Runs the point along the path with Runge and Kutta's fourth-order method, and reads its height in a lead `count`
    /// times.
    pub fn integrate(&self, rate: Hertz, count: usize, lead: usize) -> Vec<f64> {
        let fine = (STEPS_A_SECOND / rate.get()).ceil().max(1.0);
        let step = 1.0 / (rate.get() * fine);
        // Half a second before the start, so that the height has settled when the record begins.
        let warm_up = (0.5 / step) as i64;
        let (phase, _) = self.phase(-(warm_up as f64) * step);
        let mut point = [phase.cos(), phase.sin(), 0.0];
        let mut heights = Vec::with_capacity(count);
        for n in -warm_up..(count as f64 * fine) as i64 {
            if n >= 0 && n % fine as i64 == 0 {
                heights.push(point[2]);
            }
            let time = n as f64 * step;
            let moved = |by: f64, slope: [f64; 3]| std::array::from_fn(|i| point[i] + by * slope[i]);
            let k1 = self.slope(lead, time, point);
            let k2 = self.slope(lead, time + step / 2.0, moved(step / 2.0, k1));
            let k3 = self.slope(lead, time + step / 2.0, moved(step / 2.0, k2));
            let k4 = self.slope(lead, time + step, moved(step, k3));
            point =
                std::array::from_fn(|i| point[i] + step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]));
        }
        heights
    }

    /// The equations of motion: drawn to the unit circle, turning at the beat's speed, pushed by the bumps, and pulled
    /// back to the baseline.
    fn slope(&self, lead: usize, time: f64, [x, y, z]: [f64; 3]) -> [f64; 3] {
        use std::f64::consts::TAU;
        let (planned, speed) = self.phase(time);
        let pull = 1.0 - x.hypot(y);
        // The angle says where in the turn the point is; the plan says which turn it is.
        let turn = ((planned - y.atan2(x)) / TAU).round();
        let phase = y.atan2(x) + turn * TAU;
        let first = self.bumps.partition_point(|bump| bump.phase < phase - self.reach);
        let push: f64 = self.bumps[first..]
            .iter()
            .take_while(|bump| bump.phase <= phase + self.reach)
            .map(|bump| {
                let away = phase - bump.phase;
                let width = if away < 0.0 { bump.before } else { bump.after };
                // Passing either half of a bump moves the point by its height, however fast it passes.
                bump.heights[lead] * away / (width * width) * (-0.5 * (away / width).powi(2)).exp()
            })
            .sum();
        [pull * x - speed * y, pull * y + speed * x, -push * speed - z]
    }
}
