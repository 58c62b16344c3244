//! A smooth curve through knots: the natural cubic spline.

/// A cubic spline through knots, smooth to its second derivative, which is zero at both ends.
///
/// Between the knots it is `scipy.interpolate.CubicSpline(x, y, bc_type="natural")`. Before the first knot and after the
/// last it stays at that knot's height (scipy goes on with the outermost cubic, which runs away). Natural rather than
/// not-a-knot, because the ends of a baseline are where it is known least: a cubic that is bent to the end overshoots there.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    x: Vec<f64>,
    y: Vec<f64>,
    /// The second derivative at each knot.
    bend: Vec<f64>,
}

impl Spline {
    /// The spline through the knots `(x[i], y[i])`. `None` where there are none, where `x` does not rise from each to the
    /// next, or where the two are not of one length. One knot is a level, two are a straight line. Costs a dozen
    /// operations a knot.
    pub fn through(x: Vec<f64>, y: Vec<f64>) -> Option<Spline> {
        let rising = x.windows(2).all(|pair| pair[0] < pair[1]);
        if x.is_empty() || x.len() != y.len() || !rising {
            return None;
        }
        let count = x.len();
        let mut bend = vec![0.0; count];
        // A tridiagonal system, solved by elimination from the left (Thomas); `carry` is what is over the diagonal then.
        let mut carry = vec![0.0; count];
        for i in 1..count.saturating_sub(1) {
            let (left, right) = (x[i] - x[i - 1], x[i + 1] - x[i]);
            let slopes = (y[i + 1] - y[i]) / right - (y[i] - y[i - 1]) / left;
            let diagonal = 2.0 * (left + right) - left * carry[i - 1];
            carry[i] = right / diagonal;
            bend[i] = (6.0 * slopes - left * bend[i - 1]) / diagonal;
        }
        for i in (1..count.saturating_sub(1)).rev() {
            bend[i] -= carry[i] * bend[i + 1];
        }
        Some(Spline { x, y, bend })
    }

    /// The curve at 0, 1, 2, … on the axis of the knots, taken off each of `values`. Costs a dozen operations a value.
    pub fn take_off(&self, values: &mut [f64]) {
        let mut piece = 0;
        let last = self.x.len() - 1;
        for (at, value) in values.iter_mut().enumerate() {
            let at = at as f64;
            while piece < last && self.x[piece + 1] < at {
                piece += 1;
            }
            *value -= self.height(at, piece);
        }
    }

    /// The curve at 0, 1, 2, … up to, not including, `len`.
    pub fn on_grid(&self, len: usize) -> Vec<f64> {
        let mut heights = vec![0.0; len];
        self.take_off(&mut heights);
        heights.iter_mut().for_each(|height| *height = -*height);
        heights
    }

    fn height(&self, at: f64, piece: usize) -> f64 {
        let last = self.x.len() - 1;
        if at <= self.x[0] {
            return self.y[0];
        }
        if at >= self.x[last] {
            return self.y[last];
        }
        let width = self.x[piece + 1] - self.x[piece];
        let right = (at - self.x[piece]) / width;
        let left = 1.0 - right;
        let bent = (left * left * left - left) * self.bend[piece]
            + (right * right * right - right) * self.bend[piece + 1];
        left * self.y[piece] + right * self.y[piece + 1] + bent * width * width / 6.0
    }
}

#[test]
fn few_knots_are_a_level_or_a_line() {
    assert_eq!(Spline::through(vec![3.0], vec![2.0]).unwrap().on_grid(5), [2.0; 5]);
    let line = Spline::through(vec![1.0, 3.0], vec![0.0, 4.0]).unwrap();
    assert_eq!(line.on_grid(5), [0.0, 0.0, 2.0, 4.0, 4.0]);
}

#[test]
fn knots_that_do_not_rise_make_no_spline() {
    assert!(Spline::through(vec![], vec![]).is_none());
    assert!(Spline::through(vec![1.0, 1.0], vec![0.0, 1.0]).is_none());
    assert!(Spline::through(vec![1.0, f64::NAN], vec![0.0, 1.0]).is_none());
    assert!(Spline::through(vec![1.0, 2.0], vec![0.0]).is_none());
}
