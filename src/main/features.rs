//! `ecglass features`: what beat-rhythm or anomaly-gan is told of each beat, for those who train them and those who wonder.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::ValueEnum;
use ecglass::analyze::{Settings, described, deviations, surveyed};
use ecglass::read::{Choices, Reading};
use ecglass::segment::context::{self, Form};
use ecglass::segment::deviation;

use crate::Failure;
use crate::files::{open, save};

/// What is told of a beat.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Told {
    /// When it comes, what it looks like, whether the atria led, and its neighbours: what beat-rhythm reads.
    Context,
    /// How far it is from what is usual around it, place by place: what anomaly-gan reads.
    Deviation,
}

/// What was asked for.
pub struct Describing {
    pub record: Vec<PathBuf>,
    pub out: PathBuf,
    pub told: Told,
    pub live: bool,
    pub settings: Settings,
    pub choices: Choices,
}

/// Writes a row for each beat, in the form that the file's extension asks for.
pub fn features(asked: &Describing) -> Result<(), Failure> {
    let opened = open(&asked.record, asked.choices.clone())?;
    let survey = surveyed(&opened.reading, &asked.settings).map_err(|error| error.to_string())?;
    let (Reading::Record(record), Some(survey)) = (&opened.reading, survey) else {
        return Err(format!("{}: it holds no signal; features are of recordings.", opened.reading.name()));
    };
    let form = if asked.live { Form::Live } else { Form::Whole };
    let (beats, names): (_, Vec<String>) = match asked.told {
        Told::Context => (described(record, &survey, form), context::names().collect()),
        Told::Deviation => (deviations(record, &survey), deviation::names().collect()),
    };
    let beats = beats.map_err(|error| error.to_string())?;
    let beside = survey.beside.filter(|_| beats.width > names.len()).map(|lead| &record.leads()[lead].name);
    let of_beside =
        beside.into_iter().flat_map(|lead| names.iter().map(move |name| format!("{name} in {lead}")));
    let names: Vec<String> = names.iter().cloned().chain(of_beside).collect();
    let rows = (0..beats.len()).map(|beat| {
        let truth = beats.truth[beat].map_or(-1.0, |class| class.index() as f32);
        (beats.at[beat].0, truth, beats.beat(beat))
    });
    let bytes = match asked.out.extension().and_then(OsStr::to_str) {
        Some("csv") => csv(&names, rows),
        Some("npy") => npy(names.len(), rows),
        _ => return Err(format!("{}: features are written as .csv or .npy.", asked.out.display())),
    };
    save(&asked.out, &bytes)
}

fn csv<'a>(names: &[String], rows: impl Iterator<Item = (usize, f32, &'a [f32])>) -> Vec<u8> {
    let names: Vec<String> = names.iter().map(|name| name.replace(',', "")).collect();
    let mut text = format!("sample,class,{}\n", names.join(","));
    for (sample, truth, values) in rows {
        text += &format!("{sample},{truth}");
        values.iter().for_each(|value| text += &format!(",{value}"));
        text.push('\n');
    }
    text.into_bytes()
}

/// NumPy's format, version 1.0: a header of a dictionary, padded to 64 bytes, and the numbers row by row.
fn npy<'a>(width: usize, rows: impl Iterator<Item = (usize, f32, &'a [f32])>) -> Vec<u8> {
    let (mut count, mut numbers) = (0, Vec::new());
    for (sample, truth, values) in rows {
        count += 1;
        for value in
            [sample as f64, f64::from(truth)].into_iter().chain(values.iter().map(|&value| value.into()))
        {
            numbers.extend(value.to_le_bytes());
        }
    }
    let mut header =
        format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({count}, {}), }}", width + 2);
    let length = (10 + header.len() + 1).next_multiple_of(64) - 10;
    header = format!("{header:<width$}\n", width = length - 1);
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(header.into_bytes());
    bytes.extend(numbers);
    bytes
}
