//! The report as a PDF. The recording is held by `view`, in the same worker: its samples come over as they are asked for.

use js_sys::{Float64Array, Uint8Array};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;

use crate::analyze::{Report, Stretch};
use crate::ecg::{BeatClass, Seconds};
use crate::error::Error;
use crate::print::{Asked, Beat, Origin, Plan};
use crate::write::pdf::Fonts;

/// A report that is being laid out.
#[wasm_bindgen]
pub struct Printout {
    plan: Plan,
    stretches: Vec<Stretch>,
}

#[wasm_bindgen]
impl Printout {
    /// What is asked (paper, hrv, st, strips, cleaned), the report with its beats, and its origin, each as JSON; and what a person said of
    /// each beat (0 to 4, or 255 where nobody did). `has_signal` says whether the stretches will come.
    #[wasm_bindgen(constructor)]
    pub fn new(
        asked: &str,
        report: &str,
        origin: &str,
        truth: &[u8],
        has_signal: bool,
    ) -> Result<Printout, JsValue> {
        let (asked, origin): (Asked, Origin) = (parsed("asked", asked)?, parsed("origin", origin)?);
        let report = Report::from_json("report", report)?;
        let mut beats = Beat::saved(&report);
        for (beat, said) in beats.iter_mut().zip(truth) {
            beat.truth = BeatClass::from_index(usize::from(*said));
        }
        let plan = Plan::of(report, beats, origin, asked, has_signal);
        Ok(Printout { plan, stretches: Vec::new() })
    }

    /// The stretches that it needs, three numbers each: the lead, and from which second to which.
    pub fn needs(&self) -> Float64Array {
        let needs = self.plan.needs();
        let numbers: Vec<f64> =
            needs.iter().flat_map(|need| [need.lead as f64, need.from.0, need.to.0]).collect();
        Float64Array::from(numbers.as_slice())
    }

    /// The next of them: its samples, how many make a second, and when the first of them is.
    pub fn stretch(&mut self, values: Vec<f32>, a_second: f64, from_s: f64) {
        self.stretches.push(Stretch { values, a_second, from: Seconds(from_s) });
    }

    /// The PDF, in these two fonts. The printout is used up.
    pub fn pdf(self, regular: &[u8], bold: &[u8]) -> Result<Uint8Array, JsValue> {
        let pdf = self.plan.print(&self.stretches, &Fonts::parse(regular, bold)?)?;
        Ok(Uint8Array::from(pdf.as_slice()))
    }
}

/// The hash of a file, taken piece by piece: what a browser has for it wants the file whole, and a safe origin.
#[wasm_bindgen]
#[derive(Default)]
pub struct FileHash {
    inner: Sha256,
}

#[wasm_bindgen]
impl FileHash {
    /// Of nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> FileHash {
        FileHash::default()
    }

    /// The next piece.
    pub fn push(&mut self, piece: &[u8]) {
        self.inner.update(piece);
    }

    /// In hexadecimal digits. The hash is used up.
    pub fn hex(self) -> String {
        self.inner.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn parsed<T: DeserializeOwned>(what: &str, json: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| Error::unfit(what, error.to_string()))
}
