//! P, QRS and T waves: where each begins, is highest and ends, in every lead, given the R peaks.

mod bump;
mod figures;
mod grid;
mod learned;
mod p;
mod qrs;
mod scene;
mod slopes;
mod study;
mod table;
mod walk;

use crate::ecg::{Hertz, SampleIndex};

use grid::Grid;
use scene::Scene;

pub use study::{About, Question};

/// Where a wave begins, where it is highest or deepest, and where it ends; in this order, in samples of the record's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub onset: SampleIndex,
    /// Where it is highest, or deepest.
    pub peak: SampleIndex,
    /// Where it ends.
    pub offset: SampleIndex,
}

/// The waves of one beat in one lead; `None` for a wave that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BeatWaves {
    /// The atria.
    pub p: Option<Span>,
    /// The ventricles.
    pub qrs: Option<Span>,
    /// Their recovery.
    pub t: Option<Span>,
}

/// A prepared delineator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delineator {
    grid: Grid,
}

impl Delineator {
    /// For recordings of this rate.
    pub fn plan(rate: Hertz) -> Delineator {
        Delineator { grid: Grid::plan(rate) }
    }

    /// One entry for each R peak, in order. The peaks are in order of time.
    pub fn run(&self, samples: &[f32], r_peaks: &[SampleIndex]) -> Vec<BeatWaves> {
        self.together(&[samples], r_peaks).pop().unwrap_or_default()
    }

    /// What the decisions are made from, for the script that learns their weights: not needed to delineate.
    pub fn study(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> Vec<Question> {
        let (scene, peaks, _) = self.lay(leads, r_peaks);
        if scene.len() == 0 { Vec::new() } else { study::questions(&scene, &peaks, &self.grid) }
    }

    /// For each lead one entry for each R peak.
    pub fn together(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> Vec<Vec<BeatWaves>> {
        let (scene, peaks, len) = self.lay(leads, r_peaks);
        if scene.len() == 0 {
            return vec![vec![BeatWaves::default(); r_peaks.len()]; leads.len()];
        }
        let rows = table::delineate(&scene, &peaks);
        let span = |wave: Option<[f32; 3]>| {
            wave.map(|[onset, peak, offset]| {
                let at = |step| self.grid.to_sample(step, len);
                let peak = at(peak);
                Span { onset: at(onset).min(peak), peak, offset: at(offset).max(peak) }
            })
        };
        rows.into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|beat| BeatWaves { p: span(beat.p), qrs: span(beat.qrs), t: span(beat.t) })
                    .collect()
            })
            .collect()
    }

    /// The leads on the grid, the steps of the peaks, and the samples in the shortest lead. Nothing is on a grid too short to have a beat.
    fn lay(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> (Scene, Vec<usize>, usize) {
        let len = leads.iter().map(|lead| lead.len()).min().unwrap_or(0);
        let steps = self.grid.steps(len);
        if steps < grid::SHORTEST {
            return (Scene::of(Vec::new(), &[]), Vec::new(), len);
        }
        let levels = leads.iter().map(|lead| self.grid.lay(&lead[..len])).collect();
        let step = |r: &SampleIndex| (self.grid.to_grid(r.0).max(0.0).round() as usize).min(steps - 1);
        let peaks: Vec<usize> = r_peaks.iter().map(step).collect();
        (Scene::of(levels, &peaks), peaks, len)
    }
}
