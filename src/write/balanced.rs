//! A heartbeat table that goes on: its own rows as they are, byte for byte, and made ones behind them, written alike.

use std::collections::BTreeMap;

use crate::ecg::BeatClass;
use crate::error::{Error, Result};
use crate::write::spelling::Spelling;

/// What tells made rows from recorded ones, where that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marking {
    /// A last column, `synthetic`: 0 for recorded rows, 1 for made ones.
    pub column: bool,
    /// A row of names above the others, where there is none yet.
    pub header: bool,
}

/// Takes a table's text as it comes and hands it on, then rows of one's own. Of the text only the line that is not complete yet is held,
/// and, until the first row, what stands above it.
#[derive(Debug)]
pub struct Balanced {
    name: String,
    /// Samples in a row.
    width: usize,
    /// Whether the table says of each row whether it was made.
    marked: bool,
    marking: Marking,
    line_end: &'static [u8],
    begun: bool,
    rest: Vec<u8>,
    above: Vec<Vec<u8>>,
    layout: Option<Layout>,
    /// Whether what was written last lacks the end of its line.
    open: bool,
}

/// How rows are written.
#[derive(Debug)]
struct Layout {
    delimiter: u8,
    /// Whether every row ends with one more delimiter.
    trailing: bool,
    samples: Spelling,
    labels: Spelling,
    /// Labels as they were seen.
    seen: BTreeMap<BeatClass, Vec<u8>>,
}

/// What separates columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b' '];

/// A row that is longer is no heartbeat's.
const LONGEST_LINE: usize = 16 << 20;

impl Balanced {
    /// For a table that was read before: `name` is what errors call it, `width` its samples a row, `marked` whether there is a
    /// column `synthetic` behind the labels already, which made rows then have in any case.
    pub fn new(name: &str, width: usize, marked: bool, marking: Marking) -> Balanced {
        Balanced {
            name: name.to_string(),
            width,
            marked,
            marking,
            line_end: b"\n",
            begun: false,
            rest: Vec::new(),
            above: Vec::new(),
            layout: None,
            open: false,
        }
    }

    /// For a table of made rows alone, written as [`crate::write::table_csv`] does.
    pub fn alone(width: usize, marking: Marking) -> Balanced {
        let layout = Layout {
            delimiter: b',',
            trailing: false,
            samples: Spelling::PLAIN,
            labels: Spelling::PLAIN,
            seen: BTreeMap::new(),
        };
        Balanced { layout: Some(layout), ..Balanced::new("table", width, false, marking) }
    }

    /// The next piece of the table's text; what is complete of it is appended to `out`.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let mut piece = piece;
        if !self.begun && !piece.is_empty() {
            self.begun = true;
            if piece.starts_with(&[0xff, 0xfe]) || piece.starts_with(&[0xfe, 0xff]) {
                let reason = "it is text in UTF-16, which cannot go on in plain text; save it as UTF-8";
                return Err(Error::unsupported(&self.name, reason));
            }
            if let Some(rest) = piece.strip_prefix(b"\xef\xbb\xbf") {
                out.extend(b"\xef\xbb\xbf");
                piece = rest;
            }
        }
        // Old Macintosh text ends its lines with \r alone; one at the end of a piece may be half of another end.
        if self.layout.is_none()
            && self.above.is_empty()
            && memchr::memchr(b'\n', piece).is_none()
            && memchr::memchr(b'\r', &piece[..piece.len().saturating_sub(1)]).is_some()
        {
            self.line_end = b"\r";
        }
        let end = if self.line_end == b"\r" { b'\r' } else { b'\n' };
        let mut from = 0;
        for at in memchr::memchr_iter(end, piece) {
            let line = &piece[from..=at];
            from = at + 1;
            if self.rest.is_empty() {
                self.line(line, out);
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                self.line(&whole, out);
            }
        }
        self.rest.extend_from_slice(&piece[from..]);
        if self.rest.len() > LONGEST_LINE {
            let reason = format!("a row longer than {} MiB; no row of an ECG is", LONGEST_LINE >> 20);
            return Err(Error::malformed(&self.name, reason));
        }
        Ok(())
    }

    /// The table's text is in; made rows may follow.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.line(&rest, out);
            self.open = true;
        }
        if self.layout.is_none() {
            let reason = "its rows were not found again; it changed while it was read";
            return Err(Error::malformed(&self.name, reason));
        }
        Ok(())
    }

    /// A made row, after [`Balanced::finish`] or in a table of made rows alone.
    pub fn made(&mut self, row: &[f32], class: BeatClass, out: &mut Vec<u8>) {
        let alone = !self.begun;
        if alone {
            self.begun = true;
            self.header(out);
        }
        let Some(layout) = &self.layout else { return };
        if std::mem::take(&mut self.open) {
            out.extend(self.line_end);
        }
        for &sample in row {
            layout.samples.write(sample, out);
            out.push(layout.delimiter);
        }
        match layout.seen.get(&class) {
            Some(label) => out.extend(label),
            None => layout.labels.write(class.index() as f32, out),
        }
        if self.marked || self.marking.column {
            out.extend([layout.delimiter, b'1']);
        }
        if layout.trailing {
            out.push(layout.delimiter);
        }
        out.extend(self.line_end);
    }

    /// Columns of the table as it comes.
    fn columns(&self) -> usize {
        self.width + 1 + usize::from(self.marked)
    }

    /// A line of the table, its end with it.
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        if self.layout.is_none() {
            let Some(layout) = Layout::of(line, self.columns(), self.width) else {
                self.above.push(line.to_vec());
                return;
            };
            if line.ends_with(b"\r\n") {
                self.line_end = b"\r\n";
            }
            self.layout = Some(layout);
            self.above(out);
        }
        let (columns, adds) = (self.columns(), self.marking.column && !self.marked);
        let Some(layout) = &mut self.layout else { return };
        let text = layout.bare(line);
        let place = self.width;
        // Another label than those that were seen is rare: looking for it costs one walk from the row's end.
        if !matches!(text.first(), Some(b'#' | b'%' | b'/'))
            && let Some(cell) = layout.cell_before_last(text, columns - 1 - place)
            && let Some(class) = class_of(cell)
        {
            layout.seen.entry(class).or_insert_with(|| cell.to_vec());
        } else {
            // A blank line or a comment.
            out.extend_from_slice(line);
            return;
        }
        out.extend_from_slice(text);
        if adds {
            out.extend([layout.delimiter, b'0']);
        }
        out.extend_from_slice(&line[text.len()..]);
    }

    /// What stands above the first row, with a name for the new column, or with names for all where there are none.
    fn above(&mut self, out: &mut Vec<u8>) {
        let above = std::mem::take(&mut self.above);
        let Some(layout) = &self.layout else { return };
        let (columns, delimiter) = (self.columns(), layout.delimiter);
        let is_header = |line: &&Vec<u8>| split(layout.bare(line), delimiter).count() == columns;
        let header = above.last().filter(is_header).is_some();
        for (at, line) in above.iter().enumerate() {
            if header && at + 1 == above.len() && self.marking.column && !self.marked {
                let text = layout.bare(line);
                let name: &[u8] = if text.ends_with(b"\"") { b"\"synthetic\"" } else { b"synthetic" };
                out.extend_from_slice(text);
                out.push(delimiter);
                out.extend_from_slice(name);
                out.extend_from_slice(&line[text.len()..]);
            } else {
                out.extend_from_slice(line);
            }
        }
        if !header {
            self.header(out);
        }
    }

    /// A row of names, where one is asked for.
    fn header(&self, out: &mut Vec<u8>) {
        let Some(layout) = self.layout.as_ref().filter(|_| self.marking.header) else { return };
        for at in 0..self.width {
            out.extend(format!("sample_{at}").into_bytes());
            out.push(layout.delimiter);
        }
        out.extend(b"label");
        if self.marked || self.marking.column {
            out.push(layout.delimiter);
            out.extend(b"synthetic");
        }
        if layout.trailing {
            out.push(layout.delimiter);
        }
        out.extend(self.line_end);
    }
}

impl Layout {
    /// The layout of a line that is a row of so many numbers; `None` where it is none.
    fn of(line: &[u8], columns: usize, width: usize) -> Option<Layout> {
        let line = line.trim_ascii();
        DELIMITERS.into_iter().find_map(|delimiter| {
            let trailing = delimiter != b' ' && line.ends_with(&[delimiter]);
            let text = if trailing { &line[..line.len() - 1] } else { line };
            let cells: Vec<&[u8]> = split(text, delimiter).collect();
            let comma = delimiter != b',' && cells.iter().any(|cell| cell.contains(&b','));
            if cells.len() != columns || !cells.iter().all(|cell| number(cell).is_some()) {
                return None;
            }
            let (samples, label) = (&cells[..width], &cells[width..=width]);
            Some(Layout {
                delimiter,
                trailing,
                samples: Spelling::of(samples, comma),
                labels: Spelling::of(label, comma),
                seen: BTreeMap::new(),
            })
        })
    }

    /// A line up to its last cell's end: without the end of the line, spaces before it, and a delimiter that separates nothing.
    fn bare<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let text = line.trim_ascii_end();
        if self.trailing { text.strip_suffix(&[self.delimiter]).unwrap_or(text) } else { text }
    }

    /// The cell that stands so many before the last.
    fn cell_before_last<'a>(&self, text: &'a [u8], back: usize) -> Option<&'a [u8]> {
        let is_delimiter = |&byte: &u8| byte == self.delimiter || (self.delimiter == b' ' && byte == b'\t');
        text.rsplit(is_delimiter)
            .filter(|cell| self.delimiter != b' ' || !cell.is_empty())
            .nth(back)
            .map(<[u8]>::trim_ascii)
    }
}

/// The cells of a row; of spaces any number separates.
fn split(text: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    text.split(move |&byte| byte == delimiter || (delimiter == b' ' && byte == b'\t'))
        .filter(move |cell| delimiter != b' ' || !cell.is_empty())
        .map(<[u8]>::trim_ascii)
}

/// A cell as a number, in either decimal notation, with or without quotes.
fn number(cell: &[u8]) -> Option<f32> {
    let cell = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell);
    let text = str::from_utf8(cell).ok()?;
    text.parse().ok().or_else(|| text.replacen(',', ".", 1).parse().ok())
}

fn class_of(cell: &[u8]) -> Option<BeatClass> {
    let label = number(cell).filter(|label| label.fract() == 0.0 && *label >= 0.0)?;
    BeatClass::from_index(label as usize)
}
