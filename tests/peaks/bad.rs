//! Signals that no heart made, or that an electrode spoiled. Oracle: where there is no beat, none is found; where the
//! simulator put beats, they are.

use ecglass::ecg::{Hertz, SampleIndex};
use ecglass::error::Kind;
use ecglass::segment::Peaks;

use crate::{finds_all, found, lead, noise, simulated, truth};

const RATE: f64 = 360.0;

fn rate() -> Hertz {
    Hertz::new(RATE).unwrap()
}

fn between(peaks: &[SampleIndex], from_s: f64, to_s: f64) -> usize {
    peaks.iter().filter(|peak| (from_s * RATE..to_s * RATE).contains(&(peak.0 as f64))).count()
}

/// The simulator's beats of these seconds, and no other detection there.
#[track_caller]
fn finds_all_between(record: &ecglass::ecg::Record, peaks: &[SampleIndex], from_s: f64, to_s: f64) {
    let inside = |at: &&SampleIndex| (from_s * RATE..to_s * RATE).contains(&(at.0 as f64));
    let beats: Vec<SampleIndex> = truth(record).iter().filter(inside).copied().collect();
    let near: Vec<SampleIndex> = peaks.iter().filter(inside).copied().collect();
    finds_all(&beats, &near, rate(), record.len(), &format!("{from_s} to {to_s} s"));
}

#[test]
fn a_flat_line_has_no_beats_whatever_its_level() {
    for level in [0.0, -0.0, 3.3, -10_000.0, f32::MAX, f32::MIN_POSITIVE] {
        assert_eq!(found(rate(), &[&vec![level; 60 * 360]]), [], "{level}");
    }
}

#[test]
fn one_spike_on_a_flat_line_is_no_rhythm() {
    let mut samples = vec![0.0; 60 * 360];
    samples[9000] = 5.0;
    assert!(found(rate(), &[&samples]).len() <= 1);
}

#[test]
fn pure_noise_gives_no_more_than_a_heart_could_beat() {
    let peaks = found(rate(), &[&noise(120 * 360, 1.0, 5)]);
    let least = peaks.windows(2).map(|pair| pair[1].0 - pair[0].0).min().unwrap_or(usize::MAX);
    assert!(least as f64 >= 0.1 * RATE, "two of them {least} samples apart");
    assert!(peaks.len() < 120 * 4, "{}", peaks.len());
}

#[test]
fn two_seconds_are_enough_for_the_beats_in_them() {
    let record = simulated(RATE, 2.0, 1);
    let peaks = found(rate(), &[lead(&record)]);
    finds_all(&truth(&record), &peaks, rate(), record.len(), "2 s");
}

#[test]
fn of_almost_nothing_there_is_nothing_to_find() {
    for count in [0, 1, 2, 3, 10, 50, 100] {
        assert_eq!(found(rate(), &[&vec![1.0; count]]), []);
        let peaks = found(rate(), &[&noise(count, 1.0, 1)]);
        assert!(peaks.iter().all(|peak| peak.0 < count), "{count}: {peaks:?}");
    }
    assert_eq!(found(rate(), &[]), []);
}

#[test]
fn thirty_samples_a_second_are_refused_in_a_sentence() {
    let error = Peaks::of(Hertz::new(30.0).unwrap(), &[&[0.0; 100]]).unwrap_err();
    assert_eq!(error.kind(), Kind::Unfit);
    assert_eq!(
        error.to_string(),
        "R peaks: 30 samples a second are too few to see heartbeats in: 80 at least."
    );
}

#[test]
fn gaps_that_are_not_numbers_have_no_beats_and_do_not_spoil_what_is_around() {
    for gap in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let record = simulated(RATE, 90.0, 2);
        let mut samples = lead(&record).to_vec();
        for from in [0, 30 * 360] {
            samples[from..from + 10 * 360].fill(gap);
        }
        let peaks = found(rate(), &[&samples]);
        // Where it ends the line steps to the next sample.
        assert_eq!(between(&peaks, 0.0, 9.8) + between(&peaks, 30.2, 39.8), 0, "{gap}");
        finds_all_between(&record, &peaks, 12.0, 29.5);
        finds_all_between(&record, &peaks, 41.0, 89.5);
    }
    assert_eq!(found(rate(), &[&vec![f32::NAN; 3600]]), []);
}

#[test]
fn clipped_beats_are_found_where_they_are_cut_off() {
    let record = simulated(RATE, 60.0, 3);
    let samples: Vec<f32> = lead(&record).iter().map(|sample| sample.clamp(-0.4, 0.4)).collect();
    finds_all_between(&record, &found(rate(), &[&samples]), 0.2, 59.8);
}

#[test]
fn an_inverted_lead_with_ten_volts_of_offset_keeps_its_beats() {
    let record = simulated(RATE, 60.0, 4);
    let samples: Vec<f32> = lead(&record).iter().map(|sample| 10_000.0 - sample).collect();
    finds_all_between(&record, &found(rate(), &[&samples]), 0.2, 59.8);
}

#[test]
fn a_lead_that_dies_half_way_has_no_beat_after_that() {
    let record = simulated(RATE, 120.0, 5);
    // Dead is what holds its level, and what dithers by a step of the recorder.
    for dither in [0.0, 0.005] {
        let mut samples = lead(&record).to_vec();
        let level = samples[60 * 360];
        for (sample, noise) in samples[60 * 360..].iter_mut().zip(noise(60 * 360, 1.0, 6)) {
            *sample = level + dither * noise.clamp(-1.0, 1.0).round();
        }
        let peaks = found(rate(), &[&samples]);
        finds_all_between(&record, &peaks, 0.2, 59.5);
        assert_eq!(between(&peaks, 60.2, 120.0), 0, "{dither}");
    }
}

#[test]
fn a_lead_that_comes_back_is_followed_again() {
    let record = simulated(RATE, 240.0, 6);
    let mut samples = lead(&record).to_vec();
    samples[60 * 360..150 * 360].fill(0.0);
    let peaks = found(rate(), &[&samples]);
    finds_all_between(&record, &peaks, 0.2, 59.5);
    assert_eq!(between(&peaks, 60.2, 149.8), 0);
    finds_all_between(&record, &peaks, 151.0, 239.5);
}

#[test]
fn a_dead_lead_beside_a_good_one_takes_nothing_away() {
    let record = simulated(RATE, 120.0, 7);
    let mut half = lead(&record).to_vec();
    half[60 * 360..].fill(0.0);
    for other in [vec![0.0; record.len()], half, vec![f32::NAN; record.len()], Vec::new()] {
        finds_all_between(&record, &found(rate(), &[&other, lead(&record)]), 0.2, 119.8);
        finds_all_between(&record, &found(rate(), &[lead(&record), &other]), 0.2, 119.8);
    }
}

#[test]
fn numbers_at_the_end_of_their_range_are_survived() {
    for size in [1e38_f32, f32::MAX, 1e-38, 1e-44] {
        let samples: Vec<f32> = noise(20 * 360, 1.0, 8).iter().map(|sample| sample * size).collect();
        assert!(found(rate(), &[&samples]).iter().all(|peak| peak.0 < samples.len()));
    }
}

#[test]
fn beats_on_a_line_that_is_flat_between_them_are_found_also_where_they_are_rare() {
    for beats_a_minute in [40, 90] {
        let mut samples = vec![0.0; 120 * 360];
        let mut beats = Vec::new();
        for at in (360..119 * 360).step_by(60 * 360 / beats_a_minute) {
            for (apart, sample) in (-20..=20).zip(&mut samples[at - 20..]) {
                *sample += (-0.5 * (f64::from(apart) / 5.0).powi(2)).exp() as f32;
            }
            beats.push(SampleIndex(at));
        }
        let peaks = found(rate(), &[&samples]);
        finds_all(&beats, &peaks, rate(), samples.len(), &format!("{beats_a_minute} a minute"));
    }
}
