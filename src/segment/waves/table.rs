//! The waves of every beat: first as all leads show them together, then in each lead.

use crate::ecg::WaveKind;
use crate::segment::grid::{RATE, ms};
use crate::segment::waves::bump::Outline;
use crate::segment::waves::figures::{self, Figures};
use crate::segment::waves::p;
use crate::segment::waves::qrs::Extent;
use crate::segment::waves::scene::{Lead, Scene, fraction};
use crate::segment::waves::walk::summit;
use crate::segment::waves::weights::Weights;

/// Onset, peak and offset in steps.
pub type Points = [f32; 3];

/// The waves of one beat in one lead.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    pub p: Option<Points>,
    pub qrs: Option<Points>,
    pub t: Option<Points>,
}

impl Row {
    pub fn get(&mut self, kind: WaveKind) -> &mut Option<Points> {
        match kind {
            WaveKind::P => &mut self.p,
            WaveKind::Qrs => &mut self.qrs,
            WaveKind::T => &mut self.t,
        }
    }
}

/// What all leads say of one beat.
#[derive(Clone, Copy, Debug, Default)]
pub struct Common {
    pub r: usize,
    pub qrs: Option<Extent>,
    pub t: Option<Points>,
    pub p: Option<Points>,
}

pub const KINDS: [WaveKind; 3] = [WaveKind::P, WaveKind::Qrs, WaveKind::T];

pub const T_OUTLINE: Outline =
    Outline { flank: ms(120.0) as usize, quiet_before: 0.35, quiet_after: 0.3, valley: 0.5 };
/// The top of a T stands this long after R at 60 beats a minute, give or take, and so on with the root of RR.
const T_DUE: f32 = ms(275.0);
const T_SPREAD: f32 = ms(90.0);
/// From the end of the QRS to the top of T at least, from R to it at most, and from it to the next QRS at least.
const T_NEAREST: f32 = ms(60.0);
const T_FARTHEST: usize = ms(600.0) as usize;
const T_BEFORE_NEXT: usize = ms(90.0) as usize;
/// No T is wider than from here after one QRS to here before the next.
const T_MARGIN: f32 = ms(10.0);
/// RR intervals beyond these move T no further.
const SHORTEST_RR: f32 = ms(300.0);
const LONGEST_RR: f32 = ms(1500.0);
/// The RR interval that is assumed where there is a single beat.
const LONE_RR: f32 = ms(800.0);

/// How many beats to each side have a say in where a lead's wave begins and ends, how much of one, and from how near.
const NEIGHBOURS: usize = 8;
const SAY: f32 = 0.5;
const P_ALIKE: f32 = ms(40.0);
const T_ALIKE: f32 = ms(80.0);

pub fn bell(x: f32, width: f32) -> f32 {
    (-0.5 * (x / width) * (x / width)).exp()
}

/// For each lead, a row for each beat.
pub fn delineate(scene: &Scene, peaks: &[usize], weights: &Weights) -> Vec<Vec<Row>> {
    let common = common(scene, peaks, weights);
    (0..scene.leads.len())
        .map(|lead| {
            let mut rows: Vec<Row> = common
                .iter()
                .map(|beat| refined(scene, lead, beat, &first_guess(&scene.leads[lead], beat), weights))
                .collect();
            agree(&common, &mut rows, WaveKind::P, P_ALIKE);
            agree(&common, &mut rows, WaveKind::T, T_ALIKE);
            for (row, beat) in rows.iter_mut().zip(&common) {
                *row = in_order(&scene.leads[lead].level, row, beat);
            }
            rows
        })
        .collect()
}

/// What all leads say of each beat.
pub fn common(scene: &Scene, peaks: &[usize], weights: &Weights) -> Vec<Common> {
    let mut beats: Vec<Common> =
        peaks.iter().zip(&scene.qrs).map(|(&r, &qrs)| Common { r, qrs, t: None, p: None }).collect();
    let mut rrs: Vec<f32> = peaks.windows(2).map(|pair| (pair[1] - pair[0]) as f32).collect();
    let typical = if rrs.is_empty() { LONE_RR } else { fraction(&mut rrs, 0.5) };
    for i in 0..beats.len() {
        beats[i].t = t_wave(scene, &beats, i, typical);
    }
    p::find(scene, &mut beats, weights);
    beats
}

fn t_wave(scene: &Scene, beats: &[Common], i: usize, typical_rr: f32) -> Option<Points> {
    let last = scene.len().checked_sub(1)?;
    let r = beats[i].r;
    let extent = beats[i].qrs?;
    let next = beats.get(i + 1);
    let end = next.map_or(last, |next| next.qrs.map_or(next.r, |qrs| qrs.onset.max(0.0) as usize));
    let before = if i > 0 { (r - beats[i - 1].r) as f32 } else { typical_rr };
    let after = next.map_or(typical_rr, |next| (next.r - r) as f32);
    let rr = (0.5 * (before + typical_rr)).min(after).clamp(SHORTEST_RR, LONGEST_RR);
    let due = r as f32 + T_DUE * (rr / RATE as f32).sqrt();
    let from = (extent.offset + T_NEAREST) as usize;
    let to = end.saturating_sub(T_BEFORE_NEXT).min(r + T_FARTHEST).min(last);
    let score = |n: usize| scene.t_bump[n] * bell(n as f32 - due, T_SPREAD);
    let (top, _) = summit(score, from, to).filter(|&(_, most)| most > 0.0)?;
    let from = (extent.offset + T_MARGIN) as usize;
    let to = end.saturating_sub(T_MARGIN as usize);
    let (onset, offset) = T_OUTLINE.of(|n| scene.t_slope[n], last, top, from, to)?;
    Some([onset, top as f32, offset])
}

/// The waves of a beat where all leads have them, with the tops of this lead; nothing on a lead on which nothing happens.
pub fn first_guess(lead: &Lead, beat: &Common) -> Row {
    if lead.weight == 0.0 || lead.dead_at(beat) {
        return Row::default();
    }
    let with_top = |[onset, _, offset]: Points| [onset, top(&lead.level, onset, offset), offset];
    Row {
        p: beat.p.map(with_top),
        qrs: beat.qrs.map(|extent| with_top([extent.onset, 0.0, extent.offset])),
        t: beat.t.map(with_top),
    }
}

/// Where the lead is farthest from the straight line between the two places.
fn top(level: &[f32], onset: f32, offset: f32) -> f32 {
    let last = level.len().saturating_sub(1);
    let from = (onset.max(0.0).round() as usize).min(last);
    let to = (offset.max(0.0).round() as usize).clamp(from, last);
    let slope = (level[to] - level[from]) / (to - from).max(1) as f32;
    let away = |n: usize| (level[n] - level[from] - slope * (n - from) as f32).abs();
    summit(away, from, to + 1).map_or(onset, |(n, _)| n as f32)
}

fn refined(scene: &Scene, lead: usize, beat: &Common, guess: &Row, weights: &Weights) -> Row {
    let mut row = *guess;
    for kind in KINDS {
        if let Some(wave) = row.get(kind) {
            let [before, after] = figures::of(scene, lead, kind, *wave, beat);
            let correction = |onset: bool, figures: &Figures| -> f32 {
                let terms =
                    figures.iter().zip(weights.of(kind, onset)).map(|(figure, weight)| figure * weight);
                terms.sum::<f32>().clamp(-figures::FARTHEST, figures::FARTHEST)
            };
            let (onset, offset) = (wave[0] + correction(true, &before), wave[2] + correction(false, &after));
            (wave[0], wave[2]) = (onset, offset);
        }
    }
    row
}

/// Moves onsets and offsets toward the median of the beats around, at the same distance from the QRS, where they are `alike`.
fn agree(common: &[Common], rows: &mut [Row], kind: WaveKind, alike: f32) {
    for point in [0, 2] {
        let away: Vec<Option<f32>> = rows
            .iter_mut()
            .zip(common)
            .map(|(row, beat)| Some((*row.get(kind))?[point] - beat.qrs?.onset))
            .collect();
        for (i, row) in rows.iter_mut().enumerate() {
            let (Some(own), Some(wave)) = (away[i], row.get(kind)) else { continue };
            let around = i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(away.len());
            let mut known: Vec<f32> = away[around].iter().flatten().copied().collect();
            let shift = fraction(&mut known, 0.5) - own;
            if shift.abs() < alike {
                wave[point] += SAY * shift;
            }
        }
    }
}

/// The waves with their tops between their ends, none reaching into the QRS.
fn in_order(level: &[f32], row: &Row, beat: &Common) -> Row {
    let mut row = *row;
    let Some(extent) = beat.qrs else { return Row::default() };
    let (q_on, q_off) = row.qrs.map_or((extent.onset, extent.offset), |qrs| {
        (qrs[0].min(extent.onset + ms(40.0)), qrs[2].max(qrs[0] + ms(20.0)))
    });
    if let Some(qrs) = &mut row.qrs {
        *qrs = [q_on, top(level, q_on, q_off), q_off];
    }
    if let Some(p) = &mut row.p {
        let offset = p[2].min(q_on);
        let onset = p[0].min(offset - ms(20.0));
        *p = [onset, top(level, onset, offset), offset];
    }
    if let Some(t) = &mut row.t {
        let onset = t[0].max(q_off);
        let offset = t[2].max(onset + ms(40.0));
        *t = [onset, top(level, onset, offset), offset];
    }
    row
}
