//! When a beat comes: against the beats around it, against the hour, and how steady all of them are.

use std::ops::Range;

use crate::dsp::quantile::quantiles;
use crate::segment::context::Form;
use crate::segment::context::past::Past;

/// Of the features that [`Course::features`] gives, in their order.
pub const NAMES: [&str; 40] = [
    "rr",
    "rr next",
    "rr local",
    "rr/local",
    "next/local",
    "rr/wide",
    "local/wide",
    "rr-1/local",
    "rr-2/local",
    "rr-3/local",
    "rr+2/local",
    "rr+3/local",
    "rr/rr-1",
    "next/rr",
    "two/two local",
    "rr/past 8",
    "rr/coming 8",
    "past 8/coming 8",
    "unrest 10",
    "unrest 40",
    "jumps 20",
    "spread 20",
    "rank 16",
    "depth 16",
    "twos 10",
    "early 5",
    "early 20",
    "run before",
    "run after",
    "rr/upper 30",
    "rr/last late",
    "wide upper/wide",
    "rr/wide upper",
    "next/wide upper",
    "spread wide",
    "rr-1/upper 30",
    "next/upper 30",
    "rr of 3 least",
    "shorter than next and last",
    "two of three",
];

/// Beats to either side that are local.
const LOCAL: usize = 16;

/// Beats to either side of the wide view: some three minutes.
const WIDE: usize = 200;

/// The wide view is taken once every so many beats: it hardly changes from one to the next.
const WIDE_STEP: usize = 8;

/// Shorter than this share of what is usual is early.
const EARLY: f64 = 0.87;

/// Logarithms of ratios are kept in here: what is beyond says no more.
const MOST: f64 = 1.2;

/// Intervals longer than this are gaps in what was found.
const LONGEST_S: f64 = 3.0;

/// Where a beat's interval stands among those around it, for [`Course::features`] and for the families of shapes.
pub struct Course {
    form: Form,
    /// When the latest beat came.
    latest_s: Option<f64>,
    /// Seconds to the beat before; the first has that of the second.
    rr: Past<f64>,
    /// The median around each beat.
    local: Past<f64>,
    /// Lower, middle and upper of the wide view, for each beat.
    wide: Past<[f64; 3]>,
}

impl Course {
    pub fn new(form: Form) -> Course {
        let (rr, local, wide) = (Past::default(), Past::default(), Past::default());
        Course { form, latest_s: None, rr, local, wide }
    }

    /// A beat is known of.
    pub fn come(&mut self, at_s: f64) {
        let rr = self.latest_s.map_or(1.0, |last| (at_s - last).clamp(0.1, LONGEST_S));
        if self.rr.len() == 1 {
            self.rr.take_back(0);
            self.rr.push(rr);
        }
        self.rr.push(rr);
        self.latest_s = Some(at_s);
    }

    /// The next beat is looked at.
    pub fn look(&mut self) {
        let beat = self.local.len();
        let known = self.rr.len();
        let around = |beat: usize, reach: usize| self.rr.part(around(beat, reach, self.form, known));
        let local = middle(around(beat, LOCAL))[1];
        let wide = match self.wide.last() {
            Some(last) if !beat.is_multiple_of(WIDE_STEP) => *last,
            _ if self.form == Form::Whole => middle(around((beat + WIDE_STEP / 2).min(known - 1), WIDE)),
            _ => middle(around(beat, WIDE)),
        };
        self.local.push(local);
        self.wide.push(wide);
    }

    /// Forgets the beats before this one.
    pub fn forget(&mut self, before: usize) {
        self.rr.forget(before);
        self.local.forget(before);
        self.wide.forget(before);
    }

    /// The logarithm of a beat's interval over the local median: 0 in time, below zero early. A beat that was not looked at yet is held against
    /// what is local at the one before it.
    pub fn early(&self, beat: usize) -> f32 {
        let local = self.local.get(beat).or(self.local.last());
        ratio(self.rr[beat], *local.unwrap_or(&1.0))
    }

    /// The same of the interval after it.
    pub fn late(&self, beat: usize) -> f32 {
        ratio(self.at(beat, 1), self.local[beat])
    }

    /// An interval so many beats on; the nearest there is at the ends, and at the edge of what is known yet.
    fn at(&self, beat: usize, by: isize) -> f64 {
        let by = if self.form == Form::Live { by.min(1) } else { by };
        let place = (beat as isize + by).clamp(0, self.rr.len() as isize - 1);
        self.rr[place as usize]
    }

    /// The features of one beat.
    pub fn features(&self, beat: usize) -> [f32; NAMES.len()] {
        let (rr, count) = (&self.rr, self.rr.len());
        let around = |reach: usize| around(beat, reach, self.form, count);
        let (own, next, last) = (rr[beat], self.at(beat, 1), self.at(beat, -1));
        let local = self.local[beat];
        let [_, wide, wide_upper] = self.wide[beat];
        let wide_lower = self.wide[beat][0];
        let against = |by: isize| ratio(self.at(beat, by), local);
        let past = middle(rr.part(beat.saturating_sub(8)..beat.max(1)))[1];
        let coming = match self.form {
            Form::Whole => middle(rr.part((beat + 1).min(count - 1)..(beat + 9).min(count)))[1],
            Form::Live => next,
        };
        let [lower_20, _, upper_20] = middle(rr.part(around(20)));
        let upper_30 = middle(rr.part(around(30)))[2];
        let is_early = |at: usize| rr[at] < EARLY * wide_upper.min(upper_30 * 1.1);
        let shares = |range: Range<usize>, is: &dyn Fn(usize) -> bool| {
            range.clone().filter(|&at| is(at)).count() as f32 / range.len().max(1) as f32
        };
        let jumps = |at: usize| at > 0 && (rr[at] - rr[at - 1]).abs() > 0.1 * local;
        let run_before = (0..beat).rev().take(16).take_while(|&at| is_early(at)).count();
        let run_after = match self.form {
            Form::Whole => (beat + 1..count).take(16).take_while(|&at| is_early(at)).count(),
            Form::Live => usize::from(beat + 1 < count && is_early(beat + 1)),
        };
        let late = (beat.saturating_sub(16)..beat).rev().map(|at| rr[at]).find(|&rr| rr >= 0.93 * upper_30);
        let near = around(LOCAL);
        let rank = shares(near.clone(), &|at| rr[at] < own);
        let mut apart: Vec<f64> = near.map(|at| (rr[at] - local).abs()).collect();
        let unsteady = quantiles(&mut apart, [0.5]).map_or(0.0, |[middle]| middle).max(0.008);
        let mut three = [self.at(beat, -1), own, next];
        three.sort_by(f64::total_cmp);
        [
            own.min(2.0) as f32,
            next.min(2.0) as f32,
            local.min(2.0) as f32,
            against(0),
            against(1),
            ratio(own, wide),
            ratio(local, wide),
            against(-1),
            against(-2),
            against(-3),
            against(2),
            against(3),
            ratio(own, last),
            ratio(next, own),
            ratio(own + next, 2.0 * local),
            ratio(own, past),
            ratio(own, coming),
            ratio(past, coming),
            self.unrest(around(10), local),
            self.unrest(around(40), local),
            shares(around(20), &jumps),
            ((upper_20 - lower_20) / local).min(2.0) as f32,
            rank,
            ((own - local) / unsteady).clamp(-12.0, 12.0) as f32 / 4.0,
            self.twos(around(10)),
            shares(around(5), &is_early),
            shares(around(20), &is_early),
            (run_before as f32).ln_1p(),
            (run_after as f32).ln_1p(),
            ratio(own, upper_30),
            late.map_or(0.0, |late| ratio(own, late)),
            ratio(wide_upper, wide),
            ratio(own, wide_upper),
            ratio(next, wide_upper),
            ((wide_upper - wide_lower) / wide).min(2.0) as f32,
            ratio(last, upper_30),
            ratio(next, upper_30),
            ratio(own, three[0]),
            f32::from(own < 0.95 * next && own < 0.95 * last),
            ratio(last + own, 2.0 * local),
        ]
    }

    /// The median change from one interval to the next, over the local interval.
    fn unrest(&self, range: Range<usize>, local: f64) -> f32 {
        let from = range.start.max(1);
        let mut changes: Vec<f64> =
            (from..range.end).map(|at| (self.rr[at] - self.rr[at - 1]).abs() / local).collect();
        quantiles(&mut changes, [0.5]).map_or(0.0, |[middle]| middle.min(1.0) as f32)
    }

    /// How much intervals repeat every other beat: 1 in bigeminy, about 0 by chance.
    fn twos(&self, range: Range<usize>) -> f32 {
        let part = self.rr.part(range);
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        let all: f64 = part.iter().map(|rr| (rr - mean).powi(2)).sum();
        let two: f64 = part.iter().zip(part.iter().skip(2)).map(|(a, b)| (a - mean) * (b - mean)).sum();
        if all > 1e-6 { (two / all) as f32 } else { 0.0 }
    }
}

/// The beats around one, itself among them: to both sides, or as many before it and the next, where that is all that is known.
pub fn around(beat: usize, reach: usize, form: Form, count: usize) -> Range<usize> {
    match form {
        Form::Whole => beat.saturating_sub(reach)..(beat + reach + 1).min(count),
        Form::Live => beat.saturating_sub(2 * reach - 1)..(beat + 2).min(count),
    }
}

/// Lower tenth, median, and upper quarter.
fn middle(values: &[f64]) -> [f64; 3] {
    quantiles(&mut values.to_vec(), [0.1, 0.5, 0.75]).unwrap_or([1.0; 3])
}

fn ratio(a: f64, b: f64) -> f32 {
    (a / b.max(1e-3)).max(1e-3).ln().clamp(-MOST, MOST) as f32
}
