//! Atrial fibrillation beat by beat: the likeliest course between it and what is not, and whether its episodes are any.

use std::ops::Range;

use crate::measure::rhythm::evidence::BeatEvidence;
use crate::measure::rhythm::figures::Seen;
use crate::measure::rhythm::label::Label;
use crate::measure::rhythm::weights::Weights;

/// What it costs to change between the two, as a logarithm of odds: what two clear beats say.
const CHANGE: f64 = 3.0;

/// Fewer beats are no episode.
const FEWEST: usize = 9;

/// An episode must look like one as a whole: so probable against the other rhythms.
const CONFIRMED: f64 = 0.5;

/// It is looked at as a whole so many beats at a time.
const PART: usize = 100;

/// The episodes of atrial fibrillation, as ranges of beats: the first is that whose interval is the first irregular one.
///
/// A chain of two states (Viterbi's course through what each beat says, changes costing [`CHANGE`]), so that onset and end
/// are where the beats turn and not where a window does. What it finds is held against the figures by which whole
/// stretches are told apart: irregular without P is also what bigeminy and noise look like. Linear in the beats.
pub(crate) fn episodes(weights: &Weights, seen: &Seen, beats: &[BeatEvidence]) -> Vec<Range<usize>> {
    let odds: Vec<f64> = beats.iter().map(|beat| weights.beat(beat.away, beat.p, beat.alike)).collect();
    let mut found = runs(&odds);
    found.retain(|run| run.len() >= FEWEST && is_one(weights, seen, run));
    found
}

/// Where the likeliest course is in fibrillation.
fn runs(odds: &[f64]) -> Vec<Range<usize>> {
    // What the best course to here is worth that ends without, and with; and whether each came from the other.
    let mut worth = [0.0, -CHANGE];
    let mut changed: Vec<[bool; 2]> = Vec::with_capacity(odds.len());
    for odds in odds {
        let came = [worth[1] - CHANGE > worth[0], worth[0] - CHANGE > worth[1]];
        let best = [worth[0].max(worth[1] - CHANGE), worth[1].max(worth[0] - CHANGE)];
        worth = [best[0] - odds / 2.0, best[1] + odds / 2.0];
        changed.push(came);
    }
    let mut state = usize::from(worth[1] > worth[0]);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for beat in (0..odds.len()).rev() {
        if state == 1 {
            match runs.last_mut() {
                Some(run) if run.start == beat + 1 => run.start = beat,
                _ => runs.push(beat..beat + 1),
            }
        }
        if changed[beat][state] {
            state = 1 - state;
        }
    }
    runs.reverse();
    runs
}

/// Whether a run looks like atrial fibrillation as a whole.
fn is_one(weights: &Weights, seen: &Seen, run: &Range<usize>) -> bool {
    let parts = run.len().div_ceil(PART);
    let (mut for_it, mut all) = (0.0, 0.0);
    for part in 0..parts {
        let from = run.start + run.len() * part / parts;
        let to = run.start + run.len() * (part + 1) / parts;
        let span = (seen.at_s[from], seen.at_s[to - 1].max(seen.at_s[from] + 1e-3));
        // The interval before the first beat belongs to it.
        let Some(figures) = seen.figures(from.saturating_sub(1), to, span) else { continue };
        let label = weights.label(&figures);
        let against =
            label[Label::N as usize] + label[Label::Other as usize] + 0.5 * label[Label::Noisy as usize];
        let beats = (to - from) as f64;
        for_it += beats * label[Label::Af as usize] / (label[Label::Af as usize] + against);
        all += beats;
    }
    all > 0.0 && for_it >= CONFIRMED * all
}

#[test]
fn a_run_begins_and_ends_where_its_beats_do() {
    let runs_of = |parts: &[(usize, f64)]| -> Vec<(usize, usize)> {
        let odds: Vec<f64> =
            parts.iter().flat_map(|&(count, odds)| std::iter::repeat_n(odds, count)).collect();
        runs(&odds).into_iter().map(|run| (run.start, run.end)).collect()
    };
    assert_eq!(runs_of(&[(20, -1.5), (15, 1.5), (20, -1.5)]), [(20, 35)]);
    assert_eq!(runs_of(&[(20, -1.5), (3, 1.5), (20, -1.5)]), []);
    assert_eq!(runs_of(&[(12, 2.0), (2, -2.0), (12, 2.0)]), [(0, 26)]);
    assert_eq!(runs_of(&[]), []);
}
