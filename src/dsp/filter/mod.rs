//! Recursive filters as second-order sections: their design, and running them.

mod butterworth;
mod notch;
mod sections;

pub use butterworth::{Pass, butterworth};
pub use notch::notch;
pub use sections::{Section, Sections, State};
