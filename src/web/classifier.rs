//! A model in a worker: beats in as one typed array, probabilities out as one.

use js_sys::{Array, Float32Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::analyze;
use crate::classify::{self, Spec};
use crate::ecg::{Beats, SampleIndex};
use crate::error::Error;
use crate::web::{object, plain};

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

    /// A model that came without papers, from the bytes of its file and a name for it.
    pub fn bring(name: &str, onnx: &[u8]) -> Result<Classifier, JsValue> {
        Ok(Classifier { inner: classify::Classifier::bring(name, onnx)? })
    }

    /// The papers, as the text of a spec.json.
    pub fn papers(&self) -> String {
        self.inner.spec().to_json()
    }

    /// Why the model says what it says of a beat: the column that is likeliest, its probability, and a weight for each sample.
    pub fn explain(&self, beat: &[f32]) -> Result<Object, JsValue> {
        let explanation = self.inner.explain(beat)?;
        object(&[
            ("column", explanation.column.into()),
            ("probability", explanation.probability.into()),
            ("weights", Float32Array::from(explanation.weights.as_slice()).into()),
        ])
    }

    /// Why a beat among its neighbours is what the model says, for models that are told of a beat in numbers: of `rows` of `width`, one after the
    /// other, `beat` is meant, and what is usual is the median of all. The likeliest column, its probability, what can be seen, and how
    /// probable it would be had the beat been as usual in its rhythm, its shape, its P wave.
    pub fn reasons(&self, rows: &[f32], width: usize, beat: usize) -> Result<Object, JsValue> {
        let count = rows.len() / width.max(1);
        let (truth, at) = (vec![None; count], (0..count).map(SampleIndex).collect());
        let beats = Beats { width, samples: rows[..count * width].to_vec(), truth, at };
        let reasons = analyze::reasons(&self.inner, &beats, beat)?;
        let names = reasons.hangs_on.iter().map(|(kind, _)| JsValue::from_str(kind.name()));
        let without: Vec<f32> =
            reasons.hangs_on.iter().map(|(_, share)| reasons.probability - share).collect();
        object(&[
            ("column", reasons.column.into()),
            ("probability", reasons.probability.into()),
            ("seen", reasons.seen.into()),
            ("sides", names.collect::<Array>().into()),
            ("without", Float32Array::from(without.as_slice()).into()),
        ])
    }

    /// The network layer by layer, with the milliseconds of each; `onnx` are the bytes that it was made from.
    pub fn layers(&self, onnx: &[u8]) -> Result<JsValue, JsValue> {
        let clock: Function =
            Reflect::get(&js_sys::global(), &"performance".into()).and_then(|performance| {
                let now: Function = Reflect::get(&performance, &"now".into())?.into();
                Ok(now.bind0(&performance))
            })?;
        let now = || clock.call0(&JsValue::NULL).ok().and_then(|ms| ms.as_f64()).unwrap_or(0.0);
        plain(&self.inner.layers(onnx, now)?)
    }

    /// Whole beats, one after the other, or the leads of each; a probability for each class of each comes back.
    pub fn classify(&self, beats: &[f32]) -> Result<Vec<f32>, JsValue> {
        let spec = self.inner.spec();
        if !beats.len().is_multiple_of(spec.width()) {
            let reason = format!("{} samples are no whole number of beats of {}", beats.len(), spec.width());
            return Err(Error::unfit(&spec.name, reason).into());
        }
        let mut probabilities = Vec::with_capacity(beats.len() / spec.width() * spec.columns());
        self.inner.run(beats, &mut probabilities)?;
        Ok(probabilities)
    }
}
