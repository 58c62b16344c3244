//! A record as plain data: the JSON that is written and read.

use serde::{Deserialize, Serialize};

use crate::ecg::{Gap, Grid, Hertz, Lead, Marks, Moment, Record};
use crate::error::{Error, Result};

/// A record, field by field. Every `f32` is written with as many digits as bring it back.
#[derive(Serialize, Deserialize)]
pub struct RecordFile {
    record: Head,
    #[serde(default)]
    comments: Vec<String>,
    signal: Signal,
    #[serde(default)]
    marks: Vec<Marks>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    kind: String,
    rate_hz: Hertz,
    #[serde(default)]
    leads: Vec<String>,
    #[serde(default)]
    seconds: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moment: Option<Moment>,
}

#[derive(Serialize, Deserialize)]
struct Signal {
    unit: String,
    leads: Vec<LeadFile>,
}

#[derive(Serialize, Deserialize)]
struct LeadFile {
    name: String,
    samples: Vec<f32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<Gap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grid: Option<Grid>,
}

impl RecordFile {
    /// The record's data, copied.
    pub fn of(record: &Record) -> RecordFile {
        let start = record.start();
        let lead = |lead: &Lead| LeadFile {
            name: lead.name.clone(),
            samples: lead.samples.clone(),
            gaps: lead.gaps.clone(),
            grid: lead.grid,
        };
        RecordFile {
            record: Head {
                name: record.name().to_string(),
                kind: "record".into(),
                rate_hz: record.rate(),
                leads: record.leads().iter().map(|lead| lead.name.clone()).collect(),
                seconds: record.duration().0,
                start: start.is_known().then(|| start.to_string()),
                moment: start.is_known().then_some(start),
            },
            comments: record.comments().to_vec(),
            signal: Signal { unit: "mV".into(), leads: record.leads().iter().map(lead).collect() },
            marks: record.marks().to_vec(),
        }
    }

    /// The record, if the data keep a record's promises.
    pub fn into_record(self) -> Result<Record> {
        let RecordFile { record, comments, signal, marks } = self;
        if signal.unit != "mV" {
            let reason = format!("its signal is in {}; ecglass writes millivolts", signal.unit);
            return Err(Error::malformed(record.name, reason));
        }
        let lead = |file: LeadFile| Lead {
            name: file.name,
            samples: file.samples,
            gaps: file.gaps,
            grid: file.grid,
        };
        let leads = signal.leads.into_iter().map(lead).collect();
        let made = Record::new(record.name, record.rate_hz, leads, marks)?;
        Ok(made.begun(record.moment.unwrap_or_default()).with_comments(comments))
    }
}
