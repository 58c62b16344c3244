//! `beats.csv`: a line a beat, with where it stands, what it was called, and what was measured of it.

use std::fmt::Write;

use crate::ecg::{BeatIntervals, Beats, Hertz, Verdict};

/// A column of what is measured: its name, its digits behind the point, and where it is found.
type Column = (&'static str, usize, fn(&BeatIntervals) -> Option<f32>);

const MEASURED: [Column; 15] = [
    ("rr_s", 3, |beat| beat.rr_s),
    ("p_ms", 0, |beat| beat.p_ms),
    ("pr_ms", 0, |beat| beat.pr_ms),
    ("qrs_ms", 0, |beat| beat.qrs_ms),
    ("qt_ms", 0, |beat| beat.qt_ms),
    ("qtc_bazett_ms", 0, |beat| beat.qtc_bazett_ms),
    ("qtc_fridericia_ms", 0, |beat| beat.qtc_fridericia_ms),
    ("qtc_framingham_ms", 0, |beat| beat.qtc_framingham_ms),
    ("qtc_hodges_ms", 0, |beat| beat.qtc_hodges_ms),
    ("p_mv", 3, |beat| beat.p_mv),
    ("r_mv", 3, |beat| beat.r_mv),
    ("s_mv", 3, |beat| beat.s_mv),
    ("t_mv", 3, |beat| beat.t_mv),
    ("st_mv", 3, |beat| beat.st_mv),
    ("rate_bpm", 1, |beat| Some(60.0 / beat.rr_s?)),
];

/// The verdicts as CSV: sample (0-based, in the record's own rate; a table's row), time_s, class, symbol, probability,
/// entropy in bits, sure (0 where the answer is "don't know"), and where beats were measured, one entry of `measured` each, their intervals and amplitudes, empty where they show none.
///
/// `rate` is `None` for a table, whose rows stand at no time: `time_s` is then empty.
pub fn beats_csv(
    beats: &Beats,
    verdicts: &[Verdict],
    measured: &[BeatIntervals],
    rate: Option<Hertz>,
) -> String {
    let mut text = String::from("sample,time_s,class,symbol,probability,entropy,sure");
    if !measured.is_empty() {
        MEASURED.iter().for_each(|(name, _, _)| text += &format!(",{name}"));
    }
    text.push('\n');
    for (index, (at, verdict)) in beats.at.iter().zip(verdicts).enumerate() {
        let time = rate.map(|rate| format!("{:.3}", at.time(rate).0)).unwrap_or_default();
        // The AAMI letter doubles as the annotation symbol: each is a symbol of its own class.
        let Verdict { class, probability, entropy, sure } = *verdict;
        let sure = u8::from(sure);
        let _ =
            write!(text, "{},{time},{class},{},{probability:.4},{entropy:.3},{sure}", at.0, class.letter());
        if let Some(measured) = measured.get(index) {
            for (_, digits, of) in MEASURED {
                text.push(',');
                if let Some(value) = of(measured) {
                    let _ = write!(text, "{value:.digits$}");
                }
            }
        }
        text.push('\n');
    }
    text
}

/// What was measured of each beat as plain numbers, beat after beat: the names of the columns, and a value each, not a number where
/// a beat does not show it.
pub fn beats_measured(measured: &[BeatIntervals]) -> (Vec<&'static str>, Vec<f32>) {
    let names = MEASURED.iter().map(|(name, _, _)| *name).collect();
    let row = |beat| MEASURED.iter().map(move |(_, _, of)| of(beat).unwrap_or(f32::NAN));
    (names, measured.iter().flat_map(row).collect())
}

#[test]
fn a_beat_is_a_line_with_its_place_its_class_and_what_was_measured() {
    use crate::ecg::{BeatClass, SampleIndex};
    let beats = Beats { width: 1, samples: vec![0.0], truth: vec![None], at: vec![SampleIndex(720)] };
    let verdicts = [Verdict { class: BeatClass::V, probability: 0.5, entropy: 1.0, sure: false }];
    let rate = Hertz::new(360.0);
    let text = beats_csv(&beats, &verdicts, &[], rate);
    assert_eq!(text, "sample,time_s,class,symbol,probability,entropy,sure\n720,2.000,V,V,0.5000,1.000,0\n");
    let measured =
        BeatIntervals { rr_s: Some(0.8), qrs_ms: Some(96.2), st_mv: Some(-0.05), ..Default::default() };
    let text = beats_csv(&beats, &verdicts, &[measured], rate);
    assert!(text.ends_with("\n720,2.000,V,V,0.5000,1.000,0,0.800,,,96,,,,,,,,,,-0.050,75.0\n"), "{text}");
}
