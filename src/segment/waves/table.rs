//! The waves of every beat: first as all leads show them together, then in each lead.

use super::agree;
use super::bump::Outline;
use super::grid::{RATE, ms};
use super::p;
use super::qrs::Extent;
use super::scene::{Scene, fraction};
use super::walk::summit;

/// Onset, peak and offset in steps.
pub type Points = [f32; 3];

#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    pub p: Option<Points>,
    pub qrs: Option<Points>,
    pub t: Option<Points>,
}

const T_OUTLINE: Outline =
    Outline { flank: ms(120.0) as usize, quiet_before: 0.35, quiet_after: 0.3, valley: 0.5 };

/// What all leads say of one beat.
#[derive(Clone, Copy, Debug, Default)]
pub struct Common {
    pub r: usize,
    pub qrs: Option<Extent>,
    pub t: Option<Points>,
    pub p: Option<Points>,
}

pub fn bell(x: f32, width: f32) -> f32 {
    (-0.5 * (x / width) * (x / width)).exp()
}

/// For each lead, a row for each beat.
pub fn delineate(scene: &Scene, peaks: &[usize]) -> Vec<Vec<Row>> {
    let mut common = common(scene, peaks);
    p::find(scene, &mut common);
    let mut leads: Vec<Vec<Row>> = (0..scene.leads.len())
        .map(|lead| common.iter().map(|beat| of_lead(scene, lead, beat)).collect())
        .collect();
    agree::settle(scene, &common, &mut leads);
    leads
}

fn common(scene: &Scene, peaks: &[usize]) -> Vec<Common> {
    let len = scene.len();
    let last = len - 1;
    let n = peaks.len();
    let mut beats: Vec<Common> = peaks.iter().map(|&r| Common { r, ..Common::default() }).collect();
    let qrs = &scene.qrs;
    for (beat, extent) in beats.iter_mut().zip(qrs) {
        beat.qrs = *extent;
    }
    let mut rrs: Vec<f32> = peaks.windows(2).map(|pair| (pair[1] - pair[0]) as f32).collect();
    let rr_typical = if rrs.is_empty() { ms(800.0) } else { fraction(&mut rrs, 0.5) };
    for i in 0..n {
        let Some(extent) = qrs[i] else { continue };
        let end = if i + 1 < n {
            qrs[i + 1].map_or(peaks[i + 1].saturating_sub(12) as f32, |next| next.onset) as usize
        } else {
            last
        };
        let rr_after = if i + 1 < n { (peaks[i + 1] - peaks[i]) as f32 } else { rr_typical };
        let rr_before = if i > 0 { (peaks[i] - peaks[i - 1]) as f32 } else { rr_typical };
        let rr = (0.5 * (rr_before + rr_typical)).min(rr_after).clamp(ms(300.0), ms(1500.0));
        let due = peaks[i] as f32 + ms(275.0) * (rr / RATE as f32).sqrt();
        let from = (extent.offset + ms(60.0)) as usize;
        let to = end.saturating_sub(ms(90.0) as usize).min(peaks[i] + ms(600.0) as usize);
        let score = |n: usize| scene.t_bump[n] * bell(n as f32 - due, ms(90.0));
        beats[i].t = summit(score, from, to.min(len)).filter(|&(_, most)| most > 0.0).and_then(|(top, _)| {
            let from = (extent.offset + ms(10.0)) as usize;
            let to = end.saturating_sub(ms(10.0) as usize);
            let (onset, offset) = T_OUTLINE.of(&scene.t_slope, top, from, to)?;
            Some([onset, top as f32, offset])
        });
    }
    beats
}

fn of_lead(scene: &Scene, lead: usize, beat: &Common) -> Row {
    if scene.leads[lead].weight == 0.0 {
        return Row::default();
    }
    let level = &scene.leads[lead].level;
    let top = |from: f32, to: f32| -> f32 {
        let (a, b) = (from.max(0.0) as usize, (to.max(0.0) as usize).min(level.len() - 1));
        let base = |n: usize| {
            let share = if b > a { (n - a) as f32 / (b - a) as f32 } else { 0.0 };
            level[a] + share * (level[b] - level[a])
        };
        summit(|n| (level[n] - base(n)).abs(), a, b + 1).map_or(from, |(n, _)| n as f32)
    };
    let qrs = beat.qrs.map(|extent| [extent.onset, top(extent.onset, extent.offset), extent.offset]);
    let t = beat.t.map(|[onset, _, offset]| [onset, top(onset, offset), offset]);
    let p = beat.p.map(|[onset, _, offset]| [onset, top(onset, offset), offset]);
    Row { p, qrs, t }
}
