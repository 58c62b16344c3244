//! EDF+: the leads in data records, annotations in lists of their own.

use std::fmt::Write;

use crate::ecg::{Annotation, Lead, Moment, Record};
use crate::error::{Error, Note, Result};
use crate::write::counts::Counts;

/// What a gap of a lead is called, before the lead's name, and the end of the signal before padding; for `read::edf`.
const GAP: &str = "no signal: ";
const END: &str = "end of signal";

/// The record as an EDF+ file (continuous, 16 bits a sample), and notes of what could not be written as it was. Gaps are
/// annotations with a duration. The last data record is filled with the last value, and an annotation tells the end.
pub fn edf(record: &Record) -> Result<(Vec<u8>, Vec<Note>)> {
    let mut notes = Vec::new();
    let name = record.name();
    if record.leads().len() > 4000 {
        return Err(Error::unsupported(name, "more leads than an EDF file can have"));
    }
    let (samples, duration) = data_record(record.rate().get());
    let rate = samples as f64 / duration.parse::<f64>().unwrap_or(1.0);
    if (rate / record.rate().get() - 1.0).abs() > 1e-9 {
        notes.push(Note::new(format!(
            "{name}: its rate became {rate} Hz, the nearest that an EDF header can say."
        )));
    }
    if record.marks().len() > 1 {
        notes.push(Note::new(format!(
            "{name}: EDF+ holds one list of annotations; that of the first annotator was written."
        )));
    }
    let signals: Vec<Signal> = record.leads().iter().map(Signal::of).collect();
    for (lead, signal) in record.leads().iter().zip(&signals) {
        if let Some(step) = signal.rounded_to {
            notes.push(Note::new(format!(
                "{name}, {}: its samples were rounded by up to {step:.1e} mV.",
                lead.name
            )));
        }
    }
    let records = record.len().div_ceil(samples);
    let lists = lists(record, &signals, samples, records);
    let list_bytes = lists.iter().map(Vec::len).max().unwrap_or(0).next_multiple_of(2);

    let mut bytes = header(record, &signals, samples, &duration, records, list_bytes / 2);
    for (at, list) in lists.iter().enumerate() {
        for signal in &signals {
            let from = at * samples;
            let to = (from + samples).min(signal.counts.len());
            let own = &signal.counts[from..to];
            bytes.extend(own.iter().flat_map(|count| count.to_le_bytes()));
            let last = own.last().copied().unwrap_or(0);
            bytes.extend(std::iter::repeat_n(last.to_le_bytes(), samples - own.len()).flatten());
        }
        bytes.extend_from_slice(list);
        bytes.extend(std::iter::repeat_n(0, list_bytes - list.len()));
    }
    Ok((bytes, notes))
}

/// A lead as EDF has it.
struct Signal {
    label: String,
    counts: Vec<i16>,
    digital: (i32, i32),
    /// In millivolts, as the header's eight characters say them.
    physical: (String, String),
    rounded_to: Option<f64>,
}

impl Signal {
    fn of(lead: &Lead) -> Signal {
        let counts = Counts::of(lead);
        // Limits in whole millivolts are exact in eight characters; they need the zero to be at zero, and room.
        let shifted: Option<Vec<i16>> =
            counts.values.iter().map(|&count| i16::try_from(i32::from(count) - counts.zero).ok()).collect();
        let whole = (32_767.0 / counts.gain).floor();
        let limit = (whole * counts.gain).round();
        let most = |values: &[i16]| values.iter().map(|&value| i32::from(value).abs()).max().unwrap_or(0);
        let exact = shifted.filter(|values| {
            whole >= 1.0
                && whole < 1e7
                && (limit - whole * counts.gain).abs() < 1e-9
                && most(values) <= limit as i32
        });
        let (values, digital, physical) = match exact {
            Some(values) => {
                let limit = limit as i32;
                (values, (-limit, limit), (format!("-{whole}"), format!("{whole}")))
            }
            None => {
                let at = |count: f64| eight((count - f64::from(counts.zero)) / counts.gain);
                (counts.values.clone(), (-32_768, 32_767), (at(-32_768.0), at(32_767.0)))
            }
        };
        let mut signal =
            Signal { label: label(&lead.name), counts: values, digital, physical, rounded_to: None };
        let worst = signal
            .counts
            .iter()
            .zip(&lead.samples)
            .map(|(&count, &sample)| (signal.value(count) - sample).abs());
        let worst = worst.fold(0.0_f32, f32::max);
        signal.rounded_to = (worst > 0.0).then_some(f64::from(worst));
        signal
    }

    /// What a reader makes of a count, in edflib's order of operations.
    fn value(&self, count: i16) -> f32 {
        let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
        let (low, high) = (number(&self.physical.0), number(&self.physical.1));
        let step = (high - low) / f64::from(self.digital.1 - self.digital.0);
        let offset = high / step - f64::from(self.digital.1);
        (step * (offset + f64::from(count))) as f32
    }
}

/// A lead's name in sixteen characters of ASCII.
fn label(name: &str) -> String {
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).take(16).collect();
    ascii.trim().to_string()
}

/// A number in at most eight characters, as exactly as they allow.
fn eight(value: f64) -> String {
    let exact = format!("{value}");
    if exact.len() <= 8 {
        return exact;
    }
    (0..8)
        .rev()
        .map(|digits| format!("{value:.digits$}"))
        .find(|text| text.len() <= 8)
        .unwrap_or_else(|| "0".into())
}

/// Samples in a data record, and its seconds in at most eight characters, so that their quotient is the rate: a second
/// where the rate is whole, else the shortest record that says it exactly, else the one that says it best.
fn data_record(rate: f64) -> (usize, String) {
    let mut best = (1, "1".to_string(), f64::INFINITY);
    let whole = rate.round().clamp(1.0, 60_000.0) as usize;
    for samples in std::iter::once(whole).chain(1..=60_000) {
        let duration = eight(samples as f64 / rate);
        let seconds: f64 = duration.parse().unwrap_or(0.0);
        let error = if seconds > 0.0 { (samples as f64 / seconds / rate - 1.0).abs() } else { f64::INFINITY };
        // Records of less than a tenth of a second would be mostly overhead.
        if error < best.2 && (seconds >= 0.1 || samples == whole) {
            best = (samples, duration, error);
        }
        if error < 1e-15 && seconds >= 0.1 {
            break;
        }
    }
    (best.0, best.1)
}

/// The annotation list of each data record: its own time first, then what stands in it.
fn lists(record: &Record, signals: &[Signal], samples: usize, records: usize) -> Vec<Vec<u8>> {
    let rate = record.rate().get();
    let mut lists: Vec<Vec<u8>> = (0..records)
        .map(|at| {
            let onset = at as f64 * samples as f64 / rate;
            format!("+{}\x14\x14\0", seconds(onset)).into_bytes()
        })
        .collect();
    let mut put = |at: usize, length: Option<usize>, text: &str| {
        let Some(list) = lists.get_mut((at / samples).min(records.saturating_sub(1))) else { return };
        let mut entry = format!("+{}", seconds(at as f64 / rate));
        if let Some(length) = length {
            let _ = write!(entry, "\x15{}", seconds(length as f64 / rate));
        }
        // The three marks of a list cannot be in its texts.
        let text: String =
            text.chars().map(|c| if matches!(c, '\x14' | '\x15' | '\0') { ' ' } else { c }).collect();
        let _ = write!(entry, "\x14{text}\x14\0");
        list.extend_from_slice(entry.as_bytes());
    };
    for annotation in record.annotations() {
        put(annotation.at.0, None, &words(annotation));
    }
    for (lead, signal) in record.leads().iter().zip(signals) {
        for gap in &lead.gaps {
            put(gap.from.0, Some(gap.to.0 - gap.from.0), &format!("{GAP}{}", signal.label));
        }
    }
    if record.len() % samples != 0 {
        put(record.len(), None, END);
    }
    lists
}

/// A beat is its symbol, a rhythm its symbol and text, a note its text.
fn words(annotation: &Annotation) -> String {
    let Annotation { symbol, text, .. } = annotation;
    match (symbol, text.as_str()) {
        (symbol, "") => symbol.to_string(),
        // A note that would read as a symbol keeps its own before it.
        ('"', text) if text.chars().nth(1).is_some_and(|second| second != ' ') => text.to_string(),
        (symbol, text) => format!("{symbol} {text}"),
    }
}

/// Seconds with as many digits as tell samples apart.
fn seconds(value: f64) -> String {
    let text = format!("{value:.7}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn header(
    record: &Record,
    signals: &[Signal],
    samples: usize,
    duration: &str,
    records: usize,
    list_samples: usize,
) -> Vec<u8> {
    let mut text = String::new();
    let mut put = |value: &str, width: usize| {
        let _ = write!(text, "{:<width$.width$}", value);
    };
    let Moment { date, time_ms } = record.start();
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let (day, long) = match date {
        Some((year, month, day)) => (
            format!("{day:02}.{month:02}.{:02}", year % 100),
            format!("Startdate {day:02}-{}-{year:04} X X X", MONTHS[usize::from(month) - 1]),
        ),
        None => ("01.01.85".to_string(), "Startdate X X X X".to_string()),
    };
    let seconds = time_ms.unwrap_or(0) / 1000;
    put("0", 8);
    put("X X X X", 80);
    put(&long, 80);
    put(&day, 8);
    put(&format!("{:02}.{:02}.{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60), 8);
    put(&(256 * (signals.len() + 2)).to_string(), 8);
    put("EDF+C", 44);
    put(&records.to_string(), 8);
    put(duration, 8);
    put(&(signals.len() + 1).to_string(), 4);
    let all = |of: &dyn Fn(&Signal) -> String, list: &str, width: usize, put: &mut dyn FnMut(&str, usize)| {
        signals.iter().for_each(|signal| put(&of(signal), width));
        put(list, width);
    };
    all(&|signal| signal.label.clone(), "EDF Annotations", 16, &mut put);
    all(&|_| String::new(), "", 80, &mut put);
    all(&|_| "mV".into(), "", 8, &mut put);
    all(&|signal| signal.physical.0.clone(), "-1", 8, &mut put);
    all(&|signal| signal.physical.1.clone(), "1", 8, &mut put);
    all(&|signal| signal.digital.0.to_string(), "-32768", 8, &mut put);
    all(&|signal| signal.digital.1.to_string(), "32767", 8, &mut put);
    all(&|_| String::new(), "", 80, &mut put);
    all(&|_| samples.to_string(), &list_samples.to_string(), 8, &mut put);
    all(&|_| String::new(), "", 32, &mut put);
    text.into_bytes()
}

#[test]
fn data_records_say_the_rate_exactly_where_eight_characters_can() {
    assert_eq!(data_record(360.0), (360, "1".into()));
    assert_eq!(data_record(62.4725 * 4.0).0, 24_989);
    for rate in [128.0, 249.89, 512.0, 0.5, 1e3 / 3.0] {
        let (samples, duration) = data_record(rate);
        assert!((samples as f64 / duration.parse::<f64>().unwrap() / rate - 1.0).abs() < 1e-7, "{rate}");
    }
}
