//! A network that says how odd beats are, in a worker: what the reader tells of them in, scores out.

use js_sys::{Float32Array, Object, Uint32Array};
use wasm_bindgen::prelude::*;

use std::ops::ControlFlow;

use crate::classify::{self, AnomalyPapers, Oddity};
use crate::ecg::{Beats, SampleIndex};
use crate::error::Error;
use crate::web::object;

/// Such a network, checked against its papers.
#[wasm_bindgen]
pub struct Detector {
    inner: classify::Detector,
}

#[wasm_bindgen]
impl Detector {
    /// From the text of spec.json and the bytes of model.onnx.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, onnx: &[u8]) -> Result<Detector, JsValue> {
        Ok(Detector { inner: classify::Detector::load(AnomalyPapers::parse(spec)?, onnx)? })
    }

    /// What is said of beats, told one after the other: `scores`, and `differs`, two numbers a beat, from which of its samples to before
    /// which it differs most.
    pub fn judge(&self, told: &[f32]) -> Result<Object, JsValue> {
        let judged = self.judged(told)?;
        let scores: Vec<f32> = judged.iter().map(|oddity| oddity.score).collect();
        let differs: Vec<u32> = judged
            .iter()
            .flat_map(|oddity| [oddity.differs.start as u32, oddity.differs.end as u32])
            .collect();
        object(&[
            ("scores", Float32Array::from(scores.as_slice()).into()),
            ("differs", Uint32Array::from(differs.as_slice()).into()),
        ])
    }

    /// What is expected in place of one beat's deviations.
    pub fn expect(&self, told: &[f32]) -> Result<Vec<f32>, JsValue> {
        Ok(self.judged(told)?.into_iter().next().map(|oddity| oddity.expected).unwrap_or_default())
    }

    fn judged(&self, told: &[f32]) -> Result<Vec<Oddity>, Error> {
        let papers = self.inner.papers();
        let width = papers.width();
        if !told.len().is_multiple_of(width) {
            let reason = format!("{} numbers are no whole number of beats of {width}", told.len());
            return Err(Error::unfit(&papers.name, reason));
        }
        let count = told.len() / width;
        let beats = Beats {
            width,
            samples: told.to_vec(),
            truth: vec![None; count],
            at: (0..count).map(SampleIndex).collect(),
        };
        Ok(self.inner.judge(&beats, |_| ControlFlow::Continue(()))?.unwrap_or_default())
    }
}
