//! Numbers only: filters, medians, splines, spectra, wavelets, sizes, resampling and seeded chance. It has never heard of hearts.

mod complex;
mod fourier;

pub mod filter;
pub mod median;
pub mod parabolas;
pub mod periodogram;
pub mod pyramid;
pub mod quantile;
pub mod random;
pub mod resample;
pub mod size;
pub mod spectrum;
pub mod spline;
pub mod wavelet;
