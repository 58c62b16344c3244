//! `ecglass compare`: models side by side on labelled beats.

use std::io::{IsTerminal, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use ecglass::analyze::{Contest, ModelScore, Settings, cut, surveyed};
use ecglass::ecg::BeatClass;
use ecglass::read::Choices;

use crate::files::{print, save};
use crate::models::Shelf;
use crate::{Failure, files, models};

/// What was asked for.
pub struct Comparing {
    pub record: Vec<PathBuf>,
    pub model: Vec<String>,
    pub shelf: Shelf,
    pub json: Option<PathBuf>,
    pub reports: bool,
    pub settings: Settings,
    pub choices: Choices,
}

/// Runs every model over the same labelled beats, and prints what each came to.
pub fn compare(asked: Comparing) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let opened = files::open(&asked.record, asked.choices)?;
    let name = opened.reading.name().to_string();
    let survey = surveyed(&opened.reading, &asked.settings).map_err(told)?;
    let wanted = if asked.model.is_empty() { models::all(&asked.shelf)? } else { asked.model.clone() };
    let mut scores = Vec::new();
    let mut truth = None;
    for wanted in &wanted {
        let classifier = models::load_model(&asked.shelf, wanted)?.classifier;
        // Nobody asked for it by name, and it cannot.
        if asked.model.is_empty() && survey.is_none() && classifier.spec().needs_recording() {
            continue;
        }
        let beats = cut(&opened.reading, survey.as_ref(), classifier.spec()).map_err(told)?.beats;
        if !beats.is_labelled() {
            return Err(format!(
                "{name}: none of its beats has a label; models are compared on labelled beats."
            ));
        }
        let total = beats.len();
        let began = Instant::now();
        let said = classifier.classify(&beats, |done| progress(wanted, done, total)).map_err(told)?;
        let Some(said) = said else { return Err("stopped.".into()) };
        let ms = began.elapsed().as_secs_f64() * 1e6 / total.max(1) as f64;
        scores.push(ModelScore::of(classifier.spec(), &beats, &said, Some(ms)).map_err(told)?);
        truth.get_or_insert(beats);
    }
    let Some(beats) = truth else { return Err("there is no model to compare.".into()) };
    let contest = Contest::of(&name, &beats, scores);
    if let Some(path) = &asked.json {
        save(path, contest.to_json().as_bytes())?;
    }
    print(&side_by_side(&contest, asked.reports))
}

/// Which model is at work, and how far, on one line of a terminal.
fn progress(model: &str, done: usize, total: usize) -> ControlFlow<()> {
    let mut stderr = std::io::stderr();
    if stderr.is_terminal() && total > 1024 {
        let _ = write!(stderr, "\r{model:<28} {done:>8} of {total} beats");
        if done == total {
            let _ = write!(stderr, "\r{:<60}\r", "");
        }
    }
    ControlFlow::Continue(())
}

/// The table of tables: what each model came to, in a line.
fn side_by_side(contest: &Contest, reports: bool) -> String {
    let percent = |share: Option<f64>| share.map_or("none".into(), |share| format!("{:.2} %", 100.0 * share));
    let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
    let counts: Vec<String> =
        BeatClass::ALL.into_iter().map(|class| format!("{class} {}", contest.truth.get(class))).collect();
    let mut text = format!(
        "{}: {} labelled beats, {}\n\n{:<26}{:>9}  {:>8}  {:>5}   {:>8}  {:>11}  {:>11}  {:>10}  {:>7}  {:>6}\n",
        contest.name,
        contest.models.first().map_or(0, |model| model.beats),
        counts.join(", "),
        "model",
        "accuracy",
        "macro-F1",
        "AUC",
        "abnormal",
        "sensitivity",
        "specificity",
        "don't know",
        "ms/1000",
        "kB"
    );
    for score in &contest.models {
        text += &format!(
            "{:<26}{:>9}  {:>8}  {:>5}   {:>8}  {:>11}  {:>11}  {:>10}  {:>7}  {:>6}\n",
            score.model.name,
            percent(score.figures.accuracy),
            plain(score.macro_f1),
            plain(score.auc),
            plain(score.abnormal.auc),
            percent(score.abnormal.sensitivity),
            percent(score.abnormal.specificity),
            score.unsure,
            score.ms_per_1000.map_or(String::new(), |ms| format!("{ms:.1}")),
            score.bytes / 1000,
        );
    }
    text += "\nAUC: mean area under the ROC curve, each class against the rest. Abnormal: the same of normal against the rest, with\n\
             sensitivity and specificity of calling a beat abnormal. A model that says normal or not is scored on these two classes.\n";
    for score in contest.models.iter().filter(|_| reports) {
        text += &format!("\n{}, truth on rows\n\n", score.model.name);
        let names = score.labels.names();
        text += &format!("{:>12}", "");
        names.iter().for_each(|name| text += &format!("{name:>10}"));
        for (name, row) in names.iter().zip(score.labels.counts()) {
            text += &format!("\n{name:>12}");
            row.iter().for_each(|count| text += &format!("{count:>10}"));
        }
        text += &format!("\n\n{}\n", score.report.trim_end());
    }
    text
}
