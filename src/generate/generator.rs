//! A generator and its critic, networks that live up to their papers: numbers by chance in, rows of a heartbeat table out.

use std::ops::{ControlFlow, Range};

use crate::ecg::{BeatClass, Beats, SampleIndex};
use crate::error::{Error, Result};
use crate::generate::{Papers, check_count};
use crate::network::{Layers, Network, Sketch, check_file};

/// A generator ready to run.
pub struct Generator {
    papers: Papers,
    network: Network,
}

/// Rows that a generator made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// Samples before R in each row.
    pub lead_in: usize,
    /// Samples from R on in each row.
    pub samples: usize,
    /// Of all rows, one after the other: what comes before R, then the heartbeat table's row.
    pub values: Vec<f32>,
}

impl Made {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len() / (self.lead_in + self.samples).max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// A row with what comes before R.
    pub fn whole(&self, index: usize) -> &[f32] {
        let width = self.lead_in + self.samples;
        &self.values[index * width..(index + 1) * width]
    }

    /// A row from R on, as a heartbeat table has it.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.whole(index)[self.lead_in..]
    }

    /// The rows as beats of that class.
    pub fn beats(&self, class: BeatClass) -> Beats {
        Beats {
            width: self.samples,
            samples: (0..self.len()).flat_map(|index| self.row(index)).copied().collect(),
            truth: vec![Some(class); self.len()],
            at: (0..self.len()).map(SampleIndex).collect(),
        }
    }
}

impl Generator {
    /// Checks the network against its papers: the file's hash, then the shapes that go in and come out.
    pub fn load(papers: Papers, onnx: &[u8]) -> Result<Generator> {
        let place = format!("{}, model.onnx", papers.name);
        check_file(&place, &papers.sha256, onnx)?;
        let network = load(&place, onnx, papers.batch_shape())?;
        fits(&place, &network, &[papers.batch, papers.output.lead_in + papers.output.samples])?;
        Ok(Generator { papers, network })
    }

    /// The generator's papers.
    pub fn papers(&self) -> &Papers {
        &self.papers
    }

    /// The network layer by layer, timed by `now`, a clock in milliseconds. `onnx` is the file that it was loaded from.
    pub fn layers(&self, onnx: &[u8], now: impl Fn() -> f64) -> Result<Layers> {
        Layers::of(&Sketch::read(&self.papers.name, onnx)?, &self.papers.batch_shape(), now)
    }

    /// The beats of those numbers that the seed has of a class. Each hangs on class, seed and number alone: a part of them is made as
    /// it stands in the whole, to the last bit. `progress` hears how many are done and may stop the work, which is then `Ok(None)`.
    ///
    /// Costs a kilobyte a beat; [`Generator::stream`] holds one batch at a time.
    pub fn generate(
        &self,
        class: BeatClass,
        numbers: Range<usize>,
        seed: u64,
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Made>> {
        let mut all = self.none_made();
        let width = all.lead_in + all.samples;
        let finished = self.stream(class, numbers, seed, |made| {
            all.values.extend(&made.values);
            progress(all.values.len() / width)
        })?;
        Ok(finished.then_some(all))
    }

    /// The same, handed on in pieces of at most a batch. `false` where `take` stopped the work.
    pub fn stream(
        &self,
        class: BeatClass,
        numbers: Range<usize>,
        seed: u64,
        mut take: impl FnMut(&Made) -> ControlFlow<()>,
    ) -> Result<bool> {
        check_count(numbers.len())?;
        let weights = self.papers.one_hot(class)?;
        let batch = self.papers.batch;
        let mut input = Vec::new();
        let mut made = self.none_made();
        let width = made.lead_in + made.samples;
        // A beat stands at the same place of the same batch whatever part is asked for: how a network sums may hang on the place.
        for turn in numbers.start / batch..numbers.end.div_ceil(batch) {
            input.clear();
            for index in turn * batch..(turn + 1) * batch {
                input.extend(self.papers.latent_for(class, seed, index));
                input.extend(&weights);
            }
            made.values.clear();
            self.network.run(&input, &mut made.values)?;
            let wanted = numbers.start.saturating_sub(turn * batch)..(numbers.end - turn * batch).min(batch);
            made.values.truncate(wanted.end * width);
            made.values.drain(..wanted.start * width);
            self.check_numbers(&made)?;
            if take(&made).is_break() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A row for each latent, one after the other in `latents`. `weights` has a number for each class that the generator knows, for
    /// each latent or once for all: 1 for a class and 0 for the others, or something between two of them.
    pub fn render(&self, latents: &[f32], weights: &[f32]) -> Result<Made> {
        let Papers { latent: size, ref classes, batch, .. } = self.papers;
        // What is no whole number of latents is none of them.
        if latents.is_empty() || !latents.len().is_multiple_of(size) {
            self.papers.fits(latents)?;
        }
        let count = latents.len() / size;
        check_count(count)?;
        latents.chunks_exact(size).try_for_each(|latent| self.papers.fits(latent))?;
        let once = weights.len() == classes.len();
        if !(once || weights.len() == count * classes.len())
            || weights.iter().any(|weight| !weight.is_finite())
        {
            let reason =
                format!("{} weights; it takes {}, one for each of its classes", weights.len(), classes.len());
            return Err(Error::unfit(&self.papers.name, reason));
        }
        let mut made = self.none_made();
        let mut input = Vec::new();
        for (turn, latents) in latents.chunks(batch * size).enumerate() {
            input.clear();
            for (at, latent) in latents.chunks_exact(size).enumerate() {
                let own = if once { 0 } else { (turn * batch + at) * classes.len() };
                input.extend_from_slice(latent);
                input.extend_from_slice(&weights[own..own + classes.len()]);
            }
            input.resize(batch * (size + classes.len()), 0.0);
            self.network.run(&input, &mut made.values)?;
        }
        made.values.truncate(count * (made.lead_in + made.samples));
        self.check_numbers(&made)?;
        Ok(made)
    }

    fn none_made(&self) -> Made {
        Made { lead_in: self.papers.output.lead_in, samples: self.papers.output.samples, values: Vec::new() }
    }

    fn check_numbers(&self, made: &Made) -> Result<()> {
        if made.values.iter().all(|value| value.is_finite()) {
            return Ok(());
        }
        let reason = "it makes a beat of what is no number; its layers or its weights are broken";
        Err(Error::model(&self.papers.name, reason))
    }
}

/// The network that a generator was trained against: how real it holds a row to be.
pub struct Critic {
    papers: Papers,
    network: Network,
}

impl Critic {
    /// Checks the network against the papers of its generator.
    pub fn load(papers: Papers, onnx: &[u8]) -> Result<Critic> {
        let place = format!("{}, critic.onnx", papers.name);
        let Some(critic) = &papers.critic else {
            return Err(Error::model(place, "its spec.json says nothing of a critic"));
        };
        check_file(&place, &critic.sha256, onnx)?;
        let row = papers.output.lead_in + papers.output.samples;
        let network = load(&place, onnx, [papers.batch, row + papers.classes.len()])?;
        fits(&place, &network, &[papers.batch, 1])?;
        Ok(Critic { papers, network })
    }

    /// A low quantile, the median and a high quantile of its score of real beats.
    pub fn real(&self) -> [f64; 3] {
        self.papers.critic.as_ref().map_or([0.0; 3], |critic| critic.real)
    }

    /// Its score of each row, which begins before R as the generator's do, taken as a beat of `class`: the higher, the more real.
    pub fn score(&self, rows: &[f32], class: BeatClass) -> Result<Vec<f32>> {
        let weights = self.papers.one_hot(class)?;
        let width = self.papers.output.lead_in + self.papers.output.samples;
        if rows.is_empty() || !rows.len().is_multiple_of(width) {
            let reason = format!(
                "{} samples to judge; a row has {width}, and there should be one or more",
                rows.len()
            );
            return Err(Error::unfit(&self.papers.name, reason));
        }
        let (batch, mut scores) = (self.papers.batch, Vec::new());
        for rows in rows.chunks(batch * width) {
            let mut input: Vec<f32> =
                rows.chunks_exact(width).flat_map(|row| row.iter().chain(&weights)).copied().collect();
            input.resize(batch * (width + weights.len()), 0.0);
            let kept = scores.len() + rows.len() / width;
            self.network.run(&input, &mut scores)?;
            scores.truncate(kept);
        }
        if scores.iter().all(|score| score.is_finite()) {
            return Ok(scores);
        }
        Err(Error::model(format!("{}, critic.onnx", self.papers.name), "its score of a row is no number"))
    }
}

/// The network as one that reads `width` numbers a beat. That it reads another count is told by the network's room, in its words.
fn load(place: &str, onnx: &[u8], shape: [usize; 2]) -> Result<Network> {
    let width = shape[1];
    let sketch = Sketch::read(place, onnx)?;
    if let [_, Some(read)] = sketch.shape[..]
        && read != width
    {
        let reason = format!(
            "it reads {read} numbers a beat, its spec.json says {width}: weights of another generator"
        );
        return Err(Error::model(place, reason));
    }
    Network::of(&sketch, &shape)
}

fn fits(place: &str, network: &Network, shape: &[usize]) -> Result<()> {
    if network.output_shape() == shape {
        return Ok(());
    }
    let reason = format!("its output is of shape {:?}, its spec.json says {shape:?}", network.output_shape());
    Err(Error::model(place, reason))
}
