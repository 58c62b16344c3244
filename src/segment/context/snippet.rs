//! One beat as it was recorded, and as much around it as anything is told of.

use crate::segment::context::signal::{Signal, steps};

/// All of a beat: from before P to after T.
pub const ALL: (isize, isize) = (steps(-320), steps(480));

/// The level before a beat, where roughness is noise.
const BEFORE: (isize, isize) = (steps(-300), steps(-100));

/// A beat on the grid.
pub struct Snippet {
    /// Where R stands, in steps.
    pub at: isize,
    /// How rough the lead is before it.
    pub roughness: f32,
    /// Over [`ALL`].
    values: Vec<f32>,
}

impl Snippet {
    /// One of the beats of a signal.
    pub fn of(signal: &Signal, beat: usize) -> Snippet {
        let at = signal.at[beat];
        let roughness = signal.roughness(at + BEFORE.0, at + BEFORE.1);
        Snippet { at, roughness, values: signal.part(at + ALL.0, at + ALL.1) }
    }

    /// The mean of several, step by step.
    pub fn mean<'a>(of: impl ExactSizeIterator<Item = &'a Snippet>) -> Snippet {
        let count = of.len().max(1) as f32;
        let mut values = vec![0.0; (ALL.1 - ALL.0) as usize];
        for snippet in of {
            values.iter_mut().zip(&snippet.values).for_each(|(sum, value)| *sum += value);
        }
        values.iter_mut().for_each(|value| *value /= count);
        Snippet { at: 0, roughness: 0.0, values }
    }

    /// From one step to before another, counted from R.
    pub fn part(&self, (from, to): (isize, isize)) -> &[f32] {
        &self.values[(from - ALL.0) as usize..(to - ALL.0) as usize]
    }

    /// The value at a step from R on; beyond what is told of a beat that at its nearer end.
    pub fn near(&self, step: isize) -> f32 {
        self.values[(step - ALL.0).clamp(0, self.values.len() as isize - 1) as usize]
    }
}
