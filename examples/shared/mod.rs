//! What several examples begin with: a WFDB record from its header's path.

use std::error::Error;
use std::fs;
use std::path::Path;

use ecglass::ecg::Record;
use ecglass::read::{Intake, Reading};

/// The record of a header with those of its files that have one of `extensions` and are there.
pub fn read(header: &Path, extensions: &[&str]) -> Result<Record, Box<dyn Error>> {
    let mut files = Vec::new();
    for extension in extensions {
        let path = header.with_extension(extension);
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read(path)?));
        }
    }
    match Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?.reading {
        Reading::Record(record) => Ok(record),
        other => Err(format!("{}: no record", other.name()).into()),
    }
}
