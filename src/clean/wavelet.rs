//! Denoising by wavelets: to the bands, small coefficients away, and back.

use crate::clean::signal::Signal;
use crate::dsp::wavelet::{Boundary, Decomposition, Magnitudes, Real, Shrink, Threshold, Transform, Wavelet};
use crate::ecg::Step;
use crate::error::{Error, Result};

/// How to denoise. [`Denoising::default`] is db6, mirrored at the ends, as many levels as the signal has, the universal
/// threshold, soft, the approximation kept.
///
/// The recipe of many scripts, `pywt.wavedec(signal, "db6", level=8)`, everything but the approximation thresholded at
/// 0.5, `pywt.waverec`, is `Denoising { level: Some(8), threshold: Threshold::RECIPE, ..Denoising::default() }`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Denoising {
    /// Whose filters.
    pub wavelet: Wavelet,
    /// How the signal goes on at its ends.
    pub boundary: Boundary,
    /// How many levels; as many as the signal has, by [`crate::dsp::wavelet::max_level`], where nothing is told.
    pub level: Option<usize>,
    /// What counts as noise.
    pub threshold: Threshold,
    /// What becomes of it.
    pub shrink: Shrink,
    /// Whether the approximation is thresholded too, as many scripts do: at the threshold of the coarsest details, or where
    /// there are none at a fixed one. It holds the level of the signal and its slowest waves, so that this bends the baseline.
    pub approximation: bool,
}

impl Denoising {
    /// What a recipe's step asks for. A name that nobody knows is [`crate::error::Kind::Model`], and the sentence lists those
    /// that are.
    pub fn of(step: &Step) -> Result<Denoising> {
        const PLACE: &str = "recipe, step wavelet";
        let Step::Wavelet { name, level, threshold, value, shrink, approximation, boundary } = step else {
            return Err(Error::model(PLACE, format!("{} is another step", step.name())));
        };
        let unknown = |what: &str, name: &str, all: Vec<&str>| {
            Error::model(PLACE, format!("no {what} is called \"{name}\"; write one of {}", all.join(", ")))
        };
        let threshold = match Threshold::named(threshold) {
            Some(Threshold::Fixed(_)) if *value >= 0.0 && value.is_finite() => Threshold::Fixed(*value),
            Some(Threshold::Fixed(_)) => {
                return Err(Error::model(PLACE, format!("the value {value} is no threshold; write 0.5")));
            }
            Some(rule) => rule,
            None => {
                return Err(unknown("threshold", threshold, Threshold::NAMED.map(Threshold::name).into()));
            }
        };
        Ok(Denoising {
            wavelet: Wavelet::named(name)
                .ok_or_else(|| unknown("wavelet", name, Wavelet::all().map(Wavelet::name).collect()))?,
            boundary: Boundary::named(boundary)
                .ok_or_else(|| unknown("boundary", boundary, Boundary::ALL.map(Boundary::name).into()))?,
            level: Some(*level).filter(|&level| level > 0),
            threshold,
            shrink: Shrink::named(shrink)
                .ok_or_else(|| unknown("shrinkage", shrink, Shrink::ALL.map(Shrink::name).into()))?,
            approximation: *approximation,
        })
    }
}

/// A prepared denoiser: plan once, run on as many signals as you like.
#[derive(Clone)]
pub struct Denoiser<T: Real = f32> {
    denoising: Denoising,
    transform: Transform<T>,
}

/// The room that denoising takes, used again by the next signal: about three times the signal.
#[derive(Clone, Debug, Default)]
pub struct Workspace<T = f32> {
    bands: Decomposition<T>,
    magnitudes: Magnitudes<T>,
}

impl<T: Real> Denoiser<T> {
    /// Prepares the filters; more than [`Transform::DEEPEST`] levels are that many.
    pub fn plan(denoising: Denoising) -> Denoiser<T> {
        let Denoising { wavelet, boundary, level, .. } = denoising;
        Denoiser { denoising, transform: Transform::plan(wavelet, boundary, level) }
    }

    /// The signal without what counts as noise: as many samples, at the same places.
    ///
    /// Degenerate cases: no samples give none; a signal too short for a single level, and one whose finest details are
    /// mostly zero (a flat line, under every rule but [`Threshold::Fixed`]), comes back as it was but for rounding. So
    /// does, to the last bit, one whose sums would pass the largest number of its type.
    pub fn run(&self, samples: &[T]) -> Vec<T> {
        let mut cleaned = vec![T::default(); samples.len()];
        self.run_into(samples, &mut cleaned, &mut Workspace::default());
        cleaned
    }

    /// As [`Denoiser::run`], into `cleaned`, in memory that is there already once the workspace has grown.
    ///
    /// # Panics
    ///
    /// Where `cleaned` is not as long as `samples`.
    pub fn run_into(&self, samples: &[T], cleaned: &mut [T], workspace: &mut Workspace<T>) {
        let Workspace { bands, magnitudes } = workspace;
        self.transform.forward_into(samples, bands);
        let thresholds = self.denoising.threshold.values(bands, magnitudes);
        for (details, &threshold) in bands.details.iter_mut().zip(&thresholds) {
            self.denoising.shrink.run(details, T::of(threshold));
        }
        if self.denoising.approximation {
            let threshold = match (self.denoising.threshold, thresholds.first()) {
                (_, Some(&coarsest)) => coarsest,
                (Threshold::Fixed(value), None) => value.max(0.0),
                (_, None) => 0.0,
            };
            self.denoising.shrink.run(&mut bands.approximation, T::of(threshold));
        }
        self.transform.inverse_into(bands, cleaned);
        if !cleaned.iter().all(|sample| sample.is_finite()) {
            cleaned.copy_from_slice(samples);
        }
    }
}

impl Denoiser<f64> {
    /// Denoises each stretch by itself, and says so where it takes more than noise.
    pub fn run_on(&self, signal: &mut Signal) {
        let (mut cleaned, mut workspace) = (Vec::new(), Workspace::default());
        signal.each_stretch(|samples, _| {
            cleaned.resize(samples.len(), 0.0);
            self.run_into(samples, &mut cleaned, &mut workspace);
            samples.copy_from_slice(&cleaned);
        });
        if self.denoising.approximation {
            signal.note(
                "the wavelet's approximation was thresholded too, as many scripts do; it holds the signal's level and slowest waves, \
                 which bend by it. Leave approximation out to keep them",
            );
        }
    }
}
