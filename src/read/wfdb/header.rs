//! The header file: the record line, a line for each signal or segment, and comments.

use crate::ecg::{Grid, Hertz, Moment};
use crate::error::{Error, Note, Result};
use crate::read::Unit;
use crate::read::wfdb::line::{self, Format};

/// What a header says.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The record's name.
    pub name: String,
    /// Frames in a second; a signal has one or more samples in each frame.
    pub rate: Hertz,
    /// Frames in each signal, where the header says so (0 and absent both mean: as many as there are).
    pub frames: Option<usize>,
    /// The signals; of a record in segments, the segments' own headers have them.
    pub signals: Vec<SignalSpec>,
    /// The segments in order; none where the signals are described here.
    pub segments: Vec<Segment>,
    /// When it began.
    pub start: Moment,
    /// The lines after `#`.
    pub comments: Vec<String>,
    /// What was odd and survived.
    pub notes: Vec<Note>,
}

/// A stretch of a record that has a header of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The record's name; `None` for a stretch in which nothing was recorded.
    pub name: Option<String>,
    /// How long it is; a first segment of 0 frames is a layout: it names the signals that the others may have.
    pub frames: usize,
}

/// One signal line.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalSpec {
    /// The file that holds its samples; `None` in a layout.
    pub file: Option<String>,
    /// How they lie in it.
    pub format: Format,
    /// Samples in each frame.
    pub per_frame: usize,
    /// Frames by which it runs late in its file.
    pub skew: usize,
    /// Bytes of the file before the first sample (samples, where the file is FLAC).
    pub offset: usize,
    /// Counts in a unit.
    pub gain: f64,
    /// The count that means zero units.
    pub baseline: f64,
    /// What it is measured in; mV where the header does not say.
    pub units: String,
    /// The count before the first one, which format 8 adds its differences to.
    pub initial: i32,
    /// The sum of all counts in 16 bits.
    pub checksum: Option<i16>,
    /// What it is called.
    pub description: String,
}

/// A header may claim any number; more signals than this no recorder has.
const MOST_SIGNALS: usize = 1024;

/// Segments of the longest records in the public collections are a few thousand.
const MOST_SEGMENTS: usize = 100_000;

/// Counts in a millivolt, where the header gives none or zero; by header(5).
const DEFAULT_GAIN: f64 = 200.0;

impl Header {
    /// `file` is the header file's own name, for errors.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Header> {
        let text = String::from_utf8_lossy(bytes);
        let comments = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with('#'))
            .map(|comment| comment.trim_start_matches(['#', ' ', '\t']).to_string())
            .filter(|comment| !comment.is_empty())
            .collect();
        let mut lines = text
            .trim_start_matches('\u{feff}')
            .lines()
            .enumerate()
            .map(|(at, line)| (format!("{file}, line {}", at + 1), line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let Some((place, line)) = lines.next() else {
            return Err(Error::malformed(file, "no record line is in it; copy the header again"));
        };
        let record = line::record(&place, line)?;
        let mut header = Header {
            name: record.name,
            rate: record.rate,
            frames: record.frames.filter(|&frames| frames > 0),
            signals: Vec::new(),
            segments: Vec::new(),
            start: record.start,
            comments,
            notes: record.notes,
        };
        let (what, count, most) = match record.segments {
            Some(segments) => ("segment", segments, MOST_SEGMENTS),
            None => ("signal", record.signals, MOST_SIGNALS),
        };
        if count > most {
            let reason = format!("it claims {count} {what}s; a record has 1 to {most}");
            return Err(Error::malformed(place, reason));
        }
        if count == 0 {
            let reason =
                format!("it has no {what}s, only annotations at most; there is no ECG in it to read");
            return Err(Error::unfit(place, reason));
        }
        for index in 0..count {
            let Some((place, line)) = lines.next() else {
                let reason =
                    format!("it announces {count} {what}s and describes {index}; copy the header again");
                return Err(Error::malformed(file, reason));
            };
            if record.segments.is_some() {
                header.segments.push(line::segment(&place, line)?);
            } else {
                let (signal, notes) = SignalSpec::parse(&place, line, index)?;
                header.signals.push(signal);
                header.notes.extend(notes);
            }
        }
        Ok(header)
    }

    /// Whether the first segment only names the signals that the others may have, in any order.
    pub fn has_layout(&self) -> bool {
        self.segments.first().is_some_and(|segment| segment.frames == 0)
    }

    /// The files that it names: signal files, or headers of segments, each once, in order.
    pub fn mates(&self) -> Vec<String> {
        let signals = self.signals.iter().filter_map(|signal| signal.file.clone());
        let segments =
            self.segments.iter().filter_map(|segment| Some(format!("{}.hea", segment.name.as_ref()?)));
        let mut files: Vec<String> = Vec::new();
        for file in signals.chain(segments) {
            if files.last() != Some(&file) && !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }
}

impl SignalSpec {
    fn parse(place: &str, line: &str, index: usize) -> Result<(SignalSpec, Option<Note>)> {
        let fields = line::signal(place, line)?;
        let description = match fields.description {
            "" => format!("signal {}", index + 1),
            text => text.to_string(),
        };
        // What has no gain was not calibrated; header(5) says what to assume then.
        let note = (fields.gain == 0.0).then(|| {
            Note::new(format!(
                "{place}: {description} has no gain, so it is not calibrated; {DEFAULT_GAIN} counts in a millivolt were assumed, \
                 as the format has it."
            ))
        });
        let signal = SignalSpec {
            file: (fields.file != "~").then(|| fields.file.to_string()),
            format: fields.format,
            per_frame: fields.per_frame,
            skew: fields.skew,
            offset: fields.offset,
            gain: if fields.gain == 0.0 { DEFAULT_GAIN } else { fields.gain },
            baseline: fields.baseline,
            units: if fields.units.is_empty() { "mV".into() } else { fields.units.to_string() },
            initial: fields.initial,
            checksum: fields.checksum,
            description,
        };
        Ok((signal, note))
    }

    /// Millivolts in one of its units, where that is a voltage.
    pub fn millivolts(&self) -> Option<f64> {
        Unit::parse(&self.units).and_then(Unit::millivolts)
    }

    /// The steps that it was counted in, in millivolts.
    pub fn grid(&self) -> Option<Grid> {
        let millivolts = self.millivolts()?;
        Some(Grid { gain: self.gain / millivolts, zero: self.baseline })
    }
}

#[test]
fn a_header_line_is_read_field_by_field() {
    let text = "# made by hand\r\n100 2 360/720(3) 650000 0:0:0 01/01/1990\n\
                100.dat 212 200(1000)/uV 11 1024 995 -22131 0 MLII lead\n100.dat 212x4:3+512 0\n#  a comment\n";
    let header = Header::parse("100.hea", text.as_bytes()).unwrap();
    assert_eq!((header.name.as_str(), header.rate.get(), header.frames), ("100", 360.0, Some(650_000)));
    assert_eq!(header.start.to_string(), "1990-01-01 00:00:00");
    assert_eq!(header.comments, ["made by hand", "a comment"]);
    let first = &header.signals[0];
    assert_eq!((first.gain, first.baseline, first.units.as_str()), (200.0, 1000.0, "uV"));
    assert_eq!((first.checksum, first.initial, first.description.as_str()), (Some(-22131), 995, "MLII lead"));
    assert_eq!(first.grid(), Some(Grid { gain: 200_000.0, zero: 1000.0 }));
    let second = &header.signals[1];
    assert_eq!((second.gain, second.baseline, second.offset), (DEFAULT_GAIN, 0.0, 512));
    assert_eq!((second.per_frame, second.skew), (4, 3));
    assert_eq!((second.units.as_str(), second.description.as_str()), ("mV", "signal 2"));
    assert_eq!(header.notes.len(), 1, "the second has no gain");
    assert_eq!(header.mates(), ["100.dat"]);
}

#[test]
fn segments_are_named_and_a_first_one_of_no_length_is_a_layout() {
    let text = "multi/3 2 125 1000\nlayout 0\nmulti_0001 600\n~ 400\n";
    let header = Header::parse("multi.hea", text.as_bytes()).unwrap();
    assert!(header.has_layout());
    assert_eq!(header.mates(), ["layout.hea", "multi_0001.hea"]);
    assert_eq!(header.segments[2], Segment { name: None, frames: 400 });
}
