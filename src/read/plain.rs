//! The text of a table as it stands, in UTF-8, for whoever goes on with it: out of an archive, out of UTF-16.

use crate::error::{Error, Result};
use crate::read::archive::{self, Step};
use crate::read::catalog::bare;
use crate::read::text::Wide;

/// Takes a file's bytes as they come, and hands on the text that is in them.
pub struct PlainText {
    name: String,
    /// What the table is called in an archive of several files, where somebody chose.
    meant: Option<String>,
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
        PlainText { name: name.to_string(), meant: None, form: Form::Unknown }
    }

    /// Of a file that is this table, or an archive that holds it among others.
    pub fn of_table(name: &str) -> PlainText {
        PlainText { meant: Some(name.to_string()), ..PlainText::new(name) }
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

    /// The file is complete. An archive of several files is refused where nobody said which of them is meant.
    pub fn finish(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Form::Zip(held) = &mut self.form else { return Ok(()) };
        let held = std::mem::take(held);
        let is_meant = |path: &str| self.meant.as_deref().is_none_or(|meant| bare(path) == meant);
        let mut inside = PlainText::new(&self.name);
        let (mut files, mut is_in_it, mut is_whole, mut first) = (0, false, false, Ok(()));
        archive::unpack(&self.name, &held, &mut |step| {
            match step {
                Step::Begin(path, _) => {
                    is_in_it = is_meant(path);
                    files += usize::from(is_in_it);
                }
                Step::Piece(piece) if is_in_it && files == 1 && first.is_ok() => {
                    first = inside.push(piece, take);
                }
                Step::End if is_in_it => is_whole = true,
                Step::Piece(_) | Step::End => {}
            }
            Ok(())
        })?;
        if files > 1 {
            let reason =
                format!("{files} files are in the archive; unpack it, and name the table that is meant");
            return Err(Error::unsupported(&self.name, reason));
        }
        if !is_whole {
            // The archive passes by what is damaged as long as it holds something else.
            let reason = "its packed data are damaged; download or pack it again";
            return Err(Error::malformed(&self.name, reason));
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

#[cfg(test)]
fn in_an_archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[cfg(test)]
fn unpacked(mut text: PlainText, archive: &[u8]) -> Result<String> {
    let mut all = Vec::new();
    let mut take = |piece: &[u8]| {
        all.extend_from_slice(piece);
        Ok(())
    };
    text.push(archive, &mut take)?;
    text.finish(&mut take)?;
    Ok(String::from_utf8(all).unwrap())
}

#[test]
fn of_an_archive_the_table_that_is_meant_is_handed_on() {
    let archive =
        in_an_archive(&[("readme.txt", b"words"), ("set/train.csv", b"1,2\n"), ("test.csv", b"3\n")]);
    assert_eq!(unpacked(PlainText::of_table("train.csv"), &archive).unwrap(), "1,2\n");
    assert_eq!(unpacked(PlainText::of_table("test.csv"), &archive).unwrap(), "3\n");
    let unsaid = unpacked(PlainText::new("x.zip"), &archive).unwrap_err().to_string();
    assert!(unsaid.contains("3 files are in the archive; unpack it"), "{unsaid}");
    let twice = in_an_archive(&[("a/x.csv", b"1\n"), ("b/x.csv", b"2\n")]);
    assert!(unpacked(PlainText::of_table("x.csv"), &twice).is_err());
}

#[test]
fn a_damaged_table_in_an_archive_is_refused_and_not_passed_by() {
    let mut archive = in_an_archive(&[("readme.txt", b"words"), ("x.csv", b"1,2,3,4,5,6,7,8,9\n")]);
    let directory = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[directory - 2] ^= 0xff;
    let error = unpacked(PlainText::of_table("x.csv"), &archive).unwrap_err().to_string();
    assert_eq!(error, "x.csv: its packed data are damaged; download or pack it again.");
}
