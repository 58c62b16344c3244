//! Takes signals apart into wavelet bands and denoises them: `cargo run --release --example denoise < jobs`
//!
//! A job is a line of JSON: `samples` (those of the job before where there are none), and as far as they are not the
//! usual, `wavelet`, `boundary`, `level`, `threshold` (a number or a name), `shrink`, `approximation`. The answer is a
//! line with the bands, what they are put together to, and the denoised signal; with `"time": true` only the seconds that
//! one denoising took in f32 and in f64, its memory being there already, and in f32 with memory fetched anew.

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use ecglass::clean::{Denoiser, Denoising, Workspace};
use ecglass::dsp::wavelet::{Boundary, Real, Shrink, Threshold, Transform, Wavelet};
use serde_json::{Value, json};

fn denoising(job: &Value) -> Result<Denoising, Box<dyn Error>> {
    let mut denoising = Denoising::default();
    if let Some(name) = job["wavelet"].as_str() {
        denoising.wavelet = Wavelet::named(name).ok_or_else(|| format!("no wavelet {name}"))?;
    }
    if let Some(name) = job["boundary"].as_str() {
        denoising.boundary = Boundary::named(name).ok_or_else(|| format!("no boundary {name}"))?;
    }
    denoising.level = job["level"].as_u64().map(usize::try_from).transpose()?;
    if let Some(name) = job["threshold"].as_str() {
        denoising.threshold = Threshold::named(name).ok_or_else(|| format!("no threshold {name}"))?;
    } else if let Some(value) = job["threshold"].as_f64() {
        denoising.threshold = Threshold::Fixed(value);
    }
    if let Some(name) = job["shrink"].as_str() {
        denoising.shrink = Shrink::named(name).ok_or_else(|| format!("no shrinking {name}"))?;
    }
    denoising.approximation = job["approximation"].as_bool().unwrap_or_default();
    Ok(denoising)
}

/// A denoiser with memory of its own, so that none is fetched while the clock runs.
struct Timed<T: Real> {
    samples: Vec<T>,
    cleaned: Vec<T>,
    workspace: Workspace<T>,
}

impl<T: Real> Timed<T> {
    fn new(samples: &[f64]) -> Timed<T> {
        let samples: Vec<T> = samples.iter().map(|&sample| T::of(sample)).collect();
        Timed { cleaned: samples.clone(), samples, workspace: Workspace::default() }
    }

    fn seconds(&mut self, denoiser: &Denoiser<T>) -> f64 {
        let began = Instant::now();
        denoiser.run_into(black_box(&self.samples), &mut self.cleaned, &mut self.workspace);
        black_box(&self.cleaned);
        began.elapsed().as_secs_f64()
    }

    fn seconds_anew(&self, denoiser: &Denoiser<T>) -> f64 {
        let began = Instant::now();
        black_box(denoiser.run(black_box(&self.samples)));
        began.elapsed().as_secs_f64()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut samples: Vec<f64> = Vec::new();
    let (mut single, mut double) = (Timed::<f32>::new(&[]), Timed::<f64>::new(&[]));
    for line in stdin().lock().lines() {
        let job: Value = serde_json::from_str(&line?)?;
        if let Some(values) = job["samples"].as_array() {
            samples = values.iter().filter_map(Value::as_f64).collect();
            (single, double) = (Timed::new(&samples), Timed::new(&samples));
        }
        let denoising = denoising(&job)?;
        let answer = if job["time"].as_bool().unwrap_or_default() {
            json!({
                "f32": single.seconds(&Denoiser::plan(denoising)),
                "f64": double.seconds(&Denoiser::plan(denoising)),
                "f32_new": single.seconds_anew(&Denoiser::plan(denoising)),
            })
        } else {
            let transform = Transform::plan(denoising.wavelet, denoising.boundary, denoising.level);
            let bands = transform.forward(&samples);
            json!({
                "restored": transform.inverse(&bands),
                "denoised": Denoiser::plan(denoising).run(&samples),
                "approximation": bands.approximation,
                "details": bands.details,
            })
        };
        writeln!(stdout(), "{answer}")?;
        stdout().flush()?;
    }
    Ok(())
}
