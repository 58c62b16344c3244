//! Annotations of EDF+ and BDF+: lists of texts with the time they stand at, and the time at which a data record begins.

use crate::ecg::annotation_code;

/// Ends an onset, a duration and a text.
const END: u8 = 0x14;
/// Stands before a duration.
const LASTS: u8 = 0x15;

/// One text of a file, with its times in seconds since the moment that the header names.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub onset: f64,
    /// Zero where the file gives none.
    pub duration: f64,
    pub text: String,
}

/// What is in the annotation signal of one data record.
#[derive(Debug, Default, PartialEq)]
pub struct Tals {
    /// When the data record begins, where its first list says so: by a text that is empty.
    pub clock: Option<f64>,
    pub told: Vec<Told>,
    /// Lists that could not be understood.
    pub broken: usize,
}

/// Reads the bytes of one annotation signal in one data record, up to the first text that is one more than `most`.
pub fn parse(bytes: &[u8], most: usize) -> Tals {
    let mut tals = Tals::default();
    let lists = bytes.split(|&byte| byte == 0).filter(|list| !list.is_empty());
    for (index, list) in lists.enumerate() {
        let mut parts = list.split(|&byte| byte == END);
        let Some((onset, duration)) = parts.next().and_then(times) else {
            tals.broken += 1;
            continue;
        };
        let mut parts = parts.peekable();
        if index == 0 && parts.peek().is_some_and(|text| text.is_empty()) {
            tals.clock = Some(onset);
        }
        for text in parts.filter(|text| !text.is_empty()) {
            let text = match std::str::from_utf8(text) {
                Ok(text) => text.to_string(),
                Err(_) => text.iter().copied().map(char::from).collect(),
            };
            if tals.told.len() > most {
                return tals;
            }
            tals.told.push(Told { onset, duration, text });
        }
    }
    tals
}

/// "+12.5" or "+12.5<21>3": an onset always has a sign, a duration never has one.
fn times(bytes: &[u8]) -> Option<(f64, f64)> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.starts_with(['+', '-']) {
        return None;
    }
    let (onset, duration) = text.split_once(char::from(LASTS)).unwrap_or((text, "0"));
    let number = |text: &str| text.parse().ok().filter(|value: &f64| value.is_finite());
    // Some programs write the sign before the end and no number after it.
    let duration = if duration.is_empty() { 0.0 } else { number(duration)? };
    Some((number(onset)?, duration.max(0.0)))
}

/// The annotation that a text means: a symbol of the field alone is that symbol, `+ (AFIB` is a rhythm, all else a comment.
pub fn meaning(text: &str) -> (char, String) {
    let mut letters = text.chars();
    if let (Some(symbol), rest) = (letters.next(), letters.as_str())
        && annotation_code(symbol).is_some()
    {
        if rest.is_empty() {
            return (symbol, String::new());
        }
        if let Some(rest) = rest.strip_prefix(' ')
            && matches!(symbol, '+' | '"')
            && !rest.is_empty()
        {
            return (symbol, rest.to_string());
        }
    }
    ('"', text.to_string())
}

#[test]
fn lists_are_read_with_their_clock_their_durations_and_several_texts() {
    let tals = parse(b"+567\x14\x14\0+567.5\x1525.5\x14lights off\x14door\x14\0-0.065\x14N\x14\0\0\0\0", 9);
    let told = |onset, duration, text: &str| Told { onset, duration, text: text.into() };
    assert_eq!(tals.clock, Some(567.0));
    assert_eq!(
        tals.told,
        [told(567.5, 25.5, "lights off"), told(567.5, 25.5, "door"), told(-0.065, 0.0, "N")]
    );
    assert_eq!(parse(b"+1\x14lights\x14\0", 9).clock, None, "a text is no clock");
    assert_eq!(parse(b"+1\x14\x14also\x14\0", 9).told, [told(1.0, 0.0, "also")]);
    assert_eq!(parse(b"+1\x14\xb5V\x14\0", 9).told, [told(1.0, 0.0, "\u{b5}V")], "neither ASCII nor UTF-8");
}

#[test]
fn what_is_no_list_is_counted_and_left_out() {
    for wrong in
        [&b"12\x14N\x14\0"[..], b"+x\x14N\x14\0", b"+nan\x14N\x14\0", b"+1\x15y\x14N\x14\0", b"\xff\xff"]
    {
        let tals = parse(wrong, 9);
        assert_eq!((tals.broken, tals.told.len()), (1, 0), "{wrong:?}");
    }
}

#[test]
fn no_more_is_held_than_is_allowed() {
    assert_eq!(parse(&[b"+0\x14".as_slice(), &b"a\x14".repeat(1000)].concat(), 9).told.len(), 10);
}

#[test]
fn texts_mean_symbols_rhythms_or_comments() {
    let means =
        |text: &str, symbol, rest: &str| assert_eq!(meaning(text), (symbol, rest.to_string()), "{text}");
    means("N", 'N', "");
    means("+ (AFIB", '+', "(AFIB");
    means("\" N", '"', "N");
    means("+", '+', "");
    means("Normal", '"', "Normal");
    means("A patient", '"', "A patient");
    means("k", '"', "k");
    means("+ ", '"', "+ ");
}
