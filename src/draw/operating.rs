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
