//! Heart rate variability: against NeuroKit2 on the same intervals, with ectopic beats among them, and on what bears none.

use std::path::Path;

use ecglass::dsp::random::Random;
use ecglass::ecg::{BeatClass, Hertz, SampleIndex};
use ecglass::measure::{Frequency, Hrv, Series};
use proptest::prelude::*;
use serde_json::Value;

type Beats = Vec<(SampleIndex, Option<BeatClass>)>;

fn hertz(rate: f64) -> Hertz {
    Hertz::new(rate).unwrap()
}

fn unnamed(at: impl IntoIterator<Item = usize>) -> Beats {
    at.into_iter().map(|at| (SampleIndex(at), None)).collect()
}

fn close(what: &str, found: Option<f64>, expected: &Value, within: f64) {
    let (found, expected) = match (found, expected.as_f64()) {
        (None, None) => return,
        (Some(found), Some(expected)) => (found, expected),
        (found, expected) => panic!("{what}: {found:?} where NeuroKit2 says {expected:?}"),
    };
    assert!(
        (found - expected).abs() <= within * expected.abs().max(1e-9),
        "{what}: {found} where NeuroKit2 says {expected}"
    );
}

/// The series of `tests/fixtures/hrv`, with NeuroKit2's figures.
fn fixtures() -> Vec<(String, Hertz, Beats, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hrv");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let told: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            let at = told["beats"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize);
            let beats = unnamed(at);
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, hertz(told["rate"].as_f64().unwrap()), beats, told)
        })
        .collect()
}

#[test]
fn the_time_domain_is_that_of_neurokit() {
    for (name, rate, beats, told) in fixtures() {
        let hrv = Hrv::of(&beats, rate);
        assert_eq!((hrv.nn, hrv.filled), (beats.len() - 1, 0), "{name}");
        let (time, told) = (hrv.time, &told["time"]);
        let figures = [
            ("MeanNN", time.mean_ms),
            ("SDNN", time.sdnn_ms),
            ("RMSSD", time.rmssd_ms),
            ("SDSD", time.sdsd_ms),
            ("SDANN5", time.sdann_ms),
            ("SDNNI5", time.sdnni_ms),
            ("CVNN", time.cvnn),
            ("CVSD", time.cvsd),
            ("MedianNN", time.median_ms),
            ("MadNN", time.mad_ms),
            ("MCVNN", time.mcvnn),
            ("IQRNN", time.iqr_ms),
            ("SDRMSSD", time.sd_rmssd),
            ("Prc20NN", time.p20_ms),
            ("Prc80NN", time.p80_ms),
            ("pNN50", time.pnn50_percent),
            ("pNN20", time.pnn20_percent),
            ("MinNN", time.min_ms),
            ("MaxNN", time.max_ms),
            ("HTI", time.hti),
            ("TINN", time.tinn_ms),
        ];
        for (key, found) in figures {
            close(&format!("{name} {key}"), found, &told[key], 1e-5);
        }
    }
}

fn bands(name: &str, found: &Frequency, told: &Value, within: f64) {
    let figures = [
        ("VLF", found.vlf_ms2),
        ("LF", found.lf_ms2),
        ("HF", found.hf_ms2),
        ("TP", found.total_ms2),
        ("LFn", found.lf_share),
        ("HFn", found.hf_share),
        ("LFHF", found.lf_hf),
    ];
    for (key, figure) in figures {
        close(&format!("{name} {key}"), figure, &told[key], within);
    }
}

#[test]
fn both_spectra_are_those_of_neurokit() {
    for (name, rate, beats, told) in fixtures() {
        let hrv = Hrv::of(&beats, rate);
        bands(&format!("{name} Welch"), &hrv.frequency, &told["welch"], 5e-3);
        bands(&format!("{name} Lomb"), &hrv.lomb, &told["lomb"], 5e-3);
    }
}

#[test]
fn plot_fluctuations_and_entropy_are_those_of_neurokit() {
    for (name, rate, beats, told) in fixtures() {
        let hrv = Hrv::of(&beats, rate);
        let figures = [
            ("SD1", hrv.poincare.sd1_ms),
            ("SD2", hrv.poincare.sd2_ms),
            ("SD1SD2", hrv.poincare.ratio),
            ("S", hrv.poincare.ellipse_ms2),
            ("DFA_alpha1", hrv.dfa_alpha1),
            ("DFA_alpha2", hrv.dfa_alpha2),
            ("SampEn", hrv.sample_entropy),
        ];
        for (key, found) in figures {
            close(&format!("{name} {key}"), found, &told["nonlinear"][key], 1e-5);
        }
    }
}

/// Beats of a heart that breathes: 850 ms, with 30 ms at 0.25 Hz, 30 ms at 0.1 Hz and 10 ms of chance.
fn breathing(rate: f64, seconds: f64, seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed);
    let mut at = 0.5;
    let mut samples = Vec::new();
    while at < seconds {
        samples.push((at * rate).round() as usize);
        let turn = at * std::f64::consts::TAU;
        at += 0.85 + 0.03 * (turn * 0.25).sin() + 0.03 * (turn * 0.1).sin() + 0.01 * random.normal();
    }
    samples
}

fn near(what: &str, found: Option<f64>, expected: Option<f64>, within: f64) {
    let (found, expected) = (found.unwrap(), expected.unwrap());
    assert!((found / expected - 1.0).abs() <= within, "{what}: {found} where {expected} is true");
}

/// That the figures are those of the clean series, or nearly so.
fn as_if_clean(found: &Hrv, clean: &Hrv) {
    near("mean", found.time.mean_ms, clean.time.mean_ms, 0.005);
    near("SDNN", found.time.sdnn_ms, clean.time.sdnn_ms, 0.05);
    near("RMSSD", found.time.rmssd_ms, clean.time.rmssd_ms, 0.05);
    near("SD1", found.poincare.sd1_ms, clean.poincare.sd1_ms, 0.05);
    near("LF", found.frequency.lf_ms2, clean.frequency.lf_ms2, 0.1);
    near("HF", found.frequency.hf_ms2, clean.frequency.hf_ms2, 0.15);
    near("Lomb's LF", found.lomb.lf_ms2, clean.lomb.lf_ms2, 0.1);
    near("alpha1", found.dfa_alpha1, clean.dfa_alpha1, 0.1);
    near("entropy", found.sample_entropy, clean.sample_entropy, 0.1);
}

#[test]
fn ectopic_beats_change_little_whether_they_are_named_or_not() {
    let at = breathing(500.0, 600.0, 5);
    let clean = Hrv::of(&unnamed(at.iter().copied()), hertz(500.0));
    for class in [Some(BeatClass::V), None] {
        // Every fortieth beat comes two fifths of an interval too early.
        let mut beats: Beats = at.iter().map(|&at| (SampleIndex(at), class.map(|_| BeatClass::N))).collect();
        let early: Vec<usize> = (20..beats.len() - 1).step_by(40).collect();
        for &beat in &early {
            beats[beat] = (SampleIndex(at[beat] - 2 * (at[beat] - at[beat - 1]) / 5), class);
        }
        let found = Hrv::of(&beats, hertz(500.0));
        let left_out = if class.is_some() { found.ectopic } else { found.artefacts };
        assert_eq!((left_out, found.nn), (2 * early.len(), clean.nn - 2 * early.len()));
        assert_eq!(found.filled, 2 * early.len());
        as_if_clean(&found, &clean);
        let notes = found.notes();
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].text.contains("intervals were left out of heart rate variability:"), "{notes:?}");
    }
}

#[test]
fn a_beat_that_was_missed_or_invented_ruins_nothing() {
    let at = breathing(360.0, 600.0, 6);
    let clean = Hrv::of(&unnamed(at.iter().copied()), hertz(360.0));
    let missed = at.iter().enumerate().filter(|(beat, _)| beat % 50 != 25).map(|(_, &at)| at);
    let found = Hrv::of(&unnamed(missed), hertz(360.0));
    assert_eq!(found.artefacts, at.len() / 50);
    as_if_clean(&found, &clean);
    let invented = at.windows(2).enumerate().flat_map(|(beat, pair)| {
        let second = (beat % 50 == 25).then_some(pair[0] + (pair[1] - pair[0]) / 2);
        [Some(pair[0]), second].into_iter().flatten()
    });
    as_if_clean(&Hrv::of(&unnamed(invented), hertz(360.0)), &clean);
    let twice = at.iter().flat_map(|&at| if at % 50 == 0 { vec![at, at] } else { vec![at] });
    as_if_clean(&Hrv::of(&unnamed(twice), hertz(360.0)), &clean);
}

#[test]
fn figures_do_not_depend_on_when_a_record_begins_nor_on_its_rate() {
    let at = breathing(250.0, 400.0, 7);
    let found = Hrv::of(&unnamed(at.iter().copied()), hertz(250.0));
    assert_eq!(Hrv::of(&unnamed(at.iter().map(|at| at + 123_457)), hertz(250.0)), found);
    assert_eq!(Hrv::of(&unnamed(at.iter().map(|at| at * 4)), hertz(1000.0)), found);
}

#[test]
fn a_day_has_every_figure_and_so_has_one_with_hours_missing() {
    let at = breathing(250.0, 86_400.0, 8);
    let whole = Hrv::of(&unnamed(at.iter().copied()), hertz(250.0));
    let short = Hrv::of(&unnamed(at.iter().copied().take(1200)), hertz(250.0));
    let gap = 250 * 3600 * 5..250 * 3600 * 9;
    let parted = Hrv::of(&unnamed(at.iter().copied().filter(|at| !gap.contains(at))), hertz(250.0));
    assert_eq!(parted.gaps, 1);
    for found in [&whole, &parted] {
        // The heart does not change, so stretches of the day are as its first quarter of an hour.
        near("SDNN", found.time.sdnn_ms, short.time.sdnn_ms, 0.03);
        near("LF", found.frequency.lf_ms2, short.frequency.lf_ms2, 0.05);
        near("HF", found.frequency.hf_ms2, short.frequency.hf_ms2, 0.05);
        near("Lomb's LF", found.lomb.lf_ms2, short.lomb.lf_ms2, 0.08);
        near("Lomb's HF", found.lomb.hf_ms2, short.lomb.hf_ms2, 0.08);
        near("alpha1", found.dfa_alpha1, short.dfa_alpha1, 0.05);
        near("entropy", found.sample_entropy, short.sample_entropy, 0.1);
        assert!(found.dfa_alpha2.is_some() && found.time.sdann_ms.is_some() && found.time.tinn_ms.is_some());
    }
}

#[test]
fn a_sine_has_its_power_where_it_swings() {
    let mut at = 0.0;
    let beats = unnamed(
        std::iter::repeat_with(|| {
            at += 0.8 + 0.04 * (std::f64::consts::TAU * 0.1 * at).sin();
            (at * 1000.0f64).round() as usize
        })
        .take(375),
    );
    let hrv = Hrv::of(&beats, hertz(1000.0));
    // Half the square of 40 ms.
    for found in [&hrv.frequency, &hrv.lomb] {
        near("LF", found.lf_ms2, Some(800.0), 0.06);
        assert!(found.hf_ms2.unwrap() < 20.0, "{found:?}");
    }
    let series = Series::of(&beats, hertz(1000.0));
    let highest =
        (0..series.hz.len()).max_by(|&a, &b| series.ms2_hz[a].total_cmp(&series.ms2_hz[b])).unwrap();
    assert!((series.hz[highest] - 0.1).abs() < 0.005);
}

#[test]
fn what_is_drawn_is_what_was_measured() {
    let at = breathing(250.0, 120.0, 9);
    let mut beats = unnamed(at.iter().copied());
    beats[30].1 = Some(BeatClass::V);
    let (series, hrv) = (Series::of(&beats, hertz(250.0)), Hrv::of(&beats, hertz(250.0)));
    let tachogram = &series.tachogram;
    assert_eq!(tachogram.time_s.len(), hrv.nn + hrv.filled);
    assert_eq!(tachogram.filled.iter().filter(|filled| **filled).count(), hrv.filled);
    assert!((tachogram.time_s[0] - at[1] as f64 / 250.0).abs() < 1e-9, "in the record's time");
    assert!(tachogram.time_s.windows(2).all(|pair| pair[0] < pair[1]));
    // Two intervals are missing, and three pairs with them.
    assert_eq!(
        (hrv.nn, series.rr_ms.len(), series.next_ms.len()),
        (at.len() - 3, at.len() - 5, at.len() - 5)
    );
    assert_eq!(series.hz.len(), series.ms2_hz.len());
}

#[test]
fn what_bears_no_variability_leaves_it_open_and_says_why() {
    let of = |beats: &Beats| Hrv::of(beats, hertz(250.0));
    for count in [0, 1] {
        let found = of(&unnamed((0..count).map(|beat| 200 * beat)));
        assert_eq!(found, Hrv { beats: count, ..Hrv::default() });
        assert!(found.notes().is_empty());
    }
    let two = of(&unnamed([100, 300]));
    assert_eq!((two.nn, two.time.mean_ms, two.time.sdnn_ms), (1, Some(800.0), None));
    assert_eq!((two.time.rmssd_ms, two.sample_entropy, two.frequency.total_ms2), (None, None, None));
    let mut ectopic = unnamed(breathing(250.0, 60.0, 1));
    ectopic.iter_mut().for_each(|beat| beat.1 = Some(BeatClass::V));
    let found = of(&ectopic);
    assert_eq!((found.nn, found.ectopic, found.time.mean_ms), (0, ectopic.len() - 1, None));
    assert!(found.notes()[0].text.starts_with("No two normal beats follow one another"));
    // Bigeminy: every second beat.
    ectopic.iter_mut().step_by(2).for_each(|beat| beat.1 = Some(BeatClass::N));
    assert_eq!(of(&ectopic).nn, 0);
    // 30 s apart, and all at one place.
    let far = of(&unnamed((0..50).map(|beat| beat * 250 * 30)));
    assert_eq!((far.nn, far.gaps, far.time.mean_ms), (0, 49, None));
    let one_place = of(&unnamed([700; 50]));
    assert_eq!((one_place.nn, one_place.gaps, one_place.seconds.0), (0, 49, 0.0));
    let short = of(&unnamed(breathing(250.0, 25.0, 1)));
    assert!(short.notes()[0].text.starts_with("There is no spectrum"), "{:?}", short.notes());
}

#[test]
fn a_heart_like_a_clock_has_no_variability_and_no_ratio_of_nothing() {
    let found = Hrv::of(&unnamed((0..400).map(|beat| beat * 288)), hertz(360.0));
    assert_eq!((found.time.sdnn_ms, found.time.rmssd_ms, found.time.sd_rmssd), (Some(0.0), Some(0.0), None));
    assert_eq!((found.frequency.lf_ms2, found.frequency.lf_hf, found.lomb.lf_nu), (Some(0.0), None, None));
    assert_eq!((found.poincare.ratio, found.dfa_alpha1, found.dfa_alpha2), (None, None, None));
    assert!(found.sample_entropy.is_none_or(|entropy| entropy < 0.01));
}

#[test]
fn an_irregular_rhythm_is_named_as_what_is_not_described() {
    let mut random = Random::new(2);
    let mut at = 0;
    let beats = (0..500).map(|_| {
        at += random.uniform(90.0, 300.0) as usize;
        at
    });
    let notes = Hrv::of(&unnamed(beats), hertz(250.0)).notes();
    assert!(
        notes.iter().any(|note| note.text.starts_with("More than a tenth of the intervals")),
        "{notes:?}"
    );
}

fn every_number(value: &Value, look: &mut dyn FnMut(f64)) {
    match value {
        Value::Number(number) => look(number.as_f64().unwrap()),
        Value::Array(values) => values.iter().for_each(|value| every_number(value, look)),
        Value::Object(values) => values.values().for_each(|value| every_number(value, look)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_the_beats_a_figure_is_a_number_or_open(
        steps in proptest::collection::vec(prop_oneof![
            6 => 150usize..260, 1 => 0usize..60, 1 => 260usize..8000, 1 => Just(usize::MAX / 500)
        ], 0..400),
        class in proptest::collection::vec(prop_oneof![9 => Just(0usize), 9 => Just(9), 1 => 1usize..5], 400),
        hertz in prop_oneof![Just(0.01), Just(100.0), Just(250.0), Just(1e6)],
    ) {
        let mut at = 0usize;
        let beats: Beats = steps.iter().zip(&class).map(|(step, &class)| {
            at = at.saturating_add(*step);
            (SampleIndex(at), BeatClass::from_index(class))
        }).collect();
        let rate = Hertz::new(hertz).unwrap();
        let found = Hrv::of(&beats, rate);
        prop_assert_eq!(found.nn + found.ectopic + found.artefacts + found.gaps, found.intervals);
        let text = serde_json::to_string(&found).unwrap();
        let back: Hrv = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&back, &found);
        every_number(&serde_json::to_value(&found).unwrap(), &mut |number| {
            assert!(number.is_finite() && !(number == 0.0 && number.is_sign_negative()), "{number}");
        });
        found.notes();
        let series = Series::of(&beats, rate);
        let all = [&series.tachogram.time_s, &series.tachogram.rr_ms, &series.rr_ms, &series.next_ms, &series.hz, &series.ms2_hz];
        prop_assert!(all.into_iter().flatten().all(|value| value.is_finite()));
    }

    #[test]
    fn beats_out_of_order_are_survived(at in proptest::collection::vec(0usize..100_000, 0..300)) {
        let found = Hrv::of(&unnamed(at), hertz(250.0));
        let back: Hrv = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        prop_assert_eq!(back, found);
    }
}
