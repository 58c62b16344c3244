//! Poincaré's plot: each NN interval against the next.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use serde::{Deserialize, Serialize};

use crate::measure::hrv::nn::Nn;
use crate::measure::hrv::{deviation, figure, ratio};

/// How wide and how long the cloud of points is (Brennan and others 2001).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Poincare {
    /// The standard deviation across the line of equal intervals: what changes from beat to beat.
    pub sd1_ms: Option<f64>,
    /// The standard deviation along it: what changes slowly.
    pub sd2_ms: Option<f64>,
    /// SD1 by SD2.
    pub ratio: Option<f64>,
    /// The area of the ellipse that has them as half its axes, in square milliseconds.
    pub ellipse_ms2: Option<f64>,
}

/// The points of the plot: pairs of intervals without a hole between them.
pub(crate) fn pairs(nn: &Nn) -> impl Iterator<Item = (f64, f64)> {
    nn.runs.iter().flat_map(|run| nn.ms[run.clone()].windows(2)).map(|pair| (pair[0], pair[1]))
}

impl Poincare {
    pub(crate) fn of(nn: &Nn) -> Poincare {
        let across: Vec<f64> = pairs(nn).map(|(ms, next)| (ms - next) * FRAC_1_SQRT_2).collect();
        let along: Vec<f64> = pairs(nn).map(|(ms, next)| (ms + next) * FRAC_1_SQRT_2).collect();
        let (sd1, sd2) = (deviation(&across), deviation(&along));
        Poincare {
            sd1_ms: sd1.and_then(figure),
            sd2_ms: sd2.and_then(figure),
            ratio: ratio(sd1, sd2).and_then(figure),
            ellipse_ms2: sd1.zip(sd2).and_then(|(sd1, sd2)| figure(PI * sd1 * sd2)),
        }
    }
}
