//! Recordings as text: a moment a row, a lead a column.

use crate::ecg::Moment;
use crate::error::{Error, Note, Result};
use crate::read::catalog::stem;
use crate::read::recording::{Channel, Recording, keep};
use crate::read::text::cell::{self, Cell, shown};
use crate::read::text::clock::{Clock, Ticks};
use crate::read::text::plan::Plan;
use crate::read::text::scale::scales;
use crate::read::text::{dialect, rate};
use crate::read::{Choices, Decimal, Delimiter, Finding, MOST_SAMPLES, Unit};

/// Takes the rows one by one; holds the numbers of the columns that are leads.
pub struct SignalReader {
    name: String,
    plan: Plan,
    choices: Choices,
    leads: Finding,
    /// Of each column: whether it is kept.
    kept: Vec<bool>,
    /// Of each column: its numbers, in the text's own unit; empty where it is not kept.
    values: Vec<Vec<f32>>,
    clock: Option<Clock>,
    /// The row that the number of columns was read off; 0 until there is one.
    first: usize,
    /// What the first row of numbers said of the time, for the start.
    begun: Option<f64>,
    missing: usize,
    infinite: Option<usize>,
    /// The numbers of the row that is being read.
    row: Vec<f32>,
}

impl SignalReader {
    /// `size` is the whole file's, in bytes; `row_bytes` the mean length of a row.
    pub fn new(
        name: &str,
        size: u64,
        row_bytes: usize,
        mut plan: Plan,
        choices: &Choices,
    ) -> Result<SignalReader> {
        // A column of which nothing is known may well be a voltage; a time is none.
        let known = |unit: Option<Unit>| unit.map(|unit| unit.symbol().to_string());
        let signals: Vec<(String, String)> = plan
            .columns
            .iter()
            .map(|column| {
                let unit = match known(column.unit) {
                    Some(unit) => unit,
                    None if column.is_time => "time".to_string(),
                    None if column.other_unit.is_empty() => "mV".to_string(),
                    None => column.other_unit.clone(),
                };
                (column.name.clone(), unit)
            })
            .collect();
        let (kept, leads) = keep(name, &signals, choices, true)?;
        let rows = (size / row_bytes.max(1) as u64 + 1).saturating_mul(51) / 50;
        let columns = kept.iter().filter(|kept| **kept).count() as u64;
        if rows.saturating_mul(columns) > 2 * MOST_SAMPLES as u64 {
            return Err(too_large(name, &format!("about {rows} rows")));
        }
        let reserve = |kept: &bool| {
            if *kept { Vec::with_capacity((rows as usize).min(MOST_SAMPLES)) } else { Vec::new() }
        };
        Ok(SignalReader {
            name: name.to_string(),
            choices: choices.clone(),
            leads,
            values: kept.iter().map(reserve).collect(),
            clock: plan.clock.take().map(|clock| clock.of_rows(rows as usize)),
            kept,
            plan,
            first: 0,
            begun: None,
            missing: 0,
            infinite: None,
            row: Vec::new(),
        })
    }

    /// The next row, at line `line` of the file.
    pub fn row(&mut self, line: usize, text: &[u8]) -> Result<()> {
        if dialect::is_silent(text) {
            return Ok(());
        }
        if self.first == 0 {
            self.first = line;
        }
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        let outcome = self.cells(line, text, &mut row);
        let time = match outcome {
            Ok(time) => time,
            Err(error) => {
                self.row = row;
                return Err(error);
            }
        };
        let gap = match (time, &mut self.clock) {
            (Some(time), Some(clock)) => clock.tick(time, line),
            _ => 0,
        };
        if self.begun.is_none() {
            self.begun = time;
        }
        let mut held = 0;
        let kept = self.values.iter_mut().zip(&self.kept).filter(|(_, kept)| **kept);
        for ((values, _), value) in kept.zip(&row) {
            // Growing by an eighth, not by doubling: the memory of a large file is counted.
            if values.capacity() - values.len() <= gap {
                values.reserve_exact(gap + 1024 + values.len() / 8);
            }
            values.resize(values.len() + gap, f32::NAN);
            values.push(*value);
            held += values.len();
        }
        self.row = row;
        if held > MOST_SAMPLES { Err(too_large(&self.name, "its rows")) } else { Ok(()) }
    }

    /// Reads the cells of a row: the numbers of the kept columns into `row`, and the time where a column tells it.
    fn cells(&mut self, line: usize, text: &[u8], row: &mut Vec<f32>) -> Result<Option<f64>> {
        let columns = self.plan.columns.len();
        let delimiter = self.plan.dialect.delimiter;
        let decimal = self.plan.dialect.decimal;
        let time_column = self.plan.time.map(|(column, _)| column);
        let mut time = None;
        let mut column = 0;
        let mut rest = Some(if delimiter == Delimiter::Space { text.trim_ascii() } else { text });
        while let Some(text) = rest {
            if column < columns
                && self.kept[column]
                && time_column != Some(column)
                && decimal == Decimal::Point
            {
                // The fast path: a number right here, and the delimiter or the end right behind it.
                if let Ok((value, length)) = fast_float2::parse_partial::<f32, _>(text)
                    && value.is_finite()
                    && (length == text.len() || text[length] == delimiter.byte())
                {
                    row.push(value);
                    column += 1;
                    rest = after(text, length, delimiter);
                    continue;
                }
            }
            let end = end_of(text, delimiter);
            let own = &text[..end];
            rest = after(text, end, delimiter);
            let is_last_and_empty = rest.is_none() && column == columns && own.trim_ascii().is_empty();
            if is_last_and_empty {
                break;
            }
            if column >= columns {
                column += 1;
                continue;
            }
            if time_column == Some(column) {
                time = match cell::cell(own, decimal) {
                    Cell::Number(value) | Cell::Clock(value) => Some(value),
                    Cell::Missing => None,
                    Cell::Words(words) => return Err(self.not_a_number(line, column, words, "no time")),
                };
            }
            if self.kept[column] {
                let value = self.number(line, column, own)?;
                row.push(value);
            }
            column += 1;
        }
        // What stands between the first row's columns and this row's is not known.
        if column != columns {
            let reason = format!(
                "{column} value{} where row {} has {columns}; every row must have as many",
                if column == 1 { "" } else { "s" },
                self.first
            );
            return Err(Error::malformed(format!("{}, row {line}", self.name), reason));
        }
        Ok(time)
    }

    /// A cell that is not simply a number: in another notation, quoted, missing, infinite, or words.
    fn number(&mut self, line: usize, column: usize, text: &[u8]) -> Result<f32> {
        let decimal = self.plan.dialect.decimal;
        if let Some(value) = cell::number::<f32>(cell::unquoted(text), decimal) {
            if value.is_finite() {
                return Ok(value);
            }
            self.infinite.get_or_insert(line);
            return Ok(f32::NAN);
        }
        match cell::cell(text, decimal) {
            Cell::Missing => {
                self.missing += 1;
                Ok(f32::NAN)
            }
            Cell::Words(words) if fast_float2::parse::<f32, _>(words).is_ok() => {
                self.infinite.get_or_insert(line);
                Ok(f32::NAN)
            }
            Cell::Words(words) => Err(self.not_a_number(line, column, words, "not a number")),
            Cell::Clock(value) | Cell::Number(value) => Ok(value as f32),
        }
    }

    fn not_a_number(&self, line: usize, column: usize, words: &[u8], what: &str) -> Error {
        let name = match self.plan.named {
            true => format!(" ({})", self.plan.columns[column].name),
            false => String::new(),
        };
        let place = format!("{}, row {line}, column {}{name}", self.name, column + 1);
        Error::malformed(place, format!("{} is {what}", shown(words)))
    }

    /// All rows are in. `cut` is what was wrong with the last one, where the file may have been cut off in it.
    pub fn finish(self, cut: Option<Error>) -> Result<Recording> {
        let name = self.name.as_str();
        let mut notes = Vec::new();
        let mut findings = vec![];
        if let Some(error) = cut {
            notes.push(Note::new(format!("{error} The file ends there; everything before it was read.")));
        }
        if let Some(line) = self.infinite {
            notes.push(Note::new(format!("{name}, row {line}: an infinite number; it was read as missing.")));
        }
        if self.missing > 0 {
            notes.push(Note::new(format!(
                "{name}: {} cells are empty; they were read as missing.",
                self.missing
            )));
        }
        if let Some(clock) = &self.clock {
            notes.extend(clock.notes(name));
        }
        let kept = |at: &usize| self.kept[*at];
        let Some(main) = (0..self.values.len()).find(kept) else {
            return Err(Error::unfit(name, "none of its columns is a lead"));
        };
        if self.values[main].is_empty() {
            return Err(Error::malformed(name, "no row of numbers is in it; export it again"));
        }
        let counted = self.clock.as_ref().and_then(Clock::rate);
        let (rate, reason) = match self.plan.rate(name, &self.choices, counted) {
            Some(found) => found,
            None => {
                let (rate, reason) = rate::guess(&self.values[main]);
                notes.push(Note::new(format!(
                    "{name} does not say its sampling rate; {} Hz was guessed. Correct it if you know better.",
                    rate.get()
                )));
                (rate, reason)
            }
        };
        findings.push(Finding::new(
            "rate",
            format!("{} Hz", crate::read::recording::plain(rate.get())),
            reason,
        ));
        let start = self.start();
        let scales = scales(&self.plan, &self.values, &self.kept, &self.choices, &mut findings);
        let SignalReader { plan, values, kept, leads, .. } = self;
        findings.push(leads);
        let mut channels = Vec::new();
        for (((column, mut values), kept), scale) in plan.columns.iter().zip(values).zip(&kept).zip(scales) {
            if column.is_time && !kept {
                continue;
            }
            scale.apply(&mut values);
            channels.push(Channel {
                name: column.name.clone(),
                unit: scale.unit(&column.other_unit),
                rate,
                grid: scale.grid,
                values,
                kept: *kept,
            });
        }
        let format = plan.preamble.vendor.map_or("text with columns", |vendor| vendor.words());
        findings.extend(plan.findings);
        let mut comments = plan.preamble.comments;
        comments.truncate(64);
        Ok(Recording {
            name: stem(name).to_string(),
            format: format.into(),
            channels,
            marks: Vec::new(),
            marks_rate: rate,
            start,
            comments,
            notes,
            findings,
        })
    }

    /// When it began: as the header says, or as its first row does where that tells the date.
    fn start(&self) -> Moment {
        let said = self.plan.preamble.start;
        let seconds = match (self.begun, self.plan.time) {
            (Some(time), Some((_, Ticks::Seconds(ticks)))) => time * ticks,
            _ => return said,
        };
        if said.is_known() || !(1e8..4e9).contains(&seconds) {
            return said;
        }
        let days = (seconds / 86_400.0).floor();
        Moment { date: day_of(days as i64), time_ms: Some(((seconds - days * 86_400.0) * 1e3) as u32) }
    }
}

/// The end of the cell that `text` begins with.
fn end_of(text: &[u8], delimiter: Delimiter) -> usize {
    if delimiter == Delimiter::Space {
        return memchr::memchr2(b' ', b'\t', text).unwrap_or(text.len());
    }
    let mut from = 0;
    // A delimiter inside quotes is none.
    if text.trim_ascii_start().first() == Some(&b'"') {
        let open = memchr::memchr(b'"', text).unwrap_or(0) + 1;
        from = memchr::memchr(b'"', &text[open..]).map_or(0, |close| open + close);
    }
    memchr::memchr(delimiter.byte(), &text[from..]).map_or(text.len(), |at| from + at)
}

/// What follows the delimiter at `end`; `None` at the end of the row.
fn after(text: &[u8], end: usize, delimiter: Delimiter) -> Option<&[u8]> {
    let rest = text.get(end + 1..)?;
    Some(if delimiter == Delimiter::Space { rest.trim_ascii_start() } else { rest })
}

/// A calendar day from days since 1970.
fn day_of(days: i64) -> Option<(u16, u8, u8)> {
    // Howard Hinnant's civil_from_days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    Moment::day(u32::try_from(year).ok()?, month as u32, day as u32)
}

fn too_large(name: &str, what: &str) -> Error {
    let reason = format!(
        "{what} make more than the {MOST_SAMPLES} samples (512 MiB) that are held at once; cut the recording"
    );
    Error::unsupported(name, reason)
}

#[test]
fn days_are_counted_from_1970() {
    assert_eq!(day_of(0), Some((1970, 1, 1)));
    assert_eq!(day_of(18_321), Some((2020, 2, 29)));
    assert_eq!(day_of(-1), Some((1969, 12, 31)));
}
