//! A stretch of recording as all its leads show it together: how steep the QRS is, and how much of a P or a T stands where.

use crate::segment::grid::ms;
use crate::segment::waves::qrs::{self, Extent};
use crate::segment::waves::slopes::Slopes;
use crate::segment::waves::table::Common;

/// Half the distance of the two slopes whose difference is a bump: that of a P wave, and that of a T wave.
const P_HALF: usize = ms(28.0) as usize;
const T_HALF: usize = ms(56.0) as usize;
/// What is less steep than this share of the noise, or of a hundredth of the QRS, is no beat.
const FAINTEST: f32 = 0.5;
/// Slow slopes below this share of that are none either.
const SLOWEST: f32 = 0.01;
/// How much more than the QRS is taken out before slow waves are looked for.
const MARGIN: f32 = ms(8.0);

/// One lead.
pub struct Lead {
    pub level: Vec<f32>,
    /// Scale 2^2, of the lead as it is.
    pub quick: Vec<f32>,
    /// Scales 2^3 to 2^5, of the lead without its QRS complexes.
    pub slow: Slopes,
    /// What its slopes are multiplied by; zero for a lead on which nothing happens.
    pub weight: f32,
    /// The same for the slopes of slow waves.
    pub slow_weight: f32,
    /// A beat whose slopes are all below this is none.
    faintest: f32,
}

/// Leads and what they say together. Each lead counts by its own noise, so that neither gain nor polarity matters.
pub struct Scene {
    pub leads: Vec<Lead>,
    /// The QRS of each beat.
    pub qrs: Vec<Option<Extent>>,
    /// Slopes over all leads: of QRS, of P, and of T.
    pub quick: Vec<f32>,
    pub p_slope: Vec<f32>,
    pub t_slope: Vec<f32>,
    /// How much of a bump of a P wave's and of a T wave's size stands at each step, over all leads.
    pub p_bump: Vec<f32>,
    pub t_bump: Vec<f32>,
}

impl Lead {
    /// Whether this lead alone stands still while the others beat.
    pub fn dead_at(&self, beat: &Common) -> bool {
        let Some(extent) = beat.qrs else { return true };
        let from = (extent.onset.max(0.0) as usize).min(self.level.len());
        let to = (extent.offset.max(0.0) as usize + 1).clamp(from, self.level.len());
        self.quick[from..to].iter().all(|slope| slope.abs() <= self.faintest)
    }
}

impl Scene {
    /// Leads of one length, and the steps of their R peaks.
    pub fn of(levels: Vec<Vec<f32>>, r_peaks: &[usize]) -> Scene {
        let quick: Vec<Vec<f32>> =
            levels.iter().map(|level| Slopes::of(level, 2, 2).at(2).to_vec()).collect();
        let weights: Vec<f32> = quick.iter().map(|slopes| weight(slopes, r_peaks)).collect();
        let sum: f32 = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
        let leads = levels.into_iter().zip(quick).zip(&weights).map(|((level, quick), &weight)| Lead {
            slow: Slopes::of(&[], 3, 5),
            level,
            quick,
            slow_weight: 0.0,
            faintest: FAINTEST * one_over(weight),
            weight: if sum > 0.0 { weight / sum } else { 0.0 },
        });
        let mut leads: Vec<Lead> = leads.collect();
        let quick = widened(&fused(&leads, |lead| (lead.weight, &lead.quick), 0));
        let qrs = qrs::extents(&quick, r_peaks);
        for lead in &mut leads {
            lead.slow = Slopes::of(&without_qrs(&lead.level, &qrs), 3, 5);
            if lead.weight > 0.0 {
                lead.slow_weight = one_over(quiet(lead.slow.at(4), 0.25).max(SLOWEST * lead.faintest));
            }
        }
        let sum: f32 = leads.iter().map(|lead| lead.slow_weight * lead.slow_weight).sum::<f32>().sqrt();
        leads.iter_mut().for_each(|lead| lead.slow_weight /= sum.max(f32::MIN_POSITIVE));
        let p_slope = fused(&leads, |lead| (lead.slow_weight, lead.slow.at(3)), 0);
        let t_slope = fused(&leads, |lead| (lead.slow_weight, lead.slow.at(4)), 0);
        let p_bump = fused(&leads, |lead| (lead.slow_weight, lead.slow.at(4)), P_HALF);
        let t_bump = fused(&leads, |lead| (lead.slow_weight, lead.slow.at(5)), T_HALF);
        Scene { leads, qrs, quick, p_slope, t_slope, p_bump, t_bump }
    }

    pub fn len(&self) -> usize {
        self.quick.len()
    }

    /// The bump of a P wave's size in one lead, weighted.
    pub fn p_bump_of(&self, lead: usize, at: usize) -> f32 {
        let lead = &self.leads[lead];
        let slopes = lead.slow.at(4);
        if at < P_HALF || at + P_HALF >= slopes.len() {
            return 0.0;
        }
        lead.slow_weight * (slopes[at - P_HALF] - slopes[at + P_HALF])
    }
}

/// The root of the leads' summed squares; of differences between `half` before and `half` after, where `half` is not zero.
fn fused<'a>(leads: &'a [Lead], of: impl Fn(&'a Lead) -> (f32, &'a [f32]), half: usize) -> Vec<f32> {
    let len = leads.first().map_or(0, |lead| lead.level.len());
    let mut out = vec![0.0_f32; len];
    for lead in leads.iter().filter(|lead| lead.weight > 0.0) {
        let (weight, slopes) = of(lead);
        let w = weight * weight;
        if half == 0 {
            out.iter_mut().zip(slopes).for_each(|(out, slope)| *out += w * slope * slope);
        } else if len > 2 * half {
            let pairs = slopes.iter().zip(&slopes[2 * half..]);
            out[half..].iter_mut().zip(pairs).for_each(|(out, (before, after))| {
                *out += w * (before - after) * (before - after);
            });
        }
    }
    out.iter_mut().for_each(|value| *value = value.sqrt());
    out
}

/// The lead with a straight line in place of each QRS.
fn without_qrs(level: &[f32], qrs: &[Option<Extent>]) -> Vec<f32> {
    let mut out = level.to_vec();
    let last = level.len().saturating_sub(1);
    for extent in qrs.iter().flatten() {
        let from = (extent.onset - MARGIN).max(0.0) as usize;
        let to = ((extent.offset + MARGIN) as usize + 1).min(last);
        let mean = |from: usize, to: usize| level[from..=to].iter().sum::<f32>() / (to - from + 1) as f32;
        let (before, after) = (mean(from.saturating_sub(2), from), mean(to, (to + 2).min(last)));
        let length = (to - from).max(1) as f32;
        for (n, out) in out[from..=to].iter_mut().enumerate() {
            *out = before + (after - before) * n as f32 / length;
        }
    }
    out
}

/// One over the noise of a lead: the fifth of its quick slopes, at least a hundredth of what its QRS have.
fn weight(slopes: &[f32], r_peaks: &[usize]) -> f32 {
    if slopes.is_empty() {
        return 0.0;
    }
    let noise = quiet(slopes, 0.2);
    let mut peaks: Vec<f32> = r_peaks
        .iter()
        .map(|&r| {
            let from = r.saturating_sub(ms(60.0) as usize);
            slopes[from.min(slopes.len())..(r + ms(60.0) as usize).min(slopes.len())]
                .iter()
                .fold(0.0, |max: f32, slope| max.max(slope.abs()))
        })
        .collect();
    let qrs = if peaks.is_empty() { 0.0 } else { fraction(&mut peaks, 0.5) };
    one_over(noise.max(0.01 * qrs))
}

/// Zero for what has no inverse.
fn one_over(value: f32) -> f32 {
    let inverse = 1.0 / value;
    if value > 0.0 && inverse.is_finite() { inverse } else { 0.0 }
}

/// The size below which `share` of the slopes are.
fn quiet(slopes: &[f32], share: f32) -> f32 {
    if slopes.is_empty() {
        return 0.0;
    }
    let stride = (slopes.len() / 4096).max(1);
    let mut sizes: Vec<f32> = slopes.iter().step_by(stride).map(|slope| slope.abs()).collect();
    fraction(&mut sizes, share)
}

/// The value below which `share` of `values` are; reorders them. They must not be empty.
pub fn fraction(values: &mut [f32], share: f32) -> f32 {
    let at = ((values.len() - 1) as f32 * share).round() as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

/// The root mean square over five steps: what crosses zero between an up and a down is no pause.
fn widened(values: &[f32]) -> Vec<f32> {
    let square = |n: usize| values[n] * values[n];
    let len = values.len();
    (0..len)
        .map(|n| {
            let (from, to) = (n.saturating_sub(2), (n + 3).min(len));
            ((from..to).map(square).sum::<f32>() / 5.0).sqrt()
        })
        .collect()
}
