//! Detections against reference beats, one to one, and where the two differ.

use std::ops::Range;

use crate::ecg::{Hertz, SampleIndex, Seconds};
use crate::score::Tally;

/// Which detection found which beat.
#[derive(Clone, Debug, PartialEq)]
pub struct Matching {
    /// The rate that positions are counted at.
    pub rate: Hertz,
    /// Beats with the detection that found each, in order of time.
    pub pairs: Vec<(SampleIndex, SampleIndex)>,
    /// Beats that no detection found, in order of time.
    pub missed: Vec<SampleIndex>,
    /// Detections that found no beat, in order of time.
    pub extra: Vec<SampleIndex>,
}

impl Matching {
    /// Matches each beat with one detection at most, and each detection with one beat at most, where they are no further
    /// apart than `tolerance` (itself included): as many pairs as can be, and of all such matchings one of the least
    /// total distance.
    ///
    /// Lists need not be in order; a position that stands twice counts twice. Empty lists match nothing, and so does a
    /// tolerance that is negative or not a number.
    ///
    /// That it is the best: two pairs that cross can be uncrossed so that neither is longer than the longer one was, nor
    /// their sum longer; so one of the best matchings has no crossing, and the table weighs all that have none. A
    /// beat's row holds the detections within its reach only, for no others can be its own. Time and memory are those
    /// of counting all pairs within the tolerance: linear where only a few detections are within reach of a beat.
    ///
    /// Departure from EC57 and `bxb`, which decide beat by beat as time goes on: here all are weighed together. Where no
    /// two detections are within reach of one beat, nor two beats of one detection, there is nothing to decide.
    pub fn of(
        reference: &[SampleIndex],
        detected: &[SampleIndex],
        rate: Hertz,
        tolerance: Seconds,
    ) -> Matching {
        let (beats, found) = (in_order(reference), in_order(detected));
        let mut matching = Matching { rate, pairs: Vec::new(), missed: Vec::new(), extra: Vec::new() };
        // A tolerance of whole samples is meant whole, however its product with the rate was rounded.
        let reach = tolerance.0 * rate.get() + 1e-9;
        if reach.is_nan() || reach < 0.0 {
            (matching.missed, matching.extra) = (beats, found);
            return matching;
        }
        // From the table's end back to its beginning.
        let mut count = found.len();
        for (&beat, row) in beats.iter().zip(rows(&beats, &found, reach as usize)).rev() {
            loop {
                match row.end(count) {
                    End::Missed => {
                        matching.missed.push(beat);
                        break;
                    }
                    End::Extra => {
                        count -= 1;
                        matching.extra.push(found[count]);
                    }
                    End::Pair => {
                        count -= 1;
                        matching.pairs.push((beat, found[count]));
                        break;
                    }
                }
            }
        }
        matching.extra.extend(found[..count].iter().rev());
        matching.pairs.reverse();
        matching.missed.reverse();
        matching.extra.reverse();
        matching
    }

    /// What of it lies in `spans`, which are in order and apart: pairs and missed beats by the beat, extra detections by
    /// the detection.
    pub fn within(&self, spans: &[Range<SampleIndex>]) -> Matching {
        let inside = |at: &SampleIndex| {
            let next = spans.partition_point(|span| span.end <= *at);
            spans.get(next).is_some_and(|span| span.contains(at))
        };
        Matching {
            rate: self.rate,
            pairs: self.pairs.iter().copied().filter(|pair| inside(&pair.0)).collect(),
            missed: self.missed.iter().copied().filter(inside).collect(),
            extra: self.extra.iter().copied().filter(inside).collect(),
        }
    }

    /// The counts and the sums, from which figures of many records are made.
    pub fn tally(&self) -> Tally {
        let seconds = |samples: usize| self.rate.duration(samples).0;
        let mut tally = Tally {
            pairs: self.pairs.len() as u64,
            missed: self.missed.len() as u64,
            extra: self.extra.len() as u64,
            ..Tally::default()
        };
        for (beat, found) in &self.pairs {
            let (late, early) = (found.0.saturating_sub(beat.0), beat.0.saturating_sub(found.0));
            tally.distance.0 += seconds(late.max(early));
            tally.lateness.0 += seconds(late) - seconds(early);
        }
        tally
    }

    /// Share of the beats that were found; `None` where there are none.
    pub fn sensitivity(&self) -> Option<f64> {
        self.tally().sensitivity()
    }

    /// Share of the detections that found a beat; `None` where there are none.
    pub fn positive_predictivity(&self) -> Option<f64> {
        self.tally().positive_predictivity()
    }

    /// Harmonic mean of the two; `None` where there is neither beat nor detection.
    pub fn f1(&self) -> Option<f64> {
        self.tally().f1()
    }

    /// How far detections are from their beats in the mean; `None` where none was found.
    pub fn mean_distance(&self) -> Option<Seconds> {
        self.tally().mean_distance()
    }

    /// How late detections are in the mean, early ones counting below zero; `None` where none was found.
    pub fn mean_lateness(&self) -> Option<Seconds> {
        self.tally().mean_lateness()
    }
}

fn in_order(positions: &[SampleIndex]) -> Vec<SampleIndex> {
    let mut positions = positions.to_vec();
    positions.sort();
    positions
}

/// How the best matching of the first beats with the first detections ends.
#[derive(Clone, Copy)]
enum End {
    /// The last beat is missed.
    Missed,
    /// The last detection is extra.
    Extra,
    /// The two are a pair.
    Pair,
}

/// What a matching is worth: more pairs are better, then less distance.
#[derive(Clone, Copy, Default)]
struct Worth {
    pairs: usize,
    distance: u128,
}

impl Worth {
    fn is_above(self, other: Worth) -> bool {
        (self.pairs, other.distance) > (other.pairs, self.distance)
    }
}

/// The ends of all beats up to one, with the first `first + 1` detections, with one more, and so on to the last that is
/// within its reach. With fewer detections that beat is missed; of more, the last is extra.
struct Row {
    first: usize,
    ends: Vec<End>,
}

impl Row {
    fn end(&self, count: usize) -> End {
        if count <= self.first {
            return End::Missed;
        }
        self.ends.get(count - self.first - 1).copied().unwrap_or(End::Extra)
    }
}

/// The table, a row a beat.
fn rows(beats: &[SampleIndex], found: &[SampleIndex], reach: usize) -> Vec<Row> {
    let mut rows = Vec::with_capacity(beats.len());
    // What the beats so far are worth, with the first `before` detections, with one more, and so on. With more than
    // that, as much as with the last.
    let (mut before, mut worths) = (0, vec![Worth::default()]);
    let mut end = 0;
    for beat in beats {
        let mut first = before;
        while found.get(first).is_some_and(|at| at.0 < beat.0.saturating_sub(reach)) {
            first += 1;
        }
        while found.get(end).is_some_and(|at| at.0 <= beat.0.saturating_add(reach)) {
            end += 1;
        }
        let above = |count: usize| worths[(count - before).min(worths.len() - 1)];
        let mut row = Row { first, ends: Vec::with_capacity(end.saturating_sub(first)) };
        let mut own = vec![above(first)];
        for count in first + 1..=end {
            let at = found[count - 1];
            let (with, without) = (above(count - 1), above(count));
            let distance = with.distance + at.0.abs_diff(beat.0) as u128;
            let (mut best, mut last) = (Worth { pairs: with.pairs + 1, distance }, End::Pair);
            if without.is_above(best) {
                (best, last) = (without, End::Missed);
            }
            let extra = own[own.len() - 1];
            if extra.is_above(best) {
                (best, last) = (extra, End::Extra);
            }
            own.push(best);
            row.ends.push(last);
        }
        (before, worths) = (first, own);
        rows.push(row);
    }
    rows
}
