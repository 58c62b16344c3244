//! A model's papers, `spec.json`: the single source that the trainer writes and everything else reads.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, Beats, Hertz, Recipe, Step, Verdict};
use crate::error::{Error, Result};

/// What the papers say of a model, checked for sense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// The model's name, and that of its folder.
    pub name: String,
    /// One line for a table of models.
    #[serde(default)]
    pub title: String,
    /// What goes in.
    pub input: Input,
    /// How a record's beats are made for it; without one it reads tables only.
    #[serde(default)]
    pub recipe: Recipe,
    /// The samples of a beat that it looks at, where those are not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// What comes out.
    pub output: Output,
    /// From this probability on a beat is called abnormal; of models that say no more than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f32>,
    /// Below this probability of the likeliest class the answer is "don't know".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Beats in one run of the network.
    #[serde(default = "one")]
    pub batch: usize,
    /// Of `model.onnx`, in hexadecimal; empty where a stranger's papers leave it out, and then not checked.
    #[serde(default)]
    pub sha256: String,
    /// Of `model.onnx`.
    #[serde(default)]
    pub bytes: u64,
    /// Trained numbers in it.
    #[serde(default)]
    pub parameters: u64,
    /// Millions of floating-point operations for one beat, where that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mflop_per_beat: Option<f64>,
    /// What was measured, by split; nothing of a stranger's model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
}

fn one() -> usize {
    1
}

/// A model's input: one beat, or several, of one channel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Its name in the graph.
    pub name: String,
    /// Samples in a second.
    pub rate_hz: f64,
    /// `["batch", 1, 187]`: the batch, then the samples and, before or after them, ones.
    shape: Vec<Dimension>,
}

/// One number of a shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Dimension {
    Size(usize),
    Open(String),
}

/// The samples that a model looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Selection {
    /// How they were chosen.
    #[serde(default)]
    pub method: String,
    /// Their places in a beat, in order.
    pub samples: Vec<usize>,
}

/// A model's output: one probability a class, or that of an abnormal beat alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Output {
    /// Its name in the graph.
    #[serde(default)]
    pub name: String,
    /// What the numbers are.
    #[serde(default)]
    pub kind: Kind,
    /// The class of each column, or `normal` and `abnormal`.
    pub labels: Vec<String>,
}

/// What a network's numbers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Probabilities that add up to one.
    #[default]
    Softmax,
    /// The probability of the second label.
    Sigmoid,
    /// Not probabilities yet: softmax makes them so, or the sigmoid where there is one column.
    Logits,
}

/// What a model tells apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Classes of beats, a column each.
    Classes(Vec<BeatClass>),
    /// Normal or not.
    Abnormal {
        /// From this probability on it is called abnormal.
        threshold: f32,
    },
}

/// The figures on a model's card, by how training and test beats were parted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Metrics {
    /// Patients shared between training and test: flattering. None of a model that was never measured so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beat_level: Option<Figures>,
    /// Patients apart: what a new person may expect.
    pub record_wise: Figures,
    /// Prints them.
    pub command: String,
}

/// Figures on one split.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// Share of beats called what they are.
    pub accuracy: f64,
    /// Mean F1 over the classes.
    pub macro_f1: f64,
    /// Mean area under the ROC curves, each class against the rest.
    #[serde(default)]
    pub auc: Option<f64>,
}

const ABNORMAL: [&str; 2] = ["normal", "abnormal"];

impl Spec {
    /// Reads `spec.json`; whatever in it makes no sense is a [`crate::error::Kind::Model`] error that names it.
    pub fn parse(json: &str) -> Result<Spec> {
        let spec: Spec =
            serde_json::from_str(json).map_err(|error| Error::model("spec.json", error.to_string()))?;
        match spec.nonsense() {
            Some(reason) => Err(Error::model(format!("{}, spec.json", spec.name), reason)),
            None => Ok(spec),
        }
    }

    /// The papers of a network that came without: `shape` is what it reads and `columns` how many numbers it says of a beat. As the
    /// field has it, five are N S V F Q, and one or two tell normal from abnormal.
    pub fn guess(name: &str, input: &str, shape: &[usize], columns: usize, kind: Kind) -> Result<Spec> {
        let labels: Vec<String> = match columns {
            1 | 2 => ABNORMAL.map(String::from).to_vec(),
            5 => BeatClass::ALL.map(|class| class.to_string()).to_vec(),
            other => {
                let reason = format!(
                    "it says {other} numbers of each beat; five (N S V F Q), or one or two (normal or not), are understood \
                     without a spec.json that names its labels"
                );
                return Err(Error::model(name, reason));
            }
        };
        let mut dimensions: Vec<Dimension> = shape.iter().map(|&size| Dimension::Size(size)).collect();
        if let Some(batch) = dimensions.first_mut() {
            *batch = Dimension::Open("batch".into());
        }
        let spec = Spec {
            name: name.to_string(),
            title: String::new(),
            input: Input { name: input.to_string(), rate_hz: Hertz::TABLES.get(), shape: dimensions },
            recipe: Recipe::default(),
            selection: None,
            output: Output { name: String::new(), kind, labels },
            threshold: None,
            confidence: None,
            batch: shape.first().copied().unwrap_or(1),
            sha256: String::new(),
            bytes: 0,
            parameters: 0,
            mflop_per_beat: None,
            metrics: None,
        };
        let width = spec.samples();
        let cuts_so = |recipe: &Recipe| recipe.width() == Some(width);
        let recipe = [Recipe::heartbeat_table(), Recipe::two_hundred_ms()].into_iter().find(cuts_so);
        Ok(Spec { recipe: recipe.unwrap_or_default(), ..spec })
    }

    /// What makes no sense in the papers, if anything.
    fn nonsense(&self) -> Option<String> {
        let beat: Vec<usize> = self.beat_shape();
        let long = beat.iter().filter(|&&size| size != 1).count();
        let opens = matches!(self.input.shape.first(), Some(Dimension::Open(_)));
        if !opens
            || beat.len() + 1 != self.input.shape.len()
            || long > 1
            || beat.is_empty()
            || self.samples() == 0
        {
            return Some("the input should be of shape [\"batch\", 1, samples]".into());
        }
        if Hertz::new(self.input.rate_hz).is_none() {
            return Some(format!("an input rate of {} Hz", self.input.rate_hz));
        }
        if self.batch == 0 || self.batch > 4096 {
            return Some(format!("a batch of {} beats; 1 to 4096 make sense", self.batch));
        }
        let mut labels = self.output.labels.clone();
        labels.sort();
        labels.dedup();
        if labels.is_empty() || labels.len() != self.output.labels.len() {
            return Some("the output should have each of its labels once".into());
        }
        let binary = self.output.labels == ABNORMAL;
        if !binary && self.classes().is_none() {
            return Some("the output's labels should be of N, S, V, F, Q, or be normal and abnormal".into());
        }
        if !binary && self.output.kind == Kind::Sigmoid {
            return Some("an output of kind sigmoid has the labels normal and abnormal".into());
        }
        for (what, share) in [("threshold", self.threshold), ("confidence", self.confidence)] {
            if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                return Some(format!("a {what} that is no probability"));
            }
        }
        if let Some(Selection { samples, .. }) = &self.selection {
            let inside = |width: usize| samples.last().is_some_and(|&last| last < width);
            let in_order = samples.windows(2).all(|pair| pair[0] < pair[1]);
            if samples.len() != self.samples() || !in_order || !self.recipe.width().is_some_and(inside) {
                return Some(format!(
                    "the selection should be {} places of the recipe's window, in order",
                    self.samples()
                ));
            }
        }
        None
    }

    /// Sizes of one beat's dimensions; shorter than the shape says where one of them is left open.
    fn beat_shape(&self) -> Vec<usize> {
        let size = |dimension: &Dimension| match dimension {
            Dimension::Size(size) => Some(*size),
            Dimension::Open(_) => None,
        };
        self.input.shape.iter().skip(1).filter_map(size).collect()
    }

    /// The shape of one batch.
    pub fn batch_shape(&self) -> Vec<usize> {
        std::iter::once(self.batch).chain(self.beat_shape()).collect()
    }

    /// Samples in each beat that it is handed.
    pub fn width(&self) -> usize {
        match &self.selection {
            Some(_) => self.recipe.width().unwrap_or(0),
            None => self.samples(),
        }
    }

    /// Whether it looks at a beat among its neighbours, for which it needs the recording: a table's beats stand alone.
    pub fn needs_recording(&self) -> bool {
        matches!(self.recipe.0.last(), Some(Step::Context { .. } | Step::Deviation { .. }))
    }

    /// Whether a beat that is told of in several leads is several rows of it.
    pub fn tells_leads_apart(&self) -> bool {
        matches!(self.recipe.0.last(), Some(Step::Context { .. }))
    }

    /// Samples of each beat that the network looks at.
    pub fn samples(&self) -> usize {
        self.beat_shape().iter().product()
    }

    /// Probabilities of each beat: one a class, or that of an abnormal beat.
    pub fn columns(&self) -> usize {
        if self.output.labels == ABNORMAL { 1 } else { self.output.labels.len() }
    }

    /// What it tells apart.
    pub fn answer(&self) -> Answer {
        match self.classes() {
            Some(classes) => Answer::Classes(classes),
            None => Answer::Abnormal { threshold: self.threshold.unwrap_or(0.5) },
        }
    }

    /// The classes of its columns; `None` where it says normal or not.
    fn classes(&self) -> Option<Vec<BeatClass>> {
        let class = |label: &String| BeatClass::ALL.into_iter().find(|class| *label == class.to_string());
        self.output.labels.iter().map(class).collect()
    }

    /// The probabilities of each of these beats, [`Spec::columns`] a beat, where those of several leads may stand one after the other: of
    /// each beat the mean of what is said of its leads, to the power of how many there are, for two that agree are surer than one
    /// (docs/ACCURACY.md: the mean alone is too unsure). A lead that is told of as another is no witness of its own.
    pub fn of_beats<'a>(&self, beats: &Beats, probabilities: &'a [f32]) -> Result<Cow<'a, [f32]>> {
        let (count, columns) = (beats.len(), self.columns());
        let leads = probabilities.len() / (count * columns).max(1);
        if probabilities.len() != leads * count * columns || (leads == 0 && count > 0) {
            let reason = format!("{} probabilities for {count} beats, {columns} each", probabilities.len());
            return Err(Error::model(&self.name, reason));
        }
        if leads <= 1 {
            return Ok(Cow::Borrowed(probabilities));
        }
        let together = |(beat, of): (usize, &[f32])| -> Vec<f32> {
            let mut rows: Vec<&[f32]> = beats.beat(beat).chunks_exact(beats.width / leads).collect();
            rows.dedup();
            let mean = |column: usize| of.iter().skip(column).step_by(columns).sum::<f32>() / leads as f32;
            let sharp: Vec<f32> = (0..columns).map(|column| mean(column).powi(rows.len() as i32)).collect();
            let sum = sharp.iter().sum::<f32>();
            sharp.iter().map(|value| value / sum).collect()
        };
        let said = probabilities.chunks_exact(leads * columns).enumerate().flat_map(together);
        Ok(Cow::Owned(said.collect()))
    }

    /// What it says of each beat. `probabilities` hold [`Spec::columns`] values a beat. A model that tells normal from abnormal
    /// alone has no classes to give: that is an error that says what it can be used for.
    pub fn verdicts(&self, probabilities: &[f32]) -> Result<Vec<Verdict>> {
        let Answer::Classes(classes) = self.answer() else {
            let reason = "it tells normal from abnormal, not the classes of beats; compare it with the others on labelled beats";
            return Err(Error::model(&self.name, reason));
        };
        let least = self.confidence.unwrap_or(0.0);
        let verdict = |row: &[f32]| {
            let column = likeliest(row);
            let probability = row[column];
            Verdict { class: classes[column], probability, entropy: entropy(row), sure: probability >= least }
        };
        Ok(probabilities.chunks_exact(classes.len()).map(verdict).collect())
    }

    /// The papers as text, which [`Spec::parse`] reads.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them: nothing in it cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The place of the largest value; the first of several.
pub(crate) fn likeliest(row: &[f32]) -> usize {
    let larger = |best: usize, at: usize| if row[at] > row[best] { at } else { best };
    (1..row.len()).fold(0, larger)
}

/// How undecided probabilities are, in bits: 0 where one is 1.
fn entropy(row: &[f32]) -> f32 {
    let bits = |&p: &f32| if p > 0.0 { -f64::from(p) * f64::from(p).log2() } else { 0.0 };
    // A probability a hair above 1 must not come to less than nothing, and rounding keeps both builds alike to the last digit.
    (row.iter().map(bits).sum::<f64>().max(0.0) * 1e4).round() as f32 / 1e4
}
