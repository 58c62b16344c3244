//! The power of a signal by frequency, by Welch's method.

use std::f64::consts::PI;

use crate::dsp::complex::Complex;
use crate::dsp::fourier::Fourier;

/// A prepared spectrum of blocks of one length; plan once, add as many signals as you like.
///
/// Welch's method: blocks that overlap by half, the mean of each taken off, Hann's window, and the powers averaged over
/// blocks: `scipy.signal.welch(signal, rate, nperseg=length, scaling="spectrum")`, each bin being mean squares of the
/// signal, summed instead of a density. Two blocks share one Fourier transform (radix 2, in place), as its real and its
/// imaginary part.
pub struct Welch {
    window: Vec<f64>,
    fourier: Fourier,
}

/// A power spectrum: bin `k` stands for `k / length` of the sampling rate, and holds mean squares of the signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// From zero to half the sampling rate, both included.
    pub bins: Vec<f64>,
    length: usize,
}

impl Welch {
    /// Blocks of `length` samples, which becomes the next power of two, and two at the least.
    pub fn plan(length: usize) -> Welch {
        let fourier = Fourier::plan(length);
        Welch { window: hann(fourier.length()), fourier }
    }

    /// Samples in a block.
    pub fn length(&self) -> usize {
        self.window.len()
    }

    /// The spectrum of all `signals` together, each on its own cut into blocks that overlap by half, but for those shorter
    /// than a block. Where all are shorter, the longest, with zeros behind it. All zeros where there is no sample.
    pub fn run<'a>(&self, signals: impl Iterator<Item = &'a [f64]> + Clone) -> Spectrum {
        let length = self.length();
        let mut blocks: Vec<&[f64]> = Vec::new();
        for signal in signals.clone() {
            let count = if signal.len() < length { 0 } else { (signal.len() - length) / (length / 2) + 1 };
            blocks.extend((0..count).map(|block| &signal[block * (length / 2)..][..length]));
        }
        if blocks.is_empty() {
            blocks.extend(signals.max_by_key(|signal| signal.len()).filter(|signal| !signal.is_empty()));
        }
        let mut bins = vec![0.0; length / 2 + 1];
        let mut transform = vec![Complex::default(); length];
        for pair in blocks.chunks(2) {
            transform.fill(Complex::default());
            let place = |transform: &mut [Complex], block: &[f64], part: fn(&mut Complex) -> &mut f64| {
                let mean = block.iter().sum::<f64>() / block.len() as f64;
                let short = (block.len() < length).then(|| hann(block.len()));
                let window = short.as_deref().unwrap_or(&self.window);
                for ((&sample, &weight), slot) in block.iter().zip(window).zip(transform.iter_mut()) {
                    *part(slot) = (sample - mean) * weight;
                }
            };
            place(&mut transform, pair[0], |slot| &mut slot.re);
            if let Some(second) = pair.get(1) {
                place(&mut transform, second, |slot| &mut slot.im);
            }
            self.fourier.run(&mut transform);
            for (k, bin) in bins.iter_mut().enumerate() {
                let mirrored = (length - k) % length;
                *bin += (transform[k].norm() + transform[mirrored].norm()) / 2.0;
            }
        }
        let members: f64 = blocks.iter().map(|block| block.len() as f64 / length as f64).sum();
        // The window's mean square is 3/8; every bin but the first and the last stands for two.
        let scale = 1.0 / (members.max(1e-9) * 0.375 * (length as f64) * (length as f64));
        let last = bins.len() - 1;
        for (k, bin) in bins.iter_mut().enumerate() {
            *bin *= if k == 0 || k == last { scale } else { 2.0 * scale };
        }
        Spectrum { bins, length }
    }
}

/// The mean power of blocks that are brought one by one, each padded with zeros to twice its length: for who cuts them
/// himself, and takes off what he will.
pub struct Blocks {
    window: Vec<f64>,
    fourier: Fourier,
    /// Sums over the blocks so far.
    bins: Vec<f64>,
    count: usize,
    /// The block that waits for a second to share a transform with.
    waiting: Option<Vec<f64>>,
}

impl Blocks {
    /// Blocks of `length` samples, a power of two.
    pub fn plan(length: usize) -> Blocks {
        let fourier = Fourier::plan(2 * length.min(1 << 19));
        let length = fourier.length() / 2;
        Blocks { window: hann(length), fourier, bins: vec![0.0; length + 1], count: 0, waiting: None }
    }

    /// One more block, to be weighed by Hann's window.
    pub fn add(&mut self, block: Vec<f64>) {
        self.count += 1;
        match self.waiting.take() {
            None => self.waiting = Some(block),
            Some(first) => self.transform(&first, &block),
        }
    }

    fn transform(&mut self, first: &[f64], second: &[f64]) {
        let length = self.fourier.length();
        let mut values = vec![Complex::default(); length];
        for (index, (slot, weight)) in values.iter_mut().zip(&self.window).enumerate() {
            let at = |block: &[f64]| block.get(index).copied().unwrap_or(0.0) * weight;
            *slot = Complex::new(at(first), at(second));
        }
        self.fourier.run(&mut values);
        for (k, bin) in self.bins.iter_mut().enumerate() {
            *bin += (values[k].norm() + values[(length - k) % length].norm()) / 2.0;
        }
    }

    /// The density at multiples of `rate` by twice the length, on one side: `scipy.signal.welch(…, nfft=2 * length,
    /// detrend=False)` of samples at `rate`. `None` where there was no block.
    pub fn powers(mut self, rate: f64) -> Option<Vec<f64>> {
        if let Some(last) = self.waiting.take() {
            self.transform(&last, &[]);
        }
        let scale = 1.0 / (rate * 0.375 * self.window.len() as f64 * self.count as f64);
        let last = self.bins.len() - 1;
        let sides = |k: usize| if k == 0 || k == last { 1.0 } else { 2.0 };
        (self.count > 0)
            .then(|| self.bins.iter().enumerate().map(|(k, bin)| bin * scale * sides(k)).collect())
    }
}

/// Hann's window, as scipy's `get_window("hann", length)`.
fn hann(length: usize) -> Vec<f64> {
    (0..length).map(|index| 0.5 - 0.5 * (2.0 * PI * index as f64 / length as f64).cos()).collect()
}

impl Spectrum {
    /// The mean square of the signal from `low` up to, not including, `high`, both in shares of the sampling rate.
    pub fn power(&self, low: f64, high: f64) -> f64 {
        let bin = |share: f64| ((share * self.length as f64).ceil().max(0.0) as usize).min(self.bins.len());
        let (low, high) = (bin(low), bin(high));
        self.bins.get(low..high).map_or(0.0, |bins| bins.iter().sum())
    }
}

#[test]
fn a_sine_is_half_its_square_and_stands_where_it_swings() {
    let sine: Vec<f64> = (0..4096).map(|i| 3.0 * (2.0 * PI * 0.05 * i as f64).sin()).collect();
    let spectrum = Welch::plan(1000).run([sine.as_slice()].into_iter());
    assert_eq!(spectrum.bins.len(), 513);
    assert!((spectrum.power(0.045, 0.055) - 4.5).abs() < 0.01, "{}", spectrum.power(0.045, 0.055));
    assert!(spectrum.power(0.06, 0.51) < 1e-4);
}

#[test]
fn a_short_or_an_empty_signal_has_a_spectrum_too() {
    let welch = Welch::plan(64);
    assert!(welch.run(std::iter::empty()).bins.iter().all(|&bin| bin == 0.0));
    assert!(welch.run([&[][..]].into_iter()).bins.iter().all(|&bin| bin == 0.0));
    assert!(welch.run([&[5.0][..]].into_iter()).bins.iter().all(|&bin| bin == 0.0));
    let spectrum = welch.run([&[1.0, -1.0, 1.0, -1.0, 1.0][..]].into_iter());
    assert!(spectrum.bins.iter().all(|bin| bin.is_finite()));
}
