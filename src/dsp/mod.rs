//! Numbers only: resampling, wavelets and seeded chance. It has never heard of hearts.

pub mod random;
pub mod resample;
pub mod wavelet;
