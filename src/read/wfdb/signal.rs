//! The signal file, decoded as its bytes come: counts of all its signals in turn, in any of the binary formats.

use crate::error::{Error, Result};
use crate::read::MOST_SAMPLES;
use crate::read::wfdb::flac;
use crate::read::wfdb::header::SignalSpec;
use crate::read::wfdb::line::Format;

/// Counts are unpacked so many at a time: little enough to stay in the nearest cache.
const BLOCK: usize = 4096;

/// Decodes one signal file, of which it holds no more than a few bytes (all of them, where it is FLAC).
pub struct SignalFile {
    name: String,
    format: Format,
    /// Bytes still to be passed over before the first sample.
    skip: usize,
    /// The bytes of a packing unit that is not complete yet; all bytes of a FLAC file.
    rest: Vec<u8>,
    /// Unpacked counts that wait for their frame to be complete.
    counts: Vec<i32>,
    /// Samples of all signals in a frame.
    frame: usize,
    /// Frames to take; what follows is not looked at.
    frames_left: usize,
    tracks: Vec<Track>,
    /// Bytes that came.
    bytes: usize,
}

/// One signal of the file.
pub struct Track {
    spec: SignalSpec,
    /// Whether its values are kept, or only summed.
    kept: bool,
    /// Physical values, in millivolts where the unit is a voltage; NaN where none was recorded.
    pub values: Vec<f32>,
    /// Samples seen.
    pub seen: usize,
    /// The sum of its counts in 16 bits.
    sum: u16,
    /// The value of every count there can be, where these are few.
    lookup: Vec<f32>,
    /// Format 8: the count that the next difference is added to.
    level: i32,
}

impl SignalFile {
    /// `group` are the signals that lie in this file of `size` bytes, in their order, and whether each is to be kept.
    /// `frames` is how many the header promises.
    pub fn new(
        name: &str,
        size: u64,
        group: &[(SignalSpec, bool)],
        frames: Option<usize>,
    ) -> Result<SignalFile> {
        let Some((first, _)) = group.first() else {
            return Err(Error::malformed(name, "no signal is described as being in it"));
        };
        if group.iter().any(|(signal, _)| signal.format != first.format || signal.offset != first.offset) {
            let reason = "its signals are described in two formats; one file has one format";
            return Err(Error::malformed(name, reason));
        }
        let frame: usize = group.iter().map(|(signal, _)| signal.per_frame).sum();
        let format = first.format;
        let is_flac = matches!(format, Format::Flac(_));
        // What a header claims is not believed: there cannot be more frames than the file has bytes for.
        let payload = size.saturating_sub(if is_flac { 0 } else { first.offset as u64 });
        let possible = (samples_in(format, payload) / frame as u64) as usize;
        let frames_left = frames.unwrap_or(usize::MAX);
        let expected = if is_flac { 0 } else { possible.min(frames_left) };
        let kept: usize = group.iter().filter(|(_, kept)| *kept).map(|(signal, _)| signal.per_frame).sum();
        if expected.saturating_mul(kept) > MOST_SAMPLES {
            return Err(too_many(name));
        }
        let tracks = group
            .iter()
            .map(|(spec, kept)| Track {
                values: Vec::with_capacity(if *kept { expected * spec.per_frame } else { 0 }),
                kept: *kept,
                seen: 0,
                sum: 0,
                lookup: lookup(spec),
                level: spec.initial,
                spec: spec.clone(),
            })
            .collect();
        let skip = if is_flac { 0 } else { first.offset };
        Ok(SignalFile {
            name: name.to_string(),
            format,
            skip,
            rest: Vec::new(),
            counts: Vec::with_capacity(BLOCK + frame),
            frame,
            frames_left,
            tracks,
            bytes: 0,
        })
    }

    /// The next piece of the file.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<()> {
        self.bytes += piece.len();
        if let Format::Flac(_) = self.format {
            self.rest.extend_from_slice(piece);
            return Ok(());
        }
        let passed = self.skip.min(piece.len());
        self.skip -= passed;
        piece = &piece[passed..];
        let unit = unit(self.format);
        if !self.rest.is_empty() {
            let wanted = (unit.bytes - self.rest.len()).min(piece.len());
            let (first, others) = piece.split_at(wanted);
            self.rest.extend_from_slice(first);
            piece = others;
            if self.rest.len() == unit.bytes {
                let whole = std::mem::take(&mut self.rest);
                self.take(&whole)?;
            }
        }
        let whole = piece.len() / unit.bytes * unit.bytes;
        for block in piece[..whole].chunks(BLOCK / unit.samples * unit.bytes) {
            if self.frames_left == 0 {
                return Ok(());
            }
            self.take(block)?;
        }
        self.rest.extend_from_slice(&piece[whole..]);
        Ok(())
    }

    /// Bytes that came so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// All bytes are in. A frame that the file's end cuts is dropped.
    pub fn finish(mut self) -> Result<Vec<Track>> {
        if let Format::Flac(bits) = self.format {
            let bytes = std::mem::take(&mut self.rest);
            let offset = self.tracks[0].spec.offset;
            let per_frame = self.tracks[0].spec.per_frame;
            if self.tracks.iter().any(|track| track.spec.per_frame != per_frame) {
                let reason =
                    "its signals have different numbers of samples in a frame, which FLAC cannot hold";
                return Err(Error::malformed(&self.name, reason));
            }
            let name = self.name.clone();
            let channels = self.tracks.len();
            flac::decode(&name, &bytes, bits, channels, offset, |channel, counts| {
                let most = self.frames_left.saturating_mul(per_frame);
                let Some(track) = self.tracks.get_mut(channel) else { return Ok(()) };
                let wanted = counts.len().min(most.saturating_sub(track.seen));
                counts[..wanted].iter().for_each(|&count| track.take_slowly(count));
                if track.values.len() > MOST_SAMPLES { Err(too_many(&name)) } else { Ok(()) }
            })?;
        } else if !self.rest.is_empty() && self.frames_left > 0 {
            let rest = std::mem::take(&mut self.rest);
            let mut counts = std::mem::take(&mut self.counts);
            unpack_tail(self.format, &rest, &mut counts);
            self.counts = counts;
            self.deal()?;
        }
        for track in &mut self.tracks {
            track.skew();
        }
        Ok(self.tracks)
    }

    /// Whole units: unpacked, and whole frames of them dealt out.
    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        unpack(self.format, bytes, &mut self.counts);
        self.deal()
    }

    fn deal(&mut self) -> Result<()> {
        let frames = (self.counts.len() / self.frame).min(self.frames_left);
        let (dealt, _) = self.counts.split_at(frames * self.frame);
        let mut from = 0;
        let mut held = 0;
        for track in &mut self.tracks {
            track.take(dealt, from, self.frame);
            from += track.spec.per_frame;
            held += track.values.len();
        }
        self.frames_left -= frames;
        self.counts.drain(..frames * self.frame);
        if held > MOST_SAMPLES { Err(too_many(&self.name)) } else { Ok(()) }
    }
}

impl Track {
    /// The next samples: those at `from` and after it in every `frame` of `counts`.
    fn take(&mut self, counts: &[i32], from: usize, frame: usize) {
        let per_frame = self.spec.per_frame;
        if self.spec.format == Format::Differences {
            for frame in counts.chunks_exact(frame) {
                for &difference in &frame[from..from + per_frame] {
                    self.level = self.level.wrapping_add(difference);
                    self.take_slowly(self.level);
                }
            }
            return;
        }
        self.seen += counts.len() / frame * per_frame;
        if per_frame == 1 {
            // The usual case, and the one that has to be fast.
            let own = counts.iter().skip(from).step_by(frame);
            self.sum = own.clone().fold(self.sum, |sum, &count| sum.wrapping_add(count as u16));
            if !self.kept {
            } else if self.lookup.is_empty() {
                let spec = &self.spec;
                let (missing, millivolts) = (missing(spec.format), spec.millivolts().unwrap_or(1.0));
                self.values.extend(own.map(|&count| physical(spec, missing, millivolts, count)));
            } else {
                let (lookup, half) = (&self.lookup[..], self.lookup.len() / 2);
                let mask = lookup.len() - 1;
                self.values.extend(own.map(|&count| lookup[(count as usize).wrapping_add(half) & mask]));
            }
            return;
        }
        self.seen -= counts.len() / frame * per_frame;
        for frame in counts.chunks_exact(frame) {
            frame[from..from + per_frame].iter().for_each(|&count| self.take_slowly(count));
        }
    }

    fn take_slowly(&mut self, count: i32) {
        self.seen += 1;
        self.sum = self.sum.wrapping_add(count as u16);
        if self.kept {
            let millivolts = self.spec.millivolts().unwrap_or(1.0);
            self.values.push(physical(&self.spec, missing(self.spec.format), millivolts, count));
        }
    }

    /// A signal that runs late in its file is moved back; what would follow its end was not recorded.
    fn skew(&mut self) {
        let late = self.spec.skew.saturating_mul(self.spec.per_frame).min(self.values.len());
        if late > 0 {
            self.values.drain(..late);
            self.values.extend(std::iter::repeat_n(f32::NAN, late));
        }
    }

    /// Whether the header's sum is another than that of the samples; unknown where the header has none.
    pub fn disagrees(&self) -> bool {
        self.spec.checksum.is_some_and(|sum| sum.cast_unsigned() != self.sum)
    }

    /// The line of the header that describes it.
    pub fn spec(&self) -> &SignalSpec {
        &self.spec
    }
}

/// A packing unit: so many bytes hold so many samples.
struct Unit {
    bytes: usize,
    samples: usize,
}

fn unit(format: Format) -> Unit {
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

fn samples_in(format: Format, bytes: u64) -> u64 {
    let unit = unit(format);
    bytes.div_ceil(unit.bytes as u64).saturating_mul(unit.samples as u64)
}

/// The count that marks a missing sample. Format 8 has none.
fn missing(format: Format) -> Option<i32> {
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

fn physical(spec: &SignalSpec, missing: Option<i32>, millivolts: f64, count: i32) -> f32 {
    if missing == Some(count) {
        return f32::NAN;
    }
    ((f64::from(count) - spec.baseline) / spec.gain * millivolts) as f32
}

/// The values of all counts of a format that has few of them, from the lowest on; empty where there are many.
fn lookup(spec: &SignalSpec) -> Vec<f32> {
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
fn unpack(format: Format, bytes: &[u8], counts: &mut Vec<i32>) {
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
fn unpack_tail(format: Format, bytes: &[u8], counts: &mut Vec<i32>) {
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

fn too_many(name: &str) -> Error {
    let reason = format!("more than {MOST_SAMPLES} samples, the most that are held at once; cut the record");
    Error::unsupported(name, reason)
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
