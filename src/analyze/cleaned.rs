//! A recording with its leads cleaned, or with one lead alone, to be written as a file of its own.

use crate::analyze::survey::{found, looked_at};
use crate::analyze::{BeatSource, Settings};
use crate::clean::Cleaner;
use crate::ecg::{Hertz, Lead, Marks, Record, SampleIndex, Step};
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
    Ok((of_leads(record, cleaner.to(), clean, marks.collect())?, notes))
}

/// The recording with this lead alone, as it was recorded, and all of its marks.
pub fn only_lead(record: &Record, lead: usize) -> Result<Record> {
    let leads = looked_at(record, Some(lead))?.to_vec();
    of_leads(record, record.rate(), leads, record.marks().to_vec())
}

/// The same recording in other leads.
fn of_leads(record: &Record, rate: Hertz, leads: Vec<Lead>, marks: Vec<Marks>) -> Result<Record> {
    let made = Record::new(record.name(), rate, leads, marks)?;
    Ok(made.begun(record.start()).with_comments(record.comments().to_vec()))
}
