//! What was dropped: taken in by pieces, summed up, cut for a model, concluded.

use js_sys::{Float32Array, Float64Array, Object, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::analyze::{self, Analysis};
use crate::classify::Spec;
use crate::ecg::{BeatClass, Hertz, Seconds};
use crate::error::{Error, Note};
use crate::web::{object, plain};
use crate::{draw, read, write};

/// How many beats of each class are worth drawing one by one.
const EXAMPLES: usize = 40;

/// The byte that stands for "nobody said what this beat is".
const UNKNOWN: u8 = 255;

/// Takes the files of one drop, piece by piece.
#[wasm_bindgen]
pub struct Intake {
    inner: read::Intake,
}

#[wasm_bindgen]
impl Intake {
    /// An empty drop.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "the constructor is for JavaScript")]
    pub fn new() -> Intake {
        Intake { inner: read::Intake::new() }
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
        let (inner, notes) = self.inner.finish()?;
        Ok(Reading { inner, notes })
    }
}

/// A record or a table, read and ready to be cut.
#[wasm_bindgen]
pub struct Reading {
    inner: read::Reading,
    notes: Vec<Note>,
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
    notes: &'a [Note],
}

#[wasm_bindgen]
impl Reading {
    /// What was read, as a plain object.
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        let summary = match &self.inner {
            read::Reading::Table { name, rate, beats } => Summary {
                kind: "table",
                name,
                rate_hz: *rate,
                labelled: beats.is_labelled(),
                beats: beats.len(),
                rows: Some(beats.len()),
                columns: Some(beats.width + usize::from(beats.is_labelled())),
                leads: None,
                samples: None,
                seconds: None,
                notes: &self.notes,
            },
            read::Reading::Record(record) => Summary {
                kind: "record",
                name: record.name(),
                rate_hz: record.rate(),
                labelled: record.marked_beats().next().is_some(),
                beats: record.marked_beats().count(),
                rows: None,
                columns: None,
                leads: Some(record.leads().iter().map(|lead| lead.name.as_str()).collect()),
                samples: Some(record.len()),
                seconds: Some(record.duration()),
                notes: &self.notes,
            },
        };
        plain(&summary)
    }

    /// A lead of a record, in mV.
    pub fn lead(&self, index: usize) -> Result<Float32Array, JsValue> {
        match &self.inner {
            read::Reading::Record(record) if index < record.leads().len() => {
                Ok(Float32Array::from(record.leads()[index].samples.as_slice()))
            }
            other => Err(Error::unfit(other.name(), format!("there is no lead {index} in it")).into()),
        }
    }

    /// The beats as the model of `spec` (the text of its spec.json) wants them: width, count, samples, truth
    /// (0 to 4, or 255 where nobody said), and at (the sample of a record or the row of a table).
    pub fn beats(&self, spec: &str, lead: usize) -> Result<Object, JsValue> {
        let beats = analyze::cut(&self.inner, lead, &Spec::parse(spec)?)?.beats;
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

    /// The report, once every beat has its probabilities: report, classes, probability, and the examples worth drawing.
    pub fn conclude(&self, spec: &str, lead: usize, probabilities: &[f32]) -> Result<Object, JsValue> {
        let analysis = self.analysis(spec, lead, probabilities)?;
        let classes: Vec<BeatClass> = analysis.verdicts.iter().map(|verdict| verdict.class).collect();
        let letters: Vec<u8> = classes.iter().map(|&class| class as u8).collect();
        let probability: Vec<f32> = analysis.verdicts.iter().map(|verdict| verdict.probability).collect();
        let examples: Vec<u32> =
            draw::pick(&classes, EXAMPLES).into_iter().map(|index| index as u32).collect();
        object(&[
            ("report", plain(&analysis.report)?),
            ("classes", Uint8Array::from(letters.as_slice()).into()),
            ("probability", Float32Array::from(probability.as_slice()).into()),
            ("examples", Uint32Array::from(examples.as_slice()).into()),
        ])
    }

    /// `beats.csv`, as the command line writes it.
    #[wasm_bindgen(js_name = beatsCsv)]
    pub fn beats_csv(&self, spec: &str, lead: usize, probabilities: &[f32]) -> Result<String, JsValue> {
        let analysis = self.analysis(spec, lead, probabilities)?;
        Ok(write::beats_csv(&analysis.beats, &analysis.verdicts, analysis.rate))
    }

    fn analysis(&self, spec: &str, lead: usize, probabilities: &[f32]) -> Result<Analysis, Error> {
        let spec = Spec::parse(spec)?;
        let cut = analyze::cut(&self.inner, lead, &spec)?;
        if probabilities.len() != cut.beats.len() * spec.classes() {
            let reason = format!(
                "{} probabilities for {} beats of {} classes",
                probabilities.len(),
                cut.beats.len(),
                spec.classes()
            );
            return Err(Error::model(&spec.name, reason));
        }
        Ok(analyze::conclude(&self.inner, self.notes.clone(), cut, &spec, probabilities))
    }
}
