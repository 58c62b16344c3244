//! A record as an EDF+ file: 16 bits a sample, annotations and gaps beside them, nothing lost that was counted in 16 bits.

mod layout;
mod scale;

use crate::ecg::{Annotation, Lead, Record, annotation_code};
use crate::error::{Error, Note, Result};
use layout::Layout;
use scale::{Scale, trimmed};

/// How a gap of a lead is told, for ecglass's own reader: this, then the lead's label, with a duration.
const GAP: &str = "no signal: ";

/// How it is told that what follows only fills up the last data record.
const THE_END: &str = "end of signal";

/// What the signal of annotations is called.
const ANNOTATIONS: &str = "EDF Annotations";

/// The most characters of a text: every data record is as long as the fullest, so one text must not swell them all.
const LONGEST_TEXT: usize = 500;

/// The most bytes of a file, what a browser's tab can hold beside the record.
const MOST_BYTES: usize = 1 << 30;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Writes a record as EDF+C, with the annotations that count ([`Record::annotations`]); other annotators' marks are left
/// out, and comments but for the one that says that the record is synthetic, texts are cut at 500 characters. Samples in a grid of 16 bits are kept to the last bit, others to a 65,536th of their range.
/// Fails where a lead's range cannot be told in the format, or where the file would be of more than a GiB.
pub fn edf(record: &Record) -> Result<(Vec<u8>, Vec<Note>)> {
    let leads = record.leads();
    let layout = Layout::new(record.rate(), record.len(), leads.len());
    let records = record.len().div_ceil(layout.samples);
    let labels = labels(leads);
    let scales = leads
        .iter()
        .map(|lead| {
            Scale::of(lead).ok_or_else(|| {
                let reason = "its samples are too far from zero for the 8 characters that EDF has for limits; choose the unit that it is measured in";
                Error::unfit(format!("{}, lead {}", record.name(), lead.name), reason)
            })
        })
        .collect::<Result<Vec<Scale>>>()?;
    let notes = losses(record, &scales);
    let lists = lists(record, &layout, records, &labels);
    // Two bytes a sample, the last list of a data record ended by one zero at least.
    let list_samples = lists.iter().map(Vec::len).max().unwrap_or(0).div_ceil(2) + 1;

    let header_bytes = 256 * (leads.len() + 2);
    let record_samples =
        layout.samples.checked_mul(leads.len()).and_then(|sum| sum.checked_add(list_samples));
    let total = record_samples
        .and_then(|samples| samples.checked_mul(2 * records))
        .and_then(|bytes| bytes.checked_add(header_bytes))
        .filter(|&bytes| bytes <= MOST_BYTES && records <= 99_999_999 && leads.len() <= 9998);
    let Some(total) = total else {
        let reason =
            format!("it would take more than {} MiB as an EDF file; write a part of it", MOST_BYTES >> 20);
        return Err(Error::unfit(record.name(), reason));
    };

    let mut bytes = Vec::with_capacity(total);
    about_file(&mut bytes, record, header_bytes, records, &layout);
    about_signals(&mut bytes, &labels, &scales, &layout, list_samples);
    for (index, list) in lists.iter().enumerate() {
        let from = index * layout.samples;
        let to = (from + layout.samples).min(record.len());
        for (lead, scale) in leads.iter().zip(&scales) {
            let mut count = 0;
            for &sample in &lead.samples[from..to] {
                count = scale.count(sample);
                bytes.extend(count.to_le_bytes());
            }
            for _ in to - from..layout.samples {
                bytes.extend(count.to_le_bytes());
            }
        }
        bytes.extend(list);
        bytes.resize(bytes.len() + 2 * list_samples - list.len(), 0);
    }
    Ok((bytes, notes))
}

/// What could not be written as it was.
fn losses(record: &Record, scales: &[Scale]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (lead, scale) in record.leads().iter().zip(scales) {
        let off = |&sample: &f32| (scale.millivolts(scale.count(sample)) - sample).abs();
        let worst = lead.samples.iter().map(off).fold(0.0, f32::max);
        if worst > 0.0 {
            notes.push(Note::new(format!(
                "{}, {}: its samples were rounded by up to {worst:.1e} mV.",
                record.name(),
                lead.name
            )));
        }
    }
    if record.marks().len() > 1 {
        let name = record.name();
        notes.push(Note::new(format!(
            "{name}: EDF+ holds one list of annotations; that of the first annotator was written."
        )));
    }
    notes
}

/// A field of the header: ASCII, cut or filled up with spaces.
fn field(bytes: &mut Vec<u8>, text: &str, width: usize) {
    let ascii = text.chars().map(|c| if (' '..='~').contains(&c) { c as u8 } else { b'_' });
    bytes.extend(ascii.chain(std::iter::repeat(b' ')).take(width));
}

fn about_file(bytes: &mut Vec<u8>, record: &Record, header_bytes: usize, records: usize, layout: &Layout) {
    let start = record.start();
    // Two digits mean 1985 to 2084; of any other year the long date tells the truth. (The format has the letters yy for
    // years past 2084, but edflib and edfio refuse the file for them.)
    let (short, long) = match start.date {
        Some((year, month, day)) => {
            let name = MONTHS.get(usize::from(month).wrapping_sub(1)).unwrap_or(&"JAN");
            (format!("{day:02}.{month:02}.{:02}", year % 100), format!("{day:02}-{name}-{year:04}"))
        }
        None => ("01.01.85".to_string(), "X".to_string()),
    };
    let seconds = start.time_ms.unwrap_or(0) / 1000;
    let time = format!("{:02}.{:02}.{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    field(bytes, "0", 8);
    field(bytes, "X X X X", 80);
    // The last of the four subfields is the equipment; a subfield has no spaces.
    let equipment = record.synthetic().map_or("X".to_string(), |said| said.replace(char::is_whitespace, "_"));
    field(bytes, &format!("Startdate {long} X X {equipment}"), 80);
    field(bytes, &short, 8);
    field(bytes, &time, 8);
    field(bytes, &header_bytes.to_string(), 8);
    field(bytes, "EDF+C", 44);
    field(bytes, &records.to_string(), 8);
    field(bytes, &layout.seconds, 8);
    field(bytes, &(record.leads().len() + 1).to_string(), 4);
}

fn about_signals(
    bytes: &mut Vec<u8>,
    labels: &[String],
    scales: &[Scale],
    layout: &Layout,
    list_samples: usize,
) {
    // Every field stands for all signals before the next field does; the annotations are the last signal.
    let mut all = |width: usize, of_list: &str, of_lead: &dyn Fn(usize, &Scale) -> String| {
        for (index, scale) in scales.iter().enumerate() {
            field(bytes, &of_lead(index, scale), width);
        }
        field(bytes, of_list, width);
    };
    all(16, ANNOTATIONS, &|index, _| labels.get(index).cloned().unwrap_or_default());
    all(80, "", &|_, _| String::new());
    all(8, "", &|_, scale| scale.unit.to_string());
    all(8, "-1", &|_, scale| scale.physical[0].clone());
    all(8, "1", &|_, scale| scale.physical[1].clone());
    all(8, "-32768", &|_, scale| scale.digital[0].to_string());
    all(8, "32767", &|_, scale| scale.digital[1].to_string());
    all(80, "", &|_, _| String::new());
    all(8, &list_samples.to_string(), &|_, _| layout.samples.to_string());
    all(32, "", &|_, _| String::new());
}

/// The leads' names as the format can have them, each only once, so that a gap is told of one lead.
fn labels(leads: &[Lead]) -> Vec<String> {
    let mut labels: Vec<String> = vec![ANNOTATIONS.to_string()];
    for lead in leads {
        let mut ascii = Vec::new();
        field(&mut ascii, &lead.name, 16);
        let plain = String::from_utf8_lossy(&ascii).trim().to_string();
        let mut label = plain.clone();
        let mut number = 2;
        while labels.contains(&label) {
            let end = format!(" {number}");
            let kept: String = plain.chars().take(16 - end.len()).collect();
            label = format!("{}{end}", kept.trim_end());
            number += 1;
        }
        labels.push(label);
    }
    labels.split_off(1)
}

/// The lists of annotations, one for each data record, each beginning with the time of its record.
fn lists(record: &Record, layout: &Layout, records: usize, labels: &[String]) -> Vec<Vec<u8>> {
    let rate = record.rate().get();
    // What the header's time has no digits for: the first record's onset tells the part of a second.
    let origin = f64::from(record.start().time_ms.unwrap_or(0) % 1000) / 1000.0;
    let onset = |at: usize| trimmed(format!("+{:.7}", origin + at as f64 / rate));
    let mut lists: Vec<Vec<u8>> = (0..records)
        .map(|index| format!("{}\x14\x14\0", onset(index * layout.samples)).into_bytes())
        .collect();
    let mut tell = |at: usize, lasts: Option<usize>, text: &str| {
        let Some(list) = lists.get_mut((at / layout.samples).min(records.saturating_sub(1))) else { return };
        list.extend(onset(at).into_bytes());
        if let Some(lasts) = lasts {
            list.push(0x15);
            list.extend(trimmed(format!("{:.7}", lasts as f64 / rate)).into_bytes());
        }
        list.push(0x14);
        let sound = |c: char| if c.is_control() { ' ' } else { c };
        list.extend(text.chars().take(LONGEST_TEXT).map(sound).collect::<String>().into_bytes());
        list.extend([0x14, 0]);
    };
    for (lead, label) in record.leads().iter().zip(labels) {
        for gap in &lead.gaps {
            tell(gap.from.0, Some(gap.to.0 - gap.from.0), &format!("{GAP}{label}"));
        }
    }
    for annotation in record.annotations() {
        for text in texts(annotation) {
            tell(annotation.at.0, None, &text);
        }
    }
    if !record.len().is_multiple_of(layout.samples) {
        tell(record.len(), None, THE_END);
    }
    lists
}

/// What is written for an annotation: its symbol, its comment, or both, so that a reader finds the beat in any case.
fn texts(annotation: &Annotation) -> Vec<String> {
    let Annotation { symbol, text, .. } = annotation;
    match (symbol, text.as_str()) {
        (symbol, "") => vec![symbol.to_string()],
        ('+', text) => vec![format!("+ {text}")],
        ('"', text) => vec![comment(text)],
        (symbol, text) => vec![symbol.to_string(), comment(text)],
    }
}

/// A comment as it is, or with the sign of comments before it where it would be taken for something else.
fn comment(text: &str) -> String {
    let mut letters = text.chars();
    let known = letters.next().is_some_and(|symbol| annotation_code(symbol).is_some());
    let is_symbol = known && letters.as_str().is_empty();
    let meant_otherwise = text.starts_with("+ ") || text.starts_with("\" ");
    if is_symbol || meant_otherwise || text.starts_with(GAP) || text == THE_END {
        return format!("\" {text}");
    }
    text.to_string()
}

#[test]
fn labels_are_short_plain_and_each_only_once() {
    let leads = ["I", "I", "a lead with a long name", "a lead with a long one", "µ", "EDF Annotations"];
    let leads: Vec<Lead> = leads.iter().map(|name| Lead::new(*name, vec![0.0])).collect();
    assert_eq!(labels(&leads), ["I", "I 2", "a lead with a lo", "a lead with a 2", "_", "EDF Annotation 2"]);
}

#[test]
fn comments_are_not_taken_for_anything_else() {
    assert_eq!(comment("Normal"), "Normal");
    assert_eq!(comment("N"), "\" N");
    assert_eq!(comment("+ (N"), "\" + (N");
    let beat = Annotation::new(crate::ecg::SampleIndex(0), 'N').with_text("late");
    assert_eq!(texts(&beat), ["N", "late"]);
}
