//! How long P, QRS and T waves take: `cargo bench --no-default-features --bench waves`.
//!
//! Medians; compare ratios of one run. `tests/oracle/bench_waves.py` runs the same beside NeuroKit2.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ecglass::ecg::{Record, SampleIndex, Seconds};
use ecglass::generate::Simulator;
use ecglass::segment::waves::Delineator;

fn recording(minutes: f64) -> (Record, Vec<SampleIndex>) {
    let simulator = Simulator { seconds: Seconds(60.0 * minutes), ..Simulator::default() };
    let record = simulator.run().unwrap();
    let peaks = record.marked_beats().map(|(at, _)| at).collect();
    (record, peaks)
}

fn waves(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("waves");
    for (name, minutes, leads) in [("5 min one lead", 5.0, 1), ("30 min two leads", 30.0, 2)] {
        let (record, peaks) = recording(minutes);
        let delineator = Delineator::plan(record.rate());
        let leads = vec![record.leads()[0].samples.as_slice(); leads];
        group.sample_size(20).bench_function(name, |bencher| {
            bencher.iter(|| delineator.together(black_box(&leads), &peaks));
        });
    }
    group.finish();
}

criterion_group!(benches, waves);
criterion_main!(benches);
