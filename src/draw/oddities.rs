//! How odd beats are: all of a recording along its time, and one of them over what was expected in its place.

use std::ops::Range;

use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use crate::draw::chart::{Axis, Frame};
use crate::draw::decimate::Point;
use crate::draw::{Area, Style};
use crate::ecg::{BeatClass, Hertz, Seconds};
use crate::error::Result;

/// More beats than this stand so close that each is no longer placed to the pixel.
const CROWD: usize = 4000;

/// So many have room to be seen well.
const FEW: usize = 1000;

/// The score of each beat, which stands `at` so many seconds of a recording of that length: those that reach the threshold, which is a
/// line, in the accent. `chosen` is the number of the beat that is looked at.
pub fn oddities<DB: DrawingBackend>(
    area: &Area<DB>,
    at: &[f64],
    scores: &[f32],
    length: Seconds,
    threshold: f32,
    chosen: Option<usize>,
    style: &Style,
) -> Result<()> {
    // Where there are no scores, there is nothing that the threshold could be held against.
    let line = (!scores.is_empty()).then_some(threshold);
    let values = scores.iter().copied().chain(line).map(f64::from);
    let frame =
        Frame::lay(area, style, Axis::time(length.0), Axis::over(values, (-8.0, 0.0), "score"), false)?;
    if scores.is_empty() {
        return frame.nothing("no beats");
    }
    let css = match scores.len() {
        crowd if crowd > CROWD => 2.0,
        some if some > FEW => 3.0,
        _ => 4.0,
    };
    let side = style.px(css).max(1);
    let beats = || at.iter().zip(scores);
    let half = side / 2;
    let place = |(at, score): (&f64, &f32)| -> Point { (frame.x_of(*at), frame.y_of(f64::from(*score))) };
    for (odd, colour) in [(false, style.class(BeatClass::N)), (true, style.class(BeatClass::V))] {
        let those = beats().filter(|(_, score)| (**score >= threshold) == odd);
        if scores.len() > CROWD {
            frame.crowd(those.map(place).map(|(x, y)| (x, y - half)), &colour, side)?;
        } else {
            frame.points(those.map(|(at, score)| (*at, f64::from(*score))), &colour, css)?;
        }
    }
    // On a ground of its own, so that it is seen through a crowd.
    frame.rule(f64::from(threshold), &style.sheet(), 3.0)?;
    frame.rule(f64::from(threshold), &style.ink(), 1.0)?;
    if let Some(beat) = chosen.and_then(|chosen| at.get(chosen).zip(scores.get(chosen))) {
        frame.upright(*beat.0, &style.soft(), 1.0)?;
        // A square with a rim, so that it is seen among many.
        let (x, y) = (*beat.0, f64::from(*beat.1));
        frame.points(std::iter::once((x, y)), &style.ink(), 9.0)?;
        let colour = style.class(if *beat.1 >= threshold { BeatClass::V } else { BeatClass::N });
        frame.points(std::iter::once((x, y)), &colour, 5.0)?;
    }
    Ok(())
}

/// A beat and what was expected in its place, both in mV and as long.
#[derive(Clone, Debug)]
pub struct OddBeat<'a> {
    /// The beat.
    pub beat: &'a [f32],
    /// What was expected.
    pub expected: &'a [f32],
    /// Samples before R.
    pub before: usize,
    /// The stretch in which the two differ most.
    pub differs: Range<usize>,
}

/// Draws a beat over what was expected, with what lies between the two shaded where they differ most.
pub fn odd_beat<DB: DrawingBackend>(
    area: &Area<DB>,
    odd: &OddBeat,
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    let count = odd.beat.len().min(odd.expected.len());
    let ms = |place: usize| (place as f64 - odd.before as f64) * 1000.0 / rate.get();
    let values = odd.beat[..count].iter().chain(&odd.expected[..count]).copied().map(f64::from);
    let x = Axis::new(ms(0), ms(count.max(2) - 1), "ms from R");
    let frame = Frame::lay(area, style, x, Axis::over(values, (-0.5, 1.0), "mV"), false)?;
    if count == 0 {
        return frame.nothing("a beat of nothing");
    }
    frame.upright(0.0, &style.bold_grid().color, 1.0)?;
    let accent = style.class(BeatClass::V);
    let differs = odd.differs.start.min(count - 1)..=odd.differs.end.min(count - 1);
    frame.tint(ms(*differs.start()), ms(*differs.end()), &accent)?;
    let place = |values: &[f32], at: usize| (frame.x_of(ms(at)), frame.y_of(f64::from(values[at])));
    let there = differs.clone().map(|at| place(odd.beat, at));
    let back = differs.rev().map(|at| place(odd.expected, at));
    frame.inside(there.chain(back).collect(), &accent.mix(0.28))?;

    let x: Vec<f64> = (0..count).map(ms).collect();
    let line = |values: &[f32]| values[..count].iter().copied().map(f64::from).collect::<Vec<f64>>();
    let expected = style.class(BeatClass::N);
    frame.dashed(&x, &line(odd.expected), &expected, 1.75, &[5.0, 3.0])?;
    frame.line(&x, &line(odd.beat), &style.ink(), 1.75)?;
    // In the margin above, beside what the axis counts: inside they would lie on a beat sooner or later.
    frame.words("— this beat".into(), (-12.0, -13.0), &style.ink())?;
    frame.words("– – expected".into(), (62.0, -13.0), &expected)?;
    frame.words("■ differs most".into(), (144.0, -13.0), &accent)
}
