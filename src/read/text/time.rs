//! The column that tells the time: which it is, and what it counts.

use crate::error::{Error, Result};
use crate::read::choices::means;
use crate::read::recording::is_ecg;
use crate::read::text::cell::{self, Cell};
use crate::read::text::clock::{Clock, Ticks};
use crate::read::text::columns::Column;
use crate::read::text::units;
use crate::read::{Choices, Decimal, Finding};

/// Seconds in one tick of a unit of time.
pub fn ticks_of(unit: &str) -> Option<f64> {
    match unit.trim().trim_matches(['[', ']', '(', ')', '\'']) {
        "s" | "sec" | "secs" | "second" | "seconds" | "S" => Some(1.0),
        "ms" | "msec" | "millisecond" | "milliseconds" => Some(1e-3),
        "us" | "µs" | "μs" | "microseconds" => Some(1e-6),
        "ns" | "nanoseconds" => Some(1e-9),
        _ => None,
    }
}

/// Words of columns that tell the time or count rows.
pub fn is_time_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let lower = lower.trim_matches(['\'', '"', ' ']);
    ["time", "timestamp", "zeit", "tempo", "temps", "tiempo", "clock", "elapsed", "date"]
        .iter()
        .any(|word| lower.contains(word))
        || [
            "t",
            "s",
            "ms",
            "sec",
            "seconds",
            "sample",
            "samples",
            "sample #",
            "index",
            "idx",
            "nseq",
            "n",
            "nr",
            "no",
            "row",
            "unnamed: 0",
        ]
        .contains(&lower)
}

type Found = (Option<(usize, Ticks)>, Option<Clock>);

/// The column that tells the time: as chosen; else of those that are called so or hold clock times, or of a first one that
/// goes up evenly, the one that is finest.
pub fn find_time(
    name: &str,
    rows: &[Vec<&[u8]>],
    columns: &mut [Column],
    decimal: Decimal,
    choices: &Choices,
    findings: &mut Vec<Finding>,
) -> Result<Found> {
    let values = |at: usize| -> Vec<f64> {
        let cells = rows.iter().map(|row| cell::cell(row[at], decimal));
        cells
            .map_while(|cell| match cell {
                Cell::Number(value) | Cell::Clock(value) => Some(value),
                _ => None,
            })
            .collect()
    };
    let is_clock = |at: usize| rows.iter().all(|row| matches!(cell::cell(row[at], decimal), Cell::Clock(_)));
    let counts = |at: usize, column: &Column| {
        if is_clock(at) { Some(Ticks::Seconds(1.0)) } else { ticks(column, &values(at)) }
    };
    let goes_up = |values: &[f64]| values.len() > 2 && values.windows(2).all(|pair| pair[1] > pair[0]);
    let mut candidates: Vec<(usize, Ticks)> = Vec::new();
    for at in 0..columns.len() {
        let times = values(at);
        let called = is_time_name(&columns[at].name) || ticks_of(&columns[at].other_unit).is_some();
        let even =
            at == 0 && columns.len() > 1 && !is_ecg(&columns[at].name) && goes_up(&times) && is_even(&times);
        let whole = times.len() == rows.len();
        if is_clock(at) || (called && whole) || even {
            columns[at].is_time = true;
            if let Some(ticks) = counts(at, &columns[at]).filter(|_| whole) {
                candidates.push((at, ticks));
            }
        }
    }
    let (chosen, reason) = match choices.time.as_deref() {
        Some("none") => (None, "chosen by you"),
        Some(wanted) => {
            let Some(at) = (0..columns.len()).find(|&at| means(wanted, &columns[at].name, at)) else {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let reason = format!("there is no column {wanted} in it; it has {}", names.join(", "));
                return Err(Error::unfit(name, reason));
            };
            columns[at].is_time = true;
            (counts(at, &columns[at]).map(|ticks| (at, ticks)), "chosen by you")
        }
        None => {
            let fineness = |ticks: &Ticks| match ticks {
                Ticks::Seconds(seconds) => *seconds,
                Ticks::Rows => f64::INFINITY,
            };
            let moving = |(at, ticks): &&(usize, Ticks)| match ticks {
                Ticks::Seconds(seconds) => Clock::new(*seconds, &values(*at)).is_some(),
                Ticks::Rows => true,
            };
            let finest =
                candidates.iter().filter(moving).min_by(|a, b| fineness(&a.1).total_cmp(&fineness(&b.1)));
            (finest.copied(), "it goes up with the rows")
        }
    };
    let clock = chosen.and_then(|(at, ticks)| match ticks {
        Ticks::Seconds(seconds) => Clock::new(seconds, &values(at)),
        Ticks::Rows => None,
    });
    let value = match chosen {
        Some((at, Ticks::Rows)) => format!("column {}, which counts rows", columns[at].name),
        Some((at, Ticks::Seconds(seconds))) => {
            let unit = if is_clock(at) {
                "as clock time"
            } else {
                match seconds {
                    1.0 => "in seconds",
                    1e-3 => "in milliseconds",
                    1e-6 => "in microseconds",
                    _ => "in nanoseconds",
                }
            };
            format!("column {}, {unit}", columns[at].name)
        }
        None => "none".to_string(),
    };
    let reason =
        if chosen.is_none() && choices.time.is_none() { "no column goes up with the rows" } else { reason };
    findings.push(Finding::new("time", value, reason));
    Ok((chosen, clock))
}

/// Whether steps are alike, but for a few.
fn is_even(times: &[f64]) -> bool {
    let steps = units::sorted(times.windows(2).map(|pair| pair[1] - pair[0]).collect());
    let median = steps[steps.len() / 2];
    let alike = steps.iter().filter(|&&step| (step - median).abs() <= 0.3 * median).count();
    median > 0.0 && alike * 20 >= steps.len() * 19
}

/// What a column of times counts: by its unit, by its size if it counts from 1970, else by what makes a sensible rate.
fn ticks(column: &Column, times: &[f64]) -> Option<Ticks> {
    let in_name = column.name.rsplit(['_', ' ']).next().unwrap_or_default();
    if let Some(seconds) =
        ticks_of(&column.other_unit).or(ticks_of(in_name).filter(|_| column.name.len() > 2))
    {
        return Some(Ticks::Seconds(seconds));
    }
    let (first, last) = (times.first()?, times.last()?);
    let step = (last - first) / (times.len().max(2) - 1) as f64;
    let one = times.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    let sensible = |seconds: f64| (20.0..=20_000.0).contains(&(1.0 / (step * seconds)));
    match *first {
        first if first > 1e17 => Some(Ticks::Seconds(1e-9)),
        first if first > 1e14 => Some(Ticks::Seconds(1e-6)),
        first if first > 1e11 => Some(Ticks::Seconds(1e-3)),
        first if first > 1e8 && sensible(1.0) => Some(Ticks::Seconds(1.0)),
        // Whole numbers one apart count rows, or milliseconds of 1000 Hz: a name that says time decides.
        _ if one && !column.name.to_ascii_lowercase().contains("time") => Some(Ticks::Rows),
        _ => [1.0, 1e-3, 1e-6, 1e-9]
            .into_iter()
            .find(|&seconds| sensible(seconds))
            .map(Ticks::Seconds)
            .or(Some(Ticks::Rows)),
    }
}
