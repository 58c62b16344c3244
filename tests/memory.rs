//! What reading and delineating cost in memory: the samples, once, and little more; never the file.
#![allow(unsafe_code, reason = "memory can only be counted by an allocator")]

mod counting;

use counting::{LIVE, PEAK};
use ecglass::ecg::{Hertz, Lead, Record, SampleIndex};
use ecglass::generate::Simulator;
use ecglass::read::{Choices, Intake, Reading};
use ecglass::segment::Peaks;
use ecglass::segment::context;
use ecglass::segment::waves::{BeatWaves, Delineator};
use ecglass::write::Target;

/// Half an hour of three leads at 250 Hz.
fn record() -> Record {
    let lead = |name: &str| {
        let sample = |at: i32| ((at * 37 % 611 - 305) as f32) / 200.0;
        Lead::new(name, (0..450_000).map(sample).collect())
    };
    Record::new("day", Hertz::new(250.0).unwrap(), ["I", "II", "V1"].map(lead).to_vec(), vec![]).unwrap()
}

/// The most that was held while the files were read in pieces, beyond what was held before.
fn peak(files: &[(String, Vec<u8>)], pieces: usize) -> (isize, usize) {
    let before = LIVE.get();
    PEAK.set(before);
    let mut intake = Intake::with(Choices::default());
    for (name, bytes) in files {
        intake.begin(name, bytes.len() as u64).unwrap();
        bytes.chunks(pieces).for_each(|piece| intake.push(piece).unwrap());
    }
    let opened = intake.finish().unwrap();
    let held = PEAK.get() - before;
    let samples = match &opened.reading {
        Reading::Record(record) => record.len() * record.leads().len(),
        Reading::Table { beats, .. } => beats.samples.len(),
        Reading::Report { .. } => 0,
    };
    (held, samples)
}

#[track_caller]
fn costs_little_more_than_its_samples(files: &[(String, Vec<u8>)]) {
    let (held, samples) = peak(files, 1 << 20);
    let (limit, overhead) = (samples as f64 * 4.0 * 1.3, f64::from(4 << 20));
    assert!((held as f64) < limit + overhead, "{held} bytes for {samples} samples");
    assert!(samples > 1_000_000, "{samples}");
}

#[test]
fn a_recording_costs_little_more_than_its_samples_whatever_its_form() {
    for target in [Target::Wfdb, Target::Edf, Target::Csv] {
        let mut files = target.write(&record(), "day").unwrap().files;
        files.reverse();
        costs_little_more_than_its_samples(&files);
    }
}

#[test]
fn a_table_costs_little_more_than_its_samples() {
    let row = "9.779411554336547852e-01,".repeat(187) + "0.000000000000000000e+00\n";
    costs_little_more_than_its_samples(&[("table.csv".to_string(), row.repeat(6000).into_bytes())]);
}

/// The most that is held while three leads of `minutes` are delineated, beyond leads, peaks and result.
fn of_waves(minutes: usize) -> isize {
    let minute = Simulator { rate: Hertz::new(250.0).unwrap(), ..Simulator::default() }.run().unwrap();
    let samples = minute.leads()[0].samples.repeat(minutes);
    let peaks: Vec<SampleIndex> = (0..minutes)
        .flat_map(|turn| minute.marked_beats().map(move |(at, _)| SampleIndex(at.0 + 15_000 * turn)))
        .collect();
    let before = LIVE.get();
    PEAK.set(before);
    let waves = Delineator::plan(minute.rate()).together(&[samples.as_slice(); 3], &peaks);
    let result: usize = waves.iter().map(|lead| lead.len() * size_of::<BeatWaves>()).sum();
    PEAK.get() - before - result as isize - (peaks.len() * size_of::<usize>()) as isize
}

#[test]
fn waves_cost_no_more_than_those_of_eleven_minutes_however_long_the_recording() {
    let (short, long) = (of_waves(10), of_waves(180));
    assert!(long < 43_000_000, "{long} bytes");
    assert!(long < short + short / 4, "{long} bytes for three hours, {short} for ten minutes");
}

#[test]
fn peaks_are_found_in_constant_memory_however_long_the_signal() {
    // Beats, then a line that is flat for ten minutes, on which nothing can be decided.
    let second: Vec<f32> = (0..250).map(|at| if (100..110).contains(&at) { 1.0 } else { 0.0 }).collect();
    let flat = vec![0.0; 250];
    let held_after = |minutes: usize| {
        let before = LIVE.get();
        PEAK.set(before);
        let mut peaks = Peaks::plan(Hertz::new(250.0).unwrap(), 1).unwrap();
        for number in 0..60 * minutes {
            peaks.push(&[if number % 1200 < 600 { &second } else { &flat }]);
            peaks.take();
        }
        PEAK.get() - before
    };
    let (short, long) = (held_after(25), held_after(150));
    println!("{short} bytes, {long} bytes");
    assert_eq!(short, long);
    assert!(long < 128 << 10, "{long}");
}

#[test]
fn beats_are_told_of_live_in_constant_memory_however_long_the_signal() {
    let simulator = Simulator { seconds: ecglass::ecg::Seconds(600.0), ..Simulator::default() };
    let record = simulator.run().unwrap();
    let (rate, samples) = (record.rate(), &record.leads()[0].samples);
    let beats: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
    // The same ten minutes over and over.
    let held_after = |times: usize| {
        let before = LIVE.get();
        PEAK.set(before);
        let mut live = context::Live::plan(rate);
        for time in 0..times {
            let mut next = 0;
            for (nth, second) in samples.chunks(rate.get() as usize).enumerate() {
                live.push(second);
                while next < beats.len() && beats[next].0 < (nth + 1) * rate.get() as usize {
                    live.beat(SampleIndex(time * samples.len() + beats[next].0));
                    next += 1;
                }
                live.take();
            }
        }
        PEAK.get() - before
    };
    let (short, long) = (held_after(4), held_after(24));
    println!("{short} bytes, {long} bytes");
    assert!(long < short + short / 20, "{long} after four hours, {short} after forty minutes");
    assert!(long < 5 << 20, "{long}");
}
