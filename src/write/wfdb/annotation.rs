//! Annotations as the two-byte words of annot(5).

use crate::ecg::{Annotation, annotation_code};

/// Codes of annot(5) that are no annotations.
const SKIP: u16 = 59;
const NUM: u16 = 60;
const SUB: u16 = 61;
const CHN: u16 = 62;
const AUX: u16 = 63;

/// The code of a note, for what has no code of its own.
const NOTE: u16 = 22;

/// The file's bytes, and how many annotations had to become notes because the format has no code for them.
pub fn bytes(annotations: &[Annotation]) -> (Vec<u8>, usize) {
    let mut words: Vec<u16> = Vec::new();
    let mut before = 0;
    let (mut number, mut channel) = (0_i8, 0_u8);
    let mut lost = 0;
    for annotation in annotations {
        let code = annotation_code(annotation.symbol).filter(|&code| code > 0);
        let text = match code {
            Some(_) => annotation.text.clone(),
            None => {
                lost += 1;
                format!("{} {}", annotation.symbol, annotation.text).trim_end().to_string()
            }
        };
        let mut interval = (annotation.at.0 - before) as u64;
        before = annotation.at.0;
        // An interval of four bytes at most, each with its high word first.
        while interval > 0x3ff {
            let step = interval.min(i32::MAX as u64) as u32;
            words.extend([SKIP << 10, (step >> 16) as u16, step as u16]);
            interval -= u64::from(step);
        }
        words.push(code.unwrap_or(NOTE) << 10 | interval as u16);
        if annotation.subtype != 0 {
            words.push(SUB << 10 | u16::from(annotation.subtype.cast_unsigned()));
        }
        if annotation.channel != channel {
            channel = annotation.channel;
            words.push(CHN << 10 | u16::from(channel));
        }
        if annotation.number != number {
            number = annotation.number;
            words.push(NUM << 10 | u16::from(number.cast_unsigned()));
        }
        if !text.is_empty() {
            let text = cut(&text).as_bytes();
            words.push(AUX << 10 | text.len() as u16);
            words
                .extend(text.chunks(2).map(|pair| u16::from_le_bytes([pair[0], *pair.get(1).unwrap_or(&0)])));
        }
    }
    words.push(0);
    (words.into_iter().flat_map(u16::to_le_bytes).collect(), lost)
}

/// As much of a text as an annotation holds: 255 bytes, and no character by halves.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(255);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
