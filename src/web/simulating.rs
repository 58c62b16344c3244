//! What a person asks of a simulated rhythm, as the page writes it, and the record of the simulator's own beats. (It shares the rhythms
//! with the laying of made beats, and so their module.)

use js_sys::{Object, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::ecg::{Hertz, Record, Seconds};
use crate::error::Error;
use crate::generate::{Disturbance, Ectopy, Form, Forms, NoiseKind, Rhythm, Simulator};
use crate::web::object;
use crate::write;

/// What is left out is as the rhythm usually is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    name: String,
    rhythm: String,
    seed: u64,
    /// Somebody's heart, drawn by the seed.
    #[serde(default)]
    anybody: bool,
    #[serde(default)]
    seconds: Option<f64>,
    #[serde(default)]
    heart_rate: Option<f64>,
    #[serde(default)]
    leads: Option<usize>,
    /// Shares of S, V, F and Q beats.
    #[serde(default)]
    ectopic: [f64; 4],
    /// Size and width of P, QRS and T.
    #[serde(default)]
    forms: Option<[[f64; 2]; 3]>,
    #[serde(default)]
    st_mv: f64,
    #[serde(default)]
    noise_mv: Option<f64>,
    /// Kinds of noise, each with its ratio in decibels.
    #[serde(default)]
    snr: Vec<(String, f64)>,
}

impl Asked {
    /// Reads the JSON; what it cannot mean is an error.
    pub fn parse(json: &str) -> Result<Asked, Error> {
        serde_json::from_str(json).map_err(|error| Error::unfit("simulator", error.to_string()))
    }

    /// As the library takes it. Whoever says how loud noise is beside the signal gets no other, unless the rhythm is made of it.
    pub fn simulator(&self) -> Result<Simulator, Error> {
        let wrong =
            |what: &str, name: &str| Error::unfit("simulator", format!("it knows no {what} {name:?}"));
        let rhythm = Rhythm::named(&self.rhythm).ok_or_else(|| wrong("rhythm", &self.rhythm))?;
        let kind = |(name, snr_db): &(String, f64)| {
            let kind = NoiseKind::named(name).ok_or_else(|| wrong("noise", name))?;
            Ok::<_, Error>(Disturbance { kind, snr_db: *snr_db })
        };
        let disturbances: Vec<Disturbance> = self.snr.iter().map(kind).collect::<Result<_, _>>()?;
        let heart = if self.anybody { Simulator::somebody(rhythm, self.seed) } else { Simulator::of(rhythm) };
        let noise = if disturbances.is_empty() || rhythm.is_noise() { heart.noise } else { 0.0 };
        let [s, v, f, q] = self.ectopic;
        let [p, qrs, t] = self.forms.unwrap_or([[1.0; 2]; 3]).map(|[size, width]| Form { size, width });
        Ok(Simulator {
            name: self.name.clone(),
            rate: Hertz::SIMULATOR,
            seconds: self.seconds.map_or(heart.seconds, Seconds),
            heart_rate: self.heart_rate.unwrap_or(heart.heart_rate),
            ectopy: Ectopy { s, v, f, q },
            forms: Forms { p, qrs, t },
            st: self.st_mv,
            leads: self.leads.unwrap_or(1),
            noise: self.noise_mv.unwrap_or(noise),
            disturbances,
            seed: self.seed,
            ..heart
        })
    }
}

/// A simulated record by the JSON of what is asked for, with its true beats and waves: `{ name, bytes }` as ecglass reads it.
#[wasm_bindgen]
pub fn simulate(asked: &str) -> Result<Object, JsValue> {
    let simulator = Asked::parse(asked)?.simulator()?;
    let made =
        format!("{}simulator, seed {}, rhythm {}", Record::SYNTHETIC, simulator.seed, simulator.rhythm);
    let by = format!("nobody's heart: by the simulator of ecglass {}", env!("CARGO_PKG_VERSION"));
    let record = simulator.run_with_waves()?.with_comments(vec![made, by]);
    let json = write::record_json(&record);
    let name = format!("{}.json", record.name());
    object(&[("name", name.into()), ("bytes", Uint8Array::from(json.as_bytes()).into())])
}
