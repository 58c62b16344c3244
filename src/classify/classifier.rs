//! A network that lives up to its papers: beats in, a probability for each class out.

use std::ops::ControlFlow;

use crate::classify::Spec;
use crate::ecg::Beats;
use crate::error::{Error, Result};
use crate::network::Network;

/// A model ready to run. Loading checks and optimises it; running it any number of times does not allocate twice.
pub struct Classifier {
    spec: Spec,
    network: Network,
}

/// Beats between two calls of the progress callback.
const PROGRESS_EVERY: usize = 256;

impl Classifier {
    /// Checks the network against its papers: the file's hash, then the shapes that go in and come out.
    pub fn load(spec: Spec, onnx: &[u8]) -> Result<Classifier> {
        spec.check(onnx)?;
        let place = format!("{}, model.onnx", spec.name);
        let network = Network::load(&place, onnx, &[spec.batch, 1, spec.width()])?;
        let expected = [spec.batch, spec.classes()];
        if network.output_shape() != expected {
            let reason =
                format!("its output is of shape {:?}, spec.json says {expected:?}", network.output_shape());
            return Err(Error::model(place, reason));
        }
        Ok(Classifier { spec, network })
    }

    /// The model's papers.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Probabilities, [`Spec::classes`] a beat, in the beats' order. `progress` hears how many beats are done and
    /// may stop the work, which is then `Ok(None)`.
    pub fn classify(
        &self,
        beats: &Beats,
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Vec<f32>>> {
        let width = self.spec.width();
        if beats.width != width {
            let reason = format!(
                "its beats have {} samples; {} reads beats of {width} samples at {} Hz",
                beats.width, self.spec.name, self.spec.input.rate_hz
            );
            return Err(Error::unfit("table", reason));
        }
        let mut probabilities = Vec::with_capacity(beats.len() * self.spec.classes());
        let mut done = 0;
        for piece in beats.samples.chunks(PROGRESS_EVERY * width) {
            self.run(piece, &mut probabilities)?;
            done += piece.len() / width;
            if progress(done).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(probabilities))
    }

    /// Runs whole beats through the network and appends what comes out; the last batch is filled up with zeros.
    pub fn run(&self, samples: &[f32], probabilities: &mut Vec<f32>) -> Result<()> {
        let (width, classes) = (self.spec.width(), self.spec.classes());
        for batch in samples.chunks(self.spec.batch * width) {
            let beats = batch.len() / width;
            let before = probabilities.len();
            if beats == self.spec.batch {
                self.network.run(batch, probabilities)?;
            } else {
                let mut filled = batch.to_vec();
                filled.resize(self.spec.batch * width, 0.0);
                self.network.run(&filled, probabilities)?;
            }
            probabilities.truncate(before + beats * classes);
        }
        Ok(())
    }
}
