//! Beats as they are compared: coarse values around an R peak, some hundred a second whatever the rate.

use crate::ecg::{Hertz, SampleIndex};

/// How a lead is looked at coarsely: each value is the mean of so many samples, so that rates from 100 to 2000 Hz see the
/// same shapes and the same share of the noise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coarse {
    /// Samples in a value: at least one.
    pub width: usize,
    /// Values in a second: 100 to 200, less only where the lead itself has less.
    pub rate: f64,
}

impl Coarse {
    pub(crate) fn of(rate: Hertz) -> Coarse {
        let width = ((rate.get() / 100.0) as usize).max(1);
        Coarse { width, rate: rate.get() / width as f64 }
    }

    /// How many values last `seconds`, at least one.
    pub(crate) fn count(self, seconds: f64) -> usize {
        ((seconds * self.rate).round() as usize).max(1)
    }

    /// `samples` coarsely, into `values`; what is left over at the end is dropped.
    pub(crate) fn all(self, samples: &[f32], values: &mut Vec<f32>) {
        values.clear();
        self.means(samples, values);
    }

    /// The values `before` and `after` an R peak, centred on it, appended to `values`; false, and nothing appended,
    /// where they would leave `samples`.
    pub(crate) fn beat(
        self,
        samples: &[f32],
        peak: SampleIndex,
        (before, after): (usize, usize),
        values: &mut Vec<f32>,
    ) -> bool {
        let reach = before * self.width + self.width / 2;
        let length = (before + after + 1) * self.width;
        let Some(from) = peak.0.checked_sub(reach) else { return false };
        let Some(inside) = samples.get(from..from + length) else { return false };
        self.means(inside, values);
        true
    }

    /// The means of as many samples as make a value, appended to `values`.
    fn means(self, samples: &[f32], values: &mut Vec<f32>) {
        match self.width {
            1 => values.extend_from_slice(samples),
            // The rates that recorders have: a width that is known is several times as fast.
            2 => values.extend(samples.as_chunks::<2>().0.iter().map(|two| mean(two))),
            3 => values.extend(samples.as_chunks::<3>().0.iter().map(|three| mean(three))),
            5 => values.extend(samples.as_chunks::<5>().0.iter().map(|five| mean(five))),
            width => values.extend(samples.chunks_exact(width).map(mean)),
        }
    }
}

#[inline]
fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() * (1.0 / values.len() as f32)
}

/// The upper of the middle values; reorders `values`, and is 0 for none.
pub(crate) fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

/// Takes mean and slope off `values` and brings them to a length of 1, so that the product of two is their correlation;
/// the length that was left of them, or `None` where nothing was.
pub(crate) fn level(values: &mut [f32]) -> Option<f32> {
    let count = values.len() as f32;
    let middle = (count - 1.0) / 2.0;
    let mean = sum(values) / count;
    values.iter_mut().for_each(|value| *value -= mean);
    // Of the places themselves the squares add up to this, and they to nothing.
    let square = count * (count * count - 1.0) / 12.0;
    let along = lanes(values, |at, value| (at as f32 - middle) * value);
    let slope = if square > 0.0 { along / square } else { 0.0 };
    for (at, value) in values.iter_mut().enumerate() {
        *value -= slope * (at as f32 - middle);
    }
    let energy = product(values, values);
    if !(energy > 0.0 && energy.is_finite()) {
        return None;
    }
    let length = energy.sqrt();
    let scale = 1.0 / length;
    values.iter_mut().for_each(|value| *value *= scale);
    Some(length)
}

/// The sum.
pub(crate) fn sum(values: &[f32]) -> f32 {
    lanes(values, |_, value| value)
}

/// The sum of products.
pub(crate) fn product(a: &[f32], b: &[f32]) -> f32 {
    let b = &b[..a.len().min(b.len())];
    lanes(&a[..b.len()], |at, value| value * b[at])
}

/// The sum of what `of` makes of each place and value, in eight sums side by side: one alone would wait for itself.
pub(crate) fn lanes(values: &[f32], of: impl Fn(usize, f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 8];
    let (eights, rest) = values.as_chunks::<8>();
    for (index, eight) in eights.iter().enumerate() {
        for (lane, (sum, value)) in sums.iter_mut().zip(eight).enumerate() {
            *sum += of(8 * index + lane, *value);
        }
    }
    let done = 8 * eights.len();
    let left: f32 = rest.iter().enumerate().map(|(at, value)| of(done + at, *value)).sum();
    sums.iter().sum::<f32>() + left
}
