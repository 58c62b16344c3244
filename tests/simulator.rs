//! The simulator keeps its settings, and the committed samples are what it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ecglass::dsp::filter::{Pass, butterworth};
use ecglass::ecg::{BeatClass, Hertz, Record, SampleIndex, Seconds};
use ecglass::error::Kind;
use ecglass::generate::{Disturbance, Ectopy, NoiseKind, Rhythm, Simulator};
use ecglass::read::{Intake, Reading};
use ecglass::score::{noise_size, signal_size};
use proptest::prelude::*;

fn simulated(simulator: Simulator) -> Record {
    simulator.run().unwrap()
}

/// (seconds, class) of each beat.
fn beats(record: &Record) -> Vec<(f64, BeatClass)> {
    record.marked_beats().map(|(at, class)| (at.time(record.rate()).0, class)).collect()
}

fn intervals(record: &Record) -> Vec<f64> {
    beats(record).windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
}

#[test]
fn the_same_seed_makes_the_same_record_and_another_seed_another() {
    let with = |seed| simulated(Simulator { seed, ..Simulator::default() });
    assert_eq!(with(3), with(3));
    assert_ne!(with(3), with(4));
}

#[test]
fn heart_rate_and_its_swaying_are_as_asked() {
    for (heart_rate, rr_sd) in [(50.0, 0.06), (72.0, 0.035), (120.0, 0.01)] {
        let record =
            simulated(Simulator { seconds: Seconds(300.0), heart_rate, rr_sd, ..Simulator::default() });
        let rr = intervals(&record);
        let mean = rr.iter().sum::<f64>() / rr.len() as f64;
        let sd = (rr.iter().map(|rr| (rr - mean).powi(2)).sum::<f64>() / rr.len() as f64).sqrt();
        assert!((60.0 / mean / heart_rate - 1.0).abs() < 0.02, "{heart_rate}: mean interval {mean}");
        assert!((sd / rr_sd - 1.0).abs() < 0.35, "{heart_rate}: spread {sd} for {rr_sd}");
    }
}

#[test]
fn every_mark_stands_on_the_highest_sample_around() {
    let ectopy = Ectopy { s: 0.08, v: 0.08, f: 0.05, q: 0.05 };
    let record = simulated(Simulator { ectopy, noise: 0.0, ..Simulator::default() });
    let samples = &record.leads()[0].samples;
    for (at, class) in record.marked_beats() {
        let around = &samples[at.0.saturating_sub(14)..(at.0 + 15).min(samples.len())];
        let highest = around.iter().copied().fold(f32::MIN, f32::max);
        assert_eq!(samples[at.0], highest, "{class} at {}", at.0);
        assert!((0.6..2.0).contains(&highest), "{class}: an R peak of {highest} mV");
    }
}

/// Milliseconds during which a beat stands above half of its peak.
fn width(record: &Record, class: BeatClass) -> f64 {
    let samples = &record.leads()[0].samples;
    let widths: Vec<f64> = record
        .marked_beats()
        .filter(|(at, own)| *own == class && at.0 > 100 && at.0 + 100 < samples.len())
        .map(|(at, _)| {
            let half = samples[at.0] / 2.0;
            let before = (0..100).find(|by| samples[at.0 - by] < half).unwrap();
            let after = (0..100).find(|by| samples[at.0 + by] < half).unwrap();
            (before + after) as f64 * 1000.0 / record.rate().get()
        })
        .collect();
    widths.iter().sum::<f64>() / widths.len() as f64
}

#[test]
fn ventricular_beats_are_wide_and_supraventricular_ones_are_not() {
    let ectopy = Ectopy { s: 0.15, v: 0.15, f: 0.1, q: 0.0 };
    let record = simulated(Simulator { ectopy, noise: 0.0, seconds: Seconds(120.0), ..Simulator::default() });
    let [n, s, v, f] =
        [BeatClass::N, BeatClass::S, BeatClass::V, BeatClass::F].map(|class| width(&record, class));
    assert!(v > 1.4 * n, "V {v} ms, N {n} ms");
    assert!((s / n - 1.0).abs() < 0.3, "S {s} ms, N {n} ms");
    assert!(f > 1.1 * n && f < v, "F {f} ms between N {n} ms and V {v} ms");
}

#[test]
fn ectopic_beats_are_early_and_the_pause_after_a_ventricular_one_makes_up_for_it() {
    let ectopy = Ectopy { s: 0.1, v: 0.1, ..Ectopy::default() };
    let record = simulated(Simulator { ectopy, rr_sd: 0.0, seconds: Seconds(200.0), ..Simulator::default() });
    let mean = 60.0 / 72.0;
    for three in beats(&record).windows(3) {
        let (before, after) = (three[1].0 - three[0].0, three[2].0 - three[1].0);
        match three[1].1 {
            BeatClass::V => {
                assert!(before < 0.75 * mean);
                assert!((before + after - 2.0 * mean).abs() < 0.03, "{before} and {after}");
            }
            BeatClass::S => {
                assert!(before < 0.8 * mean && before + after < 1.95 * mean, "{before} and {after}");
            }
            _ => {}
        }
    }
}

#[test]
fn every_usual_rate_has_the_same_beats_in_the_same_places() {
    let at_rate = |rate| {
        let record =
            simulated(Simulator { rate: Hertz::new(rate).unwrap(), noise: 0.0, ..Simulator::default() });
        beats(&record)
    };
    let expected = at_rate(360.0);
    for rate in [100.0, 125.0, 250.0, 500.0, 1000.0] {
        let found = at_rate(rate);
        assert_eq!(found.len(), expected.len(), "{rate} Hz");
        for (a, b) in found.iter().zip(&expected) {
            assert!(
                (a.0 - b.0).abs() <= 1.0 / rate + 1.0 / 360.0 && a.1 == b.1,
                "{rate} Hz: {a:?} for {b:?}"
            );
        }
    }
}

#[test]
fn a_name_that_no_header_can_bear_or_an_extension_of_nothing_is_refused_and_nothing_written() {
    let folder = std::env::temp_dir().join(format!("ecglass-names-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (name, sentence) in
        [("two words.hea", "letters, digits"), ("beats.txt", ".csv for a heartbeat table")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_ecglass"))
            .args(["simulate", name])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(sentence));
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_asked_of_the_waves_is_drawn_and_their_truth_is_written_beside_the_record() {
    let folder = std::env::temp_dir().join(format!("ecglass-waves-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let run = |arguments: &str| {
        Command::new(env!("CARGO_BIN_EXE_ecglass"))
            .args(arguments.split_whitespace())
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    let asked = "--seconds 20 --t-size -1 --qrs-width 1.2 --st -0.2 --snr baseline=10 --snr mains60=20";
    assert!(run(&format!("simulate made.hea {asked} --waves made.csv")).status.success());
    assert!(run("convert made.hea marked.csv --waves").status.success());
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("made.csv").lines().count() > 50);
    assert_eq!(read("made.csv"), read("marked.csv"));
    for (arguments, code, sentence) in [
        ("simulate x.hea --qrs-size 0", 1, "the size of QRS should be 0.2 to 3 times the usual"),
        ("simulate x.hea --snr pink=3", 2, "there are white, baseline, mains50, mains60, muscle, motion"),
        ("simulate x.hea --snr white", 2, "as white=10"),
        ("simulate x.csv --waves x.txt", 1, "with --waves name it .hea"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(sentence), "{arguments}: {said}");
    }
    assert!(!folder.join("x.hea").exists() && !folder.join("x.csv").exists());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn shares_of_ectopic_beats_are_as_asked() {
    let ectopy = Ectopy { s: 0.1, v: 0.15, f: 0.05, q: 0.1 };
    let record = simulated(Simulator { ectopy, seconds: Seconds(1200.0), ..Simulator::default() });
    let beats = beats(&record);
    for (class, share) in
        [(BeatClass::S, 0.1), (BeatClass::V, 0.15), (BeatClass::F, 0.05), (BeatClass::Q, 0.1)]
    {
        let found = beats.iter().filter(|(_, own)| *own == class).count() as f64 / beats.len() as f64;
        assert!((found - share).abs() < 0.03, "{class}: {found} for {share}");
    }
}

#[test]
fn noise_is_as_loud_as_asked() {
    let with = |noise| simulated(Simulator { noise, ..Simulator::default() }).leads()[0].samples.clone();
    let difference: Vec<f32> = with(0.1).iter().zip(with(0.0)).map(|(noisy, clean)| noisy - clean).collect();
    let power =
        difference.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>() / difference.len() as f64;
    assert!((power.sqrt() / 0.1 - 1.0).abs() < 0.15, "{}", power.sqrt());
}

/// What the disturbances add to each lead.
fn added(simulator: &Simulator) -> (Record, Vec<Vec<f32>>) {
    let noisy = simulator.run().unwrap();
    let clean = Simulator { disturbances: Vec::new(), ..simulator.clone() }.run().unwrap();
    assert_eq!(noisy.annotations(), clean.annotations());
    let leads = noisy.leads().iter().zip(clean.leads());
    let added = leads.map(|(noisy, clean)| {
        noisy.samples.iter().zip(&clean.samples).map(|(noisy, clean)| noisy - clean).collect()
    });
    let added = added.collect();
    (clean, added)
}

/// As the noise stress test measures it.
fn snr_db(clean: &[f32], noise: &[f32], rate: Hertz, beats: &[SampleIndex]) -> f64 {
    let signal = signal_size(clean, rate, beats).unwrap();
    10.0 * (signal.powi(2) / 8.0 / noise_size(noise, rate).unwrap().powi(2)).log10()
}

#[test]
fn every_kind_of_noise_has_the_signal_to_noise_ratio_that_was_asked_for() {
    let ectopy = Ectopy { v: 0.1, ..Ectopy::default() };
    for (at, kind) in NoiseKind::all().enumerate() {
        let asked = 8.0 * at as f64 - 10.0;
        let disturbances = vec![Disturbance { kind, snr_db: asked }];
        for rate in [125.0, 360.0, 500.0] {
            let rate = Hertz::new(rate).unwrap();
            let simulator = Simulator {
                rate,
                ectopy,
                leads: 2,
                noise: 0.0,
                disturbances: disturbances.clone(),
                ..Simulator::default()
            };
            let (clean, noise) = added(&simulator);
            let usual: Vec<SampleIndex> =
                clean.marked_beats().filter(|beat| beat.1 != BeatClass::V).map(|beat| beat.0).collect();
            for (lead, noise) in clean.leads().iter().zip(&noise) {
                let measured = snr_db(&lead.samples, noise, rate, &usual);
                assert!(
                    (measured - asked).abs() < 0.05,
                    "{} at {rate:?}: {measured} dB for {asked}",
                    kind.name()
                );
            }
            assert_ne!(noise[0], noise[1]);
        }
    }
}

#[test]
fn kinds_of_noise_add_up_and_do_not_hang_on_one_another() {
    let hum = Disturbance { kind: NoiseKind::Mains60, snr_db: 12.0 };
    let wander = Disturbance { kind: NoiseKind::Baseline, snr_db: 6.0 };
    let with = |disturbances: &[Disturbance]| {
        let seconds = Seconds(30.0);
        added(&Simulator { seconds, disturbances: disturbances.to_vec(), ..Simulator::default() }).1
    };
    let (both, turned) = (with(&[hum, wander]), with(&[wander, hum]));
    let (hum, wander) = (with(&[hum]), with(&[wander]));
    for (at, &sum) in both[0].iter().enumerate() {
        assert!((sum - hum[0][at] - wander[0][at]).abs() < 1e-5 && (sum - turned[0][at]).abs() < 1e-5);
    }
}

#[test]
fn each_kind_of_noise_is_where_its_name_says() {
    let share = |kind, low: f64, high: f64| {
        let disturbances = vec![Disturbance { kind, snr_db: 10.0 }];
        let (clean, noise) = added(&Simulator { noise: 0.0, disturbances, ..Simulator::default() });
        let mut inside: Vec<f64> = noise[0].iter().map(|&sample| f64::from(sample)).collect();
        let power = |signal: &[f64]| signal.iter().map(|value| value * value).sum::<f64>();
        let all = power(&inside);
        let pass = if low > 0.0 { Pass::Between(low, high) } else { Pass::Below(high) };
        butterworth(2, pass, clean.rate().get()).unwrap().zero_phase(&mut inside);
        power(&inside) / all
    };
    assert!(share(NoiseKind::Baseline, 0.0, 2.0) > 0.98);
    assert!(share(NoiseKind::Mains50, 45.0, 55.0) > 0.9);
    assert!(share(NoiseKind::Mains60, 55.0, 65.0) > 0.9);
    assert!(share(NoiseKind::Muscle, 15.0, 170.0) > 0.9 && share(NoiseKind::Muscle, 0.0, 10.0) < 0.05);
    assert!(share(NoiseKind::Motion, 0.0, 20.0) > 0.6);
    let white = share(NoiseKind::White, 45.0, 90.0);
    assert!((0.15..0.3).contains(&white), "{white}");
}

#[test]
fn nonsense_is_refused_with_a_sentence() {
    let plain = Simulator::default;
    let disturbed = |kinds: &[(NoiseKind, f64)]| {
        let disturbances = kinds.iter().map(|&(kind, snr_db)| Disturbance { kind, snr_db }).collect();
        Simulator { disturbances, ..plain() }
    };
    let cases = [
        (Simulator { seconds: Seconds(0.0), ..plain() }, "the length should be one second to one day"),
        (Simulator { seconds: Seconds(f64::NAN), ..plain() }, "the length should be one second to one day"),
        (Simulator { heart_rate: 500.0, ..plain() }, "the heart rate should be 20 to 250 beats a minute"),
        (Simulator { rate: Hertz::new(1.0).unwrap(), ..plain() }, "the rate should be 50 to 10,000 Hz"),
        (
            Simulator { ectopy: Ectopy { v: 0.9, ..Ectopy::default() }, ..plain() },
            "at most half of the beats",
        ),
        (Simulator { noise: -1.0, ..plain() }, "the noise should be 0 to 5 mV"),
        (disturbed(&[(NoiseKind::White, 99.0)]), "the signal-to-noise ratio of white should be -20 to 60 dB"),
        (
            disturbed(&[(NoiseKind::White, f64::NAN)]),
            "the signal-to-noise ratio of white should be -20 to 60 dB",
        ),
        (disturbed(&[(NoiseKind::Motion, 3.0); 2]), "noise of the kind motion is asked for twice"),
        (
            Simulator { rate: Hertz::new(100.0).unwrap(), ..disturbed(&[(NoiseKind::Mains50, 9.0)]) },
            "mains50 needs a rate above 100 Hz",
        ),
        (
            Simulator { rhythm: Rhythm::NoiseOnly, ..disturbed(&[(NoiseKind::White, 9.0)]) },
            "no beat is in it whose height noise could be measured against",
        ),
    ];
    for (simulator, expected) in cases {
        let error = simulator.run().unwrap_err();
        assert_eq!(error.kind(), Kind::Unfit);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_sensible_settings_make_a_record_of_their_length(
        rate in 60.0_f64..1000.0, seconds in 1.0_f64..20.0, heart_rate in 20.0_f64..250.0, seed: u64, s in 0.0_f64..0.25, v in 0.0_f64..0.25,
    ) {
        let simulator = Simulator {
            rate: Hertz::new(rate).unwrap(), seconds: Seconds(seconds), heart_rate, rr_sd: 0.05 * 60.0 / heart_rate,
            ectopy: Ectopy { s, v, ..Ectopy::default() }, seed, ..Simulator::default()
        };
        let record = simulator.run().unwrap();
        prop_assert_eq!(record.len(), (seconds * rate).round() as usize);
        prop_assert!(record.leads()[0].samples.iter().all(|sample| sample.abs() < 3.0));
    }
}

/// The commands that `www/samples/README.md` names, run into a folder of their own.
fn written_samples() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ecglass-samples-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let readme = fs::read_to_string(samples().join("README.md")).unwrap();
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("    ecglass ")).collect();
    assert_eq!(commands.len(), 7);
    for command in commands {
        let status = Command::new(env!("CARGO_BIN_EXE_ecglass"))
            .args(command.split_whitespace())
            .current_dir(&folder)
            .status()
            .unwrap();
        assert!(status.success(), "ecglass {command}");
    }
    folder
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/samples")
}

fn reading(folder: &Path, names: &[&str]) -> Reading {
    let files: Vec<(&str, Vec<u8>)> =
        names.iter().map(|name| (*name, fs::read(folder.join(name)).unwrap())).collect();
    Intake::read(files.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).unwrap().reading
}

#[test]
fn the_committed_samples_are_what_the_simulator_writes() {
    let folder = written_samples();
    for name in ["minute", "normal", "fibrillation", "bigeminy", "exercise", "st-depression"] {
        let files = ["hea", "dat", "atr"].map(|end| format!("{name}.{end}"));
        let record = files.each_ref().map(String::as_str);
        let (Reading::Record(ours), Reading::Record(theirs)) =
            (reading(&folder, &record), reading(&samples(), &record))
        else {
            panic!("{name} is no record")
        };
        assert_eq!(ours.annotations(), theirs.annotations(), "{name}");
        assert_eq!(ours.leads().len(), theirs.leads().len(), "{name}");
        // Platforms may differ in the last bit of a sine, which can turn one rounding: one step of the format.
        for (ours, theirs) in ours.leads().iter().zip(theirs.leads()) {
            assert_eq!(ours.samples.len(), theirs.samples.len(), "{name}");
            for (a, b) in ours.samples.iter().zip(&theirs.samples) {
                assert!((a - b).abs() < 0.006, "{name}: {a} {b}");
            }
        }
    }
    let table = ["heartbeats.csv"];
    let (Reading::Table { beats: ours, .. }, Reading::Table { beats: theirs, .. }) =
        (reading(&folder, &table), reading(&samples(), &table))
    else {
        panic!("tables")
    };
    assert_eq!((&ours.truth, ours.samples.len()), (&theirs.truth, theirs.samples.len()));
    assert!(ours.samples.iter().zip(&theirs.samples).all(|(a, b)| (a - b).abs() < 0.002));
    fs::remove_dir_all(folder).unwrap();
}
