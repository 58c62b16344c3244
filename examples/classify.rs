//! What a model says of beats, as bare numbers: `classify models/beat-cnn < beats.f32 > probabilities.f32`.
//!
//! Both are 32-bit floats, little-endian, one after the other; how long it took is told on standard error.
//! `tests/oracle/test_models.py` holds the answers against onnxruntime's.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Instant;

use ecglass::classify::{Classifier, Spec};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder of a model")?);
    let spec = Spec::parse(&fs::read_to_string(folder.join("spec.json"))?)?;
    let classifier = Classifier::load(spec, &fs::read(folder.join("model.onnx"))?)?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let beats: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let mut probabilities = Vec::new();
    let began = Instant::now();
    classifier.run(&beats, &mut probabilities)?;
    eprintln!("{:.3} ms", began.elapsed().as_secs_f64() * 1e3);
    let said: Vec<u8> = probabilities.iter().flat_map(|value| value.to_le_bytes()).collect();
    Ok(std::io::stdout().lock().write_all(&said)?)
}
