//! `anomalies.csv`: a line a beat, with how odd it is and where it differs.

use std::fmt::Write;

use crate::ecg::{Hertz, SampleIndex};

/// Where each beat stands, its score, whether that reaches the threshold, and from where to where it differs, in milliseconds from R.
pub fn anomalies_csv(
    beats: impl Iterator<Item = (SampleIndex, f32, (i64, i64))>,
    rate: Hertz,
    threshold: f32,
) -> String {
    let mut text = String::from("sample,time_s,score,odd,differs_from_ms,differs_to_ms\n");
    for (at, score, (from, to)) in beats {
        let (seconds, odd) = (at.0 as f64 / rate.get(), u8::from(score >= threshold));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{},{seconds:.3},{score:.4},{odd},{from},{to}", at.0);
    }
    text
}
