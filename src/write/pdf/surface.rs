//! A part of a page as plotters sees it: pixels that are fractions of a millimetre, lines that stay lines, text that stays text.

use std::convert::Infallible;

use pdf_writer::Name;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

use crate::write::pdf::font::{Face, Fonts};
use crate::write::pdf::page::{Page, Rgb, parts};

/// A circle by four curves: how far the handles reach, of the radius.
const HANDLE: f32 = 0.552_284_8;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// A part of a page to draw on; what was set there is forgotten where it ends.
pub struct Surface<'a> {
    page: &'a mut Page,
    fonts: &'a Fonts,
    pixels: (u32, u32),
    /// What is set at the moment, so that it is said only where it changes.
    stroke: Option<(Rgb, u32)>,
    fill: Option<Rgb>,
    opacity: u8,
}

impl<'a> Surface<'a> {
    pub(in crate::write::pdf) fn begin(
        page: &'a mut Page,
        fonts: &'a Fonts,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        steps: f64,
    ) -> Surface<'a> {
        let pixels = ((width * steps).round().max(1.0) as u32, (height * steps).round().max(1.0) as u32);
        let step = (1.0 / steps) as f32;
        page.content
            .save_state()
            .transform([step, 0.0, 0.0, step, x as f32, y as f32])
            .rect(0.0, 0.0, pixels.0 as f32, pixels.1 as f32)
            .clip_nonzero()
            .end_path();
        Surface { page, fonts, pixels, stroke: None, fill: None, opacity: 100 }
    }

    fn opacity(&mut self, alpha: f64) {
        let percent = (alpha.clamp(0.0, 1.0) * 100.0).round() as u8;
        if percent != self.opacity {
            self.opacity = percent;
            self.page.opacities.insert(percent);
            self.page.content.set_parameters(Name(format!("A{percent}").as_bytes()));
        }
    }

    fn stroke_with(&mut self, color: BackendColor, width: u32) {
        self.opacity(color.alpha);
        let (rgb, width) = (color.rgb, width.max(1));
        if self.stroke.is_none_or(|(known, _)| known != rgb) {
            let (red, green, blue) = parts(rgb);
            self.page.content.set_stroke_rgb(red, green, blue);
        }
        if self.stroke.is_none_or(|(_, known)| known != width) {
            self.page.content.set_line_width(width as f32);
        }
        self.stroke = Some((rgb, width));
    }

    fn fill_with(&mut self, color: BackendColor) {
        self.opacity(color.alpha);
        if self.fill != Some(color.rgb) {
            let (red, green, blue) = parts(color.rgb);
            self.page.content.set_fill_rgb(red, green, blue);
            self.fill = Some(color.rgb);
        }
    }

    /// What an outline is drawn with, or filled.
    fn pen(&mut self, style: &impl BackendStyle, fill: bool) {
        if fill {
            self.fill_with(style.color());
        } else {
            self.stroke_with(style.color(), style.stroke_width());
        }
    }

    /// Draws through the points, which are at least two.
    fn along(&mut self, points: impl IntoIterator<Item = BackendCoord>) -> bool {
        let mut count = 0;
        for (x, y) in points {
            let (x, y) = (x as f32, y as f32);
            if count == 0 {
                self.page.content.move_to(x, y);
            } else {
                self.page.content.line_to(x, y);
            }
            count += 1;
        }
        if count < 2 {
            self.page.content.end_path();
        }
        count > 1
    }
}

impl Drop for Surface<'_> {
    fn drop(&mut self) {
        self.page.content.restore_state();
    }
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.pixels
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, foot): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.pen(style, fill);
        let (x, y) = (left.min(right) as f32, top.min(foot) as f32);
        let (width, height) = (left.abs_diff(right) as f32, top.abs_diff(foot) as f32);
        let content = self.page.content.rect(x, y, width, height);
        if fill {
            content.fill_nonzero()
        } else {
            content.stroke()
        };
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke_with(style.color(), style.stroke_width());
        if self.along(path) {
            self.page.content.stroke();
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.pen(style, fill);
        let (x, y, r) = (x as f32, y as f32, radius as f32);
        let h = HANDLE * r;
        let content = self
            .page
            .content
            .move_to(x + r, y)
            .cubic_to(x + r, y + h, x + h, y + r, x, y + r)
            .cubic_to(x - h, y + r, x - r, y + h, x - r, y)
            .cubic_to(x - r, y - h, x - h, y - r, x, y - r)
            .cubic_to(x + h, y - r, x + r, y - h, x + r, y);
        if fill {
            content.fill_nonzero()
        } else {
            content.close_and_stroke()
        };
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.fill_with(style.color());
        if self.along(corners) {
            self.page.content.fill_nonzero();
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        self.fill_with(style.color());
        let face = if matches!(style.style(), FontStyle::Bold) { Face::Bold } else { Face::Regular };
        let (font, size) = (self.fonts.face(face), style.size());
        let width = self.fonts.width(text, face, size);
        let anchor = style.anchor();
        let left = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => -width / 2.0,
            HPos::Right => -width,
        };
        // A line's middle is that of its capitals and figures.
        let below = match anchor.v_pos {
            VPos::Top => font.ascent,
            VPos::Center => font.capital / 2.0,
            VPos::Bottom => font.descent,
        } * size
            / font.units;
        self.page.show(self.fonts, text, (f64::from(x) + left, f64::from(y) + below), face, size);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let face = if matches!(style.style(), FontStyle::Bold) { Face::Bold } else { Face::Regular };
        let width = self.fonts.width(text, face, style.size());
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawn {
        // Nothing that ecglass draws is a picture.
        Ok(())
    }
}
