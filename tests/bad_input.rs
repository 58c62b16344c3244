//! Files that people drop by mistake, or that were damaged on the way: each a sentence, never a panic.
//!
//! The page shows the same sentences (tests/browser), since both take them from the same errors.

use ecglass::ecg::{Hertz, Record};
use ecglass::error::{Error, Kind};
use ecglass::read::{Choices, Intake, Layout, Reading};
use ecglass::write;

fn refused(name: &str, bytes: &[u8]) -> (Kind, String) {
    refused_together(&[(name, bytes)])
}

#[track_caller]
fn refused_together(files: &[(&str, &[u8])]) -> (Kind, String) {
    match Intake::read(files.iter().copied()) {
        Ok(opened) => panic!("{} was read", opened.reading.name()),
        Err(error) => (error.kind(), error.to_string()),
    }
}

/// What survives: the record, and the notes about it.
#[track_caller]
fn survived(files: &[(&str, &[u8])]) -> (Record, Vec<String>) {
    let opened = Intake::read(files.iter().copied()).unwrap();
    let Reading::Record(record) = opened.reading else { panic!("a record") };
    (record, opened.notes.into_iter().map(|note| note.text).collect())
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
        "beats.csv: this is a PNG picture; ecglass reads CSV and other text with numbers, WFDB records, EDF, EDF+ and BDF, \
         and zip archives of these."
    );
}

#[test]
fn a_pdf_is_told_that_it_is_a_picture_of_an_ecg_at_most() {
    let (_, sentence) = refused("ecg.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    assert!(
        sentence.starts_with(
            "ecg.pdf: this is a PDF document, a picture of an ECG at most; export the recording itself;"
        ),
        "{sentence}"
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
fn prose_is_no_recording() {
    let (kind, sentence) = refused("letter.txt", b"Dear reader,\nthis is a letter.\nYours\n");
    assert_eq!(kind, Kind::Unsupported);
    assert_eq!(
        sentence,
        "letter.txt: text without rows of numbers; ecglass reads recordings and heartbeat tables as CSV."
    );
    let (_, sentence) = refused("blank.csv", b"\n\n  \n");
    assert_eq!(sentence, "blank.csv: only blank lines are in it; export it again.");
}

#[test]
fn text_in_a_numeric_column_is_named_by_row_and_column() {
    let text = format!(
        "time,ecg\n{}0.5,broken\n0.6,1\n",
        (0..50).map(|i| format!("0.{i:02},1.5\n")).collect::<String>()
    );
    let (kind, sentence) = refused("signal.csv", text.as_bytes());
    assert_eq!(kind, Kind::Malformed);
    assert_eq!(sentence, "signal.csv, row 52, column 2 (ecg): \"broken\" is not a number.");
}

#[test]
fn a_ragged_row_of_a_recording_is_named() {
    let (_, sentence) = refused("signal.csv", b"0.1,2\n0.2,3\n0.3,4\n0.4,5\n0.5,6\n0.6\n0.7,8\n");
    assert_eq!(sentence, "signal.csv, row 6: 1 value where row 1 has 2; every row must have as many.");
}

#[test]
fn a_recording_that_was_cut_in_its_last_row_is_read_up_to_it() {
    let (record, notes) = survived(&[("cut.csv", b"fs=250\nI,II\n1,2\n2,3\n3,4\n4,5\n5,6\n6")]);
    assert_eq!((record.len(), record.leads().len()), (5, 2));
    assert!(notes[0].contains("cut.csv, row 8: 1 value where row 3 has 2"), "{}", notes[0]);
    assert!(notes[0].ends_with("The file ends there; everything before it was read."), "{}", notes[0]);
}

#[test]
fn what_is_not_a_number_in_a_recording_is_a_gap() {
    let (record, notes) = survived(&[("gaps.csv", b"fs=250\nI\n1\nNaN\n3\ninf\n5\n\"\"\n7\n")]);
    let spans: Vec<_> = record.leads()[0].gaps.iter().map(|gap| (gap.from.0, gap.to.0)).collect();
    assert_eq!(spans, [(1, 2), (3, 4), (5, 6)]);
    assert_eq!(record.leads()[0].samples, [1.0, 1.0, 3.0, 3.0, 5.0, 5.0, 7.0]);
    assert_eq!(notes[0], "gaps.csv, row 6: an infinite number; it was read as missing.");
    assert_eq!(notes[1], "gaps.csv: 2 cells are empty; they were read as missing.");
}

#[test]
fn a_constant_signal_is_read_and_doubted() {
    let (record, notes) = survived(&[("flat.csv", b"fs=250\nI [mV]\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n")]);
    assert_eq!(record.len(), 6);
    assert_eq!(notes, ["flat, I: every sample is the same; look whether the electrode was on."]);
}

#[test]
fn a_recording_of_nothing_but_gaps_is_refused() {
    let (kind, sentence) = refused("x.csv", b"t,I\n0.00,\n0.01,\n0.02,\n0.03,\n0.04,\n");
    assert_eq!(kind, Kind::Unfit);
    assert!(sentence.starts_with("x.csv: none of its channels is a voltage"), "{sentence}");
    let dat = [0x00, 0x80].repeat(4);
    let (_, sentence) = refused_together(&[("100.hea", HEADER), ("100.dat", &dat)]);
    assert_eq!(sentence, "100: nothing but gaps is in it; look whether it was exported whole.");
}

#[test]
fn rates_that_no_ecg_has_are_refused_and_can_be_corrected() {
    let header: &[u8] = b"100 1 0.001 4\n100.dat 16 200\n";
    let (kind, sentence) = refused_together(&[("100.hea", header), ("100.dat", &[1, 0, 2, 0, 3, 0, 4, 0])]);
    assert_eq!(kind, Kind::Unfit);
    assert_eq!(
        sentence,
        "100: 0.001 Hz is no sampling rate of an ECG; say the right one, from 1 to 100,000 Hz."
    );
    let choices = Choices { rate_hz: Hertz::new(250.0), ..Choices::default() };
    let opened =
        Intake::with(choices).take([("100.hea", header), ("100.dat", &[1, 0, 2, 0, 3, 0, 4, 0])]).unwrap();
    let Reading::Record(record) = opened.reading else { panic!("a record") };
    assert_eq!(record.rate().get(), 250.0);
}

#[test]
fn text_in_another_encoding_is_read_all_the_same() {
    let latin: &[u8] = b"Sampling rate;250\nEinheit;\xb5V\n\n100\n200\n300\n400\n500\n";
    let (record, _) = survived(&[("latin.csv", latin)]);
    assert_eq!(record.leads()[0].samples, [0.1, 0.2, 0.3, 0.4, 0.5]);
    let wide: Vec<u8> =
        "\u{feff}fs=250\nI [mV]\n1\n2\n3\n4\n5\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (record, _) = survived(&[("wide.txt", &wide)]);
    assert_eq!(record.leads()[0].samples, [1.0, 2.0, 3.0, 4.0, 5.0]);
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
    let error: Error = intake.push(first.repeat(200).as_bytes()).unwrap_err();
    let sentence = error.to_string();
    assert!(
        sentence.starts_with("huge.csv: about 10,000,001 rows make more than the 134,217,728 samples"),
        "{sentence}"
    );
    assert!(sentence.ends_with("split the file and drop the parts."), "{sentence}");
}

#[test]
fn ten_million_narrow_rows_are_read() {
    let mut intake = Intake::with(Choices { layout: Some(Layout::Table), ..Choices::default() });
    let piece = "0,1,0\n".repeat(100_000);
    intake.begin("narrow.csv", piece.len() as u64 * 100).unwrap();
    for _ in 0..100 {
        intake.push(piece.as_bytes()).unwrap();
    }
    let opened = intake.finish().unwrap();
    let Reading::Table { beats, .. } = opened.reading else { panic!("a table") };
    assert_eq!(beats.len(), 10_000_000);
    let labels = opened.findings.iter().find(|finding| finding.about == "labels").unwrap();
    assert_eq!(
        (labels.value.as_str(), labels.reason.as_str()),
        ("none", "the last column reads like a sample")
    );
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let mut intake = Intake::new();
    intake.begin("beats.csv", 1 << 34).unwrap();
    let piece = "0.5,".repeat(1 << 18);
    let error = (0..64).find_map(|_| intake.push(piece.as_bytes()).err()).expect("an error within 64 MiB");
    assert_eq!(error.to_string(), "beats.csv, row 1: longer than 16 MiB; no row of an ECG is.");
}

#[test]
fn a_header_without_its_signal_names_the_signal() {
    let (kind, sentence) = refused("100.hea", HEADER);
    assert_eq!(kind, Kind::Unsupported);
    assert_eq!(sentence, "100.dat: not here; 100.hea describes 100.dat: drop it too.");
}

#[test]
fn a_signal_without_its_header_names_the_header() {
    let (_, sentence) = refused("100.dat", b"\x01\x02\x03");
    assert_eq!(sentence, "100.dat: 100.hea describes 100.dat: drop it too.");
}

#[test]
fn what_is_missing_is_named_for_a_program_too() {
    let header: &[u8] = b"100 2 360 4\n100.dat 16\n100.xyz 16\n";
    let error = Intake::read([("100.hea", header)]).unwrap_err();
    assert_eq!(error.wants(), ["100.dat", "100.xyz"]);
    assert_eq!(error.to_string(), "100.dat: not here; 100.hea describes 100.dat and 100.xyz: drop them too.");
    assert_eq!(Intake::read([("100.dat", &[1, 2][..])]).unwrap_err().wants(), ["100.hea"]);
}

#[test]
fn a_cut_signal_is_read_as_far_as_it_goes_and_the_loss_is_noted() {
    let (record, notes) = survived(&[("100.hea", HEADER), ("100.dat", &[1, 0, 2, 0, 3])]);
    assert_eq!(record.len(), 2);
    assert_eq!(
        notes,
        ["100.dat ends after 2 of the 4 samples that 100.hea promises; what is there was read. \
          Copy the file again if it should be whole."]
    );
}

#[test]
fn a_signal_of_nothing_is_refused() {
    let (_, sentence) = refused_together(&[("100.hea", HEADER), ("100.dat", b"\x01")]);
    assert_eq!(sentence, "100.dat: no samples are in it; copy it again, 100.hea describes it.");
}

#[test]
fn a_wrong_checksum_is_noted_and_survived() {
    let (_, notes) = survived(&[("100.hea", HEADER), ("100.dat", &[1, 0, 2, 0, 3, 0, 5, 0])]);
    assert_eq!(
        notes,
        ["100.dat, signal MLII: its checksum is not the one in 100.hea; the file may have changed since."]
    );
}

#[test]
fn a_gain_of_zero_is_the_formats_own_default_and_said_so() {
    let header: &[u8] = b"100 1 360 2\n100.dat 16 0 12 0 1 0 0 MLII\n";
    let (record, notes) = survived(&[("100.hea", header), ("100.dat", &[200, 0, 144, 1])]);
    assert_eq!(record.leads()[0].samples, [1.0, 2.0]);
    assert_eq!(
        notes,
        [
            "100.hea, line 2: MLII has no gain, so it is not calibrated; 200 counts in a millivolt were assumed, as the format has it."
        ]
    );
}

#[test]
fn a_date_where_the_time_should_be_is_read_and_noted() {
    let header: &[u8] = b"A1 1 300 2 2014-05-08 05:05:15\nA1.dat 16 200\n";
    let (record, notes) = survived(&[("A1.hea", header), ("A1.dat", &[1, 0, 2, 0])]);
    assert_eq!(record.start().to_string(), "2014-05-08 05:05:15");
    assert_eq!(
        notes,
        ["A1.hea, line 1: the date stands where the time should be; 2014-05-08 was read as the date."]
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
            b"100 1 360\n100.dat 313\n",
            "100.hea, line 2: signals in format 313; the formats are 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 and 524.",
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
    let (record, notes) = survived(&[("100.hea", header), ("100.dat", &[1, 0])]);
    assert_eq!((record.len(), notes.len()), (1, 1));
    let segments = b"100/2 1 360\n~ 999999999999\n100s 4\n";
    let (_, sentence) = refused_together(&[
        ("100.hea", segments),
        ("100s.hea", b"100s 1 360 4\n100.dat 16\n"),
        ("100.dat", &[1, 0]),
    ]);
    assert_eq!(
        sentence,
        "100.hea: its segments claim 1000000000003 samples; 134217728 are the most that are held at once."
    );
}

#[test]
fn annotations_that_end_in_the_middle_are_refused() {
    let dat: &[u8] = &[1, 0, 2, 0, 3, 0, 4, 0];
    let (_, sentence) =
        refused_together(&[("100.hea", HEADER), ("100.dat", dat), ("100.atr", b"\x00\xec\x01")]);
    assert_eq!(sentence, "100.atr: it ends in the middle of an annotation; copy it again.");
}

#[test]
fn what_is_whole_is_read_and_what_is_not_is_noted() {
    let (record, notes) =
        survived(&[("100.hea", HEADER), ("one.csv", b"fs=100\nI [mV]\n1\n2\n3\n4\n5\n6\n")]);
    assert_eq!(record.name(), "one");
    assert_eq!(notes, ["100 was left out: 100.dat is missing."]);
}

/// An archive of deflated files, by another's hand.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut archive, bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_another_program_packed_is_unpacked() {
    let archive = packed(&[
        ("db/100.dat", &[1, 0, 2, 0, 3, 0, 4, 0]),
        ("db/README", b"Hello.\n"),
        ("db/100.hea", HEADER),
    ]);
    let (record, notes) = survived(&[("db.zip", &archive)]);
    assert_eq!((record.name(), record.len(), notes.len()), ("100", 4, 0), "{notes:?}");
    let mut broken = archive.clone();
    let middle = archive.len() / 3;
    broken[middle] ^= 0x55;
    assert!(
        Intake::read([("db.zip", broken.as_slice())]).is_err()
            || Intake::read([("db.zip", archive.as_slice())]).is_ok()
    );
}

#[test]
fn an_archive_with_a_password_is_told_to_be_unpacked() {
    // A stored entry whose flags say that it is encrypted, by hand.
    let mut zip =
        b"PK\x03\x04\x14\0\x01\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\x05\0\0\0a.csvabcd".to_vec();
    let start = zip.len() as u32;
    zip.extend(b"PK\x01\x02\x14\0\x14\0\x01\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a.csv");
    let length = zip.len() as u32 - start;
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(length.to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend(b"\0\0");
    let (kind, sentence) = refused("secret.zip", &zip);
    assert_eq!(kind, Kind::Unsupported);
    assert_eq!(sentence, "secret.zip, a.csv: the archive has a password; unpack it and drop what is in it.");
}

#[test]
fn an_archive_that_unpacks_without_end_is_stopped_at_a_limit() {
    // 1.1 GB of one row: about a megabyte when packed.
    let zeros = "0\n".repeat(550 << 20);
    let bomb = packed(&[("zeros.dat", zeros.as_bytes())]);
    assert!(bomb.len() < 4 << 20);
    let (kind, sentence) = refused("bomb.zip", &bomb);
    assert_eq!(kind, Kind::Unsupported);
    assert!(
        sentence.contains("MiB of files that have to be held")
            || sentence.contains("unpacks to more than 1024 MiB"),
        "{sentence}"
    );
}

#[test]
fn damaged_archives_and_archives_of_nothing_are_refused() {
    assert!(
        refused("x.zip", b"PK\x03\x04 and then nothing of the kind")
            .1
            .starts_with("x.zip: the zip archive is damaged: ")
    );
    let empty = write::zip(&[]);
    assert_eq!(refused("x.zip", &empty).1, "x.zip: no file is in the archive.");
    let pdf = write::zip(&[("a.pdf".to_string(), b"%PDF-1.4".to_vec())]);
    assert!(refused("x.zip", &pdf).1.contains("this is a PDF document"));
    let inner = write::zip(&[("inner.zip".to_string(), empty)]);
    assert_eq!(
        refused("x.zip", &inner).1,
        "x.zip, inner.zip: an archive inside an archive; unpack it and drop what is in it."
    );
}

#[test]
fn two_gigabytes_claimed_in_a_kilobyte_cost_nothing() {
    let text = "fs=250\nI [mV]\n1\n2\n3\n4\n5\n6\n";
    let mut zip = write::zip(&[("a.csv".to_string(), text.as_bytes().to_vec())]);
    // The unpacked size, in the directory and before the file.
    let directory = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    for at in [22, directory + 24] {
        zip[at..at + 4].copy_from_slice(&(2_u32 << 30).to_le_bytes());
    }
    assert_eq!(survived(&[("claims.zip", &zip)]).0.len(), 6);
}

#[test]
fn a_report_that_was_cut_or_edited_is_refused() {
    let (_, sentence) = refused("report.json", br#"{"record": {"name": "x"}, "counts": {}, "model": {}}"#);
    assert_eq!(
        sentence,
        "report.json: this is no report that ecglass wrote (record has no kind); save it again."
    );
    let (_, sentence) = refused("any.json", br#"{"some": "thing"}"#);
    assert!(sentence.starts_with("any.json: this is no JSON that ecglass wrote ("), "{sentence}");
    let (_, sentence) = refused("cut.json", br#"{"record": {"name": "x", "counts""#);
    assert!(sentence.starts_with("cut.json: this is no"), "{sentence}");
}

#[test]
fn a_drop_of_nothing_is_answered() {
    assert_eq!(
        refused_together(&[]).1,
        "drop: no file came with it; ecglass reads CSV and other text with numbers, WFDB records, EDF, EDF+ and BDF, \
         and zip archives of these."
    );
}
