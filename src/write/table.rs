//! The heartbeat table: a row a beat, the label in the last column, as the field's published files have it.

use std::fmt::Write;

use crate::ecg::Beats;

/// The beats as CSV without a header; the label column is there where every beat has one. Every number is as short as
/// brings it back to its last bit.
pub fn table_csv(beats: &Beats) -> String {
    let labelled = beats.truth.iter().all(Option::is_some);
    let mut text = String::new();
    for (index, truth) in beats.truth.iter().enumerate() {
        for (column, &sample) in beats.beat(index).iter().enumerate() {
            let comma = if column > 0 { "," } else { "" };
            // Zero has no sign in a table.
            let _ = write!(text, "{comma}{}", if sample == 0.0 { 0.0 } else { sample });
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
        samples: vec![1.0, 0.25, 0.0, -0.0],
        truth: vec![Some(BeatClass::F)],
        at: vec![SampleIndex(0)],
    };
    assert_eq!(table_csv(&beats), "1,0.25,0,0,3\n");
}
