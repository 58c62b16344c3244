//! How far a figure can be trusted: bootstrap intervals, by beats or by whole records.

use serde::{Deserialize, Serialize};

use crate::dsp::quantile::quantile;
use crate::dsp::random::Random;
use crate::error::{Error, Result};

/// How often and from what to draw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resampling {
    /// Samples that are drawn; a thousand steady the second digit of a bound.
    pub draws: usize,
    /// Share of the draws within the interval: 0.95 mostly.
    pub level: f64,
    /// The same seed draws the same.
    pub seed: u64,
}

impl Default for Resampling {
    fn default() -> Resampling {
        Resampling { draws: 1000, level: 0.95, seed: 1 }
    }
}

/// Where a figure lies in most samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// From here.
    pub low: f64,
    /// To here.
    pub high: f64,
    /// Draws in which there is such a figure.
    pub draws: usize,
}

/// The percentile interval (Efron 1979) of `figure`, which is handed the places of the beats in a sample, of `count` in all.
///
/// Beats of one record resemble one another, so that intervals by beats are too narrow where records are few: with
/// `clusters`, which has the number of each beat's record, whole records are drawn, each with all of its beats.
///
/// `None` where the figure is undefined in half of the draws or more. Unfit where `clusters` is not of that count, where there
/// is nothing to draw from, or the level is no share between 0 and 1. Costs as many figures as there are draws.
pub fn bootstrap(
    count: usize,
    clusters: Option<&[usize]>,
    resampling: Resampling,
    figure: impl Fn(&[usize]) -> Option<f64>,
) -> Result<Option<Interval>> {
    let unfit = |reason: String| Err(Error::unfit("the bootstrap", reason));
    if count == 0 {
        return unfit("there are no beats to draw from".into());
    }
    if !(resampling.level > 0.0 && resampling.level < 1.0) {
        return unfit(format!("its level is {}; it should be between 0 and 1, as 0.95", resampling.level));
    }
    let groups = match clusters {
        Some(clusters) if clusters.len() != count => {
            return unfit(format!("{count} beats have {} records; each beat needs one", clusters.len()));
        }
        Some(clusters) => grouped(clusters),
        None => Vec::new(),
    };
    let mut random = Random::new(resampling.seed);
    let mut figures = Vec::with_capacity(resampling.draws.min(1 << 20));
    let mut sample = Vec::with_capacity(count);
    for _ in 0..resampling.draws {
        sample.clear();
        if clusters.is_some() {
            for _ in 0..groups.len() {
                sample.extend_from_slice(&groups[draw(&mut random, groups.len())]);
            }
        } else {
            sample.extend((0..count).map(|_| draw(&mut random, count)));
        }
        figures.extend(figure(&sample).filter(|figure| figure.is_finite()));
    }
    if figures.len() * 2 <= resampling.draws {
        return Ok(None);
    }
    let tail = (1.0 - resampling.level) / 2.0;
    let bounds = (quantile(&mut figures, tail), quantile(&mut figures, 1.0 - tail));
    Ok(match bounds {
        (Some(low), Some(high)) => Some(Interval { low, high, draws: figures.len() }),
        _ => None,
    })
}

/// Evenly below `count`.
fn draw(random: &mut Random, count: usize) -> usize {
    (random.uniform(0.0, count as f64) as usize).min(count - 1)
}

/// The places of each cluster's beats, clusters by their number.
fn grouped(clusters: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
    for (at, cluster) in clusters.iter().enumerate() {
        groups.entry(*cluster).or_default().push(at);
    }
    groups.into_values().collect()
}
