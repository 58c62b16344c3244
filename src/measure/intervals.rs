//! Intervals and amplitudes of each beat, their medians, and the heart rate's course.

use serde::{Deserialize, Serialize};

use crate::dsp::quantile::{median, quantiles};
use crate::ecg::{BeatIntervals, Hertz, SampleIndex, Seconds};
use crate::error::Note;
use crate::measure::heartbeats::Heartbeats;
use crate::measure::outline::{Outline, is_fast};

/// The intervals within which QT can be corrected for the rate; outside of them the formulas say nothing.
const CORRECTABLE_RR_S: (f64, f64) = (0.3, 2.0);

/// How long a step of the heart rate's course is.
const STEP_S: f64 = 10.0;

/// What lies between, over the beats that show it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The middle one.
    pub median: f64,
    /// What a tenth of them lies below.
    pub low: f64,
    /// What a tenth of them lies above.
    pub high: f64,
    /// How many beats show it.
    pub count: usize,
}

impl Figure {
    /// `None` where no beat shows it. Rounded to `digits` behind the point.
    pub(crate) fn of(values: impl Iterator<Item = f32>, digits: i32) -> Option<Figure> {
        let mut values: Vec<f64> = values.map(f64::from).filter(|value| value.is_finite()).collect();
        let count = values.len();
        let scale = 10f64.powi(digits);
        // Adding zero makes a plain one of a negative one.
        let [low, median, high] =
            quantiles(&mut values, [0.1, 0.5, 0.9])?.map(|value| (value * scale).round() / scale + 0.0);
        Some(Figure { median, low, high, count })
    }
}

/// The heart rate's course, a value a step: the median of the rates of the intervals that end in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RateTrend {
    /// How long a step is.
    pub step_s: Seconds,
    /// Beats a minute; `None` where no interval ends.
    pub bpm: Vec<Option<f64>>,
}

/// Intervals and amplitudes over a recording: medians over its normal beats, and over all for what is between beats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intervals {
    /// The lead that amplitudes are measured in; intervals are measured over all that were looked at.
    pub lead: String,
    /// Between beats, of whatever class, in milliseconds.
    pub rr_ms: Option<Figure>,
    /// The same as a rate, in beats a minute.
    pub rate_bpm: Option<Figure>,
    /// See [`BeatIntervals`], as for all that follow.
    pub p_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub pr_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qrs_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qt_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qtc_bazett_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qtc_fridericia_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qtc_framingham_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub qtc_hodges_ms: Option<Figure>,
    #[allow(missing_docs)]
    pub p_mv: Option<Figure>,
    #[allow(missing_docs)]
    pub r_mv: Option<Figure>,
    #[allow(missing_docs)]
    pub s_mv: Option<Figure>,
    #[allow(missing_docs)]
    pub t_mv: Option<Figure>,
    #[allow(missing_docs)]
    pub st_mv: Option<Figure>,
    /// The heart rate's course.
    pub trend: RateTrend,
    /// Each beat by itself; in tables, not in the report.
    #[serde(skip)]
    pub beats: Vec<BeatIntervals>,
}

impl Intervals {
    /// Measures the beats in what their leads show and their waves outline.
    ///
    /// An interval's ends are taken over all leads (the earliest quarter of the onsets, the latest of the offsets).
    /// Amplitudes are those of the first lead, from the mean of the 20 ms that end 8 ms before QRS. QT is corrected by
    /// the interval before its beat, where that is 0.3 to 2 s. Beats of other classes than N are left out of all
    /// medians but those of RR and rate. Linear in the beats.
    pub fn of(beats: &Heartbeats) -> Intervals {
        let first = beats.leads.first();
        let samples = first.map_or(&[][..], |lead| &lead.samples);
        let measured: Vec<BeatIntervals> = (0..beats.at.len())
            .map(|beat| {
                let next = beats.at.get(beat + 1).map_or(usize::MAX, |next| next.0);
                measured(&beats.outlines[beat], beats.rr[beat], samples, beats.rate, beats.at[beat], next)
            })
            .collect();
        let figure = |digits, of: fn(&BeatIntervals) -> Option<f32>| {
            let normal = measured.iter().enumerate().filter(|(beat, _)| beats.is_normal(*beat));
            Figure::of(normal.filter_map(|(_, measured)| of(measured)), digits)
        };
        let rr = || measured.iter().filter_map(|beat| beat.rr_s);
        Intervals {
            lead: first.map(|lead| lead.name.clone()).unwrap_or_default(),
            rr_ms: Figure::of(rr().map(|rr| rr * 1000.0), 0),
            rate_bpm: Figure::of(rr().map(|rr| 60.0 / rr), 1),
            p_ms: figure(0, |beat| beat.p_ms),
            pr_ms: figure(0, |beat| beat.pr_ms),
            qrs_ms: figure(0, |beat| beat.qrs_ms),
            qt_ms: figure(0, |beat| beat.qt_ms),
            qtc_bazett_ms: figure(0, |beat| beat.qtc_bazett_ms),
            qtc_fridericia_ms: figure(0, |beat| beat.qtc_fridericia_ms),
            qtc_framingham_ms: figure(0, |beat| beat.qtc_framingham_ms),
            qtc_hodges_ms: figure(0, |beat| beat.qtc_hodges_ms),
            p_mv: figure(3, |beat| beat.p_mv),
            r_mv: figure(3, |beat| beat.r_mv),
            s_mv: figure(3, |beat| beat.s_mv),
            t_mv: figure(3, |beat| beat.t_mv),
            st_mv: figure(3, |beat| beat.st_mv),
            trend: RateTrend::of(beats, samples.len()),
            beats: measured,
        }
    }

    /// What could not be measured, and why.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let beats = self.beats.len();
        let apart = self.rr_ms.map_or(0, |rr| rr.count);
        if beats == 1 {
            notes.push(Note::new(
                "One beat makes no interval: rates and everything that follows from them are left open.",
            ));
        } else if beats > 1 && apart + 1 < beats {
            let left = beats - 1 - apart;
            let (are, s) = if left == 1 { ("is", "") } else { ("are", "s") };
            notes.push(Note::new(format!(
                "{left} interval{s} between beats {are} shorter than 0.2 s or longer than 10 s and not counted: \
                 a beat is marked twice there, or none could be seen."
            )));
        }
        notes
    }
}

/// What a beat shows.
fn measured(
    outline: &Outline,
    rr: Option<f64>,
    samples: &[f32],
    rate: Hertz,
    peak: SampleIndex,
    next: usize,
) -> BeatIntervals {
    let ms = |from: Option<usize>, to: Option<usize>| {
        let samples = to?.checked_sub(from?).filter(|&samples| samples > 0)?;
        Some((samples as f64 / rate.get() * 1000.0) as f32)
    };
    let qt_ms = ms(outline.qrs_onset, outline.t_offset);
    let (shortest, longest) = CORRECTABLE_RR_S;
    let corrected = |by: &dyn Fn(f64, f64) -> f64| {
        let rr = rr.filter(|rr| (shortest..=longest).contains(rr))?;
        Some(by(f64::from(qt_ms?), rr) as f32)
    };
    let level = outline.level(samples, rate);
    let highest = |from: Option<usize>, to: Option<usize>| {
        let span = samples.get(from?..=to?.min(next.saturating_sub(1)))?;
        let level = level?;
        let far = span.iter().copied().max_by(|a, b| (a - level).abs().total_cmp(&(b - level).abs()))?;
        Some(far - level)
    };
    let qrs = outline.qrs_onset.zip(outline.qrs_offset).and_then(|(from, to)| samples.get(from..=to));
    let from_level = |value: Option<f32>| Some(value? - level?);
    BeatIntervals {
        rr_s: rr.map(|rr| rr as f32),
        p_ms: ms(outline.p_onset, outline.p_offset),
        pr_ms: ms(outline.p_onset, outline.qrs_onset),
        qrs_ms: ms(outline.qrs_onset, outline.qrs_offset),
        qt_ms,
        qtc_bazett_ms: corrected(&|qt, rr| qt / rr.sqrt()),
        qtc_fridericia_ms: corrected(&|qt, rr| qt / rr.cbrt()),
        qtc_framingham_ms: corrected(&|qt, rr| qt + 154.0 * (1.0 - rr)),
        qtc_hodges_ms: corrected(&|qt, rr| qt + 1.75 * (60.0 / rr - 60.0)),
        p_mv: highest(outline.p_onset, outline.p_offset),
        r_mv: from_level(qrs.and_then(|qrs| qrs.iter().copied().max_by(f32::total_cmp))),
        s_mv: from_level(qrs.and_then(|qrs| qrs.iter().copied().min_by(f32::total_cmp))),
        t_mv: outline.t_offset.and_then(|end| {
            // T lies in the second half of what is between QRS and its own end.
            let from = outline.qrs_offset.unwrap_or(peak.0);
            highest(Some(from + end.checked_sub(from)? / 2), Some(end))
        }),
        st_mv: outline.st(samples, rate, is_fast(rr)).map(|mv| mv as f32),
    }
}

impl RateTrend {
    fn of(beats: &Heartbeats, length: usize) -> RateTrend {
        let step = STEP_S * beats.rate.get();
        let steps = (length as f64 / step).ceil() as usize;
        let mut bpm = vec![None; steps];
        let mut rates = Vec::new();
        let of = |beat: SampleIndex| (beat.0 as f64 / step) as usize;
        let intervals = beats.at.iter().zip(&beats.rr).filter_map(|(at, rr)| Some((of(*at), 60.0 / (*rr)?)));
        let intervals = intervals.collect::<Vec<_>>();
        for group in intervals.chunk_by(|a, b| a.0 == b.0) {
            rates.clear();
            rates.extend(group.iter().map(|(_, rate)| *rate));
            if let Some(slot) = bpm.get_mut(group[0].0) {
                *slot = median(&mut rates).map(|bpm| (bpm * 10.0).round() / 10.0);
            }
        }
        RateTrend { step_s: Seconds(STEP_S), bpm }
    }
}
