//! How learned numbers speak: the label of a stretch, and what a beat says for atrial fibrillation.

use crate::measure::rhythm::figures::FIGURES;

/// What was learned: see `models/train/rhythm.py`.
pub(crate) struct Weights {
    /// For each label its bias and a weight a figure.
    pub labels: [[f64; FIGURES + 1]; 4],
    /// Within which each figure has been seen: beyond, nothing was learned.
    pub range: [(f64, f64); FIGURES],
    /// A beat: bias, the logarithm of how far its interval is from its neighbours', that squared, P, and likeness before QRS.
    pub beat: [f64; 5],
}

/// What is nearer than this is the same, and what is further is no further: in shares of the interval.
const AWAY: (f64, f64) = (0.004, 0.5);

/// How much one beat may say, as a logarithm of odds.
const MOST: f64 = 3.0;

impl Weights {
    /// The probability of each label, in the order of `Label::ALL`.
    pub fn label(&self, figures: &[f64; FIGURES]) -> [f64; 4] {
        let scores = self.labels.map(|weights| {
            let seen = figures.iter().zip(self.range).map(|(figure, (low, high))| figure.clamp(low, high));
            weights[0] + seen.zip(&weights[1..]).map(|(figure, weight)| figure * weight).sum::<f64>()
        });
        let highest = scores.iter().copied().fold(f64::MIN, f64::max);
        let odds = scores.map(|score| (score - highest).exp());
        let all: f64 = odds.iter().sum();
        odds.map(|odds| odds / all)
    }

    /// The logarithm of the odds that a beat is of atrial fibrillation; 0 where it does not follow another.
    pub fn beat(&self, away: Option<f64>, p: bool, alike: Option<f64>) -> f64 {
        let Some(away) = away else { return 0.0 };
        let away = away.clamp(AWAY.0, AWAY.1).ln();
        let seen = [1.0, away, away * away, f64::from(u8::from(p)), alike.unwrap_or(0.4)];
        let score: f64 = seen.iter().zip(&self.beat).map(|(seen, weight)| seen * weight).sum();
        score.clamp(-MOST, MOST)
    }
}
