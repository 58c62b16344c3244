//! What is seen around each beat of one lead: its QRS complex, and the stretch before it in which P stands.

use crate::ecg::{Hertz, SampleIndex};
use crate::measure::beat::{Coarse, lanes, level, product};

/// QRS is looked at from so long before R to so long after.
const QRS_S: (f64, f64) = (0.08, 0.10);

/// P is looked for from so long before R to so long before R.
const P_S: (f64, f64) = (0.28, 0.07);

/// What is seen of one lead, a row a beat; rows of beats at the record's ends are empty.
pub(crate) struct Shapes {
    /// QRS, without mean and slope, of length 1.
    qrs: Rows,
    /// The height of QRS, from its lowest to its highest value, in millivolts.
    pub heights: Vec<f32>,
    /// The stretch before QRS, without mean and slope, of length 1.
    before: Rows,
    /// Its length before it was brought to 1, in millivolts.
    sizes: Vec<f32>,
    /// Between neighbouring values at 50 Hz and more: noise against height.
    pub roughness: Vec<f32>,
}

/// Rows of one width.
struct Rows {
    width: usize,
    values: Vec<f32>,
    there: Vec<bool>,
}

impl Rows {
    fn get(&self, row: usize) -> Option<&[f32]> {
        let values = self.values.get(row * self.width..(row + 1) * self.width)?;
        self.there[row].then_some(values)
    }
}

/// A row of a stretch around `peak`; zeros where it leaves the samples.
fn row(
    coarse: Coarse,
    samples: &[f32],
    peak: SampleIndex,
    reach: (usize, usize),
    values: &mut Vec<f32>,
) -> bool {
    if coarse.beat(samples, peak, reach, values) {
        return true;
    }
    values.resize(values.len() + reach.0 + reach.1 + 1, 0.0);
    false
}

impl Shapes {
    /// Looks at each beat of a lead. Linear in the beats.
    pub fn of(samples: &[f32], rate: Hertz, beats: &[SampleIndex]) -> Shapes {
        let coarse = Coarse::of(rate);
        let reach = (coarse.count(QRS_S.0), coarse.count(QRS_S.1));
        let long = coarse.count(P_S.0 - P_S.1);
        let early = (P_S.1 * rate.get()).round() as usize;
        let rows =
            |width: usize| Rows { width, values: Vec::with_capacity(width * beats.len()), there: Vec::new() };
        let mut shapes = Shapes {
            qrs: rows(reach.0 + reach.1 + 1),
            heights: Vec::with_capacity(beats.len()),
            before: rows(long + 1),
            sizes: Vec::with_capacity(beats.len()),
            roughness: Vec::with_capacity(beats.len()),
        };
        for &peak in beats {
            let from = shapes.qrs.values.len();
            let there = row(coarse, samples, peak, reach, &mut shapes.qrs.values);
            let qrs = &mut shapes.qrs.values[from..];
            let (low, high) =
                qrs.iter().fold((f32::MAX, f32::MIN), |(low, high), &v| (low.min(v), high.max(v)));
            shapes.heights.push(high - low);
            shapes.qrs.there.push(there && level(qrs).is_some());

            let from = shapes.before.values.len();
            let end = peak.0.checked_sub(early).map(SampleIndex);
            let values = &mut shapes.before.values;
            let there = match end {
                Some(end) => row(coarse, samples, end, (long, 0), values),
                None => {
                    values.resize(from + long + 1, 0.0);
                    false
                }
            };
            let before = &mut values[from..];
            let (next, last) = (&before[1..=long - 1], &before[2..]);
            let rough = lanes(last, |at, value| (before[at] - 2.0 * next[at] + value).powi(2));
            shapes.roughness.push((rough / (6.0 * before.len() as f32)).sqrt());
            let size = if there { level(before) } else { None };
            shapes.sizes.push(size.unwrap_or(0.0));
            shapes.before.there.push(size.is_some());
        }
        shapes
    }

    /// How alike is what stands before QRS of beat `a` and of beat `b`.
    pub fn before_likeness(&self, a: usize, b: usize) -> Option<f32> {
        Some(product(self.before.get(a)?, self.before.get(b)?))
    }

    /// What the QRS complexes of `beats` have in common, of length 1, and the correlation of each with it.
    pub fn qrs_alike(&self, beats: &[usize]) -> Vec<f32> {
        let mut mean = vec![0.0; self.qrs.width];
        let rows = || beats.iter().filter_map(|&beat| self.qrs.get(beat));
        for row in rows() {
            mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value);
        }
        let length = product(&mean, &mean).sqrt();
        if length <= 0.0 {
            return Vec::new();
        }
        rows().map(|row| product(row, &mean) / length).collect()
    }

    /// What stands before QRS of `beats`, together; `None` where fewer than two show it.
    pub fn together(&self, beats: &[usize]) -> Option<Before> {
        let rows: Vec<(&[f32], f32)> =
            beats.iter().filter_map(|&beat| Some((self.before.get(beat)?, *self.sizes.get(beat)?))).collect();
        if rows.len() < 2 {
            return None;
        }
        let width = self.before.width;
        let count = rows.len() as f32;
        let (mut direction, mut mean) = (vec![0.0; width], vec![0.0; width]);
        for (row, size) in &rows {
            for at in 0..width {
                direction[at] += row[at] / count;
                mean[at] += row[at] * size / count;
            }
        }
        let (mut rest, mut steps) = (0.0, 0.0);
        let mut left = vec![0.0; width];
        for (row, size) in &rows {
            for at in 0..width {
                left[at] = row[at] * size - mean[at];
            }
            rest += product(&left, &left);
            steps += left.windows(2).map(|v| (v[1] - v[0]).powi(2)).sum::<f32>();
        }
        let (low, high) = mean.iter().fold((f32::MAX, f32::MIN), |(low, high), &v| (low.min(v), high.max(v)));
        Some(Before {
            alike: product(&direction, &direction).sqrt(),
            height: high - low,
            rest: (rest / (count * width as f32)).sqrt(),
            quickness: if rest > 0.0 { (steps / rest).sqrt() } else { 0.0 },
        })
    }
}

/// What stands before the QRS complexes of several beats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    /// From 0, each beat another, to 1, all the same.
    pub alike: f32,
    /// The height of what they have in common, in millivolts.
    pub height: f32,
    /// What each beat has of its own, root mean square, in millivolts.
    pub rest: f32,
    /// How quickly that moves: its steps against itself.
    pub quickness: f32,
}
