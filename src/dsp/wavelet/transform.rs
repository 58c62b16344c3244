//! A signal to the bands of its octaves and back: the multilevel transform.

use crate::dsp::wavelet::kernel::{self, LONGEST_HALF, Tap};
use crate::dsp::wavelet::{Boundary, Real, Wavelet};

/// How often a signal of `len` samples can be halved until its filter sees more boundary than signal:
/// `pywt.dwt_max_level`. Zero where it is shorter than the filter but for one.
pub fn max_level(len: usize, wavelet: Wavelet) -> usize {
    (len / (wavelet.length() - 1)).checked_ilog2().map_or(0, |level| level as usize)
}

/// The bands of a signal, and the room that computing them takes, which is used again when this is.
#[derive(Clone, Debug, Default)]
pub struct Decomposition<T> {
    /// What is left below the coarsest details.
    pub approximation: Vec<T>,
    /// The details, coarsest first, as PyWavelets orders them.
    pub details: Vec<Vec<T>>,
    /// How many samples the signal has.
    pub samples: usize,
    spare: Vec<T>,
}

impl<T> Decomposition<T> {
    /// Bands that came from elsewhere, of a signal of so many samples.
    pub fn new(approximation: Vec<T>, details: Vec<Vec<T>>, samples: usize) -> Decomposition<T> {
        Decomposition { approximation, details, samples, spare: Vec::new() }
    }
}

/// A prepared transform: plan once, run on as many signals as you like.
///
/// Coefficients are those of `pywt.wavedec(samples, wavelet, mode, level)` and the way back is `pywt.waverec`, shortened
/// to the signal's own length (`waverec` gives one sample more where that is odd). Departures: one sample is taken with
/// any boundary, and no samples are no coefficients. Sums that pass the largest number are infinite, and what comes
/// after them may be NaN.
#[derive(Clone)]
pub struct Transform<T: Real> {
    wavelet: Wavelet,
    boundary: Boundary,
    level: Option<usize>,
    decomposing: Vec<Tap<T>>,
    reconstructing: Vec<Tap<T>>,
}

impl<T: Real> Transform<T> {
    /// More levels than these are these: no signal that fits a memory has more octaves.
    pub const DEEPEST: usize = 64;

    /// `level` as `wavedec` has it: as often as told, also beyond [`max_level`], or that often where nothing is told.
    pub fn plan(wavelet: Wavelet, boundary: Boundary, level: Option<usize>) -> Transform<T> {
        let half = wavelet.length() / 2;
        assert!(half <= LONGEST_HALF, "a filter is at most as long as the room for it");
        let (low, high) = (wavelet.decomposition_low(), wavelet.decomposition_high());
        // Output i of a band is the sum over j of filter[j] * samples[2 i + 1 - j].
        let decomposing = (0..half)
            .rev()
            .map(|m| Tap::new([low[2 * m + 1], low[2 * m], high[2 * m + 1], high[2 * m]]))
            .collect();
        // And sample 2 i + p is the sum over j of filter[2 j + p] * band[i + half - 1 - j].
        let (low, high) = (wavelet.reconstruction_low(), wavelet.reconstruction_high());
        let reconstructing = (0..half)
            .rev()
            .map(|m| Tap::new([low[2 * m], high[2 * m], low[2 * m + 1], high[2 * m + 1]]))
            .collect();
        let level = level.map(|level| level.min(Self::DEEPEST));
        Transform { wavelet, boundary, level, decomposing, reconstructing }
    }

    /// How many details a signal of `len` samples has.
    pub fn level(&self, len: usize) -> usize {
        self.level.unwrap_or_else(|| max_level(len, self.wavelet))
    }

    /// The bands of `samples`. Costs about four multiplications a sample and tap.
    pub fn forward(&self, samples: &[T]) -> Decomposition<T> {
        let mut bands = Decomposition::default();
        self.forward_into(samples, &mut bands);
        bands
    }

    /// As [`Transform::forward`], in the room of an earlier decomposition, which is lost.
    pub fn forward_into(&self, samples: &[T], bands: &mut Decomposition<T>) {
        bands.samples = samples.len();
        bands.details.resize_with(self.level(samples.len()), Vec::new);
        let Decomposition { approximation, details, spare, .. } = bands;
        let mut finest_first = details.iter_mut().rev();
        match finest_first.next() {
            Some(details) => self.halve(samples, approximation, details),
            None => {
                approximation.clear();
                approximation.extend_from_slice(samples);
            }
        }
        for details in finest_first {
            std::mem::swap(approximation, spare);
            self.halve(spare, approximation, details);
        }
    }

    /// The signal that has these bands.
    ///
    /// # Panics
    ///
    /// Where the bands are not as long as [`Transform::forward`] makes them of as many samples.
    pub fn inverse(&self, bands: &Decomposition<T>) -> Vec<T> {
        let mut samples = vec![T::default(); bands.samples];
        let mut bands = bands.clone();
        self.inverse_into(&mut bands, &mut samples);
        samples
    }

    /// As [`Transform::inverse`], into `samples`, of which there are as many as the bands say. The approximation is lost.
    ///
    /// # Panics
    ///
    /// As [`Transform::inverse`], and where `samples` is of another length.
    pub fn inverse_into(&self, bands: &mut Decomposition<T>, samples: &mut [T]) {
        assert_eq!(samples.len(), bands.samples, "as many samples as the bands say");
        let mut len = bands.samples;
        for details in bands.details.iter().rev() {
            len = self.band_len(len);
            assert_eq!(details.len(), len, "details as long as forward makes them");
        }
        assert_eq!(bands.approximation.len(), len, "an approximation as long as forward makes it");
        let Decomposition { approximation, details, spare, .. } = bands;
        let Some((finest, coarser)) = details.split_last() else {
            samples.copy_from_slice(approximation);
            return;
        };
        let lengths = details.iter().skip(1).map(Vec::len);
        for (details, len) in coarser.iter().zip(lengths) {
            spare.resize(len, T::default());
            self.double(approximation, details, spare);
            std::mem::swap(approximation, spare);
        }
        self.double(approximation, finest, samples);
    }

    /// How many coefficients each band has after a signal of `len` is halved.
    fn band_len(&self, len: usize) -> usize {
        match (len, self.boundary) {
            (0, _) => 0,
            (_, Boundary::Periodization) => len.div_ceil(2),
            _ => (len + self.wavelet.length() - 1) / 2,
        }
    }

    /// By how many samples the first coefficient stands later than where filters begin to touch the signal.
    fn shift(&self) -> usize {
        if self.boundary == Boundary::Periodization { self.wavelet.length() / 2 - 1 } else { 0 }
    }

    /// One level down.
    fn halve(&self, samples: &[T], low: &mut Vec<T>, high: &mut Vec<T>) {
        let count = self.band_len(samples.len());
        low.resize(count, T::default());
        high.resize(count, T::default());
        // Coefficient i sees the pairs i - overlap to i, where pair k is the samples 2 k + shift and its neighbour.
        let overlap = self.decomposing.len() - 1;
        let shift = self.shift();
        let inside_from = (2 * overlap - shift).div_ceil(2).min(count);
        let inside_to = (samples.len().saturating_sub(shift) / 2).clamp(inside_from, count);
        if inside_from < inside_to {
            let inside = inside_from..inside_to;
            let first = 2 * inside_from + shift - 2 * overlap;
            kernel::decompose(
                &samples[first..],
                &self.decomposing,
                &mut low[inside.clone()],
                &mut high[inside],
            );
        }
        for edge in [0..inside_from, inside_to..count] {
            self.halve_edge(samples, edge.start, &mut low[edge.clone()], &mut high[edge]);
        }
    }

    /// The coefficients from `from` on, which see what lies outside the signal.
    fn halve_edge(&self, samples: &[T], from: usize, low: &mut [T], high: &mut [T]) {
        if low.is_empty() {
            return;
        }
        let overlap = self.decomposing.len() - 1;
        let pairs = low.len() + overlap;
        let mut even = [T::default(); 2 * LONGEST_HALF];
        let mut odd = even;
        let first = (2 * from + self.shift()).cast_signed() - 2 * overlap.cast_signed();
        for (at, (even, odd)) in even.iter_mut().zip(&mut odd).take(pairs).enumerate() {
            let place = first + 2 * at.cast_signed();
            *even = self.boundary.sample(samples, place);
            *odd = self.boundary.sample(samples, place + 1);
        }
        kernel::filter(&even[..pairs], &odd[..pairs], &self.decomposing, low, high);
    }

    /// One level up. Both bands are of one length, from which `samples` came.
    fn double(&self, low: &[T], high: &[T], samples: &mut [T]) {
        let count = low.len();
        let overlap = self.reconstructing.len() - 1;
        if count == 0 {
            return;
        }
        if self.boundary != Boundary::Periodization {
            kernel::reconstruct(low, high, &self.reconstructing, samples);
            return;
        }
        // Pair k sees the coefficients k to k + overlap of bands without end, and is the samples 2 k + shift and its neighbour.
        let shift = self.shift();
        let inside = count.saturating_sub(overlap);
        if let Some(samples) = samples.get_mut(shift..) {
            let len = samples.len().min(2 * inside);
            kernel::reconstruct(low, high, &self.reconstructing, &mut samples[..len]);
        }
        let mut around = [[T::default(); 2 * LONGEST_HALF]; 2];
        let mut made = [T::default(); 2 * LONGEST_HALF];
        let pairs = count - inside;
        for (band, around) in [low, high].into_iter().zip(&mut around) {
            for (at, value) in around.iter_mut().take(pairs + overlap).enumerate() {
                *value = band[(inside + at) % count];
            }
        }
        let made = &mut made[..2 * pairs];
        kernel::reconstruct(&around[0], &around[1], &self.reconstructing, made);
        for (at, &value) in made.iter().enumerate() {
            let place = (2 * inside + shift + at) % (2 * count);
            if let Some(sample) = samples.get_mut(place) {
                *sample = value;
            }
        }
    }
}
