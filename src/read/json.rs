//! JSON that ecglass wrote: a recording with its samples, or a report.

use serde::Deserialize;
use serde_json::Value;

use crate::ecg::RecordFile;
use crate::error::{Error, Result};
use crate::read::recording::plain;
use crate::read::{ChannelSummary, Choices, Finding, Opened, Reading};

/// Whether the beginning of a JSON is that of a report: results, and no samples.
pub fn is_report(head: &[u8]) -> bool {
    has(head, "record") && has(head, "counts") && !has(head, "signal")
}

/// Whether the JSON has this key somewhere: as a value the same word says nothing.
fn has(json: &[u8], key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    memchr::memmem::find_iter(json, quoted.as_bytes()).any(|at| {
        let after = json[at + quoted.len()..].iter().find(|byte| !byte.is_ascii_whitespace());
        after == Some(&b':')
    })
}

/// How the recording of a report was read, where it says so.
pub fn choices(report: &[u8]) -> Option<Choices> {
    #[derive(Deserialize)]
    struct Said {
        choices: Choices,
    }
    serde_json::from_slice::<Said>(report).ok().map(|said| said.choices)
}

/// What every report has.
const REPORT: [(&str, &[&str]); 4] = [
    ("record", &["name", "kind", "rate_hz", "beats"]),
    ("counts", &["N", "S", "V", "F", "Q"]),
    ("model", &["name", "sha256", "parameters"]),
    ("versions", &["ecglass"]),
];

/// Opens a recording or a report.
pub fn open(name: &str, bytes: Vec<u8>, choices: &Choices) -> Result<Opened> {
    let broken = |error: serde_json::Error| {
        Error::malformed(name, format!("this is no JSON that ecglass wrote ({error}); export it again"))
    };
    if is_report(&bytes) {
        let report: Value = serde_json::from_slice(&bytes).map_err(broken)?;
        // What shows a report leans on these; one that was cut or edited is better refused here.
        for (part, fields) in REPORT {
            let lacking = fields.iter().find(|field| report[part].get(field).is_none());
            if let Some(field) = lacking {
                let reason =
                    format!("this is no report that ecglass wrote ({part} has no {field}); save it again");
                return Err(Error::malformed(name, reason));
            }
        }
        let json = String::from_utf8(bytes)
            .map_err(|_| Error::malformed(name, "it is not UTF-8; export it again"))?;
        return Ok(Opened {
            reading: Reading::Report { name: name.to_string(), json },
            notes: Vec::new(),
            findings: vec![Finding::new("format", "ecglass report", "known by what is in it")],
            channels: Vec::new(),
            recordings: Vec::new(),
            choices: choices.clone(),
        });
    }
    let file: RecordFile = serde_json::from_slice(&bytes).map_err(broken)?;
    drop(bytes);
    let record = file.into_record()?;
    let channel = |name: &str| ChannelSummary {
        name: name.to_string(),
        unit: "mV".into(),
        rate_hz: record.rate(),
        kept: true,
    };
    let channels = record.leads().iter().map(|lead| channel(&lead.name)).collect();
    let rate = format!("{} Hz", plain(record.rate().get()));
    Ok(Opened {
        findings: vec![
            Finding::new("format", "ecglass recording (JSON)", "known by what is in it"),
            Finding::new("rate", rate, "the file says so"),
        ],
        reading: Reading::Record(record),
        notes: Vec::new(),
        channels,
        recordings: Vec::new(),
        choices: choices.clone(),
    })
}

#[test]
fn a_report_is_known_by_its_keys_and_not_by_words_in_it() {
    assert!(is_report(br#"{"record": {"beats_from": "signal"}, "counts": {"N": 1}}"#));
    assert!(!is_report(br#"{"record": {"name": "counts"}, "signal": {}}"#));
    assert!(!is_report(br#"{"record": {"unit": "counts"}}"#));
}
