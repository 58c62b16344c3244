//! Each beat's waves, from a list of waves: what belongs to which beat, and where over all leads they begin and end.

use crate::dsp::quantile::quantile;
use crate::ecg::{Hertz, SampleIndex, Wave, WaveKind};

/// A QRS complex further than this from every beat is none of them.
const SAME_BEAT_S: f64 = 0.150;

/// A P wave further before its beat than this, or a T wave further behind, belongs to none.
const P_REACH_S: f64 = 0.4;
const T_REACH_S: f64 = 0.7;

/// Of the onsets that several leads show, the first quarter stands for all, of the offsets the last: an interval is
/// measured from the earliest onset to the latest offset, and a lead that errs must not decide alone.
const EARLY: f64 = 0.25;
const LATE: f64 = 0.75;

/// The level before QRS is the mean of so long, so long before QRS begins.
const LEVEL_S: f64 = 0.020;
const BEFORE_QRS_S: f64 = 0.008;

/// So long after the end of QRS the ST level is read, and so long where the heart is faster than `FAST_RR_S` says.
pub(crate) const AFTER_J_S: f64 = 0.080;
pub(crate) const AFTER_J_FAST_S: f64 = 0.060;
const FAST_RR_S: f64 = 0.5;

/// It is the mean of so long on either side.
const AROUND_S: f64 = 0.008;

/// Whether ST must be read early, by the interval before the beat.
pub(crate) fn is_fast(rr: Option<f64>) -> bool {
    rr.is_some_and(|rr| rr < FAST_RR_S)
}

/// Where a beat's waves begin and end, over all leads, in samples; `None` where no lead shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Outline {
    pub p_onset: Option<usize>,
    pub p_offset: Option<usize>,
    pub qrs_onset: Option<usize>,
    pub qrs_offset: Option<usize>,
    pub t_offset: Option<usize>,
}

impl Outline {
    /// The mean of the quiet before QRS: after P, where there is one.
    pub(crate) fn level(&self, samples: &[f32], rate: Hertz) -> Option<f32> {
        let count = |seconds: f64| ((seconds * rate.get()).round() as usize).max(1);
        let end = self.qrs_onset?.checked_sub(count(BEFORE_QRS_S))?;
        let begin = end.saturating_sub(count(LEVEL_S));
        // Where P runs into QRS, what little is between them is the level.
        let begin = self.p_offset.filter(|&p| p > begin && p < end).unwrap_or(begin);
        let quiet = samples.get(begin..=end)?;
        Some(quiet.iter().sum::<f32>() / quiet.len() as f32)
    }

    /// The ST level against the level before QRS; `None` where QRS is not outlined or the record ends before.
    pub(crate) fn st(&self, samples: &[f32], rate: Hertz, fast: bool) -> Option<f64> {
        let count = |seconds: f64| (seconds * rate.get()).round() as usize;
        let level = self.level(samples, rate)?;
        let middle = self.qrs_offset? + count(if fast { AFTER_J_FAST_S } else { AFTER_J_S });
        let span = samples.get(middle.checked_sub(count(AROUND_S))?..=middle + count(AROUND_S))?;
        let mv = f64::from(span.iter().sum::<f32>() / span.len() as f32 - level);
        mv.is_finite().then_some(mv)
    }
}

/// What one lead shows of one beat.
#[derive(Clone, Copy, Default)]
struct Shown {
    p: Option<(Option<usize>, Option<usize>)>,
    qrs: Option<(Option<usize>, Option<usize>)>,
    t: Option<(Option<usize>, Option<usize>)>,
}

impl Shown {
    /// The outline, where no other lead has a say.
    fn outline(&self) -> Outline {
        let (p, qrs) = (self.p.unwrap_or_default(), self.qrs.unwrap_or_default());
        Outline {
            p_onset: p.0,
            p_offset: p.1,
            qrs_onset: qrs.0,
            qrs_offset: qrs.1,
            t_offset: self.t.and_then(|t| t.1),
        }
    }
}

/// One outline a beat. `beats` are in order of time; `waves` are as found or marked, lead by lead.
///
/// A P wave belongs to the next beat, a T wave to the last, a QRS complex to the nearest. Linear in beats and waves, if
/// these are about in order of time, as they are found.
pub(crate) fn outlines(beats: &[SampleIndex], waves: &[Wave], rate: Hertz) -> Vec<Outline> {
    let leads: Vec<Vec<Shown>> =
        waves.chunk_by(|a, b| a.lead == b.lead).map(|waves| shown(beats, waves, rate)).collect();
    if let [only] = &leads[..] {
        return only.iter().map(Shown::outline).collect();
    }
    let mut values = Vec::with_capacity(leads.len());
    (0..beats.len())
        .map(|beat| {
            let mut over_leads = |q: f64, of: &dyn Fn(&Shown) -> Option<usize>| {
                values.clear();
                values.extend(leads.iter().filter_map(|lead| of(&lead[beat])).map(|at| at as f64));
                quantile(&mut values, q).map(|at| at.round() as usize)
            };
            Outline {
                p_onset: over_leads(EARLY, &|lead| lead.p?.0),
                p_offset: over_leads(LATE, &|lead| lead.p?.1),
                qrs_onset: over_leads(EARLY, &|lead| lead.qrs?.0),
                qrs_offset: over_leads(LATE, &|lead| lead.qrs?.1),
                t_offset: over_leads(LATE, &|lead| lead.t?.1),
            }
        })
        .collect()
}

/// What the waves of one lead show of each beat.
fn shown(beats: &[SampleIndex], waves: &[Wave], rate: Hertz) -> Vec<Shown> {
    let reach = |seconds: f64| (seconds * rate.get()) as usize;
    let (same, p_reach, t_reach) = (reach(SAME_BEAT_S), reach(P_REACH_S), reach(T_REACH_S));
    let mut shown = vec![Shown::default(); beats.len()];
    // The first beat that is not before the wave; from one wave to the next it is near.
    let mut after = 0;
    for wave in waves {
        let span = (wave.onset.map(|at| at.0), wave.offset.map(|at| at.0));
        while beats.get(after).is_some_and(|beat| *beat < wave.peak) {
            after += 1;
        }
        while after > 0 && beats[after - 1] >= wave.peak {
            after -= 1;
        }
        let distance = |beat: usize| beats.get(beat).map_or(usize::MAX, |at| at.0.abs_diff(wave.peak.0));
        match wave.kind {
            WaveKind::P if distance(after) <= p_reach => shown[after].p = Some(span),
            WaveKind::Qrs => {
                let near = match after.checked_sub(1) {
                    Some(before) if distance(before) < distance(after) => before,
                    _ => after,
                };
                if distance(near) <= same {
                    shown[near].qrs = Some(span);
                }
            }
            WaveKind::T => {
                if let Some(before) = after.checked_sub(1)
                    && distance(before) <= t_reach
                {
                    shown[before].t = Some(span);
                }
            }
            WaveKind::P => {}
        }
    }
    shown
}

#[test]
fn waves_find_their_beats_and_one_lead_that_errs_does_not_decide() {
    let rate = Hertz::SIMULATOR;
    let at = |at: usize| Some(SampleIndex(at));
    let wave = |lead: &str, kind, onset, peak, offset| Wave {
        lead: lead.into(),
        kind,
        onset: at(onset),
        peak: SampleIndex(peak),
        offset: at(offset),
    };
    let beats = [SampleIndex(400), SampleIndex(760)];
    let mut waves = Vec::new();
    for (lead, early) in [("I", 0), ("II", 0), ("III", 0), ("V1", 0), ("V2", 90)] {
        waves.push(wave(lead, WaveKind::P, 330 - early, 345, 360));
        waves.push(wave(lead, WaveKind::Qrs, 385, 399, 420));
        waves.push(wave(lead, WaveKind::T, 480, 510, 540 + early));
    }
    let outlines = outlines(&beats, &waves, rate);
    let first = Outline {
        p_onset: Some(330),
        p_offset: Some(360),
        qrs_onset: Some(385),
        qrs_offset: Some(420),
        t_offset: Some(540),
    };
    assert_eq!(outlines, [first, Outline::default()]);
}
