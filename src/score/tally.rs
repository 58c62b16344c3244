//! The figures of a detector: Tally of one record or of many together, Average over records.

use std::iter::Sum;

use crate::ecg::Seconds;

/// Counts and sums of matched beats. Those of several records add up to their gross statistics.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Beats that were found.
    pub pairs: u64,
    /// Beats that were not.
    pub missed: u64,
    /// Detections that are no beat.
    pub extra: u64,
    /// Distances between beats and detections, added up.
    pub distance: Seconds,
    /// The same, where early detections count below zero.
    pub lateness: Seconds,
}

impl Tally {
    /// Beats, found or not.
    pub fn beats(&self) -> u64 {
        self.pairs + self.missed
    }

    /// Share of the beats that were found; `None` where there are none.
    pub fn sensitivity(&self) -> Option<f64> {
        ratio(self.pairs as f64, self.pairs + self.missed)
    }

    /// Share of the detections that found a beat; `None` where there are none.
    pub fn positive_predictivity(&self) -> Option<f64> {
        ratio(self.pairs as f64, self.pairs + self.extra)
    }

    /// Harmonic mean of the two; `None` where there is neither beat nor detection.
    pub fn f1(&self) -> Option<f64> {
        ratio(2.0 * self.pairs as f64, 2 * self.pairs + self.missed + self.extra)
    }

    /// How far detections are from their beats in the mean; `None` where none was found.
    pub fn mean_distance(&self) -> Option<Seconds> {
        ratio(self.distance.0, self.pairs).map(Seconds)
    }

    /// How late detections are in the mean, early ones counting below zero; `None` where none was found.
    pub fn mean_lateness(&self) -> Option<Seconds> {
        ratio(self.lateness.0, self.pairs).map(Seconds)
    }
}

fn ratio(part: f64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part / whole as f64)
}

/// Gross statistics: every beat counts alike, whichever record it is from.
impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |sum, one| Tally {
            pairs: sum.pairs + one.pairs,
            missed: sum.missed + one.missed,
            extra: sum.extra + one.extra,
            distance: Seconds(sum.distance.0 + one.distance.0),
            lateness: Seconds(sum.lateness.0 + one.lateness.0),
        })
    }
}

/// Average statistics: every record counts alike, however many beats it has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Average {
    /// Mean sensitivity of the records that have beats.
    pub sensitivity: Option<f64>,
    /// Mean positive predictivity of the records that have detections.
    pub positive_predictivity: Option<f64>,
    /// Mean F1 of the records that have either.
    pub f1: Option<f64>,
}

impl Average {
    /// The means over records, a tally each.
    pub fn of(tallies: &[Tally]) -> Average {
        let mean = |figure: fn(&Tally) -> Option<f64>| {
            let figures: Vec<f64> = tallies.iter().filter_map(figure).collect();
            ratio(figures.iter().sum(), figures.len() as u64)
        };
        Average {
            sensitivity: mean(Tally::sensitivity),
            positive_predictivity: mean(Tally::positive_predictivity),
            f1: mean(Tally::f1),
        }
    }
}
