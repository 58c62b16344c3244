//! The QRS complex: from the first to the last steep slope around an R peak.

use crate::segment::grid::ms;
use crate::segment::waves::scene::fraction;
use crate::segment::waves::walk::{Way, summit, walk};

/// How far a QRS may begin before the given R and end after it.
const BEFORE: usize = ms(160.0) as usize;
const AFTER: usize = ms(240.0) as usize;
/// How far from the given R the steepest slope is looked for.
const NEAR: usize = ms(70.0) as usize;
/// A slope of this share of the steepest belongs to the QRS for certain, if no more than a pause away from it.
const STEEP: f32 = 0.20;
const PAUSE: usize = ms(44.0) as usize;
/// Below this share it is over; a valley below `VALLEY` ends it also.
const QUIET_BEFORE: f32 = 0.06;
const QUIET_AFTER: f32 = 0.07;
const VALLEY: f32 = 0.15;
/// What is less steep than this share of the median is no QRS.
const FAINT: f32 = 0.02;

/// Onset and offset in steps, and how steep it is.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub onset: f32,
    pub offset: f32,
    pub steepest: f32,
}

/// The QRS at each of `r_peaks` in this activity; none where it is a fiftieth as steep as the others.
pub fn extents(activity: &[f32], r_peaks: &[usize]) -> Vec<Option<Extent>> {
    let last = activity.len().saturating_sub(1);
    let mut found: Vec<Option<Extent>> = (0..r_peaks.len())
        .map(|i| {
            let between = |a: usize, b: usize| (r_peaks[a] + r_peaks[b]) / 2;
            let from = if i > 0 { between(i - 1, i) } else { 0 };
            let to = if i + 1 < r_peaks.len() { between(i, i + 1) } else { last };
            extent(|n| activity[n], activity.len(), r_peaks[i], from, to)
        })
        .collect();
    let mut steepest: Vec<f32> = found.iter().flatten().map(|extent| extent.steepest).collect();
    if !steepest.is_empty() {
        let least = FAINT * fraction(&mut steepest, 0.5);
        found.iter_mut().for_each(|extent| *extent = extent.filter(|extent| extent.steepest > least));
    }
    found
}

/// The QRS at `r` in this activity of `len` steps.
pub fn extent(
    activity: impl Fn(usize) -> f32,
    len: usize,
    r: usize,
    from: usize,
    to: usize,
) -> Option<Extent> {
    let to = to.min(r + AFTER).min(len.saturating_sub(1));
    let from = from.max(r.saturating_sub(BEFORE));
    let (top, steepest) = summit(&activity, from.max(r.saturating_sub(NEAR)), (r + NEAR + 1).min(to + 1))?;
    if steepest.is_nan() || steepest <= 0.0 {
        return None;
    }
    let steep = STEEP * steepest;
    let (mut first, mut last) = (top, top);
    let mut n = top;
    while n > from && first - n <= PAUSE {
        n -= 1;
        if activity(n) >= steep {
            first = n;
        }
    }
    n = top;
    while n < to && n - last <= PAUSE {
        n += 1;
        if activity(n) >= steep {
            last = n;
        }
    }
    let onset = walk(&activity, first, from, Way::Back, QUIET_BEFORE * steepest, VALLEY * steepest);
    let offset = walk(&activity, last, to, Way::On, QUIET_AFTER * steepest, VALLEY * steepest);
    Some(Extent { onset, offset, steepest })
}
