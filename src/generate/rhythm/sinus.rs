//! A sinus rhythm that breathes, with ectopic beats thrown in.

use crate::ecg::BeatClass;
use crate::generate::beat::Beat;
use crate::generate::course::Course;

/// Single ectopic beats of every class, as many as the settings ask for.
pub fn mixed(course: &mut Course) {
    let mut class = BeatClass::N;
    let mut before = course.mean;
    while course.is_going() {
        let sinus = course.sinus();
        let next = if class == BeatClass::N { draw(course) } else { BeatClass::N };
        let rr = sinus * prematurity(next, course) + pause(class, before, sinus, course);
        course.beat(Beat::of(next), rr);
        before = rr;
        class = next;
    }
}

/// Ectopic beats come singly: each is followed by a normal one.
fn draw(course: &mut Course) -> BeatClass {
    let ectopy = course.simulator.ectopy;
    let chance = course.between(0.0, 1.0);
    let mut sum = 0.0;
    // A share of all beats is a larger share of those that may be ectopic at all, since no two stand together.
    let room = 1.0 - ectopy.total();
    for (class, share) in ectopy.shares() {
        sum += share / room;
        if chance < sum {
            return class;
        }
    }
    BeatClass::N
}

/// How much of a sinus interval a beat of this class waits for.
fn prematurity(class: BeatClass, course: &mut Course) -> f64 {
    match class {
        BeatClass::N => 1.0,
        BeatClass::S => course.between(0.62, 0.74),
        BeatClass::V => course.between(0.58, 0.70),
        BeatClass::F => course.between(0.90, 0.97),
        BeatClass::Q => course.between(0.98, 1.02),
    }
}

/// After a ventricular beat the next sinus beat comes when it would have come anyway: what the early beat took is given
/// back. A supraventricular one sets the sinus clock anew: the next waits an interval and the way to the node and back,
/// which is less than what was lost.
fn pause(class: BeatClass, rr: f64, sinus: f64, course: &mut Course) -> f64 {
    match class {
        BeatClass::V => (sinus - rr).max(0.0),
        BeatClass::S => course.between(0.10, 0.20) * sinus,
        _ => 0.0,
    }
}

/// The base and nothing else.
pub fn steady(course: &mut Course, name: &'static str) {
    course.mark(name);
    while course.is_going() {
        course.on(1, 1);
    }
}

/// Three beats in all.
pub fn three(course: &mut Course) {
    course.mark("(N");
    course.on(2, 2);
}
