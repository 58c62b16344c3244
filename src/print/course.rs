//! A page on ST: its course over the recording, its level in each lead, and its episodes.

use plotters::drawing::IntoDrawingArea;

use crate::draw::{self, Style};
use crate::error::Result;
use crate::print::desk::{COARSE, Desk, MARGIN, Voice};
use crate::print::{Plan, words};
use crate::write::pdf::{Align, Page};

/// How high the course is drawn, in millimetres.
const COURSE: f64 = 70.0;

/// So many episodes are listed; the others are counted.
const MOST: usize = 16;

/// The page; `None` where a reading has no leads, as a table.
pub(in crate::print) fn page(desk: &Desk, plan: &Plan) -> Result<Option<Page>> {
    let Some(st) = &plan.report.st else { return Ok(None) };
    let mut page = desk.page(false);
    page.mark("ST");
    let right = MARGIN + desk.width();
    let y = desk.heading(&mut page, "ST level", (MARGIN, MARGIN + 3.0), desk.width());
    let about = format!(
        "{:.0} ms after the end of QRS, against the level before it, at each normal beat. Episodes depart by 0.1 mV for 30 s from \
         the median of the first 30 s, as in the European ST-T Database. How the person lay is not known: an episode may be a turn in bed.",
        st.after_j_ms
    );
    let mut y = desk.paragraph(&mut page, Voice::Small, &about, (MARGIN, y - 0.6), desk.width());
    {
        let area = page.surface(desk.fonts, (MARGIN, y), (desk.width(), COURSE), COARSE).into_drawing_area();
        draw::st_trend(&area, st, &Style::print(COARSE))?;
    }
    y += COURSE + 8.0;

    let columns = [46.0, 82.0, 126.0, right - MARGIN].map(|x| (MARGIN + x, Align::Right));
    y = desk.heading(&mut page, "Lead by lead", (MARGIN, y), desk.width());
    let heads = ["median, mV", "8 in 10 between, mV", "in the first 30 s, mV", "episodes"];
    let cells: Vec<(&str, _)> = heads.into_iter().zip(columns).collect();
    desk.row(&mut page, Voice::Small, y, &cells);
    y += Voice::Body.leading() + 0.8;
    for lead in &st.leads {
        let told = [
            lead.level_mv.map_or("–".into(), |level| format!("{:+.3}", level.median)),
            lead.level_mv.map_or("–".into(), |level| format!("{:+.3} to {:+.3}", level.low, level.high)),
            lead.reference_mv.map_or("–".into(), |mv| format!("{mv:+.3}")),
            words::count(lead.episodes.len()),
        ];
        desk.row(&mut page, Voice::Strong, y, &[(&lead.lead, (MARGIN, Align::Left))]);
        let cells: Vec<(&str, _)> = told.iter().map(String::as_str).zip(columns).collect();
        desk.row(&mut page, Voice::Body, y, &cells);
        y += Voice::Body.leading() + 0.6;
    }

    let mut episodes: Vec<_> =
        st.leads.iter().flat_map(|lead| lead.episodes.iter().map(move |one| (lead, one))).collect();
    if episodes.is_empty() {
        desk.say(&mut page, Voice::Body, "No episode was found.", (MARGIN, y + 4.0), Align::Left);
        return Ok(Some(page));
    }
    episodes.sort_by(|a, b| b.1.peak_mv.abs().total_cmp(&a.1.peak_mv.abs()));
    y = desk.heading(&mut page, "Episodes, the furthest first", (MARGIN, y + 5.0), desk.width());
    let room = ((desk.floor() - y) / (Voice::Body.leading() + 0.6)).max(1.0) as usize - 1;
    let most = MOST.min(room);
    for (lead, episode) in episodes.iter().take(most) {
        let (from, to) = (
            words::moment(episode.from_s, plan.origin.start),
            words::moment(episode.to_s, plan.origin.start),
        );
        let what = format!("{} of {:+.3} mV", words::direction(episode.direction), episode.peak_mv);
        let cells = [
            (lead.lead.as_str(), (MARGIN, Align::Left)),
            (what.as_str(), (MARGIN + 22.0, Align::Left)),
            (from.as_str(), (MARGIN + 78.0, Align::Left)),
            (to.as_str(), (MARGIN + 126.0, Align::Left)),
        ];
        desk.row(&mut page, Voice::Body, y, &cells);
        y += Voice::Body.leading() + 0.6;
    }
    if episodes.len() > most {
        let rest = format!("and {} more", words::count(episodes.len() - most));
        desk.say(&mut page, Voice::Small, &rest, (MARGIN, y), Align::Left);
    }
    Ok(Some(page))
}
