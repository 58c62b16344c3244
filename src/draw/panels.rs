//! Single beats side by side, each in a panel of its own on ECG paper: a made one, and the real ones that are nearest to it.

use plotters::element::{PathElement, Text};
use plotters::prelude::DrawingBackend;

use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Hertz};
use crate::error::Result;

/// A beat in a panel.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// What it is, in a few words above it.
    pub title: &'a str,
    /// The row, with what comes before R.
    pub values: &'a [f32],
    /// Samples before R.
    pub lead_in: usize,
    /// Whose colour it has; ink where nobody said.
    pub class: Option<BeatClass>,
    /// Whether no heart made it, which is then written on it.
    pub is_synthetic: bool,
}

/// The narrowest panel that still shows a beat, in CSS pixels.
const NARROWEST: f64 = 130.0;

/// A square of ECG paper is so many seconds wide.
const SQUARE: f64 = 0.2;

/// Draws the panels, wrapped to the area's width. All have one height for one value and one width for one second, from `before`
/// samples before R to `after` it, so that they can be held against each other by eye.
pub fn panels<DB: DrawingBackend>(
    area: &Area<DB>,
    panels: &[Panel],
    (before, after): (usize, usize),
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    area.fill(&style.sheet()).map_err(failed)?;
    if panels.is_empty() {
        return Ok(());
    }
    let fitting = (f64::from(area.dim_in_pixel().0) / style.scale() / NARROWEST).floor().max(1.0) as usize;
    let columns = panels.len().min(fitting);
    let rows = panels.len().div_ceil(columns);
    for (place, panel) in area.split_evenly((rows, columns)).iter().zip(panels) {
        draw_panel(place, panel, (before, after), rate, style)?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    place: &Area<DB>,
    panel: &Panel,
    (before, after): (usize, usize),
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    let (width, height) = place.dim_in_pixel();
    let (left, right) = (style.px(10.0), width as i32 - style.px(10.0));
    let (top, bottom) = (style.px(32.0), height as i32 - style.px(24.0));
    let step = f64::from(right - left) / ((before + after).max(2) - 1) as f64;
    let x_of = |from_r: f64| (f64::from(left) + (before as f64 + from_r) * step).round() as i32;
    // Rows are 0 to 1; what stands out of that stays on the sheet.
    let y_of = |value: f32| bottom - (f64::from(value.clamp(-0.1, 1.1)) * f64::from(bottom - top)) as i32;

    let square = SQUARE * rate.get();
    let first = -(before as f64 / square).floor() as i64;
    for number in first..=(after as f64 / square).floor() as i64 {
        let x = x_of(number as f64 * square);
        let line = vec![(x, top - style.px(6.0)), (x, bottom)];
        place.draw(&PathElement::new(line, style.bold_grid())).map_err(failed)?;
    }
    for fifth in 0..=5 {
        let y = y_of(fifth as f32 / 5.0);
        let line = vec![(left, y), (right, y)];
        let grid = if fifth == 0 { style.bold_grid() } else { style.grid() };
        place.draw(&PathElement::new(line, grid)).map_err(failed)?;
    }
    let words = style.text(10.0, &style.soft(), Anchor::Centre, false);
    place.draw(&Text::new("R", (x_of(0.0), bottom + style.px(12.0)), words.clone())).map_err(failed)?;
    let ms = format!("{} ms", (2.0 * SQUARE * 1000.0) as usize);
    place.draw(&Text::new(ms, (x_of(2.0 * square), bottom + style.px(12.0)), words)).map_err(failed)?;

    let title = style.text(11.5, &style.ink(), Anchor::Left, false);
    place.draw(&Text::new(panel.title.to_string(), (left, style.px(14.0)), title)).map_err(failed)?;
    let end = panel.values.iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1);
    let points: Vec<(i32, i32)> = panel.values[..end]
        .iter()
        .enumerate()
        .map(|(at, &value)| (at as f64 - panel.lead_in as f64, value))
        .filter(|(at, _)| (-(before as f64)..after as f64).contains(at))
        .map(|(at, value)| (x_of(at), y_of(value)))
        .collect();
    let colour = panel.class.map_or(style.ink(), |class| style.class(class));
    place.draw(&PathElement::new(points, style.line(&colour, 2.0))).map_err(failed)?;
    if panel.is_synthetic { stamp(place, "synthetic", -12.0, style) } else { Ok(()) }
}

/// Writes a word on a finished drawing, as that no heart made what it shows: at its right edge, so many CSS pixels below its upper edge, or, below
/// zero, above its lower one.
pub fn stamp<DB: DrawingBackend>(area: &Area<DB>, word: &str, at: f64, style: &Style) -> Result<()> {
    let (width, height) = area.dim_in_pixel();
    let y = if at < 0.0 { height as i32 + style.px(at) } else { style.px(at) };
    let letters = style.text(11.0, &style.soft(), Anchor::Right, true);
    let place = (width as i32 - style.px(10.0), y);
    area.draw(&Text::new(word.to_string(), place, letters)).map_err(failed)
}
