//! Beats, waves, tables and records out, as bytes.

mod archive;
mod balanced;
mod beats;
mod counts;
mod edf;
mod oddities;
pub mod pdf;
mod record;
mod spelling;
mod table;
mod target;
mod waves;
pub mod wfdb;

pub use archive::zip;
pub use balanced::{Balanced, Marking};
pub use beats::{beats_csv, beats_measured};
pub use edf::edf;
pub use oddities::anomalies_csv;
pub use record::{record_csv, record_json};
pub use table::table_csv;
pub use target::{Target, Written};
pub use waves::waves_csv;
