//! A WFDB record: header, signal file in format 212 or 16, and an annotation file for each annotator.

mod annotation;

use std::fmt::Write;

use crate::ecg::{Moment, Record};
use crate::error::Note;
use crate::write::counts::Counts;

/// The files of a record.
pub struct Files {
    /// The record's name as the format allows it; the files' names begin with it.
    pub name: String,
    /// `.hea`
    pub header: String,
    /// `.dat`
    pub signal: Vec<u8>,
    /// One for each annotator, whose name is the extension.
    pub annotations: Vec<(String, Vec<u8>)>,
    /// What could not be written as it was.
    pub notes: Vec<Note>,
}

impl Files {
    /// All of them with their names, the header last: where it stands, its record is complete.
    pub fn named(self) -> Vec<(String, Vec<u8>)> {
        let name = self.name;
        let mut files = vec![(format!("{name}.dat"), self.signal)];
        files.extend(
            self.annotations.into_iter().map(|(annotator, bytes)| (format!("{name}.{annotator}"), bytes)),
        );
        files.push((format!("{name}.hea"), self.header.into_bytes()));
        files
    }
}

/// Writes a record, under its own name as far as the format allows it. Samples keep the steps that they were counted in, and
/// come back equal; others are counted in steps as fine as 16 bits allow. A gap becomes the format's mark for a missing
/// sample.
pub fn files(record: &Record) -> Files {
    named(record, record.name())
}

/// The same under another name.
pub fn named(record: &Record, name: &str) -> Files {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let name = if name.is_empty() { "record".to_string() } else { name };
    let mut notes = Vec::new();
    let counts: Vec<Counts> = record.leads().iter().map(Counts::of).collect();
    for (lead, counts) in record.leads().iter().zip(&counts) {
        if let Some(step) = counts.rounded_to {
            notes.push(Note::new(format!(
                "{name}, {}: its samples were rounded to steps of {step:.2e} mV.",
                lead.name
            )));
        }
    }
    let narrow = counts.iter().all(Counts::fit_twelve_bits);
    let missing = if narrow { -2048 } else { i16::MIN };
    let dealt: Vec<Vec<i16>> = record
        .leads()
        .iter()
        .zip(&counts)
        .map(|(lead, counts)| counts.with_gaps(&lead.gaps, missing))
        .collect();
    let signal = if narrow { twelve_bits(&dealt) } else { sixteen_bits(&dealt) };
    let mut annotations = Vec::new();
    for marks in record.marks() {
        let (bytes, lost) = annotation::bytes(&marks.annotations);
        if lost > 0 {
            notes.push(Note::new(format!(
                "{name}.{}: {lost} annotations have symbols that the format lacks; they were written as notes.",
                marks.annotator
            )));
        }
        let annotator: String = marks.annotator.chars().filter(char::is_ascii_alphanumeric).collect();
        annotations.push((if annotator.is_empty() { "ann".into() } else { annotator }, bytes));
    }
    let header = header(record, &name, &counts, &dealt, narrow);
    Files { name, header, signal, annotations, notes }
}

fn header(record: &Record, name: &str, counts: &[Counts], dealt: &[Vec<i16>], narrow: bool) -> String {
    let mut text = format!(
        "{name} {} {} {}{}\n",
        counts.len(),
        record.rate().get(),
        record.len(),
        begun(record.start())
    );
    let (format, bits) = if narrow { (212, 12) } else { (16, 16) };
    for ((lead, counts), dealt) in record.leads().iter().zip(counts).zip(dealt) {
        let checksum = dealt.iter().fold(0_i16, |sum, &count| sum.wrapping_add(count));
        let first = dealt.first().copied().unwrap_or(0);
        let (gain, zero) = (counts.gain, counts.zero);
        let label = one_line(&lead.name);
        let _ = writeln!(text, "{name}.dat {format} {gain}({zero})/mV {bits} 0 {first} {checksum} 0 {label}");
    }
    for comment in record.comments() {
        let _ = writeln!(text, "# {}", one_line(comment));
    }
    text
}

/// " 16:32:18 04/04/2019", as the record line ends with; a date stands behind a time or not at all.
fn begun(start: Moment) -> String {
    let Some(ms) = start.time_ms else { return String::new() };
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let mut text = format!(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest > 0 {
        let _ = write!(text, ".{rest:03}");
    }
    if let Some((year, month, day)) = start.date {
        let _ = write!(text, " {day:02}/{month:02}/{year:04}");
    }
    text
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_string()
}

/// Samples of all leads in turn, two in three bytes.
fn twelve_bits(leads: &[Vec<i16>]) -> Vec<u8> {
    let frames = leads.first().map_or(0, Vec::len);
    let dealt: Vec<u16> =
        (0..frames).flat_map(|at| leads.iter().map(move |lead| lead[at].cast_unsigned() & 0xfff)).collect();
    let mut bytes = Vec::with_capacity(dealt.len() * 3 / 2 + 2);
    for pair in dealt.chunks(2) {
        let second = pair.get(1).copied().unwrap_or(0);
        bytes.push(pair[0] as u8);
        bytes.push((pair[0] >> 8 | (second >> 8) << 4) as u8);
        if pair.len() == 2 {
            bytes.push(second as u8);
        }
    }
    bytes
}

/// Samples of all leads in turn, low byte first.
fn sixteen_bits(leads: &[Vec<i16>]) -> Vec<u8> {
    let frames = leads.first().map_or(0, Vec::len);
    (0..frames).flat_map(|at| leads.iter().flat_map(move |lead| lead[at].to_le_bytes())).collect()
}
