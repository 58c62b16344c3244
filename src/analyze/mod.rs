//! The conductor: bytes to a report, the whole pipeline on one screen.

mod adapting;
#[cfg(feature = "network")]
mod anomalies;
mod cleaned;
mod comparing;
mod doubt;
mod families;
#[cfg(feature = "network")]
mod live;
mod measured;
#[cfg(feature = "network")]
mod reasons;
mod report;
mod rr;
mod scoring;
mod settings;
mod survey;
mod tiles;

use std::collections::BTreeMap;
#[cfg(feature = "network")]
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::classify::Spec;
use crate::clean::Cleaner;
use crate::ecg::{
    BeatClass, BeatIntervals, Beats, Hertz, Lead, Recipe, Record, SampleIndex, Step, Verdict, Wave,
};
use crate::error::{Error, Note, Result};
use crate::read::{Opened, Reading};
use crate::score::Confusion;
use crate::segment::Windows;
use crate::segment::context::{self, Form};
use crate::segment::deviation::{self, Usual};

pub use adapting::Correction;
#[cfg(feature = "network")]
pub use anomalies::{Anomalies, anomalies};
pub use cleaned::{cleaned, only_lead};
pub use comparing::{Binary, ClassCurves, Contest, ModelScore};
pub use families::families;
#[cfg(feature = "network")]
pub use live::Live;
pub use measured::Measured;
#[cfg(feature = "network")]
pub use reasons::{Kind, Reasons, reasons};
pub use report::{BeatColumns, Counts, FileDigest, ModelSummary, RecordSummary, Report, Versions};
pub use rr::RrIntervals;
#[cfg(feature = "network")]
pub use scoring::annotate;
pub use scoring::{LeftOut, ScoreReport, compared, marks_of};
pub use settings::{BeatSource, Settings};
use survey::no_lead;
pub use survey::{Agreement, Survey, survey};
pub use tiles::{Look, Stretch, Tile, Tiles, waves_within};

/// Finds, cuts and classifies the beats of what was opened, on one thread.
///
/// `progress` hears how many beats of all are classified and may stop the work, which is then `Ok(None)`.
/// The page does the same in the same four steps, with the third spread over its workers.
#[cfg(feature = "network")]
pub fn analyze(
    opened: &Opened,
    settings: &Settings,
    classifier: &crate::classify::Classifier,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Analysis>> {
    let survey = surveyed(&opened.reading, settings)?;
    let cut = cut(&opened.reading, survey.as_ref(), classifier.spec())?;
    let total = cut.beats.len();
    // A model that has no classes to give is refused before the work.
    classifier.spec().verdicts(&[])?;
    let Some(probabilities) = classifier.classify(&cut.beats, |done| progress(done, total))? else {
        return Ok(None);
    };
    conclude(opened, settings, survey.as_ref(), cut, classifier.spec(), &probabilities).map(Some)
}

/// The survey of a reading, where that is a record; a table has no signal to look at.
pub fn surveyed(reading: &Reading, settings: &Settings) -> Result<Option<Survey>> {
    match reading {
        Reading::Record(record) => survey(record, settings).map(Some),
        Reading::Table { .. } | Reading::Report { .. } => Ok(None),
    }
}

/// The beats of a reading, made as a model wants them.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Ready for the model; shared with the reading where that is a table, since tables are large.
    pub beats: Arc<Beats>,
    /// What was survived on the way.
    pub notes: Vec<Note>,
}

/// Makes a reading's beats ready for the model that `spec` describes. A record's beats are those of its survey.
pub fn cut(reading: &Reading, survey: Option<&Survey>, spec: &Spec) -> Result<Cut> {
    match (reading, survey) {
        (Reading::Table { name, .. }, _) if spec.needs_recording() => {
            let reason = format!(
                "its beats stand alone, and {} looks at the rhythm around each: drop the recording, or use another model",
                spec.name
            );
            Err(Error::unfit(name, reason))
        }
        (Reading::Table { name, beats, .. }, _) => {
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
            Ok(Cut { beats: Arc::clone(beats), notes: Vec::new() })
        }
        (Reading::Record(record), Some(survey)) => cut_record(record, survey, spec),
        (other, _) => {
            Err(Error::unfit(other.name(), "a report holds no signal; drop the recording that it is about"))
        }
    }
}

/// The same of a record.
fn cut_record(record: &Record, survey: &Survey, spec: &Spec) -> Result<Cut> {
    let (beats, notes) = windows(record, survey, &spec.recipe)?;
    if beats.is_empty() && !survey.beats.is_empty() {
        let reason = format!("lead {} is flat wherever a beat is", record.leads()[survey.lead].name);
        return Err(Error::unfit(record.name(), reason));
    }
    Ok(Cut { beats: Arc::new(beats), notes })
}

/// The beats of a record's survey, each among its neighbours: what beat-rhythm is told of them, a row for the lead that beats are cut from and,
/// where there is one beside it, a row for that. Where one of the two cannot be read its row is the other's.
pub fn described(record: &Record, survey: &Survey, form: Form) -> Result<Beats> {
    told_of(record, survey, |lead| context::of(lead, record.rate(), &survey.beats, form))
}

fn told_of(record: &Record, survey: &Survey, told: impl Fn(&Lead) -> Beats) -> Result<Beats> {
    let first = told(survey.lead_of(record)?);
    let Some(beside) = survey.beside else { return Ok(first) };
    let second = told(record.leads().get(beside).ok_or_else(|| no_lead(record, beside))?);
    let mut samples = Vec::with_capacity(2 * first.samples.len());
    for (beat, at) in first.at.iter().enumerate() {
        let is_readable = [survey.lead, beside].map(|lead| survey.is_readable(lead, at.time(record.rate())));
        samples.extend(of_both([first.beat(beat), second.beat(beat)], is_readable));
    }
    Ok(Beats { width: 2 * first.width, samples, ..first })
}

/// What is told of a beat in two leads. Where one of them cannot be read there, the other is told of twice, which is one witness.
fn of_both(rows: [&[f32]; 2], is_readable: [bool; 2]) -> Vec<f32> {
    match is_readable {
        [false, true] => [rows[1], rows[1]].concat(),
        [true, false] => [rows[0], rows[0]].concat(),
        _ => rows.concat(),
    }
}

/// The beats of a record's survey, each held against what is usual around it: what finds those that do not belong.
pub fn deviations(record: &Record, survey: &Survey) -> Result<Beats> {
    Ok(deviation::of(survey.lead_of(record)?, record.rate(), &survey.beats))
}

/// Beats with fewer others around them have nothing that is usual.
const FEWEST: usize = 20;

/// The same with what they are held against; refused where they are too few for anything to be usual.
pub fn held(record: &Record, survey: &Survey) -> Result<(Beats, Usual)> {
    if survey.beats.len() < FEWEST {
        let reason =
            format!("{} beats are in it; what is usual shows in {FEWEST} or more", survey.beats.len());
        return Err(Error::unfit(record.name(), reason));
    }
    Ok(deviation::held(survey.lead_of(record)?, record.rate(), &survey.beats))
}

/// The beats of a reading as the field's heartbeat tables have them: a table's own rows, or those of a record's survey.
pub fn table(reading: &Reading, survey: Option<&Survey>) -> Result<Arc<Beats>> {
    match (reading, survey) {
        (Reading::Table { beats, .. }, _) => Ok(Arc::clone(beats)),
        (Reading::Record(record), Some(survey)) => {
            let (beats, _) = windows(record, survey, &Recipe::heartbeat_table())?;
            if beats.is_empty() {
                return Err(Error::unfit(record.name(), "no beats are in it that a table could be made of"));
            }
            Ok(Arc::new(beats))
        }
        (other, _) => Err(Error::unfit(other.name(), "it holds no signal to cut beats from")),
    }
}

/// Makes a record's beats by a recipe: cleaned by its first steps, cut by its last, or said in numbers.
fn windows(record: &Record, survey: &Survey, recipe: &Recipe) -> Result<(Beats, Vec<Note>)> {
    if let [Step::Context { features }] = recipe.0[..] {
        if features != context::WIDTH {
            let reason = format!(
                "it reads {features} numbers of each beat, and this ecglass says {}; use a model of its own release",
                context::WIDTH
            );
            return Err(Error::model("recipe, step context", reason));
        }
        // Asked for by name, so that the page carries nothing that tells of live input.
        let told = told_of(record, survey, |lead| context::whole(lead, record.rate(), &survey.beats))?;
        return Ok((told, Vec::new()));
    }
    let windows = Windows::plan(recipe)?;
    let lead = survey.lead_of(record)?;
    if survey.beats.is_empty() {
        let none = Beats { width: windows.width(), samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
        return Ok((none, Vec::new()));
    }
    if recipe.cleaning().is_empty() {
        return Ok(windows.cut(lead, record.rate(), &survey.beats));
    }
    let r_peaks: Vec<SampleIndex> = survey.beats.iter().map(|(at, _)| *at).collect();
    let cleaner = Cleaner::plan(recipe, record.rate())?;
    let (clean, _, mut notes) = cleaner.run_lead(lead, &r_peaks);
    let factor = cleaner.to().get() / record.rate().get();
    let moved = |at: SampleIndex| {
        SampleIndex(((at.0 as f64 * factor).round() as usize).min(clean.samples.len().saturating_sub(1)))
    };
    let beats: Vec<_> = survey.beats.iter().map(|&(at, class)| (moved(at), class)).collect();
    let (mut cut, said) = windows.cut(&clean, cleaner.to(), &beats);
    // They are counted at the record's own rate, whatever the recipe resampled to.
    let kept: BTreeMap<_, _> = beats.iter().zip(&survey.beats).map(|(clean, own)| (clean.0, own.0)).collect();
    cut.at.iter_mut().for_each(|at| *at = kept.get(at).copied().unwrap_or(*at));
    notes.extend(said);
    Ok((cut, notes))
}

/// What an analysis comes to: the report, and the beats and verdicts that it counts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Analysis {
    /// The numbers.
    pub report: Report,
    /// The beats, as the model read them.
    pub beats: Arc<Beats>,
    /// One for each beat.
    pub verdicts: Vec<Verdict>,
    /// The same before a person corrected any; `None` where nobody did.
    pub uncorrected: Option<Vec<Verdict>>,
    /// What each beat of a record measures; empty for a table.
    pub measured: Vec<BeatIntervals>,
    /// The waves of a record's beats, lead by lead.
    pub waves: Vec<Wave>,
    /// What is between a record's beats, also those that the model was not shown; `None` for a table.
    pub rr: Option<RrIntervals>,
    /// Samples in a second where the beats stand in a record; `None` for a table.
    pub rate: Option<Hertz>,
}

/// Counts and scores what the model said: the last of the steps. `probabilities` are [`Spec::columns`] a beat, or a lead of it. Refused where the model tells no classes apart.
pub fn conclude(
    opened: &Opened,
    settings: &Settings,
    survey: Option<&Survey>,
    cut: Cut,
    spec: &Spec,
    probabilities: &[f32],
) -> Result<Analysis> {
    let reading = &opened.reading;
    let probabilities = &*spec.of_beats(&cut.beats, probabilities)?;
    let mut verdicts = spec.verdicts(probabilities)?;
    let corrected = (!settings.corrections.is_empty()).then(|| {
        let said = adapting::adapted(spec, &cut.beats, probabilities, &settings.corrections);
        spec.verdicts(&said)
    });
    let before = corrected.transpose()?.map(|after| std::mem::replace(&mut verdicts, after));
    let mut notes = opened.notes.clone();
    notes.extend(survey.into_iter().flat_map(|survey| survey.notes.iter().cloned()));
    notes.extend(cut.notes);
    notes.extend(
        before.iter().filter_map(|before| adapting::changed(settings.corrections.len(), before, &verdicts)),
    );
    if let (Reading::Record(record), Some(survey)) = (reading, survey) {
        notes.extend(doubt::doubt(survey, record.rate(), &cut.beats, &mut verdicts));
        notes.extend(doubt::doubt_the_usual(&cut.beats, &mut verdicts));
    }
    let measured = match (reading, survey) {
        (Reading::Record(record), Some(survey)) => {
            Some(measured::measured(record, survey, settings.lead, &cut.beats, &verdicts))
        }
        _ => None,
    };
    notes.extend(measured.iter().flat_map(|measured| measured.notes.iter().cloned()));
    let truths = cut.beats.truth.iter().copied();
    let pairs: Vec<(BeatClass, BeatClass)> =
        truths.clone().zip(&verdicts).filter_map(|(truth, verdict)| Some((truth?, verdict.class))).collect();
    let report = Report {
        record: RecordSummary::of(reading, survey, &cut.beats, spec),
        notes,
        counts: Counts::of(verdicts.iter().map(|verdict| verdict.class)),
        unsure: verdicts.iter().filter(|verdict| !verdict.sure).count(),
        truth: (!pairs.is_empty()).then(|| Counts::of(truths.flatten())),
        scores: (!pairs.is_empty()).then(|| Confusion::of(pairs).scores()),
        model: ModelSummary::of(spec),
        versions: Versions { ecglass: env!("CARGO_PKG_VERSION").to_string() },
        notice: Report::NOTICE.to_string(),
        files: Vec::new(),
        findings: opened.findings.clone(),
        choices: opened.choices.clone(),
        settings: settings.clone(),
        quality: survey.map(|survey| survey.quality.clone()),
        cleaning: survey.map(|survey| survey.changes.clone()).unwrap_or_default(),
        agreement: survey.and_then(|survey| survey.agreement),
        intervals: measured.as_ref().map(|measured| measured.intervals.clone()),
        st: measured.as_ref().map(|measured| measured.st.clone()),
        hrv: measured.as_ref().map(|measured| measured.hrv.clone()),
        rhythm: measured.as_ref().map(|measured| measured.rhythm.clone()),
        beats: None,
    };
    let rate = match reading {
        Reading::Record(record) => Some(record.rate()),
        Reading::Table { .. } | Reading::Report { .. } => None,
    };
    let waves = survey.map(|survey| survey.waves.clone()).unwrap_or_default();
    let rr = survey.zip(rate).map(|(survey, rate)| RrIntervals::of(survey, settings, rate));
    let measured = measured.map(|measured| measured.beats).unwrap_or_default();
    Ok(Analysis { report, beats: cut.beats, verdicts, uncorrected: before, measured, waves, rr, rate })
}

impl Analysis {
    /// `report.json`, with the verdicts one by one.
    pub fn to_json(&self) -> String {
        let beats = BeatColumns::of(&self.beats, &self.verdicts);
        Report { beats: Some(beats), ..self.report.clone() }.to_json()
    }
}
