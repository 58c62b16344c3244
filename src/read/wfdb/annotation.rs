//! The annotation file: two-byte words of a code and the time since the one before.

use crate::ecg::{Annotation, SampleIndex, annotation_symbol};
use crate::error::{Error, Result};

/// Codes that carry more than an annotation, by annot(5).
const SKIP: u16 = 59;
const NUM: u16 = 60;
const SUB: u16 = 61;
const CHN: u16 = 62;
const AUX: u16 = 63;

/// All annotations, in the file's order. A file without its closing zero word is read to its end.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Annotation>> {
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut annotations: Vec<Annotation> = Vec::new();
    let mut time: i64 = 0;
    while let Some(word) = words.next() {
        let (code, value) = (word >> 10, word & 0x3ff);
        match code {
            0 if value == 0 => break,
            SKIP => {
                // "the next four bytes are the interval in PDP-11 long integer format": the high word comes first.
                let (Some(high), Some(low)) = (words.next(), words.next()) else { return Err(cut(name)) };
                time += i64::from((u32::from(high) << 16 | u32::from(low)).cast_signed());
            }
            // The annotation's number, subtype and channel: nothing here asks for them.
            NUM | SUB | CHN => {}
            AUX => {
                let length = usize::from(value);
                let text: Vec<u8> =
                    words.by_ref().take(length.div_ceil(2)).flat_map(u16::to_le_bytes).collect();
                if text.len() < length {
                    return Err(cut(name));
                }
                if let Some(annotation) = annotations.last_mut() {
                    let text = String::from_utf8_lossy(&text[..length]);
                    annotation.text = text.trim_end_matches('\0').to_string();
                }
            }
            _ => {
                time += i64::from(value);
                let Ok(at) = usize::try_from(time) else {
                    let reason =
                        format!("annotation {}: it stands before the record's start", annotations.len() + 1);
                    return Err(Error::malformed(name, reason));
                };
                let Some(symbol) = annotation_symbol(code) else {
                    let reason =
                        format!("annotation {}: code {code} is none of the format's", annotations.len() + 1);
                    return Err(Error::malformed(name, reason));
                };
                annotations.push(Annotation::new(SampleIndex(at), symbol));
            }
        }
    }
    Ok(annotations)
}

fn cut(name: &str) -> Error {
    Error::malformed(name, "it ends in the middle of an annotation; copy it again")
}

#[test]
fn a_long_interval_and_a_text_are_read() {
    let bytes = [18, 4, 0, 0xec, 1, 0, 0x70, 0x11, 0x05, 0x70, 3, 0xfc, b'(', b'N', 0, 0, 0, 0];
    let annotations = parse("100.atr", &bytes).unwrap();
    assert_eq!(annotations.len(), 2);
    assert_eq!((annotations[0].at, annotations[0].symbol), (SampleIndex(18), 'N'));
    assert_eq!((annotations[1].at, annotations[1].symbol), (SampleIndex(18 + 70_000 + 5), '+'));
    assert_eq!(annotations[1].text, "(N");
}
