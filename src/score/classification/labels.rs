//! The confusion matrix over classes of any names, and the figures that are read off it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How often each true class was called what: truth on rows, prediction on columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    names: Vec<String>,
    counts: Vec<Vec<u64>>,
}

impl Labels {
    /// Counts labels, a class's place among `names` each. Unfit where the two lists differ in length, or a label is none of
    /// the classes. Without labels all counts are zero.
    pub fn of(names: &[&str], truth: &[usize], prediction: &[usize]) -> Result<Labels> {
        if truth.len() != prediction.len() {
            let reason = format!(
                "{} are true and {} are predicted; each beat needs one of both",
                truth.len(),
                prediction.len()
            );
            return Err(Error::unfit("the labels", reason));
        }
        let mut counts = vec![vec![0; names.len()]; names.len()];
        for (at, (&row, &column)) in truth.iter().zip(prediction).enumerate() {
            match counts.get_mut(row).and_then(|row| row.get_mut(column)) {
                Some(count) => *count += 1,
                None => {
                    let wrong = if row < names.len() { column } else { row };
                    let reason = format!(
                        "label {at} is class {wrong}; there are {} classes, counted from 0",
                        names.len()
                    );
                    return Err(Error::unfit("the labels", reason));
                }
            }
        }
        Ok(Labels { names: names.iter().map(ToString::to_string).collect(), counts })
    }

    /// A matrix counted elsewhere, a name for each row and column. Unfit where it is not square, or not as wide as there
    /// are names.
    pub fn from_counts(names: &[&str], counts: Vec<Vec<u64>>) -> Result<Labels> {
        if counts.len() != names.len() || counts.iter().any(|row| row.len() != names.len()) {
            let reason = format!("it should have {} rows and columns, one a class", names.len());
            return Err(Error::unfit("the confusion matrix", reason));
        }
        Ok(Labels { names: names.iter().map(ToString::to_string).collect(), counts })
    }

    /// As wide and as high as there are names, by the caller's word.
    pub(in crate::score) fn square(names: Vec<String>, counts: Vec<Vec<u64>>) -> Labels {
        Labels { names, counts }
    }

    /// The classes.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Truth on rows.
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// All labels.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    pub(in crate::score::classification) fn hits(&self, class: usize) -> u64 {
        self.counts[class][class]
    }

    pub(in crate::score::classification) fn support(&self, class: usize) -> u64 {
        self.counts[class].iter().sum()
    }

    pub(in crate::score::classification) fn predicted(&self, class: usize) -> u64 {
        self.counts.iter().map(|row| row[class]).sum()
    }

    /// The places of the classes that occur, in the truth or in the prediction.
    pub fn present(&self) -> Vec<usize> {
        (0..self.names.len()).filter(|&class| self.support(class) + self.predicted(class) > 0).collect()
    }

    /// The figures over all classes.
    pub fn figures(&self) -> Figures {
        self.figures_of(&(0..self.names.len()).collect::<Vec<_>>())
    }

    /// The figures of some of the classes, by their places; places past the last are passed over. Accuracy is that of all labels.
    pub fn figures_of(&self, classes: &[usize]) -> Figures {
        let classes: Vec<usize> = classes.iter().copied().filter(|&class| class < self.names.len()).collect();
        let total = self.total();
        let all: Vec<ClassFigures> = classes
            .iter()
            .map(|&class| {
                let (hits, support, predicted) =
                    (self.hits(class), self.support(class), self.predicted(class));
                let others = total - support;
                ClassFigures {
                    name: self.names[class].clone(),
                    support,
                    precision: ratio(hits, predicted),
                    recall: ratio(hits, support),
                    f1: ratio(2 * hits, support + predicted),
                    specificity: ratio(others - (predicted - hits), others),
                }
            })
            .collect();
        let hits: u64 = classes.iter().map(|&class| self.hits(class)).sum();
        let support: u64 = classes.iter().map(|&class| self.support(class)).sum();
        let predicted: u64 = classes.iter().map(|&class| self.predicted(class)).sum();
        let recalls: Vec<f64> =
            (0..self.names.len()).filter_map(|class| ratio(self.hits(class), self.support(class))).collect();
        let mean = |weight: fn(&ClassFigures) -> f64| {
            let whole: f64 = all.iter().map(weight).sum();
            let of = |figure: fn(&ClassFigures) -> Option<f64>| {
                let sum: f64 = all.iter().map(|one| weight(one) * figure(one).unwrap_or(0.0)).sum();
                (whole > 0.0).then(|| sum / whole)
            };
            Averages {
                precision: of(|one| one.precision),
                recall: of(|one| one.recall),
                f1: of(|one| one.f1),
            }
        };
        Figures {
            accuracy: ratio((0..self.names.len()).map(|class| self.hits(class)).sum(), total),
            balanced_accuracy: (!recalls.is_empty())
                .then(|| recalls.iter().sum::<f64>() / recalls.len() as f64),
            micro: Averages {
                precision: ratio(hits, predicted),
                recall: ratio(hits, support),
                f1: ratio(2 * hits, support + predicted),
            },
            macro_average: mean(|_| 1.0),
            weighted_average: mean(|one| one.support as f64),
            classes: all,
        }
    }
}

pub(in crate::score::classification) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The figures of one classification; `None` where there was nothing to divide by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Share of all labels that are right.
    pub accuracy: Option<f64>,
    /// Mean recall of all classes that occur in the truth.
    pub balanced_accuracy: Option<f64>,
    /// Of all the chosen classes' labels together.
    pub micro: Averages,
    /// The mean over the chosen classes, each counting alike.
    pub macro_average: Averages,
    /// The mean over the chosen classes, each counting by its support.
    pub weighted_average: Averages,
    /// The chosen classes.
    pub classes: Vec<ClassFigures>,
}

/// Means over classes. A class without a figure counts as 0 in them, as scikit-learn has it; choose the classes that are
/// [`Labels::present`] where those that never occur should not count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the field's own")]
pub struct Averages {
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    pub f1: Option<f64>,
}

/// The figures of one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// The class.
    pub name: String,
    /// Labels of it, by truth.
    pub support: u64,
    /// Share of the labels called this that are.
    pub precision: Option<f64>,
    /// Share of its labels that were found; also called sensitivity.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
    /// Share of the other classes' labels that were not called this.
    pub specificity: Option<f64>,
}
