//! A WFDB record: header, a format 212 signal file, and an annotation file.

use std::fmt::Write;

use crate::ecg::{Annotation, Record};
use crate::error::{Error, Result};

/// Counts in a millivolt: 5 µV steps, and a range of ±10 mV in twelve bits.
const GAIN: f64 = 200.0;

/// The three files of a record, by extension.
pub struct Files {
    /// `.hea`
    pub header: String,
    /// `.dat`
    pub signal: Vec<u8>,
    /// `.atr`
    pub annotations: Vec<u8>,
}

/// Writes a record; the files belong under the record's name. A sample beyond ±10 mV is clipped, a gap becomes the
/// format's mark for a missing sample. Fails where an annotation's symbol has no code.
pub fn files(record: &Record) -> Result<Files> {
    let counts: Vec<Vec<i16>> = record
        .leads()
        .iter()
        .map(|lead| {
            let mut counts: Vec<i16> = lead
                .samples
                .iter()
                .map(|&sample| (f64::from(sample) * GAIN).round().clamp(-2047.0, 2047.0) as i16)
                .collect();
            for gap in &lead.gaps {
                counts[gap.from.0..gap.to.0].fill(-2048);
            }
            counts
        })
        .collect();
    Ok(Files { header: header(record, &counts), signal: signal(&counts), annotations: annotations(record)? })
}

fn header(record: &Record, counts: &[Vec<i16>]) -> String {
    let name = record.name();
    let mut text = format!("{name} {} {} {}\n", counts.len(), record.rate().get(), record.len());
    for (lead, counts) in record.leads().iter().zip(counts) {
        let checksum = counts.iter().fold(0_i16, |sum, &count| sum.wrapping_add(count));
        let _ = writeln!(text, "{name}.dat 212 {GAIN}(0)/mV 12 0 {} {checksum} 0 {}", counts[0], lead.name);
    }
    text
}

/// Samples of all leads in turn, two in three bytes.
fn signal(counts: &[Vec<i16>]) -> Vec<u8> {
    let frames = counts[0].len();
    let dealt: Vec<u16> =
        (0..frames).flat_map(|at| counts.iter().map(move |lead| lead[at].cast_unsigned() & 0xfff)).collect();
    let mut bytes = Vec::with_capacity(dealt.len() * 3 / 2 + 2);
    for pair in dealt.chunks(2) {
        let second = pair.get(1).copied().unwrap_or(0);
        bytes.push(pair[0] as u8);
        bytes.push((pair[0] >> 8 | (second >> 8) << 4) as u8);
        if pair.len() == 2 {
            bytes.push(second as u8);
        }
    }
    bytes
}

/// Codes of annot(5) that are no annotations.
const SKIP: u16 = 59;
const AUX: u16 = 63;

fn annotations(record: &Record) -> Result<Vec<u8>> {
    let mut words: Vec<u16> = Vec::new();
    let mut before = 0;
    for Annotation { at, symbol, text, .. } in record.annotations() {
        let Some(code) = crate::ecg::annotation_code(*symbol) else {
            let reason = format!("annotation at sample {}: '{symbol}' has no code in the WFDB format", at.0);
            return Err(Error::unsupported(record.name(), reason));
        };
        let interval = (at.0 - before) as u32;
        if interval > 0x3ff {
            words.extend([SKIP << 10, (interval >> 16) as u16, interval as u16, code << 10]);
        } else {
            words.push(code << 10 | interval as u16);
        }
        before = at.0;
        if !text.is_empty() {
            let bytes = &text.as_bytes()[..text.len().min(255)];
            words.push(AUX << 10 | bytes.len() as u16);
            words.extend(
                bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], *pair.get(1).unwrap_or(&0)])),
            );
        }
    }
    words.push(0);
    Ok(words.into_iter().flat_map(u16::to_le_bytes).collect())
}
