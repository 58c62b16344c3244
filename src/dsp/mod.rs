//! Numbers only: resampling. It has never heard of hearts.

pub mod resample;
