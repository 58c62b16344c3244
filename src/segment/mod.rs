//! A signal in; its R peaks, and its beats, out.

pub mod context;
pub mod deviation;
mod families;
mod grid;
pub mod kin;
mod peaks;
pub mod waves;
mod window;

#[cfg(feature = "network")]
pub(crate) use grid::held;
pub use peaks::Peaks;
pub use window::Windows;
