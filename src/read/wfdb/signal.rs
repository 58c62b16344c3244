//! The signal file: samples of all its signals in turn, in format 16 or 212.

use crate::error::{Error, Result};
use crate::read::MOST_SAMPLES;
use crate::read::wfdb::header::{Format, SignalSpec};

/// The counts of each signal in `group`, which all lie in this file, in this order; `None` where none was recorded.
/// A frame that the file's end cuts is dropped.
pub fn decode(file: &str, bytes: &[u8], group: &[SignalSpec]) -> Result<Vec<Vec<Option<i16>>>> {
    let first = &group[0];
    if group.iter().any(|signal| signal.format != first.format || signal.offset != first.offset) {
        return Err(Error::malformed(
            file,
            "its signals are described in two formats; one file has one format",
        ));
    }
    let bytes = bytes.get(first.offset..).unwrap_or_default();
    let total = match first.format {
        Format::Sixteen => bytes.len() / 2,
        Format::TwoTwelve => bytes.len() / 3 * 2 + bytes.len() % 3 / 2,
    };
    if total > MOST_SAMPLES {
        let reason =
            format!("{total} samples; {MOST_SAMPLES} are the most that are held at once, cut the record");
        return Err(Error::unsupported(file, reason));
    }
    let frames = total / group.len();
    let mut signals = vec![Vec::with_capacity(frames); group.len()];
    match first.format {
        Format::Sixteen => deal(&mut signals, frames, bytes.chunks_exact(2).map(sixteen)),
        Format::TwoTwelve => deal(&mut signals, frames, bytes.chunks(3).flat_map(two_twelve)),
    }
    Ok(signals)
}

/// Hands samples out to the signals in turn.
fn deal(signals: &mut [Vec<Option<i16>>], frames: usize, mut samples: impl Iterator<Item = Option<i16>>) {
    for _ in 0..frames {
        for signal in signals.iter_mut() {
            signal.push(samples.next().flatten());
        }
    }
}

/// signal(5), format 16: "16-bit two's complement amplitude stored least significant byte first"; the most negative
/// value marks a missing sample.
fn sixteen(bytes: &[u8]) -> Option<i16> {
    let count = i16::from_le_bytes([bytes[0], bytes[1]]);
    (count != i16::MIN).then_some(count)
}

/// signal(5), format 212: "The first sample is obtained from the 12 least significant bits of the first byte pair
/// (stored least significant byte first). The second sample is formed from the 4 remaining bits of the first byte
/// pair (which are the 4 high bits of the 12-bit sample) and the next byte". A last lone pair holds one sample.
fn two_twelve(bytes: &[u8]) -> impl Iterator<Item = Option<i16>> {
    let [low, middle, high] = [0, 1, 2].map(|at| u16::from(bytes.get(at).copied().unwrap_or(0)));
    let pair = [low | (middle & 0x0f) << 8, high | (middle & 0xf0) << 4].map(extend_sign_12);
    let complete = [bytes.len() > 1, bytes.len() > 2];
    pair.into_iter()
        .zip(complete)
        .filter(|&(_, complete)| complete)
        .map(|(count, _)| (count != -2048).then_some(count))
}

/// Interprets the low 12 bits as a two's complement number: shifts the sign bit to the top and back.
fn extend_sign_12(bits: u16) -> i16 {
    (bits << 4).cast_signed() >> 4
}

/// The sum of all counts, as the header keeps it: in 16 bits, wrapping. A missing sample counts as its format's mark.
pub fn checksum(counts: &[Option<i16>], format: Format) -> i16 {
    let missing = match format {
        Format::Sixteen => i16::MIN,
        Format::TwoTwelve => -2048,
    };
    counts.iter().fold(0_i16, |sum, count| sum.wrapping_add(count.unwrap_or(missing)))
}

#[test]
fn twelve_bits_extend_their_sign() {
    for count in -2048..=2047_i16 {
        assert_eq!(extend_sign_12(count.cast_unsigned() & 0xfff), count);
    }
}

#[test]
fn three_bytes_hold_two_samples_and_two_bytes_one() {
    assert_eq!(two_twelve(&[0x34, 0xf2, 0xff]).collect::<Vec<_>>(), [Some(0x234), Some(-1)]);
    assert_eq!(two_twelve(&[0x00, 0x08]).collect::<Vec<_>>(), [None], "-2048 marks a missing sample");
    assert_eq!(two_twelve(&[0x00]).count(), 0);
}
