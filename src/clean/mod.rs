//! What a recorder or a body added to the ECG, taken away again: one file a method.

pub mod wavelet;
