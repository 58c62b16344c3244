//! `ecglass report`: the analysis on paper, as a PDF.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ecglass::analyze::{Look, Report, Settings, Tiles, analyze, surveyed};
use ecglass::print::{self, Beat, Origin, Plan};
use ecglass::read::{Choices, Opened, Reading};
use ecglass::write::file_name;
use ecglass::write::pdf::Fonts;

use crate::files::{self, print, save, show_progress};
use crate::models::By;
use crate::{Asked, Failure, Said, corrections, models};

/// The letters of the report: they come with the program, as the page fetches them from its host.
const REGULAR: &[u8] = include_bytes!("../../www/fonts/inter-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../www/fonts/inter-bold.ttf");

/// What it is printed on.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Paper {
    A4,
    Letter,
}

#[derive(Args)]
pub struct Reporting {
    /// A file, several that belong together, a record by its header or its name, a folder, or a report.json.
    #[arg(required = true)]
    record: Vec<PathBuf>,
    /// Where to write the PDF [default: a file called after the record, as 100-report.pdf, in the folder that you are in]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What it is printed on.
    #[arg(long, value_enum, default_value = "a4")]
    paper: Paper,
    /// Add a page on heart rate variability.
    #[arg(long)]
    hrv: bool,
    /// Add a page on ST.
    #[arg(long)]
    st: bool,
    /// Show at most so many strips; the first page counts what is left out.
    #[arg(long, value_name = "COUNT", default_value_t = print::Asked::STRIPS)]
    strips: usize,
    /// Show the leads as they are cleaned instead of as they were recorded.
    #[arg(long)]
    cleaned: bool,
    /// Correct beats, and let those like them follow: a CSV with the columns sample and class (N, S, V, F, Q), as beats.csv has them.
    #[arg(long, value_name = "FILE")]
    correct: Option<PathBuf>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    choices: Said,
}

/// Analyzes what was named, and writes the report.
pub fn report(reporting: Reporting) -> Result<(), Failure> {
    let Reporting { record, out, paper, hrv, st, strips, cleaned, correct, by, asked, choices } = reporting;
    let paper = match paper {
        Paper::A4 => print::Paper::A4,
        Paper::Letter => print::Paper::Letter,
    };
    let page = print::Asked { paper, hrv, st, strips, cleaned };
    let mut settings = asked.settings()?;
    if let Some(path) = &correct {
        settings.corrections = corrections::read(path)?;
    }
    let (opened, files) = files::open_hashed(&record, Choices::from(choices))?;
    let origin = Origin { files, build: "native".into(), ..Origin::of(&opened.reading) };
    let told = |error: ecglass::error::Error| error.to_string();
    let mut of = opened.reading.name().to_string();
    let pdf = match &opened.reading {
        Reading::Report { name, json } => {
            let report = Report::from_json(name, json).map_err(told)?;
            of.clone_from(&report.record.name);
            let beats = Beat::saved(&report);
            let plan = Plan::of(report, beats, origin, page, false);
            plan.print(&[], &fonts()?).map_err(told)?
        }
        _ => analyzed(&opened, &settings, origin, page, &by)?,
    };
    let out = out.unwrap_or_else(|| file_name(&of, "report", "pdf").into());
    save(&out, &pdf)?;
    print(&format!("{}: {} bytes\n", out.display(), pdf.len()))
}

fn fonts() -> Result<Fonts, Failure> {
    Fonts::parse(REGULAR, BOLD).map_err(|error| error.to_string())
}

/// The same of what holds a signal, or a table of beats.
fn analyzed(
    opened: &Opened,
    settings: &Settings,
    origin: Origin,
    page: print::Asked,
    by: &By,
) -> Result<Vec<u8>, Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let classifier = models::open(&by.shelf, by.name(&opened.reading))?;
    let progress = |done, total| show_progress("classifying", done, total);
    let Some(analysis) = analyze(opened, settings, &classifier, progress).map_err(told)? else {
        return Err("stopped.".into());
    };
    let beats = Beat::all(&analysis);
    let Reading::Record(record) = &opened.reading else {
        return Plan::of(analysis.report, beats, origin, page, false).print(&[], &fonts()?).map_err(told);
    };
    let plan = Plan::of(analysis.report, beats, origin, page, true);
    // Clean leads go by the beats that were found; leads as recorded need nobody to have looked.
    let survey = if page.cleaned { surveyed(&opened.reading, settings).map_err(told)? } else { None };
    let survey = survey.as_ref().map(|survey| (survey, settings));
    let look = if page.cleaned { Look::Clean } else { Look::Raw };
    let mut tiles = Tiles::default();
    let stretches: Result<Vec<_>, _> = plan
        .needs()
        .into_iter()
        .map(|need| tiles.stretch(record, survey, (look, need.lead), (need.from, need.to)))
        .collect();
    plan.print(&stretches.map_err(told)?, &fonts()?).map_err(told)
}
