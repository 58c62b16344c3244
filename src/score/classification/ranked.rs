//! What a score tells apart, at every threshold: ROC and precision-recall curves, their areas and their best points.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The counts at each threshold: how many of either kind have at least that score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Each score once, from the highest.
    thresholds: Vec<f64>,
    /// Positives with at least that score.
    hits: Vec<u64>,
    /// Negatives with at least that score.
    alarms: Vec<u64>,
}

/// A receiver operating characteristic, point by point from the highest threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roc {
    /// Share of the negatives that are called positive: 1 - specificity.
    pub false_positive_rate: Vec<f64>,
    /// Share of the positives that are: sensitivity.
    pub true_positive_rate: Vec<f64>,
    /// The score from which on is called positive; `None` for the first point, where nothing is (scikit-learn writes infinity).
    pub thresholds: Vec<Option<f64>>,
}

/// A precision-recall curve in scikit-learn's order: thresholds rise, and a last point without one has precision 1 and recall 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrecisionRecall {
    /// One more than thresholds.
    pub precision: Vec<f64>,
    /// One more than thresholds.
    pub recall: Vec<f64>,
    /// The score from which on is called positive.
    pub thresholds: Vec<f64>,
}

/// What a threshold comes to; `None` where there is nothing to divide by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// The score from which on is called positive; `None` where nothing is.
    pub threshold: Option<f64>,
    /// Share of the positives that are called so.
    pub sensitivity: Option<f64>,
    /// Share of the negatives that are not.
    pub specificity: Option<f64>,
    /// Share of those called positive that are.
    pub precision: Option<f64>,
    /// Harmonic mean of precision and sensitivity.
    pub f1: Option<f64>,
}

impl Ranked {
    /// Sorts. Unfit where the two lists differ in length, or a score is not a finite number. n log n in their length.
    pub fn of(truth: &[bool], scores: &[f64]) -> Result<Ranked> {
        if truth.len() != scores.len() {
            let reason = format!(
                "{} are labelled and {} are scored; each beat needs one of both",
                truth.len(),
                scores.len()
            );
            return Err(Error::unfit("the scores", reason));
        }
        if let Some(at) = scores.iter().position(|score| !score.is_finite()) {
            return Err(Error::unfit(
                "the scores",
                format!("score {at} is {}, not a finite number", scores[at]),
            ));
        }
        let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(truth.iter().copied()).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut ranked = Ranked { thresholds: Vec::new(), hits: Vec::new(), alarms: Vec::new() };
        let (mut hits, mut alarms) = (0, 0);
        for (at, &(score, positive)) in order.iter().enumerate() {
            hits += u64::from(positive);
            alarms += u64::from(!positive);
            // Of equal scores, the last has the counts. (Both zeros are one score.)
            if order.get(at + 1).is_none_or(|next| next.0 != score) {
                ranked.thresholds.push(score + 0.0);
                ranked.hits.push(hits);
                ranked.alarms.push(alarms);
            }
        }
        Ok(ranked)
    }

    /// Those that are positive.
    pub fn positives(&self) -> u64 {
        self.hits.last().copied().unwrap_or(0)
    }

    /// Those that are not.
    pub fn negatives(&self) -> u64 {
        self.alarms.last().copied().unwrap_or(0)
    }

    /// The curve; `None` where all are of one kind. With `drop_intermediate`, without points amid straight lines, as
    /// scikit-learn's `roc_curve` leaves them out.
    pub fn roc(&self, drop_intermediate: bool) -> Option<Roc> {
        let (positives, negatives) = self.both()?;
        let bends = |counts: &[u64], at: usize| counts[at] - counts[at - 1] != counts[at + 1] - counts[at];
        let last = self.thresholds.len() - 1;
        let mut roc =
            Roc { false_positive_rate: vec![0.0], true_positive_rate: vec![0.0], thresholds: vec![None] };
        for at in 0..=last {
            let inner = at > 0 && at < last;
            if drop_intermediate && inner && !bends(&self.alarms, at) && !bends(&self.hits, at) {
                continue;
            }
            roc.false_positive_rate.push(self.alarms[at] as f64 / negatives);
            roc.true_positive_rate.push(self.hits[at] as f64 / positives);
            roc.thresholds.push(Some(self.thresholds[at]));
        }
        Some(roc)
    }

    /// The area under the curve by trapezoids: how probably a positive has the higher score of two, ties counting half.
    /// `None` where all are of one kind.
    pub fn auc(&self) -> Option<f64> {
        let (positives, negatives) = self.both()?;
        // Counted in halves of pairs, so that nothing is rounded before the end.
        let (mut area, mut hits, mut alarms) = (0_u128, 0, 0);
        for (&next_hits, &next_alarms) in self.hits.iter().zip(&self.alarms) {
            area += u128::from(next_alarms - alarms) * u128::from(next_hits + hits);
            (hits, alarms) = (next_hits, next_alarms);
        }
        Some(area as f64 / 2.0 / positives / negatives)
    }

    /// The curve; `None` where none is positive.
    pub fn precision_recall(&self) -> Option<PrecisionRecall> {
        let positives = self.positives();
        if positives == 0 {
            return None;
        }
        let mut curve = PrecisionRecall { precision: Vec::new(), recall: Vec::new(), thresholds: Vec::new() };
        for at in (0..self.thresholds.len()).rev() {
            curve.precision.push(self.hits[at] as f64 / (self.hits[at] + self.alarms[at]) as f64);
            curve.recall.push(self.hits[at] as f64 / positives as f64);
            curve.thresholds.push(self.thresholds[at]);
        }
        curve.precision.push(1.0);
        curve.recall.push(0.0);
        Some(curve)
    }

    /// The mean of the precisions, each weighted by what recall it adds; no trapezoids, which would promise too much.
    /// `None` where none is positive.
    pub fn average_precision(&self) -> Option<f64> {
        let positives = self.positives();
        let mut before = 0;
        let mut sum = 0.0;
        for (&hits, &alarms) in self.hits.iter().zip(&self.alarms) {
            sum += (hits - before) as f64 * hits as f64 / (hits + alarms) as f64;
            before = hits;
        }
        (positives > 0).then(|| sum / positives as f64)
    }

    /// What it comes to if scores from `threshold` on are called positive. Logarithmic in the number of scores.
    pub fn at(&self, threshold: f64) -> OperatingPoint {
        let count = self.thresholds.partition_point(|score| *score >= threshold);
        OperatingPoint { threshold: Some(threshold), ..self.point(count) }
    }

    /// The threshold of the largest sensitivity + specificity - 1 (Youden 1950): of several the highest. `None` where all are of one
    /// kind.
    pub fn youden(&self) -> Option<OperatingPoint> {
        let (positives, negatives) = (self.positives(), self.negatives());
        self.both()?;
        // In whole numbers, so that ties are ties.
        let worth = |hits: u64, alarms: u64| {
            i128::from(hits) * i128::from(negatives) - i128::from(alarms) * i128::from(positives)
        };
        let (mut best, mut count) = (0, 0);
        for (at, (&hits, &alarms)) in self.hits.iter().zip(&self.alarms).enumerate() {
            if worth(hits, alarms) > best {
                (best, count) = (worth(hits, alarms), at + 1);
            }
        }
        Some(self.point(count))
    }

    /// The threshold of the largest F1: of several the highest. `None` where none is positive.
    pub fn best_f1(&self) -> Option<OperatingPoint> {
        let positives = u128::from(self.positives());
        if positives == 0 {
            return None;
        }
        // F1 is 2 hits / (positives + called); fractions are compared crosswise.
        let (mut best, mut count) = ((0, 1), 0);
        for (at, (&hits, &alarms)) in self.hits.iter().zip(&self.alarms).enumerate() {
            let one = (u128::from(hits), positives + u128::from(hits + alarms));
            if one.0 * best.1 > best.0 * one.1 {
                (best, count) = (one, at + 1);
            }
        }
        Some(self.point(count))
    }

    /// The numbers of positives and negatives, where there are both.
    fn both(&self) -> Option<(f64, f64)> {
        let (positives, negatives) = (self.positives(), self.negatives());
        (positives > 0 && negatives > 0).then_some((positives as f64, negatives as f64))
    }

    /// The point at which the first `count` scores are called positive.
    fn point(&self, count: usize) -> OperatingPoint {
        use crate::score::classification::labels::ratio;
        let of = |counts: &[u64]| count.checked_sub(1).and_then(|at| counts.get(at)).copied().unwrap_or(0);
        let (hits, alarms) = (of(&self.hits), of(&self.alarms));
        let (positives, negatives) = (self.positives(), self.negatives());
        OperatingPoint {
            threshold: count.checked_sub(1).and_then(|at| self.thresholds.get(at)).copied(),
            sensitivity: ratio(hits, positives),
            specificity: ratio(negatives - alarms, negatives),
            precision: ratio(hits, hits + alarms),
            f1: ratio(2 * hits, positives + hits + alarms),
        }
    }
}

/// Each class against all others: `scores` has `classes` numbers a beat, one after the other, and `truth` the place of
/// each beat's class. Unfit where the lengths do not fit, a class is none of them, or a score is not a finite number.
pub fn one_vs_rest(truth: &[usize], scores: &[f64], classes: usize) -> Result<Vec<Ranked>> {
    if truth.len().checked_mul(classes) != Some(scores.len()) {
        let reason = format!(
            "{} beats of {classes} classes are labelled and {} scores are given",
            truth.len(),
            scores.len()
        );
        return Err(Error::unfit("the scores", reason));
    }
    if let Some(at) = truth.iter().position(|&class| class >= classes) {
        let reason =
            format!("label {at} is class {}; there are {classes} classes, counted from 0", truth[at]);
        return Err(Error::unfit("the labels", reason));
    }
    (0..classes)
        .map(|class| {
            let own: Vec<bool> = truth.iter().map(|&one| one == class).collect();
            let column: Vec<f64> = scores.iter().skip(class).step_by(classes.max(1)).copied().collect();
            Ranked::of(&own, &column)
        })
        .collect()
}

/// The mean area under the curve of the classes that have one; `None` where none has.
pub fn macro_auc(classes: &[Ranked]) -> Option<f64> {
    let areas: Vec<f64> = classes.iter().filter_map(Ranked::auc).collect();
    (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
}
