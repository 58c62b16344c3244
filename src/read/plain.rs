//! The text of a table as it stands, in UTF-8, for whoever goes on with it: out of an archive, out of UTF-16.

use crate::error::{Error, Result};
use crate::read::archive::{self, Step};
use crate::read::text::Wide;

/// Takes a file's bytes as they come, and hands on the text that is in them.
pub struct PlainText {
    name: String,
    form: Form,
}

enum Form {
    /// Nothing came yet.
    Unknown,
    /// It is handed on as it comes.
    Utf8,
    Utf16(Wide),
    /// An archive, which is unpacked when it is complete.
    Zip(Vec<u8>),
}

impl PlainText {
    /// Of a file that errors call by this name.
    pub fn new(name: &str) -> PlainText {
        PlainText { name: name.to_string(), form: Form::Unknown }
    }

    /// Whether the text stands otherwise in the file than it is handed on.
    pub fn is_rewritten(&self) -> bool {
        matches!(self.form, Form::Utf16(_))
    }

    /// The next piece of the file.
    pub fn push(&mut self, piece: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if matches!(self.form, Form::Unknown) {
            self.form = match Wide::of(piece) {
                Some(wide) => Form::Utf16(wide),
                None if piece.starts_with(b"PK\x03\x04") => Form::Zip(Vec::new()),
                None if piece.is_empty() => return Ok(()),
                None => Form::Utf8,
            };
        }
        match &mut self.form {
            Form::Unknown | Form::Utf8 => take(piece),
            Form::Utf16(wide) => take(&wide.narrowed(piece)),
            Form::Zip(held) => {
                held.extend_from_slice(piece);
                Ok(())
            }
        }
    }

    /// The file is complete. An archive of several files is refused: which of them is meant, nobody said.
    pub fn finish(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Form::Zip(held) = &mut self.form else { return Ok(()) };
        let held = std::mem::take(held);
        let mut inside = PlainText::new(&self.name);
        let (mut files, mut first) = (0, Ok(()));
        archive::unpack(&self.name, &held, &mut |step| {
            match step {
                Step::Begin(..) => files += 1,
                Step::Piece(piece) if files == 1 && first.is_ok() => first = inside.push(piece, take),
                Step::Piece(_) | Step::End => {}
            }
            Ok(())
        })?;
        if files > 1 {
            let reason =
                format!("{files} files are in the archive; unpack it, and name the table that is meant");
            return Err(Error::unsupported(&self.name, reason));
        }
        self.form = inside.form;
        first
    }
}

#[cfg(test)]
fn plain(bytes: &[u8], piece: usize) -> (String, bool) {
    let mut text = PlainText::new("x");
    let mut all = Vec::new();
    let mut take = |piece: &[u8]| {
        all.extend_from_slice(piece);
        Ok(())
    };
    bytes.chunks(piece).for_each(|piece| text.push(piece, &mut take).unwrap());
    text.finish(&mut take).unwrap();
    (String::from_utf8(all).unwrap(), text.is_rewritten())
}

#[test]
fn text_is_handed_on_as_it_stands_and_utf_16_as_utf_8() {
    assert_eq!(plain(b"1,2\r\n", 2), ("1,2\r\n".into(), false));
    assert_eq!(plain(b"\xff\xfe1\0,\0\xb5\0\r\0\n\0", 5), ("1,µ\r\n".into(), true));
    assert_eq!(plain(b"", 1), (String::new(), false));
}
