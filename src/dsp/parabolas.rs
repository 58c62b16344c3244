//! A smooth curve through knots, made of parabolas that meet half way between them.

/// A quadratic spline through knots, smooth to its first derivative.
///
/// `scipy.interpolate.make_interp_spline(x, y, k=2)`, which `interp1d(kind="quadratic")` is: the pieces meet half way
/// between knots, but for the first and the last two knots, which share a piece (not-a-knot). Before the first knot and
/// after the last it stays at that knot's height.
#[derive(Clone, Debug, PartialEq)]
pub struct Parabolas {
    /// Where the pieces begin, and where the last ends.
    breaks: Vec<f64>,
    /// The three control points (Bézier's) of each piece.
    pieces: Vec<[f64; 3]>,
}

impl Parabolas {
    /// The curve through `(x[i], y[i])`. `None` for fewer than three knots, where `x` does not rise from each to the next
    /// (by enough that there is a number between), or where the two are not of one length. Costs some forty operations a knot.
    pub fn through(x: &[f64], y: &[f64]) -> Option<Parabolas> {
        let count = x.len();
        let rising = x.windows(2).all(|pair| pair[0] < pair[1]);
        if count < 3 || count != y.len() || !rising {
            return None;
        }
        let mut breaks = vec![x[0]];
        breaks.extend(x[1..count - 1].windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) / 2.0));
        breaks.push(x[count - 1]);
        if !breaks.windows(2).all(|pair| pair[0] < pair[1]) {
            return None;
        }
        let last = breaks.len() - 2;
        // How a piece's first and last control point lie between its three coefficients.
        let shares = |piece: usize| {
            let (from, to) = (breaks[piece], breaks[piece + 1]);
            let before = breaks[piece.saturating_sub(1)];
            let after = breaks[(piece + 2).min(last + 1)];
            ((from - before) / (to - before), (to - from) / (after - from))
        };
        // The curve's height at a knot, by its piece's coefficients: a tridiagonal system, eliminated from the left. It is
        // totally positive, so that no pivots are needed.
        let mut carry = vec![0.0; count];
        let mut solved = y.to_vec();
        for i in 1..count - 1 {
            let piece = i - 1;
            let (first, second) = shares(piece);
            let u = (x[i] - breaks[piece]) / (breaks[piece + 1] - breaks[piece]);
            let v = 1.0 - u;
            let (left, right) = (v * v * (1.0 - first), u * u * second);
            let middle = v * v * first + 2.0 * u * v + u * u * (1.0 - second);
            let diagonal = middle - left * carry[i - 1];
            carry[i] = right / diagonal;
            solved[i] = (y[i] - left * solved[i - 1]) / diagonal;
        }
        for i in (1..count - 1).rev() {
            solved[i] -= carry[i] * solved[i + 1];
        }
        let pieces = (0..=last).map(|piece| {
            let (first, second) = shares(piece);
            let [a, b, c] = [solved[piece], solved[piece + 1], solved[piece + 2]];
            [a + first * (b - a), b, b + second * (c - b)]
        });
        Some(Parabolas { pieces: pieces.collect(), breaks })
    }

    /// The curve at `from`, `from + step`, … : `count` heights. `step` is not negative. Costs a dozen operations a height.
    pub fn on_grid(&self, from: f64, step: f64, count: usize) -> Vec<f64> {
        let last = self.pieces.len() - 1;
        let mut piece = self.breaks[1..=last].partition_point(|&begin| begin <= from);
        (0..count)
            .map(|index| {
                let at = from + step * index as f64;
                while piece < last && self.breaks[piece + 1] < at {
                    piece += 1;
                }
                let (begin, end) = (self.breaks[piece], self.breaks[piece + 1]);
                let u = ((at - begin) / (end - begin)).clamp(0.0, 1.0);
                let v = 1.0 - u;
                let [a, b, c] = self.pieces[piece];
                v * v * a + 2.0 * u * v * b + u * u * c
            })
            .collect()
    }
}

#[test]
fn it_is_what_scipy_draws() {
    // scipy 1.17.1: interp1d(x, y, kind="quadratic")([0, 0.5, 1.3, 2, 2.8, 4, 5.5])
    let curve = Parabolas::through(&[0.0, 1.0, 1.5, 3.0, 4.5, 5.5], &[1.0, 3.0, 2.0, 5.0, 4.0, 4.5]).unwrap();
    let at = [0.0, 0.5, 1.3, 2.0, 2.8, 4.0, 5.5];
    let expected = [1.0, 2.804776488287, 2.361121856867, 2.290753277455, 4.69591518017, 4.413362346873, 4.5];
    for (at, expected) in at.into_iter().zip(expected) {
        let found = curve.on_grid(at, 0.0, 1)[0];
        assert!((found - expected).abs() < 1e-9, "{at}: {found}, {expected}");
    }
}

#[test]
fn a_parabola_comes_back_and_stays_level_beyond_its_ends() {
    let x = [0.0, 0.7, 1.0, 2.5, 3.0];
    let y = x.map(|x| 2.0 - x + 0.5 * x * x);
    let curve = Parabolas::through(&x, &y).unwrap();
    for (index, height) in curve.on_grid(0.0, 0.1, 31).into_iter().enumerate() {
        let x = 0.1 * index as f64;
        assert!((height - (2.0 - x + 0.5 * x * x)).abs() < 1e-12);
    }
    assert_eq!(curve.on_grid(-9.0, 0.0, 1), [2.0]);
    assert_eq!(curve.on_grid(9.0, 0.0, 1), [y[4]]);
}

#[test]
fn knots_that_do_not_rise_make_no_curve() {
    assert!(Parabolas::through(&[], &[]).is_none());
    assert!(Parabolas::through(&[0.0, 1.0], &[0.0, 1.0]).is_none());
    assert!(Parabolas::through(&[0.0, 1.0, 1.0], &[0.0, 1.0, 2.0]).is_none());
    assert!(Parabolas::through(&[0.0, 1.0, 2.0], &[0.0, 1.0]).is_none());
}
