//! The hum of the mains, found at 50 or 60 Hz and taken out by a notch.

use crate::clean::band::edge_below_half;
use crate::clean::signal::Signal;
use crate::dsp::filter::{Sections, notch};
use crate::dsp::spectrum::{Spectrum, Welch};
use crate::ecg::{Hertz, MainsHertz};
use crate::error::{Error, Result};

/// The notch's frequency over its width: 1.7 Hz wide at 50 Hz, which a grid never leaves.
const QUALITY: f64 = 30.0;

/// The line is looked for within so many hertz; its neighbours up to so many more say what stands there without it.
pub const LINE_HZ: f64 = 1.0;
const NEIGHBOURS_HZ: f64 = 5.0;

/// So many times the power that its neighbours lead one to expect is a hum: 6 dB. Harmonics of a regular heart rate reach 3.
const HEARD: f64 = 4.0;

/// A share of the signal's whole power below which a line is rounding.
const LEAST: f64 = 1e-9;

/// A prepared notch, or two of which one may be used.
#[derive(Clone)]
pub struct Mains {
    notches: Vec<(f64, Sections)>,
    told: bool,
}

impl Mains {
    /// A frequency that is told must be below half the rate. Found automatically, one that is not is not looked for.
    pub fn plan(hertz: MainsHertz, rate: Hertz) -> Result<Mains> {
        const PLACE: &str = "recipe, step mains";
        let (frequencies, told): (&[f64], bool) = match hertz {
            MainsHertz::Auto => (&[50.0, 60.0], false),
            MainsHertz::Fifty => (&[50.0], true),
            MainsHertz::Sixty => (&[60.0], true),
        };
        let mut notches = Vec::new();
        for &frequency in frequencies {
            if told {
                edge_below_half(PLACE, frequency, rate)?;
            }
            match notch(frequency, QUALITY, rate.get()) {
                Some(sections) => notches.push((frequency, sections)),
                None if told => {
                    return Err(Error::unfit(PLACE, format!("no notch at {frequency} Hz fits the rate")));
                }
                None => {}
            }
        }
        Ok(Mains { notches, told })
    }

    /// Filters each stretch forwards and backwards; leaves a lead alone in which no hum is heard. Its harmonics are left.
    pub fn run(&self, signal: &mut Signal) {
        let chosen = if self.told {
            self.notches.first()
        } else {
            let spectrum = spectrum(signal);
            let heard = heard(&spectrum, signal.rate);
            self.notches.iter().find(|(frequency, _)| Some(*frequency) == heard)
        };
        if let Some((_, notch)) = chosen {
            signal.each_stretch(|samples, _| notch.zero_phase(samples));
        }
    }
}

/// The spectrum that the mains and the conscience look at: blocks of eight to sixteen seconds.
pub fn spectrum(signal: &Signal) -> Spectrum {
    let stretches = signal.stretches();
    Welch::plan((8.0 * signal.rate.get()).ceil() as usize)
        .run(stretches.iter().map(|stretch| &signal.samples[stretch.clone()]))
}

/// The frequency of the mains that stands out in a spectrum, if either does; the one that stands out more.
pub fn heard(spectrum: &Spectrum, rate: Hertz) -> Option<f64> {
    let power = |from: f64, to: f64| spectrum.power(from / rate.get(), to / rate.get());
    let half = rate.get() / 2.0;
    let whole = power(0.5, half);
    let mut loudest = None;
    let mut most = HEARD;
    for frequency in [50.0, 60.0] {
        let (low, high) = (frequency - LINE_HZ, frequency + LINE_HZ);
        let top = (frequency + NEIGHBOURS_HZ).min(half);
        if high >= half {
            continue;
        }
        let line = power(low, high) / (2.0 * LINE_HZ);
        let beside = (power(frequency - NEIGHBOURS_HZ, low) + power(high, top))
            / (NEIGHBOURS_HZ - LINE_HZ + top - high);
        if line > most * beside && line > LEAST * whole {
            most = if beside > 0.0 { line / beside } else { f64::INFINITY };
            loudest = Some(frequency);
        }
    }
    loudest
}
