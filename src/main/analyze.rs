//! `ecglass analyze`: what each beat is, on a screen and in files.

use std::path::PathBuf;

use clap::Args;
use ecglass::analyze::{Report, analyze};
use ecglass::error::Note;
use ecglass::read::{Choices, Reading};
use ecglass::write;

use crate::files::{self, print, save, show_progress};
use crate::models::By;
use crate::summary::summary;
use crate::{Asked, Failure, Said, corrections, like, models};

/// What is analyzed, and what is written of it.
#[derive(Args)]
pub struct Analyzing {
    /// A file, several that belong together, a record by its header or its name (its files are found beside it), or a folder.
    #[arg(required = true)]
    record: Vec<PathBuf>,
    /// Write each beat, with its class, to this CSV.
    #[arg(long, value_name = "FILE")]
    beats: Option<PathBuf>,
    /// Write the report to this JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the P waves, QRS complexes and T waves that were found, with their onsets and offsets, to this CSV.
    #[arg(long, value_name = "FILE")]
    waves: Option<PathBuf>,
    /// Write the RR intervals in milliseconds, a line each, to this text file, as Kubios HRV reads it: ectopic beats too, but none over a hole.
    #[arg(long, value_name = "FILE")]
    rr: Option<PathBuf>,
    /// Do all as this report says that it was done: how the files are read, which lead, how it is cleaned, what was corrected, which model.
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["lead", "find", "clean", "correct", "record_name", "layout", "rate", "unit", "gain", "leads", "time", "delimiter", "decimal"])]
    like: Option<PathBuf>,
    #[command(flatten)]
    asked: Asked,
    /// Correct beats, and let those like them follow: a CSV with the columns sample and class (N, S, V, F, Q), as beats.csv has them.
    #[arg(long, value_name = "FILE")]
    correct: Option<PathBuf>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    choices: Said,
}

/// Prints what was found, and writes what was asked for.
pub fn run_analysis(analyzing: Analyzing) -> Result<(), Failure> {
    let Analyzing { record, beats, report, waves, rr, like, asked, correct, by, choices } = analyzing;
    let mut settings = asked.settings()?;
    if let Some(path) = &correct {
        settings.corrections = corrections::read(path)?;
    }
    let like = like.as_deref().map(like::Like::read).transpose()?;
    let choices = like.as_ref().map_or(Choices::from(choices), |like| like.report().choices.clone());
    if let Some(like) = &like {
        settings = like.report().settings.clone();
    }
    // Hashing a file takes longer than reading it: only who keeps a report wants that.
    let (opened, hashed) = if report.is_some() || like.is_some() {
        files::open_hashed(&record, choices)?
    } else {
        (files::open(&record, choices)?, Vec::new())
    };
    if let Reading::Report { name, json } = &opened.reading {
        let report = Report::from_json(name, json).map_err(|error| error.to_string())?;
        return print(&summary(&report));
    }
    if rr.is_some() && !matches!(opened.reading, Reading::Record(_)) {
        let name = opened.reading.name();
        return Err(format!(
            "{name}: its beats stand at no time; RR intervals are of recordings, leave out --rr."
        ));
    }
    let as_before = like.as_ref().map(|like| like.report().model.name.as_str());
    let model = by.model.as_deref().or(as_before).unwrap_or_else(|| by.name(&opened.reading));
    let classifier = models::open(&by.shelf, model)?;
    let analysis =
        analyze(&opened, &settings, &classifier, |done, total| show_progress("classifying", done, total))
            .map_err(|error| error.to_string())?;
    let Some(mut analysis) = analysis else { return Err("stopped.".into()) };
    for difference in like.iter().flat_map(|like| like.differences(&hashed, &analysis.report.model)) {
        eprintln!("ecglass: {difference}");
    }
    analysis.report.files = hashed;
    if let Some(path) = &beats {
        let text = write::beats_csv(&analysis.beats, &analysis.verdicts, &analysis.measured, analysis.rate);
        save(path, text.as_bytes())?;
    }
    if let Some(path) = &waves {
        save(path, write::waves_csv(&analysis.waves).as_bytes())?;
    }
    let mut said = summary(&analysis.report);
    if let Some((path, intervals)) = rr.as_ref().zip(analysis.rr.as_ref()) {
        save(path, write::rr_txt(&intervals.ms).as_bytes())?;
        if let Some(Note { text }) = &intervals.note {
            said += &format!("\nnote: {text}\n");
        }
    }
    if let Some(path) = &report {
        save(path, analysis.to_json().as_bytes())?;
    }
    print(&said)
}
