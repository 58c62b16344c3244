//! A recording with its leads cleaned, to be written as a file of its own.

use crate::analyze::survey::{found, looked_at};
use crate::analyze::{BeatSource, Settings};
use crate::clean::Cleaner;
use crate::ecg::{Marks, Record, SampleIndex, Step};
use crate::error::{Note, Result};

/// The recording with the leads that were asked for, cleaned, and its marks where they were; and what there is to say.
///
/// What is scaled is no longer in mV, though a file will say so: a note says it.
pub fn cleaned(record: &Record, settings: &Settings) -> Result<(Record, Vec<Note>)> {
    let leads = looked_at(record, settings.lead)?;
    let cleaner = Cleaner::plan(&settings.cleaning, record.rate())?;
    let marked: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
    let mut notes = Vec::new();
    let r_peaks = if marked.is_empty() || settings.beats == BeatSource::Signal {
        found(record, leads, &mut notes)
    } else {
        marked
    };
    let mut clean = Vec::with_capacity(leads.len());
    for lead in leads {
        let (lead, change, said) = cleaner.run_lead(lead, &r_peaks);
        notes.extend(said);
        if let Some(snr) = change.snr {
            let (before, after) = (snr.before_db, snr.after_db);
            notes.push(Note::new(format!(
                "Lead {}: SNR {before:.1} dB before, {after:.1} dB after.",
                lead.name
            )));
        }
        clean.push(lead);
    }
    if settings.cleaning.cleaning().iter().any(|step| matches!(step, Step::ZScore {} | Step::MinMax { .. })) {
        notes.push(Note::new(
            "The leads were scaled: their numbers are no millivolts, whatever the file says.",
        ));
    }
    let factor = cleaner.to().get() / record.rate().get();
    let marks = record.marks().iter().map(|marks| {
        let mut marks: Marks = marks.clone();
        let moved = |at: usize| SampleIndex((at as f64 * factor).round() as usize);
        marks.annotations.iter_mut().for_each(|mark| mark.at = moved(mark.at.0));
        marks
    });
    let made = Record::new(record.name(), cleaner.to(), clean, marks.collect())?;
    Ok((made.begun(record.start()).with_comments(record.comments().to_vec()), notes))
}
