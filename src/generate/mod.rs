//! Beats that nobody ever had: a seeded simulator of recordings.

mod noise;
mod rhythm;
mod shape;
mod simulator;

pub use simulator::{Ectopy, Simulator};
