//! A whole recording in a strip: its heart rate, how many beats are not normal, where the signal is poor, and its episodes.

use plotters::element::{PathElement, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, ShapeStyle};

use crate::draw::sheet::Mark;
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Seconds};
use crate::error::Result;

/// What a strip shows.
#[derive(Clone, Copy, Debug)]
pub struct Overview<'a> {
    /// How long the recording is.
    pub length: Seconds,
    /// Its beats, in order of time.
    pub beats: &'a [Mark],
    /// Where the signal cannot be trusted.
    pub poor: &'a [(Seconds, Seconds)],
    /// What lasts: fibrillation.
    pub episodes: &'a [(Seconds, Seconds)],
}

/// Beats whose heart rate is one place of its line; a line of every beat would be a band.
const TOGETHER: usize = 5;

/// The heights of the parts, in CSS pixels from the foot: the classes, and the line of what lasts.
const CLASSES_PX: f64 = 14.0;
const LASTING_PX: f64 = 4.0;

/// Rates that the line of the heart rate is drawn between at least, so that a steady heart does not look like a wild one.
const CALM: (f64, f64) = (50.0, 110.0);

/// Draws the strip over the whole area.
pub fn overview<DB: DrawingBackend>(area: &Area<DB>, strip: &Overview, style: &Style) -> Result<()> {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (f64::from(width), f64::from(height));
    area.fill(&style.sheet()).map_err(failed)?;
    if strip.length.0 <= 0.0 {
        return Ok(());
    }
    let x_of = |at: f64| ((at / strip.length.0).clamp(0.0, 1.0) * width).round() as i32;
    let scale = style.scale();
    let shades = |spans: &[(Seconds, Seconds)], (top, foot): (f64, f64), fill: ShapeStyle| -> Result<()> {
        for (from, to) in spans {
            let left = x_of(from.0);
            let corners =
                [(left, top.round() as i32), (x_of(to.0).max(left + style.px(1.0)), foot.round() as i32)];
            area.draw(&Rectangle::new(corners, fill)).map_err(failed)?;
        }
        Ok(())
    };
    let filled =
        |colour: plotters::style::RGBAColor| ShapeStyle { color: colour, filled: true, stroke_width: 0 };
    let lasting = height - LASTING_PX * scale;
    let classes = lasting - CLASSES_PX * scale;
    shades(strip.poor, (0.0, lasting), filled(style.soft().mix(0.16)))?;
    shades(strip.episodes, (lasting, height), filled(style.class(BeatClass::F).to_rgba()))?;

    density(area, strip, style, (classes, lasting))?;

    let rates = rates(strip.beats);
    let (low, high) = rates.iter().fold(CALM, |(low, high), &(_, bpm)| (low.min(bpm), high.max(bpm)));
    let (top, foot) = (4.0 * scale, classes - 3.0 * scale);
    let y_of = |bpm: f64| (foot - (bpm - low) / (high - low).max(1.0) * (foot - top)).round() as i32;
    let mut points: Vec<(i32, i32)> = Vec::new();
    // Thousands of beats a pixel would be drawn for nothing: of each column the lowest and the highest.
    for column in rates.chunk_by(|a, b| x_of(a.0) == x_of(b.0)) {
        let x = x_of(column[0].0);
        let bpm = || column.iter().map(|(_, bpm)| y_of(*bpm));
        points.extend(bpm().min().map(|y| (x, y)));
        points.extend(bpm().max().map(|y| (x, y)));
    }
    points.dedup();
    if points.len() > 1 {
        area.draw(&PathElement::new(points, style.line(&style.ink(), 1.25))).map_err(failed)?;
    }
    if !rates.is_empty() {
        for (bpm, y) in [(high, top + 5.0 * scale), (low, foot - 5.0 * scale)] {
            let place = (style.px(5.0), y.round() as i32);
            let text = style.text(10.0, &style.soft(), Anchor::Left, false);
            area.draw(&Text::new(format!("{bpm:.0}"), place, text)).map_err(failed)?;
        }
    }
    Ok(())
}

/// How many beats of each place are not normal, stacked by class.
fn density<DB: DrawingBackend>(
    area: &Area<DB>,
    strip: &Overview,
    style: &Style,
    (top, foot): (f64, f64),
) -> Result<()> {
    let width = area.dim_in_pixel().0 as usize;
    // Bars of two CSS pixels can be told apart.
    let bar = style.px(2.0).max(1) as usize;
    let place = |at: f64| ((at / strip.length.0).clamp(0.0, 1.0) * width as f64) as usize / bar;
    for column in strip.beats.chunk_by(|a, b| place(a.at.0) == place(b.at.0)) {
        let (mut y, left) = (foot, (place(column[0].at.0) * bar) as i32);
        for class in [BeatClass::V, BeatClass::S, BeatClass::F, BeatClass::Q] {
            let share =
                column.iter().filter(|beat| beat.class == Some(class)).count() as f64 / column.len() as f64;
            if share == 0.0 {
                continue;
            }
            // A single beat among many must not vanish.
            let above = (y - (share * (foot - top)).max(2.0 * style.scale())).max(top);
            let corners = [(left, above.round() as i32), (left + bar as i32, y.round() as i32)];
            let fill = ShapeStyle { color: style.class(class).to_rgba(), filled: true, stroke_width: 0 };
            area.draw(&Rectangle::new(corners, fill)).map_err(failed)?;
            y = above;
        }
    }
    Ok(())
}

/// The heart rate at each few beats, in beats a minute: from the middle of their intervals, which one early beat does not move.
fn rates(beats: &[Mark]) -> Vec<(f64, f64)> {
    let mut rates = Vec::with_capacity(beats.len() / TOGETHER + 1);
    let mut intervals: Vec<f64> = Vec::with_capacity(TOGETHER);
    for group in beats.chunks(TOGETHER + 1) {
        intervals.clear();
        intervals.extend(group.windows(2).map(|pair| pair[1].at.0 - pair[0].at.0).filter(|rr| *rr > 0.0));
        intervals.sort_by(f64::total_cmp);
        if let Some(rr) = intervals.get(intervals.len() / 2) {
            rates.push((group[group.len() / 2].at.0, 60.0 / rr));
        }
    }
    rates
}
