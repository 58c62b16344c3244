//! `ecglass simulate`: a recording from nothing, as a record of a recorder's steps or as a heartbeat table.

use std::ffi::OsStr;
use std::path::Path;

use ecglass::ecg::{Grid, Lead, Recipe, Record};
use ecglass::generate::Simulator;
use ecglass::segment::Windows;
use ecglass::write::{self, Target};

use crate::Failure;
use crate::convert::save_record;
use crate::files::save;

/// Makes the recording and writes it in the form that the file's extension asks for.
pub fn simulate(out: &Path, simulator: &Simulator) -> Result<(), Failure> {
    let record = simulator.run().map_err(|error| error.to_string())?;
    match out.extension().and_then(OsStr::to_str) {
        Some("hea") => {
            let counted = counted(&record).map_err(|error| error.to_string())?;
            save_record(&counted, Target::Wfdb, out).map(|_| ())
        }
        Some("csv") => {
            let marked: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
            let windows = Windows::plan(&Recipe::heartbeat_table()).map_err(|error| error.to_string())?;
            let (mut beats, _) = windows.cut(&record.leads()[0], record.rate(), &marked);
            // Four digits are finer than any recorder that such tables were made from, and make a third of the file.
            beats.samples.iter_mut().for_each(|sample| *sample = (*sample * 1e4).round() / 1e4);
            save(out, write::table_csv(&beats).as_bytes())
        }
        _ => Err(format!("{}: name it .hea for a WFDB record or .csv for a heartbeat table.", out.display())),
    }
}

/// The record as a recorder of twelve bits counts it, in steps of 5 µV: simulated numbers have no steps of their own.
fn counted(record: &Record) -> ecglass::error::Result<Record> {
    let grid = Grid { gain: 200.0, zero: 0.0 };
    let lead = |lead: &Lead| {
        let count = |&sample: &f32| (f64::from(sample) * grid.gain).round().clamp(-2047.0, 2047.0);
        let samples = lead.samples.iter().map(|sample| (count(sample) / grid.gain) as f32).collect();
        Lead { grid: Some(grid), ..Lead::new(&lead.name, samples) }
    };
    let leads = record.leads().iter().map(lead).collect();
    Record::new(record.name(), record.rate(), leads, record.marks().to_vec())
}
