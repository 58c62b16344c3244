//! Numbers only: resampling and seeded chance. It has never heard of hearts.

pub mod random;
pub mod resample;
