//! EC57 beat by beat: the table of truth and prediction with its extra and missed beats, and what is read off it.

use std::iter::Sum;

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, SampleIndex};
use crate::score::Matching;
use crate::score::ec57::{Side, inside};

/// Rows and columns beside the five classes.
const O: usize = 5;
const X: usize = 6;

/// How often each true class was called what. Rows are the truth: N, S, V, F, Q, O (no beat: the detection is extra) and X (extra,
/// where the reference says that nothing can be read). Columns are the prediction: n, s, v, f, q, o (missed) and x (missed
/// where the annotator tested says that nothing can be read). The last two of both have nothing in common: those cells stay 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BeatTable {
    /// Row by row.
    pub counts: [[u64; 7]; 7],
}

impl BeatTable {
    /// The names of the rows; those of the columns are the same in small letters.
    pub const ROWS: [char; 7] = ['N', 'S', 'V', 'F', 'Q', 'O', 'X'];

    pub(in crate::score::ec57) fn of(
        matching: &Matching,
        truth: &Side,
        test: &Side,
        from: SampleIndex,
    ) -> BeatTable {
        let mut table = BeatTable::default();
        let (mut beats, mut detections) = (Drawn::of(&truth.beats), Drawn::of(&test.beats));
        // Every beat and detection is drawn, counted or not, so that of two of one moment each is drawn once.
        for (beat, found) in &matching.pairs {
            let (row, column) = (beats.draw(*beat), detections.draw(*found));
            if *beat >= from {
                table.counts[row][column] += 1;
            }
        }
        for beat in &matching.missed {
            let row = beats.draw(*beat);
            if *beat >= from {
                table.counts[row][if inside(&test.shutdown, *beat) { X } else { O }] += 1;
            }
        }
        for found in &matching.extra {
            let column = detections.draw(*found);
            if *found >= from && !inside(&truth.flutter, *found) {
                table.counts[if inside(&truth.shutdown, *found) { X } else { O }][column] += 1;
            }
        }
        table
    }

    /// The count of a cell, by the row's letter and the column's, as in `table.cell('V', 'o')`; 0 for what is neither.
    pub fn cell(&self, row: char, column: char) -> u64 {
        let place = |name: char| BeatTable::ROWS.iter().position(|one| *one == name);
        let (row, column) = (place(row), place(column.to_ascii_uppercase()));
        row.zip(column).map_or(0, |(row, column)| self.counts[row][column])
    }

    fn sum(&self, rows: &[usize], columns: &[usize]) -> u64 {
        rows.iter().flat_map(|&row| columns.iter().map(move |&column| self.counts[row][column])).sum()
    }

    /// What EC57 reads off the table. A capital is a row, a small letter a column, `*` any class, `-V` all rows but V.
    ///
    /// | figure | share | of |
    /// |---|---|---|
    /// | QRS sensitivity | N S V F Q × n s v f q | and with o x |
    /// | QRS positive predictivity | N S V F Q × n s v f q | and with O X × n s v f q |
    /// | V sensitivity | Vv | V × n s v f q o x |
    /// | V positive predictivity | Vv | Vv + Nv + Sv + Ov + Xv |
    /// | V false positive rate | Nv + Sv + Ov + Xv | that, and -V × n s f q |
    /// | S sensitivity | Ss | S × n s v f q o x |
    /// | S positive predictivity | Ss | Ss + Ns + Vs + Fs + Os + Xs |
    /// | S false positive rate | Ns + Vs + Fs + Os + Xs | that, and -S × n v f q |
    ///
    /// So a fusion or an unknown beat that is called V (Fv, Qv) is neither right nor wrong, nor is an unknown one that is called S (Qs);
    /// a V or S that is called fusion or unknown was missed. What was missed is in no false positive rate: nothing was said of it.
    pub fn figures(&self) -> BeatFigures {
        const CLASSES: [usize; 5] = [0, 1, 2, 3, 4];
        let [n, s, v, f, q] = BeatClass::ALL.map(BeatClass::index);
        let found = self.sum(&CLASSES, &CLASSES);
        let missed = self.sum(&CLASSES, &[O, X]);
        let extra = self.sum(&[O, X], &CLASSES);
        let (v_hits, s_hits) = (self.counts[v][v], self.counts[s][s]);
        let v_false = self.sum(&[n, s, O, X], &[v]);
        let s_false = self.sum(&[n, v, f, O, X], &[s]);
        let v_right = self.sum(&[n, s, f, q, O, X], &[n, s, f, q]);
        let s_right = self.sum(&[n, v, f, q, O, X], &[n, v, f, q]);
        BeatFigures {
            qrs_sensitivity: ratio(found, found + missed),
            qrs_positive_predictivity: ratio(found, found + extra),
            v_sensitivity: ratio(v_hits, self.counts[v].iter().sum()),
            v_positive_predictivity: ratio(v_hits, v_hits + v_false),
            v_false_positive_rate: ratio(v_false, v_false + v_right),
            s_sensitivity: ratio(s_hits, self.counts[s].iter().sum()),
            s_positive_predictivity: ratio(s_hits, s_hits + s_false),
            s_false_positive_rate: ratio(s_false, s_false + s_right),
        }
    }

    /// The beats that were found, by class: the five by five of them.
    pub fn classes(&self) -> [[u64; 5]; 5] {
        std::array::from_fn(|row| std::array::from_fn(|column| self.counts[row][column]))
    }

    /// Reference beats that count.
    pub fn beats(&self) -> u64 {
        self.counts[..O].iter().flatten().sum()
    }

    /// Reference beats without a detection.
    pub fn missed(&self) -> u64 {
        self.sum(&[0, 1, 2, 3, 4], &[O, X])
    }

    /// Detections without a reference beat.
    pub fn extra(&self) -> u64 {
        self.counts[O..].iter().flatten().sum()
    }
}

/// Tables of many records, added up.
impl Sum for BeatTable {
    fn sum<I: Iterator<Item = BeatTable>>(tables: I) -> BeatTable {
        tables.fold(BeatTable::default(), |mut sum, table| {
            sum.counts
                .iter_mut()
                .flatten()
                .zip(table.counts.iter().flatten())
                .for_each(|(to, one)| *to += one);
            sum
        })
    }
}

pub(in crate::score::ec57) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Shares, 0 to 1; `None` where there is nothing to divide by, as where a class never occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the table at BeatTable::figures says what each is")]
pub struct BeatFigures {
    pub qrs_sensitivity: Option<f64>,
    pub qrs_positive_predictivity: Option<f64>,
    pub v_sensitivity: Option<f64>,
    pub v_positive_predictivity: Option<f64>,
    pub v_false_positive_rate: Option<f64>,
    pub s_sensitivity: Option<f64>,
    pub s_positive_predictivity: Option<f64>,
    pub s_false_positive_rate: Option<f64>,
}

/// Beats in order of time from which each is drawn once, by its moment.
struct Drawn<'a> {
    beats: &'a [(SampleIndex, BeatClass)],
    drawn: Vec<bool>,
}

impl Drawn<'_> {
    fn of(beats: &[(SampleIndex, BeatClass)]) -> Drawn<'_> {
        Drawn { beats, drawn: vec![false; beats.len()] }
    }

    /// The class's index of the first beat of that moment that was not drawn yet.
    fn draw(&mut self, at: SampleIndex) -> usize {
        let first = self.beats.partition_point(|(beat, _)| *beat < at);
        let mut index = first;
        while self.drawn.get(index + 1).is_some() && self.drawn[index] && self.beats[index + 1].0 == at {
            index += 1;
        }
        self.drawn[index] = true;
        self.beats[index].1.index()
    }
}
