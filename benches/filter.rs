//! How long cleaning takes natively: `cargo bench --no-default-features --bench filter`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::dsp::filter::{Pass, butterworth};
use ecglass::dsp::median::RunningMedian;
use ecglass::dsp::random::Random;

/// One hour at 360 Hz.
const HOUR: usize = 1_296_000;

fn an_hour(criterion: &mut Criterion) {
    let mut random = Random::new(7);
    let signal: Vec<f64> = (0..HOUR).map(|_| random.normal()).collect();
    let single: Vec<f32> = signal.iter().map(|&value| value as f32).collect();
    let mut group = criterion.benchmark_group("an hour at 360 Hz");
    group.throughput(Throughput::Elements(HOUR as u64)).sample_size(20);
    for order in [2, 4] {
        let band = butterworth(order, Pass::Between(0.5, 40.0), 360.0).unwrap();
        let mut buffer = signal.clone();
        group.bench_function(format!("band of order {order}, zero phase"), |bencher| {
            bencher.iter(|| {
                buffer.copy_from_slice(&signal);
                band.zero_phase(black_box(&mut buffer));
            });
        });
    }
    for window in [73, 217] {
        let median = RunningMedian::plan(window);
        group.bench_function(format!("median of {window}"), |bencher| {
            bencher.iter(|| median.run(black_box(&single)))
        });
    }
    group.finish();
}

criterion_group!(benches, an_hour);
criterion_main!(benches);
