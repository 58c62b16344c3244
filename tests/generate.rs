//! Beats that networks make: the same for the same seed in whatever parts, as onnxruntime makes them, refused in a sentence where not.
//!
//! `tests/fixtures/generate/make.py` made two small generators; what is shipped in `models/` is held to its own sample.json as they are.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ecglass::dsp::random::Random;
use ecglass::ecg::{BeatClass, Record, SampleIndex, Seconds};
use ecglass::error::{Error, Kind};
use ecglass::generate::{Critic, Generator, Laying, MOST, Made, Papers, Rhythm, SAMPLES, Simulator, nearest};
use ecglass::network;
use ecglass::score::Matching;
use ecglass::segment::Peaks;
use proptest::prelude::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/generate").join(name)
}

fn read(folder: &Path, file: &str) -> Vec<u8> {
    fs::read(folder.join(file)).unwrap()
}

fn json(folder: &Path, file: &str) -> serde_json::Value {
    serde_json::from_slice(&read(folder, file)).unwrap()
}

fn papers(folder: &Path) -> Papers {
    Papers::parse(&String::from_utf8(read(folder, "spec.json")).unwrap()).unwrap()
}

fn generator(folder: &Path) -> Generator {
    Generator::load(papers(folder), &read(folder, "model.onnx")).unwrap()
}

fn bumps() -> Generator {
    generator(&fixture("bumps"))
}

fn plain() -> Generator {
    generator(&fixture("plain"))
}

/// The two fixtures, and every generator that is shipped.
fn folders() -> Vec<PathBuf> {
    let mut folders = vec![fixture("bumps"), fixture("plain")];
    for entry in fs::read_dir(root().join("models")).unwrap() {
        let folder = entry.unwrap().path();
        let said = fs::read_to_string(folder.join("spec.json")).unwrap_or_default();
        if network::task(&said).as_deref() == Some(Papers::TASK) {
            folders.push(folder);
        }
    }
    folders
}

fn numbers(value: &serde_json::Value) -> Vec<Vec<f32>> {
    let row = |row: &serde_json::Value| {
        row.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
    };
    value.as_array().unwrap().iter().map(row).collect()
}

fn all(generator: &Generator, class: BeatClass, numbers: std::ops::Range<usize>, seed: u64) -> Made {
    generator.generate(class, numbers, seed, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

/// Samples of signal in a row.
fn length(row: &[f32]) -> usize {
    row.iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1)
}

#[track_caller]
fn refused<T>(outcome: Result<T, Error>, kind: Kind, expected: &str) {
    let error = outcome.err().unwrap_or_else(|| panic!("taken, where it should say {expected:?}"));
    let sentence = error.to_string();
    assert_eq!(error.kind(), kind, "{sentence}");
    assert!(sentence.contains(expected), "{sentence}");
    assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
}

#[test]
fn every_generator_makes_in_tract_what_it_made_in_onnxruntime() {
    for folder in folders() {
        let generator = generator(&folder);
        let sample = json(&folder, "sample.json");
        let (input, output) = (numbers(&sample["input"]), numbers(&sample["output"]));
        let size = generator.papers().latent;
        let latents: Vec<f32> = input.iter().flat_map(|row| &row[..size]).copied().collect();
        let weights: Vec<f32> = input.iter().flat_map(|row| &row[size..]).copied().collect();
        let made = generator.render(&latents, &weights).unwrap();
        assert_eq!(made.len(), output.len());
        for (at, expected) in output.iter().enumerate() {
            let apart = made.whole(at).iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 1e-5, "{}, row {at}: {apart} apart", folder.display());
        }
        assert_eq!(folder.file_name().unwrap().to_str(), Some(generator.papers().name.as_str()));
    }
}

#[test]
fn a_critic_scores_in_tract_as_in_onnxruntime() {
    let folder = fixture("bumps");
    let critic = Critic::load(papers(&folder), &read(&folder, "critic.onnx")).unwrap();
    let sample = json(&folder, "sample.json");
    let rows = numbers(&sample["output"]);
    for (at, expected) in numbers(&sample["scores"]).iter().enumerate() {
        let class = BeatClass::from_index(at % 5).unwrap();
        let score = critic.score(&rows[at], class).unwrap();
        assert!((score[0] - expected[0]).abs() < 1e-5, "{score:?} for {expected:?}");
    }
    // More than one batch, the last not full.
    let many = critic.score(&rows[0].repeat(40), BeatClass::N).unwrap();
    assert_eq!(many.len(), 40);
    assert!(many.iter().all(|score| (score - many[0]).abs() < 1e-6));
    assert!(critic.real().is_sorted());
    refused(critic.score(&[0.0; 5], BeatClass::N), Kind::Unfit, "5 samples to judge; a row has 224");
    refused(Critic::load(papers(&fixture("plain")), &[]), Kind::Model, "says nothing of a critic");
    let model = read(&folder, "model.onnx");
    refused(Critic::load(papers(&folder), &model), Kind::Model, "critic.onnx: the file's sha256 begins with");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_part_of_the_beats_is_made_as_it_stands_in_the_whole(seed: u64, from in 0_usize..70, count in 1_usize..50, class in 0_usize..5) {
        let generator = bumps();
        let class = BeatClass::from_index(class).unwrap();
        let whole = all(&generator, class, 0..from + count, seed);
        let part = all(&generator, class, from..from + count, seed);
        prop_assert_eq!(part.len(), count);
        let width = part.lead_in + part.samples;
        prop_assert_eq!(&whole.values[from * width..], &part.values[..]);
    }

    #[test]
    fn a_wanted_rr_interval_is_what_its_row_shows(seconds in 0.54_f64..1.19, class in 0_usize..5, seed: u64) {
        let generator = bumps();
        let papers = generator.papers();
        let class = BeatClass::from_index(class).unwrap();
        let (number, near) = papers.latent_of_rr(class, Seconds(seconds)).unwrap();
        prop_assert!((near.0 - seconds).abs() < 1e-6, "{} for {seconds}", near.0);
        let mut latent = papers.latent_for(class, seed, 0);
        latent[0] = number;
        prop_assert!((papers.rr_of(class, &latent).unwrap().0 - seconds).abs() < 1e-4);
        let made = generator.render(&latent, &papers.one_hot(class).unwrap()).unwrap();
        let shown = length(made.row(0)) as f64 / 125.0 / 1.2;
        prop_assert!((shown - seconds).abs() < 0.008, "{shown} s of signal for {seconds}");
    }

    #[test]
    fn between_two_latents_lies_an_arc_that_keeps_their_length(seed: u64, share in 0.0_f32..=1.0) {
        let generator = bumps();
        let papers = generator.papers();
        let norm = |latent: &[f32]| latent.iter().map(|number| f64::from(*number).powi(2)).sum::<f64>().sqrt();
        let one = papers.latent_for(BeatClass::N, seed, 0);
        let scale = norm(&one) / norm(&papers.latent_for(BeatClass::N, seed, 1));
        let other: Vec<f32> = papers.latent_for(BeatClass::N, seed, 1).iter().map(|number| (f64::from(*number) * scale) as f32).collect();
        let mixed = papers.between(&one, &other, share).unwrap();
        prop_assert!((norm(&mixed) / norm(&one) - 1.0).abs() < 1e-4);
        let ends = [papers.between(&one, &other, 0.0).unwrap(), papers.between(&one, &other, 1.0).unwrap()];
        for (end, expected) in ends.iter().zip([&one, &other]) {
            prop_assert!(end.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }
}

#[test]
fn another_seed_and_another_class_make_other_beats() {
    let generator = bumps();
    let first = all(&generator, BeatClass::N, 0..3, 1);
    assert_eq!(first, all(&generator, BeatClass::N, 0..3, 1));
    assert_ne!(first, all(&generator, BeatClass::N, 0..3, 2));
    assert_ne!(first, all(&generator, BeatClass::V, 0..3, 1));
    assert_ne!(first.whole(0), first.whole(1));
    // The next seed's beats are no others of this one's, one further.
    assert_ne!(first.whole(1), all(&generator, BeatClass::N, 0..1, 2).whole(0));
    let latents: Vec<f32> =
        (0..400).flat_map(|at| generator.papers().latent_for(BeatClass::S, 9, at)).collect();
    let mean = latents.iter().sum::<f32>() / latents.len() as f32;
    let spread = latents.iter().map(|number| (number - mean).powi(2)).sum::<f32>() / latents.len() as f32;
    assert!(mean.abs() < 0.08 && (spread - 1.0).abs() < 0.1, "{mean} {spread}");
}

#[test]
fn a_beat_alone_is_the_one_that_its_latent_makes() {
    let generator = bumps();
    let papers = generator.papers();
    let made = all(&generator, BeatClass::F, 20..22, 5);
    let latent = papers.latent_for(BeatClass::F, 5, 20);
    let alone = generator.render(&latent, &papers.one_hot(BeatClass::F).unwrap()).unwrap();
    assert!(alone.whole(0).iter().zip(made.whole(0)).all(|(a, b)| (a - b).abs() < 1e-6));
    let beats = made.beats(BeatClass::F);
    assert_eq!((beats.width, beats.len(), beats.truth[1]), (SAMPLES, 2, Some(BeatClass::F)));
    assert_eq!(beats.beat(0), made.row(0));
    let near = nearest(made.row(1), &beats, Some(BeatClass::F), 1).unwrap();
    assert_eq!((near[0].index, near[0].distance), (1, 0.0));
    assert_eq!(beats.at[1], SampleIndex(1));
}

#[test]
fn half_of_two_classes_lies_between_them() {
    let generator = bumps();
    let latent = generator.papers().latent_for(BeatClass::N, 1, 0);
    let made = generator
        .render(
            &latent.repeat(3),
            &[1.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        )
        .unwrap();
    let height = |at: usize| made.whole(at)[made.lead_in];
    assert!(height(0) > height(1) && height(1) > height(2), "{} {} {}", height(0), height(1), height(2));
}

#[test]
fn a_direction_changes_what_it_is_called_after() {
    let generator = bumps();
    let papers = generator.papers();
    let latent = papers.latent_for(BeatClass::N, 3, 0);
    let rr = |amount| papers.rr_of(BeatClass::N, &papers.along(&latent, "rate", amount).unwrap()).unwrap().0;
    assert!(rr(1.0) < rr(0.0) && rr(0.0) < rr(-1.0));
    assert_eq!(papers.along(&latent, "rate", 99.0).unwrap(), papers.along(&latent, "rate", 3.0).unwrap());
    refused(
        papers.along(&latent, "hue", 1.0),
        Kind::Unfit,
        "it has no direction \"hue\"; it has rate, t-wave",
    );
    refused(papers.along(&latent, "rate", f32::NAN), Kind::Unfit, "NaN along rate");
    assert!(plain().papers().latent_of_rr(BeatClass::N, Seconds(1.0)).is_none());
}

#[test]
fn progress_counts_every_beat_and_can_stop_the_work() {
    let generator = plain();
    let mut heard = Vec::new();
    let made = generator.generate(BeatClass::V, 5..70, 1, |done| {
        heard.push(done);
        ControlFlow::Continue(())
    });
    assert_eq!(made.unwrap().unwrap().len(), 65);
    assert_eq!(heard, [11, 27, 43, 59, 65]);
    let stopped = generator.generate(BeatClass::V, 0..1000, 1, |_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap(), None);
}

#[test]
fn no_beats_too_many_and_of_a_class_that_it_does_not_know_are_refused() {
    let generator = plain();
    let asked = |class, count| generator.generate(class, 0..count, 1, |_| ControlFlow::Continue(()));
    refused(asked(BeatClass::N, 0), Kind::Unfit, "0 beats; 1 to 1000000 are made in one go");
    refused(asked(BeatClass::N, 1_000_000_000), Kind::Unfit, "1000000000 beats; 1 to 1000000 are made");
    refused(asked(BeatClass::N, MOST + 1), Kind::Unfit, "1000001 beats");
    refused(asked(BeatClass::S, 1), Kind::Unfit, "plain: it makes no S beats; it makes N, V");
}

#[test]
fn latents_and_weights_that_do_not_fit_are_refused() {
    let generator = plain();
    let weights = [1.0, 0.0];
    refused(generator.render(&[0.0; 2], &weights), Kind::Unfit, "plain: a latent of 2 numbers; it takes 3");
    refused(generator.render(&[], &weights), Kind::Unfit, "a latent of 0 numbers; it takes 3");
    refused(generator.render(&[0.0, f32::NAN, 0.0], &weights), Kind::Unfit, "latent number 1 is no number");
    refused(generator.render(&[0.0; 3], &[1.0]), Kind::Unfit, "1 weights; it takes 2");
    refused(generator.render(&[0.0; 3], &[1.0, f32::INFINITY]), Kind::Unfit, "2 weights");
    refused(generator.papers().between(&[0.0; 3], &[0.0; 4], 0.5), Kind::Unfit, "a latent of 4 numbers");
    assert_eq!(generator.render(&[0.5; 3 * 40], &weights).unwrap().len(), 40);
}

#[test]
fn weights_that_do_not_match_the_papers_are_refused() {
    let (folder, other) = (fixture("bumps"), fixture("plain"));
    let mut onnx = read(&folder, "model.onnx");
    *onnx.last_mut().unwrap() ^= 1;
    refused(
        Generator::load(papers(&folder), &onnx),
        Kind::Model,
        "bumps, model.onnx: the file's sha256 begins with",
    );
    // Whoever changes the hash, too, is found out by the shapes.
    let onnx = read(&other, "model.onnx");
    let renamed = Papers { sha256: network::sha256(&onnx), ..papers(&folder) };
    refused(
        Generator::load(renamed, &onnx),
        Kind::Model,
        "it reads 5 numbers a beat, its spec.json says 9: weights of another generator",
    );
    let mut longer = papers(&other);
    longer.output.lead_in = 37;
    refused(
        Generator::load(longer, &onnx),
        Kind::Model,
        "its output is of shape [16, 187], its spec.json says [16, 224]",
    );
    let nothing = Papers { sha256: network::sha256(b"nothing"), ..papers(&other) };
    refused(Generator::load(nothing, b"nothing"), Kind::Model, "model.onnx: reading it failed");
}

#[test]
fn papers_that_make_no_sense_are_refused_by_name() {
    let good = json(&fixture("bumps"), "spec.json");
    let cases: [(&str, serde_json::Value, &str); 21] = [
        ("/task", "beat-class".into(), "its task is \"beat-class\"; a generator's is \"beat-generator\""),
        ("/latent", 0.into(), "a latent of 0 numbers"),
        ("/latent", 5.into(), "the direction \"rate\" has 4 numbers where the latent has 5"),
        ("/classes", serde_json::json!(["N", "X"]), "unknown variant `X`"),
        ("/classes", serde_json::json!(["N", "N"]), "each once"),
        ("/classes", serde_json::json!([]), "each once"),
        ("/output/samples", 60.into(), "rows of 60 samples at 125 Hz"),
        ("/output/rate_hz", 360.into(), "at 360 Hz"),
        ("/output/rate_hz", 0.into(), "0 is no sampling rate"),
        ("/output/lead_in", 500.into(), "a lead-in of 500 samples"),
        ("/batch", 0.into(), "a batch of 0 beats"),
        ("/length/latent", 4.into(), "the length hangs on latent number 4 of 4"),
        ("/length/rr", 0.into(), "a length of 0 RR intervals"),
        ("/length/knots", serde_json::json!([]), "the length's knots"),
        ("/length/knots", serde_json::json!([0, 1, 1, 2]), "in order"),
        ("/length/samples/V", serde_json::json!([1, 2]), "the length of class V has 2 numbers for 4 knots"),
        ("/length/samples/V", serde_json::json!([90, 80, 100, 120]), "never falling"),
        ("/directions/0/vector", serde_json::json!([0, 0, 0, 0]), "the direction \"rate\" leads nowhere"),
        ("/directions/0/from", 3.into(), "goes from 3 to 3"),
        ("/directions/0/name", "t-wave".into(), "two directions are called \"t-wave\""),
        ("/critic/real", serde_json::json!([2, 1, 3]), "three numbers in order"),
    ];
    for (place, value, expected) in cases {
        let mut papers = good.clone();
        *papers.pointer_mut(place).unwrap() = value;
        refused(Papers::parse(&papers.to_string()), Kind::Model, expected);
    }
    let mut papers = good.clone();
    papers["length"]["samples"].as_object_mut().unwrap().remove("F");
    refused(Papers::parse(&papers.to_string()), Kind::Model, "the length of class F is missing");
    papers["length"].as_object_mut().unwrap().remove("knots");
    refused(Papers::parse(&papers.to_string()), Kind::Model, "missing field `knots`");
    for broken in ["", "{", "[]", "{\"name\": 3}"] {
        refused(Papers::parse(broken), Kind::Model, "spec.json: ");
    }
    let again = Papers::parse(&Papers::parse(&good.to_string()).unwrap().to_json()).unwrap();
    assert_eq!(again.directions.len(), 2);
}

#[test]
fn cut_and_damaged_networks_never_panic() {
    let folder = fixture("bumps");
    let good = read(&folder, "model.onnx");
    let mut random = Random::new(3);
    for _ in 0..60 {
        let mut bytes = good.clone();
        if random.uniform(0.0, 1.0) < 0.3 {
            bytes.truncate((random.uniform(0.0, 1.0) * bytes.len() as f64) as usize);
        }
        for _ in 0..3 {
            let at = (random.uniform(0.0, 1.0) * bytes.len() as f64) as usize;
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.bits() as u8;
            }
        }
        let papers = Papers { sha256: network::sha256(&bytes), ..papers(&folder) };
        if let Ok(generator) = Generator::load(papers, &bytes) {
            let _ = generator.generate(BeatClass::N, 0..2, 1, |_| ControlFlow::Continue(()));
        }
    }
}

/// A record of made beats without noise.
fn laid(simulator: Simulator) -> Record {
    let generator = bumps();
    let simulator = Simulator { noise: 0.0, ..simulator };
    Laying { generator: &generator, simulator, millivolts: 1.2 }
        .run(|_, _| ControlFlow::Continue(()))
        .unwrap()
        .unwrap()
}

#[test]
fn a_record_of_made_beats_has_the_beats_of_the_rhythm_where_the_simulator_has_them() {
    for rhythm in [Rhythm::Sinus, Rhythm::Bigeminy, Rhythm::AtrialBeats, Rhythm::Fibrillation, Rhythm::Paced]
    {
        let simulator = Simulator { noise: 0.0, seed: 4, ..Simulator::of(rhythm) };
        let (ours, theirs) = (laid(simulator.clone()), simulator.run().unwrap());
        assert_eq!((ours.len(), ours.rate()), (theirs.len(), theirs.rate()));
        let told = |record: &Record| -> String {
            record.annotations().iter().map(|mark| format!("{}{}", mark.symbol, mark.text)).collect()
        };
        assert_eq!(told(&ours), told(&theirs), "{rhythm}");
        for (one, other) in ours.annotations().iter().zip(theirs.annotations()) {
            assert!(one.at.0.abs_diff(other.at.0) <= 30, "{rhythm}: {} for {}", one.at.0, other.at.0);
        }
    }
}

#[test]
fn r_is_as_high_as_asked_and_no_two_rows_meet_in_a_step() {
    let record = laid(Simulator::default());
    let samples = &record.leads()[0].samples;
    let mut heights: Vec<f32> = record.marked_beats().map(|(at, _)| samples[at.0]).collect();
    heights.sort_by(f32::total_cmp);
    let middle = heights[heights.len() / 2];
    assert!((middle - 1.2).abs() < 0.06, "{middle} mV");
    // Half way between two beats, on the line before P, it is level.
    let beats: Vec<usize> = record.marked_beats().map(|(at, _)| at.0).collect();
    for pair in beats.windows(2) {
        let seam = pair[1] - (0.296 * 360.0) as usize;
        assert!(samples[seam].abs() < 0.05, "{} mV at the seam", samples[seam]);
        // Nothing but QRS is steep: 20 mV a second between them.
        for at in pair[0] + 30..pair[1] - 30 {
            let step = (samples[at + 1] - samples[at]).abs();
            assert!(step < 20.0 / 360.0, "{step} mV in a sample at {at}");
        }
    }
}

#[test]
fn the_detector_finds_the_made_beats_where_they_are_marked() {
    for rhythm in [Rhythm::Sinus, Rhythm::Bigeminy, Rhythm::Fibrillation] {
        for rate in [250.0, 360.0, 257.3] {
            let rate = ecglass::ecg::Hertz::new(rate).unwrap();
            let record = laid(Simulator { rate, seed: 2, ..Simulator::of(rhythm) });
            let truth: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
            let found = Peaks::of(rate, &[&record.leads()[0].samples]).unwrap();
            let tally = Matching::of(&truth, &found, rate, Seconds(0.05)).tally();
            let wrong = tally.missed + tally.extra;
            assert!(wrong * 20 <= tally.beats(), "{rhythm} at {rate:?}: {wrong} wrong of {}", truth.len());
        }
    }
}

#[test]
fn a_record_says_in_every_form_that_it_is_synthetic() {
    use ecglass::write::Target;
    let record = laid(Simulator { name: "made".into(), seconds: Seconds(10.0), ..Simulator::default() });
    assert_eq!(record.synthetic(), Some("synthetic: bumps, seed 1, rhythm sinus"));
    for (target, expected) in [
        (Target::Wfdb, "# synthetic: bumps, seed 1, rhythm sinus"),
        (Target::Edf, "Startdate X X X synthetic:_bumps,_seed_1,_rhythm_sinus "),
        (Target::Csv, "time_s,ECG synthetic\n"),
        (Target::Json, "\"synthetic: bumps, seed 1, rhythm sinus\""),
    ] {
        let written = target.write(&record, "made").unwrap();
        let text = String::from_utf8_lossy(&written.files.last().unwrap().1).into_owned();
        assert!(text.contains(expected), "{}", &text[..200]);
    }
}

#[test]
fn what_cannot_be_laid_is_refused() {
    let (bumps, plain) = (bumps(), plain());
    let run = |generator, simulator, millivolts| {
        Laying { generator, simulator, millivolts }.run(|_, _| ControlFlow::Continue(()))
    };
    refused(run(&plain, Simulator::default(), 1.2), Kind::Unfit, "plain: its rows begin 0 samples before R");
    refused(run(&bumps, Simulator::of(Rhythm::NoiseOnly), 1.2), Kind::Unfit, "noise has no beats to lay");
    refused(run(&bumps, Simulator::default(), 0.0), Kind::Unfit, "R of 0 mV");
    let short = Simulator { seconds: Seconds(0.1), ..Simulator::default() };
    refused(run(&bumps, short, 1.2), Kind::Unfit, "the length should be one second to one day");
    let stopped = Laying { generator: &bumps, simulator: Simulator::default(), millivolts: 1.2 }
        .run(|_, _| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap(), None);
}
