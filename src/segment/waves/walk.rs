//! Where activity begins and ends: from its summit outward until it is quiet, or until it rises again.

/// The place of the largest value in `from..to`, which is cut to the slice; `None` where that is empty.
pub fn summit(values: impl Fn(usize) -> f32, from: usize, to: usize) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for n in from..to {
        let value = values(n);
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((n, value));
        }
    }
    best
}

/// Which way to walk.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    Back,
    On,
}

/// From `start` outward to where `activity` falls below `quiet`, with the fraction of the step, but not past `limit`;
/// or to the lowest place passed below `half`, once it has risen from there to twice its value.
pub fn walk(
    activity: impl Fn(usize) -> f32,
    start: usize,
    limit: usize,
    way: Way,
    quiet: f32,
    half: f32,
) -> f32 {
    let mut at = start;
    let mut lowest = (start, f32::INFINITY);
    while at != limit {
        let next = if way == Way::Back { at - 1 } else { at + 1 };
        let value = activity(next);
        if value < quiet {
            let before = activity(at).max(quiet);
            let part = if before > value { (before - quiet) / (before - value) } else { 1.0 };
            return if way == Way::Back { at as f32 - part } else { at as f32 + part };
        }
        if value < lowest.1 {
            lowest = (next, value);
        } else if lowest.1 < half && value > 2.0 * lowest.1 {
            return lowest.0 as f32;
        }
        at = next;
    }
    if lowest.1 < half { lowest.0 as f32 } else { at as f32 }
}
