//! One line of a header, field by field, as header(5) describes them.

use crate::ecg::{Hertz, Moment};
use crate::error::{Error, Note, Result};
use crate::read::wfdb::header::Segment;

/// How samples lie in a signal file; by signal(5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A layout's: there is no file.
    Null,
    /// First differences, a byte each.
    Differences,
    /// Two bytes, low byte first.
    Sixteen,
    /// Three bytes, low byte first.
    TwentyFour,
    /// Four bytes, low byte first.
    ThirtyTwo,
    /// Two bytes, high byte first.
    SixtyOne,
    /// A byte, 128 above the count.
    Eighty,
    /// Two bytes, 32,768 above the count.
    OneSixty,
    /// Twelve bits: two samples in three bytes.
    TwoTwelve,
    /// Ten bits: three samples in four bytes, the older packing.
    ThreeTen,
    /// Ten bits: three samples in four bytes.
    ThreeEleven,
    /// FLAC, of at most so many bits.
    Flac(u32),
}

impl Format {
    fn of(number: &str) -> Option<Format> {
        Some(match number {
            "0" => Format::Null,
            "8" => Format::Differences,
            "16" => Format::Sixteen,
            "24" => Format::TwentyFour,
            "32" => Format::ThirtyTwo,
            "61" => Format::SixtyOne,
            "80" => Format::Eighty,
            "160" => Format::OneSixty,
            "212" => Format::TwoTwelve,
            "310" => Format::ThreeTen,
            "311" => Format::ThreeEleven,
            "508" => Format::Flac(8),
            "516" => Format::Flac(16),
            "524" => Format::Flac(24),
            _ => return None,
        })
    }
}

/// The first line of a header.
pub struct RecordLine {
    pub name: String,
    pub segments: Option<usize>,
    pub signals: usize,
    pub rate: Hertz,
    pub frames: Option<usize>,
    pub start: Moment,
    pub notes: Vec<Note>,
}

/// `name[/segments] signals [rate[/counter[(base)]] [samples [time [date]]]]`
pub fn record(place: &str, line: &str) -> Result<RecordLine> {
    let mut fields = line.split_whitespace();
    let name = fields.next().unwrap_or_default();
    let (name, segments) = match name.split_once('/') {
        None => (name, None),
        Some((name, count)) => match count.parse() {
            Ok(count) => (name, Some(count)),
            Err(_) => {
                let reason = format!("\"{count}\" should be the number of segments");
                return Err(Error::malformed(place, reason));
            }
        },
    };
    let signals = fields
        .next()
        .and_then(|field| field.parse().ok())
        .ok_or_else(|| Error::malformed(place, "the second field should be the number of signals"))?;
    let rate = match fields.next() {
        // The counter's rate and base are for tapes; nothing here is addressed by them.
        Some(field) => {
            field.split('/').next().and_then(|rate| Hertz::new(rate.parse().ok()?)).ok_or_else(|| {
                Error::malformed(
                    place,
                    format!("\"{field}\" is no sampling rate; it should be hertz above zero"),
                )
            })?
        }
        None => Hertz::WFDB_DEFAULT,
    };
    let frames = match fields.next() {
        Some(field) => Some(field.parse::<usize>().map_err(|_| {
            Error::malformed(place, format!("\"{field}\" should be the number of samples in each signal"))
        })?),
        None => None,
    };
    let mut notes = Vec::new();
    let start = moment(place, fields.next(), fields.next(), &mut notes);
    Ok(RecordLine { name: name.to_string(), segments, signals, rate, frames, start, notes })
}

/// The time and the date, which some headers have in the wrong order; what cannot be read is noted and left out.
fn moment(place: &str, time: Option<&str>, date: Option<&str>, notes: &mut Vec<Note>) -> Moment {
    let looks_like_date = |field: &str| field.contains(['/', '-']);
    let (time, date) = match (time, date) {
        (Some(first), second) if looks_like_date(first) => {
            notes.push(Note::new(format!(
                "{place}: the date stands where the time should be; {first} was read as the date."
            )));
            (second, Some(first))
        }
        other => other,
    };
    let mut read = |field: Option<&str>, what: &str, known: bool| {
        if let (Some(field), false) = (field, known) {
            notes.push(Note::new(format!(
                "{place}: \"{field}\" is no {what}; the recording's start is not known."
            )));
        }
    };
    let parsed_time = time.and_then(time_of_day);
    read(time, "time of day", parsed_time.is_some());
    let parsed_date = date.and_then(calendar_day);
    read(date, "date", parsed_date.is_some());
    Moment { date: parsed_date, time_ms: parsed_time }
}

/// "19:46:25.757", "4:05", "30": hours, minutes and seconds, of which the first may be absent; in milliseconds.
fn time_of_day(field: &str) -> Option<u32> {
    let parts: Vec<&str> = field.split(':').collect();
    let seconds: f64 = parts.last()?.parse().ok()?;
    let whole = |at: usize| -> Option<f64> {
        match parts.len().checked_sub(at + 1) {
            Some(index) => Some(f64::from(parts.get(index)?.parse::<u32>().ok()?)),
            None => Some(0.0),
        }
    };
    let total = whole(2)? * 3600.0 + whole(1)? * 60.0 + seconds;
    (parts.len() <= 3 && seconds >= 0.0 && (0.0..86_400.0).contains(&total))
        .then(|| (total * 1000.0).round() as u32)
}

/// "25/04/1989" by the manual; "2014-05-08" as some have it.
fn calendar_day(field: &str) -> Option<(u16, u8, u8)> {
    let parts: Vec<u32> = field.split(['/', '-']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [year, month, day] if year > 31 => Moment::day(year, month, day),
        [day, month, year] => Moment::day(year, month, day),
        _ => None,
    }
}

/// `name samples`, of a record in segments.
pub fn segment(place: &str, line: &str) -> Result<Segment> {
    let mut fields = line.split_whitespace();
    let name = fields.next().unwrap_or_default();
    let Some(frames) = fields.next().and_then(|field| field.parse().ok()) else {
        return Err(Error::malformed(place, "it should be a segment's name and its number of samples"));
    };
    Ok(Segment { name: (name != "~").then(|| name.to_string()), frames })
}

/// A signal's line.
pub struct SignalLine<'a> {
    pub file: &'a str,
    pub format: Format,
    pub per_frame: usize,
    pub skew: usize,
    pub offset: usize,
    pub gain: f64,
    pub baseline: f64,
    pub units: &'a str,
    pub initial: i32,
    pub checksum: Option<i16>,
    pub description: &'a str,
}

/// More samples than this in a frame no recorder has; a header may claim any number.
const MOST_PER_FRAME: usize = 1 << 16;

/// `file format[xN][:skew][+offset] [gain[(baseline)][/units] [resolution [zero [initial [checksum [block [description]]]]]]]`
pub fn signal<'a>(place: &str, line: &'a str) -> Result<SignalLine<'a>> {
    let mut rest = line;
    let mut next = || -> Option<&'a str> {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (field, after) = rest.split_at(end);
        rest = after;
        (!field.is_empty()).then_some(field)
    };
    let file = next().unwrap_or_default();
    let format = next().unwrap_or_default();
    let gain = next();
    let _resolution = next();
    let zero = next();
    let initial = next();
    let checksum = next();
    let _block = next();
    let description = rest.trim();

    let (format, modifiers) = parse_format(place, format)?;
    let (gain, baseline, units) = match gain {
        Some(field) => parse_gain(field).ok_or_else(|| {
            Error::malformed(place, format!("\"{field}\" is no gain; it should read like 200(0)/mV"))
        })?,
        None => (0.0, None, ""),
    };
    let whole = |field: Option<&str>| field.and_then(|field| field.parse::<i64>().ok());
    let baseline = baseline.unwrap_or(whole(zero).unwrap_or(0) as f64);
    Ok(SignalLine {
        file,
        format,
        per_frame: modifiers.per_frame,
        skew: modifiers.skew,
        offset: modifiers.offset,
        gain,
        baseline,
        units,
        initial: whole(initial).unwrap_or(0) as i32,
        // Headers written without reckoning have zeros there.
        checksum: whole(checksum).filter(|&sum| sum != 0).map(|sum| sum as i16),
        description,
    })
}

struct Modifiers {
    per_frame: usize,
    skew: usize,
    offset: usize,
}

/// "212", "16x4:3+24": the format, then samples a frame, skew, and offset.
fn parse_format(place: &str, field: &str) -> Result<(Format, Modifiers)> {
    let digits = field.find(|c: char| !c.is_ascii_digit()).unwrap_or(field.len());
    let (number, mut rest) = field.split_at(digits);
    if number.is_empty() {
        let reason = "the second field should be the signal's format, as 212 or 16";
        return Err(Error::malformed(place, reason));
    }
    let Some(format) = Format::of(number) else {
        let reason = format!(
            "signals in format {number}; the formats are 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 and 524"
        );
        return Err(Error::unsupported(place, reason));
    };
    let mut modifiers = Modifiers { per_frame: 1, skew: 0, offset: 0 };
    while let Some(mark) = rest.chars().next() {
        let after = &rest[mark.len_utf8()..];
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (value, remains) = after.split_at(end);
        match (mark, value.parse::<usize>()) {
            ('x', Ok(count)) if (1..=MOST_PER_FRAME).contains(&count) => modifiers.per_frame = count,
            ('x', Ok(count)) => {
                let reason = format!("{count} samples in a frame; 1 to {MOST_PER_FRAME} are possible");
                return Err(Error::malformed(place, reason));
            }
            (':', Ok(frames)) => modifiers.skew = frames,
            ('+', Ok(bytes)) => modifiers.offset = bytes,
            _ => {
                let reason = format!("\"{field}\" is no format; it should read like 212 or 16+24");
                return Err(Error::malformed(place, reason));
            }
        }
        rest = remains;
    }
    Ok((format, modifiers))
}

/// "200", "200(1024)/mV", "1.5e+04/uV": gain, baseline where given, units where given.
fn parse_gain(field: &str) -> Option<(f64, Option<f64>, &str)> {
    let (number, units) = field.split_once('/').unwrap_or((field, ""));
    let (gain, baseline) = match number.split_once('(') {
        Some((gain, rest)) => (gain, Some(rest.strip_suffix(')')?.parse::<f64>().ok()?)),
        None => (number, None),
    };
    let gain: f64 = gain.parse().ok()?;
    let finite = gain.is_finite() && baseline.is_none_or(f64::is_finite);
    finite.then_some((gain, baseline, units))
}

#[test]
fn a_start_is_read_in_every_order_and_nonsense_is_noted() {
    let read = |line: &str| {
        let record = record("x.hea, line 1", line).unwrap();
        (record.start.to_string(), record.notes.len())
    };
    assert_eq!(read("x 1 360 10 10:30 02/03/1999"), ("1999-03-02 00:10:30".into(), 0));
    assert_eq!(read("x 1 360 10 2014-05-08 05:05:15"), ("2014-05-08 05:05:15".into(), 1));
    assert_eq!(read("x 1 360 10 19:46:25.757"), ("19:46:25.757".into(), 0));
    assert_eq!(read("x 1 360 10 25:00:00 31/02/2001"), (String::new(), 2));
    assert_eq!(read("x 1 360 10"), (String::new(), 0));
}
