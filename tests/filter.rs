//! Filters, medians, splines and spectra against scipy, and what must hold of any of them.
//!
//! The golden files in `fixtures/filter` are written by `make.py` beside them, which prints its versions.

use std::fs;
use std::path::Path;

use ecglass::dsp::filter::{Pass, Sections, butterworth, notch};
use ecglass::dsp::median::RunningMedian;
use ecglass::dsp::random::Random;
use ecglass::dsp::spectrum::Welch;
use ecglass::dsp::spline::Spline;
use proptest::prelude::*;
use serde_json::Value;

fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/filter").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn designed(case: &Value) -> Sections {
    let edges = numbers(&case["edges"]);
    let pass = match case["pass"].as_str().unwrap() {
        "below" => Pass::Below(edges[0]),
        "above" => Pass::Above(edges[0]),
        "between" => Pass::Between(edges[0], edges[1]),
        _ => Pass::Outside(edges[0], edges[1]),
    };
    let order = case["order"].as_u64().unwrap() as usize;
    butterworth(order, pass, case["rate"].as_f64().unwrap()).unwrap()
}

#[test]
fn butterworth_has_the_sections_that_scipy_has() {
    let golden = golden("design.json");
    let mut worst: f64 = 0.0;
    for case in golden["designs"].as_array().unwrap() {
        let ours = designed(case);
        let scipy = numbers(&case["sos"]);
        assert_eq!(ours.sections().len() * 6, scipy.len());
        for (section, scipy) in ours.sections().iter().zip(scipy.chunks(6)) {
            let ours = [section.b[0], section.b[1], section.b[2], 1.0, section.a[0], section.a[1]];
            // The first section carries the gain, which may be tiny.
            let size = scipy[..3].iter().fold(0.0f64, |size, value| size.max(value.abs()));
            for (index, (ours, scipy)) in ours.iter().zip(scipy).enumerate() {
                let apart = (ours - scipy).abs() / if index < 3 { size } else { 1.0 };
                worst = worst.max(apart);
                assert!(
                    apart < 1e-10,
                    "{} {} {}: {ours} {scipy}",
                    case["pass"],
                    case["edges"],
                    case["order"]
                );
            }
        }
    }
    println!("coefficients at most {worst:.1e} apart");
    for case in golden["notches"].as_array().unwrap() {
        let number = |name: &str| case[name].as_f64().unwrap();
        let ours = notch(number("hertz"), number("quality"), number("rate")).unwrap();
        let section = ours.sections()[0];
        let (b, a) = (numbers(&case["b"]), numbers(&case["a"]));
        for (ours, scipy) in section.b.iter().chain(&section.a).zip(b.iter().chain(&a[1..])) {
            assert!((ours - scipy).abs() < 1e-14, "{ours} {scipy}");
        }
    }
}

#[test]
fn zero_phase_is_sosfiltfilt_and_a_run_is_sosfilt() {
    let golden = golden("zero-phase.json");
    let mut worst: f64 = 0.0;
    for case in golden["runs"].as_array().unwrap() {
        let sections = designed(case);
        let samples = numbers(&case["samples"]);
        let mut filtered = samples.clone();
        sections.zero_phase(&mut filtered);
        let mut causal = samples.clone();
        let mut state = sections.rest(samples[0]);
        causal.chunks_mut(7).for_each(|block| sections.run(block, &mut state));
        for (answer, name) in [(filtered, "zero_phase"), (causal, "causal")] {
            for (at, scipy) in numbers(&case["at"]).into_iter().zip(numbers(&case[name])) {
                let apart = (answer[at as usize] - scipy).abs();
                worst = worst.max(apart);
                assert!(apart < 1e-9, "{name} of {} at {at}: {apart}", case["edges"]);
            }
        }
    }
    println!("short signals at most {worst:.1e} apart");
}

/// The chance of make.py: a linear congruential generator, on an offset of 10 V.
fn chance() -> Vec<f64> {
    let mut state: u64 = 12345;
    let mut next = || {
        state = (state * 1_103_515_245 + 12345) % (1 << 31);
        state as f64 / f64::from(1u32 << 31) - 0.5 + 10_000.0
    };
    (0..60_000).map(|_| next()).collect()
}

#[test]
fn stretches_side_by_side_are_the_whole_on_an_offset_of_ten_volts() {
    let golden = golden("zero-phase.json");
    let mut worst: f64 = 0.0;
    for case in golden["long"].as_array().unwrap() {
        let edges = numbers(&case["edges"]);
        let order = case["order"].as_u64().unwrap() as usize;
        let sections = butterworth(order, Pass::Between(edges[0], edges[1]), 360.0).unwrap();
        assert!(9 * sections.settle() < 60_000, "long enough to be cut into eight");
        let mut ours = chance();
        sections.zero_phase(&mut ours);
        for (at, scipy) in numbers(&case["at"]).into_iter().zip(numbers(&case["zero_phase"])) {
            let apart = (ours[at as usize] - scipy).abs();
            worst = worst.max(apart);
            assert!(apart < 1e-8, "order {order} at {at}: {apart}");
        }
    }
    println!("a long signal at most {worst:.1e} apart");
}

#[test]
fn the_medians_are_scipys() {
    let golden = golden("median.json");
    let samples: Vec<f32> = numbers(&golden["samples"]).iter().map(|&sample| sample as f32).collect();
    let first = RunningMedian::plan(73).run(&samples);
    let second = RunningMedian::plan(217).run(&first);
    for (ours, scipy) in [(first, "first"), (second, "second")] {
        let scipy: Vec<f32> = numbers(&golden[scipy]).iter().map(|&sample| sample as f32).collect();
        assert_eq!(ours, scipy);
    }
}

#[test]
fn the_spline_is_scipys_within_a_part_in_a_thousand_million() {
    let golden = golden("spline.json");
    let spline = Spline::through(numbers(&golden["x"]), numbers(&golden["y"])).unwrap();
    let from = golden["from"].as_u64().unwrap() as usize;
    let scipy = numbers(&golden["heights"]);
    let last = *numbers(&golden["x"]).last().unwrap() as usize;
    let ours = spline.on_grid(last + 1);
    for (at, (ours, scipy)) in ours[from..].iter().zip(&scipy).enumerate() {
        assert!((ours - scipy).abs() < 1e-9, "{at}: {ours} {scipy}");
    }
}

#[test]
fn the_spectrum_is_welchs_as_scipy_has_it() {
    let golden = golden("spectrum.json");
    let samples = numbers(&golden["samples"]);
    let ours = Welch::plan(512).run([samples.as_slice()].into_iter());
    // scipy's "spectrum" gives the power of a sine that stands on the bin; ours the mean square that falls into it, which
    // is less by the window's equivalent noise bandwidth, 1.5 for Hann's.
    for (bin, (ours, scipy)) in ours.bins.iter().zip(numbers(&golden["bins"])).enumerate() {
        assert!((ours * 1.5 - scipy).abs() < 1e-12 + 1e-9 * scipy, "bin {bin}: {ours} {scipy}");
    }
}

fn bands() -> impl Strategy<Value = Sections> {
    (1usize..6, 0usize..4, 1.0f64..20.0, 1.1f64..4.0).prop_map(|(order, kind, low, ratio)| {
        let pass = match kind {
            0 => Pass::Below(low),
            1 => Pass::Above(low),
            2 => Pass::Between(low, low * ratio),
            _ => Pass::Outside(low, low * ratio),
        };
        butterworth(order, pass, 250.0).unwrap()
    })
}

fn signals() -> impl Strategy<Value = Vec<f64>> {
    (any::<u64>(), prop_oneof![1usize..400, 10_000usize..20_000]).prop_map(|(seed, len)| {
        let mut random = Random::new(seed);
        (0..len).map(|_| random.normal()).collect()
    })
}

fn filtered(sections: &Sections, signal: &[f64]) -> Vec<f64> {
    let mut filtered = signal.to_vec();
    sections.zero_phase(&mut filtered);
    filtered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Away from the ends, where the two passes begin differently.
    #[test]
    fn a_lone_spike_is_answered_alike_before_and_after(sections in bands()) {
        let half = 2 * sections.settle().max(200);
        let mut signal = vec![0.0; 2 * half + 1];
        signal[half] = 1.0;
        let answer = filtered(&sections, &signal);
        for step in 0..=half {
            prop_assert!((answer[half + step] - answer[half - step]).abs() < 1e-9);
        }
    }

    #[test]
    fn filtering_is_linear(sections in bands(), a in signals(), factor in -5.0f64..5.0) {
        let b: Vec<f64> = a.iter().rev().map(|value| value * value).collect();
        let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| factor * a + b).collect();
        let (of_a, of_b, of_sum) = (filtered(&sections, &a), filtered(&sections, &b), filtered(&sections, &sum));
        for ((a, b), sum) in of_a.iter().zip(&of_b).zip(&of_sum) {
            prop_assert!((factor * a + b - sum).abs() < 1e-8);
        }
    }

    #[test]
    fn the_other_polarity_is_the_same_to_the_last_bit(sections in bands(), signal in signals()) {
        let turned: Vec<f64> = signal.iter().map(|value| -value).collect();
        let (straight, turned) = (filtered(&sections, &signal), filtered(&sections, &turned));
        prop_assert!(straight.iter().zip(&turned).all(|(a, b)| *a == -*b));
    }

    #[test]
    fn a_constant_passes_where_zero_hertz_do_and_else_is_gone(
        order in 1usize..6, edge in 1.0f64..50.0, level in -1e4f64..1e4, len in 1usize..3000,
    ) {
        for (pass, share) in [(Pass::Below(edge), 1.0), (Pass::Above(edge), 0.0), (Pass::Outside(edge, 55.0), 1.0), (Pass::Between(edge, 55.0), 0.0)] {
            let answer = filtered(&butterworth(order, pass, 250.0).unwrap(), &vec![level; len]);
            for value in answer {
                prop_assert!((value - share * level).abs() < 1e-7, "{pass:?} {value}");
            }
        }
    }

    #[test]
    fn any_signal_of_any_length_comes_out_finite(sections in bands(), len in 0usize..50, size in 0.0f64..1e30) {
        let signal: Vec<f64> = (0..len).map(|at| if at % 3 == 0 { size } else { -size }).collect();
        prop_assert!(filtered(&sections, &signal).iter().all(|value| value.is_finite()));
    }

    #[test]
    fn a_signal_in_blocks_is_the_signal_whole(sections in bands(), signal in signals(), block in 1usize..300) {
        let mut whole = signal.clone();
        sections.run(&mut whole, &mut sections.rest(0.0));
        let mut pieces = signal;
        let mut state = sections.rest(0.0);
        pieces.chunks_mut(block).for_each(|block| sections.run(block, &mut state));
        prop_assert_eq!(whole, pieces);
    }
}
