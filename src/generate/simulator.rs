//! A recording from nothing: McSharry's dynamical model, with ectopic beats and noise.

use crate::dsp::random::Random;
use crate::ecg::{Annotation, BeatClass, Hertz, Lead, Marks, Record, SampleIndex, Seconds};
use crate::error::{Error, Result};
use crate::generate::{noise, rhythm, shape};

/// What to simulate. The same settings make the same record (to the last bit on one platform; between platforms `sin`
/// and `exp` may differ in their last bit, which is far below a recorder's step).
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
/// - baseline wander is part of the noise, not of the equations.
#[derive(Clone, Debug)]
pub struct Simulator {
    /// The record's name.
    pub name: String,
    /// Samples in a second.
    pub rate: Hertz,
    /// How long the record is.
    pub seconds: Seconds,
    /// Mean heart rate of the sinus rhythm, in beats a minute.
    pub heart_rate: f64,
    /// Standard deviation of the sinus rhythm's RR intervals, in seconds.
    pub rr_sd: f64,
    /// How many beats are not normal.
    pub ectopy: Ectopy,
    /// Root mean square of the noise, in millivolts.
    pub noise: f64,
    /// Where chance starts.
    pub seed: u64,
}

/// Shares of all beats, by class; the rest is normal. Ectopic beats come singly, so they are at most half of all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ectopy {
    /// Supraventricular.
    pub s: f64,
    /// Ventricular.
    pub v: f64,
    /// Fusion.
    pub f: f64,
    /// Paced.
    pub q: f64,
}

impl Ectopy {
    pub(crate) fn shares(self) -> [(BeatClass, f64); 4] {
        [(BeatClass::S, self.s), (BeatClass::V, self.v), (BeatClass::F, self.f), (BeatClass::Q, self.q)]
    }

    pub(crate) fn total(self) -> f64 {
        self.s + self.v + self.f + self.q
    }
}

impl Default for Simulator {
    /// A minute of a heart at rest, 72 beats a minute, no ectopic beats, little noise.
    fn default() -> Simulator {
        Simulator {
            name: "simulated".into(),
            rate: Hertz::SIMULATOR,
            seconds: Seconds(60.0),
            heart_rate: 72.0,
            rr_sd: 0.035,
            ectopy: Ectopy::default(),
            noise: 0.02,
            seed: 1,
        }
    }
}

/// Steps of the integration a second, at least: a QRS has some thirty of them.
const STEPS_A_SECOND: f64 = 360.0;

/// Seconds between what is just before and just after.
const INSTANT: f64 = 1e-9;

/// A bump further from the point than this many of its widths pushes no more.
const REACH: f64 = 6.0;

impl Simulator {
    /// The record, of one lead called MLII, with an annotation on every R peak: N, A, V, F or /.
    pub fn run(&self) -> Result<Record> {
        self.check()?;
        let mut random = Random::new(self.seed);
        let events = rhythm::events(self, &mut random);
        let path = Path::lay(&events, &mut random);
        let clean = path.integrate(self.rate, (self.seconds.0 * self.rate.get()).round() as usize);
        let annotations =
            events.iter().filter_map(|event| self.annotation(&clean, event.at, event.class)).collect();
        let mut noisy = clean;
        noise::add(&mut noisy, self.rate, self.noise, &mut random);
        let samples = noisy.iter().map(|&sample| sample as f32).collect();
        let marks = Marks { annotator: Marks::REFERENCE.into(), annotations };
        Record::new(&self.name, self.rate, vec![Lead::new("MLII", samples)], vec![marks])
    }

    fn check(&self) -> Result<()> {
        let wrong = |reason: &str| Err(Error::unfit(format!("simulator, {}", self.name), reason));
        let within = |value: f64, low: f64, high: f64| value.is_finite() && (low..=high).contains(&value);
        if !within(self.rate.get(), 50.0, 10_000.0) {
            return wrong("the rate should be 50 to 10,000 Hz");
        }
        if !within(self.seconds.0, 1.0, 86_400.0) {
            return wrong("the length should be one second to one day");
        }
        if !within(self.heart_rate, 20.0, 250.0) {
            return wrong("the heart rate should be 20 to 250 beats a minute");
        }
        if !within(self.rr_sd, 0.0, 0.25 * 60.0 / self.heart_rate) {
            return wrong("the spread of RR intervals should be 0 to a quarter of their mean");
        }
        if self.ectopy.shares().iter().any(|&(_, share)| !within(share, 0.0, 0.5))
            || self.ectopy.total() > 0.5
        {
            return wrong("at most half of the beats can be ectopic");
        }
        if !within(self.noise, 0.0, 5.0) {
            return wrong("the noise should be 0 to 5 mV");
        }
        Ok(())
    }

    /// The mark on the highest sample within 40 ms of where the R peak was meant to be; none outside the record.
    fn annotation(&self, clean: &[f64], at: f64, class: BeatClass) -> Option<Annotation> {
        let meant = (at * self.rate.get()).round();
        if meant < 0.0 || meant as usize >= clean.len() {
            return None;
        }
        let reach = (0.04 * self.rate.get()) as usize;
        let meant = meant as usize;
        let window = meant.saturating_sub(reach)..(meant + reach + 1).min(clean.len());
        let at = window.max_by(|&a, &b| clean[a].total_cmp(&clean[b]))?;
        let symbol = match class {
            BeatClass::N => 'N',
            BeatClass::S => 'A',
            BeatClass::V => 'V',
            BeatClass::F => 'F',
            BeatClass::Q => '/',
        };
        Some(Annotation::new(SampleIndex(at), symbol))
    }
}

/// The road round the circle, unrolled: when the point is where, and which bumps lie along it.
struct Path {
    /// (time, phase) where the angular speed changes; the phase is straight between them. R peaks stand at whole turns.
    knots: Vec<(f64, f64)>,
    /// In order of phase.
    bumps: Vec<Bump>,
    /// The widest reach of any bump, in phase.
    reach: f64,
}

/// A wave as the point meets it: its widths, in phase, on the side it comes from and on the other.
struct Bump {
    phase: f64,
    before: f64,
    after: f64,
    height: f64,
}

impl Path {
    fn lay(events: &[rhythm::Event], random: &mut Random) -> Path {
        use std::f64::consts::{PI, TAU};
        let mut knots = Vec::with_capacity(2 * events.len());
        for (turn, event) in events.iter().enumerate() {
            let phase = turn as f64 * TAU;
            knots.push((event.at, phase));
            knots.push((event.at + event.next_rr / 2.0, phase + PI));
        }
        let mut path = Path { knots, bumps: Vec::new(), reach: 0.0 };
        for event in events {
            for wave in shape::waves(event.class, (event.rr + event.next_rr) / 2.0, random) {
                let time = event.at + wave.at;
                let (phase, _) = path.phase(time);
                // The speed changes right at the R peak: its bump is as long in time on either side.
                let [before, after] =
                    [time - INSTANT, time + INSTANT].map(|time| path.phase(time).1 * wave.width);
                path.reach = path.reach.max(REACH * before.max(after));
                path.bumps.push(Bump { phase, before, after, height: wave.height });
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

    /// Runs the point along the path with Runge and Kutta's fourth-order method, and reads its height `count` times.
    fn integrate(&self, rate: Hertz, count: usize) -> Vec<f64> {
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
            let k1 = self.slope(time, point);
            let k2 = self.slope(time + step / 2.0, moved(step / 2.0, k1));
            let k3 = self.slope(time + step / 2.0, moved(step / 2.0, k2));
            let k4 = self.slope(time + step, moved(step, k3));
            point =
                std::array::from_fn(|i| point[i] + step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]));
        }
        heights
    }

    /// The equations of motion: drawn to the unit circle, turning at the beat's speed, pushed by the bumps, and pulled
    /// back to the baseline.
    fn slope(&self, time: f64, [x, y, z]: [f64; 3]) -> [f64; 3] {
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
                bump.height * away / (width * width) * (-0.5 * (away / width).powi(2)).exp()
            })
            .sum();
        [pull * x - speed * y, pull * y + speed * x, -push * speed - z]
    }
}
