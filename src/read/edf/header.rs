//! The header of an EDF, EDF+ or BDF file: fields of fixed width, first of the recording, then of each signal.

use crate::ecg::{Grid, Hertz, Moment};
use crate::error::{Error, Note, Result};
use crate::read::Unit;

/// Bytes of the recording's fields, and again of each signal's.
pub const BLOCK: usize = 256;

/// A header may claim any number; recorders with more channels than this measure no hearts.
const MOST_SIGNALS: usize = 4096;

/// What a header says.
pub struct Header {
    /// 24 bits a sample, not 16.
    pub is_bdf: bool,
    /// EDF+ or BDF+: annotations may be inside.
    pub is_plus: bool,
    /// Data records may stand apart in time.
    pub is_interrupted: bool,
    /// Data records, where the header says how many.
    pub records: Option<usize>,
    /// Seconds in a data record.
    pub duration: f64,
    pub start: Moment,
    pub comments: Vec<String>,
    pub signals: Vec<Signal>,
    pub notes: Vec<Note>,
}

/// The fields of one signal.
pub struct Signal {
    pub label: String,
    pub unit: String,
    pub physical: (f64, f64),
    pub digital: (f64, f64),
    /// Samples in each data record.
    pub samples: usize,
}

/// How many signals the first [`BLOCK`] of a header announces.
pub fn count(name: &str, head: &[u8]) -> Result<usize> {
    let text = field(head, 252, 4);
    match text.parse::<usize>() {
        Ok(count) if (1..=MOST_SIGNALS).contains(&count) => Ok(count),
        Ok(count) => {
            let reason = format!("its header claims {count} signals; a recording has 1 to {MOST_SIGNALS}");
            Err(Error::malformed(name, reason))
        }
        Err(_) => {
            Err(Error::malformed(name, format!("\"{text}\" should be the number of signals; copy it again")))
        }
    }
}

/// Text of a field, without the spaces that fill it.
fn field(bytes: &[u8], at: usize, width: usize) -> String {
    let bytes = bytes.get(at..at + width).unwrap_or_default();
    // The format is ASCII; what is not came from a program that did not know, mostly in Latin-1.
    bytes.iter().map(|&byte| char::from(byte)).collect::<String>().trim().trim_matches('\0').to_string()
}

/// `bytes` hold the header whole, as many as [`count`] says.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Header> {
    let count = count(name, bytes)?;
    let mut notes = Vec::new();
    let reserved = field(bytes, 192, 44);
    let duration = match field(bytes, 244, 8).replace(',', ".").parse::<f64>() {
        Ok(duration) if duration.is_finite() && duration >= 0.0 => duration,
        _ => {
            let reason = format!("\"{}\" should be the seconds in a data record", field(bytes, 244, 8));
            return Err(Error::malformed(name, reason));
        }
    };
    let records = match field(bytes, 236, 8).parse::<i64>() {
        Ok(-1) => None,
        Ok(records) if records >= 0 => usize::try_from(records).ok(),
        _ => {
            notes.push(Note::new(format!(
                "{name}: \"{}\" should be the number of data records; as many were read as there are.",
                field(bytes, 236, 8)
            )));
            None
        }
    };
    // Fields of one kind stand together, those of all signals in turn.
    let of =
        |at: usize, before: usize, width: usize| field(bytes, BLOCK + before * count + at * width, width);
    let mut signals = Vec::with_capacity(count);
    for at in 0..count {
        let label = of(at, 0, 16);
        let place = format!("{name}, signal {} ({label})", at + 1);
        let number = |before: usize, what: &str| -> Result<f64> {
            let text = of(at, before, 8).replace(',', ".");
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| Error::malformed(&place, format!("\"{text}\" should be its {what}")))
        };
        let samples = of(at, 216, 8);
        let samples =
            samples.parse::<usize>().ok().filter(|&samples| samples > 0 && samples <= 1 << 24).ok_or_else(
                || {
                    Error::malformed(
                        &place,
                        format!("\"{samples}\" should be its number of samples in a data record"),
                    )
                },
            )?;
        signals.push(Signal {
            unit: of(at, 96, 8),
            physical: (number(104, "physical minimum")?, number(112, "physical maximum")?),
            digital: (number(120, "digital minimum")?, number(128, "digital maximum")?),
            label,
            samples,
        });
    }
    let (patient, recording) = (field(bytes, 8, 80), field(bytes, 88, 80));
    let start = start(name, &field(bytes, 168, 8), &field(bytes, 176, 8), &recording, &mut notes);
    let said = |what: &str, text: String| {
        // The date is told as the start.
        let says_something = text
            .split_whitespace()
            .any(|word| word != "X" && word != "Startdate" && word.matches('-').count() != 2);
        says_something.then(|| format!("{what}: {text}"))
    };
    let plus = reserved.starts_with("EDF+") || reserved.starts_with("BDF+");
    Ok(Header {
        is_bdf: bytes.first() == Some(&0xff),
        is_plus: plus,
        is_interrupted: plus && reserved[4..].starts_with('D'),
        records,
        duration,
        start,
        comments: said("patient", patient).into_iter().chain(said("recording", recording)).collect(),
        signals,
        notes,
    })
}

/// "20.07.16" and "14.31.00"; the year in full where EDF+ says "Startdate 20-JUL-2016".
fn start(name: &str, date: &str, time: &str, recording: &str, notes: &mut Vec<Note>) -> Moment {
    let numbers = |text: &str| -> Option<[u32; 3]> {
        let parts: Vec<u32> =
            text.split(['.', ':', '/', '-']).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        parts.try_into().ok()
    };
    let full = recording.split_whitespace().nth(1).and_then(|day| {
        const MONTHS: [&str; 12] =
            ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        let parts: Vec<&str> = day.split('-').collect();
        let [day, month, year] = parts[..] else { return None };
        let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? as u32 + 1;
        Moment::day(year.parse().ok()?, month, day.parse().ok()?)
    });
    let short = numbers(date).and_then(|[day, month, year]| {
        // "85 to 99 are 1985 to 1999, 00 to 84 are 2000 to 2084".
        let year = if year >= 85 { 1900 + year } else { 2000 + year };
        Moment::day(year, month, day)
    });
    let time_ms = numbers(time).and_then(|[hour, minute, second]| {
        (hour < 24 && minute < 60 && second < 60).then_some((hour * 3600 + minute * 60 + second) * 1000)
    });
    // Recordings whose start is unknown, or was taken out, are dated 1985.
    // "Startdate X": of the two only the time is known.
    let short =
        short.filter(|&day| !(recording.starts_with("Startdate X") && Some(day) == Moment::day(1985, 1, 1)));
    let unknown = full.is_none()
        && (short.is_none() || short == Moment::day(1985, 1, 1))
        && time_ms.is_none_or(|ms| ms == 0);
    if unknown {
        return Moment::default();
    }
    if (short.is_none() && full.is_none() && !recording.starts_with("Startdate X")) || time_ms.is_none() {
        notes.push(Note::new(format!(
            "{name}: it says that it began at \"{date} {time}\", which is no date and time."
        )));
    }
    Moment { date: full.or(short), time_ms }
}

impl Signal {
    /// Whether it holds annotations instead of samples.
    pub fn is_annotations(&self) -> bool {
        self.label == "EDF Annotations" || self.label == "BDF Annotations"
    }

    /// Its own rate in data records of `duration` seconds.
    pub fn rate(&self, duration: f64) -> Option<Hertz> {
        Hertz::new(self.samples as f64 / duration)
    }

    /// The steps that it was counted in; `None` where its limits make none.
    pub fn scale(&self) -> Option<Scale> {
        let step = (self.physical.1 - self.physical.0) / (self.digital.1 - self.digital.0);
        if !step.is_finite() || step == 0.0 {
            return None;
        }
        let offset = self.physical.1 / step - self.digital.1;
        let millivolts = Unit::parse(&self.unit).and_then(Unit::millivolts);
        Some(Scale { step, offset, millivolts })
    }
}

/// From counts to physical values: in millivolts where they are voltages, else in the file's own unit.
#[derive(Clone, Copy)]
pub struct Scale {
    step: f64,
    offset: f64,
    millivolts: Option<f64>,
}

impl Scale {
    pub fn apply(self, count: i32) -> f32 {
        // In this order, which is edflib's, so that all readers get the same bits.
        (self.step * (self.offset + f64::from(count)) * self.millivolts.unwrap_or(1.0)) as f32
    }

    pub fn grid(self) -> Option<Grid> {
        let gain = 1.0 / (self.step * self.millivolts?);
        // What came of a division is often a hair off a whole number.
        let near = |value: f64| {
            if (value - value.round()).abs() < 1e-6 * value.abs().max(1.0) { value.round() } else { value }
        };
        Some(Grid { gain: near(gain), zero: near(-self.offset) })
    }
}
