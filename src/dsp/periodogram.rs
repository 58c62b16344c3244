//! The power of values that are not evenly spaced, by frequency: Lomb and Scargle's periodogram.

use std::f64::consts::TAU;

use crate::dsp::complex::Complex;

/// Values that are turned together, for the sake of the processor's wide registers.
const LANES: usize = 4;

/// The periodogram of `values` at moments `at_s` (seconds), at the `count` frequencies `from`, `from + step`, … (hertz).
///
/// Lomb and Scargle's, with a mean that is fitted along (Zechmeister and Kürster 2009), not normalised:
/// `astropy.timeseries.LombScargle(t, y, normalization="psd").power(f, method="slow")`, half the drop of the sum of
/// squares. Zero where a sine cannot be told from a level. Times values by frequencies, a dozen operations each.
pub fn lomb(at_s: &[f64], values: &[f64], from: f64, step: f64, count: usize) -> Vec<f64> {
    let members = at_s.len().min(values.len());
    if members < 2 {
        return vec![0.0; count];
    }
    let mean = values[..members].iter().sum::<f64>() / members as f64;
    let begin = at_s[0];
    let groups = members.div_ceil(LANES);
    let lane = |index: usize| (index / LANES, index % LANES);
    let mut wave = vec![[[0.0; LANES]; 2]; groups];
    let mut turn = vec![[[0.0; LANES]; 2]; groups];
    let mut value = vec![[0.0; LANES]; groups];
    // Lanes beyond the last value stay at zero and add nothing.
    for index in 0..members {
        let (group, lane) = lane(index);
        let at = at_s[index] - begin;
        let (first, next) = (Complex::unit(TAU * from * at), Complex::unit(TAU * step * at));
        (wave[group][0][lane], wave[group][1][lane]) = (first.re, first.im);
        (turn[group][0][lane], turn[group][1][lane]) = (next.re, next.im);
        value[group][lane] = values[index] - mean;
    }
    (0..count)
        .map(|_| {
            // Sums of y cos, y sin, cos, sin, cos cos and cos sin.
            let mut sums = [[0.0; LANES]; 6];
            for ((wave, turn), value) in wave.iter_mut().zip(&turn).zip(&value) {
                for lane in 0..LANES {
                    let (c, s, y) = (wave[0][lane], wave[1][lane], value[lane]);
                    sums[0][lane] += y * c;
                    sums[1][lane] += y * s;
                    sums[2][lane] += c;
                    sums[3][lane] += s;
                    sums[4][lane] += c * c;
                    sums[5][lane] += c * s;
                    wave[0][lane] = c * turn[0][lane] - s * turn[1][lane];
                    wave[1][lane] = c * turn[1][lane] + s * turn[0][lane];
                }
            }
            let share = |lanes: [f64; LANES]| lanes.iter().sum::<f64>() / members as f64;
            let [yc, ys, c, s, cc, cs] = sums.map(share);
            let (cc, ss, cs) = (cc - c * c, 1.0 - cc - s * s, cs - c * s);
            let told = cc * ss - cs * cs;
            let drop = (ss * yc * yc + cc * ys * ys - 2.0 * cs * yc * ys) / told;
            if told > 1e-9 { 0.5 * members as f64 * drop.max(0.0) } else { 0.0 }
        })
        .collect()
}

#[test]
fn a_sine_at_uneven_moments_is_a_quarter_of_its_square_a_value() {
    let at: Vec<f64> = (0..400).map(|i| f64::from(i) + 0.3 * f64::from(i * 7 % 11) / 11.0).collect();
    let values: Vec<f64> = at.iter().map(|at| 50.0 + 3.0 * (TAU * 0.1 * at + 1.0).sin()).collect();
    let power = lomb(&at, &values, 0.0, 0.005, 60);
    assert!((power[20] - 400.0 * 9.0 / 4.0).abs() < 0.1, "{}", power[20]);
    assert_eq!(power[0], 0.0);
    assert!(power[50] < 1.0);
}

#[test]
fn few_values_or_one_moment_have_no_power() {
    assert_eq!(lomb(&[], &[], 0.1, 0.1, 2), [0.0; 2]);
    assert_eq!(lomb(&[1.0], &[5.0], 0.1, 0.1, 2), [0.0; 2]);
    assert_eq!(lomb(&[1.0; 3], &[5.0, 6.0, 7.0], 0.1, 0.1, 2), [0.0; 2]);
}
