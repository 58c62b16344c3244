//! The ST segment: a level between QRS and T that a person chooses.

use std::f64::consts::PI;

use crate::ecg::Hertz;
use crate::generate::path::Path;
use crate::generate::shape::Part;
use crate::generate::truth::Truth;

/// Seconds before the end of QRS in which the level is reached.
const RISE: f64 = 0.03;

/// It ends with T, so many of a bump's widths from its top.
const SKIRT: f64 = 2.0;

/// Where the next beat comes early, the level is left in so many seconds.
const HASTE: f64 = 0.04;

/// Lifts the ST segment of each of so many beats in all leads by `millivolts`.
///
/// The whole of it is there from the end of QRS (the latest of all leads) to where the first half of T is over; it is left along
/// the second half, or sooner where the next QRS begins. It is added to what the equations give, as if the point were pulled
/// back to this level instead of to the baseline: it does not leak away. A beat whose T comes before its QRS is over has none.
pub fn lift(leads: &mut [Vec<f64>], rate: Hertz, path: &Path, truth: &Truth, beats: usize, millivolts: f64) {
    let mut recoveries: Vec<Option<(f64, f64)>> = vec![None; beats];
    for bump in path.bumps().iter().filter(|bump| bump.part == Part::T) {
        let (top, end) = (path.top(bump), path.span(bump, SKIRT).1);
        let so_far = recoveries[bump.beat].unwrap_or((top, end));
        recoveries[bump.beat] = Some((so_far.0.min(top), so_far.1.max(end)));
    }
    let count = leads.first().map_or(0, Vec::len);
    let seconds = |at: i64| at as f64 / rate.get();
    for (beat, recovery) in recoveries.into_iter().enumerate() {
        let (Some((_, j)), Some((top, end))) = (truth.qrs(beat), recovery) else { continue };
        let j = seconds(j);
        let next = if beat + 1 < beats { truth.qrs(beat + 1) } else { None };
        let end = next.map_or(end, |(onset, _)| end.min(seconds(onset)));
        let leaves = top.min(end - HASTE);
        if leaves <= j {
            continue;
        }
        let samples =
            ((j - RISE) * rate.get()).max(0.0) as usize..((end * rate.get()).max(0.0) as usize).min(count);
        for at in samples {
            let time = at as f64 / rate.get();
            let share = eased((time - j + RISE) / RISE) * eased((end - time) / (end - leaves));
            leads.iter_mut().for_each(|lead| lead[at] += millivolts * share);
        }
    }
}

/// From 0 to 1 without a corner.
fn eased(share: f64) -> f64 {
    0.5 - 0.5 * (PI * share.clamp(0.0, 1.0)).cos()
}
