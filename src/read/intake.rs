//! The files of one drop, taken in piece by piece, told apart and put together.

use crate::error::{Error, Note, Result};
use crate::read::catalog::{self, Kind, stem};
use crate::read::edf::EdfReader;
use crate::read::sniff::{self, Guess};
use crate::read::text::TextReader;
use crate::read::wfdb::{self, Header, Part, Parts, SignalFile};
use crate::read::{Choices, MOST_BYTES, Opened, archive, json};

/// Takes the bytes of one drop: `begin` a file, `push` its pieces, and `finish` when all files are in.
///
/// Text, EDF, and signal files whose header came before them are parsed as they come and never held; other files are
/// held until something can explain them. An error comes as early as the bytes allow it; after one, the drop is over.
#[derive(Default)]
pub struct Intake {
    choices: Choices,
    /// Whether a person said them, be it that nothing is to be said.
    said: bool,
    files: Vec<Incoming>,
    notes: Vec<Note>,
}

struct Incoming {
    name: String,
    size: u64,
    content: Content,
}

enum Content {
    /// Too few bytes yet to tell.
    Head(Vec<u8>),
    Text(Box<TextReader>),
    Edf(Box<EdfReader>),
    Json(Vec<u8>),
    Zip(Vec<u8>),
    /// A header, as it comes, and whole.
    HeaderText(Vec<u8>),
    Header(Box<Header>),
    /// A signal file whose header is known.
    Signal(Box<SignalFile>),
    Held(Vec<u8>),
}

impl Intake {
    /// An empty drop, to be read as it reads itself.
    pub fn new() -> Intake {
        Intake::default()
    }

    /// An empty drop, to be read as a person says: no report beside the recording has a say then.
    pub fn with(choices: Choices) -> Intake {
        Intake { choices, said: true, ..Intake::default() }
    }

    /// Reads files that are in memory already: (name, bytes) each.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Opened> {
        Intake::new().take(files)
    }

    /// The same for a drop with choices.
    pub fn take<'a>(mut self, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Opened> {
        for (name, bytes) in files {
            self.begin(name, bytes.len() as u64)?;
            self.push(bytes)?;
        }
        self.finish()
    }

    /// The next file, of `size` bytes. Its name may come with folders before it. Headers are best begun first: what they
    /// describe then need not be held.
    pub fn begin(&mut self, name: &str, size: u64) -> Result<()> {
        self.settle()?;
        let name = catalog::bare(name).to_string();
        let content = match self.described(&name, size) {
            Some(decoder) => Content::Signal(Box::new(decoder?)),
            None => Content::Head(Vec::new()),
        };
        self.files.push(Incoming { name, size, content });
        Ok(())
    }

    /// The decoder of a file that a header in this drop describes.
    fn described(&self, name: &str, size: u64) -> Option<Result<SignalFile>> {
        let headers = || {
            self.files.iter().filter_map(|file| match &file.content {
                Content::Header(header) => Some((file.name.as_str(), &**header)),
                _ => None,
            })
        };
        let is_segment =
            |file: &str| headers().any(|(_, header)| header.mates().iter().any(|mate| mate == file));
        headers().find_map(|header| wfdb::decoder(name, size, header, is_segment(header.0), &self.choices))
    }

    /// The next piece of the file begun last, of any length.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        let Some(file) = self.files.last_mut() else {
            return Err(Error::malformed("drop", "bytes came before the name of their file"));
        };
        match &mut file.content {
            Content::Text(text) => return text.push(piece),
            Content::Edf(edf) => return edf.push(piece),
            Content::Signal(signal) => return signal.push(piece),
            Content::Header(_) => return Ok(()),
            Content::Head(_)
            | Content::Json(_)
            | Content::Zip(_)
            | Content::HeaderText(_)
            | Content::Held(_) => {}
        }
        // Counted only here: most pieces go to a reader that holds none of them.
        let held = self.held();
        let Some(file) = self.files.last_mut() else { return Ok(()) };
        if held + piece.len() > MOST_BYTES {
            let reason = format!(
                "more than {} MiB of files that have to be held until they are complete; drop one recording at a time",
                MOST_BYTES >> 20
            );
            return Err(Error::unsupported(&file.name, reason));
        }
        match &mut file.content {
            Content::Head(bytes) => {
                // No more than what is looked at: the rest may be long, and goes where it belongs without a stop here.
                let (first, rest) = piece.split_at(piece.len().min(sniff::WANTED - bytes.len()));
                bytes.extend_from_slice(first);
                if bytes.len() < sniff::WANTED {
                    return Ok(());
                }
                self.decide()?;
                if rest.is_empty() { Ok(()) } else { self.push(rest) }
            }
            Content::Json(bytes)
            | Content::Zip(bytes)
            | Content::HeaderText(bytes)
            | Content::Held(bytes) => {
                bytes.extend_from_slice(piece);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// All files are in: puts together what belongs together, and opens the recording that was chosen, or the first.
    pub fn finish(mut self) -> Result<Opened> {
        self.settle()?;
        let kinds: Vec<Kind> = self.files.iter().map(Incoming::kind).collect();
        let named: Vec<(&str, &Kind)> =
            self.files.iter().map(|file| file.name.as_str()).zip(&kinds).collect();
        let groups = catalog::group(&named);
        let Some(chosen) = self.choose(&groups)? else { return Err(self.nothing()) };
        let mut recordings: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
        for incomplete in groups.iter().filter(|group| group.name != chosen.name && !group.missing.is_empty())
        {
            self.notes.push(Note::new(format!(
                "{} was left out: {} is missing.",
                incomplete.name,
                incomplete.missing.join(", ")
            )));
            recordings.retain(|name| *name != incomplete.name);
        }
        if recordings.len() > 1 && self.choices.record.is_none() && !chosen.files.is_empty() {
            self.notes.push(Note::new(format!(
                "{} recordings were dropped together: {}. {} was opened.",
                recordings.len(),
                listed(&recordings),
                chosen.name
            )));
        }
        let mut own: Vec<Option<Incoming>> = self.files.into_iter().map(Some).collect();
        let mut files = chosen.files.iter().filter_map(|&at| own.get_mut(at)?.take());
        let Some(mut first) = files.next() else { return Err(Error::unfit("drop", "no file came with it")) };
        // A report before its recording has been heard already.
        let rest: Vec<Incoming> = match first.content {
            Content::Json(ref bytes) if json::is_report(bytes) => match files.next() {
                Some(main) => {
                    first = main;
                    files.collect()
                }
                None => Vec::new(),
            },
            _ => files.collect(),
        };
        let mut opened = first.open(rest, &self.choices)?;
        opened.notes.splice(0..0, self.notes);
        if recordings.len() > 1 {
            opened.recordings = recordings;
        }
        Ok(opened)
    }

    /// The recording to open: the one that was named, or the first complete one, or the first.
    fn choose<'a>(&self, groups: &'a [catalog::Group]) -> Result<Option<&'a catalog::Group>> {
        let Some(wanted) = &self.choices.record else { return Ok(groups.first()) };
        // With a single recording there is nothing to choose: the name may be that of an archive it came from.
        if let [only] = groups {
            return Ok(Some(only));
        }
        match groups.iter().find(|group| group.name == *wanted) {
            Some(group) => Ok(Some(group)),
            None => {
                let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
                Err(Error::unfit(
                    wanted,
                    format!("no recording of this name was dropped; there are {}", listed(&names)),
                ))
            }
        }
    }

    /// The file begun last is complete: decide what it is if it was too short to tell before, and take out what it holds.
    fn settle(&mut self) -> Result<()> {
        if let Some(Incoming { content: Content::Head(_), .. }) = self.files.last() {
            self.decide()?;
        }
        let Some(file) = self.files.last_mut() else { return Ok(()) };
        match &mut file.content {
            Content::HeaderText(bytes) => {
                let header = Header::parse(&file.name, bytes)?;
                file.content = Content::Header(Box::new(header));
            }
            Content::Json(bytes) if json::is_report(bytes) && !self.said => {
                self.choices = json::choices(bytes).unwrap_or_default();
            }
            Content::Zip(bytes) => {
                let (bytes, name) = (std::mem::take(bytes), file.name.clone());
                self.files.pop();
                self.unpack(&name, &bytes)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn unpack(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let notes = archive::unpack(name, bytes, &mut |step| {
            let before = self.files.len();
            let outcome = match step {
                archive::Step::Begin(path, size) => self.begin(path, size),
                archive::Step::Piece(piece) => self.push(piece),
                archive::Step::End => self.settle(),
            };
            if outcome.is_err() && (before == self.files.len()) && !matches!(step, archive::Step::Begin(..)) {
                // What was refused leaves no half of itself behind.
                self.files.pop();
            }
            outcome
        })?;
        self.notes.extend(notes);
        Ok(())
    }

    /// What the file begun last is, by its first bytes.
    fn decide(&mut self) -> Result<()> {
        let beside_header = |name: &str| {
            let is_own = |file: &Incoming| match &file.content {
                Content::Header(header) => header.name.eq_ignore_ascii_case(stem(name)),
                _ => false,
            };
            self.files.iter().any(is_own)
        };
        let Some(file) = self.files.last() else { return Ok(()) };
        let Content::Head(head) = &file.content else { return Ok(()) };
        // Annotations of few marks can read as text; their name says whose they are.
        const TEXTS: [&str; 8] = ["csv", "txt", "tsv", "json", "hea", "edf", "bdf", "zip"];
        let is_text = sniff::extension(&file.name)
            .is_some_and(|end| TEXTS.contains(&end.to_ascii_lowercase().as_str()));
        let guess = match sniff::sniff(&file.name, head) {
            Ok(Guess::Text) if !is_text && beside_header(&file.name) => Guess::Binary,
            guess => guess?,
        };
        let choices = self.choices.clone();
        let Some(file) = self.files.last_mut() else { return Ok(()) };
        let Content::Head(head) = &mut file.content else { return Ok(()) };
        let head = std::mem::take(head);
        file.content = match guess {
            Guess::WfdbHeader => Content::HeaderText(head),
            Guess::Json => Content::Json(head),
            Guess::Zip => Content::Zip(head),
            Guess::Binary => Content::Held(head),
            Guess::Text => {
                let mut text = Box::new(TextReader::new(&file.name, file.size, &choices));
                text.push(&head)?;
                Content::Text(text)
            }
            Guess::Edf => {
                let mut edf = Box::new(EdfReader::new(&file.name, file.size, &choices));
                edf.push(&head)?;
                Content::Edf(edf)
            }
        };
        Ok(())
    }

    /// Bytes of files that are kept as they came.
    fn held(&self) -> usize {
        let length = |file: &Incoming| match &file.content {
            Content::Head(bytes)
            | Content::HeaderText(bytes)
            | Content::Json(bytes)
            | Content::Zip(bytes)
            | Content::Held(bytes) => bytes.len(),
            Content::Text(_) | Content::Edf(_) | Content::Header(_) | Content::Signal(_) => 0,
        };
        self.files.iter().map(length).sum()
    }

    /// Why none of the files is a recording: text without numbers, binary files without a header, or nothing at all.
    fn nothing(mut self) -> Error {
        if let Some(at) = self.files.iter().position(|file| matches!(file.content, Content::Text(_)))
            && let Content::Text(text) = self.files.swap_remove(at).content
            && let Err(error) = text.finish()
        {
            return error;
        }
        let Some(Incoming { name, .. }) = self.files.first() else {
            return Error::unsupported("drop", format!("no file came with it; {}", sniff::READS));
        };
        let end = sniff::extension(name).unwrap_or_default().to_ascii_lowercase();
        let header = format!("{}.hea", stem(name));
        let reason = if ["dat", "atr", "mat", "qrs", "xyz", "ecg", "ari"].contains(&end.as_str()) {
            format!("{header} describes {name}: drop it too")
        } else {
            format!("not a format that is known here; {}", sniff::READS)
        };
        Error::unsupported(name, reason).wanting(vec![header])
    }
}

impl Incoming {
    /// What the file is to the others.
    fn kind(&self) -> Kind {
        match &self.content {
            Content::Header(header) => Kind::Header(header.clone()),
            Content::Text(text) if text.is_hopeless() => Kind::Foreign,
            Content::Json(bytes) if json::is_report(bytes) => Kind::Report,
            Content::Text(_) | Content::Edf(_) | Content::Json(_) | Content::Zip(_) => Kind::Whole,
            Content::Head(_) | Content::HeaderText(_) | Content::Signal(_) | Content::Held(_) => Kind::Part,
        }
    }

    /// Opens the recording that begins with this file; `rest` are its other files.
    fn open(self, rest: Vec<Incoming>, choices: &Choices) -> Result<Opened> {
        match self.content {
            Content::Text(text) => text.finish(),
            Content::Edf(edf) => edf.finish()?.open(choices),
            Content::Json(bytes) => json::open(&self.name, bytes, choices),
            Content::Header(header) => {
                let mut parts = Parts::new();
                for file in rest {
                    let part = match file.content {
                        Content::Header(header) => Part::Header(header),
                        Content::Signal(signal) => Part::Signal(signal),
                        Content::Held(bytes) | Content::Head(bytes) => Part::Bytes(bytes),
                        _ => continue,
                    };
                    parts.push((file.name, part));
                }
                wfdb::assemble(&self.name, *header, parts, choices)?.open(choices)
            }
            _ => Err(Error::unsupported(
                self.name,
                format!("not a format that is known here; {}", sniff::READS),
            )),
        }
    }
}

/// Names in a sentence; many are counted.
fn listed(names: &[String]) -> String {
    match names {
        [many @ .., _] if many.len() > 8 => {
            format!("{} and {} others", names[..8].join(", "), names.len() - 8)
        }
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        names => names.join(", "),
    }
}
