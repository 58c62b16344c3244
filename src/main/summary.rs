//! What a person wants to know first, on a screen.

use ecglass::analyze::{Agreement, BeatSource, Report};
use ecglass::ecg::BeatClass;
use ecglass::error::Note;
use ecglass::measure::rhythm::EventKind;
use ecglass::measure::{Direction, Figure, Rhythm};

/// What a person wants to know first.
pub fn summary(report: &Report) -> String {
    let record = &report.record;
    let mut text = format!("{}: {} beats", record.name, record.beats);
    if let (Some(seconds), Some(lead)) = (record.seconds, &record.lead) {
        text += &format!(" in {:.1} s of lead {lead}", seconds.0);
        if let Some(beside) = &record.beside {
            text += &format!(" and {beside}");
        }
    }
    text += &format!(", classified by {}\n\n", report.model.name);
    for class in BeatClass::ALL.into_iter().filter(|_| record.beats > 0) {
        let count = report.counts.get(class);
        let share = 100.0 * count as f64 / record.beats.max(1) as f64;
        text += &format!("  {class}  {:<26}{count:>8}  {share:5.1} %\n", class.words());
    }
    if report.unsure > 0 {
        let share = 100.0 * report.unsure as f64 / record.beats.max(1) as f64;
        text += &format!(
            "\n  of {} beats ({share:.1} %) the model is not sure: take them as \"don't know\"\n",
            report.unsure
        );
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
    text += &rhythm(report);
    text += &measures(report);
    text += &variability(report);
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

/// What its rhythm is, and what happens in it.
fn rhythm(report: &Report) -> String {
    let Some(rhythm) = report.rhythm.as_ref().filter(|_| report.record.beats > 0) else {
        return String::new();
    };
    let Rhythm { name, label, af_probability, episodes, af_share, counts, .. } = rhythm;
    let mut text = format!("\nrhythm: {name} ({})", label.name());
    if let Some(probability) = af_probability {
        text += &format!(", atrial fibrillation {:.1} % probable", 100.0 * probability);
    }
    text.push('\n');
    for episode in episodes.iter().take(10) {
        let (from, to) = (episode.from_s.0, episode.to_s.0);
        text += &format!("  atrial fibrillation from {from:.1} s to {to:.1} s, {} beats\n", episode.beats);
    }
    if episodes.len() > 10 {
        text += &format!("  and {} more episodes\n", episodes.len() - 10);
    }
    if let Some(share) = af_share.filter(|share| *share > 0.0) {
        text += &format!("  {:.1} % of the time in atrial fibrillation\n", 100.0 * share);
    }
    for one in counts {
        let kind = match one.kind {
            EventKind::Bradycardia => "bradycardia",
            EventKind::Tachycardia => "tachycardia",
            EventKind::Pause => "pause",
            EventKind::Couplet => "couplet",
            EventKind::Run => "run",
            EventKind::Bigeminy => "bigeminy",
            EventKind::Trigeminy => "trigeminy",
        };
        let class = one.class.map_or(String::new(), |class| format!(" of {class}"));
        text += &format!(
            "  {:<18} {:>5}, the longest of {} beats\n",
            kind.to_string() + &class,
            one.count,
            one.most_beats
        );
    }
    text
}

/// What its beats measure.
fn measures(report: &Report) -> String {
    let Some(intervals) = report.intervals.as_ref().filter(|_| report.record.beats > 0) else {
        return String::new();
    };
    let mut text = String::from("\nmeasured              median   8 in 10 between   beats\n\n");
    let rows = [
        ("heart rate, bpm", intervals.rate_bpm, 0),
        ("PR, ms", intervals.pr_ms, 0),
        ("QRS, ms", intervals.qrs_ms, 0),
        ("QT, ms", intervals.qt_ms, 0),
        ("QTc Bazett, ms", intervals.qtc_bazett_ms, 0),
        ("QTc Fridericia, ms", intervals.qtc_fridericia_ms, 0),
        ("QTc Framingham, ms", intervals.qtc_framingham_ms, 0),
        ("QTc Hodges, ms", intervals.qtc_hodges_ms, 0),
        ("P, mV", intervals.p_mv, 2),
        ("R, mV", intervals.r_mv, 2),
        ("S, mV", intervals.s_mv, 2),
        ("T, mV", intervals.t_mv, 2),
    ];
    for (name, figure, digits) in rows {
        text += &match figure {
            Some(Figure { median, low, high, count }) => format!(
                "  {name:<18} {median:>7.digits$}   {:<15} {count:>7}\n",
                format!("{low:.digits$} to {high:.digits$}")
            ),
            None => format!("  {name:<18}    none\n"),
        };
    }
    for lead in report.st.iter().flat_map(|st| &st.leads) {
        let Some(level) = lead.level_mv else { continue };
        text += &format!("  ST of lead {:<8} {:+.3} mV", lead.lead, level.median);
        for episode in &lead.episodes {
            let direction = match episode.direction {
                Direction::Elevation => "elevation",
                Direction::Depression => "depression",
            };
            let (from, to) = (episode.from_s.0, episode.to_s.0);
            text += &format!("; {direction} from {from:.0} s to {to:.0} s, {:+.3} mV", episode.peak_mv);
        }
        text.push('\n');
    }
    text
}

/// How its heart rate varies.
fn variability(report: &Report) -> String {
    let Some(hrv) = report.hrv.as_ref().filter(|hrv| hrv.nn > 0) else { return String::new() };
    let mut text =
        format!("\nheart rate variability of {} normal intervals of {}\n\n", hrv.nn, hrv.intervals);
    let rows = [
        ("SDNN, ms", hrv.time.sdnn_ms, 1),
        ("RMSSD, ms", hrv.time.rmssd_ms, 1),
        ("pNN50, %", hrv.time.pnn50_percent, 1),
        ("SD1, ms", hrv.poincare.sd1_ms, 1),
        ("SD2, ms", hrv.poincare.sd2_ms, 1),
        ("LF, ms2", hrv.frequency.lf_ms2, 0),
        ("HF, ms2", hrv.frequency.hf_ms2, 0),
        ("LF/HF", hrv.frequency.lf_hf, 2),
        ("DFA alpha 1", hrv.dfa_alpha1, 2),
        ("sample entropy", hrv.sample_entropy, 2),
    ];
    for (name, value, digits) in rows {
        text += &match value {
            Some(value) => format!("  {name:<18} {value:>7.digits$}\n"),
            None => format!("  {name:<18}    none\n"),
        };
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
