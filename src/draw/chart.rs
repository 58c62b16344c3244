//! What charts share: a frame of two axes with round numbers, lines and points inside it.

use plotters::element::{PathElement, Polygon, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBColor};

use crate::draw::decimate::{Point, decimate};
use crate::draw::style::Anchor;
use crate::draw::{Area, Style, failed};
use crate::error::Result;

/// One axis: from where to where, and what it counts.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub from: f64,
    pub to: f64,
    pub words: String,
    /// What a number is multiplied by before it is written: 1/60 where seconds are told in minutes.
    pub told_by: f64,
}

impl Axis {
    /// From `from` to `to`, and never of no length.
    pub fn new(from: f64, to: f64, words: impl Into<String>) -> Axis {
        let (from, to) = if from.is_finite() && to.is_finite() { (from, to) } else { (0.0, 1.0) };
        let to = if to - from > 1e-9 * from.abs().max(1e-6) { to } else { from + 1.0 };
        Axis { from, to, words: words.into(), told_by: 1.0 }
    }

    /// Over all `values` and a little further; as `empty` says where there are none.
    pub fn over(values: impl Iterator<Item = f64>, empty: (f64, f64), words: impl Into<String>) -> Axis {
        let span = values.filter(|value| value.is_finite()).fold(None, |span, value| match span {
            None => Some((value, value)),
            Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
        });
        let (low, high) = span.unwrap_or(empty);
        let margin = 0.06 * (high - low).max(1e-3 * high.abs());
        Axis::new(low - margin, high + margin, words)
    }

    /// Seconds of a recording, told in the unit that suits how long it is.
    pub fn time(seconds: f64) -> Axis {
        let (words, told_by) = match seconds {
            long if long > 3.0 * 3600.0 => ("hours", 1.0 / 3600.0),
            middle if middle > 180.0 => ("minutes", 1.0 / 60.0),
            _ => ("seconds", 1.0),
        };
        Axis { told_by, ..Axis::new(0.0, seconds, words) }
    }

    /// Round numbers along it, at most `most`, with how many digits behind the point they are told with.
    fn ticks(&self, most: usize) -> (Vec<f64>, usize) {
        let span = (self.to - self.from) * self.told_by;
        let rough = span / most.max(1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough * 0.999);
        let step = step.unwrap_or(10.0 * power);
        let digits = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
        let (first, last) = (self.from * self.told_by / step, self.to * self.told_by / step);
        let ticks = (first.ceil() as i64..=last.floor() as i64).map(|tick| tick as f64 * step / self.told_by);
        (ticks.collect(), digits)
    }
}

/// Two axes and where they stand on an area.
pub(crate) struct Frame<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    style: &'a Style,
    x: Axis,
    y: Axis,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl<'a, DB: DrawingBackend> Frame<'a, DB> {
    /// Lays the axes over the whole area and draws them; `square` keeps both equally long.
    pub fn lay(
        area: &'a Area<DB>,
        style: &'a Style,
        x: Axis,
        y: Axis,
        square: bool,
    ) -> Result<Frame<'a, DB>> {
        area.fill(&style.sheet()).map_err(failed)?;
        let (width, height) = area.dim_in_pixel();
        let (left, top) = (style.px(54.0), style.px(26.0));
        let mut right = (width as i32 - style.px(14.0)).max(left + 1);
        let mut bottom = (height as i32 - style.px(36.0)).max(top + 1);
        if square {
            let side = (right - left).min(bottom - top);
            (right, bottom) = (left + side, top + side);
        }
        let frame = Frame { area, style, x, y, left, right, top, bottom };
        frame.axes()?;
        Ok(frame)
    }

    /// The grid, its numbers, and what the axes count.
    fn axes(&self) -> Result<()> {
        let (style, soft) = (self.style, self.style.soft());
        let css = |pixels: i32| f64::from(pixels) / style.scale();
        let (ticks, digits) = self.x.ticks(((css(self.right - self.left) / 64.0) as usize).clamp(1, 12));
        for tick in ticks {
            let x = self.x_of(tick);
            self.path(vec![(x, self.top), (x, self.bottom)], style.grid())?;
            let place = (x, self.bottom + style.px(11.0));
            self.write(format!("{:.digits$}", tick * self.x.told_by + 0.0), place, Anchor::Centre, &soft)?;
        }
        let (ticks, digits) = self.y.ticks(((css(self.bottom - self.top) / 36.0) as usize).clamp(1, 8));
        for tick in ticks {
            let y = self.y_of(tick);
            self.path(vec![(self.left, y), (self.right, y)], style.grid())?;
            let place = (self.left - style.px(6.0), y);
            self.write(format!("{:.digits$}", tick * self.y.told_by + 0.0), place, Anchor::Right, &soft)?;
        }
        let corner = vec![(self.left, self.top), (self.left, self.bottom), (self.right, self.bottom)];
        self.path(corner, style.bold_grid())?;
        let foot = (self.right, self.bottom + style.px(26.0));
        self.write(self.x.words.clone(), foot, Anchor::Right, &soft)?;
        self.write(self.y.words.clone(), (style.px(8.0), style.px(13.0)), Anchor::Left, &soft)
    }

    pub fn x_of(&self, value: f64) -> i32 {
        place(value, &self.x, self.left, self.right)
    }

    pub fn y_of(&self, value: f64) -> i32 {
        place(value, &self.y, self.bottom, self.top)
    }

    /// A line through values, of which only what the pixels can show is drawn; `x` must not go backwards.
    pub fn line(&self, x: &[f64], y: &[f64], colour: &impl Color, css: f64) -> Result<()> {
        self.path(self.places(x, y), self.style.line(colour, css))
    }

    /// The same in strokes and gaps of so many CSS pixels each, one after the other and round again; unbroken where there are none.
    pub fn dashed(&self, x: &[f64], y: &[f64], colour: &impl Color, css: f64, pattern: &[f64]) -> Result<()> {
        let pattern: Vec<f64> = pattern.iter().map(|css| f64::from(self.style.px(*css).max(1))).collect();
        strokes(&self.places(x, y), &pattern)
            .into_iter()
            .try_for_each(|stroke| self.path(stroke, self.style.line(colour, css)))
    }

    fn places(&self, x: &[f64], y: &[f64]) -> Vec<Point> {
        let values: Vec<f32> = y.iter().map(|value| *value as f32).collect();
        let count = x.len().min(values.len());
        decimate(&values[..count], |index, value| (self.x_of(x[index]), self.y_of(f64::from(value))))
    }

    /// Through the pixels.
    pub fn path(&self, points: Vec<Point>, stroke: plotters::style::ShapeStyle) -> Result<()> {
        self.area.draw(&PathElement::new(points, stroke)).map_err(failed)
    }

    /// A straight line over the whole width.
    pub fn level(&self, value: f64, colour: &impl Color) -> Result<()> {
        let y = self.y_of(value);
        self.path(vec![(self.left, y), (self.right, y)], self.style.line(colour, 1.0))
    }

    /// Small squares, each pixel once however many values fall on it.
    pub fn points(
        &self,
        values: impl Iterator<Item = (f64, f64)>,
        colour: &impl Color,
        css: f64,
    ) -> Result<()> {
        let mut places: Vec<Point> = values.map(|(x, y)| (self.x_of(x), self.y_of(y))).collect();
        places.sort_unstable();
        places.dedup();
        let half = (self.style.px(css) / 2).max(1);
        for (x, y) in places {
            let dot = Rectangle::new([(x - half, y - half), (x + half, y + half)], colour.filled());
            self.area.draw(&dot).map_err(failed)?;
        }
        Ok(())
    }

    /// Small squares of so many pixels where a great many values fall: each is laid on a net of such squares, and those that stand one
    /// upon the other are one block, so that a day's beats take no longer than a width of pixels.
    pub fn crowd(&self, places: impl Iterator<Item = Point>, colour: &impl Color, side: i32) -> Result<()> {
        let mut squares: Vec<Point> = places.map(|(x, y)| (x.div_euclid(side), y.div_euclid(side))).collect();
        squares.sort_unstable();
        squares.dedup();
        for block in squares.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1) {
            let (first, last) = (block[0], block[block.len() - 1]);
            let corners = [(first.0 * side, first.1 * side), ((last.0 + 1) * side, (last.1 + 1) * side)];
            self.area.draw(&Rectangle::new(corners, colour.filled())).map_err(failed)?;
        }
        Ok(())
    }

    /// A bar from zero up, with a hair of air to the next one where there is room for it.
    pub fn bar(&self, from: f64, to: f64, value: f64, colour: &impl Color) -> Result<()> {
        let (from, to) = (self.x_of(from), self.x_of(to));
        let air = if to - from > self.style.px(3.0) { self.style.px(1.0).max(1) } else { 0 };
        self.area
            .draw(&Rectangle::new([(from, self.y_of(value)), (to - air, self.y_of(0.0))], colour.filled()))
            .map_err(failed)
    }

    /// The inside of a line that ends where it began.
    pub fn inside(&self, points: Vec<Point>, colour: &impl Color) -> Result<()> {
        self.area.draw(&Polygon::new(points, colour.filled())).map_err(failed)
    }

    /// A rule over the whole width, in whole pixels: a stroke may fall between two and be grey.
    pub fn rule(&self, value: f64, colour: &impl Color, css: f64) -> Result<()> {
        let thick = self.style.px(css).max(1);
        let y = self.y_of(value) - thick / 2;
        let rule = Rectangle::new([(self.left, y), (self.right, y + thick)], colour.filled());
        self.area.draw(&rule).map_err(failed)
    }

    /// The same from the upper to the lower edge.
    pub fn upright(&self, value: f64, colour: &impl Color, css: f64) -> Result<()> {
        let thick = self.style.px(css).max(1);
        let x = self.x_of(value) - thick / 2;
        let rule = Rectangle::new([(x, self.top), (x + thick, self.bottom)], colour.filled());
        self.area.draw(&rule).map_err(failed)
    }

    /// A tinted stretch of the x axis, with a word at its top.
    pub fn band(&self, from: f64, to: f64, word: &str, colour: &RGBColor) -> Result<()> {
        let (from, to) = self.tint(from, to, colour)?;
        let place = ((from + to) / 2, self.top + self.style.px(10.0));
        self.write(word.into(), place, Anchor::Centre, colour)
    }

    /// The same without a word; from which pixel to which.
    pub fn tint(&self, from: f64, to: f64, colour: &RGBColor) -> Result<(i32, i32)> {
        let (from, to) = (self.x_of(from.max(self.x.from)), self.x_of(to.min(self.x.to)));
        let tint = Rectangle::new([(from, self.top), (to, self.bottom)], colour.mix(0.10).filled());
        self.area.draw(&tint).map_err(failed)?;
        Ok((from, to))
    }

    /// Words at a place inside, in CSS pixels from the left top corner of the axes.
    pub fn words(&self, words: String, (x, y): (f64, f64), colour: &RGBColor) -> Result<()> {
        self.write(words, (self.left + self.style.px(x), self.top + self.style.px(y)), Anchor::Left, colour)
    }

    /// Words over the axes at their right end, out of the way of what is drawn.
    pub fn note(&self, words: String) -> Result<()> {
        self.write(words, (self.right, self.style.px(13.0)), Anchor::Right, &self.style.ink())
    }

    /// A letter on a small ground of its own, so that it can be read over lines.
    pub fn mark(&self, letter: String, (x, y): (f64, f64), colour: &RGBColor) -> Result<()> {
        let (x, y, half) = (self.x_of(x), self.y_of(y), self.style.px(7.0));
        let ground =
            Rectangle::new([(x - half, y - half), (x + half, y + half)], self.style.sheet().filled());
        self.area.draw(&ground).map_err(failed)?;
        let style = self.style.text(11.5, colour, Anchor::Centre, true);
        self.area.draw(&Text::new(letter, (x, y), style)).map_err(failed)
    }

    /// Says that there is nothing.
    pub fn nothing(&self, words: &str) -> Result<()> {
        let middle = ((self.left + self.right) / 2, (self.top + self.bottom) / 2);
        self.write(words.into(), middle, Anchor::Centre, &self.style.soft())
    }

    fn write(&self, words: String, place: Point, anchor: Anchor, colour: &RGBColor) -> Result<()> {
        self.area.draw(&Text::new(words, place, self.style.text(10.5, colour, anchor, false))).map_err(failed)
    }
}

fn place(value: f64, axis: &Axis, from: i32, to: i32) -> i32 {
    let share = ((value - axis.from) / (axis.to - axis.from)).clamp(-0.05, 1.05);
    from + (share * f64::from(to - from)).round() as i32
}

/// The strokes of a broken line along `points`: every other length of `pattern` is a gap.
pub(crate) fn strokes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let Some(&first) = points.first().filter(|_| !pattern.is_empty()) else { return vec![points.to_vec()] };
    let (mut turn, mut left, mut strokes) = (0, pattern[0], vec![vec![first]]);
    for pair in points.windows(2) {
        let (dx, dy) = (f64::from(pair[1].0 - pair[0].0), f64::from(pair[1].1 - pair[0].1));
        let (length, mut gone) = (dx.hypot(dy), 0.0);
        while length - gone > left {
            gone += left;
            let share = gone / length;
            let point = (pair[0].0 + (share * dx).round() as i32, pair[0].1 + (share * dy).round() as i32);
            match (turn % 2, strokes.last_mut()) {
                (0, Some(stroke)) => stroke.push(point),
                _ => strokes.push(vec![point]),
            }
            turn += 1;
            left = pattern[turn % pattern.len()];
        }
        left -= length - gone;
        if let (0, Some(stroke)) = (turn % 2, strokes.last_mut()) {
            stroke.push(pair[1]);
        }
    }
    strokes
}

#[test]
fn a_broken_line_goes_round_corners() {
    let corner = [(0, 0), (6, 0), (6, 6)];
    assert_eq!(strokes(&corner, &[]), [corner.to_vec()]);
    assert_eq!(
        strokes(&corner, &[4.0, 1.0]),
        [vec![(0, 0), (4, 0)], vec![(5, 0), (6, 0), (6, 3)], vec![(6, 4), (6, 6)]]
    );
    assert_eq!(strokes(&[], &[4.0, 1.0]), [Vec::<Point>::new()]);
}

#[test]
fn ticks_are_round_and_not_too_many() {
    let told = |axis: Axis, most| {
        let (ticks, digits) = axis.ticks(most);
        ticks.iter().map(|tick| format!("{:.digits$}", tick * axis.told_by)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(told(Axis::new(0.0, 1.0, ""), 5), "0.0 0.2 0.4 0.6 0.8 1.0");
    assert_eq!(told(Axis::new(613.0, 1187.0, ""), 4), "800 1000");
    assert_eq!(told(Axis::new(-0.13, 0.12, ""), 6), "-0.10 -0.05 0.00 0.05 0.10");
    assert_eq!(told(Axis::time(86400.0), 8), "0 5 10 15 20");
    assert_eq!(told(Axis::time(1800.0), 8), "0 5 10 15 20 25 30");
    assert_eq!(Axis::new(2.0, 2.0, "").to, 3.0);
    assert_eq!(Axis::new(f64::NAN, 2.0, "").from, 0.0);
}
