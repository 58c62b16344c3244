//! ANSI/AAMI EC57: one annotator's beats against another's, beat by beat and run by run, and many records together.

mod beats;
mod runs;
mod side;
mod study;

use serde::{Deserialize, Serialize};

use crate::ecg::{Annotation, Hertz, SampleIndex, Seconds};
use crate::error::Note;
use crate::score::Matching;

pub use beats::{BeatFigures, BeatTable};
pub use runs::{RunFigures, RunTables};
pub use study::{AverageFigures, RunAverages, Study};

use side::{Side, inside};

/// What a comparison may be told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// The learning period: beats before this are not counted. EC57 has five minutes, most papers none.
    pub after: Seconds,
    /// How far a beat and its reference may be apart; EC57 has 150 ms.
    pub tolerance: Seconds,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { after: Seconds(0.0), tolerance: Seconds(0.150) }
    }
}

/// One record's comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The record's name.
    pub record: String,
    /// Beat by beat.
    pub beats: BeatTable,
    /// What is read off that table.
    pub figures: BeatFigures,
    /// Root mean square of the difference between the RR intervals of the two, in milliseconds, over intervals whose two
    /// ends are pairs with nothing between them on either side; `None` where there is no such interval.
    pub rr_error_ms: Option<f64>,
    /// How long the annotator who is tested called the signal unreadable, after the learning period.
    pub shutdown_s: f64,
    /// Runs of V and F beats.
    pub v_runs: RunTables,
    /// Runs of S beats.
    pub s_runs: RunTables,
    /// What was survived.
    pub notes: Vec<Note>,
}

/// Holds `test`, the annotator who is tested, against `truth`, beat by beat and run by run.
///
/// Annotations need not be in order of time. `length`, where it is known, is the record's in samples.
///
/// - Classes are those of [`crate::ecg::BeatClass::from_symbol`] on both sides. (Departure: `bxb` takes the escape beats `e` and `j`
///   for S, as EC57 of 1998 had it; the field has taken them for N since de Chazal and others 2004.)
/// - Beats are matched by [`Matching::of`], all together; a pair counts where its reference beat is past the learning period.
/// - Ventricular flutter and fibrillation, `[` to `]` (or to the end), is left out: on the reference's side its beats and
///   the detections that no other beat needs, on the test's side what it marks within its own.
/// - The signal is unreadable (shutdown) from a `~` whose subtype has bits 4 and 5 set (as -1 has: no signal is readable) to the next
///   `~` that has not both. Where a beat comes first, the mark stands amid it: it begins one tolerance after the beat
///   before and ends one before that next beat. Without end it lasts to the record's. That a detector goes silent is no shutdown.
///
/// Linear in the number of beats, where no more than a few are within a tolerance of one another, after sorting.
pub fn compare(
    record: &str,
    truth: &[Annotation],
    test: &[Annotation],
    rate: Hertz,
    length: Option<usize>,
    terms: Terms,
) -> Comparison {
    let reach = samples(terms.tolerance, rate);
    let from = SampleIndex(samples(terms.after, rate));
    let end = length.unwrap_or_else(|| last(truth).max(last(test)).map_or(0, |at| at.0.saturating_add(1)));
    let (truth_side, test_side) = (Side::of(truth, reach, end), Side::of(test, reach, end));
    let [beats, detections] = [&truth_side, &test_side].map(Side::positions);
    let matching = Matching::of(&beats, &detections, rate, terms.tolerance);
    let table = BeatTable::of(&matching, &truth_side, &test_side, from);
    let shutdown: usize =
        test_side.shutdown.iter().map(|span| span.end.0.saturating_sub(span.start.0.max(from.0))).sum();
    let mut notes = Vec::new();
    for (who, side) in [("the reference", &truth_side), ("the annotator tested", &test_side)] {
        notes.extend(side.notes(record, who, length));
    }
    let paced = truth.iter().filter(|annotation| matches!(annotation.symbol, '/' | 'f')).count();
    if paced > 0 {
        notes.push(Note::new(format!(
            "{record}: {paced} reference beats are paced; EC57 leaves such records out of its figures, here they count as Q."
        )));
    }
    notes.extend(strangers(record, &matching, &truth_side, &test_side, end));
    Comparison {
        record: record.to_string(),
        figures: table.figures(),
        beats: table,
        rr_error_ms: rr_error_ms(&matching, &beats, &detections, &truth_side, &test_side, from),
        shutdown_s: round(rate.duration(shutdown).0),
        v_runs: RunTables::of(&truth_side, &test_side, runs::Kind::V, reach, from),
        s_runs: RunTables::of(&truth_side, &test_side, runs::Kind::S, reach, from),
        notes,
    }
}

/// To thousandths.
fn round(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

fn samples(time: Seconds, rate: Hertz) -> usize {
    // A time of whole samples is meant whole, however the product was rounded. What is no time is none.
    (time.0 * rate.get() + 1e-9) as usize
}

fn last(annotations: &[Annotation]) -> Option<SampleIndex> {
    annotations.iter().map(|annotation| annotation.at).max()
}

fn rr_error_ms(
    matching: &Matching,
    beats: &[SampleIndex],
    detections: &[SampleIndex],
    truth: &Side,
    test: &Side,
    from: SampleIndex,
) -> Option<f64> {
    let next_to = |list: &[SampleIndex], a: SampleIndex, b: SampleIndex| {
        a < b && list.partition_point(|at| *at <= a) == list.partition_point(|at| *at < b)
    };
    // An interval over flutter, or over what nobody could read, is none between beats.
    let apart = |side: &Side, a: SampleIndex, b: SampleIndex| {
        let begins = |spans: &[std::ops::Range<SampleIndex>]| {
            spans.get(spans.partition_point(|span| span.start < a)).is_some_and(|span| span.start < b)
        };
        begins(&side.flutter) || begins(&side.shutdown)
    };
    let (mut squares, mut count) = (0.0, 0_u64);
    for two in matching.pairs.windows(2) {
        let ((beat, found), (next_beat, next_found)) = (two[0], two[1]);
        if next_beat < from
            || !next_to(beats, beat, next_beat)
            || !next_to(detections, found, next_found)
            || apart(truth, beat, next_beat)
            || apart(test, found, next_found)
        {
            continue;
        }
        let error = (next_beat.0 - beat.0) as f64 - (next_found.0 - found.0) as f64;
        squares += error * error;
        count += 1;
    }
    (count > 0).then(|| round((squares / count as f64).sqrt() * 1e3 / matching.rate.get()))
}

/// A note where the two do not seem to be of one recording: no more beats meet than would by chance, or one of them ends
/// in the middle of the other.
fn strangers(record: &str, matching: &Matching, truth: &Side, test: &Side, end: usize) -> Option<Note> {
    let (beats, found, met) = (truth.beats.len(), test.beats.len(), matching.pairs.len());
    let fewer = beats.min(found);
    if fewer < 20 {
        return None;
    }
    // Beats that know nothing of each other meet as often as there is room to, one tolerance to either side. The
    // matching makes a little more of it.
    let window = 2.0 * samples(Seconds(0.150), matching.rate) as f64;
    let by_chance = (window * beats.max(found) as f64 / end.max(1) as f64).min(1.0);
    if (met as f64) < fewer as f64 * (by_chance + 0.25 * (1.0 - by_chance)) {
        return Some(Note::new(format!(
            "{record}: {met} of {beats} reference beats have one of the {found} tested beats near them, about as many as by \
             chance; look whether the two annotation files are of the same record."
        )));
    }
    let (Some(&(one, _)), Some(&(other, _))) = (truth.beats.last(), test.beats.last()) else { return None };
    let (early, late) = (one.min(other), one.max(other));
    (early.0 < late.0 / 2).then(|| {
        let [early, late] = [early, late].map(|at| at.time(matching.rate).0);
        let who = if one < other { ["reference", "tested"] } else { ["tested", "reference"] };
        Note::new(format!(
            "{record}: the last {} beat is at {early:.0} s and the last {} beat at {late:.0} s; look whether the two annotation \
             files are of the same record.",
            who[0], who[1]
        ))
    })
}
