//! Heartbeat tables: a row a beat, samples in columns, the label in the last one.
//!
//! The layout is the one of the widely used Kaggle files: 187 samples at 125 Hz, scaled 0 to 1, zero-padded, then the
//! label: 0 N, 1 S, 2 V, 3 F, 4 Q. Header and labels may be absent; comma, semicolon, tab and space all separate. A column behind the
//! labels of 187 samples, of zeros and ones, is ecglass's own: which rows a generator made.

use crate::ecg::{BeatClass, Beats, SampleIndex};
use crate::error::{Error, Result};
use crate::read::text::cell::{number, shown, unquoted};
use crate::read::text::savetxt;
use crate::read::{Decimal, Delimiter, Finding, MOST_SAMPLES};

/// Samples a beat in the tables of the field.
const WIDTH: usize = 187;

/// Takes the rows of a table one by one; holds their numbers.
pub struct TableReader {
    name: String,
    size: u64,
    delimiter: u8,
    decimal: Decimal,
    columns: usize,
    /// Whether a header calls the last column a label.
    label_named: bool,
    /// The row that the number of columns was read off; 0 until there is one.
    first: usize,
    /// The row that is being read.
    line: usize,
    /// All values but the last of each row.
    samples: Vec<f32>,
    /// The last value of each row, with its line: a label, or the last sample, when all rows are in.
    last: Vec<(f32, usize)>,
}

/// The rows of a table.
pub struct Table {
    pub beats: Beats,
    /// What was guessed about the last column.
    pub labels: Finding,
    /// How many rows are marked as made by a generator, where rows are marked at all.
    pub made: Option<Finding>,
}

impl TableReader {
    /// `size` is the whole file's, in bytes: a table that cannot fit is refused at its first row.
    pub fn new(
        name: &str,
        size: u64,
        delimiter: Delimiter,
        decimal: Decimal,
        columns: usize,
        label_named: bool,
    ) -> Result<TableReader> {
        if columns < 2 {
            let reason =
                "one column; a heartbeat table has a beat a row: its samples in columns, then the label";
            return Err(Error::unsupported(name, reason));
        }
        Ok(TableReader {
            name: name.to_string(),
            size,
            delimiter: delimiter.byte(),
            decimal,
            columns,
            label_named,
            first: 0,
            line: 0,
            samples: Vec::new(),
            last: Vec::new(),
        })
    }

    /// The next row, at line `line` of the file.
    pub fn row(&mut self, line: usize, row: &[u8]) -> Result<()> {
        self.line = line;
        let row = row.trim_ascii();
        // Some programs end every row with a delimiter.
        let row = row.strip_suffix(&[self.delimiter]).filter(|_| self.delimiter != b' ').unwrap_or(row);
        if row.is_empty() {
            return Ok(());
        }
        if self.first == 0 {
            self.first = line;
            self.refuse_what_cannot_fit(row.len() + 1)?;
        }
        self.numbers(row)
    }

    /// By the first row's length: how many rows the file will have, and whether they can be held.
    fn refuse_what_cannot_fit(&mut self, row_bytes: usize) -> Result<()> {
        let rows = self.size / row_bytes as u64 + 1;
        let samples = rows.saturating_mul(self.columns as u64);
        // Rows differ in length: refuse now only what is far beyond the limit, and the rest when it gets there.
        if samples > 2 * MOST_SAMPLES as u64 {
            return Err(self.too_large(&format!("about {} rows", thousands(rows))));
        }
        self.samples.reserve_exact((samples as usize).min(MOST_SAMPLES));
        Ok(())
    }

    fn too_large(&self, found: &str) -> Error {
        let reason = format!(
            "{found} make more than the {} samples (512 MiB) that are held at once; split the file and drop the parts",
            thousands(MOST_SAMPLES as u64)
        );
        Error::unsupported(&self.name, reason)
    }

    fn numbers(&mut self, line: &[u8]) -> Result<()> {
        let (columns, delimiter) = (self.columns, self.delimiter);
        let is_plain = self.decimal == Decimal::Point;
        let mut column = 0;
        let mut at = 0;
        let mut last = 0.0;
        loop {
            let (value, next) = match is_plain.then(|| quick_number(line, at, delimiter)).flatten() {
                Some(found) => found,
                None => self.slow_number(line, at, column)?,
            };
            if !value.is_finite() {
                let end = field_end(line, at, delimiter);
                let reason = format!("{} is not a number that can be drawn", shown(&line[at..end]));
                return Err(self.at_column(column, reason));
            }
            column += 1;
            if column > 1 && column <= columns {
                self.samples.push(last);
            }
            last = value;
            if next >= line.len() {
                break;
            }
            at = next + 1;
            while delimiter == b' ' && matches!(line.get(at), Some(b' ' | b'\t')) {
                at += 1;
            }
        }
        if column != columns {
            self.samples.truncate(self.last.len() * (columns - 1));
            let first = self.first;
            let reason = format!(
                "{column} value{} where row {first} has {columns}; every row must have as many",
                if column == 1 { "" } else { "s" }
            );
            return Err(self.at(self.line, reason));
        }
        self.last.push((last, self.line));
        if self.samples.len() > MOST_SAMPLES {
            return Err(self.too_large(&format!("{} rows", thousands(self.last.len() as u64))));
        }
        Ok(())
    }

    /// A field with spaces or quotes around it, or none at all.
    fn slow_number(&self, line: &[u8], at: usize, column: usize) -> Result<(f32, usize)> {
        let end = field_end(line, at, self.delimiter);
        let text = unquoted(&line[at..end]);
        let infinite = || fast_float2::parse::<f32, _>(text).ok();
        match number(text, self.decimal).or_else(infinite) {
            Some(value) => Ok((value, end)),
            None => {
                let reason = match text {
                    b"" => "nothing stands there; every column must hold a number".into(),
                    field => format!("{} is not a number", shown(field)),
                };
                Err(self.at_column(column, reason))
            }
        }
    }

    /// All rows are in.
    pub fn finish(self) -> Result<Table> {
        if self.last.is_empty() {
            let reason = "a header, but no row of numbers under it; export it again";
            return Err(Error::malformed(&self.name, reason));
        }
        if self.columns == WIDTH + 2 && self.last.iter().all(|&(mark, _)| mark == 0.0 || mark == 1.0) {
            return self.finish_marked();
        }
        let columns = self.columns;
        let whole = |&(value, _): &(f32, usize)| value.fract() == 0.0;
        let (labelled, reason) = if columns == WIDTH {
            (false, format!("{WIDTH} columns are the samples of a beat"))
        } else if columns == WIDTH + 1 {
            (true, format!("{WIDTH} samples, then one column more"))
        } else if self.label_named {
            (true, "the header calls the last column so".to_string())
        } else if self.last.iter().all(whole) && self.last.iter().any(|&(value, _)| value != 0.0) {
            (true, "the last column holds whole numbers only".to_string())
        } else {
            (false, "the last column reads like a sample".to_string())
        };
        let labels = Finding::new("labels", if labelled { "last column" } else { "none" }, reason);
        let rows = self.last.len();
        let (width, samples, truth) = if labelled {
            let truth =
                self.last.iter().map(|&(value, line)| self.label(value, line)).collect::<Result<Vec<_>>>()?;
            (columns - 1, self.samples, truth)
        } else {
            let mut samples = Vec::with_capacity(rows * columns);
            for (row, &(last, _)) in self.samples.chunks_exact(columns - 1).zip(&self.last) {
                samples.extend_from_slice(row);
                samples.push(last);
            }
            (columns, samples, vec![None; rows])
        };
        let beats = Beats { width, samples, truth, at: (0..rows).map(SampleIndex).collect() };
        Ok(Table { beats, labels, made: None })
    }

    /// The same of a table whose last column says which rows were made: the label stands before it.
    fn finish_marked(mut self) -> Result<Table> {
        let rows = self.last.len();
        let made = self.last.iter().filter(|&&(mark, _)| mark == 1.0).count();
        let mut truth = Vec::with_capacity(rows);
        let mut samples = std::mem::take(&mut self.samples);
        for (row, &(_, line)) in self.last.iter().enumerate() {
            let from = row * (WIDTH + 1);
            truth.push(self.label(samples[from + WIDTH], line)?);
            samples.copy_within(from..from + WIDTH, row * WIDTH);
        }
        samples.truncate(rows * WIDTH);
        let beats = Beats { width: WIDTH, samples, truth, at: (0..rows).map(SampleIndex).collect() };
        let reason = format!("{WIDTH} samples, the label, and a column that says which rows were made");
        let labels = Finding::new("labels", "last column but one", reason);
        let reason = "the last column has zeros and ones";
        let made = Finding::new("synthetic", format!("{made} of {rows} beats"), reason);
        Ok(Table { beats, labels, made: Some(made) })
    }

    fn label(&self, value: f32, line: usize) -> Result<Option<BeatClass>> {
        let class =
            (value.fract() == 0.0 && value >= 0.0).then(|| BeatClass::from_index(value as usize)).flatten();
        if class.is_none() {
            let reason = format!("the label is {value}; labels are 0 N, 1 S, 2 V, 3 F, 4 Q");
            return Err(self.at(line, reason));
        }
        Ok(class)
    }

    fn at_column(&self, column: usize, reason: String) -> Error {
        Error::malformed(format!("{}, row {}, column {}", self.name, self.line, column + 1), reason)
    }

    fn at(&self, line: usize, reason: impl Into<String>) -> Error {
        Error::malformed(format!("{}, row {line}", self.name), reason)
    }
}

/// A number right at `at`, and the delimiter or the end right behind it: the usual case. With where that is.
#[inline]
fn quick_number(line: &[u8], at: usize, delimiter: u8) -> Option<(f32, usize)> {
    let rest = line.get(at..)?;
    let is_end = |length: usize| rest.get(length).is_none_or(|&byte| byte == delimiter);
    if let Some(text) = rest.first_chunk()
        && is_end(savetxt::LENGTH)
        && let Some(value) = savetxt::number(text)
    {
        return Some((value, at + savetxt::LENGTH));
    }
    let (value, length) = fast_float2::parse_partial::<f32, _>(rest).ok()?;
    is_end(length).then_some((value, at + length))
}

fn field_end(line: &[u8], at: usize, delimiter: u8) -> usize {
    memchr::memchr(delimiter, &line[at..]).map_or(line.len(), |length| at + length)
}

/// 1234567 as 1,234,567.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn large_numbers_are_written_in_groups_of_three() {
    assert_eq!([thousands(0), thousands(999), thousands(1_234_567)], ["0", "999", "1,234,567"]);
}
