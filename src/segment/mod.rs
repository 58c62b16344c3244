//! A signal in; its R peaks, and its beats, out.

mod peaks;
mod window;

pub use peaks::Peaks;
pub use window::Windows;
