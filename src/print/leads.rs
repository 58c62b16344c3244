//! All leads together on a page that lies: twelve as a sheet of three by four over a rhythm strip, others one under the other.

use crate::analyze::{Report, Stretch};
use crate::draw::{MARGIN_PX, MM_PX, Row, Sheet};
use crate::ecg::Seconds;
use crate::error::Result;
use crate::print::desk::{Desk, FOOT, MARGIN, Voice};
use crate::print::strips::{MM_MV, MM_S, on_sheet, place, row};
use crate::print::{Paper, Plan, words};
use crate::write::pdf::{Align, Page};

/// The twelve leads as they stand on a sheet, column by column.
const TWELVE: [&str; 12] = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

/// The lead that the rhythm is shown in.
const RHYTHM: &str = "II";

/// Strips show as many leads themselves.
const ENOUGH: usize = 2;

/// What stands over the sheet, and within it over the leads and under them, in millimetres.
const HEAD: f64 = 12.0;
const ABOVE: f64 = 8.0;
const BELOW: f64 = 6.0;

/// The stretch that shows all leads: from the first usual beat on, as much as the page is wide. `None` where strips show all leads.
pub(in crate::print) fn shown(report: &Report, paper: Paper) -> Option<(Seconds, Seconds)> {
    let leads = report.record.leads.as_ref().map_or(0, Vec::len);
    if leads <= ENOUGH {
        return None;
    }
    let width = (paper.size().1 - 2.0 * MARGIN - MARGIN_PX / MM_PX) / MM_S;
    let length = report.record.seconds.map_or(0.0, |seconds| seconds.0);
    // What is longer begins after a recorder has come to rest.
    let from = if length > 2.0 * width { 2.0 } else { 0.0 };
    Some((Seconds(from), Seconds(from + width)))
}

/// The page.
pub(in crate::print) fn page(
    desk: &Desk,
    plan: &Plan,
    (from, _): (Seconds, Seconds),
    stretches: &[Stretch],
) -> Result<Page> {
    let mut page = desk.page(true);
    page.mark("All leads");
    let (width, height) = page.size();
    let inside = width - 2.0 * MARGIN;
    desk.say(&mut page, Voice::Caption, "All leads", (MARGIN, MARGIN + 3.0), Align::Left);
    let how = if plan.asked.cleaned { "cleaned" } else { "as recorded" };
    let about = format!("25 mm/s, 10 mm/mV, {how}, from {}", words::moment(from, plan.origin.start));
    desk.say(&mut page, Voice::Small, &about, (width - MARGIN, MARGIN + 3.0), Align::Right);
    let top = MARGIN + HEAD - 6.0;
    let tall = ((height - FOOT - top) / 5.0).floor() * 5.0;
    let marks = plan.marks();
    let levels: Vec<f64> = stretches.iter().map(|stretch| place(stretch).0).collect();
    let names: Vec<&str> = (0..stretches.len()).map(|lead| plan.lead_name(lead)).collect();
    let rows = rows(&names, stretches, &levels, inside * MM_PX, (ABOVE, tall - BELOW));
    let paper = Sheet { from, mm_per_s: MM_S, mm_per_mv: MM_MV, rows, marks: &marks, bars: &[], lit: None };
    on_sheet(desk, &mut page, (MARGIN, top), (inside, tall), &paper)?;
    Ok(page)
}

/// Where each lead stands: `right` in pixels, `down` in millimetres.
fn rows<'a>(
    names: &[&'a str],
    stretches: &'a [Stretch],
    levels: &[f64],
    right: f64,
    (top, foot): (f64, f64),
) -> Vec<Row<'a>> {
    let one = |lead: usize, across, down| row(names[lead], &stretches[lead], levels[lead], across, down);
    let find = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let twelve: Option<Vec<usize>> = TWELVE.iter().map(|name| find(name)).collect();
    let Some(twelve) = twelve else {
        let tall = (foot - top) / names.len() as f64;
        let place = |lead: usize| (top + lead as f64 * tall, top + (lead + 1) as f64 * tall);
        return (0..names.len()).map(|lead| one(lead, (MARGIN_PX, right), place(lead))).collect();
    };
    let (tall, wide) = ((foot - top) / 4.0, (right - MARGIN_PX) / 4.0);
    let mut rows: Vec<Row> = twelve
        .iter()
        .enumerate()
        .map(|(nth, &lead)| {
            let (column, line) = ((nth / 3) as f64, (nth % 3) as f64);
            let across = (MARGIN_PX + column * wide, MARGIN_PX + (column + 1.0) * wide);
            one(lead, across, (top + line * tall, top + (line + 1.0) * tall))
        })
        .collect();
    let rhythm = find(RHYTHM).unwrap_or(twelve[0]);
    rows.push(one(rhythm, (MARGIN_PX, right), (top + 3.0 * tall, foot)));
    rows
}
