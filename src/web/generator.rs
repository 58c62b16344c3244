//! A generator and its critic in a worker: latents and class weights in, rows and scores out, all as typed arrays.

use std::ops::ControlFlow;

use js_sys::{Object, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::ecg::BeatClass;
use crate::error::Error;
use crate::generate::{self, Laying, Papers};
use crate::web::object;
use crate::web::simulating::Asked;
use crate::write;

/// A generator, checked against its papers.
#[wasm_bindgen]
pub struct Generator {
    inner: generate::Generator,
}

#[wasm_bindgen]
impl Generator {
    /// From the text of spec.json and the bytes of model.onnx.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, onnx: &[u8]) -> Result<Generator, JsValue> {
        Ok(Generator { inner: generate::Generator::load(Papers::parse(spec)?, onnx)? })
    }

    /// The latent of a class's beat of that number; classes are 0 to 4.
    pub fn latent(&self, class: usize, seed: f64, index: usize) -> Result<Vec<f32>, JsValue> {
        Ok(self.inner.papers().latent_for(known(class)?, seed as u64, index))
    }

    /// The latent moved along a named direction.
    pub fn along(&self, latent: &[f32], direction: &str, amount: f32) -> Result<Vec<f32>, JsValue> {
        Ok(self.inner.papers().along(latent, direction, amount)?)
    }

    /// The latent a share of the way from one to another.
    pub fn between(&self, one: &[f32], other: &[f32], share: f32) -> Result<Vec<f32>, JsValue> {
        Ok(self.inner.papers().between(one, other, share)?)
    }

    /// A row for each latent, each with what comes before R; `weights` has a number for each class that the papers list.
    pub fn render(&self, latents: &[f32], weights: &[f32]) -> Result<Vec<f32>, JsValue> {
        Ok(self.inner.render(latents, weights)?.values)
    }

    /// The rows of the beats `from` to `to` that the seed has of a class: any part of them as it stands in the whole.
    pub fn generate(&self, class: usize, from: usize, to: usize, seed: f64) -> Result<Vec<f32>, JsValue> {
        let made = self
            .inner
            .generate(known(class)?, from..to.max(from), seed as u64, |_| ControlFlow::Continue(()))?;
        Ok(made.unwrap_or_default().values)
    }

    /// Made beats in a simulated rhythm, by the JSON of what is asked for: `{ name, bytes }` of a record as ecglass reads it.
    pub fn lay(&self, asked: &str, millivolts: f64) -> Result<Object, JsValue> {
        let simulator = Asked::parse(asked)?.simulator()?;
        let laying = Laying { generator: &self.inner, simulator, millivolts };
        let record = laying.run(|_, _| ControlFlow::Continue(()))?;
        let json = record.as_ref().map(write::record_json).unwrap_or_default();
        let name = format!("{}.json", laying.simulator.name);
        object(&[("name", name.into()), ("bytes", Uint8Array::from(json.as_bytes()).into())])
    }
}

/// The network that a generator was trained against.
#[wasm_bindgen]
pub struct Critic {
    inner: generate::Critic,
}

#[wasm_bindgen]
impl Critic {
    /// From the text of its generator's spec.json and the bytes of critic.onnx.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, onnx: &[u8]) -> Result<Critic, JsValue> {
        Ok(Critic { inner: generate::Critic::load(Papers::parse(spec)?, onnx)? })
    }

    /// How real it holds each row to be, taken as a beat of a class.
    pub fn score(&self, rows: &[f32], class: usize) -> Result<Vec<f32>, JsValue> {
        Ok(self.inner.score(rows, known(class)?)?)
    }
}

fn known(class: usize) -> Result<BeatClass, Error> {
    let reason = || Error::unfit("generator", format!("{class} is no class; there are 0 to 4"));
    BeatClass::from_index(class).ok_or_else(reason)
}
