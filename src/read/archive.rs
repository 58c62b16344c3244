//! A zip archive: its files, unpacked piece by piece, one level deep.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, Note, Result};

/// Files in an archive that are looked at.
const MOST_FILES: usize = 5000;

/// Bytes that an archive may unpack to: a day of twelve leads, and a limit to what a small file can make of itself.
const MOST_UNPACKED: u64 = 1 << 30;

/// Unpacked pieces are so long.
const PIECE: usize = 1 << 16;

/// Signatures of archives in an archive, which stay packed.
const PACKED: [&[u8]; 2] = [b"PK\x03\x04", b"\x1f\x8b\x08"];

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

/// Hands every file of the archive to `take`. What that refuses is left out with a note, if another file was taken.
pub fn unpack(name: &str, bytes: &[u8], take: &mut dyn FnMut(Step) -> Result<()>) -> Result<Vec<Note>> {
    let damaged = |error: ZipError| {
        Error::malformed(name, format!("the zip archive is damaged ({error}); download or pack it again"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_FILES {
        let reason =
            format!("{} files are in it; {MOST_FILES} are the most that are looked at", archive.len());
        return Err(Error::unsupported(name, reason));
    }
    let mut notes = Vec::new();
    let mut refused: Option<Error> = None;
    let mut taken = 0;
    let mut unpacked = 0_u64;
    let mut order: Vec<(bool, usize)> = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let path = entry.name().map_err(damaged)?.into_owned();
        // Folders, and what the Macintosh adds.
        if entry.is_dir() || path.starts_with("__MACOSX") || path.ends_with(".DS_Store") {
            continue;
        }
        if entry.encrypted() {
            let reason = "the archive has a password; unpack it and drop what is in it";
            return Err(Error::unsupported(format!("{name}, {path}"), reason));
        }
        // A header first: with it, a signal file is decoded as it unpacks.
        order.push((!path.to_lowercase().ends_with(".hea"), index));
    }
    order.sort();
    let mut piece = vec![0; PIECE];
    for (_, index) in order {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let path = entry.name().map_err(damaged)?.into_owned();
        let place = format!("{name}, {path}");
        // Deflate makes at most 1032 bytes of one: a claim beyond that is no size to reserve memory for.
        let size = entry.size().min(entry.compressed_size().saturating_mul(1032));
        let outcome = pass(name, &place, &mut entry, &mut piece, &mut unpacked, &mut |step| match step {
            Step::Begin(..) => take(Step::Begin(&path, size)),
            step => take(step),
        });
        match outcome {
            Ok(()) => taken += 1,
            Err(Stop::Archive(error)) => return Err(error),
            Err(Stop::File(error)) => {
                notes.push(Note::new(format!("{path} in {name} was left out. {error}")));
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

/// Why a file of an archive is not read: because of itself, or because of all that is in the archive.
enum Stop {
    File(Error),
    Archive(Error),
}

/// Hands one file on, piece by piece.
fn pass(
    name: &str,
    place: &str,
    entry: &mut impl Read,
    piece: &mut [u8],
    unpacked: &mut u64,
    take: &mut dyn FnMut(Step) -> Result<()>,
) -> std::result::Result<(), Stop> {
    let mut begun = false;
    loop {
        let length = entry.read(piece).map_err(|error| {
            Stop::File(Error::malformed(place, format!("it cannot be unpacked ({error}); pack it again")))
        })?;
        let bytes = &piece[..length];
        if !begun {
            if PACKED.iter().any(|signature| bytes.starts_with(signature)) {
                let reason = "an archive inside an archive; unpack it and drop what is in it";
                return Err(Stop::File(Error::unsupported(place, reason)));
            }
            take(Step::Begin(place, 0)).map_err(Stop::File)?;
            begun = true;
        }
        if length == 0 {
            return take(Step::End).map_err(Stop::File);
        }
        *unpacked += length as u64;
        if *unpacked > MOST_UNPACKED {
            let reason = format!(
                "it unpacks to more than {} MiB, the most that is unpacked here; unpack it and drop what you need",
                MOST_UNPACKED >> 20
            );
            return Err(Stop::Archive(Error::unsupported(name, reason)));
        }
        take(Step::Piece(bytes)).map_err(Stop::File)?;
    }
}
