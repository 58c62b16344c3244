//! Every shipped model lives up to its papers: it loads, its hash is right, and tract says what onnxruntime said.
//!
//! The same comparison runs in wasm in `tests/wasm/` and in the browsers in `tests/browser/`; the trainer's own
//! tests hold the recorded outputs to onnxruntime.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ecglass::classify::{Classifier, Spec};
use ecglass::ecg::{Beats, SampleIndex};
use ecglass::error::Kind;
use ecglass::segment::Windows;

fn model_folders() -> Vec<PathBuf> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let folders: Vec<PathBuf> = fs::read_dir(models)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("spec.json").is_file())
        .collect();
    assert!(!folders.is_empty(), "no model is shipped");
    folders
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
        assert_eq!(Windows::plan(&spec.recipe).unwrap().width(), spec.width(), "{}", folder.display());
        assert_eq!(
            folder.file_name().unwrap().to_str(),
            Some(spec.name.as_str()),
            "a folder is named after its model"
        );
    }
}

#[test]
fn progress_counts_every_beat_and_can_stop_the_work() {
    let folder = &model_folders()[0];
    let classifier = Classifier::load(spec(folder), &onnx(folder)).unwrap();
    let (beats, _) = sample(folder, 100);
    let mut heard = Vec::new();
    let done = classifier.classify(&beats, |done| {
        heard.push(done);
        ControlFlow::Continue(())
    });
    assert_eq!(done.unwrap().unwrap().len(), beats.len() * 5);
    assert_eq!(heard.last(), Some(&beats.len()));
    assert!(heard.len() > 1 && heard.is_sorted(), "{heard:?}");
    let stopped = classifier.classify(&beats, |_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap(), None);
}

#[test]
fn a_model_whose_hash_is_not_its_papers_is_refused() {
    let folder = &model_folders()[0];
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
    let folder = &model_folders()[0];
    let json = fs::read_to_string(folder.join("spec.json")).unwrap();
    let mut papers: serde_json::Value = serde_json::from_str(&json).unwrap();
    papers["output"]["labels"] = serde_json::json!(["N", "V"]);
    let error = Classifier::load(Spec::parse(&papers.to_string()).unwrap(), &onnx(folder)).err().unwrap();
    assert!(error.to_string().contains("its output is of shape [1, 5], spec.json says [1, 2]"), "{error}");

    papers["input"]["shape"] = serde_json::json!(["batch", 1, 3]);
    let refused = Classifier::load(Spec::parse(&papers.to_string()).unwrap(), &onnx(folder));
    assert_eq!(refused.err().map(|error| error.kind()), Some(Kind::Model), "beats of three samples");
}

#[test]
fn bytes_that_are_no_model_are_refused_even_with_the_right_hash() {
    let folder = &model_folders()[0];
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
    let json = fs::read_to_string(model_folders()[0].join("spec.json")).unwrap();
    let papers: serde_json::Value = serde_json::from_str(&json).unwrap();
    let cases: [(&str, serde_json::Value, &str); 4] = [
        ("/input/shape", serde_json::json!(["batch", 3, 224]), "the input should be of shape"),
        ("/input/rate_hz", serde_json::json!(0), "an input rate of 0 Hz"),
        ("/batch", serde_json::json!(0), "a batch of 0 beats"),
        ("/output/labels", serde_json::json!(["N", "N"]), "each of its labels once"),
    ];
    for (place, value, expected) in cases {
        let mut papers = papers.clone();
        *papers.pointer_mut(place).unwrap() = value;
        let error = Spec::parse(&papers.to_string()).err().unwrap();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(Spec::parse("{").err().map(|error| error.kind()), Some(Kind::Model));
}
