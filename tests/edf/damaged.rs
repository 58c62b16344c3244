//! Files that are cut off, contradict themselves, or are no EDF files but for their first bytes.

use ecglass::ecg::Moment;
use ecglass::error::Kind;
use ecglass::read::Choices;
use proptest::prelude::*;

use crate::{ECG, File, NOTES, Signal, counts, noted, notes, open, open_in, record};

#[track_caller]
fn sentence(bytes: &[u8]) -> (Kind, String) {
    match open(bytes) {
        Ok(opened) => panic!("{} was read", opened.reading.name()),
        Err(error) => (error.kind(), error.to_string()),
    }
}

#[test]
fn a_copy_that_ends_early_is_read_as_far_as_it_goes() {
    let mut data = counts(&[0, 1, 2, 3, 4, 5, 6, 7]);
    data.extend([1, 2, 3]);
    let file = File { records: "7", ..File::edf(&[ECG], data) };
    let opened = open(&file.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 8);
    assert_eq!(
        notes(&opened),
        [
            "x.edf ends after 2 of the 7 data records that its header promises; what is there was read. Copy the file again if it should be whole."
        ]
    );
    let opened = open(&File { records: "-1", ..file.clone() }.bytes()).unwrap();
    assert_eq!(
        notes(&opened),
        [
            "x.edf ends within a data record; the 2 before it were read. Copy the file again if it should be whole."
        ]
    );
    let opened = open(&File { records: "1", ..file.clone() }.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 4);
    assert_eq!(
        notes(&opened),
        ["x.edf: 11 bytes follow after the last data record that its header counts; they were left out."]
    );
    let opened = open(&File { records: "many", ..file }.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 8);
    assert_eq!(
        notes(&opened)[0],
        "x.edf: its header counts \"many\" data records, which is no number; all that are there were read."
    );
}

#[test]
fn a_header_that_is_no_header_is_a_sentence() {
    let file = File::edf(&[ECG], counts(&[0, 1, 2, 3]));
    let (malformed, unsupported) = (Kind::Malformed, Kind::Unsupported);
    let said = |file: File, kind: Kind, expected: &str| {
        assert_eq!(sentence(&file.bytes()), (kind, expected.to_string()));
    };
    let with = |change: fn(&mut File)| {
        let mut file = file.clone();
        change(&mut file);
        file
    };
    said(
        with(|f| f.count = Some("many")),
        malformed,
        "x.edf: its header counts \"many\" signals where a number from 1 up must stand; export or copy it again.",
    );
    said(
        with(|f| f.count = Some("-1")),
        malformed,
        "x.edf: its header counts \"-1\" signals where a number from 1 up must stand; export or copy it again.",
    );
    said(
        with(|f| f.count = Some("0")),
        malformed,
        "x.edf: its header counts \"0\" signals where a number from 1 up must stand; export or copy it again.",
    );
    said(
        with(|f| f.count = Some("9999")),
        unsupported,
        "x.edf: its header counts 9999 signals and at most 4096 are read; export fewer at a time.",
    );
    said(
        with(|f| f.count = Some("4000")),
        malformed,
        "x.edf: it ends after 520 bytes, but its header alone has 1024256 or more; copy or export it again.",
    );
    said(
        with(|f| f.seconds = "0"),
        malformed,
        "x.edf: its data records last 0 s, which is for files without signals; export it again.",
    );
    said(
        with(|f| f.seconds = "-1"),
        malformed,
        "x.edf: its data records last \"-1\" where a number of seconds must stand; export it again.",
    );
    said(
        with(|f| f.seconds = "inf"),
        malformed,
        "x.edf: its data records last \"inf\" where a number of seconds must stand; export it again.",
    );
    said(
        with(|f| f.data = vec![0; 7]),
        malformed,
        "x.edf: it ends before the first of its data records of 8 bytes is whole; copy or export it again.",
    );
    said(
        with(|f| f.signals = vec![NOTES]),
        Kind::Unfit,
        "x.edf: no signal is in it; an ECG has at least one.",
    );
    assert_eq!(
        sentence(b"0       ").1,
        "x.edf: it ends after 8 bytes, but its header alone has 512 or more; copy or export it again."
    );
}

#[test]
fn a_signal_that_makes_no_sense_is_named() {
    let said = |signal: Signal, kind: Kind, expected: &str| {
        let file = File::edf(&[NOTES, signal], vec![0; 48]);
        assert_eq!(sentence(&file.bytes()), (kind, expected.to_string()));
    };
    let limits = |limits| Signal(ECG.0, ECG.1, limits, ECG.3);
    let samples = |samples| Signal(ECG.0, ECG.1, ECG.2, samples);
    let malformed = Kind::Malformed;
    said(
        limits(["1.5", "1.5", "0", "1"]),
        malformed,
        "x.edf, signal 2 (ECG I): its physical minimum 1.5 and maximum 1.5 leave nothing between them; export the file again or choose other leads.",
    );
    said(
        limits(["0", "1", "5", "5"]),
        malformed,
        "x.edf, signal 2 (ECG I): its digital minimum 5 is not below its digital maximum 5; export the file again or choose other leads.",
    );
    said(
        limits(["0", "1", "5", "-5"]),
        malformed,
        "x.edf, signal 2 (ECG I): its digital minimum 5 is not below its digital maximum -5; export the file again or choose other leads.",
    );
    said(
        limits(["low", "1", "0", "5"]),
        malformed,
        "x.edf, signal 2 (ECG I): its physical minimum is \"low\", not a number; export the file again or choose other leads.",
    );
    said(
        limits(["0", "nan", "0", "5"]),
        malformed,
        "x.edf, signal 2 (ECG I): its physical maximum is \"nan\", not a number; export the file again or choose other leads.",
    );
    said(
        limits(["0", "1", "", "5"]),
        malformed,
        "x.edf, signal 2 (ECG I): its digital minimum is \"\", not a number; export the file again or choose other leads.",
    );
    said(
        limits(["0", "1", "0", "µ"]),
        malformed,
        "x.edf, signal 2 (ECG I): its digital maximum is \"µ\", not a number; export the file again or choose other leads.",
    );
    said(
        samples("0"),
        malformed,
        "x.edf, signal 2 (ECG I): it has \"0\" samples in a data record where a number from 1 up must stand; export the file again.",
    );
    said(
        samples("-4"),
        malformed,
        "x.edf, signal 2 (ECG I): it has \"-4\" samples in a data record where a number from 1 up must stand; export the file again.",
    );
    said(
        samples("four"),
        malformed,
        "x.edf, signal 2 (ECG I): it has \"four\" samples in a data record where a number from 1 up must stand; export the file again.",
    );
    said(
        samples("99999999"),
        malformed,
        "x.edf: it ends before the first of its data records of 200000038 bytes is whole; copy or export it again.",
    );
    let many = vec![samples("99999999"); 4096];
    assert_eq!(
        sentence(&File::edf(&many, vec![]).bytes()),
        (Kind::Unsupported, "x.edf: its data records are of more than 512 MiB, the most that is held at once; export it again with shorter ones.".to_string())
    );
}

#[test]
fn what_can_be_survived_is() {
    let broken = Signal("Temp", "mV", ["", "", "x", "y"], "1");
    let comma = Signal("ECG", "mV", ["-3276,8", "3276,7", "-32768", "32767"], "2");
    let file = File { date: "99.99.99", time: "noon", ..File::edf(&[broken, comma], counts(&[0, 10, 20])) };
    let mut bytes = file.bytes();
    bytes[184..192].copy_from_slice(b"8       ");
    let opened = open(&bytes).unwrap();
    assert_eq!(record(&opened).leads()[0].samples, [1.0, 2.0]);
    assert_eq!(record(&opened).start(), Moment::default());
    assert_eq!(
        notes(&opened),
        [
            "x.edf: its header says that it has \"8\" bytes; 2 signals take 768, which was taken.",
            "x.edf: it says that it began on \"99.99.99\", which is no day; it was left out.",
            "x.edf: it says that it began at \"noon\", which is no time; it was left out."
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_bytes_after_a_signature_are_a_sentence_or_a_record(
        bdf in any::<bool>(),
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
        piece in 1_usize..700,
    ) {
        let signature: &[u8] = if bdf { b"\xffBIOSEMI" } else { b"0       " };
        let _ = open_in("x.edf", &[signature, &bytes].concat(), piece, &Choices::default());
    }

    #[test]
    fn random_numbers_in_a_sound_header_are_a_sentence_or_a_record(
        changes in prop::collection::vec((192_usize..768, "[-+0-9.eD X]{1,8}"), 0..6),
        data in prop::collection::vec(any::<u8>(), 0..600),
        lists in prop::collection::vec("[-+0-9.\u{14}\u{15}\0Nn ]{0,40}", 0..4),
        piece in 1_usize..700,
    ) {
        let lists: Vec<u8> = lists.iter().flat_map(|list| noted([1; 4], list)[..48].to_vec()).collect();
        let file = File { records: "-1", ..File::plus("EDF+D", &[ECG, NOTES], [lists, data].concat()) };
        let mut bytes = file.bytes();
        for (at, text) in changes {
            bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        let _ = open_in("x.edf", &bytes, piece, &Choices::default());
    }
}
