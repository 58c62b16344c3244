//! A lead cut into what is judged by itself: ten seconds at a time, and apart from them what is missing or stands still.

use std::ops::Range;

use crate::ecg::{Hertz, Lead};
use crate::measure::beat::median;

/// What is judged at a time.
const WINDOW_S: f64 = 10.0;

/// A rest shorter than this belongs to the window before it.
const SHORTEST_WINDOW_S: f64 = 5.0;

/// A gap shorter than this is a part of its window.
const GAP_S: f64 = 1.0;

/// A stand shorter than this is a part of its window: between two beats a lead may be quiet.
const STILL_S: f64 = 2.0;

/// A lead stands still that stays within this share of what it usually moves in a second. (It is below the noise of any
/// electrode, and above a converter's last bit.)
const STILL: f32 = 0.005;

/// What is left between gaps and stands, and is shorter than this, is not judged by itself.
const SHORTEST_PIECE_S: f64 = 2.0;

/// What a piece of a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Nothing was recorded.
    Missing,
    /// It does not move.
    Still,
    /// It is to be judged.
    Moving,
}

/// How a lead moves as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moves {
    /// Its least and greatest value.
    pub range: (f32, f32),
    /// The distance of least and greatest within a second: the median over the seconds in which it moves.
    pub usual: f32,
    /// The middle between least and greatest within a second: the median over the same.
    pub level: f32,
}

impl Moves {
    pub(crate) fn of(samples: &[f32], rate: Hertz) -> Moves {
        let second = (rate.get() as usize).max(1);
        let (mut ranges, mut levels) = (Vec::new(), Vec::new());
        let (mut least, mut greatest) = (f32::INFINITY, f32::NEG_INFINITY);
        for chunk in samples.chunks(second) {
            let (low, high) = range(chunk);
            (least, greatest) = (least.min(low), greatest.max(high));
            if high > low {
                ranges.push(high - low);
                levels.push(low / 2.0 + high / 2.0);
            }
        }
        Moves { range: (least, greatest), usual: median(&mut ranges), level: median(&mut levels) }
    }
}

/// Least and greatest, many at a time.
pub(crate) fn range(samples: &[f32]) -> (f32, f32) {
    let mut low = [f32::INFINITY; 8];
    let mut high = [f32::NEG_INFINITY; 8];
    let (chunks, rest) = samples.as_chunks::<8>();
    for chunk in chunks {
        for at in 0..8 {
            low[at] = if chunk[at] < low[at] { chunk[at] } else { low[at] };
            high[at] = if chunk[at] > high[at] { chunk[at] } else { high[at] };
        }
    }
    let least = low.iter().chain(rest).copied().fold(f32::INFINITY, f32::min);
    let greatest = high.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    (least, greatest)
}

/// The pieces of a lead, in order, without overlap or hole.
pub(crate) fn pieces(lead: &Lead, rate: Hertz, moves: &Moves) -> Vec<(Range<usize>, What)> {
    let samples = &lead.samples;
    let at = |seconds: f64| (seconds * rate.get()).round() as usize;
    let apart = apart(lead, at(GAP_S).max(1), at(STILL_S).max(2), STILL * moves.usual);
    let mut windows: Vec<usize> =
        (1..).map(|window| at(f64::from(window) * WINDOW_S)).take_while(|&end| end < samples.len()).collect();
    if windows.last().is_some_and(|&last| samples.len() - last < at(SHORTEST_WINDOW_S)) {
        windows.pop();
    }
    let mut pieces: Vec<(Range<usize>, What)> = Vec::new();
    let mut windows = windows.into_iter().peekable();
    let mut from = 0;
    let ends = std::iter::once((samples.len()..samples.len(), What::Moving));
    for (span, what) in apart.into_iter().chain(ends) {
        while let Some(end) = windows.next_if(|&end| end < span.start) {
            if end > from {
                pieces.push((from..end, What::Moving));
                from = end;
            }
        }
        if span.start > from {
            pieces.push((from..span.start, What::Moving));
        }
        if !span.is_empty() {
            pieces.push((span.clone(), what));
        }
        from = span.end;
    }
    join_short(pieces, at(SHORTEST_PIECE_S))
}

/// The long gaps and stands of a lead, in order.
fn apart(lead: &Lead, gap: usize, stand: usize, tolerance: f32) -> Vec<(Range<usize>, What)> {
    let mut spans = Vec::new();
    let mut from = 0;
    let still = |range: Range<usize>, spans: &mut Vec<(Range<usize>, What)>| {
        stands(&lead.samples[range.clone()], stand, tolerance, |found| {
            spans.push((range.start + found.start..range.start + found.end, What::Still));
        });
    };
    for missing in lead.gaps.iter().filter(|missing| missing.to.0 - missing.from.0 >= gap) {
        still(from..missing.from.0, &mut spans);
        spans.push((missing.from.0..missing.to.0, What::Missing));
        from = missing.to.0;
    }
    still(from..lead.samples.len(), &mut spans);
    spans
}

/// Tells every stretch of at least `stand` samples that stays within `tolerance`.
///
/// A stand covers a whole block of half its length, so that most of a lead is passed over a block at a time.
fn stands(samples: &[f32], stand: usize, tolerance: f32, mut tell: impl FnMut(Range<usize>)) {
    let block = (stand / 2).max(1);
    let within = |(low, high): (f32, f32)| high - low <= tolerance;
    let mut done = 0;
    let mut at = 0;
    while at + block <= samples.len() {
        let (mut low, mut high) = range(&samples[at..at + block]);
        if !within((low, high)) {
            at += block;
            continue;
        }
        let mut join = |value: f32| {
            let wider = (low.min(value), high.max(value));
            let joins = within(wider);
            if joins {
                (low, high) = wider;
            }
            joins
        };
        let mut end = at + block;
        while end < samples.len() && join(samples[end]) {
            end += 1;
        }
        let mut start = at;
        while start > done && join(samples[start - 1]) {
            start -= 1;
        }
        if end - start >= stand {
            tell(start..end);
            done = end;
        }
        at = end;
    }
}

/// What moves and is too short to be judged joins what moves beside it, or else what stands apart beside it.
fn join_short(pieces: Vec<(Range<usize>, What)>, shortest: usize) -> Vec<(Range<usize>, What)> {
    let mut joined: Vec<(Range<usize>, What)> = Vec::with_capacity(pieces.len());
    // Too short, and waiting for what comes after it.
    let mut waiting: Option<usize> = None;
    let mut rest = pieces.into_iter().peekable();
    while let Some((mut span, what)) = rest.next() {
        if let Some(start) = waiting.take() {
            span.start = start;
        }
        if what == What::Moving && span.len() < shortest {
            let moves_before = joined.last().is_some_and(|last| last.1 == What::Moving);
            let moves_after = rest.peek().is_some_and(|next| next.1 == What::Moving);
            match joined.last_mut() {
                Some(last) if moves_before || !moves_after => {
                    last.0.end = span.end;
                    continue;
                }
                _ if rest.peek().is_some() => {
                    waiting = Some(span.start);
                    continue;
                }
                _ => {}
            }
        }
        joined.push((span, what));
    }
    joined
}
