//! A generator's papers, `spec.json`: what its latent numbers mean, how long its rows are, what was measured.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ecg::{BeatClass, Hertz, Seconds};
use crate::error::{Error, Result};

/// What the papers say of a generator, checked for sense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Papers {
    /// The generator's name, and that of its folder.
    pub name: String,
    /// One line for a table of generators.
    #[serde(default)]
    pub title: String,
    /// [`Papers::TASK`].
    pub task: String,
    /// Normal numbers that a beat is made of.
    pub latent: usize,
    /// The classes that it knows, in the order in which it is told them.
    pub classes: Vec<BeatClass>,
    /// What goes in: the latent numbers, then a weight for each class.
    pub input: Input,
    /// What comes out.
    pub output: Output,
    /// How one latent number decides a row's length, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// Directions in the latent with a name.
    #[serde(default)]
    pub directions: Vec<Direction>,
    /// Beats in one run of the network.
    pub batch: usize,
    /// Of `model.onnx`, in hexadecimal.
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
    /// The network that tells real beats from made ones, where it is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critic: Option<CriticPapers>,
    /// What was measured, as the trainer put it.
    #[serde(default)]
    pub metrics: serde_json::Value,
}

/// A generator's input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Its name in the graph.
    pub name: String,
}

/// A generator's output: rows of a heartbeat table, each with what comes before R.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Output {
    /// Its name in the graph.
    pub name: String,
    /// Samples in a second.
    pub rate_hz: Hertz,
    /// Samples before R.
    #[serde(default)]
    pub lead_in: usize,
    /// Samples from R on.
    pub samples: usize,
}

/// One latent number alone decides how much of a row is signal: straight between the knots, and no further than the outermost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Length {
    /// Which latent number.
    pub latent: usize,
    /// How many RR intervals a row's signal lasts.
    pub rr: f64,
    /// Values of the latent number, in order.
    pub knots: Vec<f64>,
    /// Samples of signal at each of them.
    pub samples: BTreeMap<BeatClass, Vec<f64>>,
}

/// A direction in the latent that changes one thing that a person can see.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Direction {
    /// One word.
    pub name: String,
    /// What changes along it.
    #[serde(default)]
    pub words: String,
    /// One number for each of the latent's.
    pub vector: Vec<f32>,
    /// The least of it that still looks like a beat.
    pub from: f32,
    /// The most.
    pub to: f32,
}

/// The papers of a critic.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CriticPapers {
    /// Of `critic.onnx`, in hexadecimal.
    pub sha256: String,
    /// Of `critic.onnx`.
    #[serde(default)]
    pub bytes: u64,
    /// Its score of real beats: a low quantile, the median, a high quantile.
    pub real: [f64; 3],
}

/// Samples from R on in a row of the field's tables: what every generator makes.
pub const SAMPLES: usize = 187;

/// Numbers in a latent, at most.
const MOST_LATENT: usize = 4096;

impl Papers {
    /// What papers of generators say that their network is for.
    pub const TASK: &str = "beat-generator";

    /// The shape of what goes in at once.
    pub fn batch_shape(&self) -> [usize; 2] {
        [self.batch, self.latent + self.classes.len()]
    }

    /// Reads `spec.json`; whatever in it makes no sense is a [`crate::error::Kind::Model`] error that names it.
    pub fn parse(json: &str) -> Result<Papers> {
        let papers: Papers =
            serde_json::from_str(json).map_err(|error| Error::model("spec.json", error.to_string()))?;
        match papers.nonsense() {
            Some(reason) => Err(Error::model(format!("{}, spec.json", papers.name), reason)),
            None => Ok(papers),
        }
    }

    /// The papers as text, which [`Papers::parse`] reads.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them: nothing in it cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What makes no sense in the papers, if anything.
    fn nonsense(&self) -> Option<String> {
        if self.task != Papers::TASK {
            return Some(format!("its task is {:?}; a generator's is {:?}", self.task, Papers::TASK));
        }
        if !(1..=MOST_LATENT).contains(&self.latent) {
            return Some(format!("a latent of {} numbers; 1 to {MOST_LATENT} make sense", self.latent));
        }
        let mut classes = self.classes.clone();
        classes.sort();
        classes.dedup();
        if classes.is_empty() || classes.len() != self.classes.len() {
            return Some("the classes should be of N, S, V, F, Q, each once".into());
        }
        let Output { rate_hz, lead_in, samples, .. } = self.output;
        if samples != SAMPLES || rate_hz != Hertz::TABLES {
            return Some(format!(
                "rows of {samples} samples at {} Hz; heartbeat tables have {SAMPLES} at {}",
                rate_hz.get(),
                Hertz::TABLES.get()
            ));
        }
        if lead_in > SAMPLES {
            return Some(format!("a lead-in of {lead_in} samples is longer than the row behind it"));
        }
        if self.batch == 0 || self.batch > 4096 {
            return Some(format!("a batch of {} beats; 1 to 4096 make sense", self.batch));
        }
        if let Some(critic) = &self.critic
            && !(critic.real.is_sorted() && critic.real.iter().all(|score| score.is_finite()))
        {
            return Some("the critic's scores of real beats should be three numbers in order".into());
        }
        self.length
            .as_ref()
            .and_then(|length| self.nonsense_of_length(length))
            .or_else(|| self.directions.iter().find_map(|direction| self.nonsense_of_direction(direction)))
    }

    fn nonsense_of_length(&self, length: &Length) -> Option<String> {
        let Length { latent, rr, knots, samples } = length;
        if *latent >= self.latent {
            return Some(format!("the length hangs on latent number {latent} of {}", self.latent));
        }
        if !(rr.is_finite() && *rr > 0.0) {
            return Some(format!("a length of {rr} RR intervals"));
        }
        let ascend = |pair: &[f64]| pair[0] < pair[1];
        if knots.len() < 2 || !knots.iter().all(|knot| knot.is_finite()) || !knots.windows(2).all(ascend) {
            return Some("the length's knots should be two numbers or more, in order".into());
        }
        self.classes.iter().find_map(|class| {
            let Some(samples) = samples.get(class) else {
                return Some(format!("the length of class {class} is missing"));
            };
            if samples.len() != knots.len() {
                return Some(format!(
                    "the length of class {class} has {} numbers for {} knots",
                    samples.len(),
                    knots.len()
                ));
            }
            let inside = |count: &f64| (1.0..=SAMPLES as f64).contains(count);
            if !samples.iter().all(inside) || !samples.is_sorted() {
                return Some(format!(
                    "the length of class {class} should be 1 to {SAMPLES} samples, never falling"
                ));
            }
            None
        })
    }

    fn nonsense_of_direction(&self, direction: &Direction) -> Option<String> {
        let Direction { name, vector, from, to, .. } = direction;
        if vector.len() != self.latent {
            return Some(format!(
                "the direction {name:?} has {} numbers where the latent has {}",
                vector.len(),
                self.latent
            ));
        }
        if !vector.iter().all(|number| number.is_finite()) || vector.iter().all(|&number| number == 0.0) {
            return Some(format!("the direction {name:?} leads nowhere"));
        }
        if !(from.is_finite() && to.is_finite() && from < to) {
            return Some(format!("the direction {name:?} goes from {from} to {to}"));
        }
        if self.directions.iter().filter(|other| other.name == *name).count() > 1 {
            return Some(format!("two directions are called {name:?}"));
        }
        None
    }

    /// Where a class stands among those that it is told; an error that lists them where it does not.
    pub fn column(&self, class: BeatClass) -> Result<usize> {
        self.classes.iter().position(|&known| known == class).ok_or_else(|| {
            let known: Vec<String> = self.classes.iter().map(ToString::to_string).collect();
            let reason = format!("it makes no {class} beats; it makes {}", known.join(", "));
            Error::unfit(&self.name, reason)
        })
    }

    /// The weights that mean this class and no other.
    pub fn one_hot(&self, class: BeatClass) -> Result<Vec<f32>> {
        let column = self.column(class)?;
        Ok((0..self.classes.len()).map(|at| if at == column { 1.0 } else { 0.0 }).collect())
    }

    /// The direction of that name; an error that lists them where there is none.
    pub fn direction(&self, name: &str) -> Result<&Direction> {
        self.directions.iter().find(|direction| direction.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.directions.iter().map(|direction| direction.name.as_str()).collect();
            let reason = match known.as_slice() {
                [] => format!("it has no direction {name:?}, nor any other"),
                known => format!("it has no direction {name:?}; it has {}", known.join(", ")),
            };
            Error::unfit(&self.name, reason)
        })
    }

    /// The latent number that makes a row of this class whose heart beats so often, and how long its RR interval then is: as near as
    /// the generator comes. `None` where no latent number decides the length, or it does not know the class.
    pub fn latent_of_rr(&self, class: BeatClass, wanted: Seconds) -> Option<(f32, Seconds)> {
        let length = self.length.as_ref()?;
        let samples = length.samples.get(&class)?;
        let wanted = wanted.0 * self.output.rate_hz.get() * length.rr;
        // The first stretch between knots that gets there; what lies before the first or after the last is the outermost knot's.
        let after = samples.partition_point(|&count| count < wanted).clamp(1, samples.len() - 1);
        let (low, high) = (samples[after - 1], samples[after]);
        let share = if high > low { ((wanted - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        let latent = length.knots[after - 1] + share * (length.knots[after] - length.knots[after - 1]);
        let count = low + share * (high - low);
        Some((latent as f32, Seconds(count / length.rr / self.output.rate_hz.get())))
    }

    /// The RR interval that a latent of this class stands for; `None` as with [`Papers::latent_of_rr`].
    pub fn rr_of(&self, class: BeatClass, latent: &[f32]) -> Option<Seconds> {
        let length = self.length.as_ref()?;
        let samples = length.samples.get(&class)?;
        let at = f64::from(*latent.get(length.latent)?);
        let after = length.knots.partition_point(|&knot| knot < at).clamp(1, length.knots.len() - 1);
        let (low, high) = (length.knots[after - 1], length.knots[after]);
        let share = ((at - low) / (high - low)).clamp(0.0, 1.0);
        let count = samples[after - 1] + share * (samples[after] - samples[after - 1]);
        Some(Seconds(count / length.rr / self.output.rate_hz.get()))
    }
}
