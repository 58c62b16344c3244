//! The data records of an EDF or BDF file, and what they come to.

use std::ops::Range;

use crate::ecg::{Grid, Hertz};
use crate::error::{Error, Note, Result};
use crate::read::catalog::stem;
use crate::read::edf::header::{self, Header, Scale};
use crate::read::edf::marks;
use crate::read::edf::tal::{self, Told};
use crate::read::edf::timeline::Timeline;
use crate::read::recording::{Channel, Recording, keep, plain};
use crate::read::{Choices, Finding, MOST_BYTES, MOST_SAMPLES, Unit, most_missing};

/// The most annotations that are held; a week has 700,000 heartbeats.
const MOST_MARKS: usize = 1 << 22;

/// A header that was understood, and the data records up to now.
pub struct Body {
    header: Header,
    record_bytes: usize,
    /// The data records that are whole.
    records: u64,
    /// Bytes after the last data record that the header promises.
    surplus: u64,
    /// All signals but those of annotations.
    channels: Vec<Channel>,
    /// The kept ones.
    tracks: Vec<Track>,
    /// Where annotations stand in a data record.
    lists: Vec<Range<usize>>,
    timeline: Timeline,
    /// Samples of the kept signals that the file has bytes for.
    possible: usize,
    told: Vec<Told>,
    broken: usize,
    notes: Vec<Note>,
    findings: Vec<Finding>,
}

/// A signal that is kept.
struct Track {
    /// Its place among the channels.
    channel: usize,
    /// Where it stands in a data record.
    bytes: Range<usize>,
    scale: Scale,
    /// Millivolts in one of its unit.
    millivolts: f64,
}

impl Body {
    /// What the header in `bytes` of a file of `size` bytes announces.
    pub fn new(name: &str, size: u64, bytes: &[u8], choices: &Choices) -> Result<Body> {
        let mut header = Header::parse(name, bytes)?;
        let notes = std::mem::take(&mut header.notes);
        let record_bytes = header.record_bytes().filter(|&bytes| bytes <= MOST_BYTES);
        let Some(record_bytes) = record_bytes else {
            let reason = format!(
                "its data records are of more than {} MiB, the most that is held at once; export it again with shorter ones",
                MOST_BYTES >> 20
            );
            return Err(Error::unsupported(name, reason));
        };
        let ordinary = || header.signals.iter().enumerate().filter(|(_, signal)| !signal.annotates);
        let offered: Vec<(String, String)> =
            ordinary().map(|(_, signal)| (signal.label.clone(), signal.unit.clone())).collect();
        let (kept, leads) = keep(name, &offered, choices, true)?;
        if record_bytes == 0 {
            return Err(Error::malformed(name, "its data records are empty; export it again"));
        }

        // No more room is made than the file's size can fill, whatever its header promises.
        let there = size.saturating_sub(bytes.len() as u64) / record_bytes as u64;
        let there = header.records.map_or(there, |promised| promised.min(there));
        let mut body = Body {
            record_bytes,
            records: 0,
            surplus: 0,
            channels: Vec::new(),
            tracks: Vec::new(),
            lists: Vec::new(),
            timeline: Timeline::new(header.kind.interrupted),
            possible: 0,
            told: Vec::new(),
            broken: 0,
            notes,
            findings: vec![leads],
            header,
        };
        let mut at = 0;
        let mut per_record = 0;
        for (index, signal) in body.header.signals.iter().enumerate() {
            let bytes = at..at + signal.samples * body.header.kind.depth;
            at = bytes.end;
            if signal.annotates {
                body.lists.push(bytes);
                continue;
            }
            let place = || header::place(name, index, &signal.label);
            let Some(rate) = Hertz::new(signal.samples as f64 / body.header.seconds) else {
                let reason = format!(
                    "{} samples in {} s make no rate; export the file again",
                    signal.samples,
                    plain(body.header.seconds)
                );
                return Err(Error::malformed(place(), reason));
            };
            let channel = body.channels.len();
            let kept = kept.get(channel).copied().unwrap_or(false);
            let mut grid = None;
            if kept {
                let scale = body.header.scale(name, index)?;
                let millivolts = Unit::parse(&signal.unit).and_then(Unit::millivolts);
                let steps =
                    |millivolts: f64| Grid { gain: 1.0 / (scale.step * millivolts), zero: -scale.offset };
                grid = millivolts.map(steps).filter(|grid| grid.gain.is_finite());
                let millivolts = millivolts.unwrap_or(1.0);
                body.tracks.push(Track { channel, bytes, scale, millivolts });
                per_record += signal.samples;
            }
            body.channels.push(Channel {
                name: signal.label.clone(),
                unit: signal.unit.clone(),
                rate,
                grid,
                values: Vec::new(),
                kept,
            });
        }
        if there.saturating_mul(per_record as u64) > MOST_SAMPLES as u64 {
            return Err(too_long(name));
        }
        body.possible = there as usize * per_record;
        for track in &body.tracks {
            if let Some(channel) = body.channels.get_mut(track.channel) {
                channel.values.reserve_exact(there as usize * (track.bytes.len() / body.header.kind.depth));
            }
        }
        body.findings.extend(findings(&body.header, &body.channels));
        Ok(body)
    }

    /// Bytes in a data record; never zero.
    pub fn record_bytes(&self) -> usize {
        self.record_bytes
    }

    /// One whole data record.
    pub fn record(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if self.header.records.is_some_and(|promised| self.records >= promised) {
            self.surplus += bytes.len() as u64;
            return Ok(());
        }
        let mut clock = None;
        for (index, list) in self.lists.iter().enumerate() {
            let room = MOST_MARKS.saturating_sub(self.told.len());
            let tals = tal::parse(bytes.get(list.clone()).unwrap_or_default(), room);
            if index == 0 {
                clock = tals.clock;
            }
            self.broken += tals.broken;
            if tals.told.len() > room {
                let reason = format!(
                    "more than {MOST_MARKS} annotations are in it, the most that are held; drop a shorter part of it"
                );
                return Err(Error::unsupported(name, reason));
            }
            self.told.extend(tals.told);
        }
        if let (Some(onset), Some((length, rate))) =
            (clock, fastest(&self.channels).map(|channel| (channel.values.len(), channel.rate.get())))
        {
            let Body { timeline, channels, notes, .. } = self;
            let tracks = &self.tracks;
            // As everywhere: a few bytes must not claim a day of nothing.
            let most = MOST_SAMPLES.min(most_missing(self.possible));
            let kept = || tracks.iter().filter_map(|track| channels.get(track.channel));
            let fits = |second: f64| {
                let samples = kept().map(|channel| second * channel.rate.get()).sum::<f64>();
                samples <= most as f64
            };
            let filled = timeline.begin(name, self.records, onset, (length, rate), fits, notes);
            if let Some(second) = filled {
                for channel in channels.iter_mut().filter(|channel| channel.kept) {
                    let length = (second * channel.rate.get()).round() as usize;
                    if length > channel.values.len() {
                        channel.values.resize(length, f32::NAN);
                    }
                }
            }
        }
        for track in &self.tracks {
            let Some(channel) = self.channels.get_mut(track.channel) else { continue };
            let share = bytes.get(track.bytes.clone()).unwrap_or_default();
            let physical = |count: i32| (track.scale.apply(count) * track.millivolts) as f32;
            if self.header.kind.depth == 3 {
                let counts = share.as_chunks::<3>().0.iter();
                // The sign stands in the highest byte, which is shifted down from where an i32 has its own.
                channel
                    .values
                    .extend(counts.map(|&[a, b, c]| physical(i32::from_le_bytes([0, a, b, c]) >> 8)));
            } else {
                let counts = share.as_chunks::<2>().0.iter();
                channel.values.extend(counts.map(|&pair| physical(i32::from(i16::from_le_bytes(pair)))));
            }
        }
        self.records += 1;
        if self.channels.iter().map(|channel| channel.values.len()).sum::<usize>() > MOST_SAMPLES {
            return Err(too_long(name));
        }
        Ok(())
    }

    /// What was read, `rest` bytes of a last data record left over.
    pub fn finish(mut self, name: String, rest: u64) -> Result<Recording> {
        let (records, promised) = (self.records, self.header.records);
        if records == 0 {
            let reason = format!(
                "it ends before the first of its data records of {} bytes is whole; copy or export it again",
                self.record_bytes
            );
            return Err(Error::malformed(name, reason));
        }
        let surplus = self.surplus + rest;
        let text = match promised {
            Some(promised) if records < promised => Some(format!(
                "{name} ends after {records} of the {promised} data records that its header promises; \
                 what is there was read. Copy the file again if it should be whole."
            )),
            Some(_) if surplus > 0 => Some(format!(
                "{name}: {surplus} bytes follow after the last data record that its header counts; they were left out."
            )),
            None if surplus > 0 => Some(format!(
                "{name} ends within a data record; the {records} before it were read. Copy the file again if it should be whole."
            )),
            _ => None,
        };
        self.notes.extend(text.map(Note::new));
        let marks_rate = fastest(&self.channels).map_or(Hertz::TABLES, |channel| channel.rate);
        let told = std::mem::take(&mut self.told);
        let seconds = self.header.seconds;
        let marks = marks::placed(told, &mut self.channels, marks_rate, seconds, &self.timeline);
        for (count, what) in
            [(self.broken, "have no time that can be read"), (marks.early, "stand before the signal begins")]
        {
            if count > 0 {
                let text = format!("{name}: annotations that {what}: {count}; left out.");
                self.notes.push(Note::new(text));
            }
        }
        let mut start = self.header.start;
        if let Some(ms) = start.time_ms {
            // The first record may begin within the second that the header names; a later day is left to the reader.
            let begun = f64::from(ms) + (self.timeline.origin() * 1000.0).round();
            if (0.0..86_400_000.0).contains(&begun) {
                start.time_ms = Some(begun as u32);
            }
        }
        let Body { header, channels, notes, findings, .. } = self;
        Ok(Recording {
            name: stem(&name).to_string(),
            format: header.kind.words(),
            channels,
            marks: marks.marks,
            marks_rate,
            start,
            comments: header.comments,
            notes,
            findings,
        })
    }
}

fn too_long(name: &str) -> Error {
    let reason = format!(
        "more than {} million samples would be read, the most that are held at once; choose fewer leads or drop a shorter part",
        MOST_SAMPLES / 1_000_000
    );
    Error::unsupported(name, reason)
}

/// A kept channel of the highest rate.
fn fastest(channels: &[Channel]) -> Option<&Channel> {
    let kept = channels.iter().filter(|channel| channel.kept);
    kept.max_by(|a, b| a.rate.get().total_cmp(&b.rate.get()))
}

/// What the header told of rate and unit.
fn findings(header: &Header, channels: &[Channel]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(fastest) = fastest(channels) {
        let samples = (fastest.rate.get() * header.seconds).round();
        let reason = format!("{} samples in data records of {} s", plain(samples), plain(header.seconds));
        findings.push(Finding::new("rate", format!("{} Hz", plain(fastest.rate.get())), reason));
    }
    let mut units: Vec<&str> = Vec::new();
    for channel in channels.iter().filter(|channel| channel.kept) {
        let symbol = match Unit::parse(&channel.unit) {
            Some(unit) => unit.symbol(),
            None => channel.unit.as_str(),
        };
        if !units.contains(&symbol) && !symbol.is_empty() {
            units.push(symbol);
        }
    }
    if !units.is_empty() {
        findings.push(Finding::new("unit", units.join(", "), "the header says so"));
    }
    findings
}
