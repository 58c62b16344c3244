//! Butterworth filters of any order, designed as second-order sections.

use std::f64::consts::PI;

use crate::dsp::complex::Complex;
use crate::dsp::filter::{Section, Sections};

/// Which frequencies pass, by their edges (-3 dB) in hertz.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pass {
    /// All below the edge.
    Below(f64),
    /// All above the edge.
    Above(f64),
    /// All between the two.
    Between(f64, f64),
    /// All but those between the two.
    Outside(f64, f64),
}

/// The largest order that [`butterworth`] designs.
const HIGHEST: usize = 32;

/// The filter of `scipy.signal.butter(order, …, fs=rate, output="sos")`: the same sections in the same order, equal but
/// for rounding. Between and outside two edges it has twice `order` poles, as scipy's has.
///
/// By the bilinear transform of the analogue prototype, edges warped beforehand; poles nearest to the unit circle come
/// last, each with the zeros nearest to it. `None` where an edge is not above zero and below half the rate, where the
/// edges are not in order, or where the order is not 1 to 32.
pub fn butterworth(order: usize, pass: Pass, rate: f64) -> Option<Sections> {
    let edges = match pass {
        Pass::Below(edge) | Pass::Above(edge) => [edge, edge],
        Pass::Between(low, high) | Pass::Outside(low, high) if low < high => [low, high],
        _ => return None,
    };
    let inside = edges.iter().all(|&edge| edge > 0.0 && edge < rate / 2.0);
    if !(1..=HIGHEST).contains(&order) || !inside || !rate.is_finite() {
        return None;
    }
    // Frequencies are in half the sampling rate from here on, and warped for the bilinear transform of rate 2.
    let [low, high] = edges.map(|edge| 4.0 * (PI * edge / rate).tan());
    let prototype = (0..order).map(|index| {
        let step = 1.0 - order as f64 + 2.0 * index as f64;
        -Complex::unit(PI * step / (2.0 * order as f64))
    });
    Some(Sections::new(sections(match pass {
        Pass::Below(_) => Roots {
            zeros: Vec::new(),
            poles: prototype.map(|pole| pole * low).collect(),
            gain: low.powi(order as i32),
        },
        Pass::Above(_) => Roots {
            zeros: vec![Complex::default(); order],
            poles: prototype.map(|pole| Complex::real(low) / pole).collect(),
            gain: 1.0,
        },
        Pass::Between(..) => Roots {
            zeros: vec![Complex::default(); order],
            poles: around(prototype.map(|pole| pole * ((high - low) / 2.0)), low * high),
            gain: (high - low).powi(order as i32),
        },
        Pass::Outside(..) => {
            let stop = Complex::new(0.0, (low * high).sqrt());
            let mut zeros = vec![stop; order];
            zeros.extend(vec![-stop; order]);
            let poles = prototype.map(|pole| Complex::real((high - low) / 2.0) / pole);
            Roots { zeros, poles: around(poles, low * high), gain: 1.0 }
        }
    })))
}

/// The poles of a band filter about the square root of `square`, from those of a low-pass.
fn around(poles: impl Iterator<Item = Complex>, square: f64) -> Vec<Complex> {
    let (above, below): (Vec<Complex>, Vec<Complex>) = poles
        .map(|pole| {
            let root = (pole * pole - Complex::real(square)).sqrt();
            (pole + root, pole - root)
        })
        .unzip();
    [above, below].concat()
}

/// A filter as its zeros, poles and gain; analogue, until [`sections`] takes it.
struct Roots {
    zeros: Vec<Complex>,
    poles: Vec<Complex>,
    gain: f64,
}

/// The bilinear transform, and pairs of poles with the zeros nearest to them.
fn sections(Roots { zeros, poles, gain }: Roots) -> Vec<Section> {
    const TWICE_RATE: Complex = Complex::real(4.0);
    let degree = poles.len() - zeros.len();
    let product =
        |roots: &[Complex]| roots.iter().fold(Complex::ONE, |product, &root| product * (TWICE_RATE - root));
    let gain = gain * (product(&zeros) / product(&poles)).re;
    let digital = |root: Complex| (TWICE_RATE + root) / (TWICE_RATE - root);
    let mut zeros: Vec<Complex> = zeros.into_iter().map(digital).collect();
    zeros.extend(vec![Complex::real(-1.0); degree]);
    let mut poles: Vec<Complex> = poles.into_iter().map(digital).collect();
    if poles.len() % 2 == 1 {
        poles.push(Complex::default());
        zeros.push(Complex::default());
    }
    let (mut zeros, mut poles) = (halves(zeros), halves(poles));

    let mut sections = Vec::new();
    while let Some(worst) = worst(&poles, |_| true) {
        let first = poles.remove(worst);
        let second = if is_real(first) {
            // A lone real pole has zero for its partner: the count was made even.
            match crate::dsp::filter::butterworth::worst(&poles, is_real) {
                Some(other) => poles.remove(other),
                None => Complex::default(),
            }
        } else {
            first.conj()
        };
        let lone = poles.iter().filter(|&&pole| is_real(pole)).count() == 1;
        let lone = lone && !is_real(first) && zeros.iter().filter(|&&zero| is_real(zero)).count() == 1;
        // Where one real pole and one real zero are left, they are left to each other.
        let wanted = |zero: Complex| !(lone && poles.len() + 1 == zeros.len() && is_real(zero));
        let mut pair = [Complex::default(); 2];
        if let Some(index) = nearest(&zeros, first, wanted) {
            let zero = zeros.remove(index);
            pair = [zero, zero.conj()];
            if is_real(zero)
                && let Some(index) = nearest(&zeros, first, is_real)
            {
                pair[1] = zeros.remove(index);
            }
        }
        let [b1, b2] = monic(pair);
        sections.push(Section { b: [1.0, b1, b2], a: monic([first, second]) });
    }
    sections.reverse();
    if let Some(section) = sections.first_mut() {
        section.b.iter_mut().for_each(|factor| *factor *= gain);
    }
    sections
}

/// The two lower coefficients of the polynomial with these roots, which are real or a conjugate pair.
fn monic([first, second]: [Complex; 2]) -> [f64; 2] {
    [-(first + second).re, (first * second).re]
}

fn is_real(root: Complex) -> bool {
    root.im == 0.0
}

/// One of each conjugate pair, by its real part, then the real ones by value; what is real but for rounding is real.
fn halves(roots: Vec<Complex>) -> Vec<Complex> {
    const ROUNDING: f64 = 100.0 * f64::EPSILON;
    let (mut real, mut pairs): (Vec<Complex>, Vec<Complex>) =
        roots.into_iter().partition(|root| root.im.abs() <= ROUNDING * root.abs());
    real.iter_mut().for_each(|root| root.im = 0.0);
    real.sort_by(|a, b| a.re.total_cmp(&b.re));
    pairs.retain(|root| root.im > 0.0);
    pairs.sort_by(|a, b| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im)));
    pairs.append(&mut real);
    pairs
}

/// Where the pole nearest to the unit circle stands, of those that are `wanted`.
fn worst(poles: &[Complex], wanted: impl Fn(Complex) -> bool) -> Option<usize> {
    least(poles, wanted, |pole| (1.0 - pole.abs()).abs())
}

/// Where the root nearest to `to` stands, of those that are `wanted`.
fn nearest(roots: &[Complex], to: Complex, wanted: impl Fn(Complex) -> bool) -> Option<usize> {
    least(roots, wanted, |root| (root - to).abs())
}

fn least(
    roots: &[Complex],
    wanted: impl Fn(Complex) -> bool,
    measure: impl Fn(Complex) -> f64,
) -> Option<usize> {
    let candidates = roots.iter().enumerate().filter(|(_, root)| wanted(**root));
    candidates.min_by(|(_, a), (_, b)| measure(**a).total_cmp(&measure(**b))).map(|(index, _)| index)
}

#[test]
fn edges_outside_the_band_make_no_filter() {
    assert!(butterworth(4, Pass::Between(0.5, 40.0), 360.0).is_some());
    for pass in [Pass::Below(180.0), Pass::Above(0.0), Pass::Between(40.0, 0.5), Pass::Outside(f64::NAN, 3.0)]
    {
        assert!(butterworth(4, pass, 360.0).is_none(), "{pass:?}");
    }
    assert!(butterworth(0, Pass::Below(40.0), 360.0).is_none());
    assert!(butterworth(33, Pass::Below(40.0), 360.0).is_none());
}
