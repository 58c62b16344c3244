//! The numbers that a beat is made of: drawn by chance that each beat has to itself, moved along a direction, mixed with others.

use crate::dsp::random::Random;
use crate::ecg::BeatClass;
use crate::error::{Error, Result};
use crate::generate::Papers;

/// Apart by less than this, in radians, or opposite to each other: there is no arc between them, or no one of its own.
const NO_ARC: f64 = 1e-6;

impl Papers {
    /// The latent of a class's beat of that number. It hangs on these and the seed alone, so that any beats can be made without those
    /// before them. (To the last bit on one platform; between platforms `ln` and `cos` may differ in it.)
    pub fn latent_for(&self, class: BeatClass, seed: u64, index: usize) -> Vec<f32> {
        let mut random = Random::new(own_seed(class, seed, index));
        (0..self.latent).map(|_| random.normal() as f32).collect()
    }

    /// The latent moved along a named direction by `amount`, which is kept inside of what the direction allows.
    pub fn along(&self, latent: &[f32], direction: &str, amount: f32) -> Result<Vec<f32>> {
        self.fits(latent)?;
        let direction = self.direction(direction)?;
        if !amount.is_finite() {
            return Err(Error::unfit(
                &self.name,
                format!("{amount} along {}; it should be a number", direction.name),
            ));
        }
        let amount = amount.clamp(direction.from, direction.to);
        Ok(latent.iter().zip(&direction.vector).map(|(number, step)| number + amount * step).collect())
    }

    /// The latent a `share` (0 to 1) of the way from one to another, along the arc between them, as far from the middle of all as
    /// they are; where there is no arc, straight.
    pub fn between(&self, one: &[f32], other: &[f32], share: f32) -> Result<Vec<f32>> {
        self.fits(one)?;
        self.fits(other)?;
        let share = f64::from(if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 });
        let dot = |a: &[f32], b: &[f32]| -> f64 {
            a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
        };
        let lengths = (dot(one, one) * dot(other, other)).sqrt();
        let angle = if lengths > 0.0 { (dot(one, other) / lengths).clamp(-1.0, 1.0).acos() } else { 0.0 };
        let (from, to) = if angle < NO_ARC || std::f64::consts::PI - angle < NO_ARC {
            (1.0 - share, share)
        } else {
            (((1.0 - share) * angle).sin() / angle.sin(), (share * angle).sin() / angle.sin())
        };
        let mixed = |(&one, &other): (&f32, &f32)| (from * f64::from(one) + to * f64::from(other)) as f32;
        Ok(one.iter().zip(other).map(mixed).collect())
    }

    /// Refuses what is no latent of this generator.
    pub(in crate::generate) fn fits(&self, latent: &[f32]) -> Result<()> {
        let wrong = |reason: String| Err(Error::unfit(&self.name, reason));
        if latent.len() != self.latent {
            return wrong(format!("a latent of {} numbers; it takes {}", latent.len(), self.latent));
        }
        match latent.iter().position(|number| !number.is_finite()) {
            Some(at) => wrong(format!("latent number {at} is no number")),
            None => Ok(()),
        }
    }
}

/// Far from that of the beat before and of the other classes: seeds pass through splitmix64 when they are used.
fn own_seed(class: BeatClass, seed: u64, index: usize) -> u64 {
    const OF_A_CLASS: u64 = 0xd134_2543_de82_ef95;
    let own = Random::new(seed ^ OF_A_CLASS.wrapping_mul(class.index() as u64 + 1)).bits();
    own.wrapping_add(index as u64)
}
