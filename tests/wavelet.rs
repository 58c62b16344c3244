//! Wavelet bands and denoised signals are PyWavelets', signals survive the way there and back, and noise goes.

use std::fs;
use std::path::Path;

use ecglass::clean::{Denoiser, Denoising, Workspace};
use ecglass::dsp::random::Random;
use ecglass::dsp::wavelet::{Boundary, Real, Shrink, Threshold, Transform, Wavelet, max_level};
use ecglass::ecg::Seconds;
use ecglass::generate::Simulator;
use proptest::prelude::*;
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wavelet").join(name);
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The signal of make.py: a peak every 300 samples, a wandering level and noise from a congruential generator.
fn signal(case: &Value) -> Vec<f64> {
    let mut state = case["seed"].as_u64().unwrap();
    (0..case["length"].as_u64().unwrap())
        .map(|at| {
            state = (state * 1_103_515_245 + 12_345) % (1 << 31);
            let peak = (-((at % 300) as f64 - 150.0).powi(2) / 18.0).exp();
            peak + 0.3 * (at as f64 / 90.0).sin() + 0.4 * (state as f64 / f64::from(1_u32 << 31) - 0.5)
        })
        .collect()
}

/// Compares a band with its length and sums, within 1e-6 a value.
fn assert_band(band: &[f64], digest: &Value, case: &Value) {
    assert_eq!(band.len() as u64, digest[0].as_u64().unwrap(), "{case}");
    let turned: f64 = band.iter().enumerate().map(|(at, value)| value * (at as f64).cos()).sum();
    let magnitudes: f64 = band.iter().map(|value| value.abs()).sum();
    for (ours, theirs) in [(turned, &digest[1]), (magnitudes, &digest[2])] {
        let theirs = theirs.as_f64().unwrap();
        let size = magnitudes.max(1.0);
        assert!((ours - theirs).abs() < 1e-9 * size, "{ours} where PyWavelets has {theirs}: {case}");
    }
}

fn wavelet(case: &Value) -> Wavelet {
    Wavelet::named(case["wavelet"].as_str().unwrap()).unwrap()
}

fn level(case: &Value) -> Option<usize> {
    case["level"].as_u64().map(|level| level as usize)
}

#[test]
fn bands_are_those_of_pywavelets() {
    let cases = cases("bands.jsonl");
    assert!(cases.len() > 24 * 9 * 2);
    for case in &cases {
        let boundary = Boundary::named(case["boundary"].as_str().unwrap()).unwrap();
        let bands = Transform::plan(wavelet(case), boundary, level(case)).forward(&signal(case));
        let digests = case["bands"].as_array().unwrap();
        assert_eq!(bands.details.len() + 1, digests.len(), "{case}");
        assert_band(&bands.approximation, &digests[0], case);
        for (details, digest) in bands.details.iter().zip(&digests[1..]) {
            assert_band(details, digest, case);
        }
    }
}

#[test]
fn denoised_signals_are_those_of_the_scripts() {
    for case in &cases("denoised.jsonl") {
        let threshold = match &case["threshold"] {
            Value::String(name) => Threshold::named(name).unwrap(),
            value => Threshold::Fixed(value.as_f64().unwrap()),
        };
        let denoiser = Denoiser::plan(Denoising {
            wavelet: wavelet(case),
            level: level(case),
            threshold,
            shrink: Shrink::named(case["shrink"].as_str().unwrap()).unwrap(),
            approximation: case["approximation"].as_bool().unwrap(),
            ..Denoising::default()
        });
        assert_band(&denoiser.run(&signal(case)), &case["denoised"], case);
    }
}

#[test]
fn what_has_no_such_name_is_not_found() {
    for name in ["db0", "db11", "sym1", "coif6", "DB6", "", "bior1.3"] {
        assert_eq!(Wavelet::named(name), None, "{name}");
    }
    for wavelet in Wavelet::all() {
        assert_eq!(Wavelet::named(wavelet.name()), Some(wavelet));
    }
    assert_eq!(Wavelet::named("haar"), Wavelet::named("db1"));
    assert!(Boundary::ALL.into_iter().all(|boundary| Boundary::named(boundary.name()) == Some(boundary)));
    assert_eq!(Boundary::named("per"), None);
    assert_eq!(Threshold::named("fixed"), Some(Threshold::RECIPE));
}

// pywt.dwt_max_level(n, "db6") for these n
#[test]
fn levels_end_where_the_filter_outgrows_the_signal() {
    let db6 = Wavelet::default();
    let expected = [(0, 0), (1, 0), (11, 0), (21, 0), (22, 1), (43, 1), (44, 2), (1_296_000, 16)];
    for (len, level) in expected {
        assert_eq!(max_level(len, db6), level, "{len}");
    }
}

fn any_wavelet() -> impl Strategy<Value = Wavelet> {
    proptest::sample::select(Wavelet::all().collect::<Vec<_>>())
}

fn any_boundary() -> impl Strategy<Value = Boundary> {
    proptest::sample::select(Boundary::ALL.to_vec())
}

fn any_denoising() -> impl Strategy<Value = Denoising> {
    let threshold = prop_oneof![
        Just(Threshold::Universal),
        Just(Threshold::Sure),
        Just(Threshold::LevelDependent),
        any::<f64>().prop_map(Threshold::Fixed),
    ];
    let shrink = proptest::sample::select(vec![Shrink::Soft, Shrink::Hard]);
    let level = proptest::option::of(0_usize..70);
    (any_wavelet(), any_boundary(), level, threshold, shrink, any::<bool>()).prop_map(
        |(wavelet, boundary, level, threshold, shrink, approximation)| Denoising {
            wavelet,
            boundary,
            level,
            threshold,
            shrink,
            approximation,
        },
    )
}

fn largest<T: Real>(values: &[T]) -> f64 {
    values.iter().map(|value| value.magnitude().into()).fold(0.0, f64::max)
}

fn returns<T: Real>(transform: &Transform<T>, samples: &[T], precision: f64) {
    let bands = transform.forward(samples);
    let back = transform.inverse(&bands);
    assert_eq!(back.len(), samples.len());
    let size = bands.details.iter().map(|details| largest(details)).fold(largest(samples), f64::max);
    let size = size.max(largest(&bands.approximation));
    for (at, (back, sample)) in back.iter().zip(samples).enumerate() {
        assert!((*back - *sample).magnitude().into() <= precision * size, "{at}: {back:?} was {sample:?}");
    }
}

proptest! {
    #[test]
    fn every_signal_returns_from_every_transform(
        wavelet in any_wavelet(),
        boundary in any_boundary(),
        level in proptest::option::of(0_usize..8),
        samples in proptest::collection::vec(-1e3..1e3_f64, 0..700),
    ) {
        returns(&Transform::plan(wavelet, boundary, level), &samples, 1e-12);
        let single: Vec<f32> = samples.iter().map(|&sample| sample as f32).collect();
        returns(&Transform::plan(wavelet, boundary, level), &single, 1e-5);
    }

    #[test]
    fn the_bands_of_a_sum_are_the_sum_of_the_bands(
        wavelet in any_wavelet(),
        boundary in any_boundary(),
        pairs in proptest::collection::vec((-1e3..1e3_f64, -1e3..1e3_f64), 1..300),
        factor in -4.0..4.0_f64,
    ) {
        let transform = Transform::plan(wavelet, boundary, Some(3));
        let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let sum: Vec<f64> = pairs.iter().map(|(first, second)| first + factor * second).collect();
        let [first, second, sum] = [first, second, sum].map(|samples| transform.forward(&samples));
        let flat = |bands: ecglass::dsp::wavelet::Decomposition<f64>| {
            bands.details.concat().into_iter().chain(bands.approximation).collect::<Vec<f64>>()
        };
        let [first, second, sum] = [first, second, sum].map(flat);
        let size = largest(&first) + 4.0 * largest(&second);
        for ((first, second), sum) in first.iter().zip(&second).zip(&sum) {
            prop_assert!((first + factor * second - sum).abs() <= 1e-12 * size);
        }
    }

    #[test]
    fn zeros_stay_zeros(denoising in any_denoising(), len in 0_usize..200) {
        prop_assert_eq!(Denoiser::plan(denoising).run(&vec![0.0_f32; len]), vec![0.0; len]);
    }

    #[test]
    fn no_finite_signal_becomes_anything_else(
        denoising in any_denoising(),
        samples in proptest::collection::vec(any::<f32>().prop_filter("finite", |x| x.is_finite()), 0..120),
    ) {
        let cleaned = Denoiser::plan(denoising).run(&samples);
        prop_assert_eq!(cleaned.len(), samples.len());
        prop_assert!(cleaned.iter().all(|sample| sample.is_finite()));
    }

    #[test]
    fn a_workspace_of_another_signal_changes_nothing(
        denoising in any_denoising(),
        first in proptest::collection::vec(-5.0..5.0_f32, 0..400),
        second in proptest::collection::vec(-5.0..5.0_f32, 0..400),
    ) {
        let denoiser = Denoiser::plan(denoising);
        let mut workspace = Workspace::default();
        for samples in [&first, &second, &first] {
            let mut cleaned = vec![f32::NAN; samples.len()];
            denoiser.run_into(samples, &mut cleaned, &mut workspace);
            prop_assert_eq!(cleaned, denoiser.run(samples));
        }
    }
}

#[test]
fn a_flat_line_comes_back_as_it_was() {
    for threshold in [Threshold::Universal, Threshold::Sure, Threshold::LevelDependent, Threshold::RECIPE] {
        for len in [1, 2, 30, 1000] {
            let flat = vec![1.25_f32; len];
            let cleaned = Denoiser::plan(Denoising { threshold, ..Denoising::default() }).run(&flat);
            assert!(cleaned.iter().all(|sample| (sample - 1.25).abs() < 1e-5), "{threshold:?} of {len}");
        }
    }
}

#[test]
fn what_overflows_comes_back_as_it_was() {
    let huge: Vec<f32> = (0..500).map(|at| if at % 7 < 4 { f32::MAX } else { f32::MIN }).collect();
    assert_eq!(Denoiser::plan(Denoising::default()).run(&huge), huge);
}

/// Decibels by which `clean` exceeds what `noisy` has besides.
fn snr(clean: &[f32], noisy: &[f32]) -> f64 {
    let power =
        |values: &mut dyn Iterator<Item = f32>| values.map(|value| f64::from(value).powi(2)).sum::<f64>();
    let besides = power(&mut clean.iter().zip(noisy).map(|(clean, noisy)| clean - noisy));
    10.0 * (power(&mut clean.iter().copied()) / besides).log10()
}

#[test]
fn denoising_brings_a_noisy_ecg_nearer_to_the_clean_one() {
    let simulator = Simulator { seconds: Seconds(60.0), noise: 0.0, ..Simulator::default() };
    let clean = simulator.run().unwrap().leads()[0].samples.clone();
    let mut random = Random::new(11);
    let noisy: Vec<f32> = clean.iter().map(|sample| sample + 0.1 * random.normal() as f32).collect();
    let before = snr(&clean, &noisy);
    let gain = |threshold, shrink| {
        let denoising = Denoising { level: Some(4), threshold, shrink, ..Denoising::default() };
        snr(&clean, &Denoiser::plan(denoising).run(&noisy)) - before
    };
    let expected = [
        (Threshold::Universal, Shrink::Soft, 3.5),
        (Threshold::Universal, Shrink::Hard, 6.5),
        (Threshold::Sure, Shrink::Soft, 8.0),
        (Threshold::LevelDependent, Shrink::Hard, 5.0),
        (Threshold::Fixed(0.3), Shrink::Hard, 7.5),
    ];
    for (threshold, shrink, least) in expected {
        let gain = gain(threshold, shrink);
        println!("{threshold:?} {shrink:?}: {gain:.1} dB");
        assert!(gain > least, "{threshold:?} {shrink:?} gains {gain:.1} dB");
    }
}

#[test]
fn an_approximation_is_thresholded_only_if_asked() {
    let slow: Vec<f32> = (0..1000).map(|at| 0.02 * (at as f32 / 150.0).sin()).collect();
    let denoising = Denoising { level: Some(3), threshold: Threshold::RECIPE, ..Denoising::default() };
    let kept = Denoiser::plan(denoising).run(&slow);
    assert!(snr(&slow, &kept) > 40.0);
    let gone = Denoiser::plan(Denoising { approximation: true, ..denoising }).run(&slow);
    assert_eq!(gone, vec![0.0; slow.len()]);
}
