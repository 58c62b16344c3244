//! Rhythm: on beats drawn by hand with P waves and without, on lists of beats whose events are known, and on real recordings where they are.

use std::fs;
use std::path::Path;

use ecglass::analyze::{Settings, Survey, survey};
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex};
use ecglass::measure::rhythm::{Event, EventKind, Label, Rhythm};
use ecglass::measure::{Heartbeats, Quality};
use ecglass::read::{Intake, Reading};
use proptest::prelude::*;

use BeatClass::{N, S, V};
use EventKind::{Bigeminy, Bradycardia, Couplet, Pause, Run, Tachycardia, Trigeminy};

/// Numbers that look random, from 0 to 1, the same each time.
fn chance(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as f64 / (1u64 << 31) as f64
}

/// A lead of so many intervals, with P waves or with the ripple of fibrillation in their place.
fn drawn(rate: f64, intervals: &[f64], with_p: bool) -> Record {
    let seconds: f64 = intervals.iter().sum::<f64>() + 1.0;
    let mut samples = vec![0.0f32; (seconds * rate) as usize];
    let mut state = 7;
    for (index, sample) in samples.iter_mut().enumerate() {
        let time = index as f64 / rate;
        let ripple = if with_p { 0.0 } else { 0.03 * (41.0 * time + 1.5 * (2.3 * time).sin()).sin() };
        *sample = (ripple + 0.01 * (chance(&mut state) - 0.5)) as f32;
    }
    let mut r = 0.6;
    for interval in intervals {
        let mut hump = |at: f64, width: f64, height: f64| {
            let from = ((at - 4.0 * width) * rate).max(0.0) as usize;
            let to = (((at + 4.0 * width) * rate) as usize).min(samples.len());
            for (index, sample) in samples[from..to].iter_mut().enumerate() {
                let away = ((from + index) as f64 / rate - at) / width;
                *sample += (height * (-away * away / 2.0).exp()) as f32;
            }
        };
        if with_p {
            hump(r - 0.16, 0.022, 0.15);
        }
        hump(r, 0.010, 1.0);
        hump(r + 0.028, 0.010, -0.2);
        hump(r + 0.27, 0.045, 0.25);
        r += interval;
    }
    Record::new("drawn", Hertz::new(rate).unwrap(), vec![Lead::new("I", samples)], vec![]).unwrap()
}

fn rhythm(record: &Record) -> Rhythm {
    let survey = survey(record, &Settings::default()).unwrap();
    let Survey { beats, waves, quality, .. } = &survey;
    Rhythm::of(&Heartbeats::new(record.leads(), record.rate(), beats, waves, quality))
}

/// The rhythm of beats whose waves nobody outlined, in a lead that nobody judged.
fn bare(lead: &Lead, rate: Hertz, beats: &[(SampleIndex, Option<BeatClass>)]) -> Rhythm {
    let quality = Quality { leads: vec![], reversed: None };
    Rhythm::of(&Heartbeats::new(std::slice::from_ref(lead), rate, beats, &[], &quality))
}

/// As a heart keeps time: faster and slower with each breath, and a little by chance.
fn even(interval: f64, count: usize) -> Vec<f64> {
    let mut state = 3;
    let breath = |beat: usize| (1.6 * interval * beat as f64).sin();
    (0..count)
        .map(|beat| interval * (1.0 + 0.03 * breath(beat) + 0.02 * (chance(&mut state) - 0.5)))
        .collect()
}

fn irregular(count: usize) -> Vec<f64> {
    let mut state = 11;
    (0..count).map(|_| 0.38 + 0.55 * chance(&mut state)).collect()
}

#[test]
fn even_beats_with_p_waves_are_sinus_rhythm_whatever_their_pace() {
    for (interval, name) in [
        (0.8, "sinus rhythm"),
        (0.95, "sinus rhythm"),
        (1.3, "sinus bradycardia"),
        (0.52, "sinus tachycardia"),
    ] {
        for rate in [250.0, 360.0] {
            let found = rhythm(&drawn(rate, &even(interval, (32.0 / interval) as usize), true));
            assert_eq!((found.label, found.name.as_str()), (Label::N, name), "{interval} s at {rate} Hz");
            assert!(found.episodes.is_empty() && found.af_share == Some(0.0));
            assert!(found.af_probability.unwrap() < 0.2);
        }
    }
}

#[test]
fn beats_without_order_or_p_waves_are_fibrillation_from_the_first_to_the_last() {
    for rate in [250.0, 360.0] {
        let found = rhythm(&drawn(rate, &irregular(60), false));
        assert_eq!(found.label, Label::Af);
        assert!(found.af_probability.unwrap() > 0.5);
        assert_eq!(found.episodes.len(), 1, "{:?}", found.episodes);
        assert!(found.episodes[0].beats >= 56 && found.af_share.unwrap() > 0.9);
    }
}

#[test]
fn an_episode_begins_and_ends_within_eight_beats_of_where_it_does() {
    let (before, during, after) = (even(0.85, 60), irregular(80), even(0.85, 60));
    let mut record = drawn(300.0, &before, true);
    // One after the other: the parts with P waves and the part without.
    let mut samples = record.leads()[0].samples.clone();
    samples.truncate((before.iter().sum::<f64>() * 300.0) as usize);
    for (part, with_p) in [(&during, false), (&after, true)] {
        let mut next = drawn(300.0, part, with_p).leads()[0].samples.clone();
        next.truncate((part.iter().sum::<f64>() * 300.0) as usize);
        samples.extend(next);
    }
    record = Record::new("three", record.rate(), vec![Lead::new("I", samples)], vec![]).unwrap();
    let found = rhythm(&record);
    assert_eq!(found.episodes.len(), 1, "{:?}", found.episodes);
    let (from, to) = (before.iter().sum::<f64>(), before.iter().chain(&during).sum::<f64>());
    let episode = found.episodes[0];
    assert!((episode.from_s.0 - from).abs() < 8.0 * 0.65, "{} where {from} is true", episode.from_s.0);
    assert!((episode.to_s.0 - to).abs() < 8.0 * 0.65, "{} where {to} is true", episode.to_s.0);
    assert!(found.label != Label::Noisy);
}

/// The events of beats that are named in a row, each so many seconds after the one before.
fn events(beats: &[(f64, BeatClass)]) -> Vec<Event> {
    let rate = Hertz::new(1000.0).unwrap();
    let mut time = 0.0;
    let beats: Vec<(SampleIndex, Option<BeatClass>)> = beats
        .iter()
        .map(|(after, class)| {
            time += after;
            (SampleIndex((time * 1000.0).round() as usize), Some(*class))
        })
        .collect();
    let lead = Lead::new("I", vec![0.0; (time * 1000.0) as usize + 1000]);
    bare(&lead, rate, &beats).events
}

fn told(events: &[Event]) -> Vec<(EventKind, Option<BeatClass>, usize)> {
    events.iter().map(|event| (event.kind, event.class, event.beats)).collect()
}

fn beats(letters: &str) -> Vec<(f64, BeatClass)> {
    let class = |letter| BeatClass::from_symbol(letter).unwrap();
    letters.chars().map(|letter| (0.8, class(letter))).collect()
}

#[test]
fn ectopic_beats_in_patterns_are_called_by_their_names() {
    assert_eq!(told(&events(&beats("NNNVNVNVNNNN"))), [(Bigeminy, Some(V), 5)]);
    assert_eq!(told(&events(&beats("NNVNNVNNVNNVNNNN"))), [(Trigeminy, Some(V), 10)]);
    assert_eq!(told(&events(&beats("NNNVVNNNAANN"))), [(Couplet, Some(V), 2), (Couplet, Some(S), 2)]);
    assert_eq!(told(&events(&beats("NNNVVVVNNNAAANN"))), [(Run, Some(V), 4), (Run, Some(S), 3)]);
    assert_eq!(told(&events(&beats("NNVNNNNVNVNNNVNN"))), [], "two are no pattern, and one is none");
}

#[test]
fn a_couplet_is_not_joined_over_a_hole() {
    let mut beats = beats("NNNVVNNN");
    beats[4].0 = 12.0;
    assert_eq!(told(&events(&beats)), [], "twelve seconds without a beat: nobody knows what was between");
}

#[test]
fn slow_and_fast_stretches_and_pauses_have_their_times() {
    let mut beats: Vec<(f64, BeatClass)> = vec![(0.8, N); 30];
    beats.extend(vec![(0.5, N); 40]);
    beats.extend(vec![(1.4, N); 20]);
    beats.push((2.5, N));
    beats.extend(vec![(0.8, N); 10]);
    let found = events(&beats);
    let kinds: Vec<EventKind> = found.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Tachycardia, Bradycardia, Pause]);
    assert!((found[0].from_s.0 - 24.0).abs() < 2.5 && (found[0].to_s.0 - 44.0).abs() < 2.5, "{found:?}");
    assert_eq!(found[0].bpm, Some(120.0));
    assert_eq!((found[2].from_s.0, found[2].to_s.0), (72.0, 74.5));
}

#[test]
fn early_beats_alone_make_no_tachycardia() {
    let one: Vec<(f64, BeatClass)> =
        (0..60).map(|beat| if beat % 3 == 2 { (0.45, S) } else { (0.8, N) }).collect();
    assert!(told(&events(&one)).iter().all(|(kind, ..)| *kind == Trigeminy));
}

#[test]
fn too_few_beats_say_nothing_and_say_so() {
    for count in 0..6 {
        let beats: Vec<_> = (0..count).map(|beat| (SampleIndex(300 + beat * 250), None)).collect();
        let lead = Lead::new("I", vec![0.0; 4000]);
        let found = bare(&lead, Hertz::new(300.0).unwrap(), &beats);
        assert_eq!((found.label, found.af_probability), (Label::Noisy, None));
        assert_eq!(found.name, "cannot be told");
        assert_eq!(found.notes().len(), 1);
    }
}

#[test]
fn all_ectopic_beats_are_one_run() {
    let found = events(&[(0.6, V); 40]);
    assert!(found.iter().any(|event| event.kind == Run && event.beats == 40));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_beats_have_a_rhythm_that_reads_back_equal(
        steps in prop::collection::vec((0usize..9000, prop::option::of(0usize..5)), 0..80),
        noise in prop::collection::vec(-3.0f32..3.0, 400),
    ) {
        let mut at = 0;
        let beats: Vec<_> = steps
            .iter()
            .map(|(step, class)| {
                at += step;
                (SampleIndex(at), class.and_then(BeatClass::from_index))
            })
            .collect();
        let lead = Lead::new("I", noise.iter().copied().cycle().take(at + 500).collect());
        let found = bare(&lead, Hertz::new(300.0).unwrap(), &beats);
        let json = serde_json::to_string(&found).unwrap();
        prop_assert!(!json.contains("NaN") && !json.contains("-0.0,"));
        prop_assert_eq!(serde_json::from_str::<Rhythm>(&json).unwrap(), found);
    }
}

/// The floor on real recordings. The weights were learned from these: out of fold figures are in docs/ACCURACY.md.
#[test]
fn recordings_of_the_2017_challenge_are_called_what_cardiologists_call_them() {
    let data = std::env::var("ECGLASS_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = Path::new(&data).join("cinc2017");
    let Ok(reference) = fs::read_to_string(folder.join("REFERENCE-dev.csv")) else {
        println!("left out: {} is not there; CinC 2017's recordings are on PhysioNet", folder.display());
        return;
    };
    let mut counts = [[0usize; 4]; 4];
    for line in reference.lines().skip(1) {
        let mut words = line.split(',');
        let (Some(name), Some(label)) = (words.next(), words.next()) else { continue };
        let files = ["hea", "mat"].map(|end| {
            let file = format!("{name}.{end}");
            (file.clone(), fs::read(folder.join(file)).unwrap())
        });
        let opened =
            Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).unwrap();
        let Reading::Record(record) = opened.reading else { panic!("{name} is no record") };
        let truth = ["N", "A", "O", "~"].iter().position(|one| *one == label).unwrap();
        counts[truth][rhythm(&record).label as usize] += 1;
    }
    let f1 = |label: usize| {
        let (truth, said): (usize, usize) =
            (counts[label].iter().sum(), counts.iter().map(|row| row[label]).sum());
        2.0 * counts[label][label] as f64 / (truth + said) as f64
    };
    assert!(f1(1) >= 0.85, "F1 of A {:.3}: {counts:?}", f1(1));
    assert!((f1(0) + f1(1) + f1(2)) / 3.0 >= 0.75, "{counts:?}");
}
