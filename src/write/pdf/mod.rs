//! Pages to the bytes of a PDF: vectors, text that can be searched, fonts embedded; the same pages make the same bytes.

mod font;
mod page;
mod surface;

use std::collections::{BTreeMap, BTreeSet};

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Settings, Str, TextStr};
use sha2::{Digest, Sha256};

pub use font::{Face, Fonts};
pub use page::{Align, Page, Rgb, Type};
pub use surface::Surface;

use font::Font;
use page::MM_PT;

/// How hard streams are packed; beyond it hardly anything is gained.
const LEVEL: u8 = 6;

/// How glyphs are numbered: as the font's own file does.
const IDENTITY: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The pages as a PDF. `title` is what a reader shows above it.
///
/// No clock is asked and nothing is left to chance: the file's identifier is the hash of what it shows.
pub fn pdf(title: &str, pages: Vec<Page>, fonts: &Fonts) -> Vec<u8> {
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, info, outline) = (next(), next(), next(), next());
    let mut shown: BTreeMap<(Face, u16), char> = BTreeMap::new();
    for page in &pages {
        for (glyph, letter) in &page.shown {
            shown.entry(*glyph).or_insert(*letter);
        }
    }
    let opacities: BTreeSet<u8> = pages.iter().flat_map(|page| &page.opacities).copied().collect();
    let faces = [(Face::Regular, "R", next()), (Face::Bold, "B", next())];
    let states: Vec<(String, u8, Ref)> =
        opacities.into_iter().map(|percent| (format!("A{percent}"), percent, next())).collect();

    let mut pdf = Pdf::with_settings(Settings { pretty: false });
    let mut hash = Sha256::new();
    let mut kids: Vec<Ref> = Vec::new();
    let mut marks: Vec<(String, Ref)> = Vec::new();
    for page in pages {
        let (id, stream) = (next(), next());
        kids.push(id);
        marks.extend(page.mark.map(|words| (words, id)));
        let content = page.content.finish();
        hash.update(content.as_slice());
        pdf.stream(stream, &compress_to_vec_zlib(content.as_slice(), LEVEL)).filter(Filter::FlateDecode);
        let mut written = pdf.page(id);
        written.parent(tree).contents(stream);
        let (width, height) = ((page.size.0 * MM_PT) as f32, (page.size.1 * MM_PT) as f32);
        written.media_box(Rect::new(0.0, 0.0, width, height));
        let mut resources = written.resources();
        let mut dict = resources.fonts();
        for (_, name, id) in &faces {
            dict.pair(Name(name.as_bytes()), *id);
        }
        dict.finish();
        let mut dict = resources.ext_g_states();
        for (name, _, id) in &states {
            dict.pair(Name(name.as_bytes()), *id);
        }
    }
    for (_, percent, id) in &states {
        let alpha = f32::from(*percent) / 100.0;
        pdf.ext_graphics(*id).stroking_alpha(alpha).non_stroking_alpha(alpha);
    }
    for (face, _, id) in faces {
        let of_it: BTreeMap<u16, char> = shown
            .iter()
            .filter(|((of, _), _)| *of == face)
            .map(|((_, glyph), letter)| (*glyph, *letter))
            .collect();
        embed(&mut pdf, face, fonts.face(face), &of_it, id, &mut next);
    }

    pdf.pages(tree).kids(kids.iter().copied()).count(kids.len() as i32);
    let items: Vec<Ref> = marks.iter().map(|_| next()).collect();
    for (nth, (words, page)) in marks.iter().enumerate() {
        let mut item = pdf.outline_item(items[nth]);
        item.title(TextStr(words)).parent(outline).dest().page(*page).fit();
        if nth > 0 {
            item.prev(items[nth - 1]);
        }
        if let Some(after) = items.get(nth + 1) {
            item.next(*after);
        }
    }
    let mut written = pdf.catalog(catalog);
    written.pages(tree).lang(TextStr("en"));
    // Who prints it does so at its true size, unless told otherwise.
    written.viewer_preferences().display_doc_title(true).pair(Name(b"PrintScaling"), Name(b"None"));
    if let (Some(first), Some(end)) = (items.first(), items.last()) {
        written.outlines(outline);
        written.finish();
        pdf.outline(outline).first(*first).last(*end).count(items.len() as i32);
    } else {
        written.finish();
    }
    let made_by = concat!("ecglass ", env!("CARGO_PKG_VERSION"));
    pdf.document_info(info).title(TextStr(title)).creator(TextStr(made_by)).producer(TextStr(made_by));
    let identifier = hash.finalize()[..16].to_vec();
    pdf.set_file_id((identifier.clone(), identifier));
    pdf.finish()
}

/// A face with the letters that were shown in it: their widths, and what they mean to whoever searches or copies.
fn embed(
    pdf: &mut Pdf,
    face: Face,
    font: &Font,
    shown: &BTreeMap<u16, char>,
    id: Ref,
    next: &mut impl FnMut() -> Ref,
) {
    let (letters, descriptor, meanings, file) = (next(), next(), next(), next());
    let name = Name(match face {
        Face::Regular => b"Inter-Regular",
        Face::Bold => b"Inter-SemiBold",
    });
    let thousandth = |steps: f64| (steps * 1000.0 / font.units).round() as f32;
    pdf.type0_font(id)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(letters)
        .to_unicode(meanings);
    let mut written = pdf.cid_font(letters);
    written
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(IDENTITY)
        .font_descriptor(descriptor)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = written.widths();
    for glyph in shown.keys() {
        widths.consecutive(*glyph, [thousandth(f64::from(font.advance(*glyph)))]);
    }
    widths.finish();
    written.finish();
    let [left, foot, right, head] = font.frame.map(thousandth);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, foot, right, head))
        .italic_angle(0.0)
        .ascent(thousandth(font.ascent))
        .descent(thousandth(font.descent))
        .cap_height(thousandth(font.capital))
        // Nobody measures it; readers want it to be there.
        .stem_v(if face == Face::Bold { 110.0 } else { 80.0 })
        .font_file2(file);
    let mut meaning = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
    for (glyph, letter) in shown {
        meaning.pair(*glyph, *letter);
    }
    let meaning = meaning.finish();
    pdf.stream(meanings, &compress_to_vec_zlib(meaning.as_slice(), LEVEL)).filter(Filter::FlateDecode);
    let packed = compress_to_vec_zlib(&font.bytes, LEVEL);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), font.bytes.len() as i32);
}
