//! A signal and its R peaks in, beats out.

pub mod waves;
mod window;

pub use window::Windows;
