//! Text cut into lines as its pieces come: any line ending, a byte order mark, UTF-16.

use crate::error::{Error, Result};

/// A longer line is nobody's row; it would be held whole before it is parsed.
const LONGEST_LINE: usize = 16 << 20;

/// Holds no more than the line that is not complete yet.
pub struct Lines {
    rest: Vec<u8>,
    end: u8,
    wide: Option<Wide>,
    begun: bool,
    /// The number of the line handed out last, as an editor counts: from 1, blank ones too.
    pub number: usize,
}

/// UTF-16, as spreadsheets save "Unicode text".
pub struct Wide {
    big: bool,
    odd: Option<u8>,
}

impl Lines {
    pub fn new() -> Lines {
        Lines { rest: Vec::new(), end: b'\n', wide: None, begun: false, number: 0 }
    }

    /// Hands the lines that `piece` completes to `take`, without their ends, each with its number.
    pub fn push(
        &mut self,
        name: &str,
        piece: &[u8],
        take: &mut dyn FnMut(usize, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut piece = piece;
        if !self.begun && !piece.is_empty() {
            self.begun = true;
            self.wide = Wide::of(piece);
            piece = piece.strip_prefix(b"\xef\xbb\xbf").unwrap_or(piece);
        }
        let narrow;
        if let Some(wide) = &mut self.wide {
            narrow = wide.narrowed(piece);
            piece = &narrow;
        }
        // Old Macintosh text ends its lines with \r alone.
        if self.number == 0
            && self.end == b'\n'
            && memchr::memchr(b'\n', piece).is_none()
            && memchr::memchr(b'\r', &piece[..piece.len().saturating_sub(1)]).is_some()
        {
            self.end = b'\r';
        }
        let Some(last) = memchr::memrchr(self.end, piece) else {
            return self.keep(name, piece);
        };
        let (complete, rest) = piece.split_at(last + 1);
        let mut from = 0;
        for end in memchr::memchr_iter(self.end, complete) {
            let line = &complete[from..end];
            from = end + 1;
            self.number += 1;
            if self.rest.is_empty() {
                take(self.number, trimmed(line))?;
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                take(self.number, trimmed(&whole))?;
            }
        }
        self.keep(name, rest)
    }

    /// The last line, where no end of line follows it.
    pub fn finish(&mut self, take: &mut dyn FnMut(usize, &[u8]) -> Result<()>) -> Result<()> {
        let rest = std::mem::take(&mut self.rest);
        if rest.is_empty() {
            return Ok(());
        }
        self.number += 1;
        take(self.number, trimmed(&rest))
    }

    fn keep(&mut self, name: &str, rest: &[u8]) -> Result<()> {
        self.rest.extend_from_slice(rest);
        if self.rest.len() > LONGEST_LINE {
            let place = format!("{name}, row {}", self.number + 1);
            let reason = format!("longer than {} MiB; no row of an ECG is", LONGEST_LINE >> 20);
            return Err(Error::malformed(place, reason));
        }
        Ok(())
    }
}

impl Wide {
    /// If a text begins with the mark of it.
    pub fn of(beginning: &[u8]) -> Option<Wide> {
        match beginning {
            [0xff, 0xfe, ..] => Some(Wide { big: false, odd: None }),
            [0xfe, 0xff, ..] => Some(Wide { big: true, odd: None }),
            _ => None,
        }
    }

    /// The next piece in UTF-8, without the mark.
    pub fn narrowed(&mut self, piece: &[u8]) -> Vec<u8> {
        let bytes: Vec<u8> = self.odd.take().into_iter().chain(piece.iter().copied()).collect();
        let pairs = bytes.chunks_exact(2);
        self.odd = pairs.remainder().first().copied();
        let units = pairs.map(|pair| match self.big {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        });
        // A pair of surrogates that a piece's end divides becomes two marks of damage: no number is written with any.
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .filter(|&c| c != '\u{feff}')
            .collect::<String>()
            .into_bytes()
    }
}

/// Without what Windows ends its lines with. Spaces stay: they may separate columns.
fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
fn cut(pieces: &[&[u8]]) -> Vec<String> {
    let mut lines = Lines::new();
    let mut all = Vec::new();
    let mut take = |_: usize, line: &[u8]| {
        all.push(String::from_utf8_lossy(line).into_owned());
        Ok(())
    };
    pieces.iter().for_each(|piece| lines.push("x", piece, &mut take).unwrap());
    lines.finish(&mut take).unwrap();
    all
}

#[test]
fn lines_are_the_same_however_the_pieces_fall_and_the_lines_end() {
    assert_eq!(cut(&[b"a,b\r\nc", b"", b",d\r", b"\n\n", b"e"]), ["a,b", "c,d", "", "e"]);
    assert_eq!(cut(&[b"\xef\xbb\xbf1\r2\r3"]), ["1", "2", "3"]);
    assert_eq!(cut(&[b"\xff\xfe1\0,", b"\0\xb5", b"\0\n\0", b"2\0"]), ["1,µ", "2"]);
    assert_eq!(cut(&[b"\xfe\xff\0", b"1\0\n\x002"]), ["1", "2"]);
}
