//! What a recording's beats and waves measure, once every beat has its class: intervals, ST, rhythm, heart rate variability.

use std::collections::BTreeMap;

use crate::analyze::Survey;
use crate::analyze::survey::looked_at;
use crate::ecg::{BeatClass, BeatIntervals, Beats, Record, SampleIndex, Verdict};
use crate::error::Note;
use crate::measure::{Everything, Hrv, Intervals, Rhythm, St};

/// What the beats and waves of a recording measure.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Intervals and amplitudes.
    pub intervals: Intervals,
    /// The level between QRS and T.
    pub st: St,
    /// How the heart rate varies.
    pub hrv: Hrv,
    /// What the rhythm is, and what happens in it.
    pub rhythm: Rhythm,
    /// One for each beat that was classified.
    pub beats: Vec<BeatIntervals>,
    /// What could not be measured.
    pub notes: Vec<Note>,
}

/// Measures the survey's beats. A beat's class is what a person said, else what the model did.
pub(in crate::analyze) fn measured(
    record: &Record,
    survey: &Survey,
    asked: Option<usize>,
    cut: &Beats,
    verdicts: &[Verdict],
) -> Measured {
    let said: BTreeMap<SampleIndex, BeatClass> =
        cut.at.iter().copied().zip(verdicts.iter().map(|verdict| verdict.class)).collect();
    let beats: Vec<(SampleIndex, Option<BeatClass>)> =
        survey.beats.iter().map(|&(at, class)| (at, class.or_else(|| said.get(&at).copied()))).collect();
    // The survey has refused a lead that is not there.
    let leads = looked_at(record, asked).unwrap_or(record.leads());
    let Everything { mut intervals, st, rhythm, hrv } =
        Everything::of(leads, record.rate(), &beats, &survey.waves, &survey.quality);
    let by_place: BTreeMap<SampleIndex, usize> =
        beats.iter().enumerate().map(|(index, (at, _))| (*at, index)).collect();
    let of = |at: &SampleIndex| by_place.get(at).and_then(|&index| intervals.beats.get(index).copied());
    let each = cut.at.iter().map(|at| of(at).unwrap_or_default()).collect();
    let mut notes = intervals.notes();
    if !beats.is_empty() {
        notes.extend(rhythm.notes());
        notes.extend(hrv.notes());
    }
    // The report has none of them one by one, and reads back equal.
    intervals.beats.clear();
    Measured { intervals, st, hrv, rhythm, beats: each, notes }
}
