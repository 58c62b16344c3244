//! The ST level of each beat, its course, and the episodes in which it departs from where it began.

use serde::{Deserialize, Serialize};

use crate::dsp::quantile::median;
use crate::ecg::Seconds;
use crate::measure::heartbeats::Heartbeats;
use crate::measure::intervals::Figure;
use crate::measure::outline::{AFTER_J_FAST_S, AFTER_J_S, is_fast};
use crate::measure::quality::{Grade, Quality};

/// The level that the course begins with is the median of the beats of so long.
const REFERENCE_S: f64 = 30.0;

/// An episode departs by this for so long at least, and begins and ends where it has departed by less than `CALM_MV` for as long.
const EPISODE_MV: f64 = 0.1;
const CALM_MV: f64 = 0.05;
const EPISODE_S: f64 = 30.0;

/// Beats further apart than this do not belong to one stretch.
const GAP_S: f64 = 10.0;

/// A beat's level is that of the middle one of so many beats around it: one that was disturbed does not count.
const SMOOTHED: usize = 5;

/// How long a step of the course is.
const STEP_S: f64 = 10.0;

/// Which way ST departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Upwards.
    Elevation,
    /// Downwards.
    Depression,
}

/// A stretch in which ST departs from where it began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StEpisode {
    /// Which way.
    pub direction: Direction,
    /// Where it begins.
    pub from_s: Seconds,
    /// Where it ends.
    pub to_s: Seconds,
    /// Where it departs furthest.
    pub peak_s: Seconds,
    /// By how much it departs there, in millivolts.
    pub peak_mv: f64,
}

/// The ST level of one lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadSt {
    /// The lead's name.
    pub lead: String,
    /// Against the level before QRS, over the normal beats, in millivolts; `None` where no beat shows it.
    pub level_mv: Option<Figure>,
    /// Its median over the first 30 seconds, which episodes depart from; `None` where it lasts no longer.
    pub reference_mv: Option<f64>,
    /// Its course: the median of each step of the record's time, `None` where no beat shows it.
    pub trend_mv: Vec<Option<f64>>,
    /// In order of time.
    pub episodes: Vec<StEpisode>,
}

/// The ST level of each lead that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct St {
    /// How long a step of the courses is.
    pub step_s: Seconds,
    /// How long after QRS most beats were read: 80 ms, or 60 ms where the heart is faster than 120 a minute.
    pub after_j_ms: f64,
    /// Lead by lead.
    pub leads: Vec<LeadSt>,
}

/// One beat's level in one lead.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    at_s: f64,
    mv: f64,
}

impl St {
    /// Reads ST in each lead at every normal beat.
    ///
    /// The level is that 80 ms after the end of QRS (60 ms above 120 beats a minute) against the 20 ms before its onset.
    /// Episodes are those of the European ST-T Database (Taddei and others 1992): the departure from the first 30 seconds
    /// is at least 0.1 mV for at least 30 s; it begins where it was below 0.05 mV for the 30 s before, and ends where it
    /// is for the 30 s after, so that two are at least 30 s apart. Departures: a beat's level is the median of five
    /// around it; the record's beginning and end, and pauses of the measurement of more than 10 s, end an episode, too;
    /// what is unusable of a lead is left out. The person's position is not known: an episode may be a turn in bed.
    /// Linear in the beats of each lead.
    pub fn of(beats: &Heartbeats) -> St {
        let (count, rate) = (beats.at.len(), beats.rate);
        let fast_count = beats.rr.iter().filter(|rr| is_fast(**rr)).count();
        let after_j = if 2 * fast_count > count { AFTER_J_FAST_S } else { AFTER_J_S };
        let leads = beats.leads.iter().map(|lead| {
            let unusable = unusable(beats.quality, &lead.name);
            let points = (0..count).filter(|&beat| beats.is_normal(beat)).filter_map(|beat| {
                let at_s = beats.at[beat].time(rate).0;
                if unusable.iter().any(|&(from, to)| from <= at_s && at_s < to) {
                    return None;
                }
                let mv = beats.outlines[beat].st(&lead.samples, rate, is_fast(beats.rr[beat]))?;
                Some(Point { at_s, mv })
            });
            LeadSt::of(&lead.name, points.collect(), rate.duration(lead.samples.len()).0)
        });
        St { step_s: Seconds(STEP_S), after_j_ms: after_j * 1000.0, leads: leads.collect() }
    }
}

/// When a lead cannot be used.
fn unusable(quality: &Quality, lead: &str) -> Vec<(f64, f64)> {
    let of = quality.leads.iter().find(|judged| judged.lead == lead);
    let stretches = of.into_iter().flat_map(|lead| &lead.stretches);
    stretches
        .filter(|stretch| stretch.grade == Grade::Unusable)
        .map(|stretch| (stretch.from_s.0, stretch.to_s.0))
        .collect()
}

impl LeadSt {
    fn of(lead: &str, points: Vec<Point>, seconds: f64) -> LeadSt {
        let smooth = smoothed(&points);
        let begin = points.first().map_or(0.0, |point| point.at_s);
        let mut first: Vec<f64> = points
            .iter()
            .take_while(|point| point.at_s < begin + REFERENCE_S)
            .map(|point| point.mv)
            .collect();
        let lasts = points.last().is_some_and(|last| last.at_s - begin > REFERENCE_S);
        let reference = median(&mut first).filter(|_| lasts);
        let episodes = reference.map(|reference| {
            let departures =
                smooth.iter().map(|point| Point { mv: point.mv - reference, ..*point }).collect::<Vec<_>>();
            let parts = departures.chunk_by(|a, b| b.at_s - a.at_s <= GAP_S);
            parts.flat_map(episodes).collect()
        });
        let mut trend = vec![None; (seconds / STEP_S).ceil() as usize];
        for step in points.chunk_by(|a, b| (a.at_s / STEP_S) as usize == (b.at_s / STEP_S) as usize) {
            let mut levels: Vec<f64> = step.iter().map(|point| point.mv).collect();
            if let Some(slot) = trend.get_mut((step[0].at_s / STEP_S) as usize) {
                *slot = median(&mut levels).map(rounded);
            }
        }
        LeadSt {
            lead: lead.to_string(),
            level_mv: Figure::of(points.iter().map(|point| point.mv as f32), 3),
            reference_mv: reference.map(rounded),
            trend_mv: trend,
            episodes: episodes.unwrap_or_default(),
        }
    }
}

/// To microvolts, and never below zero by nothing.
fn rounded(mv: f64) -> f64 {
    (mv * 1000.0).round() / 1000.0 + 0.0
}

/// Each level as the median of those around it.
fn smoothed(points: &[Point]) -> Vec<Point> {
    let half = SMOOTHED / 2;
    let mut near = Vec::with_capacity(SMOOTHED);
    (0..points.len())
        .map(|at| {
            near.clear();
            near.extend(
                points[at.saturating_sub(half)..points.len().min(at + half + 1)].iter().map(|p| p.mv),
            );
            Point { at_s: points[at].at_s, mv: median(&mut near).unwrap_or(0.0) }
        })
        .collect()
}

/// The episodes among departures that follow one another without a gap.
fn episodes(points: &[Point]) -> Vec<StEpisode> {
    let mut episodes: Vec<StEpisode> = Vec::new();
    let mut calm_since: Option<f64> = None;
    // The last moment that ended 30 calm seconds: an episode that comes begins there.
    let mut begin = points.first().map_or(0.0, |point| point.at_s);
    let mut from = 0;
    while from < points.len() {
        let point = points[from];
        if point.mv.abs() < CALM_MV {
            let since = *calm_since.get_or_insert(point.at_s);
            if point.at_s - since >= EPISODE_S {
                begin = point.at_s;
            }
            from += 1;
            continue;
        }
        calm_since = None;
        if point.mv.abs() < EPISODE_MV {
            from += 1;
            continue;
        }
        let up = point.mv > 0.0;
        let departed = |point: &Point| point.mv.abs() >= EPISODE_MV && (point.mv > 0.0) == up;
        let run = points[from..].iter().take_while(|point| departed(point)).count();
        if points[from + run - 1].at_s - point.at_s < EPISODE_S {
            from += run;
            continue;
        }
        let end = end_of(points, from + run);
        let begin_s = begin;
        // What turns the other way without a calm between belongs to it; its peak is on its own side.
        let whole =
            points.iter().take(end + 1).filter(|point| point.at_s >= begin_s && (point.mv > 0.0) == up);
        let peak = whole.copied().max_by(|a, b| a.mv.abs().total_cmp(&b.mv.abs())).unwrap_or(point);
        episodes.push(StEpisode {
            direction: if up { Direction::Elevation } else { Direction::Depression },
            from_s: Seconds(rounded(begin_s)),
            to_s: Seconds(rounded(points[end].at_s)),
            peak_s: Seconds(rounded(peak.at_s)),
            peak_mv: rounded(peak.mv),
        });
        begin = points[end].at_s;
        calm_since = Some(begin);
        from = end + 1;
    }
    episodes
}

/// The first point from `from` on that 30 calm seconds follow, or the last.
fn end_of(points: &[Point], from: usize) -> usize {
    let mut calm: Option<usize> = None;
    for (at, point) in points.iter().enumerate().skip(from) {
        if point.mv.abs() >= CALM_MV {
            calm = None;
            continue;
        }
        let since = *calm.get_or_insert(at);
        if point.at_s - points[since].at_s >= EPISODE_S {
            return since;
        }
    }
    calm.unwrap_or(points.len().saturating_sub(1))
}
