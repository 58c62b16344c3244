//! Every example runs, and says what it is for; cargo builds them beside the tests.

mod folder;
mod piped;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ecglass::ecg::{Record, Seconds};
use ecglass::generate::{Rhythm, Simulator};
use ecglass::write::Target;
use folder::Folder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder with a minute of a simulated heart, `heart.hea`.
fn with_heart(name: &str) -> Folder {
    let folder = Folder::new(&format!("examples-{name}"));
    for (name, bytes) in Target::Wfdb.write(&record(), "heart").unwrap().files {
        fs::write(folder.0.join(name), bytes).unwrap();
    }
    folder
}

fn record() -> Record {
    let rhythm = Rhythm::named("ventricular-beats").unwrap();
    Simulator { seconds: Seconds(60.0), noise: 0.01, leads: 2, ..Simulator::of(rhythm) }.run().unwrap()
}

fn run(example: &str, arguments: &[&str], input: &[u8]) -> Output {
    // target/PROFILE/deps/examples-… is this test.
    let built = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("examples").join(example);
    assert!(
        built.is_file(),
        "{} is not built: run cargo test, or cargo build --examples, first",
        built.display()
    );
    let mut program = Command::new(built);
    program.args(arguments);
    piped::run(program, input)
}

#[track_caller]
fn said(example: &str, arguments: &[&str], input: &[u8]) -> String {
    let output = run(example, arguments, input);
    assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The whole numbers and fractions in a text.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn every_example_is_run_here() {
    let of_this = fs::read_to_string(Path::new(ROOT).join("tests/examples.rs")).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(of_this.contains(&format!("(\"{name}\", ")), "{name} is not run by any test");
        }
    }
}

#[test]
fn a_recording_is_read_and_told_of() {
    let folder = with_heart("read");
    let (header, signal) = (folder.path("heart.hea"), folder.path("heart.dat"));
    let text = said("read", &[&header, &signal], b"");
    assert!(text.contains("heart"), "{text}");
    assert!(!run("read", &[&folder.path("none.hea")], b"").status.success());
}

#[test]
fn beats_waves_and_quality_are_told_of_recordings() {
    let folder = with_heart("tell");
    let header = folder.path("heart.hea");
    let rhythm = said("rhythm", &[&header], b"");
    assert!(rhythm.starts_with("record heart 360"), "{rhythm}");
    assert!(rhythm.lines().filter(|line| line.starts_with("beat ")).count() > 50);

    let table = said("distortion", &[folder.0.to_str().unwrap()], b"");
    assert!(table.starts_with("1 records, 2 leads"), "{table}");
    assert_eq!(table.lines().filter(|line| line.starts_with("| ")).count(), 11, "a head and ten recipes");

    // These two judge databases: where there is none, they say so.
    for output in
        [run("waves", &[&folder.path("nothing")], b""), run("quality", &[&folder.path("nothing")], b"")]
    {
        assert!(!output.status.success());
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn peaks_are_timed_on_one_lead() {
    let folder = with_heart("peaks");
    let lead: Vec<u8> = record().leads()[0].samples.iter().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(folder.path("lead.f32"), lead).unwrap();
    let seconds = numbers(&said("peaks", &["time", &folder.path("lead.f32"), "360"], b""));
    assert!(seconds.iter().any(|seconds| (0.0..10.0).contains(seconds)), "{seconds:?}");
}

#[test]
fn intervals_of_a_file_have_their_variability() {
    let folder = with_heart("hrv");
    let intervals: String = (0..300).map(|beat| format!("{}\n", 800 + (beat * 37) % 101)).collect();
    fs::write(folder.path("rr.txt"), intervals).unwrap();
    let hrv: serde_json::Value = serde_json::from_str(&said("hrv", &[&folder.path("rr.txt")], b"")).unwrap();
    assert!(hrv.to_string().contains("rmssd"), "{hrv}");
    let rounds = said("hrv", &[&folder.path("rr.txt"), "--rounds", "3"], b"");
    assert_eq!(serde_json::from_str::<Vec<f64>>(&rounds).unwrap().len(), 3);
}

#[test]
fn models_classify_and_make_beats() {
    let beats: Vec<u8> = vec![0.1f32; 2 * 187].iter().flat_map(|value| value.to_le_bytes()).collect();
    let output = run("classify", &["models/beat-cnn"], &beats);
    assert!(output.status.success());
    let shares: Vec<f32> =
        output.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    assert_eq!(shares.len(), 10);
    assert!(shares.chunks(5).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-4));

    let made = said("generate", &["models/gan-conv", "V"], b"");
    assert_eq!(made.lines().filter(|line| line.starts_with("beat ")).count(), 3, "{made}");
    assert!(!run("generate", &["models/gan-conv", "X"], b"").status.success());
}

#[test]
fn programs_that_answer_line_by_line_answer() {
    let record = record();
    let peaks: Vec<usize> = record.marked_beats().map(|(at, _)| at.0).collect();
    let job =
        serde_json::json!({ "rate": 360, "leads": [record.leads()[0].samples], "peaks": peaks, "rounds": 1 });
    let waves: serde_json::Value =
        serde_json::from_str(&said("delineate", &[], job.to_string().as_bytes())).unwrap();
    assert!(waves["found"][1].as_u64().unwrap() as usize >= peaks.len() - 2, "{waves}");

    let denoised = said("denoise", &[], br#"{"samples": [1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0]}"#);
    assert!(serde_json::from_str::<serde_json::Value>(&denoised).is_ok(), "{denoised}");

    assert_eq!(numbers(&said("filter", &[], b"median 73\n")).len(), 1);
    assert!(!run("filter", &[], b"band many\n").status.success());

    let pair = br#"{"records": [{"truth": [[77, "N"], [370, "V"]], "test": [[78, "N"], [371, "V"]]}]}"#;
    assert!(!numbers(&said("score", &[], pair)).is_empty());
}
