//! A smooth wave, P or T, in one activity: two flanks around a top.

use crate::segment::waves::walk::{Way, summit, walk};

/// How a kind of wave is outlined, in steps and shares of its flanks.
pub struct Outline {
    /// How far from the top the steepest place of a flank may be.
    pub flank: usize,
    /// A flank is over where its slope falls below this share of its steepest, before and after the top.
    pub quiet_before: f32,
    pub quiet_after: f32,
    /// A valley lower than this share of the flank also ends it.
    pub valley: f32,
}

impl Outline {
    /// Onset and offset of the wave with its top at `top`, between `from` and `to`.
    pub fn of(
        &self,
        activity: impl Fn(usize) -> f32,
        last: usize,
        top: usize,
        from: usize,
        to: usize,
    ) -> Option<(f32, f32)> {
        let to = to.min(last);
        let (left, rise) =
            summit(&activity, top.saturating_sub(self.flank).max(from), (top + 1).min(to + 1))?;
        let (right, fall) = summit(&activity, top.max(from), (top + self.flank + 1).min(to + 1))?;
        let onset =
            walk(&activity, left, from.min(left), Way::Back, self.quiet_before * rise, self.valley * rise);
        let offset =
            walk(&activity, right, to.max(right), Way::On, self.quiet_after * fall, self.valley * fall);
        Some((onset, offset))
    }
}
