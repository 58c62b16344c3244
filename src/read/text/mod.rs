//! Text with numbers in columns: the detective looks at its first lines and decides what it is, then its rows stream in.

mod cell;
mod clock;
mod columns;
mod dialect;
mod lines;
mod plan;
mod preamble;
mod rate;
mod savetxt;
mod scale;
mod signal;
mod table;
mod time;
mod units;

use std::sync::Arc;

use crate::ecg::Hertz;
use crate::error::{Error, Result};
use crate::read::catalog::stem;
use crate::read::recording::{Channel, Recording, plain};
use crate::read::text::lines::Lines;
use crate::read::text::plan::Plan;
use crate::read::text::signal::SignalReader;
use crate::read::text::table::{Table, TableReader};
use crate::read::{Choices, Finding, Layout, Opened, Reading};

pub(in crate::read) use lines::Wide;

/// So much of a text is looked at before it is decided what it is.
const LOOK: usize = 64 << 10;

/// At least so many lines, where they are long.
const LOOK_LINES: usize = 12;

/// A row longer than any beat, in a text of few rows, is a lead written from left to right.
const LONGEST_BEAT: usize = 1000;

/// Parses a text piece by piece; holds its numbers, and of the text only the line that is not complete yet.
pub(in crate::read) struct TextReader {
    name: String,
    size: u64,
    choices: Choices,
    lines: Lines,
    body: Body,
}

enum Body {
    /// The first lines, until there are enough to decide; `open` where no end of line follows the last.
    Looking {
        lines: Vec<Vec<u8>>,
        bytes: usize,
        open: bool,
    },
    Rows(Box<Rows>),
}

/// The rows, once it is decided what they are.
struct Rows {
    /// Lines before the first row.
    above: usize,
    reader: Reader,
    /// Beats, or what the detective found where the rows are leads themselves.
    findings: Vec<Finding>,
    /// What was wrong with the last row: it is forgiven if no other follows, since files get cut.
    bad: Option<Error>,
}

enum Reader {
    Table(Box<TableReader>, Box<Plan>),
    Signal(Box<SignalReader>),
}

impl TextReader {
    /// `size` is the whole file's, in bytes.
    pub fn new(name: &str, size: u64, choices: &Choices) -> TextReader {
        TextReader {
            name: name.to_string(),
            size,
            choices: choices.clone(),
            lines: Lines::new(),
            body: Body::Looking { lines: Vec::new(), bytes: 0, open: false },
        }
    }

    /// Whether a text that begins with `head` has rows of numbers.
    pub fn has_numbers(name: &str, head: &[u8]) -> bool {
        let mut lines = Vec::new();
        let mut cut = Lines::new();
        let mut take = |_: usize, line: &[u8]| {
            lines.push(line.to_vec());
            Ok(())
        };
        if cut.push(name, head, &mut take).is_err() || cut.finish(&mut take).is_err() {
            return false;
        }
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        dialect::detect(&lines, None, &Choices::default()).is_some()
    }

    /// Whether all that came of it so far is prose: a text that explains others, perhaps.
    pub fn is_hopeless(&self) -> bool {
        let Body::Looking { lines, .. } = &self.body else { return false };
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        !lines.is_empty() && dialect::detect(&lines, None, &self.choices).is_none()
    }

    /// The next piece of the text.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        let TextReader { name, size, choices, lines, body } = self;
        lines.push(name, piece, &mut |number, line| take(body, name, *size, choices, number, line, false))
    }

    /// All text is in.
    pub fn finish(mut self) -> Result<Opened> {
        {
            let TextReader { name, size, choices, lines, body } = &mut self;
            lines.finish(&mut |number, line| take(body, name, *size, choices, number, line, true))?;
            if let Body::Looking { .. } = body {
                decide(body, name, *size, choices)?;
            }
        }
        let Body::Rows(rows) = self.body else {
            return Err(Error::malformed(self.name, "only blank lines are in it; export it again"));
        };
        let Rows { reader, findings, bad, .. } = *rows;
        match reader {
            Reader::Signal(reader) => reader.finish(bad)?.open(&self.choices),
            Reader::Table(reader, plan) => {
                if let Some(error) = bad {
                    return Err(error);
                }
                let table = reader.finish()?;
                let few = table.beats.len() <= 16 && table.beats.width > LONGEST_BEAT;
                if few && self.choices.layout.is_none() {
                    return turned(&self.name, table, &plan, &self.choices, findings);
                }
                let rate = self.choices.rate_hz.unwrap_or(Hertz::TABLES);
                let reason = if self.choices.rate_hz.is_some() {
                    "chosen by you"
                } else {
                    "heartbeat tables are made at it"
                };
                let mut all = vec![Finding::new("format", "text with columns", "known by its first lines")];
                all.extend(findings);
                all.push(table.labels);
                all.extend(table.made);
                all.push(Finding::new("rate", format!("{} Hz", plain(rate.get())), reason));
                Ok(Opened {
                    reading: Reading::Table { name: self.name, rate, beats: Arc::new(table.beats) },
                    notes: Vec::new(),
                    findings: all,
                    channels: Vec::new(),
                    recordings: Vec::new(),
                    choices: self.choices,
                })
            }
        }
    }
}

/// The next line, wherever the reading of `body` has come to. `last` says that no end of line follows it.
fn take(
    body: &mut Body,
    name: &str,
    size: u64,
    choices: &Choices,
    number: usize,
    line: &[u8],
    last: bool,
) -> Result<()> {
    match body {
        Body::Looking { lines, bytes, open } => {
            *open = last;
            *bytes += line.len() + 1;
            lines.push(line.to_vec());
            if *bytes >= LOOK && lines.len() >= LOOK_LINES {
                decide(body, name, size, choices)?;
            }
            Ok(())
        }
        Body::Rows(rows) => rows.row(number, line, last),
    }
}

/// Makes the plan from the lines so far, and reads them by it.
fn decide(body: &mut Body, name: &str, size: u64, choices: &Choices) -> Result<()> {
    let Body::Looking { lines, bytes, open } = body else { return Ok(()) };
    let lines = std::mem::take(lines);
    let open = *open;
    let borrowed: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
    let mut plan = Plan::make(name, &borrowed, choices)?;
    let above = plan.dialect.first;
    let below: usize = lines[above..].iter().map(|line| line.len() + 1).sum();
    let row_bytes = below / (lines.len() - above).max(1);
    let size = size.max(*bytes as u64);
    let (reader, findings) = match plan.layout {
        Layout::Table => {
            let (delimiter, decimal, columns) =
                (plan.dialect.delimiter, plan.dialect.decimal, plan.dialect.columns);
            let labelled = plan.columns.last().is_some_and(|column| plan::is_label(&column.name));
            let findings = std::mem::take(&mut plan.findings);
            let table = TableReader::new(name, size, delimiter, decimal, columns, labelled)?;
            (Reader::Table(Box::new(table), Box::new(plan)), findings)
        }
        Layout::Signal => {
            let reader = SignalReader::new(name, size, row_bytes, plan, choices)?;
            (Reader::Signal(Box::new(reader)), Vec::new())
        }
    };
    let mut rows = Box::new(Rows { above, reader, findings, bad: None });
    let count = lines.len();
    for (at, line) in lines.iter().enumerate().skip(above) {
        rows.row(at + 1, line, open && at + 1 == count)?;
    }
    *body = Body::Rows(rows);
    Ok(())
}

impl Rows {
    fn row(&mut self, number: usize, line: &[u8], last: bool) -> Result<()> {
        if number <= self.above {
            return Ok(());
        }
        // Another line follows the bad one, so that it was not the file's cut end.
        if let Some(bad) = self.bad.take()
            && !line.trim_ascii().is_empty()
        {
            return Err(bad);
        }
        let outcome = match &mut self.reader {
            Reader::Table(table, _) => table.row(number, line),
            Reader::Signal(signal) => signal.row(number, line),
        };
        match (outcome, last) {
            (Err(error), true) if number > self.above + 1 => {
                self.bad = Some(error);
                Ok(())
            }
            (outcome, _) => outcome,
        }
    }
}

/// Leads that are written from left to right, a row each.
fn turned(
    name: &str,
    table: Table,
    plan: &Plan,
    choices: &Choices,
    mut findings: Vec<Finding>,
) -> Result<Opened> {
    let beats = table.beats;
    let (rate, reason) = plan.rate(name, choices, None).unwrap_or_else(|| rate::guess(beats.beat(0)));
    findings.retain(|finding| finding.about != "layout");
    let why = format!("{} numbers a row are more than a beat has", beats.width);
    findings.push(Finding::new("layout", "recording, a lead a row", why));
    findings.push(Finding::new("rate", format!("{} Hz", plain(rate.get())), reason));
    let pooled: Vec<f32> = beats.samples.iter().copied().step_by(beats.samples.len() / 20_000 + 1).collect();
    let guess = units::guess(&pooled);
    let unit = choices.unit.unwrap_or(guess.unit);
    findings.push(Finding::new(
        "unit",
        unit.symbol(),
        if choices.unit.is_some() { "chosen by you".into() } else { guess.reason },
    ));
    let millivolts = |value: &f32| match (unit.millivolts(), guess.grid) {
        (Some(factor), _) => (f64::from(*value) * factor) as f32,
        (None, Some(grid)) => ((f64::from(*value) - grid.zero) / grid.gain) as f32,
        (None, None) => *value,
    };
    let channel = |row: usize| Channel {
        name: if beats.len() == 1 { "ECG".into() } else { format!("row {}", row + 1) },
        unit: "mV".into(),
        rate,
        grid: None,
        values: beats.beat(row).iter().map(millivolts).collect(),
        kept: true,
    };
    let recording = Recording {
        name: stem(name).to_string(),
        format: "text with columns".into(),
        channels: (0..beats.len()).map(channel).collect(),
        marks: Vec::new(),
        marks_rate: rate,
        start: Default::default(),
        comments: Vec::new(),
        notes: Vec::new(),
        findings,
    };
    recording.open(choices)
}
