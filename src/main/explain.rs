//! `ecglass explain`: what a model looked at in one beat.

use std::path::PathBuf;

use ecglass::analyze::{Settings, cut, reasons, surveyed};
use ecglass::classify::{Answer, Classifier};
use ecglass::draw::{self, Style};
use ecglass::ecg::{BeatClass, Beats, Hertz};
use ecglass::read::Choices;
use plotters::prelude::{IntoDrawingArea, SVGBackend};

use crate::files::{print, save};
use crate::models::By;
use crate::{Failure, files, models};

/// What was asked for.
pub struct Explaining {
    pub record: Vec<PathBuf>,
    pub beat: Option<usize>,
    pub by: By,
    pub svg: Option<PathBuf>,
    pub settings: Settings,
    pub choices: Choices,
}

/// How long a stretch is told of, in samples; about 60 ms.
const STRETCH: usize = 8;

/// The same of a model that looks at a beat among its neighbours: in words, and by what it hangs on.
fn explain_rhythm(classifier: &Classifier, beats: &Beats, asked: &Explaining) -> Result<(), Failure> {
    if asked.svg.is_some() {
        return Err(format!(
            "{} is told numbers of a beat, and no signal that could be drawn; leave out --svg.",
            classifier.spec().name
        ));
    }
    let Some(beat) = asked.beat else {
        return Err(format!(
            "{} looks at a beat among its neighbours; name one with --beat.",
            classifier.spec().name
        ));
    };
    let reasons = reasons(classifier, beats, beat).map_err(|error| error.to_string())?;
    let class = match classifier.spec().answer() {
        Answer::Classes(classes) => classes[reasons.column],
        Answer::Abnormal { .. } => BeatClass::Q,
    };
    let mut text = format!(
        "beat {beat}, by {}: {class} ({}), {:.1} % probable\n{}\n\nhad it been as usual in its\n",
        classifier.spec().name,
        class.words(),
        100.0 * reasons.probability,
        reasons.seen
    );
    for (kind, weight) in &reasons.hangs_on {
        text += &format!("  {:<8} {:>5.1} % probable\n", kind.name(), 100.0 * (reasons.probability - weight));
    }
    print(&text)
}

/// Says what a model says of a beat, and which parts of the beat it says so for.
pub fn explain(asked: &Explaining) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let opened = files::open(&asked.record, asked.choices.clone())?;
    let model = asked.by.name(&opened.reading);
    let classifier = models::load_model(&asked.by.shelf, model)?.classifier;
    let spec = classifier.spec();
    let survey = surveyed(&opened.reading, &asked.settings).map_err(told)?;
    let beats = cut(&opened.reading, survey.as_ref(), spec).map_err(told)?.beats;
    let (beat, which) = match asked.beat {
        Some(at) if at < beats.len() => (beats.beat(at).to_vec(), format!("beat {at}")),
        Some(at) => {
            let name = opened.reading.name();
            return Err(format!("{name}: there is no beat {at}; it has {}, counted from 0.", beats.len()));
        }
        None => (mean(&beats), "the mean of its normal beats".to_string()),
    };
    if spec.needs_recording() {
        return explain_rhythm(&classifier, &beats, asked);
    }
    let explanation = classifier.explain(&beat).map_err(told)?;
    let percent = f64::from(explanation.probability) * 100.0;
    let says = match spec.answer() {
        Answer::Classes(classes) => {
            format!(
                "{} ({}), {percent:.1} % probable",
                classes[explanation.column],
                classes[explanation.column].words()
            )
        }
        Answer::Abnormal { threshold } => {
            format!("{percent:.1} % probably abnormal; from {:.1} % on it says so", threshold * 100.0)
        }
    };
    let ms = |sample: usize| sample as f64 * 1000.0 / spec.input.rate_hz;
    let mut stretches: Vec<(usize, f32)> = explanation
        .weights
        .chunks(STRETCH)
        .enumerate()
        .map(|(at, weights)| (at * STRETCH, weights.iter().sum::<f32>() / weights.len() as f32))
        .filter(|(_, weight)| weight.abs() >= 0.005)
        .collect();
    stretches.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let mut text = format!("{which} of {}, by {}: {says}\n\n", opened.reading.name(), spec.name);
    for (from, weight) in stretches.iter().take(8) {
        let (from, to) = (ms(*from), ms(from + STRETCH));
        text += &format!("  {from:>5.0} to {to:>5.0} ms after R  {:>+7.1} points\n", weight * 100.0);
    }
    text += if stretches.is_empty() {
        "No part of it matters by itself: hidden one at a time, none moves the answer by half a point.\n"
    } else {
        "\nPoints of probability that are lost when this stretch alone is hidden behind a straight line.\n"
    };
    if let Some(path) = &asked.svg {
        let mut drawn = String::new();
        {
            let area = SVGBackend::with_string(&mut drawn, (720, 300)).into_drawing_area();
            let rate = Hertz::new(spec.input.rate_hz).unwrap_or(Hertz::TABLES);
            let chosen =
                spec.selection.as_ref().map(|selection| selection.samples.as_slice()).unwrap_or_default();
            let style = Style::new(false, 1.0);
            draw::reasons(&area, &beat, &explanation.weights, chosen, rate, &style).map_err(told)?;
            area.present().map_err(|error| format!("{}: {error}.", path.display()))?;
        }
        save(path, drawn.as_bytes())?;
    }
    print(&text)
}

/// The mean of the beats that are labelled normal, or of all where none is; as far as half of them reach, since the rest is padded.
fn mean(beats: &Beats) -> Vec<f32> {
    let normal: Vec<usize> = (0..beats.len()).filter(|&at| beats.truth[at] == Some(BeatClass::N)).collect();
    let chosen = if normal.is_empty() { (0..beats.len()).collect() } else { normal };
    let reach =
        |at: &usize| beats.beat(*at).iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1);
    let mut ends: Vec<usize> = chosen.iter().map(reach).collect();
    ends.sort_unstable();
    let end = ends.get(ends.len() / 2).copied().unwrap_or(0);
    let mut mean = vec![0.0; beats.width];
    for at in &chosen {
        mean.iter_mut()
            .zip(beats.beat(*at))
            .take(end)
            .for_each(|(sum, value)| *sum += value / chosen.len() as f32);
    }
    mean
}
