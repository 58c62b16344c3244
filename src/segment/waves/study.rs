//! What the learned decisions are made from, for the script that learns them.

use crate::ecg::WaveKind;
use crate::segment::grid::Grid;
use crate::segment::waves::figures;
use crate::segment::waves::p;
use crate::segment::waves::scene::Scene;
use crate::segment::waves::table::{Common, KINDS, common, first_guess};
use crate::segment::waves::weights::Weights;

/// What is to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether there is a P wave.
    Presence,
    /// How far a wave's onset in one lead is from where all leads have it.
    Onset(WaveKind),
    /// The same of its offset.
    Offset(WaveKind),
}

/// One decision, and what it is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is to be decided.
    pub about: About,
    /// Which lead; 0 for what is decided for all.
    pub lead: usize,
    /// Which beat.
    pub beat: usize,
    /// Where in the recording, in samples: the top of the P wave, or the boundary as all leads have it.
    pub at: f64,
    /// What it is made from.
    pub figures: Vec<f32>,
}

pub fn questions(scene: &Scene, peaks: &[usize], grid: &Grid, weights: &Weights) -> Vec<Question> {
    let beats = common(scene, peaks, weights);
    let mut out = Vec::new();
    let mut candidates = beats.clone();
    for (beat, evidence) in p::weigh(scene, &mut candidates).iter().enumerate() {
        if let Some(wave) = candidates[beat].p {
            let (at, figures) = (grid.to_samples(wave[1]), evidence.terms().to_vec());
            out.push(Question { about: About::Presence, lead: 0, beat, at, figures });
        }
    }
    for lead in 0..scene.leads.len() {
        for (beat, common) in beats.iter().enumerate() {
            boundaries(scene, lead, beat, common, grid, &mut out);
        }
    }
    out
}

fn boundaries(
    scene: &Scene,
    lead: usize,
    beat: usize,
    common: &Common,
    grid: &Grid,
    out: &mut Vec<Question>,
) {
    let mut row = first_guess(&scene.leads[lead], common);
    for kind in KINDS {
        let Some(wave) = *row.get(kind) else { continue };
        let abouts = [(wave[0], About::Onset(kind)), (wave[2], About::Offset(kind))];
        for ((at, about), figures) in abouts.into_iter().zip(figures::of(scene, lead, kind, wave, common)) {
            let (at, figures) = (grid.to_samples(at), figures.to_vec());
            out.push(Question { about, lead, beat, at, figures });
        }
    }
}
