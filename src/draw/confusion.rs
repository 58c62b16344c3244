//! The confusion matrix as a heat map: truth on rows, counts and shares of the row in the cells.

use plotters::element::{Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBColor};

use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::BeatClass;
use crate::error::Result;
use crate::score::Confusion;
use crate::score::classification::Labels;

/// The matrix of the five classes, as [`labels`] draws it.
pub fn confusion<DB: DrawingBackend>(area: &Area<DB>, confusion: &Confusion, style: &Style) -> Result<()> {
    labels(area, &confusion.labels(), style)
}

/// Draws the matrix over the whole area. Cells are tinted by their share of the row, so that a rare class is as readable
/// as a common one; a class without beats says "none".
pub fn labels<DB: DrawingBackend>(area: &Area<DB>, labels: &Labels, style: &Style) -> Result<()> {
    area.fill(&style.sheet()).map_err(failed)?;
    let (width, height) = area.dim_in_pixel();
    let names = labels.names();
    let count = names.len().max(1);
    // Words are smaller than letters, and need more room all the same.
    let wordy = names.iter().any(|name| name.chars().count() > 2);
    let size = if wordy { 11.0 } else { 14.0 };
    let (left, top) = (style.px(if wordy { 72.0 } else { 46.0 }), style.px(44.0));
    let cell_width = f64::from(width as i32 - left - style.px(8.0)) / count as f64;
    let cell_height = f64::from(height as i32 - top - style.px(8.0)) / count as f64;
    let corner = |row: usize, column: usize| {
        (left + (column as f64 * cell_width).round() as i32, top + (row as f64 * cell_height).round() as i32)
    };
    let middle = |row: usize, column: usize| {
        let ((x0, y0), (x1, y1)) = (corner(row, column), corner(row + 1, column + 1));
        ((x0 + x1) / 2, (y0 + y1) / 2)
    };
    let write =
        |words: String, place: (i32, i32), size: f64, colour: &RGBColor, anchor: Anchor, bold: bool| {
            area.draw(&Text::new(words, place, style.text(size, colour, anchor, bold))).map_err(failed)
        };

    let axis = style.soft();
    let across = (corner(0, 0).0 + corner(0, count).0) / 2;
    write("the network said".into(), (across, style.px(13.0)), 11.0, &axis, Anchor::Centre, false)?;
    write("truth".into(), (style.px(8.0), style.px(31.0)), 11.0, &axis, Anchor::Left, false)?;
    for (index, name) in names.iter().enumerate() {
        let class = BeatClass::ALL.into_iter().find(|class| class.to_string() == *name);
        let colour = class.map_or(style.ink(), |class| style.class(class));
        write(name.clone(), (middle(0, index).0, style.px(31.0)), size, &colour, Anchor::Centre, true)?;
        write(name.clone(), (left / 2, middle(index, 0).1), size, &colour, Anchor::Centre, true)?;
    }

    let roomy = cell_width.min(cell_height * 1.6) / style.scale() > 52.0;
    for (row, counts) in labels.counts().iter().enumerate() {
        let support: u64 = counts.iter().sum();
        for (column, &count) in counts.iter().enumerate() {
            let share = if support > 0 { count as f64 / support as f64 } else { 0.0 };
            let right = row == column;
            let tint = if right { style.class(BeatClass::N) } else { style.class(BeatClass::V) };
            // A single beat in a thousand must still show that it is there.
            let strength = if count > 0 { 0.08 + 0.84 * share } else { 0.0 };
            let fill = blend(&style.sheet(), &tint, strength);
            let ((x0, y0), (x1, y1)) = (corner(row, column), corner(row + 1, column + 1));
            let gap = style.px(1.0).max(1);
            let cell = Rectangle::new([(x0 + gap, y0 + gap), (x1 - gap, y1 - gap)], fill.filled());
            area.draw(&cell).map_err(failed)?;
            let ink = readable(&fill, &style.ink(), &style.sheet());
            let (x, y) = middle(row, column);
            if support == 0 {
                if column == counts.len() / 2 {
                    write("none".into(), (x, y), 11.0, &axis, Anchor::Centre, false)?;
                }
            } else if count == 0 {
                write("0".into(), (x, y), 11.0, &axis, Anchor::Centre, false)?;
            } else if roomy {
                write(count.to_string(), (x, y - style.px(7.0)), 13.0, &ink, Anchor::Centre, true)?;
                write(percent(share), (x, y + style.px(9.0)), 10.5, &ink, Anchor::Centre, false)?;
            } else {
                write(count.to_string(), (x, y), 11.5, &ink, Anchor::Centre, true)?;
            }
        }
    }
    Ok(())
}

/// "98.7 %", and never "100 %" or "0 %" for what is only nearly so.
fn percent(share: f64) -> String {
    if share == 1.0 { "100 %".into() } else { format!("{:.1} %", (share * 100.0).clamp(0.1, 99.9)) }
}

fn blend(ground: &RGBColor, over: &RGBColor, strength: f64) -> RGBColor {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * strength).round() as u8;
    RGBColor(mix(ground.0, over.0), mix(ground.1, over.1), mix(ground.2, over.2))
}

/// Whichever of two colours stands out more on `ground`, by WCAG's contrast ratio.
fn readable(ground: &RGBColor, one: &RGBColor, other: &RGBColor) -> RGBColor {
    if contrast(ground, one) >= contrast(ground, other) { *one } else { *other }
}

fn contrast(a: &RGBColor, b: &RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &RGBColor) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[test]
fn every_cell_can_be_read_in_both_themes() {
    for style in [Style::new(false, 1.0), Style::new(true, 1.0)] {
        for class in [BeatClass::N, BeatClass::V] {
            for step in 0..=100 {
                let fill = blend(&style.sheet(), &style.class(class), 0.92 * f64::from(step) / 100.0);
                let ink = readable(&fill, &style.ink(), &style.sheet());
                let ratio = contrast(&fill, &ink);
                assert!(ratio >= 3.0, "{class} at {step} %: {ratio:.2}");
            }
        }
    }
}

#[test]
fn nearly_all_is_not_all() {
    assert_eq!([percent(0.999_99), percent(1.0), percent(0.000_01)], ["99.9 %", "100 %", "0.1 %"]);
}
