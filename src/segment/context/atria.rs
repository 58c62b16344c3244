//! Whether the atria led: the P wave before a beat against the usual one, and what stands where none should.

use crate::segment::context::Form;
use crate::segment::context::past::Past;
use crate::segment::context::rhythm::around;
use crate::segment::context::shape::{Shapes, Usual};
use crate::segment::context::signal::{dot, levelled, likeness, steps};
use crate::segment::context::snippet::{ALL, Snippet};

/// Of the features that [`Atria::features`] gives, in their order.
pub const NAMES: [&str; 38] = [
    "p like usual",
    "p like usual moved",
    "p moved",
    "p gain",
    "p misfit",
    "p bump",
    "p bump at",
    "p dip",
    "p dip at",
    "usual p bump",
    "usual p bump at",
    "usual p dip",
    "p gain near",
    "p misfit near",
    "p like usual near",
    "p steady near",
    "rest bump",
    "rest bump at",
    "rest dip",
    "rest size",
    "rest like usual p",
    "rest known",
    "p like last",
    "p like next",
    "pr like usual",
    "before p",
    "p like wide",
    "p like wide moved",
    "p gain wide",
    "p gain wide moved",
    "p misfit wide",
    "wide p bump",
    "p gain wide 5",
    "p like wide 5",
    "p misfit wide 5",
    "p gain wide last",
    "p gain wide next",
    "pr like wide",
];

/// Where P is looked for, before R.
const P: (isize, isize) = (steps(-296), steps(-64));

/// How far a P wave is looked for beside its usual place.
const MOVED: isize = steps(48);

/// Half of the width of a bump.
const BUMP: isize = steps(48);

/// Beats to either side that tell how steady the atria are.
const NEAR: usize = 10;

/// A wave stands out by this against the level on both its sides.
#[derive(Clone, Copy, Default)]
struct Bump {
    high: f32,
    high_at: f32,
    low: f32,
    low_at: f32,
}

/// What is seen of a beat's P wave by itself.
#[derive(Clone, Copy, Default)]
struct Seen {
    alike: f32,
    gain: f32,
    misfit: f32,
}

impl Seen {
    fn of(own: &[f32], usual: &Usual) -> Seen {
        let p = usual_p(&usual.all, 0);
        let rest: Vec<f32> = own.iter().zip(&p).map(|(own, p)| own - p).collect();
        let misfit = (dot(&rest, &rest) / rest.len() as f32).sqrt() / usual.height;
        Seen { alike: likeness(own, &p), gain: gain(own, &p), misfit: (10.0 * misfit).min(5.0) }
    }
}

/// How large a P wave is against a usual one: 1 as large, 0 none.
fn gain(own: &[f32], p: &[f32]) -> f32 {
    let size = dot(p, p);
    if size > 1e-12 { (dot(own, p) / size).clamp(-3.0, 3.0) } else { 0.0 }
}

/// The P regions of all beats.
pub struct Atria {
    form: Form,
    parts: Past<Vec<f32>>,
    /// What is seen of each against the usual one.
    seen: Past<Seen>,
    /// The same against what is usual over some ten minutes.
    wide: Past<Seen>,
}

impl Atria {
    pub fn new(form: Form) -> Atria {
        Atria { form, parts: Past::default(), seen: Past::default(), wide: Past::default() }
    }

    /// A beat is known of.
    pub fn come(&mut self, snippet: &Snippet) {
        self.parts.push(levelled(snippet.part(P).to_vec()));
    }

    /// A beat is looked at, the next of all.
    pub fn look(&mut self, beat: usize, shapes: &Shapes) {
        // What was seen of it when it was the next.
        self.seen.take_back(beat);
        self.wide.take_back(beat);
        // In live input the next beat is held against what is usual at this one: what is at its own is not known yet.
        let last = if self.form == Form::Live { (beat + 1).min(self.parts.len() - 1) } else { beat };
        for own in self.parts.part(beat..last + 1) {
            self.seen.push(Seen::of(own, shapes.usual(beat)));
            self.wide.push(Seen::of(own, shapes.wide(beat)));
        }
    }

    /// Forgets the beats before this one.
    pub fn forget(&mut self, before: usize) {
        self.parts.forget(before);
        self.seen.forget(before);
        self.wide.forget(before);
    }

    /// The features of one beat.
    pub fn features(&self, beat: usize, shapes: &Shapes) -> [f32; NAMES.len()] {
        let (own, seen, usual) = (&self.parts[beat], self.seen[beat], shapes.usual(beat));
        let count = self.parts.len();
        let moved = (-MOVED..=MOVED).step_by(3).map(|by| (likeness(own, &usual_p(&usual.all, by)), by));
        let (moved_alike, moved) = moved.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0));
        let bump = bumps(own, usual.height);
        let usual_bump = bumps(&usual_p(&usual.all, 0), usual.height);
        let near = self.seen.part(around(beat, NEAR, self.form, count));
        let mean = |of: &dyn Fn(&Seen) -> f32| near.iter().map(of).sum::<f32>() / near.len() as f32;
        let gain_near = mean(&|seen| seen.gain);
        let steady = mean(&|seen| (seen.gain - gain_near).powi(2)).sqrt();
        let rest = rest(beat, shapes);
        let rest_bump = rest.as_deref().map(|rest| bumps(rest, usual.height)).unwrap_or_default();
        let rest_size =
            rest.as_deref().map_or(0.0, |rest| (dot(rest, rest) / rest.len() as f32).sqrt() / usual.height);
        let like = |other: Option<usize>| other.map_or(0.0, |other| likeness(own, &self.parts[other]));
        // P and the beginning of QRS together: how long after P the ventricles follow.
        let snippet = shapes.snippet(beat);
        let lead_in = |of: &Snippet| levelled(of.part((steps(-240), steps(-24))).to_vec());
        let own_lead_in = lead_in(snippet);
        let wide = shapes.wide(beat);
        let wide_moved = (-MOVED..=MOVED).step_by(3).map(|by| usual_p(&wide.all, by));
        let wide_moved = wide_moved.map(|p| (likeness(own, &p), gain(own, &p)));
        let (wide_alike, wide_gain) = wide_moved.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
        let five = self.wide.part(around(beat, 2, self.form, count));
        let of_five = |of: &dyn Fn(&Seen) -> f32| five.iter().map(of).sum::<f32>() / five.len() as f32;
        let gain_of = |other: Option<usize>| other.map_or(1.0, |other| self.wide[other].gain);
        let level = |of: (isize, isize)| {
            let part = snippet.part(of);
            part.iter().sum::<f32>() / part.len() as f32
        };
        let (before, after) = (level((steps(-300), steps(-240))), level((steps(-100), steps(-64))));
        [
            seen.alike,
            moved_alike,
            moved as f32 / MOVED as f32,
            seen.gain,
            seen.misfit,
            bump.high,
            bump.high_at,
            bump.low,
            bump.low_at,
            usual_bump.high,
            usual_bump.high_at,
            usual_bump.low,
            gain_near,
            mean(&|seen| seen.misfit),
            mean(&|seen| seen.alike),
            steady,
            rest_bump.high,
            rest_bump.high_at,
            rest_bump.low,
            (10.0 * rest_size).min(5.0),
            rest.as_deref().map_or(0.0, |rest| likeness(rest, &usual_p(&usual.all, 0))),
            f32::from(rest.is_some()),
            like(beat.checked_sub(1)),
            like((beat + 1 < count).then_some(beat + 1)),
            likeness(&own_lead_in, &lead_in(&usual.all)),
            (5.0 * (before - after) / usual.height).clamp(-5.0, 5.0),
            self.wide[beat].alike,
            wide_alike,
            self.wide[beat].gain,
            wide_gain,
            self.wide[beat].misfit,
            bumps(&usual_p(&wide.all, 0), wide.height).high,
            of_five(&|seen| seen.gain),
            of_five(&|seen| seen.alike),
            of_five(&|seen| seen.misfit),
            gain_of(beat.checked_sub(1)),
            gain_of((beat + 1 < count).then_some(beat + 1)),
            likeness(&own_lead_in, &lead_in(&wide.all)),
        ]
    }
}

/// What stands before a beat beyond the T wave that the beat before it has left there: an early P wave. `None` where
/// that beat is not a usual one, whose T wave nobody knows.
fn rest(beat: usize, shapes: &Shapes) -> Option<Vec<f32>> {
    let last = beat.checked_sub(1).filter(|&last| shapes.is_usual(last))?;
    let (own, usual) = (shapes.snippet(beat), &shapes.usual(last).all);
    let apart = own.at - shapes.snippet(last).at;
    // Where the beat before is long gone, nothing of it is left.
    let left =
        |step: isize| usual.near(if (ALL.0..ALL.1).contains(&(step + apart)) { step + apart } else { ALL.1 });
    Some(levelled((P.0..P.1).zip(own.part(P)).map(|(step, own)| own - left(step)).collect()))
}

/// The P region of the usual beat, moved.
fn usual_p(all: &Snippet, by: isize) -> Vec<f32> {
    levelled((P.0..P.1).map(|step| all.near(step - by)).collect())
}

/// The highest and the deepest wave of a stretch of the P region, in tenths of the height of QRS, and where in it.
fn bumps(part: &[f32], height: f32) -> Bump {
    let reach = BUMP as usize;
    let mut found = Bump::default();
    for at in reach..part.len().saturating_sub(reach) {
        let out = 10.0 * (part[at] - (part[at - reach] + part[at + reach]) / 2.0) / height;
        let place = at as f32 / part.len() as f32;
        if out > found.high {
            (found.high, found.high_at) = (out.min(8.0), place);
        }
        if out < found.low {
            (found.low, found.low_at) = (out.max(-8.0), place);
        }
    }
    found
}
