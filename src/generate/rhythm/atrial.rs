//! Early beats from the atria: single, in couplets, and in runs of tachycardia.

use crate::generate::beat::Beat;
use crate::generate::course::Course;

/// The earliest that the node lets through, in seconds.
const REFRACTORY: f64 = 0.32;

/// Beats a minute of a run of atrial tachycardia.
const RUN_RATES: (f64, f64) = (110.0, 180.0);

/// A run is at least this much faster than the sinus rhythm.
const RUN_AHEAD: f64 = 1.25;

/// How much longer than the last the first intervals of a run are, and what of that is left a beat later: a focus warms up.
const WARMING: (f64, f64) = (0.12, 0.6);

/// Early beats one by one between beats of the base.
pub fn single(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(2, 8);
        let sinus = course.sinus();
        let ratio = course.between(0.5, 0.85);
        course.beat(course.base.early(), early(sinus, ratio));
        resume(course, ratio);
    }
}

/// Early beats so close that the right bundle does not follow: wide as a ventricular beat, but with a P wave before it.
pub fn aberrant(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(3, 8);
        let sinus = course.sinus();
        let ratio = course.between(0.5, 0.75);
        let beat = if ratio < 0.62 { Beat::ABERRANT } else { course.base.early() };
        course.beat(beat, early(sinus, ratio));
        resume(course, ratio);
    }
}

/// Two at a time, with a single one here and there.
pub fn couplets(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(3, 8);
        let sinus = course.sinus();
        let mut ratio = course.between(0.5, 0.8);
        course.beat(course.base.early(), early(sinus, ratio));
        if course.chance(0.75) {
            ratio = course.between(0.52, 0.75);
            course.beat(course.base.early(), early(sinus, ratio));
        }
        resume(course, ratio);
    }
}

/// Tachycardia of 3 to 20 beats: it begins with an early beat and ends with a pause.
pub fn runs(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(5, 12);
        let sinus = course.sinus();
        let (low, high) = RUN_RATES;
        let rate = course.between(low.max(RUN_AHEAD * 60.0 / sinus).min(high), high);
        course.mark("(SVTA");
        let onset = course.between(0.5, 0.7);
        course.beat(course.base.early(), early(sinus, onset));
        let (mut warming, left) = WARMING;
        for _ in 0..course.count(2, 19) {
            let interval = 60.0 / rate * (1.0 + warming) * course.jitter(0.015);
            course.beat(course.base.early(), interval.max(REFRACTORY));
            warming *= left;
        }
        course.mark("(N");
        let pause = course.between(1.15, 1.5);
        course.beat(course.base, sinus * pause);
    }
}

/// Whatever of a sinus interval an early beat waits for, the node has to have recovered.
pub fn early(sinus: f64, ratio: f64) -> f64 {
    (sinus * ratio).max(REFRACTORY)
}

/// The early beat set the sinus clock anew: the next beat waits an interval and the way to the node and back, which is less
/// than what was lost.
pub fn resume(course: &mut Course, ratio: f64) {
    let way = course.between(0.04, (0.9 * (1.0 - ratio)).clamp(0.05, 0.25));
    let after = course.sinus() * (1.0 + way);
    course.beat(course.base, after);
}
