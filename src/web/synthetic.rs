//! What the studio needs beside networks: what a table lacks, rows behind a table's own, the names of rhythms, the nearest beats.

use js_sys::{Float32Array, Float64Array, Function, Object, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::ecg::{BeatClass, Beats};
use crate::error::Error;
use crate::generate::{self, Balance, NoiseKind, Rhythm, Target};
use crate::read::PlainText;
use crate::web::{object, plain};
use crate::write::{self, Marking};

/// How many beats of each class a table has, as [`balance`] tells it.
#[derive(Serialize)]
struct Classes {
    counts: [usize; 5],
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    imbalance: Option<f64>,
    entropy: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    evenness: Option<f64>,
}

impl Classes {
    fn of(balance: &Balance) -> Classes {
        Classes {
            counts: BeatClass::ALL.map(|class| balance.count(class)),
            total: balance.total(),
            imbalance: balance.imbalance(),
            entropy: balance.entropy(),
            evenness: balance.evenness(),
        }
    }
}

/// What a table's classes lack of a target: `width` samples a row, its beats by class, `equal`, `ratio` or `number` with its amount,
/// and the letters of the classes that the generator makes. `{ before, after, add, left }`.
#[wasm_bindgen]
pub fn balance(
    name: &str,
    width: usize,
    counts: &[u32],
    target: &str,
    amount: f64,
    known: &str,
) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct Told {
        before: Classes,
        after: Classes,
        add: [usize; 5],
        left: Vec<BeatClass>,
    }
    let counts = std::array::from_fn(|at| counts.get(at).map_or(0, |&count| count as usize));
    let before = Balance::counted(name, width, counts)?;
    let target = match target {
        "ratio" => Target::Ratio(amount),
        "number" => Target::Number(amount.max(0.0) as usize),
        _ => Target::Equal,
    };
    let known: Vec<BeatClass> = known.chars().filter_map(BeatClass::from_symbol).collect();
    let wanted = before.wanted(name, target, &[], &known)?;
    plain(&Told {
        before: Classes::of(&before),
        after: Classes::of(&wanted.after),
        add: wanted.add,
        left: wanted.left,
    })
}

/// A table whose own rows stay as they are, with made rows behind them. Out of UTF-16 or an archive they come as UTF-8.
#[wasm_bindgen]
pub struct Balanced {
    own: PlainText,
    inner: write::Balanced,
}

#[wasm_bindgen]
impl Balanced {
    /// For a table that was read: what it is called, its samples a row, whether it marks synthetic rows, and what to add to it.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, width: usize, marked: bool, column: bool, header: bool) -> Balanced {
        let inner = write::Balanced::new(name, width, marked, Marking { column, header });
        Balanced { own: PlainText::of_table(name), inner }
    }

    /// The next piece of its file; what comes back is to be written.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<u8>, JsValue> {
        let mut out = Vec::with_capacity(piece.len() + 64);
        self.own.push(piece, &mut |text| self.inner.push(text, &mut out))?;
        Ok(out)
    }

    /// All of its file is in. What is still to be written is handed to `take` piece by piece: an archive is unpacked only now.
    /// Says whether its rows stand otherwise in the file, as those of UTF-16 do.
    pub fn finish(&mut self, take: &Function) -> Result<bool, JsValue> {
        let mut out = Vec::new();
        let give = |out: &mut Vec<u8>| {
            // What is thrown there, for want of memory, is thrown on: the worker ends with it.
            let taken = take.call1(&JsValue::NULL, &Uint8Array::from(out.as_slice()));
            taken.unwrap_or_else(|thrown| wasm_bindgen::throw_val(thrown));
            out.clear();
        };
        self.own.finish(&mut |text| {
            self.inner.push(text, &mut out)?;
            give(&mut out);
            Ok(())
        })?;
        self.inner.finish(&mut out)?;
        give(&mut out);
        Ok(self.own.is_rewritten())
    }

    /// Made rows of a class, each of `lead_in` samples before R, which are left out, and the rest. Four digits are finer than any
    /// recorder that such tables were made from.
    pub fn made(&mut self, values: &[f32], lead_in: usize, width: usize, class: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(class) = BeatClass::from_index(class) else { return out };
        let mut row = Vec::with_capacity(width);
        for whole in values.chunks_exact((lead_in + width).max(1)) {
            row.clear();
            row.extend(whole[lead_in..].iter().map(|value| (value * 1e4).round() / 1e4));
            self.inner.made(&row, class, &mut out);
        }
        out
    }
}

/// The rhythms by name, each with the rates that it may have and its usual one: `[{ name, slowest, fastest, usual, noise }]`.
#[wasm_bindgen]
pub fn rhythms() -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct Told {
        name: &'static str,
        slowest: f64,
        fastest: f64,
        usual: f64,
        noise: bool,
    }
    let told = |rhythm: Rhythm| {
        let (slowest, fastest) = rhythm.rates();
        let (usual, noise) = (rhythm.usual_rate(), rhythm == Rhythm::NoiseOnly);
        Told { name: rhythm.name(), slowest, fastest, usual, noise }
    };
    plain(&Rhythm::all().map(told).collect::<Vec<Told>>())
}

/// The kinds of noise by name.
#[wasm_bindgen(js_name = noiseKinds)]
pub fn noise_kinds() -> Vec<String> {
    NoiseKind::all().map(|kind| kind.name().to_string()).collect()
}

/// The beats that are nearest to a row, as `{ index, distance, truth, rows }`.
pub fn near(row: &[f32], beats: &Beats, class: Option<BeatClass>, count: usize) -> Result<Object, JsValue> {
    let found = generate::nearest(row, beats, class, count)?;
    let index: Vec<f64> = found.iter().map(|near| beats.at[near.index].0 as f64).collect();
    let distance: Vec<f32> = found.iter().map(|near| near.distance).collect();
    let truth: Vec<u8> =
        found.iter().map(|near| beats.truth[near.index].map_or(255, |class| class as u8)).collect();
    let rows: Vec<f32> = found.iter().flat_map(|near| beats.beat(near.index)).copied().collect();
    object(&[
        ("at", Float64Array::from(index.as_slice()).into()),
        ("distance", Float32Array::from(distance.as_slice()).into()),
        ("truth", Uint8Array::from(truth.as_slice()).into()),
        ("rows", Float32Array::from(rows.as_slice()).into()),
    ])
}

/// A class of the page, 0 to 4; what is none of them is an error.
pub fn class(index: usize) -> Result<BeatClass, Error> {
    BeatClass::from_index(index)
        .ok_or_else(|| Error::unfit("beat", format!("{index} is no class; there are 0 to 4")))
}
