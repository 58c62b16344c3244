//! What a model looked at in a beat: the beat, a bar for each sample's weight, a tick for each sample that it was chosen to see.

use plotters::prelude::DrawingBackend;

use crate::draw::chart::{Axis, Frame};
use crate::draw::{Area, Style};
use crate::ecg::{BeatClass, Hertz};
use crate::error::Result;

/// How much of the height the bars take, below the beat and above it.
const BARS: f64 = 0.3;

/// Draws a `beat` that begins at its R peak. A bar up says that the sample speaks for the answer, one down that it speaks against it;
/// without `weights`, or where all are zero, there are none. `chosen` are the places that a model sees where it does not see all.
pub fn reasons<DB: DrawingBackend>(
    area: &Area<DB>,
    beat: &[f32],
    weights: &[f32],
    chosen: &[usize],
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    let end = beat.iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1);
    let ms = |sample: usize| sample as f64 * 1000.0 / rate.get();
    let (low, high) =
        beat[..end].iter().fold((0.0f64, 1e-3f64), |(low, high), &v| (low.min(v.into()), high.max(v.into())));
    let deep = low - (high - low) * 2.0 * BARS;
    let x = Axis::new(0.0, ms(end.max(2) - 1), "ms after R");
    let frame = Frame::lay(area, style, x, Axis::new(deep, high, ""), false)?;
    if end == 0 {
        return frame.nothing("a beat of nothing");
    }
    let ground = (low + deep) / 2.0;
    let spacing = f64::from(frame.x_of(ms(1)) - frame.x_of(0.0)) / style.scale();
    // Said to the right, where beats are at rest.
    let right = f64::from(frame.x_of(ms(end - 1)) - frame.x_of(0.0)) / style.scale() * 0.6;
    let depth = |value: f64| f64::from(frame.y_of(value) - frame.y_of(high)) / style.scale();
    let most = weights.iter().fold(0.0f64, |most, &weight| most.max(f64::from(weight).abs()));
    if most > 0.0 {
        frame.level(ground, &style.soft())?;
        let room = (high - low) * BARS * 0.9;
        let (speaks_for, against) = (style.class(BeatClass::V), style.class(BeatClass::N));
        for (sample, &weight) in weights.iter().enumerate().take(end) {
            let share = f64::from(weight) / most;
            let colour = if weight > 0.0 { &speaks_for } else { &against };
            let place = frame.x_of(ms(sample));
            let bar = vec![(place, frame.y_of(ground)), (place, frame.y_of(ground + share * room))];
            frame.path(bar, style.line(colour, (spacing * 0.6).max(1.0)))?;
        }
        frame.words(
            "up: speaks for the answer, down: against".into(),
            (right, depth(ground) - 8.0),
            &style.soft(),
        )?;
    }
    for &sample in chosen.iter().filter(|&&sample| sample < end) {
        let place = frame.x_of(ms(sample));
        let foot = frame.y_of(deep);
        frame.path(vec![(place, foot), (place, foot - style.px(7.0))], style.line(&style.ink(), 2.0))?;
    }
    if !chosen.is_empty() {
        frame.words("ticks: the samples that it sees".into(), (right, depth(deep) - 15.0), &style.soft())?;
    }
    let times: Vec<f64> = (0..end).map(ms).collect();
    let values: Vec<f64> = beat[..end].iter().map(|&value| value.into()).collect();
    frame.line(&times, &values, &style.ink(), 1.5)
}
