//! What the command line leaves a person with: the report on paper, RR intervals, one lead of several, tables out of archives.

mod folder;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use folder::Folder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn from(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecglass"))
        .args(arguments)
        .current_dir(folder)
        .env("ECGLASS_MODELS", Path::new(ROOT).join("models"))
        .output()
        .unwrap()
}

#[track_caller]
fn said(arguments: &[&str]) -> String {
    let output = from(Path::new(ROOT), arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// One sentence, exit code 1.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let output = from(Path::new(ROOT), arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("ecglass: ") && said.ends_with(".\n") && said.lines().count() == 1, "{said}");
    said.trim_start_matches("ecglass: ").trim_end().to_string()
}

#[test]
fn a_report_is_written_where_it_is_asked_for_or_called_after_its_record() {
    let folder = Folder::new("takeaway-report");
    let minute = format!("{ROOT}/www/samples/minute");
    let out = folder.path("own.pdf");
    let text = said(&["report", &minute, "--out", &out, "--hrv", "--st"]);
    let pdf = fs::read(&out).unwrap();
    assert_eq!(text, format!("{out}: {} bytes\n", pdf.len()));
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF\n") || pdf.ends_with(b"%%EOF"));

    let output = from(&folder.0, &["report", &minute]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("minute-report.pdf: "));
    // The report of a saved report is called after the record, and not after the report.
    said(&["analyze", &minute, "--report", &folder.path("kept.json")]);
    fs::remove_file(folder.path("minute-report.pdf")).unwrap();
    assert!(from(&folder.0, &["report", "kept.json"]).status.success());
    assert_eq!(folder.files(), ["kept.json", "minute-report.pdf", "own.pdf"]);
}

#[test]
fn a_report_of_nothing_or_to_nowhere_is_refused_and_leaves_nothing_behind() {
    let folder = Folder::new("takeaway-refused");
    let nowhere = folder.path("no/such/folder/out.pdf");
    let sentence = refused(&["report", "www/samples/minute", "--out", &nowhere]);
    assert_eq!(sentence, format!("{nowhere}: cannot be written, no such file or folder."));
    let out = folder.path("out.pdf");
    assert_eq!(
        refused(&["report", "no-such-record", "--out", &out]),
        "no-such-record: cannot be read, no such file or folder."
    );
    fs::write(folder.path("notes.csv"), "Dear reader,\nthere are no numbers here.\n").unwrap();
    assert!(refused(&["report", &folder.path("notes.csv"), "--out", &out]).starts_with("notes.csv"));
    fs::write(folder.path("broken.json"), r#"{"record": {"name": "x"}, "counts": {}, "model": {}}"#).unwrap();
    assert!(
        refused(&["report", &folder.path("broken.json"), "--out", &out])
            .contains("this is no report that ecglass wrote")
    );
    assert!(refused(&["report", "www/samples/minute", "--lead", "9", "--out", &out]).contains("no lead 9"));
    assert!(
        refused(&["report", "www/samples/minute", "--model", "gan-conv", "--out", &out])
            .contains("it classifies no beats")
    );
    assert_eq!(folder.files(), ["broken.json", "notes.csv"]);
}

#[test]
fn rr_intervals_are_a_line_each_and_one_over_a_hole_is_left_out_and_told() {
    let folder = Folder::new("takeaway-rr");
    let (rr, beats) = (folder.path("rr.txt"), folder.path("beats.csv"));
    let text = said(&["analyze", "www/samples/minute", "--rr", &rr, "--beats", &beats]);
    assert!(!text.contains("left out of the RR intervals"), "{text}");
    let column = |path: &str, column: usize| -> Vec<f64> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().filter_map(|line| line.split(',').nth(column)?.parse().ok()).collect()
    };
    let (ms, at) = (column(&rr, 0), column(&beats, 0));
    assert_eq!((ms.len(), at.len()), (72, 73));
    for (ms, pair) in ms.iter().zip(at.windows(2)) {
        assert!((ms - (pair[1] - pair[0]) / 0.36).abs() < 5.1e-4, "{ms}");
    }

    // Six seconds of nothing in the middle.
    let csv = folder.path("whole.csv");
    said(&["convert", "www/samples/minute", &csv]);
    let holed = folder.path("holed.csv");
    let rows = fs::read_to_string(&csv).unwrap();
    let rows: Vec<String> = rows
        .lines()
        .map(|row| match row.split_once(',') {
            Some((time, _)) if time.parse().is_ok_and(|at: f64| (20.0..26.0).contains(&at)) => {
                format!("{time},")
            }
            _ => row.into(),
        })
        .collect();
    fs::write(&holed, rows.join("\n")).unwrap();
    let text = said(&["analyze", &holed, "--unit", "mV", "--rr", &rr]);
    assert!(
        text.ends_with(
            "\nnote: 1 interval is left out of the RR intervals: nothing was recorded there, or they are longer than 10 s.\n"
        ),
        "{text}"
    );
    assert!(column(&rr, 0).iter().all(|&ms| ms < 3000.0));
    let sentence = refused(&["analyze", "www/samples/heartbeats.csv", "--rr", &rr]);
    assert!(sentence.contains("RR intervals are of recordings"), "{sentence}");
}

#[test]
fn one_lead_is_written_where_one_is_asked_for() {
    let folder = Folder::new("takeaway-lead");
    let (made, one) = (folder.path("made.hea"), folder.path("one.csv"));
    said(&["simulate", "--seconds", "10", "--leads", "2", &made]);
    said(&["convert", &made, &folder.path("all.csv")]);
    said(&["convert", &made, &one, "--lead", "1"]);
    let second = |text: &str, at: usize| -> Vec<String> {
        text.lines().map(|row| row.split(',').nth(at).unwrap().to_string()).collect()
    };
    let (all, one) = (fs::read_to_string(folder.path("all.csv")).unwrap(), fs::read_to_string(one).unwrap());
    assert_eq!(all.lines().next(), Some("time_s,MLII,V1"));
    assert_eq!(one.lines().next(), Some("time_s,V1"));
    assert_eq!(second(&one, 1), second(&all, 2));
    let none = refused(&["convert", &made, &folder.path("none.csv"), "--lead", "2"]);
    assert!(none.contains("there is no lead 2; it has 2, counted from 0"), "{none}");
    assert!(!folder.files().contains(&"none.csv".to_string()));
}

#[test]
fn a_table_in_an_archive_or_in_utf_16_is_balanced_as_it_is_analyzed() {
    let folder = Folder::new("takeaway-balance");
    let table = "www/samples/heartbeats.csv";
    let text = fs::read_to_string(Path::new(ROOT).join(table)).unwrap();
    said(&["balance", table, &folder.path("plain.csv")]);
    let plain = fs::read_to_string(folder.path("plain.csv")).unwrap();

    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    fs::write(folder.path("wide.csv"), [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()).unwrap();
    let told = said(&["balance", &folder.path("wide.csv"), &folder.path("narrow.csv")]);
    assert!(told.contains("\nnote: the table is text in UTF-16; it was written as UTF-8"), "{told}");
    assert_eq!(fs::read_to_string(folder.path("narrow.csv")).unwrap(), plain);

    let pack = |name: &str, files: &[&str]| {
        let files: Vec<(String, Vec<u8>)> =
            files.iter().map(|file| (file.to_string(), text.clone().into_bytes())).collect();
        fs::write(folder.path(name), ecglass::write::zip(&files)).unwrap();
    };
    pack("one.zip", &["heartbeats.csv"]);
    said(&["balance", &folder.path("one.zip"), &folder.path("unpacked.csv")]);
    assert_eq!(fs::read_to_string(folder.path("unpacked.csv")).unwrap(), plain);
    pack("two.zip", &["a.csv", "b.csv"]);
    let sentence = refused(&["balance", &folder.path("two.zip"), &folder.path("none.csv")]);
    assert!(
        sentence.ends_with("2 files are in the archive; unpack it, and name the table that is meant."),
        "{sentence}"
    );
    assert!(!folder.files().contains(&"none.csv".to_string()));
}

#[test]
fn a_generator_and_what_judges_beats_are_shown_layer_by_layer() {
    for (model, begins) in [
        ("gan-conv", "gan-conv: "),
        ("anomaly-gan", "anomaly-gan: "),
        ("models/gan-dense/model.onnx", "gan-dense: "),
    ] {
        let text = said(&["inspect", model]);
        assert!(
            text.starts_with(begins) && text.contains(" out") && text.contains(" parameters; "),
            "{text}"
        );
        assert!(text.lines().count() > 5, "{text}");
    }
    assert!(refused(&["inspect", "no-such-model"]).contains("no such model"));
}
