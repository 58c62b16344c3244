//! Beats, waves, tables and records out, as bytes.

mod archive;
mod balanced;
mod beats;
mod counts;
mod edf;
mod naming;
mod oddities;
pub mod pdf;
mod record;
mod rr;
mod spelling;
mod table;
mod target;
mod waves;
pub mod wfdb;

pub use archive::zip;
pub use balanced::{Balanced, Marking};
pub use beats::{beats_csv, beats_measured};
pub use edf::edf;
pub use naming::file_name;
pub use oddities::anomalies_csv;
pub use record::{record_csv, record_json};
pub use rr::rr_txt;
pub use table::table_csv;
pub use target::{Target, Written};
pub use waves::waves_csv;
