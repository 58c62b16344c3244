//! A notch: one frequency taken out, its neighbours left.

use std::f64::consts::PI;

use crate::dsp::filter::{Section, Sections};

/// The notch of `scipy.signal.iirnotch(hertz, quality, rate)`: -3 dB over `hertz / quality` to both sides together.
///
/// `None` where `hertz` is not above zero and below half the rate, or `quality` is not above zero, or the notch is wider
/// than the band.
pub fn notch(hertz: f64, quality: f64, rate: f64) -> Option<Sections> {
    let inside = hertz > 0.0 && quality > 0.0 && rate.is_finite() && hertz < rate / 2.0;
    if !inside || hertz / quality >= rate / 2.0 {
        return None;
    }
    let centre = 2.0 * PI * hertz / rate;
    let width = centre / quality;
    let gain = 1.0 / (1.0 + (width / 2.0).tan());
    let turn = -2.0 * gain * centre.cos();
    Some(Sections::new(vec![Section { b: [gain, turn, gain], a: [turn, 2.0 * gain - 1.0] }]))
}

#[test]
fn a_notch_needs_a_frequency_inside_the_band() {
    assert!(notch(50.0, 30.0, 360.0).is_some());
    for (hertz, quality, rate) in [
        (50.0, 30.0, 100.0),
        (0.0, 30.0, 360.0),
        (f64::NAN, 30.0, 360.0),
        (50.0, 0.0, 360.0),
        (50.0, 0.1, 360.0),
    ] {
        assert!(notch(hertz, quality, rate).is_none(), "{hertz} {quality} {rate}");
    }
}
