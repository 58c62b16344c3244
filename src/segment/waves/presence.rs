//! Whether a P wave stands before a QRS, or only noise, a fibrillating atrium, or the end of a T.

use super::grid::ms;
use super::scene::{Scene, fraction};
use super::table::{Common, P_OUTLINE, bell};
use super::walk::summit;

/// How many beats to each side a beat is compared with.
const NEIGHBOURS: usize = 8;
/// Before the QRS, what is compared: from here on to here, at every second step.
const FROM: usize = ms(340.0) as usize;
/// How much more a place counts at which all beats have the same.
const KAPPA: f32 = 2.0;
const TO: usize = ms(32.0) as usize;

/// Bumps of each lead before each QRS, by how long before it.
struct Rows {
    values: Vec<f32>,
    lags: Vec<usize>,
    width: usize,
}

impl Rows {
    fn of(scene: &Scene, from: &[usize]) -> Rows {
        let lags: Vec<usize> = (TO..=FROM).step_by(2).collect();
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
}

fn near(i: usize, len: usize) -> std::ops::Range<usize> {
    i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(len)
}

/// The earliest step at which the P wave of each beat may have its top.
fn floors(scene: &Scene, beats: &[Common]) -> Vec<usize> {
    (0..beats.len())
        .map(|i| {
            let after = match i.checked_sub(1).map(|before| &beats[before]) {
                Some(before) => before.t.map_or(before.r as f32 + ms(160.0), |t| t[1] + 0.5 * (t[2] - t[1])),
                None => 0.0,
            };
            let onset = scene.qrs[i].map_or(0.0, |extent| extent.onset);
            after.max(onset - ms(340.0)).max(0.0) as usize
        })
        .collect()
}

/// Where the P wave of each beat would stand.
pub fn place(scene: &Scene, beats: &mut [Common]) {
    let floors = floors(scene, beats);
    let rows = Rows::of(scene, &floors);
    let count = rows.lags.len();
    let mut sum = vec![0.0_f32; rows.width];
    let mut together = vec![0.0_f32; count];
    let mut apart = vec![0.0_f32; count];
    for i in 0..beats.len() {
        let Some(extent) = scene.qrs[i] else { continue };
        sum.fill(0.0);
        together.fill(0.0);
        apart.fill(0.0);
        let around = near(i, beats.len());
        let n = around.len() as f32;
        for j in around {
            for (k, (sum, value)) in sum.iter_mut().zip(rows.row(j)).enumerate() {
                *sum += value;
                apart[k % count] += value * value;
            }
        }
        for (k, sum) in sum.iter().enumerate() {
            together[k % count] += sum * sum / n;
        }
        let due = |lag: f32| bell(lag - ms(110.0), ms(70.0));
        let best = summit(|k| together[k].sqrt() * due(rows.lags[k] as f32), 0, count);
        let (lag, coherent) = best.map_or((0.0, 0.0), |(k, _)| {
            (
                rows.lags[k] as f32,
                if apart[k] > 0.0 {
                    (((together[k] / apart[k]) * n - 1.0) / (n - 1.0).max(1.0)).max(0.0)
                } else {
                    0.0
                },
            )
        });
        let to = (extent.onset - ms(24.0)).max(0.0) as usize;
        let score = |at: usize| {
            let before = extent.onset - at as f32;
            scene.p_bump[at] * due(before) * (1.0 + KAPPA * coherent * bell(before - lag, ms(16.0)))
        };
        let top = summit(score, floors[i], to).filter(|&(_, most)| most > 0.0);
        beats[i].p = top.and_then(|(top, _)| {
            let from = floors[i].saturating_sub(5);
            let (onset, offset) = P_OUTLINE.of(&scene.p_slope, top, from, extent.onset as usize)?;
            Some([onset, top as f32, offset])
        });
        beats[i].coherent = coherent;
        beats[i].lag = lag;
    }
}

pub fn features(scene: &Scene, beats: &[Common]) -> Vec<[f32; 10]> {
    let floors = floors(scene, beats);
    let rows = Rows::of(scene, &floors);
    let lags = &rows.lags;
    let width = rows.width;
    let row = |i: usize| rows.row(i);
    let mut sum = vec![0.0_f32; width];
    let mut out = vec![[0.0; 10]; beats.len()];
    for i in 0..beats.len() {
        let (Some(p), Some(extent)) = (beats[i].p, scene.qrs[i]) else { continue };
        sum.fill(0.0);
        let mut quiet = Vec::new();
        let mut rest = Vec::new();
        let mut prs = Vec::new();
        let mut tops = Vec::new();
        let mut rrs = Vec::new();
        for j in near(i, beats.len()) {
            if j != i {
                sum.iter_mut().zip(row(j)).for_each(|(sum, value)| *sum += value);
            }
            if j > 0 {
                rrs.push((beats[j].r - beats[j - 1].r) as f32);
            }
            if let (Some(extent), Some(p)) = (scene.qrs[j], beats[j].p) {
                prs.push(extent.onset - p[1]);
                tops.push(scene.p_bump[p[1] as usize]);
                let from =
                    if j > 0 { beats[j - 1].t.map_or(beats[j - 1].r as f32, |t| t[2]) } else { 0.0 } as usize;
                let to = extent.onset as usize;
                quiet.extend((from..to.min(scene.len())).map(|n| scene.p_bump[n]));
                rest.extend(
                    (from..to.min(scene.len()))
                        .filter(|n| n.abs_diff(p[1] as usize) > 20)
                        .map(|n| scene.p_bump[n]),
                );
            }
        }
        let mine = row(i);
        let similar = |window: &dyn Fn(f32) -> bool| {
            let (mut dot, mut a2, mut b2) = (0.0, 0.0, 0.0);
            for (k, (a, b)) in mine.iter().zip(&sum).enumerate() {
                let lag = lags[k % lags.len()] as f32;
                if window(lag) {
                    dot += a * b;
                    a2 += a * a;
                    b2 += b * b;
                }
            }
            dot / (a2 * b2).sqrt().max(1e-30)
        };
        let similarity = similar(&|lag| (lag - (extent.onset - p[1])).abs() < 14.0);
        let similarity_all = similar(&|_| true);
        // flutter: own pattern found elsewhere
        let top_at = p[1] as usize;
        let mut again = 0.0_f32;
        if i > 0 {
            let prev = scene.qrs[i - 1].map_or(beats[i - 1].r, |q| q.offset as usize + 10);
            let (mut own, mut n) = (0.0, prev);
            for lead in 0..scene.leads.len() {
                for d in (0..24).step_by(3) {
                    let v = scene.fine_bump_of(lead, (top_at + d).saturating_sub(12));
                    own += v * v;
                }
            }
            while n + 32 < top_at {
                let (mut dot, mut other) = (0.0, 0.0);
                for lead in 0..scene.leads.len() {
                    for d in (0..24).step_by(3) {
                        let v = scene.fine_bump_of(lead, (top_at + d).saturating_sub(12));
                        let u = scene.fine_bump_of(lead, (n + d).saturating_sub(12));
                        dot += v * u;
                        other += u * u;
                    }
                }
                let _ = other;
                again = again.max(dot / own.max(1e-30));
                n += 2;
            }
        }
        let top = scene.p_bump[p[1] as usize];
        let noise = if quiet.is_empty() { top } else { fraction(&mut quiet, 0.3) };
        let high = if rest.is_empty() { noise } else { fraction(&mut rest, 0.8) };
        let pr = extent.onset - p[1];
        let pr_typical = fraction(&mut prs, 0.5);
        let mut away: Vec<f32> = prs.iter().map(|pr| (pr - pr_typical).abs()).collect();
        let pr_spread = fraction(&mut away, 0.7);
        let typical = fraction(&mut tops, 0.5);
        let rr = if rrs.is_empty() { 200.0 } else { fraction(&mut rrs, 0.5) };
        let mut steps: Vec<f32> = rrs.windows(2).map(|pair| (pair[1] - pair[0]).abs() / rr).collect();
        let irregular = if steps.is_empty() {
            0.0
        } else {
            steps.iter().map(|s| s.min(0.15)).sum::<f32>() / steps.len() as f32
        };
        out[i] = [
            (top / noise.max(1e-9 * top)).ln(),
            similarity,
            0.0,
            (pr - beats[i].lag).abs(),
            pr_spread,
            (top / typical).ln(),
            (top / high.max(1e-9 * top)).ln(),
            irregular,
            beats[i].coherent,
            again,
        ];
    }
    let similarities: Vec<f32> = out.iter().map(|f| f[1]).collect();
    for (i, out) in out.iter_mut().enumerate() {
        let mut around: Vec<f32> = near(i, beats.len()).map(|j| similarities[j]).collect();
        out[2] = fraction(&mut around, 0.5);
    }
    if std::env::var("DUMP").is_ok() {
        for (b, f) in beats.iter().zip(&out) {
            eprintln!("F {} {} {}", b.r, b.p.map_or(-1.0, |p| p[1]), f.map(|x| x.to_string()).join(" "));
        }
    }
    out
}
