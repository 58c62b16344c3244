//! What a recording picks up on its way: wandering baseline, mains hum, muscles.

use crate::dsp::random::Random;
use crate::ecg::Hertz;

/// Shares of the noise's power.
const WANDER: f64 = 0.7;
const MAINS: f64 = 0.1;
const MUSCLE: f64 = 0.2;

/// Adds noise of `millivolts` root mean square in all.
pub fn add(samples: &mut [f64], rate: Hertz, millivolts: f64, random: &mut Random) {
    if millivolts == 0.0 {
        return;
    }
    let turn = std::f64::consts::TAU / rate.get();
    let slow = Wander::drawn(rate, random);
    let hum = random.uniform(0.0, std::f64::consts::TAU);
    for (index, sample) in samples.iter_mut().enumerate() {
        let n = index as f64;
        let wander = slow.at(n);
        let mains = (2.0 * MAINS).sqrt() * (50.0 * turn * n + hum).sin();
        *sample += millivolts * (wander + mains + MUSCLE.sqrt() * random.normal());
    }
}

/// A wandering baseline, of the wander's share of the power.
pub struct Wander {
    /// (radians a sample, phase) of each wave.
    waves: Vec<(f64, f64)>,
    height: f64,
}

impl Wander {
    pub fn drawn(rate: Hertz, random: &mut Random) -> Wander {
        let turn = std::f64::consts::TAU / rate.get();
        let waves: Vec<(f64, f64)> = (0..8)
            .map(|_| (random.uniform(0.05, 0.45) * turn, random.uniform(0.0, std::f64::consts::TAU)))
            .collect();
        let height = (2.0 * WANDER / waves.len() as f64).sqrt();
        Wander { waves, height }
    }

    /// Its level at a sample.
    pub fn at(&self, n: f64) -> f64 {
        self.waves.iter().map(|(step, phase)| self.height * (step * n + phase).sin()).sum()
    }
}

/// Seconds of a burst, and of the peace before the next.
const BURST: (f64, f64) = (3.0, 9.0);
const PEACE: (f64, f64) = (4.0, 12.0);

/// Jolts of an electrode in a second.
const JOLTS: f64 = 3.0;

/// Seconds in which a jolt decays, and in which a bump comes and goes: a bump is as wide as a QRS complex, or a T wave.
const DECAY: (f64, f64) = (0.15, 0.8);
const BUMP: (f64, f64) = (0.015, 0.12);

/// Seconds in which a burst swells and fades.
const SWELL: f64 = 0.3;

/// Between bursts the noise is this share of what it is in them.
const BETWEEN: f64 = 0.04;

/// Adds noise as moving electrodes make it, of `millivolts` root mean square in each burst; `always`, or in bursts, which all leads share.
pub fn add_motion(leads: &mut [Vec<f64>], rate: Hertz, millivolts: f64, always: bool, random: &mut Random) {
    let count = leads.first().map_or(0, Vec::len);
    let loudness = if always { vec![1.0; count] } else { bursts(count, rate, random) };
    for samples in leads {
        let mut motion = jolts(count, rate, random);
        let power = motion.iter().map(|value| value * value).sum::<f64>() / count as f64;
        let scale = if power > 0.0 { millivolts / power.sqrt() } else { 0.0 };
        motion.iter_mut().for_each(|value| *value *= scale);
        for ((sample, value), loud) in samples.iter_mut().zip(motion).zip(&loudness) {
            *sample += loud * value;
        }
        add(samples, rate, BETWEEN * millivolts, random);
    }
}

/// How much of the motion is felt at each sample, from 0 to 1.
fn bursts(count: usize, rate: Hertz, random: &mut Random) -> Vec<f64> {
    let mut loudness = vec![0.0; count];
    let length = count as f64 / rate.get();
    let mut from = random.uniform(0.0, PEACE.0);
    while from < length {
        let to = from + random.uniform(BURST.0, BURST.1);
        let samples = (from * rate.get()) as usize..((to * rate.get()) as usize).min(count);
        for index in samples {
            let time = index as f64 / rate.get();
            loudness[index] = ((time - from).min(to - time) / SWELL).clamp(0.0, 1.0);
        }
        from = to + random.uniform(PEACE.0, PEACE.1);
    }
    loudness
}

/// Jolts that shift the baseline and decay, bumps like complexes, and muscles, of no particular height.
pub fn jolts(count: usize, rate: Hertz, random: &mut Random) -> Vec<f64> {
    let mut motion: Vec<f64> = (0..count).map(|_| 0.15 * random.normal()).collect();
    let length = count as f64 / rate.get();
    let jolts = (JOLTS * length).ceil() as usize;
    for _ in 0..jolts {
        let at = random.uniform(-DECAY.1, length);
        let height = random.normal();
        let decay = random.uniform(DECAY.0, DECAY.1);
        let width = random.uniform(BUMP.0, BUMP.1);
        let bump = random.normal();
        let reach = (6.0 * decay).max(4.0 * width);
        let first = ((at - 4.0 * width).max(0.0) * rate.get()) as usize;
        let last = (((at + reach) * rate.get()).max(0.0) as usize).min(count);
        for (index, value) in motion.iter_mut().enumerate().take(last).skip(first) {
            let after = index as f64 / rate.get() - at;
            // An electrode moves within some 20 ms.
            let shift =
                if after > 0.0 { (1.0 - (-after / 0.02).exp()) * (-after / decay).exp() } else { 0.0 };
            *value += height * shift + bump * (-0.5 * (after / width).powi(2)).exp();
        }
    }
    motion
}
