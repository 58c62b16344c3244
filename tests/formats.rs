//! Every format, every odd header, in small files of the project's own making, against what other programs read in them.
//!
//! `tests/fixtures/formats/make.py` wrote the files; the expected values were printed by wfdb-python and pyedflib.

use std::fs;
use std::path::Path;

use ecglass::ecg::{Lead, Record};
use ecglass::read::{Choices, Intake, Opened, Reading};
use serde_json::Value;

fn open(case: &Path, choices: Choices) -> Opened {
    let mut names: Vec<_> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.file_name().unwrap() != "expected.json");
    // Two orders: with the headers first, signals are decoded as they come; without, they are held.
    names.sort_by_key(|path| path.extension().is_none_or(|end| end != "hea"));
    let files: Vec<(String, Vec<u8>)> = names
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), fs::read(path).unwrap()))
        .collect();
    let take = |files: &mut dyn Iterator<Item = &(String, Vec<u8>)>, step: usize| {
        let mut intake = Intake::with(choices.clone());
        for (name, bytes) in files {
            intake.begin(name, bytes.len() as u64).unwrap();
            bytes.chunks(step).for_each(|piece| intake.push(piece).unwrap());
        }
        intake.finish().unwrap_or_else(|error| panic!("{}: {error}", case.display()))
    };
    let opened = take(&mut files.iter(), 7);
    let held = take(&mut files.iter().rev(), 1 << 20);
    assert_eq!(
        record(&opened),
        record(&held),
        "{}: the order of the files made a difference",
        case.display()
    );
    opened
}

fn record(opened: &Opened) -> &Record {
    match &opened.reading {
        Reading::Record(record) => record,
        other => panic!("{} is no record", other.name()),
    }
}

/// Samples with nothing where nothing was recorded.
fn with_gaps(lead: &Lead) -> Vec<Option<f32>> {
    let mut samples: Vec<Option<f32>> = lead.samples.iter().copied().map(Some).collect();
    for gap in &lead.gaps {
        samples[gap.from.0..gap.to.0].fill(None);
    }
    samples
}

fn numbers(value: &Value) -> Vec<Option<f32>> {
    value.as_array().unwrap().iter().map(|sample| sample.as_f64().map(|sample| sample as f32)).collect()
}

fn check(case: &Path) {
    let place = case.file_name().unwrap().to_str().unwrap();
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let opened = open(case, Choices::default());
    let read = record(&opened);
    let name = |value: &Value, at: usize| value.as_str().map_or(format!("signal {}", at + 1), str::to_string);

    let rate = expected["rate_hz"].as_f64().unwrap();
    assert!((read.rate().get() / rate - 1.0).abs() < 1e-12, "{place}: {} Hz, not {rate}", read.rate().get());
    let channels = expected["channels"].as_array().unwrap();
    let told: Vec<_> = channels
        .iter()
        .enumerate()
        .map(|(at, one)| {
            (
                name(&one["name"], at),
                one["unit"].as_str().unwrap_or_default().to_string(),
                one["kept"].as_bool().unwrap(),
            )
        })
        .collect();
    let ours: Vec<_> =
        opened.channels.iter().map(|one| (one.name.clone(), one.unit.clone(), one.kept)).collect();
    assert_eq!(ours, told, "{place}");

    let kept: Vec<usize> = (0..channels.len()).filter(|&at| channels[at]["kept"] == true).collect();
    let leads = expected["leads"].as_array().unwrap();
    assert_eq!(read.leads().len(), leads.len(), "{place}");
    for ((lead, expected), at) in read.leads().iter().zip(leads).zip(kept) {
        assert_eq!(lead.name, name(&expected["name"], at), "{place}");
        assert_eq!(with_gaps(lead), numbers(&expected["samples"]), "{place}, {}", lead.name);
    }
    // Channels that are no leads are read when they are asked for.
    for other in expected["others"].as_array().into_iter().flatten() {
        let wanted = other["name"].as_str().unwrap().to_string();
        let asked = open(case, Choices { leads: Some(vec![wanted.clone()]), ..Choices::default() });
        assert_eq!(with_gaps(&record(&asked).leads()[0]), numbers(&other["samples"]), "{place}, {wanted}");
    }

    match expected["annotations"].as_object() {
        Some(annotations) => check_marks(place, read, annotations),
        None => check_entries(place, read, expected["entries"].as_array().unwrap()),
    }

    // An EDF has no comments of its own.
    if let Some(comments) = expected["comments"].as_array() {
        let told: Vec<&str> =
            comments.iter().filter_map(Value::as_str).filter(|comment| !comment.is_empty()).collect();
        assert_eq!(read.comments(), told, "{place}");
    }
    assert_eq!(read.start().to_string(), expected["start"].as_str().unwrap_or_default(), "{place}");
}

fn check_marks(place: &str, read: &Record, annotations: &serde_json::Map<String, Value>) {
    let mut annotators: Vec<&str> = read.marks().iter().map(|marks| marks.annotator.as_str()).collect();
    annotators.sort_unstable();
    let told: Vec<&str> = annotations.keys().map(String::as_str).collect();
    assert_eq!(annotators, told, "{place}");
    for marks in read.marks() {
        // A record has its marks in order of time; a file need not.
        let mut expected = annotations[&marks.annotator].clone();
        expected.as_array_mut().unwrap().sort_by_key(|one| one["sample"].as_i64());
        expected.as_array_mut().unwrap().retain(|one| one["sample"].as_u64().unwrap() < read.len() as u64);
        let ours: Vec<Value> = marks
            .annotations
            .iter()
            .map(|one| {
                serde_json::json!({"sample": one.at.0, "symbol": one.symbol.to_string(), "subtype": one.subtype,
                    "channel": one.channel, "number": one.number, "text": one.text})
            })
            .collect();
        for (ours, expected) in ours.iter().zip(expected.as_array().unwrap()) {
            assert_eq!(ours, expected, "{place}.{}", marks.annotator);
        }
        assert_eq!(ours.len(), expected.as_array().unwrap().len(), "{place}.{}", marks.annotator);
    }
}

/// The entries of EDF+: an onset in seconds and a text, which is a symbol or a note.
fn check_entries(place: &str, read: &Record, entries: &[Value]) {
    let told: Vec<(usize, String)> = entries
        .iter()
        .map(|entry| {
            let at = (entry["onset_s"].as_f64().unwrap() * read.rate().get()).round() as usize;
            (at, entry["text"].as_str().unwrap().to_string())
        })
        .collect();
    let ours: Vec<(usize, String)> = read
        .annotations()
        .iter()
        .map(|one| {
            let text = match (one.symbol, one.text.as_str()) {
                ('"', text) if !text.is_empty() => text.to_string(),
                (symbol, "") => symbol.to_string(),
                (symbol, text) => format!("{symbol} {text}"),
            };
            (one.at.0, text)
        })
        .collect();
    assert_eq!(ours, told, "{place}");
}

#[test]
fn every_fixture_is_read_as_other_programs_read_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.is_dir());
    cases.sort();
    assert!(cases.len() > 40, "{} cases", cases.len());
    // All of them, so that one failure does not hide another.
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let outcome = std::panic::catch_unwind(|| check(case));
            outcome.err().map(|what| {
                let said = what.downcast_ref::<&str>().map(|said| said.to_string());
                let said = said.or_else(|| what.downcast_ref::<String>().cloned());
                format!("{}: {}", case.display(), said.unwrap_or_default())
            })
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.len(), failed.join("\n"));
}
