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
        if self.width == 1 {
            values.extend_from_slice(samples);
            return;
        }
        let share = 1.0 / self.width as f32;
        values.extend(samples.chunks_exact(self.width).map(|chunk| chunk.iter().sum::<f32>() * share));
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
        let share = 1.0 / self.width as f32;
        values.extend(inside.chunks_exact(self.width).map(|chunk| chunk.iter().sum::<f32>() * share));
        true
    }
}

/// The upper of the middle values; reorders `values`, and is 0 for none.
pub(crate) fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

/// Takes mean and slope off `values` and brings them to a length of 1, so that the product of two is their correlation;
/// false where nothing is left of them.
pub(crate) fn level(values: &mut [f32]) -> bool {
    let count = values.len() as f32;
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f32>() / count;
    let (mut along, mut square) = (0.0, 0.0);
    for (at, value) in values.iter_mut().enumerate() {
        *value -= mean;
        let x = at as f32 - middle;
        along += x * *value;
        square += x * x;
    }
    let slope = if square > 0.0 { along / square } else { 0.0 };
    let mut energy = 0.0;
    for (at, value) in values.iter_mut().enumerate() {
        *value -= slope * (at as f32 - middle);
        energy += *value * *value;
    }
    if !(energy > 0.0 && energy.is_finite()) {
        return false;
    }
    let scale = 1.0 / energy.sqrt();
    values.iter_mut().for_each(|value| *value *= scale);
    true
}

/// The sum of products.
pub(crate) fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a8.zip(b8) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}
