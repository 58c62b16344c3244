//! The confusion matrix over the AAMI classes and the figures that are read off it.

use serde::{Deserialize, Serialize};

use crate::ecg::BeatClass;
use crate::score::classification::Labels;

/// How often each true class was called what: truth on rows, prediction on columns, in the order of [`BeatClass::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confusion {
    counts: [[u64; 5]; 5],
}

impl Confusion {
    /// Counts pairs of (truth, prediction).
    pub fn of(pairs: impl IntoIterator<Item = (BeatClass, BeatClass)>) -> Confusion {
        let mut confusion = Confusion::default();
        for (truth, prediction) in pairs {
            confusion.counts[truth.index()][prediction.index()] += 1;
        }
        confusion
    }

    /// A matrix counted elsewhere, truth on rows.
    pub fn from_counts(counts: [[u64; 5]; 5]) -> Confusion {
        Confusion { counts }
    }

    /// Truth on rows.
    pub fn counts(&self) -> &[[u64; 5]; 5] {
        &self.counts
    }

    /// Beats of this class, by truth.
    pub fn support(&self, class: BeatClass) -> u64 {
        self.counts[class.index()].iter().sum()
    }

    /// Beats called this class, rightly or wrongly.
    pub fn predicted(&self, class: BeatClass) -> u64 {
        self.counts.iter().map(|row| row[class.index()]).sum()
    }

    /// All beats.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Beats called what they are.
    pub fn hits(&self) -> u64 {
        (0..5).map(|class| self.counts[class][class]).sum()
    }

    /// Every figure of the report; a figure whose denominator is zero is `None`, never NaN.
    pub fn scores(&self) -> Scores {
        let figures = self.labels().figures();
        let classes: Vec<ClassScore> = BeatClass::ALL
            .into_iter()
            .zip(figures.classes)
            .map(|(class, one)| ClassScore {
                class,
                support: one.support,
                sensitivity: one.recall,
                specificity: one.specificity,
                precision: one.precision,
                f1: one.f1,
            })
            .collect();
        let present: Vec<f64> =
            classes.iter().filter(|score| score.support > 0).map(|score| score.f1.unwrap_or(0.0)).collect();
        Scores {
            confusion: self.clone(),
            accuracy: figures.accuracy,
            macro_f1: (!present.is_empty()).then(|| present.iter().sum::<f64>() / present.len() as f64),
            weighted_f1: figures.weighted_average.f1,
            balanced_accuracy: figures.balanced_accuracy,
            classes,
        }
    }

    /// The same as a table over classes of any names, here their letters.
    pub fn labels(&self) -> Labels {
        let names = BeatClass::ALL.map(|class| class.letter().to_string());
        Labels::square(names.to_vec(), self.counts.iter().map(|row| row.to_vec()).collect())
    }
}

/// The figures of one classification, overall and class by class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scores {
    /// The counts that the figures come from.
    pub confusion: Confusion,
    /// Share of beats called what they are.
    pub accuracy: Option<f64>,
    /// Mean F1 of the classes that occur in the truth.
    pub macro_f1: Option<f64>,
    /// Mean F1 of all classes, each counting by its beats.
    #[serde(default)]
    pub weighted_f1: Option<f64>,
    /// Mean sensitivity of the classes that occur in the truth.
    #[serde(default)]
    pub balanced_accuracy: Option<f64>,
    /// One entry a class, in the order of [`BeatClass::ALL`].
    pub classes: Vec<ClassScore>,
}

/// The figures of one class; `None` where nothing was there to divide by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClassScore {
    /// Which class.
    pub class: BeatClass,
    /// Beats of it, by truth.
    pub support: u64,
    /// Share of its beats that were found; also called recall.
    pub sensitivity: Option<f64>,
    /// Share of the other classes' beats that were not called this.
    pub specificity: Option<f64>,
    /// Share of the beats called this that are.
    pub precision: Option<f64>,
    /// Harmonic mean of sensitivity and precision.
    pub f1: Option<f64>,
}

// The figures below are scikit-learn 1.7's for the same labels:
// classification_report([0,0,0,1,1,2], [0,0,1,1,2,2], labels=[0,1,2], digits=6)
#[test]
fn the_figures_are_those_of_scikit_learn() {
    use BeatClass::{N, S, V};
    let confusion = Confusion::of([(N, N), (N, N), (N, S), (S, S), (S, V), (V, V)]);
    let scores = confusion.scores();
    let close = |figure: Option<f64>, expected: f64| (figure.unwrap() - expected).abs() < 1e-6;
    assert!(close(scores.accuracy, 0.666667));
    assert!(close(scores.macro_f1, 0.655556));
    assert!(close(scores.classes[0].precision, 1.0) && close(scores.classes[0].sensitivity, 0.666667));
    assert!(close(scores.classes[1].f1, 0.5) && close(scores.classes[2].f1, 0.666667));
    assert!(close(scores.classes[1].specificity, 0.75));
}

#[test]
fn a_class_that_never_occurs_has_no_figures_and_no_nan() {
    let scores = Confusion::of([(BeatClass::N, BeatClass::N)]).scores();
    let fusion = &scores.classes[BeatClass::F.index()];
    assert_eq!((fusion.sensitivity, fusion.precision, fusion.f1), (None, None, None));
    assert_eq!(fusion.specificity, Some(1.0));
    assert_eq!(scores.macro_f1, Some(1.0), "a class without beats does not count in the mean");
    assert_eq!(Confusion::default().scores().accuracy, None);
}
