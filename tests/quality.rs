//! Quality: every bad signal by its grade, reason and sentence, what must not matter, and floors on real recordings.

use std::fs;
use std::path::PathBuf;

use ecglass::dsp::random::Random;
use ecglass::ecg::{Hertz, Lead, Record, SampleIndex};
use ecglass::measure::{Grade, Quality, Reason, Stretch};
use ecglass::read::{Intake, Reading};
use ecglass::segment::Peaks;
use proptest::prelude::*;

const RATE: f64 = 360.0;

/// A beat every 0.8 s of P, R, S and T, 1 mV high, a noise of 10 µV; and its R peaks.
fn ecg(rate: f64, seconds: f64) -> (Vec<f32>, Vec<SampleIndex>) {
    let mut random = Random::new(7);
    let mut samples: Vec<f32> =
        (0..(rate * seconds) as usize).map(|_| 0.0175 * random.uniform(-1.0, 1.0) as f32).collect();
    let mut peaks = Vec::new();
    let mut beat = 0.5;
    while beat < seconds {
        let r = (beat * rate).round();
        if (r as usize) < samples.len() {
            peaks.push(SampleIndex(r as usize));
        }
        for (centre, width, height) in
            [(-0.16, 0.022, 0.12), (0.0, 0.011, 1.0), (0.03, 0.012, -0.2), (0.28, 0.05, 0.3)]
        {
            let from = ((r + (centre - 6.0 * width) * rate).max(0.0) as usize).min(samples.len());
            let to = ((r + (centre + 6.0 * width) * rate).max(0.0) as usize).min(samples.len());
            for (at, sample) in samples.iter_mut().enumerate().take(to).skip(from) {
                let apart = ((at as f64 - r) / rate - centre) / width;
                *sample += (height * (-0.5 * apart * apart).exp()) as f32;
            }
        }
        beat += 0.8;
    }
    (samples, peaks)
}

fn of_lead(lead: Lead, rate: f64, peaks: &[SampleIndex]) -> Quality {
    let record = Record::new("x", Hertz::new(rate).unwrap(), vec![lead], vec![]).unwrap();
    Quality::of(&record, peaks)
}

fn of(samples: Vec<f32>, rate: f64, peaks: &[SampleIndex]) -> Quality {
    of_lead(Lead::new("II", samples), rate, peaks)
}

/// Grade and reason of each stretch with its times, rounded to seconds.
fn told(quality: &Quality) -> Vec<(u64, u64, Grade, Option<Reason>)> {
    let told = |s: &Stretch| (s.from_s.0.round() as u64, s.to_s.0.round() as u64, s.grade, s.reason);
    quality.leads[0].stretches.iter().map(told).collect()
}

fn notes(quality: &Quality) -> Vec<String> {
    quality.notes().into_iter().map(|note| note.text).collect()
}

use Grade::{Doubtful, Unusable, Usable};

#[test]
fn a_good_lead_is_usable_at_every_rate_size_and_offset_and_nothing_is_said_about_it() {
    for rate in [100.0, 125.0, 250.0, 360.0, 500.0, 1000.0, 2000.0] {
        let (samples, peaks) = ecg(rate, 64.0);
        for (scale, offset) in [(1.0, 0.0), (1000.0, 0.0), (0.001, 0.0), (1.0, 10_000.0), (-1.0, 0.0)] {
            let changed = samples.iter().map(|sample| scale * sample + offset).collect();
            let quality = of(changed, rate, &peaks);
            assert_eq!(told(&quality), [(0, 64, Usable, None)], "{rate} Hz, times {scale}, plus {offset}");
            assert_eq!(quality.leads[0].usable_share, 1.0);
            if scale > 0.0 {
                assert!(notes(&quality).is_empty(), "{:?}", notes(&quality));
            }
        }
    }
}

#[test]
fn all_zeros_are_flat_even_where_they_last_two_seconds_or_one_sample() {
    for (seconds, end) in [(60.0, "1:00"), (2.0, "0:02"), (1.0, "0:01")] {
        let quality = of(vec![0.0; (RATE * seconds) as usize], RATE, &[]);
        assert_eq!(told(&quality), [(0, seconds as u64, Unusable, Some(Reason::Flat))]);
        assert_eq!(notes(&quality), [format!("Lead II is unusable from 0:00 to {end} (flat).")]);
    }
    assert_eq!(of(vec![0.0], RATE, &[]).leads[0].stretches[0].reason, Some(Reason::Flat));
}

#[test]
fn one_spike_does_not_wake_a_flat_lead() {
    let mut samples = vec![0.0; 360 * 30];
    samples[5000] = 5.0;
    let quality = of(samples, RATE, &[SampleIndex(5000)]);
    assert_eq!(told(&quality), [(0, 30, Unusable, Some(Reason::Flat))]);
}

#[test]
fn pure_noise_is_noisy_with_the_peaks_that_a_detector_finds_in_it_and_without() {
    let mut random = Random::new(3);
    let samples: Vec<f32> = (0..360 * 40).map(|_| random.uniform(-1.0, 1.0) as f32).collect();
    let found = Peaks::of(Hertz::new(RATE).unwrap(), &[&samples]).unwrap();
    for peaks in [&found[..], &[]] {
        let quality = of(samples.clone(), RATE, peaks);
        assert_eq!(told(&quality), [(0, 40, Unusable, Some(Reason::Noisy))]);
        assert_eq!(notes(&quality), ["Lead II is unusable from 0:00 to 0:40 (noisy)."]);
    }
}

#[test]
fn the_hum_of_the_mains_alone_is_a_lead_that_is_off() {
    for (rate, hertz) in [(360.0, 50.0), (360.0, 60.0), (500.0, 50.0), (1000.0, 60.0), (250.0, 50.0)] {
        let hum = |at: usize| (std::f64::consts::TAU * hertz * at as f64 / rate).sin() as f32;
        let quality = of((0..rate as usize * 20).map(hum).collect(), rate, &[]);
        assert_eq!(told(&quality), [(0, 20, Unusable, Some(Reason::LeadOff))], "{hertz} Hz at {rate} Hz");
    }
}

#[test]
fn two_seconds_and_thirty_samples_a_second_are_judged_without_a_panic() {
    let (samples, peaks) = ecg(RATE, 2.0);
    assert_eq!(told(&of(samples, RATE, &peaks)), [(0, 2, Usable, None)]);
    let (samples, peaks) = ecg(30.0, 60.0);
    let quality = of(samples.clone(), 30.0, &peaks);
    assert!(quality.reversed.is_none());
    assert_ne!(quality.leads[0].grade, Unusable, "slow, but a heart's: {quality:?}");
    of(samples, 30.0, &[]);
}

#[test]
fn what_is_not_a_number_is_missing_from_when_to_when() {
    let (mut samples, peaks) = ecg(RATE, 60.0);
    samples[360 * 15..360 * 25].fill(f32::NAN);
    let quality = of_lead(Lead::with_missing("II", samples, None), RATE, &peaks);
    let missing = (15, 25, Unusable, Some(Reason::Missing));
    assert_eq!(told(&quality), [(0, 15, Usable, None), missing, (25, 60, Usable, None)]);
    assert_eq!(notes(&quality), ["Lead II is unusable from 0:15 to 0:25 (nothing was recorded)."]);
}

#[test]
fn a_clipped_lead_is_doubtful_and_one_that_is_mostly_at_its_limit_unusable() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let clipped = samples.iter().map(|sample| sample.min(0.6)).collect();
    let quality = of(clipped, RATE, &peaks);
    assert_eq!(told(&quality), [(0, 30, Doubtful, Some(Reason::Saturated))]);
    assert_eq!(
        notes(&quality),
        ["Lead II is doubtful from 0:00 to 0:30 (saturated: cut off at the recorder's limit)."]
    );
    let swing = |(at, sample): (usize, &f32)| {
        let wander = 5.0 * (std::f64::consts::TAU * at as f64 / RATE).sin() as f32;
        (sample + wander).clamp(-2.0, 2.0)
    };
    let quality = of(samples.iter().enumerate().map(swing).collect(), RATE, &peaks);
    assert_eq!(told(&quality), [(0, 30, Unusable, Some(Reason::Saturated))]);
}

#[test]
fn a_lead_that_dies_half_way_is_flat_from_then_on_or_off_where_it_stands_at_its_limit() {
    for (left, reason, words) in
        [(0.0, Reason::Flat, "flat"), (5.0, Reason::LeadOff, "lead off: no heartbeat in it")]
    {
        let (mut samples, peaks) = ecg(RATE, 50.0);
        samples[360 * 25..].fill(left);
        let quality = of(samples, RATE, &peaks);
        assert_eq!(told(&quality), [(0, 25, Usable, None), (25, 50, Unusable, Some(reason))]);
        assert_eq!(notes(&quality), [format!("Lead II is unusable from 0:25 to 0:50 ({words}).")]);
    }
}

#[test]
fn noise_that_comes_and_goes_is_told_with_its_times_and_the_first_of_many_only() {
    let (mut samples, peaks) = ecg(RATE, 3720.0);
    let mut random = Random::new(5);
    for from in [100, 200, 300, 400, 500, 3700] {
        for sample in &mut samples[360 * from..360 * (from + 10)] {
            *sample += random.uniform(-1.5, 1.5) as f32;
        }
    }
    let quality = of(samples, RATE, &peaks);
    assert!((quality.leads[0].usable_share - 3660.0 / 3720.0).abs() < 1e-9);
    assert_eq!(told(&quality)[11].0, 3700);
    assert_eq!(
        notes(&quality),
        [
            "Lead II is unusable from 1:40 to 1:50 (noisy), from 3:20 to 3:30 (noisy), from 5:00 to 5:10 (noisy), \
          and in 3 more stretches."
        ]
    );
}

#[test]
fn of_many_bad_leads_the_first_are_told_and_the_rest_counted() {
    let leads = (1..=9).map(|at| Lead::new(format!("V{at}"), vec![0.0; 3600])).collect();
    let record = Record::new("x", Hertz::new(RATE).unwrap(), leads, vec![]).unwrap();
    let notes = notes(&Quality::of(&record, &[]));
    assert_eq!(notes.len(), 5);
    assert_eq!(notes[4], "5 more leads have stretches that are not usable.");
}

#[test]
fn a_lone_lead_upside_down_is_suspected_and_only_there() {
    let (samples, peaks) = ecg(RATE, 30.0);
    let down: Vec<f32> = samples.iter().map(|sample| -sample).collect();
    assert!(of(samples, RATE, &peaks).reversed.is_none());
    assert!(of_lead(Lead::new("aVR", down.clone()), RATE, &peaks).reversed.is_none());
    let quality = of(down, RATE, &peaks);
    assert!(notes(&quality)[0].starts_with("Lead II may be upside down: P, QRS and T all point down."));
}

#[test]
fn quality_is_the_same_after_json() {
    let (mut samples, peaks) = ecg(RATE, 50.0);
    samples[360 * 25..].fill(5.0);
    let quality = of(samples, RATE, &peaks);
    let text = serde_json::to_string(&quality).unwrap();
    assert!(text.contains(r#""grade":"unusable","reason":"lead off""#), "{text}");
    assert_eq!(serde_json::from_str::<Quality>(&text).unwrap(), quality);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn stretches_cover_a_lead_without_overlap_or_hole_and_neighbours_differ(
        parts in prop::collection::vec((0usize..5, 1usize..3000), 1..12),
        rate in 20.0f64..400.0,
        beats in prop::collection::vec(0usize..30_000, 0..40),
    ) {
        let mut random = Random::new(1);
        let mut samples = Vec::new();
        for (kind, length) in parts {
            for at in 0..length {
                samples.push(match kind {
                    0 => 0.0,
                    1 => f32::NAN,
                    2 => random.uniform(-1.0, 1.0) as f32,
                    3 => 1e6,
                    _ => (at % 50) as f32 / 50.0,
                });
            }
        }
        prop_assume!(samples.iter().any(|sample| sample.is_finite()));
        let length = samples.len();
        let mut peaks: Vec<_> = beats.into_iter().filter(|&at| at < length).map(SampleIndex).collect();
        peaks.sort();
        let quality = of_lead(Lead::with_missing("I", samples, None), rate, &peaks);
        let stretches = &quality.leads[0].stretches;
        prop_assert_eq!(stretches[0].from_s.0, 0.0);
        prop_assert_eq!(stretches[stretches.len() - 1].to_s.0, length as f64 / rate);
        for pair in stretches.windows(2) {
            prop_assert_eq!(pair[0].to_s, pair[1].from_s);
            prop_assert!(pair[0].from_s < pair[0].to_s);
            prop_assert_ne!((pair[0].grade, pair[0].reason), (pair[1].grade, pair[1].reason));
        }
        for stretch in stretches {
            prop_assert_eq!(stretch.reason.is_none(), stretch.grade == Usable);
        }
        prop_assert!((0.0..=1.0).contains(&quality.leads[0].usable_share));
        for note in quality.notes() {
            prop_assert!(note.text.ends_with('.') && !note.text.contains("NaN"));
        }
    }
}

/// A recording of the shared data, or a line that says what would be tested.
fn real(path: &str) -> Option<Record> {
    let data = std::env::var("ECGLASS_DATA").unwrap_or_else(|_| "../shared/data".into());
    let header = PathBuf::from(data).join(path);
    if !header.is_file() {
        println!("left out: no {}; fetch it from physionet.org", header.display());
        return None;
    }
    let files: Vec<(String, Vec<u8>)> = ["hea", "dat"]
        .map(|extension| header.with_extension(extension))
        .into_iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), fs::read(&path).unwrap()))
        .collect();
    let files = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    match Intake::read(files).unwrap().reading {
        Reading::Record(record) => Some(record),
        _ => panic!("{path}: no record"),
    }
}

#[test]
fn on_the_noise_stress_records_noisy_minutes_are_told_from_clean_ones() {
    // Noise from 5:00 on, two minutes of every four, as the database's paper says.
    for (name, least, most) in [("118e24", 0.97, 1.0), ("118e06", 0.1, 0.5), ("118e_6", 0.0, 0.05)] {
        let Some(record) = real(&format!("nstdb/{name}.hea")) else { return };
        let peaks = Peaks::of(record.rate(), &[&record.leads()[0].samples]).unwrap();
        for lead in Quality::of(&record, &peaks).leads {
            let (mut noisy, mut clean) = (0.0, 0.0);
            for stretch in lead.stretches.iter().filter(|stretch| stretch.grade == Usable) {
                let both = stretch.to_s.0 - stretch.from_s.0;
                let inside: f64 = (0..7)
                    .map(|at| 300.0 + 240.0 * f64::from(at))
                    .map(|at| (stretch.to_s.0.min(at + 120.0) - stretch.from_s.0.max(at)).max(0.0))
                    .sum();
                noisy += inside;
                clean += both - inside;
            }
            let of_noisy = noisy / (record.duration().0 - 300.0 - 6.0 * 120.0);
            println!("{name} {}: {of_noisy:.3} of the noisy minutes usable, {clean:.0} s clean", lead.lead);
            assert!((least..=most).contains(&of_noisy), "{name} {}: {of_noisy}", lead.lead);
            assert!(clean > 0.99 * (300.0 + 6.0 * 120.0), "{name} {}: {clean} s of clean minutes", lead.lead);
        }
    }
}

#[test]
fn exchanged_electrodes_are_named_in_most_real_records_and_hardly_ever_without_cause() {
    let (mut records, mut alarms, mut arms, mut legs) = (0, 0, 0, 0);
    for number in 1..=200 {
        if number > 1 && records == 0 {
            return;
        }
        let path = format!("ludb/data/{number}.hea");
        let data = std::env::var("ECGLASS_DATA").unwrap_or_else(|_| "../shared/data".into());
        if number > 1 && !PathBuf::from(data).join(&path).is_file() {
            continue;
        }
        let Some(record) = real(&path) else { return };
        let peaks = Peaks::of(record.rate(), &[&record.leads()[0].samples]).unwrap();
        let said = |by: &[(&str, &str, f32)]| {
            let leads = record.leads().iter().map(|lead| {
                let (from, sign) =
                    by.iter().find(|by| by.0 == lead.name).map_or((&*lead.name, 1.0), |by| (by.1, by.2));
                let from = record.leads().iter().find(|lead| lead.name == from).unwrap();
                Lead::new(&*lead.name, from.samples.iter().map(|sample| sign * sample).collect())
            });
            let record = Record::new("x", record.rate(), leads.collect(), vec![]).unwrap();
            Quality::of(&record, &peaks).reversed.unwrap_or_default()
        };
        records += 1;
        alarms += i32::from(!said(&[]).is_empty());
        let exchanged = [("i", "i", -1.0), ("ii", "iii", 1.0), ("iii", "ii", 1.0)];
        arms += i32::from(said(&exchanged).contains("right and left arm"));
        let exchanged = [("i", "iii", -1.0), ("ii", "ii", -1.0), ("iii", "i", -1.0)];
        legs += i32::from(said(&exchanged).contains("right arm and left leg"));
    }
    println!("of {records}: {alarms} as recorded, {arms} and {legs} exchanged");
    assert!(alarms * 100 <= 2 * records && arms * 100 >= 90 * records && legs * 100 >= 85 * records);
}
