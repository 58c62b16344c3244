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
    let mut classifier = Some(models::open(&asked.shelf, asked.model.as_deref().unwrap_or(RECORDINGS))?);
    let mut begun: Option<(Live, usize)> = None;
    let mut beats = Said { rate: asked.rate, last: None };
    let mut row = Vec::new();
    // Which columns are no leads, as far as their names say so.
    let mut times: Vec<bool> = Vec::new();
    let mut pieces: Vec<Vec<f32>> = Vec::new();
    let piece = (asked.rate.get() / 4.0).ceil() as usize;
    let told = |error: ecglass::error::Error| error.to_string();
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
            pieces = vec![Vec::with_capacity(piece); row.len()];
            if !beats.write(&mut output, Vec::new(), true)? {
                return Ok(());
            }
        }
        let Some((live, leads)) = &mut begun else { continue };
        if row.len() != *leads {
            return Err(format!("{place}: {} numbers where the lines before have {leads}.", row.len()));
        }
        pieces.iter_mut().zip(&row).for_each(|(piece, value)| piece.push(*value));
        if pieces[0].len() == piece {
            let leads: Vec<&[f32]> = pieces.iter().map(Vec::as_slice).collect();
            let said = live.push(&leads).map_err(told)?;
            pieces.iter_mut().for_each(Vec::clear);
            if !beats.write(&mut output, said, false)? {
                return Ok(());
            }
        }
    }
    let Some((mut live, _)) = begun else {
        return Err(
            "standard input: no samples came; each line should have a number for each lead, at the rate that --rate says."
                .into(),
        );
    };
    let leads: Vec<&[f32]> = pieces.iter().map(Vec::as_slice).collect();
    let mut said = live.push(&leads).map_err(told)?;
    said.extend(live.finish().map_err(told)?);
    beats.write(&mut output, said, false).map(drop)
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

/// What was said so far.
struct Said {
    rate: Hertz,
    last: Option<SampleIndex>,
}

impl Said {
    /// A line a beat, at once; whether anybody still reads.
    fn write(
        &mut self,
        output: &mut impl Write,
        beats: Vec<(SampleIndex, Verdict)>,
        header: bool,
    ) -> Result<bool, Failure> {
        let mut text = String::from(if header { "time_s,sample,rr_s,class,probability,sure\n" } else { "" });
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
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(format!("standard output: {error}.")),
            Ok(()) => Ok(true),
        }
    }
}
