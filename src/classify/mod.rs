//! Beats in, verdicts out: a model's papers, the classifier that they and a network make, why it says what it says, and which beats do
//! not belong.

#[cfg(feature = "network")]
mod anomaly;
#[cfg(feature = "network")]
mod classifier;
#[cfg(feature = "network")]
mod explain;
mod spec;

#[cfg(feature = "network")]
pub use anomaly::{AnomalyPapers, Detector, Judged, Oddity, Quantiles};
#[cfg(feature = "network")]
pub use classifier::Classifier;
#[cfg(feature = "network")]
pub use explain::Explanation;
#[cfg(feature = "network")]
pub(crate) use spec::likeliest;
pub use spec::{Answer, Figures, Input, Kind, Metrics, Output, Selection, Spec};
