//! Beats are cut in Rust as the trainer cuts them in Python.
//!
//! The cases in `fixtures/window` are synthetic; `python -m train fixtures` (in `models/`) writes them with scipy's
//! resampler and the trainer's own window function. See `fixtures/README.md`.

use std::fs;
use std::path::Path;

use ecglass::ecg::{BeatClass, Fiducial, Hertz, Lead, Recipe, SampleIndex, Step};
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
        let (beats, _) = Windows::plan(&recipe()).unwrap().cut(&lead(samples), rate, &positions);
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
    assert!(cases >= 4, "only {cases} cases");
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
}
