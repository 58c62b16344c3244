//! How long each stage takes natively: `cargo bench`. Medians; compare ratios of one run, these machines are noisy.

use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::classify::{Classifier, Spec};
use ecglass::draw::{self, Strip, Style};
use ecglass::ecg::{Recipe, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::read::{Intake, Reading};
use ecglass::segment::Windows;
use ecglass::write;
use plotters::prelude::{IntoDrawingArea, SVGBackend};

fn half_an_hour() -> Simulator {
    let ectopy = Ectopy { s: 0.05, v: 0.1, f: 0.02, q: 0.0 };
    Simulator { seconds: Seconds(1800.0), ectopy, ..Simulator::default() }
}

fn stages(criterion: &mut Criterion) {
    let record = half_an_hour().run().unwrap();
    let peaks: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let windows = Windows::plan(&Recipe::heartbeat_table()).unwrap();
    let (beats, _) = windows.cut(&record.leads()[0], record.rate(), &peaks);

    let mut group = criterion.benchmark_group("read");
    // The published tables write every number with eighteen digits: about 24 bytes each.
    let row = |beat: &[f32]| -> String { beat.iter().map(|value| format!("{value:.18e},")).collect() };
    let table: String =
        (0..beats.len()).map(|index| row(beats.beat(index)) + "0.000000000000000000e+00\n").collect();
    group.throughput(Throughput::Bytes(table.len() as u64)).sample_size(20);
    group.bench_function("a heartbeat table", |bencher| {
        bencher.iter(|| Intake::read([("table.csv", black_box(table.as_bytes()))]).unwrap());
    });
    let files = write::wfdb::files(&record).unwrap();
    group.throughput(Throughput::Bytes(files.signal.len() as u64));
    group.bench_function("a WFDB record, format 212", |bencher| {
        bencher.iter(|| {
            let named = [
                ("simulated.hea", files.header.as_bytes()),
                ("simulated.dat", &files.signal),
                ("simulated.atr", &files.annotations),
            ];
            let (Reading::Record(record), _) = Intake::read(black_box(named)).unwrap() else {
                panic!("a record")
            };
            record
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("30 minutes of one lead");
    group.sample_size(20);
    group.bench_function("simulate", |bencher| bencher.iter(|| half_an_hour().run().unwrap()));
    group.bench_function("cut into beats", |bencher| {
        bencher.iter(|| windows.cut(black_box(&record.leads()[0]), record.rate(), &peaks));
    });
    group.bench_function("draw as SVG", |bencher| {
        let strip = Strip {
            samples: &record.leads()[0].samples,
            rate: record.rate(),
            from: Seconds(0.0),
            length: record.duration(),
        };
        bencher.iter(|| {
            let mut svg = String::new();
            let area = SVGBackend::with_string(&mut svg, (1200, 240)).into_drawing_area();
            draw::trace(&area, &strip, &[], &Style::new(false, 1.0)).unwrap();
            drop(area);
            svg
        });
    });
    group.finish();

    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/models/beat-cnn");
    let spec = Spec::parse(&fs::read_to_string(format!("{models}/spec.json")).unwrap()).unwrap();
    let onnx = fs::read(format!("{models}/model.onnx")).unwrap();
    let mut group = criterion.benchmark_group("beat-cnn");
    group.sample_size(20);
    group.bench_function("load", |bencher| bencher.iter(|| Classifier::load(spec.clone(), &onnx).unwrap()));
    let classifier = Classifier::load(spec.clone(), &onnx).unwrap();
    group.throughput(Throughput::Elements(beats.len() as u64));
    group.bench_function("classify", |bencher| {
        bencher.iter(|| classifier.classify(black_box(&beats), |_| ControlFlow::Continue(())).unwrap());
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
