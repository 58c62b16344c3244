//! The annotation file: two-byte words of a code and the time since the one before, and words that say more.

use crate::ecg::{Annotation, Hertz, SampleIndex, annotation_symbol};
use crate::error::{Error, Note, Result};

/// Codes that carry more than an annotation, by annot(5).
const SKIP: u16 = 59;
const NUM: u16 = 60;
const SUB: u16 = 61;
const CHN: u16 = 62;
const AUX: u16 = 63;

/// What an annotation file says.
pub struct Annotations {
    /// In the file's order.
    pub annotations: Vec<Annotation>,
    /// The rate that their samples are counted at, where that is not the record's.
    pub resolution: Option<Hertz>,
    /// What was survived.
    pub notes: Vec<Note>,
}

/// All annotations. A file without its closing zero word is read to its end.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Annotations> {
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut annotations: Vec<Annotation> = Vec::new();
    let mut time: i64 = 0;
    // "NUM and CHN remain in effect until the next change", SUB and AUX belong to one annotation.
    let (mut number, mut channel) = (0, 0);
    let mut early = 0;
    // Whether the annotation read last was kept: what says more about another must not stick to the one before it.
    let mut kept = false;
    while let Some(word) = words.next() {
        let (code, value) = (word >> 10, word & 0x3ff);
        let last = annotations.last_mut().filter(|_| kept);
        match code {
            0 if value == 0 => break,
            // NOTQRS marks nothing; its time counts.
            0 => {
                time = time.saturating_add(i64::from(value));
                kept = false;
            }
            SKIP => {
                // "the next four bytes are the interval in PDP-11 long integer format": the high word comes first.
                let (Some(high), Some(low)) = (words.next(), words.next()) else { return Err(cut(name)) };
                time = time.saturating_add(i64::from((u32::from(high) << 16 | u32::from(low)).cast_signed()));
            }
            NUM => {
                number = (value as u8).cast_signed();
                last.into_iter().for_each(|annotation| annotation.number = number);
            }
            SUB => last.into_iter().for_each(|annotation| annotation.subtype = (value as u8).cast_signed()),
            CHN => {
                channel = value as u8;
                last.into_iter().for_each(|annotation| annotation.channel = channel);
            }
            AUX => {
                let length = usize::from(value & 0xff);
                let text: Vec<u8> =
                    words.by_ref().take(length.div_ceil(2)).flat_map(u16::to_le_bytes).collect();
                if text.len() < length {
                    return Err(cut(name));
                }
                last.into_iter().for_each(|annotation| annotation.text = words_of(&text[..length]));
            }
            _ => {
                time = time.saturating_add(i64::from(value));
                let Some(symbol) = annotation_symbol(code) else {
                    let reason =
                        format!("annotation {}: code {code} is none of the format's", annotations.len() + 1);
                    return Err(Error::malformed(name, reason));
                };
                kept = time >= 0;
                match usize::try_from(time) {
                    Ok(at) => {
                        annotations.push(Annotation {
                            number,
                            channel,
                            ..Annotation::new(SampleIndex(at), symbol)
                        });
                    }
                    Err(_) => early += 1,
                }
            }
        }
    }
    let mut notes = Vec::new();
    if early > 0 {
        notes.push(Note::new(format!(
            "{name}: {early} annotations stand before the record's start, and were left out."
        )));
    }
    let resolution = define(&mut annotations);
    Ok(Annotations { annotations, resolution, notes })
}

/// UTF-8, as programs of today write it, else Latin-1, without the zero bytes that some pad with.
fn words_of(bytes: &[u8]) -> String {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    };
    text.trim_end_matches('\0').to_string()
}

/// Takes out the notes at the record's start that define things: the time resolution, and annotation codes of the file's own.
fn define(annotations: &mut Vec<Annotation>) -> Option<Hertz> {
    let mut resolution = None;
    let mut defining = false;
    let mut own: Vec<(char, char)> = Vec::new();
    annotations.retain(|annotation| {
        if annotation.at.0 != 0 || annotation.symbol != '"' {
            return true;
        }
        let text = annotation.text.as_str();
        if let Some(rate) = text.strip_prefix("## time resolution: ") {
            resolution = rate.trim().parse().ok().and_then(Hertz::new);
        } else if text == "## annotation type definitions" {
            defining = true;
        } else if text == "## end of definitions" {
            defining = false;
        } else if defining {
            let mut fields = text.split_whitespace();
            let code = fields.next().and_then(|code| code.parse().ok()).and_then(annotation_symbol);
            let mut symbol = fields.next().unwrap_or_default().chars();
            if let (Some(code), Some(symbol), None) = (code, symbol.next(), symbol.next()) {
                own.push((code, symbol));
            }
        } else {
            return true;
        }
        false
    });
    for annotation in annotations.iter_mut() {
        if let Some((_, symbol)) = own.iter().find(|(code, _)| *code == annotation.symbol) {
            annotation.symbol = *symbol;
        }
    }
    resolution
}

fn cut(name: &str) -> Error {
    Error::malformed(name, "it ends in the middle of an annotation; copy it again")
}

#[test]
fn a_long_interval_and_a_text_are_read() {
    let bytes = [18, 4, 0, 0xec, 1, 0, 0x70, 0x11, 0x05, 0x70, 3, 0xfc, b'(', b'N', 0, 0, 0, 0];
    let annotations = parse("100.atr", &bytes).unwrap().annotations;
    assert_eq!(annotations.len(), 2);
    assert_eq!((annotations[0].at, annotations[0].symbol), (SampleIndex(18), 'N'));
    assert_eq!((annotations[1].at, annotations[1].symbol), (SampleIndex(18 + 70_000 + 5), '+'));
    assert_eq!(annotations[1].text, "(N");
}

#[test]
fn numbers_and_channels_stay_until_they_change_and_subtypes_do_not() {
    let word = |code: u16, value: u16| (code << 10 | value).to_le_bytes();
    let bytes =
        [word(1, 5), word(SUB, 0xff), word(NUM, 2), word(CHN, 1), word(1, 5), word(CHN, 0), word(1, 5)]
            .concat();
    let annotations = parse("x.atr", &bytes).unwrap().annotations;
    let told: Vec<_> = annotations.iter().map(|a| (a.at.0, a.subtype, a.number, a.channel)).collect();
    assert_eq!(told, [(5, -1, 2, 1), (10, 0, 2, 0), (15, 0, 2, 0)]);
}

#[test]
fn definitions_at_the_start_are_obeyed_and_taken_out() {
    let mut bytes = Vec::new();
    let mut note = |text: &str| {
        bytes.extend((22_u16 << 10).to_le_bytes());
        bytes.extend((AUX << 10 | text.len() as u16).to_le_bytes());
        bytes.extend(text.bytes().chain(std::iter::repeat_n(0, text.len() % 2)));
    };
    note("## time resolution: 1000");
    note("## annotation type definitions");
    note("43 Y a yawn");
    note("## end of definitions");
    bytes.extend((43_u16 << 10 | 7).to_le_bytes());
    let read = parse("x.atr", &bytes).unwrap();
    assert_eq!(read.resolution, Hertz::new(1000.0));
    assert_eq!(read.annotations, [Annotation::new(SampleIndex(7), 'Y')]);
}
