//! Unit, polarity, offset and rate are of no matter. Oracle: the simulator's own marks, and the answer for the signal as it was.

use ecglass::ecg::{Hertz, SampleIndex};

use crate::{finds_all, found, lead, simulated, tally, truth};

/// At most so many samples apart, one by one.
#[track_caller]
fn same_within(a: &[SampleIndex], b: &[SampleIndex], samples: usize, what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!(a.0.abs_diff(b.0) <= samples, "{what}: {} and {}", a.0, b.0);
    }
}

#[test]
fn the_unit_does_not_matter() {
    let record = simulated(250.0, 120.0, 1);
    let plain = found(record.rate(), &[lead(&record)]);
    finds_all(&truth(&record), &plain, record.rate(), record.len(), "in millivolts");
    for scale in [1e-3_f32, 0.37, 200.0, 1e4] {
        let scaled: Vec<f32> = lead(&record).iter().map(|sample| sample * scale).collect();
        same_within(&found(record.rate(), &[&scaled]), &plain, 1, &format!("times {scale}"));
    }
    // A power of two changes no digit.
    let scaled: Vec<f32> = lead(&record).iter().map(|sample| sample * 1024.0).collect();
    assert_eq!(found(record.rate(), &[&scaled]), plain);
}

#[test]
fn a_lead_that_is_upside_down_has_the_same_peaks() {
    for seed in 1..5 {
        let record = simulated(360.0, 60.0, seed);
        let inverted: Vec<f32> = lead(&record).iter().map(|sample| -sample).collect();
        assert_eq!(found(record.rate(), &[&inverted]), found(record.rate(), &[lead(&record)]));
    }
}

#[test]
fn ten_volts_of_offset_do_not_matter() {
    let record = simulated(360.0, 120.0, 2);
    let plain = found(record.rate(), &[lead(&record)]);
    for offset in [10_000.0, -10_000.0] {
        let moved: Vec<f32> = lead(&record).iter().map(|sample| sample + offset).collect();
        same_within(&found(record.rate(), &[&moved]), &plain, 2, "10 V");
    }
}

#[test]
fn every_rate_from_100_to_2000_hz_has_all_beats_where_they_are() {
    for rate in
        [100.0, 125.0, 128.0, 180.0, 187.0, 200.0, 250.0, 257.0, 300.0, 360.0, 500.0, 977.0, 1000.0, 2000.0]
    {
        let record = simulated(rate, 120.0, 3);
        let peaks = found(record.rate(), &[lead(&record)]);
        finds_all(&truth(&record), &peaks, record.rate(), record.len(), &format!("{rate} Hz"));
        let distance = tally(&truth(&record), &peaks, record.rate(), record.len()).mean_distance().unwrap().0;
        assert!(distance < 0.008, "{rate} Hz: {distance} s from the peaks in the mean");
    }
}

#[test]
fn slow_hearts_and_fast_ones_are_followed() {
    for heart_rate in [30.0, 45.0, 120.0, 180.0, 220.0] {
        let record = ecglass::generate::Simulator {
            rate: Hertz::new(250.0).unwrap(),
            heart_rate,
            rr_sd: 0.01,
            ..Default::default()
        };
        let record = record.run().unwrap();
        let peaks = found(record.rate(), &[lead(&record)]);
        finds_all(
            &truth(&record),
            &peaks,
            record.rate(),
            record.len(),
            &format!("{heart_rate} beats a minute"),
        );
    }
}

#[test]
fn paced_beats_are_found_once_and_not_at_their_spikes() {
    let record = ecglass::generate::Simulator {
        rate: Hertz::new(500.0).unwrap(),
        ectopy: ecglass::generate::Ectopy { q: 0.5, ..Default::default() },
        seconds: ecglass::ecg::Seconds(120.0),
        ..Default::default()
    };
    let record = record.run().unwrap();
    let peaks = found(record.rate(), &[lead(&record)]);
    finds_all(&truth(&record), &peaks, record.rate(), record.len(), "every other beat paced");
}

/// The simulator's ventricular beats are smoother than most hearts': at noise of a tenth of a millivolt some are missed.
#[test]
fn most_wide_beats_are_found_and_nothing_else() {
    let mut all = ecglass::score::Tally::default();
    for seed in 1..9 {
        let ectopy = ecglass::generate::Ectopy { v: 0.05, ..Default::default() };
        let record = crate::simulated_with(ectopy, 250.0, 120.0, seed);
        let peaks = found(record.rate(), &[lead(&record)]);
        all = [all, tally(&truth(&record), &peaks, record.rate(), record.len())].into_iter().sum();
    }
    println!("{all:?}");
    assert!(all.sensitivity().unwrap() > 0.96 && all.positive_predictivity().unwrap() > 0.995, "{all:?}");
}
