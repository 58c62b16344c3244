//! Heart rate variability: the tachogram, the histogram, the Poincaré plot, the spectrum.

use plotters::prelude::DrawingBackend;

use crate::draw::chart::{Axis, Frame};
use crate::draw::{Area, Style};
use crate::ecg::BeatClass;
use crate::error::Result;

/// No line is drawn over a hole longer than this, in seconds.
const HOLE_S: f64 = 3.0;

/// As many bars as are told apart on a phone.
const MOST_BARS: f64 = 80.0;

/// What drawings of intervals say where there are too few.
const TOO_FEW: &str = "too few beats follow one another";

/// Intervals over time: a line through those between normal beats, points for the others. Each is when its later beat is,
/// in seconds, how long it is, in milliseconds, and whether it is between normal beats.
pub fn tachogram<DB: DrawingBackend>(
    area: &Area<DB>,
    intervals: &[(f64, f64, bool)],
    style: &Style,
) -> Result<()> {
    let end = intervals.last().map_or(60.0, |last| last.0);
    let y = Axis::over(intervals.iter().map(|one| one.1), (500.0, 1100.0), "interval, ms");
    let frame = Frame::lay(area, style, Axis::time(end), y, false)?;
    if intervals.is_empty() {
        return frame.nothing(TOO_FEW);
    }
    let normal: Vec<(f64, f64, bool)> = intervals.iter().copied().filter(|one| one.2).collect();
    for part in normal.chunk_by(|a, b| b.0 - a.0 < HOLE_S) {
        let x: Vec<f64> = part.iter().map(|one| one.0).collect();
        let y: Vec<f64> = part.iter().map(|one| one.1).collect();
        frame.line(&x, &y, &style.class(BeatClass::N), 1.25)?;
    }
    let others = intervals.iter().filter(|one| !one.2).map(|one| (one.0, one.1));
    frame.points(others, &style.class(BeatClass::V), 3.0)
}

/// How many intervals, in milliseconds, are how long, with the middle one: bars of 1/128 s as the Task Force of 1996 counts them, or
/// of twice, four times as much where the intervals spread widely.
pub fn histogram<DB: DrawingBackend>(
    area: &Area<DB>,
    intervals: &[f64],
    median: Option<f64>,
    style: &Style,
) -> Result<()> {
    let bins = Bins::of(intervals);
    let ends = bins.edges().into_iter().flat_map(|edge| [edge, edge + bins.wide]);
    let x = Axis::over(ends, (500.0, 1100.0), "interval, ms");
    let most = bins.counts.iter().copied().max().unwrap_or(0);
    let frame = Frame::lay(area, style, x, Axis::new(0.0, 1.1 * f64::from(most.max(4)), "intervals"), false)?;
    if intervals.is_empty() {
        return frame.nothing(TOO_FEW);
    }
    for (edge, count) in bins.edges().into_iter().zip(&bins.counts) {
        frame.bar(edge, edge + bins.wide, f64::from(*count), &style.class(BeatClass::N))?;
    }
    let Some(median) = median else { return Ok(()) };
    frame.upright(median, &style.class(BeatClass::V), 1.0)?;
    frame.note(format!("median {median:.0} ms"))
}

/// How many intervals fall between edges that are equally far apart.
struct Bins {
    from: f64,
    wide: f64,
    counts: Vec<u32>,
}

impl Bins {
    fn of(intervals: &[f64]) -> Bins {
        let low = intervals.iter().copied().fold(f64::INFINITY, f64::min);
        let high = intervals.iter().copied().fold(0.0, f64::max);
        let mut wide = 1000.0 / 128.0;
        while high - low > MOST_BARS * wide {
            wide *= 2.0;
        }
        let from = if intervals.is_empty() { 0.0 } else { (low / wide).floor() * wide };
        let mut counts = Vec::new();
        for interval in intervals {
            let bin = ((interval - from) / wide) as usize;
            counts.resize(counts.len().max(bin + 1), 0);
            counts[bin] += 1;
        }
        Bins { from, wide, counts }
    }

    /// Where each bar begins.
    fn edges(&self) -> Vec<f64> {
        (0..self.counts.len()).map(|bin| self.from + bin as f64 * self.wide).collect()
    }
}

/// Each interval against the one after it, both in milliseconds, with the ellipse of SD1 and SD2 around their mean.
pub fn poincare<DB: DrawingBackend>(
    area: &Area<DB>,
    pairs: &[(f64, f64)],
    sd: Option<(f64, f64)>,
    style: &Style,
) -> Result<()> {
    let all = || pairs.iter().flat_map(|pair| [pair.0, pair.1]);
    let axis = |words: &str| Axis::over(all(), (500.0, 1100.0), words);
    let frame = Frame::lay(area, style, axis("interval, ms"), axis("the next one, ms"), true)?;
    if pairs.is_empty() {
        return frame.nothing(TOO_FEW);
    }
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(one), high.max(one)));
    frame.line(&[low, high], &[low, high], &style.soft(), 1.0)?;
    frame.points(pairs.iter().copied(), &style.class(BeatClass::N), 2.5)?;
    let Some((sd1, sd2)) = sd else { return Ok(()) };
    let count = pairs.len() as f64;
    let mean = (
        pairs.iter().map(|pair| pair.0).sum::<f64>() / count,
        pairs.iter().map(|pair| pair.1).sum::<f64>() / count,
    );
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let ellipse = (0..=72).map(|step| {
        let turn = f64::from(step) * std::f64::consts::TAU / 72.0;
        let (along, across) = (sd2 * turn.cos(), sd1 * turn.sin());
        (frame.x_of(mean.0 + half * (along - across)), frame.y_of(mean.1 + half * (along + across)))
    });
    frame.path(ellipse.collect(), style.line(&style.class(BeatClass::V), 2.0))?;
    frame.words(format!("SD1 {sd1:.1} ms"), (8.0, 10.0), &style.ink())?;
    frame.words(format!("SD2 {sd2:.1} ms"), (8.0, 25.0), &style.ink())
}

/// The power of intervals by frequency, in hertz and ms²/Hz, with the bands of the Task Force of 1996.
pub fn spectrum<DB: DrawingBackend>(area: &Area<DB>, hz: &[f64], power: &[f64], style: &Style) -> Result<()> {
    let shown = hz.iter().take_while(|hz| **hz <= 0.5).count().min(power.len());
    let highest = power[..shown].iter().copied().fold(0.0, f64::max);
    let (x, y) = (Axis::new(0.0, 0.5, "Hz"), Axis::new(0.0, 1.1 * highest.max(1e-3), "ms²/Hz"));
    let frame = Frame::lay(area, style, x, y, false)?;
    if shown < 2 {
        return frame.nothing("too short for a spectrum");
    }
    for (from, to, word, class) in [
        (0.0033, 0.04, "VLF", BeatClass::Q),
        (0.04, 0.15, "LF", BeatClass::S),
        (0.15, 0.4, "HF", BeatClass::N),
    ] {
        frame.band(from, to, word, &style.class(class))?;
    }
    frame.line(&hz[..shown], &power[..shown], &style.ink(), 1.5)
}

#[test]
fn bars_stand_where_intervals_are() {
    let bins = Bins::of(&[812.5, 813.0, 828.2, 812.4]);
    assert_eq!((bins.from, bins.counts.clone()), (804.6875, vec![1, 2, 0, 1]));
    assert_eq!(bins.edges(), [804.6875, 812.5, 820.3125, 828.125]);
    assert!(Bins::of(&[300.0, 3000.0, 700.0]).counts.len() <= 82, "a wide spread has wider bars");
    assert_eq!(Bins::of(&[]).counts.len(), 0);
}
