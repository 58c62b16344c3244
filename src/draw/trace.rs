//! One lead on ECG paper: squares of 0.2 s, a pulse of 1 mV, and a letter over each beat.

use plotters::element::{PathElement, Text};
use plotters::prelude::DrawingBackend;

use crate::draw::decimate::decimate;
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Hertz, SampleIndex, Seconds, Wave, WaveKind};
use crate::error::Result;

/// The stretch of a lead that is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Strip<'a> {
    /// The lead, in mV.
    pub samples: &'a [f32],
    /// Its rate.
    pub rate: Hertz,
    /// Where the drawing starts.
    pub from: Seconds,
    /// How much is drawn.
    pub length: Seconds,
}

/// A beat to be marked; without a class where nobody has said yet what it is.
pub type Mark = (SampleIndex, Option<BeatClass>);

/// Millimetres that paper gives a millivolt, as recorders offer them: the tallest that still fits is taken.
const GAINS: [f64; 5] = [40.0, 20.0, 10.0, 5.0, 2.5];

/// Seconds that a millimetre of paper is wide, at the usual 25 mm/s.
const SECONDS_A_MM: f64 = 0.04;

/// Grid lines closer than this, in CSS pixels, are a grey mist.
const CLOSEST_LINES: f64 = 3.5;

/// Draws the strip over the whole area. Squares are square: the width sets how long a millimetre is, the height is used
/// as far as the trace needs it, and the text at the bottom says what a large square is worth. Under the trace a bar shows how long
/// each wave is: a strong one a QRS complex, with the P wave before and the T wave after it.
pub fn trace<DB: DrawingBackend>(
    area: &Area<DB>,
    strip: &Strip,
    marks: &[Mark],
    waves: &[Wave],
    style: &Style,
) -> Result<()> {
    let paper = Paper::lay(area.dim_in_pixel(), strip, !waves.is_empty(), style);
    area.fill(&style.sheet()).map_err(failed)?;
    paper.grid(area, style)?;
    paper.pulse(area, style)?;
    paper.seconds(area, strip, style)?;

    let first = (strip.from.0 * strip.rate.get()).max(0.0) as usize;
    let last = ((strip.from.0 + strip.length.0) * strip.rate.get()).ceil().max(0.0) as usize;
    let shown = strip.samples.get(first..strip.samples.len().min(last + 1)).unwrap_or_default();
    let step = paper.second / strip.rate.get();
    let points = decimate(shown, |index, value| {
        ((paper.left + index as f64 * step).round() as i32, paper.height_of(f64::from(value)).round() as i32)
    });
    area.draw(&PathElement::new(points, style.line(&style.ink(), 1.25))).map_err(failed)?;

    let x_of = |at: SampleIndex| {
        let at = at.0.clamp(first, last.max(first)) - first;
        (paper.left + at as f64 * step).round() as i32
    };
    let foot = paper.height as i32 - style.px(28.0);
    for wave in waves.iter().filter(|wave| (first..last).contains(&wave.peak.0)) {
        let line = vec![
            (x_of(wave.onset.unwrap_or(wave.peak)), foot),
            (x_of(wave.offset.unwrap_or(wave.peak)), foot),
        ];
        let (colour, width) = match wave.kind {
            WaveKind::Qrs => (style.ink(), 4.0),
            WaveKind::P | WaveKind::T => (style.soft(), 2.0),
        };
        area.draw(&PathElement::new(line, style.line(&colour, width))).map_err(failed)?;
    }

    let row = style.px(14.0);
    for &(at, class) in marks.iter().filter(|(at, _)| (first..last).contains(&at.0)) {
        let x = x_of(at);
        let (colour, letter, bold) = match class {
            None => (style.soft(), '·', false),
            Some(BeatClass::N) => (style.soft(), 'N', false),
            Some(class) => (style.class(class), class.letter(), true),
        };
        // A letter whose beat is at the very edge stays whole.
        let x_of_letter = x.min(area.dim_in_pixel().0 as i32 - style.px(7.0));
        area.draw(&Text::new(
            letter.to_string(),
            (x_of_letter, row),
            style.text(12.0, &colour, Anchor::Centre, bold),
        ))
        .map_err(failed)?;
        if bold {
            let tick = vec![(x, style.px(22.0)), (x, style.px(28.0))];
            area.draw(&PathElement::new(tick, style.line(&colour, 2.0))).map_err(failed)?;
        }
    }
    Ok(())
}

/// Where everything stands on the sheet, in device pixels.
struct Paper {
    width: f64,
    height: f64,
    /// The x of the strip's first sample: right of the calibration pulse.
    left: f64,
    /// Pixels in a second, in a millimetre, in a millivolt.
    second: f64,
    mm: f64,
    millivolt: f64,
    gain: f64,
    /// The millivolts at the middle of the sheet, and its y.
    level: f64,
    middle: f64,
}

impl Paper {
    fn lay((width, height): (u32, u32), strip: &Strip, with_waves: bool, style: &Style) -> Paper {
        let (width, height) = (f64::from(width), f64::from(height));
        let left = f64::from(style.px(44.0));
        let length = if strip.length.0 > 0.0 { strip.length.0 } else { 1.0 };
        let second = ((width - left).max(1.0)) / length;
        let mm = second * SECONDS_A_MM;
        let under = if with_waves { 34.0 } else { 26.0 };
        let (top, bottom) = (f64::from(style.px(32.0)), height - f64::from(style.px(under)));
        let first = (strip.from.0 * strip.rate.get()).max(0.0) as usize;
        let last = ((strip.from.0 + length) * strip.rate.get()).max(0.0) as usize;
        let shown = strip.samples.get(first..strip.samples.len().min(last)).unwrap_or_default();
        let (low, high) = shown.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| {
            (low.min(v.into()), high.max(v.into()))
        });
        let (low, high) = if low <= high { (low, high) } else { (-0.5, 0.5) };
        // The pulse of 1 mV must fit too.
        let span = (high - low).max(1.0);
        let room = (bottom - top).max(1.0);
        let gain = GAINS.into_iter().find(|gain| span * gain * mm <= room).unwrap_or(GAINS[GAINS.len() - 1]);
        Paper {
            width,
            height,
            left,
            second,
            mm,
            millivolt: gain * mm,
            gain,
            level: (low + high) / 2.0,
            middle: (top + bottom) / 2.0,
        }
    }

    fn height_of(&self, millivolts: f64) -> f64 {
        // A trace that leaves the sheet runs along its edge instead of wrapping the pixel numbers.
        (self.middle - (millivolts - self.level) * self.millivolt).clamp(-self.height, 2.0 * self.height)
    }

    /// Small squares where they can be told apart, large ones over them.
    fn grid<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<()> {
        let draw_lines = |every: f64, shape| -> Result<()> {
            let along = |centre: f64, size: f64| {
                let first = (-centre / every).ceil() as i32;
                let last = ((size - centre) / every).floor() as i32;
                (first..=last).map(move |step| (centre + f64::from(step) * every).round() as i32)
            };
            for x in along(self.left, self.width) {
                let line = vec![(x, 0), (x, self.height as i32)];
                area.draw(&PathElement::new(line, shape)).map_err(failed)?;
            }
            for y in along(self.middle, self.height) {
                let line = vec![(0, y), (self.width as i32, y)];
                area.draw(&PathElement::new(line, shape)).map_err(failed)?;
            }
            Ok(())
        };
        if self.mm / style.scale() >= CLOSEST_LINES {
            draw_lines(self.mm, style.grid())?;
        }
        draw_lines(5.0 * self.mm, style.bold_grid())
    }

    /// The calibration pulse: 1 mV high, a large square wide.
    fn pulse<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<()> {
        let (foot, head) = (self.middle + self.millivolt / 2.0, self.middle - self.millivolt / 2.0);
        let margin = f64::from(style.px(6.0));
        let right = self.left - margin;
        let (from, to) = (margin + (right - margin) * 0.25, margin + (right - margin) * 0.75);
        let points = [(margin, foot), (from, foot), (from, head), (to, head), (to, foot), (right, foot)]
            .map(|(x, y)| (x.round() as i32, y.round() as i32));
        area.draw(&PathElement::new(points.to_vec(), style.line(&style.soft(), 1.25))).map_err(failed)?;
        let place = (((from + to) / 2.0) as i32, (foot + f64::from(style.px(11.0))) as i32);
        let words =
            Text::new("1 mV".to_string(), place, style.text(10.0, &style.soft(), Anchor::Centre, false));
        area.draw(&words).map_err(failed)
    }

    /// Whole seconds along the bottom, and what a large square is worth.
    fn seconds<DB: DrawingBackend>(&self, area: &Area<DB>, strip: &Strip, style: &Style) -> Result<()> {
        let y = self.height as i32 - style.px(12.0);
        let worth = format!("large square: 0.2 s × {} mV", 5.0 / self.gain);
        let place = (self.width as i32 - style.px(8.0), y);
        area.draw(&Text::new(worth, place, style.text(10.5, &style.soft(), Anchor::Right, false)))
            .map_err(failed)?;
        // About as wide as the words on the right, in any sans-serif, and some air.
        let reserved = self.width - f64::from(style.px(200.0));
        for second in strip.from.0.ceil() as i64..=(strip.from.0 + strip.length.0).floor() as i64 {
            let x = self.left + (second as f64 - strip.from.0) * self.second;
            if x > reserved {
                break;
            }
            let words = Text::new(
                format!("{second} s"),
                (x.round() as i32, y),
                style.text(10.5, &style.soft(), Anchor::Centre, false),
            );
            area.draw(&words).map_err(failed)?;
        }
        Ok(())
    }
}
