//! Atrial fibrillation: ventricles without a clock, and the flicker of the atria.

use std::f64::consts::TAU;
use std::ops::Range;

use crate::dsp::random::Random;
use crate::ecg::Hertz;
use crate::generate::beat::Beat;
use crate::generate::course::Course;
use crate::generate::person::Person;
use crate::generate::rhythm::atrial;

/// The node's refractory time, in seconds: no RR interval is shorter.
const FLOOR: f64 = 0.3;

/// Spread of the logarithm of what is above the floor. It makes the RR intervals' coefficient of variation about a quarter, as in
/// untreated fibrillation.
const SPREAD: f64 = 0.45;

/// How a RR interval goes by the one before: a long one is rather followed by a short one (concealed conduction).
const MEMORY: f64 = -0.15;

/// RR intervals of fibrillation: log-normal above the refractory floor, hardly correlated.
struct Irregular {
    mean: f64,
    last: f64,
}

impl Irregular {
    fn next(&mut self, course: &mut Course) -> f64 {
        let fresh = course.random.normal();
        self.last = MEMORY * self.last + (1.0 - MEMORY * MEMORY).sqrt() * fresh;
        let floor = FLOOR.min(0.6 * self.mean);
        floor + (self.mean - floor) * (SPREAD * self.last.clamp(-3.0, 3.0) - SPREAD * SPREAD / 2.0).exp()
    }
}

/// From the first beat to the last, with a share of ventricular beats, which come early and leave no pause of their own.
pub fn throughout(course: &mut Course, ventricular: f64) {
    course.mark("(AFIB");
    course.fibrillate(f64::NEG_INFINITY..f64::INFINITY);
    let mut irregular = Irregular { mean: course.mean, last: 0.0 };
    while course.is_going() {
        let is_ventricular = course.chance(ventricular);
        fibrillating(course, &mut irregular, is_ventricular);
    }
}

fn fibrillating(course: &mut Course, irregular: &mut Irregular, is_ventricular: bool) {
    let after = irregular.next(course);
    if is_ventricular {
        let coupling = course.simulator.person.foci[0].coupling * course.mean * course.jitter(0.03);
        course.beat(Beat::ventricular(0), coupling.max(0.34));
        // The wave that runs up into the node keeps it closed for a while.
        course.beat(Beat::FIBRILLATING, after.max(0.9 * course.mean));
    } else {
        course.beat(Beat::FIBRILLATING, after);
    }
}

/// Sinus rhythm with early beats, one of which lets the atria fall into fibrillation, out of which they come again with a
/// pause. Fibrillation is faster than the sinus rhythm.
pub fn paroxysmal(course: &mut Course) {
    course.mark("(N");
    // At most five minutes a round, so that a long record has many episodes and a short one has one.
    let round = course.simulator.seconds.0.min(300.0);
    let mut begun = 0.0;
    while course.is_going() {
        let from = begun + round * course.between(0.25, 0.35);
        let to = begun + round * course.between(0.65, 0.8);
        begun += round;
        let mut until_early = course.count(4, 12);
        while course.now() < from && course.is_going() {
            if until_early == 0 {
                let after = atrial::early(course.sinus(), 0.7);
                course.beat(Beat::ATRIAL, after);
                atrial::resume(course, 0.7);
                until_early = course.count(6, 20);
            }
            course.on(1, 1);
            until_early = until_early.saturating_sub(1);
        }
        if !course.is_going() {
            return;
        }
        let trigger = atrial::early(course.sinus(), course.between(0.5, 0.65));
        course.beat(Beat::ATRIAL, trigger);
        course.mark("(AFIB");
        let onset = course.now() + 0.15;
        let faster = course.between(0.65, 0.85);
        let mut irregular = Irregular { mean: course.mean * faster, last: 0.0 };
        while course.now() < to && course.is_going() {
            fibrillating(course, &mut irregular, false);
        }
        // The atria come to rest soon after the last beat of it.
        course.fibrillate(onset..course.now() + 0.25);
        course.mark("(N");
        let pause = course.sinus() * course.between(1.2, 1.7);
        course.beat(course.base, pause);
        while course.now() < begun && course.is_going() {
            course.on(1, 1);
        }
    }
}

/// Harmonics of a fibrillatory wave, which is rather a saw's tooth than a sine.
const HARMONICS: usize = 3;

/// How far its frequency and its height sway, and how fast, in Hz.
const FREQUENCY_SWAY: (f64, f64) = (0.35, 0.12);
const HEIGHT_SWAY: (f64, f64) = (0.35, 0.31);

/// V1 lies over the right atrium.
const IN_V1: f64 = 1.6;

/// Seconds in which the flicker comes and goes.
const FADE: f64 = 0.15;

/// Adds the fibrillatory waves of `spans` to the leads.
///
/// After Stridh and Sörnmo, "Spatiotemporal QRST cancellation techniques for analysis of atrial fibrillation" (2001):
/// a saw of a few harmonics whose frequency and height sway slowly. Departure: its frequency also strolls, so that it is no
/// clock.
pub fn flicker(
    leads: &mut [Vec<f64>],
    rate: Hertz,
    person: &Person,
    spans: &[Range<f64>],
    random: &mut Random,
) {
    let tick = 1.0 / rate.get();
    let phases: [f64; 2] = std::array::from_fn(|_| random.uniform(0.0, TAU));
    let mut angle = random.uniform(0.0, TAU);
    let mut stroll = 0.0;
    let count = leads.first().map_or(0, Vec::len);
    // A saw of three harmonics is some 2.4 times as high as its first.
    let height = person.flicker_height / 2.4;
    for index in 0..count {
        let time = index as f64 * tick;
        let (hertz, sways) = FREQUENCY_SWAY;
        // Settles within half a second at a spread of half a hertz.
        stroll += -2.0 * stroll * tick + tick.sqrt() * random.normal();
        let frequency =
            (person.flicker + hertz * (TAU * sways * time + phases[0]).sin() + 0.5 * stroll).clamp(4.0, 9.0);
        angle = (angle + TAU * frequency * tick) % TAU;
        let loud: f64 = spans
            .iter()
            .map(|span| ((time - span.start).min(span.end - time) / FADE).clamp(0.0, 1.0))
            .fold(0.0, f64::max);
        if loud == 0.0 {
            continue;
        }
        let (depth, sways) = HEIGHT_SWAY;
        let swell = 1.0 + depth * (TAU * sways * time + phases[1]).sin();
        for (lead, samples) in leads.iter_mut().enumerate() {
            let (scale, lag) = if lead == 0 { (1.0, 0.0) } else { (IN_V1, 0.8) };
            let saw: f64 =
                (1..=HARMONICS).map(|n| (n as f64 * (angle + lag)).sin() / (n as f64).powf(1.3)).sum();
            samples[index] += loud * swell * scale * height * saw;
        }
    }
}
