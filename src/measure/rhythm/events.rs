//! What happens in a rhythm: slow and fast stretches, pauses, and ectopic beats that come in patterns.

use serde::{Deserialize, Serialize};

use crate::dsp::quantile::median;
use crate::ecg::{BeatClass, Seconds};

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// Slower than 50 a minute for at least ten seconds.
    Bradycardia,
    /// Faster than 100 a minute for at least ten seconds.
    Tachycardia,
    /// Two seconds or more without a beat.
    Pause,
    /// Two ectopic beats of one class in a row.
    Couplet,
    /// Three or more ectopic beats of one class in a row.
    Run,
    /// Every second beat is ectopic, three times at least.
    Bigeminy,
    /// Every third beat is ectopic, three times at least.
    Trigeminy,
}

/// Something that happens in a rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The class of its ectopic beats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<BeatClass>,
    /// When its first beat is.
    pub from_s: Seconds,
    /// When its last beat is.
    pub to_s: Seconds,
    /// How many beats it has; of a pause the two around it.
    pub beats: usize,
    /// The rate within it, in beats a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bpm: Option<f64>,
}

/// How often something happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventCount {
    /// What.
    pub kind: EventKind,
    /// The class of its ectopic beats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<BeatClass>,
    /// How often.
    pub count: usize,
    /// Beats of the longest.
    pub most_beats: usize,
}

/// Slower than this, and faster than this, in beats a minute (ACC, AHA and HRS 2018 and 2015), for so long.
pub(crate) const SLOW_BPM: f64 = 50.0;
pub(crate) const FAST_BPM: f64 = 100.0;
const LASTING_S: f64 = 10.0;

/// A beat's rate is that of the middle one of so many intervals around it: single early beats make no tachycardia.
const AROUND: usize = 7;

/// Without a beat for so long is a pause.
const PAUSE_S: f64 = 2.0;

/// A pattern has so many ectopic beats at least.
const PATTERN: usize = 3;

/// The events of beats in order of time; `rr` is the interval before each, `None` where it does not follow another.
/// Sorted by time. Linear in the beats.
pub(crate) fn events(at_s: &[f64], rr: &[Option<f64>], classes: &[Option<BeatClass>]) -> Vec<Event> {
    let mut events = Vec::new();
    rates(at_s, rr, &mut events);
    for (beat, rr) in rr.iter().enumerate().skip(1) {
        if rr.is_some_and(|rr| rr >= PAUSE_S) {
            events.push(event(EventKind::Pause, None, at_s, beat - 1, beat));
        }
    }
    for class in [BeatClass::S, BeatClass::V] {
        let is: Vec<bool> = classes.iter().map(|one| *one == Some(class)).collect();
        // What follows one another: a hole ends a row.
        let follows = |beat: usize| rr.get(beat).is_some_and(Option::is_some);
        rows(&is, &follows, class, at_s, &mut events);
        for (kind, period) in [(EventKind::Bigeminy, 2), (EventKind::Trigeminy, 3)] {
            patterns(&is, classes, &follows, period, |from, to| {
                events.push(event(kind, Some(class), at_s, from, to));
            });
        }
    }
    events.sort_by(|a, b| a.from_s.0.total_cmp(&b.from_s.0).then(a.kind.cmp(&b.kind)));
    events
}

/// How often each happens, in order of kind and class.
pub(crate) fn counts(events: &[Event]) -> Vec<EventCount> {
    let mut counts: Vec<EventCount> = Vec::new();
    for event in events {
        let known = counts.iter_mut().find(|one| (one.kind, one.class) == (event.kind, event.class));
        match known {
            Some(one) => {
                one.count += 1;
                one.most_beats = one.most_beats.max(event.beats);
            }
            None => counts.push(EventCount {
                kind: event.kind,
                class: event.class,
                count: 1,
                most_beats: event.beats,
            }),
        }
    }
    counts.sort_by_key(|one| (one.kind, one.class));
    counts
}

fn event(kind: EventKind, class: Option<BeatClass>, at_s: &[f64], from: usize, to: usize) -> Event {
    let seconds = at_s[to] - at_s[from];
    let milli = |value: f64| Seconds((value * 1000.0).round() / 1000.0);
    Event {
        kind,
        class,
        from_s: milli(at_s[from]),
        to_s: milli(at_s[to]),
        beats: to - from + 1,
        bpm: (seconds > 0.0).then(|| ((to - from) as f64 / seconds * 600.0).round() / 10.0),
    }
}

/// Stretches that are slow or fast.
fn rates(at_s: &[f64], rr: &[Option<f64>], events: &mut Vec<Event>) {
    let mut near = Vec::with_capacity(AROUND);
    let paces: Vec<Option<EventKind>> = (0..rr.len())
        .map(|beat| {
            near.clear();
            let to = (beat + AROUND / 2 + 1).min(rr.len());
            near.extend(rr[beat.saturating_sub(AROUND / 2)..to].iter().flatten());
            let bpm = 60.0 / median(&mut near)?;
            if bpm < SLOW_BPM {
                Some(EventKind::Bradycardia)
            } else {
                (bpm > FAST_BPM).then_some(EventKind::Tachycardia)
            }
        })
        .collect();
    let mut from = 0;
    for run in paces.chunk_by(|a, b| a == b) {
        let to = from + run.len() - 1;
        if let Some(kind) = run[0]
            && at_s[to] - at_s[from] >= LASTING_S
        {
            events.push(event(kind, None, at_s, from, to));
        }
        from = to + 1;
    }
}

/// Ectopic beats in a row.
fn rows(
    is: &[bool],
    follows: &dyn Fn(usize) -> bool,
    class: BeatClass,
    at_s: &[f64],
    events: &mut Vec<Event>,
) {
    let mut from = 0;
    while from < is.len() {
        if !is[from] {
            from += 1;
            continue;
        }
        let mut to = from;
        while is.get(to + 1) == Some(&true) && follows(to + 1) {
            to += 1;
        }
        match to - from + 1 {
            1 => {}
            2 => events.push(event(EventKind::Couplet, Some(class), at_s, from, to)),
            _ => events.push(event(EventKind::Run, Some(class), at_s, from, to)),
        }
        from = to + 1;
    }
}

/// Ectopic beats that come every `period` beats with normal ones between.
fn patterns(
    is: &[bool],
    classes: &[Option<BeatClass>],
    follows: &dyn Fn(usize) -> bool,
    period: usize,
    mut found: impl FnMut(usize, usize),
) {
    let is_plain = |beat: usize| matches!(classes[beat], None | Some(BeatClass::N));
    // Whether the ectopic beat at `beat` is followed by one, a period later, with normal beats between.
    let goes_on = |beat: usize| {
        is.get(beat + period) == Some(&true)
            && (beat + 1..beat + period).all(is_plain)
            && (beat + 1..=beat + period).all(follows)
    };
    let mut from = 0;
    while from < is.len() {
        if !is[from] {
            from += 1;
            continue;
        }
        let (mut to, mut count) = (from, 1);
        while goes_on(to) {
            to += period;
            count += 1;
        }
        if count >= PATTERN {
            found(from, to);
        }
        from = to + 1;
    }
}
