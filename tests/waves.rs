//! Waves: where the simulator put them, the same however a lead is recorded, and none where nothing beats.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::ecg::{BeatClass, Hertz, Record, SampleIndex, Seconds, WaveKind};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::read::{Intake, Reading};
use ecglass::segment::Peaks;
use ecglass::segment::waves::{BeatWaves, Delineator, Span};

fn hertz(rate: f64) -> Hertz {
    Hertz::new(rate).unwrap()
}

fn simulated(simulator: Simulator) -> (Record, Vec<SampleIndex>) {
    let record = simulator.run().unwrap();
    let peaks = record.marked_beats().map(|(at, _)| at).collect();
    (record, peaks)
}

fn samples(record: &Record) -> &[f32] {
    &record.leads()[0].samples
}

fn waves(record: &Record, peaks: &[SampleIndex]) -> Vec<BeatWaves> {
    Delineator::plan(record.rate()).run(samples(record), peaks)
}

/// Seconds from the R peak to each point of a wave.
fn after(r: SampleIndex, wave: Span, rate: Hertz) -> [f64; 3] {
    [wave.onset, wave.peak, wave.offset].map(|at| (at.0 as f64 - r.0 as f64) / rate.get())
}

/// Every wave inside the lead, its points in order, the waves of a beat in order.
#[track_caller]
fn is_orderly(beats: &[BeatWaves], len: usize) {
    for beat in beats {
        let spans = [beat.p, beat.qrs, beat.t];
        let points: Vec<usize> =
            spans.iter().flatten().flat_map(|span| [span.onset.0, span.peak.0, span.offset.0]).collect();
        assert!(points.is_sorted(), "{beat:?}");
        assert!(points.iter().all(|&at| at < len), "{beat:?} of {len} samples");
    }
}

fn none(beats: &[BeatWaves]) -> bool {
    beats.iter().all(|beat| *beat == BeatWaves::default())
}

#[test]
fn waves_are_where_the_simulator_put_them() {
    let (record, peaks) = simulated(Simulator::default());
    let beats = waves(&record, &peaks);
    is_orderly(&beats, record.len());
    // The shape of generate/shape.rs: P at -165 ms with a standard deviation of 24, T from two bumps at 235 and 290 ms, which
    // move with the root of RR; QRS from -30 - 2 · 9 to 31 + 2 · 11 ms.
    for (&r, beat) in peaks.iter().zip(&beats).skip(1).take(peaks.len() - 2) {
        let [p, qrs, t] = [beat.p, beat.qrs, beat.t].map(|wave| after(r, wave.unwrap(), record.rate()));
        assert!((p[1] + 0.165).abs() < 0.025, "P {p:?}");
        assert!((p[0] + 0.225).abs() < 0.035 && (p[2] + 0.110).abs() < 0.035, "P {p:?}");
        assert!(qrs[1].abs() < 0.006, "QRS {qrs:?}");
        assert!((qrs[0] + 0.048).abs() < 0.025 && (qrs[2] - 0.055).abs() < 0.025, "QRS {qrs:?}");
        assert!((0.18..0.30).contains(&t[1]), "T {t:?}");
        assert!((0.05..0.19).contains(&t[0]) && (0.28..0.40).contains(&t[2]), "T {t:?}");
    }
}

#[track_caller]
fn are_near(a: &[BeatWaves], b: &[BeatWaves], apart: usize) {
    assert_eq!(a.len(), b.len());
    for (n, (a, b)) in a.iter().zip(b).enumerate() {
        for (a, b) in [(a.p, b.p), (a.qrs, b.qrs), (a.t, b.t)] {
            assert_eq!(a.is_some(), b.is_some(), "beat {n}: {a:?} and {b:?}");
            let (Some(x), Some(y)) = (a, b) else { continue };
            for (a, b) in [(x.onset, y.onset), (x.peak, y.peak), (x.offset, y.offset)] {
                assert!(a.0.abs_diff(b.0) <= apart, "beat {n}: {a:?} and {b:?} in {x:?} and {y:?}");
            }
        }
    }
}

#[test]
fn neither_gain_nor_polarity_nor_offset_matters() {
    let (record, peaks) = simulated(Simulator::default());
    let delineator = Delineator::plan(record.rate());
    let changed = |change: fn(f32) -> f32| -> Vec<BeatWaves> {
        let lead: Vec<f32> = samples(&record).iter().map(|&sample| change(sample)).collect();
        delineator.run(&lead, &peaks)
    };
    let expected = waves(&record, &peaks);
    are_near(&changed(|sample| -sample), &expected, 0);
    are_near(&changed(|sample| sample * 1024.0), &expected, 0);
    are_near(&changed(|sample| sample / 1024.0), &expected, 0);
    // At 10 V an f32 has steps of a microvolt, so that the flat top of a P moves by some samples.
    are_near(&changed(|sample| sample + 10_000.0), &expected, 8);
}

#[test]
fn waves_stand_at_the_same_time_at_every_rate() {
    let at_rate = |rate: f64| {
        let simulator =
            Simulator { rate: hertz(rate), noise: 0.0, seconds: Seconds(20.0), ..Simulator::default() };
        let (record, peaks) = simulated(simulator);
        let beats = waves(&record, &peaks);
        let points = |beat: &BeatWaves| {
            [beat.p, beat.qrs, beat.t].map(|wave| {
                wave.map(|wave| [wave.onset, wave.peak, wave.offset].map(|at| at.time(record.rate()).0))
            })
        };
        beats[1..beats.len() - 1].iter().map(points).collect::<Vec<_>>()
    };
    let expected = at_rate(500.0);
    for rate in [100.0, 128.0, 250.0, 360.0, 1000.0, 2000.0] {
        let found = at_rate(rate);
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().flatten().zip(expected.iter().flatten()) {
            let (a, b) = (a.unwrap(), b.unwrap());
            let apart = if rate < 200.0 { 0.020 } else { 0.012 };
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < apart), "{rate} Hz: {a:?} for {b:?}");
        }
    }
}

#[test]
fn ventricular_beats_have_no_p_wave_and_the_others_have_theirs() {
    let ectopy = Ectopy { v: 0.15, ..Ectopy::default() };
    let (record, peaks) = simulated(Simulator { ectopy, seconds: Seconds(120.0), ..Simulator::default() });
    let beats = waves(&record, &peaks);
    let share = |class: BeatClass| {
        let of: Vec<bool> = record
            .marked_beats()
            .zip(&beats)
            .filter(|((_, own), _)| *own == class)
            .map(|(_, beat)| beat.p.is_some())
            .collect();
        assert!(of.len() > 8, "{} beats", of.len());
        of.iter().filter(|there| **there).count() as f64 / of.len() as f64
    };
    let (normal, ventricular) = (share(BeatClass::N), share(BeatClass::V));
    assert!(normal > 0.97, "P waves before {normal} of the normal beats");
    assert!(ventricular < 0.25, "P waves before {ventricular} of the ventricular beats");
}

#[test]
fn a_dead_lead_among_live_ones_has_no_waves_and_does_not_disturb_them() {
    let (record, peaks) = simulated(Simulator::default());
    let live = samples(&record);
    let dead = vec![0.3; live.len()];
    let found = Delineator::plan(record.rate()).together(&[live, &dead, live], &peaks);
    assert!(none(&found[1]));
    let pair = Delineator::plan(record.rate()).together(&[live, live], &peaks);
    are_near(&found[0], &pair[0], 0);
}

#[test]
fn a_lead_that_dies_half_way_has_waves_as_long_as_it_lives() {
    let (record, peaks) = simulated(Simulator::default());
    let live = samples(&record);
    let half = live.len() / 2;
    let mut dying = live.to_vec();
    let last = dying[half];
    dying[half..].fill(last);
    let after = peaks.iter().position(|r| r.0 > half + 100).unwrap();
    let alone = Delineator::plan(record.rate()).run(&dying, &peaks);
    let among = Delineator::plan(record.rate()).together(&[live, &dying], &peaks);
    for found in [&alone, &among[1]] {
        is_orderly(found, live.len());
        assert!(none(&found[after..]), "waves on a flat line");
        assert!(found[1..after - 2].iter().all(|beat| beat.qrs.is_some() && beat.t.is_some()));
    }
    assert!(among[0].iter().all(|beat| beat.qrs.is_some()));
}

/// With the peaks that are found in it, and with one every 0.8 s whether there are beats or not.
fn survives(lead: &[f32], rate: f64) -> [Vec<BeatWaves>; 2] {
    let delineator = Delineator::plan(hertz(rate));
    let found = Peaks::of(hertz(rate), &[lead]).unwrap_or_default();
    let told: Vec<SampleIndex> = (0..lead.len()).step_by((0.8 * rate) as usize).map(SampleIndex).collect();
    [found, told].map(|peaks| {
        let beats = delineator.run(lead, &peaks);
        assert_eq!(beats.len(), peaks.len());
        is_orderly(&beats, lead.len());
        beats
    })
}

#[test]
fn nothing_is_found_on_flat_lines() {
    for level in [0.0, -0.7, 10_000.0] {
        assert!(survives(&vec![level; 7200], 360.0).iter().all(|beats| none(beats)), "at {level} mV");
    }
}

#[test]
fn one_spike_is_at_most_one_beat() {
    let mut lead = vec![0.0; 7200];
    lead[3600] = 5.0;
    for beats in survives(&lead, 360.0) {
        assert!(beats.iter().filter(|beat| beat.qrs.is_some()).count() <= 1);
    }
}

#[test]
fn noise_short_slow_gapped_clipped_and_inverted_leads_are_survived() {
    let noise = |n: u32| ((n.wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0) - 1.0;
    survives(&(0..20_000).map(noise).collect::<Vec<f32>>(), 360.0);
    let (record, peaks) = simulated(Simulator::default());
    let lead = samples(&record);
    survives(&lead[..720], 360.0);
    (0..800).step_by(7).for_each(|len| drop(survives(&lead[..len], 360.0)));
    let slow: Vec<f32> = lead.iter().step_by(12).copied().collect();
    survives(&slow, 30.0);
    let clipped: Vec<f32> = lead.iter().map(|sample| sample.clamp(-0.2, 0.3)).collect();
    survives(&clipped, 360.0);
    let inverted: Vec<f32> = lead.iter().map(|sample| -sample).collect();
    survives(&inverted, 360.0);
    survives(&[f32::MAX, f32::MIN].repeat(4000), 360.0);
    survives(&[f32::NAN; 7200], 360.0);
    let mut gapped = lead.to_vec();
    gapped[5000..7000].fill(f32::NAN);
    gapped[0] = f32::INFINITY;
    let beats = Delineator::plan(record.rate()).run(&gapped, &peaks);
    is_orderly(&beats, gapped.len());
    for (r, beat) in peaks.iter().zip(&beats) {
        assert!(beat.qrs.is_some() || (4950..7050).contains(&r.0) || r.0 < 100, "no QRS at {r:?}");
        assert!(beat.qrs.is_none() || !(5050..6900).contains(&r.0), "a QRS in the gap at {r:?}");
    }
}

#[test]
fn peaks_may_be_none_at_the_ends_past_the_end_twice_or_out_of_order() {
    let (record, peaks) = simulated(Simulator { seconds: Seconds(12.0), ..Simulator::default() });
    let delineator = Delineator::plan(record.rate());
    let (lead, len) = (samples(&record), record.len());
    assert!(delineator.run(lead, &[]).is_empty());
    assert!(delineator.together(&[], &peaks).is_empty());
    let at_ends: Vec<SampleIndex> = [0, 1, len - 2, len - 1].map(SampleIndex).to_vec();
    is_orderly(&delineator.run(lead, &at_ends), len);
    is_orderly(&delineator.run(lead, &[peaks[3], peaks[3], peaks[3]]), len);
    assert!(none(&delineator.run(lead, &[SampleIndex(len), SampleIndex(usize::MAX)])));
    let backwards: Vec<SampleIndex> = peaks.iter().rev().copied().collect();
    let mut found = delineator.run(lead, &backwards);
    found.reverse();
    are_near(&found, &delineator.run(lead, &peaks), 0);
}

#[test]
fn the_pieces_of_a_long_recording_do_not_show() {
    let ectopy = Ectopy { v: 0.05, ..Ectopy::default() };
    let (record, peaks) = simulated(Simulator { ectopy, seconds: Seconds(1300.0), ..Simulator::default() });
    let whole = waves(&record, &peaks);
    is_orderly(&whole, record.len());
    let (from, to) = (360 * 200, 360 * 700);
    let inside: Vec<usize> = (0..peaks.len()).filter(|&i| (from..to).contains(&peaks[i].0)).collect();
    let own: Vec<SampleIndex> = inside.iter().map(|&i| SampleIndex(peaks[i].0 - from)).collect();
    let excerpt = Delineator::plan(record.rate()).run(&samples(&record)[from..to], &own);
    // The border of the pieces is at 434 s; the excerpt's own ends are no business of this test.
    let middle = 40..inside.len() - 40;
    let (mut same, mut all) = (0, 0);
    for n in middle {
        let (a, b) = (whole[inside[n]], excerpt[n]);
        for (a, b) in [(a.p, b.p), (a.qrs, b.qrs), (a.t, b.t)] {
            let moved = |at: SampleIndex| at.0 + from;
            let points = |a: Span, b: Span| {
                [(a.onset, b.onset), (a.peak, b.peak), (a.offset, b.offset)]
                    .iter()
                    .all(|(a, b)| a.0.abs_diff(moved(*b)) <= 2)
            };
            all += 1;
            same += usize::from(match (a, b) {
                (Some(a), Some(b)) => points(a, b),
                (None, None) => true,
                _ => false,
            });
        }
    }
    assert!(all > 1000 && same * 1000 >= all * 995, "{same} of {all} waves are the same");
}

/// The records of a folder with their files, in order.
fn ludb() -> Option<Vec<Record>> {
    let data = std::env::var_os("ECGLASS_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = data.join("ludb/data");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut records = Vec::new();
    for header in files.iter().filter(|path| path.extension().is_some_and(|end| end == "hea")) {
        let mut own: Vec<(String, Vec<u8>)> = files
            .iter()
            .filter(|path| path.file_stem() == header.file_stem())
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), fs::read(path).unwrap()))
            .collect();
        own.sort_by_key(|(name, _)| !name.ends_with(".hea"));
        let own = own.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let Reading::Record(record) = Intake::read(own).unwrap().reading else { panic!("{header:?}") };
        records.push(record);
    }
    Some(records)
}

#[test]
fn on_ludb_waves_are_where_cardiologists_marked_them() {
    let Some(records) = ludb() else {
        println!("left out: waves on LUDB, which is not there (PhysioNet: ludb 1.0.1, into ECGLASS_DATA)");
        return;
    };
    // Of each kind: marked, found, and the errors of onset and offset in ms.
    let mut marked = [0; 3];
    let mut found = [0; 3];
    let mut errors: [[Vec<f64>; 2]; 3] = Default::default();
    for record in &records {
        let truth = record.marked_waves();
        let rate = record.rate().get();
        let is_ii = |lead: &str| lead.eq_ignore_ascii_case("ii");
        let peaks: Vec<SampleIndex> = truth
            .iter()
            .filter(|wave| wave.kind == WaveKind::Qrs && is_ii(&wave.lead))
            .map(|wave| wave.peak)
            .collect();
        let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
        let rows = Delineator::plan(record.rate()).together(&leads, &peaks);
        for (lead, row) in record.leads().iter().zip(&rows) {
            for wave in truth.iter().filter(|wave| wave.lead.eq_ignore_ascii_case(&lead.name)) {
                let kind =
                    [WaveKind::P, WaveKind::Qrs, WaveKind::T].iter().position(|kind| *kind == wave.kind);
                let kind = kind.unwrap();
                marked[kind] += 1;
                let nearest = row
                    .iter()
                    .filter_map(|beat| [beat.p, beat.qrs, beat.t][kind])
                    .min_by_key(|span| span.peak.0.abs_diff(wave.peak.0));
                let Some(span) = nearest.filter(|s| (s.peak.0.abs_diff(wave.peak.0) as f64) < 0.15 * rate)
                else {
                    continue;
                };
                found[kind] += 1;
                let ms = |a: SampleIndex, b: SampleIndex| (a.0 as f64 - b.0 as f64) / rate * 1000.0;
                errors[kind][0].extend(wave.onset.map(|onset| ms(span.onset, onset)));
                errors[kind][1].extend(wave.offset.map(|offset| ms(span.offset, offset)));
            }
        }
    }
    let sd = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
    };
    for (kind, (share, most)) in [(0.97, 20.0), (0.995, 15.0), (0.985, 30.0)].into_iter().enumerate() {
        let name = ["P", "QRS", "T"][kind];
        assert!(
            found[kind] as f64 > share * marked[kind] as f64,
            "{name}: {} of {}",
            found[kind],
            marked[kind]
        );
        for errors in &errors[kind] {
            assert!(sd(errors) < most, "{name}: {} ms", sd(errors));
        }
    }
}
