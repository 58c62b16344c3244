//! The look of a printed page: its margins, its sizes of letters, one accent; headings, tables and feet.

use plotters::style::RGBColor;

use crate::draw::Style;
use crate::ecg::BeatClass;
use crate::write::pdf::{Align, Face, Fonts, Page, Rgb, Type};

/// What is left free around a page, in millimetres: at the sides and above, and below, where the foot stands.
pub(in crate::print) const MARGIN: f64 = 15.0;
pub(in crate::print) const FOOT: f64 = 17.0;

/// Pixels in a millimetre of a strip: a thirty-second is a thousandth of a second and three microvolts.
pub(in crate::print) const FINE: f64 = 32.0;

/// The same of a chart, which nobody measures with a ruler: a day's beats then take no more room than they can be seen in.
pub(in crate::print) const COARSE: f64 = 12.0;

const INK: Rgb = (0x14, 0x10, 0x11);
const SOFT: Rgb = (0x5c, 0x50, 0x50);
const ACCENT: Rgb = (0xb0, 0x17, 0x36);
const HAIR: Rgb = (0xc9, 0xbe, 0xbc);
const WASH: Rgb = (0xf6, 0xf1, 0xef);

/// Fonts and paper.
pub(in crate::print) struct Desk<'a> {
    pub fonts: &'a Fonts,
    /// Width and height upright.
    pub paper: (f64, f64),
}

/// A kind of text on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::print) enum Voice {
    /// The record's name.
    Title,
    /// What is to be read first.
    Headline,
    /// Over a part of a page.
    Heading,
    /// Over a strip.
    Caption,
    /// What most is written in.
    Body,
    /// The same, to be found at a glance.
    Strong,
    /// What explains.
    Small,
    /// Who made it.
    Accent,
}

impl Voice {
    pub fn look(self) -> Type {
        let (face, points, colour) = match self {
            Voice::Title => (Face::Bold, 22.0, INK),
            Voice::Headline => (Face::Bold, 13.0, INK),
            Voice::Heading => (Face::Bold, 10.5, INK),
            Voice::Caption => (Face::Bold, 9.0, INK),
            Voice::Body => (Face::Regular, 8.5, INK),
            Voice::Strong => (Face::Bold, 8.5, INK),
            Voice::Small => (Face::Regular, 7.5, SOFT),
            Voice::Accent => (Face::Bold, 9.0, ACCENT),
        };
        Type { face, points, colour }
    }

    /// From one baseline to the next, in millimetres.
    pub fn leading(self) -> f64 {
        self.look().mm() * 1.38
    }
}

/// The colour of a class.
fn colour_of(class: BeatClass) -> Rgb {
    let RGBColor(red, green, blue) = Style::print(FINE).class(class);
    (red, green, blue)
}

/// A column of a table: where its text begins or ends, and which of the two.
pub(in crate::print) type Column = (f64, Align);

impl Desk<'_> {
    /// A new page, upright or lying.
    pub fn page(&self, lies: bool) -> Page {
        let (width, height) = self.paper;
        if lies { Page::new(height, width) } else { Page::new(width, height) }
    }

    /// What is between the margins of an upright page.
    pub fn width(&self) -> f64 {
        self.paper.0 - 2.0 * MARGIN
    }

    /// The lowest that anything but the foot may stand on an upright page.
    pub fn floor(&self) -> f64 {
        self.paper.1 - FOOT
    }

    /// A line of text on its baseline.
    pub fn say(&self, page: &mut Page, voice: Voice, text: &str, at: (f64, f64), align: Align) -> f64 {
        page.text(self.fonts, text, at, voice.look(), align)
    }

    /// The same in the colour of a class.
    pub fn say_class(&self, page: &mut Page, class: BeatClass, text: &str, at: (f64, f64)) {
        let look = Type { colour: colour_of(class), ..Voice::Strong.look() };
        page.text(self.fonts, text, at, look, Align::Left);
    }

    pub fn width_of(&self, voice: Voice, text: &str) -> f64 {
        let look = voice.look();
        self.fonts.width(text, look.face, look.mm())
    }

    /// As much of a text as fits a width.
    pub fn fitted(&self, voice: Voice, text: &str, width: f64) -> String {
        let look = voice.look();
        self.fonts.cut(text, look.face, look.mm(), width)
    }

    /// A text in lines of at most `width`.
    pub fn lines(&self, voice: Voice, text: &str, width: f64) -> Vec<String> {
        let look = voice.look();
        self.fonts.wrapped(text, look.face, look.mm(), width)
    }

    /// A paragraph, its first baseline at `y`; where the next one's would be.
    pub fn paragraph(
        &self,
        page: &mut Page,
        voice: Voice,
        text: &str,
        (x, y): (f64, f64),
        width: f64,
    ) -> f64 {
        let mut y = y;
        for line in self.lines(voice, text, width) {
            self.say(page, voice, &line, (x, y), Align::Left);
            y += voice.leading();
        }
        y
    }

    /// A heading with a hairline under it, its baseline at `y`; the first baseline below it.
    pub fn heading(&self, page: &mut Page, text: &str, (x, y): (f64, f64), width: f64) -> f64 {
        self.say(page, Voice::Heading, text, (x, y), Align::Left);
        self.hair(page, (x, y + 1.7), width);
        y + 6.2
    }

    pub fn hair(&self, page: &mut Page, (x, y): (f64, f64), width: f64) {
        page.rule((x, y), (x + width, y), 0.15, HAIR);
    }

    /// A row of a table; an empty cell is passed over.
    pub fn row(&self, page: &mut Page, voice: Voice, y: f64, cells: &[(&str, Column)]) {
        for (text, (x, align)) in cells.iter().filter(|(text, _)| !text.is_empty()) {
            self.say(page, voice, text, (*x, y), *align);
        }
    }

    /// What is to be read first: a word on what it is, what it comes to, and what belongs to it.
    pub fn tile(
        &self,
        page: &mut Page,
        at: (f64, f64),
        width: f64,
        (what, value, about): (&str, &str, &[String]),
    ) {
        let (x, y) = at;
        page.rule((x, y), (x + width, y), 0.5, ACCENT);
        self.say(page, Voice::Small, what, (x, y + 4.6), Align::Left);
        self.say(
            page,
            Voice::Headline,
            &self.fitted(Voice::Headline, value, width),
            (x, y + 10.4),
            Align::Left,
        );
        let mut foot = y + 15.0;
        for line in about.iter().take(2) {
            self.say(page, Voice::Small, &self.fitted(Voice::Small, line, width), (x, foot), Align::Left);
            foot += Voice::Small.leading();
        }
    }

    /// A bar of so much of a width, for whoever reads shapes quicker than numbers.
    pub fn bar(&self, page: &mut Page, (x, y): (f64, f64), width: f64, share: f64, class: BeatClass) {
        page.tint((x, y), (width, 1.6), WASH);
        if share > 0.0 {
            let colour = colour_of(class);
            page.tint((x, y), ((width * share.min(1.0)).max(0.4), 1.6), colour);
        }
    }

    /// What stands below every page.
    pub fn foot(&self, page: &mut Page, left: &str, right: &str) {
        let (width, height) = page.size();
        let y = height - 10.5;
        self.hair(page, (MARGIN, y - 4.2), width - 2.0 * MARGIN);
        let taken = self.say(page, Voice::Small, right, (width - MARGIN, y), Align::Right);
        let room = width - 2.0 * MARGIN - taken - 6.0;
        self.say(page, Voice::Small, &self.fitted(Voice::Small, left, room), (MARGIN, y), Align::Left);
    }
}
