//! A band of frequencies kept, the rest taken away: Butterworth, forwards and backwards.

use crate::clean::signal::Signal;
use crate::dsp::filter::{Pass, Sections, butterworth};
use crate::ecg::Hertz;
use crate::error::{Error, Result};

/// A prepared band-pass, low-pass or high-pass without phase: scipy's `butter(order, …, output="sos")` run by
/// `sosfiltfilt`. At its edges it is down by 6 dB, 3 for each pass.
#[derive(Clone)]
pub struct Band {
    sections: Sections,
}

impl Band {
    /// Zero for an edge that is not there.
    pub fn plan(low_hz: f64, high_hz: f64, order: usize, rate: Hertz) -> Result<Band> {
        const PLACE: &str = "recipe, step band";
        let pass = match (low_hz == 0.0, high_hz == 0.0) {
            (false, false) => Pass::Between(low_hz, high_hz),
            (false, true) => Pass::Above(low_hz),
            (true, false) => Pass::Below(high_hz),
            (true, true) => {
                return Err(Error::model(PLACE, "it has no edge; give it low_hz, high_hz or both"));
            }
        };
        for edge in [low_hz, high_hz] {
            edge_below_half(PLACE, edge, rate)?;
        }
        let Some(sections) = butterworth(order, pass, rate.get()) else {
            let reason = format!(
                "no band from {low_hz} to {high_hz} Hz of order {order}: low_hz is below high_hz, and the order 1 to 32"
            );
            return Err(Error::model(PLACE, reason));
        };
        Ok(Band { sections })
    }

    /// Filters each stretch by itself.
    pub fn run(&self, signal: &mut Signal) {
        signal.each_stretch(|samples, _| self.sections.zero_phase(samples));
    }
}

/// An edge below this share of the rate is lost in the rounding of the filter's poles.
const LOWEST: f64 = 1e-6;

/// Refuses an edge at or above half the rate as something the signal cannot bear, and one below zero as a recipe's fault.
pub fn edge_below_half(place: &str, edge: f64, rate: Hertz) -> Result<()> {
    if !(edge >= 0.0 && edge.is_finite()) {
        return Err(Error::model(place, format!("{edge} Hz is no frequency")));
    }
    let half = rate.get() / 2.0;
    if edge > 0.0 && edge < rate.get() * LOWEST {
        let reason =
            format!("{edge} Hz is too low for a rate of {} Hz; resample to a lower rate before", rate.get());
        return Err(Error::unfit(place, reason));
    }
    if edge < half {
        return Ok(());
    }
    let reason = format!(
        "{edge} Hz is not below half the rate of {} Hz; choose less than {half} Hz, or leave the step out",
        rate.get()
    );
    Err(Error::unfit(place, reason))
}
