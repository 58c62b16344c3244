//! `analyze --like`: a recording looked at as a report says that one was, so that the same numbers come out.

use std::path::Path;

use ecglass::analyze::{FileDigest, ModelSummary, Report};

use crate::Failure;
use crate::files::load;

/// More than this is no report: that of a week has a tenth of it.
const LARGEST: u64 = 256 << 20;

/// A report to go by.
pub struct Like {
    place: String,
    report: Report,
}

impl Like {
    /// Reads it.
    pub fn read(path: &Path) -> Result<Like, Failure> {
        let place = path.display().to_string();
        if std::fs::metadata(path).is_ok_and(|found| found.len() > LARGEST) {
            return Err(format!(
                "{place}: no report is so large; it takes a report.json that ecglass wrote."
            ));
        }
        let json = String::from_utf8_lossy(&load(path)?).into_owned();
        let report = Report::from_json(&place, &json).map_err(|error| error.to_string())?;
        Ok(Like { place, report })
    }

    /// What it says.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Why the numbers may be others than in the report, a sentence each.
    pub fn differences(&self, files: &[FileDigest], model: &ModelSummary) -> Vec<String> {
        let mut told = Vec::new();
        for (was, is) in self.report.files.iter().zip(files) {
            if was.sha256 != is.sha256 {
                told.push(format!(
                    "{} was made of another {}: looked at alike, but not the same numbers.",
                    self.place, was.name
                ));
            }
        }
        if self.report.files.len() != files.len() && !self.report.files.is_empty() {
            let (were, are) = (self.report.files.len(), files.len());
            told.push(format!("{} was made of {were} files, and these are {are}.", self.place));
        }
        if self.report.model != *model {
            told.push(format!(
                "{} was made with another {}: its classes may differ.",
                self.place, self.report.model.name
            ));
        }
        let (was, is) = (&self.report.versions.ecglass, env!("CARGO_PKG_VERSION"));
        if was != is {
            told.push(format!(
                "{} was written by ecglass {was}, and this is {is}: numbers may differ.",
                self.place
            ));
        }
        told
    }
}
