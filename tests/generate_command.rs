//! `ecglass generate`, `ecglass balance` and what `ecglass models` says of generators: files whole or not at all, and one sentence.

mod folder;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ecglass::ecg::BeatClass;
use ecglass::generate::SAMPLES;
use ecglass::read::{Intake, Reading};
use folder::Folder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const MODELS: &str = "tests/fixtures/generate";

fn ecglass(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecglass"))
        .args(arguments)
        .env("ECGLASS_MODELS", Path::new(ROOT).join(MODELS))
        .current_dir(ROOT)
        .output()
        .unwrap()
}

#[track_caller]
fn done(arguments: &[&str]) -> String {
    let output = ecglass(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Exit code 1, nothing on standard output, and one sentence on standard error.
#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let output = ecglass(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("ecglass: ") && said.ends_with(".\n") && said.lines().count() == 1, "{said}");
    assert!(said.contains(expected), "{said}");
}

fn generate<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["generate", "--model", "bumps", "--seed", "7", "--out", out], more].concat()
}

/// A labelled table of 187 constant samples a row.
fn table(labels: &str) -> String {
    labels.chars().map(|label| format!("{}{label}\n", "0.5,".repeat(SAMPLES))).collect()
}

fn labels(text: &str) -> String {
    text.lines().map(|line| line.split(',').nth(SAMPLES).unwrap()).collect()
}

#[test]
fn beats_are_a_table_that_opens_again() {
    let folder = Folder::new("generate-table");
    let out = folder.path("beats.csv");
    let said = done(&generate(&out, &["--class", "V", "--count", "40"]));
    assert!(said.contains("40 beats of V by bumps, seed 7; synthetic"), "{said}");
    let text = fs::read(&out).unwrap();
    let opened = Intake::read([("beats.csv", text.as_slice())]).unwrap();
    let Reading::Table { beats, .. } = opened.reading else { panic!("a table") };
    assert_eq!((beats.len(), beats.width), (40, SAMPLES));
    assert!(beats.truth.iter().all(|&truth| truth == Some(BeatClass::V)));

    // The same beats begin a longer table, and all classes come one after the other.
    let longer = folder.path("longer.csv");
    done(&generate(&longer, &["--class", "V", "--count", "50"]));
    assert!(fs::read(&longer).unwrap().starts_with(&text));
    let all = folder.path("all.csv");
    done(&generate(&all, &["--class", "all", "--count", "3", "--mark", "--header"]));
    let text = fs::read_to_string(&all).unwrap();
    assert_eq!(labels(&text), "label000111222333444");
    assert!(text.lines().skip(1).all(|line| line.ends_with(",1")));
    assert!(text.lines().next().unwrap().ends_with(",label,synthetic"));
    assert_eq!(folder.files(), ["all.csv", "beats.csv", "longer.csv"]);
}

#[test]
fn a_rhythm_makes_a_record_in_every_form() {
    let folder = Folder::new("generate-record");
    for (name, files) in [
        ("one.hea", &["one.atr", "one.dat", "one.hea"][..]),
        ("two.csv", &["two.csv"]),
        ("three.edf", &["three.edf"]),
        ("four.json", &["four.json"]),
    ] {
        let out = folder.path(name);
        let said = done(&generate(
            &out,
            &["--rhythm", "bigeminy", "--seconds", "20", "--heart-rate", "70", "--noise", "0.01"],
        ));
        assert!(said.contains("synthetic: bumps, seed 7, rhythm bigeminy"), "{said}");
        let bytes: Vec<(&str, Vec<u8>)> =
            files.iter().map(|file| (*file, fs::read(folder.path(file)).unwrap())).collect();
        let opened = Intake::read(bytes.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).unwrap();
        let Reading::Record(record) = opened.reading else { panic!("{name}: a record") };
        assert_eq!((record.len(), record.leads()[0].name.as_str()), (7200, "ECG synthetic"), "{name}");
        if name != "two.csv" {
            assert!(record.comments().iter().any(|comment| comment.contains("synthetic:")), "{name}");
            assert!(record.marked_beats().filter(|beat| beat.1 == BeatClass::V).count() > 5, "{name}");
        }
    }
    let out = folder.path("somebody.csv");
    done(&generate(&out, &["--rhythm", "sinus", "--anybody", "--rate", "250", "--ectopic", "0,0.2,0,0"]));
}

#[test]
fn what_cannot_be_made_is_refused_and_nothing_is_left() {
    let folder = Folder::new("generate-refused");
    let (out, record) = (folder.path("x.csv"), folder.path("x.hea"));
    refused(&generate(&out, &["--count", "0"]), "generator: 0 beats; 1 to 1000000 are made in one go");
    refused(&generate(&out, &["--count", "1000000000"]), "1000000000 beats; 1 to 1000000");
    refused(&generate(&out, &["--count", "500000"]), "2500000 beats; 1 to 1000000");
    refused(
        &["generate", "--model", "plain", "--class", "S", "--out", &out],
        "plain: it makes no S beats; it makes N, V",
    );
    refused(&["generate", "--model", "nobody", "--out", &out], "nobody: no such generator; ");
    refused(&["generate", "--out", &out], "gan-conv: no such generator; ");
    refused(
        &["generate", "--model", "plain", "--rhythm", "sinus", "--out", &record],
        "its rows begin 0 samples before R",
    );
    refused(&generate(&record, &["--rhythm", "noise"]), "the rhythm noise has no beats to lay");
    refused(&generate(&record, &["--rhythm", "sinus", "--heart-rate", "900"]), "the heart rate should be");
    refused(&generate(&record, &[]), "name it .csv; beats are written as a heartbeat table");
    refused(&generate(&folder.path("x.png"), &["--rhythm", "sinus"]), "name it .hea, .csv, .edf or .json");
    refused(&generate(&folder.path("no/such/x.csv"), &[]), "cannot be written, no such file or folder");
    let broken = folder.path("broken.onnx");
    fs::write(&broken, b"not a network").unwrap();
    refused(&["generate", "--model", &broken, "--out", &out], "no spec.json is beside it");
    fs::copy(Path::new(ROOT).join(MODELS).join("bumps/spec.json"), folder.path("broken.json")).unwrap();
    refused(
        &["generate", "--model", &broken, "--out", &out],
        "bumps, model.onnx: the file's sha256 begins with",
    );
    fs::write(folder.path("broken.json"), b"{").unwrap();
    refused(&["generate", "--model", &broken, "--out", &out], "spec.json: ");
    assert_eq!(folder.files(), ["broken.json", "broken.onnx"]);
}

#[test]
fn wrong_usage_ends_with_two() {
    for arguments in [
        &["generate", "--class", "X", "--out", "x.csv"][..],
        &["generate", "--out", "x.hea", "--rhythm", "waltz"],
        &["generate", "--out", "x.hea", "--rhythm", "sinus", "--count", "3"],
        &["generate", "--out", "x.hea", "--rhythm", "sinus", "--ectopic", "0.1,0.1"],
        &["generate", "--out", "x.csv", "--seconds", "3"],
        &["generate"],
        &["balance", "in.csv"],
        &["balance", "in.csv", "out.csv", "--to", "many"],
        &["balance", "in.csv", "out.csv", "--to", "5", "--ratio", "2"],
        &["balance", "in.csv", "out.csv", "--class", "X"],
    ] {
        assert_eq!(ecglass(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_table_is_balanced_and_what_was_in_it_stays_as_it_was() {
    let folder = Folder::new("balance");
    let (own, out) = (folder.path("own.csv"), folder.path("out.csv"));
    let text = table("0000001122222");
    fs::write(&own, &text).unwrap();
    let said = done(&["balance", &own, &out, "--model", "bumps"]);
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.starts_with(&text));
    assert_eq!(labels(&written), "000000112222211112");
    for expected in [
        "5 beats added by bumps, seed 1",
        "                N        S        V        F        Q  imbalance  entropy\n",
        "before          6        2        5        0        0       3.00  1.460 (92 %)",
        "after           6        6        6        0        0       1.00  1.585 (100 %)",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    // As far as another generator knows the classes; the rest is said.
    let said = done(&["balance", &own, &out, "--model", "plain", "--to", "7", "--mark"]);
    assert!(said.contains("note: S beats are fewer and stay so; plain makes none."), "{said}");
    let written = fs::read_to_string(&out).unwrap();
    assert_eq!(labels(&written), "0000001122222022");
    assert!(written.lines().all(|line| line.split(',').count() == SAMPLES + 2));
    // Over itself, what it adds twice marked twice.
    done(&["balance", &out, &out, "--model", "bumps", "--class", "S", "--ratio", "2"]);
    let written = fs::read_to_string(&out).unwrap();
    assert_eq!(labels(&written), "000000112222202211");
    assert_eq!(written.lines().filter(|line| line.ends_with(",1")).count(), 5);
    assert_eq!(folder.files(), ["out.csv", "own.csv"]);
}

#[test]
fn tables_that_cannot_be_balanced_are_refused_and_nothing_is_left() {
    let folder = Folder::new("balance-refused");
    let (own, out) = (folder.path("own.csv"), folder.path("out.csv"));
    let balance = |more: &[&str], text: &str, expected: &str| {
        fs::write(&own, text).unwrap();
        let model: &[&str] = if more.contains(&"--model") { &[] } else { &["--model", "bumps"] };
        refused(&[&["balance", own.as_str(), &out], model, more].concat(), expected);
    };
    balance(&[], &table("0000"), "all of its beats are N; two classes or more");
    balance(&[], &"0.5,".repeat(SAMPLES - 1).replace("0.5,0.5,", "0.5,0.5\n"), "own.csv");
    let unlabelled = format!("{}0.5\n", "0.5,".repeat(SAMPLES - 1)).repeat(3);
    balance(&[], &unlabelled, "none of its beats has a label");
    let narrow = format!("{}1\n{}0\n", "0.5,".repeat(60), "0.5,".repeat(60));
    balance(&[], &narrow, "its rows have 60 samples; generators make rows of 187");
    balance(&["--class", "F"], &table("0012"), "it has no F beats");
    balance(&["--to", "0"], &table("0012"), "a target of 0 beats");
    balance(&["--to", "1000000000"], &table("0012"), "up to 1000000 are made in one go");
    balance(&["--ratio", "0.5"], &table("0012"), "a ratio of 0.5");
    balance(
        &["--class", "S", "--model", "plain"],
        &table("0012"),
        "S beats are asked for, and the generator makes N, V",
    );
    refused(&["balance", "no-such.csv", &out, "--model", "bumps"], "no-such.csv: cannot be read");
    fs::write(&own, b"PK\x03\x04 and so on").unwrap();
    refused(&["balance", &own, &out, "--model", "bumps"], "the zip archive is damaged");
    assert_eq!(folder.files(), ["own.csv"]);
}

#[test]
fn generators_are_listed_apart_and_are_no_classifiers() {
    let said = done(&["models"]);
    assert!(said.contains("generator                parameters   MFLOP  classes    measured\n"), "{said}");
    assert!(said.contains("bumps ") && said.contains("N S V F Q  coverage 0.500\n"), "{said}");
    assert!(said.contains("  2 classes of bumps that nobody trained\n"), "{said}");
    let layers = done(&["inspect", "bumps"]);
    assert!(
        layers.starts_with("bumps: ") && layers.contains(" numbers by chance and a class of N S V F Q in, "),
        "{layers}"
    );
    refused(&["analyze", "www/samples/heartbeats.csv", "--model", "bumps"], "bumps: it classifies no beats");
    refused(
        &["generate", "--model", "beat-cnn", "--models", "models", "--out", "x.csv"],
        "beat-cnn: it makes no beats; ",
    );
    let shipped = done(&["models", "--models", "models"]);
    assert!(shipped.contains("beat-cnn ") && shipped.contains("beat-rhythm "), "{shipped}");
}
