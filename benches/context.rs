//! What beat-rhythm costs: half an hour of ECG said in numbers beat by beat, and a thousand beats through the network.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::classify::{Classifier, Spec};
use ecglass::ecg::{Hertz, Seconds};
use ecglass::generate::{Rhythm, Simulator};
use ecglass::segment::context::{self, Form};

fn context_benches(criterion: &mut Criterion) {
    let simulator = Simulator {
        seconds: Seconds(1800.0),
        rate: Hertz::new(360.0).unwrap(),
        ..Simulator::of(Rhythm::named("ventricular-beats").unwrap())
    };
    let record = simulator.run().unwrap();
    let beats: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let mut group = criterion.benchmark_group("beat-rhythm");
    group.sample_size(10);
    group.throughput(Throughput::Elements(beats.len() as u64));
    for (name, form) in [("features, whole", Form::Whole), ("features, live", Form::Live)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| context::of(black_box(&record.leads()[0]), record.rate(), &beats, form));
        });
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/beat-rhythm");
    let spec = Spec::parse(&fs::read_to_string(folder.join("spec.json")).unwrap()).unwrap();
    let classifier = Classifier::load(spec, &fs::read(folder.join("model.onnx")).unwrap()).unwrap();
    let told = context::of(&record.leads()[0], record.rate(), &beats, Form::Whole);
    group.bench_function("network", |bencher| {
        let mut said = Vec::new();
        bencher.iter(|| {
            said.clear();
            classifier.run(black_box(&told.samples), &mut said).unwrap();
        });
    });
    group.finish();
}

criterion_group!(benches, context_benches);
criterion_main!(benches);
