//! The P wave: where it would stand before each QRS, and whether it does.

use crate::segment::grid::ms;
use crate::segment::waves::bump::Outline;
use crate::segment::waves::kin::kin;
use crate::segment::waves::scene::{Scene, fraction};
use crate::segment::waves::table::{Common, bell};
use crate::segment::waves::walk::summit;
use crate::segment::waves::weights::Weights;

pub const OUTLINE: Outline =
    Outline { flank: ms(60.0) as usize, quiet_before: 0.3, quiet_after: 0.3, valley: 0.5 };
/// The top of a P stands this long before the QRS, at most and at least; and commonly, give or take.
const FARTHEST: f32 = ms(340.0);
const NEAREST: f32 = ms(24.0);
const DUE: f32 = ms(110.0);
const SPREAD: f32 = ms(70.0);
/// From R to where at the earliest the next P may have its top, where no T was found.
const REFRACTORY: f32 = ms(160.0);
/// How much more a place counts at which the neighbours have the same, and how near to it.
const SHARED: f32 = 2.0;
const SHARED_SPREAD: f32 = ms(16.0);
/// Half of what is compared around the top.
const REACH: f32 = ms(56.0);

/// Past this, more of it says nothing more: of height, of unlikeness, and of unrest.
const HIGHEST: f32 = 2.0;
const UNLIKE: f32 = -0.2;
const RESTLESS: f32 = 0.08;
/// A step between two RR intervals counts for no more than this share of one.
const LEAP: f32 = 0.15;

/// Evidence as numbers.
pub type Terms = [f32; 6];

/// What speaks for a P wave and against it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    /// The logarithm of its size over that of the quiet stretches before the QRS of this beat and its neighbours.
    height: f32,
    /// How like the neighbours' mean the lead or leads are around it, from -1 to 1, at the same distance from the QRS.
    likeness: f32,
    /// The median likeness of the neighbours.
    neighbours: f32,
    /// How much of the leads' energy at the place where the neighbours' P stand is common to them, from 0 to 1.
    coherence: f32,
    /// The mean step between the RR intervals of beats of its kind, as a share of one.
    unrest: f32,
    /// Whether there is but one lead to tell by.
    alone: bool,
}

impl Evidence {
    /// As the logistic regression takes it.
    pub fn terms(&self) -> Terms {
        [
            self.height.clamp(0.0, HIGHEST),
            self.likeness.max(UNLIKE),
            self.neighbours.max(UNLIKE),
            self.coherence,
            self.unrest.min(RESTLESS),
            if self.alone { 1.0 } else { 0.0 },
        ]
    }

    fn speaks_for_it(&self, weights: &Weights) -> bool {
        let terms = self.terms();
        weights.p_bias + terms.iter().zip(weights.p).map(|(term, weight)| term * weight).sum::<f32>() > 0.0
    }
}

/// Bumps of each lead before each QRS, by how long before it: a row a beat, lead after lead.
struct Rows {
    values: Vec<f32>,
    lags: Vec<usize>,
    width: usize,
}

impl Rows {
    fn of(scene: &Scene, from: &[usize]) -> Rows {
        let lags: Vec<usize> = (ms(32.0) as usize..=FARTHEST as usize).step_by(2).collect();
        let width = lags.len() * scene.leads.len();
        let mut values = vec![0.0_f32; width * from.len()];
        for (i, &from) in from.iter().enumerate() {
            let Some(extent) = scene.qrs[i] else { continue };
            let q = extent.onset.round().max(0.0) as usize;
            for (lead, row) in values[i * width..][..width].chunks_mut(lags.len()).enumerate() {
                for (value, &lag) in row.iter_mut().zip(&lags) {
                    if q >= lag + from {
                        *value = scene.p_bump_of(lead, q - lag);
                    }
                }
            }
        }
        Rows { values, lags, width }
    }

    fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..][..self.width]
    }

    /// The sum of the rows of `beats` but that of `without`.
    fn sum(&self, beats: &[usize], without: Option<usize>, out: &mut [f32]) {
        out.fill(0.0);
        for &j in beats.iter().filter(|&&j| Some(j) != without) {
            out.iter_mut().zip(self.row(j)).for_each(|(sum, value)| *sum += value);
        }
    }
}

/// The earliest step at which the P wave of each beat may have its top: half way down the T wave before it.
fn floors(scene: &Scene, beats: &[Common]) -> Vec<usize> {
    (0..beats.len())
        .map(|i| {
            let after = match i.checked_sub(1).map(|before| &beats[before]) {
                Some(before) => before.t.map_or(before.r as f32 + REFRACTORY, |t| 0.5 * (t[1] + t[2])),
                None => 0.0,
            };
            let onset = scene.qrs[i].map_or(0.0, |extent| extent.onset);
            after.max(onset - FARTHEST).max(0.0) as usize
        })
        .collect()
}

/// Sets the P wave of each beat that has one. The T waves are set already.
pub fn find(scene: &Scene, beats: &mut [Common], weights: &Weights) {
    let evidence = weigh(scene, beats);
    for (beat, evidence) in beats.iter_mut().zip(evidence) {
        beat.p = beat.p.filter(|_| evidence.speaks_for_it(weights));
    }
}

/// Sets what is most like a P wave before each beat, and returns what speaks for it.
pub fn weigh(scene: &Scene, beats: &mut [Common]) -> Vec<Evidence> {
    let floors = floors(scene, beats);
    let rows = Rows::of(scene, &floors);
    let kin = kin(scene);
    let alone = scene.leads.iter().filter(|lead| lead.weight > 0.0).count() == 1;
    let coherence: Vec<f32> =
        (0..beats.len()).map(|i| place(scene, &rows, &floors, beats, i, &kin[i])).collect();
    let likeness: Vec<f32> = (0..beats.len()).map(|i| likeness(scene, &rows, beats, i, &kin[i])).collect();
    (0..beats.len())
        .map(|i| {
            let mut of_kin: Vec<f32> = kin[i].iter().map(|&j| likeness[j]).collect();
            Evidence {
                height: height(scene, beats, &kin[i], i),
                likeness: likeness[i],
                neighbours: fraction(&mut of_kin, 0.5),
                coherence: coherence[i],
                unrest: unrest(scene, &kin[i]),
                alone,
            }
        })
        .collect()
}

/// Outlines what is most like a P wave before beat `i`, preferring where the neighbours have it; returns how coherent they are.
fn place(
    scene: &Scene,
    rows: &Rows,
    floors: &[usize],
    beats: &mut [Common],
    i: usize,
    around: &[usize],
) -> f32 {
    let Some(extent) = scene.qrs[i] else { return 0.0 };
    let n = around.len() as f32;
    let count = rows.lags.len();
    let mut sum = vec![0.0_f32; rows.width];
    rows.sum(around, None, &mut sum);
    let energy =
        |row: &[f32], k: usize| row[k..].iter().step_by(count).map(|value| value * value).sum::<f32>();
    let due = |lag: f32| bell(lag - DUE, SPREAD);
    let best = summit(|k| energy(&sum, k).sqrt() * due(rows.lags[k] as f32), 0, count);
    let (lag, coherence) = best.map_or((0.0, 0.0), |(k, _)| {
        let apart: f32 = around.iter().map(|&j| energy(rows.row(j), k)).sum();
        // Of n rows of chance, a share of 1/n is common.
        let share = if apart > 0.0 { energy(&sum, k) / apart } else { 0.0 };
        (rows.lags[k] as f32, ((share - 1.0) / (n - 1.0).max(1.0)).max(0.0))
    });
    let to = (extent.onset - NEAREST).max(0.0) as usize;
    let score = |at: usize| {
        let before = extent.onset - at as f32;
        scene.p_bump[at] * due(before) * (1.0 + SHARED * coherence * bell(before - lag, SHARED_SPREAD))
    };
    let top = summit(score, floors[i], to.min(scene.len())).filter(|&(_, most)| most > 0.0);
    beats[i].p = top.and_then(|(top, _)| {
        let from = floors[i].saturating_sub(ms(20.0) as usize);
        let (onset, offset) =
            OUTLINE.of(|n| scene.p_slope[n], scene.len() - 1, top, from, extent.onset as usize)?;
        Some([onset, top as f32, offset])
    });
    coherence
}

fn likeness(scene: &Scene, rows: &Rows, beats: &[Common], i: usize, around: &[usize]) -> f32 {
    let (Some(p), Some(extent)) = (beats[i].p, scene.qrs[i]) else { return 0.0 };
    let mut sum = vec![0.0_f32; rows.width];
    rows.sum(around, Some(i), &mut sum);
    let (mut both, mut mine, mut others) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (k, (a, b)) in rows.row(i).iter().zip(&sum).enumerate() {
        let lag = rows.lags[k % rows.lags.len()] as f32;
        if (lag - (extent.onset - p[1])).abs() < REACH {
            both += a * b;
            mine += a * a;
            others += b * b;
        }
    }
    let size = mine.sqrt() * others.sqrt();
    if size > 0.0 { both / size } else { 0.0 }
}

fn height(scene: &Scene, beats: &[Common], around: &[usize], i: usize) -> f32 {
    let Some(p) = beats[i].p else { return 0.0 };
    let mut quiet = Vec::new();
    for &j in around {
        let (Some(extent), Some(_)) = (scene.qrs[j], beats[j].p) else { continue };
        let from = if j > 0 { beats[j - 1].t.map_or(beats[j - 1].r as f32, |t| t[2]) } else { 0.0 };
        let to = (extent.onset as usize).min(scene.len());
        quiet.extend_from_slice(scene.p_bump.get(from as usize..to).unwrap_or_default());
    }
    let top = scene.p_bump[p[1] as usize];
    let noise = if quiet.is_empty() { top } else { fraction(&mut quiet, 0.3) };
    if noise > 0.0 { (top / noise).ln() } else { HIGHEST }
}

/// From the intervals between beats of a kind that follow each other: one early beat in between is no unrest. Where there are
/// not two of them, from all intervals around.
fn unrest(scene: &Scene, around: &[usize]) -> f32 {
    let onset = |i: usize| scene.qrs[i].map(|extent| extent.onset);
    let between = |a: usize, b: usize| Some(onset(b)? - onset(a)?);
    let next = |pair: &[usize]| if pair[1] == pair[0] + 1 { between(pair[0], pair[1]) } else { None };
    let mut rr: Vec<f32> = around.windows(2).filter_map(next).collect();
    if rr.len() < 2 {
        let (Some(&first), Some(&last)) = (around.first(), around.last()) else { return 0.0 };
        let (first, last) = (first.saturating_sub(2), (last + 2).min(scene.qrs.len() - 1));
        rr = (first..last).filter_map(|i| between(i, i + 1)).collect();
    }
    if rr.len() < 2 {
        return 0.0;
    }
    let typical = fraction(&mut rr.clone(), 0.5).max(1.0);
    let steps = rr.windows(2).map(|pair| ((pair[1] - pair[0]).abs() / typical).min(LEAP));
    steps.sum::<f32>() / (rr.len() - 1) as f32
}
