//! How a report says things: moments, lengths, counts, and what happens in a rhythm.

use crate::ecg::{BeatClass, Moment, Seconds};
use crate::measure::rhythm::{Event, EventKind};
use crate::measure::{Direction, Reason};

/// A moment of a recording, and by the clock of the place where that is known: 0:12:31.5 (14:05:16).
pub(in crate::print) fn moment(at: Seconds, start: Moment) -> String {
    let tenths = (at.0.max(0.0) * 10.0).round() as u64;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let since = format!("{}:{:02}:{:02}.{tenth}", whole / 3600, whole / 60 % 60, whole % 60);
    match start.time_ms {
        Some(begun) => {
            let clock = (u64::from(begun) / 1000 + whole) % 86_400;
            format!("{since} ({:02}:{:02}:{:02})", clock / 3600, clock / 60 % 60, clock % 60)
        }
        None => since,
    }
}

/// How long something lasts: 6.4 s, 12 min 31 s, 23 h 40 min.
pub(in crate::print) fn length(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{:.1} s", seconds.max(0.0)),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole / 60 % 60),
    }
}

/// A count with its thousands apart: 2 273.
pub(in crate::print) fn count(value: usize) -> String {
    let digits = value.to_string();
    let mut told = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        // Four digits are read at a glance.
        if digits.len() > 4 && nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            told.push('\u{a0}');
        }
        told.push(digit);
    }
    told
}

/// The first letter as at the beginning of a sentence.
pub(in crate::print) fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The first letter as in the middle of one; a word that is all capitals stays.
pub(in crate::print) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_string();
    }
    first.map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What a kind of event is called, of one or of several: "runs of ventricular ectopic beats".
pub(in crate::print) fn kind(kind: EventKind, class: Option<BeatClass>, several: bool) -> String {
    let (one, more) = match kind {
        EventKind::Bradycardia => ("slow stretch", "slow stretches"),
        EventKind::Tachycardia => ("fast stretch", "fast stretches"),
        EventKind::Pause => ("pause", "pauses"),
        EventKind::Couplet => ("couplet", "couplets"),
        EventKind::Run => ("run", "runs"),
        EventKind::Bigeminy => ("bigeminy", "bigeminies"),
        EventKind::Trigeminy => ("trigeminy", "trigeminies"),
    };
    let of = match class {
        Some(BeatClass::S) => "supraventricular ",
        Some(BeatClass::V) => "ventricular ",
        _ => "",
    };
    format!("{of}{}", if several { more } else { one })
}

/// What an event is: "ventricular run of 5 beats, 178 bpm".
pub(in crate::print) fn event(event: &Event) -> String {
    let Event { beats, bpm, from_s, to_s, .. } = *event;
    let name = upper(&kind(event.kind, event.class, false));
    let rate = bpm.map_or(String::new(), |bpm| format!(", {bpm:.0} bpm"));
    match event.kind {
        EventKind::Pause => format!("{name} of {:.1} s", to_s.0 - from_s.0),
        EventKind::Bradycardia | EventKind::Tachycardia => {
            format!("{name} of {}{rate}", length(to_s.0 - from_s.0))
        }
        EventKind::Couplet => format!("{name}{rate}"),
        EventKind::Run | EventKind::Bigeminy | EventKind::Trigeminy => {
            format!("{name} of {beats} beats{rate}")
        }
    }
}

/// Which way ST goes.
pub(in crate::print) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Elevation => "elevation",
        Direction::Depression => "depression",
    }
}

/// Why a stretch cannot be trusted.
pub(in crate::print) fn reason(reason: Option<Reason>) -> &'static str {
    match reason {
        None => "doubtful",
        Some(Reason::Missing) => "nothing recorded",
        Some(Reason::Flat) => "flat",
        Some(Reason::Saturated) => "cut off at the recorder's limit",
        Some(Reason::Noisy) => "noisy",
        Some(Reason::LeadOff) => "lead off",
    }
}

#[test]
fn moments_lengths_and_counts_read_as_people_say_them() {
    let start = Moment { date: None, time_ms: Some(86_399_000) };
    assert_eq!(moment(Seconds(751.46), Moment::default()), "0:12:31.5");
    assert_eq!(moment(Seconds(2.0), start), "0:00:02.0 (00:00:01)");
    assert_eq!([length(6.44), length(751.0), length(85_200.0)], ["6.4 s", "12 min 31 s", "23 h 40 min"]);
    assert_eq!([count(0), count(2273), count(102_273)], ["0", "2273", "102\u{a0}273"]);
    assert_eq!(upper("sinus rhythm"), "Sinus rhythm");
}
