//! What a recording can be written as: one door to all writers of records.

use crate::ecg::Record;
use crate::error::{Error, Note, Result};
use crate::write::{edf, record_csv, record_json, wfdb};

/// A form that a recording can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// `time_s`, then a column a lead.
    Csv,
    /// EDF+ with annotations.
    Edf,
    /// Header, signal file and annotation files.
    Wfdb,
    /// Samples and all, as ecglass reads them again.
    Json,
}

/// Files with their names, and what could not be written as it was.
pub struct Written {
    /// The main one last.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was lost.
    pub notes: Vec<Note>,
}

impl Target {
    /// The form that a file's extension asks for.
    pub fn of_extension(extension: &str) -> Option<Target> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "csv" => Target::Csv,
            "edf" => Target::Edf,
            "hea" => Target::Wfdb,
            "json" => Target::Json,
            _ => return None,
        })
    }

    /// The record in this form, in files whose names begin with `name`.
    pub fn write(self, record: &Record, name: &str) -> Result<Written> {
        let one = |extension: &str, bytes: Vec<u8>| vec![(format!("{name}.{extension}"), bytes)];
        Ok(match self {
            Target::Csv => Written { files: one("csv", record_csv(record).into_bytes()), notes: Vec::new() },
            Target::Json => {
                Written { files: one("json", record_json(record).into_bytes()), notes: Vec::new() }
            }
            Target::Edf => {
                let (bytes, notes) = edf(record)?;
                Written { files: one("edf", bytes), notes }
            }
            Target::Wfdb => {
                let files = wfdb::named(record, name);
                if files.name != name {
                    let reason = "the name of a WFDB record has letters, digits, _ and - only";
                    return Err(Error::unsupported(name, reason));
                }
                Written { notes: files.notes.clone(), files: files.named() }
            }
        })
    }
}
