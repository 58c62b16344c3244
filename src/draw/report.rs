//! The report of a classification as a table: a row a class, a bar under each share.

use plotters::element::{PathElement, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBColor};

use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::error::Result;
use crate::score::Scores;

/// The columns, in order.
const HEADINGS: [&str; 6] = ["class", "beats", "sensitivity", "specificity", "precision", "F1"];

/// Draws the figures of each class over the whole area, and under them accuracy and the mean F1. What has no figure says "none".
pub fn report<DB: DrawingBackend>(area: &Area<DB>, scores: &Scores, style: &Style) -> Result<()> {
    area.fill(&style.sheet()).map_err(failed)?;
    let (width, height) = area.dim_in_pixel();
    let rows = scores.classes.len() + 2;
    let row = f64::from(height) / rows as f64;
    let middle = |index: usize| ((index as f64 + 0.5) * row).round() as i32;
    let column = f64::from(width) / HEADINGS.len() as f64;
    let right = |index: usize| ((index as f64 + 1.0) * column).round() as i32 - style.px(10.0);
    let left = style.px(10.0);
    let write =
        |words: String, place: (i32, i32), size: f64, colour: &RGBColor, anchor: Anchor, bold: bool| {
            area.draw(&Text::new(words, place, style.text(size, colour, anchor, bold))).map_err(failed)
        };
    let (ink, soft) = (style.ink(), style.soft());
    write(HEADINGS[0].into(), (left, middle(0)), 11.0, &soft, Anchor::Left, false)?;
    for (index, heading) in HEADINGS.iter().enumerate().skip(1) {
        write((*heading).into(), (right(index), middle(0)), 11.0, &soft, Anchor::Right, false)?;
    }
    for (index, class) in scores.classes.iter().enumerate() {
        let at = middle(index + 1);
        let line = ((index as f64 + 1.0) * row).round() as i32;
        let rule = PathElement::new(vec![(left, line), (width as i32 - left, line)], style.grid());
        area.draw(&rule).map_err(failed)?;
        let colour = style.class(class.class);
        write(class.class.to_string(), (left, at), 14.0, &colour, Anchor::Left, true)?;
        write(class.support.to_string(), (right(1), at), 12.0, &ink, Anchor::Right, false)?;
        for (place, share) in
            [class.sensitivity, class.specificity, class.precision, class.f1].into_iter().enumerate()
        {
            let end = right(place + 2);
            let Some(share) = share else {
                write("none".into(), (end, at), 11.0, &soft, Anchor::Right, false)?;
                continue;
            };
            write(format!("{share:.3}"), (end, at), 12.0, &ink, Anchor::Right, false)?;
            let (long, foot) = (column * 0.6 * share, at + style.px(10.0));
            let bar = [(end - long.round() as i32, foot), (end, foot + style.px(2.0).max(1))];
            area.draw(&Rectangle::new(bar, colour.filled())).map_err(failed)?;
        }
    }
    let told = |figure: Option<f64>| figure.map_or("none".to_string(), |figure| format!("{figure:.3}"));
    let words = format!("accuracy {}, mean F1 {}", told(scores.accuracy), told(scores.macro_f1));
    write(words, (left, middle(rows - 1)), 12.0, &ink, Anchor::Left, true)
}
