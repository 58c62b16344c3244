//! What the lines above the numbers say: rate, unit, lead, start, resolution, and which device wrote them.

use serde_json::Value;

use crate::ecg::{Hertz, Moment};
use crate::read::text::cell::{self, unquoted};
use crate::read::{Decimal, Delimiter, Unit};

/// Everything that was found above the numbers.
#[derive(Debug, Default)]
pub struct Preamble {
    /// The rate, and the words that say it.
    pub rate: Option<(Hertz, String)>,
    /// The unit of all columns, and the words that say it.
    pub unit: Option<(Unit, String)>,
    /// The lead's name, where one line names it.
    pub lead: Option<String>,
    /// When the recording began.
    pub start: Moment,
    /// Bits of the converter.
    pub bits: Option<u32>,
    /// Names of the columns, where a line of the preamble lists them.
    pub names: Option<Vec<String>>,
    /// The program or device that writes files like this.
    pub vendor: Option<Vendor>,
    /// The lines as a person would read them.
    pub comments: Vec<String>,
}

/// Layouts with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    AppleWatch,
    Polar,
    Kardia,
    OpenSignals,
    Shimmer,
    /// What `ecglass convert` writes.
    Ecglass,
}

impl Vendor {
    pub fn words(self) -> &'static str {
        match self {
            Vendor::AppleWatch => "Apple Watch export",
            Vendor::Polar => "Polar recording",
            Vendor::Kardia => "Kardia export",
            Vendor::OpenSignals => "OpenSignals recording",
            Vendor::Shimmer => "Shimmer recording",
            Vendor::Ecglass => "ecglass recording",
        }
    }

    /// The rate that the device records at, for files that do not say it.
    pub fn rate(self) -> Option<f64> {
        match self {
            Vendor::AppleWatch => Some(512.0),
            Vendor::Polar => Some(130.0),
            Vendor::Kardia => Some(300.0),
            Vendor::OpenSignals | Vendor::Shimmer | Vendor::Ecglass => None,
        }
    }
}

/// Words of a line that gives a rate, in the languages that such lines were seen in.
const RATE_WORDS: [&str; 16] = [
    "sampl",
    "rate",
    "freq",
    "fs",
    "hz",
    "hertz",
    "fréq",
    "campion",
    "muestr",
    "abtast",
    "échant",
    "echant",
    "amostr",
    "bemonster",
    "frekvens",
    "próbk",
];

/// Words of a line that gives the time between samples instead.
const INTERVAL_WORDS: [&str; 4] = ["interval", "period", "time step", "delta"];

/// Reads the lines above the numbers, without the one that names the columns.
pub fn read(lines: &[&[u8]]) -> Preamble {
    let mut found = Preamble::default();
    for line in lines {
        let text = String::from_utf8_lossy(line);
        let text = text.trim().trim_start_matches(['#', '%', ';', '/']).trim();
        if text.is_empty() {
            continue;
        }
        let comment = text.trim_end_matches([',', ';', ' ', '\t']);
        found.comments.push(comment.chars().take(300).collect());
        if text.starts_with('{') && open_signals(text, &mut found) {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        for (words, vendor) in [
            ("opensignals", Vendor::OpenSignals),
            ("simple text format", Vendor::OpenSignals),
            ("kardia", Vendor::Kardia),
            ("alivecor", Vendor::Kardia),
            ("polar", Vendor::Polar),
            ("shimmer", Vendor::Shimmer),
        ] {
            if lower.contains(words) {
                found.vendor.get_or_insert(vendor);
            }
        }
        let (key, value) = key_and_value(text);
        if value.to_ascii_lowercase().starts_with("watch") && value.len() > 5 {
            found.vendor = Some(Vendor::AppleWatch);
        }
        if found.rate.is_none() {
            found.rate = rate(&lower, value).map(|rate| (rate, text.to_string()));
        }
        if found.bits.is_none() && (lower.contains("resolution") || lower.contains("bits")) {
            found.bits =
                first_number(value).filter(|bits| (6.0..=24.0).contains(bits)).map(|bits| bits as u32);
        }
        if found.unit.is_none() {
            found.unit = Unit::parse(value).map(|unit| (unit, text.to_string()));
        }
        if key.to_ascii_lowercase().contains("label") && !value.is_empty() {
            found.names = Some(value.split([',', ';', '\t']).map(|name| name.trim().to_string()).collect());
        }
        if found.lead.is_none() && !key.is_empty() {
            found.lead = lead(value);
        }
        if found.start.time_ms.is_none() && value.contains(':') {
            found.start = moment(value);
        }
    }
    found
}

/// "Sample Rate,512 hertz", "# Sampling Rate (Hz):= 1000.00", "fs=250": what stands before and after the mark between.
fn key_and_value(text: &str) -> (&str, &str) {
    for mark in [":=", "=", ",", ";", "\t", ":"] {
        if let Some((key, value)) = text.split_once(mark) {
            let value = value.trim().trim_matches(['"', ',', ';', '\t', ' ']);
            return (key.trim().trim_matches('"'), value);
        }
    }
    ("", text)
}

/// A rate, where a line gives one. In an export of any language it is the number before the one word that follows it.
fn rate(lower: &str, value: &str) -> Option<Hertz> {
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(value.len());
    let (number, word) = value.split_at(digits);
    let word = word.trim();
    let one_word = !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit() || c.is_whitespace());
    // A heart has a rate, too.
    let of_heart = ["heart", "pulse", "bpm", "cardia", "herz"].iter().any(|word| lower.contains(word));
    if of_heart {
        return None;
    }
    let says_rate = RATE_WORDS.iter().any(|word| lower.contains(word));
    let says_interval = INTERVAL_WORDS.iter().any(|word| lower.contains(word));
    let number = parse(number).or_else(|| first_number(value));
    let number = number.filter(|number| *number > 0.0)?;
    let rate = if says_interval {
        let seconds = if lower.contains("us)") || lower.contains("µs") {
            1e-6
        } else if lower.contains("ms") || lower.contains("milli") {
            1e-3
        } else {
            1.0
        };
        1.0 / (number * seconds)
    } else if says_rate {
        if word.eq_ignore_ascii_case("khz") { number * 1e3 } else { number }
    } else if one_word && digits > 0 && Unit::parse(word).is_none() && looks_like_hertz(word) {
        number
    } else {
        return None;
    };
    Hertz::new(rate).filter(|rate| (10.0..=100_000.0).contains(&rate.get()))
}

/// A word after a number that may well be hertz in some language: letters only, and none of the other units of such headers.
fn looks_like_hertz(word: &str) -> bool {
    const OTHERS: [&str; 14] =
        ["bpm", "s", "ms", "sec", "seconds", "bit", "bits", "mm", "mm/s", "mm/mv", "years", "y", "kg", "cm"];
    word.chars().all(char::is_alphabetic) && !OTHERS.contains(&word.to_ascii_lowercase().as_str())
}

fn parse(number: &str) -> Option<f64> {
    let decimal = if number.contains('.') { Decimal::Point } else { Decimal::Comma };
    cell::number(number.as_bytes(), decimal)
}

fn first_number(text: &str) -> Option<f64> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[from..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().ok()
}

/// "Lead I", "Derivazione I", "II": the name of a lead as the last word.
fn lead(value: &str) -> Option<String> {
    const LEADS: [&str; 12] = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
    let words: Vec<&str> = value.split_whitespace().collect();
    let last = words.last().filter(|_| words.len() <= 3)?;
    LEADS.iter().find(|lead| lead.eq_ignore_ascii_case(last)).map(|lead| (*lead).to_string())
}

/// "2019-04-04 16:32:18 +0200", as it was on the clock of the place.
fn moment(value: &str) -> Moment {
    let bytes = unquoted(value.as_bytes());
    let text = String::from_utf8_lossy(bytes);
    let local = text.split(['+', 'Z']).next().unwrap_or_default().trim();
    let mut parts = local.split([' ', 'T']).filter(|part| !part.is_empty());
    let (Some(day), Some(time)) = (parts.next(), parts.next()) else { return Moment::default() };
    let numbers: Option<Vec<u32>> = day.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    let date = match numbers.as_deref() {
        Some(&[year, month, day]) if year > 31 => Moment::day(year, month, day),
        Some(&[day, month, year]) => Moment::day(year, month, day),
        _ => None,
    };
    let seconds = cell::clock(time.as_bytes());
    match (date, seconds) {
        (Some(date), Some(seconds)) => {
            Moment { date: Some(date), time_ms: Some((seconds * 1e3).round() as u32 % 86_400_000) }
        }
        _ => Moment::default(),
    }
}

/// The JSON line of OpenSignals: {"address": {"sampling rate": 1000, "resolution": [16], "column": [...], "sensor": [...]}}.
fn open_signals(text: &str, found: &mut Preamble) -> bool {
    let Ok(Value::Object(devices)) = serde_json::from_str(text) else { return false };
    let Some(device) = devices.values().find(|device| device.get("sampling rate").is_some()) else {
        return false;
    };
    found.vendor = Some(Vendor::OpenSignals);
    let rate = device.get("sampling rate").and_then(Value::as_f64).and_then(Hertz::new);
    found.rate = rate.map(|rate| (rate, format!("\"sampling rate\": {}", rate.get())));
    let strings = |key: &str| -> Vec<String> {
        let list = device.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|one| one.as_str().map(str::to_string)).collect()
    };
    let mut names = strings("column");
    let (labels, sensors) = (strings("label"), strings("sensor"));
    // The channel A1 is called what its sensor is, so that the ECG is found among them.
    for (label, sensor) in labels.iter().zip(&sensors) {
        for name in names.iter_mut().filter(|name| *name == label) {
            *name = format!("{sensor} {label}");
        }
    }
    found.names = (!names.is_empty()).then_some(names);
    let bits =
        device.get("resolution").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64);
    // Converters have 6 to 24 bits; a header can say anything.
    found.bits = bits.filter(|bits| (6..=24).contains(bits)).max().map(|bits| bits as u32);
    let words = |key: &str| device.get(key).and_then(Value::as_str).unwrap_or_default();
    found.start = moment(&format!("{} {}", words("date"), words("time")));
    true
}

/// The delimiter that spreadsheets are told in a first line: `sep=;`, with or without quotes.
pub fn separator(line: &[u8]) -> Option<Delimiter> {
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let rest = line.strip_prefix(b"sep=").or(line.strip_prefix(b"SEP="))?;
    Delimiter::of(*rest.first()?)
}

#[cfg(test)]
fn of(text: &str) -> Preamble {
    read(&text.lines().map(str::as_bytes).collect::<Vec<_>>())
}

#[test]
fn a_watch_is_understood_in_any_language() {
    for (rate, lead, unit) in [
        ("Sample Rate,512 hertz", "Lead,Lead I", "Unit,µV"),
        ("Frequenza di campionamento,512 hertz", "Derivazione,Derivazione I", "Unità,µV"),
        ("Messrate,512 Hertz", "Ableitung,Ableitung I", "Einheit,µV"),
        ("Частота измерений,512 герц", "Отведение,Отведение I", "Единица,µV"),
        ("サンプルレート,512ヘルツ", "誘導,誘導 I", "単位,µV"),
    ] {
        let born = "Geburtsdatum,\"1. Jan 1980\"\nAufgezeichnet,2019-04-04 16:32:18 +0200\nVersion,\"1,90\"\nGerät,\"Watch4,2\"";
        let found = of(&format!("{born}\n{rate}\n{lead}\n{unit}\n"));
        assert_eq!(found.rate.map(|(rate, _)| rate.get()), Some(512.0), "{rate}");
        assert_eq!(found.unit.map(|(unit, _)| unit), Some(Unit::Microvolt), "{unit}");
        assert_eq!(found.lead.as_deref(), Some("I"), "{lead}");
        assert_eq!(found.vendor, Some(Vendor::AppleWatch));
        assert_eq!(found.start.to_string(), "2019-04-04 16:32:18");
    }
}

#[test]
fn rates_are_found_in_the_ways_that_headers_say_them() {
    let rate = |line: &str| of(line).rate.map(|(rate, _)| rate.get());
    assert_eq!(rate("# Sampling Rate (Hz):= 1000.00"), Some(1000.0));
    assert_eq!(rate("fs=250"), Some(250.0));
    assert_eq!(rate("Sampling frequency: 0.5 kHz"), Some(500.0));
    assert_eq!(rate("Sampling interval (ms): 4"), Some(250.0));
    assert_eq!(rate("Abtastrate;256 Hz"), Some(256.0));
    assert_eq!(rate("Heart rate: 72"), None);
    assert_eq!(rate("Average Heart Rate,72 bpm"), None);
    assert_eq!(rate("Date of Birth,\"Jan 1, 1980\""), None);
    assert_eq!(rate("Software Version,1.90"), None);
}

#[test]
fn open_signals_says_it_in_json() {
    let line = r#"# {"00:07": {"sensor": ["ECG", "EDA"], "column": ["nSeq", "DI", "CH1", "CH2"], "label": ["CH1", "CH2"], "time": "12:22:44.5", "date": "2018-10-23", "sampling rate": 1000, "resolution": [4, 1, 16, 16]}}"#;
    let found = of(line);
    assert_eq!(found.rate.map(|(rate, _)| rate.get()), Some(1000.0));
    assert_eq!(found.names.unwrap(), ["nSeq", "DI", "ECG CH1", "EDA CH2"]);
    assert_eq!((found.bits, found.start.to_string().as_str()), (Some(16), "2018-10-23 12:22:44.500"));
}
