//! The nouns: Record, Lead, Annotation, Beats, BeatClass, Verdict, Recipe, and the units they are measured in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A sampling rate, finite and above zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Hertz(f64);

impl Hertz {
    /// The rate that the field's heartbeat tables are made at.
    pub const TABLES: Hertz = Hertz(125.0);

    /// The rate of a WFDB record whose header gives none, by header(5).
    pub const WFDB_DEFAULT: Hertz = Hertz(250.0);

    /// The rate that recordings are simulated at unless told otherwise: that of the MIT-BIH recordings.
    pub const SIMULATOR: Hertz = Hertz(360.0);

    /// `None` where `value` is no rate: zero, negative or not finite.
    pub fn new(value: f64) -> Option<Hertz> {
        (value.is_finite() && value > 0.0).then_some(Hertz(value))
    }

    /// Samples in a second.
    pub fn get(self) -> f64 {
        self.0
    }

    /// How long `samples` of this rate last.
    pub fn duration(self, samples: usize) -> Seconds {
        Seconds(samples as f64 / self.0)
    }
}

/// A time or a duration.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Seconds(pub f64);

/// A position in a lead, in samples of the record's own rate, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleIndex(pub usize);

impl SampleIndex {
    /// The moment of this sample at `rate`.
    pub fn time(self, rate: Hertz) -> Seconds {
        rate.duration(self.0)
    }
}

/// A stretch of a lead in which nothing was recorded: `from` up to, not including, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first sample that is missing.
    pub from: SampleIndex,
    /// The first sample after the gap.
    pub to: SampleIndex,
}

/// One lead: millivolts, every one finite; a gap is filled with the last value before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// What the file calls it: MLII, V5, I.
    pub name: String,
    /// Millivolts at the record's rate.
    pub samples: Vec<f32>,
    /// Where nothing was recorded.
    pub gaps: Vec<Gap>,
}

/// What a reader makes of a continuous recording: physical, of a known rate, finite, not empty.
///
/// [`Record::new`] is the only way to one, so that nothing downstream needs to check again.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    name: String,
    rate: Hertz,
    leads: Vec<Lead>,
    annotations: Vec<Annotation>,
}

impl Record {
    /// Checks what the type promises: at least one lead, all of one length above zero, all samples finite,
    /// annotations in order of time. Annotations past the end of the signal are dropped.
    pub fn new(
        name: impl Into<String>,
        rate: Hertz,
        leads: Vec<Lead>,
        mut annotations: Vec<Annotation>,
    ) -> Result<Record> {
        let name = name.into();
        let Some(first) = leads.first() else {
            return Err(Error::unfit(name, "no signal is in it"));
        };
        let length = first.samples.len();
        if length == 0 {
            return Err(Error::unfit(name, "the signal has no samples"));
        }
        for lead in &leads {
            if lead.samples.len() != length {
                let reason = format!(
                    "lead {} has {} samples and lead {} has {length}; leads of one record must be of one length",
                    lead.name,
                    lead.samples.len(),
                    first.name
                );
                return Err(Error::malformed(name, reason));
            }
            if let Some(at) = lead.samples.iter().position(|sample| !sample.is_finite()) {
                let reason = format!("lead {}, sample {at}: not a finite number", lead.name);
                return Err(Error::malformed(name, reason));
            }
        }
        annotations.retain(|annotation| annotation.at.0 < length);
        annotations.sort_by_key(|annotation| annotation.at);
        Ok(Record { name, rate, leads, annotations })
    }

    /// The record's name, without folder or extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Samples in a second, of every lead.
    pub fn rate(&self) -> Hertz {
        self.rate
    }

    /// At least one.
    pub fn leads(&self) -> &[Lead] {
        &self.leads
    }

    /// Samples in each lead; never zero.
    pub fn len(&self) -> usize {
        self.leads[0].samples.len()
    }

    /// Always false: a record has samples. (Here because `len` is.)
    pub fn is_empty(&self) -> bool {
        false
    }

    /// How long the recording lasts.
    pub fn duration(&self) -> Seconds {
        self.rate.duration(self.len())
    }

    /// What a person or a program marked, in order of time.
    pub fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }

    /// The annotations that mark a beat, with the class of each.
    pub fn marked_beats(&self) -> impl Iterator<Item = (SampleIndex, BeatClass)> + '_ {
        self.annotations
            .iter()
            .filter_map(|annotation| Some((annotation.at, BeatClass::from_symbol(annotation.symbol)?)))
    }
}

/// A mark in a record: a beat, a rhythm change, a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Where it stands.
    pub at: SampleIndex,
    /// The field's one-letter code: `N`, `V`, `A`, `+`, `~`.
    pub symbol: char,
    /// The text that comes with it, as `(AFIB`; mostly empty.
    pub text: String,
}

/// The symbol of each annotation code of the WFDB format, by annot(5); a space where the code is not in use.
const SYMBOLS: &[u8; 42] = b" NLRaVFJASEj/Q~ | sT*D\"=pB^t+u?![]en@xf()r";

/// The symbol of an annotation code; `None` past the codes that mark anything.
pub fn annotation_symbol(code: u16) -> Option<char> {
    SYMBOLS.get(usize::from(code)).map(|&symbol| char::from(symbol))
}

/// The code of an annotation symbol; `None` where the format has none.
pub fn annotation_code(symbol: char) -> Option<u16> {
    let known = |&known: &u8| symbol != ' ' && char::from(known) == symbol;
    SYMBOLS.iter().position(known).map(|code| code as u16)
}

/// The AAMI classes of heartbeats, in the order in which every table of the field prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum BeatClass {
    /// Normal, bundle branch block, or an escape beat.
    N,
    /// Supraventricular ectopic: premature, from above the ventricles.
    S,
    /// Ventricular ectopic.
    V,
    /// Fusion of a ventricular and a normal beat.
    F,
    /// Paced, or not to be classified.
    Q,
}

impl BeatClass {
    /// All five, in order.
    pub const ALL: [BeatClass; 5] = [BeatClass::N, BeatClass::S, BeatClass::V, BeatClass::F, BeatClass::Q];

    /// The class of an annotation symbol; `None` where the symbol marks no beat.
    ///
    /// AAMI EC57 groups N L R e j (and B n) as N; A a J S as S; V E (and r) as V; F as F; / f Q (and ?) as Q.
    pub fn from_symbol(symbol: char) -> Option<BeatClass> {
        match symbol {
            'N' | 'L' | 'R' | 'e' | 'j' | 'B' | 'n' => Some(BeatClass::N),
            'A' | 'a' | 'J' | 'S' => Some(BeatClass::S),
            'V' | 'E' | 'r' => Some(BeatClass::V),
            'F' => Some(BeatClass::F),
            '/' | 'f' | 'Q' | '?' => Some(BeatClass::Q),
            _ => None,
        }
    }

    /// 0 N, 1 S, 2 V, 3 F, 4 Q: the labels of the heartbeat tables.
    pub fn from_index(index: usize) -> Option<BeatClass> {
        BeatClass::ALL.get(index).copied()
    }

    /// The inverse of [`BeatClass::from_index`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The class's letter.
    pub fn letter(self) -> char {
        ['N', 'S', 'V', 'F', 'Q'][self.index()]
    }

    /// The class in words that a newcomer knows.
    pub fn words(self) -> &'static str {
        match self {
            BeatClass::N => "normal",
            BeatClass::S => "supraventricular ectopic",
            BeatClass::V => "ventricular ectopic",
            BeatClass::F => "fusion",
            BeatClass::Q => "paced or unknown",
        }
    }
}

impl fmt::Display for BeatClass {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// Beats cut to one width, one after the other: what a heartbeat table holds and what a classifier reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Beats {
    /// Samples in each beat.
    pub width: usize,
    /// `width` values a beat, all finite.
    pub samples: Vec<f32>,
    /// What a person said each beat is, where a person did; one entry a beat.
    pub truth: Vec<Option<BeatClass>>,
    /// Where each beat's R peak stands in the record; for a table, the beat's number, counted from 0.
    pub at: Vec<SampleIndex>,
}

impl Beats {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The samples of one beat.
    pub fn beat(&self, index: usize) -> &[f32] {
        &self.samples[index * self.width..(index + 1) * self.width]
    }

    /// Whether any beat comes with a person's word on what it is.
    pub fn is_labelled(&self) -> bool {
        self.truth.iter().any(Option::is_some)
    }
}

/// What a classifier says of one beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The most probable class.
    pub class: BeatClass,
    /// How probable the model holds it to be, 0 to 1.
    pub probability: f32,
}

/// How beats are made ready for a model: an ordered list of steps. A model's spec.json speaks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recipe(pub Vec<Step>);

impl Recipe {
    /// How the field's heartbeat tables are made: 125 Hz, stretches of ten seconds scaled to 0..1, from R to 1.2 median RR
    /// intervals, padded with zeros to 187 samples.
    pub fn heartbeat_table() -> Recipe {
        Recipe(vec![
            Step::Resample { hertz: Hertz::TABLES.get() },
            Step::Scale { from: 0.0, to: 1.0, stretch_s: 10.0 },
            Step::Window { samples: 187, from: Fiducial::R, length_rr: 1.2, pad: 0.0 },
        ])
    }
}

/// One step of a [`Recipe`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Resample the lead.
    Resample {
        /// The new rate.
        hertz: f64,
    },
    /// Scale each stretch of the lead so that its least value is `from` and its greatest `to`.
    Scale {
        /// What the least value becomes.
        from: f32,
        /// What the greatest value becomes.
        to: f32,
        /// How long a stretch is, in seconds.
        stretch_s: f64,
    },
    /// Cut a window for each beat.
    Window {
        /// Samples in the window.
        samples: usize,
        /// Where the window starts.
        from: Fiducial,
        /// How much of it is signal, as a share of the stretch's median RR interval; the rest is padding.
        length_rr: f64,
        /// What the rest is filled with.
        pad: f32,
    },
}

/// A point of a beat that a window can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fiducial {
    /// The R peak.
    R,
}

#[test]
fn every_class_survives_its_index_and_its_letter() {
    for class in BeatClass::ALL {
        assert_eq!(BeatClass::from_index(class.index()), Some(class));
        assert_eq!(BeatClass::from_symbol(class.letter()), Some(class));
    }
    assert_eq!(BeatClass::from_index(5), None);
    assert_eq!(BeatClass::from_symbol('+'), None);
}

#[test]
fn every_annotation_symbol_has_the_code_it_is_read_from() {
    assert_eq!(annotation_symbol(28), Some('+'));
    assert_eq!(annotation_symbol(41), Some('r'));
    for code in (1..42).filter(|&code| annotation_symbol(code) != Some(' ')) {
        assert_eq!(annotation_symbol(code).and_then(annotation_code), Some(code));
    }
}

#[test]
fn a_record_keeps_its_promises_or_is_not_made() {
    let rate = Hertz::new(360.0).unwrap();
    let lead = |samples: Vec<f32>| Lead { name: "I".into(), samples, gaps: vec![] };
    assert!(Record::new("none", rate, vec![], vec![]).is_err());
    assert!(Record::new("empty", rate, vec![lead(vec![])], vec![]).is_err());
    assert!(Record::new("nan", rate, vec![lead(vec![0.0, f32::NAN])], vec![]).is_err());
    assert!(Record::new("ragged", rate, vec![lead(vec![0.0]), lead(vec![0.0, 1.0])], vec![]).is_err());
    let late = Annotation { at: SampleIndex(9), symbol: 'N', text: String::new() };
    let record = Record::new("fine", rate, vec![lead(vec![0.0, 1.0])], vec![late]).unwrap();
    assert!(record.annotations().is_empty(), "an annotation past the end is dropped");
}
