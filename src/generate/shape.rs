//! The waves of a beat of each class, as bumps in time and millivolts, shaped like those of lead MLII.

use crate::dsp::random::Random;
use crate::ecg::BeatClass;

/// One wave: a Gaussian bump.
#[derive(Clone, Copy, Debug)]
pub struct Wave {
    /// Seconds after the R peak; negative before it.
    pub at: f64,
    /// Standard deviation in seconds.
    pub width: f64,
    /// Millivolts.
    pub height: f64,
}

const fn wave(at: f64, width: f64, height: f64) -> Wave {
    Wave { at, width, height }
}

/// P, Q, R, S, and a T that rises slower than it falls. QRS of about 90 ms.
const NORMAL: [Wave; 6] = [
    wave(-0.165, 0.024, 0.12),
    wave(-0.030, 0.009, -0.09),
    wave(0.0, 0.0115, 1.15),
    wave(0.031, 0.011, -0.24),
    wave(0.235, 0.050, 0.17),
    wave(0.290, 0.034, 0.16),
];

/// The P wave comes from elsewhere, low and inverted; the ventricles beat as always.
const SUPRAVENTRICULAR: [Wave; 6] = [
    wave(-0.125, 0.020, -0.06),
    wave(-0.030, 0.009, -0.08),
    wave(0.0, 0.0115, 1.08),
    wave(0.031, 0.011, -0.26),
    wave(0.230, 0.050, 0.15),
    wave(0.285, 0.034, 0.13),
];

/// No P; a QRS of some 150 ms; a T against it.
const VENTRICULAR: [Wave; 5] = [
    wave(-0.055, 0.022, 0.25),
    wave(0.0, 0.031, 1.45),
    wave(0.085, 0.030, -0.55),
    wave(0.250, 0.060, -0.38),
    wave(0.320, 0.045, -0.20),
];

/// Half of each: the two wavefronts meet. A QRS of some 120 ms that ends in a sagging ST segment, and hardly a T.
const FUSION: [Wave; 6] = [
    wave(-0.165, 0.024, 0.11),
    wave(-0.032, 0.014, 0.10),
    wave(0.0, 0.019, 1.25),
    wave(0.062, 0.020, -0.16),
    wave(0.140, 0.045, -0.20),
    wave(0.300, 0.040, 0.05),
];

/// A spike, then a wide QRS.
const PACED: [Wave; 5] = [
    wave(-0.070, 0.0032, 0.45),
    wave(0.0, 0.028, 0.95),
    wave(0.095, 0.036, -0.75),
    wave(0.300, 0.062, 0.38),
    wave(0.370, 0.045, 0.22),
];

/// The waves of a beat of `class` with RR intervals of `rr` seconds around it: T moves with the square root of that, so
/// that it comes sooner after an early beat. No two beats are quite alike.
pub fn waves(class: BeatClass, rr: f64, random: &mut Random) -> Vec<Wave> {
    let shape: &[Wave] = match class {
        BeatClass::N => &NORMAL,
        BeatClass::S => &SUPRAVENTRICULAR,
        BeatClass::V => &VENTRICULAR,
        BeatClass::F => &FUSION,
        BeatClass::Q => &PACED,
    };
    let size = 1.0 + 0.03 * random.normal();
    let stretch = 1.0 + 0.02 * random.normal();
    shape
        .iter()
        .map(|wave| {
            let slowed = if wave.at > 0.2 { rr.clamp(0.4, 1.4).sqrt() } else { 1.0 };
            Wave {
                at: wave.at * slowed * stretch,
                width: wave.width * stretch,
                height: wave.height * size * (1.0 + 0.03 * random.normal()),
            }
        })
        .collect()
}
