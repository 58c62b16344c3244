//! WFDB records: a text header, the signal files it names, and the annotations beside them.
//!
//! Follows the WFDB Applications Guide's header(5), signal(5) and annot(5).

mod annotation;
mod header;
mod signal;

use crate::ecg::{Annotation, Gap, Lead, Marks, Record, SampleIndex};
use crate::error::{Error, Note, Result};
use header::{Header, SignalSpec};

/// A dropped file: its name without folders, and its bytes.
pub type File = (String, Vec<u8>);

/// The signal files that the header in `bytes` (of a file called `name`) wants beside it, in its own order.
pub fn mates(name: &str, bytes: &[u8]) -> Result<Vec<String>> {
    let header = Header::parse(name, bytes)?;
    let mut files: Vec<String> = Vec::new();
    for signal in header.signals {
        if !files.contains(&signal.file) {
            files.push(signal.file);
        }
    }
    Ok(files)
}

/// Puts a record together from its header and the files dropped with it.
pub fn read(name: &str, bytes: &[u8], files: &[File]) -> Result<(Record, Vec<Note>)> {
    let header = Header::parse(name, bytes)?;
    let mut notes = Vec::new();
    let mut leads = Vec::new();
    for group in header.signals.chunk_by(|a, b| a.file == b.file) {
        leads.extend(read_signals(name, &header, group, files, &mut notes)?);
    }
    if leads.is_empty() {
        return Err(Error::unfit(name, "none of its signals is a voltage; an ECG is measured in mV"));
    }
    let shortest = leads.iter().map(|lead| lead.samples.len()).min().unwrap_or(0);
    leads.iter_mut().for_each(|lead| lead.samples.truncate(shortest));
    let annotations = read_annotations(&header.name, files, &mut notes)?;
    Ok((
        Record::new(header.name, header.rate, leads, vec![Marks { annotator: "atr".into(), annotations }])?,
        notes,
    ))
}

/// The leads of one signal file.
fn read_signals(
    header_name: &str,
    header: &Header,
    group: &[SignalSpec],
    files: &[File],
    notes: &mut Vec<Note>,
) -> Result<Vec<Lead>> {
    let file = &group[0].file;
    let Some((_, bytes)) = files.iter().find(|(name, _)| name == file) else {
        return Err(Error::unsupported(
            header_name,
            format!("it describes {file}; drop {file} together with it"),
        ));
    };
    let frames = signal::decode(file, bytes, group)?;
    let length = frames[0].len();
    if length == 0 {
        return Err(Error::malformed(
            file,
            format!("no samples are in it; copy it again, {header_name} describes it"),
        ));
    }
    let wanted = header.samples.unwrap_or(length);
    if length < wanted {
        notes.push(Note::new(format!(
            "{file} ends after {length} of the {wanted} samples that {header_name} promises; what is there was read. \
             Copy the file again if it should be whole."
        )));
    }
    let mut leads = Vec::new();
    for (spec, mut counts) in group.iter().zip(frames) {
        counts.truncate(wanted);
        if length >= wanted && spec.checksum.is_some_and(|sum| sum != signal::checksum(&counts, spec.format))
        {
            notes.push(Note::new(format!(
                "{file}, signal {}: its checksum is not the one in {header_name}; the file may have changed since.",
                spec.description
            )));
        }
        let Some(millivolts) = spec.millivolts() else {
            notes.push(Note::new(format!(
                "{header_name}, signal {}: in {}, which is no voltage; it was left out.",
                spec.description, spec.units
            )));
            continue;
        };
        leads.push(lead(spec, &counts, millivolts));
    }
    Ok(leads)
}

/// Counts to millivolts; a missing sample keeps the last value before it, and its place is written down.
fn lead(spec: &SignalSpec, counts: &[Option<i16>], millivolts: f64) -> Lead {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut held = 0.0;
    let samples = counts
        .iter()
        .enumerate()
        .map(|(at, count)| {
            match (count, gaps.last_mut()) {
                (Some(count), _) => {
                    held = ((f64::from(*count) - spec.baseline) / spec.gain * millivolts) as f32
                }
                (None, Some(gap)) if gap.to.0 == at => gap.to = SampleIndex(at + 1),
                (None, _) => gaps.push(Gap { from: SampleIndex(at), to: SampleIndex(at + 1) }),
            }
            held
        })
        .collect();
    Lead { name: spec.description.clone(), samples, gaps, grid: None }
}

/// The reference annotations that came along; none where there is no `.atr`.
fn read_annotations(record: &str, files: &[File], notes: &mut Vec<Note>) -> Result<Vec<Annotation>> {
    let own = format!("{record}.atr");
    if let Some((name, bytes)) = files.iter().find(|(name, _)| name.eq_ignore_ascii_case(&own)) {
        return annotation::parse(name, bytes);
    }
    if let Some((name, _)) = files.iter().find(|(name, _)| name.to_ascii_lowercase().ends_with(".atr")) {
        notes.push(Note::new(format!("{name} was left out: its name is not that of record {record}.")));
    }
    Ok(Vec::new())
}
