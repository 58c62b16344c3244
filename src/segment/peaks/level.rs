//! What of a lead's strength is usual and what stands out: noise floors, and strength in units of them.

use std::collections::VecDeque;

use crate::segment::peaks::front::Bands;

/// Blocks of a second to each side that a block's floor is taken from.
pub const AROUND: usize = 4;

/// A floor is at least this share of the strongest that is usual: where nothing at all lies between the beats, the rest
/// of an arithmetic must not count.
const LEAST_FLOOR: f32 = 0.025;

/// What is weaker than this share of the lead's beats so far is none, however far it stands out.
const DEAD: f32 = 0.04;

/// How much of the memory of a lead's beats is left after a second in which nothing was near it.
const FORGET: f32 = 0.9942;

/// One second of one lead: what is usual in each band, and what is the most.
#[derive(Clone, Copy, Debug)]
struct Second {
    middle: Bands,
    top: Bands,
}

/// The seconds around the one that is being looked at.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// The number of the first second that is held.
    first: usize,
    seconds: VecDeque<Second>,
    /// How strong the lead's beats were, so far.
    alive: f32,
}

impl Levels {
    /// The next second's strengths.
    pub fn push(&mut self, strengths: &[Bands]) {
        let mut second = Second { middle: [0.0; 4], top: [0.0; 4] };
        // Strength is smooth over some ten samples: every fourth tells as much.
        let mut column: Vec<f32> = Vec::with_capacity(strengths.len() / 4 + 1);
        for band in 0..4 {
            column.clear();
            column.extend(strengths.iter().step_by(4).map(|bands| bands[band]));
            second.middle[band] = median(&mut column);
            second.top[band] = strengths.iter().fold(0.0, |top, bands| f32::max(top, bands[band]));
        }
        self.seconds.push_back(second);
    }

    /// How many seconds have come.
    pub fn end(&self) -> usize {
        self.first + self.seconds.len()
    }

    /// Adds to `outstanding` how far each of second `number`'s strengths stands out from what is usual around it,
    /// and forgets what is not needed after that. Seconds are asked for in order.
    pub fn outstanding(&mut self, number: usize, strengths: &[Bands], outstanding: &mut [f32]) {
        let (from, top) = self.floor(number);
        let (to, _) = self.floor(number + 1);
        let strongest: f32 = top.iter().sum();
        self.alive = if strongest > 0.5 * self.alive {
            self.alive + 0.1 * (strongest - self.alive)
        } else {
            self.alive * FORGET
        };
        let dead = DEAD * self.alive;
        let step = 1.0 / strengths.len() as f32;
        for (at, (bands, outstanding)) in strengths.iter().zip(outstanding).enumerate() {
            let along = at as f32 * step;
            let (mut sum, mut evidence, mut whole) = (0.0_f32, 0.0_f32, 0.0);
            for band in 0..4 {
                let floor = from[band] + along * (to[band] - from[band]);
                let outstanding = bands[band] / floor;
                sum += outstanding;
                evidence += (outstanding * outstanding).ln_1p();
                whole += bands[band];
            }
            // The sum favours the band that tells most, which helps in noise; the sum of logarithms lets wide beats, of
            // which the high bands know nothing, count as much as narrow ones.
            let sum = (sum * evidence).sqrt();
            if whole > dead && sum.is_finite() {
                *outstanding += sum;
            }
        }
        while self.first + AROUND < number + 1 {
            self.first += 1;
            self.seconds.pop_front();
        }
    }

    /// The floor of each band where second `number` begins, and the most that is usual.
    fn floor(&self, number: usize) -> (Bands, Bands) {
        let from = number.saturating_sub(AROUND).max(self.first);
        let to = (number + AROUND).min(self.end());
        let around = || self.seconds.range(from.min(to) - self.first..to - self.first);
        let mut column: Vec<f32> = Vec::with_capacity(2 * AROUND);
        let mut middle_of = |of: fn(&Second) -> &Bands, band: usize| {
            column.clear();
            column.extend(around().map(|second| of(second)[band]));
            median(&mut column)
        };
        let top: Bands = std::array::from_fn(|band| middle_of(|second| &second.top, band));
        let middle: Bands = std::array::from_fn(|band| middle_of(|second| &second.middle, band));
        (std::array::from_fn(|band| middle[band].max(LEAST_FLOOR * top[band])), top)
    }
}

/// The middle value; of an even number the lower of the two in the middle; zero of none. Reorders `values`.
pub fn median(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = (values.len() - 1) / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
