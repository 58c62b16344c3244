//! `ecglass anomalies`: the beats of a recording that do not belong, the oddest first.

use std::path::PathBuf;

use clap::Args;
use ecglass::analyze::{Anomalies, anomalies};
use ecglass::classify::Detector;
use ecglass::ecg::BeatClass;
use ecglass::segment::deviation;
use ecglass::write::anomalies_csv;

use crate::files::{open, print, save, show_progress};
use crate::models::Shelf;
use crate::{Asked, Failure, Said, models};

/// What is looked for, and in what.
#[derive(Args)]
pub struct Looking {
    /// A file, several that belong together, a record by its header or its name, or a folder.
    #[arg(required = true)]
    record: Vec<PathBuf>,
    /// From this score on a beat is odd [default: the model's own, which 2 % of normal beats reach]
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true)]
    threshold: Option<f32>,
    /// How many of the oddest are listed.
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    worst: usize,
    /// Write each beat with its score, and where in it it differs, to this CSV.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The model: one that `ecglass models` lists.
    #[arg(long, default_value = models::ODDITIES)]
    model: String,
    #[command(flatten)]
    shelf: Shelf,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    choices: Said,
}

/// Prints what is odd, and writes all of it where that was asked for.
pub fn look(looking: Looking) -> Result<(), Failure> {
    if looking.threshold.is_some_and(|threshold| !threshold.is_finite()) {
        return Err("--threshold: it should be a number.".into());
    }
    let settings = looking.asked.settings()?;
    let detector = models::open_detector(&looking.shelf, &looking.model)?;
    let opened = open(&looking.record, looking.choices.into())?;
    let found = anomalies(&opened, &settings, &detector, |done, total| show_progress("judging", done, total));
    let found = found.map_err(|error| error.to_string())?.ok_or("Stopped.")?;
    if let Some(out) = &looking.out {
        save(out, csv(&found, &detector, looking.threshold).as_bytes())?;
    }
    print(&summary(opened.reading.name(), &found, &detector, looking.threshold, looking.worst))
}

/// How many are odd, at which threshold how many would be, and the oddest.
fn summary(name: &str, found: &Anomalies, detector: &Detector, asked: Option<f32>, worst: usize) -> String {
    let papers = detector.papers();
    let threshold = asked.unwrap_or(papers.threshold);
    let total = found.beats.len();
    let share = |count: usize| 100.0 * count as f64 / total.max(1) as f64;
    let (odd, classes) = found.above(threshold);
    let mut text = format!(
        "{name}: {odd} of {total} beats of lead {} are odd ({:.1} %), by {} from a score of {threshold} on\n",
        found.lead,
        share(odd),
        papers.name
    );
    let labelled = found.beats.is_labelled();
    if labelled {
        let marked: Vec<String> = BeatClass::ALL
            .into_iter()
            .filter_map(|class| {
                let all = found.beats.truth.iter().filter(|truth| **truth == Some(class)).count();
                (all > 0).then(|| format!("{} of {all} {class}", classes[class.index()]))
            })
            .collect();
        text += &format!("  as the recording marks them: {}\n", marked.join(", "));
    }
    if let Some(ranked) = found.ranked() {
        let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
        text += &format!(
            "  normal against all others: AUC {}, average precision {}\n",
            plain(ranked.auc()),
            plain(ranked.average_precision())
        );
    }
    text += "\n  threshold   normal beats above it (of new people)   beats here\n";
    for (share_below, &score) in papers.normal.quantiles.iter().zip(&papers.normal.scores) {
        let (count, _) = found.above(score);
        text += &format!(
            "  {score:>9.3}   {:>36.1} %   {count:>8}  {:5.1} %\n",
            100.0 * (1.0 - share_below),
            share(count)
        );
    }
    let order = found.oddest();
    let listed = worst.min(order.len());
    if listed > 0 {
        let mark = if labelled { "  marked" } else { "" };
        text += &format!("\n  the oddest    beat    time, s    score   differs, ms from R{mark}\n");
    }
    for (place, &index) in order.iter().take(listed).enumerate() {
        let oddity = &found.oddities[index];
        let (from, to) = stretch(&oddity.differs, detector);
        let mark = found.beats.truth[index].map_or(String::new(), |class| format!("       {class}"));
        let row = format!(
            "  {:>10}  {index:>6}  {:>9.2}  {:>7.3}   {:>16}{mark}",
            place + 1,
            found.beats.at[index].0 as f64 / found.rate.get(),
            oddity.score,
            format!("{from} to {to}")
        );
        text += &format!("{}\n", row.trim_end());
    }
    found.notes.iter().for_each(|note| text += &format!("\nnote: {}", note.text));
    text.trim_end().to_string() + "\n"
}

/// A stretch of a beat's samples in milliseconds from R.
fn stretch(differs: &std::ops::Range<usize>, detector: &Detector) -> (i64, i64) {
    let before = detector.papers().output.before;
    (deviation::ms(differs.start, before), deviation::ms(differs.end, before))
}

fn csv(found: &Anomalies, detector: &Detector, asked: Option<f32>) -> String {
    let beats = found
        .oddities
        .iter()
        .zip(&found.beats.at)
        .map(|(oddity, at)| (*at, oddity.score, stretch(&oddity.differs, detector)));
    anomalies_csv(beats, found.rate, asked.unwrap_or(detector.papers().threshold))
}
