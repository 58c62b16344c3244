//! How long a day of beats takes to measure, part by part: `cargo bench --no-default-features --bench measure`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ecglass::ecg::{BeatClass, Hertz, Lead, SampleIndex, Wave, WaveKind};
use ecglass::measure::{Everything, Heartbeats, Hrv, Intervals, Quality, Rhythm, St};

/// A day at 250 Hz in one lead, 100,000 beats with their waves, one in fifty ventricular.
struct Day {
    leads: Vec<Lead>,
    rate: Hertz,
    beats: Vec<(SampleIndex, Option<BeatClass>)>,
    waves: Vec<Wave>,
}

fn day() -> Day {
    let rate = Hertz::new(250.0).unwrap_or(Hertz::WFDB_DEFAULT);
    let mut samples: Vec<f32> = (0..86_400 * 250).map(|at| ((at * 7919) % 997) as f32 * 2e-5).collect();
    let (mut beats, mut waves) = (Vec::new(), Vec::new());
    let mut at = 300.0;
    for beat in 0..100_000_u32 {
        let slow = (f64::from(beat) * 0.002).sin() * 18.0 + (f64::from(beat) * 0.9).sin() * 6.0;
        let early = beat % 50 == 49;
        at += if early { 140.0 } else { 214.0 + slow };
        let r = at as usize;
        for (offset, value) in [(-40isize, 0.1), (-1, 0.6), (0, 1.0), (1, 0.5), (6, -0.2), (65, 0.25)] {
            if let Some(sample) = samples.get_mut(r.saturating_add_signed(offset)) {
                *sample += value;
            }
        }
        beats.push((SampleIndex(r), Some(if early { BeatClass::V } else { BeatClass::N })));
        let mut wave = |kind, onset: usize, peak: usize, offset: usize| {
            waves.push(Wave {
                lead: "II".into(),
                kind,
                onset: Some(SampleIndex(onset)),
                peak: SampleIndex(peak),
                offset: Some(SampleIndex(offset)),
            });
        };
        if !early {
            wave(WaveKind::P, r - 50, r - 40, r - 28);
        }
        wave(WaveKind::Qrs, r - 12, r, r + 13);
        wave(WaveKind::T, r + 45, r + 65, r + 85);
    }
    Day { leads: vec![Lead::new("II", samples)], rate, beats, waves }
}

fn measure(c: &mut Criterion) {
    let Day { leads, rate, beats, waves } = day();
    let quality = Quality { leads: vec![], reversed: None };
    let mut group = c.benchmark_group("a day of 100,000 beats");
    group.sample_size(10);
    let heartbeats = || Heartbeats::new(&leads, rate, black_box(&beats), &waves, &quality);
    let prepared = heartbeats();
    group.bench_function("outlines", |b| b.iter(heartbeats));
    group.bench_function("intervals", |b| b.iter(|| Intervals::of(black_box(&prepared))));
    group.bench_function("ST", |b| b.iter(|| St::of(black_box(&prepared))));
    group.bench_function("rhythm", |b| b.iter(|| Rhythm::of(black_box(&prepared))));
    group.bench_function("heart rate variability", |b| b.iter(|| Hrv::of(black_box(&beats), rate)));
    group.bench_function("all of it", |b| {
        b.iter(|| Everything::of(&leads, rate, black_box(&beats), &waves, &quality));
    });
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
