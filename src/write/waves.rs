//! `waves.csv`: a line a wave, with where it begins, is highest and ends.

use std::fmt::Write;

use crate::ecg::{SampleIndex, Wave};

/// The waves as CSV: lead, wave (P, QRS, T), onset, peak, offset in samples; empty where a point is not known.
pub fn waves_csv(waves: &[Wave]) -> String {
    let mut text = String::from("lead,wave,onset,peak,offset\n");
    let at = |at: Option<SampleIndex>| at.map(|at| at.0.to_string()).unwrap_or_default();
    for wave in waves {
        let lead = wave.lead.replace([',', '\n', '\r'], " ");
        let _ = writeln!(
            text,
            "{lead},{},{},{},{}",
            wave.kind.name(),
            at(wave.onset),
            wave.peak.0,
            at(wave.offset)
        );
    }
    text
}

#[test]
fn a_wave_is_a_line_and_what_is_unknown_is_empty() {
    use crate::ecg::WaveKind;
    let wave = Wave {
        lead: "II".into(),
        kind: WaveKind::Qrs,
        onset: Some(SampleIndex(3)),
        peak: SampleIndex(5),
        offset: None,
    };
    assert_eq!(waves_csv(&[wave]), "lead,wave,onset,peak,offset\nII,QRS,3,5,\n");
}
