//! The heartbeat table: a row a beat, the label in the last column, as the field's published files have it.

use std::fmt::Write;

use crate::ecg::Beats;

/// The beats as CSV without a header; the label column is there where every beat has one.
/// Samples keep four digits, which is finer than any recorder that such tables were made from.
pub fn table_csv(beats: &Beats) -> String {
    let labelled = beats.truth.iter().all(Option::is_some);
    let mut text = String::new();
    for (index, truth) in beats.truth.iter().enumerate() {
        for (column, sample) in beats.beat(index).iter().enumerate() {
            let digits = format!("{sample:.4}");
            let short = if digits.contains('.') {
                digits.trim_end_matches('0').trim_end_matches('.')
            } else {
                &digits
            };
            let comma = if column > 0 { "," } else { "" };
            let _ = write!(text, "{comma}{}", if short == "-0" { "0" } else { short });
        }
        match truth {
            Some(class) if labelled => {
                let _ = writeln!(text, ",{}", class.index());
            }
            _ => text.push('\n'),
        }
    }
    text
}

#[test]
fn numbers_are_written_as_short_as_they_are() {
    use crate::ecg::{BeatClass, SampleIndex};
    let beats = Beats {
        width: 4,
        samples: vec![1.0, 0.25, 0.0, -0.00001],
        truth: vec![Some(BeatClass::F)],
        at: vec![SampleIndex(0)],
    };
    assert_eq!(table_csv(&beats), "1,0.25,0,0,3\n");
}
