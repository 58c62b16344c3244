//! A model in a worker: beats in as one typed array, probabilities out as one.

use wasm_bindgen::prelude::*;

use crate::classify::{self, Spec};
use crate::error::Error;

/// A model, checked against its papers and optimised.
#[wasm_bindgen]
pub struct Classifier {
    inner: classify::Classifier,
}

#[wasm_bindgen]
impl Classifier {
    /// From the text of spec.json and the bytes of model.onnx.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, onnx: &[u8]) -> Result<Classifier, JsValue> {
        Ok(Classifier { inner: classify::Classifier::load(Spec::parse(spec)?, onnx)? })
    }

    /// Whole beats, one after the other; a probability for each class of each beat comes back.
    pub fn classify(&self, beats: &[f32]) -> Result<Vec<f32>, JsValue> {
        let spec = self.inner.spec();
        if !beats.len().is_multiple_of(spec.width()) {
            let reason = format!("{} samples are no whole number of beats of {}", beats.len(), spec.width());
            return Err(Error::unfit(&spec.name, reason).into());
        }
        let mut probabilities = Vec::with_capacity(beats.len() / spec.width() * spec.classes());
        self.inner.run(beats, &mut probabilities)?;
        Ok(probabilities)
    }
}
