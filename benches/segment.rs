//! How long segmentation takes natively: `cargo bench --no-default-features --bench segment`.
//!
//! `tools/bench/peaks.py --speed` runs the same beside SleepECG and others, on a recorded hour.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::ecg::{Hertz, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::segment::Peaks;

fn peaks(criterion: &mut Criterion) {
    let simulator = Simulator {
        rate: Hertz::new(360.0).unwrap(),
        seconds: Seconds(3600.0),
        ectopy: Ectopy { s: 0.03, v: 0.05, ..Ectopy::default() },
        noise: 0.1,
        ..Simulator::default()
    };
    let record = simulator.run().unwrap();
    let lead = record.leads()[0].samples.as_slice();
    let mut group = criterion.benchmark_group("peaks");
    group.sample_size(20).throughput(Throughput::Elements(lead.len() as u64));
    group.bench_function("one hour", |bencher| bencher.iter(|| Peaks::of(record.rate(), &[black_box(lead)])));
    group.finish();
}

criterion_group!(benches, peaks);
criterion_main!(benches);
