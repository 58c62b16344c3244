//! What beat-rhythm says of simulated hearts that it has never seen: each rhythm, and what is too little or too bad to be sure of.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use ecglass::analyze::{
    Analysis, BeatSource, Correction, Kind, Report, Settings, analyze, cut, reasons, survey,
};
use ecglass::classify::{Classifier, Spec};
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex, Seconds, Verdict};
use ecglass::generate::{Rhythm, Simulator};
use ecglass::read::{Choices, Opened, Reading};

fn classifier() -> Classifier {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/beat-rhythm");
    let spec = Spec::parse(&fs::read_to_string(folder.join("spec.json")).unwrap()).unwrap();
    Classifier::load(spec, &fs::read(folder.join("model.onnx")).unwrap()).unwrap()
}

fn simulator(rhythm: &str) -> Simulator {
    Simulator { seconds: Seconds(180.0), noise: 0.02, ..Simulator::of(Rhythm::named(rhythm).unwrap()) }
}

fn opened(record: Record) -> Opened {
    Opened {
        reading: Reading::Record(record),
        notes: Vec::new(),
        findings: Vec::new(),
        choices: Choices::default(),
        channels: Vec::new(),
        recordings: Vec::new(),
    }
}

fn analysed(record: Record, beats: BeatSource) -> Analysis {
    analysed_as(record, Settings { beats, ..Settings::default() })
}

fn analysed_as(record: Record, settings: Settings) -> Analysis {
    analyze(&opened(record), &settings, &classifier(), |_, _| ControlFlow::Continue(())).unwrap().unwrap()
}

/// Of the beats that are of a class, the share that is called so; and how many of the others are, for each thousand beats.
fn found(analysis: &Analysis, class: BeatClass) -> (f64, f64) {
    let pairs: Vec<(BeatClass, BeatClass)> = (analysis.beats.truth.iter().zip(&analysis.verdicts))
        .filter_map(|(truth, verdict)| Some((truth.as_ref().copied()?, verdict.class)))
        .collect();
    let of = pairs.iter().filter(|(truth, _)| *truth == class).count();
    let hits = pairs.iter().filter(|pair| **pair == (class, class)).count();
    let false_ones = pairs.iter().filter(|(truth, said)| *truth != class && *said == class).count();
    (hits as f64 / of.max(1) as f64, 1000.0 * false_ones as f64 / pairs.len().max(1) as f64)
}

#[test]
fn ectopic_beats_of_every_kind_are_found_and_normal_ones_left_in_peace() {
    use BeatClass::{S, V};
    let cases = [
        ("atrial-beats", S, 0.9),
        ("atrial-couplets", S, 0.9),
        ("atrial-runs", S, 0.8),
        ("ventricular-beats", V, 0.95),
        ("ventricular-couplets", V, 0.95),
        ("ventricular-runs", V, 0.9),
        ("bigeminy", V, 0.95),
        ("trigeminy", V, 0.95),
        ("ventricular-escapes", V, 0.5),
    ];
    for (rhythm, class, least) in cases {
        let analysis = analysed(simulator(rhythm).run().unwrap(), BeatSource::Marks);
        let (share, wrong) = found(&analysis, class);
        println!("{rhythm}: {share:.3} of {class} found, {wrong:.1} of 1,000 falsely");
        assert!(share >= least, "{rhythm}: {share} of {class} found");
        assert!(wrong <= 15.0, "{rhythm}: {wrong} of 1,000 beats falsely called {class}");
    }
}

#[test]
fn what_is_normal_by_definition_is_called_normal() {
    let cases = [
        ("sinus", 0.99),
        ("bradycardia", 0.99),
        ("tachycardia", 0.98),
        ("left-block", 0.95),
        ("right-block", 0.95),
        ("junctional", 0.9),
        ("junctional-escapes", 0.9),
        ("fibrillation", 0.97),
    ];
    for (rhythm, least) in cases {
        let analysis = analysed(simulator(rhythm).run().unwrap(), BeatSource::Marks);
        let (share, _) = found(&analysis, BeatClass::N);
        println!("{rhythm}: {share:.3} of N found");
        assert!(share >= least, "{rhythm}: {share} of N called so, {:?}", analysis.report.counts);
    }
}

#[test]
fn fibrillation_makes_no_beat_supraventricular() {
    for seed in 1..4 {
        let record = Simulator { seed, ..simulator("fibrillation") }.run().unwrap();
        let (_, wrong) = found(&analysed(record, BeatSource::Signal), BeatClass::S);
        assert!(wrong <= 20.0, "seed {seed}: {wrong} of 1,000");
    }
}

#[test]
fn rates_of_sampling_polarity_and_extreme_hearts_change_little() {
    use BeatClass::{N, V};
    let share =
        |simulator: Simulator, class| found(&analysed(simulator.run().unwrap(), BeatSource::Marks), class).0;
    for rate in [100.0, 250.0, 1000.0] {
        let simulator = Simulator { rate: Hertz::new(rate).unwrap(), ..simulator("ventricular-beats") };
        let share = share(simulator, V);
        assert!(share >= 0.9, "{rate} Hz: {share}");
    }
    let upside_down = Simulator { is_inverted: true, ..simulator("ventricular-beats") };
    let upside_down = share(upside_down, V);
    assert!(upside_down >= 0.9, "upside down: {upside_down}");
    for (rhythm, heart_rate) in [("bradycardia", 30.0), ("tachycardia", 220.0)] {
        let share = share(Simulator { heart_rate, ..simulator(rhythm) }, N);
        assert!(share >= 0.95, "{heart_rate} a minute: {share}");
    }
}

#[test]
fn of_three_beats_none_is_sure_and_a_sentence_says_why() {
    let analysis =
        analysed(Simulator::of(Rhythm::named("three-beats").unwrap()).run().unwrap(), BeatSource::Marks);
    assert_eq!(analysis.verdicts.len(), 3);
    assert_eq!(analysis.report.unsure, 3);
    let notes: Vec<&str> = analysis.report.notes.iter().map(|note| note.text.as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("too few to know what is usual")), "{notes:?}");
}

#[test]
fn where_all_beats_are_ventricular_none_is_surely_normal() {
    let analysis = analysed(simulator("idioventricular").run().unwrap(), BeatSource::Marks);
    let sure =
        analysis.verdicts.iter().filter(|verdict| verdict.sure && verdict.class == BeatClass::N).count();
    assert_eq!(sure, 0, "{:?}", analysis.report.counts);
    assert!(analysis.report.notes.iter().any(|note| note.text.contains("it may be ventricular")));
    let block = analysed(simulator("left-block").run().unwrap(), BeatSource::Marks);
    assert!(block.report.unsure * 10 < block.verdicts.len(), "a P wave leads: {}", block.report.unsure);
}

#[test]
fn pacing_throughout_is_called_so() {
    let (share, _) = found(&analysed(simulator("paced").run().unwrap(), BeatSource::Marks), BeatClass::Q);
    assert!(share >= 0.95, "{share}");
}

#[test]
fn where_the_lead_cannot_be_read_nothing_is_sure() {
    let record = simulator("sinus").run().unwrap();
    let mut samples = record.leads()[0].samples.clone();
    // From the 60th to the 90th second the electrode swings by millivolts.
    let mut value = 0.0f32;
    for (nth, sample) in samples[60 * 360..90 * 360].iter_mut().enumerate() {
        value = 0.9 * value + if (nth * 7919) % 97 < 48 { 1.3 } else { -1.3 };
        *sample += value;
    }
    let bad = Record::new("swings", record.rate(), vec![Lead::new("MLII", samples)], record.marks().to_vec())
        .unwrap();
    let analysis = analysed(bad, BeatSource::Marks);
    let unsure = |from: f64, to: f64| {
        let inside = |at: f64| (from..to).contains(&at);
        let beats: Vec<bool> = (analysis.beats.at.iter().zip(&analysis.verdicts))
            .filter(|(at, _)| inside(at.time(record.rate()).0))
            .map(|(_, verdict)| !verdict.sure)
            .collect();
        beats.iter().filter(|unsure| **unsure).count() as f64 / beats.len() as f64
    };
    assert!(unsure(65.0, 85.0) > 0.9, "{}", unsure(65.0, 85.0));
    assert!(unsure(100.0, 180.0) < 0.2, "{}", unsure(100.0, 180.0));
    assert!(
        analysis
            .report
            .notes
            .iter()
            .any(|note| note.text.contains("cannot be read: their classes are not sure"))
    );
}

#[test]
fn of_noise_alone_nothing_is_sure() {
    let record = Simulator::of(Rhythm::named("noise").unwrap()).run().unwrap();
    let analysis = analysed(record, BeatSource::Signal);
    let sure = analysis.verdicts.iter().filter(|verdict| verdict.sure).count();
    assert!(sure * 10 <= analysis.verdicts.len(), "{sure} of {}", analysis.verdicts.len());
}

#[test]
fn an_atrial_beat_is_explained_by_its_rhythm_and_a_ventricular_one_by_its_shape() {
    let classifier = classifier();
    let explained = |rhythm: &str, class: BeatClass| {
        let opened = opened(simulator(rhythm).run().unwrap());
        let Reading::Record(record) = &opened.reading else { unreachable!() };
        let survey = survey(record, &Settings::default()).unwrap();
        let beats = cut(&opened.reading, Some(&survey), classifier.spec()).unwrap().beats;
        let beat = beats.truth.iter().rposition(|truth| *truth == Some(class)).unwrap();
        let reasons = reasons(&classifier, &beats, beat).unwrap();
        assert_eq!(reasons.column, class.index(), "{reasons:?}");
        reasons
    };
    let atrial = explained("atrial-beats", BeatClass::S);
    assert!(atrial.seen.starts_with("early by ") && atrial.seen.ends_with("QRS as usual"), "{}", atrial.seen);
    let weight = |of: &[(Kind, f32)], kind| of.iter().find(|(known, _)| *known == kind).unwrap().1;
    assert!(weight(&atrial.hangs_on, Kind::Rhythm) > weight(&atrial.hangs_on, Kind::Shape), "{atrial:?}");
    let ventricular = explained("ventricular-beats", BeatClass::V);
    assert!(
        ventricular.seen.contains("QRS") && !ventricular.seen.ends_with("QRS as usual"),
        "{}",
        ventricular.seen
    );
    assert!(
        weight(&ventricular.hangs_on, Kind::Shape) > weight(&ventricular.hangs_on, Kind::Atria),
        "{ventricular:?}"
    );
}

#[test]
fn a_few_corrected_beats_bring_those_like_them_along_and_can_be_taken_back() {
    let record = || Simulator { seed: 3, ..simulator("ventricular-escapes") }.run().unwrap();
    let before = analysed(record(), BeatSource::Marks);
    let wrong = |analysis: &Analysis| -> Vec<usize> {
        let pairs = analysis.beats.truth.iter().zip(&analysis.verdicts).enumerate();
        pairs.filter(|(_, (truth, verdict))| **truth != Some(verdict.class)).map(|(beat, _)| beat).collect()
    };
    let missed = wrong(&before);
    assert!(missed.len() >= 6, "the model is too good for this test: {missed:?}");
    let corrections: Vec<Correction> = (missed.iter().take(3))
        .map(|&beat| Correction { sample: before.beats.at[beat], class: before.beats.truth[beat].unwrap() })
        .collect();
    let settings = Settings { corrections: corrections.clone(), ..Settings::default() };
    let after = analysed_as(record(), settings);
    println!("{} wrong before, {} after", missed.len(), wrong(&after).len());
    assert!(
        wrong(&after).len() + 5 <= missed.len(),
        "{} wrong before, {} after",
        missed.len(),
        wrong(&after).len()
    );
    for correction in &corrections {
        let beat = after.beats.at.binary_search(&correction.sample).unwrap();
        assert_eq!((after.verdicts[beat].class, after.verdicts[beat].probability), (correction.class, 1.0));
    }
    let note = &after.report.notes.iter().find(|note| note.text.contains("were corrected")).unwrap().text;
    assert!(note.starts_with("3 beats were corrected, and those like them followed; "), "{note}");
    let read = Report::from_json("report.json", &after.to_json()).unwrap();
    assert_eq!(read.settings.corrections, corrections, "a report repeats them");
    assert_eq!(
        analysed(record(), BeatSource::Marks).verdicts,
        before.verdicts,
        "nothing was learned for good"
    );
}

#[test]
fn a_correction_of_what_is_right_already_changes_no_class() {
    let record = || simulator("atrial-beats").run().unwrap();
    let before = analysed(record(), BeatSource::Marks);
    let corrections = (0..before.beats.len())
        .step_by(10)
        .map(|beat| Correction { sample: before.beats.at[beat], class: before.verdicts[beat].class })
        .chain([Correction { sample: SampleIndex(1), class: BeatClass::V }])
        .collect();
    let after = analysed_as(record(), Settings { corrections, ..Settings::default() });
    let classes = |analysis: &Analysis| -> Vec<BeatClass> {
        analysis.verdicts.iter().map(|verdict| verdict.class).collect()
    };
    assert_eq!(classes(&after), classes(&before));
}

#[test]
fn the_recorded_sample_is_of_a_heart_that_is_said_so_still() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/beat-rhythm");
    let sample: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("sample.json")).unwrap()).unwrap();
    let simulator = Simulator {
        seed: 1,
        seconds: Seconds(60.0),
        ..Simulator::of(Rhythm::named("atrial-beats").unwrap())
    };
    let opened = opened(simulator.run().unwrap());
    let Reading::Record(record) = &opened.reading else { unreachable!() };
    let survey = survey(record, &Settings::default()).unwrap();
    let beats = cut(&opened.reading, Some(&survey), classifier().spec()).unwrap().beats;
    for (beat, row) in sample["beats"].as_array().unwrap().iter().zip(sample["input"].as_array().unwrap()) {
        let beat = beat.as_u64().unwrap() as usize;
        for ((said, kept), name) in
            beats.beat(beat).iter().zip(row.as_array().unwrap()).zip(ecglass::segment::context::names())
        {
            let kept = kept.as_f64().unwrap() as f32;
            // The command line writes steps of a recorder's, 5 µV, which this record is finer than.
            assert!((said - kept).abs() < 0.3, "beat {beat}, {name}: {said}, trained on {kept}");
        }
    }
}

#[test]
fn where_there_is_a_second_lead_both_are_asked_and_two_that_agree_are_surer() {
    let record = Simulator { leads: 2, ..simulator("ventricular-couplets") }.run().unwrap();
    let of = |lead| analysed_as(record.clone(), Settings { lead, ..Settings::default() });
    let (both, alone) = (of(None), [of(Some(0)), of(Some(1))]);
    assert_eq!(both.report.record.lead.as_deref(), Some("MLII"));
    assert_eq!(both.report.record.beside.as_deref(), Some("V1"));
    assert!(alone.iter().all(|one| one.report.record.beside.is_none()));
    assert_eq!(both.beats.width, 2 * alone[0].beats.width);
    let mut agreed = 0;
    for (nth, verdict) in both.verdicts.iter().enumerate() {
        let (a, b) = (alone[0].verdicts[nth], alone[1].verdicts[nth]);
        if a.class == b.class {
            agreed += 1;
            assert_eq!(verdict.class, a.class);
            // Surer than the mean, for two agree.
            let mean = (a.probability + b.probability) / 2.0;
            assert!(verdict.probability > mean - 1e-5, "beat {nth}");
        }
    }
    assert!(agreed * 10 > both.verdicts.len() * 9);
}

/// The same but for the last digits, which hang on where in a batch a beat stands.
#[track_caller]
fn assert_alike(a: &[Verdict], b: &[Verdict]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!(
            (a.class, a.sure) == (b.class, b.sure) && (a.probability - b.probability).abs() < 1e-4,
            "{a:?}, {b:?}"
        );
    }
}

#[test]
fn a_lead_that_cannot_be_read_does_not_join_in() {
    let record = Simulator { leads: 2, ..simulator("atrial-beats") }.run().unwrap();
    let [first, second] = record.leads() else { panic!("{} leads", record.leads().len()) };
    let lead = |name: &str, samples: Vec<f32>| Lead::new(name, samples);
    let with = |leads: Vec<Lead>| Record::new("two", record.rate(), leads, record.marks().to_vec()).unwrap();
    let said = |record: Record, lead| analysed_as(record, Settings { lead, ..Settings::default() });

    // One that is flat throughout is as if it were not there.
    let flat = said(with(vec![first.clone(), lead("V1", vec![0.0; first.samples.len()])]), None);
    let alone = said(record.clone(), Some(0));
    assert_eq!(flat.report.record.beside, None);
    assert_alike(&flat.verdicts, &alone.verdicts);

    // Where the first dies, the second has the word, and nothing is unsure for that.
    let half = first.samples.len() / 2;
    let dying: Vec<f32> =
        first.samples[..half].iter().copied().chain(vec![0.0; first.samples.len() - half]).collect();
    let dead = said(with(vec![lead("MLII", dying), second.clone()]), None);
    let other = said(record.clone(), Some(1));
    let late = dead.beats.at.iter().position(|at| at.0 > half + 4000).unwrap();
    assert_alike(&dead.verdicts[late..], &other.verdicts[late..]);
    assert!(!dead.report.notes.iter().any(|note| note.text.contains("cannot be read: their classes")));
}

#[test]
fn of_many_leads_the_one_beside_is_that_which_can_be_read_best() {
    let record = Simulator { leads: 2, ..simulator("sinus") }.run().unwrap();
    let [first, second] = record.leads() else { panic!("{} leads", record.leads().len()) };
    let mut torn = second.samples.clone();
    torn[..second.samples.len() / 2].fill(0.0);
    let leads = vec![first.clone(), Lead::new("V2", torn), Lead::new("V5", second.samples.clone())];
    let three = Record::new("three", record.rate(), leads, record.marks().to_vec()).unwrap();
    let analysis = analysed_as(three, Settings::default());
    assert_eq!(analysis.report.record.beside.as_deref(), Some("V5"));
}
