//! Resampling by a rational factor through a polyphase Kaiser-windowed low-pass.

/// A prepared resampler: plan once, run on as many signals as you like.
///
/// The filter and the alignment are those of `scipy.signal.resample_poly(x, up, down)` with its defaults (Kaiser
/// window, beta 5, ten periods of the slower rate to each side), so that what Python trained on is what Rust cuts.
/// Outside the signal stand zeros: subtract the level first where that would ring.
pub struct Resampler {
    up: usize,
    down: usize,
    /// Odd length, centred, of gain `up`; empty where up and down are both 1.
    taps: Vec<f64>,
}

impl Resampler {
    /// `up` and `down` above zero; they are reduced by their greatest common divisor.
    pub fn plan(up: usize, down: usize) -> Resampler {
        assert!(up > 0 && down > 0, "a resampling factor is above zero");
        let divisor = gcd(up, down);
        let (up, down) = (up / divisor, down / divisor);
        let taps = if up == 1 && down == 1 { Vec::new() } else { low_pass(up, down) };
        Resampler { up, down, taps }
    }

    /// How many samples come out for `len` that go in.
    pub fn output_len(&self, len: usize) -> usize {
        (len * self.up).div_ceil(self.down)
    }

    /// The signal at the new rate; its first sample stands where the input's first sample stands.
    /// Costs about `20 * max(up, down) / up` multiplications an output sample.
    pub fn run(&self, input: &[f64]) -> Vec<f64> {
        if self.taps.is_empty() {
            return input.to_vec();
        }
        let half = self.taps.len() / 2;
        (0..self.output_len(input.len()))
            .map(|m| {
                // Output m is the sum over i of taps[m * down + half - i * up] * input[i].
                let centre = m * self.down + half;
                let first = (centre + 1).saturating_sub(self.taps.len()).div_ceil(self.up);
                let last = (centre / self.up + 1).min(input.len());
                (first..last).map(|i| self.taps[centre - i * self.up] * input[i]).sum()
            })
            .collect()
    }
}

/// The first continued fraction of `ratio`, which is above zero, that is within a part in 10^9 of it, or the last whose denominator is
/// at most 10,000: exact for rates in whole hertz, and a short filter for any other.
pub fn fraction(ratio: f64) -> (usize, usize) {
    let (mut above, mut below) = ((1.0, 0.0), (0.0, 1.0));
    let mut rest = ratio;
    loop {
        let whole = rest.floor();
        let next: (f64, f64) = (whole * above.0 + below.0, whole * above.1 + below.1);
        if next.1 > 10_000.0 && above.1 > 0.0 && above.0 > 0.0 {
            return (above.0 as usize, above.1 as usize);
        }
        if (next.0 / next.1 / ratio - 1.0).abs() < 1e-9 || rest == whole {
            return ((next.0 as usize).max(1), next.1 as usize);
        }
        (below, above) = (above, next);
        rest = 1.0 / (rest - whole);
    }
}

/// scipy's `firwin(2 * 10 * max + 1, 1 / max, window=("kaiser", 5.0)) * up`, with `max = max(up, down)`.
fn low_pass(up: usize, down: usize) -> Vec<f64> {
    const BETA: f64 = 5.0;
    let slower = up.max(down);
    let half = 10 * slower;
    let cutoff = 1.0 / slower as f64;
    let mut taps: Vec<f64> = (0..=2 * half)
        .map(|k| {
            let from_centre = k as f64 - half as f64;
            let edge = from_centre / half as f64;
            let window = bessel_i0(BETA * (1.0 - edge * edge).max(0.0).sqrt()) / bessel_i0(BETA);
            cutoff * sinc(cutoff * from_centre) * window
        })
        .collect();
    let gain = up as f64 / taps.iter().sum::<f64>();
    taps.iter_mut().for_each(|tap| *tap *= gain);
    taps
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x) }
}

/// The modified Bessel function of the first kind and order zero, by its power series; for the arguments here
/// (at most 5) it converges to the last bit in some thirty terms.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

// scipy 1.17.1: resample_poly([1, 2, 3, 4, 5, 4, 3, 2, 1, 0], 3, 2) and (…, 2, 5)
#[test]
fn it_resamples_as_scipy_does() {
    let input = [1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0];
    for (up, down, expected) in [(3, 2, &SCIPY_3_2[..]), (2, 5, &SCIPY_2_5[..])] {
        let output = Resampler::plan(up, down).run(&input);
        assert_eq!(output.len(), expected.len());
        for (ours, scipy) in output.iter().zip(expected) {
            assert!((ours - scipy).abs() < 1e-12, "{up}/{down}: {ours} where scipy has {scipy}");
        }
    }
}

#[cfg(test)]
#[rustfmt::skip]
const SCIPY_3_2: [f64; 15] = [
    1.0006061735537772,
    1.6701414636589282,
    2.353507433648772,
    3.001818520661332,
    3.59542887213817,
    4.4657415165043455,
    5.003030867768886,
    4.465741516504345,
    3.5954288721381698,
    3.001818520661332,
    2.3535074336487725,
    1.6701414636589282,
    1.0006061735537772,
    0.25873781867930834,
    -0.10469386195834451,
];

#[cfg(test)]
#[rustfmt::skip]
const SCIPY_2_5: [f64; 4] = [
    0.8407904208238891,
    3.7257380553995576,
    4.184789037074465,
    1.3259666032299935,
];

#[test]
fn a_rate_that_stays_changes_nothing() {
    assert_eq!(Resampler::plan(5, 5).run(&[1.0, -2.0, 3.0]), [1.0, -2.0, 3.0]);
}

#[test]
fn a_slow_sine_survives_every_factor() {
    for (up, down) in [(25, 72), (1, 2), (1, 8), (125, 257), (5, 12), (3, 1)] {
        let sine = |n: usize, step: f64| -> Vec<f64> { (0..n).map(|i| (i as f64 * step).sin()).collect() };
        let step = 0.02;
        let output = Resampler::plan(up, down).run(&sine(4000, step));
        let expected = sine(output.len(), step * down as f64 / up as f64);
        let inside = output.len() / 8..output.len() * 7 / 8;
        for i in inside {
            assert!((output[i] - expected[i]).abs() < 2e-3, "{up}/{down} at {i}");
        }
    }
}

#[test]
fn a_ratio_of_rates_becomes_its_fraction() {
    assert_eq!(fraction(125.0 / 360.0), (25, 72));
    assert_eq!(fraction(125.0 / 250.0), (1, 2));
    assert_eq!(fraction(125.0 / 125.0), (1, 1));
    assert_eq!(fraction(125.0 / 1024.0), (125, 1024));
    assert_eq!(fraction(125.0 / 128.5), (250, 257));
    let (up, down) = fraction(125.0 / 359.987);
    assert!((up as f64 / down as f64 / (125.0 / 359.987) - 1.0).abs() < 1e-6 && down <= 10_000);
}
