//! A model's papers, `spec.json`: the single source that the trainer writes and everything else reads.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::ecg::{BeatClass, Hertz, Recipe, Verdict};
use crate::error::{Error, Result};

/// What the papers say of a model, checked for sense.
#[derive(Clone, Debug, Deserialize)]
pub struct Spec {
    /// The model's name, and that of its folder.
    pub name: String,
    /// One line for a table of models.
    pub title: String,
    /// What goes in.
    pub input: Input,
    /// How a record's beats are made for it.
    pub recipe: Recipe,
    /// What comes out.
    pub output: Output,
    /// Beats in one run of the network.
    pub batch: usize,
    /// Of `model.onnx`, in hexadecimal.
    pub sha256: String,
    /// Trained numbers in it.
    pub parameters: u64,
    /// Millions of floating-point operations for one beat.
    pub mflop_per_beat: f64,
    /// What was measured, by split.
    pub metrics: Metrics,
}

/// A model's input: one beat, or several, of one channel.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    /// Its name in the graph.
    pub name: String,
    /// Samples in a second.
    pub rate_hz: f64,
    /// `["batch", 1, 187]`.
    shape: (String, usize, usize),
}

/// A model's output: one probability a class.
#[derive(Clone, Debug, Deserialize)]
pub struct Output {
    /// Its name in the graph.
    pub name: String,
    /// The class of each column.
    pub labels: Vec<BeatClass>,
}

/// The figures on a model's card, by how training and test beats were parted.
#[derive(Clone, Debug, Deserialize)]
pub struct Metrics {
    /// Patients shared between training and test: flattering.
    pub beat_level: Figures,
    /// Patients apart: what a new person may expect.
    pub record_wise: Figures,
    /// Prints them.
    pub command: String,
}

/// Accuracy and macro-F1 on one split.
#[derive(Clone, Debug, Deserialize)]
pub struct Figures {
    /// Share of beats called what they are.
    pub accuracy: f64,
    /// Mean F1 over the classes.
    pub macro_f1: f64,
}

impl Spec {
    /// Reads `spec.json`; whatever in it makes no sense is a [`crate::error::Kind::Model`] error that names it.
    pub fn parse(json: &str) -> Result<Spec> {
        let spec: Spec =
            serde_json::from_str(json).map_err(|error| Error::model("spec.json", error.to_string()))?;
        let wrong = |reason: String| Err(Error::model(format!("{}, spec.json", spec.name), reason));
        if spec.width() == 0 || spec.input.shape.1 != 1 {
            return wrong("the input should be of shape [\"batch\", 1, samples]".into());
        }
        if Hertz::new(spec.input.rate_hz).is_none() {
            return wrong(format!("an input rate of {} Hz", spec.input.rate_hz));
        }
        if spec.batch == 0 || spec.batch > 4096 {
            return wrong(format!("a batch of {} beats; 1 to 4096 make sense", spec.batch));
        }
        let mut labels = spec.output.labels.clone();
        labels.sort();
        labels.dedup();
        if labels.is_empty() || labels.len() != spec.output.labels.len() {
            return wrong("the output should have each of its labels once".into());
        }
        Ok(spec)
    }

    /// Samples in each beat that the model reads.
    pub fn width(&self) -> usize {
        self.input.shape.2
    }

    /// Columns that come out for each beat.
    pub fn classes(&self) -> usize {
        self.output.labels.len()
    }

    /// Whether `onnx` is the very file that the papers were written for.
    pub fn check(&self, onnx: &[u8]) -> Result<()> {
        let found: String = Sha256::digest(onnx).iter().map(|byte| format!("{byte:02x}")).collect();
        if found.eq_ignore_ascii_case(&self.sha256) {
            return Ok(());
        }
        let reason = format!(
            "the file's sha256 begins with {}, its spec.json says {}; fetch both from one release",
            &found[..12],
            self.sha256.get(..12).unwrap_or(&self.sha256)
        );
        Err(Error::model(format!("{}, model.onnx", self.name), reason))
    }

    /// The most probable class of each beat. `probabilities` hold [`Spec::classes`] values a beat.
    pub fn verdicts(&self, probabilities: &[f32]) -> Vec<Verdict> {
        let most_probable = |row: &[f32]| {
            let (column, probability) = row.iter().copied().enumerate().fold(
                (0, f32::NEG_INFINITY),
                |best, (column, probability)| {
                    if probability > best.1 { (column, probability) } else { best }
                },
            );
            Verdict { class: self.output.labels[column], probability }
        };
        probabilities.chunks_exact(self.classes()).map(most_probable).collect()
    }
}
