//! Beats and what is said of them: Beats, BeatClass, Verdict, BeatIntervals.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ecg::SampleIndex;

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
    /// How undecided the model is between all classes, in bits: 0 where one has all the probability.
    pub entropy: f32,
    /// Whether the probability is one that the model's papers trust; otherwise the answer is "don't know".
    pub sure: bool,
}

/// What is measured of one beat; `None` where it does not show it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BeatIntervals {
    /// From the beat before it.
    pub rr_s: Option<f32>,
    /// How long the P wave lasts.
    pub p_ms: Option<f32>,
    /// From the onset of P to that of QRS.
    pub pr_ms: Option<f32>,
    /// How long QRS lasts.
    pub qrs_ms: Option<f32>,
    /// From the onset of QRS to the end of T.
    pub qt_ms: Option<f32>,
    /// QT by the rate, after Bazett: QT / RR^(1/2).
    pub qtc_bazett_ms: Option<f32>,
    /// After Fridericia: QT / RR^(1/3).
    pub qtc_fridericia_ms: Option<f32>,
    /// After Framingham (Sagie and others 1992): QT + 154 ms (1 - RR).
    pub qtc_framingham_ms: Option<f32>,
    /// After Hodges: QT + 1.75 ms (rate - 60).
    pub qtc_hodges_ms: Option<f32>,
    /// The height of P above the level before QRS; below zero where it points down, likewise below.
    pub p_mv: Option<f32>,
    /// The highest point of QRS.
    pub r_mv: Option<f32>,
    /// The deepest point of QRS.
    pub s_mv: Option<f32>,
    /// The height of T.
    pub t_mv: Option<f32>,
    /// The level 80 ms after QRS, or 60 ms above 120 beats a minute.
    pub st_mv: Option<f32>,
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
