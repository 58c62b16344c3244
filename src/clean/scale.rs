//! A whole lead scaled: to mean 0 and deviation 1, or to a range.

use crate::clean::signal::Signal;
use crate::error::{Error, Result};

/// A lead whose deviation or range is below this, in mV, is flat: there is nothing to scale.
const FLAT: f64 = 1e-6;

/// A prepared scaling of a whole lead.
#[derive(Clone)]
pub enum Scale {
    /// Mean 0, standard deviation 1 (over all samples, not all but one).
    ZScore,
    /// The least sample becomes the first, the greatest the second.
    MinMax(f64, f64),
}

impl Scale {
    /// To mean 0 and standard deviation 1.
    pub fn z_score() -> Scale {
        Scale::ZScore
    }

    /// `from` is below `to`.
    pub fn min_max(from: f32, to: f32) -> Result<Scale> {
        if !(from < to && from.is_finite() && to.is_finite()) {
            return Err(Error::model("recipe, step minmax", format!("from {from} to {to} is no range")));
        }
        Ok(Scale::MinMax(f64::from(from), f64::from(to)))
    }

    /// Scales by the samples that were recorded. A flat lead becomes 0, or the range's lower end, and a note says so.
    pub fn run(&self, signal: &mut Signal) {
        let Some((least, greatest)) = signal.range() else { return };
        let (zero, step, base) = match *self {
            Scale::ZScore => {
                let count = signal.recorded().map(<[f64]>::len).sum::<usize>() as f64;
                // Deviations from the middle first: an offset of volts costs no digits.
                let middle = least + (greatest - least) / 2.0;
                let all = || signal.recorded().flatten().map(|sample| sample - middle);
                let mean = all().sum::<f64>() / count;
                let variance = all().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
                (middle + mean, variance.sqrt(), 0.0)
            }
            Scale::MinMax(from, to) => (least, (greatest - least) / (to - from), from),
        };
        if greatest - least < FLAT {
            signal.samples.fill(base);
            signal.note("it is flat, and was not scaled but set to one value.");
            return;
        }
        signal.samples.iter_mut().for_each(|sample| *sample = (*sample - zero) / step + base);
    }
}
