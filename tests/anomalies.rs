//! Beats that do not belong: found where the simulator put them, as onnxruntime judges them, refused in a sentence where they cannot be.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ecglass::analyze::{Anomalies, Settings, anomalies};
use ecglass::classify::{AnomalyPapers, Detector};
use ecglass::ecg::{BeatClass, Beats, Hertz, Record, SampleIndex, Seconds};
use ecglass::error::Kind;
use ecglass::generate::{Rhythm, Simulator};
use ecglass::read::{Choices, Opened, Reading};
use ecglass::segment::deviation;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/anomaly-gan")
}

fn papers() -> String {
    fs::read_to_string(folder().join("spec.json")).unwrap()
}

fn network() -> Vec<u8> {
    fs::read(folder().join("model.onnx")).unwrap()
}

fn detector() -> Detector {
    Detector::load(AnomalyPapers::parse(&papers()).unwrap(), &network()).unwrap()
}

fn simulated(rhythm: &str, seed: u64) -> Record {
    let rhythm = Rhythm::named(rhythm).unwrap();
    Simulator { seconds: Seconds(120.0), ..Simulator::somebody(rhythm, seed) }.run().unwrap()
}

fn opened(reading: Reading) -> Opened {
    Opened {
        reading,
        findings: Vec::new(),
        channels: Vec::new(),
        recordings: Vec::new(),
        choices: Choices::default(),
        notes: Vec::new(),
    }
}

fn looked(record: Record) -> Anomalies {
    let go_on = |_, _| ControlFlow::Continue(());
    anomalies(&opened(Reading::Record(record)), &Settings::default(), &detector(), go_on).unwrap().unwrap()
}

#[test]
fn it_judges_as_onnxruntime_did_when_it_was_made() {
    let sample: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder().join("sample.json")).unwrap()).unwrap();
    let numbers = |row: &serde_json::Value| -> Vec<f32> {
        row.as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
    };
    let rows: Vec<Vec<f32>> = sample["input"].as_array().unwrap().iter().map(numbers).collect();
    let beats = Beats {
        width: deviation::WIDTH,
        samples: rows.concat(),
        truth: vec![None; rows.len()],
        at: (0..rows.len()).map(SampleIndex).collect(),
    };
    let judged = detector().judge(&beats, |_| ControlFlow::Continue(())).unwrap().unwrap();
    for (oddity, row) in judged.iter().zip(sample["output"].as_array().unwrap()) {
        let said: Vec<f32> = oddity.expected.iter().copied().chain([oddity.score]).collect();
        for (said, kept) in said.iter().zip(numbers(row)) {
            assert!((said - kept).abs() < 1e-4, "{said}, recorded {kept}");
        }
    }
}

#[test]
fn single_ventricular_and_atrial_beats_are_odder_than_all_others() {
    for (rhythm, least) in [("ventricular-beats", 0.99), ("atrial-beats", 0.95)] {
        for seed in 1..=4 {
            let found = looked(simulated(rhythm, seed));
            let auc = found.ranked().unwrap().auc().unwrap();
            assert!(auc > least, "{rhythm}, seed {seed}: {auc}");
        }
    }
}

#[test]
fn a_healthy_heart_has_hardly_an_odd_beat() {
    let (mut odd, mut all) = (0, 0);
    for seed in 1..=6 {
        let found = looked(simulated("sinus", seed));
        odd += found.above(detector().papers().threshold).0;
        all += found.beats.len();
    }
    assert!(odd * 20 < all, "{odd} of {all}");
}

#[test]
fn where_a_ventricular_beat_differs_is_around_its_qrs() {
    let found = looked(simulated("ventricular-beats", 1));
    let oddest = found.oddest()[0];
    assert_eq!(found.beats.truth[oddest], Some(BeatClass::V));
    let differs = &found.oddities[oddest].differs;
    assert!(differs.start < deviation::SAMPLES && differs.end <= deviation::SAMPLES && !differs.is_empty());
    assert!(differs.end > deviation::BEFORE - 20, "{differs:?}");
}

#[test]
fn deviations_do_not_hang_on_how_large_the_lead_is_nor_how_early_a_beat_is_on_which_way_up_it_stands() {
    let record = simulated("ventricular-beats", 3);
    let beats: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let of = |by: f32| {
        let mut lead = record.leads()[0].clone();
        lead.samples.iter_mut().for_each(|sample| *sample *= by);
        deviation::of(&lead, record.rate(), &beats)
    };
    let (plain, large, turned) = (of(1.0), of(4.0), of(-1.0));
    for index in 0..plain.len() {
        let (plain, large, turned) = (plain.beat(index), large.beat(index), turned.beat(index));
        for place in 0..deviation::WIDTH {
            assert!((plain[place] - large[place]).abs() < 1e-2, "beat {index}, {place}");
        }
        assert_eq!(plain[deviation::SAMPLES..], turned[deviation::SAMPLES..]);
    }
}

#[test]
fn a_beat_is_shown_from_a_stretch_of_its_lead_as_it_was_held_against_all_of_it() {
    let record = simulated("ventricular-beats", 3);
    let lead = &record.leads()[0];
    let beats: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let (told, usual) = deviation::held(lead, record.rate(), &beats);
    let mut compared = 0;
    for (index, (at, _)) in beats.iter().enumerate() {
        let told = told.beat(index);
        // What is told of a beat, taken as what was expected of it, gives the beat itself, but where it is too far off to be told.
        let shown = usual.beside(lead, record.rate(), (index, *at), told).unwrap();
        for place in (0..deviation::SAMPLES).filter(|place| told[*place].abs() < 19.9) {
            let (own, back) = (shown.beat[place], shown.expected[place]);
            assert!((own - back).abs() < 2e-3, "beat {index}, {place}: {own} mV, told {back}");
            compared += 1;
        }
        // What is as usual is the usual beat, whose R peak is one.
        let usual = usual.beside(lead, record.rate(), (index, *at), &[0.0; deviation::SAMPLES]).unwrap();
        let height = |from, to| usual.expected[from..to].iter().fold(0.0f32, |top, mv| top.max(mv.abs()));
        assert!(height(45, 56) > 2.0 * height(0, 20), "beat {index}");
    }
    assert!(compared > 100 * beats.len(), "{compared}");
    assert_eq!(usual.beside(lead, record.rate(), (beats.len() + 50, beats[0].0), &[]), None);
}

#[test]
fn of_no_beats_and_of_one_there_are_as_many_deviations() {
    let record = simulated("sinus", 1);
    let lead = &record.leads()[0];
    assert!(deviation::of(lead, record.rate(), &[]).is_empty());
    let one = deviation::of(lead, Hertz::new(360.0).unwrap(), &[(SampleIndex(400), None)]);
    assert_eq!((one.len(), one.samples.len()), (1, deviation::WIDTH));
    assert!(one.samples.iter().all(|value| value.is_finite()));
    assert_eq!(deviation::names().count(), deviation::WIDTH);
}

#[test]
fn what_cannot_be_judged_is_refused_in_a_sentence() {
    let judged = |reading: Reading| {
        anomalies(&opened(reading), &Settings::default(), &detector(), |_, _| ControlFlow::Continue(()))
            .unwrap_err()
    };
    let short = Simulator { seconds: Seconds(8.0), ..Simulator::default() }.run().unwrap();
    let error = judged(Reading::Record(short)).to_string();
    assert!(error.contains("what is usual shows in 20 or more"), "{error}");
    let beats = Beats { width: 187, samples: vec![0.0; 187], truth: vec![None], at: vec![SampleIndex(0)] };
    let table = Reading::Table { name: "beats.csv".into(), beats: beats.clone().into(), rate: Hertz::TABLES };
    let error = judged(table).to_string();
    assert!(error.contains("drop the recording"), "{error}");
    let error = detector().judge(&beats, |_| ControlFlow::Continue(())).unwrap_err().to_string();
    assert!(error.contains("anomaly-gan reads 112"), "{error}");
}

#[test]
fn work_that_is_stopped_says_nothing() {
    let opened = opened(Reading::Record(simulated("sinus", 1)));
    let stopped =
        anomalies(&opened, &Settings::default(), &detector(), |_, _| ControlFlow::Break(())).unwrap();
    assert!(stopped.is_none());
}

#[test]
fn papers_that_make_no_sense_are_refused_by_what_is_wrong() {
    let told = |from: &str, to: &str| {
        let text = papers();
        assert!(text.contains(from), "{from}");
        let error = AnomalyPapers::parse(&text.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.kind(), Kind::Model);
        error.to_string()
    };
    assert!(told("beat-anomaly", "beat-class").contains("its task is"));
    assert!(told("\"deviation\"", "\"context\"").contains("step deviation"));
    assert!(told("\"samples\": 110", "\"samples\": 400").contains("400 samples"));
    assert!(told("\"batch\": 256", "\"batch\": 0").contains("a batch of 0"));
    assert!(told("0.5, 0.9", "0.9, 0.5").contains("in order"));
    let other = AnomalyPapers::parse(&papers()).unwrap();
    let error = Detector::load(other.clone(), b"not the file").err().unwrap().to_string();
    assert!(error.contains("sha256"), "{error}");
    let mut narrow = other;
    narrow.output.samples = 90;
    let error = Detector::load(narrow, &network()).err().unwrap().to_string();
    assert!(error.contains("spec.json says [256, 91]"), "{error}");
}

fn ecglass(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecglass"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

#[test]
fn the_command_lists_the_oddest_and_writes_all_or_says_why_not() {
    let place = std::env::temp_dir().join(format!("ecglass-anomalies-{}", std::process::id()));
    fs::create_dir_all(&place).unwrap();
    let path = |name: &str| place.join(name).to_str().unwrap().to_string();
    let (record, out) = (path("made.hea"), path("odd.csv"));
    let made =
        ecglass(&["simulate", &record, "--rhythm", "ventricular-beats", "--seconds", "120", "--anybody"]);
    assert!(made.status.success());
    let output = ecglass(&["anomalies", &record, "--worst", "3", "--out", &out]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("the oddest") && said.contains("AUC") && said.contains("threshold"), "{said}");
    let table = fs::read_to_string(&out).unwrap();
    assert!(table.starts_with("sample,time_s,score,odd,differs_from_ms,differs_to_ms\n"), "{table}");
    for (arguments, why) in [
        (vec!["anomalies", &record, "--model", "beat-cnn"], "it does not say how odd a beat is"),
        (vec!["anomalies", &record, "--model", "nobody"], "no such model of odd beats"),
        (vec!["anomalies", &record, "--threshold", "nan"], "should be a number"),
        (vec!["anomalies", "nowhere.hea"], "nowhere.hea"),
    ] {
        let output = ecglass(&arguments);
        let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(sentence.contains(why) && sentence.lines().count() == 1, "{sentence}");
    }
    fs::remove_dir_all(&place).unwrap();
}
