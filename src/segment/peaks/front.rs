//! One lead to how much of it is like a QRS complex: a slow copy, four bands of it, and how strong each is.

/// Bands that a QRS complex fills and that baseline wander, T waves and electrode motion fill each to another part, in Hz.
const BANDS_HZ: [(f64, f64); 4] = [(5.0, 12.0), (10.0, 20.0), (18.0, 30.0), (28.0, 50.0)];

/// The bands that a complex's shape is told by.
const SHAPE: [usize; 2] = [1, 2];

/// How long a filter reaches to each side, in seconds: as long as the lowest band rings audibly.
const REACH_S: f64 = 0.17;

/// How wide strength is smoothed, in seconds: a QRS complex.
const SMOOTH_S: f64 = 0.08;

/// The rate that all is done at, about: samples of a faster signal are averaged by twos, threes, fours.
const TARGET_HZ: f64 = 125.0;

/// A value for each band.
pub type Bands = [f32; 4];

/// A signal for each band.
pub type Signals = [Vec<f32>; 4];

/// So many values are worked out side by side.
const LANES: usize = 8;

/// What is prepared for a rate.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Samples that are averaged to one.
    pub every: usize,
    /// Samples in a second after that.
    pub rate: f64,
    /// Half of the symmetric filters, from the middle outwards.
    taps: Vec<Bands>,
    /// Half of the symmetric smoothing window, from the middle outwards.
    window: Vec<f32>,
}

impl Plan {
    /// For a signal of `hertz` samples a second.
    pub fn new(hertz: f64) -> Plan {
        let every = ((hertz / TARGET_HZ).round() as usize).max(1);
        let rate = hertz / every as f64;
        let reach = (REACH_S * rate).round() as usize;
        let mut taps = vec![[0.0; 4]; reach + 1];
        for (band, (low, high)) in BANDS_HZ.into_iter().enumerate() {
            // What a signal of this rate cannot hold is not looked for.
            let high = high.min(0.44 * rate);
            for (tap, value) in taps.iter_mut().zip(both_ways(low.min(0.6 * high), high, rate, reach)) {
                tap[band] = value as f32;
            }
        }
        let half = ((SMOOTH_S * rate).round() as usize).div_ceil(2).max(1);
        // A raised cosine that is zero one step beyond its ends.
        let raised = |k: usize| 1.0 + (std::f64::consts::PI * k as f64 / (half + 1) as f64).cos();
        let sum: f64 = raised(0) + (1..=half).map(|k| 2.0 * raised(k)).sum::<f64>();
        let window = (0..=half).map(|k| (raised(k) / sum) as f32).collect();
        Plan { every, rate, taps, window }
    }

    /// How many slow samples stand between a sample's coming and its shape's.
    pub fn reach(&self) -> usize {
        self.taps.len() - 1
    }

    /// How many slow samples stand between a sample's coming and its strength's.
    pub fn delay(&self) -> usize {
        self.taps.len() - 1 + self.window.len() - 1
    }
}

/// Half the impulse response, from the middle outwards, of a Butterworth band-pass of the first order that runs over the
/// signal forwards and then backwards: no phase, gentle skirts.
fn both_ways(low: f64, high: f64, rate: f64, reach: usize) -> Vec<f64> {
    use std::f64::consts::PI;
    // The bilinear transform of s B / (s^2 + s B + W^2).
    let (low, high) = ((PI * low / rate).tan(), (PI * high / rate).tan());
    let (width, middle) = (high - low, high * low);
    let norm = 1.0 + width + middle;
    let (gain, first, second) = (width / norm, 2.0 * (middle - 1.0) / norm, (1.0 - width + middle) / norm);
    let length = reach + 1 + (2.0 * rate) as usize;
    let mut response = vec![0.0; length];
    for at in 0..length {
        let input = match at {
            0 => gain,
            2 => -gain,
            _ => 0.0,
        };
        let before = |back: usize| if at >= back { response[at - back] } else { 0.0 };
        response[at] = input - first * before(1) - second * before(2);
    }
    // Forwards, then backwards: the response's correlation with itself.
    let mut half: Vec<f64> =
        (0..=reach).map(|lag| response.iter().zip(&response[lag..]).map(|(a, b)| a * b).sum()).collect();
    // Cut softly, and so that a constant gives nothing.
    for (lag, value) in half.iter_mut().enumerate() {
        *value *= 0.5 + 0.5 * (PI * lag as f64 / (reach + 1) as f64).cos();
    }
    let sum = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half[0] -= sum;
    half
}

/// One lead on its way through.
#[derive(Clone, Debug)]
pub struct Front {
    /// Sum and number of the samples that are being averaged.
    sum: (f32, usize),
    /// Slow samples, as far back as the filters reach.
    slow: Vec<f32>,
    /// The strength of each band before smoothing, as far back as the window reaches.
    sharp: Signals,
    /// Whether what was before the signal has been made up.
    begun: bool,
}

impl Front {
    /// Nothing has come yet.
    pub fn new(plan: &Plan) -> Front {
        Front {
            sum: (0.0, 0),
            slow: Vec::new(),
            sharp: std::array::from_fn(|_| vec![0.0; 2 * (plan.window.len() - 1)]),
            begun: false,
        }
    }

    /// Takes samples; appends a strength to `strength` and a value to `shape` for each slow sample. The first
    /// [`Plan::delay`] of them are about what was before the signal; shape runs ahead of strength by the window's half.
    pub fn push(&mut self, plan: &Plan, samples: &[f32], strength: &mut Signals, shape: &mut Vec<f32>) {
        let every = plan.every;
        // One after the other, so that it does not matter in which pieces they came.
        let share = 1.0 / every as f32;
        let add = |sum: f32, sample: &f32| sum + sample;
        let (begun, rest) = samples.split_at(((every - self.sum.1) % every).min(samples.len()));
        if !begun.is_empty() {
            self.sum = (begun.iter().fold(self.sum.0, add), self.sum.1 + begun.len());
            if self.sum.1 == every {
                self.slow.push(self.sum.0 * share);
                self.sum = (0.0, 0);
            }
        }
        let groups = rest.chunks_exact(every);
        let left = groups.remainder();
        self.slow.extend(groups.map(|group| group.iter().fold(0.0, add) * share));
        if !left.is_empty() {
            self.sum = (left.iter().fold(0.0, add), left.len());
        }
        self.filter(plan, strength, shape);
    }

    /// Brings the slow samples on for which enough have come.
    fn filter(&mut self, plan: &Plan, strength: &mut Signals, shape: &mut Vec<f32>) {
        let reach = plan.reach();
        if !self.begun {
            if self.slow.len() <= reach {
                return;
            }
            self.begun = true;
            // Before the signal it goes on as after its first sample, turned about it: a slope stays a slope.
            let first = self.slow[0];
            let turned = (1..=reach).rev().map(|apart| 2.0 * first - self.slow[apart]);
            let before: Vec<f32> = std::iter::repeat_n(0.0, reach).chain(turned).collect();
            self.slow.splice(..0, before);
        }
        let new = self.slow.len() - 2 * reach;

        let mut at = 0;
        while at + LANES <= new {
            self.pass::<LANES>(plan, at, shape);
            at += LANES;
        }
        while at < new {
            self.pass::<1>(plan, at, shape);
            at += 1;
        }
        self.slow.drain(..new);
        for (sharp, strength) in self.sharp.iter_mut().zip(strength) {
            let mut at = 0;
            while at + LANES <= new {
                strength.extend(smooth::<LANES>(&plan.window, &sharp[at..]));
                at += LANES;
            }
            while at < new {
                strength.extend(smooth::<1>(&plan.window, &sharp[at..]));
                at += 1;
            }
            sharp.drain(..new);
        }
    }

    /// The next `N` values of each band and of the shape, from slow sample `at` of those held.
    fn pass<const N: usize>(&mut self, plan: &Plan, at: usize, shape: &mut Vec<f32>) {
        let reach = plan.taps.len() - 1;
        let around = &self.slow[at..at + 2 * reach + N];
        let middle = lanes::<N>(around, reach);
        let mut bands = plan.taps[0].map(|tap| middle.map(|value| tap * value));
        for (apart, taps) in plan.taps.iter().enumerate().skip(1) {
            let mut both = lanes::<N>(around, reach - apart);
            for (both, right) in both.iter_mut().zip(lanes::<N>(around, reach + apart)) {
                *both += right;
            }
            for (band, tap) in bands.iter_mut().zip(taps) {
                add(band, *tap, both);
            }
        }
        let [first, second] = SHAPE.map(|band| bands[band]);
        shape.extend(first.iter().zip(&second).map(|(first, second)| first + second));
        for (sharp, band) in self.sharp.iter_mut().zip(&bands) {
            sharp.extend(band.iter().map(|value| value.abs()));
        }
    }

    /// What was held back comes out, as if the signal went on turned about its last sample.
    pub fn finish(&mut self, plan: &Plan, strength: &mut Signals, shape: &mut Vec<f32>) {
        let Some(&last) = self.slow.last() else { return };
        let end = self.slow.len();
        let turned = |apart: usize| 2.0 * last - self.slow[end.saturating_sub(apart + 1)];
        let after: Vec<f32> = (1..=plan.reach()).map(turned).collect();
        self.slow.extend(after);
        // The rest is about what is after the end.
        let last = self.slow[self.slow.len() - 1];
        self.slow.extend(std::iter::repeat_n(last, plan.delay() + 1 - plan.reach()));
        self.filter(plan, strength, shape);
    }
}

/// `N` values of `sharp` smoothed by a symmetric window, of which `window` is one half from the middle outwards.
fn smooth<const N: usize>(window: &[f32], sharp: &[f32]) -> [f32; N] {
    let half = window.len() - 1;
    let sharp = &sharp[..2 * half + N];
    let mut smooth = lanes::<N>(sharp, half).map(|value| window[0] * value);
    for (apart, weight) in window.iter().enumerate().skip(1) {
        add(&mut smooth, *weight, lanes(sharp, half - apart));
        add(&mut smooth, *weight, lanes(sharp, half + apart));
    }
    smooth
}

/// `N` neighbours.
#[inline(always)]
fn lanes<const N: usize>(signal: &[f32], from: usize) -> [f32; N] {
    let mut lanes = [0.0; N];
    lanes.copy_from_slice(&signal[from..from + N]);
    lanes
}

/// Adds `weight` times `more` to `sum`.
#[inline(always)]
fn add<const N: usize>(sum: &mut [f32; N], weight: f32, more: [f32; N]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += weight * more;
    }
}
