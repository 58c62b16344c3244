//! ecglass reads an ECG, cuts its beats, says what each is, and draws what it found.

pub mod ecg;
pub mod error;

pub mod dsp;
#[cfg(feature = "network")]
pub mod network;

pub mod classify;
pub mod generate;
pub mod read;
pub mod score;
pub mod segment;
pub mod write;

pub mod draw;

pub mod analyze;

#[cfg(target_arch = "wasm32")]
pub mod web;
