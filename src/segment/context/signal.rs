//! A lead as its beats are compared in it: on one grid, without wander and hum.

use crate::ecg::{Hertz, SampleIndex};
use crate::segment::grid::{Grid, RATE};

/// Two means of these many steps: the first is deaf to mains of 50 Hz, the second to 62.5 Hz and nearly to 60.
const SMOOTH: [usize; 2] = [5, 4];

/// Twice the mean over so many steps, 0.6 s, is what the lead wanders by.
const WANDER: usize = 151;

/// A number of milliseconds in steps of the grid.
pub const fn steps(milliseconds: isize) -> isize {
    milliseconds * RATE as isize / 1000
}

/// A prepared lead, and where its beats stand on the grid.
pub struct Signal {
    values: Vec<f32>,
    /// What smoothing took away: the noise above some 20 Hz, and the edges of QRS.
    rough: Vec<f32>,
    /// The step of each R peak.
    pub at: Vec<isize>,
}

impl Signal {
    /// Lays a lead and its R peaks on the grid. Every filter is a mean of what is around, with no memory: so a stretch of a
    /// lead, cut out with a second more on each side, gives the same.
    pub fn of(samples: &[f32], rate: Hertz, r_peaks: impl Iterator<Item = SampleIndex>) -> Signal {
        let grid = Grid::plan(rate);
        let laid = grid.lay(samples);
        let smooth = SMOOTH.iter().fold(laid.clone(), |values, &window| mean_around(&values, window));
        let rough = laid.iter().zip(&smooth).map(|(all, smooth)| all - smooth).collect();
        let wander = mean_around(&mean_around(&smooth, WANDER), WANDER);
        let values = smooth.iter().zip(&wander).map(|(value, wander)| value - wander).collect();
        let at = r_peaks.map(|at| grid.to_grid(at.0).round() as isize).collect();
        Signal { values, rough, at }
    }

    /// The values from one step to before another; zero outside the recording.
    pub fn part(&self, from: isize, to: isize) -> Vec<f32> {
        cut(&self.values, from, to)
    }

    /// How rough the lead is there: root mean square.
    pub fn roughness(&self, from: isize, to: isize) -> f32 {
        let part = cut(&self.rough, from, to);
        (dot(&part, &part) / part.len().max(1) as f32).sqrt()
    }
}

fn cut(values: &[f32], from: isize, to: isize) -> Vec<f32> {
    let len = values.len() as isize;
    (from..to).map(|step| if (0..len).contains(&step) { values[step as usize] } else { 0.0 }).collect()
}

/// The mean of `window` values around each: where it is even, one more before than after.
fn mean_around(values: &[f32], window: usize) -> Vec<f32> {
    let (before, after) = (window / 2, window - window / 2);
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0f64;
    sums.push(sum);
    for value in values {
        sum += f64::from(*value);
        sums.push(sum);
    }
    (0..values.len())
        .map(|at| {
            let (from, to) = (at.saturating_sub(before), (at + after).min(values.len()));
            ((sums[to] - sums[from]) / (to - from) as f64) as f32
        })
        .collect()
}

/// The sum of products.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Takes the mean off, so that [`likeness`] is a correlation.
pub fn centred(mut values: Vec<f32>) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    values.iter_mut().for_each(|value| *value -= mean);
    values
}

/// Takes the straight line off that fits best.
pub fn levelled(values: Vec<f32>) -> Vec<f32> {
    let mut values = centred(values);
    let middle = (values.len() as f32 - 1.0) / 2.0;
    let (mut along, mut all) = (0.0, 0.0f32);
    for (place, value) in values.iter().enumerate() {
        let x = place as f32 - middle;
        along += x * value;
        all += x * x;
    }
    let slope = along / all.max(1.0);
    values.iter_mut().enumerate().for_each(|(place, value)| *value -= slope * (place as f32 - middle));
    values
}

/// How alike two shapes are, whatever their size: 1 the same, -1 upside down, 0 where one is flat.
pub fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let size = (dot(a, a) * dot(b, b)).sqrt();
    if size > 1e-9 { (dot(a, b) / size).clamp(-1.0, 1.0) } else { 0.0 }
}

/// From the lowest to the highest value.
pub fn height(values: &[f32]) -> f32 {
    let (low, high) = values.iter().fold((f32::MAX, f32::MIN), |(low, high), &v| (low.min(v), high.max(v)));
    (high - low).max(0.0)
}

#[test]
fn wander_and_hum_are_gone_and_beats_remain() {
    let rate = Hertz::new(250.0).unwrap();
    let wave = |n: usize| {
        let t = n as f32 / 250.0;
        let beat = (-(((t % 1.0) - 0.5) / 0.02).powi(2)).exp();
        (0.7 * (0.2 * std::f32::consts::TAU * t).sin(), 0.3 * (50.0 * std::f32::consts::TAU * t).sin(), beat)
    };
    let samples: Vec<f32> = (0..5000).map(wave).map(|(slow, fast, beat)| slow + fast + beat).collect();
    let plain: Vec<f32> = (0..5000).map(|n| wave(n).2).collect();
    let signal = |samples: &[f32]| Signal::of(samples, rate, std::iter::empty()).part(1000, 4000);
    let (with, without) = (signal(&samples), signal(&plain));
    let apart = with.iter().zip(&without).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 0.08, "{apart}");
    assert!(height(&without) > 0.6, "{}", height(&without));
}
