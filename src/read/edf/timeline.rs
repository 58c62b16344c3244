//! Where data records stand in time: interruptions become samples that are missing, so that time stays true.

use crate::error::Note;
use crate::read::recording::plain;

/// The longest time without samples that is filled up, all interruptions together: a day.
const LONGEST_PAUSE: f64 = 86_400.0;

/// How far an uninterrupted file's records may stray from where they belong before anything is said, in seconds.
const STRAY: f64 = 1.0;

/// Follows the data records of one file.
pub struct Timeline {
    interrupted: bool,
    /// The onset of the first record, from which all samples are counted.
    origin: Option<f64>,
    /// Seconds of interruptions that were filled up.
    filled: f64,
    /// From which onset on how many seconds were left out altogether; onsets in rising order.
    cuts: Vec<(f64, f64)>,
    said: [bool; 3],
}

impl Timeline {
    pub fn new(interrupted: bool) -> Timeline {
        Timeline { interrupted, origin: None, filled: 0.0, cuts: Vec::new(), said: [false; 3] }
    }

    /// The onset of the first record; 0 where it says none.
    pub fn origin(&self) -> f64 {
        self.origin.unwrap_or(0.0)
    }

    /// A data record (counted from 0) says that it begins at `onset`, and `length` samples at `rate` a second stand
    /// before it. The answer is the second up to which to fill up first, where there is anything to fill and it `fits`.
    pub fn begin(
        &mut self,
        place: &str,
        record: u64,
        onset: f64,
        (length, rate): (usize, f64),
        fits: impl Fn(f64) -> bool,
        notes: &mut Vec<Note>,
    ) -> Option<f64> {
        let Some(origin) = self.origin else {
            // Without a clock in the first record its samples are taken to begin at the moment that the header names.
            self.origin = Some(if record == 0 { onset } else { 0.0 });
            return if record == 0 {
                None
            } else {
                self.begin(place, record, onset, (length, rate), fits, notes)
            };
        };
        let at = onset - origin - self.left_out();
        let pause = at - length as f64 / rate;
        // Onsets are rounded to some digits: one sample more or less is no interruption.
        let close = if self.interrupted { 1.5 / rate } else { STRAY };
        if pause.abs() <= close {
            return None;
        }
        let number = record + 1;
        if self.interrupted && pause > 0.0 && self.filled + pause <= LONGEST_PAUSE && fits(at) {
            self.filled += pause;
            return Some(at);
        }
        if self.cuts.last().is_none_or(|&(last, _)| onset > last) {
            self.cuts.push((onset, self.left_out() + pause));
        }
        let (which, text) = if pause < 0.0 {
            let early = plain(-pause);
            (
                0,
                format!(
                    "{place}: data record {number} begins {early} s before the one before it ends; it was put after it."
                ),
            )
        } else if self.interrupted {
            let long = plain(pause);
            (
                1,
                format!(
                    "{place}: nothing was recorded in the {long} s before data record {number}, which is too long to be shown; they were left out, and all after them stands that much too early."
                ),
            )
        } else {
            let long = plain(pause);
            (
                2,
                format!(
                    "{place}: data record {number} begins {long} s after the one before it ends, though the header promises no interruptions; it was put right after it."
                ),
            )
        };
        if let Some(said) = self.said.get_mut(which)
            && !std::mem::replace(said, true)
        {
            notes.push(Note::new(text));
        }
        None
    }

    /// Seconds since the first sample, of an onset in the file, by the samples that there are.
    pub fn seconds(&self, onset: f64) -> f64 {
        let before = self.cuts.partition_point(|&(from, _)| from <= onset);
        let left_out = before.checked_sub(1).and_then(|last| self.cuts.get(last)).map_or(0.0, |cut| cut.1);
        onset - self.origin() - left_out
    }

    fn left_out(&self) -> f64 {
        self.cuts.last().map_or(0.0, |cut| cut.1)
    }
}

#[test]
fn pauses_are_filled_or_left_out_and_marks_follow() {
    let mut notes = Vec::new();
    let mut timeline = Timeline::new(true);
    let mut begin = |record, onset, length, fits: bool| {
        let filled = timeline.begin("x.edf", record, onset, (length, 100.0), |_| fits, &mut notes);
        (filled, (timeline.seconds(onset) * 1e6).round() / 1e6)
    };
    assert_eq!(begin(0, 5.0, 0, true), (None, 0.0));
    assert_eq!(begin(1, 6.01, 100, true), (None, 1.01), "a sample is no pause");
    assert_eq!(begin(2, 9.0, 200, true), (Some(4.0), 4.0));
    assert_eq!(begin(3, 100_010.0, 500, true), (None, 5.0), "more than a day");
    assert_eq!(begin(4, 100_011.0, 600, true), (None, 6.0));
    assert_eq!(begin(5, 100_010.0, 700, true).0, None, "back in time");
    assert_eq!(begin(6, 100_020.0, 800, false).0, None, "no room");
    assert_eq!(notes.len(), 2, "{notes:?}");
}
