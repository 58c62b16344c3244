//! Predicted against true: the tables that the field prints.

mod confusion;

pub use confusion::{ClassScore, Confusion, Scores};
