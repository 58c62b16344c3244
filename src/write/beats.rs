//! `beats.csv`: a line a beat, with where it stands and what it was called.

use std::fmt::Write;

use crate::ecg::{Beats, Hertz, Verdict};

/// The verdicts as CSV: sample (0-based, in the record's own rate; a table's row), time_s, class, symbol, probability.
///
/// `rate` is `None` for a table, whose rows stand at no time: `time_s` is then empty.
pub fn beats_csv(beats: &Beats, verdicts: &[Verdict], rate: Option<Hertz>) -> String {
    let mut text = String::from("sample,time_s,class,symbol,probability\n");
    for (at, verdict) in beats.at.iter().zip(verdicts) {
        let time = rate.map(|rate| format!("{:.3}", at.time(rate).0)).unwrap_or_default();
        // The AAMI letter doubles as the annotation symbol: each is a symbol of its own class.
        let (class, probability) = (verdict.class, verdict.probability);
        let _ = writeln!(text, "{},{time},{class},{},{probability:.4}", at.0, class.letter());
    }
    text
}

#[test]
fn a_beat_is_a_line_with_its_place_and_its_class() {
    use crate::ecg::{BeatClass, SampleIndex};
    let beats = Beats { width: 1, samples: vec![0.0], truth: vec![None], at: vec![SampleIndex(720)] };
    let verdicts = [Verdict { class: BeatClass::V, probability: 0.5 }];
    let text = beats_csv(&beats, &verdicts, Hertz::new(360.0));
    assert_eq!(text, "sample,time_s,class,symbol,probability\n720,2.000,V,V,0.5000\n");
}
