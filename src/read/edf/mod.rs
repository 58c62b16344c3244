//! EDF, EDF+ and BDF files, read as they come: a header, then data records in which every signal has its share.
//!
//! Follows <https://www.edfplus.info/specs/> and, where that is silent, its reference library.

mod body;
mod header;
mod marks;
mod tal;
mod timeline;

use crate::error::{Error, Result};
use crate::read::Choices;
use crate::read::recording::Recording;
use body::Body;
use header::Header;

/// Bytes at the least: those about the file and those about one signal.
const SHORTEST: usize = 512;

/// Takes the bytes of one file, in pieces of any length.
pub(in crate::read) struct EdfReader {
    name: String,
    size: u64,
    choices: Choices,
    /// The header until it is whole, then a data record until it is whole.
    held: Vec<u8>,
    body: Option<Body>,
}

impl EdfReader {
    /// For a file called `name` of `size` bytes.
    pub fn new(name: &str, size: u64, choices: &Choices) -> EdfReader {
        EdfReader { name: name.to_string(), size, choices: choices.clone(), held: Vec::new(), body: None }
    }

    /// The next piece of the file.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<()> {
        if self.body.is_none() {
            // First to where the header says how long it is, then to its end.
            loop {
                let wanted = Header::length(&self.name, &self.held)?.unwrap_or(header::BLOCK);
                if self.held.len() >= wanted {
                    break;
                }
                if piece.is_empty() {
                    return Ok(());
                }
                let (now, rest) = piece.split_at(piece.len().min(wanted - self.held.len()));
                self.held.extend_from_slice(now);
                piece = rest;
            }
            self.body = Some(Body::new(&self.name, self.size, &self.held, &self.choices)?);
            self.held = Vec::new();
        }
        let Some(body) = &mut self.body else { return Ok(()) };
        if !self.held.is_empty() {
            let (now, rest) = piece.split_at(piece.len().min(body.record_bytes() - self.held.len()));
            self.held.extend_from_slice(now);
            piece = rest;
            if self.held.len() < body.record_bytes() {
                return Ok(());
            }
            body.record(&self.name, &self.held)?;
            self.held.clear();
        }
        let records = piece.chunks_exact(body.record_bytes());
        self.held.extend_from_slice(records.remainder());
        for record in records {
            body.record(&self.name, record)?;
        }
        Ok(())
    }

    /// The file is at its end.
    pub fn finish(self) -> Result<Recording> {
        let EdfReader { name, held, body, .. } = self;
        match body {
            Some(body) => body.finish(name, held.len() as u64),
            None => {
                let wanted = Header::length(&name, &held)?.unwrap_or(SHORTEST);
                let reason = format!(
                    "it ends after {} bytes, but its header alone has {wanted} or more; copy or export it again",
                    held.len()
                );
                Err(Error::malformed(name, reason))
            }
        }
    }
}
