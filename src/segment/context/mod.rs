//! A beat among its neighbours, in numbers: when it comes, what it looks like, whether the atria led, and how far it is
//! from what is usual for its patient.

mod atria;
mod own;
mod rhythm;
mod shape;
pub(in crate::segment) mod signal;

use crate::ecg::{BeatClass, Beats, Hertz, Lead, SampleIndex};

pub(in crate::segment) use shape::QRS;

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

/// Beats around a beat of which it is told, too.
const NEIGHBOURS: [isize; 4] = [-2, -1, 1, 2];

/// What it is told of each of them.
const OF_NEIGHBOURS: [&str; 12] = [
    "rr/local",
    "next/local",
    "qrs like usual",
    "qrs like last",
    "family is usual",
    "width-usual",
    "height/usual",
    "p like usual",
    "p gain",
    "rest bump",
    "rr/upper 30",
    "misfit",
];

/// Numbers that are of the beat alone, not yet against the patient's.
const PLAIN: usize = rhythm::NAMES.len() + shape::NAMES.len() + atria::NAMES.len();

/// Numbers of each beat.
pub const WIDTH: usize = PLAIN + own::OF.len() + NEIGHBOURS.len() * OF_NEIGHBOURS.len();

/// Where the neighbours' begin.
const OF_OTHERS: usize = PLAIN + own::OF.len();

/// What each number of a beat is.
pub fn names() -> impl Iterator<Item = String> {
    let own = own::OF.iter().map(|(name, _)| format!("{name} own"));
    let of = |by: isize| OF_NEIGHBOURS.iter().map(move |name| format!("{name} {by:+}"));
    plain_names().map(String::from).chain(own).chain(NEIGHBOURS.into_iter().flat_map(of))
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
    out.samples.resize(beats.len() * WIDTH, 0.0);
    for (beat, row) in out.samples.chunks_exact_mut(WIDTH).enumerate() {
        let (when, rest) = row.split_at_mut(rhythm::NAMES.len());
        let (shape, rest) = rest.split_at_mut(shape::NAMES.len());
        when.copy_from_slice(&course.features(beat));
        shape.copy_from_slice(&shapes.features(beat));
        rest[..atria::NAMES.len()].copy_from_slice(&atria.features(beat));
    }
    let columns = own::OF.map(|(name, _)| place(name));
    let value = |beat: usize, column: usize| out.samples[beat * WIDTH + columns[column]];
    let own = own::features(beats.len(), form, value, |beat| shapes.is_of_wide(beat));
    for (row, own) in out.samples.chunks_exact_mut(WIDTH).zip(&own) {
        row[PLAIN..OF_OTHERS].copy_from_slice(own);
    }
    let columns = OF_NEIGHBOURS.map(place);
    for (nth, by) in NEIGHBOURS.into_iter().enumerate() {
        // What is told of the next beat hangs on the one after it, which is not known yet in live input.
        if form == Form::Live && by > 0 {
            continue;
        }
        for beat in 0..beats.len() {
            let Some(other) = beat.checked_add_signed(by).filter(|&other| other < beats.len()) else {
                continue;
            };
            for (column, from) in columns.into_iter().enumerate() {
                let to = OF_OTHERS + nth * OF_NEIGHBOURS.len() + column;
                out.samples[beat * WIDTH + to] = out.samples[other * WIDTH + from];
            }
        }
    }
    out
}

/// Where a number that is of the beat alone stands in a row, by its name.
pub(crate) fn place(name: &str) -> usize {
    plain_names().position(|plain| plain == name).unwrap_or_default()
}

#[test]
fn every_feature_has_a_name_of_its_own_and_those_held_against_the_patient_are_among_them() {
    let mut names: Vec<String> = names().collect();
    assert_eq!(names.len(), WIDTH);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), WIDTH);
    let used = own::OF.iter().map(|(name, _)| *name).chain(OF_NEIGHBOURS);
    assert!(used.into_iter().all(|name| plain_names().any(|plain| plain == name)));
}
