//! Beats that nobody ever had: a seeded simulator of recordings, and networks that make beats from chance.

mod balance;
mod beat;
mod course;
mod disturbance;
mod form;
#[cfg(feature = "network")]
mod generator;
mod latent;
#[cfg(feature = "network")]
mod lay;
mod nearest;
mod noise;
mod papers;
mod path;
mod person;
mod rhythm;
mod segment;
mod shape;
mod simulator;
mod truth;

pub use balance::{Balance, MOST, Target, Wanted, check_count};
pub use disturbance::{Disturbance, NoiseKind};
pub use form::{Form, Forms};
#[cfg(feature = "network")]
pub use generator::{Critic, Generator, Made};
#[cfg(feature = "network")]
pub use lay::Laying;
pub use nearest::{Near, nearest};
pub use papers::{CriticPapers, Direction, Input, Length, Output, Papers, SAMPLES};
pub use person::{Focus, Person};
pub use rhythm::Rhythm;
pub use simulator::{Ectopy, Simulator};
