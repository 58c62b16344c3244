//! What a person wants to know first, on a screen.

use ecglass::analyze::{Agreement, BeatSource, Report};
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
    text += &signal(report);
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

/// What the signal is worth, and what was done to it.
fn signal(report: &Report) -> String {
    let mut text = String::new();
    match (report.record.beats_from, report.agreement) {
        (Some(BeatSource::Signal), None) => text += "\nbeats were found in the signal\n",
        (Some(from), Some(Agreement { marked, found, both, apart_ms })) => {
            let from = if from == BeatSource::Marks { "marked in the file" } else { "found in the signal" };
            text +=
                &format!("\nbeats are those {from}: {marked} marked, {found} found, {both} of them the same");
            text += &apart_ms.map(|ms| format!(", {ms:.1} ms apart in the mean\n")).unwrap_or("\n".into());
        }
        _ => {}
    }
    for lead in report.quality.iter().flat_map(|quality| &quality.leads) {
        text += &format!("  lead {:<8} {:5.1} % usable", lead.lead, 100.0 * lead.usable_share);
        if let Some(change) = report.cleaning.iter().find(|change| change.lead == lead.lead) {
            if let Some(snr) = change.snr {
                text += &format!(", SNR {:.1} dB, cleaned {:.1} dB", snr.before_db, snr.after_db);
            }
            if let (Some(st), Some(r)) = (change.st_shift_mv, change.r_shift_mv) {
                text += &format!("; cleaning moved ST by {st:+.3} mV, R by {r:+.3} mV");
            }
        }
        text.push('\n');
    }
    text
}
