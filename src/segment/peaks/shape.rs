//! What this patient's QRS complexes look like, learned as they come.

/// How far a complex reaches to each side of its middle, in seconds.
const REACH_S: f64 = 0.07;

/// How far its middle may stand from where its strength is greatest, in seconds.
const ASIDE_S: f64 = 0.04;

/// How far it is then moved to fit, in samples of about 8 ms.
const NUDGE: usize = 3;

/// After so many complexes their mean itself says where the middle is, at most so many samples from the strongest place.
const KNOWN: f32 = 4.0;
/// See [`KNOWN`].
const WIDE: usize = 6;

/// How many complexes it takes to trust their mean.
const TRUSTED: f32 = 10.0;

/// How fast the mean follows.
const FOLLOW: f32 = 1.0 / 24.0;

/// The usual complex, over all leads in turn.
#[derive(Clone, Debug)]
pub struct Shape {
    reach: usize,
    aside: usize,
    /// Of length one.
    usual: Vec<f32>,
    seen: f32,
}

/// How a place looks.
#[derive(Clone, Debug)]
pub struct Look {
    /// How alike it is to the usual complex, from -1 to 1; less where that is not known well yet.
    pub alike: f32,
    /// Where its middle is, in slow samples from the beginning.
    pub middle: usize,
    /// How far it swings: the complex's length before it was made one; zero where it stands too near an end.
    pub size: f32,
    /// The complex itself, of length one; empty where it stands too near an end.
    pub complex: Vec<f32>,
}

impl Shape {
    /// For signals of `rate` samples a second.
    pub fn new(rate: f64) -> Shape {
        let samples = |seconds: f64| (seconds * rate).round() as usize;
        Shape { reach: samples(REACH_S).max(1), aside: samples(ASIDE_S), usual: Vec::new(), seen: 0.0 }
    }

    /// How many samples to each side [`Shape::look`] looks at.
    pub fn margin(&self) -> usize {
        self.reach + (self.aside + NUDGE).max(WIDE)
    }

    /// Looks at each lead around slow sample `at`; the leads begin at `from`.
    pub fn look(&self, leads: &[&[f32]], from: usize, at: usize) -> Look {
        let look = self.look_from(leads, at - from);
        Look { middle: look.middle + from, ..look }
    }

    fn look_from(&self, leads: &[&[f32]], at: usize) -> Look {
        let (reach, margin) = (self.reach, self.margin());
        let none = Look { alike: 0.0, middle: at, size: 0.0, complex: Vec::new() };
        if at < margin || leads.iter().any(|lead| at + margin >= lead.len()) {
            return none;
        }
        // The middle is where all leads together swing farthest.
        let swing = |at: usize| leads.iter().map(|lead| lead[at].abs()).sum::<f32>();
        let mut middle = at;
        for aside in at - self.aside..=at + self.aside {
            if swing(aside) > swing(middle) {
                middle = aside;
            }
        }
        let cut = |middle: usize| leads.iter().flat_map(move |lead| &lead[middle - reach..=middle + reach]);
        let (mut best, mut best_at) = (f32::NEG_INFINITY, middle);
        if self.seen > 0.0 {
            let places =
                if self.seen > KNOWN { at - WIDE..=at + WIDE } else { middle - NUDGE..=middle + NUDGE };
            for place in places {
                let (mut both, mut own) = (0.0, 0.0);
                for (value, usual) in cut(place).zip(&self.usual) {
                    both += value * usual;
                    own += value * value;
                }
                let alike = if own > 0.0 { both / own.sqrt() } else { 0.0 };
                if alike > best {
                    (best, best_at) = (alike, place);
                }
            }
        }
        let own = cut(best_at).map(|value| value * value).sum::<f32>().sqrt();
        if own <= 0.0 {
            return none;
        }
        let trust = (self.seen / TRUSTED).min(1.0);
        let alike = if trust > 0.0 { best * trust } else { 0.0 };
        Look { alike, middle: best_at, size: own, complex: cut(best_at).map(|value| value / own).collect() }
    }

    /// A complex that was found.
    pub fn learn(&mut self, look: &Look) {
        if look.complex.is_empty() {
            return;
        }
        if self.usual.len() != look.complex.len() {
            self.usual = look.complex.clone();
            self.seen = 1.0;
            return;
        }
        self.seen += 1.0;
        let follow = FOLLOW.max(1.0 / self.seen);
        for (usual, value) in self.usual.iter_mut().zip(&look.complex) {
            *usual += follow * (value - *usual);
        }
        let length = self.usual.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            self.usual.iter_mut().for_each(|value| *value /= length);
        }
    }
}
