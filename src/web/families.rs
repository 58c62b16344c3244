//! Families of beats as the page has them.

use js_sys::{Float32Array, Object, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;

use crate::segment::kin::{self, Family, Kin};
use crate::web::object;

/// What [`Reading::families`](crate::web::reading::Reading::families) says.
pub(in crate::web) fn object_of(kin: &Kin) -> Result<Object, JsValue> {
    let of: Vec<u8> = kin.of.iter().map(|family| *family as u8).collect();
    let counts: Vec<u32> = kin.families.iter().map(|family| family.count as u32).collect();
    let all = |part: fn(&Family) -> &Vec<f32>| {
        let values: Vec<f32> = kin.families.iter().flat_map(part).copied().collect();
        JsValue::from(Float32Array::from(values.as_slice()))
    };
    object(&[
        ("of", Uint8Array::from(of.as_slice()).into()),
        ("counts", Uint32Array::from(counts.as_slice()).into()),
        ("rest", kin.families.last().is_some_and(|family| family.is_rest).into()),
        ("median", all(|family| &family.median)),
        ("low", all(|family| &family.low)),
        ("high", all(|family| &family.high)),
        ("samples", kin::SAMPLES.into()),
        ("before", kin::BEFORE.into()),
        ("rate_hz", kin::RATE.into()),
    ])
}
