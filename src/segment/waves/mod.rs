//! P, QRS and T waves: where each begins, is highest and ends, in every lead, given the R peaks.

mod bump;
mod figures;
mod kin;
mod learned;
mod p;
mod qrs;
mod scene;
mod slopes;
mod study;
mod table;
mod walk;
mod weights;

use crate::ecg::{Hertz, SampleIndex};

use crate::segment::grid::{self, Grid};
use scene::Scene;

pub use study::{About, Question};
pub use weights::Weights;

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

/// A recording longer than this is worked through in pieces of at most this length, and so much of what is to each side of
/// them: thirty beats at rest, where a beat is compared with up to sixteen.
const PIECE_S: f64 = 600.0;
const MARGIN_S: f64 = 30.0;

/// A prepared delineator.
///
/// After Martínez, Almeida, Olmos, Rocha and Laguna, "A wavelet-based ECG delineator: evaluation on standard databases" (2004):
/// slopes by the quadratic spline wavelet, undecimated; a wave is a pair of slopes around a zero crossing, and it begins and
/// ends where the slope has fallen to a share of its steepest. Departures:
/// - leads are laid on a grid of 250 Hz first, so that scales and constants mean the same time at any rate; the paper makes its
///   filters for 250 Hz and adapts them to other rates;
/// - R peaks are given; the paper finds them itself, across scales;
/// - leads decide together where and whether a wave is, by the root of the summed squares of their slopes, each over its own noise;
///   the paper delineates each lead and then merges by rules of order. What one lead hides another shows, and neither polarity
///   nor gain can matter;
/// - slow waves are looked for in leads with a straight line in place of each QRS, of which the coarse scales are otherwise full;
/// - P and T are the largest bump (a difference of two slopes) weighted by where it is due, which for T moves with the root of the
///   RR interval; the paper takes windows with hard ends and the thresholds of each scale;
/// - whether there is a P wave is decided by a logistic regression on its size, its likeness to those of neighbouring beats of the
///   same kind, and the unrest of RR intervals; the paper by thresholds on slopes;
/// - Q, R and S are not told apart: the complex has an onset, a peak and an offset. Nor are shapes of P and T;
/// - boundaries are then corrected in each lead by a ridge regression on slopes around them, learned from what cardiologists marked
///   (LUDB; docs/ACCURACY.md has the figures out of fold), and P and T moved half way to the median of the beats around;
/// - each kind of wave is outlined at one scale, QRS at 2^2, P at 2^3, T at 2^4; the paper goes to a coarser one where it finds none.
///
/// Degenerate cases: a lead on which nothing happens has no waves, nor has a beat at which it alone stands still; a peak past the
/// end has none. What is no number counts as the number before it. Fewer than 0.2 s hold no beat.
///
/// Cost: linear in samples and leads, about 0.1 µs a sample. Memory beyond the result (96 bytes a beat and lead): at most
/// 64 bytes a lead, and 64 once, for each step of the grid in a piece, which is at most 11 minutes, or 165,000 steps: 22 MB for
/// one lead, 43 MB for three, however long the recording is (`tests/memory.rs` holds three to that).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delineator {
    rate: Hertz,
    grid: Grid,
    weights: &'static Weights,
}

impl Delineator {
    /// For recordings of this rate.
    pub fn plan(rate: Hertz) -> Delineator {
        Delineator::taught(rate, &learned::LEARNED)
    }

    /// With other weights than those that ecglass comes with: for figures out of fold, not needed to delineate.
    pub fn taught(rate: Hertz, weights: &'static Weights) -> Delineator {
        Delineator { rate, grid: Grid::plan(rate), weights }
    }

    /// One entry for each R peak, in the order given.
    pub fn run(&self, samples: &[f32], r_peaks: &[SampleIndex]) -> Vec<BeatWaves> {
        self.together(&[samples], r_peaks).pop().unwrap_or_default()
    }

    /// For each lead one entry for each R peak, in the order given. Leads are looked at as far as the shortest goes; a peak
    /// past that has no waves.
    pub fn together(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> Vec<Vec<BeatWaves>> {
        let mut out = vec![vec![BeatWaves::default(); r_peaks.len()]; leads.len()];
        let len = leads.iter().map(|lead| lead.len()).min().unwrap_or(0);
        let mut order: Vec<usize> = (0..r_peaks.len()).filter(|&i| r_peaks[i].0 < len).collect();
        order.sort_by_key(|&i| r_peaks[i]);
        let at = |seconds: f64| (seconds * self.rate.get()).round() as usize;
        let pieces = (len as f64 / self.rate.get() / PIECE_S).ceil().max(1.0) as usize;
        let length = (len as f64 / self.rate.get() / pieces as f64).ceil();
        let below = |sample: usize| order.partition_point(|&i| r_peaks[i].0 < sample);
        for piece in 0..pieces {
            let begin = length * piece as f64;
            let core = if pieces == 1 { 0..len } else { at(begin).min(len)..at(begin + length).min(len) };
            let from = at((begin - MARGIN_S).max(0.0)).min(len);
            let to = if pieces == 1 { len } else { at(begin + length + MARGIN_S).min(len) };
            let near = &order[below(from)..below(to)];
            let wanted = below(core.start) - below(from)..below(core.end) - below(from);
            if wanted.is_empty() {
                continue;
            }
            let cut: Vec<&[f32]> = leads.iter().map(|lead| &lead[from..to]).collect();
            let peaks: Vec<SampleIndex> = near.iter().map(|&i| SampleIndex(r_peaks[i].0 - from)).collect();
            for (out, rows) in out.iter_mut().zip(self.piece(&cut, &peaks)) {
                for n in wanted.clone() {
                    out[near[n]] = later(rows[n], from);
                }
            }
        }
        out
    }

    /// What the decisions are made from, for the script that learns their weights: not needed to delineate.
    pub fn study(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> Vec<Question> {
        let (scene, peaks, _) = self.lay(leads, r_peaks);
        if scene.len() == 0 {
            return Vec::new();
        }
        study::questions(&scene, &peaks, &self.grid, self.weights)
    }

    /// A piece that is short enough to be held on the grid at once, with peaks in order and inside it.
    fn piece(&self, leads: &[&[f32]], r_peaks: &[SampleIndex]) -> Vec<Vec<BeatWaves>> {
        let (scene, peaks, len) = self.lay(leads, r_peaks);
        if scene.len() == 0 {
            return vec![vec![BeatWaves::default(); r_peaks.len()]; leads.len()];
        }
        let rows = table::delineate(&scene, &peaks, self.weights);
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

/// The waves of a beat of which the piece begins at `from`.
fn later(beat: BeatWaves, from: usize) -> BeatWaves {
    let at = |sample: SampleIndex| SampleIndex(sample.0 + from);
    let span = |span: Span| Span { onset: at(span.onset), peak: at(span.peak), offset: at(span.offset) };
    BeatWaves { p: beat.p.map(span), qrs: beat.qrs.map(span), t: beat.t.map(span) }
}
