//! Families of beats, a panel each on ECG paper: the band in which most of its beats lie, and their median over it.

use plotters::element::{PathElement, Polygon, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use crate::draw::mark::mark;
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Hertz};
use crate::error::Result;

/// A family in a panel.
#[derive(Clone, Copy, Debug)]
pub struct Family<'a> {
    /// How many beats it has, and what else is to be said of it in a few words.
    pub title: &'a str,
    /// What most of its beats are; nothing where nobody said.
    pub class: Option<BeatClass>,
    /// In mV, like the band.
    pub median: &'a [f32],
    /// What a tenth of its beats lies below.
    pub low: &'a [f32],
    /// What a tenth lies above.
    pub high: &'a [f32],
}

/// How families are drawn, all alike, so that they can be held against each other by eye.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Samples before R, and in a second.
    pub before: usize,
    /// Of the beats.
    pub rate: Hertz,
    /// The lowest and the highest value for which there is room, in mV.
    pub span: (f32, f32),
}

/// The narrowest panel that still shows a beat, in CSS pixels.
const NARROWEST: f64 = 130.0;

/// A square of ECG paper: seconds across, millivolts up.
const SQUARE: (f64, f64) = (0.2, 0.5);

/// Squares that would lie nearer than this are a grey surface.
const NEAREST: f64 = 4.0;

/// Draws the panels, wrapped to the area's width.
pub fn families<DB: DrawingBackend>(
    area: &Area<DB>,
    families: &[Family],
    frame: &Frame,
    style: &Style,
) -> Result<()> {
    area.fill(&style.sheet()).map_err(failed)?;
    if families.is_empty() {
        return Ok(());
    }
    let fitting = (f64::from(area.dim_in_pixel().0) / style.scale() / NARROWEST).floor().max(1.0) as usize;
    let columns = families.len().min(fitting);
    let rows = families.len().div_ceil(columns);
    for (place, family) in area.split_evenly((rows, columns)).iter().zip(families) {
        draw_panel(place, family, frame, style)?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    place: &Area<DB>,
    family: &Family,
    frame: &Frame,
    style: &Style,
) -> Result<()> {
    let (width, height) = place.dim_in_pixel();
    let (top, bottom) = (f64::from(style.px(27.0)), f64::from(height) - f64::from(style.px(5.0)));
    let count = family.median.len().max(2);
    let step = f64::from(width) / (count - 1) as f64;
    let x_of = |from_r: f64| ((frame.before as f64 + from_r) * step).round() as i32;
    let (lowest, highest) = (f64::from(frame.span.0), f64::from(frame.span.1.max(frame.span.0 + 1e-3)));
    let millivolt = (bottom - top) / (highest - lowest);
    // What is out of the common span runs along the panel's edge.
    let y_of = |mv: f64| (bottom - (mv - lowest) * millivolt).clamp(top - 2.0, bottom + 2.0).round() as i32;

    let line = |points| place.draw(&PathElement::new(points, style.grid())).map_err(failed);
    let square = SQUARE.0 * frame.rate.get();
    let (before, after) = (frame.before as f64, (count - 1) as f64 - frame.before as f64);
    for number in -((before / square) as i64)..=(after / square) as i64 {
        let x = x_of(number as f64 * square);
        line(vec![(x, style.px(27.0)), (x, height as i32)])?;
    }
    if SQUARE.1 * millivolt >= NEAREST * style.scale() {
        for number in (lowest / SQUARE.1).ceil() as i64..=(highest / SQUARE.1).floor() as i64 {
            let y = y_of(number as f64 * SQUARE.1);
            line(vec![(0, y), (width as i32, y)])?;
        }
    }
    let zero = vec![(0, y_of(0.0)), (width as i32, y_of(0.0))];
    place.draw(&PathElement::new(zero, style.bold_grid())).map_err(failed)?;

    let colour = family.class.map_or(style.ink(), |class| style.class(class));
    let points = |values: &[f32]| -> Vec<(i32, i32)> {
        let at = |(at, value): (usize, &f32)| (x_of(at as f64 - before), y_of(f64::from(*value)));
        values.iter().enumerate().map(at).collect()
    };
    let band: Vec<(i32, i32)> =
        points(family.high).into_iter().chain(points(family.low).into_iter().rev()).collect();
    place.draw(&Polygon::new(band, colour.mix(0.24))).map_err(failed)?;
    place.draw(&PathElement::new(points(family.median), style.line(&colour, 2.0))).map_err(failed)?;

    let y = style.px(14.0);
    let letter = family.class.map_or('·', BeatClass::letter).to_string();
    let bold = style.text(15.0, &colour, Anchor::Left, true);
    place.draw(&Text::new(letter, (style.px(9.0), y), bold)).map_err(failed)?;
    if !matches!(family.class, None | Some(BeatClass::N)) {
        mark(place, family.class, (style.px(28.0), y), &colour, style)?;
    }
    let words = style.text(11.0, &style.ink(), Anchor::Right, false);
    let end = (width as i32 - style.px(9.0), y);
    place.draw(&Text::new(family.title.to_string(), end, words)).map_err(failed)
}
