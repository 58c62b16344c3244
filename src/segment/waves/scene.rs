//! A stretch of recording as all its leads show it together: slopes by lead, and activity over the leads.

use super::grid::ms;
use super::slopes::Slopes;

/// Half the distance of the two slopes whose difference is a bump: that of a P wave, and that of a T wave.
const P_HALF: usize = ms(28.0) as usize;
const T_HALF: usize = ms(56.0) as usize;

/// Leads and what they say together. Each lead counts by its own noise, so that neither gain nor polarity matters.
pub struct Scene {
    pub leads: Vec<Slopes>,
    /// What a lead's slopes are multiplied by; zero for a lead on which nothing happens.
    pub weights: Vec<f32>,
    /// Slopes of QRS, of P, and of T over all leads.
    pub quick: Vec<f32>,
    pub medium: Vec<f32>,
    pub slow: Vec<f32>,
    /// How much of a bump of a P wave's and of a T wave's size stands at each step.
    pub p_bump: Vec<f32>,
    pub t_bump: Vec<f32>,
}

impl Scene {
    /// Leads of one length.
    pub fn of(levels: Vec<Vec<f32>>, r_peaks: &[usize]) -> Scene {
        let leads: Vec<Slopes> = levels.into_iter().map(Slopes::of).collect();
        let weights: Vec<f32> = leads.iter().map(|lead| weight(lead, r_peaks)).collect();
        let sum: f32 = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
        let weights: Vec<f32> = weights.iter().map(|w| if sum > 0.0 { w / sum } else { 0.0 }).collect();
        let len = leads.first().map_or(0, |lead| lead.level.len());
        let fuse = |f: &dyn Fn(&Slopes, &mut dyn FnMut(usize, f32))| -> Vec<f32> {
            let mut out = vec![0.0_f32; len];
            for (lead, w) in leads.iter().zip(&weights) {
                f(lead, &mut |n, value| out[n] += (w * value) * (w * value));
            }
            out.iter_mut().for_each(|value| *value = value.sqrt());
            out
        };
        let slopes = |power: usize| {
            fuse(&|lead, put| lead.at(power).iter().enumerate().for_each(|(n, &value)| put(n, value)))
        };
        let bumps = |power: usize, half: usize| {
            fuse(&|lead, put| {
                let slopes = lead.at(power);
                for n in half..len.saturating_sub(half) {
                    put(n, slopes[n - half] - slopes[n + half]);
                }
            })
        };
        let (quick, medium, slow) = (slopes(2), slopes(3), slopes(4));
        let (p_bump, t_bump) = (bumps(4, P_HALF), bumps(5, T_HALF));
        Scene { quick: widened(&quick), medium, slow, p_bump, t_bump, leads, weights }
    }

    pub fn len(&self) -> usize {
        self.quick.len()
    }

    /// The bump of a P wave's size in one lead, weighted.
    pub fn p_bump_of(&self, lead: usize, at: usize) -> f32 {
        let slopes = self.leads[lead].at(4);
        if at < P_HALF || at + P_HALF >= slopes.len() {
            return 0.0;
        }
        self.weights[lead] * (slopes[at - P_HALF] - slopes[at + P_HALF])
    }
}

/// One over the noise of a lead: the fifth of its quick slopes, at least a hundredth of what its QRS have.
fn weight(lead: &Slopes, r_peaks: &[usize]) -> f32 {
    let slopes = lead.at(2);
    if slopes.is_empty() {
        return 0.0;
    }
    let stride = (slopes.len() / 4096).max(1);
    let mut sizes: Vec<f32> = slopes.iter().step_by(stride).map(|slope| slope.abs()).collect();
    let noise = fraction(&mut sizes, 0.2);
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
    let floor = noise.max(0.01 * qrs);
    let one_over = 1.0 / floor;
    if floor > 0.0 && one_over.is_finite() { one_over } else { 0.0 }
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
