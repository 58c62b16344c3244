//! A lead at another rate: by a rational factor, through a filter against aliases.

use crate::clean::signal::Signal;
use crate::dsp::resample::{Resampler, fraction};
use crate::ecg::Hertz;
use crate::error::{Error, Result};

/// A prepared change of rate.
#[derive(Clone)]
pub struct Rate {
    to: Hertz,
    up: usize,
    down: usize,
}

/// Rates further apart than this need a filter as long as the signal, or make one as long as memory.
const FARTHEST: f64 = 1000.0;

impl Rate {
    /// From a rate to another, at most a thousandfold apart.
    pub fn plan(from: Hertz, hertz: f64) -> Result<Rate> {
        const PLACE: &str = "recipe, step resample";
        let to = Hertz::new(hertz).ok_or_else(|| Error::model(PLACE, format!("{hertz} Hz is no rate")))?;
        let ratio = to.get() / from.get();
        if !(1.0 / FARTHEST..=FARTHEST).contains(&ratio) {
            let reason =
                format!("from {} Hz to {hertz} Hz is too far; choose a rate nearer to it", from.get());
            return Err(Error::unfit(PLACE, reason));
        }
        let (up, down) = fraction(ratio);
        Ok(Rate { to, up, down })
    }

    /// The rate that comes out.
    pub fn to(&self) -> Hertz {
        self.to
    }

    /// Resamples the lead as a whole, with straight lines through its gaps, and moves gaps and peaks along. Its median is
    /// taken off for the filter, so that the ends do not ring.
    pub fn run(&self, signal: &mut Signal) {
        signal.bridge(|_| true);
        let mut sorted = signal.samples.clone();
        let middle = sorted.len() / 2;
        let level =
            if sorted.is_empty() { 0.0 } else { *sorted.select_nth_unstable_by(middle, f64::total_cmp).1 };
        drop(sorted);
        signal.samples.iter_mut().for_each(|sample| *sample -= level);
        signal.samples = Resampler::plan(self.up, self.down).run(&signal.samples);
        signal.samples.iter_mut().for_each(|sample| *sample += level);
        let factor = self.up as f64 / self.down as f64;
        let len = signal.samples.len();
        for gap in &mut signal.gaps {
            let from = ((gap.start as f64 * factor).floor() as usize).min(len);
            let to = ((gap.end as f64 * factor).ceil() as usize).min(len);
            *gap = from..to;
        }
        // Gaps that were a few samples apart may touch now, and none may be empty.
        let mut apart: Vec<std::ops::Range<usize>> = Vec::new();
        for gap in signal.gaps.drain(..).filter(|gap| !gap.is_empty()) {
            match apart.last_mut() {
                Some(last) if gap.start <= last.end => last.end = last.end.max(gap.end),
                _ => apart.push(gap),
            }
        }
        signal.gaps = apart;
        for peak in &mut signal.peaks {
            *peak = ((*peak as f64 * factor + 0.5).floor() as usize).min(len.saturating_sub(1));
        }
        signal.rate = self.to;
    }
}
