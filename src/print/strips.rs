//! Strips at 25 mm/s and 10 mm/mV, one finding under the other.

use plotters::drawing::IntoDrawingArea;

use crate::analyze::Stretch;
use crate::draw::{self, MARGIN_PX, MM_PX, Row, Sheet, Style, Trace};
use crate::error::Result;
use crate::print::desk::{Desk, FINE, MARGIN, Voice};
use crate::print::{Paper, Plan, words};
use crate::write::pdf::{Align, Page};

/// The speed and the gain of all strips, which are true on paper.
pub(in crate::print) const MM_S: f64 = 25.0;
pub(in crate::print) const MM_MV: f64 = 10.0;

/// What stands above the leads of a strip, and below them: the letters of beats; the time.
const ABOVE: f64 = 8.0;
const BELOW: f64 = 5.0;

/// How low and how high a lead may be drawn; what is higher runs into its neighbours, as on paper.
const LOW: f64 = 15.0;
const HIGH: f64 = 45.0;

/// From one strip's foot to the next one's head.
const APART: f64 = 5.5;

/// How many seconds a strip shows.
pub(in crate::print) fn seconds(paper: Paper) -> f64 {
    (paper.size().0 - 2.0 * MARGIN - MARGIN_PX / MM_PX) / MM_S
}

/// Where a lead lies: the millivolts in the middle of its row, and how high that is.
pub(in crate::print) fn place(stretch: &Stretch) -> (f64, f64) {
    let mut values: Vec<f32> = stretch.values.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f32::total_cmp);
    let (Some(low), Some(high)) = (values.first(), values.last()) else { return (0.0, LOW) };
    let (low, high) = (f64::from(*low), f64::from(*high));
    let needs = (high - low) * MM_MV + 2.0;
    if needs > HIGH {
        // Something is out of bounds: most of the lead is to be seen, and not the middle between it and a spike.
        return (f64::from(values[values.len() / 2]), HIGH);
    }
    // Whole large squares.
    ((low + high) / 2.0, ((needs / 5.0).ceil() * 5.0).max(LOW))
}

/// The pages, and for each strip the page of the report that it is on; strips begin on the second.
pub(in crate::print) fn pages(
    desk: &Desk,
    plan: &Plan,
    stretches: &[Stretch],
) -> Result<(Vec<Page>, Vec<usize>)> {
    let marks = plan.marks();
    let mut pages: Vec<Page> = Vec::new();
    let mut on_page = Vec::with_capacity(plan.strips.len());
    let mut y = f64::INFINITY;
    let mut rest = stretches;
    for (nth, strip) in plan.strips.iter().enumerate() {
        let (of_it, after) = rest.split_at(strip.leads.len());
        rest = after;
        let places: Vec<(f64, f64)> = of_it.iter().map(place).collect();
        let inside = ABOVE + BELOW + places.iter().map(|(_, height)| height).sum::<f64>();
        let height = (inside / 5.0).ceil() * 5.0;
        let at = words::moment(strip.from, plan.origin.start);
        let room = desk.width() - desk.width_of(Voice::Small, &at) - 4.0;
        let caption = desk.lines(Voice::Caption, &format!("{}. {}", nth + 1, strip.words.join(" · ")), room);
        let heads = caption.len() as f64 * Voice::Caption.leading();
        if y + heads + height > desk.floor() || pages.is_empty() {
            let mut page = desk.page(false);
            y = MARGIN + 3.0;
            if pages.is_empty() {
                page.mark("Strips");
                y = title(desk, plan, &mut page, y);
            }
            pages.push(page);
        }
        let Some(page) = pages.last_mut() else { continue };
        desk.say(page, Voice::Small, &at, (MARGIN + desk.width(), y), Align::Right);
        for text in &caption {
            desk.say(page, Voice::Caption, text, (MARGIN, y), Align::Left);
            y += Voice::Caption.leading();
        }
        let top = y - 2.4;
        let mut down = ABOVE;
        let rows: Vec<Row> = strip
            .leads
            .iter()
            .zip(of_it)
            .zip(&places)
            .map(|((&lead, stretch), &(level, tall))| {
                down += tall;
                let across = (MARGIN_PX, desk.width() * MM_PX);
                row(plan.lead_name(lead), stretch, level, across, (down - tall, down))
            })
            .collect();
        let paper = Sheet {
            from: strip.from,
            mm_per_s: MM_S,
            mm_per_mv: MM_MV,
            rows,
            marks: &marks,
            bars: &[],
            lit: strip.lit,
        };
        on_sheet(desk, page, (MARGIN, top), (desk.width(), height), &paper)?;
        y = top + height + APART;
        on_page.push(pages.len() + 1);
    }
    Ok((pages, on_page))
}

/// A lead in its place: pixels across, millimetres down.
pub(in crate::print) fn row<'a>(
    name: &'a str,
    stretch: &'a Stretch,
    level: f64,
    across: (f64, f64),
    down: (f64, f64),
) -> Row<'a> {
    let trace = Trace {
        samples: &stretch.values,
        a_second: stretch.a_second,
        from: stretch.from,
        level,
        is_pale: false,
    };
    Row { name, across, down: (down.0 * MM_PX, down.1 * MM_PX), traces: vec![trace] }
}

/// Draws ECG paper on a part of a page, a millimetre a millimetre.
pub(in crate::print) fn on_sheet(
    desk: &Desk,
    page: &mut Page,
    corner: (f64, f64),
    size: (f64, f64),
    paper: &Sheet,
) -> Result<()> {
    let area = page.surface(desk.fonts, corner, size, FINE).into_drawing_area();
    draw::sheet(&area, paper, &Style::print(FINE))
}

/// What the strips are, over the first of them; where that one's caption stands.
fn title(desk: &Desk, plan: &Plan, page: &mut Page, y: f64) -> f64 {
    let y = desk.heading(page, "Strips", (MARGIN, y), desk.width());
    let how = if plan.asked.cleaned { "cleaned as the settings on page 1 say" } else { "as recorded" };
    let text = format!(
        "25 mm/s, 10 mm/mV, {how}. Print at 100 %: a large square is 5 mm, 0.2 s and 0.5 mV. Letters over the beats are the model's: \
         N normal, S supraventricular, V ventricular, F fusion, Q paced or unknown. What is meant is shaded.{}",
        left_out(plan)
    );
    desk.paragraph(page, Voice::Small, &text, (MARGIN, y - 0.6), desk.width()) + 4.0
}

/// What is not shown, in a sentence.
fn left_out(plan: &Plan) -> String {
    // Of usual beats one strip is enough.
    let groups = plan.groups.iter().skip(1);
    let parts: Vec<String> = groups
        .map(|group| (words::lower(&group.name), group.count.saturating_sub(group.strips.len())))
        .filter(|(_, left)| *left > 0)
        .map(|(name, left)| format!("{name} ({})", words::count(left)))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" Not shown: {}.", parts.join(", ")) }
}
