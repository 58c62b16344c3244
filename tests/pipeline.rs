//! The command line from file to report, and the floor that it keeps on real recordings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn ecglass(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecglass")).args(arguments).current_dir(ROOT).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ecglass-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Exit code 1, nothing on standard output, and one sentence on standard error.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let output = ecglass(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("ecglass: ") && said.ends_with(".\n") && said.lines().count() == 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said.trim_start_matches("ecglass: ").trim_end().to_string()
}

#[test]
fn a_table_becomes_a_report_and_a_list_of_beats() {
    let folder = folder("table");
    let (report, beats) = (folder.join("report.json"), folder.join("beats.csv"));
    let output = ecglass(&[
        "analyze",
        "www/samples/heartbeats.csv",
        "--report",
        report.to_str().unwrap(),
        "--beats",
        beats.to_str().unwrap(),
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .starts_with("heartbeats.csv: 124 beats, classified by beat-cnn\n")
    );

    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    let counts = report["counts"].as_object().unwrap();
    assert_eq!(counts.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), 124);
    assert_eq!(report["truth"]["N"], 76);
    assert_eq!(report["scores"]["confusion"].as_array().unwrap().len(), 5);
    for field in ["record", "notes", "model", "versions"] {
        assert!(!report[field].is_null(), "{field}");
    }

    let beats = fs::read_to_string(&beats).unwrap();
    let mut lines = beats.lines();
    assert_eq!(lines.next(), Some("sample,time_s,class,symbol,probability,entropy,sure"));
    assert_eq!(lines.count(), 124);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_record_is_found_by_its_name_or_its_header() {
    let outputs =
        ["www/samples/minute", "www/samples/minute.hea"].map(|path| ecglass(&["analyze", path]).stdout);
    assert_eq!(outputs[0], outputs[1]);
    assert!(String::from_utf8_lossy(&outputs[0]).starts_with("minute: 73 beats in 60.0 s of lead MLII"));
}

#[test]
fn the_table_of_models_shows_both_splits() {
    let output = ecglass(&["models"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("beat-cnn") && text.contains("patients shared") && text.contains("patients apart"),
        "{text}"
    );
}

#[test]
fn all_models_are_compared_on_a_labelled_table() {
    let folder = folder("compare");
    let json = folder.join("compare.json");
    let output = ecglass(&["compare", "www/samples/heartbeats.csv", "--json", json.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.starts_with("heartbeats.csv: 124 labelled beats, N 76, S 12, V 20, F 7, Q 9\n"), "{text}");
    let contest: serde_json::Value = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
    let models = contest["models"].as_array().unwrap();
    let shipped = fs::read_dir(Path::new(ROOT).join("models")).unwrap();
    let classifies = |folder: PathBuf| {
        let papers = fs::read_to_string(folder.join("spec.json")).unwrap_or_default();
        !papers.is_empty() && !papers.contains("\"beat-generator\"") && !papers.contains("\"beat-anomaly\"")
    };
    let shipped = shipped.filter(|entry| classifies(entry.as_ref().unwrap().path())).count();
    assert_eq!(models.len(), shipped - 1, "beat-rhythm looks at the rhythm, which a table does not have");
    for model in models {
        let name = model["model"]["name"].as_str().unwrap();
        assert!(text.contains(name), "{name}");
        assert_eq!(model["beats"], 124);
        let counts = model["labels"]["counts"].as_array().unwrap();
        let all: u64 =
            counts.iter().flat_map(|row| row.as_array().unwrap()).map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(all, 124);
        for figure in ["auc", "macro_f1", "ms_per_1000"] {
            assert!(model[figure].is_number(), "{name}, {figure}");
        }
        assert!(!model["curves"][0]["roc"]["thresholds"].as_array().unwrap().is_empty());
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn one_model_and_one_of_somebodys_are_compared_with_their_reports() {
    let mine = "tests/fixtures/onnx/keras.onnx";
    let output =
        ecglass(&["compare", "www/samples/minute", "--model", "beat-cnn", "--model", mine, "--reports"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("\nbeat-cnn, truth on rows\n") && text.contains("\nkeras, truth on rows\n"),
        "{text}"
    );
    assert!(text.contains("macro avg") && !text.contains("NaN"), "{text}");
    assert!(ecglass(&["analyze", "www/samples/minute", "--model", mine]).status.success());
}

#[test]
fn beats_are_corrected_from_a_file_and_a_wrong_one_is_refused_by_its_row() {
    let folder = folder("correct");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let beats = at("beats.csv");
    assert!(ecglass(&["analyze", "www/samples/minute", "--beats", &beats]).status.success());
    // An edited beats.csv will do.
    let text = fs::read_to_string(&beats).unwrap();
    let second = text.lines().nth(2).unwrap().replacen(",N,", ",V,", 1);
    let edited = format!("{}\n{second}\n", text.lines().next().unwrap());
    assert!(edited.contains(",V,"), "{edited}");
    fs::write(at("edited.csv"), edited).unwrap();
    let output = ecglass(&[
        "analyze",
        "www/samples/minute",
        "--correct",
        &at("edited.csv"),
        "--report",
        &at("report.json"),
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .contains("1 beat was corrected, and those like it followed; ")
    );
    assert!(fs::read_to_string(at("report.json")).unwrap().contains("\"corrections\""));
    for (name, text, said) in [
        ("other.csv", "time,class\n1,N\n", "other.csv, row 1: there is no column sample"),
        (
            "class.csv",
            "sample,class\n12,N\n13,X\n",
            "class.csv, row 3: \"13,X\" is no sample with one of the classes",
        ),
    ] {
        fs::write(at(name), text).unwrap();
        let sentence = refused(&["analyze", "www/samples/minute", "--correct", &at(name)]);
        assert!(sentence.contains(said), "{sentence}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_network_is_shown_layer_by_layer() {
    for model in ["beat-cnn", "tests/fixtures/onnx/keras.onnx"] {
        let text = String::from_utf8(ecglass(&["inspect", model]).stdout).unwrap();
        assert!(text.contains("Gemm") && text.contains(" parameters; "), "{text}");
    }
}

#[test]
fn a_beat_is_explained_and_drawn() {
    let folder = folder("explain");
    let svg = folder.join("why.svg");
    let drawn = svg.to_str().unwrap();
    let table = "www/samples/heartbeats.csv";
    let text = ecglass(&["explain", table, "--beat", "3", "--model", "beat-cnn-60", "--svg", drawn]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.starts_with("beat 3 of heartbeats.csv, by beat-cnn-60: ") && text.contains(" ms after R "),
        "{text}"
    );
    assert!(fs::read_to_string(&svg).unwrap().contains("ms after R"));
    let text = String::from_utf8(
        ecglass(&["explain", "www/samples/minute", "--model", "arrhythmia-cnn-lstm"]).stdout,
    )
    .unwrap();
    assert!(
        text.starts_with("the mean of its normal beats of minute, ") && text.contains("% probably abnormal"),
        "{text}"
    );
    assert!(
        refused(&["explain", table, "--beat", "124"])
            .contains("there is no beat 124; it has 124, counted from 0")
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn models_that_cannot_do_what_is_asked_are_refused_in_a_sentence() {
    let table = "www/samples/heartbeats.csv";
    assert!(
        refused(&["analyze", table, "--model", "arrhythmia-cnn-lstm"])
            .contains("it tells normal from abnormal")
    );
    assert!(refused(&["analyze", table, "--model", "beat-nothing"]).contains("no such model"));
    assert!(refused(&["analyze", table, "--model", "no/such.onnx"]).contains("no such file"));
    assert!(
        refused(&["analyze", table, "--model", "tests/fixtures/onnx/image.onnx"])
            .contains("1 x 3 x 224 x 224")
    );
    assert!(
        refused(&["analyze", table, "--model", "tests/fixtures/onnx/fifty.onnx"]).contains("187 samples")
    );
    assert!(refused(&["inspect", "tests/fixtures/onnx/loop.onnx"]).contains("it uses Loop"));
    assert!(refused(&["compare", "tests/fixtures/formats/README.md"]).contains("README.md"));
}

#[test]
fn every_failure_is_one_sentence_and_exit_code_1() {
    let folder = folder("failures");
    let bad = folder.join("bad.csv");
    fs::write(&bad, "0.1,2,3\n0.2,2,3\n0.3,2,3\n0.4,x,3\n0.5,2,3\n").unwrap();
    assert_eq!(
        refused(&["analyze", bad.to_str().unwrap()]),
        "bad.csv, row 4, column 2: \"x\" is not a number."
    );
    assert!(
        refused(&["analyze", "no/such/file.csv"])
            .ends_with("file.csv: cannot be read, no such file or folder.")
    );
    assert_eq!(refused(&["analyze", "src"]), "src: no recording is in this folder.");
    assert!(
        refused(&["analyze", "www/samples/minute.dat"])
            .contains("minute.hea describes minute.dat: drop it too.")
    );
    assert!(
        refused(&["convert", "www/samples/minute", "x.mp3"]).contains("name it .csv, .hea, .edf or .json")
    );
    assert!(
        refused(&["convert", "www/samples/minute", "no/such/x.csv"]).contains("x.csv: cannot be written")
    );
    assert!(
        refused(&["convert", "www/samples/heartbeats.csv", "x.edf"])
            .contains("a heartbeat table is written as .csv")
    );
    assert!(refused(&["analyze", "www/samples/minute.hea", "--lead", "3"]).contains("there is no lead 3"));
    assert!(
        refused(&["analyze", "www/samples/minute.hea", "--model", "nope"]).contains("nope: no such model")
    );
    assert!(refused(&["simulate", "x.mp3"]).contains("name it .hea for a WFDB record or .csv"));
    assert!(
        refused(&["simulate", "x.csv", "--seconds", "0"])
            .contains("the length should be one second to one day")
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_recording_goes_through_every_form_and_comes_back() {
    let folder = folder("forms");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let convert = |from: &str, to: &str| {
        let output = ecglass(&["convert", from, to]);
        assert!(output.status.success(), "{from} to {to}: {}", String::from_utf8_lossy(&output.stderr));
    };
    convert("www/samples/minute", &at("a.edf"));
    convert(&at("a.edf"), &at("b.hea"));
    convert(&at("b.hea"), &at("c.json"));
    convert(&at("c.json"), &at("d.csv"));
    convert("www/samples/minute", &at("direct.csv"));
    assert_eq!(fs::read_to_string(at("d.csv")).unwrap(), fs::read_to_string(at("direct.csv")).unwrap());
    let beats = |path: &str| String::from_utf8(ecglass(&["analyze", path]).stdout).unwrap();
    assert!(beats(&at("b")).starts_with("b: 73 beats in 60.0 s of lead MLII"), "its annotations came along");
    let output = ecglass(&["convert", "www/samples/minute", &at("table.csv"), "--table"]);
    assert!(output.status.success());
    assert_eq!(fs::read_to_string(at("table.csv")).unwrap().lines().count(), 73);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_a_person_says_of_a_file_is_believed() {
    let folder = folder("said");
    let path = folder.join("bare.csv");
    fs::write(&path, (0..400).map(|at| format!("{};{}\n", at % 40, at % 7)).collect::<String>()).unwrap();
    let out = folder.join("out.json");
    let run = |more: &[&str]| -> serde_json::Value {
        let words = [&["convert", path.to_str().unwrap(), out.to_str().unwrap()], more].concat();
        let output = ecglass(&words);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap()
    };
    let said = run(&["--rate", "200", "--unit", "uV", "--leads", "#1", "--time", "none"]);
    assert_eq!(said["record"]["rate_hz"], 200.0);
    assert_eq!(said["record"]["leads"], serde_json::json!(["column 2"]));
    assert_eq!(said["signal"]["leads"][0]["samples"][3], 0.003);
    assert_eq!(ecglass(&["convert", "x", "y", "--unit", "miles"]).status.code(), Some(2));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_opens_its_first_recording_or_the_one_that_is_named() {
    let folder = folder("several");
    for (seed, name) in [("1", "one"), ("2", "two")] {
        let out = folder.join(format!("{name}.hea"));
        assert!(
            ecglass(&["simulate", out.to_str().unwrap(), "--seconds", "20", "--seed", seed]).status.success()
        );
    }
    fs::write(folder.join("README.md"), "Two records.\n").unwrap();
    let path = folder.to_str().unwrap();
    let first = ecglass(&["analyze", path]);
    assert!(String::from_utf8_lossy(&first.stdout).starts_with("one: "));
    assert!(
        String::from_utf8_lossy(&first.stderr)
            .contains("has 2 recordings; one was opened, name another with --record.")
    );
    assert!(
        String::from_utf8_lossy(&ecglass(&["analyze", path, "--record", "two"]).stdout).starts_with("two: ")
    );
    assert!(
        refused(&["analyze", path, "--record", "three"])
            .ends_with("no recording three is in it; it has one, two.")
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_report_opens_again_and_says_how_its_recording_was_read() {
    let folder = folder("again");
    let (report, signal) = (folder.join("report.json"), folder.join("x.csv"));
    fs::write(&signal, (0..900).map(|at| format!("{}.5\n", at % 90)).collect::<String>()).unwrap();
    let (report, signal) = (report.to_str().unwrap(), signal.to_str().unwrap());
    assert!(ecglass(&["analyze", signal, "--rate", "123", "--report", report]).status.success());
    let again = ecglass(&["analyze", report]);
    assert!(String::from_utf8_lossy(&again.stdout).starts_with("x: 9 beats in 7.3 s of lead ECG"));
    let with = String::from_utf8(ecglass(&["analyze", report, signal]).stdout).unwrap();
    assert!(with.contains("123 Hz"), "the report's rate was used: {with}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn waves_that_are_marked_are_listed_and_those_that_are_found_stand_near_them() {
    let data =
        std::env::var("ECGLASS_DATA").map_or_else(|_| Path::new(ROOT).join("../shared/data"), PathBuf::from);
    let record = data.join("ludb/data/1.hea");
    if !record.is_file() {
        println!(
            "left out: no {}; fetch the Lobachevsky University Database from physionet.org",
            record.display()
        );
        return;
    }
    let folder = folder("waves");
    let listed = |arguments: &[&str]| {
        let out = folder.join("waves.csv");
        let words: Vec<&str> =
            arguments.iter().map(|word| if *word == "OUT" { out.to_str().unwrap() } else { word }).collect();
        let output = ecglass(&words);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(&out).unwrap();
        assert!(text.starts_with("lead,wave,onset,peak,offset\n"));
        let of_lead_i = text.lines().filter(|line| line.starts_with("i,"));
        of_lead_i
            .map(|line| line.split(',').skip(1).map(String::from).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let record = record.to_str().unwrap();
    // 48 annotations of lead i are 16 waves, each with onset, peak and offset.
    let marked = listed(&["convert", record, "OUT", "--waves"]);
    assert_eq!(marked.len(), 16);
    let found = listed(&["analyze", record, "--waves", "OUT"]);
    for wave in &marked {
        let near = |other: &&Vec<String>| {
            let apart = |at: usize| other[at].parse::<i64>().unwrap() - wave[at].parse::<i64>().unwrap();
            // 150 ms at 500 Hz, as the field counts.
            other[0] == wave[0] && (1..4).all(|at| apart(at).abs() <= 75)
        };
        assert!(found.iter().any(|wave| near(&wave)), "{wave:?} is not among {found:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn beats_that_nobody_marked_are_found_classified_and_delineated() {
    let folder = folder("found");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    // The signal alone: its annotations stay behind.
    for end in ["hea", "dat"] {
        fs::copy(format!("{ROOT}/www/samples/minute.{end}"), at(&format!("minute.{end}"))).unwrap();
    }
    let (beats, waves, report) = (at("beats.csv"), at("waves.csv"), at("report.json"));
    let bare = at("minute.hea");
    let output = ecglass(&["analyze", &bare, "--beats", &beats, "--waves", &waves, "--report", &report]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("beats were found in the signal") && said.contains("lead MLII"), "{said}");
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(report["record"]["beats_from"], "signal");
    assert_eq!(report["cleaning"][0]["lead"], "MLII");
    assert_eq!(report["quality"]["leads"][0]["lead"], "MLII");
    assert!(report["truth"].is_null() && report["agreement"].is_null());

    let marked = ecglass(&[
        "analyze",
        "www/samples/minute",
        "--find",
        "--report",
        &at("marked.json"),
        "--beats",
        &at("again.csv"),
    ]);
    assert!(marked.status.success());
    let marked: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(at("marked.json")).unwrap()).unwrap();
    let agreement = &marked["agreement"];
    assert!(agreement["both"].as_u64() >= Some(70), "of 73 beats: {agreement}");
    assert!(agreement["apart_ms"].as_f64() < Some(15.0), "{agreement}");
    assert_eq!(marked["settings"]["beats"], "signal");
    assert!(marked["truth"]["N"].as_u64() > Some(50), "what is marked is the truth of what is found");
    assert_eq!(fs::read_to_string(at("again.csv")).unwrap(), fs::read_to_string(&beats).unwrap());

    // Each beat has a QRS complex that spans it.
    let spans: Vec<(usize, usize)> = fs::read_to_string(&waves)
        .unwrap()
        .lines()
        .filter(|line| line.contains(",QRS,"))
        .map(|line| {
            let words: Vec<&str> = line.split(',').collect();
            (words[2].parse().unwrap(), words[4].parse().unwrap())
        })
        .collect();
    let found = fs::read_to_string(&beats).unwrap();
    for at in found.lines().skip(1).map(|line| line.split(',').next().unwrap().parse::<usize>().unwrap()) {
        assert!(spans.iter().any(|(onset, offset)| (*onset..=*offset).contains(&at)), "the beat at {at}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_recording_is_written_cleaned_by_the_steps_that_are_asked_for() {
    let folder = folder("cleaned");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let column = |path: &str| -> Vec<f64> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect()
    };
    let convert = |out: &str, more: &[&str]| {
        let output = ecglass(&[&["convert", "www/samples/minute", out], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    convert(&at("raw.csv"), &["--clean", "none"]);
    let said = convert(&at("clean.csv"), &["--clean", "default"]);
    assert!(said.contains("dB before"), "{said}");
    let (raw, clean) = (column(&at("raw.csv")), column(&at("clean.csv")));
    assert_eq!(raw.len(), clean.len());
    assert_ne!(raw, clean);
    let mean = clean.iter().sum::<f64>() / clean.len() as f64;
    assert!(mean.abs() < 0.01, "a high-pass leaves no level: {mean}");

    let steps = at("steps.json");
    fs::write(&steps, r#"[{"step":"baseline"},{"step":"resample","hertz":180},{"step":"zscore"}]"#).unwrap();
    let said = convert(&at("scaled.json"), &["--clean", &steps]);
    assert!(said.contains("their numbers are no millivolts"), "{said}");
    let scaled: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(at("scaled.json")).unwrap()).unwrap();
    assert_eq!(scaled["record"]["rate_hz"], 180.0);

    let refused = |steps: &str| refused(&["convert", "www/samples/minute", &at("x.csv"), "--clean", steps]);
    assert!(
        refused("[{\"step\":\"polish\"}]")
            .contains("these are no steps of cleaning, unknown variant `polish`")
    );
    assert!(refused("no/such.json").contains("such.json: cannot be read, no such file or folder"));
    assert!(refused("[{\"step\":\"band\",\"high_hz\":400}]").contains("recipe, step band"));
    assert!(!folder.join("x.csv").exists());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_flat_line_gets_no_beat_and_a_reason() {
    let folder = folder("flat");
    let path = folder.join("flat.csv");
    let rows: String = (0..5000).map(|at| format!("{:.3},0.5\n", at as f64 / 250.0)).collect();
    fs::write(&path, format!("time_s,II\n{rows}")).unwrap();
    let output = ecglass(&["analyze", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("flat: 0 beats in 20.0 s of lead II"), "{said}");
    assert!(said.contains("note: No heartbeats were found in flat.") && said.contains("flat"), "{said}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing_behind() {
    let folder = folder("unwritable");
    let report = folder.join("report.json");
    fs::create_dir(&report).unwrap();
    refused(&["analyze", "www/samples/heartbeats.csv", "--report", report.to_str().unwrap()]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "only what stood there before");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [&["analyze"][..], &["fly"], &["simulate", "x.csv", "--ectopic", "1,2"]] {
        assert_eq!(ecglass(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn on_real_recordings_most_beats_are_called_what_they_are() {
    let data =
        std::env::var("ECGLASS_DATA").map_or_else(|_| Path::new(ROOT).join("../shared/data"), PathBuf::from);
    let record = data.join("mitdb/208.hea");
    if !record.is_file() {
        println!(
            "left out: no {}; fetch the MIT-BIH Arrhythmia Database from physionet.org",
            record.display()
        );
        return;
    }
    let folder = folder("real");
    let report = folder.join("report.json");
    let output = ecglass(&["analyze", record.to_str().unwrap(), "--report", report.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    // The annotators' own counts of record 208; most of its beats were trained on, so the floor is high and means little more.
    assert_eq!(report["truth"], serde_json::json!({"N": 1586, "S": 2, "V": 992, "F": 373, "Q": 2}));
    assert!(report["scores"]["accuracy"].as_f64().unwrap() > 0.97);
    let agreement = &report["agreement"];
    assert!(
        agreement["both"].as_u64().unwrap() * 1000 >= agreement["marked"].as_u64().unwrap() * 995,
        "{agreement}"
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_of_records_is_scored_and_what_cannot_be_is_named() {
    let folder = folder("score");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    for (seed, name) in [("1", "one"), ("2", "two")] {
        let out = at(&format!("{name}.hea"));
        let simulate = ["simulate", &out, "--seconds", "60", "--seed", seed, "--ectopic", "0.05,0.1,0,0"];
        assert!(ecglass(&simulate).status.success());
    }
    fs::write(at("bad.hea"), "bad 1 360 100\nbad.dat 212\n").unwrap();
    fs::write(at("bad.atr"), [0, 0]).unwrap();
    fs::write(at("bare.hea"), "bare 1 360 100\nbare.dat 212\n").unwrap();
    let path = folder.to_str().unwrap();

    // The reference against itself is right in every beat.
    let output = ecglass(&["score", path, "--annotator", "atr", "--json", &at("own.json")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("atr against the reference (atr), 2 records, beats within 150 ms"), "{said}");
    assert!(said.contains("left out: ") && said.contains("bad.dat") && !said.contains("bare"), "{said}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.dat"));
    let own: serde_json::Value = serde_json::from_str(&fs::read_to_string(at("own.json")).unwrap()).unwrap();
    assert_eq!(own["ec57"]["gross"]["qrs_sensitivity"], 1.0);
    assert_eq!(own["classes"]["accuracy"], 1.0);
    assert_eq!(own["left_out"][0]["record"], "bad");

    // ecglass itself: nearly every beat is found, from the tenth second on.
    let output = ecglass(&["score", path, "--after", "10", "--json", &at("found.json")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(at("found.json")).unwrap()).unwrap();
    assert!(found["ec57"]["gross"]["qrs_sensitivity"].as_f64() > Some(0.97), "{}", found["ec57"]["gross"]);
    assert!(found["ec57"]["gross"]["qrs_positive_predictivity"].as_f64() > Some(0.97));
    assert_eq!(found["model"]["name"], "beat-rhythm");
    let beats = |report: &serde_json::Value| -> u64 {
        report["ec57"]["beats"].as_array().unwrap()[..5]
            .iter()
            .flat_map(|row| row.as_array().unwrap())
            .map(|count| count.as_u64().unwrap())
            .sum()
    };
    assert!(beats(&found) < beats(&own), "the first ten seconds are left out");

    let nobody = ecglass(&["score", path, "--annotator", "qrs"]);
    assert_eq!(nobody.status.code(), Some(1));
    let said = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(
        said.contains("one: there are no annotations .qrs") && said.contains("none of its 3 records"),
        "{said}"
    );
    assert!(refused(&["score", "src"]).contains("no WFDB record with reference annotations"));
    assert!(refused(&["score", "no/such"]).contains("no such file or folder"));
    assert!(refused(&["score", path, "--after=-1"]).contains("0 or more"));
    fs::remove_dir_all(folder).unwrap();
}
