//! Beats and waves to numbers: intervals, ST, rhythm, heart rate variability, and how far each lead can be trusted.

mod beat;
mod electrodes;
mod everything;
mod heartbeats;
pub mod hrv;
mod intervals;
mod judge;
mod outline;
mod pieces;
mod quality;
pub mod rhythm;
mod st;

pub use everything::Everything;
pub use heartbeats::{Heartbeats, LONGEST_RR_S};
pub use hrv::{Frequency, Hrv, Poincare, Series, Tachogram, TimeDomain};
pub use intervals::{Figure, Intervals, RateTrend};
pub use quality::{Grade, LeadQuality, Quality, Reason, Stretch};
pub use rhythm::Rhythm;
pub use st::{Direction, LeadSt, St, StEpisode};
