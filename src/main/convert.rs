//! `ecglass convert`: a recording or a table in one form, out in another.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ecglass::analyze;
use ecglass::ecg::Record;
use ecglass::read::{Choices, Reading};
use ecglass::write::{self, Target};

use crate::files::{open, print, save};
use crate::{Asked, Failure};

/// What of a recording is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Its leads, with what is marked in them.
    Signal,
    /// Its beats, a row each.
    Table,
    /// The waves that are marked in it.
    Waves,
}

/// Writes what was opened as `out`'s extension says.
pub fn convert(
    paths: &[PathBuf],
    out: &Path,
    choices: Choices,
    content: Content,
    asked: &Asked,
) -> Result<(), Failure> {
    let extension = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    let Some(target) = Target::of_extension(extension) else {
        let place = out.display();
        return Err(format!(
            "{place}: name it .csv, .hea, .edf or .json; its extension says what is written."
        ));
    };
    let settings = asked.settings()?;
    let opened = open(paths, choices)?;
    let mut notes = opened.notes.clone();
    let sentence = |error: ecglass::error::Error| error.to_string();
    match (&opened.reading, content) {
        (_, Content::Table | Content::Waves) | (Reading::Table { .. }, _) if target != Target::Csv => {
            let what = if content == Content::Waves { "a list of waves" } else { "a heartbeat table" };
            return Err(format!("{}: {what} is written as .csv.", out.display()));
        }
        (Reading::Table { .. }, _) | (_, Content::Table) => {
            let survey = match &opened.reading {
                Reading::Record(record) => Some(analyze::survey(record, &settings).map_err(sentence)?),
                _ => None,
            };
            let beats = analyze::table(&opened.reading, survey.as_ref()).map_err(sentence)?;
            save(out, write::table_csv(&beats).as_bytes())?;
        }
        (Reading::Record(record), Content::Waves) => {
            let waves = record.marked_waves();
            if waves.is_empty() {
                return Err(format!(
                    "{}: no waves are marked in it; `ecglass analyze --waves` finds them.",
                    record.name()
                ));
            }
            save(out, write::waves_csv(&waves).as_bytes())?;
        }
        (Reading::Record(record), Content::Signal) if asked.clean.is_some() => {
            let (clean, said) = analyze::cleaned(record, &settings).map_err(sentence)?;
            notes.extend(said);
            notes.extend(save_record(&clean, target, out)?);
        }
        (Reading::Record(record), Content::Signal) => {
            let one = settings.lead.map(|lead| analyze::only_lead(record, lead)).transpose();
            let one = one.map_err(sentence)?;
            notes.extend(save_record(one.as_ref().unwrap_or(record), target, out)?);
        }
        (other, _) => return Err(format!("{}: it holds no signal to convert.", other.name())),
    }
    let said: String = notes.iter().map(|note| format!("note: {}\n", note.text)).collect();
    print(&said)
}

/// Writes a record's files beside `out`, the main one last: where it stands, the record is complete.
pub fn save_record(
    record: &Record,
    target: Target,
    out: &Path,
) -> Result<Vec<ecglass::error::Note>, Failure> {
    let name = out.file_stem().unwrap_or_default().to_string_lossy();
    let written = target.write(record, &name).map_err(|error| error.to_string())?;
    let count = written.files.len();
    for (at, (file, bytes)) in written.files.iter().enumerate() {
        // The name that the person gave, however it spells its extension.
        let path = if at + 1 == count { out.to_path_buf() } else { out.with_file_name(file) };
        save(&path, bytes)?;
    }
    Ok(written.notes)
}
