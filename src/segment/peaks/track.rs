//! Which of the places that stand out are beats: those that together make the likeliest rhythm.

use std::collections::VecDeque;

use crate::segment::peaks::level::median;
use crate::segment::peaks::shape::Look;

/// Two beats are never nearer, in seconds: the heart's muscle cannot.
const REFRACTORY_S: f64 = 0.22;

/// How far back a beat's predecessor is looked for, in seconds.
const BACK_S: f64 = 3.2;

/// A place is decided on when so much has come after it, in seconds.
const LAG_S: f64 = 3.0;

/// Until so long after a beat, what swings less than this share of its complex is its T wave (Pan and Tompkins: half).
const T_WAVE_S: f64 = 0.36;
/// See [`T_WAVE_S`].
const T_WAVE: f32 = 0.6;

/// Later than that, what swings less than this share of the complex before is a P wave, or noise.
const SLIGHT: f32 = 0.25;

/// How much speaks against what is lower than its share by a power of e.
const LOW: f32 = 8.0;

/// How much the rhythm weighs against the strength and shape of a single beat.
const RHYTHM: f32 = 0.5;

/// No single place is more certain than this.
const CERTAIN: f32 = 6.0;

/// How many intervals the rhythm is read off.
const INTERVALS: usize = 16;

/// A place that stands out.
#[derive(Clone, Debug)]
pub struct Place {
    /// In slow samples.
    pub at: usize,
    /// How much it speaks for a beat: above zero for, below against.
    pub evidence: f32,
    /// Whether it is as alike as beats here are, where it is so noisy that this tells more than its crest.
    pub is_usual: bool,
    /// How much the rhythm has to say, from 0 to 1: less where strength alone tells beats from others.
    pub doubt: f32,
    /// How strong it is, as a power of e, beside the usual beat.
    pub strength: f32,
    /// What it looks like.
    pub look: Look,
}

/// A place on which nothing is decided yet, and the likeliest path to it.
#[derive(Clone, Debug)]
struct Step {
    place: Place,
    /// What the path is worth since the latest beat that is certain.
    worth: f32,
    /// The number of the step before it; none where that is the latest beat, or the beginning.
    before: Option<usize>,
}

/// A place about which is decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The place.
    pub place: Place,
    /// Whether it is a beat.
    pub is_beat: bool,
}

/// Follows the likeliest path from beat to beat.
#[derive(Clone, Debug)]
pub struct Track {
    refractory: usize,
    t_wave: usize,
    back: usize,
    lag: usize,
    rate: f32,
    /// The number of the first step that is held; they are numbered as they come.
    first: usize,
    steps: VecDeque<Step>,
    /// When the latest beat was, and how far it swings.
    latest: Option<(usize, f32)>,
    intervals: VecDeque<f32>,
    usual: f32,
    spread: f32,
    /// Room to find medians in.
    order: Vec<u32>,
}

impl Track {
    /// For `rate` slow samples a second.
    pub fn new(rate: f64) -> Track {
        let samples = |seconds: f64| (seconds * rate).round() as usize;
        Track {
            refractory: samples(REFRACTORY_S),
            t_wave: samples(T_WAVE_S),
            back: samples(BACK_S),
            lag: samples(LAG_S),
            rate: rate as f32,
            first: 0,
            steps: VecDeque::new(),
            latest: None,
            intervals: VecDeque::new(),
            usual: 0.8,
            spread: 0.35,
            order: Vec::new(),
        }
    }

    /// How long after a place it is decided on, in slow samples.
    pub fn lag(&self) -> usize {
        self.lag
    }

    /// The next place; appends to `decided` what became certain.
    pub fn push(&mut self, place: Place, decided: &mut Vec<Decided>) {
        let now = place.at;
        let (worth, before) = self.path(&place, self.steps.len());
        self.steps.push_back(Step { place, worth, before });
        while self.steps.front().is_some_and(|step| step.place.at + self.lag < now) {
            self.decide(decided);
        }
    }

    /// No place comes before `now` any more: nothing is left undecided that is much longer ago than usual.
    pub fn pass(&mut self, now: usize, decided: &mut Vec<Decided>) {
        while self.steps.front().is_some_and(|step| step.place.at + self.lag + (self.rate as usize) < now) {
            self.decide(decided);
        }
    }

    /// Nothing comes any more.
    pub fn finish(&mut self, decided: &mut Vec<Decided>) {
        while !self.steps.is_empty() {
            self.decide(decided);
        }
    }

    /// The likeliest path to a place over the first `held` steps: what it is worth, and the step before.
    fn path(&self, place: &Place, held: usize) -> (f32, Option<usize>) {
        let at = place.at;
        let from_latest = match self.latest {
            Some((latest, _)) if at < latest + self.refractory => f32::NEG_INFINITY,
            Some((latest, size)) if at <= latest + self.back => -self.strange(at - latest, place, size),
            _ => 0.0,
        };
        let (mut worth, mut before) = (from_latest, None);
        for (offset, step) in self.steps.range(..held).enumerate().rev() {
            let apart = at - step.place.at;
            if apart > self.back {
                break;
            }
            if apart >= self.refractory {
                let along = step.worth - self.strange(apart, place, step.place.look.size);
                if along > worth {
                    (worth, before) = (along, Some(self.first + offset));
                }
            }
        }
        (worth + place.evidence.clamp(-CERTAIN, CERTAIN), before)
    }

    /// What an interval costs that is not like those before it, or that ends in a T wave; `before` is how far the complex
    /// swings that it begins with.
    fn strange(&self, apart: usize, place: &Place, before: f32) -> f32 {
        let size = place.look.size;
        let (share, most) =
            if apart < self.t_wave { (T_WAVE, 2.0 * CERTAIN) } else { (SLIGHT, 0.5 * CERTAIN) };
        // Of what stands at an end, nobody knows how far it swings.
        let low = if size > 0.0 { (LOW * (share * before / size).ln()).clamp(0.0, most) } else { 0.0 };
        let ratio = apart as f32 / self.rate / self.usual;
        let strange = if ratio < 1.0 {
            ((1.0 - ratio) / self.spread).min(4.0)
        } else if ratio <= 1.3 {
            ((ratio - 1.0) / self.spread).min(2.0)
        } else {
            // Perhaps some were missed between.
            let beats = ratio.round();
            ((ratio - beats).abs() / self.spread / 1.5).min(2.0) + (beats - 1.0)
        };
        RHYTHM * place.doubt * strange + low
    }

    /// Decides about the first step: it is a beat if the likeliest path goes over it.
    fn decide(&mut self, decided: &mut Vec<Decided>) {
        let (mut worth, mut at) = (0.0, None);
        for (offset, step) in self.steps.iter().enumerate() {
            if step.worth > worth {
                (worth, at) = (step.worth, Some(self.first + offset));
            }
        }
        while let Some(number) = at.filter(|&number| number > self.first) {
            at = self.steps.get(number - self.first).and_then(|step| step.before);
        }
        let is_beat = at.is_some();
        let Some(Step { place, worth, .. }) = self.steps.pop_front() else { return };
        let gone = self.first;
        self.first += 1;
        if is_beat {
            self.learn(place.at, place.look.size);
        }
        // What led over the step still does if it is a beat, and only then.
        let mut holds = true;
        for step in &mut self.steps {
            if is_beat && step.before == Some(gone) {
                step.before = None;
                step.worth -= worth;
            } else if is_beat && step.before.is_some() {
                step.worth -= worth;
            } else if is_beat || step.before == Some(gone) {
                holds = false;
            }
        }
        if !holds {
            for held in 0..self.steps.len() {
                let (worth, before) = self.path(&self.steps[held].place, held);
                let step = &mut self.steps[held];
                (step.worth, step.before) = (worth, before);
            }
        }
        decided.push(Decided { place, is_beat });
    }

    fn learn(&mut self, beat: usize, size: f32) {
        if let Some((latest, _)) = self.latest.replace((beat, size)) {
            let interval = (beat - latest) as f32 / self.rate;
            if interval < 2.5 {
                self.intervals.push_back(interval);
            }
            if self.intervals.len() > INTERVALS {
                self.intervals.pop_front();
            }
            if self.intervals.len() >= 4 {
                let intervals = self.intervals.iter().copied();
                self.usual = median(intervals.clone(), &mut self.order);
                let apart = intervals.map(|interval| (interval / self.usual - 1.0).abs());
                self.spread = (1.5 * median(apart, &mut self.order)).clamp(0.08, 0.35);
            }
        }
    }
}
