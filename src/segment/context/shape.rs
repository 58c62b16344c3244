//! What a beat's ventricles look like: against the patient's usual beat, its neighbours, and its own family.

use crate::segment::context::Form;
use crate::segment::context::past::Past;
use crate::segment::context::rhythm::{Course, around};
use crate::segment::context::signal::{centred, dot, height, likeness, steps};
use crate::segment::context::snippet::{ALL, Snippet};
use crate::segment::families::{Families, LAGS, best_likeness, inner};

/// Of the features that [`Shapes::features`] gives, in their order.
pub const NAMES: [&str; 44] = [
    "qrs like usual",
    "qrs moved",
    "qrs like last",
    "qrs like next",
    "qrs like last but one",
    "qrs like family",
    "family is usual",
    "family share",
    "family share near",
    "family early",
    "family early share",
    "family late",
    "family like usual",
    "height/usual",
    "size/usual",
    "top",
    "bottom",
    "area",
    "width",
    "width-usual",
    "length",
    "length-usual",
    "slope centre",
    "slope centre-usual",
    "st-t like usual",
    "all like usual",
    "t height/usual",
    "st level-usual",
    "misfit",
    "roughness",
    "width of family",
    "usual share near",
    "like usual of last",
    "like usual of next",
    "qrs unlike usual",
    "qrs unlike last",
    "qrs unlike family",
    "qrs unlike wide",
    "misfit to wide",
    "height/wide",
    "width-wide",
    "all unlike wide",
    "family is wide",
    "usual unlike wide",
];

/// QRS is looked for in this around R.
const QRS: (isize, isize) = (steps(-104), steps(136));

/// QRS with [`LAGS`] more on each side, as families take it.
pub const WITH_LAGS: (isize, isize) = (QRS.0 - LAGS, QRS.1 + LAGS);

/// ST and T.
const ST_T: (isize, isize) = (steps(140), steps(420));

/// Beats to either side of which the usual one is the mean.
const USUAL: usize = 24;

/// Beats to either side in which the usual family is that with most beats that are in time.
const REIGN: usize = 64;

/// The usual beat is made anew for so many beats at a time.
const STEP: usize = 8;

/// What is usual over some ten minutes: beats to either side, every how many it is made anew, and how many beats its mean is of.
const WIDE: (usize, usize, usize) = (300, 32, 64);

/// What is usual around a beat.
pub struct Usual {
    family: usize,
    /// The mean beat.
    pub all: Snippet,
    /// The height of its QRS.
    pub height: f32,
    qrs: Vec<f32>,
    figures: Figures,
}

/// The lengths and places of a complex, whatever its height.
#[derive(Clone, Copy, Default)]
struct Figures {
    /// How far its slopes are spread, in 100 ms.
    width: f32,
    /// From a tenth of its slopes to nine tenths, in 100 ms.
    length: f32,
    /// Where its slopes are in the mean, in 100 ms.
    centre: f32,
}

/// What a family is, as far as it is known.
#[derive(Clone, Copy, Default)]
struct Member {
    count: f32,
    early: f32,
    is_early: f32,
    late: f32,
    width: f32,
}

/// The shapes of all beats.
pub struct Shapes {
    form: Form,
    snippets: Past<Snippet>,
    figures: Past<Figures>,
    families: Families,
    /// The family of each beat, and how like it is to its template, as far as that is known.
    of: Past<(usize, f32)>,
    /// What the beats of each family have in sum that were looked at.
    members: Vec<Member>,
    /// What is usual, every [`STEP`] beats, and over some ten minutes, every so many as [`WIDE`] says.
    usual: Past<Usual>,
    wide: Past<Usual>,
    like_usual: Past<(f32, isize)>,
}

impl Shapes {
    pub fn new(form: Form) -> Shapes {
        let (snippets, figures, of) = (Past::default(), Past::default(), Past::default());
        let (usual, wide, like_usual) = (Past::default(), Past::default(), Past::default());
        let (families, members) = (Families::default(), Vec::new());
        Shapes { form, snippets, figures, families, of, members, usual, wide, like_usual }
    }

    /// A beat is known of.
    pub fn come(&mut self, snippet: Snippet) {
        let qrs = snippet.part(WITH_LAGS);
        self.figures.push(Figures::of(&inner(qrs, 0)));
        self.of.push(self.families.take(qrs));
        self.snippets.push(snippet);
    }

    /// All beats have come: each to its family anew, now that all templates are known.
    pub fn settle(&mut self) {
        let mut of = Past::default();
        (0..self.of.len()).for_each(|beat| of.push(self.families.nearest(self.qrs(beat))));
        self.of = of;
    }

    /// The next beat is looked at.
    pub fn look(&mut self, course: &Course) {
        let beat = self.like_usual.len();
        let early = course.early(beat);
        let family = self.family(beat);
        self.members.resize(self.families.templates.len(), Member::default());
        let member = &mut self.members[family];
        member.count += 1.0;
        member.early += early;
        member.is_early += f32::from(early < -0.12);
        member.late += course.late(beat);
        member.width += self.figures[beat].width;
        if beat.is_multiple_of(STEP) {
            self.usual.push(self.usual_of(beat, course));
        }
        if beat.is_multiple_of(WIDE.1) {
            self.wide.push(self.wide_of(beat, course));
        }
        self.like_usual.push(best_likeness(self.qrs(beat), &self.usual(beat).qrs));
    }

    /// Forgets the beats before this one.
    pub fn forget(&mut self, before: usize) {
        self.snippets.forget(before);
        self.figures.forget(before);
        self.of.forget(before);
        self.usual.forget(before / STEP);
        self.wide.forget(before / WIDE.1);
        self.like_usual.forget(before);
    }

    /// A beat as it was recorded.
    pub fn snippet(&self, beat: usize) -> &Snippet {
        &self.snippets[beat]
    }

    /// Beats that are known of.
    pub fn known(&self) -> usize {
        self.snippets.len()
    }

    /// What is usual around a beat.
    pub fn usual(&self, beat: usize) -> &Usual {
        &self.usual[beat / STEP]
    }

    /// What is usual over some ten minutes.
    pub fn wide(&self, beat: usize) -> &Usual {
        &self.wide[beat / WIDE.1]
    }

    /// Whether a beat is of the family that is the usual one over some ten minutes.
    pub fn is_of_wide(&self, beat: usize) -> bool {
        self.family(beat) == self.wide(beat).family
    }

    /// Whether a beat looks as the usual one does.
    pub fn is_usual(&self, beat: usize) -> bool {
        self.like_usual[beat].0 >= 0.85
    }

    fn family(&self, beat: usize) -> usize {
        self.of[beat].0
    }

    fn qrs(&self, beat: usize) -> &[f32] {
        self.snippets[beat].part(WITH_LAGS)
    }

    /// The features of one beat.
    pub fn features(&self, beat: usize) -> [f32; NAMES.len()] {
        let count = self.known();
        let (family, like_family) = self.of[beat];
        let (usual, own, member) = (self.usual(beat), &self.figures[beat], self.members[family]);
        let own_qrs = inner(self.qrs(beat), 0);
        let like =
            |other: Option<usize>| other.map_or(0.0, |other| best_likeness(self.qrs(other), &own_qrs).0);
        let near = around(beat, USUAL, self.form, count);
        let share = |family: usize| {
            near.clone().filter(|&at| self.family(at) == family).count() as f32 / near.len() as f32
        };
        let family_like_usual = match self.form {
            Form::Whole => likeness(&self.families.templates[family], &usual.qrs),
            // Its template has seen what comes after, too.
            Form::Live => self.like_usual[beat].0,
        };
        let snippet = &self.snippets[beat];
        let centred = |of: &Snippet, part: (isize, isize)| centred(of.part(part).to_vec());
        let (t, usual_t) = (centred(snippet, ST_T), centred(&usual.all, ST_T));
        let from_qrs = (steps(-100), ALL.1);
        let (own_from_qrs, usual_from_qrs) = (centred(snippet, from_qrs), centred(&usual.all, from_qrs));
        let level = |of: &Snippet, from: isize| {
            let part = of.part((from, from + steps(24)));
            part.iter().sum::<f32>() / part.len() as f32
        };
        let st = |of: &Snippet| level(of, steps(100)) - level(of, steps(-100));
        let size = usual.height;
        let before = level(snippet, steps(-104));
        let (bottom, top) = own_qrs
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), &value| (low.min(value), high.max(value)));
        let mean = snippet.part(QRS).iter().sum::<f32>() / own_qrs.len() as f32;
        let (alike, lag) = self.like_usual[beat];
        let moved = inner(self.qrs(beat), lag);
        let misfit: Vec<f32> = moved.iter().zip(&usual.qrs).map(|(own, usual)| own - usual).collect();
        let next = (beat + 1 < count).then_some(beat + 1);
        let wide = self.wide(beat);
        let (like_wide, wide_lag) = best_likeness(self.qrs(beat), &wide.qrs);
        let moved_wide = inner(self.qrs(beat), wide_lag);
        let wide_misfit: Vec<f32> = moved_wide.iter().zip(&wide.qrs).map(|(own, wide)| own - wide).collect();
        let like_last = like(beat.checked_sub(1));
        let known = member.count.max(1.0);
        [
            alike,
            lag as f32 / LAGS as f32,
            like_last,
            like(next),
            like(beat.checked_sub(2)),
            like_family,
            f32::from(family == usual.family),
            ((1.0 + member.count) / (1.0 + self.seen(beat))).ln() / 4.0,
            share(family),
            member.early / known,
            member.is_early / known,
            member.late / known,
            family_like_usual,
            ratio(height(&own_qrs), size),
            ratio(dot(&own_qrs, &own_qrs).sqrt(), dot(&usual.qrs, &usual.qrs).sqrt()),
            ((top + mean - before) / size).clamp(-3.0, 3.0),
            ((bottom + mean - before) / size).clamp(-3.0, 3.0),
            ((mean - before) / size).clamp(-2.0, 2.0),
            own.width,
            own.width - usual.figures.width,
            own.length,
            own.length - usual.figures.length,
            own.centre,
            own.centre - usual.figures.centre,
            likeness(&t, &usual_t),
            likeness(&own_from_qrs, &usual_from_qrs),
            ratio(height(&t), height(&usual_t)),
            ((st(snippet) - st(&usual.all)) / size).clamp(-2.0, 2.0),
            (dot(&misfit, &misfit) / dot(&usual.qrs, &usual.qrs).max(1e-9)).sqrt().min(3.0),
            (snippet.roughness / size).min(1.0) * 10.0,
            member.width / known,
            share(usual.family),
            beat.checked_sub(1).map_or(0.0, |last| self.like_usual[last].0),
            next.map_or(0.0, |next| best_likeness(self.qrs(next), &usual.qrs).0),
            unlike(alike),
            unlike(like_last),
            unlike(like_family),
            unlike(like_wide),
            (dot(&wide_misfit, &wide_misfit) / dot(&wide.qrs, &wide.qrs).max(1e-9)).sqrt().min(3.0),
            ratio(height(&own_qrs), wide.height),
            own.width - wide.figures.width,
            unlike(likeness(&own_from_qrs, &centred(&wide.all, from_qrs))),
            f32::from(family == wide.family),
            unlike(likeness(&usual.qrs, &wide.qrs)),
        ]
    }

    /// Beats that are counted when a beat is looked at.
    fn seen(&self, beat: usize) -> f32 {
        match self.form {
            Form::Whole => self.known() as f32,
            Form::Live => beat as f32 + 1.0,
        }
    }

    fn usual_of(&self, beat: usize, course: &Course) -> Usual {
        let middle = self.middle(beat, STEP);
        let family = self.reigning(middle, REIGN, course);
        let near: Vec<usize> = self.members(middle, USUAL, family);
        self.mean(family, if near.is_empty() { self.members(middle, REIGN, family) } else { near })
    }

    /// Of beats in time alone, and a few of them: they are spread over minutes.
    fn wide_of(&self, beat: usize, course: &Course) -> Usual {
        let (reach, step, most) = WIDE;
        let middle = self.middle(beat, step);
        let family = self.reigning(middle, reach, course);
        let all = self.members(middle, reach, family);
        let calm: Vec<usize> = all.iter().copied().filter(|&at| course.early(at).abs() < 0.1).collect();
        let of = if calm.len() > 8 { calm } else { all };
        let every = of.len().div_ceil(most).max(1);
        self.mean(family, of.into_iter().step_by(every).collect())
    }

    /// The beat that stands for the next `step` of them.
    fn middle(&self, beat: usize, step: usize) -> usize {
        match self.form {
            Form::Whole => (beat + step / 2).min(self.known() - 1),
            Form::Live => beat,
        }
    }

    /// The family with most beats in time. Early ones hardly count: in bigeminy both families are as many.
    fn reigning(&self, middle: usize, reach: usize, course: &Course) -> usize {
        let mut votes = vec![0.0; self.families.templates.len()];
        for at in around(middle, reach, self.form, self.known()) {
            votes[self.family(at)] += if course.early(at) > -0.1 { 1.0 } else { 0.1 };
        }
        (0..votes.len()).fold(0, |best, at| if votes[at] > votes[best] { at } else { best })
    }

    fn members(&self, middle: usize, reach: usize, family: usize) -> Vec<usize> {
        let near = around(middle, reach, self.form, self.known());
        near.filter(|&at| self.family(at) == family).collect()
    }

    fn mean(&self, family: usize, of: Vec<usize>) -> Usual {
        let all = Snippet::mean(of.iter().map(|&beat| &self.snippets[beat]));
        let qrs = centred(all.part(QRS).to_vec());
        Usual { family, height: height(&qrs).max(1e-6), figures: Figures::of(&qrs), qrs, all }
    }
}

impl Figures {
    fn of(qrs: &[f32]) -> Figures {
        let slopes: Vec<f32> = qrs.windows(3).map(|three| (three[2] - three[0]).abs()).collect();
        let all: f32 = slopes.iter().sum();
        if all <= 1e-9 {
            return Figures::default();
        }
        let step = 10.0 / crate::segment::grid::RATE as f32;
        let place = |index: usize| (index as f32 + 1.0 + QRS.0 as f32) * step;
        let centre = slopes.iter().enumerate().map(|(at, slope)| place(at) * slope).sum::<f32>() / all;
        let spread =
            slopes.iter().enumerate().map(|(at, slope)| (place(at) - centre).powi(2) * slope).sum::<f32>()
                / all;
        let reached = |share: f32| {
            let mut sum = 0.0;
            slopes.iter().position(|slope| {
                sum += slope;
                sum >= share * all
            })
        };
        let length = reached(0.9).unwrap_or(0).saturating_sub(reached(0.1).unwrap_or(0)) as f32 * step;
        Figures { width: spread.sqrt(), length, centre }
    }
}

/// How unlike, so that what is hardly so can be told from what is not at all.
fn unlike(likeness: f32) -> f32 {
    (1.0 - likeness + 0.002).ln()
}

/// The logarithm of a ratio, kept within what says something.
fn ratio(a: f32, b: f32) -> f32 {
    (a.max(1e-6) / b.max(1e-6)).ln().clamp(-2.0, 2.0)
}
