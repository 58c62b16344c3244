//! A pacemaker: throughout, or when the heart is slower than it.

use crate::generate::beat::Beat;
use crate::generate::course::Course;

/// A pacemaker's spread of intervals, relative.
const UNSTEADY: f64 = 0.002;

/// Nothing but paced beats.
pub fn throughout(course: &mut Course) {
    course.mark("(P");
    while course.is_going() {
        let after = course.mean * course.jitter(UNSTEADY);
        course.beat(Beat::PACED, after);
    }
}

/// Paced beats, until the sinus node is as fast and meets them, and then faster and inhibits them.
pub fn mixed(course: &mut Course) {
    course.mark("(P");
    while course.is_going() {
        for _ in 0..course.count(4, 10) {
            let after = course.mean * course.jitter(UNSTEADY);
            course.beat(Beat::PACED, after);
        }
        // The sinus wave arrives sooner and sooner, and leaves the electrode less and less.
        let fused = course.count(1, 3);
        for index in 0..fused {
            let share = 0.7 - 0.4 * (index as f64 + course.between(0.0, 1.0)) / fused as f64;
            let after = course.mean * course.jitter(UNSTEADY);
            course.beat(Beat::paced_fusion(share), after);
        }
        course.mark("(N");
        let faster = course.between(0.86, 0.95);
        for _ in 0..course.count(3, 8) {
            let after = course.sinus().min(course.mean * 1.04) * faster;
            course.beat(Beat::NORMAL, after);
        }
        course.mark("(P");
    }
}
