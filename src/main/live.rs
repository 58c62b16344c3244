//! `ecglass live`: beats classified while samples still come, on standard input.

use std::io::{BufRead, ErrorKind, Write};

use ecglass::analyze::Live;
use ecglass::ecg::{Hertz, SampleIndex, Verdict};

use crate::models::{RECORDINGS, Shelf};
use crate::{Failure, models};

/// What was asked for.
pub struct Listening {
    pub rate: Hertz,
    pub model: Option<String>,
    pub shelf: Shelf,
}

/// Columns of a line of text; more are no leads.
const MOST_LEADS: usize = 16;

/// Reads lines of numbers, a column a lead, and writes a line for each beat as soon as it can be said.
pub fn live(asked: &Listening, input: impl BufRead, mut output: impl Write) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let mut classifier = Some(models::open(&asked.shelf, asked.model.as_deref().unwrap_or(RECORDINGS))?);
    let mut begun: Option<(Live, usize)> = None;
    let mut lines = Lines { rate: asked.rate, last: None };
    let mut row = Vec::new();
    // Which columns are no leads, as far as their names say so.
    let mut times: Vec<bool> = Vec::new();
    for (number, line) in input.lines().enumerate() {
        let place = format!("standard input, line {}", number + 1);
        let line = line.map_err(|error| format!("{place}: {error}."))?;
        row.clear();
        match read_row(&line, &mut row) {
            Ok(()) if row.is_empty() => continue,
            Ok(()) => {}
            // What the columns are called.
            Err(_) if begun.is_none() => {
                times = cells(&line).map(is_time).collect();
                continue;
            }
            Err(cell) => {
                return Err(format!("{place}: “{cell}” is no number; a line has a number for each lead."));
            }
        }
        if times.len() == row.len() {
            let mut is_time = times.iter();
            row.retain(|_| !is_time.next().is_some_and(|is_time| *is_time));
        }
        if let Some(classifier) = classifier.take() {
            if row.len() > MOST_LEADS {
                return Err(format!("{place}: {} columns; {MOST_LEADS} leads at most.", row.len()));
            }
            begun = Some((Live::plan(classifier, asked.rate, row.len()).map_err(told)?, row.len()));
            if !hand(&mut output, HEADER)? {
                return Ok(());
            }
        }
        let Some((live, leads)) = &mut begun else { continue };
        if row.len() != *leads {
            return Err(format!("{place}: {} numbers where the lines before have {leads}.", row.len()));
        }
        let samples: Vec<&[f32]> = row.chunks(1).collect();
        let said = live.push(&samples).map_err(told)?;
        if !said.is_empty() && !hand(&mut output, &lines.of(said))? {
            return Ok(());
        }
    }
    let Some((live, _)) = begun else {
        return Err(
            "standard input: no samples came; each line should have a number for each lead, at the rate that --rate says."
                .into(),
        );
    };
    let rest = live.finish().map_err(told)?;
    hand(&mut output, &lines.of(rest)).map(drop)
}

/// Writes at once; whether anybody still reads.
fn hand(output: &mut impl Write, text: &str) -> Result<bool, Failure> {
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(format!("standard output: {error}.")),
        Ok(()) => Ok(true),
    }
}

/// The cells of a line; none where it is empty or a comment.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_matches(['\u{feff}', '\r', ' ', '\t']);
    let line = if line.starts_with('#') { "" } else { line };
    let separator = [';', ',', '\t'].into_iter().find(|separator| line.contains(*separator)).unwrap_or(' ');
    line.split(separator).map(str::trim).filter(move |cell| separator != ' ' || !cell.is_empty())
}

/// Whether a column of this name tells the time.
fn is_time(name: &str) -> bool {
    let name = name.trim_matches('"').to_lowercase();
    ["time", "timestamp", "seconds", "sample", "t"].into_iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()))
    })
}

/// The numbers of a line; an empty cell is a gap. The first that is none is the error.
fn read_row<'a>(line: &'a str, row: &mut Vec<f32>) -> Result<(), &'a str> {
    for cell in cells(line) {
        // Where columns are kept apart otherwise, a comma is the decimal mark.
        let decimal = cell.replace(',', ".");
        row.push(if cell.is_empty() { f32::NAN } else { decimal.parse().map_err(|_| cell)? });
    }
    Ok(())
}

/// What the columns of a beat's line are called.
const HEADER: &str = "time_s,sample,rr_s,class,probability,sure\n";

/// Beats as lines, each with the interval since the one before it.
struct Lines {
    rate: Hertz,
    last: Option<SampleIndex>,
}

impl Lines {
    fn of(&mut self, beats: Vec<(SampleIndex, Verdict)>) -> String {
        let mut text = String::new();
        for (at, verdict) in beats {
            let rr =
                self.last.map_or(String::new(), |last| format!("{:.3}", self.rate.duration(at.0 - last.0).0));
            self.last = Some(at);
            text += &format!(
                "{:.3},{},{rr},{},{:.4},{}\n",
                at.time(self.rate).0,
                at.0,
                verdict.class,
                verdict.probability,
                u8::from(verdict.sure)
            );
        }
        text
    }
}
