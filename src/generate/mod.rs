//! Beats that nobody ever had: a seeded simulator of recordings.

mod beat;
mod course;
mod disturbance;
mod form;
mod noise;
mod path;
mod person;
mod rhythm;
mod segment;
mod shape;
mod simulator;
mod truth;

pub use disturbance::{Disturbance, NoiseKind};
pub use form::{Form, Forms};
pub use person::{Focus, Person};
pub use rhythm::Rhythm;
pub use simulator::{Ectopy, Simulator};
