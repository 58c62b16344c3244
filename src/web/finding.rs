//! Where the heart beats in samples that the page has, without a file around them.

use wasm_bindgen::prelude::*;

use crate::ecg::Hertz;
use crate::error::Error;
use crate::segment::Peaks;

/// The R peaks of one lead, as sample numbers. Unit and offset are of no matter; samples that are not numbers are gaps.
#[wasm_bindgen(js_name = findPeaks)]
pub fn find_peaks(rate_hz: f64, samples: &[f32]) -> Result<Vec<u32>, JsValue> {
    let rate =
        Hertz::new(rate_hz).ok_or_else(|| Error::unfit("R peaks", format!("{rate_hz} Hz is no rate")))?;
    Ok(Peaks::of(rate, &[samples])?.into_iter().map(|peak| peak.0 as u32).collect())
}
