//! How long an hour of one lead takes to be cleaned natively: `cargo bench --no-default-features --bench clean`.
//!
//! Medians; compare ratios of one run. `tests/oracle/bench_clean.py` runs the same beside PyWavelets.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::clean::{Denoiser, Denoising, Workspace};
use ecglass::dsp::wavelet::{Boundary, Decomposition, Real, Threshold, Transform, Wavelet};
use ecglass::ecg::Seconds;
use ecglass::generate::Simulator;

/// An hour at 360 Hz: 1,296,000 samples.
fn an_hour() -> Vec<f32> {
    let simulator = Simulator { seconds: Seconds(3600.0), noise: 0.1, ..Simulator::default() };
    simulator.run().unwrap().leads()[0].samples.clone()
}

const LEVEL: Option<usize> = Some(8);

fn wavelets<T: Real>(criterion: &mut Criterion, kind: &str, samples: &[T]) {
    let mut group = criterion.benchmark_group(format!("an hour, db6, {kind}"));
    group.sample_size(30).throughput(Throughput::Elements(samples.len() as u64));
    let transform = Transform::plan(Wavelet::default(), Boundary::default(), LEVEL);
    let mut bands = Decomposition::default();
    group.bench_function("to its bands", |bencher| {
        bencher.iter(|| transform.forward_into(black_box(samples), &mut bands));
    });
    let mut cleaned = samples.to_vec();
    let mut workspace = Workspace::default();
    for threshold in [Threshold::RECIPE, Threshold::Universal, Threshold::Sure, Threshold::LevelDependent] {
        let denoiser = Denoiser::plan(Denoising { level: LEVEL, threshold, ..Denoising::default() });
        group.bench_function(format!("denoised, {}", threshold.name()), |bencher| {
            bencher.iter(|| denoiser.run_into(black_box(samples), &mut cleaned, &mut workspace));
        });
    }
    let denoiser = Denoiser::plan(Denoising { level: LEVEL, ..Denoising::default() });
    group.bench_function("denoised, universal, into new memory", |bencher| {
        bencher.iter(|| denoiser.run(black_box(samples)));
    });
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let single = an_hour();
    let double: Vec<f64> = single.iter().map(|&sample| f64::from(sample)).collect();
    wavelets(criterion, "f32", &single);
    wavelets(criterion, "f64", &double);
}

criterion_group!(benches, stages);
criterion_main!(benches);
