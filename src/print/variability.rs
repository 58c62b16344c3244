//! A page on how the heart rate varies: the intervals, how many are how long, each against the next, their spectrum, and the figures.

use plotters::drawing::IntoDrawingArea;

use crate::draw::{self, Style};
use crate::error::Result;
use crate::measure::Hrv;
use crate::measure::hrv::Series;
use crate::print::Plan;
use crate::print::desk::{COARSE, Desk, MARGIN, Voice};
use crate::write::pdf::{Align, Page};

/// How high the intervals over time are, the two drawings below them, and the spectrum, in millimetres.
const TACHOGRAM: f64 = 52.0;
const PAIR: f64 = 64.0;
const SPECTRUM: f64 = 44.0;

/// What stands between columns.
const GUTTER: f64 = 8.0;

/// The page; `None` where a reading has no rhythm, as a table's beats.
pub(in crate::print) fn page(desk: &Desk, plan: &Plan) -> Result<Option<Page>> {
    let Some(hrv) = &plan.report.hrv else { return Ok(None) };
    let mut page = desk.page(false);
    page.mark("Heart rate variability");
    let beats: Vec<_> =
        plan.beats.iter().map(|beat| (beat.at, Some(beat.truth.unwrap_or(beat.class)))).collect();
    let series = Series::of(&beats, plan.report.record.rate_hz);
    let style = Style::print(COARSE);
    let y = desk.heading(&mut page, "Heart rate variability", (MARGIN, MARGIN + 3.0), desk.width());
    let about = format!(
        "Of {} normal intervals of {}; {} left out as ectopic, {} as artefacts, {} as gaps. Figures as NeuroKit2 defines them.",
        hrv.nn, hrv.intervals, hrv.ectopic, hrv.artefacts, hrv.gaps
    );
    let mut y = desk.paragraph(&mut page, Voice::Small, &about, (MARGIN, y - 0.6), desk.width());

    let shown = &series.tachogram;
    let intervals: Vec<(f64, f64, bool)> = shown
        .time_s
        .iter()
        .zip(&shown.rr_ms)
        .zip(&shown.filled)
        .map(|((at, rr), filled)| (*at, *rr, !filled))
        .collect();
    {
        let area =
            page.surface(desk.fonts, (MARGIN, y), (desk.width(), TACHOGRAM), COARSE).into_drawing_area();
        draw::tachogram(&area, &intervals, &style)?;
    }
    y += TACHOGRAM + 4.0;

    let half = (desk.width() - GUTTER) / 2.0;
    let pairs: Vec<(f64, f64)> = series.rr_ms.iter().copied().zip(series.next_ms.iter().copied()).collect();
    {
        let area = page.surface(desk.fonts, (MARGIN, y), (half, PAIR), COARSE).into_drawing_area();
        draw::histogram(&area, &shown.measured(), hrv.time.median_ms, &style)?;
    }
    {
        let left = MARGIN + half + GUTTER;
        let area = page.surface(desk.fonts, (left, y), (half, PAIR), COARSE).into_drawing_area();
        let sd = hrv.poincare.sd1_ms.zip(hrv.poincare.sd2_ms);
        draw::poincare(&area, &pairs, sd, &style)?;
    }
    y += PAIR + 4.0;
    {
        let area =
            page.surface(desk.fonts, (MARGIN, y), (desk.width(), SPECTRUM), COARSE).into_drawing_area();
        draw::spectrum(&area, &series.hz, &series.ms2_hz, &style)?;
    }
    y += SPECTRUM + 6.0;
    figures(desk, &mut page, hrv, y);
    Ok(Some(page))
}

/// A title, and figures under it: each with its name, and how many digits of it mean something.
type Column<'a> = (&'a str, Vec<(&'a str, Option<f64>, usize)>);

/// The figures in three columns.
fn figures(desk: &Desk, page: &mut Page, hrv: &Hrv, y: f64) {
    let Hrv { time, frequency, lomb, poincare, .. } = hrv;
    let columns: [Column; 3] = [
        (
            "Time",
            vec![
                ("Mean NN, ms", time.mean_ms, 0),
                ("SDNN, ms", time.sdnn_ms, 1),
                ("RMSSD, ms", time.rmssd_ms, 1),
                ("SDANN, ms", time.sdann_ms, 1),
                ("SDNN index, ms", time.sdnni_ms, 1),
                ("pNN50, %", time.pnn50_percent, 1),
            ],
        ),
        (
            "Frequency (Welch)",
            vec![
                ("Total, ms²", frequency.total_ms2, 0),
                ("VLF, ms²", frequency.vlf_ms2, 0),
                ("LF, ms²", frequency.lf_ms2, 0),
                ("HF, ms²", frequency.hf_ms2, 0),
                ("LF/HF", frequency.lf_hf, 2),
                ("LF/HF (Lomb)", lomb.lf_hf, 2),
            ],
        ),
        (
            "Shape",
            vec![
                ("SD1, ms", poincare.sd1_ms, 1),
                ("SD2, ms", poincare.sd2_ms, 1),
                ("SD1/SD2", poincare.ratio, 2),
                ("DFA α1", hrv.dfa_alpha1, 2),
                ("DFA α2", hrv.dfa_alpha2, 2),
                ("Sample entropy", hrv.sample_entropy, 2),
            ],
        ),
    ];
    let width = (desk.width() - 2.0 * GUTTER) / 3.0;
    for (nth, (title, rows)) in columns.iter().enumerate() {
        let x = MARGIN + nth as f64 * (width + GUTTER);
        let mut y = desk.heading(page, title, (x, y), width);
        for (name, value, digits) in rows {
            let told = value.map_or("–".to_string(), |value| format!("{value:.digits$}"));
            desk.row(page, Voice::Body, y, &[(name, (x, Align::Left)), (&told, (x + width, Align::Right))]);
            y += Voice::Body.leading() + 0.6;
        }
    }
    let y = y + 6.2 + 6.0 * (Voice::Body.leading() + 0.6) + 3.0;
    let text = "Line: intervals between normal beats. Points: intervals that stand in for what was left out.";
    desk.paragraph(page, Voice::Small, text, (MARGIN, y), desk.width());
}
