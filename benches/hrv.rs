//! How long heart rate variability takes: `cargo bench --no-default-features --bench hrv`.
//!
//! Medians; compare ratios of one run. `tests/oracle/bench_hrv.py` runs the same beside NeuroKit2.

use std::f64::consts::TAU;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ecglass::dsp::random::Random;
use ecglass::ecg::{BeatClass, Hertz, SampleIndex};
use ecglass::measure::{Hrv, Series};

/// Beats of a heart that breathes, every hundredth an ectopic one.
fn beats(count: usize, rate: f64) -> Vec<(SampleIndex, Option<BeatClass>)> {
    let mut random = Random::new(11);
    let mut at = 0.0;
    (0..count)
        .map(|beat| {
            at += 0.85
                + 0.03 * (TAU * 0.25 * at).sin()
                + 0.03 * (TAU * 0.1 * at).sin()
                + 0.01 * random.normal();
            let class = if beat % 100 == 50 { BeatClass::V } else { BeatClass::N };
            (SampleIndex((at * rate).round() as usize), Some(class))
        })
        .collect()
}

fn hrv(criterion: &mut Criterion) {
    let rate = Hertz::new(250.0).unwrap();
    let mut group = criterion.benchmark_group("hrv");
    for (name, count) in [("5 min", 350), ("20 min", 1400), ("24 h", 100_000)] {
        let beats = beats(count, rate.get());
        group
            .sample_size(20)
            .bench_function(name, |bencher| bencher.iter(|| Hrv::of(black_box(&beats), rate)));
    }
    let beats = beats(100_000, rate.get());
    group.bench_function("24 h, what is drawn", |bencher| {
        bencher.iter(|| Series::of(black_box(&beats), rate))
    });
    group.finish();
}

criterion_group!(benches, hrv);
criterion_main!(benches);
