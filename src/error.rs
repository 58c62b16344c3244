//! The one error of four kinds, and the note for what was survived.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What every fallible call of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an analysis cannot go on: which of four things happened, where, and what to do about it.
///
/// The line between the first two is drawn as follows: what a format forbids is [`Kind::Malformed`], what it
/// allows but this crate does not read is [`Kind::Unsupported`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    place: String,
    reason: String,
    wants: Vec<String>,
}

/// The four things that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The file breaks the rules of its own format.
    Malformed,
    /// The file may be in order, but this crate does not read its like.
    Unsupported,
    /// The signal was read, but it cannot bear the analysis: too short, flat, of the wrong length.
    Unfit,
    /// A network and its papers disagree, or the network failed.
    Model,
}

impl Error {
    /// The file breaks its format at `place`; `reason` says what was found, what was expected and what to do.
    pub fn malformed(place: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::new(Kind::Malformed, place, reason)
    }

    /// `place` is legal but not read here; `reason` says what it is and what to do instead.
    pub fn unsupported(place: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::new(Kind::Unsupported, place, reason)
    }

    /// The signal at `place` cannot bear the analysis.
    pub fn unfit(place: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::new(Kind::Unfit, place, reason)
    }

    /// The model at `place` is not what its papers say.
    pub fn model(place: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::new(Kind::Model, place, reason)
    }

    fn new(kind: Kind, place: impl Into<String>, reason: impl Into<String>) -> Error {
        Error { kind, place: place.into(), reason: reason.into(), wants: Vec::new() }
    }

    /// The same, about files that are missing: with them the work could go on.
    pub fn wanting(self, wants: Vec<String>) -> Error {
        Error { wants, ..self }
    }

    /// The names of the files that are missing, where that is all that is wrong.
    pub fn wants(&self) -> &[String] {
        &self.wants
    }

    /// Which of the four things happened.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The file, row, column or model that the error is about.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Kind {
    /// The kind's name, as the page's error objects carry it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Malformed => "Malformed",
            Kind::Unsupported => "Unsupported",
            Kind::Unfit => "Unfit",
            Kind::Model => "Model",
        }
    }
}

/// One sentence, fit to be shown as it is: `place: reason.`
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}.", self.place, self.reason)
    }
}

impl std::error::Error for Error {}

#[test]
fn an_error_reads_as_one_sentence() {
    let error = Error::malformed("beats.csv, row 3", "180 values where the first row has 188");
    assert_eq!(error.to_string(), "beats.csv, row 3: 180 values where the first row has 188.");
    assert_eq!(error.kind().name(), "Malformed");
}

/// Something odd that the analysis survived, told to the reader of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// One sentence: what was found and what was done about it.
    pub text: String,
}

impl Note {
    /// A note that says `text`.
    pub fn new(text: impl Into<String>) -> Note {
        Note { text: text.into() }
    }
}
