//! Models side by side: each over the same labelled beats, with every figure that the field prints.

use serde::{Deserialize, Serialize};

use crate::analyze::report::written;
use crate::analyze::{Counts, ModelSummary, Versions};
use crate::classify::{Answer, Spec};
use crate::ecg::{BeatClass, Beats};
use crate::error::{Error, Result};
use crate::score::classification::{Figures, Labels, OperatingPoint, PrecisionRecall, Ranked, Roc};
use crate::score::{Confusion, Scores};

/// Points of a curve that a drawing can tell apart, along either axis.
const FINEST: f64 = 1.0 / 400.0;

/// `ecglass compare`, field by field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contest {
    /// The table or the record.
    pub name: String,
    /// Beats by the class that a person gave them.
    pub truth: Counts,
    /// In the order in which they were asked for.
    pub models: Vec<ModelScore>,
    /// What it ran on.
    pub versions: Versions,
}

impl Contest {
    /// Puts together what the models came to on `beats`.
    pub fn of(name: &str, beats: &Beats, models: Vec<ModelScore>) -> Contest {
        Contest {
            name: name.to_string(),
            truth: Counts::of(beats.truth.iter().copied().flatten()),
            models,
            versions: Versions { ecglass: env!("CARGO_PKG_VERSION").to_string() },
        }
    }

    /// As it is written to a file.
    pub fn to_json(&self) -> String {
        written(self)
    }
}

/// One model on labelled beats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelScore {
    /// The model.
    pub model: ModelSummary,
    /// What it is, in a line.
    pub title: String,
    /// Of its file.
    pub bytes: u64,
    /// Labelled beats.
    pub beats: usize,
    /// What it was said to be by whom: truth on rows.
    pub labels: Labels,
    /// Read off that.
    pub figures: Figures,
    /// Mean F1 of the classes that occur in the truth.
    pub macro_f1: Option<f64>,
    /// The same as scikit-learn prints it, over the classes that occur.
    pub report: String,
    /// Mean area under the ROC curves of the classes that occur, each against the rest.
    pub auc: Option<f64>,
    /// One a class that the model has a probability for.
    pub curves: Vec<ClassCurves>,
    /// Of a model of five classes: its figures as the page draws them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// Normal or not, which every model can be asked.
    pub abnormal: Binary,
    /// Beats of which it was less sure than its papers trust.
    pub unsure: usize,
    /// Milliseconds for a thousand beats, by the clock of whoever ran it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms_per_1000: Option<f64>,
}

/// What a model tells of one class against all others, at every threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassCurves {
    /// The class.
    pub name: String,
    /// Area under the ROC curve; `None` where all beats are of it, or none.
    pub auc: Option<f64>,
    /// Mean precision over recall; `None` where none is of it.
    pub average_precision: Option<f64>,
    /// As many points as a drawing shows.
    pub roc: Option<Roc>,
    /// Likewise.
    pub precision_recall: Option<PrecisionRecall>,
    /// Where the model works: with the likeliest class, or by its threshold.
    pub works_at: OperatingPoint,
    /// Where sensitivity and specificity add up to most.
    pub youden: Option<OperatingPoint>,
}

/// Normal against the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binary {
    /// Area under the ROC curve of the probability that a beat is not normal.
    pub auc: Option<f64>,
    /// Share of the abnormal beats that are called so.
    pub sensitivity: Option<f64>,
    /// Share of the normal beats that are.
    pub specificity: Option<f64>,
}

impl ModelScore {
    /// Holds what a model said against the labels; beats without one are left out. `probabilities` are [`Spec::columns`] a beat, or a lead of it. Unfit
    /// where no beat has a label.
    pub fn of(
        spec: &Spec,
        beats: &Beats,
        probabilities: &[f32],
        ms_per_1000: Option<f64>,
    ) -> Result<ModelScore> {
        let probabilities = spec.of_beats(beats, probabilities)?;
        let labelled = beats.truth.iter().zip(probabilities.chunks_exact(spec.columns().max(1)));
        let (truth, rows): (Vec<BeatClass>, Vec<&[f32]>) =
            labelled.filter_map(|(truth, row)| Some(((*truth)?, row))).unzip();
        if truth.is_empty() {
            return Err(Error::unfit(
                "the table",
                "none of its beats has a label; models are compared on labelled beats",
            ));
        }
        match spec.answer() {
            Answer::Classes(classes) => of_classes(spec, &classes, &truth, &rows, ms_per_1000),
            Answer::Abnormal { threshold } => of_abnormal(spec, threshold, &truth, &rows, ms_per_1000),
        }
    }
}

fn of_classes(
    spec: &Spec,
    classes: &[BeatClass],
    truth: &[BeatClass],
    rows: &[&[f32]],
    ms_per_1000: Option<f64>,
) -> Result<ModelScore> {
    let flat: Vec<f32> = rows.iter().flat_map(|row| row.iter().copied()).collect();
    let verdicts = spec.verdicts(&flat)?;
    let said: Vec<BeatClass> = verdicts.iter().map(|verdict| verdict.class).collect();
    let confusion = Confusion::of(truth.iter().copied().zip(said.iter().copied()));
    let scores = confusion.scores();
    let curve = |(column, &class): (usize, &BeatClass)| {
        let own: Vec<bool> = truth.iter().map(|&one| one == class).collect();
        let called: Vec<bool> = said.iter().map(|&one| one == class).collect();
        let column: Vec<f64> = rows.iter().map(|row| f64::from(row[column])).collect();
        ClassCurves::of(&class.to_string(), &own, &column, &called, None)
    };
    let curves = classes.iter().enumerate().map(curve).collect::<Result<Vec<_>>>()?;
    let normal = classes.iter().position(|&class| class == BeatClass::N);
    let not_normal: Vec<f64> =
        rows.iter().map(|row| 1.0 - normal.map_or(0.0, |column| f64::from(row[column]))).collect();
    let ill: Vec<bool> = truth.iter().map(|&class| class != BeatClass::N).collect();
    let called: Vec<bool> = said.iter().map(|&class| class != BeatClass::N).collect();
    let works = point(&ill, &called);
    Ok(ModelScore {
        unsure: verdicts.iter().filter(|verdict| !verdict.sure).count(),
        macro_f1: scores.macro_f1,
        scores: Some(scores),
        abnormal: Binary {
            auc: Ranked::of(&ill, &not_normal)?.auc(),
            sensitivity: works.sensitivity,
            specificity: works.specificity,
        },
        ..assembled(spec, confusion.labels(), curves, ms_per_1000)
    })
}

fn of_abnormal(
    spec: &Spec,
    threshold: f32,
    truth: &[BeatClass],
    rows: &[&[f32]],
    ms_per_1000: Option<f64>,
) -> Result<ModelScore> {
    let ill: Vec<bool> = truth.iter().map(|&class| class != BeatClass::N).collect();
    let scores: Vec<f64> = rows.iter().map(|row| f64::from(row[0])).collect();
    let called: Vec<bool> = rows.iter().map(|row| row[0] >= threshold).collect();
    let places = |flags: &[bool]| flags.iter().map(|&flag| usize::from(flag)).collect::<Vec<_>>();
    let labels = Labels::of(&["normal", "abnormal"], &places(&ill), &places(&called))?;
    let curves = vec![ClassCurves::of("abnormal", &ill, &scores, &called, Some(f64::from(threshold)))?];
    let works = curves[0].works_at;
    let abnormal =
        Binary { auc: curves[0].auc, sensitivity: works.sensitivity, specificity: works.specificity };
    Ok(ModelScore { abnormal, ..assembled(spec, labels, curves, ms_per_1000) })
}

/// What both kinds of model have in common.
fn assembled(spec: &Spec, labels: Labels, curves: Vec<ClassCurves>, ms_per_1000: Option<f64>) -> ModelScore {
    let figures = labels.figures();
    let of_truth: Vec<f64> = figures
        .classes
        .iter()
        .filter(|class| class.support > 0)
        .map(|class| class.f1.unwrap_or(0.0))
        .collect();
    let areas: Vec<f64> = curves.iter().filter_map(|curve| curve.auc).collect();
    let mean =
        |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    ModelScore {
        model: ModelSummary::of(spec),
        title: spec.title.clone(),
        bytes: spec.bytes,
        beats: labels.total() as usize,
        macro_f1: mean(&of_truth),
        report: labels.report_of(&labels.present(), 4, true),
        auc: mean(&areas),
        curves,
        figures,
        labels,
        scores: None,
        abnormal: Binary { auc: None, sensitivity: None, specificity: None },
        unsure: 0,
        ms_per_1000,
    }
}

impl ClassCurves {
    fn of(
        name: &str,
        own: &[bool],
        scores: &[f64],
        called: &[bool],
        threshold: Option<f64>,
    ) -> Result<ClassCurves> {
        let ranked = Ranked::of(own, scores)?;
        Ok(ClassCurves {
            name: name.to_string(),
            auc: ranked.auc(),
            average_precision: ranked.average_precision(),
            roc: ranked.roc(true).map(thinned_roc),
            precision_recall: ranked.precision_recall().map(thinned_pr),
            works_at: OperatingPoint { threshold, ..point(own, called) },
            youden: ranked.youden(),
        })
    }
}

/// What calling beats so comes to.
fn point(own: &[bool], called: &[bool]) -> OperatingPoint {
    let count =
        |is: bool, says: bool| own.iter().zip(called).filter(|pair| *pair == (&is, &says)).count() as f64;
    let (hits, missed, alarms, rest) =
        (count(true, true), count(true, false), count(false, true), count(false, false));
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    OperatingPoint {
        threshold: None,
        sensitivity: share(hits, hits + missed),
        specificity: share(rest, rest + alarms),
        precision: share(hits, hits + alarms),
        f1: share(2.0 * hits, 2.0 * hits + missed + alarms),
    }
}

/// The places of the points that a drawing tells apart: the first, the last, and those that are a little from the last kept.
fn visible(x: &[f64], y: &[f64]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for at in 0..x.len() {
        let far = kept
            .last()
            .is_none_or(|&last| (x[at] - x[last]).abs() >= FINEST || (y[at] - y[last]).abs() >= FINEST);
        if far || at + 1 == x.len() {
            kept.push(at);
        }
    }
    kept
}

/// Figures of a curve, to the digits that a reader could use.
fn taken(values: &[f64], places: &[usize]) -> Vec<f64> {
    places.iter().filter_map(|&at| values.get(at)).map(|value| (value * 1e5).round() / 1e5).collect()
}

fn thinned_roc(roc: Roc) -> Roc {
    let places = visible(&roc.false_positive_rate, &roc.true_positive_rate);
    Roc {
        false_positive_rate: taken(&roc.false_positive_rate, &places),
        true_positive_rate: taken(&roc.true_positive_rate, &places),
        thresholds: places
            .iter()
            .map(|&at| roc.thresholds[at].map(|value| (value * 1e5).round() / 1e5))
            .collect(),
    }
}

fn thinned_pr(curve: PrecisionRecall) -> PrecisionRecall {
    let places = visible(&curve.recall, &curve.precision);
    PrecisionRecall {
        precision: taken(&curve.precision, &places),
        recall: taken(&curve.recall, &places),
        thresholds: taken(&curve.thresholds, &places),
    }
}
