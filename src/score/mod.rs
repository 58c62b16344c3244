//! Predicted against true: the tables that the field prints, and the noise that detectors are tried with.

pub mod classification;
mod confusion;
pub mod ec57;
mod matching;
mod noise;
mod tally;

pub use confusion::{ClassScore, Confusion, Scores};
pub use matching::Matching;
pub use noise::{Mixed, Mixer, noise_size, signal_size};
pub use tally::{Average, Tally};
