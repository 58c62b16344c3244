//! What a classifier trades: the ROC curve and the precision-recall curve, with the point that it works at.

use plotters::element::{PathElement, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;

use crate::draw::chart::{Axis, Frame, strokes};
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::BeatClass;
use crate::error::Result;

/// How lines are broken, so that colour is not needed to tell them apart; with five colours twenty of them differ in both.
const BROKEN: [&[f64]; 4] = [&[], &[9.0, 4.0], &[2.0, 3.0], &[9.0, 3.0, 2.0, 3.0]];

/// CSS pixels that a name in a legend has at least, and a row of it.
const NAMES_PX: f64 = 255.0;
const ROW_PX: f64 = 19.0;

/// A curve of shares, from 0 to 1 on both axes.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// Along the x axis; must not go backwards.
    pub x: &'a [f64],
    /// Along the y axis, one for each of `x`.
    pub y: &'a [f64],
    /// The area under it, where it is known.
    pub area: Option<f64>,
    /// Where the classifier works.
    pub point: Option<(f64, f64)>,
}

impl Curve<'_> {
    fn is_empty(&self) -> bool {
        self.x.len() < 2
    }
}

/// Sensitivity against the false positives' share, and the diagonal that guessing would follow.
pub fn roc<DB: DrawingBackend>(area: &Area<DB>, curve: &Curve, style: &Style) -> Result<()> {
    let frame = lay(area, style, "1 − specificity", "sensitivity")?;
    if !curve.is_empty() {
        frame.line(&[0.0, 1.0], &[0.0, 1.0], &style.soft(), 1.0)?;
    }
    let told = |x: f64, y: f64| format!("Se {y:.1} %, Sp {:.1} %", 100.0 - x);
    // A good curve leaves room to the right at the bottom.
    draw(&frame, curve, style, 110.0, "AUC", told)
}

/// Precision against recall.
pub fn precision_recall<DB: DrawingBackend>(area: &Area<DB>, curve: &Curve, style: &Style) -> Result<()> {
    let frame = lay(area, style, "recall", "precision")?;
    let told = |x: f64, y: f64| format!("recall {x:.1} %, precision {y:.1} %");
    // And this one to the left.
    draw(&frame, curve, style, 14.0, "average precision", told)
}

/// Several ROC curves over each other, each with a letter on it and in the legend, which stands beside them or, where there is
/// no room, under them. `chosen` is drawn stronger than the rest.
pub fn rocs<DB: DrawingBackend>(
    area: &Area<DB>,
    curves: &[(&str, Curve)],
    chosen: Option<usize>,
    style: &Style,
) -> Result<()> {
    let (width, height) = area.dim_in_pixel();
    let beside = width as i32 - height as i32 >= style.px(NAMES_PX);
    let below = height as i32 - (style.px(ROW_PX) * curves.len() as i32 + style.px(10.0));
    let (sheet, legend) =
        if beside { area.split_horizontally(height as i32) } else { area.split_vertically(below.max(1)) };
    legend.fill(&style.sheet()).map_err(failed)?;
    let frame = lay(&sheet, style, "1 − specificity", "sensitivity")?;
    frame.line(&[0.0, 1.0], &[0.0, 1.0], &style.soft(), 1.0)?;
    let drawn = |index: usize| !curves[index].1.is_empty();
    let colour = |index: usize| style.class(BeatClass::ALL[index % BeatClass::ALL.len()]);
    let broken = |index: usize| BROKEN[index % BROKEN.len()];
    let strong = |index: usize| if chosen == Some(index) { 3.5 } else { 1.5 };
    // What is chosen lies over what is not, and letters over both.
    let mut order: Vec<usize> = (0..curves.len()).filter(|&index| drawn(index)).collect();
    order.sort_by_key(|&index| chosen == Some(index));
    for &index in &order {
        let curve = &curves[index].1;
        frame.dashed(curve.x, curve.y, &colour(index), strong(index), broken(index))?;
    }
    for &index in &order {
        let along = 0.45 + 1.2 * (index as f64 + 0.5) / curves.len() as f64;
        frame.mark(letter(index), place(&curves[index].1, along), &colour(index))?;
    }
    let ink = style.ink();
    for (index, (name, curve)) in curves.iter().enumerate() {
        let top = if beside { 36.0 } else { 6.0 };
        let y = style.px(top + ROW_PX * (index as f64 + 0.5));
        let line = [(style.px(8.0), y), (style.px(36.0), y)];
        let pattern: Vec<f64> = broken(index).iter().map(|css| f64::from(style.px(*css).max(1))).collect();
        for stroke in strokes(&line, &pattern) {
            let stroke = PathElement::new(stroke, style.line(&colour(index), strong(index).min(3.0)));
            legend.draw(&stroke).map_err(failed)?;
        }
        let bold = chosen == Some(index);
        let write = |words: String, x: f64, colour: &RGBColor, bold: bool| {
            let text = Text::new(words, (style.px(x), y), style.text(11.5, colour, Anchor::Left, bold));
            legend.draw(&text).map_err(failed)
        };
        write(letter(index), 42.0, &colour(index), true)?;
        write(curve.area.map_or("none".into(), |area| format!("{area:.3}")), 57.0, &ink, false)?;
        write((*name).to_string(), 96.0, &ink, bold)?;
    }
    Ok(())
}

/// A, B, C and so on; the page puts the same beside the names.
fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}

/// Where sensitivity and false positives' share first come to `sum`: the further on, the nearer to the right top corner.
fn place(curve: &Curve, sum: f64) -> (f64, f64) {
    let points = || curve.x.iter().copied().zip(curve.y.iter().copied());
    let found = points().zip(points().skip(1)).find(|(_, (x, y))| x + y >= sum);
    let Some(((x0, y0), (x1, y1))) = found else { return (1.0, 1.0) };
    let share = ((sum - x0 - y0) / (x1 + y1 - x0 - y0).max(1e-9)).clamp(0.0, 1.0);
    (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
}

fn lay<'a, DB: DrawingBackend>(
    area: &'a Area<DB>,
    style: &'a Style,
    x: &str,
    y: &str,
) -> Result<Frame<'a, DB>> {
    Frame::lay(area, style, Axis::new(0.0, 1.0, x), Axis::new(0.0, 1.0, y), true)
}

fn draw<DB: DrawingBackend>(
    frame: &Frame<DB>,
    curve: &Curve,
    style: &Style,
    left: f64,
    name: &str,
    told: impl Fn(f64, f64) -> String,
) -> Result<()> {
    if curve.is_empty() {
        return frame.nothing("none: a class never occurs");
    }
    frame.line(curve.x, curve.y, &style.class(BeatClass::N), 2.0)?;
    if let Some(value) = curve.area {
        frame.words(format!("{name} {value:.3}"), (left, 200.0), &style.ink())?;
    }
    if let Some(point) = curve.point {
        frame.points([point].into_iter(), &style.class(BeatClass::V), 8.0)?;
        frame.words(told(100.0 * point.0, 100.0 * point.1), (left, 184.0), &style.class(BeatClass::V))?;
    }
    Ok(())
}
