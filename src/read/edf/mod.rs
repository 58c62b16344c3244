//! EDF, EDF+ and BDF: a header, then data records in which each signal has its share; decoded as they come.

mod header;
mod tal;

use crate::ecg::{Annotation, Hertz, Marks, SampleIndex, annotation_code};
use crate::error::{Error, Note, Result};
use crate::read::recording::{Channel, Recording, keep, plain};
use crate::read::{Choices, Finding, MOST_SAMPLES, most_missing};
use header::{BLOCK, Header, Scale};

/// Interruptions that add up to more than this are not filled: the recording would be mostly nothing.
const LONGEST_GAP_S: f64 = 24.0 * 3600.0;

/// What our own writer calls a gap of a lead, before the lead's name, and the end of the signal before padding.
const GAP: &str = "no signal: ";
const END: &str = "end of signal";

/// Takes an EDF file piece by piece; holds the samples of the leads, and of the file only a data record that is not complete.
pub struct EdfReader {
    name: String,
    size: u64,
    choices: Choices,
    /// Bytes of the header, and then of the data record that is not complete yet.
    rest: Vec<u8>,
    body: Option<Body>,
}

/// What the header settles, and what was read after it.
struct Body {
    header: Header,
    leads: Finding,
    tracks: Vec<Track>,
    /// Bytes in a data record.
    record: usize,
    records: usize,
    /// The onset of the first data record.
    first: Option<f64>,
    /// Samples that the file has bytes for.
    possible: usize,
    /// Seconds of nothing that were filled in.
    filled: f64,
    entries: Vec<tal::Entry>,
    notes: Vec<Note>,
}

struct Track {
    scale: Option<Scale>,
    kept: bool,
    is_annotations: bool,
    /// Bytes of it in a data record.
    bytes: usize,
    values: Vec<f32>,
}

impl EdfReader {
    /// `size` is the whole file's, in bytes.
    pub fn new(name: &str, size: u64, choices: &Choices) -> EdfReader {
        EdfReader { name: name.to_string(), size, choices: choices.clone(), rest: Vec::new(), body: None }
    }

    /// The next piece of the file.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<()> {
        while !piece.is_empty() {
            let wanted = match &self.body {
                Some(body) => body.record,
                None if self.rest.len() < BLOCK => BLOCK,
                None => BLOCK * (1 + header::count(&self.name, &self.rest)?),
            };
            if let Some(body) = &mut self.body
                && self.rest.is_empty()
                && piece.len() >= wanted
            {
                let (record, after) = piece.split_at(wanted);
                body.take(&self.name, record)?;
                piece = after;
                continue;
            }
            let (first, after) = piece.split_at((wanted - self.rest.len()).min(piece.len()));
            self.rest.extend_from_slice(first);
            piece = after;
            if self.rest.len() < wanted {
                return Ok(());
            }
            match &mut self.body {
                Some(body) => {
                    let record = std::mem::take(&mut self.rest);
                    body.take(&self.name, &record)?;
                }
                None if wanted == BLOCK => {
                    header::count(&self.name, &self.rest)?;
                }
                None => {
                    let bytes = std::mem::take(&mut self.rest);
                    self.body = Some(Body::new(&self.name, self.size, &bytes, &self.choices)?);
                }
            }
        }
        Ok(())
    }

    /// All bytes are in.
    pub fn finish(self) -> Result<Recording> {
        let Some(body) = self.body else {
            let reason = "the file ends inside its header; copy it again";
            return Err(Error::malformed(self.name, reason));
        };
        body.finish(&self.name, !self.rest.is_empty())
    }
}

impl Body {
    fn new(name: &str, size: u64, bytes: &[u8], choices: &Choices) -> Result<Body> {
        let mut header = header::parse(name, bytes)?;
        let mut notes = std::mem::take(&mut header.notes);
        let width = if header.is_bdf { 3 } else { 2 };
        let named: Vec<(String, String)> = header
            .signals
            .iter()
            .map(|signal| {
                // Annotations are no channel that anyone could choose.
                let unit = if signal.is_annotations() { "annotations".into() } else { signal.unit.clone() };
                (signal.label.clone(), unit)
            })
            .collect();
        let (kept, leads) = keep(name, &named, choices, true)?;
        let record: usize = header.signals.iter().map(|signal| signal.samples * width).sum();
        let possible = (size.saturating_sub(bytes.len() as u64) / record as u64) as usize;
        let records = header.records.unwrap_or(possible).min(possible);
        if header.duration == 0.0 {
            let reason = "its data records last 0 seconds, so that its signals have no rate";
            return Err(Error::malformed(name, reason));
        }
        let mut total = 0_usize;
        let mut tracks = Vec::new();
        for (signal, kept) in header.signals.iter().zip(&kept) {
            let is_annotations = signal.is_annotations();
            let kept = *kept && !is_annotations;
            let scale = signal.scale();
            if kept && scale.is_none() {
                let reason = format!(
                    "its limits ({} to {}, counted {} to {}) make no scale",
                    signal.physical.0, signal.physical.1, signal.digital.0, signal.digital.1
                );
                return Err(Error::malformed(format!("{name}, signal {}", signal.label), reason));
            }
            let samples = if kept { signal.samples.saturating_mul(records) } else { 0 };
            total = total.saturating_add(samples);
            if total > MOST_SAMPLES {
                return Err(too_many(name));
            }
            tracks.push(Track {
                scale,
                kept,
                is_annotations,
                bytes: signal.samples * width,
                values: Vec::with_capacity(samples),
            });
        }
        if let Some(promised) = header.records.filter(|&promised| promised > possible) {
            notes.push(Note::new(format!(
                "{name} ends after {possible} of the {promised} data records that its header promises; what is there was read. \
                 Copy the file again if it should be whole."
            )));
        }
        Ok(Body {
            header,
            leads,
            tracks,
            record,
            records: 0,
            first: None,
            possible: total,
            filled: 0.0,
            entries: Vec::new(),
            notes,
        })
    }

    /// A whole data record.
    fn take(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if self.header.records.is_some_and(|promised| self.records >= promised) {
            return Ok(());
        }
        let mut at = 0;
        let mut onset = None;
        for track in self.tracks.iter().map(|track| (track.is_annotations, track.bytes)) {
            let (is_annotations, length) = track;
            if is_annotations && self.header.is_plus {
                let mut entries = tal::entries(&bytes[at..at + length]);
                // The first entry of the first list keeps the record's time.
                if onset.is_none() && !entries.is_empty() {
                    onset = Some(entries[0].onset);
                }
                entries.retain(|entry| !entry.texts.is_empty());
                self.entries.extend(entries);
            }
            at += length;
        }
        if let Some(onset) = onset {
            let first = *self.first.get_or_insert(onset);
            if self.header.is_interrupted {
                self.fill(name, onset - first)?;
            }
        }
        let mut at = 0;
        let mut held = 0;
        for track in &mut self.tracks {
            let own = &bytes[at..at + track.bytes];
            at += track.bytes;
            let (true, Some(scale)) = (track.kept, track.scale) else { continue };
            if self.header.is_bdf {
                let counts = own
                    .chunks_exact(3)
                    .map(|three| i32::from_le_bytes([0, three[0], three[1], three[2]]) >> 8);
                track.values.extend(counts.map(|count| scale.apply(count)));
            } else {
                let counts =
                    own.chunks_exact(2).map(|pair| i32::from(i16::from_le_bytes([pair[0], pair[1]])));
                track.values.extend(counts.map(|count| scale.apply(count)));
            }
            held += track.values.len();
        }
        self.records += 1;
        if held > MOST_SAMPLES { Err(too_many(name)) } else { Ok(()) }
    }

    /// Fills what is missing before a data record that begins `onset` seconds after the first.
    fn fill(&mut self, name: &str, onset: f64) -> Result<()> {
        let now = self.records as f64 * self.header.duration + self.filled;
        let missing = onset - now;
        if missing < self.header.duration * 1e-6 {
            return Ok(());
        }
        let samples: f64 = self
            .tracks
            .iter()
            .zip(&self.header.signals)
            .filter(|(track, _)| track.kept)
            .map(|(_, signal)| signal.samples as f64)
            .sum();
        let wanted = (self.filled + missing) / self.header.duration * samples;
        if self.filled + missing > LONGEST_GAP_S || wanted > most_missing(self.possible) as f64 {
            let note = Note::new(format!(
                "{name}: its interruptions add up to more than can be filled; the last were left out."
            ));
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return Ok(());
        }
        self.filled += missing;
        let duration = self.header.duration;
        let mut held = 0;
        for (track, signal) in
            self.tracks.iter_mut().zip(&self.header.signals).filter(|(track, _)| track.kept)
        {
            let wanted = (onset * signal.samples as f64 / duration).round() as usize;
            if wanted > MOST_SAMPLES {
                return Err(too_many(name));
            }
            track.values.resize(wanted.max(track.values.len()), f32::NAN);
            held += track.values.len();
        }
        if held > MOST_SAMPLES { Err(too_many(name)) } else { Ok(()) }
    }

    fn finish(mut self, name: &str, cut: bool) -> Result<Recording> {
        let duration = self.header.duration;
        if self.records == 0 {
            return Err(Error::malformed(name, "a header, but no whole data record after it; copy it again"));
        }
        if cut && self.header.records.is_none_or(|promised| self.records < promised) && self.notes.is_empty()
        {
            self.notes.push(Note::new(format!(
                "{name} ends inside a data record; the {} before it were read.",
                self.records
            )));
        }
        let rate = self
            .tracks
            .iter()
            .zip(&self.header.signals)
            .filter(|(track, _)| track.kept)
            .filter_map(|(_, signal)| signal.rate(duration))
            .max_by(|a, b| a.get().total_cmp(&b.get()));
        let Some(rate) = rate else { return Err(Error::unfit(name, "none of its signals is a lead")) };
        let annotations = self.annotations(rate);
        let marks = Marks { annotator: Marks::REFERENCE.into(), annotations };
        let mut findings = vec![self.leads];
        let most = (rate.get() * duration).round();
        findings.push(Finding::new(
            "rate",
            format!("{} Hz", plain(rate.get())),
            format!("{most} samples in data records of {} s", plain(duration)),
        ));
        let header = self.header;
        let mut channels = Vec::new();
        for (signal, track) in header.signals.into_iter().zip(self.tracks) {
            let Some(own) = signal.rate(duration).filter(|_| !track.is_annotations) else { continue };
            channels.push(Channel {
                grid: track.scale.and_then(Scale::grid),
                name: signal.label,
                unit: signal.unit,
                rate: own,
                values: track.values,
                kept: track.kept,
            });
        }
        let kind = if header.is_bdf { "BDF" } else { "EDF" };
        let format = match (header.is_plus, header.is_interrupted) {
            (false, _) => format!("{kind} file"),
            (true, false) => format!("{kind}+ file"),
            (true, true) => format!("{kind}+ file with interruptions"),
        };
        Ok(Recording {
            name: name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string(),
            format,
            channels,
            marks: if marks.annotations.is_empty() { Vec::new() } else { vec![marks] },
            marks_rate: rate,
            start: header.start,
            comments: header.comments,
            notes: self.notes,
            findings,
        })
    }

    /// The annotations, at samples of `rate`; what our own writer says in them of gaps is done, and not told.
    fn annotations(&mut self, rate: Hertz) -> Vec<Annotation> {
        let first = self.first.unwrap_or(0.0);
        let mut annotations = Vec::new();
        for entry in std::mem::take(&mut self.entries) {
            let place = |seconds: f64, rate: f64| ((seconds - first) * rate).round().max(0.0) as usize;
            let at = SampleIndex(place(entry.onset, rate.get()));
            for text in entry.texts {
                if text == END {
                    for (track, signal) in self.tracks.iter_mut().zip(&self.header.signals) {
                        track
                            .values
                            .truncate(place(entry.onset, signal.samples as f64 / self.header.duration));
                    }
                } else if let (Some(lead), Some(length)) = (text.strip_prefix(GAP), entry.duration) {
                    for (track, signal) in self.tracks.iter_mut().zip(&self.header.signals) {
                        let own = signal.samples as f64 / self.header.duration;
                        let (from, to) = (place(entry.onset, own), place(entry.onset + length, own));
                        if signal.label == lead && from < to && from < track.values.len() {
                            let to = to.min(track.values.len());
                            track.values[from..to].fill(f32::NAN);
                        }
                    }
                } else {
                    annotations.push(annotation(at, &text));
                }
            }
        }
        annotations.sort_by_key(|annotation| annotation.at);
        annotations
    }
}

/// A text that is a symbol of the field, alone or before a space and more, is that symbol; any other is a note.
fn annotation(at: SampleIndex, text: &str) -> Annotation {
    let mut rest = text.chars();
    let symbol = rest.next().filter(|&symbol| annotation_code(symbol).is_some());
    match (symbol, rest.as_str()) {
        (Some(symbol), "") => Annotation::new(at, symbol),
        (Some(symbol @ ('+' | '"')), more) if more.starts_with(' ') => {
            Annotation::new(at, symbol).with_text(&more[1..])
        }
        _ => Annotation::new(at, '"').with_text(text),
    }
}

fn too_many(name: &str) -> Error {
    let reason = format!(
        "more than {MOST_SAMPLES} samples, the most that are held at once; choose fewer leads or cut it"
    );
    Error::unsupported(name, reason)
}
