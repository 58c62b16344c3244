//! Why a beat among its neighbours is what the model says: in the words of a person who reads an ECG, and by what it hangs on.

use crate::classify::{Classifier, likeliest};
use crate::ecg::{Beats, SampleIndex};
use crate::error::{Error, Result};
use crate::segment::context;

/// Why the model says what it says of a beat.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reasons {
    /// The column that is explained: the likeliest of the beat.
    pub column: usize,
    /// Its probability.
    pub probability: f32,
    /// What can be seen: "early by 32 %, no P wave, QRS as usual".
    pub seen: String,
    /// How much of the probability goes where the beat is told to be as usual in one respect; below zero where it grows.
    pub hangs_on: Vec<(Kind, f32)>,
}

/// Why `classifier` says what it says of one of these beats, each said in numbers among its neighbours, in one lead or in several. What is usual is
/// the median of all; what can be seen is told of the first lead.
pub fn reasons(classifier: &Classifier, beats: &Beats, beat: usize) -> Result<Reasons> {
    if context::leads_of(beats) == 0 || beat >= beats.len() {
        let reason = format!("beat {beat} of {} is not said in {} numbers", beats.len(), context::WIDTH);
        return Err(Error::unfit("reasons", reason));
    }
    let own = beats.beat(beat);
    let usual = usual(beats);
    let mut rows = own.to_vec();
    let kinds: Vec<Kind> = context::names().map(|name| Kind::of(&name)).collect();
    for kind in Kind::ALL {
        let told = own.iter().zip(&usual).zip(kinds.iter().cycle());
        rows.extend(told.map(|((own, usual), of)| if *of == kind { *usual } else { *own }));
    }
    let mut said = Vec::new();
    classifier.run(&rows, &mut said)?;
    let cases = 1 + Kind::ALL.len();
    let at = (0..cases).map(SampleIndex).collect();
    let told = Beats { width: beats.width, samples: rows, truth: vec![None; cases], at };
    let said = classifier.spec().of_beats(&told, &said)?;
    let columns = classifier.spec().columns();
    let (own_said, others) = said.split_at(columns);
    let column = likeliest(own_said);
    let probability = own_said[column];
    let others = others.chunks_exact(columns).map(|row| probability - row[column]);
    Ok(Reasons {
        column,
        probability,
        seen: words(&own[..context::WIDTH]),
        hangs_on: Kind::ALL.into_iter().zip(others).collect(),
    })
}

/// The median of each number over all beats.
fn usual(beats: &Beats) -> Vec<f32> {
    let every = (beats.len() / 2048).max(1);
    (0..beats.width)
        .map(|column| {
            let mut values: Vec<f32> =
                (0..beats.len()).step_by(every).map(|beat| beats.beat(beat)[column]).collect();
            let middle = values.len() / 2;
            *values.select_nth_unstable_by(middle, f32::total_cmp).1
        })
        .collect()
}

/// Which of a beat's sides a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// When it comes.
    Rhythm,
    /// What its QRS complex and T wave look like.
    Shape,
    /// Whether a P wave leads it.
    Atria,
}

impl Kind {
    /// All three.
    pub const ALL: [Kind; 3] = [Kind::Rhythm, Kind::Shape, Kind::Atria];

    /// What the number of this name is about.
    fn of(name: &str) -> Kind {
        const ATRIA: [&str; 6] = ["p ", "pr ", "rest ", "before p", "usual p ", "wide p "];
        const RHYTHM: [&str; 5] = ["rr", "next/", "local/", "past ", "two"];
        const STEADINESS: [&str; 9] =
            ["unrest", "jumps", "spread", "rank", "depth", "early ", "run ", "wide upper", "shorter than"];
        let begins = |with: &[&str]| with.iter().any(|with| name.starts_with(with));
        if begins(&ATRIA) {
            Kind::Atria
        } else if begins(&RHYTHM) || begins(&STEADINESS) {
            Kind::Rhythm
        } else {
            Kind::Shape
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rhythm => "rhythm",
            Kind::Shape => "shape",
            Kind::Atria => "P wave",
        }
    }
}

/// Sooner than this share of the local interval is early, later is late.
const EARLY: f32 = 0.08;
const LATE: f32 = 0.15;

/// Intervals that change by more than this share from beat to beat, in the median, are irregular.
const IRREGULAR: f32 = 0.08;

/// A P wave of less than this share of the usual one is none; one that is less alike is another.
const NO_P: f32 = 0.35;
const OTHER_P: f32 = 0.55;

/// In tenths of the height of QRS: a usual beat without a P wave of this height has none.
const LEAST_P: f32 = 0.15;

/// A complex more alike, and less wide by more, in 100 ms, is the usual one.
const SAME_QRS: f32 = 0.93;
const SAME_MISFIT: f32 = 0.4;
const WIDER: f32 = 0.04;

/// A beat's numbers in words: "early by 32 %, no P wave, QRS as usual".
fn words(row: &[f32]) -> String {
    let of = |name: &str| row[context::place(name)];
    let share = of("rr/local").exp() - 1.0;
    let mut rhythm = if share < -EARLY {
        format!("early by {:.0} %", -100.0 * share)
    } else if share > LATE {
        format!("late by {:.0} %", 100.0 * share)
    } else if of("rr/wide upper") < -0.2 {
        "in a fast run".to_string()
    } else {
        "in time".to_string()
    };
    if of("unrest 40") > IRREGULAR {
        rhythm += " in an irregular rhythm";
    }
    let atria = if of("wide p bump") < LEAST_P {
        "no P wave, as usual"
    } else if of("p gain wide moved") < NO_P {
        "no P wave"
    } else if of("p like wide moved") < OTHER_P {
        "another P wave"
    } else {
        "P wave as usual"
    };
    let shape = if of("qrs like usual") >= SAME_QRS && of("misfit") <= SAME_MISFIT {
        "QRS as usual"
    } else if of("width-usual") > WIDER {
        "a wider QRS"
    } else {
        "another QRS"
    };
    format!("{rhythm}, {atria}, {shape}")
}
