//! Beats in, verdicts out: a model's papers, and the classifier that they and a network make.

#[cfg(feature = "network")]
mod classifier;
mod spec;

#[cfg(feature = "network")]
pub use classifier::Classifier;
pub use spec::Spec;
