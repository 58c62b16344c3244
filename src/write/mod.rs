//! Beats, tables and records out, as bytes.

mod beats;
mod table;
pub mod wfdb;

pub use beats::beats_csv;
pub use table::table_csv;
