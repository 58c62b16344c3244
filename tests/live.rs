//! Beats classified while samples still come: the same in whatever pieces, never sure of nothing, and on the command line.

mod piped;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ecglass::analyze::Live;
use ecglass::classify::{Classifier, Spec};
use ecglass::dsp::random::Random;
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex, Seconds, Verdict};
use ecglass::generate::{Rhythm, Simulator};
use ecglass::segment::Peaks;
use ecglass::segment::context::{self, Form};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn classifier(name: &str) -> Classifier {
    let folder = Path::new(ROOT).join("models").join(name);
    let spec = Spec::parse(&fs::read_to_string(folder.join("spec.json")).unwrap()).unwrap();
    Classifier::load(spec, &fs::read(folder.join("model.onnx")).unwrap()).unwrap()
}

fn simulated(rhythm: &str, seconds: f64) -> Record {
    let simulator = Simulator {
        seconds: Seconds(seconds),
        noise: 0.01,
        leads: 2,
        ..Simulator::of(Rhythm::named(rhythm).unwrap())
    };
    simulator.run().unwrap()
}

fn pushed(rate: Hertz, leads: &[&[f32]], piece: usize) -> Vec<(SampleIndex, Verdict)> {
    let mut live = Live::plan(classifier("beat-rhythm"), rate, leads.len()).unwrap();
    let mut said = Vec::new();
    for from in (0..leads[0].len()).step_by(piece) {
        let part = |lead: &&[f32]| lead[from..(from + piece).min(lead.len())].to_vec();
        let parts: Vec<Vec<f32>> = leads.iter().map(part).collect();
        said.extend(live.push(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap());
    }
    said.extend(live.finish().unwrap());
    said
}

fn samples(record: &Record) -> Vec<&[f32]> {
    record.leads().iter().map(|lead| lead.samples.as_slice()).collect()
}

#[test]
fn every_beat_that_is_found_is_said_once_and_as_the_model_says_it_of_live_rows() {
    let record = simulated("ventricular-beats", 120.0);
    let lead = &samples(&record)[..1];
    let said = pushed(record.rate(), lead, 100);
    let at: Vec<SampleIndex> = said.iter().map(|(at, _)| *at).collect();
    assert_eq!(at, Peaks::of(record.rate(), lead).unwrap());
    let model = classifier("beat-rhythm");
    let beats: Vec<_> = at.iter().map(|at| (*at, None)).collect();
    let rows = context::of(&record.leads()[0], record.rate(), &beats, Form::Live);
    let mut probabilities = Vec::new();
    model.run(&rows.samples, &mut probabilities).unwrap();
    for ((_, live), told) in said.iter().zip(model.spec().verdicts(&probabilities).unwrap()) {
        assert_eq!(live.class, told.class);
        assert!((live.probability - told.probability).abs() < 1e-5);
    }
    let truth: Vec<_> = record.marked_beats().collect();
    let right = said.iter().filter(|(at, verdict)| {
        truth.iter().any(|(mark, class)| mark.0.abs_diff(at.0) < 25 && *class == verdict.class)
    });
    assert!(right.count() as f64 > 0.9 * truth.len() as f64);
    assert!(said.iter().filter(|(_, verdict)| verdict.class == BeatClass::V).count() > 5);
}

#[test]
fn pieces_of_any_size_say_the_same_classes_of_the_same_beats() {
    let record = simulated("atrial-beats", 90.0);
    let all = pushed(record.rate(), &samples(&record), 1_000_000);
    for piece in [37, 250, 4000] {
        let said = pushed(record.rate(), &samples(&record), piece);
        assert_eq!(said.len(), all.len());
        for ((at, verdict), (same, other)) in said.iter().zip(&all) {
            assert_eq!((at, verdict.class, verdict.probability), (same, other.class, other.probability));
        }
    }
}

#[test]
fn a_beat_is_said_before_much_more_has_come_than_the_detector_waits_for() {
    let record = simulated("sinus", 120.0);
    let rate = record.rate();
    let mut live = Live::plan(classifier("beat-rhythm"), rate, 1).unwrap();
    for (nth, second) in samples(&record)[0].chunks(rate.get() as usize).enumerate() {
        for (at, _) in live.push(&[second]).unwrap() {
            // The beat after it, and what is around that.
            let late = (nth + 1) as f64 - at.time(rate).0;
            assert!(late < Peaks::LATENCY.0 + 3.0, "{late} s");
        }
    }
}

#[test]
fn nothing_is_sure_of_a_few_beats_of_noise_of_a_flat_lead_or_of_a_wide_rhythm_without_p() {
    let few = simulated("sinus", 6.0);
    assert!(pushed(few.rate(), &samples(&few), 250).iter().all(|(_, verdict)| !verdict.sure));
    let rate = Hertz::new(250.0).unwrap();
    assert!(pushed(rate, &[&[0.3; 250 * 60]], 250).is_empty());
    let mut random = Random::new(4);
    let noise: Vec<f32> = (0..250 * 120).map(|_| random.normal() as f32).collect();
    let said = pushed(rate, &[&noise], 250);
    let sure = said.iter().filter(|(_, verdict)| verdict.sure).count();
    assert!(sure * 20 <= said.len(), "{sure} of {}", said.len());
    let wide = simulated("idioventricular", 120.0);
    let said = pushed(wide.rate(), &samples(&wide), 250);
    let sure = said.iter().filter(|(_, verdict)| verdict.sure && verdict.class == BeatClass::N).count();
    assert!(sure * 20 <= said.len(), "{sure} of {}", said.len());
}

#[test]
fn a_lead_that_dies_leaves_the_word_to_the_other() {
    let record = simulated("ventricular-beats", 180.0);
    let leads = samples(&record);
    let half = leads[0].len() / 2;
    let dies: Vec<f32> = leads[0][..half].iter().copied().chain(vec![0.2; leads[0].len() - half]).collect();
    let said = pushed(record.rate(), &[&dies, leads[1]], 250);
    let truth: Vec<_> = record.marked_beats().filter(|(at, _)| at.0 > half + 2500).collect();
    let right = truth.iter().filter(|(mark, class)| {
        said.iter().any(|(at, verdict)| at.0.abs_diff(mark.0) < 25 && verdict.class == *class)
    });
    let (right, all) = (right.count(), truth.len());
    assert!(right as f64 > 0.9 * all as f64, "{right} of {all}");
}

#[test]
fn what_cannot_be_done_is_refused_in_a_sentence() {
    let rate = Hertz::new(250.0).unwrap();
    let refused = |model: &str, rate: Hertz, leads: usize| {
        Live::plan(classifier(model), rate, leads).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(refused("beat-cnn", rate, 1).contains("take beat-rhythm"), "{}", refused("beat-cnn", rate, 1));
    assert!(refused("beat-rhythm", rate, 0).contains("no lead"));
    assert!(refused("beat-rhythm", Hertz::new(30.0).unwrap(), 1).contains("too few"));
    let mut live = Live::plan(classifier("beat-rhythm"), rate, 2).unwrap();
    for leads in [&[&[0.0; 3][..], &[0.0; 2]][..], &[&[0.0; 3]]] {
        assert!(live.push(leads).unwrap_err().to_string().contains("as many samples of each of 2 leads"));
    }
}

fn ecglass(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ecglass"));
    program.args(arguments);
    piped::run(program, input.as_bytes())
}

fn text(record: &Record, separator: &str, header: bool) -> String {
    let leads = samples(record);
    let row =
        |at: usize| leads.iter().map(|lead| format!("{:.4}", lead[at])).collect::<Vec<_>>().join(separator);
    let head = if header { format!("one{separator}two\n") } else { String::new() };
    head + &(0..leads[0].len()).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_command_line_says_a_line_for_each_beat_of_standard_input() {
    let record = simulated("ventricular-beats", 60.0);
    let rate = record.rate().get().to_string();
    let of = |input: &str| {
        let output = ecglass(&["live", "--rate", &rate], input);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = of(&text(&record, ",", true));
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("time_s,sample,rr_s,class,probability,sure"));
    let lines: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(lines.len().abs_diff(record.marked_beats().count()) <= 2);
    assert!(lines.iter().all(|cells| cells.len() == 6));
    assert!(lines.iter().any(|cells| cells[3] == "V" && cells[5] == "1"));
    assert_eq!(of(&text(&record, " ", false)), said);
    let timed: String =
        text(&record, ",", true)
            .lines()
            .enumerate()
            .map(|(at, line)| {
                if at == 0 {
                    format!("time_s,{line}\n")
                } else {
                    format!("{:.6},{line}\n", at as f64 / 360.0)
                }
            })
            .collect();
    assert_eq!(of(&timed), said, "with a column of times");
    assert_eq!(of(&text(&record, ";", false).replace('.', ",")), said, "with decimal commas");
}

#[test]
fn the_command_line_names_the_line_that_it_cannot_read() {
    let told = |arguments: &[&str], input: &str| {
        let output = ecglass(arguments, input);
        assert!(!output.status.success());
        assert!(output.stdout.iter().filter(|byte| **byte == b'\n').count() <= 1);
        String::from_utf8(output.stderr).unwrap()
    };
    let live = ["live", "--rate", "250"];
    assert!(told(&live, "").contains("no samples came"));
    assert!(told(&live, "1,2\n3,4\n5,six\n").contains("line 3: “six” is no number"));
    assert!(told(&live, "1,2\n3\n").contains("line 2: 1 numbers where the lines before have 2"));
    assert!(told(&["live", "--rate", "0"], "").contains("no sampling rate"));
    assert!(told(&["live", "--rate", "250", "--model", "beat-cnn"], "1\n2\n").contains("take beat-rhythm"));
}

#[test]
fn a_gap_is_no_trouble() {
    let record = simulated("sinus", 60.0);
    let mut lead = record.leads()[0].samples.clone();
    lead[5000..6000].fill(f32::NAN);
    let said = pushed(record.rate(), &[&lead], 250);
    assert!(said.len() > 40);
    assert!(said.iter().all(|(_, verdict)| verdict.probability.is_finite()));
    let held =
        Lead::new("held", lead.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect());
    assert!(said.iter().all(|(at, _)| at.0 < held.samples.len()));
}
