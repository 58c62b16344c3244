//! The beats of a recording held against what is usual around them: told to the network that judges them, shown, and written.

use js_sys::{Float32Array, Float64Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::analyze;
use crate::ecg::{BeatClass, Beats};
use crate::error::Error;
use crate::segment::deviation::{self, Usual};
use crate::web::object;
use crate::web::reading::{Reading, UNKNOWN};
use crate::write;

/// What is told of each beat of a reading's survey, and what it was held against.
#[wasm_bindgen]
pub struct Deviations {
    beats: Beats,
    usual: Usual,
}

#[wasm_bindgen]
impl Deviations {
    /// Of a recording that was surveyed; refused where its beats are too few.
    #[wasm_bindgen(constructor)]
    pub fn new(reading: &Reading) -> Result<Deviations, JsValue> {
        let (beats, usual) = analyze::held(reading.record()?, reading.surveyed()?)?;
        Ok(Deviations { beats, usual })
    }

    /// What a network reads of the beats: width, count, samples, truth (0 to 4, or 255 where nobody said), at (samples of the record).
    pub fn beats(&self) -> Result<Object, JsValue> {
        let truth: Vec<u8> = self
            .beats
            .truth
            .iter()
            .map(|truth| truth.map_or(UNKNOWN, |class: BeatClass| class as u8))
            .collect();
        let at: Vec<f64> = self.beats.at.iter().map(|at| at.0 as f64).collect();
        object(&[
            ("width", self.beats.width.into()),
            ("count", self.beats.len().into()),
            ("samples", Float32Array::from(self.beats.samples.as_slice()).into()),
            ("truth", Uint8Array::from(truth.as_slice()).into()),
            ("at", Float64Array::from(at.as_slice()).into()),
        ])
    }

    /// What is told of one beat.
    pub fn told(&self, index: usize) -> Result<Vec<f32>, JsValue> {
        self.check(index)?;
        Ok(self.beats.beat(index).to_vec())
    }

    /// A beat and what a network `expected` in its place, in mV from the level before QRS: `{ beat, expected }`. `reading` is what these
    /// are of.
    pub fn beside(&self, reading: &Reading, index: usize, expected: &[f32]) -> Result<Object, JsValue> {
        self.check(index)?;
        let (record, survey) = (reading.record()?, reading.surveyed()?);
        let lead = survey.lead_of(record)?;
        let found = self.usual.beside(lead, record.rate(), (index, self.beats.at[index]), expected);
        let found = found.ok_or_else(|| Error::unfit(record.name(), format!("beat {index} is not in it")))?;
        object(&[
            ("beat", Float32Array::from(found.beat.as_slice()).into()),
            ("expected", Float32Array::from(found.expected.as_slice()).into()),
        ])
    }

    /// `anomalies.csv`, as the command line writes it; `differs` are two numbers a beat, of samples of which `before` stand before R.
    pub fn csv(
        &self,
        reading: &Reading,
        scores: &[f32],
        differs: &[u32],
        before: usize,
        threshold: f32,
    ) -> Result<String, JsValue> {
        let (stretches, _) = differs.as_chunks::<2>();
        if scores.len() != self.beats.len() || stretches.len() != self.beats.len() {
            let reason = format!("{} scores for {} beats", scores.len(), self.beats.len());
            return Err(Error::unfit("anomalies.csv", reason).into());
        }
        let ms = |place: u32| deviation::ms(place as usize, before);
        let beats = self.beats.at.iter().zip(scores).zip(stretches);
        let beats = beats.map(|((at, score), [from, to])| (*at, *score, (ms(*from), ms(*to))));
        Ok(write::anomalies_csv(beats, reading.record()?.rate(), threshold))
    }

    fn check(&self, index: usize) -> Result<(), Error> {
        let reason = || format!("there is no beat {index}; there are {}", self.beats.len());
        if index < self.beats.len() { Ok(()) } else { Err(Error::unfit("beats", reason())) }
    }
}
