//! The conductor: bytes to a report, the whole pipeline on one screen.

mod report;

#[cfg(feature = "network")]
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::classify::Spec;
use crate::ecg::{BeatClass, Beats, Hertz, Recipe, Record, Verdict};
use crate::error::{Error, Note, Result};
use crate::read::{Opened, Reading};
use crate::score::Confusion;
use crate::segment::Windows;

pub use report::{BeatColumns, Counts, ModelSummary, RecordSummary, Report, Versions};

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
                    "No beats are marked in {}, and ecglass does not find them by itself so far: it takes them from a WFDB \
                     record's annotations (.atr) or those inside an EDF+ file.",
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

impl Analysis {
    /// `report.json`, with the verdicts one by one.
    pub fn to_json(&self) -> String {
        let beats = BeatColumns::of(&self.beats, &self.verdicts);
        Report { beats: Some(beats), ..self.report.clone() }.to_json()
    }
}
