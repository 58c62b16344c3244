//! EC57 run by run: couplets, short runs and long runs of ectopic beats, found and invented.

use std::iter::Sum;

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, SampleIndex};
use crate::score::ec57::Side;
use crate::score::ec57::beats::ratio;

/// Beats that stand for any number above five.
const LONG: usize = 6;

/// What runs are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::score::ec57) enum Kind {
    /// V and F beats, and flutter as a long run.
    V,
    /// S beats. (Departure: `rxr` also takes an annotated `(AFIB` for a long run of them.)
    S,
}

impl Kind {
    fn has(self, class: BeatClass) -> bool {
        match self {
            Kind::V => matches!(class, BeatClass::V | BeatClass::F),
            Kind::S => class == BeatClass::S,
        }
    }
}

/// Runs of one kind of beat: the truth's length on rows, the prediction's on columns, each 0, 1, 2 (a couplet), 3 to 5 (a short
/// run), more than 5 (a long run).
///
/// A run is what beats of the kind follow one another without any other beat or an unreadable stretch between. To each
/// run belongs, on the other side, the longest stretch of such beats within its window: from 150 ms (or what the
/// terms say) before its first beat to 150 ms after its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunTables {
    /// Each run of the truth, and what was predicted there. Row 0 is empty.
    pub sensitivity: [[u64; 5]; 5],
    /// Each run of the prediction, and what was true there. Column 0 is empty.
    pub predictivity: [[u64; 5]; 5],
}

/// Shares, 0 to 1; `None` where there is no such run. A run is found, or rightly predicted, where the other side's is of its own
/// column or a longer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the field's own")]
pub struct RunFigures {
    pub couplet_sensitivity: Option<f64>,
    pub couplet_positive_predictivity: Option<f64>,
    pub short_sensitivity: Option<f64>,
    pub short_positive_predictivity: Option<f64>,
    pub long_sensitivity: Option<f64>,
    pub long_positive_predictivity: Option<f64>,
}

impl RunTables {
    /// The names of rows and columns.
    pub const LENGTHS: [&str; 5] = ["0", "1", "2", "3-5", ">5"];

    pub(in crate::score::ec57) fn of(
        truth: &Side,
        test: &Side,
        kind: Kind,
        reach: usize,
        from: SampleIndex,
    ) -> RunTables {
        let mut tables = RunTables::default();
        let (all_true, all_test) = (runs(truth, kind), runs(test, kind));
        for run in all_true.iter().filter_map(|run| run.after(from)) {
            tables.sensitivity[run.row()][row(longest(&all_test, &run, reach))] += 1;
        }
        for run in all_test.iter().filter_map(|run| run.after(from)) {
            tables.predictivity[row(longest(&all_true, &run, reach))][run.row()] += 1;
        }
        tables
    }

    /// Sensitivity and positive predictivity of couplets, short and long runs.
    pub fn figures(&self) -> RunFigures {
        let sensitivity =
            |row: usize| ratio(self.sensitivity[row][row..].iter().sum(), self.sensitivity[row].iter().sum());
        let predictivity = |column: usize| {
            let down = |from: usize| self.predictivity[from..].iter().map(|row| row[column]).sum();
            ratio(down(column), down(0))
        };
        RunFigures {
            couplet_sensitivity: sensitivity(2),
            couplet_positive_predictivity: predictivity(2),
            short_sensitivity: sensitivity(3),
            short_positive_predictivity: predictivity(3),
            long_sensitivity: sensitivity(4),
            long_positive_predictivity: predictivity(4),
        }
    }
}

/// Tables of many records, added up.
impl Sum for RunTables {
    fn sum<I: Iterator<Item = RunTables>>(tables: I) -> RunTables {
        let add = |to: &mut [[u64; 5]; 5], one: &[[u64; 5]; 5]| {
            to.iter_mut().flatten().zip(one.iter().flatten()).for_each(|(to, one)| *to += one);
        };
        tables.fold(RunTables::default(), |mut sum, table| {
            add(&mut sum.sensitivity, &table.sensitivity);
            add(&mut sum.predictivity, &table.predictivity);
            sum
        })
    }
}

/// The row or column of a length.
fn row(length: usize) -> usize {
    match length {
        0..=2 => length,
        3..=5 => 3,
        _ => 4,
    }
}

/// A run: its beats, or the first and the last moment of flutter.
struct Run<'a> {
    beats: &'a [(SampleIndex, BeatClass)],
    flutter: Option<(SampleIndex, SampleIndex)>,
}

impl<'a> Run<'a> {
    fn first(&self) -> SampleIndex {
        self.flutter.map_or_else(|| self.beats.first().map_or(SampleIndex(0), |beat| beat.0), |span| span.0)
    }

    fn last(&self) -> SampleIndex {
        self.flutter.map_or_else(|| self.beats.last().map_or(SampleIndex(0), |beat| beat.0), |span| span.1)
    }

    fn row(&self) -> usize {
        row(if self.flutter.is_some() { LONG } else { self.beats.len() })
    }

    /// What of it is past the learning period.
    fn after(&self, from: SampleIndex) -> Option<Run<'a>> {
        match self.flutter {
            Some((first, last)) => {
                (last >= from).then_some(Run { beats: &[], flutter: Some((first.max(from), last)) })
            }
            None => {
                let beats = &self.beats[self.beats.partition_point(|(at, _)| *at < from)..];
                (!beats.is_empty()).then_some(Run { beats, flutter: None })
            }
        }
    }
}

/// The runs of one side, in order of time.
fn runs(side: &Side, kind: Kind) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    let breaks = |a: SampleIndex, b: SampleIndex| {
        [&side.shutdown, &side.flutter].iter().any(|spans| {
            spans.get(spans.partition_point(|span| span.start < a)).is_some_and(|span| span.start < b)
        })
    };
    let mut start = 0;
    for index in 0..side.beats.len() {
        let (at, class) = side.beats[index];
        let next = side.beats.get(index + 1);
        if !kind.has(class) {
            start = index + 1;
        } else if next.is_none_or(|(next, class)| !kind.has(*class) || breaks(at, *next)) {
            runs.push(Run { beats: &side.beats[start..=index], flutter: None });
            start = index + 1;
        }
    }
    if kind == Kind::V {
        let last = |end: SampleIndex| SampleIndex(end.0.saturating_sub(1));
        runs.extend(
            side.flutter.iter().map(|span| Run { beats: &[], flutter: Some((span.start, last(span.end))) }),
        );
        runs.sort_by_key(Run::first);
    }
    runs
}

/// The longest stretch of the other side's runs within a run's window.
fn longest(others: &[Run], run: &Run, reach: usize) -> usize {
    let (from, to) = (run.first().0.saturating_sub(reach), run.last().0.saturating_add(reach));
    let first = others.partition_point(|other| other.last().0 < from);
    let length = |other: &Run| match other.flutter {
        Some(_) => LONG,
        None => {
            let before = other.beats.partition_point(|(at, _)| at.0 < from);
            other.beats.partition_point(|(at, _)| at.0 <= to) - before
        }
    };
    others[first..].iter().take_while(|other| other.first().0 <= to).map(length).max().unwrap_or(0)
}
