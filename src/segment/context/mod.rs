//! A beat among its neighbours, in numbers: when it comes, what it looks like, whether the atria led, and how far it is
//! from what is usual for its patient.

mod atria;
mod live;
mod own;
mod past;
mod rhythm;
mod shape;
pub(in crate::segment) mod signal;
mod snippet;

use crate::ecg::{BeatClass, Beats, Hertz, Lead, SampleIndex};

pub use live::Live;
pub(in crate::segment) use shape::WITH_LAGS;

use atria::Atria;
use own::Own;
use past::Past;
use rhythm::Course;
use shape::Shapes;
use signal::Signal;
use snippet::Snippet;

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

/// One row for each beat, of [`WIDTH`] numbers. `beats` are in order of time and inside the lead.
pub fn of(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)], form: Form) -> Beats {
    match form {
        Form::Whole => whole(lead, rate, beats),
        Form::Live => {
            let (at, truth): (Vec<SampleIndex>, _) = beats.iter().copied().unzip();
            Beats { width: WIDTH, samples: live::of(lead, rate, &at), truth, at }
        }
    }
}

/// The same where all of the recording is known.
pub(crate) fn whole(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)]) -> Beats {
    let (at, truth): (Vec<SampleIndex>, _) = beats.iter().copied().unzip();
    let signal = Signal::of(&lead.samples, rate, at.iter().copied());
    let mut telling = Telling::new(Form::Whole);
    for (beat, at) in at.iter().enumerate() {
        telling.come(at.time(rate).0, Snippet::of(&signal, beat));
    }
    drop(signal);
    telling.settle();
    Beats { width: WIDTH, samples: telling.rows.into_values().into_flattened(), truth, at }
}

/// Beats that come, are looked at, and are told of, in three steps that each go through them in order. Where all of a recording is known a step is
/// gone through for all beats before the next begins, since each looks at what the one before it found further on.
struct Telling {
    form: Form,
    course: Course,
    shapes: Shapes,
    atria: Atria,
    own: Own,
    rows: Past<[f32; WIDTH]>,
}

impl Telling {
    fn new(form: Form) -> Telling {
        Telling {
            form,
            course: Course::new(form),
            shapes: Shapes::new(form),
            atria: Atria::new(form),
            own: Own::new(form),
            rows: Past::default(),
        }
    }

    /// The next beat is known of.
    fn come(&mut self, at_s: f64, snippet: Snippet) {
        self.course.come(at_s);
        self.atria.come(&snippet);
        self.shapes.come(snippet);
    }

    /// All beats have come: all of them are told of.
    fn settle(&mut self) {
        let all = 0..self.shapes.known();
        all.clone().for_each(|_| self.course.look());
        self.shapes.settle();
        all.clone().for_each(|_| self.shapes.look(&self.course));
        all.clone().for_each(|beat| self.atria.look(beat, &self.shapes));
        all.clone().for_each(|beat| self.tell(beat));
        all.for_each(|beat| self.finish(beat));
    }

    /// The next beat is told of, and of those after it one at most is known.
    fn look(&mut self) {
        let beat = self.rows.len();
        self.course.look();
        self.shapes.look(&self.course);
        self.atria.look(beat, &self.shapes);
        self.tell(beat);
        self.finish(beat);
    }

    /// What is of the beat alone.
    fn tell(&mut self, beat: usize) {
        let mut row = [0.0; WIDTH];
        let (when, rest) = row.split_at_mut(rhythm::NAMES.len());
        let (shape, rest) = rest.split_at_mut(shape::NAMES.len());
        when.copy_from_slice(&self.course.features(beat));
        shape.copy_from_slice(&self.shapes.features(beat));
        rest[..atria::NAMES.len()].copy_from_slice(&self.atria.features(beat, &self.shapes));
        self.rows.push(row);
    }

    /// What is of the beat against the patient's others, and of its neighbours.
    fn finish(&mut self, beat: usize) {
        let columns = own::OF.map(|(name, _)| place(name));
        let value = |beat: usize, column: usize| self.rows[beat][columns[column]];
        let own = self.own.features(beat, self.rows.len(), value, |beat| self.shapes.is_of_wide(beat));
        let columns = OF_NEIGHBOURS.map(place);
        let of_others = NEIGHBOURS.map(|by| {
            // What is told of the next beat hangs on the one after it, which is not known yet in live input.
            let other = beat.checked_add_signed(by).filter(|_| self.form == Form::Whole || by < 0);
            other.and_then(|other| self.rows.get(other)).map(|other| columns.map(|column| other[column]))
        });
        let row = &mut self.rows[beat];
        row[PLAIN..OF_OTHERS].copy_from_slice(&own);
        for (to, of) in row[OF_OTHERS..].chunks_exact_mut(OF_NEIGHBOURS.len()).zip(of_others) {
            to.copy_from_slice(&of.unwrap_or_default());
        }
    }

    /// Forgets the beats before this one.
    fn forget(&mut self, before: usize) {
        self.course.forget(before);
        self.shapes.forget(before);
        self.atria.forget(before);
        self.rows.forget(before);
    }
}

/// In how many leads beats are told of, a row after the other; in none where they are no such rows.
pub(crate) fn leads_of(beats: &Beats) -> usize {
    if beats.width.is_multiple_of(WIDTH) { beats.width / WIDTH } else { 0 }
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
