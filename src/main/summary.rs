//! What a person wants to know first, on a screen.

use ecglass::analyze::Report;
use ecglass::ecg::BeatClass;
use ecglass::error::Note;

/// What a person wants to know first.
pub fn summary(report: &Report) -> String {
    let record = &report.record;
    let mut text = format!("{}: {} beats", record.name, record.beats);
    if let (Some(seconds), Some(lead)) = (record.seconds, &record.lead) {
        text += &format!(" in {:.1} s of lead {lead}", seconds.0);
    }
    text += &format!(", classified by {}\n\n", report.model.name);
    for class in BeatClass::ALL.into_iter().filter(|_| record.beats > 0) {
        let count = report.counts.get(class);
        let share = 100.0 * count as f64 / record.beats.max(1) as f64;
        text += &format!("  {class}  {:<26}{count:>8}  {share:5.1} %\n", class.words());
    }
    if let Some(scores) = &report.scores {
        let percent =
            |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{:.2} %", figure * 100.0));
        let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
        text += &format!(
            "\nagainst the labels: accuracy {}, macro-F1 {}\n\n  truth \\ said      N       S       V       F       Q   sensitivity  precision      F1\n",
            percent(scores.accuracy),
            plain(scores.macro_f1)
        );
        for (score, row) in scores.classes.iter().zip(scores.confusion.counts()) {
            text += &format!("  {:<12}", score.class);
            row.iter().for_each(|count| text += &format!("{count:>7} "));
            text += &format!(
                "  {:>10}  {:>9}  {:>6}\n",
                percent(score.sensitivity),
                percent(score.precision),
                plain(score.f1)
            );
        }
    }
    if !report.findings.is_empty() {
        text += "\nread as\n\n";
        for finding in &report.findings {
            text += &format!("  {:<10} {:<28} {}\n", finding.about, finding.value, finding.reason);
        }
    }
    for Note { text: note } in &report.notes {
        text += &format!("\nnote: {note}\n");
    }
    text
}
