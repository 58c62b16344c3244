//! Counts as the formats of signal(5) pack them into bytes, and what each is worth.

use crate::read::wfdb::header::SignalSpec;
use crate::read::wfdb::line::Format;

/// A packing unit: so many bytes hold so many samples.
pub struct Unit {
    pub bytes: usize,
    pub samples: usize,
}

pub fn unit(format: Format) -> Unit {
    let (bytes, samples) = match format {
        Format::Differences | Format::Eighty | Format::Null | Format::Flac(_) => (1, 1),
        Format::Sixteen | Format::SixtyOne | Format::OneSixty => (2, 1),
        Format::TwentyFour => (3, 1),
        Format::ThirtyTwo => (4, 1),
        Format::TwoTwelve => (3, 2),
        Format::ThreeTen | Format::ThreeEleven => (4, 3),
    };
    Unit { bytes, samples }
}

pub fn samples_in(format: Format, bytes: u64) -> u64 {
    let unit = unit(format);
    bytes.div_ceil(unit.bytes as u64).saturating_mul(unit.samples as u64)
}

/// The count that marks a missing sample. Format 8 has none.
pub fn missing(format: Format) -> Option<i32> {
    match format {
        Format::Eighty | Format::Flac(8) => Some(-(1 << 7)),
        Format::ThreeTen | Format::ThreeEleven => Some(-(1 << 9)),
        Format::TwoTwelve => Some(-(1 << 11)),
        Format::Sixteen | Format::SixtyOne | Format::OneSixty | Format::Flac(16) => Some(-(1 << 15)),
        Format::TwentyFour | Format::Flac(_) => Some(-(1 << 23)),
        Format::ThirtyTwo => Some(i32::MIN),
        Format::Differences | Format::Null => None,
    }
}

pub fn physical(spec: &SignalSpec, missing: Option<i32>, millivolts: f64, count: i32) -> f32 {
    if missing == Some(count) {
        return f32::NAN;
    }
    ((f64::from(count) - spec.baseline) / spec.gain * millivolts) as f32
}

/// The values of all counts of a format that has few of them, from the lowest on; empty where there are many.
pub fn lookup(spec: &SignalSpec) -> Vec<f32> {
    let half = match spec.format {
        Format::TwoTwelve => 1 << 11,
        Format::ThreeTen | Format::ThreeEleven => 1 << 9,
        Format::Eighty => 1 << 7,
        _ => return Vec::new(),
    };
    let millivolts = spec.millivolts().unwrap_or(1.0);
    (-half..half).map(|count| physical(spec, missing(spec.format), millivolts, count)).collect()
}

/// Takes the low bits of `bits` as a two's complement number.
fn signed(bits: u32, width: u32) -> i32 {
    (bits << (32 - width)).cast_signed() >> (32 - width)
}

/// Whole packing units to counts. The quotations are from signal(5).
pub fn unpack(format: Format, bytes: &[u8], counts: &mut Vec<i32>) {
    let u = |byte: &u8| u32::from(*byte);
    match format {
        // "each sample is stored as a signed difference"
        Format::Differences => counts.extend(bytes.iter().map(|byte| i32::from(byte.cast_signed()))),
        // "least significant byte first"
        Format::Sixteen => {
            counts.extend(bytes.chunks_exact(2).map(|pair| i32::from(i16::from_le_bytes([pair[0], pair[1]]))))
        }
        Format::TwentyFour => counts.extend(
            bytes.chunks_exact(3).map(|three| i32::from_le_bytes([0, three[0], three[1], three[2]]) >> 8),
        ),
        Format::ThirtyTwo => counts.extend(
            bytes.chunks_exact(4).map(|four| i32::from_le_bytes([four[0], four[1], four[2], four[3]])),
        ),
        // "most significant byte first"
        Format::SixtyOne => {
            counts.extend(bytes.chunks_exact(2).map(|pair| i32::from(i16::from_be_bytes([pair[0], pair[1]]))))
        }
        // "8-bit amplitude in offset binary form"
        Format::Eighty => counts.extend(bytes.iter().map(|&byte| i32::from(byte) - (1 << 7))),
        Format::OneSixty => counts.extend(
            bytes.chunks_exact(2).map(|pair| i32::from(u16::from_le_bytes([pair[0], pair[1]])) - (1 << 15)),
        ),
        // "The first sample is obtained from the 12 least significant bits of the first byte pair (stored least
        // significant byte first). The second sample is formed from the 4 remaining bits of the first byte pair (which
        // are the 4 high bits of the 12-bit sample) and the next byte".
        Format::TwoTwelve => counts.extend(bytes.chunks_exact(3).flat_map(|three| {
            let [low, middle, high] = [u(&three[0]), u(&three[1]), u(&three[2])];
            [signed(low | (middle & 0x0f) << 8, 12), signed(high | (middle & 0xf0) << 4, 12)]
        })),
        // "three 10-bit samples bit-packed into each group of four bytes": the first in bits 1 to 10 of the first byte
        // pair, the second in those of the second pair, the third in the high five bits of both.
        Format::ThreeTen => counts.extend(bytes.chunks_exact(4).flat_map(|four| {
            let first = u(&four[0]) | u(&four[1]) << 8;
            let second = u(&four[2]) | u(&four[3]) << 8;
            [signed(first >> 1, 10), signed(second >> 1, 10), signed(first >> 11 | second >> 11 << 5, 10)]
        })),
        // The same, ten bits after ten bits from the lowest on.
        Format::ThreeEleven => counts.extend(bytes.chunks_exact(4).flat_map(|four| {
            let all = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
            [signed(all, 10), signed(all >> 10, 10), signed(all >> 20, 10)]
        })),
        Format::Null | Format::Flac(_) => {}
    }
}

/// The last bytes, too few for a whole unit: the samples that are complete in them.
pub fn unpack_tail(format: Format, bytes: &[u8], counts: &mut Vec<i32>) {
    let complete = match (format, bytes.len()) {
        (Format::TwoTwelve | Format::ThreeTen, 2..) | (Format::ThreeEleven, 2) => 1,
        (Format::ThreeEleven, 3) => 2,
        _ => 0,
    };
    let mut padded = bytes.to_vec();
    padded.resize(unit(format).bytes, 0);
    let before = counts.len();
    unpack(format, &padded, counts);
    counts.truncate(before + complete);
}

#[test]
fn twelve_bits_extend_their_sign() {
    for count in -2048..=2047_i32 {
        assert_eq!(signed(count.cast_unsigned() & 0xfff, 12), count);
    }
}

#[test]
fn packed_bytes_hold_the_samples_that_the_manual_says() {
    let unpacked = |format, bytes: &[u8]| {
        let mut counts = Vec::new();
        unpack(format, bytes, &mut counts);
        counts
    };
    let tail = |format, bytes: &[u8]| {
        let mut counts = Vec::new();
        unpack_tail(format, bytes, &mut counts);
        counts
    };
    assert_eq!(unpacked(Format::TwoTwelve, &[0x34, 0xf2, 0xff]), [0x234, -1]);
    assert_eq!(tail(Format::TwoTwelve, &[0x00, 0x08]), [-2048]);
    assert!(tail(Format::TwoTwelve, &[0x00]).is_empty());
    assert_eq!(unpacked(Format::ThreeEleven, &[0x01, 0x08, 0x30, 0xc0]), [1, 2, 3]);
    assert_eq!(tail(Format::ThreeEleven, &[0x01, 0x08, 0x00]), [1, 2]);
    assert_eq!(unpacked(Format::ThreeTen, &[0x02, 0x08, 0x04, 0x00]), [1, 2, 1]);
    assert_eq!(unpacked(Format::TwentyFour, &[0xff, 0xff, 0xff]), [-1]);
    assert_eq!(unpacked(Format::SixtyOne, &[0xff, 0xfe]), [-2]);
    assert_eq!(unpacked(Format::Eighty, &[0, 128, 255]), [-128, 0, 127]);
}
