//! Beats that nobody ever had: a seeded simulator of recordings.

mod beat;
mod course;
mod noise;
mod path;
mod person;
mod rhythm;
mod shape;
mod simulator;

pub use person::{Focus, Person};
pub use rhythm::Rhythm;
pub use simulator::{Ectopy, Simulator};
