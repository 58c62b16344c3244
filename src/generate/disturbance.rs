//! Noise of a kind, as loud as a signal-to-noise ratio says.

use std::f64::consts::TAU;

use crate::dsp::filter::{Pass, butterworth};
use crate::dsp::random::Random;
use crate::dsp::size;
use crate::ecg::{Hertz, SampleIndex};
use crate::generate::noise::{Wander, jolts};

/// Where noise comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoiseKind {
    /// As loud at all frequencies.
    White,
    /// A baseline that wanders below half a hertz, as breathing makes it.
    Baseline,
    /// Hum of 50 Hz with a little of its third harmonic.
    Mains50,
    /// The same of 60 Hz.
    Mains60,
    /// Muscles: 20 to 150 Hz, swelling and fading.
    Muscle,
    /// Moving electrodes: jolts that decay, and bumps that look like beats.
    Motion,
}

const NAMES: [(NoiseKind, &str); 6] = [
    (NoiseKind::White, "white"),
    (NoiseKind::Baseline, "baseline"),
    (NoiseKind::Mains50, "mains50"),
    (NoiseKind::Mains60, "mains60"),
    (NoiseKind::Muscle, "muscle"),
    (NoiseKind::Motion, "motion"),
];

impl NoiseKind {
    /// All of them.
    pub fn all() -> impl Iterator<Item = NoiseKind> {
        NAMES.iter().map(|row| row.0)
    }

    /// The kind of that name, as `baseline`.
    pub fn named(name: &str) -> Option<NoiseKind> {
        NAMES.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        // The names stand in the order of the enum; a test says so.
        NAMES[self as usize].1
    }

    /// Its hum's frequency in hertz, of those that hum.
    fn hum(self) -> Option<f64> {
        match self {
            NoiseKind::Mains50 => Some(50.0),
            NoiseKind::Mains60 => Some(60.0),
            _ => None,
        }
    }

    /// So many samples of it, of no particular height; none is silent.
    fn draw(self, count: usize, rate: Hertz, random: &mut Random) -> Vec<f64> {
        match self {
            NoiseKind::White => (0..count).map(|_| random.normal()).collect(),
            NoiseKind::Baseline => {
                let wander = Wander::drawn(rate, random);
                (0..count).map(|n| wander.at(n as f64)).collect()
            }
            NoiseKind::Mains50 => hum(50.0, count, rate, random),
            NoiseKind::Mains60 => hum(60.0, count, rate, random),
            NoiseKind::Muscle => muscle(count, rate, random),
            NoiseKind::Motion => jolts(count, rate, random),
        }
    }
}

/// One kind of noise, and how loud it is.
///
/// The signal-to-noise ratio is that of the noise stress test (`nst`, and [`crate::score::Mixer`]): 10 log10(S² / 8 / N²) dB, where S
/// is the mean height of the QRS complexes of a lead from lowest to highest sample within 50 ms of each mark (those of V, E, F, r
/// and ? beats left out, unless there are no others), and N the mean over all seconds of the noise's RMS around
/// the second's mean; of both, the twentieth part that is smallest and that is largest do not count. So 0 dB is noise as loud as a
/// sine of the height of QRS, and a wandering baseline, whose RMS within a second is small, is higher than its number sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disturbance {
    /// Where it comes from.
    pub kind: NoiseKind,
    /// Its signal-to-noise ratio in every lead, in decibels, -20 to 60.
    pub snr_db: f64,
}

const SNR_DB: (f64, f64) = (-20.0, 60.0);

/// How far a QRS is looked at on either side of its mark, and how long noise is measured at a time, in seconds.
const AROUND_A_MARK: f64 = 0.05;
const WINDOW: f64 = 1.0;

/// So that no noise hangs on the numbers of another, or of the heart.
const OWN: u64 = 0x8d1f_36c2_e94b_705a;

/// What is wrong with them, as a sentence without its end.
pub fn fault(disturbances: &[Disturbance], rate: Hertz) -> Option<String> {
    disturbances.iter().enumerate().find_map(|(at, &Disturbance { kind, snr_db })| {
        let (name, (low, high)) = (kind.name(), SNR_DB);
        if !snr_db.is_finite() || !(low..=high).contains(&snr_db) {
            return Some(format!("the signal-to-noise ratio of {name} should be {low} to {high} dB"));
        }
        if disturbances[..at].iter().any(|other| other.kind == kind) {
            return Some(format!("noise of the kind {name} is asked for twice; name each kind once"));
        }
        let hum = kind.hum().filter(|hum| rate.get() <= 2.0 * hum)?;
        Some(format!("{name} needs a rate above {} Hz, or it is no hum", 2.0 * hum))
    })
}

/// Adds them all to every lead, measured against the lead without any, of which `beats` are the symbols and places. `None` where
/// no beat can be measured, and nothing is added. Each lead and kind has its own chance, from the seed.
pub fn add(
    leads: &mut [Vec<f64>],
    rate: Hertz,
    disturbances: &[Disturbance],
    beats: &[(char, SampleIndex)],
    seed: u64,
) -> Option<()> {
    let is_usual = |symbol: char| !"VEFr?".contains(symbol);
    let any_usual = beats.iter().any(|beat| is_usual(beat.0));
    let places = || beats.iter().filter(|beat| !any_usual || is_usual(beat.0)).map(|beat| beat.1.0);
    let samples = |seconds: f64| (seconds * rate.get()).round() as usize;
    let sizes: Option<Vec<f64>> =
        leads.iter().map(|lead| size::height(lead, places(), samples(AROUND_A_MARK))).collect();
    for (at, (lead, signal)) in leads.iter_mut().zip(sizes?).enumerate() {
        for &Disturbance { kind, snr_db } in disturbances {
            let mut random = Random::new(seed ^ OWN.rotate_left((8 * at + kind as usize) as u32));
            let noise = kind.draw(lead.len(), rate, &mut random);
            let size = size::rms(&noise, samples(WINDOW))?;
            let gain = 10_f64.powf(-snr_db / 20.0) * signal / (8_f64.sqrt() * size);
            lead.iter_mut().zip(noise).for_each(|(sample, noise)| *sample += gain * noise);
        }
    }
    Some(())
}

/// How much of the third harmonic a hum has, and how far and how fast it sways, in Hz.
const THIRD: f64 = 0.15;
const SWAY: (f64, f64) = (0.1, 0.07);

/// A hum whose rate is above twice its frequency.
fn hum(hertz: f64, count: usize, rate: Hertz, random: &mut Random) -> Vec<f64> {
    let phases: [f64; 3] = std::array::from_fn(|_| random.uniform(0.0, TAU));
    let third = if 6.0 * hertz < rate.get() { THIRD } else { 0.0 };
    let wave = |n: usize| {
        let turn = TAU * n as f64 / rate.get();
        let sway = 1.0 + SWAY.0 * (SWAY.1 * turn + phases[2]).sin();
        sway * ((hertz * turn + phases[0]).sin() + third * (3.0 * hertz * turn + phases[1]).sin())
    };
    (0..count).map(wave).collect()
}

/// The frequencies of muscles, in Hz, and how far and how fast they swell and fade.
const MUSCLES: (f64, f64) = (20.0, 150.0);
const SWELL: (f64, f64) = (0.5, 0.23);

fn muscle(count: usize, rate: Hertz, random: &mut Random) -> Vec<f64> {
    let (low, high) = MUSCLES;
    let phase = random.uniform(0.0, TAU);
    let mut noise: Vec<f64> = (0..count).map(|_| random.normal()).collect();
    let pass = if 2.0 * high < rate.get() { Pass::Between(low, high) } else { Pass::Above(low) };
    if let Some(filter) = butterworth(2, pass, rate.get()) {
        filter.run(&mut noise, &mut filter.rest(0.0));
    }
    for (n, value) in noise.iter_mut().enumerate() {
        *value *= 1.0 + SWELL.0 * (TAU * SWELL.1 * n as f64 / rate.get() + phase).sin();
    }
    noise
}

#[test]
fn every_kind_has_its_own_name() {
    for (index, kind) in NoiseKind::all().enumerate() {
        assert_eq!(kind as usize, index);
        assert_eq!(NoiseKind::named(kind.name()), Some(kind));
    }
    assert_eq!(NoiseKind::named("pink"), None);
}
