//! The header file: the record line, then a line for each signal.

use crate::ecg::Hertz;
use crate::error::{Error, Result};

/// What a header says, as far as it is used here.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    pub name: String,
    pub rate: Hertz,
    /// Samples in each signal, where the header says so (0 and absent both mean: as many as there are).
    pub samples: Option<usize>,
    pub signals: Vec<SignalSpec>,
}

/// One signal line.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalSpec {
    pub file: String,
    pub format: Format,
    /// Bytes of the file before the first sample.
    pub offset: usize,
    /// Counts in a unit.
    pub gain: f64,
    /// The count that means zero units.
    pub baseline: f64,
    pub units: String,
    pub checksum: Option<i16>,
    pub description: String,
}

/// How samples lie in the signal file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Two bytes, little-endian.
    Sixteen,
    /// Twelve bits, two samples in three bytes.
    TwoTwelve,
}

/// A header may claim any number; more signals than this no recorder has.
const MOST_SIGNALS: usize = 1024;

/// Counts in a millivolt, where the header gives none or zero; by header(5).
const DEFAULT_GAIN: f64 = 200.0;

impl Header {
    /// `name` is the header file's own, for errors.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Header> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(at, line)| (format!("{name}, line {}", at + 1), line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));

        let Some((place, line)) = lines.next() else {
            return Err(Error::malformed(name, "no record line is in it; copy the header again"));
        };
        let mut fields = line.split_whitespace();
        let record = fields.next().unwrap_or_default();
        if record.contains('/') {
            let reason =
                "a record of several segments; ecglass reads records of one so far, drop one segment's files";
            return Err(Error::unsupported(place, reason));
        }
        let signals: usize = fields
            .next()
            .and_then(|field| field.parse().ok())
            .ok_or_else(|| Error::malformed(&place, "the second field should be the number of signals"))?;
        if signals == 0 || signals > MOST_SIGNALS {
            let reason = format!("it claims {signals} signals; a record has 1 to {MOST_SIGNALS}");
            return Err(Error::malformed(place, reason));
        }
        let rate = match fields.next() {
            Some(field) => parse_rate(field).ok_or_else(|| {
                Error::malformed(
                    &place,
                    format!("\"{field}\" is no sampling rate; it should be hertz above zero"),
                )
            })?,
            None => Hertz::WFDB_DEFAULT,
        };
        let samples = match fields.next() {
            Some(field) => Some(field.parse::<usize>().map_err(|_| {
                Error::malformed(
                    &place,
                    format!("\"{field}\" should be the number of samples in each signal"),
                )
            })?),
            None => None,
        };
        let signals = (0..signals)
            .map(|index| match lines.next() {
                Some((place, line)) => SignalSpec::parse(&place, line, index),
                None => {
                    let reason = format!(
                        "it announces {signals} signals and describes {index}; copy the header again"
                    );
                    Err(Error::malformed(name, reason))
                }
            })
            .collect::<Result<Vec<SignalSpec>>>()?;
        Ok(Header {
            name: record.to_string(),
            rate,
            samples: samples.filter(|&samples| samples > 0),
            signals,
        })
    }
}

impl SignalSpec {
    fn parse(place: &str, line: &str, index: usize) -> Result<SignalSpec> {
        let mut fields = line.splitn(9, char::is_whitespace);
        let file = fields.next().unwrap_or_default().to_string();
        let (format, offset) = parse_format(place, fields.next().unwrap_or_default())?;
        let gain = fields.next();
        let _resolution = fields.next();
        let zero: f64 = fields.next().and_then(|field| field.parse().ok()).unwrap_or(0.0);
        let _first = fields.next();
        let checksum = fields.next().and_then(|field| field.parse::<i64>().ok()).map(|sum| sum as i16);
        let _block = fields.next();
        let description = fields.next().map(str::trim).filter(|text| !text.is_empty());
        let (gain, baseline, units) = match gain {
            Some(field) => parse_gain(field).ok_or_else(|| {
                Error::malformed(place, format!("\"{field}\" is no gain; it should read like 200(0)/mV"))
            })?,
            None => (0.0, None, String::new()),
        };
        Ok(SignalSpec {
            file,
            format,
            offset,
            gain: if gain == 0.0 { DEFAULT_GAIN } else { gain },
            baseline: baseline.unwrap_or(zero),
            units: if units.is_empty() { "mV".into() } else { units },
            checksum,
            description: description.map_or_else(|| format!("signal {}", index + 1), str::to_string),
        })
    }

    /// Millivolts in one of its units; `None` where the unit is no voltage.
    pub fn millivolts(&self) -> Option<f64> {
        match self.units.as_str() {
            "V" | "v" => Some(1e3),
            "mV" | "mv" | "millivolt" | "millivolts" => Some(1.0),
            "uV" | "uv" | "µV" | "μV" => Some(1e-3),
            "nV" => Some(1e-6),
            _ => None,
        }
    }
}

/// "360", "360/1000(0)": the part before the slash is the sampling rate.
fn parse_rate(field: &str) -> Option<Hertz> {
    Hertz::new(field.split('/').next()?.parse().ok()?)
}

/// "212", "16x1:0+24": the format, then samples a frame, skew, and offset.
fn parse_format(place: &str, field: &str) -> Result<(Format, usize)> {
    let digits = field.find(|c: char| !c.is_ascii_digit()).unwrap_or(field.len());
    let format = match &field[..digits] {
        "16" => Format::Sixteen,
        "212" => Format::TwoTwelve,
        "" => {
            return Err(Error::malformed(
                place,
                "the second field should be the signal's format, as 212 or 16",
            ));
        }
        other => {
            return Err(Error::unsupported(
                place,
                format!("signals in format {other}; ecglass reads 16 and 212 so far"),
            ));
        }
    };
    let mut offset = 0;
    let mut rest = &field[digits..];
    while let Some(mark) = rest.chars().next() {
        let end = rest[1..].find(|c: char| !c.is_ascii_digit() && c != '-').map_or(rest.len(), |at| at + 1);
        let value: Option<usize> = rest[1..end].parse().ok();
        match (mark, value) {
            ('x', Some(1)) | (':', Some(0)) => {}
            ('+', Some(bytes)) => offset = bytes,
            ('x', Some(_)) => {
                return Err(Error::unsupported(
                    place,
                    "a signal with several samples a frame; ecglass does not read these so far",
                ));
            }
            (':', Some(_)) => {
                return Err(Error::unsupported(
                    place,
                    "a signal with skew; ecglass does not read these so far",
                ));
            }
            _ => {
                return Err(Error::malformed(
                    place,
                    format!("\"{field}\" is no format; it should read like 212 or 16+24"),
                ));
            }
        }
        rest = &rest[end..];
    }
    Ok((format, offset))
}

/// "200", "200(1024)/mV", "200/uV": gain, baseline where given, units where given.
fn parse_gain(field: &str) -> Option<(f64, Option<f64>, String)> {
    let (number, units) = field.split_once('/').unwrap_or((field, ""));
    let (gain, baseline) = match number.split_once('(') {
        Some((gain, rest)) => (gain, Some(rest.strip_suffix(')')?.parse().ok()?)),
        None => (number, None),
    };
    let gain: f64 = gain.parse().ok()?;
    (gain.is_finite()).then(|| (gain, baseline, units.to_string()))
}

#[test]
fn a_header_line_is_read_field_by_field() {
    let text = "# made by hand\r\n100 2 360/720(3) 650000 0:0:0 01/01/1990\n\
                100.dat 212 200(1000)/uV 11 1024 995 -22131 0 MLII lead\n100.dat 212+512 0\n";
    let header = Header::parse("100.hea", text.as_bytes()).unwrap();
    assert_eq!((header.name.as_str(), header.rate.get(), header.samples), ("100", 360.0, Some(650_000)));
    let first = &header.signals[0];
    assert_eq!((first.gain, first.baseline, first.units.as_str()), (200.0, 1000.0, "uV"));
    assert_eq!((first.checksum, first.description.as_str()), (Some(-22131), "MLII lead"));
    let second = &header.signals[1];
    assert_eq!((second.gain, second.baseline, second.offset), (DEFAULT_GAIN, 0.0, 512));
    assert_eq!((second.units.as_str(), second.description.as_str()), ("mV", "signal 2"));
}
