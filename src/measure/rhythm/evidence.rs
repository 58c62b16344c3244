//! What a recording's rhythm is told by: the figures of each stretch, and what each beat says.

use crate::measure::heartbeats::Heartbeats;
use crate::measure::rhythm::figures::{FIGURES, Seen};

/// A record longer than this is looked at in stretches.
const WHOLE_S: f64 = 65.0;

/// How long a stretch of a long record is, about.
const STRETCH_S: f64 = 30.0;

/// What a recording's rhythm is told by, before anybody tells it: for `models/train/rhythm.py`, which learns from it.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// From when to when, and the figures of it; `None` where too few beats are in it.
    pub stretches: Vec<(f64, f64, Option<[f64; FIGURES]>)>,
    /// Of each beat: the interval before it, how far that is from the nearest of its neighbours', whether a P wave stands
    /// before it, and how alike what stands before it is to its neighbours'.
    pub beats: Vec<BeatEvidence>,
}

/// What a beat says of the rhythm.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeatEvidence {
    /// The interval before it, in seconds.
    pub rr: Option<f64>,
    /// How far the logarithm of the interval is from the nearest of those of the three before and the three after.
    pub away: Option<f64>,
    /// Whether a P wave stands before it.
    pub p: bool,
    /// How alike what stands before it is to its neighbours', from −1 to 1.
    pub alike: Option<f64>,
}

impl Evidence {
    /// Gathers it. Linear in the beats of each lead.
    pub fn of(beats: &Heartbeats) -> Evidence {
        Evidence::seen(&Seen::of(beats))
    }

    /// The same of what was seen already.
    pub(crate) fn seen(seen: &Seen) -> Evidence {
        let beats = seen.at_s.len();
        let seconds =
            seen.beats.leads.first().map_or(0.0, |lead| seen.beats.rate.duration(lead.samples.len()).0);
        let count = if seconds <= WHOLE_S { 1 } else { (seconds / STRETCH_S).round() as usize };
        let length = seconds / count as f64;
        let stretches = (0..count).map(|index| {
            let span = (index as f64 * length, (index + 1) as f64 * length);
            let beat = |moment: f64| seen.at_s.partition_point(|&at| at < moment);
            let to = if index + 1 == count { beats } else { beat(span.1) };
            (span.0, span.1, seen.figures(beat(span.0), to, span))
        });
        let stretches = stretches.collect();
        let logs: Vec<Option<f64>> = seen.beats.rr.iter().map(|rr| rr.map(f64::ln)).collect();
        let beats = (0..beats).map(|beat| BeatEvidence {
            rr: seen.beats.rr[beat],
            away: away(&logs, beat),
            p: seen.pr[beat].is_some(),
            alike: seen.before_likeness(beat),
        });
        Evidence { stretches, beats: beats.collect() }
    }
}

/// How far the logarithm of a beat's interval is from the nearest of those around it.
fn away(logs: &[Option<f64>], beat: usize) -> Option<f64> {
    let own = logs[beat]?;
    let near = (beat.saturating_sub(3)..(beat + 4).min(logs.len())).filter(|&other| other != beat);
    near.filter_map(|other| Some((logs[other]? - own).abs())).reduce(f64::min)
}
