//! EDF+ files as they are written: everything reads back, counted samples to the last bit.

use ecglass::ecg::{Annotation, Gap, Grid, Hertz, Lead, Marks, Moment, Record, SampleIndex};
use ecglass::read::{Choices, Reading};
use ecglass::write::edf;
use proptest::prelude::*;

use crate::open_in;

/// What came back, without the grid: the same steps may be told by numbers that differ in the last bit.
fn without_grid(record: &Record) -> Record {
    let leads = record.leads().iter().map(|lead| Lead { grid: None, ..lead.clone() }).collect();
    let same = Record::new(record.name(), record.rate(), leads, record.marks().to_vec()).unwrap();
    same.begun(record.start())
}

#[track_caller]
fn read_back(record: &Record) -> Record {
    let (name, bytes) = (format!("{}.edf", record.name()), edf(record).unwrap().0);
    let opened = open_in(&name, &bytes, 997, &Choices::default()).unwrap();
    let odd = |text: &str| !text.contains("every sample is the same");
    assert!(!opened.notes.iter().any(|note| odd(&note.text)), "{:?}", opened.notes);
    match opened.reading {
        Reading::Record(record) => record,
        _ => panic!("a record was taken for something else"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_reads_back(
        rate in prop::sample::select(vec![128.0, 250.0, 360.0, 512.0, 249.89, 62.4725, 1000.0, 976.5625]),
        (gain, zero) in prop::sample::select(vec![(200.0, 1024.0), (200.0, 0.0), (1000.0, 0.0), (-500.0, 3.0), (32.0, 16000.0)]),
        counts in prop::collection::vec((-16000_i32..16000, -16000_i32..16000), 1..3000),
        leads in 1_usize..3,
        marks in prop::collection::vec((0_usize..3000, "[NLRaVFJASEj/Q~|sT*D\"=pB^t+u?!en@xf()r]"), 0..12),
        texts in prop::collection::vec((0_usize..3000, "[\"+]", "[NA+\" (é-]{1,12}"), 0..6),
        gaps in prop::collection::vec((0_usize..2900, 1_usize..90), 0..4),
        date in prop::option::of((1900_u32..2100, 1_u32..13, 1_u32..29)),
        time_ms in 0_u32..86_400_000,
    ) {
        let grid = Some(Grid { gain, zero });
        let lead = |index: usize| {
            let count = |pair: &(i32, i32)| if index == 0 { pair.0 } else { pair.1 };
            let mut samples: Vec<f32> =
                counts.iter().map(|pair| ((f64::from(count(pair)) - zero) / gain) as f32).collect();
            if index == 0 {
                for (from, length) in &gaps {
                    let to = (from + length).min(samples.len());
                    // The first sample stays, so that there is something to be read.
                    if let Some(span) = samples.get_mut((*from).max(1)..to) {
                        span.fill(f32::NAN);
                    }
                }
            }
            Lead::with_missing(["MLII", "V5"][index], samples, grid)
        };
        let plain = marks.iter().map(|(at, symbol)| Annotation::new(SampleIndex(*at), symbol.chars().next().unwrap()));
        let told = texts.iter().map(|(at, symbol, text)| {
            Annotation::new(SampleIndex(*at), symbol.chars().next().unwrap()).with_text(text.as_str())
        });
        let annotations: Vec<Annotation> = plain.chain(told).filter(|mark| mark.at.0 < counts.len()).collect();
        let marks = if annotations.is_empty() { vec![] } else { vec![Marks { annotator: "atr".into(), annotations }] };
        let start = Moment {
            date: date.and_then(|(year, month, day)| Moment::day(year, month, day)),
            time_ms: Some(time_ms).filter(|ms| *ms > 0),
        };
        let record = Record::new("r1", Hertz::new(rate).unwrap(), (0..leads).map(lead).collect(), marks).unwrap();
        let record = record.begun(start);
        let back = read_back(&record);
        prop_assert_eq!(without_grid(&back), without_grid(&record));
        for lead in back.leads() {
            let back = lead.grid.unwrap();
            prop_assert!((back.gain / gain - 1.0).abs() < 1e-9, "{} {}", back.gain, gain);
        }
        // A second time nothing changes at all.
        prop_assert_eq!(edf(&back).unwrap().0, edf(&record).unwrap().0);
    }

    #[test]
    fn samples_that_nobody_counted_keep_a_65536th_of_their_range(
        samples in prop::collection::vec(-5.0_f32..5.0, 2..400),
        middle in prop::sample::select(vec![0.0_f32, 0.3, -300.0, 40_000.0]),
    ) {
        let samples: Vec<f32> = samples.iter().map(|sample| sample + middle).collect();
        let record = Record::new("r2", Hertz::new(300.0).unwrap(), vec![Lead::new("II", samples.clone())], vec![]).unwrap();
        let back = read_back(&record);
        let (low, high) = samples.iter().fold((f32::MAX, f32::MIN), |(low, high), &s| (low.min(s), high.max(s)));
        // Far from zero 8 characters are the limit, not 16 bits.
        let bound = f64::from((high - low) / 65_536.0 * 2.5).max(f64::from(middle.abs()) * 2e-5).max(1e-7);
        for (was, is) in samples.iter().zip(&back.leads()[0].samples) {
            prop_assert!(f64::from((was - is).abs()) <= bound, "{} {} {}", was, is, bound);
        }
    }
}

#[test]
fn a_gap_at_either_end_and_the_length_survive() {
    let gap = |from, to| Gap { from: SampleIndex(from), to: SampleIndex(to) };
    let first = Lead { gaps: vec![gap(0, 3)], ..Lead::new("I", vec![0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]) };
    let second = Lead { gaps: vec![gap(6, 7)], ..Lead::new("II", vec![0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 3.0]) };
    for rate in [250.0, 360.0, 2.0] {
        let leads = vec![first.clone(), second.clone()];
        let record = Record::new("r5", Hertz::new(rate).unwrap(), leads, vec![]).unwrap();
        let back = read_back(&record);
        assert_eq!((back.len(), back.rate()), (7, record.rate()));
        let gaps =
            |record: &Record| -> Vec<_> { record.leads().iter().map(|lead| lead.gaps.clone()).collect() };
        assert_eq!(gaps(&back), gaps(&record));
    }
}

#[test]
fn the_same_bytes_come_of_the_same_record() {
    let leads = vec![Lead::new("I", vec![0.5, 1.0, 1.5, 2.0])];
    let record = Record::new("r6", Hertz::new(4.0).unwrap(), leads, vec![]).unwrap();
    let (bytes, _) = edf(&record).unwrap();
    assert_eq!(bytes, edf(&record).unwrap().0);
    assert!(bytes.starts_with(b"0       X X X X"));
    let text = String::from_utf8_lossy(&bytes[..768]).into_owned();
    for part in ["Startdate X X X X", "01.01.8500.00.00768     EDF+C", "I               EDF Annotations "] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn beats_with_a_text_stay_beats() {
    let marks = vec![Annotation::new(SampleIndex(3), 'V').with_text("late")];
    let marks = vec![Marks { annotator: "atr".into(), annotations: marks }];
    let record =
        Record::new("r3", Hertz::new(250.0).unwrap(), vec![Lead::new("I", vec![0.0; 10])], marks).unwrap();
    let told: Vec<_> =
        read_back(&record).annotations().iter().map(|mark| (mark.symbol, mark.text.clone())).collect();
    assert_eq!(told, [('V', String::new()), ('"', "late".to_string())]);
}

#[test]
fn a_lead_beyond_what_the_header_can_tell_is_a_sentence() {
    let lead = Lead::new("I", vec![0.0, 1e30]);
    let record = Record::new("r4", Hertz::new(250.0).unwrap(), vec![lead], vec![]).unwrap();
    assert_eq!(
        edf(&record).unwrap_err().to_string(),
        "r4, lead I: its samples are too far from zero for the 8 characters that EDF has for limits; choose the unit that it is measured in."
    );
}
