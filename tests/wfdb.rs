//! WFDB records: every field of a header and every code of an annotation file, as the manual has them.

use ecglass::ecg::Record;
use ecglass::read::{Intake, Reading};

fn open(files: &[(&str, &[u8])]) -> (Record, Vec<String>) {
    let opened = Intake::read(files.iter().copied()).unwrap();
    let Reading::Record(record) = opened.reading else { panic!("a record was taken for something else") };
    (record, opened.notes.into_iter().map(|note| note.text).collect())
}

#[test]
fn volts_microvolts_and_other_units_are_told_apart() {
    let header: &[u8] =
        b"u 3 100 1\nu.dat 16 2/uV 16 0 0 0 0 a\nu.dat 16 2/V 16 0 0 0 0 b\nu.dat 16 2/mmHg 16 0 0 0 0 c\n";
    let (record, notes) = open(&[("u.hea", header), ("u.dat", &[4, 0, 4, 0, 4, 0])]);
    let samples: Vec<f32> = record.leads().iter().map(|lead| lead.samples[0]).collect();
    assert_eq!(samples, [0.002, 2000.0]);
    assert!(notes.is_empty(), "{notes:?}");
}
