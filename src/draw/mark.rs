//! A class by a shape, for whoever does not see colours: a triangle, a diamond, a square, a cross.

use plotters::element::{PathElement, Polygon};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use crate::draw::{Area, Style, failed};
use crate::ecg::BeatClass;
use crate::error::Result;

/// Draws it around a place; a cross where nobody said what class it is.
pub(in crate::draw) fn mark<DB: DrawingBackend>(
    area: &Area<DB>,
    class: Option<BeatClass>,
    (x, y): (i32, i32),
    colour: &impl Color,
    style: &Style,
) -> Result<()> {
    let r = style.px(3.5).max(2);
    let corners = match class {
        Some(BeatClass::S) => vec![(x - r, y + r), (x, y - r), (x + r, y + r)],
        Some(BeatClass::V) => vec![(x - r, y), (x, y - r), (x + r, y), (x, y + r)],
        Some(BeatClass::F) => vec![(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        _ => {
            let line = style.line(colour, 1.5);
            let (down, up) = (vec![(x - r, y - r), (x + r, y + r)], vec![(x - r, y + r), (x + r, y - r)]);
            area.draw(&PathElement::new(down, line)).map_err(failed)?;
            return area.draw(&PathElement::new(up, line)).map_err(failed);
        }
    };
    area.draw(&Polygon::new(corners, colour.to_rgba())).map_err(failed)
}
