//! Cleaning: what each step takes away, what it leaves, what the report says, and every bad signal with its sentence.

use ecglass::clean::{Cleaned, Cleaner, SnrBy};
use ecglass::dsp::filter::{Pass, butterworth};
use ecglass::dsp::random::Random;
use ecglass::ecg::{BaselineMethod, Gap, Hertz, Lead, Recipe, Record, SampleIndex, Seconds, Step};
use ecglass::error::Kind;
use ecglass::generate::Simulator;
use proptest::prelude::*;

const RATE: f64 = 360.0;

fn hertz(value: f64) -> Hertz {
    Hertz::new(value).unwrap()
}

fn recipe(text: &str) -> Recipe {
    serde_json::from_str(text).unwrap()
}

/// A beat every 0.8 s of P, R, S and T, 1 mV high, at `rate`; and its R peaks.
fn ecg(rate: f64, seconds: f64) -> (Vec<f32>, Vec<SampleIndex>) {
    let mut samples = vec![0.0f64; (rate * seconds) as usize];
    let mut peaks = Vec::new();
    let mut beat = 0.5;
    while beat < seconds - 0.5 {
        // Between samples, so that at every rate it is the same signal.
        let r = beat * rate;
        peaks.push(SampleIndex(r.round() as usize));
        for (centre, width, height) in
            [(-0.16, 0.022, 0.12), (0.0, 0.011, 1.0), (0.03, 0.012, -0.2), (0.28, 0.05, 0.3)]
        {
            for (at, sample) in samples.iter_mut().enumerate() {
                let apart: f64 = ((at as f64 - r) / rate - centre) / width;
                if apart.abs() < 6.0 {
                    *sample += height * (-0.5 * apart * apart).exp();
                }
            }
        }
        beat += 0.8;
    }
    (samples.into_iter().map(|sample| sample as f32).collect(), peaks)
}

fn with(samples: &[f32], rate: f64, add: impl Fn(f64) -> f64) -> Vec<f32> {
    samples
        .iter()
        .enumerate()
        .map(|(at, &sample)| (f64::from(sample) + add(at as f64 / rate)) as f32)
        .collect()
}

fn clean_at(rate: f64, recipe: &Recipe, samples: Vec<f32>, peaks: &[SampleIndex]) -> Cleaned {
    let record = Record::new("test", hertz(rate), vec![Lead::new("II", samples)], vec![]).unwrap();
    Cleaner::plan(recipe, hertz(rate)).unwrap().run(&record, peaks).unwrap()
}

fn clean(text: &str, samples: Vec<f32>, peaks: &[SampleIndex]) -> Cleaned {
    clean_at(RATE, &recipe(text), samples, peaks)
}

fn rms(a: &[f32], b: &[f32], range: std::ops::Range<usize>) -> f64 {
    let sum: f64 =
        a[range.clone()].iter().zip(&b[range.clone()]).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    (sum / range.len() as f64).sqrt()
}

fn notes(cleaned: &Cleaned) -> Vec<&str> {
    cleaned.notes.iter().map(|note| note.text.as_str()).collect()
}

// What each step does.

#[test]
fn every_baseline_method_takes_a_slow_wave_of_a_millivolt_and_leaves_the_beat() {
    let (samples, peaks) = ecg(RATE, 40.0);
    let wander = |t: f64| (std::f64::consts::TAU * 0.15 * t).sin();
    let inside = 5 * 360..35 * 360;
    for method in ["highpass", "medians", "spline"] {
        let text = format!(r#"[{{"step":"baseline","method":"{method}"}}]"#);
        let cleaned = clean(&text, with(&samples, RATE, wander), &peaks);
        // The same step on the lead without the wave: what is left of the wave is the difference.
        let expected = clean(&text, samples.clone(), &peaks);
        let left = rms(&cleaned.leads[0].samples, &expected.leads[0].samples, inside.clone());
        println!("{method}: {left:.4} mV of 0.707 are left");
        assert!(left < 0.07, "{method}: {left} mV are left");
        let change = &cleaned.changes[0];
        // Welch's blocks hold two periods or so of it: half a mV² to about an eighth.
        assert!((change.removed().wander - 0.5).abs() < 0.08, "{method}: {:?}", change.removed());
        assert!(
            change.snr.unwrap().after_db > change.snr.unwrap().before_db + 10.0,
            "{method}: {:?}",
            change.snr
        );
        assert_eq!(change.snr.unwrap().by, SnrBy::Beats);
        assert!(notes(&cleaned).is_empty(), "{method}: {:?}", notes(&cleaned));
    }
}

#[test]
fn the_mains_are_found_at_either_frequency_and_only_where_they_hum() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let mains = r#"[{"step":"mains"}]"#;
    for frequency in [50.0, 60.0, 49.9, 60.08] {
        let hum = with(&samples, RATE, |t| 0.1 * (std::f64::consts::TAU * frequency * t).sin());
        let cleaned = clean(mains, hum, &peaks);
        let left = rms(&cleaned.leads[0].samples, &samples, 720..10_080);
        println!("{frequency} Hz: {left:.4} mV of 0.071 are left");
        assert!(left < 0.008, "{frequency} Hz: {left} mV");
        let change = &cleaned.changes[0];
        assert!((change.before.mains - 0.005).abs() < 0.0005, "{frequency} Hz: {:?}", change.before);
        assert!(change.after.mains < 0.01 * change.before.mains, "{frequency} Hz: {:?}", change.after);
    }
    let cleaned = clean(mains, samples.clone(), &peaks);
    assert_eq!(cleaned.leads[0].samples, samples, "no hum, nothing done");
    assert_eq!(cleaned.changes[0].before.mains, 0.0);
}

#[test]
fn a_band_is_scipys_sosfiltfilt_as_single_precision() {
    let (samples, peaks) = ecg(RATE, 20.0);
    let cleaned = clean(r#"[{"step":"band","low_hz":0.5,"high_hz":40,"order":4}]"#, samples.clone(), &peaks);
    // tests/filter.rs holds this filter to scipy.
    let mut expected: Vec<f64> = samples.iter().map(|&sample| f64::from(sample)).collect();
    butterworth(4, Pass::Between(0.5, 40.0), RATE).unwrap().zero_phase(&mut expected);
    for (ours, expected) in cleaned.leads[0].samples.iter().zip(expected) {
        assert_eq!(*ours, expected as f32);
    }
}

#[test]
fn a_z_score_has_mean_zero_and_deviation_one_and_a_range_has_its_ends() {
    let (samples, _) = ecg(RATE, 10.0);
    let moved = with(&samples, RATE, |_| 7.0);
    let cleaned = clean(r#"[{"step":"zscore"}]"#, moved.clone(), &[]);
    let scaled: Vec<f64> = cleaned.leads[0].samples.iter().map(|&sample| f64::from(sample)).collect();
    let mean = scaled.iter().sum::<f64>() / scaled.len() as f64;
    let variance = scaled.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / scaled.len() as f64;
    assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-6, "{mean} {variance}");
    assert_eq!(cleaned.changes[0].before, cleaned.changes[0].after, "scaling is not held against it");

    let cleaned = clean(r#"[{"step":"minmax","from":-1,"to":1}]"#, moved, &[]);
    let samples = &cleaned.leads[0].samples;
    assert_eq!(samples.iter().copied().fold(f32::INFINITY, f32::min), -1.0);
    assert_eq!(samples.iter().copied().fold(f32::NEG_INFINITY, f32::max), 1.0);
}

#[test]
fn resampling_moves_gaps_along_and_says_the_new_rate() {
    let (samples, peaks) = ecg(RATE, 20.0);
    let (expected, _) = ecg(125.0, 20.0);
    let cleaned = clean(r#"[{"step":"resample","hertz":125}]"#, samples, &peaks);
    assert_eq!((cleaned.rate, cleaned.leads[0].samples.len()), (hertz(125.0), 2500));
    let left = rms(&cleaned.leads[0].samples, &expected, 100..2400);
    assert!(left < 0.03, "{left} mV");
    // Of a peak 11 ms wide, samples 8 ms apart miss up to a fifteenth.
    assert!(cleaned.changes[0].r_shift_mv.unwrap().abs() < 0.08);
    assert!(cleaned.changes[0].st_shift_mv.unwrap().abs() < 0.01);

    let mut lead = Lead::new("II", vec![1.0; 3600]);
    lead.gaps = vec![
        Gap { from: SampleIndex(720), to: SampleIndex(1440) },
        Gap { from: SampleIndex(1441), to: SampleIndex(1800) },
    ];
    let record = Record::new("gaps", hertz(RATE), vec![lead], vec![]).unwrap();
    let cleaner = Cleaner::plan(&recipe(r#"[{"step":"resample","hertz":125}]"#), hertz(RATE)).unwrap();
    let gaps = &cleaner.run(&record, &[]).unwrap().leads[0].gaps;
    assert_eq!(*gaps, [Gap { from: SampleIndex(250), to: SampleIndex(625) }], "they touch at 125 Hz");
    assert!(Record::new("again", hertz(125.0), cleaner.run(&record, &[]).unwrap().leads, vec![]).is_ok());
}

#[test]
fn nothing_before_a_gap_reaches_what_comes_after_it() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let gap = Gap { from: SampleIndex(3600), to: SampleIndex(3960) };
    let lead = |first_level: f32| {
        let mut samples = samples.clone();
        samples[..3600].iter_mut().for_each(|sample| *sample += first_level);
        let held = samples[3599];
        samples[3600..3960].fill(held);
        Lead { gaps: vec![gap], ..Lead::new("II", samples) }
    };
    let run = |lead: Lead| {
        let cleaner = Cleaner::plan(&Recipe::for_eyes(), hertz(RATE)).unwrap();
        cleaner.run_lead(&lead, &peaks).0
    };
    let (one, other) = (run(lead(0.0)), run(lead(5.0)));
    assert_eq!(one.samples[3960..], other.samples[3960..]);
    assert_eq!(one.gaps, [gap]);
    assert!(one.samples[3600..3960].iter().all(|&held| held == one.samples[3599]));
    let alone = run(Lead::new("II", samples[3960..].to_vec()));
    assert_eq!(one.samples[3960..], alone.samples[..], "as if the rest had been recorded alone");
}

#[test]
fn a_few_lost_samples_are_bridged() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let moved = with(&samples, RATE, |_| 2.0);
    let mut lost = moved.clone();
    let at = peaks[10].0 + 180;
    lost[at..at + 20].fill(f32::NAN);
    let cleaner = Cleaner::plan(&Recipe::for_eyes(), hertz(RATE)).unwrap();
    let (whole, ..) = cleaner.run_lead(&Lead::new("II", moved), &peaks);
    let (bridged, ..) = cleaner.run_lead(&Lead::with_missing("II", lost, None), &peaks);
    assert!(rms(&whole.samples, &bridged.samples, at + 20..at + 400) < 0.002);
    assert_eq!(bridged.gaps.len(), 1);
}

// The conscience.

#[test]
fn a_recipe_of_no_steps_changes_nothing_and_says_so() {
    let (samples, peaks) = ecg(RATE, 20.0);
    let cleaned = clean("[]", samples.clone(), &peaks);
    assert_eq!(cleaned.leads[0].samples, samples);
    let change = &cleaned.changes[0];
    assert_eq!((change.st_shift_mv, change.r_shift_mv), (Some(0.0), Some(0.0)));
    assert_eq!(change.before, change.after);
}

#[test]
fn the_snr_by_beats_is_the_one_that_was_put_in() {
    let (samples, peaks) = ecg(RATE, 120.0);
    let beat = 90 + 162;
    let mean: f64 = samples[500..500 + 288 * 10].iter().map(|&v| f64::from(v)).sum::<f64>() / 2880.0;
    let _ = (beat, mean);
    for put_in in [20.0, 10.0, 0.0] {
        // The power of a beat as SnrBy::Beats says: from 250 ms before R to 450 ms after, its mean taken off.
        let window = &samples[peaks[3].0 - 86..peaks[3].0 + 162];
        let mean = window.iter().map(|&v| f64::from(v)).sum::<f64>() / window.len() as f64;
        let power = window.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / window.len() as f64;
        let noise = (power / 10f64.powf(put_in / 10.0)).sqrt();
        let mut random = Random::new(3);
        let noisy = samples.iter().map(|&sample| sample + (noise * random.normal()) as f32).collect();
        let found = clean("[]", noisy, &peaks).changes[0].snr.unwrap().before_db;
        println!("{put_in} dB put in, {found:.2} dB found");
        assert!((found - put_in).abs() < 1.0, "{put_in} dB put in, {found} found");
    }
}

#[test]
fn an_st_level_that_moved_by_more_than_a_tenth_is_told() {
    let (samples, peaks) = ecg(RATE, 60.0);
    // An ST elevation of 0.8 mV that a high-pass of 3 Hz cannot keep.
    let elevated: Vec<f32> = samples
        .iter()
        .enumerate()
        .map(|(at, &sample)| {
            let raised = peaks.iter().any(|peak| (peak.0 + 14..peak.0 + 100).contains(&at));
            if raised { sample + 0.8 } else { sample }
        })
        .collect();
    let harsh = clean(r#"[{"step":"baseline","hertz":3}]"#, elevated.clone(), &peaks);
    let moved = harsh.changes[0].st_shift_mv.unwrap();
    assert!(moved < -0.1, "{moved}");
    assert_eq!(
        notes(&harsh),
        [format!(
            "Lead II: cleaning moved its ST level by {moved:+.2} mV; read ST from the signal as it was recorded, or \
             choose a gentler baseline step."
        )]
    );
    let gentle = clean_at(RATE, &Recipe::for_eyes(), elevated, &peaks);
    assert!(gentle.changes[0].st_shift_mv.unwrap().abs() < 0.1, "{:?}", gentle.changes[0]);
    assert!(notes(&gentle).is_empty());
}

#[test]
fn without_peaks_there_are_no_levels_and_the_snr_is_the_spectrums() {
    let (samples, _) = ecg(RATE, 30.0);
    let cleaned = clean_at(RATE, &Recipe::for_eyes(), samples, &[]);
    let change = &cleaned.changes[0];
    assert_eq!((change.st_shift_mv, change.r_shift_mv), (None, None));
    assert_eq!(change.snr.unwrap().by, SnrBy::Spectrum);
}

#[test]
fn a_change_reads_back_from_json() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let change = clean_at(RATE, &Recipe::for_eyes(), samples, &peaks).changes.remove(0);
    let text = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<ecglass::clean::Change>(&text).unwrap(), change);
}

// Bad recipes.

fn refused(text: &str, rate: f64) -> (Kind, String) {
    let error = Cleaner::plan(&recipe(text), hertz(rate)).err().unwrap();
    (error.kind(), error.to_string())
}

#[test]
fn an_edge_above_half_the_rate_names_the_step_the_rate_and_the_remedy() {
    let expected = "is not below half the rate of 30 Hz; choose less than 15 Hz, or leave the step out.";
    for (text, place, edge) in [
        (r#"[{"step":"band"}]"#, "band", 40),
        (r#"[{"step":"mains","hertz":50}]"#, "mains", 50),
        (r#"[{"step":"baseline","hertz":15}]"#, "baseline", 15),
    ] {
        assert_eq!(refused(text, 30.0), (Kind::Unfit, format!("recipe, step {place}: {edge} Hz {expected}")));
    }
    let after = refused(r#"[{"step":"resample","hertz":30},{"step":"band"}]"#, 360.0);
    assert_eq!(after.0, Kind::Unfit, "the rate that the step before made");
    assert!(Cleaner::plan(&recipe(r#"[{"step":"mains"}]"#), hertz(30.0)).is_ok(), "nothing to look for");
}

#[test]
fn a_step_that_no_signal_could_bear_is_the_recipes_fault() {
    for text in [
        r#"[{"step":"band","low_hz":0,"high_hz":0}]"#,
        r#"[{"step":"band","low_hz":40,"high_hz":5}]"#,
        r#"[{"step":"band","low_hz":-1}]"#,
        r#"[{"step":"band","order":0}]"#,
        r#"[{"step":"band","order":99}]"#,
        r#"[{"step":"baseline","hertz":0}]"#,
        r#"[{"step":"minmax","from":1,"to":1}]"#,
        r#"[{"step":"resample","hertz":0}]"#,
        r#"[{"step":"scale","from":0,"to":1,"stretch_s":10}]"#,
        r#"[{"step":"wavelet","name":"db99"}]"#,
        r#"[{"step":"wavelet","threshold":"fixed","value":-1}]"#,
    ] {
        let (kind, sentence) = refused(text, 360.0);
        assert_eq!(kind, Kind::Model, "{sentence}");
        assert!(sentence.starts_with("recipe, step "), "{sentence}");
    }
    assert_eq!(refused(r#"[{"step":"resample","hertz":1e12}]"#, 360.0).0, Kind::Unfit);
    assert_eq!(refused(r#"[{"step":"baseline","hertz":0.5}]"#, 1e9).0, Kind::Unfit);
}

#[test]
fn a_record_of_another_rate_is_refused() {
    let record = Record::new("other", hertz(250.0), vec![Lead::new("I", vec![0.0; 9])], vec![]).unwrap();
    let error = Cleaner::plan(&Recipe::for_eyes(), hertz(360.0)).unwrap().run(&record, &[]).unwrap_err();
    assert_eq!(error.kind(), Kind::Unfit);
    assert_eq!(
        error.to_string(),
        "other: it has 250 samples a second, and the cleaner was planned for 360; plan another."
    );
}

// Bad signals.

/// All steps that take mV, each way.
fn all_recipes() -> Vec<Recipe> {
    [
        r#"[{"step":"baseline"},{"step":"mains"},{"step":"band","low_hz":0,"high_hz":14}]"#,
        r#"[{"step":"baseline","method":"medians"},{"step":"resample","hertz":50},{"step":"zscore"}]"#,
        r#"[{"step":"baseline","method":"spline"},{"step":"band","low_hz":1,"high_hz":10,"order":4},{"step":"minmax"}]"#,
    ]
    .map(recipe)
    .into()
}

#[test]
fn no_bad_signal_panics_or_comes_out_other_than_finite() {
    let mut random = Random::new(1);
    let (fine, peaks) = ecg(RATE, 10.0);
    let noise: Vec<f32> = (0..3600).map(|_| random.normal() as f32).collect();
    let mut spike = vec![0.0; 3600];
    spike[1800] = 5.0;
    let signals: Vec<Vec<f32>> = vec![
        vec![0.0; 3600],
        spike,
        noise,
        fine[..720].to_vec(),
        fine.iter().map(|sample| sample.clamp(-0.1, 0.3)).collect(),
        fine.iter().map(|sample| -sample).collect(),
        fine.iter().map(|sample| sample + 10_000.0).collect(),
        vec![f32::MAX; 100],
        (0..100).map(|at| if at % 2 == 0 { f32::MAX } else { f32::MIN }).collect(),
        vec![f32::MIN_POSITIVE / 8.0; 100],
        vec![1.0],
        vec![1.0, -1.0],
        vec![0.5; 3],
    ];
    let everywhere: Vec<SampleIndex> = (0..4000).map(SampleIndex).collect();
    let twice: Vec<SampleIndex> = peaks.iter().flat_map(|&peak| [peak, peak]).collect();
    for (index, signal) in signals.iter().enumerate() {
        for rate in [30.0, 360.0, 0.001, 1e5] {
            for recipe in all_recipes() {
                let Ok(cleaner) = Cleaner::plan(&recipe, hertz(rate)) else { continue };
                for peaks in [&peaks[..], &[], &everywhere, &twice, &[SampleIndex(usize::MAX)]] {
                    let record =
                        Record::new("bad", hertz(rate), vec![Lead::new("II", signal.clone())], vec![])
                            .unwrap();
                    let cleaned = cleaner.run(&record, peaks).unwrap();
                    let lead = &cleaned.leads[0];
                    assert!(
                        lead.samples.iter().all(|sample| sample.is_finite()),
                        "signal {index} at {rate} Hz"
                    );
                    let change = serde_json::to_string(&cleaned.changes[0]).unwrap();
                    assert!(!change.contains("_mv\":NaN"), "signal {index}: {change}");
                }
            }
        }
    }
}

#[test]
fn every_bad_signal_has_its_sentence() {
    let (fine, peaks) = ecg(RATE, 10.0);
    let said = |samples: Vec<f32>| {
        let cleaned = clean_at(RATE, &Recipe::for_eyes(), samples, &peaks);
        notes(&cleaned).into_iter().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(said(vec![0.0; 3600]), ["Lead II: it is flat: there is nothing in it to clean."]);
    let mut spike = vec![0.0; 3600];
    spike[1800] = 5.0;
    assert_eq!(said(spike), ["Lead II: it stands still for 100 % of its samples."]);
    let mut random = Random::new(1);
    let noise = said((0..3600).map(|_| random.normal() as f32).collect());
    assert!(
        noise.len() == 1 && noise[0].contains("it is mostly noise, or the R peaks are not its own"),
        "{noise:?}"
    );
    let short = clean_at(RATE, &Recipe::for_eyes(), fine[..720].to_vec(), &[]);
    assert!(
        notes(&short)[0].starts_with("Lead II: its 2.0 s are short for a baseline high-pass of 0.5 Hz"),
        "{:?}",
        notes(&short)
    );
    let clipped = said(fine.iter().map(|sample| sample.clamp(-0.1, 0.3)).collect());
    assert!(
        clipped[0].contains("it is clipped, and no cleaning brings back what was cut off"),
        "{clipped:?}"
    );
    let offset = said(fine.iter().map(|sample| sample + 10_000.0).collect());
    assert_eq!(
        offset,
        ["Lead II: it stands 10000 mV from zero, as no heart does: an offset, or another unit."]
    );
    let missing = Lead::with_missing("V1", vec![f32::NAN; 3600], None);
    let record = Record::new("half", hertz(RATE), vec![Lead::new("II", fine), missing], vec![]).unwrap();
    let cleaned = Cleaner::plan(&Recipe::for_eyes(), hertz(RATE)).unwrap().run(&record, &peaks).unwrap();
    assert_eq!(notes(&cleaned), ["Lead V1: nothing was recorded in it."]);
}

#[test]
fn a_slow_record_is_cleaned_by_what_its_rate_can_bear() {
    let (samples, peaks) = ecg(30.0, 60.0);
    let wandering = with(&samples, 30.0, |t| (std::f64::consts::TAU * 0.1 * t).sin());
    let cleaned = clean_at(30.0, &recipe(r#"[{"step":"baseline"},{"step":"mains"}]"#), wandering, &peaks);
    assert!(cleaned.changes[0].after.wander < 0.02 * cleaned.changes[0].before.wander);
}

fn simulated(seed: u64) -> (Vec<f32>, Vec<SampleIndex>) {
    let record = Simulator { seconds: Seconds(12.0), seed, ..Simulator::default() }.run().unwrap();
    let peaks = record.marked_beats().map(|(at, _)| at).collect();
    (record.leads()[0].samples.clone(), peaks)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn an_inverted_lead_is_cleaned_to_the_inverse(seed in any::<u64>()) {
        let (samples, peaks) = simulated(seed);
        let turned = samples.iter().map(|sample| -sample).collect();
        for method in [BaselineMethod::Highpass, BaselineMethod::Medians, BaselineMethod::Spline] {
            let mut recipe = Recipe::for_eyes();
            recipe.0[0] = Step::Baseline { method, hertz: 0.5 };
            let straight = clean_at(RATE, &recipe, samples.clone(), &peaks);
            let inverse = clean_at(RATE, &recipe, Vec::clone(&turned), &peaks);
            prop_assert!(straight.leads[0].samples.iter().zip(&inverse.leads[0].samples).all(|(a, b)| *a == -*b));
            // Medians of an even count add their two middle values the other way round, so the last bit may differ.
            let (straight, inverse) = (straight.changes[0].snr.unwrap(), inverse.changes[0].snr.unwrap());
            prop_assert_eq!(straight.by, inverse.by);
            prop_assert!((straight.before_db - inverse.before_db).abs() < 1e-9, "{straight:?} {inverse:?}");
            prop_assert!((straight.after_db - inverse.after_db).abs() < 1e-9, "{straight:?} {inverse:?}");
        }
    }

    #[test]
    fn an_offset_of_ten_volts_is_cleaned_away(seed in any::<u64>()) {
        let (samples, peaks) = simulated(seed);
        let lifted = samples.iter().map(|sample| sample + 10_000.0).collect();
        for method in [BaselineMethod::Highpass, BaselineMethod::Medians, BaselineMethod::Spline] {
            let mut recipe = Recipe::for_eyes();
            recipe.0[0] = Step::Baseline { method, hertz: 0.5 };
            let straight = clean_at(RATE, &recipe, samples.clone(), &peaks);
            let lifted = clean_at(RATE, &recipe, Vec::clone(&lifted), &peaks);
            for (a, b) in straight.leads[0].samples.iter().zip(&lifted.leads[0].samples) {
                // At 10,000 mV the samples themselves have steps of 0.001 mV, and a spline swings between its knots.
                prop_assert!((a - b).abs() < 0.02, "{:?}: {} {}", method, a, b);
            }
        }
    }

    #[test]
    fn a_lead_in_another_unit_is_cleaned_alike(seed in any::<u64>(), scale in 0.01f32..100.0) {
        let (samples, peaks) = simulated(seed);
        let scaled = samples.iter().map(|sample| sample * scale).collect();
        let straight = clean_at(RATE, &Recipe::for_eyes(), samples, &peaks);
        let scaled = clean_at(RATE, &Recipe::for_eyes(), scaled, &peaks);
        for (a, b) in straight.leads[0].samples.iter().zip(&scaled.leads[0].samples) {
            prop_assert!((a * scale - b).abs() < 1e-4 * scale.max(0.1));
        }
    }
}
