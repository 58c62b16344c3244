//! The header of an EDF or BDF file: 256 bytes about the file, then 256 bytes a signal, all of them text.

use crate::ecg::Moment;
use crate::error::{Error, Note, Result};
use crate::read::recording::plain;

/// Bytes about the file, and bytes about each signal.
pub const BLOCK: usize = 256;

/// The most signals that are read; the largest sleep laboratories record some hundred.
const MOST_SIGNALS: usize = 4096;

/// Which of the six formats a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Bytes in a sample: 2 for EDF, 3 for BDF.
    pub depth: usize,
    /// Whether it is EDF+ or BDF+.
    pub plus: bool,
    /// Whether its data records may stand apart in time: EDF+D, BDF+D.
    pub interrupted: bool,
}

impl Kind {
    /// As a person would say it.
    pub fn words(self) -> String {
        let family = if self.depth == 3 { "BDF" } else { "EDF" };
        let plus = if self.plus { "+" } else { "" };
        let interrupted = if self.interrupted { " with interruptions" } else { "" };
        format!("{family}{plus} file{interrupted}")
    }
}

/// What stands about one signal, numbers as they are written: those of a signal that nobody wants may be wrong.
pub struct Signal {
    pub label: String,
    pub unit: String,
    pub physical: [String; 2],
    pub digital: [String; 2],
    /// Samples in a data record.
    pub samples: usize,
    /// Whether it carries annotations in place of samples.
    pub annotates: bool,
}

/// How counts become what was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// What one count is worth.
    pub step: f64,
    /// What is added to a count before it is multiplied.
    pub offset: f64,
}

impl Scale {
    /// In the order in which the format's reference library (edflib) computes, so that both agree to the last bit.
    pub fn apply(self, count: i32) -> f64 {
        self.step * (self.offset + f64::from(count))
    }
}

pub struct Header {
    pub kind: Kind,
    pub start: Moment,
    pub comments: Vec<String>,
    /// How many data records there are, where the header says it.
    pub records: Option<u64>,
    /// Seconds in a data record; above zero where there is a signal that is no annotation.
    pub seconds: f64,
    pub signals: Vec<Signal>,
    pub notes: Vec<Note>,
}

impl Header {
    /// How many bytes the header has, as far as `bytes` tell it.
    pub fn length(name: &str, bytes: &[u8]) -> Result<Option<usize>> {
        if bytes.len() < BLOCK {
            return Ok(None);
        }
        Ok(Some((Header::count(name, bytes)? + 1) * BLOCK))
    }

    fn count(name: &str, bytes: &[u8]) -> Result<usize> {
        let written = text(bytes, 252, 4);
        match written.parse::<usize>() {
            Ok(count) if (1..=MOST_SIGNALS).contains(&count) => Ok(count),
            Ok(count) if count > MOST_SIGNALS => {
                let reason = format!(
                    "its header counts {count} signals and at most {MOST_SIGNALS} are read; export fewer at a time"
                );
                Err(Error::unsupported(name, reason))
            }
            _ => {
                let reason = format!(
                    "its header counts \"{written}\" signals where a number from 1 up must stand; export or copy it again"
                );
                Err(Error::malformed(name, reason))
            }
        }
    }

    /// Reads a header of [`Header::length`] bytes.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Header> {
        let count = Header::count(name, bytes)?;
        let depth = if bytes.starts_with(b"\xffBIOSEMI") { 3 } else { 2 };
        let reserved = text(bytes, 192, 44);
        let family = if depth == 3 { "BDF+" } else { "EDF+" };
        // The plus of a BDF file was written as EDF's by some recorders.
        let plus = reserved.starts_with(family) || reserved.starts_with("EDF+");
        let interrupted = plus && reserved[family.len()..].starts_with('D');
        let kind = Kind { depth, plus, interrupted };
        let mut notes = Vec::new();

        let said = text(bytes, 184, 8);
        let length = (count + 1) * BLOCK;
        if said.parse() != Ok(length) {
            notes.push(Note::new(format!(
                "{name}: its header says that it has \"{said}\" bytes; {count} signals take {length}, which was taken."
            )));
        }
        let seconds_text = text(bytes, 244, 8);
        let Some(seconds) = number(&seconds_text).filter(|seconds| *seconds >= 0.0) else {
            let reason = format!(
                "its data records last \"{seconds_text}\" where a number of seconds must stand; export it again"
            );
            return Err(Error::malformed(name, reason));
        };
        let records_text = text(bytes, 236, 8);
        let records = match number(&records_text) {
            // -1 stands while a recording goes on; 0 is left by recorders that were switched off before they could count.
            Some(-1.0 | 0.0) => None,
            Some(records) if records > 0.0 && records.fract() == 0.0 => Some(records as u64),
            _ => {
                notes.push(Note::new(format!(
                    "{name}: its header counts \"{records_text}\" data records, which is no number; all that are there were read."
                )));
                None
            }
        };
        let signals = signals(name, bytes, count)?;
        if seconds == 0.0 && signals.iter().any(|signal| !signal.annotates) {
            let reason = "its data records last 0 s, which is for files without signals; export it again";
            return Err(Error::malformed(name, reason));
        }
        let (patient, recording) = (text(bytes, 8, 80), text(bytes, 88, 80));
        let start = moment(name, bytes, &recording, plus, &mut notes);
        let comments = comments(&patient, &recording, plus);
        Ok(Header { kind, start, comments, records, seconds, signals, notes })
    }

    /// Bytes in a data record; `None` where that is more than can be counted.
    pub fn record_bytes(&self) -> Option<usize> {
        let add = |sum: usize, signal: &Signal| {
            signal.samples.checked_mul(self.kind.depth).and_then(|bytes| sum.checked_add(bytes))
        };
        self.signals.iter().try_fold(0, add)
    }

    /// The scale of a signal, counted from 0, or what is wrong with it.
    pub fn scale(&self, name: &str, index: usize) -> Result<Scale> {
        let Some(signal) = self.signals.get(index) else {
            return Err(Error::malformed(name, format!("there is no signal {}", index + 1)));
        };
        let place = place(name, index, &signal.label);
        let read = |field: &str, text: &str| {
            number(text).ok_or_else(|| {
                let reason = format!(
                    "its {field} is \"{text}\", not a number; export the file again or choose other leads"
                );
                Error::malformed(place.as_str(), reason)
            })
        };
        let [from, to] = &signal.physical;
        let (from, to) = (read("physical minimum", from)?, read("physical maximum", to)?);
        let [low, high] = &signal.digital;
        let (low, high) = (read("digital minimum", low)?, read("digital maximum", high)?);
        if low >= high {
            let reason = format!(
                "its digital minimum {} is not below its digital maximum {}; export the file again or choose other leads",
                plain(low),
                plain(high)
            );
            return Err(Error::malformed(place, reason));
        }
        let step = (to - from) / (high - low);
        let offset = to / step - high;
        if step == 0.0 || !step.is_finite() || !offset.is_finite() {
            let reason = format!(
                "its physical minimum {} and maximum {} leave nothing between them; export the file again or choose other leads",
                plain(from),
                plain(to)
            );
            return Err(Error::malformed(place, reason));
        }
        Ok(Scale { step, offset })
    }
}

/// Where a sentence about a signal points, which people count from 1.
pub fn place(name: &str, index: usize, label: &str) -> String {
    match label {
        "" => format!("{name}, signal {}", index + 1),
        _ => format!("{name}, signal {} ({label})", index + 1),
    }
}

fn signals(name: &str, bytes: &[u8], count: usize) -> Result<Vec<Signal>> {
    // A field stands for all signals before the next field does: `before` is what the fields before it take.
    let field = |index: usize, before: usize, width: usize| {
        text(bytes, BLOCK + count * before + index * width, width)
    };
    (0..count)
        .map(|index| {
            let label = field(index, 0, 16);
            let samples_text = field(index, 216, 8);
            // Only the plus formats have annotations, but the label alone says what nothing else would be called.
            let annotates = matches!(label.as_str(), "EDF Annotations" | "BDF Annotations");
            let samples = match samples_text.parse::<usize>() {
                Ok(samples) if samples > 0 || annotates => samples,
                _ => {
                    let reason = format!(
                        "it has \"{samples_text}\" samples in a data record where a number from 1 up must stand; export the file again"
                    );
                    return Err(Error::malformed(place(name, index, &label), reason));
                }
            };
            Ok(Signal {
                unit: field(index, 96, 8),
                physical: [field(index, 104, 8), field(index, 112, 8)],
                digital: [field(index, 120, 8), field(index, 128, 8)],
                label,
                samples,
                annotates,
            })
        })
        .collect()
}

/// A field without what fills it up. The format wants ASCII; what is not is UTF-8 if it can be, else Latin-1.
fn text(bytes: &[u8], at: usize, width: usize) -> String {
    let field = bytes.get(at..at + width).unwrap_or_default();
    let text = match std::str::from_utf8(field) {
        Ok(text) => text.to_string(),
        Err(_) => field.iter().copied().map(char::from).collect(),
    };
    let fills = |c: char| c == '\0' || c.is_whitespace();
    text.trim_matches(fills).replace(|c: char| c.is_control(), " ")
}

/// A finite number. Some programs write the decimal comma of their country.
fn number(text: &str) -> Option<f64> {
    text.replacen(',', ".", 1).parse().ok().filter(|value: &f64| value.is_finite())
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// When the recording began: the plus formats say the year in full, the others in two digits that begin in 1985.
fn moment(name: &str, bytes: &[u8], recording: &str, plus: bool, notes: &mut Vec<Note>) -> Moment {
    let (date_text, time_text) = (text(bytes, 168, 8), text(bytes, 176, 8));
    let said = recording.strip_prefix("Startdate ").filter(|_| plus);
    let said = said.and_then(|rest| rest.split_whitespace().next());
    let full = said.and_then(|word| {
        let mut parts = word.split('-');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let month = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(month))?;
        Moment::day(year.parse().ok()?, month as u32 + 1, day.parse().ok()?)
    });
    let unsaid = said == Some("X");
    let date = full.or_else(|| {
        let [day, month, year] = three(&date_text)?;
        Moment::day(if year >= 85 { 1900 + year } else { 2000 + year }, month, day)
    });
    let time_ms = three(&time_text)
        .filter(|[hours, minutes, seconds]| *hours < 24 && *minutes < 60 && *seconds < 60)
        .map(|[hours, minutes, seconds]| ((hours * 60 + minutes) * 60 + seconds) * 1000);
    if date.is_none() && !unsaid {
        let text =
            format!("{name}: it says that it began on \"{date_text}\", which is no day; it was left out.");
        notes.push(Note::new(text));
    }
    if time_ms.is_none() {
        let text =
            format!("{name}: it says that it began at \"{time_text}\", which is no time; it was left out.");
        notes.push(Note::new(text));
    }
    if unsaid {
        // Who leaves out the day and writes midnight means that the time is not known either.
        return Moment { date: None, time_ms: time_ms.filter(|ms| *ms > 0) };
    }
    Moment { date, time_ms }
}

/// "dd.mm.yy" and "hh.mm.ss", with any sign between the numbers.
fn three(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() || three.iter().any(|part| part.len() > 2) {
        return None;
    }
    let [a, b, c] = three.map(|part| part.parse().ok());
    Some([a?, b?, c?])
}

/// What the header says in words about whom and how, without the crosses that stand for "not said".
fn comments(patient: &str, recording: &str, plus: bool) -> Vec<String> {
    let said = |text: &str| {
        // Programs of today write plain EDF with the anonymous fields of EDF+.
        let anonymous = text.starts_with("Startdate ") || text.split_whitespace().all(|word| word == "X");
        if !plus && !anonymous {
            return text.to_string();
        }
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if words.first() == Some(&"Startdate") {
            words.drain(..words.len().min(2));
        }
        words.retain(|word| *word != "X");
        words.join(" ")
    };
    [("patient", said(patient)), ("recording", said(recording))]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(about, text)| format!("{about}: {text}"))
        .collect()
}

#[test]
fn a_moment_is_three_numbers_with_anything_between() {
    assert_eq!(three("20.07.16"), Some([20, 7, 16]));
    assert_eq!(three("20:7:16"), Some([20, 7, 16]));
    for wrong in ["20.07", "a.b.c", "", "20.07.16.1", "100.1.1"] {
        assert_eq!(three(wrong), None, "{wrong}");
    }
}

#[test]
fn crosses_are_no_comments() {
    assert!(comments("X X X X", "Startdate X X X X", true).is_empty());
    assert!(comments("X X X X", "Startdate 02-MAR-2002 X X X", true).is_empty());
    assert_eq!(
        comments("A F X X", "Startdate 02-MAR-2002 X Bob Holter", true),
        ["patient: A F", "recording: Bob Holter"]
    );
    assert!(comments("X", "", false).is_empty());
    assert_eq!(comments("X Y", "", false), ["patient: X Y"]);
}
