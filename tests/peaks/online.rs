//! What comes in pieces gives what comes whole. Oracle: the whole-record form.

use ecglass::dsp::random::Random;
use ecglass::ecg::SampleIndex;
use ecglass::segment::Peaks;
use proptest::prelude::*;

use crate::{found, lead, simulated};

/// Pushes in pieces, takes after each; the peaks, and the longest that one was waited for, in samples.
fn in_pieces(record: &ecglass::ecg::Record, sizes: impl Iterator<Item = usize>) -> (Vec<SampleIndex>, usize) {
    let mut peaks = Peaks::plan(record.rate(), 1).unwrap();
    let (mut all, mut came, mut latest) = (Vec::new(), 0, 0);
    for size in sizes {
        let to = (came + size).min(record.len());
        peaks.push(&[&lead(record)[came..to]]);
        let taken = peaks.take();
        latest = taken.iter().map(|peak| to - peak.0).fold(latest, usize::max);
        all.extend(taken);
        came = to;
        if came == record.len() {
            break;
        }
    }
    all.extend(peaks.finish());
    (all, latest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn pieces_of_any_size_give_what_the_whole_gives(
        rate in 100.0..1000.0_f64, seconds in 1.0..40.0_f64, seed in 0..1000_u64, most in 1..5000_usize,
    ) {
        let record = simulated(rate, seconds, seed);
        let mut random = Random::new(seed);
        let sizes = std::iter::repeat_with(|| random.uniform(0.0, most as f64 + 1.0) as usize);
        prop_assert_eq!(in_pieces(&record, sizes).0, found(record.rate(), &[lead(&record)]));
    }
}

#[test]
fn one_sample_at_a_time_gives_the_same_and_no_later_than_promised() {
    let record = simulated(250.0, 60.0, 7);
    let (peaks, latest) = in_pieces(&record, std::iter::repeat(1));
    assert_eq!(peaks, found(record.rate(), &[lead(&record)]));
    assert!(latest as f64 <= Peaks::LATENCY.0 * 250.0, "{latest} samples");
}

#[test]
fn what_comes_before_and_after_does_not_change_the_interior() {
    let record = simulated(250.0, 180.0, 8);
    let whole = found(record.rate(), &[lead(&record)]);
    let (from, to) = (30 * 250, 150 * 250);
    let part = found(record.rate(), &[&lead(&record)[from..to]]);
    // What was learned before weighs for some beats; after that the two are one.
    let inside = |at: usize| (from + 20 * 250..to - 5 * 250).contains(&at);
    let whole: Vec<usize> = whole.iter().map(|at| at.0).filter(|&at| inside(at)).collect();
    let part: Vec<usize> = part.iter().map(|at| at.0 + from).filter(|&at| inside(at)).collect();
    assert!(whole.len() > 90);
    assert_eq!(whole.len(), part.len());
    assert!(whole.iter().zip(&part).all(|(a, b)| a.abs_diff(*b) <= 2), "{whole:?}\n{part:?}");
}
