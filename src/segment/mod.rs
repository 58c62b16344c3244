//! A signal in; its R peaks, and its beats, out.

mod peaks;
pub mod waves;
mod window;

pub use peaks::Peaks;
pub use window::Windows;
