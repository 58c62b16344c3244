//! The signal file, decoded as its bytes come: counts of all its signals in turn, in any of the binary formats.

use crate::error::{Error, Result};
use crate::read::MOST_SAMPLES;
use crate::read::wfdb::flac;
use crate::read::wfdb::header::SignalSpec;
use crate::read::wfdb::line::Format;
use crate::read::wfdb::packing::{lookup, missing, physical, samples_in, unit, unpack, unpack_tail};

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
        if self.counts.is_empty()
            && let (Format::TwoTwelve, [first, second]) = (self.format, &mut self.tracks[..])
            && first.is_plain()
            && second.is_plain()
        {
            // What most recordings are: two signals, a sample each in every three bytes.
            let frames = (bytes.len() / 3).min(self.frames_left);
            take_pairs(&bytes[..frames * 3], first, second);
            self.frames_left -= frames;
            let held = first.values.len() + second.values.len();
            return if held > MOST_SAMPLES { Err(too_many(&self.name)) } else { Ok(()) };
        }
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

/// Pairs of samples straight from their three bytes to the two signals that they belong to.
fn take_pairs(bytes: &[u8], first: &mut Track, second: &mut Track) {
    let frames = bytes.len() / 3;
    let from = first.values.len();
    first.values.resize(from + frames, 0.0);
    second.values.resize(from + frames, 0.0);
    let (Ok(one), Ok(two)) =
        (<&[f32; 4096]>::try_from(&first.lookup[..]), <&[f32; 4096]>::try_from(&second.lookup[..]))
    else {
        return;
    };
    let (mut one_sum, mut two_sum) = (0_u32, 0_u32);
    let values = first.values[from..].iter_mut().zip(&mut second.values[from..]);
    for (three, (a, b)) in bytes.chunks_exact(3).zip(values) {
        let [low, middle, high] = [three[0], three[1], three[2]].map(u32::from);
        // With its sign bit turned over, a count is its own place in the lookup.
        let (i, j) = ((low | (middle & 0x0f) << 8) ^ 0x800, (high | (middle & 0xf0) << 4) ^ 0x800);
        *a = one[i as usize & 0xfff];
        *b = two[j as usize & 0xfff];
        one_sum = one_sum.wrapping_add(i);
        two_sum = two_sum.wrapping_add(j);
    }
    for (track, sum) in [(first, one_sum), (second, two_sum)] {
        track.seen += frames;
        track.sum = track.sum.wrapping_add(sum.wrapping_sub(frames as u32 * 0x800) as u16);
    }
}

impl Track {
    /// Whether it has a sample in each frame, and is kept.
    fn is_plain(&self) -> bool {
        self.kept && self.spec.per_frame == 1
    }

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
        if per_frame == 1 {
            self.seen += counts.len() / frame;
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

fn too_many(name: &str) -> Error {
    let reason = format!("more than {MOST_SAMPLES} samples, the most that are held at once; cut the record");
    Error::unsupported(name, reason)
}
