//! The discrete wavelet transform, there and back, and thresholds for its coefficients.
//!
//! After Mallat, "A theory for multiresolution signal decomposition" (1989), with the filters of Daubechies, "Ten
//! Lectures on Wavelets" (1992). Names, lengths and numbers are those of PyWavelets (`pywt`), so that what a script of
//! the field does can be done here; `tests/fixtures/wavelet` and `tests/oracle/test_wavelet.py` hold it to that.

mod boundary;
mod family;
mod kernel;
mod magnitudes;
mod real;
mod threshold;
mod transform;

pub use boundary::Boundary;
pub use family::Wavelet;
pub use magnitudes::Magnitudes;
pub use real::{Four, Real};
pub use threshold::{Shrink, Threshold};
pub use transform::{Decomposition, Transform, max_level};
