//! Colours, strokes and letters, in light and dark, at any pixel ratio.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::draw::MM_PX;
use crate::ecg::BeatClass;

/// How a drawing looks: its palette, and how many device pixels a CSS pixel has.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    palette: &'static Palette,
    scale: f64,
}

/// The colours of one theme; `www/style.css` names the same ones.
#[derive(Debug)]
struct Palette {
    sheet: RGBColor,
    ink: RGBColor,
    soft: RGBColor,
    grid: RGBColor,
    bold_grid: RGBColor,
    /// How wide the lines of the grid are, in CSS pixels: the fine ones, and the stronger ones.
    grid_px: (f64, f64),
    classes: [RGBColor; 5],
}

const LIGHT: Palette = Palette {
    sheet: RGBColor(0xff, 0xfd, 0xfc),
    ink: RGBColor(0x22, 0x1a, 0x1b),
    soft: RGBColor(0x6b, 0x5b, 0x5a),
    grid: RGBColor(0xf8, 0xe6, 0xe1),
    bold_grid: RGBColor(0xf0, 0xcf, 0xc7),
    grid_px: (1.0, 1.0),
    classes: [
        RGBColor(0x3d, 0x64, 0x78),
        RGBColor(0x8a, 0x5a, 0x00),
        RGBColor(0xb0, 0x17, 0x36),
        RGBColor(0x6d, 0x3f, 0xa0),
        RGBColor(0x5f, 0x63, 0x68),
    ],
};

const DARK: Palette = Palette {
    sheet: RGBColor(0x1c, 0x16, 0x17),
    ink: RGBColor(0xf3, 0xea, 0xe6),
    soft: RGBColor(0xb5, 0xa2, 0x9c),
    grid: RGBColor(0x2a, 0x1c, 0x1c),
    bold_grid: RGBColor(0x4a, 0x2a, 0x2d),
    grid_px: (1.0, 1.0),
    classes: [
        RGBColor(0x8f, 0xbd, 0xd3),
        RGBColor(0xe3, 0xb0, 0x4b),
        RGBColor(0xff, 0x80, 0x95),
        RGBColor(0xc3, 0xa1, 0xee),
        RGBColor(0xb3, 0xb8, 0xbe),
    ],
};

/// Ink on white paper: lines of a tenth and of a fifth of a millimetre, as ECG paper has them, which still show where all is grey.
const PRINT: Palette = Palette {
    sheet: RGBColor(0xff, 0xff, 0xff),
    ink: RGBColor(0x14, 0x10, 0x11),
    soft: RGBColor(0x5c, 0x50, 0x50),
    grid: RGBColor(0xf2, 0xcd, 0xc4),
    bold_grid: RGBColor(0xe0, 0x9c, 0x8e),
    grid_px: (0.4, 0.72),
    ..LIGHT
};

/// Where a text stands against its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Left,
    Centre,
    Right,
}

fn bounded(scale: f64) -> f64 {
    if scale.is_finite() { scale.clamp(0.25, 16.0) } else { 1.0 }
}

impl Style {
    /// `scale` is the page's devicePixelRatio: letters, strokes and margins grow with it.
    pub fn new(dark: bool, scale: f64) -> Style {
        Style { palette: if dark { &DARK } else { &LIGHT }, scale: bounded(scale) }
    }

    /// For paper, of `steps` pixels a millimetre: four CSS pixels are one, as on the page's own ECG paper.
    pub fn print(steps: f64) -> Style {
        Style { palette: &PRINT, scale: bounded(steps / MM_PX) }
    }

    /// CSS pixels as device pixels.
    pub(crate) fn px(&self, css: f64) -> i32 {
        (css * self.scale).round() as i32
    }

    /// A stroke's width: at least one device pixel.
    fn stroke(&self, css: f64) -> u32 {
        self.px(css).max(1).unsigned_abs()
    }

    pub(crate) fn scale(&self) -> f64 {
        self.scale
    }

    pub(crate) fn sheet(&self) -> RGBColor {
        self.palette.sheet
    }

    pub(crate) fn ink(&self) -> RGBColor {
        self.palette.ink
    }

    pub(crate) fn soft(&self) -> RGBColor {
        self.palette.soft
    }

    pub(crate) fn class(&self, class: BeatClass) -> RGBColor {
        self.palette.classes[class.index()]
    }

    pub(crate) fn grid(&self) -> ShapeStyle {
        ShapeStyle::from(self.palette.grid).stroke_width(self.stroke(self.palette.grid_px.0))
    }

    pub(crate) fn bold_grid(&self) -> ShapeStyle {
        ShapeStyle::from(self.palette.bold_grid).stroke_width(self.stroke(self.palette.grid_px.1))
    }

    pub(crate) fn line(&self, colour: &impl Color, css: f64) -> ShapeStyle {
        ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: self.stroke(css) }
    }

    /// Letters of `css` pixels, their middle at the height of the point.
    pub(crate) fn text(
        &self,
        css: f64,
        colour: &impl Color,
        anchor: Anchor,
        bold: bool,
    ) -> TextStyle<'static> {
        let across = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Centre => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let font = ("sans-serif", css * self.scale).into_font();
        let font = if bold { font.style(FontStyle::Bold) } else { font };
        TextStyle { font, color: colour.to_backend_color(), pos: Pos::new(across, VPos::Center) }
    }
}
