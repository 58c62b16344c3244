//! Beats laid over each other, a panel a class: the single ones faint, their mean strong.

use plotters::element::{PathElement, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Hertz};
use crate::error::Result;

/// The narrowest panel that still shows a beat, in CSS pixels.
const NARROWEST: f64 = 150.0;

/// Draws `beats`, each with its class, at `rate`: one panel for each class that occurs, wrapped to the area's width.
pub fn beats<DB: DrawingBackend>(
    area: &Area<DB>,
    beats: &[(BeatClass, &[f32])],
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    area.fill(&style.sheet()).map_err(failed)?;
    let groups: Vec<(BeatClass, Vec<&[f32]>)> = BeatClass::ALL
        .into_iter()
        .map(|class| (class, beats.iter().filter(|(own, _)| *own == class).map(|(_, beat)| *beat).collect()))
        .filter(|(_, beats): &(_, Vec<&[f32]>)| !beats.is_empty())
        .collect();
    if groups.is_empty() {
        return Ok(());
    }
    let fitting = (f64::from(area.dim_in_pixel().0) / style.scale() / NARROWEST).floor().max(1.0) as usize;
    let columns = groups.len().min(fitting);
    let rows = groups.len().div_ceil(columns);
    for (panel, (class, group)) in area.split_evenly((rows, columns)).iter().zip(&groups) {
        draw_panel(panel, *class, group, rate, style)?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    panel: &Area<DB>,
    class: BeatClass,
    beats: &[&[f32]],
    rate: Hertz,
    style: &Style,
) -> Result<()> {
    let (width, height) = panel.dim_in_pixel();
    let (left, right) = (style.px(14.0), width as i32 - style.px(14.0));
    let (top, bottom) = (style.px(46.0), height as i32 - style.px(26.0));
    let colour = style.class(class);

    let letter =
        Text::new(class.to_string(), (left, style.px(16.0)), style.text(16.0, &colour, Anchor::Left, true));
    panel.draw(&letter).map_err(failed)?;
    let place = (left, style.px(33.0));
    let words =
        Text::new(class.words().to_string(), place, style.text(10.5, &style.soft(), Anchor::Left, false));
    panel.draw(&words).map_err(failed)?;

    // As long as the longest signal, and half a second at least: what pads every beat says nothing.
    let longest =
        beats.iter().map(|beat| signal(beat).len()).max().unwrap_or(0).max((rate.get() / 2.0) as usize + 1);
    let low = beats.iter().flat_map(|beat| beat.iter()).copied().fold(0.0_f32, f32::min);
    let high = beats.iter().flat_map(|beat| beat.iter()).copied().fold(f32::MIN_POSITIVE, f32::max);
    let step = f64::from(right - left) / (longest.max(2) - 1) as f64;
    let place = |index: usize, value: f32| {
        let share = f64::from((value - low) / (high - low));
        (
            (f64::from(left) + index as f64 * step).round() as i32,
            bottom - (share * f64::from(bottom - top)) as i32,
        )
    };

    let ground = PathElement::new(vec![(left, bottom), (right, bottom)], style.bold_grid());
    panel.draw(&ground).map_err(failed)?;
    let seconds = longest as f64 / rate.get();
    for tenths in (0..=(seconds * 10.0) as usize).step_by(5) {
        let x = left + (tenths as f64 / 10.0 * rate.get() * step).round() as i32;
        let tick = vec![(x, bottom), (x, bottom + style.px(4.0))];
        panel.draw(&PathElement::new(tick, style.line(&style.soft(), 1.0))).map_err(failed)?;
        let anchor = match tenths {
            0 => Anchor::Left,
            _ if x > right - style.px(12.0) => Anchor::Right,
            _ => Anchor::Centre,
        };
        let label = if tenths == 0 { "R".into() } else { format!("{} ms", tenths * 100) };
        let words = Text::new(
            label,
            (x.min(right + style.px(8.0)), bottom + style.px(14.0)),
            style.text(10.0, &style.soft(), anchor, false),
        );
        panel.draw(&words).map_err(failed)?;
    }

    // Many beats may lie over each other: the more there are, the fainter is each.
    let faint = colour.mix((3.0 / beats.len() as f64).clamp(0.12, 0.5));
    for beat in beats {
        let points: Vec<(i32, i32)> =
            signal(beat).iter().enumerate().map(|(i, &value)| place(i, value)).collect();
        panel.draw(&PathElement::new(points, style.line(&faint, 1.0))).map_err(failed)?;
    }
    let mean = mean(beats, longest);
    let points: Vec<(i32, i32)> = mean.iter().enumerate().map(|(i, &value)| place(i, value)).collect();
    panel.draw(&PathElement::new(points, style.line(&colour, 2.0))).map_err(failed)
}

/// The beat without the zeros that pad it.
fn signal<'a>(beat: &&'a [f32]) -> &'a [f32] {
    let end = beat.iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1);
    &beat[..end]
}

/// The mean of those beats that are still signal, as far as at least half of them are.
fn mean(beats: &[&[f32]], longest: usize) -> Vec<f32> {
    let signals: Vec<&[f32]> = beats.iter().map(signal).collect();
    (0..longest)
        .map_while(|index| {
            let there: Vec<f32> = signals.iter().filter_map(|signal| signal.get(index)).copied().collect();
            (there.len() * 2 >= signals.len() && !there.is_empty())
                .then(|| there.iter().sum::<f32>() / there.len() as f32)
        })
        .collect()
}

/// Up to `per_class` indices of each class, evenly spread over all there are, in order.
pub fn pick(classes: &[BeatClass], per_class: usize) -> Vec<usize> {
    let mut picked: Vec<usize> = BeatClass::ALL
        .into_iter()
        .flat_map(|class| {
            let own: Vec<usize> = classes
                .iter()
                .enumerate()
                .filter(|(_, own)| **own == class)
                .map(|(index, _)| index)
                .collect();
            let count = own.len().min(per_class);
            (0..count).map(move |nth| own[nth * own.len() / count]).collect::<Vec<usize>>()
        })
        .collect();
    picked.sort_unstable();
    picked
}

#[test]
fn few_are_all_picked_and_many_evenly() {
    use BeatClass::{N, V};
    let classes = [vec![N; 100], vec![V; 3]].concat();
    let picked = pick(&classes, 10);
    assert_eq!(picked.len(), 13);
    assert_eq!(picked[..3], [0, 10, 20]);
    assert_eq!(picked[10..], [100, 101, 102]);
    assert!(pick(&[], 10).is_empty());
}

#[test]
fn the_mean_stops_where_most_beats_have_ended() {
    let (long, short) = ([1.0, 1.0, 1.0, 0.0], [0.0, 0.5, 0.0, 0.0]);
    assert_eq!(mean(&[&long, &short], 4), [0.5, 0.75, 1.0]);
    assert_eq!(mean(&[&long, &short, &short], 4).len(), 2);
}
