//! Every shipped model lives up to its papers: it loads, its hash is right, and tract says what onnxruntime said.
//!
//! The same comparison runs in wasm in `tests/wasm/` and in the browsers in `tests/browser/`; the trainer's own
//! tests hold the recorded outputs to onnxruntime.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ecglass::analyze::ModelScore;
use ecglass::classify::{Answer, Classifier, Figures, Spec};
use ecglass::ecg::{BeatClass, Beats, SampleIndex};
use ecglass::error::Kind;
use ecglass::network;
use ecglass::segment::{Windows, context};

fn model_folders() -> Vec<PathBuf> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let folders: Vec<PathBuf> = fs::read_dir(models)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("spec.json").is_file() && classifies(folder))
        .collect();
    assert!(!folders.is_empty(), "no model is shipped");
    folders
}

/// Generators are held to their papers by tests/generate.rs.
fn classifies(folder: &Path) -> bool {
    let papers = fs::read_to_string(folder.join("spec.json")).unwrap();
    !matches!(network::task(&papers).as_deref(), Some("beat-generator" | "beat-anomaly"))
}

fn beat_cnn() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/beat-cnn")
}

fn spec(folder: &Path) -> Spec {
    Spec::parse(&fs::read_to_string(folder.join("spec.json")).unwrap()).unwrap()
}

fn onnx(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("model.onnx")).unwrap()
}

/// The recorded beats of a model, `times` over, and what onnxruntime said of them.
fn sample(folder: &Path, times: usize) -> (Beats, Vec<f32>) {
    let text = fs::read_to_string(folder.join("sample.json")).unwrap();
    let sample: serde_json::Value = serde_json::from_str(&text).unwrap();
    let numbers = |field: &str| -> Vec<f32> {
        let rows = sample[field].as_array().unwrap();
        rows.iter()
            .flat_map(|row| row.as_array().unwrap())
            .map(|value| value.as_f64().unwrap() as f32)
            .collect()
    };
    let count = sample["input"].as_array().unwrap().len() * times;
    let samples = numbers("input").repeat(times);
    let beats = Beats {
        width: samples.len() / count,
        samples,
        truth: vec![None; count],
        at: (0..count).map(SampleIndex).collect(),
    };
    (beats, numbers("output").repeat(times))
}

#[test]
fn every_model_says_in_tract_what_it_said_in_onnxruntime() {
    for folder in model_folders() {
        let classifier = Classifier::load(spec(&folder), &onnx(&folder)).unwrap();
        let (beats, expected) = sample(&folder, 1);
        let said = classifier.classify(&beats, |_| ControlFlow::Continue(())).unwrap().unwrap();
        assert_eq!(said.len(), expected.len());
        let worst = said.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "{}: {worst} apart", folder.display());
    }
}

#[test]
fn every_recipe_can_be_carried_out_and_gives_beats_of_the_width_that_the_model_reads() {
    for folder in model_folders() {
        let spec = spec(&folder);
        let width = match spec.needs_recording() {
            true => context::WIDTH,
            false => Windows::plan(&spec.recipe).unwrap().width(),
        };
        assert_eq!(width, spec.width(), "{}", folder.display());
        assert_eq!(
            folder.file_name().unwrap().to_str(),
            Some(spec.name.as_str()),
            "a folder is named after its model"
        );
    }
}

#[test]
fn progress_counts_every_beat_and_can_stop_the_work() {
    let folder = &beat_cnn();
    let classifier = Classifier::load(spec(folder), &onnx(folder)).unwrap();
    let (beats, _) = sample(folder, 100);
    let mut heard = Vec::new();
    let done = classifier.classify(&beats, |done| {
        heard.push(done);
        ControlFlow::Continue(())
    });
    assert_eq!(done.unwrap().unwrap().len(), beats.len() * classifier.spec().columns());
    assert_eq!(heard.last(), Some(&beats.len()));
    assert!(heard.len() > 1 && heard.is_sorted(), "{heard:?}");
    let stopped = classifier.classify(&beats, |_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap(), None);
}

#[test]
fn a_model_whose_hash_is_not_its_papers_is_refused() {
    let folder = &beat_cnn();
    let mut bytes = onnx(folder);
    *bytes.last_mut().unwrap() ^= 1;
    let error = Classifier::load(spec(folder), &bytes).err().unwrap();
    assert_eq!(error.kind(), Kind::Model);
    let sentence = error.to_string();
    assert!(sentence.contains(", model.onnx: the file's sha256 begins with "), "{sentence}");
    assert!(sentence.ends_with("; fetch both from one release."), "{sentence}");
}

#[test]
fn a_model_whose_shape_is_not_its_papers_is_refused() {
    let folder = &beat_cnn();
    let json = fs::read_to_string(folder.join("spec.json")).unwrap();
    let mut papers: serde_json::Value = serde_json::from_str(&json).unwrap();
    papers["output"]["labels"] = serde_json::json!(["N", "V"]);
    let error = Classifier::load(Spec::parse(&papers.to_string()).unwrap(), &onnx(folder)).err().unwrap();
    assert!(error.to_string().contains("its output is of shape [32, 5], spec.json says [32, 2]"), "{error}");

    papers["input"]["shape"] = serde_json::json!(["batch", 1, 3]);
    let refused = Classifier::load(Spec::parse(&papers.to_string()).unwrap(), &onnx(folder));
    assert_eq!(refused.err().map(|error| error.kind()), Some(Kind::Model), "beats of three samples");
}

#[test]
fn bytes_that_are_no_model_are_refused_even_with_the_right_hash() {
    let folder = &beat_cnn();
    let json = fs::read_to_string(folder.join("spec.json")).unwrap();
    let mut papers: serde_json::Value = serde_json::from_str(&json).unwrap();
    // sha256 of "not a model"
    papers["sha256"] = serde_json::json!("708811ccb1510c6d6c6e6379ef09be39bdbb0e7edcf44fefcca21c6228ee6d89");
    let spec = Spec::parse(&papers.to_string()).unwrap();
    let error = Classifier::load(spec, b"not a model").err().unwrap();
    assert_eq!(error.kind(), Kind::Model);
    assert!(error.to_string().contains("model.onnx: reading it failed"), "{error}");
}

#[test]
fn papers_that_make_no_sense_are_refused_by_name() {
    let json = fs::read_to_string(beat_cnn().join("spec.json")).unwrap();
    let papers: serde_json::Value = serde_json::from_str(&json).unwrap();
    let cases: [(&str, serde_json::Value, &str); 11] = [
        ("/input/shape", serde_json::json!([1, 187]), "the input should be of shape"),
        ("/input/shape", serde_json::json!(["batch", "any"]), "the input should be of shape"),
        (
            "/output/labels",
            serde_json::json!(["N", "cat"]),
            "should be of N, S, V, F, Q, or be normal and abnormal",
        ),
        ("/output/kind", serde_json::json!("sigmoid"), "has the labels normal and abnormal"),
        ("/confidence", serde_json::json!(1.5), "a confidence that is no probability"),
        ("/selection", serde_json::json!({"samples": [1, 2]}), "the selection should be 187 places"),
        (
            "/selection",
            serde_json::json!({"samples": (1..=187).collect::<Vec<_>>()}),
            "the selection should be",
        ),
        ("/input/shape", serde_json::json!(["batch", 3, 224]), "the input should be of shape"),
        ("/input/rate_hz", serde_json::json!(0), "an input rate of 0 Hz"),
        ("/batch", serde_json::json!(0), "a batch of 0 beats"),
        ("/output/labels", serde_json::json!(["N", "N"]), "each of its labels once"),
    ];
    for (place, value, expected) in cases {
        let mut papers = papers.clone();
        papers["selection"] = serde_json::Value::Null;
        *papers.pointer_mut(place).unwrap() = value;
        let error = Spec::parse(&papers.to_string()).err().unwrap();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(Spec::parse("{").err().map(|error| error.kind()), Some(Kind::Model));
}

#[test]
fn what_is_said_of_a_beat_has_its_entropy_and_whether_to_trust_it() {
    let spec = spec(&beat_cnn());
    let least = spec.confidence.unwrap();
    let verdicts = spec.verdicts(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.2, 0.2, 0.2, 0.2]).unwrap();
    assert_eq!((verdicts[0].entropy, verdicts[0].sure), (0.0, true));
    // log2 of five; and a fifth is less than any confidence.
    assert!(
        (verdicts[1].entropy - 5f32.log2()).abs() < 1e-3 && !verdicts[1].sure,
        "{:?} {least}",
        verdicts[1]
    );
}

#[test]
fn a_model_that_says_normal_or_not_has_no_classes_to_give_and_says_what_it_is_for() {
    let binary = spec(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/arrhythmia-cnn-lstm"));
    assert!(matches!(binary.answer(), Answer::Abnormal { threshold } if threshold > 0.0 && threshold < 1.0));
    let error = binary.verdicts(&[0.5]).err().unwrap().to_string();
    assert!(error.contains("it tells normal from abnormal, not the classes of beats; compare it"), "{error}");
}

#[test]
fn hiding_a_part_of_a_beat_tells_what_the_model_looked_at() {
    for folder in model_folders() {
        let classifier = Classifier::load(spec(&folder), &onnx(&folder)).unwrap();
        let (beats, expected) = sample(&folder, 1);
        for at in 0..beats.len() {
            let beat = beats.beat(at);
            let told = classifier.explain(beat).unwrap();
            let columns = classifier.spec().columns();
            let own = &expected[at * columns..(at + 1) * columns];
            assert!((told.probability - own[told.column]).abs() < 1e-4);
            assert_eq!(told.weights.len(), beat.len());
            let end = beat.iter().rposition(|&value| value != 0.0).unwrap() + 1;
            assert!(told.weights.iter().all(|weight| weight.abs() <= 1.0));
            assert!(told.weights[end..].iter().all(|&weight| weight == 0.0), "padding has no weight");
            assert!(
                told.weights.iter().any(|&weight| weight != 0.0),
                "{}: beat {at} has no reasons",
                folder.display()
            );
        }
    }
    let classifier = Classifier::load(spec(&beat_cnn()), &onnx(&beat_cnn())).unwrap();
    assert!(classifier.explain(&[0.0; 3]).err().unwrap().to_string().contains("the beat has 3 samples"));
}

#[test]
fn a_networks_layers_add_up_to_its_parameters_and_its_time() {
    for folder in model_folders() {
        let papers = spec(&folder);
        let parameters = papers.parameters;
        let bytes = onnx(&folder);
        let classifier = Classifier::load(papers, &bytes).unwrap();
        let ticks = std::cell::Cell::new(0.0);
        let clock = || {
            ticks.set(ticks.get() + 1.0);
            ticks.get()
        };
        let layers = classifier.layers(&bytes, clock).unwrap();
        let all: u64 = layers.layers.iter().map(|layer| layer.parameters).sum();
        // The temperature, limits, and what attention divides by are numbers of the file, not trained ones.
        assert!(
            all.abs_diff(parameters) <= 12,
            "{}: {all} in layers, {parameters} in the papers",
            folder.display()
        );
        assert_eq!(all, layers.parameters);
        let timed: f64 = layers.layers.iter().filter_map(|layer| layer.ms).sum();
        assert!(timed > 0.0 && timed <= layers.ms, "{timed} of {}", layers.ms);
        assert!(
            layers
                .layers
                .iter()
                .all(|layer| layer.parameters == 0 || !layer.shape.is_empty() || layer.ms.is_none())
        );
    }
}

#[test]
fn models_are_compared_by_the_figures_that_scoring_gives() {
    let (beats, probabilities) = sample(&beat_cnn(), 1);
    let papers = spec(&beat_cnn());
    let said = papers.verdicts(&probabilities).unwrap();
    let truth: Vec<_> = said.iter().map(|verdict| Some(verdict.class)).collect();
    let right =
        ModelScore::of(&papers, &Beats { truth: truth.clone(), ..beats.clone() }, &probabilities, Some(2.0))
            .unwrap();
    assert_eq!(
        (right.figures.accuracy, right.macro_f1, right.auc, right.beats),
        (Some(1.0), Some(1.0), Some(1.0), 8)
    );
    assert_eq!(right.ms_per_1000, Some(2.0));
    assert!(right.report.contains("accuracy") && right.curves.len() == 5 && right.scores.is_some());

    // A beat without a label is nobody's mistake; one with a wrong label is.
    let mut some = truth.clone();
    some[0] = None;
    some[1] = [BeatClass::N, BeatClass::S].into_iter().find(|&class| Some(class) != truth[1]);
    let score =
        ModelScore::of(&papers, &Beats { truth: some, ..beats.clone() }, &probabilities, None).unwrap();
    assert_eq!((score.beats, score.figures.accuracy), (7, Some(6.0 / 7.0)));

    let none = ModelScore::of(&papers, &beats, &probabilities, None).err().unwrap().to_string();
    assert!(none.contains("none of its beats has a label"), "{none}");
    let short = ModelScore::of(&papers, &beats, &probabilities[1..], None).err().unwrap().to_string();
    assert!(short.contains("39 probabilities for 8 beats"), "{short}");
}

#[test]
fn a_binary_model_is_compared_on_its_two_classes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/arrhythmia-cnn-lstm");
    let (beats, _) = sample(&folder, 1);
    let truth = (0..8).map(|at| Some(if at < 4 { BeatClass::N } else { BeatClass::V })).collect();
    let said: Vec<f32> = vec![0.1, 0.2, 0.3, 0.9, 0.8, 0.7, 0.95, 0.05];
    let mut papers = spec(&folder);
    papers.threshold = Some(0.5);
    let score = ModelScore::of(&papers, &Beats { truth, ..beats }, &said, None).unwrap();
    assert_eq!(score.labels.names(), ["normal", "abnormal"]);
    assert_eq!(score.labels.counts(), [vec![3, 1], vec![1, 3]]);
    assert_eq!((score.abnormal.sensitivity, score.abnormal.specificity), (Some(0.75), Some(0.75)));
    // Of 16 pairs, 10 are in the right order.
    assert_eq!((score.abnormal.auc, score.auc), (Some(10.0 / 16.0), Some(10.0 / 16.0)));
    assert_eq!(score.curves[0].works_at.threshold, Some(0.5));
}

#[test]
fn the_readme_says_of_each_model_what_its_papers_say() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for folder in model_folders() {
        let papers = spec(&folder);
        let metrics = papers.metrics.as_ref().unwrap();
        let split = |figures: &Figures| format!("{:.2} %, {:.3}", 100.0 * figures.accuracy, figures.macro_f1);
        let row = format!(
            "| [{0}](models/{0}/CARD.md) | {1} | {2} | {3} | {4} |",
            papers.name,
            papers.parameters,
            papers.bytes / 1000,
            metrics.beat_level.as_ref().map_or("not measured".into(), split),
            split(&metrics.record_wise)
        );
        assert!(readme.contains(&row), "README.md should have the row\n{row}");
    }
}
