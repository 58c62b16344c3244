//! How long it takes to look at a recording: `cargo bench --no-default-features --bench survey`, thirty minutes of two leads.
//!
//! The whole survey, and its parts: R peaks, waves, cleaning, quality. Medians; compare ratios of one run.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ecglass::analyze::{Settings, survey};
use ecglass::clean::Cleaner;
use ecglass::ecg::{Lead, Recipe, Record, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::measure::Quality;
use ecglass::segment::Peaks;
use ecglass::segment::waves::Delineator;

fn parts(criterion: &mut Criterion) {
    let ectopy = Ectopy { s: 0.05, v: 0.1, f: 0.02, q: 0.0 };
    let one = Simulator { seconds: Seconds(1800.0), ectopy, ..Simulator::default() }.run().unwrap();
    let leads = ["MLII", "V1"].map(|name| Lead { name: name.into(), ..one.leads()[0].clone() });
    let record = Record::new("two", one.rate(), leads.to_vec(), Vec::new()).unwrap();
    let samples: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
    let r_peaks = Peaks::of(record.rate(), &samples).unwrap();

    let mut group = criterion.benchmark_group("survey");
    group.sample_size(20);
    group.bench_function("all", |bencher| {
        bencher.iter(|| survey(black_box(&record), &Settings::default()).unwrap());
    });
    group.bench_function("R peaks", |bencher| {
        bencher.iter(|| Peaks::of(record.rate(), black_box(&samples)).unwrap());
    });
    let delineator = Delineator::plan(record.rate());
    group.bench_function("waves", |bencher| {
        bencher.iter(|| delineator.together(black_box(&samples), &r_peaks));
    });
    let cleaner = Cleaner::plan(&Recipe::for_eyes(), record.rate()).unwrap();
    group.bench_function("cleaning, and what it changed", |bencher| {
        bencher.iter(|| cleaner.run(black_box(&record), &r_peaks).unwrap());
    });
    group.bench_function("quality", |bencher| {
        bencher.iter(|| Quality::of(black_box(&record), &r_peaks));
    });
    group.finish();
}

criterion_group!(benches, parts);
criterion_main!(benches);
