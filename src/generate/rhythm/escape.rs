//! Beats from below the node, because none came from above.

use crate::generate::beat::Beat;
use crate::generate::course::Course;

/// The whole record is the base's, which keeps better time than the sinus node does.
pub fn alone(course: &mut Course, name: &'static str) {
    course.mark(name);
    while course.is_going() {
        let drift = (course.sinus() - course.mean) / 3.0;
        let after = (course.mean + drift) * course.jitter(0.01);
        course.beat(course.base, after);
    }
}

/// The sinus node falls silent; one to three `escape` beats stand in for it. `late` is how many sinus intervals the first
/// of them waits, and `least` how many seconds at least.
pub fn beats(course: &mut Course, escape: Beat, late: (f64, f64), least: f64) {
    course.mark("(N");
    while course.is_going() {
        course.on(4, 9);
        let after = (course.sinus() * course.between(late.0, late.1)).max(least);
        course.beat(escape, after);
        for _ in 1..course.count(1, 3) {
            // A pacemaker that woke up waits no longer than it had to.
            let after = after * course.between(0.88, 0.96);
            course.beat(escape, after);
        }
        // The sinus node is back before the next escape.
        let after = course.sinus() * course.between(0.9, 1.1);
        course.beat(course.base, after);
    }
}
