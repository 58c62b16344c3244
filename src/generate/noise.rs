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
    let slow: Vec<(f64, f64)> = (0..8)
        .map(|_| (random.uniform(0.05, 0.45) * turn, random.uniform(0.0, std::f64::consts::TAU)))
        .collect();
    let height = (2.0 * WANDER / slow.len() as f64).sqrt();
    let hum = random.uniform(0.0, std::f64::consts::TAU);
    for (index, sample) in samples.iter_mut().enumerate() {
        let n = index as f64;
        let wander: f64 = slow.iter().map(|(step, phase)| height * (step * n + phase).sin()).sum();
        let mains = (2.0 * MAINS).sqrt() * (50.0 * turn * n + hum).sin();
        *sample += millivolts * (wander + mains + MUSCLE.sqrt() * random.normal());
    }
}
