//! What can be read off a record beside its beats' classes: how far each lead can be trusted, and whether electrodes were exchanged.

mod beat;
mod electrodes;
mod judge;
mod pieces;
mod quality;

pub use quality::{Grade, LeadQuality, Quality, Reason, Stretch};
