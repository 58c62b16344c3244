//! A TrueType font as a PDF needs it: which glyph a letter is, how wide that is, and the file to embed.

use crate::error::{Error, Result};

/// What stands for a letter that the font lacks, where the font has it; else the font's own box for nothing.
const MISSING: char = '□';

/// A face: regular or bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// What most is written in.
    Regular,
    /// Headings, figures, letters of beats.
    Bold,
}

/// The two faces that a document is written in.
#[derive(Clone, Debug)]
pub struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    /// Reads two TrueType files. Refused where one is no such file.
    pub fn parse(regular: &[u8], bold: &[u8]) -> Result<Fonts> {
        Ok(Fonts { regular: Font::parse("regular font", regular)?, bold: Font::parse("bold font", bold)? })
    }

    pub(in crate::write::pdf) fn face(&self, face: Face) -> &Font {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// How wide a line of text is, in the unit of `size`.
    pub fn width(&self, text: &str, face: Face, size: f64) -> f64 {
        let font = self.face(face);
        let units: u32 = letters(text).map(|letter| u32::from(font.advance(font.glyph(letter).0))).sum();
        f64::from(units) / font.units * size
    }

    /// Text in lines that are no wider than `width`, broken between words, and within a word only where that alone is too wide.
    pub fn wrapped(&self, text: &str, face: Face, size: f64, width: f64) -> Vec<String> {
        let fits = |line: &str| self.width(line, face, size) <= width;
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if line.chars().count() > 1 && !fits(&line) {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }

    /// As much of a text as fits, with an ellipsis where something was left out.
    pub fn cut(&self, text: &str, face: Face, size: f64, width: f64) -> String {
        if self.width(text, face, size) <= width {
            return text.to_string();
        }
        let mut room = width - self.width("…", face, size);
        let fitting = text.chars().take_while(|letter| {
            room -= self.width(letter.encode_utf8(&mut [0; 4]), face, size);
            room >= 0.0
        });
        let kept: String = fitting.collect();
        format!("{}…", kept.trim_end())
    }
}

/// The letters as they are drawn: what moves the pen otherwise is a space.
pub(in crate::write::pdf) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter })
}

/// One face of a font.
#[derive(Clone, Debug)]
pub(in crate::write::pdf) struct Font {
    /// The file, embedded whole.
    pub bytes: Vec<u8>,
    /// Steps in an em.
    pub units: f64,
    /// How high the tallest letters are, in steps; how deep the deepest, below zero; how high a capital is.
    pub ascent: f64,
    pub descent: f64,
    pub capital: f64,
    /// The box around all letters, in steps.
    pub frame: [f64; 4],
    /// Code and glyph, in order of the code.
    glyphs: Vec<(u16, u16)>,
    advances: Vec<u16>,
}

impl Font {
    fn parse(place: &str, bytes: &[u8]) -> Result<Font> {
        Font::read(bytes).ok_or_else(|| {
            Error::malformed(
                place,
                "it is no TrueType font with letters by Unicode; use the file that came with ecglass",
            )
        })
    }

    /// The tables head, hhea, hmtx, OS/2 and cmap (format 4), as OpenType has them.
    fn read(bytes: &[u8]) -> Option<Font> {
        let table = |tag: &[u8; 4]| {
            let count = usize::from(u16_at(bytes, 4)?);
            let entry = (0..count).map(|nth| 12 + 16 * nth).find(|&at| bytes.get(at..at + 4) == Some(tag))?;
            let (from, length) = (u32_at(bytes, entry + 8)? as usize, u32_at(bytes, entry + 12)? as usize);
            bytes.get(from..from.checked_add(length)?)
        };
        let (head, hhea, hmtx, os2) = (table(b"head")?, table(b"hhea")?, table(b"hmtx")?, table(b"OS/2")?);
        let signed = |table: &[u8], at: usize| Some(f64::from(u16_at(table, at)? as i16));
        let wide = usize::from(u16_at(hhea, 34)?);
        let advances: Option<Vec<u16>> = (0..wide).map(|nth| u16_at(hmtx, 4 * nth)).collect();
        let units = f64::from(u16_at(head, 18)?);
        let ascent = signed(hhea, 4)?;
        Some(Font {
            bytes: bytes.to_vec(),
            units: if units > 0.0 { units } else { return None },
            ascent,
            descent: signed(hhea, 6)?,
            // Fonts before version 2 of the table do not say.
            capital: signed(os2, 88).filter(|height| *height > 0.0).unwrap_or(0.7 * ascent),
            frame: [signed(head, 36)?, signed(head, 38)?, signed(head, 40)?, signed(head, 42)?],
            glyphs: glyphs(table(b"cmap")?)?,
            advances: advances.filter(|advances| !advances.is_empty())?,
        })
    }

    /// The glyph of a letter, and the letter that it shows.
    pub fn glyph(&self, letter: char) -> (u16, char) {
        let known = |letter: char| {
            let code = u16::try_from(u32::from(letter)).ok()?;
            let at = self.glyphs.binary_search_by_key(&code, |(code, _)| *code).ok()?;
            Some(self.glyphs[at].1)
        };
        match known(letter) {
            Some(glyph) => (glyph, letter),
            None => (known(MISSING).unwrap_or(0), MISSING),
        }
    }

    /// How far the pen moves after a glyph, in steps; glyphs beyond the table are as wide as its last.
    pub fn advance(&self, glyph: u16) -> u16 {
        let last = self.advances.len() - 1;
        self.advances[usize::from(glyph).min(last)]
    }
}

/// Code and glyph of each letter, from the subtable of format 4.
fn glyphs(cmap: &[u8]) -> Option<Vec<(u16, u16)>> {
    let count = usize::from(u16_at(cmap, 2)?);
    let table = (0..count)
        .filter_map(|nth| cmap.get(u32_at(cmap, 4 + 8 * nth + 4)? as usize..))
        .find(|table| u16_at(table, 0) == Some(4))?;
    let segments = usize::from(u16_at(table, 6)?) / 2;
    let (ends, starts) = (14, 16 + 2 * segments);
    let (deltas, offsets) = (starts + 2 * segments, starts + 4 * segments);
    let mut glyphs = Vec::new();
    for segment in 0..segments {
        let (start, end) = (u16_at(table, starts + 2 * segment)?, u16_at(table, ends + 2 * segment)?);
        let delta = u16_at(table, deltas + 2 * segment)?;
        let place = offsets + 2 * segment;
        let offset = u16_at(table, place)?;
        for code in start..=end {
            let glyph = match offset {
                0 => code.wrapping_add(delta),
                far => {
                    let at = place + usize::from(far) + 2 * usize::from(code - start);
                    match u16_at(table, at).unwrap_or(0) {
                        0 => 0,
                        glyph => glyph.wrapping_add(delta),
                    }
                }
            };
            // The last segment stands for nothing, as the format wants it.
            if glyph != 0 && code != u16::MAX {
                glyphs.push((code, glyph));
            }
        }
    }
    glyphs.sort_unstable();
    glyphs.dedup_by_key(|(code, _)| *code);
    Some(glyphs)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16_at(bytes, at)?) << 16 | u32::from(u16_at(bytes, at + 2)?))
}

#[cfg(test)]
mod tests {
    use crate::write::pdf::{Face, Fonts};

    fn fonts() -> Fonts {
        let face = |bytes: &[u8]| bytes.to_vec();
        let regular = face(include_bytes!("../../../www/fonts/inter-regular.ttf"));
        Fonts::parse(&regular, &face(include_bytes!("../../../www/fonts/inter-bold.ttf"))).unwrap()
    }

    #[test]
    fn figures_are_of_one_width_and_letters_are_not() {
        let fonts = fonts();
        let width = |text: &str| fonts.width(text, Face::Regular, 10.0);
        assert!((width("1111") - width("8888")).abs() < 1e-9);
        assert!(width("iiii") < width("mmmm"));
        assert_eq!(width(""), 0.0);
    }

    #[test]
    fn a_letter_that_the_font_lacks_is_a_box() {
        let fonts = fonts();
        let font = fonts.face(Face::Regular);
        assert_eq!(font.glyph('é').1, 'é');
        assert_eq!(font.glyph('心'), font.glyph('□'));
        assert_eq!(font.glyph('𝄞'), font.glyph('□'));
    }

    #[test]
    fn lines_are_broken_between_words_and_no_line_is_too_wide() {
        let fonts = fonts();
        let text = "Lead V1 is unusable from 0:10 to 0:20; thiswordiswiderthanthewholelineandmustbebroken.";
        let lines = fonts.wrapped(text, Face::Regular, 10.0, 100.0);
        assert!(lines.iter().all(|line| fonts.width(line, Face::Regular, 10.0) <= 100.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert_eq!(fonts.wrapped("", Face::Regular, 10.0, 100.0), [""]);
        assert_eq!(fonts.cut("short", Face::Regular, 10.0, 100.0), "short");
        assert!(fonts.cut(text, Face::Bold, 10.0, 60.0).ends_with('…'));
    }

    #[test]
    fn what_is_no_font_is_refused_in_a_sentence() {
        let whole = include_bytes!("../../../www/fonts/inter-regular.ttf");
        assert!(Fonts::parse(b"", whole).unwrap_err().to_string().starts_with("regular font: it is no"));
        // Wherever it ends early, nothing panics.
        for length in (0..whole.len()).step_by(997) {
            let _ = Fonts::parse(&whole[..length], whole);
        }
    }
}
