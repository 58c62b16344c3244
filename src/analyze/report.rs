//! The report: what an analysis says, field by field, as JSON that reads back equal.

use serde::{Deserialize, Serialize};

use crate::analyze::{Agreement, BeatSource, Settings, Survey};
use crate::classify::Spec;
use crate::clean::Change;
use crate::ecg::{BeatClass, Beats, Hertz, SampleIndex, Seconds, Verdict};
use crate::error::{Error, Note, Result};
use crate::measure::{Hrv, Intervals, Quality, Rhythm, St};
use crate::read::{Choices, Finding, Reading};
use crate::score::Scores;

/// `report.json`, field by field; it reads back equal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// What was read.
    pub record: RecordSummary,
    /// Beats by the class that the model gave them. Near the beginning: by it a report is known for one.
    pub counts: Counts,
    /// Those of them of which the model said "don't know", since its probability was less than its papers trust.
    #[serde(default)]
    pub unsure: usize,
    /// What was survived.
    pub notes: Vec<Note>,
    /// Beats by the class that a person gave them, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truth: Option<Counts>,
    /// The first held against the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// Who said so.
    pub model: ModelSummary,
    /// What it ran on.
    pub versions: Versions,
    /// What it is not.
    #[serde(default)]
    pub notice: String,
    /// The files that were read, where whoever wrote the report looked at them for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileDigest>,
    /// How the file was read: what was found out and guessed.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// How the file was read: what a person said. Dropped with its recording, the report says it again.
    #[serde(default)]
    pub choices: Choices,
    /// What was asked of the analysis.
    #[serde(default)]
    pub settings: Settings,
    /// How far each lead of a record can be trusted, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// What cleaning changed in each lead that was looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cleaning: Vec<Change>,
    /// Beats that are marked in a record against those found in its signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Intervals and amplitudes of a record's beats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
    /// The level between QRS and T in each lead of a record, its course and its episodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub st: Option<St>,
    /// How the heart rate of a record varies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hrv: Option<Hrv>,
    /// What the rhythm of a record is, and what happens in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Rhythm>,
    /// The verdicts one by one; only where the report is written to a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beats: Option<BeatColumns>,
}

/// The verdicts of a report, a column each: a day of beats is not a list of objects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeatColumns {
    /// Where each beat stands; the row of a table.
    pub sample: Vec<SampleIndex>,
    /// The letter of each beat's class.
    pub class: String,
    /// How probable the model held it to be.
    pub probability: Vec<f32>,
    /// The numbers of those of which it does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubted: Vec<usize>,
}

impl BeatColumns {
    pub(in crate::analyze) fn of(beats: &Beats, verdicts: &[Verdict]) -> BeatColumns {
        BeatColumns {
            sample: beats.at.clone(),
            class: verdicts.iter().map(|verdict| verdict.class.letter()).collect(),
            // Four digits, as in beats.csv.
            probability: verdicts.iter().map(|verdict| (verdict.probability * 1e4).round() / 1e4).collect(),
            doubted: (0..).zip(verdicts).filter(|(_, verdict)| !verdict.sure).map(|(nth, _)| nth).collect(),
        }
    }
}

impl Report {
    /// What every report says that it is not.
    pub const NOTICE: &str = "Not a medical device: for learning and research.";

    /// Opens a report that was written before; `name` is its file's.
    pub fn from_json(name: &str, json: &str) -> Result<Report> {
        serde_json::from_str(json).map_err(|error| {
            let why = told(&error);
            Error::malformed(name, format!("this is no report that ecglass wrote ({why}); save it again"))
        })
    }

    pub(in crate::analyze) fn to_json(&self) -> String {
        written(self)
    }
}

/// What is wrong with a JSON, in a line: what stands there in its place can be of any length.
fn told(error: &serde_json::Error) -> String {
    const MOST: usize = 120;
    let whole = error.to_string();
    match whole.char_indices().nth(MOST) {
        None => whole,
        Some((end, _)) => format!("{}… at line {} column {}", &whole[..end], error.line(), error.column()),
    }
}

/// A report, of whatever, as it is written to a file.
pub(in crate::analyze) fn written(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report)
        .unwrap_or_else(|error| unreachable!("a report is plain data: {error}"));
    text.push('\n');
    text
}

/// What was read, in a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordSummary {
    /// The record's or the file's name.
    pub name: String,
    /// `record` or `table`.
    pub kind: String,
    /// Samples in a second.
    pub rate_hz: Hertz,
    /// The names of a record's leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads: Option<Vec<String>>,
    /// The name of the lead that the beats were cut from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The lead beside it that the model was told of, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
    /// How long a record lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Seconds>,
    /// Where a record's beats come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beats_from: Option<BeatSource>,
    /// Beats that were classified.
    pub beats: usize,
}

impl RecordSummary {
    pub(in crate::analyze) fn of(
        reading: &Reading,
        survey: Option<&Survey>,
        beats: &Beats,
        spec: &Spec,
    ) -> RecordSummary {
        match reading {
            Reading::Table { .. } | Reading::Report { .. } => RecordSummary {
                name: reading.name().to_string(),
                kind: "table".into(),
                rate_hz: Hertz::TABLES,
                leads: None,
                lead: None,
                beside: None,
                seconds: None,
                beats_from: None,
                beats: beats.len(),
            },
            Reading::Record(record) => {
                let names: Vec<String> = record.leads().iter().map(|lead| lead.name.clone()).collect();
                RecordSummary {
                    name: record.name().to_string(),
                    kind: "record".into(),
                    rate_hz: record.rate(),
                    lead: survey.and_then(|survey| names.get(survey.lead).cloned()),
                    beside: survey
                        .filter(|_| spec.tells_leads_apart())
                        .and_then(|survey| names.get(survey.beside?).cloned()),
                    leads: Some(names),
                    seconds: Some(record.duration()),
                    beats_from: survey.map(|survey| survey.source),
                    beats: beats.len(),
                }
            }
        }
    }
}

/// Beats by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the fields are the classes")]
pub struct Counts {
    pub n: usize,
    pub s: usize,
    pub v: usize,
    pub f: usize,
    pub q: usize,
}

impl Counts {
    pub(in crate::analyze) fn of(classes: impl Iterator<Item = BeatClass>) -> Counts {
        let mut counts = Counts::default();
        for class in classes {
            *counts.of_mut(class) += 1;
        }
        counts
    }

    fn of_mut(&mut self, class: BeatClass) -> &mut usize {
        match class {
            BeatClass::N => &mut self.n,
            BeatClass::S => &mut self.s,
            BeatClass::V => &mut self.v,
            BeatClass::F => &mut self.f,
            BeatClass::Q => &mut self.q,
        }
    }

    /// Beats of one class.
    pub fn get(mut self, class: BeatClass) -> usize {
        *self.of_mut(class)
    }
}

/// A file that a report was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// Its name, without folders.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// The SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
}

/// Which model spoke, in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelSummary {
    /// Its name.
    pub name: String,
    /// The hash of its file.
    pub sha256: String,
    /// Trained numbers in it.
    pub parameters: u64,
}

impl ModelSummary {
    /// What the papers say of it.
    pub fn of(spec: &Spec) -> ModelSummary {
        ModelSummary { name: spec.name.clone(), sha256: spec.sha256.clone(), parameters: spec.parameters }
    }
}

/// What the report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Versions {
    /// This crate's version.
    pub ecglass: String,
}

#[test]
fn a_report_edited_by_hand_is_refused_in_a_line_whatever_stands_in_it() {
    let edited = format!(r#"{{"record": "{}"}}"#, "x".repeat(1 << 20));
    let sentence = Report::from_json("mine.json", &edited).unwrap_err().to_string();
    assert!(sentence.len() < 300, "{} bytes", sentence.len());
    assert!(sentence.starts_with("mine.json: this is no report that ecglass wrote (invalid type: string"));
    assert!(
        sentence.ends_with("at line 1 column 1048589); save it again."),
        "{}",
        &sentence[sentence.len() - 80..]
    );
}
