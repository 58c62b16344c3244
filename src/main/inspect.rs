//! `ecglass inspect`: a network layer by layer.

use ecglass::classify::{AnomalyPapers, Answer, Detector};
use ecglass::ecg::BeatClass;
use ecglass::generate::{Generator, Papers};
use ecglass::network::{Layer, Layers};

use crate::Failure;
use crate::files::print;
use crate::models::{Model, Purpose, Shelf, load_model, purpose_of, with_papers};

/// Prints a network layer by layer, whatever it is for.
pub fn inspect(shelf: &Shelf, name: &str) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let began = std::time::Instant::now();
    let now = || began.elapsed().as_secs_f64() * 1e3;
    let letters =
        |classes: &[BeatClass]| classes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let (head, layers) = match purpose_of(shelf, name)? {
        Purpose::Generates => {
            let (papers, onnx) = with_papers(shelf, name, Purpose::Generates)?;
            let generator =
                Papers::parse(&papers).and_then(|papers| Generator::load(papers, &onnx)).map_err(told)?;
            let papers = generator.papers();
            let head = format!(
                "{}: {} numbers by chance and a class of {} in, {} samples before R and {} from R on out",
                papers.name,
                papers.latent,
                letters(&papers.classes),
                papers.output.lead_in,
                papers.output.samples
            );
            (head, generator.layers(&onnx, now))
        }
        Purpose::Judges => {
            let (papers, onnx) = with_papers(shelf, name, Purpose::Judges)?;
            let detector = AnomalyPapers::parse(&papers)
                .and_then(|papers| Detector::load(papers, &onnx))
                .map_err(told)?;
            let papers = detector.papers();
            let head = format!(
                "{}: {} numbers of a beat in, the {} samples that were expected and a score out; odd from {} on",
                papers.name,
                papers.width(),
                papers.output.samples,
                papers.threshold
            );
            (head, detector.layers(&onnx, now))
        }
        Purpose::Classifies => {
            let Model { classifier, onnx } = load_model(shelf, name)?;
            let spec = classifier.spec();
            let says = match spec.answer() {
                Answer::Classes(classes) => letters(&classes),
                Answer::Abnormal { threshold } => format!("abnormal or not, from {threshold} on"),
            };
            let head = format!(
                "{}: {} samples at {} Hz in, {says} out",
                spec.name,
                spec.width(),
                spec.input.rate_hz
            );
            (head, classifier.layers(&onnx, now))
        }
    };
    print(&told_by_layer(&head, &layers.map_err(told)?))
}

/// The layers as a table under a line of what goes in and out.
fn told_by_layer(head: &str, layers: &Layers) -> String {
    let mut text = format!(
        "{head}\n\n{:<30} {:<20} {:<16} {:>10} {:>9}\n",
        "layer", "operator", "makes", "parameters", "ms"
    );
    // What only arranges shapes was worked out beforehand, and would hide the rest.
    let works = |layer: &&Layer| layer.ms.is_some() || layer.parameters > 0;
    for layer in layers.layers.iter().filter(works) {
        let shape: Vec<String> = layer.shape.iter().map(ToString::to_string).collect();
        let ms = layer.ms.map_or(String::new(), |ms| format!("{ms:.4}"));
        let name: String = layer.name.chars().take(30).collect();
        let parameters = if layer.parameters > 0 { layer.parameters.to_string() } else { String::new() };
        text += &format!(
            "{name:<30} {:<20} {:<16} {parameters:>10} {ms:>9}\n",
            layer.operator,
            shape.join(" x ")
        );
    }
    text += &format!(
        "\n{} parameters; {:.3} ms for a batch of {}. {} layers more take no time: merged into others, or worked out beforehand.\n",
        layers.parameters,
        layers.ms,
        layers.batch,
        layers.layers.iter().filter(|layer| !works(layer)).count()
    );
    text
}
