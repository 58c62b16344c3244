//! Floors on recordings of the MIT-BIH and Lobachevsky databases. Oracle: the marks of their cardiologists.
//!
//! The protocol is that of docs/ACCURACY.md, where the figures are.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::ecg::{Record, SampleIndex, Seconds};
use ecglass::read::{Intake, Reading};
use ecglass::score::{Matching, Tally};

use crate::found;

const DS1: &str = "101 106 108 109 112 114 115 116 118 119 122 124 203 205 207 208 209 215 220 223 230";

const BEATS: &str = "NLRBAaJSVrFejnE/fQ?";

fn data(folder: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("ECGLASS_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = root.join(folder);
    if !folder.is_dir() {
        println!("left out: no {}; fetch it from physionet.org", folder.display());
        return None;
    }
    Some(folder)
}

fn read(folder: &Path, name: &str, annotator: &str) -> Record {
    let files: Vec<(String, Vec<u8>)> = ["hea", "dat", annotator]
        .map(|end| format!("{name}.{end}"))
        .map(|file| (file.clone(), fs::read(folder.join(file)).unwrap()))
        .into();
    match Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).unwrap().reading {
        Reading::Record(record) => record,
        other => panic!("{}", other.name()),
    }
}

/// Within 150 ms and within 50 ms.
fn tallies(record: &Record, lead: usize, codes: &str, spans: &[std::ops::Range<SampleIndex>]) -> [Tally; 2] {
    let marks = record.annotations().iter();
    let beats: Vec<SampleIndex> =
        marks.filter(|mark| codes.contains(mark.symbol)).map(|mark| mark.at).collect();
    let peaks = found(record.rate(), &[&record.leads()[lead].samples]);
    [0.150, 0.050].map(|tolerance| {
        Matching::of(&beats, &peaks, record.rate(), Seconds(tolerance)).within(spans).tally()
    })
}

/// All but ventricular flutter, of which nobody marked beats.
fn outside_flutter(record: &Record) -> Vec<std::ops::Range<SampleIndex>> {
    let (mut spans, mut from) = (Vec::new(), 0);
    for mark in record.annotations() {
        match mark.symbol {
            '[' => spans.push(SampleIndex(from)..mark.at),
            ']' => from = mark.at.0,
            _ => {}
        }
    }
    spans.push(SampleIndex(from)..SampleIndex(record.len()));
    spans
}

#[test]
fn the_recordings_of_ds1_keep_their_floor() {
    let Some(folder) = data("mitdb") else { return };
    let (mut wide, mut narrow) = (Tally::default(), Tally::default());
    for name in DS1.split(' ') {
        let record = read(&folder, name, "atr");
        let [at_150, at_50] = tallies(&record, 0, BEATS, &outside_flutter(&record));
        wide = [wide, at_150].into_iter().sum();
        narrow = [narrow, at_50].into_iter().sum();
    }
    println!("DS1 outside flutter, within 150 ms and within 50 ms: {wide:?} {narrow:?}");
    assert!(wide.beats() > 49_000, "{wide:?}");
    assert!(wide.sensitivity().unwrap() >= 0.9985, "{wide:?}");
    assert!(wide.positive_predictivity().unwrap() >= 0.9985, "{wide:?}");
    assert!(narrow.f1().unwrap() >= 0.995, "{narrow:?}");
    assert!(wide.mean_distance().unwrap().0 <= 0.0045, "{wide:?}");
}

#[test]
fn lead_ii_of_another_database_keeps_its_floor() {
    let Some(folder) = data("ludb/data") else { return };
    let mut wide = Tally::default();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "hea") {
            continue;
        }
        let record = read(&folder, path.file_stem().unwrap().to_str().unwrap(), "ii");
        let lead = record.leads().iter().position(|lead| lead.name.eq_ignore_ascii_case("ii")).unwrap();
        let marks: Vec<usize> =
            record.annotations().iter().filter(|mark| mark.symbol == 'N').map(|mark| mark.at.0).collect();
        let beyond = (0.150 * record.rate().get()) as usize;
        let span =
            SampleIndex(marks[0].saturating_sub(beyond))..SampleIndex(marks[marks.len() - 1] + beyond + 1);
        wide = [wide, tallies(&record, lead, "N", &[span])[0]].into_iter().sum();
    }
    assert!(wide.beats() > 900, "{wide:?}");
    assert!(wide.sensitivity().unwrap() >= 0.998, "{wide:?}");
    assert!(wide.positive_predictivity().unwrap() >= 0.998, "{wide:?}");
}
