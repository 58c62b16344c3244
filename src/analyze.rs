//! The conductor: bytes to a report, the whole pipeline on one screen.

#[cfg(feature = "network")]
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::classify::Spec;
use crate::ecg::{BeatClass, Beats, Hertz, Recipe, Record, SampleIndex, Seconds, Verdict};
use crate::error::{Error, Note, Result};
use crate::read::{Choices, Finding, Opened, Reading};
use crate::score::{Confusion, Scores};
use crate::segment::Windows;

/// Cuts and classifies what was opened, on one thread; `lead` counts from 0.
///
/// `progress` hears how many beats of all are classified and may stop the work, which is then `Ok(None)`.
/// The page does the same in the same three steps, with the middle one spread over its workers.
#[cfg(feature = "network")]
pub fn analyze(
    opened: &Opened,
    lead: usize,
    classifier: &crate::classify::Classifier,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Analysis>> {
    let cut = cut(&opened.reading, lead, classifier.spec())?;
    let total = cut.beats.len();
    let probabilities = classifier.classify(&cut.beats, |done| progress(done, total))?;
    Ok(probabilities.map(|probabilities| conclude(opened, cut, classifier.spec(), &probabilities)))
}

/// The beats of a reading, made as a model wants them, and the lead they come from.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Ready for the model; shared with the reading where that is a table, since tables are large.
    pub beats: Arc<Beats>,
    /// Which lead was cut; `None` for a table.
    pub lead: Option<usize>,
    /// What was survived on the way.
    pub notes: Vec<Note>,
}

/// Makes a reading's beats ready for the model that `spec` describes.
pub fn cut(reading: &Reading, lead: usize, spec: &Spec) -> Result<Cut> {
    match reading {
        Reading::Table { name, beats, .. } => {
            if beats.width != spec.width() {
                let reason = format!(
                    "its beats have {} samples; {} reads beats of {} samples at {} Hz, with the label in a column after them",
                    beats.width,
                    spec.name,
                    spec.width(),
                    spec.input.rate_hz
                );
                return Err(Error::unfit(name, reason));
            }
            Ok(Cut { beats: Arc::clone(beats), lead: None, notes: Vec::new() })
        }
        Reading::Report { name, .. } => {
            let reason = "a report holds no signal; drop the recording that it is about";
            Err(Error::unfit(name, reason))
        }
        Reading::Record(record) => {
            let Some(signal) = record.leads().get(lead) else { return Err(no_lead(record, lead)) };
            let peaks: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
            if peaks.is_empty() {
                let note = Note::new(format!(
                    "No beats are marked in {0}; drop its annotations with it, as {0}.atr: ecglass does not find beats by itself so far.",
                    record.name()
                ));
                let none =
                    Beats { width: spec.width(), samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
                return Ok(Cut { beats: Arc::new(none), lead: Some(lead), notes: vec![note] });
            }
            let (beats, notes) = Windows::plan(&spec.recipe)?.cut(signal, record.rate(), &peaks);
            if beats.is_empty() {
                return Err(Error::unfit(
                    record.name(),
                    format!("lead {} is flat wherever a beat is marked", signal.name),
                ));
            }
            Ok(Cut { beats: Arc::new(beats), lead: Some(lead), notes })
        }
    }
}

/// The beats of a reading as the field's heartbeat tables have them: a table's own rows, or a record's marked beats.
pub fn table(reading: &Reading, lead: usize) -> Result<Arc<Beats>> {
    match reading {
        Reading::Table { beats, .. } => Ok(Arc::clone(beats)),
        Reading::Report { name, .. } => Err(Error::unfit(name, "a report holds no signal to cut beats from")),
        Reading::Record(record) => {
            let Some(signal) = record.leads().get(lead) else { return Err(no_lead(record, lead)) };
            let peaks: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
            let (beats, _) = Windows::plan(&Recipe::heartbeat_table())?.cut(signal, record.rate(), &peaks);
            if beats.is_empty() {
                let reason =
                    "no beats are marked in it that a table could be made of; drop its annotations with it";
                return Err(Error::unfit(record.name(), reason));
            }
            Ok(Arc::new(beats))
        }
    }
}

fn no_lead(record: &Record, lead: usize) -> Error {
    let reason = format!("there is no lead {lead}; it has {}, counted from 0", record.leads().len());
    Error::unfit(record.name(), reason)
}

/// What an analysis comes to: the report, and the beats and verdicts that it counts.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The numbers.
    pub report: Report,
    /// The beats, as the model read them.
    pub beats: Arc<Beats>,
    /// One for each beat.
    pub verdicts: Vec<Verdict>,
    /// Samples in a second where the beats stand in a record; `None` for a table.
    pub rate: Option<Hertz>,
}

/// Counts and scores what the model said: the last of the three steps.
pub fn conclude(opened: &Opened, cut: Cut, spec: &Spec, probabilities: &[f32]) -> Analysis {
    let reading = &opened.reading;
    let verdicts = spec.verdicts(probabilities);
    let mut notes = opened.notes.clone();
    notes.extend(cut.notes);
    let truths = cut.beats.truth.iter().copied();
    let pairs: Vec<(BeatClass, BeatClass)> =
        truths.clone().zip(&verdicts).filter_map(|(truth, verdict)| Some((truth?, verdict.class))).collect();
    let report = Report {
        record: RecordSummary::of(reading, cut.lead, cut.beats.len()),
        notes,
        counts: Counts::of(verdicts.iter().map(|verdict| verdict.class)),
        truth: (!pairs.is_empty()).then(|| Counts::of(truths.flatten())),
        scores: (!pairs.is_empty()).then(|| Confusion::of(pairs).scores()),
        model: ModelSummary {
            name: spec.name.clone(),
            sha256: spec.sha256.clone(),
            parameters: spec.parameters,
        },
        versions: Versions { ecglass: env!("CARGO_PKG_VERSION").to_string() },
        findings: opened.findings.clone(),
        choices: opened.choices.clone(),
        beats: None,
    };
    let rate = match reading {
        Reading::Record(record) => Some(record.rate()),
        Reading::Table { .. } | Reading::Report { .. } => None,
    };
    Analysis { report, beats: cut.beats, verdicts, rate }
}

/// `report.json`, field by field; it reads back equal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was read.
    pub record: RecordSummary,
    /// What was survived.
    pub notes: Vec<Note>,
    /// Beats by the class that the model gave them.
    pub counts: Counts,
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
    /// How the file was read: what was found out and guessed.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// How the file was read: what a person said. Dropped with its recording, the report says it again.
    #[serde(default)]
    pub choices: Choices,
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
}

impl BeatColumns {
    fn of(beats: &Beats, verdicts: &[Verdict]) -> BeatColumns {
        BeatColumns {
            sample: beats.at.clone(),
            class: verdicts.iter().map(|verdict| verdict.class.letter()).collect(),
            // Four digits, as in beats.csv.
            probability: verdicts.iter().map(|verdict| (verdict.probability * 1e4).round() / 1e4).collect(),
        }
    }
}

impl Analysis {
    /// `report.json`, with the verdicts one by one.
    pub fn to_json(&self) -> String {
        let beats = BeatColumns::of(&self.beats, &self.verdicts);
        Report { beats: Some(beats), ..self.report.clone() }.to_json()
    }
}

impl Report {
    /// Opens a report that was written before; `name` is its file's.
    pub fn from_json(name: &str, json: &str) -> Result<Report> {
        serde_json::from_str(json).map_err(|error| {
            Error::malformed(name, format!("this is no report that ecglass wrote ({error}); save it again"))
        })
    }

    fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .unwrap_or_else(|error| unreachable!("a report is plain data: {error}"));
        text.push('\n');
        text
    }
}

/// What was read, in a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// How long a record lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Seconds>,
    /// Beats that were classified.
    pub beats: usize,
}

impl RecordSummary {
    fn of(reading: &Reading, lead: Option<usize>, beats: usize) -> RecordSummary {
        match reading {
            Reading::Table { .. } | Reading::Report { .. } => RecordSummary {
                name: reading.name().to_string(),
                kind: "table".into(),
                rate_hz: Hertz::TABLES,
                leads: None,
                lead: None,
                seconds: None,
                beats,
            },
            Reading::Record(record) => {
                let names: Vec<String> = record.leads().iter().map(|lead| lead.name.clone()).collect();
                RecordSummary {
                    name: record.name().to_string(),
                    kind: "record".into(),
                    rate_hz: record.rate(),
                    lead: lead.and_then(|lead| names.get(lead).cloned()),
                    leads: Some(names),
                    seconds: Some(record.duration()),
                    beats,
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
    fn of(classes: impl Iterator<Item = BeatClass>) -> Counts {
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

/// Which model spoke, in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSummary {
    /// Its name.
    pub name: String,
    /// The hash of its file.
    pub sha256: String,
    /// Trained numbers in it.
    pub parameters: u64,
}

/// What the report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// This crate's version.
    pub ecglass: String,
}
