//! `ecglass score`: every record of a folder that has a reference, held against it, and the tables of EC57 on a screen.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use ecglass::analyze::{LeftOut, ModelSummary, ScoreReport, annotate, compared, marks_of};
use ecglass::classify::Classifier;
use ecglass::ecg::{Marks, Record, Seconds};
use ecglass::read::{Choices, Reading};
use ecglass::score::ec57::{BeatFigures, BeatTable, Comparison, RunFigures, RunTables, Terms};

use crate::files::{lower, open, print, save, show_progress};
use crate::models::Shelf;
use crate::{Failure, models};

/// What was asked for.
pub struct Scoring {
    pub folder: PathBuf,
    pub json: Option<PathBuf>,
    pub annotator: Option<String>,
    pub after: f64,
    pub model: String,
    pub shelf: Shelf,
    pub lead: Option<usize>,
}

/// Scores the records of a folder one by one, and prints what they come to.
pub fn score(asked: &Scoring) -> Result<(), Failure> {
    if !(asked.after.is_finite() && asked.after >= 0.0) {
        return Err(format!("--after {}: it should be seconds, 0 or more, as 300.", asked.after));
    }
    let terms = Terms { after: Seconds(asked.after), ..Terms::default() };
    let headers = headers(&asked.folder)?;
    let classifier = match &asked.annotator {
        Some(_) => None,
        None => Some(models::open(&asked.shelf, &asked.model)?),
    };
    let (mut records, mut left_out) = (Vec::new(), Vec::new());
    for header in &headers {
        match scored(header, asked, classifier.as_ref(), terms) {
            Ok(comparison) => records.push(comparison),
            Err(reason) => {
                eprintln!("ecglass: {reason}");
                let record = header.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                left_out.push(LeftOut { record, reason });
            }
        }
    }
    if records.is_empty() {
        return Err(format!(
            "{}: none of its {} records could be scored.",
            asked.folder.display(),
            headers.len()
        ));
    }
    let model = classifier.as_ref().map(|classifier| ModelSummary::of(classifier.spec()));
    let tested = asked.annotator.clone().unwrap_or_else(|| format!("ecglass with {}", asked.model));
    let report = ScoreReport::of(&tested, model, terms, records, left_out);
    if let Some(path) = &asked.json {
        save(path, report.to_json().as_bytes())?;
    }
    print(&tables(&report))
}

/// The headers of the records that have reference annotations beside them, by name.
fn headers(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| format!("{}: cannot be read, {}.", folder.display(), lower(&error));
    let mut headers = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension() == Some(OsStr::new("hea")) && path.with_extension(Marks::REFERENCE).is_file() {
            headers.push(path);
        }
    }
    headers.sort();
    if headers.is_empty() {
        return Err(format!(
            "{}: no WFDB record with reference annotations (.hea with .{} of the same name) is in it.",
            folder.display(),
            Marks::REFERENCE
        ));
    }
    Ok(headers)
}

fn scored(
    header: &Path,
    asked: &Scoring,
    classifier: Option<&Classifier>,
    terms: Terms,
) -> Result<Comparison, Failure> {
    let opened = open(&[header.to_path_buf()], Choices::default())?;
    let Reading::Record(record) = &opened.reading else {
        return Err(format!("{}: it is no recording.", header.display()));
    };
    let sentence = |error: ecglass::error::Error| error.to_string();
    match (&asked.annotator, classifier) {
        (Some(annotator), _) => {
            compared(record, marks_of(record, annotator).map_err(sentence)?, terms).map_err(sentence)
        }
        (None, Some(classifier)) => own(record, asked.lead, classifier, terms),
        (None, None) => Err(format!("{}: nobody was named to be tested.", record.name())),
    }
}

fn own(
    record: &Record,
    lead: Option<usize>,
    classifier: &Classifier,
    terms: Terms,
) -> Result<Comparison, Failure> {
    let sentence = |error: ecglass::error::Error| error.to_string();
    let marks = annotate(record, lead, classifier, |done, total| show_progress("classifying", done, total))
        .map_err(sentence)?;
    let marks = marks.ok_or_else(|| format!("{}: stopped.", record.name()))?;
    compared(record, &marks, terms).map_err(sentence)
}

fn percent(figure: Option<f64>) -> String {
    figure.map_or("none".into(), |figure| format!("{:.2}", figure * 100.0))
}

/// All tables as text.
fn tables(report: &ScoreReport) -> String {
    let study = &report.ec57;
    let (count, after) = (study.records.len(), study.terms.after.0);
    let mut text = format!(
        "{} against the reference ({}), {count} record{}, beats within {:.0} ms, {}\n\n",
        report.tested,
        Marks::REFERENCE,
        if count == 1 { "" } else { "s" },
        study.terms.tolerance.0 * 1e3,
        if after > 0.0 { format!("from {after} s on") } else { "from the beginning on".into() }
    );
    let width = study.records.iter().map(|one| one.record.chars().count()).max().unwrap_or(0).max(7);
    text += &format!(
        "  {:<width$}   beats  missed   extra  QRS Se  QRS +P    V Se    V +P   V FPR    S Se    S +P   S FPR   RR ms  shutdown s\n",
        "record"
    );
    let line = |name: &str, counts: [String; 3], figures: &BeatFigures| {
        let figures = [
            figures.qrs_sensitivity,
            figures.qrs_positive_predictivity,
            figures.v_sensitivity,
            figures.v_positive_predictivity,
            figures.v_false_positive_rate,
            figures.s_sensitivity,
            figures.s_positive_predictivity,
            figures.s_false_positive_rate,
        ];
        let counts: String = counts.iter().map(|count| format!("{count:>8}")).collect();
        let figures: String = figures.into_iter().map(|figure| format!("{:>8}", percent(figure))).collect();
        format!("  {name:<width$}{counts}{figures}")
    };
    let counts =
        |table: &BeatTable| [table.beats(), table.missed(), table.extra()].map(|count| count.to_string());
    for one in &study.records {
        let rr = one.rr_error_ms.map_or("none".into(), |error| format!("{error:.1}"));
        text += &line(&one.record, counts(&one.beats), &one.figures);
        text += &format!("{rr:>8}{:>12.1}\n", one.shutdown_s);
    }
    text += &format!("{}\n", line("gross", counts(&study.beats), &study.gross));
    text += &format!("{}\n", line("average", Default::default(), &study.average));
    text += "\n  shares in percent; a record without the class does not count in an average\n";
    text += "\nbeat by beat: truth on rows; o missed, x missed in shutdown, O extra, X extra where the reference reads nothing\n\n   ";
    BeatTable::ROWS.iter().for_each(|name| text += &format!("{:>8}", name.to_ascii_lowercase()));
    text.push('\n');
    for (row, (name, cells)) in BeatTable::ROWS.iter().zip(&study.beats.counts).enumerate() {
        text += &format!("  {name}");
        for (column, count) in cells.iter().enumerate() {
            // What is neither a beat nor a detection is not counted.
            text += &if row > 4 && column > 4 { format!("{:>8}", "") } else { format!("{count:>8}") };
        }
        text = text.trim_end().to_string() + "\n";
    }
    text += &runs("V and F", &study.v_runs, &study.v_runs_gross, &study.v_runs_average);
    text += &runs("S", &study.s_runs, &study.s_runs_gross, &study.s_runs_average);
    text += "\nclasses of the beats that were found\n\n";
    report.classification_report.lines().for_each(|line| {
        text += format!("  {line}").trim_end();
        text.push('\n');
    });
    if let Some(model) = &report.model {
        text += &format!(
            "\n{} may have been trained on some of these records, and is better on those than on a new person's; its card says on which.\n",
            model.name
        );
    }
    for left in &report.left_out {
        text += &format!("\nleft out: {}\n", left.reason);
    }
    for note in study.records.iter().flat_map(|one| &one.notes) {
        text += &format!("\nnote: {}\n", note.text);
    }
    text
}

fn runs(kind: &str, tables: &RunTables, gross: &RunFigures, average: &RunFigures) -> String {
    let mut text = format!(
        "\nruns of {kind} beats: truth on rows, by length\n\n  {:<45}{}\n",
        "each true run, and what was found there", "each run found, and what was true there"
    );
    let heading: String = RunTables::LENGTHS.iter().map(|length| format!("{length:>7}")).collect();
    text += &format!("     {heading}       {heading}\n");
    for (row, name) in RunTables::LENGTHS.iter().enumerate() {
        let cells = |table: &[[u64; 5]; 5]| -> String {
            table[row].iter().map(|count| format!("{count:>7}")).collect()
        };
        text += &format!(
            "  {name:>3}{}    {name:>3}{}\n",
            cells(&tables.sensitivity),
            cells(&tables.predictivity)
        );
    }
    text += "\n            couplet Se      +P  short Se      +P   long Se      +P\n";
    for (name, figures) in [("gross", gross), ("average", average)] {
        text += &format!(
            "  {name:<10}{:>10}{:>8}{:>10}{:>8}{:>10}{:>8}\n",
            percent(figures.couplet_sensitivity),
            percent(figures.couplet_positive_predictivity),
            percent(figures.short_sensitivity),
            percent(figures.short_positive_predictivity),
            percent(figures.long_sensitivity),
            percent(figures.long_positive_predictivity)
        );
    }
    text
}
