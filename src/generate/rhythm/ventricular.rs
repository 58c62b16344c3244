//! Early beats from the ventricles, from two places: single, in patterns, in runs, and meeting normal ones.

use crate::generate::beat::Beat;
use crate::generate::course::Course;

/// The earliest that the ventricles follow, in seconds.
const REFRACTORY: f64 = 0.34;

/// A sinus beat that would come earlier after a run than this share of its interval finds the node not yet recovered.
const BLOCKED: f64 = 0.65;

/// Single beats, two of three from the first focus; the pause makes up for them.
pub fn single(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(2, 8);
        let focus = usize::from(course.chance(0.35));
        salvo(course, focus, 1);
    }
}

/// Two at a time, with a single one here and there.
pub fn couplets(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(3, 8);
        let focus = usize::from(course.chance(0.35));
        let count = if course.chance(0.75) { 2 } else { 1 };
        salvo(course, focus, count);
    }
}

/// Tachycardia of 3 to 12 beats.
pub fn runs(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(5, 12);
        course.mark("(VT");
        let focus = usize::from(course.chance(0.35));
        let count = course.count(3, 12);
        salvo(course, focus, count);
    }
}

/// A ventricular beat after every `normal` beats, in spells, with a few sinus beats between them.
pub fn pattern(course: &mut Course, normal: usize, name: &'static str) {
    let focus = usize::from(course.chance(0.35));
    course.mark(name);
    while course.is_going() {
        for _ in 0..course.count(8, 20) {
            // The first of the normal beats is the one that the pause ended with.
            course.on(normal - 1, normal - 1);
            salvo(course, focus, 1);
        }
        course.mark("(N");
        course.on(2, 5);
        course.mark(name);
    }
}

/// Between two sinus beats that come as if nothing had been, the second a little late on its way to the ventricles.
pub fn interpolated(course: &mut Course) {
    course.mark("(N");
    while course.is_going() {
        course.on(3, 8);
        let sinus = course.sinus();
        let coupling = course.between(0.44, 0.5) * sinus;
        course.beat(Beat::ventricular(0), coupling.max(REFRACTORY));
        let late = course.between(0.02, 0.06);
        course.beat(course.base, (sinus + late - coupling).max(REFRACTORY));
    }
}

/// Late ventricular beats run into normal ones; now and then one comes early enough to be seen alone.
///
/// They come from the focus whose beats are upright: those of the other would cancel the normal beat.
pub fn fusion(course: &mut Course) {
    course.mark("(N");
    let [first, second] = course.simulator.person.foci;
    let focus = usize::from(second.turn.cos() > first.turn.cos());
    while course.is_going() {
        course.on(2, 6);
        if course.chance(0.3) {
            salvo(course, focus, 1);
            continue;
        }
        let sinus = course.sinus();
        let coupling = course.between(0.9, 0.98) * sinus;
        // The later it comes the less of it there is.
        let share = course.between(0.35, 0.65);
        course.beat(Beat::fusion(focus, share), coupling);
        course.beat(course.base, 2.0 * sinus - coupling);
    }
}

/// `count` ventricular beats and the sinus beat after them, which comes when one was due anyway: the sinus node did not notice.
fn salvo(course: &mut Course, focus: usize, count: usize) {
    let sinus = course.sinus();
    let coupling = (course.simulator.person.foci[focus].coupling * sinus).max(REFRACTORY);
    let interval = coupling * course.between(0.85, 1.0);
    let mut passed = 0.0;
    for index in 0..count {
        let after = if index == 0 { coupling } else { interval } * course.jitter(0.02);
        let after = after.max(REFRACTORY);
        course.beat(Beat::ventricular(focus), after);
        passed += after;
    }
    if count >= 3 {
        course.mark("(N");
    }
    let due = ((passed / sinus + BLOCKED).ceil()).max(2.0);
    course.beat(course.base, due * sinus - passed);
}
