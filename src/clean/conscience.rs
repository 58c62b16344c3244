//! What cleaning changed: SNR, the power of four bands, the ST level and the R amplitude; and what is odd about a lead.

use serde::{Deserialize, Serialize};

use crate::clean::mains::{LINE_HZ, heard, spectrum};
use crate::clean::signal::Signal;
use crate::dsp::quantile::median;

/// An ST level that moved by more than this, in mV, is told: it is what an ST elevation begins at.
const ST_MOVED_MV: f64 = 0.1;

/// Fewer beats than this say nothing about what repeats.
const FEWEST_BEATS: usize = 5;

/// So many beats, spread over the lead, stand for all.
const MOST_BEATS: usize = 200;

/// No SNR is better than this: beyond it are the digits of the samples.
const BEST_DB: f64 = 120.0;

/// What cleaning changed in one lead, in mV, before anything scaled it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The lead's name.
    pub lead: String,
    /// The signal-to-noise ratio; `None` where the lead is flat or too short to say.
    pub snr: Option<Snr>,
    /// The power of each band before.
    pub before: Bands,
    /// The power of each band after.
    pub after: Bands,
    /// By how much the ST level rose, in mV: the median over beats. `None` where fewer than five R peaks are known.
    ///
    /// The level is the mean from 100 to 120 ms after R, against the mean from 90 to 70 ms before R.
    pub st_shift_mv: Option<f64>,
    /// By how much the R amplitude grew, in mV, by its sign: the median over beats, and `None` likewise.
    ///
    /// The amplitude is that of the sample farthest from the level before R (as for ST), within 40 ms of the R peak.
    pub r_shift_mv: Option<f64>,
}

impl Change {
    /// What was removed from each band: power before less power after; below zero where cleaning added some.
    pub fn removed(&self) -> Bands {
        Bands {
            wander: self.before.wander - self.after.wander,
            ecg: self.before.ecg - self.after.ecg,
            muscle: self.before.muscle - self.after.muscle,
            mains: self.before.mains - self.after.mains,
        }
    }
}

/// The power of a lead in four bands: mean squares, in mV², by Welch's method over blocks of 8 to 16 s, their means taken
/// off. What is slower than a block is therefore not in it, and a lead of a few seconds has coarse bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Below 0.7 Hz: baseline wander.
    pub wander: f64,
    /// From 0.7 to 40 Hz: most of the ECG.
    pub ecg: f64,
    /// From 40 to 100 Hz without the mains: muscle, and the sharpest of the QRS complex.
    pub muscle: f64,
    /// Within 1 Hz of the mains that stood out before cleaning; 0 where neither 50 nor 60 Hz did.
    pub mains: f64,
}

/// An estimate of the signal-to-noise ratio, in dB, at most 120.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snr {
    /// Before cleaning.
    pub before_db: f64,
    /// After.
    pub after_db: f64,
    /// How it was estimated.
    pub by: SnrBy,
}

/// How an SNR was estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SnrBy {
    /// From five R peaks on: the power of the median beat (its mean taken off) against the median over beats of what
    /// differs from it. A beat is from 250 ms before R to 450 ms after, less where they follow faster. Whatever does not
    /// repeat is noise to it: wander, but also a changing rhythm or axis; fewer than half of odd beats do not count.
    Beats,
    /// Else: the power from 0.7 to 40 Hz, mains left out, against that below 0.7, from 40 to 100 Hz and of the mains. Noise inside the band of the
    /// ECG counts as signal, so that it flatters, most after a band-pass.
    Spectrum,
}

/// What is measured of a lead, before and after.
#[derive(Clone)]
pub struct Look {
    bands: Bands,
    mains: Option<f64>,
    by_beats: Option<f64>,
    by_spectrum: Option<f64>,
    levels: Vec<Level>,
}

/// Where one beat stands, against the level before its R.
#[derive(Clone, Copy)]
struct Level {
    /// Which of the R peaks it is.
    beat: usize,
    st: f64,
    r: f64,
}

/// The measuring of leads before and after.
#[derive(Clone)]
pub struct Conscience;

impl Conscience {
    /// Measures a lead in mV; at the same mains and the same beats as `before`, where there is one.
    pub fn look(&self, signal: &Signal, before: Option<&Look>) -> Look {
        let spectrum = spectrum(signal);
        let rate = signal.rate.get();
        let mains = before.map_or_else(|| heard(&spectrum, signal.rate), |before| before.mains);
        let power = |from: f64, to: f64| spectrum.power(from / rate, to / rate);
        let mut bands = Bands {
            wander: power(0.0, 0.7),
            ecg: power(0.7, 40.0),
            muscle: power(40.0, 100.0),
            mains: mains.map_or(0.0, |hertz| power(hertz - LINE_HZ, hertz + LINE_HZ)),
        };
        bands.muscle = (bands.muscle - bands.mains).max(0.0);
        let beats = Beats::of(signal);
        Look {
            bands,
            mains,
            by_beats: beats.snr(signal),
            by_spectrum: decibels(bands.ecg, bands.wander + bands.muscle + bands.mains),
            levels: beats.levels(signal, before.map_or(&[], |before| &before.levels)),
        }
    }

    /// What changed from one look to the other, and notes about what should not have.
    pub fn compare(&self, signal: &mut Signal, before: Look, after: Look) -> Change {
        let snr = |before: Option<f64>, after: Option<f64>, by| {
            Some(Snr { before_db: before?, after_db: after?, by })
        };
        let shift = |level: fn(&Level) -> f64| {
            let mut shifts: Vec<f64> = after
                .levels
                .iter()
                .filter_map(|after| Some(level(after) - level(before_of(&before.levels, after.beat)?)))
                .collect();
            if shifts.len() < FEWEST_BEATS { None } else { median(&mut shifts) }
        };
        let change = Change {
            lead: signal.name.clone(),
            snr: snr(before.by_beats, after.by_beats, SnrBy::Beats)
                .or_else(|| snr(before.by_spectrum, after.by_spectrum, SnrBy::Spectrum)),
            before: before.bands,
            after: after.bands,
            st_shift_mv: shift(|level| level.st),
            r_shift_mv: shift(|level| level.r),
        };
        if let Some(Snr { after_db, by: SnrBy::Beats, .. }) = change.snr
            && after_db < 0.0
        {
            signal.note(format!(
                "even clean, less of it repeats from beat to beat than does not (SNR {after_db:.0} dB): it is mostly \
                 noise, or the R peaks are not its own."
            ));
        } else if let Some(moved) = change.st_shift_mv.filter(|moved| moved.abs() > ST_MOVED_MV) {
            // Of noise there is no ST level to speak of.
            signal.note(format!(
                "cleaning moved its ST level by {moved:+.2} mV; read ST from the signal as it was recorded, \
                 or choose a gentler baseline step."
            ));
        }
        change
    }

    /// Notes what is odd about a lead as it was recorded: flat, all but flat, clipped, far from zero.
    pub fn oddities(&self, signal: &mut Signal) {
        const FLAT_MV: f64 = 1e-6;
        const STILL: f64 = 0.95;
        const AT_THE_RAIL: f64 = 0.01;
        const FAR_MV: f64 = 50.0;
        let Some((least, greatest)) = signal.range() else {
            signal.note("nothing was recorded in it.");
            return;
        };
        if greatest - least < FLAT_MV {
            signal.note("it is flat: there is nothing in it to clean.");
            return;
        }
        let (mut count, mut still, mut at_the_rail) = (0usize, 0usize, 0usize);
        for piece in signal.recorded() {
            count += piece.len();
            still += piece.windows(2).filter(|pair| pair[0] == pair[1]).count();
            let rail = |pair: &&[f64]| pair[0] == pair[1] && (pair[0] == least || pair[0] == greatest);
            at_the_rail += piece.windows(2).filter(rail).count();
        }
        let share = |part: usize| part as f64 / count as f64;
        if share(still) > STILL {
            signal.note(format!("it stands still for {:.0} % of its samples.", 100.0 * share(still)));
        } else if share(at_the_rail) > AT_THE_RAIL {
            signal.note(format!(
                "{:.0} % of its samples stand at its least or greatest value: it is clipped, and no cleaning brings \
                 back what was cut off.",
                100.0 * share(at_the_rail)
            ));
        }
        let middle = (least + greatest) / 2.0;
        if middle.abs() > FAR_MV {
            signal.note(format!(
                "it stands {middle:.0} mV from zero, as no heart does: an offset, or another unit."
            ));
        }
    }
}

/// What was measured of a beat before. (Other beats may be whole at another rate.)
fn before_of(levels: &[Level], beat: usize) -> Option<&Level> {
    levels.binary_search_by_key(&beat, |level| level.beat).ok().map(|at| &levels[at])
}

/// The beats of a lead that can be measured.
struct Beats {
    /// Which of the R peaks, and where it is.
    peaks: Vec<(usize, usize)>,
    before: usize,
    after: usize,
}

impl Beats {
    /// At most two hundred, evenly spread, each whole inside a stretch.
    fn of(signal: &Signal) -> Beats {
        let at = |seconds: f64| (seconds * signal.rate.get()).round() as usize;
        let mut intervals: Vec<f64> = signal
            .peaks
            .windows(2)
            .map(|pair| pair[1] as f64 - pair[0] as f64)
            .filter(|&rr| rr > 0.0)
            .collect();
        let rr = median(&mut intervals).map_or(usize::MAX, |rr| rr as usize);
        let before = at(0.25).min(rr / 10 * 3);
        let after = at(0.45).min(rr / 10 * 6);
        // The levels are looked for at fixed distances, however fast the beats follow.
        let (before_levels, after_levels) =
            (before.max(at(0.1).saturating_add(1)), after.max(at(0.13).saturating_add(1)));
        let stretches = signal.stretches();
        let mut stretch = 0;
        let mut peaks = Vec::new();
        // Every so many beats of all, not of those that are whole: so it is the same ones before and after.
        let every = signal.peaks.len().div_ceil(MOST_BEATS).max(1);
        for (beat, &peak) in signal.peaks.iter().enumerate().step_by(every) {
            while stretch + 1 < stretches.len() && stretches[stretch].end <= peak {
                stretch += 1;
            }
            let inside = stretches.get(stretch).is_some_and(|stretch| {
                stretch.contains(&peak)
                    && peak - stretch.start > before_levels
                    && stretch.end - peak > after_levels
            });
            if inside {
                peaks.push((beat, peak));
            }
        }
        Beats { peaks, before, after }
    }

    /// See [`SnrBy::Beats`].
    fn snr(&self, signal: &Signal) -> Option<f64> {
        if self.peaks.len() < FEWEST_BEATS || self.before + self.after < 3 {
            return None;
        }
        let width = self.before + self.after;
        let beat = |peak: usize| &signal.samples[peak - self.before..peak + self.after];
        let mut column = Vec::with_capacity(self.peaks.len());
        let template: Vec<f64> = (0..width)
            .map(|at| {
                column.clear();
                column.extend(self.peaks.iter().map(|&(_, peak)| beat(peak)[at]));
                median(&mut column).unwrap_or(0.0)
            })
            .collect();
        let mean = template.iter().sum::<f64>() / width as f64;
        let power = template.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let apart = |peak: usize| beat(peak).iter().zip(&template).map(|(a, b)| (a - b) * (a - b)).sum();
        let mut noise: Vec<f64> = self.peaks.iter().map(|&(_, peak)| apart(peak)).collect();
        decibels(power, median(&mut noise).unwrap_or(0.0))
    }

    /// ST level and R amplitude of each beat; the R of the sign that it had `before`.
    fn levels(&self, signal: &Signal, before: &[Level]) -> Vec<Level> {
        let at = |seconds: f64| (seconds * signal.rate.get()).round() as usize;
        let mean = |from: usize, to: usize| {
            signal.samples[from..to.max(from + 1)].iter().sum::<f64>() / (to.max(from + 1) - from) as f64
        };
        let level = |&(beat, peak): &(usize, usize)| {
            let base = mean(peak - at(0.09), peak - at(0.07));
            let st = mean(peak + at(0.1), peak + at(0.12)) - base;
            let sign = before_of(before, beat).map(|before| before.r.signum());
            let near = signal.samples[peak - at(0.04)..=peak + at(0.04)].iter().map(|sample| sample - base);
            let size = |value: f64| sign.map_or(value.abs(), |sign| sign * value);
            let r = near.max_by(|&a, &b| size(a).total_cmp(&size(b))).unwrap_or(0.0);
            Level { beat, st, r }
        };
        self.peaks.iter().map(level).collect()
    }
}

/// The ratio of two powers; `None` where there is no signal.
fn decibels(signal: f64, noise: f64) -> Option<f64> {
    let ratio = 10.0 * (signal / noise).log10();
    if signal > 0.0 && ratio.is_finite() {
        Some(ratio.clamp(-BEST_DB, BEST_DB))
    } else if signal > 0.0 && noise == 0.0 {
        Some(BEST_DB)
    } else {
        None
    }
}
