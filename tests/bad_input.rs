//! Files that people drop by mistake, or that were damaged on the way: each a sentence, never a panic.
//!
//! The page shows the same sentences (tests/browser), since both take them from the same errors.

use ecglass::error::{Error, Kind};
use ecglass::read::{Intake, Reading};

fn refused(name: &str, bytes: &[u8]) -> (Kind, String) {
    refused_together(&[(name, bytes)])
}

#[track_caller]
fn refused_together(files: &[(&str, &[u8])]) -> (Kind, String) {
    match Intake::read(files.iter().copied()) {
        Ok((reading, _)) => panic!("{} was read", reading.name()),
        Err(error) => (error.kind(), error.to_string()),
    }
}

fn row(first: &str, label: &str) -> String {
    format!("{first},{}{label}\n", "0.5,".repeat(186))
}

const HEADER: &[u8] = b"100 1 360 4\n100.dat 16 200 12 0 1 10 0 MLII\n";

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let (kind, sentence) = refused("beats.csv", b"");
    assert_eq!(kind, Kind::Malformed);
    assert_eq!(sentence, "beats.csv: the file is empty; export or copy it again.");
}

#[test]
fn a_picture_is_called_a_picture_whatever_its_name() {
    let (kind, sentence) = refused("beats.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(kind, Kind::Unsupported);
    assert_eq!(
        sentence,
        "beats.csv: this is a PNG picture; ecglass reads heartbeat tables (CSV) and WFDB records."
    );
}

#[test]
fn a_web_page_saved_as_csv_is_called_a_web_page() {
    let (_, sentence) = refused("mitbih_test.csv", b"\n<!DOCTYPE html><html><body>Sign in</body></html>");
    assert_eq!(
        sentence,
        "mitbih_test.csv: this is a web page (HTML or XML), not data; download the file itself."
    );
}

#[test]
fn a_git_lfs_pointer_is_told_how_to_become_the_file() {
    let (_, sentence) =
        refused("beats.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    assert!(sentence.contains("run `git lfs pull`"), "{sentence}");
}

#[test]
fn one_column_is_no_heartbeat_table() {
    let (_, sentence) = refused("signal.csv", b"0.1\n0.2\n0.3\n");
    assert_eq!(
        sentence,
        "signal.csv: this has one column; a heartbeat table has a beat a row: its samples in columns, then the label."
    );
}

#[test]
fn a_short_row_is_named() {
    let table = row("0.5", "0") + &row("0.5", "1") + "0.5,0.5,0\n";
    let (kind, sentence) = refused("beats.csv", table.as_bytes());
    assert_eq!(kind, Kind::Malformed);
    assert_eq!(sentence, "beats.csv, row 3: 3 values where row 1 has 188; every row must have as many.");
}

#[test]
fn text_among_numbers_is_named_by_row_and_column() {
    let table = row("0.5", "0") + &row("oops", "0");
    let (_, sentence) = refused("beats.csv", table.as_bytes());
    assert_eq!(sentence, "beats.csv, row 2, column 1: \"oops\" is not a number.");
}

#[test]
fn a_missing_number_is_named_by_row_and_column() {
    let (_, sentence) = refused("beats.csv", (row("0.5", "0") + &row("", "0")).as_bytes());
    assert_eq!(
        sentence,
        "beats.csv, row 2, column 1: nothing stands there; every column must hold a number."
    );
}

#[test]
fn nan_and_infinity_are_named_by_row_and_column() {
    for word in ["NaN", "nan", "inf", "-Infinity", "1e999"] {
        let (_, sentence) = refused("beats.csv", (row("0.5", "0") + &row(word, "0")).as_bytes());
        assert_eq!(
            sentence,
            format!("beats.csv, row 2, column 1: \"{word}\" is not a number that can be drawn.")
        );
    }
}

#[test]
fn a_label_that_is_no_class_is_named_by_row() {
    for label in ["7", "-1", "1.5"] {
        let (_, sentence) = refused("beats.csv", (row("0.5", "0") + &row("0.5", label)).as_bytes());
        let expected = format!("beats.csv, row 2: the label is {label}; labels are 0 N, 1 S, 2 V, 3 F, 4 Q.");
        assert_eq!(sentence, expected);
    }
}

#[test]
fn a_header_without_rows_is_no_table() {
    let (_, sentence) = refused("beats.csv", b"a,b,label\n");
    assert_eq!(sentence, "beats.csv: a header, but no row of numbers under it; export it again.");
}

#[test]
fn ten_million_wide_rows_are_refused_at_the_first_one() {
    let mut intake = Intake::new();
    let first = row("0.5", "0");
    intake.begin("huge.csv", first.len() as u64 * 10_000_000).unwrap();
    let error: Error = intake.push(first.repeat(3).as_bytes()).unwrap_err();
    let sentence = error.to_string();
    assert!(
        sentence.starts_with("huge.csv: about 10,000,001 rows make more than the 134,217,728 samples"),
        "{sentence}"
    );
    assert!(sentence.ends_with("split the file and drop the parts."), "{sentence}");
}

#[test]
fn ten_million_narrow_rows_are_read() {
    let mut intake = Intake::new();
    let piece = "0,1,0\n".repeat(100_000);
    intake.begin("narrow.csv", piece.len() as u64 * 100).unwrap();
    for _ in 0..100 {
        intake.push(piece.as_bytes()).unwrap();
    }
    let (Reading::Table { beats, .. }, notes) = intake.finish().unwrap() else { panic!("a table") };
    assert_eq!(beats.len(), 10_000_000);
    assert!(notes[0].text.contains("3 columns; the last one was taken as a sample"), "{}", notes[0].text);
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let mut intake = Intake::new();
    intake.begin("beats.csv", 1 << 34).unwrap();
    let piece = "0.5,".repeat(1 << 18);
    let error = (0..64).find_map(|_| intake.push(piece.as_bytes()).err()).expect("an error within 64 MiB");
    assert_eq!(
        error.to_string(),
        "beats.csv, row 1: longer than 16 MiB; a row of a heartbeat table is a beat."
    );
}

#[test]
fn a_header_without_its_signal_names_the_signal() {
    let (kind, sentence) = refused("100.hea", HEADER);
    assert_eq!(kind, Kind::Unsupported);
    assert_eq!(sentence, "100.hea: it describes 100.dat; drop 100.dat together with it.");
}

#[test]
fn a_signal_without_its_header_names_the_header() {
    let (_, sentence) = refused("100.dat", b"\x01\x02\x03");
    assert_eq!(sentence, "100.dat: 100.hea describes it; drop 100.hea together with it.");
}

#[test]
fn a_cut_signal_is_read_as_far_as_it_goes_and_the_loss_is_noted() {
    let dat: &[u8] = &[1, 0, 2, 0, 3];
    let (Reading::Record(record), notes) = Intake::read([("100.hea", HEADER), ("100.dat", dat)]).unwrap()
    else {
        panic!("a record")
    };
    assert_eq!(record.len(), 2);
    assert_eq!(
        notes[0].text,
        "100.dat ends after 2 of the 4 samples that 100.hea promises; what is there was read. \
         Copy the file again if it should be whole."
    );
}

#[test]
fn a_signal_of_nothing_is_refused() {
    let (_, sentence) = refused_together(&[("100.hea", HEADER), ("100.dat", b"\x01")]);
    assert_eq!(sentence, "100.dat: no samples are in it; copy it again, 100.hea describes it.");
}

#[test]
fn a_wrong_checksum_is_noted_and_survived() {
    let dat: &[u8] = &[1, 0, 2, 0, 3, 0, 5, 0];
    let (_, notes) = Intake::read([("100.hea", HEADER), ("100.dat", dat)]).unwrap();
    assert_eq!(
        notes[0].text,
        "100.dat, signal MLII: its checksum is not the one in 100.hea; the file may have changed since."
    );
}

#[test]
fn headers_that_claim_the_impossible_are_refused_where_they_do() {
    let cases: [(&[u8], &str); 8] = [
        (b"100 1000000 360\n", "100.hea, line 1: it claims 1000000 signals; a record has 1 to 1024."),
        (b"100 two 360\n", "100.hea, line 1: the second field should be the number of signals."),
        (b"100 1 0 4\n", "100.hea, line 1: \"0\" is no sampling rate; it should be hertz above zero."),
        (b"100 1 -360\n", "100.hea, line 1: \"-360\" is no sampling rate; it should be hertz above zero."),
        (
            b"100 2 360\n100.dat 16\n",
            "100.hea: it announces 2 signals and describes 1; copy the header again.",
        ),
        (
            b"100 1 360\n100.dat 310\n",
            "100.hea, line 2: signals in format 310; ecglass reads 16 and 212 so far.",
        ),
        (
            b"100 1 360\n100.dat 16 2(x)/mV\n",
            "100.hea, line 2: \"2(x)/mV\" is no gain; it should read like 200(0)/mV.",
        ),
        (b"# nothing\n", "100.hea: no record line is in it; copy the header again."),
    ];
    for (header, expected) in cases {
        assert_eq!(refused("100.hea", header).1, expected);
    }
}

#[test]
fn a_header_that_claims_a_trillion_samples_costs_no_memory() {
    let header = b"100 1 360 1000000000000\n100.dat 16 200 12 0 1 0 0 MLII\n";
    let (Reading::Record(record), notes) =
        Intake::read([("100.hea", &header[..]), ("100.dat", &[1, 0])]).unwrap()
    else {
        panic!("a record")
    };
    assert_eq!((record.len(), notes.len()), (1, 1));
}

#[test]
fn annotations_that_end_in_the_middle_are_refused() {
    let dat: &[u8] = &[1, 0, 2, 0, 3, 0, 4, 0];
    let (_, sentence) =
        refused_together(&[("100.hea", HEADER), ("100.dat", dat), ("100.atr", b"\x00\xec\x01")]);
    assert_eq!(sentence, "100.atr: it ends in the middle of an annotation; copy it again.");
}

#[test]
fn files_of_two_kinds_are_asked_for_one_at_a_time() {
    let (_, sentence) = refused_together(&[("100.hea", HEADER), ("beats.csv", b"1,2,3\n")]);
    assert_eq!(
        sentence,
        "100.hea, beats.csv: these do not make one record; drop one table, or the files of one record, at a time."
    );
}

#[test]
fn a_drop_of_nothing_is_answered() {
    assert_eq!(
        refused_together(&[]).1,
        "drop: no file came with it; drop a CSV of heartbeats or the files of a WFDB record."
    );
}
