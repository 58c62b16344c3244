//! Why a model says what it says of a beat: what it loses where a part of the beat is hidden.

use crate::classify::Classifier;
use crate::classify::spec::likeliest;
use crate::error::{Error, Result};

/// What a classifier of heartbeat tables looked at in one beat.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The column that is explained: the likeliest of the beat.
    pub column: usize,
    /// Its probability.
    pub probability: f32,
    /// For each sample how much of the probability goes where it is hidden; below zero where hiding it helps.
    pub weights: Vec<f32>,
}

/// Samples that are hidden together: about a QRS complex at 125 Hz.
const HIDDEN: usize = 12;

/// From one hidden stretch to the next: each sample is hidden at least once, a beat of 187 samples is run 25 times.
const STEP: usize = 8;

impl Classifier {
    /// Why the model says what it says of a beat: stretches of it are hidden one after the other, behind a straight line from
    /// their beginning to their end (Zeiler and Fergus 2014 hid patches of pictures). Costs about 25 runs of a beat.
    pub fn explain(&self, beat: &[f32]) -> Result<Explanation> {
        let width = self.spec().width();
        if beat.len() != width {
            let reason = format!("the beat has {} samples; {} reads {width}", beat.len(), self.spec().name);
            return Err(Error::unfit("beat", reason));
        }
        // Padding is not looked at by anybody.
        let end = beat.iter().rposition(|&value| value != 0.0).map_or(width, |last| last + 1);
        let stretches: Vec<(usize, usize)> =
            (0..end).step_by(STEP).map(|from| (from, (from + HIDDEN).min(end))).collect();
        let mut rows = beat.to_vec();
        for &(from, to) in &stretches {
            let mut hidden = beat.to_vec();
            let (first, last) = (beat[from.saturating_sub(1)], beat[to.min(width - 1)]);
            let length = (to - from + 1) as f32;
            for (place, value) in hidden[from..to].iter_mut().enumerate() {
                *value = first + (last - first) * (place + 1) as f32 / length;
            }
            rows.extend(hidden);
        }
        let mut said = Vec::new();
        self.run(&rows, &mut said)?;
        let columns = self.spec().columns();
        let (own, others) = said.split_at(columns);
        let column = likeliest(own);
        let probability = own[column];
        let (mut weights, mut times) = (vec![0.0; width], vec![0.0f32; width]);
        for (&(from, to), row) in stretches.iter().zip(others.chunks_exact(columns)) {
            for place in from..to {
                weights[place] += probability - row[column];
                times[place] += 1.0;
            }
        }
        weights.iter_mut().zip(&times).for_each(|(weight, times)| *weight /= times.max(1.0));
        Ok(Explanation { column, probability, weights })
    }
}
