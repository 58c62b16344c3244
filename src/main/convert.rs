//! `ecglass convert`: a recording or a table in one form, out in another.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ecglass::analyze;
use ecglass::ecg::Record;
use ecglass::read::{Choices, Reading};
use ecglass::write::{self, Target};

use crate::Failure;
use crate::files::{open, print, save};

/// Writes what was opened as `out`'s extension says; `table` asks for the marked beats as a heartbeat table.
pub fn convert(
    paths: &[PathBuf],
    out: &Path,
    choices: Choices,
    table: bool,
    lead: usize,
) -> Result<(), Failure> {
    let extension = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    let Some(target) = Target::of_extension(extension) else {
        let place = out.display();
        return Err(format!(
            "{place}: name it .csv, .hea, .edf or .json; its extension says what is written."
        ));
    };
    let opened = open(paths, choices)?;
    let wants_table = table || matches!(opened.reading, Reading::Table { .. });
    let mut notes = opened.notes.clone();
    if wants_table {
        if target != Target::Csv {
            return Err(format!("{}: a heartbeat table is written as .csv.", out.display()));
        }
        let beats = analyze::table(&opened.reading, lead).map_err(|error| error.to_string())?;
        save(out, write::table_csv(&beats).as_bytes())?;
    } else {
        match &opened.reading {
            Reading::Record(record) => notes.extend(save_record(record, target, out)?),
            other => return Err(format!("{}: it holds no signal to convert.", other.name())),
        }
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
