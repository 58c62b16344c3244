//! Drawings as golden SVGs. `ECGLASS_BLESS=1 cargo test --test draw` writes them anew: then look at each one.

use std::fs;
use std::path::Path;

use ecglass::draw::{self, Mark, Strip, Style};
use ecglass::ecg::{BeatClass, Hertz, Recipe, Record, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::score::Confusion;
use ecglass::segment::Windows;
use plotters::prelude::{IntoDrawingArea, SVGBackend};

type Area<'a> = draw::Area<SVGBackend<'a>>;

#[track_caller]
fn golden(name: &str, size: (u32, u32), paint: impl FnOnce(&Area)) {
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        paint(&area);
        area.present().unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/draw/{name}.svg"));
    if std::env::var_os("ECGLASS_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &drawn).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(drawn == expected, "{name} is drawn otherwise than in {}", path.display());
}

fn record() -> Record {
    let ectopy = Ectopy { s: 0.1, v: 0.15, f: 0.05, q: 0.0 };
    Simulator { seconds: Seconds(12.0), ectopy, seed: 5, ..Simulator::default() }.run().unwrap()
}

fn strip(record: &Record, length: f64) -> Strip<'_> {
    Strip {
        samples: &record.leads()[0].samples,
        rate: record.rate(),
        from: Seconds(0.0),
        length: Seconds(length),
    }
}

fn marks(record: &Record) -> Vec<Mark> {
    record.marked_beats().map(|(at, class)| (at, Some(class))).collect()
}

#[test]
fn a_trace_in_light() {
    let record = record();
    golden("trace-light", (900, 240), |area| {
        draw::trace(area, &strip(&record, 10.0), &marks(&record), &[], &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_trace_in_dark_on_a_phone_with_two_pixels_a_pixel() {
    let record = record();
    golden("trace-dark-phone", (720, 360), |area| {
        draw::trace(area, &strip(&record, 4.0), &marks(&record), &[], &Style::new(true, 2.0)).unwrap();
    });
}

#[test]
fn a_trace_that_nobody_has_classified_yet() {
    let record = record();
    let marks: Vec<Mark> = marks(&record).into_iter().map(|(at, _)| (at, None)).collect();
    golden("trace-unclassified", (900, 240), |area| {
        draw::trace(area, &strip(&record, 10.0), &marks, &[], &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn nothing_is_drawn_where_nothing_is() {
    let rate = Hertz::new(360.0).unwrap();
    let empty = Strip { samples: &[], rate, from: Seconds(0.0), length: Seconds(0.0) };
    golden("trace-empty", (300, 120), |area| {
        draw::trace(area, &empty, &[], &[], &Style::new(false, 1.0)).unwrap();
    });
    golden("beats-empty", (300, 120), |area| {
        draw::beats(area, &[], Hertz::TABLES, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_beat_of_every_class() {
    let ectopy = Ectopy { s: 0.1, v: 0.1, f: 0.1, q: 0.1 };
    let record = Simulator { ectopy, seed: 2, ..Simulator::default() }.run().unwrap();
    let peaks: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let windows = Windows::plan(&Recipe::heartbeat_table()).unwrap();
    let (beats, _) = windows.cut(&record.leads()[0], record.rate(), &peaks);
    let classes: Vec<BeatClass> = beats.truth.iter().map(|truth| truth.unwrap()).collect();
    let shown: Vec<(BeatClass, &[f32])> =
        draw::pick(&classes, 6).into_iter().map(|index| (classes[index], beats.beat(index))).collect();
    for (name, size, style) in [
        ("beats-light", (900, 240), Style::new(false, 1.0)),
        ("beats-dark-phone", (340, 640), Style::new(true, 1.0)),
    ] {
        golden(name, size, |area| draw::beats(area, &shown, Hertz::TABLES, &style).unwrap());
    }
}

#[test]
fn a_confusion_matrix_with_a_class_that_never_occurs() {
    let counts = [[8886, 30, 20, 10, 1], [20, 139, 4, 0, 0], [10, 3, 743, 7, 0], [7, 0, 9, 67, 0], [0; 5]];
    let confusion = Confusion::from_counts(counts);
    for (name, size, style) in [
        ("confusion-light", (420, 420), Style::new(false, 1.0)),
        ("confusion-dark-phone", (600, 600), Style::new(true, 2.0)),
    ] {
        golden(name, size, |area| draw::confusion(area, &confusion, &style).unwrap());
    }
}
