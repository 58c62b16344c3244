//! The first page: what a physician reads in twenty seconds, and at its foot what the report was made of.

use plotters::drawing::IntoDrawingArea;

use crate::analyze::{BeatSource, Report};
use crate::draw::{self, Overview, Style};
use crate::ecg::{BeatClass, Seconds};
use crate::error::Result;
use crate::measure::rhythm::Label;
use crate::measure::{Figure, Grade};
use crate::print::desk::{COARSE, Desk, MARGIN, Voice};
use crate::print::{Plan, findings, words};
use crate::write::pdf::{Align, Page};

/// What stands between the tiles and between two columns, in millimetres.
const GUTTER: f64 = 8.0;

/// How high the whole recording is drawn, and the scores of a table.
const OVERVIEW: f64 = 19.0;
const SCORES: f64 = 62.0;

/// From one row of a table to the next.
const ROW: f64 = 4.7;

/// The page, and how many notes had room on it; `on_page` says where each strip is, and `last` is where the other notes would be.
pub(in crate::print) fn page(
    desk: &Desk,
    plan: &Plan,
    on_page: &[usize],
    last: usize,
) -> Result<(Page, usize)> {
    let mut page = desk.page(false);
    page.mark("Summary");
    let y = head(desk, plan, &mut page);
    let y = tiles(desk, plan, &mut page, y);
    let y = whole(desk, plan, &mut page, y)?;
    let half = (desk.width() - GUTTER) / 2.0;
    let has_intervals = plan.report.intervals.is_some();
    let of_beats = if has_intervals { MARGIN + half + GUTTER } else { MARGIN };
    let of_beats = beats(desk, plan, &mut page, (of_beats, y), half);
    let mut y = intervals(desk, &plan.report, &mut page, (MARGIN, y), half).max(of_beats) + 3.0;
    if plan.report.record.seconds.is_none() {
        y = scores(desk, &plan.report, &mut page, y)?;
    }
    let floor = origin(desk, plan, &mut page);
    let y = found(desk, plan, &mut page, (y, floor), on_page);
    let noted = notes(desk, &plan.report, &mut page, y, (floor, last));
    Ok((page, noted))
}

/// Whose ECG it is, and what kind of recording.
fn head(desk: &Desk, plan: &Plan, page: &mut Page) -> f64 {
    let record = &plan.report.record;
    let right = MARGIN + desk.width();
    let made = desk.say(page, Voice::Accent, "ecglass", (MARGIN, MARGIN + 2.0), Align::Left);
    desk.say(page, Voice::Small, "ECG report", (MARGIN + made + 2.0, MARGIN + 2.0), Align::Left);
    let warning = "Not a medical device. Written by a program, for a physician to check.";
    desk.say(page, Voice::Small, warning, (right, MARGIN + 2.0), Align::Right);
    let name = desk.fitted(Voice::Title, &record.name, desk.width());
    desk.say(page, Voice::Title, &name, (MARGIN, MARGIN + 13.0), Align::Left);
    let mut facts = Vec::new();
    match record.seconds {
        Some(seconds) => facts.push(words::length(seconds.0)),
        None => facts.push(format!("heartbeat table of {} beats", words::count(record.beats))),
    }
    if let Some(leads) = &record.leads {
        let s = if leads.len() == 1 { "" } else { "s" };
        facts.push(format!("lead{s} {}", leads.join(", ")));
    }
    facts.push(format!("{} Hz", record.rate_hz.get()));
    let start = plan.origin.start;
    facts.push(if start.is_known() {
        format!("begun {start}")
    } else {
        "date and time not in the file".into()
    });
    if record.seconds.is_none() {
        facts.pop();
    }
    let facts = desk.fitted(Voice::Body, &facts.join("  ·  "), desk.width());
    desk.say(page, Voice::Body, &facts, (MARGIN, MARGIN + 19.0), Align::Left);
    match &plan.origin.synthetic {
        Some(by) => {
            let told = desk.fitted(Voice::Accent, &format!("Synthetic: {}", by.trim()), desk.width());
            desk.say(page, Voice::Accent, &told, (MARGIN, MARGIN + 24.0), Align::Left);
            MARGIN + 29.0
        }
        None => MARGIN + 25.0,
    }
}

/// The four things that are read first.
fn tiles(desk: &Desk, plan: &Plan, page: &mut Page, y: f64) -> f64 {
    let report = &plan.report;
    let all = report.record.beats;
    let mut tiles: Vec<(&str, String, Vec<String>)> = Vec::new();
    if let Some(rhythm) = &report.rhythm {
        let mut about = Vec::new();
        match (rhythm.af_share.filter(|share| *share > 0.0), rhythm.af_probability) {
            (Some(share), _) if rhythm.label == Label::Af || !rhythm.episodes.is_empty() => {
                about.push(format!("{:.0} % of the time in fibrillation", 100.0 * share));
            }
            (_, Some(probability)) => {
                about.push(format!("atrial fibrillation {:.0} % probable", 100.0 * probability));
            }
            _ => about.push("too few beats to tell".into()),
        }
        tiles.push(("Rhythm", words::upper(&rhythm.name), about));
    }
    if let Some(intervals) = &report.intervals {
        let value = intervals.rate_bpm.map_or("–".into(), |rate| format!("{:.0} bpm", rate.median));
        let mut about = Vec::new();
        if let Some(rate) = intervals.rate_bpm {
            about.push(format!("8 in 10 between {:.0} and {:.0}", rate.low, rate.high));
        }
        let course = || intervals.trend.bpm.iter().flatten().copied();
        let (low, high) =
            course().fold((f64::MAX, f64::MIN), |(low, high), bpm| (low.min(bpm), high.max(bpm)));
        if low <= high {
            about.push(format!("lowest {low:.0}, highest {high:.0} (10 s)"));
        }
        tiles.push(("Heart rate", value, about));
    }
    let odd = all - report.counts.get(BeatClass::N).min(all);
    let by_class: Vec<String> = [BeatClass::V, BeatClass::S, BeatClass::F, BeatClass::Q]
        .into_iter()
        .filter(|class| report.counts.get(*class) > 0)
        .map(|class| format!("{} {class}", words::count(report.counts.get(class))))
        .collect();
    let mut about = if by_class.is_empty() { Vec::new() } else { vec![by_class.join(" · ")] };
    if report.unsure > 0 {
        about.push(format!("not sure of {}", words::count(report.unsure)));
    }
    let value = format!("{} of {}", words::count(odd), words::count(all));
    tiles.push(("Beats that are not normal", value, about));
    if let Some(quality) = &report.quality {
        let named = report.record.lead.as_deref();
        let best =
            quality.leads.iter().find(|lead| Some(lead.lead.as_str()) == named).or(quality.leads.first());
        let value = best.map_or("–".into(), |lead| format!("{:.0} % usable", 100.0 * lead.usable_share));
        let mut about: Vec<String> = best.iter().map(|lead| format!("of lead {}", lead.lead)).collect();
        let others: Vec<String> = quality
            .leads
            .iter()
            .filter(|lead| Some(lead.lead.as_str()) != best.map(|best| best.lead.as_str()))
            .map(|lead| format!("{} {:.0} %", lead.lead, 100.0 * lead.usable_share))
            .collect();
        if !others.is_empty() {
            about.push(others.join(", "));
        }
        tiles.push(("Signal", value, about));
    }
    let count = tiles.len().max(1) as f64;
    let gap = 5.0;
    let width = ((desk.width() - 3.0 * gap) / 4.0).max((desk.width() - (count - 1.0) * gap) / count.max(4.0));
    for (nth, (what, value, about)) in tiles.iter().enumerate() {
        desk.tile(page, (MARGIN + nth as f64 * (width + gap), y), width, (what, value, about));
    }
    y + 25.5
}

/// The whole recording in a strip, and what its marks mean.
fn whole(desk: &Desk, plan: &Plan, page: &mut Page, y: f64) -> Result<f64> {
    let Some(seconds) = plan.report.record.seconds else { return Ok(y + 3.0) };
    let y = desk.heading(page, "The whole recording", (MARGIN, y + 3.0), desk.width()) - 3.0;
    let marks = plan.marks();
    let poor: Vec<(Seconds, Seconds)> = findings::of_lead(&plan.report, plan.report.record.lead.as_deref())
        .filter(|stretch| stretch.grade != Grade::Usable)
        .map(|stretch| (stretch.from_s, stretch.to_s))
        .collect();
    let episodes = plan.report.rhythm.as_ref().map_or(&[][..], |rhythm| &rhythm.episodes);
    let episodes: Vec<(Seconds, Seconds)> =
        episodes.iter().map(|episode| (episode.from_s, episode.to_s)).collect();
    let strip = Overview { length: seconds, beats: &marks, poor: &poor, episodes: &episodes };
    {
        let area =
            page.surface(desk.fonts, (MARGIN, y), (desk.width(), OVERVIEW), COARSE).into_drawing_area();
        draw::overview(&area, &strip, &Style::print(COARSE))?;
    }
    let foot = y + OVERVIEW;
    desk.hair(page, (MARGIN, foot + 0.4), desk.width());
    for part in 0..=4 {
        let share = f64::from(part) / 4.0;
        let align = [Align::Left, Align::Centre, Align::Centre, Align::Centre, Align::Right][part as usize];
        let told = words::moment(Seconds((seconds.0 * share).round()), Default::default());
        let told = told.trim_end_matches(".0");
        desk.say(page, Voice::Small, told, (MARGIN + share * desk.width(), foot + 3.8), align);
    }
    let legend = "Line: heart rate in bpm. Bars: share of beats that are not normal, by class. Grey: poor signal. Violet line: atrial fibrillation.";
    desk.say(page, Voice::Small, legend, (MARGIN, foot + 7.6), Align::Left);
    Ok(foot + 15.0)
}

/// What the beats measure; the first baseline below.
fn intervals(desk: &Desk, report: &Report, page: &mut Page, (x, y): (f64, f64), width: f64) -> f64 {
    let Some(intervals) = &report.intervals else { return y };
    let y = desk.heading(page, "Intervals", (x, y), width);
    let (middle, right) = ((x + 0.58 * width, Align::Right), (x + width, Align::Right));
    desk.row(page, Voice::Small, y, &[("median", middle), ("8 in 10 between", right)]);
    let mut y = y + ROW;
    let mut rows: Vec<(String, Option<Figure>, usize)> = vec![
        ("RR, ms".into(), intervals.rr_ms, 0),
        ("PR, ms".into(), intervals.pr_ms, 0),
        ("QRS, ms".into(), intervals.qrs_ms, 0),
        ("QT, ms".into(), intervals.qt_ms, 0),
        ("QTc Bazett, ms".into(), intervals.qtc_bazett_ms, 0),
        ("QTc Fridericia, ms".into(), intervals.qtc_fridericia_ms, 0),
    ];
    // Where ST is highest and lowest is worth a row; all leads are on their own page.
    let leads = report.st.as_ref().map_or(&[][..], |st| &st.leads);
    let mut levels: Vec<_> = leads.iter().filter(|lead| lead.level_mv.is_some()).collect();
    let height = |level: Option<Figure>| level.map_or(0.0, |level| level.median.abs());
    levels.sort_by(|a, b| height(b.level_mv).total_cmp(&height(a.level_mv)));
    rows.extend(levels.iter().take(2).map(|lead| (format!("ST {}, mV", lead.lead), lead.level_mv, 2)));
    for (name, figure, digits) in &rows {
        let (median, between) = match figure {
            Some(Figure { median, low, high, .. }) => {
                let digits = *digits;
                (format!("{median:.digits$}"), format!("{low:.digits$} to {high:.digits$}"))
            }
            None => ("–".to_string(), String::new()),
        };
        let name = desk.fitted(Voice::Body, name, 0.42 * width);
        desk.row(page, Voice::Body, y, &[(&name, (x, Align::Left)), (&between, right)]);
        desk.row(page, Voice::Strong, y, &[(&median, middle)]);
        y += ROW;
    }
    y
}

/// Beats by class; the first baseline below.
fn beats(desk: &Desk, plan: &Plan, page: &mut Page, (x, y): (f64, f64), width: f64) -> f64 {
    let report = &plan.report;
    let y = desk.heading(page, "Beats by class", (x, y), width);
    let marked = (x + 0.60 * width, Align::Right);
    let (count, share) = ((x + 0.80 * width, Align::Right), (x + width, Align::Right));
    let said = if report.truth.is_some() { "marked" } else { "" };
    desk.row(page, Voice::Small, y, &[(said, marked), ("found", count), ("share", share)]);
    let mut y = y + ROW;
    for class in BeatClass::ALL {
        let (beats, all) = (report.counts.get(class), report.record.beats.max(1));
        let told = format!("{:.1} %", 100.0 * beats as f64 / all as f64);
        let truth = report.truth.map_or(String::new(), |truth| words::count(truth.get(class)));
        desk.say_class(page, class, &class.to_string(), (x, y));
        desk.row(
            page,
            Voice::Body,
            y,
            &[(class.words(), (x + 5.0, Align::Left)), (&truth, marked), (&told, share)],
        );
        desk.row(page, Voice::Strong, y, &[(&words::count(beats), count)]);
        desk.bar(page, (x, y + 1.0), width, beats as f64 / all as f64, class);
        y += ROW + 1.9;
    }
    let from = match (report.record.beats_from, report.truth) {
        (Some(BeatSource::Marks), Some(_)) => {
            "Beats are those marked in the file: rhythm and measures go by the marks, letters and counts by the model."
        }
        (Some(_), _) => "Beats were found in the signal.",
        _ => "Rows of a table: no rhythm, no intervals between beats.",
    };
    let both = match (&report.record.lead, &report.record.beside) {
        (Some(lead), Some(beside)) => {
            format!(" The model looked at leads {lead} and {beside}; where both say the same it is surer.")
        }
        _ => String::new(),
    };
    desk.paragraph(page, Voice::Small, &format!("{from}{both}"), (x, y - 0.4), width)
}

/// A table's labels against what the model said.
fn scores(desk: &Desk, report: &Report, page: &mut Page, y: f64) -> Result<f64> {
    let Some(scores) = &report.scores else { return Ok(y) };
    let y = desk.heading(page, "Against the labels, which stand on rows", (MARGIN, y), desk.width()) - 2.0;
    let half = (desk.width() - GUTTER) / 2.0;
    let style = Style::print(COARSE);
    {
        let area = page.surface(desk.fonts, (MARGIN, y), (half, SCORES), COARSE).into_drawing_area();
        draw::confusion(&area, &scores.confusion, &style)?;
    }
    {
        let left = MARGIN + half + GUTTER;
        let area = page.surface(desk.fonts, (left, y), (half, SCORES), COARSE).into_drawing_area();
        draw::report(&area, scores, &style)?;
    }
    Ok(y + SCORES + 6.0)
}

/// What was found, kind by kind, and where it is shown, as far as there is room; the first baseline below.
fn found(desk: &Desk, plan: &Plan, page: &mut Page, (y, floor): (f64, f64), on_page: &[usize]) -> f64 {
    if plan.report.record.seconds.is_none() {
        return y;
    }
    let y = desk.heading(page, "Findings", (MARGIN, y), desk.width());
    let (count, most) = ((MARGIN + 62.0, Align::Right), MARGIN + 68.0);
    let strips = (MARGIN + desk.width(), Align::Right);
    let shown = if on_page.is_empty() { "" } else { "strips" };
    desk.row(
        page,
        Voice::Small,
        y,
        &[("count", count), ("the most marked", (most, Align::Left)), (shown, strips)],
    );
    let mut y = y + ROW;
    for (nth, group) in plan.groups.iter().enumerate().skip(1) {
        let rest = plan.groups.len() - nth;
        if rest > 1 && y + ROW > floor {
            let text = format!("and {rest} kinds more");
            desk.say(page, Voice::Small, &text, (MARGIN, y), Align::Left);
            return y + ROW;
        }
        let where_ = places(&group.strips, on_page);
        let room = strips.0 - most - desk.width_of(Voice::Body, &where_) - 4.0;
        let told = desk.fitted(Voice::Body, &group.most, room);
        desk.row(
            page,
            Voice::Strong,
            y,
            &[(&group.name, (MARGIN, Align::Left)), (&words::count(group.count), count)],
        );
        desk.row(page, Voice::Body, y, &[(&told, (most, Align::Left)), (&where_, strips)]);
        y += ROW;
    }
    if plan.groups.len() <= 1 {
        desk.say(page, Voice::Body, "Nothing but usual beats was found.", (MARGIN, y), Align::Left);
        y += ROW;
    }
    y + 3.5
}

/// Strips by their numbers, and the pages that they are on: "2, 3 on p. 2".
fn places(strips: &[usize], on_page: &[usize]) -> String {
    let shown: Vec<usize> = strips.iter().copied().filter(|strip| *strip < on_page.len()).collect();
    let mut pages: Vec<usize> = shown.iter().map(|strip| on_page[*strip]).collect();
    pages.dedup();
    if shown.is_empty() {
        return if on_page.is_empty() { String::new() } else { "not shown".into() };
    }
    let told = |numbers: Vec<usize>| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    format!("{} on p. {}", told(shown.iter().map(|strip| strip + 1).collect()), told(pages))
}

/// What was survived on the way, as far as there is room; how many notes had it.
fn notes(desk: &Desk, report: &Report, page: &mut Page, y: f64, (floor, last): (f64, usize)) -> usize {
    let all = report.notes.len();
    if all == 0 || y + 2.0 * ROW > floor {
        return 0;
    }
    let mut y = desk.heading(page, "Notes", (MARGIN, y), desk.width());
    for (nth, note) in report.notes.iter().enumerate() {
        // The last line is for saying that there are more.
        let spare = if nth + 1 < all { Voice::Body.leading() } else { 0.0 };
        let needs =
            desk.lines(Voice::Body, &note.text, desk.width() - 4.0).len() as f64 * Voice::Body.leading();
        if y + needs + spare > floor {
            let s = if all - nth == 1 { "" } else { "s" };
            let text = format!("{} more note{s} on page {last}", all - nth);
            desk.say(page, Voice::Small, &text, (MARGIN + 4.0, y), Align::Left);
            return nth;
        }
        y = noted(desk, page, &note.text, y);
    }
    all
}

/// One note; the first baseline below it.
fn noted(desk: &Desk, page: &mut Page, text: &str, y: f64) -> f64 {
    desk.say(page, Voice::Body, "–", (MARGIN, y), Align::Left);
    desk.paragraph(page, Voice::Body, text, (MARGIN + 4.0, y), desk.width() - 4.0) + 0.5
}

/// The notes that had no room on the first page, as far as this one goes.
pub(in crate::print) fn more_notes(desk: &Desk, report: &Report, from: usize) -> Page {
    let mut page = desk.page(false);
    page.mark("Notes");
    let mut y = desk.heading(&mut page, "Notes", (MARGIN, MARGIN + 3.0), desk.width());
    for note in report.notes.iter().skip(from) {
        if y > desk.floor() - 3.0 * Voice::Body.leading() {
            desk.say(&mut page, Voice::Small, "and more in report.json", (MARGIN + 4.0, y), Align::Left);
            break;
        }
        y = noted(desk, &mut page, &note.text, y);
    }
    page
}

/// What the same report can be made of again, at the foot of the page; where it begins.
fn origin(desk: &Desk, plan: &Plan, page: &mut Page) -> f64 {
    let report = &plan.report;
    let mut rows: Vec<(String, String)> = Vec::new();
    let files = &plan.origin.files;
    // Three files are a WFDB record; of more the largest say most.
    let mut largest: Vec<_> = files.iter().collect();
    largest.sort_by(|a, b| b.bytes.cmp(&a.bytes).then(a.name.cmp(&b.name)));
    let most = if files.len() > 3 { 2 } else { 3 };
    for file in largest.iter().take(most) {
        rows.push((file.name.clone(), format!("sha256 {}", file.sha256)));
    }
    if files.len() > most {
        let rest = files.len() - most;
        let bytes: u64 = largest.iter().skip(most).map(|file| file.bytes).sum();
        rows.push((format!("and {rest} files more"), format!("{} bytes", words::count(bytes as usize))));
    }
    rows.push((report.model.name.clone(), format!("sha256 {}", report.model.sha256)));
    // Corrections may be thousands; they are in report.json.
    let settings: String =
        serde_json::to_string(&report.settings).unwrap_or_default().chars().take(600).collect();
    let right = desk.width() - 48.0;
    let mut settings = desk.lines(Voice::Small, &settings, right).into_iter();
    rows.push((plan.program(), settings.next().unwrap_or_default()));
    rows.extend(settings.take(2).map(|line| (String::new(), line)));

    let line = Voice::Small.leading() + 0.2;
    let top = desk.floor() - 6.0 - rows.len() as f64 * line;
    let mut y = desk.heading(page, "Made of", (MARGIN, top + 4.0), desk.width()) - 0.8;
    for (what, how) in rows {
        desk.say(page, Voice::Small, &desk.fitted(Voice::Small, &what, 46.0), (MARGIN, y), Align::Left);
        desk.say(
            page,
            Voice::Small,
            &desk.fitted(Voice::Small, &how, right),
            (MARGIN + 48.0, y),
            Align::Left,
        );
        y += line;
    }
    top - 1.0
}
