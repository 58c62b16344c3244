//! Plain values onto any plotters backend: leads on paper, beats, confusion matrix, intervals, ST, ROC.
//!
//! Everything is placed in device pixels. No text is ever measured: in the browser plotters measures by inserting
//! styled elements into the page, which the page's content security policy forbids.

mod beats;
mod chart;
mod confusion;
mod course;
mod decimate;
mod families;
mod mark;
mod oddities;
mod operating;
mod overview;
mod panels;
mod reasons;
mod report;
mod sheet;
mod style;
mod variability;

pub use beats::{beats, pick};
pub use confusion::{confusion, labels};
pub use course::st_trend;
pub use families::{Family, Frame, families};
pub use oddities::{OddBeat, odd_beat, oddities};
pub use operating::{Curve, precision_recall, roc, rocs};
pub use overview::{Overview, overview};
pub use panels::{Panel, panels, stamp};
pub use reasons::reasons;
pub use report::report;
pub use sheet::{Bar, MARGIN_PX, MM_PX, Mark, Row, Sheet, Trace, sheet};
pub use style::Style;
pub use variability::{histogram, poincare, spectrum, tachogram};

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;

use crate::error::Error;

/// Where drawings go: a canvas, an SVG, or a part of either.
pub type Area<DB> = DrawingArea<DB, Shift>;

/// A backend that could not draw.
fn failed(error: impl Display) -> Error {
    Error::unsupported("drawing", format!("the surface did not take it ({error})"))
}
