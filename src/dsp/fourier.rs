//! The discrete Fourier transform of a power of two.

use std::f64::consts::PI;

use crate::dsp::complex::Complex;

/// A prepared transform of one length: radix 2, in place.
pub struct Fourier {
    /// The points of the unit circle, a turn in `length` steps, half of it.
    turns: Vec<Complex>,
}

impl Fourier {
    /// Of `length` values, which becomes the next power of two, two at the least and 2^20 at the most.
    pub fn plan(length: usize) -> Fourier {
        let length = length.clamp(2, 1 << 20).next_power_of_two();
        let turns = (0..length / 2).map(|k| Complex::unit(-2.0 * PI * k as f64 / length as f64)).collect();
        Fourier { turns }
    }

    /// Values it takes.
    pub fn length(&self) -> usize {
        2 * self.turns.len()
    }

    /// `values` become their transform, not scaled; there are [`Fourier::length`] of them.
    pub fn run(&self, values: &mut [Complex]) {
        let length = values.len();
        debug_assert_eq!(length, self.length());
        let shift = usize::BITS - length.trailing_zeros();
        for index in 0..length {
            let mirrored = index.reverse_bits() >> shift;
            if mirrored > index {
                values.swap(index, mirrored);
            }
        }
        let mut half = 1;
        while half < length {
            let step = length / (2 * half);
            for group in values.chunks_exact_mut(2 * half) {
                let (low, high) = group.split_at_mut(half);
                let turns = self.turns.iter().step_by(step);
                for ((low, high), &turn) in low.iter_mut().zip(high).zip(turns) {
                    let turned = *high * turn;
                    (*low, *high) = (*low + turned, *low - turned);
                }
            }
            half *= 2;
        }
    }
}

#[test]
fn it_is_the_sum_that_defines_it() {
    let values: Vec<Complex> =
        (0..8).map(|i| Complex::new(f64::from(i * i % 5), f64::from(i % 3) - 1.0)).collect();
    let mut transform = values.clone();
    Fourier::plan(8).run(&mut transform);
    for (k, &found) in transform.iter().enumerate() {
        let sum = values.iter().enumerate().fold(Complex::default(), |sum, (j, &value)| {
            sum + value * Complex::unit(-2.0 * PI * (j * k) as f64 / 8.0)
        });
        assert!((found - sum).abs() < 1e-12, "{k}: {found:?}, {sum:?}");
    }
}
