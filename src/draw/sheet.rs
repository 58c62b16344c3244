//! Leads on ECG paper at a chosen speed and gain, with a pulse of 1 mV, the beats marked, and what time it is.

use plotters::element::{PathElement, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, ShapeStyle};

use crate::draw::decimate::decimate;
use crate::draw::mark::mark;
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::ecg::{BeatClass, Seconds, WaveKind};
use crate::error::Result;

/// CSS pixels that stand for a millimetre: a little more than the 3.78 that CSS has, so that all squares are alike.
pub const MM_PX: f64 = 4.0;

/// What stands left of the signal, in CSS pixels: the pulse.
pub const MARGIN_PX: f64 = 44.0;

/// What stands above the rows and below them: the marks of beats; how long waves are, and the time.
const ABOVE_PX: f64 = 14.0;
const BELOW_PX: f64 = 12.0;
const BARS_PX: f64 = 25.0;

/// How near two letters may come, in CSS pixels, and two labels of the time.
const LETTER_PX: f64 = 13.0;
const LABEL_PX: f64 = 72.0;

/// Seconds between labels of the time: the first that leaves them room is taken.
const STEPS_S: [f64; 18] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0,
    7200.0, 14400.0,
];

/// A part of a recording as it lies on paper.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The time at which all rows begin.
    pub from: Seconds,
    /// Millimetres that a second is wide, and that a millivolt is high.
    pub mm_per_s: f64,
    /// See `mm_per_s`.
    pub mm_per_mv: f64,
    /// The leads; several may stand beside each other, each with its part of the time.
    pub rows: Vec<Row<'a>>,
    /// The beats, in order of time; those outside the sheet are passed over.
    pub marks: &'a [Mark],
    /// How long waves are.
    pub bars: &'a [Bar],
    /// What is to be looked at.
    pub lit: Option<(Seconds, Seconds)>,
}

/// A lead in its place on the sheet.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The lead's name.
    pub name: &'a str,
    /// From where to where it stands, in CSS pixels from the sheet's left and upper edge; the margin is left of the first.
    pub across: (f64, f64),
    /// See `across`.
    pub down: (f64, f64),
    /// What is drawn there, the last on top.
    pub traces: Vec<Trace<'a>>,
}

/// A lead's samples, or a level of its [pyramid](crate::dsp::pyramid::Pyramid). What is not a number is a gap.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// In mV.
    pub samples: &'a [f32],
    /// How many of them make a second.
    pub a_second: f64,
    /// When the first of them is.
    pub from: Seconds,
    /// The millivolts in the middle of the row.
    pub level: f64,
    /// It is there to be compared with the one on top of it.
    pub is_pale: bool,
}

/// A beat to be marked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Where its R peak is.
    pub at: Seconds,
    /// What it is; nothing where nobody has said yet.
    pub class: Option<BeatClass>,
    /// Whoever said so doubts it: "don't know".
    pub is_doubted: bool,
}

impl Mark {
    /// A beat that nobody doubts.
    pub fn sure(at: Seconds, class: Option<BeatClass>) -> Mark {
        Mark { at, class, is_doubted: false }
    }

    fn is_odd(&self) -> bool {
        !matches!(self.class, None | Some(BeatClass::N))
    }

    fn letter(&self) -> String {
        let letter = self.class.map_or('·', BeatClass::letter);
        if self.is_doubted { format!("{letter}?") } else { letter.into() }
    }
}

/// From where to where a wave goes.
pub type Bar = (WaveKind, Seconds, Seconds);

/// Draws the sheet over the whole area.
pub fn sheet<DB: DrawingBackend>(area: &Area<DB>, sheet: &Sheet, style: &Style) -> Result<()> {
    let desk = Desk::lay(area.dim_in_pixel(), sheet, style);
    area.fill(&style.sheet()).map_err(failed)?;
    desk.grid(area)?;
    desk.lit(area, sheet.lit)?;
    desk.time(area)?;
    desk.bars(area)?;
    for row in &sheet.rows {
        desk.row(area, row)?;
    }
    desk.marks(area)
}

/// Where everything stands, in device pixels.
struct Desk<'a> {
    sheet: &'a Sheet<'a>,
    style: &'a Style,
    width: f64,
    height: f64,
    left: f64,
    mm: f64,
    second: f64,
    millivolt: f64,
}

impl<'a> Desk<'a> {
    fn lay((width, height): (u32, u32), sheet: &'a Sheet, style: &'a Style) -> Desk<'a> {
        let positive = |value: f64| if value.is_finite() && value > 0.0 { value } else { 1.0 };
        let mm = MM_PX * style.scale();
        Desk {
            sheet,
            style,
            width: f64::from(width),
            height: f64::from(height),
            left: MARGIN_PX * style.scale(),
            mm,
            second: mm * positive(sheet.mm_per_s),
            millivolt: mm * positive(sheet.mm_per_mv),
        }
    }

    fn x_of(&self, seconds: f64) -> f64 {
        // A place far off the sheet must not wrap the pixel numbers.
        (self.left + (seconds - self.sheet.from.0) * self.second).clamp(-self.width, 2.0 * self.width)
    }

    fn line<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        points: Vec<(i32, i32)>,
        style: ShapeStyle,
    ) -> Result<()> {
        area.draw(&PathElement::new(points, style)).map_err(failed)
    }

    fn words<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        words: String,
        (x, y): (f64, f64),
        css: f64,
        anchor: Anchor,
    ) -> Result<()> {
        let style = self.style.text(css, &self.style.soft(), anchor, false);
        area.draw(&Text::new(words, (x.round() as i32, y.round() as i32), style)).map_err(failed)
    }

    /// Squares of a millimetre, and stronger ones of five.
    fn grid<DB: DrawingBackend>(&self, area: &Area<DB>) -> Result<()> {
        let (right, foot) = (self.width as i32, self.height as i32);
        for (every, style) in [(1, self.style.grid()), (5, self.style.bold_grid())] {
            let step = self.mm * f64::from(every);
            let along = |start: f64, size: f64| {
                let first = (-start / step).ceil() as i32;
                (first..=((size - start) / step).floor() as i32).map(move |at| start + f64::from(at) * step)
            };
            for x in along(self.left, self.width).map(|x| x.round() as i32) {
                self.line(area, vec![(x, 0), (x, foot)], style)?;
            }
            for y in along(0.0, self.height).map(|y| y.round() as i32) {
                self.line(area, vec![(0, y), (right, y)], style)?;
            }
        }
        Ok(())
    }

    fn lit<DB: DrawingBackend>(&self, area: &Area<DB>, lit: Option<(Seconds, Seconds)>) -> Result<()> {
        let Some((from, to)) = lit else { return Ok(()) };
        let (from, to) = (self.x_of(from.0).max(self.left), self.x_of(to.0));
        if to <= from {
            return Ok(());
        }
        let corners = [(from.round() as i32, 0), (to.round() as i32, self.height as i32)];
        let fill = ShapeStyle { color: self.style.ink().mix(0.07), filled: true, stroke_width: 0 };
        area.draw(&Rectangle::new(corners, fill)).map_err(failed)
    }

    /// A lead: its name, the pulse where it begins a line of the sheet, and its traces.
    fn row<DB: DrawingBackend>(&self, area: &Area<DB>, row: &Row) -> Result<()> {
        let scale = self.style.scale();
        let (from, to) = (row.across.0 * scale, row.across.1 * scale);
        let (top, foot) = (row.down.0 * scale, row.down.1 * scale);
        let middle = (top + foot) / 2.0;
        let begins = from <= self.left + 1.0;
        if begins {
            self.pulse(area, middle)?;
        } else {
            let x = from.round() as i32;
            let part = [(middle - 2.0 * self.mm), (middle + 2.0 * self.mm)].map(|y| (x, y.round() as i32));
            self.line(area, part.to_vec(), self.style.line(&self.style.soft(), 1.25))?;
        }
        for trace in &row.traces {
            self.trace(area, trace, (from, to), middle)?;
        }
        let name = (from + 5.0 * scale, top + 9.0 * scale);
        // About as wide as the name, in any sans-serif: under it nothing may run.
        let wide = row.name.chars().count() as f64 * 7.5 * scale;
        self.plate(
            area,
            (name.0 - 3.0 * scale, name.1 - 8.0 * scale),
            (name.0 + wide, name.1 + 8.0 * scale),
        )?;
        let bold = self.style.text(12.0, &self.style.ink(), Anchor::Left, true);
        area.draw(&Text::new(row.name.to_string(), (name.0.round() as i32, name.1.round() as i32), bold))
            .map_err(failed)
    }

    fn trace<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        trace: &Trace,
        (from, to): (f64, f64),
        middle: f64,
    ) -> Result<()> {
        let step = self.second / trace.a_second;
        let start = self.left + (trace.from.0 - self.sheet.from.0) * self.second;
        let first = ((from - start) / step).ceil().max(0.0) as usize;
        let last = ((to - start) / step).floor().max(-1.0) + 1.0;
        let shown = trace.samples.get(first..trace.samples.len().min(last as usize)).unwrap_or_default();
        let colour = if trace.is_pale { self.style.soft().mix(0.55) } else { self.style.ink().to_rgba() };
        let style = self.style.line(&colour, if trace.is_pale { 1.0 } else { 1.25 });
        let mut at = first;
        // A gap is no line.
        for values in shown.split(|value| value.is_nan()) {
            let begin = at;
            at += values.len() + 1;
            let points = decimate(values, |index, value| {
                let y = middle - (f64::from(value) - trace.level) * self.millivolt;
                // A trace that leaves the sheet runs along its edge instead of wrapping the pixel numbers.
                let y = y.clamp(-self.height, 2.0 * self.height);
                ((start + (begin + index) as f64 * step).round() as i32, y.round() as i32)
            });
            if points.len() > 1 {
                self.line(area, points, style)?;
            }
        }
        Ok(())
    }

    /// The calibration pulse: 1 mV high, a large square wide.
    fn pulse<DB: DrawingBackend>(&self, area: &Area<DB>, middle: f64) -> Result<()> {
        let margin = 6.0 * self.style.scale();
        let (foot, head) = (middle, middle - self.millivolt);
        let right = self.left - margin;
        let from = margin + (right - margin - 5.0 * self.mm) / 2.0;
        let to = from + 5.0 * self.mm;
        let points = [(margin, foot), (from, foot), (from, head), (to, head), (to, foot), (right, foot)]
            .map(|(x, y)| (x.round() as i32, y.round() as i32));
        self.line(area, points.to_vec(), self.style.line(&self.style.soft(), 1.25))?;
        self.words(
            area,
            "1 mV".into(),
            ((from + to) / 2.0, foot + 10.0 * self.style.scale()),
            10.0,
            Anchor::Centre,
        )
    }

    /// What time it is along the bottom, and the scale at its right.
    fn time<DB: DrawingBackend>(&self, area: &Area<DB>) -> Result<()> {
        let scale = self.style.scale();
        let y = self.height - BELOW_PX * scale;
        let Sheet { mm_per_s, mm_per_mv, .. } = self.sheet;
        let words = format!("{} mm/s · {} mm/mV", plain(*mm_per_s), plain(*mm_per_mv));
        self.words(area, words, (self.width - 8.0 * scale, y), 10.5, Anchor::Right)?;

        // About as wide as the words on the right, in any sans-serif, and some air.
        let reserved = self.width - 150.0 * scale;
        let from = self.sheet.from.0;
        let every =
            STEPS_S.into_iter().find(|step| step * self.second >= LABEL_PX * scale).unwrap_or(28800.0);
        let mut nth = (from / every).ceil();
        while self.x_of(nth * every) <= reserved {
            let x = self.x_of(nth * every);
            let tick = vec![
                (x.round() as i32, self.height as i32),
                (x.round() as i32, (self.height - 4.0 * scale) as i32),
            ];
            self.line(area, tick, self.style.line(&self.style.soft(), 1.0))?;
            self.words(area, moment(nth * every, every), (x, y), 10.5, Anchor::Centre)?;
            nth += 1.0;
        }
        Ok(())
    }

    /// How long waves are: a strong bar a QRS complex, thin ones the P wave before and the T wave after it.
    fn bars<DB: DrawingBackend>(&self, area: &Area<DB>) -> Result<()> {
        let y = (self.height - BARS_PX * self.style.scale()).round() as i32;
        for (kind, from, to) in self.sheet.bars {
            let (from, to) = (self.x_of(from.0), self.x_of(to.0));
            if to < self.left || from > self.width {
                continue;
            }
            let (colour, width) = match kind {
                WaveKind::Qrs => (self.style.ink(), 4.0),
                WaveKind::P | WaveKind::T => (self.style.soft(), 2.0),
            };
            let line = vec![(from.round() as i32, y), (to.round() as i32, y)];
            self.line(area, line, self.style.line(&colour, width))?;
        }
        Ok(())
    }

    /// A letter over each beat, with a question mark where it is doubted, and for all but normal ones a shape under it. Where there is no room for all, normal beats and those
    /// that nobody named are left out; where there is none for the others either, they are ticks.
    fn marks<DB: DrawingBackend>(&self, area: &Area<DB>) -> Result<()> {
        let marks = self.sheet.marks;
        let inside = self.width / self.second;
        let begin = marks.partition_point(|mark| mark.at.0 < self.sheet.from.0);
        let end = marks.partition_point(|mark| mark.at.0 <= self.sheet.from.0 + inside);
        let shown = &marks[begin..end.max(begin)];
        let scale = self.style.scale();
        let room = self.width / (LETTER_PX * scale);
        let odd = shown.iter().filter(|beat| beat.is_odd()).count() as f64;
        let (all, letters) = (shown.len() as f64 <= room, odd <= room);
        let y = (ABOVE_PX * scale).round() as i32;
        let mut ticked = [i32::MIN; 5];
        for beat in shown {
            let x = self.x_of(beat.at.0).round() as i32;
            if f64::from(x) < self.left || f64::from(x) > self.width || !(all || beat.is_odd()) {
                continue;
            }
            let colour = match beat.class {
                None | Some(BeatClass::N) => self.style.soft(),
                Some(class) => self.style.class(class),
            };
            if !letters {
                // Of a day's thousands many fall on the same pixel.
                let last = &mut ticked[beat.class.map_or(0, BeatClass::index)];
                if *last == x {
                    continue;
                }
                *last = x;
                let tick = vec![(x, y), (x, y + self.style.px(10.0))];
                self.line(area, tick, self.style.line(&colour, 1.0))?;
                continue;
            }
            // A letter whose beat is at the very edge stays whole.
            let middle = x.min(self.width as i32 - self.style.px(7.0));
            // A tall beat runs through its own letter.
            let (x_of, y_of) = (f64::from(middle), f64::from(y));
            let below = if beat.is_odd() { 17.0 } else { 8.0 };
            self.plate(
                area,
                (x_of - 6.0 * scale, y_of - 8.0 * scale),
                (x_of + 6.0 * scale, y_of + below * scale),
            )?;
            let text = self.style.text(12.0, &colour, Anchor::Centre, beat.is_odd());
            area.draw(&Text::new(beat.letter(), (middle, y), text)).map_err(failed)?;
            if beat.is_odd() {
                mark(area, beat.class, (x, y + self.style.px(11.0)), &colour, self.style)?;
            }
        }
        Ok(())
    }

    /// What runs under letters is taken back.
    fn plate<DB: DrawingBackend>(&self, area: &Area<DB>, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let corners = [from, to].map(|(x, y)| (x.round() as i32, y.round() as i32));
        let fill = ShapeStyle { color: self.style.sheet().mix(0.75), filled: true, stroke_width: 0 };
        area.draw(&Rectangle::new(corners, fill)).map_err(failed)
    }
}

/// A number with as few digits as it needs.
fn plain(value: f64) -> String {
    if value >= 10.0 {
        format!("{}", (value * 10.0).round() / 10.0)
    } else {
        format!("{}", (value * 100.0).round() / 100.0)
    }
}

/// A moment of a recording: 0:05, 12:30, 1:02:30; with tenths where labels are nearer than a second.
fn moment(seconds: f64, every: f64) -> String {
    let tenths = (seconds * 10.0).round() as i64;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    let clock =
        if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") };
    if every < 1.0 { format!("{clock}.{tenth}") } else { clock }
}
