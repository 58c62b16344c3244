//! Which intervals are from a normal beat to the next, and what stands in for the others.

use std::ops::Range;

use crate::dsp::median::RunningMedian;
use crate::ecg::{BeatClass, Hertz, SampleIndex};
use crate::measure::heartbeats::{follows, is_normal};

/// An interval that departs by a larger share from the median of those about it is an artefact.
const DEPARTURE: f32 = 0.25;

/// How many intervals that median is of, itself among them.
const ABOUT: usize = 11;

/// A hole that is longer parts the record.
const LONGEST_HOLE_S: f64 = 10.0;

/// Where more than this share is filled, it is not the heart that would be measured.
pub(crate) const MOST_FILLED: f64 = 0.2;

/// The intervals of a recording, those between normal beats and how many others there are.
#[derive(Default)]
pub(crate) struct Nn {
    /// How long each NN interval is.
    pub ms: Vec<f64>,
    /// When each ends, from the first beat of all on.
    pub end_s: Vec<f64>,
    /// Those that follow one another without a hole.
    pub runs: Vec<Range<usize>>,
    /// The same with holes filled, parted where they are too long.
    pub pieces: Vec<Piece>,
    pub ectopic: usize,
    pub artefacts: usize,
    pub gaps: usize,
    /// From the first beat to the last.
    pub seconds: f64,
}

/// Intervals over time without a hole.
#[derive(Default)]
pub(crate) struct Piece {
    pub ms: Vec<f64>,
    pub end_s: Vec<f64>,
    /// Which of them stand in for what was left out.
    pub filled: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Nn,
    Ectopic,
    Artefact,
    Gap,
}

impl Nn {
    pub(crate) fn of(beats: &[(SampleIndex, Option<BeatClass>)], rate: Hertz) -> Nn {
        let mut fates: Vec<Fate> = beats.windows(2).map(|pair| fate(pair[0], pair[1], rate)).collect();
        let samples = |index: usize| beats[index + 1].0.0.saturating_sub(beats[index].0.0);
        let normal: Vec<usize> = (0..fates.len()).filter(|&index| fates[index] == Fate::Nn).collect();
        let lengths: Vec<f32> = normal.iter().map(|&index| samples(index) as f32).collect();
        let medians = RunningMedian::plan(ABOUT).run(&lengths);
        for ((&index, length), median) in normal.iter().zip(&lengths).zip(&medians) {
            if (length - median).abs() > DEPARTURE * median {
                fates[index] = Fate::Artefact;
            }
        }
        let count = |which: Fate| fates.iter().filter(|&&fate| fate == which).count();
        let mut nn = Nn {
            ectopic: count(Fate::Ectopic),
            artefacts: count(Fate::Artefact),
            gaps: count(Fate::Gap),
            ..Nn::default()
        };
        let begin = beats.first().map_or(0, |first| first.0.0);
        let since = |beat: usize| beats[beat].0.0.saturating_sub(begin) as f64 / rate.get();
        nn.seconds = beats.len().checked_sub(1).map_or(0.0, since);
        for (index, _) in fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Nn) {
            let follows = index > 0 && fates[index - 1] == Fate::Nn;
            nn.take(samples(index) as f64 * 1000.0 / rate.get(), since(index), since(index + 1), follows);
        }
        nn
    }

    /// One more NN interval of `ms`, which begins and ends at those moments.
    fn take(&mut self, ms: f64, begin_s: f64, end_s: f64, follows: bool) {
        let at = self.ms.len();
        match self.runs.last_mut() {
            Some(run) if follows => run.end = at + 1,
            _ => self.runs.push(at..at + 1),
        }
        self.ms.push(ms);
        self.end_s.push(end_s);
        let hole = |piece: &Piece| piece.end_s.last().map_or(f64::INFINITY, |last| begin_s - last);
        match self.pieces.last_mut() {
            Some(piece) if (0.0..=LONGEST_HOLE_S).contains(&hole(piece)) => {
                piece.fill(ms, begin_s, end_s);
                piece.push(ms, end_s, false);
            }
            _ => {
                let mut piece = Piece::default();
                piece.push(ms, end_s, false);
                self.pieces.push(piece);
            }
        }
    }

    /// How many intervals stand in for what was left out.
    pub(crate) fn filled(&self) -> usize {
        self.pieces.iter().flat_map(|piece| &piece.filled).filter(|filled| **filled).count()
    }
}

impl Piece {
    fn push(&mut self, ms: f64, end_s: f64, filled: bool) {
        self.ms.push(ms);
        self.end_s.push(end_s);
        self.filled.push(filled);
    }

    /// Fills what lies between the last interval and one of `ms` with as many as fit of their mean length, each as long
    /// as the straight line in time between the two has it.
    fn fill(&mut self, ms: f64, begin_s: f64, end_s: f64) {
        let (Some(&before), Some(&from)) = (self.ms.last(), self.end_s.last()) else { return };
        let hole = begin_s - from;
        let count = (hole * 2000.0 / (before + ms)).round() as usize;
        for index in 1..=count {
            let at = from + hole * index as f64 / count as f64;
            self.push(before + (ms - before) * (at - from) / (end_s - from), at, true);
        }
    }

    /// From the end of its first interval to that of its last.
    pub(crate) fn seconds(&self) -> f64 {
        self.end_s.last().zip(self.end_s.first()).map_or(0.0, |(last, first)| last - first)
    }
}

fn fate(
    (from, before): (SampleIndex, Option<BeatClass>),
    (to, class): (SampleIndex, Option<BeatClass>),
    rate: Hertz,
) -> Fate {
    match follows(from, to, rate) {
        None => Fate::Gap,
        Some(_) if is_normal(before) && is_normal(class) => Fate::Nn,
        Some(_) => Fate::Ectopic,
    }
}
