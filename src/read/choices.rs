//! What a person may say about a drop when the guesses are wrong: rate, unit, leads, layout.

use serde::{Deserialize, Serialize};

use crate::ecg::Hertz;

/// Corrections of what a reader would guess; `None` leaves it the guess. As JSON it is what the page and `report.json` carry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choices {
    /// Which recording, where the drop holds several: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What the rows of a text are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Samples in a second, whatever the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_hz: Option<Hertz>,
    /// What the numbers of a text are measured in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Counts in a millivolt, where the unit is counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<f64>,
    /// The channels to take as leads: each a name, or `#` and its number counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads: Option<Vec<String>>,
    /// The column of a text that tells the time: a name, `#` and its number counted from 0, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// What separates the columns of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// What separates whole from decimal digits in a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
}

/// What the rows of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A moment a row, a lead a column.
    Signal,
    /// A beat a row, its samples in columns.
    Table,
}

/// What numbers are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum Unit {
    V,
    #[serde(rename = "mV")]
    Millivolt,
    #[serde(rename = "uV", alias = "µV")]
    Microvolt,
    #[serde(rename = "nV")]
    Nanovolt,
    /// Steps of a converter, whose gain has to be known.
    #[serde(rename = "counts")]
    Counts,
}

impl Unit {
    /// The voltage that a file means by `text`, in any of the spellings that files have; counts are nobody's unit by name.
    pub fn parse(text: &str) -> Option<Unit> {
        let text = text.trim().trim_matches(['[', ']', '(', ')']);
        match text {
            "V" | "v" | "volt" | "volts" | "Volt" | "Volts" => Some(Unit::V),
            "mV" | "mv" | "MV" | "millivolt" | "millivolts" | "Millivolts" => Some(Unit::Millivolt),
            // The micro sign, the Greek letter, and what is left of either in a wrong encoding.
            "uV" | "uv" | "UV" | "\u{b5}V" | "\u{3bc}V" | "\u{fffd}V" | "microvolt" | "microvolts"
            | "Microvolts" => Some(Unit::Microvolt),
            "nV" | "nv" => Some(Unit::Nanovolt),
            _ => None,
        }
    }

    /// Millivolts in one of it; counts have none of their own.
    pub fn millivolts(self) -> Option<f64> {
        match self {
            Unit::V => Some(1e3),
            Unit::Millivolt => Some(1.0),
            Unit::Microvolt => Some(1e-3),
            Unit::Nanovolt => Some(1e-6),
            Unit::Counts => None,
        }
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::V => "V",
            Unit::Millivolt => "mV",
            Unit::Microvolt => "µV",
            Unit::Nanovolt => "nV",
            Unit::Counts => "counts",
        }
    }
}

/// What separates columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    /// One space or several.
    Space,
}

impl Delimiter {
    /// All of them, the likeliest first.
    pub const ALL: [Delimiter; 4] =
        [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Space];

    /// The character.
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Space => b' ',
        }
    }

    /// The separator that a character is.
    pub fn of(byte: u8) -> Option<Delimiter> {
        Delimiter::ALL.into_iter().find(|delimiter| delimiter.byte() == byte)
    }

    /// Its name in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
            Delimiter::Space => "spaces",
        }
    }
}

/// What separates whole from decimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Decimal {
    Point,
    Comma,
}

/// Whether `wanted`, as a person wrote it, means the thing called `name` at place `index`.
pub(in crate::read) fn means(wanted: &str, name: &str, index: usize) -> bool {
    wanted == name || wanted.strip_prefix('#').and_then(|digits| digits.parse().ok()) == Some(index)
}

#[test]
fn units_are_known_in_every_spelling_that_files_have() {
    for (text, factor) in
        [("mV", 1.0), ("[uV]", 1e-3), ("µV", 1e-3), ("μV", 1e-3), ("V", 1e3), (" nV ", 1e-6)]
    {
        assert_eq!(Unit::parse(text).and_then(Unit::millivolts), Some(factor), "{text}");
    }
    assert_eq!(Unit::parse("mmHg"), None);
}
