//! How long each stage takes natively: `cargo bench`. Medians; compare ratios of one run, these machines are noisy.

use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ecglass::classify::{Classifier, Spec};
use ecglass::draw::{self, Style};
use ecglass::ecg::{Lead, Recipe, Record, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::read::{Intake, Opened, Reading};
use ecglass::segment::Windows;
use ecglass::write::Target;
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
    // The published tables write every number as C's %.18e does, whose powers have two digits: 24 bytes each.
    let number = |value: &f32| {
        let text = format!("{value:.18e},");
        let (digits, power) = text.split_once('e').unwrap();
        let (sign, power) =
            if let Some(power) = power.strip_prefix('-') { ('-', power) } else { ('+', power) };
        format!("{digits}e{sign}{power:0>3}")
    };
    let row = |beat: &[f32]| -> String { beat.iter().map(number).collect() };
    let table: String =
        (0..beats.len()).map(|index| row(beats.beat(index)) + "0.000000000000000000e+00\n").collect();
    group.throughput(Throughput::Bytes(table.len() as u64)).sample_size(20);
    group.bench_function("a heartbeat table", |bencher| {
        bencher.iter(|| Intake::read([("table.csv", black_box(table.as_bytes()))]).unwrap());
    });
    let signal = |opened: Opened| match opened.reading {
        Reading::Record(record) => record,
        other => panic!("{} is no record", other.name()),
    };
    // Half an hour of two leads in format 212 is 1.95 MB. What no reader can be faster than: memory for its 1,300,000
    // samples, taken from the system and written once.
    let samples = 2 * record.len();
    group.throughput(Throughput::Bytes(samples as u64 * 3 / 2));
    group.bench_function("30 minutes of two leads, nothing but the memory", |bencher| {
        bencher.iter(|| vec![black_box(1.0_f32); samples]);
    });
    let leads = ["MLII", "V1"].map(|name| Lead { name: name.into(), ..record.leads()[0].clone() });
    let two = Record::new("two", record.rate(), leads.to_vec(), record.marks().to_vec()).unwrap();
    for (what, target) in
        [("format 212", Target::Wfdb), ("EDF+", Target::Edf), ("CSV", Target::Csv), ("JSON", Target::Json)]
    {
        let mut files = target.write(&two, "two").unwrap().files;
        // The header first, as it is read from a disk.
        files.reverse();
        let largest = files.iter().map(|(_, bytes)| bytes.len()).max().unwrap();
        group.throughput(Throughput::Bytes(largest as u64));
        group.bench_function(format!("30 minutes of two leads, {what}"), |bencher| {
            bencher.iter(|| {
                let named = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
                signal(Intake::read(black_box(named)).unwrap())
            });
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("30 minutes of one lead");
    group.sample_size(20);
    group.bench_function("simulate", |bencher| bencher.iter(|| half_an_hour().run().unwrap()));
    group.bench_function("cut into beats", |bencher| {
        bencher.iter(|| windows.cut(black_box(&record.leads()[0]), record.rate(), &peaks));
    });
    group.bench_function("draw as SVG", |bencher| {
        let width = 1200.0;
        let trace = draw::Trace {
            samples: &record.leads()[0].samples,
            a_second: record.rate().get(),
            from: Seconds(0.0),
            level: 0.0,
            is_pale: false,
        };
        let row = draw::Row {
            name: "MLII",
            across: (draw::MARGIN_PX, width),
            down: (30.0, 210.0),
            traces: vec![trace],
        };
        let sheet = draw::Sheet {
            from: Seconds(0.0),
            mm_per_s: (width - draw::MARGIN_PX) / draw::MM_PX / record.duration().0,
            mm_per_mv: 10.0,
            rows: vec![row],
            marks: &[],
            bars: &[],
            lit: None,
        };
        bencher.iter(|| {
            let mut svg = String::new();
            let area = SVGBackend::with_string(&mut svg, (1200, 240)).into_drawing_area();
            draw::sheet(&area, &sheet, &Style::new(false, 1.0)).unwrap();
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
