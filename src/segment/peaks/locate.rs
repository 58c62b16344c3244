//! Where exactly a beat's R peak stands, on the signal as it was recorded.

/// How far from where its strength is greatest the peak is looked for, in seconds.
const ASIDE_S: f64 = 0.06;

/// The wave that the peak stands on is taken off: the mean over so much to each side, in seconds.
const LEVEL_S: f64 = 0.10;

/// The peak is that of a wave of this width, in seconds: narrower ones are noise.
const NARROW_S: f64 = 0.012;

/// How much weaker a swing counts at the edge of where it is looked for.
const EDGE: f32 = 0.25;

/// Crests as high as this share of the highest are as good.
const CREST: f32 = 0.85;

/// In noise the peak is looked for in this share of the way around where the usual complex has it.
const NEAR: f32 = 0.33;

/// How much more a swing of the less usual direction must be.
const OTHER_WAY: f32 = 1.4;

/// The peaks of a recording stand on its first lead, unless another swings so many times as far.
const FIRST: f32 = 4.0;

/// Finds peaks; remembers which way they point.
#[derive(Clone, Debug)]
pub struct Locate {
    aside: usize,
    level: usize,
    narrow: usize,
    /// Above zero where peaks point up; a lead each.
    way: Vec<f32>,
    /// How far after the middle of the usual complex the peak stands, in samples; known from so many.
    after: (f32, f32),
}

impl Locate {
    /// For `leads` leads of `rate` samples a second.
    pub fn new(rate: f64, leads: usize) -> Locate {
        let samples = |seconds: f64| (seconds * rate).round() as usize;
        Locate {
            aside: samples(ASIDE_S).max(1),
            level: samples(LEVEL_S).max(2),
            narrow: samples(NARROW_S / 2.0),
            way: vec![0.0; leads],
            after: (0.0, 0.0),
        }
    }

    /// How many samples to each side are looked at.
    pub fn margin(&self) -> usize {
        self.aside + self.level + self.narrow + 1
    }

    /// The peak near `at` of the first of `leads`, or where it hardly swings, of the one that swings most, each with the samples around.
    pub fn peak(&mut self, leads: &[&[f32]], at: usize, middle: usize, usual: bool) -> usize {
        let known = usual && self.after.1 >= 8.0;
        let (at, aside) = if known {
            ((middle as f32 + self.after.0).max(0.0).round() as usize, (self.aside as f32 * NEAR) as usize)
        } else {
            (at, self.aside)
        };
        let peak = self.crest(leads, at, aside.max(1));
        if usual {
            self.after.1 += 1.0;
            self.after.0 += (1.0 / self.after.1).max(0.05) * (peak as f32 - middle as f32 - self.after.0);
        }
        peak
    }

    fn crest(&mut self, leads: &[&[f32]], at: usize, aside: usize) -> usize {
        let mut best = (0.0_f32, at);
        for (index, (lead, way)) in leads.iter().zip(&mut self.way).enumerate() {
            let Some(last) = lead.len().checked_sub(1) else { continue };
            let mean = |from: usize, to: usize| {
                let part = &lead[from.min(last)..=to.min(last)];
                part.iter().map(|&sample| f64::from(sample)).sum::<f64>() / part.len() as f64
            };
            let level = mean(at.saturating_sub(self.level), at + self.level);
            let first = at.saturating_sub(aside);
            let swings: Vec<f32> = (first..=(at + aside).min(last))
                .map(|place| {
                    let swing = (mean(place.saturating_sub(self.narrow), place + self.narrow) - level) as f32;
                    let far = place.abs_diff(at) as f32 / aside as f32;
                    swing * (1.0 - EDGE * far * far)
                })
                .collect();
            // Of crests that are about as high, the first: a wide complex has its R peak where it has risen.
            let crest = |sign: f32| {
                let most = swings.iter().fold(0.0, |most, swing| f32::max(most, sign * swing));
                let value = |at: usize| sign * swings[at];
                let first_such = (0..swings.len()).find(|&at| {
                    value(at) >= CREST * most
                        && (at == 0 || value(at) >= value(at - 1))
                        && (at + 1 == swings.len() || value(at) >= value(at + 1))
                });
                (most, first + first_such.unwrap_or_default())
            };
            let (up, down) = (crest(1.0), crest(-1.0));
            let (more_up, more_down) = match *way {
                way if way > 0.2 => (OTHER_WAY, 1.0),
                way if way < -0.2 => (1.0, OTHER_WAY),
                _ => (1.0, 1.0),
            };
            let is_up = up.0 * more_up >= down.0 * more_down;
            *way += 0.1 * (if up.0 >= down.0 { 1.0 } else { -1.0 } - *way);
            let (swing, place) = if is_up { up } else { down };
            // The first lead is the one that beats are cut from.
            let counts = if index == 0 { FIRST * swing } else { swing };
            if counts > best.0 {
                best = (counts, place);
            }
        }
        best.1
    }
}
