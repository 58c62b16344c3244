//! Bytes in, a record or a table of beats out: the door at which everything is paid.

mod archive;
mod catalog;
mod choices;
mod edf;
mod intake;
mod json;
mod opened;
mod plain;
mod recording;
mod sniff;
mod text;
pub mod wfdb;

pub use catalog::{Catalog, Found};
pub use choices::{Choices, Decimal, Delimiter, Layout, Unit};
pub use intake::Intake;
pub use opened::{Finding, Opened, Reading};
pub use plain::PlainText;
pub use recording::ChannelSummary;

/// The most bytes of binary files that one drop may bring: they are held whole until they are decoded.
const MOST_BYTES: usize = 512 << 20;

/// The most samples that are held, 512 MiB of them: a browser's tab has 4 GiB at most, and every sample is
/// copied once on its way to the network. 717,000 beats of 187 samples, or four days of one lead at 360 Hz.
const MOST_SAMPLES: usize = 1 << 27;

/// The most samples of nothing that are filled in where `recorded` samples are something: a few bytes can claim a gap of
/// any length. (Nine hours of one lead at 250 Hz, even in the smallest file.)
const fn most_missing(recorded: usize) -> usize {
    (8 << 20) + recorded.saturating_mul(16)
}
