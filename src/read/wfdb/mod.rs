//! WFDB records: a text header, the signal files it names, and the annotations beside them.
//!
//! Follows the WFDB Applications Guide's header(5), signal(5) and annot(5).

mod annotation;
mod flac;
mod header;
mod line;
mod packing;
mod signal;

use crate::ecg::{Grid, Hertz, Marks};
use crate::error::{Error, Note, Result};
use crate::read::catalog::stem;
use crate::read::recording::{Channel, Recording, keep, plain};
use crate::read::{Choices, Finding, MOST_SAMPLES, most_missing};

pub(in crate::read) use header::Header;
pub(in crate::read) use signal::{SignalFile, Track};

use header::SignalSpec;

/// The signal files and segments' headers that the header in `bytes` (of a file called `name`) wants beside it.
pub fn mates(name: &str, bytes: &[u8]) -> Result<Vec<String>> {
    Ok(Header::parse(name, bytes)?.mates())
}

/// A file that may belong to a record.
pub(in crate::read) enum Part {
    /// A header, of the record or of a segment.
    Header(Box<Header>),
    /// A signal file that was decoded as it came.
    Signal(Box<SignalFile>),
    /// Bytes that waited for a header.
    Bytes(Vec<u8>),
}

impl Part {
    /// Bytes of a signal file.
    fn size(&self) -> usize {
        match self {
            Part::Signal(signal) => signal.bytes(),
            Part::Bytes(bytes) => bytes.len(),
            Part::Header(_) => 0,
        }
    }
}

/// The files of a drop with their names: few, so that a list does, and no map has to be in the page for it.
pub(in crate::read) type Parts = Vec<(String, Part)>;

/// Takes the entry of that name out of a list.
fn take<T>(list: &mut Vec<(String, T)>, name: &str) -> Option<T> {
    let at = list.iter().position(|(own, _)| own == name)?;
    Some(list.remove(at).1)
}

/// The entry of that name.
fn find<'a, T>(list: &'a [(String, T)], name: &str) -> Option<&'a T> {
    list.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

/// The decoder of a file that a header describes, where it describes that file; `segment` where the header is a segment's.
pub(in crate::read) fn decoder(
    file: &str,
    size: u64,
    (header_file, header): (&str, &Header),
    segment: bool,
    choices: &Choices,
) -> Option<Result<SignalFile>> {
    let kept =
        if segment { None } else { select(header_file, &header.signals, choices).ok().map(|(kept, _)| kept) };
    let group = group(&header.signals, file, kept.as_deref(), segment);
    (!group.is_empty()).then(|| SignalFile::new(file, size, &group, header.frames))
}

fn group(signals: &[SignalSpec], file: &str, kept: Option<&[bool]>, all: bool) -> Vec<(SignalSpec, bool)> {
    let kept = |at: usize| kept.map_or(all, |kept| kept.get(at).copied().unwrap_or(all));
    let here = |(_, signal): &(usize, &SignalSpec)| signal.file.as_deref() == Some(file);
    signals.iter().enumerate().filter(here).map(|(at, signal)| (signal.clone(), kept(at))).collect()
}

fn select(file: &str, signals: &[SignalSpec], choices: &Choices) -> Result<(Vec<bool>, Finding)> {
    let named: Vec<(String, String)> =
        signals.iter().map(|signal| (signal.description.clone(), signal.units.clone())).collect();
    keep(file, &named, choices, false)
}

/// Puts a record together from its header, which `file` is the name of, and the other files of its drop.
pub(in crate::read) fn assemble(
    file: &str,
    header: Header,
    mut parts: Parts,
    choices: &Choices,
) -> Result<Recording> {
    let mut missing: Vec<String> = Vec::new();
    let mut describer = file.to_string();
    let lacks = |mates: Vec<String>| {
        mates.into_iter().filter(|mate| find(&parts, mate).is_none()).collect::<Vec<_>>()
    };
    missing.extend(lacks(header.mates()));
    for (name, part) in &parts {
        if let Part::Header(segment) = part
            && header.mates().contains(name)
        {
            let wanted = lacks(segment.mates());
            if missing.is_empty() && !wanted.is_empty() {
                describer.clone_from(name);
            }
            missing.extend(wanted);
        }
    }
    if !missing.is_empty() {
        return Err(absent(&describer, missing));
    }

    let mut notes = header.notes.clone();
    let (channels, leads) = if header.segments.is_empty() {
        let (kept, finding) = select(file, &header.signals, choices)?;
        let tracks = decode(file, &header, &kept, &mut parts, &mut notes)?;
        (channels(&header, tracks, &kept), finding)
    } else {
        join(file, &header, &mut parts, choices, &mut notes)?
    };
    let per_frame = channels
        .iter()
        .filter(|channel| channel.kept)
        .map(|channel| channel.rate.get() / header.rate.get())
        .fold(1.0, f64::max);
    let mut findings = vec![leads];
    let reason = if per_frame > 1.0 {
        format!(
            "{file} says {} frames a second with {} samples each",
            plain(header.rate.get()),
            plain(per_frame)
        )
    } else {
        format!("{file} says so")
    };
    findings.push(Finding::new("rate", format!("{} Hz", plain(header.rate.get() * per_frame)), reason));
    let mut marks = Vec::new();
    let stems = [header.name.as_str(), stem(file)];
    for (name, part) in parts {
        let Part::Bytes(bytes) = part else { continue };
        let own = stems.iter().any(|own| own.eq_ignore_ascii_case(stem(&name)));
        let annotator = name.rsplit_once('.').map_or("", |(_, end)| end);
        if !own {
            notes.push(Note::new(format!(
                "{name} was left out: its name is not that of record {}.",
                header.name
            )));
            continue;
        }
        match annotation::parse(&name, &bytes) {
            Ok(read) => {
                notes.extend(read.notes);
                let mut annotations = read.annotations;
                if let Some(resolution) = read.resolution {
                    for annotation in &mut annotations {
                        let at = annotation.at.0 as f64 * header.rate.get() / resolution.get();
                        annotation.at.0 = at.round() as usize;
                    }
                }
                marks.push(Marks { annotator: annotator.to_ascii_lowercase(), annotations });
            }
            Err(error) if annotator.eq_ignore_ascii_case(Marks::REFERENCE) => return Err(error),
            Err(_) => notes.push(Note::new(format!(
                "{name} was left out: it is neither a signal that {file} describes nor annotations."
            ))),
        }
    }
    Ok(Recording {
        name: header.name,
        format: "WFDB record".into(),
        channels,
        marks,
        marks_rate: header.rate,
        start: header.start,
        comments: header.comments,
        notes,
        findings,
    })
}

fn absent(describer: &str, missing: Vec<String>) -> Error {
    let Some(first) = missing.first() else { return Error::unsupported(describer, "files are missing") };
    let it = if missing.len() == 1 { "it" } else { "them" };
    let names = match missing.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) if others.len() < 6 => format!("{} and {last}", others.join(", ")),
        _ => format!("{first} and {} other files", missing.len() - 1),
    };
    let reason = format!("not here; {describer} describes {names}: drop {it} too");
    Error::unsupported(first, reason).wanting(missing)
}

/// The tracks of all signals of a header, in its order.
fn decode(
    file: &str,
    header: &Header,
    kept: &[bool],
    parts: &mut Parts,
    notes: &mut Vec<Note>,
) -> Result<Vec<Option<Track>>> {
    let mut tracks: Vec<Option<Track>> = header.signals.iter().map(|_| None).collect();
    for name in header.mates() {
        let decoder = match take(parts, &name) {
            Some(Part::Signal(decoder)) => *decoder,
            Some(Part::Bytes(bytes)) => {
                let group = group(&header.signals, &name, Some(kept), false);
                let mut decoder = SignalFile::new(&name, bytes.len() as u64, &group, header.frames)?;
                decoder.push(&bytes)?;
                decoder
            }
            // Shared by two segments, which no recorder writes; or taken for another kind of file.
            _ => {
                return Err(Error::malformed(
                    name,
                    format!("it is not the signal file that {file} describes"),
                ));
            }
        };
        let places: Vec<usize> = (0..header.signals.len())
            .filter(|&at| header.signals[at].file.as_deref() == Some(&name))
            .collect();
        for (place, track) in places.into_iter().zip(decoder.finish()?) {
            check(file, &name, header, &track, notes);
            tracks[place] = Some(track);
        }
    }
    if tracks.iter().flatten().all(|track| track.seen == 0) {
        let name = header.mates().into_iter().next().unwrap_or_default();
        return Err(Error::malformed(
            name,
            format!("no samples are in it; copy it again, {file} describes it"),
        ));
    }
    Ok(tracks)
}

/// Notes where a signal is shorter than its header says, or its sum another.
fn check(header_file: &str, file: &str, header: &Header, track: &Track, notes: &mut Vec<Note>) {
    let spec = track.spec();
    let frames = track.seen / spec.per_frame;
    match header.frames {
        Some(promised) if frames < promised => {
            let note = Note::new(format!(
                "{file} ends after {frames} of the {promised} samples that {header_file} promises; what is there was read. \
                 Copy the file again if it should be whole."
            ));
            // One note a file, not one a signal.
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        _ if track.disagrees() => notes.push(Note::new(format!(
            "{file}, signal {}: its checksum is not the one in {header_file}; the file may have changed since.",
            spec.description
        ))),
        _ => {}
    }
}

fn channels(header: &Header, tracks: Vec<Option<Track>>, kept: &[bool]) -> Vec<Channel> {
    header
        .signals
        .iter()
        .zip(tracks)
        .zip(kept)
        .map(|((signal, track), &kept)| Channel {
            name: signal.description.clone(),
            unit: signal.units.clone(),
            rate: times(header.rate, signal.per_frame),
            grid: signal.grid(),
            values: track.map(|track| track.values).unwrap_or_default(),
            kept,
        })
        .collect()
}

fn times(rate: Hertz, per_frame: usize) -> Hertz {
    Hertz::new(rate.get() * per_frame as f64).unwrap_or(rate)
}

/// The channels of a record in segments, end to end; where a segment lacks a signal, nothing was recorded.
fn join(
    file: &str,
    header: &Header,
    parts: &mut Parts,
    choices: &Choices,
    notes: &mut Vec<Note>,
) -> Result<(Vec<Channel>, Finding)> {
    let mut headers: Vec<(String, Header)> = Vec::new();
    for segment in header.segments.iter().filter_map(|segment| segment.name.as_ref()) {
        let name = format!("{segment}.hea");
        if find(&headers, segment).is_some() {
            continue;
        }
        match take(parts, &name) {
            Some(Part::Header(part)) if part.segments.is_empty() => headers.push((segment.clone(), *part)),
            Some(Part::Header(_)) => {
                return Err(Error::malformed(
                    name,
                    "a segment has segments of its own, which the format forbids",
                ));
            }
            _ => return Err(Error::malformed(name, format!("it is not the header that {file} names"))),
        };
    }
    // The layout, or else the first segment that there is, says which signals there are.
    let model = header.segments.iter().find_map(|segment| find(&headers, segment.name.as_ref()?));
    let Some(model) = model.cloned() else {
        return Err(Error::unfit(file, "all of its segments are empty; there is no ECG in it to read"));
    };
    let (kept, finding) = select(file, &model.signals, choices)?;
    let frames: usize = header.segments.iter().fold(0, |sum, segment| sum.saturating_add(segment.frames));
    let wanted = model.signals.iter().zip(&kept).filter(|(_, kept)| **kept);
    let total =
        wanted.fold(0_usize, |sum, (signal, _)| sum.saturating_add(frames.saturating_mul(signal.per_frame)));
    if total > MOST_SAMPLES {
        let reason =
            format!("its segments claim {total} samples; {MOST_SAMPLES} are the most that are held at once");
        return Err(Error::unsupported(file, reason));
    }
    let recorded = parts.iter().map(|(_, part)| part.size()).fold(0, usize::saturating_add);
    if total > most_missing(recorded) {
        let reason = format!(
            "its segments claim {total} samples, and its signal files have {recorded} bytes; drop the missing files or cut it"
        );
        return Err(Error::malformed(file, reason));
    }
    if header.frames.is_some_and(|promised| promised != frames) {
        notes.push(Note::new(format!(
            "{file} promises {} samples and its segments have {frames}; the segments were believed.",
            header.frames.unwrap_or(0)
        )));
    }

    let mut values: Vec<Vec<f32>> = vec![Vec::new(); model.signals.len()];
    let mut grids: Vec<Option<Option<Grid>>> = vec![None; model.signals.len()];
    let mut done = 0;
    for segment in &header.segments {
        done += segment.frames;
        if let Some(part) = segment.name.as_ref().and_then(|name| take(&mut headers, name))
            && segment.frames > 0
        {
            let name = format!("{}.hea", part.name);
            if part.rate != header.rate {
                notes.push(Note::new(format!(
                    "{name} says {} Hz where {file} says {} Hz; the record's rate was believed.",
                    plain(part.rate.get()),
                    plain(header.rate.get())
                )));
            }
            let tracks = decode(&name, &part, &vec![true; part.signals.len()], parts, notes)?;
            for (at, (signal, track)) in part.signals.iter().zip(tracks).enumerate() {
                let place = if header.has_layout() {
                    model.signals.iter().position(|one| one.description == signal.description)
                } else {
                    (at < model.signals.len()).then_some(at)
                };
                let (Some(place), Some(track)) = (place, track) else { continue };
                if !kept[place] {
                    continue;
                }
                if signal.per_frame != model.signals[place].per_frame {
                    let reason =
                        format!("signal {} has another rate than in other segments", signal.description);
                    return Err(Error::unsupported(name, reason));
                }
                let wanted = segment.frames * signal.per_frame;
                let all = &mut values[place];
                all.extend(track.values.into_iter().take(wanted));
                let grid = signal.grid();
                grids[place] = Some(grids[place].map_or(grid, |before| before.filter(|_| before == grid)));
            }
        }
        for (values, signal) in
            values.iter_mut().zip(&model.signals).zip(&kept).filter(|(_, kept)| **kept).map(|(both, _)| both)
        {
            values.resize(done * signal.per_frame, f32::NAN);
        }
    }
    let channels = model
        .signals
        .iter()
        .zip(values)
        .zip(grids)
        .zip(&kept)
        .map(|(((signal, values), grid), &kept)| Channel {
            name: signal.description.clone(),
            unit: signal.units.clone(),
            rate: times(header.rate, signal.per_frame),
            grid: grid.flatten(),
            values,
            kept,
        })
        .collect();
    Ok((channels, finding))
}
