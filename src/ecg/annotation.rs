//! Marks in a record: Annotation, Marks, the field's symbols and their codes, and the waves that marks outline.

use serde::{Deserialize, Serialize};

use crate::ecg::SampleIndex;

/// A mark in a record: a beat, a rhythm change, a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Where it stands.
    #[serde(rename = "sample")]
    pub at: SampleIndex,
    /// The field's one-letter code: `N`, `V`, `A`, `+`, `~`.
    pub symbol: char,
    /// A finer distinction, whose meaning depends on the symbol; mostly 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub subtype: i8,
    /// The signal that it is about; mostly 0.
    #[serde(default, skip_serializing_if = "is_zero_byte")]
    pub channel: u8,
    /// A number of the annotator's own choice; mostly 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub number: i8,
    /// The text that comes with it, as `(AFIB`; mostly empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

fn is_zero(value: &i8) -> bool {
    *value == 0
}

fn is_zero_byte(value: &u8) -> bool {
    *value == 0
}

impl Annotation {
    /// A mark that says no more than its symbol.
    pub fn new(at: SampleIndex, symbol: char) -> Annotation {
        Annotation { at, symbol, subtype: 0, channel: 0, number: 0, text: String::new() }
    }

    /// The same with a text.
    pub fn with_text(self, text: impl Into<String>) -> Annotation {
        Annotation { text: text.into(), ..self }
    }
}

/// The marks of one annotator, in order of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Who made them: `atr` for the reference, `qrs` for a detector, `ii` for the waves of that lead.
    pub annotator: String,
    /// In order of time; of one moment, in the file's order.
    pub annotations: Vec<Annotation>,
}

impl Marks {
    /// The annotator whose marks count as the truth.
    pub const REFERENCE: &str = "atr";
}

/// The symbol of each annotation code of the WFDB format, by annot(5) and ecgcodes.h; a space where a code is not in use.
const SYMBOLS: &[u8; 42] = b" NLRaVFJASEj/Q~ | sT*D\"=pB^t+u?![]en@xf()r";

/// Codes past those: "user-defined", up to 49 by ecgcodes.h.
const LAST_CODE: u16 = 49;

/// Codes without a symbol of their own (user-defined ones mostly) are carried as characters that no text has: this is code 0.
const UNNAMED: u32 = 0xE000;

/// The symbol of an annotation code; `None` past the codes that mark anything.
pub fn annotation_symbol(code: u16) -> Option<char> {
    match SYMBOLS.get(usize::from(code)) {
        Some(b' ') | None if code <= LAST_CODE => char::from_u32(UNNAMED + u32::from(code)),
        Some(&symbol) => Some(char::from(symbol)),
        None => None,
    }
}

/// The code of an annotation symbol; `None` where the format has none.
pub fn annotation_code(symbol: char) -> Option<u16> {
    if let Some(code) = u32::from(symbol).checked_sub(UNNAMED).filter(|&code| code <= u32::from(LAST_CODE)) {
        return Some(code as u16);
    }
    let known = |&known: &u8| symbol != ' ' && char::from(known) == symbol;
    SYMBOLS.iter().position(known).map(|code| code as u16)
}

/// Which wave of a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the field's own")]
pub enum WaveKind {
    P,
    Qrs,
    T,
}

impl WaveKind {
    /// As tables print it.
    pub fn name(self) -> &'static str {
        match self {
            WaveKind::P => "P",
            WaveKind::Qrs => "QRS",
            WaveKind::T => "T",
        }
    }
}

/// One wave of one lead, as far as it was marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The lead's name.
    pub lead: String,
    /// Which wave.
    pub kind: WaveKind,
    /// Where it begins.
    pub onset: Option<SampleIndex>,
    /// Where it is highest, or deepest.
    pub peak: SampleIndex,
    /// Where it ends.
    pub offset: Option<SampleIndex>,
}

impl Marks {
    /// The waves that these marks outline: a peak (`p`, a beat's symbol, or `t`) with the `(` before and the `)` after it.
    /// A beat without either outlines nothing: it is a beat's mark, not a wave's.
    pub fn waves(&self, lead: &str) -> Vec<Wave> {
        let mut waves: Vec<Wave> = Vec::new();
        let mut onset: Option<SampleIndex> = None;
        let mut open = false;
        for annotation in &self.annotations {
            let kind = match annotation.symbol {
                '(' => {
                    onset = Some(annotation.at);
                    open = false;
                    continue;
                }
                ')' => {
                    if open && let Some(last) = waves.last_mut() {
                        last.offset = Some(annotation.at);
                    }
                    open = false;
                    continue;
                }
                'p' => WaveKind::P,
                't' => WaveKind::T,
                symbol if crate::ecg::BeatClass::from_symbol(symbol).is_some() => WaveKind::Qrs,
                _ => continue,
            };
            waves.push(Wave {
                lead: lead.to_string(),
                kind,
                onset: onset.take(),
                peak: annotation.at,
                offset: None,
            });
            open = true;
        }
        waves.retain(|wave| wave.kind != WaveKind::Qrs || wave.onset.is_some() || wave.offset.is_some());
        waves
    }
}

#[test]
fn every_annotation_symbol_has_the_code_it_is_read_from() {
    assert_eq!(annotation_symbol(28), Some('+'));
    assert_eq!(annotation_symbol(41), Some('r'));
    assert_eq!(annotation_symbol(50), None);
    for code in 0..=LAST_CODE {
        assert_eq!(annotation_symbol(code).and_then(annotation_code), Some(code));
    }
    assert_eq!(annotation_code(' '), None);
}

#[test]
fn waves_are_read_off_their_outlines() {
    let mark = |at, symbol| Annotation::new(SampleIndex(at), symbol);
    let annotations =
        vec![mark(1, '('), mark(3, 'p'), mark(5, ')'), mark(8, '('), mark(9, 'N'), mark(20, 't')];
    let waves = Marks { annotator: "ii".into(), annotations }.waves("II");
    let told: Vec<_> = waves
        .iter()
        .map(|w| (w.kind.name(), w.onset.map(|at| at.0), w.peak.0, w.offset.map(|at| at.0)))
        .collect();
    assert_eq!(told, [("P", Some(1), 3, Some(5)), ("QRS", Some(8), 9, None), ("T", None, 20, None)]);
    let bare = Marks { annotator: "atr".into(), annotations: vec![mark(9, 'N')] };
    assert!(bare.waves("II").is_empty());
}
