//! A signal and its R peaks in, beats out.

mod window;

pub use window::Windows;
