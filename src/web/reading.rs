//! What was dropped: taken in by pieces, summed up, cut for a model, concluded.

use std::cell::RefCell;

use js_sys::{Array, Float32Array, Float64Array, Object, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::analyze::{
    self, Agreement, Analysis, BeatSource, Cut, Look, RrIntervals, Settings, Survey, Tiles,
};
use crate::classify::Spec;
use crate::clean::Change;
use crate::ecg::{BeatClass, Hertz, Record, SampleIndex, Seconds, WaveKind};
use crate::error::{Error, Note};
use crate::measure::Quality;
use crate::read::{ChannelSummary, Choices, Finding, Opened};
use crate::segment::Peaks;
use crate::web::{families, object, plain, synthetic};
use crate::write::Target;
use crate::{draw, read, write};

/// How many beats of each class are worth drawing one by one.
const EXAMPLES: usize = 40;

/// The byte that stands for "nobody said what this beat is".
pub(super) const UNKNOWN: u8 = 255;

/// Takes the files of one drop, piece by piece.
#[wasm_bindgen]
pub struct Intake {
    inner: read::Intake,
}

#[wasm_bindgen]
impl Intake {
    /// An empty drop; `choices` is the JSON of what a person says about it, or empty
    /// where nobody said anything.
    #[wasm_bindgen(constructor)]
    pub fn new(choices: &str) -> Result<Intake, JsValue> {
        if choices.is_empty() {
            return Ok(Intake { inner: read::Intake::new() });
        }
        let choices: Choices =
            serde_json::from_str(choices).map_err(|error| Error::unfit("choices", error.to_string()))?;
        Ok(Intake { inner: read::Intake::with(choices) })
    }

    /// The next file; its size may lie beyond 32 bits, which is why it comes as a number.
    pub fn begin(&mut self, name: &str, size: f64) -> Result<(), JsValue> {
        Ok(self.inner.begin(name, size as u64)?)
    }

    /// The next piece of the file begun last.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        Ok(self.inner.push(piece)?)
    }

    /// All files are in. The intake is used up.
    pub fn finish(self) -> Result<Reading, JsValue> {
        Ok(Reading {
            opened: self.inner.finish()?,
            settings: Settings::default(),
            survey: None,
            tiles: Tiles::default(),
            cut: RefCell::new(None),
        })
    }
}

/// Finds the recordings among many files by their beginnings.
#[wasm_bindgen]
pub struct Catalog {
    inner: read::Catalog,
}

#[wasm_bindgen]
impl Catalog {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "the constructor is for JavaScript")]
    pub fn new() -> Catalog {
        Catalog { inner: read::Catalog::new() }
    }

    /// The next file: its name, its size, and its first 64 KiB, or all of it where it is shorter.
    pub fn add(&mut self, name: &str, _size: f64, head: &[u8]) {
        self.inner.add(name, head);
    }

    /// `{ name, files, missing }` of each recording, complete ones first.
    pub fn recordings(&self) -> Result<JsValue, JsValue> {
        plain(&self.inner.recordings())
    }
}

/// A record or a table, read and ready to be looked at.
#[wasm_bindgen]
pub struct Reading {
    opened: Opened,
    settings: Settings,
    /// What was found in a record by these settings, once somebody asked.
    survey: Option<Survey>,
    /// What was drawn of it.
    tiles: Tiles,
    /// The beats as the model of these papers wanted them last: a person who corrects beats concludes again and again.
    cut: RefCell<Option<(String, Cut)>>,
}

/// [`Reading::survey`], but for its arrays.
#[derive(Serialize)]
struct Found<'a> {
    lead: usize,
    beats_from: BeatSource,
    clean_rate_hz: Hertz,
    settings: &'a Settings,
    quality: &'a Quality,
    cleaning: &'a [Change],
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<Agreement>,
    notes: &'a [Note],
}

/// [`Reading::summary`], before anything is classified.
#[derive(Serialize)]
struct Summary<'a> {
    kind: &'static str,
    name: &'a str,
    rate_hz: Hertz,
    labelled: bool,
    beats: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leads: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    comments: &'a [String],
    /// What made the record, where no heart did.
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic: Option<&'a str>,
    notes: &'a [Note],
    findings: &'a [Finding],
    channels: &'a [ChannelSummary],
    recordings: &'a [String],
    choices: &'a Choices,
    saves: Vec<&'static str>,
    /// The text of a report, for the page to parse: that needs no code here.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a str>,
}

/// What a reading can be saved as.
fn saves(reading: &read::Reading) -> Vec<&'static str> {
    match reading {
        read::Reading::Report { .. } => Vec::new(),
        read::Reading::Table { .. } => vec!["table"],
        read::Reading::Record(record) => {
            let mut saves = vec!["csv", "clean", "edf", "wfdb", "json"];
            // Nothing can be found where so little was recorded in a second.
            if Peaks::plan(record.rate(), 1).is_ok() {
                saves.extend(["table", "waves", "rr"]);
            }
            if !record.marked_waves().is_empty() {
                saves.push("truth");
            }
            saves
        }
    }
}

#[wasm_bindgen]
impl Reading {
    /// What was read, as a plain object.
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        let reading = &self.opened.reading;
        let mut summary = Summary {
            kind: "report",
            name: reading.name(),
            rate_hz: Hertz::TABLES,
            labelled: false,
            beats: 0,
            rows: None,
            columns: None,
            leads: None,
            samples: None,
            seconds: None,
            start: None,
            comments: &[],
            synthetic: None,
            notes: &self.opened.notes,
            findings: &self.opened.findings,
            channels: &self.opened.channels,
            recordings: &self.opened.recordings,
            choices: &self.opened.choices,
            saves: saves(reading),
            report: None,
        };
        match reading {
            read::Reading::Report { json, .. } => summary.report = Some(json),
            read::Reading::Table { rate, beats, .. } => {
                summary.kind = "table";
                summary.rate_hz = *rate;
                summary.labelled = beats.is_labelled();
                summary.beats = beats.len();
                summary.rows = Some(beats.len());
                summary.columns = Some(beats.width + usize::from(beats.is_labelled()));
            }
            read::Reading::Record(record) => {
                summary.kind = "record";
                summary.rate_hz = record.rate();
                summary.beats = record.marked_beats().count();
                summary.labelled = summary.beats > 0;
                summary.leads = Some(record.leads().iter().map(|lead| lead.name.as_str()).collect());
                summary.samples = Some(record.len());
                summary.seconds = Some(record.duration());
                summary.start = record.start().is_known().then(|| record.start().to_string());
                summary.comments = record.comments();
                summary.synthetic = record.synthetic().and_then(|said| said.strip_prefix(Record::SYNTHETIC));
            }
        }
        plain(&summary)
    }

    /// Looks at a recording by these settings (their JSON, or nothing for the usual ones): finds its beats and their waves,
    /// cleans its leads, says how good they are. What follows is of what was found here.
    pub fn survey(&mut self, settings: &str) -> Result<Object, JsValue> {
        self.settings = match settings {
            "" => Settings::default(),
            text => {
                serde_json::from_str(text).map_err(|error| Error::unfit("settings", error.to_string()))?
            }
        };
        self.survey = None;
        self.cut = RefCell::new(None);
        self.tiles.forget_clean();
        let survey = analyze::survey(self.record()?, &self.settings)?;
        let at: Vec<f64> = survey.beats.iter().map(|(at, _)| at.0 as f64).collect();
        let truth: Vec<u8> =
            survey.beats.iter().map(|(_, truth)| truth.map_or(UNKNOWN, |class| class as u8)).collect();
        let found = Found {
            lead: survey.lead,
            beats_from: survey.source,
            clean_rate_hz: survey.clean_rate,
            settings: &self.settings,
            quality: &survey.quality,
            cleaning: &survey.changes,
            agreement: survey.agreement,
            notes: &survey.notes,
        };
        let object = object(&[
            ("found", plain(&found)?),
            ("at", Float64Array::from(at.as_slice()).into()),
            ("truth", Uint8Array::from(truth.as_slice()).into()),
        ])?;
        self.survey = Some(survey);
        Ok(object)
    }

    /// A tile of a lead, as recorded or as cleaned: `{ values, a_second, levels }`. Level 0 are the samples; each tile of a level has 4096
    /// values, the last one fewer.
    pub fn tile(&mut self, lead: usize, clean: bool, level: usize, index: usize) -> Result<Object, JsValue> {
        let look = if clean { Look::Clean } else { Look::Raw };
        let read::Reading::Record(record) = &self.opened.reading else {
            return Err(Error::unfit(self.opened.reading.name(), "no signal is in it").into());
        };
        let survey = self.survey.as_ref().map(|survey| (survey, &self.settings));
        let tile = self.tiles.tile(record, survey, (look, lead), level, index)?;
        object(&[
            ("values", Float32Array::from(tile.values.as_slice()).into()),
            ("a_second", tile.a_second.into()),
            ("levels", tile.levels.into()),
        ])
    }

    /// The waves of a lead from one second up to another, four numbers each: which (0 P, 1 QRS, 2 T), onset, peak and offset in seconds.
    pub fn waves(&self, lead: usize, from_s: f64, to_s: f64) -> Result<Float64Array, JsValue> {
        let (record, survey) = (self.record()?, self.surveyed()?);
        let name = record.leads().get(lead).map_or("", |lead| lead.name.as_str());
        let rate = record.rate();
        let mut waves: Vec<f64> = Vec::new();
        for wave in analyze::waves_within(survey, name, from_s * rate.get(), to_s * rate.get()) {
            let kind = match wave.kind {
                WaveKind::P => 0.0,
                WaveKind::Qrs => 1.0,
                WaveKind::T => 2.0,
            };
            let at = |at: Option<SampleIndex>| at.unwrap_or(wave.peak).time(rate).0;
            waves.extend([kind, at(wave.onset), at(Some(wave.peak)), at(wave.offset)]);
        }
        Ok(Float64Array::from(waves.as_slice()))
    }

    pub(super) fn surveyed(&self) -> Result<&Survey, Error> {
        let reason = "nobody has looked for its beats yet";
        self.survey.as_ref().ok_or_else(|| Error::unfit(self.opened.reading.name(), reason))
    }

    /// The recording in another form, as `{ bytes, note }`: csv, edf, wfdb (a zip of its files), json, clean, table, waves (that
    /// were found), rr or truth (waves that are marked). The note says what was lost, and is empty where nothing was.
    pub fn save(&self, kind: &str) -> Result<Object, JsValue> {
        let mut notes = Vec::new();
        let bytes = match kind {
            "table" => {
                let beats = analyze::table(&self.opened.reading, self.survey.as_ref())?;
                write::table_csv(&beats).into_bytes()
            }
            "truth" => write::waves_csv(&self.record()?.marked_waves()).into_bytes(),
            "waves" => write::waves_csv(&self.surveyed()?.waves).into_bytes(),
            "rr" => {
                let rr = RrIntervals::of(self.surveyed()?, &self.settings, self.record()?.rate());
                notes.extend(rr.note);
                write::rr_txt(&rr.ms).into_bytes()
            }
            "clean" => {
                let (clean, _) = analyze::cleaned(self.record()?, &self.settings)?;
                write::record_csv(&clean).into_bytes()
            }
            other => {
                let name = self.opened.reading.name();
                let Some(target) = Target::of_extension(if other == "wfdb" { "hea" } else { other }) else {
                    return Err(Error::unsupported(name, format!("it cannot be saved as {other}")).into());
                };
                // The files of a WFDB record name one another, in few letters.
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let stem: String = stem
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
                    .collect();
                let mut written = target.write(self.record()?, &stem)?;
                notes = written.notes;
                match target {
                    Target::Wfdb => write::zip(&written.files),
                    _ => written.files.pop().unwrap_or_default().1,
                }
            }
        };
        let note: Vec<String> = notes.into_iter().map(|note| note.text).collect();
        object(&[("bytes", Uint8Array::from(bytes.as_slice()).into()), ("note", note.join(" ").into())])
    }

    pub(super) fn record(&self) -> Result<&Record, Error> {
        match &self.opened.reading {
            read::Reading::Record(record) => Ok(record),
            other => Err(Error::unfit(other.name(), "no signal is in it")),
        }
    }

    /// The beats as the model of `spec` (the text of its spec.json) wants them: width, count, samples, truth
    /// (0 to 4, or 255 where nobody said), and at (the sample of a record or the row of a table).
    pub fn beats(&self, spec: &str) -> Result<Object, JsValue> {
        let beats = self.cut(spec)?.beats;
        let truth: Vec<u8> =
            beats.truth.iter().map(|truth| truth.map_or(UNKNOWN, |class| class as u8)).collect();
        let at: Vec<f64> = beats.at.iter().map(|at| at.0 as f64).collect();
        object(&[
            ("width", beats.width.into()),
            ("count", beats.len().into()),
            ("samples", Float32Array::from(beats.samples.as_slice()).into()),
            ("truth", Uint8Array::from(truth.as_slice()).into()),
            ("at", Float64Array::from(at.as_slice()).into()),
        ])
    }

    /// The beats that are nearest to a row of a heartbeat table, nearest first, of one class where one is named:
    /// `{ at, distance, truth, rows }`.
    pub fn nearest(&self, row: &[f32], class: Option<usize>, count: usize) -> Result<Object, JsValue> {
        let beats = analyze::table(&self.opened.reading, self.survey.as_ref())?;
        synthetic::near(row, &beats, class.map(synthetic::class).transpose()?, count)
    }

    /// What a person says that beats are, as the JSON of a report's settings has it: from now on it is concluded by that.
    pub fn correct(&mut self, corrections: &str) -> Result<(), JsValue> {
        self.settings.corrections = serde_json::from_str(corrections)
            .map_err(|error| Error::unfit("corrections", error.to_string()))?;
        Ok(())
    }

    /// The families of the beats that stand at these samples: of (the family of each), counts, rest (whether the last one is what is
    /// gathered), and what each looks like, one after the other in median, low and high: samples of them, before of which come before R, at rate_hz.
    pub fn families(&self, at: &[f64]) -> Result<Object, JsValue> {
        let at: Vec<SampleIndex> = at.iter().map(|at| SampleIndex(*at as usize)).collect();
        families::object_of(&analyze::families(self.record()?, self.surveyed()?, &at)?)
    }

    /// The report, once every beat has its probabilities: report, classes, uncorrected (what they were before a person corrected any; empty
    /// where nobody did), probability, doubted (1 where the network does not know), what was measured of each beat (as many numbers
    /// a beat as there are names in `measures`), and the examples worth drawing.
    pub fn conclude(&self, spec: &str, probabilities: &[f32]) -> Result<Object, JsValue> {
        let analysis = self.analysis(spec, probabilities)?;
        let classes: Vec<BeatClass> = analysis.verdicts.iter().map(|verdict| verdict.class).collect();
        let letters: Vec<u8> = classes.iter().map(|&class| class as u8).collect();
        let uncorrected: Vec<u8> =
            analysis.uncorrected.iter().flatten().map(|verdict| verdict.class as u8).collect();
        let probability: Vec<f32> = analysis.verdicts.iter().map(|verdict| verdict.probability).collect();
        let doubted: Vec<u8> = analysis.verdicts.iter().map(|verdict| u8::from(!verdict.sure)).collect();
        let (measures, measured) = write::beats_measured(&analysis.measured);
        // What a model is told of a beat is not always what a beat looks like.
        let looks = analyze::table(&self.opened.reading, self.survey.as_ref());
        let look = |index: &usize| {
            let looks = looks.as_ref().ok()?;
            let at = looks.at.binary_search(&analysis.beats.at[*index]).ok()?;
            Some((*index as u32, looks.beat(at)))
        };
        let (examples, shown): (Vec<u32>, Vec<&[f32]>) =
            draw::pick(&classes, EXAMPLES).iter().filter_map(look).unzip();
        object(&[
            ("report", plain(&analysis.report)?),
            ("classes", Uint8Array::from(letters.as_slice()).into()),
            ("uncorrected", Uint8Array::from(uncorrected.as_slice()).into()),
            ("probability", Float32Array::from(probability.as_slice()).into()),
            ("doubted", Uint8Array::from(doubted.as_slice()).into()),
            ("measures", measures.into_iter().map(JsValue::from_str).collect::<Array>().into()),
            ("measured", Float32Array::from(measured.as_slice()).into()),
            ("examples", Uint32Array::from(examples.as_slice()).into()),
            ("shown", Float32Array::from(shown.concat().as_slice()).into()),
        ])
    }

    /// `report.json`, as the command line writes it; `files` are the names, sizes and hashes of what was dropped, as JSON.
    #[wasm_bindgen(js_name = reportJson)]
    pub fn report_json(
        &self,
        spec: &str,
        probabilities: &[f32],
        files: Option<String>,
    ) -> Result<String, JsValue> {
        let mut analysis = self.analysis(spec, probabilities)?;
        if let Some(files) = files {
            analysis.report.files =
                serde_json::from_str(&files).map_err(|error| Error::unfit("files", error.to_string()))?;
        }
        Ok(analysis.to_json())
    }

    /// `beats.csv`, as the command line writes it.
    #[wasm_bindgen(js_name = beatsCsv)]
    pub fn beats_csv(&self, spec: &str, probabilities: &[f32]) -> Result<String, JsValue> {
        let analysis = self.analysis(spec, probabilities)?;
        Ok(write::beats_csv(&analysis.beats, &analysis.verdicts, &analysis.measured, analysis.rate))
    }

    fn cut(&self, spec: &str) -> Result<Cut, Error> {
        let known =
            self.cut.borrow().as_ref().filter(|(papers, _)| papers == spec).map(|(_, cut)| cut.clone());
        if let Some(cut) = known {
            return Ok(cut);
        }
        let cut = analyze::cut(&self.opened.reading, self.survey.as_ref(), &Spec::parse(spec)?)?;
        *self.cut.borrow_mut() = Some((spec.to_string(), cut.clone()));
        Ok(cut)
    }

    fn analysis(&self, spec: &str, probabilities: &[f32]) -> Result<Analysis, Error> {
        let cut = self.cut(spec)?;
        let spec = Spec::parse(spec)?;
        analyze::conclude(&self.opened, &self.settings, self.survey.as_ref(), cut, &spec, probabilities)
    }
}

#[wasm_bindgen]
impl Reading {
    /// A model's probabilities against the labels: the figures, curves and tables of a comparison. `ms` is how long it took.
    pub fn compare(&self, spec: &str, probabilities: &[f32], ms: f64) -> Result<JsValue, JsValue> {
        let cut = self.cut(spec)?;
        let spec = Spec::parse(spec)?;
        let per_thousand =
            Some(ms).filter(|ms| ms.is_finite()).map(|ms| ms * 1000.0 / cut.beats.len().max(1) as f64);
        plain(&analyze::ModelScore::of(&spec, &cut.beats, probabilities, per_thousand)?)
    }
}
