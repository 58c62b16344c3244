//! One cell of a text: a number in either decimal notation, a time of the clock, nothing, or words.

use crate::read::Decimal;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Number(f64),
    /// Seconds: since 1970 where there is a date, else since midnight.
    Clock(f64),
    /// Nothing, or one of the words that programs write for nothing.
    Missing,
    Words(&'a [u8]),
}

/// Words that mean that there is no number.
const NOTHING: [&[u8]; 10] = [b"", b"nan", b"NaN", b"NAN", b"NA", b"N/A", b"null", b"NULL", b"-", b"None"];

/// Reads a cell, which may have spaces and quotes around it.
pub fn cell(text: &[u8], decimal: Decimal) -> Cell<'_> {
    let text = unquoted(text);
    if NOTHING.contains(&text) {
        return Cell::Missing;
    }
    if let Some(value) = number(text, decimal) {
        return Cell::Number(value);
    }
    match clock(text) {
        Some(seconds) => Cell::Clock(seconds),
        None => Cell::Words(text),
    }
}

/// The text without spaces and double quotes around it.
pub fn unquoted(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner.trim_ascii(),
        _ => text,
    }
}

/// A whole text as a number; the words of infinity are none.
pub fn number<F: fast_float2::FastFloat>(text: &[u8], decimal: Decimal) -> Option<F> {
    if !text.iter().any(u8::is_ascii_digit) {
        return None;
    }
    match decimal {
        Decimal::Point => fast_float2::parse(text).ok(),
        Decimal::Comma => {
            let mut copy = [0; 64];
            let copy = copy.get_mut(..text.len())?;
            copy.copy_from_slice(text);
            if copy.contains(&b'.') {
                return None;
            }
            if let Some(comma) = copy.iter_mut().find(|byte| **byte == b',') {
                *comma = b'.';
            }
            fast_float2::parse(&*copy).ok()
        }
    }
}

/// A time of the clock, with a date or without: "2019-04-04T16:32:18.123Z", "04.04.2019 16:32:18,5",
/// "[00:00:00.004 01/01/1990]", "0:01.5".
pub fn clock(text: &[u8]) -> Option<f64> {
    if text.len() > 48 || !text.contains(&b':') {
        return None;
    }
    let text = str::from_utf8(text).ok()?.trim_matches(['[', ']']);
    let mut seconds = None;
    let mut days = None;
    for part in text.split([' ', 'T']).filter(|part| !part.is_empty()) {
        if part.contains(':') {
            if seconds.is_some() {
                return None;
            }
            seconds = Some(time_of_day(part)?);
        } else if days.is_none() && part.contains(['-', '/', '.']) && part.len() >= 8 {
            days = Some(days_since_1970(part)?);
        } else if !(part.len() == 5 && part.starts_with(['+', '-'])) {
            // What is left may be a time zone, as +0200; all stamps of a file share it.
            return None;
        }
    }
    Some(days.unwrap_or(0.0) * 86_400.0 + seconds?)
}

fn time_of_day(text: &str) -> Option<f64> {
    let text = text.trim_end_matches('Z');
    // A zone right behind the time: +02:00.
    let text = match text.rfind(['+', '-']) {
        Some(at) if at > 0 => &text[..at],
        _ => text,
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (last, others) = parts.split_last()?;
    if others.is_empty() || others.len() > 2 {
        return None;
    }
    let mut total = 0.0;
    for part in others {
        total = total * 60.0 + f64::from(part.parse::<u32>().ok().filter(|&value| value < 10_000)?);
    }
    let seconds: f64 = last.replace(',', ".").parse().ok().filter(|seconds| (0.0..61.0).contains(seconds))?;
    Some(total * 60.0 + seconds)
}

/// Days since 1970 of "2019-04-04", "04.04.2019", "04/04/2019" (the day first, unless that cannot be).
fn days_since_1970(text: &str) -> Option<f64> {
    let parts: Vec<i64> = text.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = match (a, b, c) {
        (year, month, day) if year > 31 => (year, month, day),
        (month, day, year) if day > 12 => (year, month, day),
        (day, month, year) => (year, month, day),
    };
    if !(1900..2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Howard Hinnant's days_from_civil: years begin in March, so that the odd day comes last.
    let year = if month > 2 { year } else { year - 1 };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some((era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468) as f64)
}

/// A cell as an error shows it: quoted, and cut where it is long.
pub fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(unquoted(text));
    match text.char_indices().nth(24) {
        Some((cut, _)) => format!("\"{}…\"", &text[..cut]),
        None => format!("\"{text}\""),
    }
}

#[test]
fn cells_are_told_apart() {
    let point = |text: &'static str| cell(text.as_bytes(), Decimal::Point);
    assert_eq!(point(" 1.5e3 "), Cell::Number(1500.0));
    assert_eq!(point("\"-2\""), Cell::Number(-2.0));
    assert_eq!(point("1,5"), Cell::Words(b"1,5"));
    assert_eq!(cell(b"-122,125", Decimal::Comma), Cell::Number(-122.125));
    assert_eq!(cell(b"1.5", Decimal::Comma), Cell::Words(b"1.5"));
    assert_eq!(point("NaN"), Cell::Missing);
    assert_eq!(point("inf"), Cell::Words(b"inf"));
    assert_eq!(point("MLII"), Cell::Words(b"MLII"));
}

#[test]
fn clocks_are_read_with_and_without_dates() {
    let read = |text: &str| clock(text.as_bytes());
    assert_eq!(read("1970-01-02T00:00:01.5"), Some(86_401.5));
    assert_eq!(read("2019-04-04 16:32:18 +0200"), Some(1_554_395_538.0));
    assert_eq!(read("04.04.2019 16:32:18,5"), Some(1_554_395_538.5));
    assert_eq!(read("[00:00:00.004 01/01/1970]"), Some(0.004));
    assert_eq!(read("2020-02-29T10:00:00+01:00"), Some(1_582_970_400.0));
    assert_eq!(read("0:01.5"), Some(1.5));
    assert_eq!(read("12:30:00"), Some(45_000.0));
    for words in ["Lead: I", "a:b", "12:99:99:1", "::"] {
        assert_eq!(read(words), None, "{words}");
    }
}
