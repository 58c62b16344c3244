//! What opening a drop comes to: the reading, what was guessed and why, what was survived, what else there is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ecg::{Beats, Hertz, Record};
use crate::error::Note;
use crate::read::{ChannelSummary, Choices};

/// What a drop turned out to be.
#[derive(Clone, Debug)]
pub enum Reading {
    /// A continuous recording.
    Record(Record),
    /// A table of beats that somebody cut already.
    Table {
        /// The file's name.
        name: String,
        /// Samples in a second; heartbeat tables are made at 125.
        rate: Hertz,
        /// The rows; shared, since a table can be most of the memory there is.
        beats: Arc<Beats>,
    },
    /// A report that ecglass wrote before: its text, for who knows reports to read.
    Report {
        /// The file's name.
        name: String,
        /// JSON that opens as a report does.
        json: String,
    },
}

impl Reading {
    /// What the person who dropped it would call it.
    pub fn name(&self) -> &str {
        match self {
            Reading::Record(record) => record.name(),
            Reading::Table { name, .. } | Reading::Report { name, .. } => name,
        }
    }
}

/// One thing that a reader found out or guessed, so that a person can see it and say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about: `format`, `layout`, `leads`, `rate`, `unit`, `time`, `delimiter`, `decimal`, `header`, `labels`,
    /// `synthetic`.
    pub about: String,
    /// What was found: `512 Hz`.
    pub value: String,
    /// Why: `the header says "512 hertz"`.
    pub reason: String,
}

impl Finding {
    /// `about` is `value`, because of `reason`.
    pub fn new(about: &str, value: impl Into<String>, reason: impl Into<String>) -> Finding {
        Finding { about: about.to_string(), value: value.into(), reason: reason.into() }
    }
}

/// A drop that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it is.
    pub reading: Reading,
    /// What was survived on the way.
    pub notes: Vec<Note>,
    /// What was found out and guessed.
    pub findings: Vec<Finding>,
    /// All signals in it, those that are no leads too; none for a table.
    pub channels: Vec<ChannelSummary>,
    /// The names of all recordings in the drop, where there are several; the one that was read is among them.
    pub recordings: Vec<String>,
    /// What the person had said.
    pub choices: Choices,
}
