//! Heartbeats as they are measured: prepared once, for intervals, ST and rhythm alike.

use crate::ecg::{BeatClass, Hertz, Lead, SampleIndex, Wave};
use crate::measure::outline::{Outline, outlines};
use crate::measure::quality::Quality;

/// A beat that comes later than this after the one before it does not follow it, in seconds: something was missed between them.
pub const LONGEST_RR_S: f64 = 10.0;

/// Shorter than this no two beats follow one another: one of them is none.
const SHORTEST_RR_S: f64 = 0.2;

/// Beats in order of time, the leads that show them, and what the waves outline of each.
pub struct Heartbeats<'a> {
    pub(crate) leads: &'a [Lead],
    pub(crate) rate: Hertz,
    pub(crate) quality: &'a Quality,
    pub(crate) at: Vec<SampleIndex>,
    pub(crate) classes: Vec<Option<BeatClass>>,
    /// How long after the one before it each beat comes, in seconds; `None` where it does not follow one.
    pub(crate) rr: Vec<Option<f64>>,
    pub(crate) outlines: Vec<Outline>,
}

impl<'a> Heartbeats<'a> {
    /// Prepares `beats`, which are in order of time; `waves` are as found or marked, lead by lead.
    ///
    /// A beat without class counts as normal. Two that are less than 0.2 s or more than 10 s apart do not follow one
    /// another. Linear in beats and waves.
    pub fn new(
        leads: &'a [Lead],
        rate: Hertz,
        beats: &[(SampleIndex, Option<BeatClass>)],
        waves: &[Wave],
        quality: &'a Quality,
    ) -> Heartbeats<'a> {
        let (at, classes): (Vec<_>, Vec<_>) = beats.iter().copied().unzip();
        let follow = at.windows(2).map(|pair| follows(pair[0], pair[1], rate));
        let rr = at.first().map(|_| None).into_iter().chain(follow).collect();
        let outlines = outlines(&at, waves, rate);
        Heartbeats { leads, rate, quality, at, classes, rr, outlines }
    }

    /// Whether a beat counts as normal.
    pub(crate) fn is_normal(&self, beat: usize) -> bool {
        is_normal(self.classes[beat])
    }
}

/// Whether a beat of this class counts as normal: nobody said otherwise.
pub(crate) fn is_normal(class: Option<BeatClass>) -> bool {
    matches!(class, None | Some(BeatClass::N))
}

/// How long after `before` a beat comes; `None` where they do not follow one another.
pub(crate) fn follows(before: SampleIndex, beat: SampleIndex, rate: Hertz) -> Option<f64> {
    let rr = beat.0.checked_sub(before.0)? as f64 / rate.get();
    (SHORTEST_RR_S..=LONGEST_RR_S).contains(&rr).then_some(rr)
}
