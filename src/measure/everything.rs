//! All that beats and waves measure, at once: what does not need the other is measured beside it where there are threads.

use crate::ecg::{BeatClass, Hertz, Lead, SampleIndex, Wave};
use crate::measure::{Heartbeats, Hrv, Intervals, Quality, Rhythm, St};

/// Intervals, ST, rhythm and heart rate variability of one recording's beats.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Everything {
    /// Intervals and amplitudes.
    pub intervals: Intervals,
    /// The level between QRS and T.
    pub st: St,
    /// What the rhythm is, and what happens in it.
    pub rhythm: Rhythm,
    /// How the heart rate varies.
    pub hrv: Hrv,
}

impl Everything {
    /// Measures `beats` in order of time; the arguments are those of [`Heartbeats::new`].
    pub fn of(
        leads: &[Lead],
        rate: Hertz,
        beats: &[(SampleIndex, Option<BeatClass>)],
        waves: &[Wave],
        quality: &Quality,
    ) -> Everything {
        let (hrv, (rhythm, (intervals, st))) = both(
            || Hrv::of(beats, rate),
            || {
                let heartbeats = Heartbeats::new(leads, rate, beats, waves, quality);
                both(|| Rhythm::of(&heartbeats), || (Intervals::of(&heartbeats), St::of(&heartbeats)))
            },
        );
        Everything { intervals, st, rhythm, hrv }
    }
}

/// What both say, the first on a thread of its own.
#[cfg(not(target_arch = "wasm32"))]
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// What both say, one after the other: a worker has no threads.
#[cfg(target_arch = "wasm32")]
fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}
