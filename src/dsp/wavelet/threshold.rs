//! How large a wavelet coefficient must be to count as signal, and what becomes of those that are not.

use crate::dsp::wavelet::{Decomposition, Magnitudes, Real};

/// The rule that says, band by band, below which magnitude a detail is noise.
///
/// The standard deviation of the noise is the median magnitude of the finest details divided by 0.6745, which is that of
/// a normal distribution and hardly minds the QRS complexes among them; where more than half of the finest details are
/// zero it is zero, and so is the threshold. Without details there is no noise to be seen: zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Threshold {
    /// The same for every signal, in its unit. What is not above zero, or NaN, is zero.
    Fixed(f64),
    /// Donoho and Johnstone, "Ideal spatial adaptation by wavelet shrinkage" (1994): noise times the root of `2 ln n`,
    /// with `n` samples in the signal, which pure noise hardly ever exceeds.
    #[default]
    Universal,
    /// SureShrink with its hybrid rule: Donoho and Johnstone, "Adapting to unknown smoothness via wavelet shrinkage"
    /// (1995). In each band, of `d` details divided by the noise, the magnitude at which Stein's estimate of the risk is
    /// least, but at most the root of `2 ln d`; and that root where the mean of the squares exceeds 1 by no more than
    /// `log2(d)^1.5 / sqrt(d)`, as the estimate cannot be trusted where hardly any detail is signal. As in the authors'
    /// program, WaveLab, not as in the paper's proofs: all details of a band choose its threshold, not one half that of the
    /// other half, and zero is not tried beside the magnitudes.
    ///
    /// Sorts the bands that are not sparse.
    Sure,
    /// As [`Threshold::Universal`], with the noise of every band estimated from that band, for noise that is not white:
    /// Johnstone and Silverman, "Wavelet threshold estimators for data with correlated noise" (1997). In coarse bands,
    /// which are mostly signal, what is taken for noise is the signal: keep to few levels.
    LevelDependent,
}

impl Threshold {
    /// What scripts of the field write into their source: one half, of a signal in millivolts.
    pub const RECIPE: Threshold = Threshold::Fixed(0.5);

    /// The rules that have a name.
    pub const NAMED: [Threshold; 4] =
        [Threshold::RECIPE, Threshold::Universal, Threshold::Sure, Threshold::LevelDependent];

    /// `fixed` (which is [`Threshold::RECIPE`]), `universal`, `sure` or `level-dependent`.
    pub fn named(name: &str) -> Option<Threshold> {
        Threshold::NAMED.into_iter().find(|threshold| threshold.name() == name)
    }

    /// The name of the rule.
    pub fn name(self) -> &'static str {
        match self {
            Threshold::Fixed(_) => "fixed",
            Threshold::Universal => "universal",
            Threshold::Sure => "sure",
            Threshold::LevelDependent => "level-dependent",
        }
    }

    /// The threshold of each of the details, in their order, coarsest first. None is negative.
    pub fn values<T: Real>(self, bands: &Decomposition<T>, room: &mut Magnitudes<T>) -> Vec<f64> {
        let details = &bands.details;
        let finest = details.last().map(Vec::as_slice).unwrap_or_default();
        let extreme = universal(bands.samples);
        match self {
            Threshold::Fixed(value) => vec![value.max(0.0); details.len()],
            Threshold::Universal => vec![noise(finest, room) * extreme; details.len()],
            Threshold::Sure => {
                let noise = noise(finest, room);
                details.iter().map(|details| noise * sure(details, noise, room)).collect()
            }
            Threshold::LevelDependent => {
                details.iter().map(|details| noise(details, room) * extreme).collect()
            }
        }
    }
}

/// The standard deviation of the noise in these details.
fn noise<T: Real>(details: &[T], room: &mut Magnitudes<T>) -> f64 {
    room.median(details) / 0.6745
}

/// What the largest of `n` standard normal magnitudes hardly exceeds.
fn universal(n: usize) -> f64 {
    (2.0 * (n.max(1) as f64).ln()).sqrt()
}

/// The hybrid rule for details whose noise is `noise`, in units of the noise.
fn sure<T: Real>(details: &[T], noise: f64, room: &mut Magnitudes<T>) -> f64 {
    let most = universal(details.len());
    if details.is_empty() || noise == 0.0 {
        return most;
    }
    let n = details.len() as f64;
    let square = |value: T| {
        let scaled = value.into() / noise;
        scaled * scaled
    };
    let energy: f64 = details.iter().map(|&value| square(value)).sum();
    if (energy - n) / n < n.log2().powf(1.5) / n.sqrt() {
        return most;
    }
    // With the k least kept below the threshold t, the risk is n - 2 k + (their squares' sum) + (n - k) t^2.
    let (mut below, mut least, mut best) = (0.0, f64::INFINITY, most);
    for (index, &value) in room.sorted(details).iter().enumerate() {
        let squared = square(value);
        let k = (index + 1) as f64;
        below += squared;
        let risk = n - 2.0 * k + below + (n - k) * squared;
        if risk < least {
            (least, best) = (risk, squared.sqrt());
        }
    }
    best.min(most)
}

/// What becomes of coefficients at a threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shrink {
    /// All move towards zero by the threshold, and what is below it is zero: no steps, but lower peaks.
    #[default]
    Soft,
    /// What is below the threshold is zero, the rest stays: peaks keep their height.
    Hard,
}

impl Shrink {
    /// Both.
    pub const ALL: [Shrink; 2] = [Shrink::Soft, Shrink::Hard];

    /// `soft` or `hard`.
    pub fn named(name: &str) -> Option<Shrink> {
        Shrink::ALL.into_iter().find(|shrink| shrink.name() == name)
    }

    /// Its name, as `pywt.threshold` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Shrink::Soft => "soft",
            Shrink::Hard => "hard",
        }
    }

    /// The coefficients at a threshold that is not negative, as `pywt.threshold(coefficients, threshold, name)`.
    pub fn run<T: Real>(self, coefficients: &mut [T], threshold: T) {
        match self {
            Shrink::Soft => {
                for value in coefficients {
                    *value = *value - value.within(threshold);
                }
            }
            Shrink::Hard => {
                for value in coefficients {
                    *value = if value.magnitude() < threshold { T::default() } else { *value };
                }
            }
        }
    }
}
