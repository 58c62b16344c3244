//! Two sequences in, two out: the one loop that both directions of the transform spend their time in.
//!
//! A decomposition takes the samples of even and of odd index to the low and the high band; a reconstruction takes the
//! bands to the samples. Either is two times two filters of half the length, without a branch inside.

use crate::dsp::wavelet::{Four, Real};

/// One step of the four filters: what first and second sequence contribute to the first output, then to the second.
#[derive(Clone)]
pub struct Tap<T: Real> {
    one: [T; 4],
    four: [T::Four; 4],
}

impl<T: Real> Tap<T> {
    pub fn new(weights: [f64; 4]) -> Tap<T> {
        let one = weights.map(T::of);
        Tap { one, four: one.map(T::Four::splat) }
    }
}

/// How many pairs of samples are taken apart at a time: what stays in the nearest cache.
const TILE: usize = 256;

/// No wavelet has more taps than twice this.
pub const LONGEST_HALF: usize = 16;

/// Both bands of `samples` wherever the filters lie inside it: output `i` sees the pairs `i` to `i + taps.len() - 1`.
/// `samples` holds at least `2 * (low.len() + taps.len() - 1)`.
pub fn decompose<T: Real>(samples: &[T], taps: &[Tap<T>], low: &mut [T], high: &mut [T]) {
    let overlap = taps.len() - 1;
    let mut even = [T::default(); TILE + LONGEST_HALF];
    let mut odd = even;
    for (tile, (low, high)) in low.chunks_mut(TILE).zip(high.chunks_mut(TILE)).enumerate() {
        let pairs = low.len() + overlap;
        let samples = &samples[2 * TILE * tile..][..2 * pairs];
        unzip(samples, &mut even[..pairs], &mut odd[..pairs]);
        filter(&even[..pairs], &odd[..pairs], taps, low, high);
    }
}

fn unzip<T: Real>(samples: &[T], even: &mut [T], odd: &mut [T]) {
    let (eights, rest) = samples.as_chunks::<8>();
    let (evens, rest_even) = even.as_chunks_mut::<4>();
    let (odds, rest_odd) = odd.as_chunks_mut::<4>();
    for ((eight, even), odd) in eights.iter().zip(evens).zip(odds) {
        let (evens, odds) = T::Four::unzip(eight);
        evens.store(even);
        odds.store(odd);
    }
    for ((pair, even), odd) in rest.as_chunks::<2>().0.iter().zip(rest_even).zip(rest_odd) {
        [*even, *odd] = *pair;
    }
}

/// The outputs `i` of both bands from the even and odd samples `i` to `i + taps.len() - 1`; or of both samples of a pair
/// from both bands. Never inlined: what comes before and after would get the compiler to shuffle inside of the loop.
#[inline(never)]
pub fn filter<T: Real>(even: &[T], odd: &[T], taps: &[Tap<T>], low: &mut [T], high: &mut [T]) {
    let (lows, rest_low) = low.as_chunks_mut::<8>();
    let (highs, rest_high) = high.as_chunks_mut::<8>();
    let rest = 8 * lows.len();
    for (block, (low, high)) in lows.iter_mut().zip(highs).enumerate() {
        let (lows, highs) = eight(&even[8 * block..], &odd[8 * block..], taps);
        put(lows, low);
        put(highs, high);
    }
    for (at, (low, high)) in rest_low.iter_mut().zip(rest_high).enumerate() {
        (*low, *high) = one(&even[rest + at..], &odd[rest + at..], taps);
    }
}

/// Samples `2 i` and `2 i + 1` from the coefficients `i` to `i + taps.len() - 1` of both bands, as many as `samples` has
/// room for. The bands hold at least `samples.len().div_ceil(2) + taps.len() - 1`.
pub fn reconstruct<T: Real>(low: &[T], high: &[T], taps: &[Tap<T>], samples: &mut [T]) {
    let overlap = taps.len() - 1;
    let mut even = [T::default(); TILE];
    let mut odd = even;
    for (tile, samples) in samples.chunks_mut(2 * TILE).enumerate() {
        let pairs = samples.len().div_ceil(2);
        let seen = TILE * tile..TILE * tile + pairs + overlap;
        filter(&low[seen.clone()], &high[seen], taps, &mut even[..pairs], &mut odd[..pairs]);
        zip(&even[..pairs], &odd[..pairs], samples);
    }
}

fn zip<T: Real>(even: &[T], odd: &[T], samples: &mut [T]) {
    let (eights, rest) = samples.as_chunks_mut::<8>();
    let (evens, odds) = (even.as_chunks::<4>().0, odd.as_chunks::<4>().0);
    for ((even, odd), eight) in evens.iter().zip(odds).zip(&mut *eights) {
        T::Four::load(even).zip(T::Four::load(odd), eight);
    }
    // An odd number of samples may leave four pairs for the last seven of them.
    let done = 4 * eights.len();
    let pairs = even[done..].iter().zip(&odd[done..]);
    for (sample, value) in rest.iter_mut().zip(pairs.flat_map(|(&even, &odd)| [even, odd])) {
        *sample = value;
    }
}

fn put<T: Real>(values: [T::Four; 2], to: &mut [T; 8]) {
    if let [first, second] = to.as_chunks_mut::<4>().0 {
        values[0].store(first);
        values[1].store(second);
    }
}

/// Eight outputs of each of both, side by side.
#[inline(always)]
fn eight<T: Real>(first: &[T], second: &[T], taps: &[Tap<T>]) -> ([T::Four; 2], [T::Four; 2]) {
    let zero = T::Four::default();
    let (mut a, mut b, mut c, mut d) = (zero, zero, zero, zero);
    for ((first, second), tap) in first.windows(8).zip(second.windows(8)).zip(taps) {
        if let ([p, q], [r, s]) = (first.as_chunks::<4>().0, second.as_chunks::<4>().0) {
            let (p, q, r, s) = (T::Four::load(p), T::Four::load(q), T::Four::load(r), T::Four::load(s));
            a = a + (tap.four[0] * p + tap.four[1] * r);
            b = b + (tap.four[0] * q + tap.four[1] * s);
            c = c + (tap.four[2] * p + tap.four[3] * r);
            d = d + (tap.four[2] * q + tap.four[3] * s);
        }
    }
    ([a, b], [c, d])
}

/// One output of each of both: the sum of [`eight`], in its order.
fn one<T: Real>(first: &[T], second: &[T], taps: &[Tap<T>]) -> (T, T) {
    let mut sums = (T::default(), T::default());
    for ((&first, &second), tap) in first.iter().zip(second).zip(taps) {
        sums.0 = sums.0 + (tap.one[0] * first + tap.one[1] * second);
        sums.1 = sums.1 + (tap.one[2] * first + tap.one[3] * second);
    }
    sums
}
