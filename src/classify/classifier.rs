//! A network that lives up to its papers: beats in, a probability for each class out.

use std::ops::ControlFlow;

use crate::classify::Spec;
use crate::classify::spec::Kind;
use crate::dsp::random::Random;
use crate::ecg::Beats;
use crate::error::{Error, Result};
use crate::network::{Layers, Network, Sketch, check_file, sha256};

/// A model ready to run. Loading checks and optimises it; running it any number of times does not allocate twice.
pub struct Classifier {
    spec: Spec,
    network: Network,
    /// What the network says of each beat: one number more than [`Spec::columns`] where it says normal, too.
    columns: usize,
}

/// Beats between two calls of the progress callback.
const PROGRESS_EVERY: usize = 256;

impl Classifier {
    /// Checks the network against its papers: the file's hash, then the shapes that go in and come out.
    pub fn load(spec: Spec, onnx: &[u8]) -> Result<Classifier> {
        let place = format!("{}, model.onnx", spec.name);
        check_file(&place, &spec.sha256, onnx)?;
        let network = Network::load(&place, onnx, &spec.batch_shape())?;
        Classifier::of(&place, spec, network)
    }

    /// A model that somebody brought without papers: they are guessed from what goes in and comes out, as [`Spec::guess`] says.
    pub fn bring(name: &str, onnx: &[u8]) -> Result<Classifier> {
        let sketch = Sketch::read(name, onnx)?;
        let shape = batch_shape(name, &sketch)?;
        let network = Network::of(&sketch, &shape)?;
        let said: usize = network.output_shape().iter().product();
        if !said.is_multiple_of(shape[0]) {
            let reason =
                format!("of {} beats it says {said} numbers, which is no whole number for each", shape[0]);
            return Err(Error::model(name, reason));
        }
        let columns = said / shape[0];
        let kind = kind_of(name, &network, &shape, columns)?;
        let papers = Spec::guess(name, &sketch.input, &shape, columns, kind)?;
        let spec =
            Spec { sha256: sha256(onnx), bytes: onnx.len() as u64, parameters: sketch.parameters, ..papers };
        Classifier::of(name, spec, network)
    }

    fn of(place: &str, spec: Spec, network: Network) -> Result<Classifier> {
        let said: usize = network.output_shape().iter().product();
        let labels = spec.output.labels.len();
        let fits = |columns: usize| said == spec.batch * columns;
        let columns = if fits(labels) { labels } else { spec.columns() };
        if !fits(columns) || network.output_shape().first() != Some(&spec.batch) {
            let reason = format!(
                "its output is of shape {:?}, spec.json says {:?}",
                network.output_shape(),
                [spec.batch, spec.columns()]
            );
            return Err(Error::model(place, reason));
        }
        Ok(Classifier { spec, network, columns })
    }

    /// The model's papers.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Probabilities, [`Spec::columns`] a beat, in the beats' order; where a beat is told of in several leads, what is said of all of them
    /// together. `progress` hears how many beats are done and may stop the work, which is then `Ok(None)`.
    pub fn classify(
        &self,
        beats: &Beats,
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Vec<f32>>> {
        let width = self.spec.width();
        let leads = if self.spec.tells_leads_apart() { beats.width / width } else { 1 };
        if beats.width != leads * width || leads == 0 {
            let reason = format!(
                "its beats have {} samples; {} reads beats of {width} samples at {} Hz",
                beats.width, self.spec.name, self.spec.input.rate_hz
            );
            return Err(Error::unfit("table", reason));
        }
        let mut probabilities = Vec::with_capacity(beats.len() * leads * self.spec.columns());
        let mut done = 0;
        for piece in beats.samples.chunks(PROGRESS_EVERY * beats.width) {
            self.run(piece, &mut probabilities)?;
            done += piece.len() / beats.width;
            if progress(done).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(self.spec.of_beats(beats, &probabilities)?.into_owned()))
    }

    /// Runs whole beats, of one lead each, through the network and appends what comes out; the last batch is filled up with zeros.
    pub fn run(&self, samples: &[f32], probabilities: &mut Vec<f32>) -> Result<()> {
        let (width, batch) = (self.spec.width(), self.spec.batch);
        let full = batch * self.spec.samples();
        let (mut filled, mut said) = (Vec::new(), Vec::new());
        for beats in samples.chunks(batch * width) {
            said.clear();
            if self.spec.selection.is_none() && beats.len() == full {
                self.network.run(beats, &mut said)?;
            } else {
                filled.clear();
                match &self.spec.selection {
                    Some(selection) => filled.extend(
                        beats
                            .chunks_exact(width)
                            .flat_map(|beat| selection.samples.iter().map(|&place| beat[place])),
                    ),
                    None => filled.extend_from_slice(beats),
                }
                filled.resize(full, 0.0);
                self.network.run(&filled, &mut said)?;
            }
            said.truncate(beats.len() / width * self.columns);
            for row in said.chunks_exact_mut(self.columns) {
                self.settle(row)?;
                probabilities.extend_from_slice(&row[row.len() - self.spec.columns()..]);
            }
        }
        Ok(())
    }

    /// Numbers to probabilities, where they are none yet.
    fn settle(&self, row: &mut [f32]) -> Result<()> {
        if row.iter().any(|value| !value.is_finite()) {
            return Err(Error::model(&self.spec.name, NO_NUMBER));
        }
        match (self.spec.output.kind, row) {
            (Kind::Softmax | Kind::Sigmoid, _) => {}
            (Kind::Logits, [one]) => *one = 1.0 / (1.0 + (-*one).exp()),
            (Kind::Logits, row) => {
                let most = row.iter().copied().fold(f32::MIN, f32::max);
                row.iter_mut().for_each(|value| *value = (*value - most).exp());
                let sum: f32 = row.iter().sum();
                row.iter_mut().for_each(|value| *value /= sum);
            }
        }
        Ok(())
    }

    /// The network layer by layer, timed by `now`, a clock in milliseconds. `onnx` is the file that it was loaded from.
    pub fn layers(&self, onnx: &[u8], now: impl Fn() -> f64) -> Result<Layers> {
        Layers::of(&Sketch::read(&self.spec.name, onnx)?, &self.spec.batch_shape(), now)
    }
}

/// The shape of a batch for a network that came without papers. What it leaves open are its batch, and a beat's 187 samples.
fn batch_shape(name: &str, sketch: &Sketch) -> Result<Vec<usize>> {
    let told: Vec<String> =
        sketch.shape.iter().map(|size| size.map_or("any".into(), |size| size.to_string())).collect();
    let refused = |why: &str| Err(Error::model(name, format!("it expects {}: {why}", told.join(" x "))));
    let Some((batch, beat)) = sketch.shape.split_first() else {
        return refused("a single number; not a beat model");
    };
    if beat.is_empty() || beat.len() > 3 {
        return refused("not a beat model, which reads batches of beats of one channel");
    }
    if beat.iter().flatten().filter(|&&size| size > 1).count() > 1 {
        return refused("not a beat model, which reads one channel");
    }
    let open = beat.iter().filter(|size| size.is_none()).count();
    let has_length = beat.iter().flatten().any(|&size| size > 1);
    let mut length = if has_length { None } else { Some(TABLE_WIDTH) };
    if open == 0 && !has_length {
        return refused("beats of a single sample; not a beat model");
    }
    // Of several open places the last is the samples, as in (batch, channels, samples).
    let mut shape: Vec<usize> =
        beat.iter().rev().map(|size| size.unwrap_or_else(|| length.take().unwrap_or(1))).collect();
    shape.reverse();
    let longest = shape.iter().copied().max().unwrap_or(0);
    if !(8..=10_000).contains(&longest) {
        return refused("beats of 8 to 10,000 samples make sense");
    }
    match batch {
        Some(batch) if *batch > 4096 => refused("batches of up to 4096 beats make sense"),
        Some(batch) => Ok([vec![*batch], shape].concat()),
        None => Ok([vec![BATCH], shape].concat()),
    }
}

/// What is said of a model that divides by zero, or whose training has.
const NO_NUMBER: &str = "of a beat it says what is no number; its layers or its weights are broken";

/// Beats in one run of a network that leaves it open: what is fastest for convolutions and recurrent layers alike (docs/SPEED.md).
const BATCH: usize = 32;

/// Samples of a beat in the field's tables.
const TABLE_WIDTH: usize = 187;

/// Whether what a network says are probabilities, seen from what it says of made-up beats: quiet, loud, and by chance.
fn kind_of(name: &str, network: &Network, shape: &[usize], columns: usize) -> Result<Kind> {
    let samples: usize = shape.iter().product();
    let mut random = Random::new(1);
    let mut said = Vec::new();
    for loud in [0.0, 1.0, 5.0] {
        let input: Vec<f32> = (0..samples).map(|_| (random.uniform(-0.2, 1.0) * loud) as f32).collect();
        network.run(&input, &mut said)?;
    }
    if said.iter().any(|value| !value.is_finite()) {
        return Err(Error::model(name, NO_NUMBER));
    }
    let are_shares = said.iter().all(|value| (-1e-4..=1.0001).contains(value));
    let add_up = said.chunks_exact(columns.max(1)).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-3);
    Ok(match columns {
        1 if are_shares => Kind::Sigmoid,
        2.. if are_shares && add_up => Kind::Softmax,
        _ => Kind::Logits,
    })
}
