//! The files of one drop, taken in piece by piece, told apart and put together.

use crate::error::{Error, Note, Result};
use crate::read::sniff::{self, Guess};
use crate::read::table::TableReader;
use crate::read::{MOST_BYTES, Reading, wfdb};

/// Takes the bytes of one drop: `begin` a file, `push` its pieces, and `finish` when all files are in.
///
/// Text is parsed as it comes and never held; binary files are held until their header can explain them. An error
/// comes as early as the bytes allow it; after one, the drop is over.
#[derive(Default)]
pub struct Intake {
    files: Vec<Incoming>,
}

struct Incoming {
    name: String,
    size: u64,
    content: Content,
}

enum Content {
    /// Too few bytes yet to tell.
    Head(Vec<u8>),
    Table(Box<TableReader>),
    Header(Vec<u8>),
    Binary(Vec<u8>),
}

impl Intake {
    /// An empty drop.
    pub fn new() -> Intake {
        Intake::default()
    }

    /// Reads files that are in memory already, as the command line has them: (name, bytes) each.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<(Reading, Vec<Note>)> {
        let mut intake = Intake::new();
        for (name, bytes) in files {
            intake.begin(name, bytes.len() as u64)?;
            intake.push(bytes)?;
        }
        intake.finish()
    }

    /// The next file, of `size` bytes. Its name may come with folders before it.
    pub fn begin(&mut self, name: &str, size: u64) -> Result<()> {
        self.settle()?;
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_string();
        self.files.push(Incoming { name, size, content: Content::Head(Vec::new()) });
        Ok(())
    }

    /// The next piece of the file begun last, of any length.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        let held = self.held();
        let Some(file) = self.files.last_mut() else {
            return Err(Error::malformed("drop", "bytes came before the name of their file"));
        };
        if let Content::Table(table) = &mut file.content {
            return table.push(piece);
        }
        if held + piece.len() > MOST_BYTES {
            let reason = format!(
                "more than {} MiB of signal files, the most that is held at once; drop one record at a time",
                MOST_BYTES >> 20
            );
            return Err(Error::unsupported(&file.name, reason));
        }
        match &mut file.content {
            Content::Head(bytes) => {
                bytes.extend_from_slice(piece);
                if bytes.len() >= sniff::WANTED { file.decide() } else { Ok(()) }
            }
            Content::Header(bytes) | Content::Binary(bytes) => {
                bytes.extend_from_slice(piece);
                Ok(())
            }
            Content::Table(_) => Ok(()),
        }
    }

    /// All files are in: puts together what belongs together.
    pub fn finish(mut self) -> Result<(Reading, Vec<Note>)> {
        self.settle()?;
        let mut tables = Vec::new();
        let mut headers = Vec::new();
        let mut others = Vec::new();
        for file in self.files {
            match file.content {
                Content::Table(table) => tables.push((file.name, table)),
                Content::Header(bytes) => headers.push((file.name, bytes)),
                Content::Head(bytes) | Content::Binary(bytes) => others.push((file.name, bytes)),
            }
        }
        match (headers.len(), tables.len()) {
            (0, 0) => Err(orphan(&others)),
            (0, 1) if others.is_empty() => tables.remove(0).1.finish(),
            (1, 0) => {
                let (name, bytes) = headers.remove(0);
                let (record, notes) = wfdb::read(&name, &bytes, &others)?;
                Ok((Reading::Record(record), notes))
            }
            _ => {
                let names: Vec<&str> = headers
                    .iter()
                    .map(|(name, _)| name)
                    .chain(tables.iter().map(|(name, _)| name))
                    .chain(others.iter().map(|(name, _)| name))
                    .map(String::as_str)
                    .collect();
                let reason =
                    "these do not make one record; drop one table, or the files of one record, at a time";
                Err(Error::unsupported(names.join(", "), reason))
            }
        }
    }

    /// The file begun last is complete: decide what it is if it was too short to tell before.
    fn settle(&mut self) -> Result<()> {
        match self.files.last_mut() {
            Some(file) if matches!(file.content, Content::Head(_)) => file.decide(),
            _ => Ok(()),
        }
    }

    /// Bytes of files that are kept as they came.
    fn held(&self) -> usize {
        let length = |file: &Incoming| match &file.content {
            Content::Head(bytes) | Content::Header(bytes) | Content::Binary(bytes) => bytes.len(),
            Content::Table(_) => 0,
        };
        self.files.iter().map(length).sum()
    }
}

impl Incoming {
    fn decide(&mut self) -> Result<()> {
        let Content::Head(head) = &mut self.content else { return Ok(()) };
        let head = std::mem::take(head);
        self.content = match sniff::sniff(&self.name, &head)? {
            Guess::WfdbHeader => Content::Header(head),
            Guess::Binary => Content::Binary(head),
            Guess::Table => {
                let mut table = Box::new(TableReader::new(&self.name, self.size));
                table.push(&head)?;
                Content::Table(table)
            }
        };
        Ok(())
    }
}

/// Binary files came without a header.
fn orphan(files: &[(String, Vec<u8>)]) -> Error {
    let Some((name, _)) = files.first() else {
        return Error::unsupported(
            "drop",
            "no file came with it; drop a CSV of heartbeats or the files of a WFDB record",
        );
    };
    match sniff::extension(name) {
        Some(end) if end.eq_ignore_ascii_case("dat") || end.eq_ignore_ascii_case("atr") => {
            let stem = &name[..name.len() - end.len() - 1];
            Error::unsupported(name, format!("{stem}.hea describes it; drop {stem}.hea together with it"))
        }
        _ => {
            let reason = "not a format that ecglass knows; it reads heartbeat tables (CSV) and WFDB records (.hea with .dat)";
            Error::unsupported(name, reason)
        }
    }
}
