//! Detrended fluctuation analysis of the NN intervals (Peng and others 1995).

use crate::measure::hrv::figure;
use crate::measure::hrv::nn::{MOST_FILLED, Nn};

/// The windows of the first exponent, in beats, and the shortest of the second, whose longest is a tenth of the record.
const SHORT: std::ops::RangeInclusive<usize> = 4..=11;
const LONG: usize = 12;

/// A window whose variance about its line is less, in square milliseconds, is left out.
const LEAST_MS2: f64 = 1e-8;

/// Microseconds in a millisecond; the sums are of whole ones, so that nothing is lost between large numbers.
const FINE: f64 = 1000.0;

/// The exponents over 4 to 11 beats and over 12 to a tenth of all, as `neurokit2.hrv_nonlinear` has them: windows that
/// overlap by half, a straight line taken off the running sum in each, every whole length.
///
/// Holes are filled, or joined where they are long; `None` where more than a fifth is filled, or where there are fewer
/// than 12 intervals (for the second, 129). By prefix sums: a window costs the same however long it is, all of them
/// n log n.
pub(crate) fn exponents(nn: &Nn) -> (Option<f64>, Option<f64>) {
    let count: usize = nn.pieces.iter().map(|piece| piece.ms.len()).sum();
    if count <= *SHORT.end() || nn.filled() as f64 > MOST_FILLED * count as f64 {
        return (None, None);
    }
    let sums = Sums::of(nn.pieces.iter().flat_map(|piece| piece.ms.iter().copied()), count);
    let longest = (count + 1) / 10;
    let second = (longest > LONG).then(|| sums.exponent(LONG..=longest)).flatten();
    (sums.exponent(SHORT).and_then(figure), second.and_then(figure))
}

/// Prefix sums of the running sum `y` of what the intervals are above their mean, of `y` by place, and of its squares.
struct Sums {
    y: Vec<i64>,
    plain: Vec<i128>,
    placed: Vec<i128>,
    squares: Vec<i128>,
    /// The longest window whose own sums fit into 64 bits, so that the lower halves of the prefix sums will do.
    narrow: usize,
}

impl Sums {
    fn of(ms: impl Iterator<Item = f64> + Clone, count: usize) -> Sums {
        // That the mean is rounded adds a slope to the running sum, which is taken off with the line.
        let mean = (ms.clone().sum::<f64>() / count as f64 * FINE).round() as i64;
        let mut sums = Sums { y: vec![], plain: vec![0], placed: vec![0], squares: vec![0], narrow: 0 };
        let (mut y, mut totals, mut furthest) = (0, [0i128; 3], 1);
        for (place, ms) in ms.enumerate() {
            let above = (ms * FINE).round() as i64 - mean;
            furthest = furthest.max(above.abs());
            y += above;
            let wide = i128::from(y);
            totals[0] += wide;
            totals[1] += place as i128 * wide;
            totals[2] += wide * wide;
            sums.y.push(y);
            sums.plain.push(totals[0]);
            sums.placed.push(totals[1]);
            sums.squares.push(totals[2]);
        }
        // Squares of at most `window * furthest`, `window` of them, in 2^62.
        sums.narrow = (2f64.powi(62) / (furthest as f64 * furthest as f64)).cbrt() as usize;
        sums
    }

    /// The slope of the fluctuation over the window, both as logarithms.
    fn exponent(&self, windows: std::ops::RangeInclusive<usize>) -> Option<f64> {
        let points = windows.map(|window| Some(((window as f64).log2(), self.fluctuation(window)?.log2())));
        let points = points.collect::<Option<Vec<_>>>()?;
        let count = points.len() as f64;
        let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
        let (x, y) = (x / count, y / count);
        let (mut along, mut wide) = (0.0, 0.0);
        for point in &points {
            along += (point.0 - x) * (point.1 - y);
            wide += (point.0 - x) * (point.0 - x);
        }
        Some(along / wide)
    }

    /// The root of the mean variance about the line in windows of this length. `None` where nothing varies.
    fn fluctuation(&self, window: usize) -> Option<f64> {
        let beats = window as f64;
        let spread = beats * (beats * beats - 1.0) / 12.0;
        let least = LEAST_MS2 * FINE * FINE;
        let (mut sum, mut count) = (0.0, 0.0);
        for from in (0..self.y.len().saturating_sub(window)).step_by(window / 2) {
            let [plain, placed, squares] = self.inside(from, window);
            let slope = placed - plain * (beats - 1.0) / 2.0;
            let variance = (squares - plain * plain / beats - slope * slope / spread) / beats;
            if variance > least {
                sum += variance;
                count += 1.0;
            }
        }
        (count > 0.0).then(|| (sum / count).sqrt())
    }

    /// The three sums over a window, of heights above its first and places from its first.
    fn inside(&self, from: usize, window: usize) -> [f64; 3] {
        let (to, first) = (from + window, self.y[from]);
        let whole = |sums: &[i128]| sums[to].wrapping_sub(sums[from]);
        let (plain, placed, squares) = (whole(&self.plain), whole(&self.placed), whole(&self.squares));
        if window <= self.narrow {
            // What wraps over on the way comes back: the results fit.
            let (beats, start) = (window as i64, from as i64);
            let (plain, placed, squares) = (plain as i64, placed as i64, squares as i64);
            let level = beats.wrapping_mul(first);
            let ramp = first.wrapping_mul(beats * (beats - 1) / 2);
            let twice = plain.wrapping_mul(2).wrapping_sub(level);
            return [
                plain.wrapping_sub(level) as f64,
                placed.wrapping_sub(start.wrapping_mul(plain)).wrapping_sub(ramp) as f64,
                squares.wrapping_sub(first.wrapping_mul(twice)) as f64,
            ];
        }
        let (beats, start, first) = (window as i128, from as i128, i128::from(first));
        let placed = placed - start * plain - first * (beats * (beats - 1) / 2);
        let squares = squares - first * (2 * plain - beats * first);
        [(plain - beats * first) as f64, placed as f64, squares as f64]
    }
}

#[test]
fn sums_of_both_widths_are_those_of_the_window() {
    let mut random = crate::dsp::random::Random::new(5);
    let ms: Vec<f64> =
        (0..3000).map(|at| 800.0 + f64::from(at) / 10.0 + random.uniform(-200.0, 200.0)).collect();
    let mut sums = Sums::of(ms.iter().copied(), ms.len());
    for window in [4, 11, 150, 300] {
        assert!(window <= sums.narrow);
        for from in [0, 700, 2700] {
            let y = |at: usize| (sums.y[from + at] - sums.y[from]) as f64;
            let expected: [f64; 3] = (0..window).fold([0.0; 3], |sum, at| {
                [sum[0] + y(at), sum[1] + at as f64 * y(at), sum[2] + y(at) * y(at)]
            });
            let found = sums.inside(from, window);
            let narrow = std::mem::take(&mut sums.narrow);
            assert_eq!(sums.inside(from, window), found);
            sums.narrow = narrow;
            for (found, expected) in found.into_iter().zip(expected) {
                assert!(
                    (found - expected).abs() <= 1e-12 * expected.abs(),
                    "{window} {from}: {found} {expected}"
                );
            }
        }
    }
}
