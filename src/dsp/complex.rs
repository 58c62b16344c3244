//! Complex numbers, as far as filter design and the Fourier transform need them.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Complex {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

impl Complex {
    /// The number one.
    pub const ONE: Complex = Complex::real(1.0);

    /// A number with both its parts.
    pub const fn new(re: f64, im: f64) -> Complex {
        Complex { re, im }
    }

    /// A number without imaginary part.
    pub const fn real(re: f64) -> Complex {
        Complex { re, im: 0.0 }
    }

    /// The point of the unit circle at `angle`, in radians.
    pub fn unit(angle: f64) -> Complex {
        Complex { re: angle.cos(), im: angle.sin() }
    }

    /// The number mirrored at the real axis.
    pub fn conj(self) -> Complex {
        Complex { re: self.re, im: -self.im }
    }

    /// How far from zero.
    pub fn abs(self) -> f64 {
        self.re.hypot(self.im)
    }

    /// The square of how far from zero.
    pub fn norm(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    /// The root whose real part is not negative.
    pub fn sqrt(self) -> Complex {
        let far = self.abs();
        let re = ((far + self.re.abs()) / 2.0).sqrt();
        if re == 0.0 {
            return Complex::default();
        }
        let other = self.im.abs() / (2.0 * re);
        let (re, im) = if self.re >= 0.0 { (re, other) } else { (other, re) };
        Complex { re, im: im.copysign(self.im) }
    }
}

impl Add for Complex {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex {
    type Output = Complex;
    fn sub(self, other: Complex) -> Complex {
        Complex { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Complex {
    type Output = Complex;
    fn mul(self, other: Complex) -> Complex {
        Complex { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Mul<f64> for Complex {
    type Output = Complex;
    fn mul(self, factor: f64) -> Complex {
        Complex { re: self.re * factor, im: self.im * factor }
    }
}

impl Div for Complex {
    type Output = Complex;
    fn div(self, other: Complex) -> Complex {
        self * other.conj() * (1.0 / other.norm())
    }
}

impl Neg for Complex {
    type Output = Complex;
    fn neg(self) -> Complex {
        Complex { re: -self.re, im: -self.im }
    }
}

#[test]
fn a_root_times_itself_is_the_number() {
    for (re, im) in [(3.0, 4.0), (-3.0, 4.0), (-3.0, -4.0), (0.0, 2.0), (-9.0, 0.0), (0.0, 0.0)] {
        let root = Complex::new(re, im).sqrt();
        let square = root * root;
        assert!((square - Complex::new(re, im)).abs() < 1e-14 && root.re >= 0.0, "{re} {im}: {root:?}");
    }
}
