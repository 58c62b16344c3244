//! A beat among its neighbours, in numbers: when it comes, what it looks like, whether the atria led, and how far it is
//! from what is usual for its patient.

mod atria;
mod own;
mod rhythm;
mod shape;
pub(in crate::segment) mod signal;

use crate::ecg::{BeatClass, Beats, Hertz, Lead, SampleIndex};

use atria::Atria;
use rhythm::Course;
use shape::Shapes;
use signal::Signal;

/// How much of a recording is known when a beat is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Whole,
    /// What came before the beat, and the one after it.
    Live,
}

/// Numbers that are of the beat alone, not yet against the patient's.
const PLAIN: usize = rhythm::NAMES.len() + shape::NAMES.len() + atria::NAMES.len();

/// Numbers of each beat.
pub const WIDTH: usize = PLAIN + own::OF.len();

/// What each number of a beat is.
pub fn names() -> impl Iterator<Item = String> {
    let own = own::OF.iter().map(|(name, _)| format!("{name}, own"));
    plain_names().map(String::from).chain(own)
}

fn plain_names() -> impl Iterator<Item = &'static str> {
    rhythm::NAMES.into_iter().chain(shape::NAMES).chain(atria::NAMES)
}

/// One row for each beat, of [`WIDTH`] numbers.
pub fn of(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)], form: Form) -> Beats {
    let mut out = Beats { width: WIDTH, samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
    (out.at, out.truth) = beats.iter().copied().unzip();
    if beats.is_empty() {
        return out;
    }
    let signal = Signal::of(&lead.samples, rate, out.at.iter().copied());
    let at_s: Vec<f64> = out.at.iter().map(|at| at.time(rate).0).collect();
    let course = Course::of(&at_s, form);
    let shapes = Shapes::of(&signal, &course, form);
    let atria = Atria::of(&signal, &shapes, form);
    out.samples.reserve(beats.len() * WIDTH);
    for beat in 0..beats.len() {
        out.samples.extend(course.features(beat));
        out.samples.extend(shapes.features(beat));
        out.samples.extend(atria.features(beat));
        out.samples.extend([0.0; own::OF.len()]);
    }
    let columns = own::OF.map(|(name, _)| plain_names().position(|plain| plain == name).unwrap_or_default());
    let value = |beat: usize, column: usize| out.samples[beat * WIDTH + columns[column]];
    let own = own::features(beats.len(), form, value, |beat| shapes.is_of_wide(beat));
    for (row, own) in out.samples.chunks_exact_mut(WIDTH).zip(&own) {
        row[PLAIN..].copy_from_slice(own);
    }
    out
}

#[test]
fn every_feature_has_a_name_of_its_own_and_those_held_against_the_patient_are_among_them() {
    let mut names: Vec<String> = names().collect();
    assert_eq!(names.len(), WIDTH);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), WIDTH);
    assert!(own::OF.iter().all(|(name, _)| plain_names().any(|plain| plain == *name)));
}
