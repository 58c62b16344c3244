//! WFDB records: what is written reads back, and real recordings read as wfdb-python reads them.

use ecglass::ecg::{Annotation, Gap, Hertz, Lead, Marks, Record, SampleIndex};
use ecglass::read::{Intake, Reading};
use ecglass::write::wfdb;
use proptest::prelude::*;

fn read_back(record: &Record) -> Record {
    let files = wfdb::files(record).unwrap();
    let name = |end: &str| format!("{}.{end}", record.name());
    let named = [
        (name("hea"), files.header.into_bytes()),
        (name("dat"), files.signal),
        (name("atr"), files.annotations),
    ];
    let (reading, notes) =
        Intake::read(named.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    match reading {
        Reading::Record(record) => record,
        _ => panic!("a record was taken for a table"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_reads_back(
        counts in prop::collection::vec((-2047_i16..=2047, -2047_i16..=2047), 1..60),
        marks in prop::collection::vec((0_usize..70_000, "[NLRaVFJASEj/Q~|sT*D\"=pB^t+u?!en@xf()r]", "[(A-Z]{0,6}"), 0..12),
        leads in 1_usize..3,
    ) {
        // Long enough that annotations can stand far apart, short enough to be quick.
        let padding = 70_000 - counts.len();
        let lead = |index: usize| Lead::new(
            format!("lead {index}"),
            counts
                .iter()
                .map(|pair| (f64::from(if index == 0 { pair.0 } else { pair.1 }) / 200.0) as f32)
                .chain(std::iter::repeat_n(0.0, padding))
                .collect(),
        );
        let annotations = marks
            .iter()
            .map(|(at, symbol, text)| {
                Annotation::new(SampleIndex(*at), symbol.chars().next().unwrap()).with_text(text)
            })
            .collect();
        let annotations = vec![Marks { annotator: "atr".into(), annotations }];
        let record = Record::new("r1", Hertz::new(360.0).unwrap(), (0..leads).map(lead).collect(), annotations).unwrap();
        prop_assert_eq!(read_back(&record), record);
    }
}

#[test]
fn a_gap_keeps_its_place_and_is_filled_with_the_value_before_it() {
    let lead = Lead {
        name: "I".into(),
        samples: vec![0.5, 0.5, 0.5, 1.0],
        gaps: vec![Gap { from: SampleIndex(1), to: SampleIndex(3) }],
        grid: None,
    };
    let record = Record::new("gap", Hertz::new(250.0).unwrap(), vec![lead], vec![]).unwrap();
    assert_eq!(read_back(&record), record);
}

#[test]
fn volts_microvolts_and_other_units_are_told_apart() {
    let header: &[u8] =
        b"u 3 100 1\nu.dat 16 2/uV 16 0 0 0 0 a\nu.dat 16 2/V 16 0 0 0 0 b\nu.dat 16 2/mmHg 16 0 0 0 0 c\n";
    let (Reading::Record(record), notes) =
        Intake::read([("u.hea", header), ("u.dat", &[4, 0, 4, 0, 4, 0])]).unwrap()
    else {
        panic!("a record")
    };
    let samples: Vec<f32> = record.leads().iter().map(|lead| lead.samples[0]).collect();
    assert_eq!(samples, [0.002, 2000.0]);
    assert!(
        notes
            .iter()
            .any(|note| note.text == "u.hea, signal c: in mmHg, which is no voltage; it was left out.")
    );
}
