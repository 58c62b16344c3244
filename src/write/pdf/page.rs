//! A page in the making: text, rules and tints in millimetres from its upper left corner, and surfaces to draw on.

use std::collections::{BTreeMap, BTreeSet};

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Name, Str};

use crate::write::pdf::font::{Face, Fonts, letters};
use crate::write::pdf::surface::Surface;

/// Points in a millimetre: 72 in an inch of 25.4 mm.
pub(in crate::write::pdf) const MM_PT: f64 = 72.0 / 25.4;

/// A colour: red, green and blue.
pub type Rgb = (u8, u8, u8);

/// Where a line of text stands against its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// It begins there.
    Left,
    /// Its middle is there.
    Centre,
    /// It ends there.
    Right,
}

/// How a line of text looks.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// The face.
    pub face: Face,
    /// The size of an em, in points.
    pub points: f64,
    /// The colour.
    pub colour: Rgb,
}

impl Type {
    /// The size in millimetres.
    pub fn mm(self) -> f64 {
        self.points / MM_PT
    }
}

/// A page in the making.
pub struct Page {
    /// Width and height, in millimetres.
    pub(in crate::write::pdf) size: (f64, f64),
    pub(in crate::write::pdf) content: Content,
    /// The letters that were shown, by face and glyph.
    pub(in crate::write::pdf) shown: BTreeMap<(Face, u16), char>,
    /// How opaque things are, in percent, where they are not wholly.
    pub(in crate::write::pdf) opacities: BTreeSet<u8>,
    /// What the page is called in the document's outline, and how high up it is called so.
    pub(in crate::write::pdf) mark: Option<String>,
}

impl Page {
    /// An empty page of so many millimetres.
    pub fn new(width: f64, height: f64) -> Page {
        let mut content = Content::new();
        let mm = MM_PT as f32;
        // From here on all is in millimetres from the upper left corner.
        content.transform([mm, 0.0, 0.0, -mm, 0.0, (height * MM_PT) as f32]);
        content.set_line_cap(LineCapStyle::ButtCap).set_line_join(LineJoinStyle::RoundJoin);
        Page {
            size: (width, height),
            content,
            shown: BTreeMap::new(),
            opacities: BTreeSet::new(),
            mark: None,
        }
    }

    /// Width and height, in millimetres.
    pub fn size(&self) -> (f64, f64) {
        self.size
    }

    /// Names the page in the document's outline.
    pub fn mark(&mut self, words: impl Into<String>) {
        self.mark = Some(words.into());
    }

    /// A line of text on its baseline; how wide it is, in millimetres.
    pub fn text(&mut self, fonts: &Fonts, text: &str, (x, y): (f64, f64), look: Type, align: Align) -> f64 {
        let width = fonts.width(text, look.face, look.mm());
        let left = match align {
            Align::Left => x,
            Align::Centre => x - width / 2.0,
            Align::Right => x - width,
        };
        let (red, green, blue) = parts(look.colour);
        self.content.set_fill_rgb(red, green, blue);
        self.show(fonts, text, (left, y), look.face, look.mm());
        width
    }

    /// Shows text in the fill colour that is set, in whatever unit is set.
    pub(in crate::write::pdf) fn show(
        &mut self,
        fonts: &Fonts,
        text: &str,
        (x, y): (f64, f64),
        face: Face,
        size: f64,
    ) {
        let font = fonts.face(face);
        let mut codes: Vec<u8> = Vec::with_capacity(2 * text.len());
        for letter in letters(text) {
            let (glyph, seen) = font.glyph(letter);
            // Two letters may share a glyph: the first that was shown names it, so that the same text makes the same file.
            self.shown.entry((face, glyph)).or_insert(seen);
            codes.extend(glyph.to_be_bytes());
        }
        if codes.is_empty() {
            return;
        }
        let name = Name(if face == Face::Bold { b"B" } else { b"R" });
        self.content
            .begin_text()
            .set_font(name, thousandths(size))
            // Upright letters in a space that counts downwards.
            .set_text_matrix([1.0, 0.0, 0.0, -1.0, thousandths(x), thousandths(y)])
            .show(Str(&codes))
            .end_text();
    }

    /// A straight line.
    pub fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb) {
        let (red, green, blue) = parts(colour);
        self.content
            .set_stroke_rgb(red, green, blue)
            .set_line_width(thousandths(width))
            .move_to(thousandths(from.0), thousandths(from.1))
            .line_to(thousandths(to.0), thousandths(to.1))
            .stroke();
    }

    /// A tinted rectangle, from its upper left corner on.
    pub fn tint(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: Rgb) {
        let (red, green, blue) = parts(colour);
        self.content
            .set_fill_rgb(red, green, blue)
            .rect(thousandths(x), thousandths(y), thousandths(width), thousandths(height))
            .fill_nonzero();
    }

    /// A part of the page as a backend of plotters, of `steps` pixels a millimetre. What leaves it is not seen.
    pub fn surface<'a>(
        &'a mut self,
        fonts: &'a Fonts,
        corner: (f64, f64),
        size: (f64, f64),
        steps: f64,
    ) -> Surface<'a> {
        Surface::begin(self, fonts, corner, size, steps)
    }
}

/// To a thousandth: of a millimetre nobody sees more.
pub(in crate::write::pdf) fn thousandths(value: f64) -> f32 {
    ((value * 1000.0).round() / 1000.0) as f32
}

/// As PDF has colours.
pub(in crate::write::pdf) fn parts((red, green, blue): Rgb) -> (f32, f32, f32) {
    let part = |part: u8| thousandths(f64::from(part) / 255.0);
    (part(red), part(green), part(blue))
}
