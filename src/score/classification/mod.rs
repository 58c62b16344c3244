//! Labels and scores against the truth, for any classes: the table of scikit-learn, ROC and precision-recall curves, intervals.

mod interval;
mod labels;
mod ranked;
mod report;

pub use interval::{Interval, Resampling, bootstrap};
pub use labels::{Averages, ClassFigures, Figures, Labels};
pub use ranked::{OperatingPoint, PrecisionRecall, Ranked, Roc, macro_auc, one_vs_rest};
