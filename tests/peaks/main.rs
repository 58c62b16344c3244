//! R peaks: the same whatever the unit, the offset, the rate and the pieces; none where no heart beats; floors on recordings.

mod bad;
mod floors;
mod invariance;
mod online;

use ecglass::dsp::random::Random;
use ecglass::ecg::{Hertz, Record, SampleIndex, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::score::{Matching, Tally};
use ecglass::segment::Peaks;

/// Some early beats, and noise of a tenth of a millivolt.
fn simulated(rate: f64, seconds: f64, seed: u64) -> Record {
    simulated_with(Ectopy { s: 0.05, ..Ectopy::default() }, rate, seconds, seed)
}

fn simulated_with(ectopy: Ectopy, rate: f64, seconds: f64, seed: u64) -> Record {
    let simulator = Simulator {
        rate: Hertz::new(rate).unwrap(),
        seconds: Seconds(seconds),
        ectopy,
        noise: 0.1,
        seed,
        ..Simulator::default()
    };
    simulator.run().unwrap()
}

fn truth(record: &Record) -> Vec<SampleIndex> {
    record.marked_beats().map(|(at, _)| at).collect()
}

fn lead(record: &Record) -> &[f32] {
    &record.leads()[0].samples
}

fn found(rate: Hertz, leads: &[&[f32]]) -> Vec<SampleIndex> {
    Peaks::of(rate, leads).unwrap()
}

/// Matched within 50 ms; beats and detections of the first and last 0.2 s, which may be cut, aside.
fn tally(reference: &[SampleIndex], detected: &[SampleIndex], rate: Hertz, length: usize) -> Tally {
    let edge = (0.2 * rate.get()) as usize;
    let span = SampleIndex(edge)..SampleIndex(length - edge);
    Matching::of(reference, detected, rate, Seconds(0.05)).within(&[span]).tally()
}

#[track_caller]
fn finds_all(reference: &[SampleIndex], detected: &[SampleIndex], rate: Hertz, length: usize, what: &str) {
    let tally = tally(reference, detected, rate, length);
    assert!(tally.beats() > 0, "{what}: nothing to find");
    assert_eq!((tally.missed, tally.extra), (0, 0), "{what}: of {} beats", tally.beats());
}

fn noise(count: usize, size: f64, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..count).map(|_| (size * random.normal()) as f32).collect()
}
