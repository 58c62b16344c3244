//! The border to the page: parse arguments, call one core function, convert. The only room that says wasm_bindgen.
//!
//! Bulk numbers cross as typed arrays, copied once; small nested results cross as plain objects. Every failure is
//! thrown as a JS `Error` whose `name` is the kind (Malformed, Unsupported, Unfit, Model) and whose `message` is the
//! sentence to show.

#[cfg(feature = "network")]
mod classifier;
#[cfg(feature = "network")]
mod detector;
#[cfg(not(feature = "network"))]
mod deviations;
// Whoever reads and draws has `view`: the module that carries the network would only be larger by it.
#[cfg(not(feature = "network"))]
mod drawing;
#[cfg(not(feature = "network"))]
mod families;
#[cfg(not(feature = "network"))]
mod finding;
#[cfg(feature = "network")]
mod generator;
// Beside the network, which is fetched after the page is there: nobody waits for what prints.
#[cfg(feature = "network")]
mod printing;
#[cfg(not(feature = "network"))]
mod reading;
#[cfg(feature = "network")]
mod simulating;
#[cfg(not(feature = "network"))]
mod synthetic;

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::Error;

/// The crate's version, as reports carry it.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

impl From<Error> for JsValue {
    /// What `?` needs to throw in exports that return `Result<T, JsValue>`.
    fn from(error: Error) -> JsValue {
        let thrown = js_sys::Error::new(&error.to_string());
        thrown.set_name(error.kind().name());
        let wants: js_sys::Array = error.wants().iter().map(|name| JsValue::from_str(name)).collect();
        // On an object of our own making, setting a property cannot fail.
        let _ = js_sys::Reflect::set(&thrown, &"wants".into(), &wants);
        thrown.into()
    }
}

/// A small nested value as the plain object that `JSON.parse` would make of it.
fn plain(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// An object of the given fields.
fn object(fields: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        js_sys::Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object)
}
