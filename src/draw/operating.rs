//! What a classifier trades: the ROC curve and the precision-recall curve, with the point that it works at.

use plotters::prelude::DrawingBackend;

use crate::draw::chart::{Axis, Frame};
use crate::draw::{Area, Style};
use crate::ecg::BeatClass;
use crate::error::Result;

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

/// Sensitivity against the false positives' share, and the diagonal that guessing would follow.
pub fn roc<DB: DrawingBackend>(area: &Area<DB>, curve: &Curve, style: &Style) -> Result<()> {
    draw(area, curve, ("1 − specificity", "sensitivity"), "AUC", style)
}

/// Precision against recall.
pub fn precision_recall<DB: DrawingBackend>(area: &Area<DB>, curve: &Curve, style: &Style) -> Result<()> {
    draw(area, curve, ("recall", "precision"), "average precision", style)
}

fn draw<DB: DrawingBackend>(
    area: &Area<DB>,
    curve: &Curve,
    (x, y): (&str, &str),
    name: &str,
    style: &Style,
) -> Result<()> {
    let frame = Frame::lay(area, style, Axis::new(0.0, 1.0, x), Axis::new(0.0, 1.0, y), true)?;
    if curve.x.len() < 2 {
        return frame.nothing("none: a class never occurs");
    }
    let is_roc = name == "AUC";
    if is_roc {
        frame.line(&[0.0, 1.0], &[0.0, 1.0], &style.soft(), 1.0)?;
    }
    frame.line(curve.x, curve.y, &style.class(BeatClass::N), 2.0)?;
    // Where a good curve leaves room: to the right at the bottom for a ROC curve, to the left for the other.
    let corner = if is_roc { (110.0, 200.0) } else { (14.0, 200.0) };
    if let Some(value) = curve.area {
        frame.words(format!("{name} {value:.3}"), corner, &style.ink())?;
    }
    if let Some(point) = curve.point {
        frame.points([point].into_iter(), &style.class(BeatClass::V), 8.0)?;
        let (x, y) = (100.0 * point.0, 100.0 * point.1);
        let told = if is_roc {
            format!("Se {y:.1} %, Sp {:.1} %", 100.0 - x)
        } else {
            format!("recall {x:.1} %, precision {y:.1} %")
        };
        frame.words(told, (corner.0, corner.1 - 16.0), &style.class(BeatClass::V))?;
    }
    Ok(())
}
