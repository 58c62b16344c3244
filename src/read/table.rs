//! Heartbeat tables: a row a beat, samples in columns, the label in the last one.
//!
//! The layout is the one of the widely used Kaggle files: 187 samples at 125 Hz, scaled 0 to 1, zero-padded, then the
//! label: 0 N, 1 S, 2 V, 3 F, 4 Q. Header and labels may be absent; comma, semicolon, tab and space all separate.

use std::sync::Arc;

use crate::ecg::{BeatClass, Beats, Hertz, SampleIndex};
use crate::error::{Error, Note, Result};
use crate::read::{MOST_SAMPLES, Reading};

/// Samples a beat in the tables of the field.
const WIDTH: usize = 187;

/// A longer line is not a row of beats; it would be held whole before it is parsed.
const LONGEST_LINE: usize = 16 << 20;

/// Parses a table piece by piece; holds the numbers, and of the text only the line that is not complete yet.
pub struct TableReader {
    name: String,
    size: u64,
    /// The end of the last piece, up to its missing line break.
    rest: Vec<u8>,
    /// Lines seen, as an editor counts them: from 1, blank ones too.
    line: usize,
    layout: Option<Layout>,
    /// All values but the last of each row.
    samples: Vec<f32>,
    /// The last value of each row, with its line: a label, or the last sample, when all rows are in.
    last: Vec<(f32, usize)>,
}

/// What the first rows settle.
struct Layout {
    delimiter: u8,
    columns: usize,
    /// The line that the number of columns was read off.
    line: usize,
    header_names_label: bool,
}

impl TableReader {
    /// `size` is the whole file's, in bytes: a table that cannot fit is refused at its first row.
    pub fn new(name: &str, size: u64) -> TableReader {
        TableReader {
            name: name.to_string(),
            size,
            rest: Vec::new(),
            line: 0,
            layout: None,
            samples: Vec::new(),
            last: Vec::new(),
        }
    }

    /// The next piece of the text.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        let Some(end) = memchr::memrchr(b'\n', piece) else {
            return self.keep(piece);
        };
        let (complete, rest) = piece.split_at(end + 1);
        let first_end = memchr::memchr(b'\n', complete).unwrap_or(end) + 1;
        let (first, lines) = complete.split_at(first_end);
        let mut whole = std::mem::take(&mut self.rest);
        whole.extend_from_slice(first);
        self.row(&whole)?;
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            self.row(line)?;
        }
        self.keep(rest)
    }

    fn keep(&mut self, rest: &[u8]) -> Result<()> {
        self.rest.extend_from_slice(rest);
        if self.rest.len() > LONGEST_LINE {
            let reason =
                format!("longer than {} MiB; a row of a heartbeat table is a beat", LONGEST_LINE >> 20);
            return Err(self.at(self.line + 1, reason));
        }
        Ok(())
    }

    /// One line, with or without its line break.
    fn row(&mut self, line: &[u8]) -> Result<()> {
        self.line += 1;
        let mut line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.line == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let delimiter = match &self.layout {
            Some(layout) => layout.delimiter,
            None => match self.first_row(line)? {
                Some(delimiter) => delimiter,
                None => return Ok(()),
            },
        };
        self.numbers(line, delimiter)
    }

    /// The first line that is not blank: the delimiter, and whether it is a header. `None` where it is one.
    fn first_row(&mut self, line: &[u8]) -> Result<Option<u8>> {
        let delimiter = [b',', b';', b'\t', b' '].into_iter().find(|&byte| line.contains(&byte));
        let fields: Vec<&[u8]> = match delimiter {
            Some(delimiter) => line.split(|&byte| byte == delimiter).map(unquoted).collect(),
            None => vec![unquoted(line)],
        };
        let is_header = fields.iter().all(|field| number(field).is_none())
            || (fields.len() > 2
                && fields.iter().enumerate().all(|(i, field)| *field == i.to_string().as_bytes()));
        if fields.len() < 2 {
            let reason = "this has one column; a heartbeat table has a beat a row: its samples in columns, then the label";
            return Err(Error::unsupported(&self.name, reason));
        }
        let delimiter = delimiter.unwrap_or(b',');
        let label =
            fields.last().map(|field| String::from_utf8_lossy(field).to_lowercase()).unwrap_or_default();
        self.layout = Some(Layout {
            delimiter,
            columns: fields.len(),
            line: self.line,
            header_names_label: ["label", "class", "target", "type", "y"].contains(&label.as_str()),
        });
        if is_header {
            return Ok(None);
        }
        self.refuse_what_cannot_fit(line.len() + 1, fields.len())?;
        Ok(Some(delimiter))
    }

    /// By the first row's length: how many rows the file will have, and whether they can be held.
    fn refuse_what_cannot_fit(&mut self, row_bytes: usize, columns: usize) -> Result<()> {
        let rows = self.size / row_bytes as u64 + 1;
        let samples = rows.saturating_mul(columns as u64);
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

    fn numbers(&mut self, line: &[u8], delimiter: u8) -> Result<()> {
        let columns = self.layout.as_ref().map_or(0, |layout| layout.columns);
        let mut column = 0;
        let mut at = 0;
        let mut last = 0.0;
        loop {
            // The fast path: a number right here, and the delimiter or the end right behind it.
            let (value, next) = match fast_float2::parse_partial::<f32, _>(&line[at..]) {
                Ok((value, length)) if at + length == line.len() || line[at + length] == delimiter => {
                    (value, at + length)
                }
                _ => self.slow_number(line, at, delimiter, column)?,
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
            if at == line.len() && delimiter == b' ' {
                break;
            }
        }
        if column != columns {
            self.samples.truncate(self.last.len() * (columns - 1));
            let first = self.layout.as_ref().map_or(1, |layout| layout.line);
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
    fn slow_number(&self, line: &[u8], at: usize, delimiter: u8, column: usize) -> Result<(f32, usize)> {
        let end = field_end(line, at, delimiter);
        match number(unquoted(&line[at..end])) {
            Some(value) => Ok((value, end)),
            None => {
                let reason = match unquoted(&line[at..end]) {
                    b"" => "nothing stands there; every column must hold a number".into(),
                    field => format!("{} is not a number", shown(field)),
                };
                Err(self.at_column(column, reason))
            }
        }
    }

    /// All text is in.
    pub fn finish(mut self) -> Result<(Reading, Vec<Note>)> {
        let rest = std::mem::take(&mut self.rest);
        self.row(&rest)?;
        let Some(layout) = &self.layout else {
            return Err(Error::malformed(&self.name, "only blank lines are in it; export it again"));
        };
        if self.last.is_empty() {
            return Err(Error::malformed(
                &self.name,
                "a header, but no row of numbers under it; export it again",
            ));
        }
        let columns = layout.columns;
        let mut notes = Vec::new();
        let whole = |&(value, _): &(f32, usize)| value.fract() == 0.0;
        let labelled = if columns == WIDTH {
            false
        } else if columns == WIDTH + 1 || layout.header_names_label {
            true
        } else {
            let guess = self.last.iter().all(whole) && self.last.iter().any(|&(value, _)| value != 0.0);
            notes.push(Note::new(format!(
                "{}: {columns} columns; the last one was taken as {} (tables of the field have 187 samples, then the label).",
                self.name,
                if guess { "the label" } else { "a sample" }
            )));
            guess
        };
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
        Ok((Reading::Table { name: self.name, rate: Hertz::TABLES, beats: Arc::new(beats) }, notes))
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

fn field_end(line: &[u8], at: usize, delimiter: u8) -> usize {
    memchr::memchr(delimiter, &line[at..]).map_or(line.len(), |length| at + length)
}

/// The field without spaces and double quotes around it.
fn unquoted(field: &[u8]) -> &[u8] {
    let field = field.trim_ascii();
    match field {
        [b'"', inner @ .., b'"'] => inner.trim_ascii(),
        _ => field,
    }
}

fn number(field: &[u8]) -> Option<f32> {
    fast_float2::parse(field).ok()
}

/// A field as an error shows it: quoted, and cut where it is long.
fn shown(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(unquoted(field));
    match text.char_indices().nth(24) {
        Some((cut, _)) => format!("\"{}…\"", &text[..cut]),
        None => format!("\"{text}\""),
    }
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
