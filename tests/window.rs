//! Beats are cut in Rust as the trainer cuts them in Python.
//!
//! The cases in `fixtures/window` are synthetic; `python -m train fixtures` (in `models/`) writes them with scipy's
//! resampler and the trainer's own window function. See `fixtures/README.md`.

use std::fs;
use std::path::Path;

use ecglass::ecg::{BeatClass, Fiducial, Hertz, Lead, Pad, Recipe, SampleIndex, Step};
use ecglass::segment::Windows;

fn recipe() -> Recipe {
    Recipe::heartbeat_table()
}

fn lead(samples: Vec<f32>) -> Lead {
    Lead::new("I", samples)
}

fn peaks(at: impl IntoIterator<Item = usize>) -> Vec<(SampleIndex, Option<BeatClass>)> {
    at.into_iter().map(|at| (SampleIndex(at), None)).collect()
}

#[test]
fn rust_cuts_the_beats_that_python_cuts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/window");
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        let samples: Vec<f32> = numbers(&case["samples_mv"]).into_iter().map(|value| value as f32).collect();
        let positions = peaks(numbers(&case["beats_at"]).into_iter().map(|at| at as usize));
        let rate = Hertz::new(case["rate_hz"].as_f64().unwrap()).unwrap();
        let asked = match case["around"].as_object() {
            Some(around) => Recipe(vec![
                Step::Resample { hertz: around["to"].as_f64().unwrap() },
                Step::Around {
                    samples: around["width"].as_u64().unwrap() as usize,
                    before_s: around["before_s"].as_f64().unwrap(),
                    after_s: around["after_s"].as_f64().unwrap(),
                    pad: Pad::Least,
                },
            ]),
            None => recipe(),
        };
        let (beats, _) = Windows::plan(&asked).unwrap().cut(&lead(samples), rate, &positions);
        let expected: Vec<Vec<f64>> = case["beats"].as_array().unwrap().iter().map(numbers).collect();
        assert_eq!(beats.len(), expected.len(), "{}", path.display());
        for (index, expected) in expected.iter().enumerate() {
            for (sample, (ours, python)) in beats.beat(index).iter().zip(expected).enumerate() {
                let apart = (f64::from(*ours) - python).abs();
                assert!(apart < 1e-5, "{}, beat {index}, sample {sample}: {apart} apart", path.display());
            }
        }
        cases += 1;
    }
    assert!(cases >= 10, "only {cases} cases");
}

/// A spike train at 125 Hz: an R peak of 1 mV every `rr` samples.
fn spikes(count: usize, rr: usize) -> (Vec<f32>, Vec<usize>) {
    let at: Vec<usize> = (0..count).map(|beat| 50 + beat * rr).collect();
    let mut samples = vec![0.0; count * rr + 100];
    at.iter().for_each(|&at| samples[at] = 1.0);
    (samples, at)
}

#[test]
fn a_beat_is_a_fifth_longer_than_the_median_interval_and_then_padding() {
    let (samples, at) = spikes(20, 100);
    let (beats, _) =
        Windows::plan(&recipe()).unwrap().cut(&lead(samples), Hertz::new(125.0).unwrap(), &peaks(at));
    let beat = beats.beat(3);
    assert_eq!((beat[0], beat[100]), (1.0, 1.0), "the beat's own R and the next one");
    assert!(beat[120..].iter().all(|&value| value == 0.0), "padding from 1.2 intervals on");
}

#[test]
fn scale_and_offset_of_the_signal_do_not_change_its_beats() {
    let (samples, at) = spikes(30, 90);
    let rate = Hertz::new(125.0).unwrap();
    let windows = Windows::plan(&recipe()).unwrap();
    let (expected, _) = windows.cut(&lead(samples.clone()), rate, &peaks(at.clone()));
    for (scale, offset) in [(0.01, 0.0), (1.0, 5.0), (100.0, -3.0)] {
        let moved = samples.iter().map(|&value| value * scale + offset).collect();
        let (beats, _) = windows.cut(&lead(moved), rate, &peaks(at.clone()));
        for (a, b) in beats.samples.iter().zip(&expected.samples) {
            assert!((a - b).abs() < 1e-3, "scale {scale}, offset {offset}");
        }
    }
}

#[test]
fn beats_on_a_flat_stretch_are_left_out_and_counted() {
    let (mut samples, at) = spikes(40, 100);
    samples[1250..2500].fill(0.0);
    let (beats, notes) =
        Windows::plan(&recipe()).unwrap().cut(&lead(samples), Hertz::new(125.0).unwrap(), &peaks(at));
    assert_eq!(beats.len(), 27);
    assert_eq!(notes[0].text, "Lead I: 13 of 40 beats stand where the signal is flat, and were left out.");
}

#[test]
fn one_beat_at_either_end_is_a_beat() {
    let mut samples = vec![0.0; 500];
    (samples[0], samples[499]) = (1.0, 1.0);
    let (beats, _) =
        Windows::plan(&recipe()).unwrap().cut(&lead(samples), Hertz::new(125.0).unwrap(), &peaks([0, 499]));
    assert_eq!(beats.len(), 2);
    assert_eq!(beats.beat(1)[..2], [1.0, 0.0], "what lies past the record's end is padding");
}

#[test]
fn the_two_hundred_milliseconds_around_r_are_fifty_samples_at_any_rate() {
    for rate in [100.0, 250.0, 360.0, 1000.0] {
        let hertz = Hertz::new(rate).unwrap();
        // A triangle of 1 mV, 100 ms to each side.
        let samples: Vec<f32> = (0..(4.0 * rate) as usize)
            .map(|at| (1.0 - (at as f32 / rate as f32 - 2.0).abs() / 0.1).max(0.0))
            .collect();
        let windows = Windows::plan(&Recipe::two_hundred_ms()).unwrap();
        let (beats, notes) = windows.cut(&lead(samples), hertz, &peaks([(2.0 * rate) as usize]));
        assert_eq!((beats.len(), windows.width(), notes.len()), (1, 50, 0));
        for (at, value) in beats.beat(0).iter().enumerate() {
            let expected = 1.0 - (at as f32 - 25.0).abs() / 25.0;
            assert!((value - expected).abs() < 0.06, "{rate} Hz, sample {at}: {value} for {expected}");
        }
    }
}

#[test]
fn a_window_around_r_can_be_scaled_by_its_stretch_and_padded_with_a_number() {
    let (samples, at) = spikes(3, 100);
    let around = Step::Around { samples: 30, before_s: 0.04, after_s: 0.16, pad: Pad::Value(-1.0) };
    let scale = Step::Scale { from: 0.0, to: 2.0, stretch_s: 10.0 };
    let (beats, _) =
        Windows::plan(&Recipe(vec![scale, around])).unwrap().cut(&lead(samples), Hertz::TABLES, &peaks(at));
    assert_eq!(beats.beat(1)[..7], [0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0]);
    assert_eq!(beats.beat(1)[25..], [-1.0; 5], "25 samples are 200 ms");
}

#[test]
fn a_recipe_that_cannot_be_followed_is_refused() {
    let mut short = recipe();
    short.0.pop();
    assert!(Windows::plan(&short).is_err());
    let mut endless = recipe();
    endless.0[0] = Step::Resample { hertz: f64::INFINITY };
    assert!(Windows::plan(&endless).is_err());
    let mut nothing = recipe();
    nothing.0[2] = Step::Window { samples: 0, from: Fiducial::R, length_rr: 1.2, pad: 0.0 };
    assert!(Windows::plan(&nothing).is_err());
    let around = |before_s, after_s, pad| Recipe(vec![Step::Around { samples: 9, before_s, after_s, pad }]);
    assert!(Windows::plan(&around(0.1, 0.1, Pad::Least)).is_ok());
    for endless in
        [around(0.0, 0.0, Pad::Least), around(-1.0, 2.0, Pad::Least), around(0.1, f64::NAN, Pad::Least)]
    {
        assert!(Windows::plan(&endless).is_err());
    }
    assert!(Windows::plan(&around(0.1, 0.1, Pad::Value(f32::INFINITY))).is_err());
    let bare = Recipe(vec![recipe().0[2].clone()]);
    let error = Windows::plan(&bare).unwrap_err().to_string();
    assert!(error.contains("needs the steps resample and scale before it"), "{error}");
    let none = Windows::plan(&Recipe::for_eyes()).unwrap_err().to_string();
    assert!(none.contains("ends with another"), "{none}");
}
