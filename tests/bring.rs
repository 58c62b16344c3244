//! A network that somebody brings: used where it fits, refused in a sentence where not, whatever its bytes are.
//!
//! `tests/fixtures/onnx/make.py` made the files; `said.json` is what onnxruntime says of four beats.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::classify::{Answer, Classifier, Kind, Spec};
use ecglass::dsp::random::Random;
use ecglass::ecg::BeatClass;
use ecglass::error;
use ecglass::network::LARGEST;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/onnx")
}

fn bring(name: &str) -> error::Result<Classifier> {
    Classifier::bring(name, &fs::read(folder().join(name).with_extension("onnx")).unwrap())
}

/// The beats that `make.py` asks about.
fn beats(samples: usize) -> Vec<f32> {
    (0..4 * samples).map(|at| ((at as f64 * 0.13).sin() * 0.5 + 0.5) as f32).collect()
}

#[test]
fn networks_as_the_field_exports_them_work_without_papers() {
    let text = fs::read_to_string(folder().join("said.json")).unwrap();
    let said: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (name, kind) in [
        ("keras", Kind::Softmax),
        ("logits", Kind::Logits),
        ("flat", Kind::Softmax),
        ("binary", Kind::Sigmoid),
        ("pair", Kind::Softmax),
        ("fifty", Kind::Softmax),
    ] {
        let classifier = bring(name).unwrap();
        let spec = classifier.spec();
        assert_eq!(spec.output.kind, kind, "{name}");
        let mut got = Vec::new();
        classifier.run(&beats(spec.width()), &mut got).unwrap();
        let rows: Vec<Vec<f64>> = serde_json::from_value(said[name].clone()).unwrap();
        for (row, expected) in got.chunks(spec.columns()).zip(&rows) {
            let most = expected.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = expected.iter().map(|value| (value - most).exp()).sum();
            let expected: Vec<f64> = match (kind, spec.answer()) {
                (Kind::Logits, _) => expected.iter().map(|value| (value - most).exp() / sum).collect(),
                (_, Answer::Abnormal { .. }) => expected.last().copied().into_iter().collect(),
                _ => expected.clone(),
            };
            assert_eq!(row.len(), expected.len(), "{name}");
            for (one, other) in row.iter().zip(&expected) {
                assert!((f64::from(*one) - other).abs() < 1e-5, "{name}: {row:?}, not {expected:?}");
            }
        }
        assert_eq!(got.len(), 4 * spec.columns());
    }
}

#[test]
fn its_papers_are_guessed_and_read_back_as_they_were_guessed() {
    let classifier = bring("keras").unwrap();
    let spec = classifier.spec();
    assert_eq!(spec.answer(), Answer::Classes(BeatClass::ALL.to_vec()));
    assert_eq!((spec.width(), spec.parameters, spec.recipe.width()), (187, 940, Some(187)));
    let again = Spec::parse(&spec.to_json()).unwrap();
    assert_eq!(again.to_json(), spec.to_json());
    let file = fs::read(folder().join("keras.onnx")).unwrap();
    assert!(Classifier::load(again, &file).is_ok());
    // Windows of 50 samples are cut around R; of any other width tables alone are read.
    assert_eq!(bring("fifty").unwrap().spec().recipe.width(), Some(50));
    assert_eq!(bring("pair").unwrap().spec().batch, 4);
}

#[test]
fn what_is_no_beat_model_is_refused_with_what_it_is() {
    for (name, expected) in [
        ("image", "it expects 1 x 3 x 224 x 224: not a beat model, which reads one channel"),
        ("ten-classes", "it says 10 numbers of each beat"),
        ("two-inputs", "it has 2 inputs and 1 outputs"),
        ("doubles", "its input is not of 32-bit floats"),
        ("custom", "it uses MyLayer, which no beat model needs"),
        ("loop", "it uses Loop, which no beat model needs"),
        ("huge", "its layer ConstantOfShape asks for more numbers than a beat could need"),
        ("grows", "makes 53856000000 numbers of one batch"),
        ("lying", "its tensor w does not hold as many numbers as it says"),
        ("elsewhere", "its tensor w is in a file of its own"),
        ("circle", "failed"),
        ("mismatch", "giving it beats of shape [32, 1, 187] failed"),
        ("not-a-number", "of a beat it says what is no number"),
        ("empty", "beats of a single sample"),
    ] {
        let error = bring(name).err().unwrap_or_else(|| panic!("{name} was taken"));
        assert_eq!(error.kind(), error::Kind::Model, "{name}");
        let sentence = error.to_string();
        assert!(
            sentence.contains(expected) && sentence.ends_with('.') && !sentence.contains('\n'),
            "{name}: {sentence}"
        );
    }
}

#[test]
fn what_is_too_large_or_nothing_is_refused_before_it_is_read() {
    let large = Classifier::bring("large", &vec![0; LARGEST + 1]).err().unwrap().to_string();
    assert!(large.contains("it has 50 MB; models up to 50 MB are read"), "{large}");
    for bytes in [&b""[..], b"\x08", b"PK\x03\x04", b"not a model at all", &[0xff; 1000]] {
        let sentence = Classifier::bring("nothing", bytes).err().unwrap().to_string();
        assert!(sentence.starts_with("nothing: reading it failed"), "{sentence}");
    }
}

#[test]
fn cut_and_damaged_files_never_panic() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut random = Random::new(11);
    for file in [
        models.join("beat-mlp-60/model.onnx"),
        models.join("beat-rnn/model.onnx"),
        folder().join("keras.onnx"),
    ] {
        let whole = fs::read(&file).unwrap();
        let mut refused = 0;
        for round in 0..150 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(random.uniform(0.0, whole.len() as f64) as usize);
            } else {
                // Most of a file is weights; what a graph says stands at the beginning and the end.
                for _ in 0..=round % 5 {
                    let reach = 900.0_f64.min(whole.len() as f64);
                    let near = random.uniform(0.0, reach) as usize;
                    let at = if random.uniform(0.0, 1.0) < 0.5 { near } else { whole.len() - 1 - near };
                    bytes[at] = random.uniform(0.0, 256.0) as u8;
                }
            }
            match Classifier::bring("damaged", &bytes) {
                Ok(classifier) => {
                    let mut said = Vec::new();
                    let beats = vec![0.5; classifier.spec().width()];
                    let _ = classifier.run(&beats, &mut said);
                }
                Err(error) => {
                    refused += 1;
                    assert_eq!(error.kind(), error::Kind::Model);
                }
            }
        }
        assert!(refused > 40, "{}: only {refused} of 150 were refused", file.display());
    }
}
