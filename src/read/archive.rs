//! A zip archive: its files, unpacked piece by piece, one level deep.
//!
//! By hand, since the crate for it makes the page's module a tenth larger: all that is needed is the central directory,
//! and inflating, which is miniz_oxide's.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use crate::error::{Error, Note, Result};

/// Files in an archive that are looked at.
const MOST_FILES: usize = 5000;

/// Bytes that an archive may unpack to: a day of twelve leads, and a limit to what a small file can make of itself.
const MOST_UNPACKED: u64 = 1 << 30;

/// Unpacked pieces are so long.
const PIECE: usize = 1 << 16;

/// Signatures of archives in an archive, which stay packed.
const PACKED: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"];

/// What `take` is told of an archive's files, one file after the other.
#[derive(Clone, Copy)]
pub enum Step<'a> {
    /// A file of this name and size.
    Begin(&'a str, u64),
    /// The next of its bytes.
    Piece(&'a [u8]),
    /// It is complete.
    End,
}

/// An entry of the central directory.
struct Entry {
    path: String,
    flags: usize,
    method: usize,
    crc: u32,
    packed: usize,
    size: u64,
    /// Where its local header stands.
    at: usize,
}

/// Hands every file of the archive to `take`. What that refuses is left out with a note, if another file was taken.
pub fn unpack(name: &str, bytes: &[u8], take: &mut dyn FnMut(Step) -> Result<()>) -> Result<Vec<Note>> {
    let mut entries = directory(name, bytes)?;
    // Folders, and what the Macintosh adds.
    entries.retain(|entry| {
        let extra = entry.path.ends_with('/')
            || entry.path.starts_with("__MACOSX")
            || entry.path.ends_with(".DS_Store");
        !extra
    });
    if let Some(locked) = entries.iter().find(|entry| entry.flags & 1 != 0) {
        let reason = "the archive has a password; unpack it and drop what is in it";
        return Err(Error::unsupported(format!("{name}, {}", locked.path), reason));
    }
    // Headers first: with them, a signal file is decoded as it unpacks.
    let is_header = |entry: &&Entry| entry.path.to_ascii_lowercase().ends_with(".hea");
    let order = entries.iter().filter(is_header).chain(entries.iter().filter(|entry| !is_header(entry)));
    let mut notes = Vec::new();
    let mut refused: Option<Error> = None;
    let mut taken = 0;
    let mut unpacked = 0;
    for entry in order {
        match pass(name, bytes, entry, &mut unpacked, take) {
            Ok(()) => taken += 1,
            Err(Stop::Archive(error)) => return Err(error),
            Err(Stop::File(error)) => {
                notes.push(Note::new(format!("{} in {name} was left out. {error}", entry.path)));
                refused.get_or_insert(error);
            }
        }
    }
    match refused {
        Some(error) if taken == 0 => Err(error),
        None if taken == 0 => Err(Error::unfit(name, "no file is in the archive")),
        _ => Ok(notes),
    }
}

/// The number of `width` bytes at `at`, low byte first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

/// The central directory, which stands at the archive's end.
fn directory(name: &str, bytes: &[u8]) -> Result<Vec<Entry>> {
    let damaged = || {
        let reason = "the zip archive is damaged: its directory is missing or cut; download or pack it again";
        Error::malformed(name, reason)
    };
    // Behind the end record there may be a comment of 64 KiB.
    let tail = bytes.len().saturating_sub(22 + (1 << 16));
    let end = memchr::memmem::rfind(&bytes[tail..], b"PK\x05\x06").ok_or_else(damaged)? + tail;
    let count = number(bytes, end + 10, 2).ok_or_else(damaged)?;
    let mut at = number(bytes, end + 16, 4).ok_or_else(damaged)?;
    if at == 0xffff_ffff || count == 0xffff {
        return Err(Error::unsupported(name, "a zip64 archive, made for more than 4 GB; pack fewer files"));
    }
    if count > MOST_FILES {
        let reason = format!("{count} files are in it; {MOST_FILES} are the most that are looked at");
        return Err(Error::unsupported(name, reason));
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        let field = |offset: usize, width: usize| number(bytes, at + offset, width).ok_or_else(damaged);
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02")) {
            return Err(damaged());
        }
        let length = field(28, 2)?;
        let path = bytes.get(at + 46..at + 46 + length).ok_or_else(damaged)?;
        entries.push(Entry {
            path: String::from_utf8_lossy(path).into_owned(),
            flags: field(8, 2)?,
            method: field(10, 2)?,
            crc: field(16, 4)? as u32,
            packed: field(20, 4)?,
            size: field(24, 4)? as u64,
            at: field(42, 4)?,
        });
        at += 46 + length + field(30, 2)? + field(32, 2)?;
    }
    Ok(entries)
}

/// Why a file of an archive is not read: because of itself, or because of all that is in the archive.
enum Stop {
    File(Error),
    Archive(Error),
}

/// Hands one file on, piece by piece.
fn pass(
    name: &str,
    bytes: &[u8],
    entry: &Entry,
    unpacked: &mut u64,
    take: &mut dyn FnMut(Step) -> Result<()>,
) -> std::result::Result<(), Stop> {
    let place = format!("{name}, {}", entry.path);
    let file = |reason: &str| Stop::File(Error::malformed(&place, reason));
    let begin =
        (|| Some(entry.at + 30 + number(bytes, entry.at + 26, 2)? + number(bytes, entry.at + 28, 2)?))();
    let packed = begin.and_then(|begin| bytes.get(begin..begin.checked_add(entry.packed)?));
    let Some(packed) = packed else {
        return Err(file("the archive ends before it does; download or pack it again"));
    };
    // Deflate makes at most 1032 bytes of one: a claim beyond that is no size to reserve memory for.
    let size = entry.size.min(packed.len() as u64 * 1032);
    let mut begun = false;
    let mut sum = crc32fast::Hasher::new();
    let mut give = |piece: &[u8]| -> std::result::Result<(), Stop> {
        if !begun {
            if PACKED.iter().any(|signature| piece.starts_with(signature)) {
                let reason = "an archive inside an archive; unpack it and drop what is in it";
                return Err(Stop::File(Error::unsupported(&place, reason)));
            }
            take(Step::Begin(&entry.path, size)).map_err(Stop::File)?;
            begun = true;
        }
        *unpacked += piece.len() as u64;
        if *unpacked > MOST_UNPACKED {
            let reason = format!(
                "it unpacks to more than {} MiB, the most that is unpacked here; unpack it and drop what you need",
                MOST_UNPACKED >> 20
            );
            return Err(Stop::Archive(Error::unsupported(name, reason)));
        }
        sum.update(piece);
        take(Step::Piece(piece)).map_err(Stop::File)
    };
    match entry.method {
        0 => packed.chunks(PIECE).try_for_each(&mut give)?,
        8 => inflated(packed, &mut give, &|| file("its packed data are damaged; download or pack it again"))?,
        method => {
            let reason = format!(
                "packed by a method (number {method}) that is not read here; pack it again as plain zip"
            );
            return Err(Stop::File(Error::unsupported(&place, reason)));
        }
    }
    if !begun {
        return Err(file("the file is empty"));
    }
    if sum.finalize() != entry.crc {
        return Err(file("it does not match its checksum; download or pack it again"));
    }
    take(Step::End).map_err(Stop::File)
}

/// Inflates `packed` and gives it away in pieces.
fn inflated(
    mut packed: &[u8],
    give: &mut dyn FnMut(&[u8]) -> std::result::Result<(), Stop>,
    damaged: &dyn Fn() -> Stop,
) -> std::result::Result<(), Stop> {
    let mut state = InflateState::new_boxed(DataFormat::Raw);
    let mut piece = vec![0; PIECE];
    loop {
        let done = inflate(&mut state, packed, &mut piece, MZFlush::None);
        packed = &packed[done.bytes_consumed..];
        if done.bytes_written > 0 {
            give(&piece[..done.bytes_written])?;
        }
        match done.status {
            Ok(MZStatus::StreamEnd) => return Ok(()),
            // Nothing went in and nothing came out: the data end before the stream does.
            Ok(_) | Err(MZError::Buf) if done.bytes_written == 0 && done.bytes_consumed == 0 => {
                return Err(damaged());
            }
            Ok(_) | Err(MZError::Buf) => {}
            Err(_) => return Err(damaged()),
        }
    }
}
