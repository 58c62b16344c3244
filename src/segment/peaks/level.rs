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

/// More than this does not make a band tell more; four of them multiply to a number that can be held.
const MOST_SQUARED: f32 = 1e9;

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
    /// The floor where the next second begins that is asked for.
    floor: Option<(Bands, Bands)>,
    /// Room to find medians in.
    order: Vec<u32>,
}

impl Levels {
    /// The next second's strengths.
    pub fn push(&mut self, strengths: [&[f32]; 4]) {
        // Strength is smooth over some ten samples: every eighth tells as much.
        let middle = strengths.map(|band| median(band.iter().step_by(8).copied(), &mut self.order));
        let top =
            strengths.map(|band| band.iter().fold(0.0, |top, &value| if value > top { value } else { top }));
        self.seconds.push_back(Second { middle, top });
    }

    /// How many seconds have come.
    pub fn end(&self) -> usize {
        self.first + self.seconds.len()
    }

    /// Adds to `outstanding` how far each of second `number`'s strengths stands out from what is usual around it,
    /// and forgets what is not needed after that. Seconds are asked for in order.
    pub fn outstanding(&mut self, number: usize, strengths: [&[f32]; 4], outstanding: &mut [f32]) {
        let (from, top) = self.floor.unwrap_or_else(|| self.floor(number));
        let next = self.floor(number + 1);
        let to = self.floor.insert(next).0;
        let strongest: f32 = top.iter().sum();
        self.alive = if strongest > 0.5 * self.alive {
            self.alive + 0.1 * (strongest - self.alive)
        } else {
            self.alive * FORGET
        };
        let dead = DEAD * self.alive;
        let step = 1.0 / outstanding.len() as f32;
        let [one, two, three, four] = strengths.map(|band| &band[..outstanding.len()]);
        for (at, outstanding) in outstanding.iter_mut().enumerate() {
            let along = at as f32 * step;
            let bands = [one[at], two[at], three[at], four[at]];
            let (mut sum, mut likelihood, mut whole) = (0.0_f32, 1.0_f32, 0.0);
            for band in 0..4 {
                let floor = from[band] + along * (to[band] - from[band]);
                let outstanding = bands[band] / floor;
                sum += outstanding;
                likelihood *= 1.0 + (outstanding * outstanding).min(MOST_SQUARED);
                whole += bands[band];
            }
            // The sum favours the band that tells most, which helps in noise; the sum of logarithms lets wide beats, of
            // which the high bands know nothing, count as much as narrow ones.
            let sum = (sum * logarithm(likelihood)).sqrt();
            *outstanding += if whole > dead && sum < f32::INFINITY { sum } else { 0.0 };
        }
        while self.first + AROUND < number + 1 {
            self.first += 1;
            self.seconds.pop_front();
        }
    }

    /// The floor of each band where second `number` begins, and the most that is usual.
    fn floor(&mut self, number: usize) -> (Bands, Bands) {
        let from = number.saturating_sub(AROUND).max(self.first);
        let to = (number + AROUND).min(self.end());
        let around = self.seconds.range(from.min(to) - self.first..to - self.first);
        let order = &mut self.order;
        let mut middle_of = |of: fn(&Second) -> &Bands| -> Bands {
            std::array::from_fn(|band| median(around.clone().map(|second| of(second)[band]), order))
        };
        let (middle, top) = (middle_of(|second| &second.middle), middle_of(|second| &second.top));
        (std::array::from_fn(|band| middle[band].max(LEAST_FLOOR * top[band])), top)
    }
}

/// The natural logarithm of a number from 1 on, to six digits: the same to the last bit on every machine, and four at a time,
/// neither of which the standard library's is.
fn logarithm(value: f32) -> f32 {
    // value = (1 + part) * 2^power, with 1 + part from about the root of one half to the root of two.
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let bits = value.to_bits();
    let power = (bits.wrapping_sub(ROOT_HALF) as i32) >> 23;
    let share = f32::from_bits(bits.wrapping_sub((power as u32) << 23));
    // ln(x) = 2 artanh((x - 1) / (x + 1))
    let t = (share - 1.0) / (share + 1.0);
    let u = t * t;
    power as f32 * std::f32::consts::LN_2
        + 2.0 * t * (1.0 + u * (1.0 / 3.0 + u * (0.2 + u * (1.0 / 7.0 + u / 9.0))))
}

/// The middle value, of an even number the lower of the two in the middle; zero of none. None is negative. `order` is room to
/// work in.
pub fn median(values: impl Iterator<Item = f32>, order: &mut Vec<u32>) -> f32 {
    order.clear();
    // Numbers that are not negative stand in the order of their bits, which are faster to compare.
    order.extend(values.map(f32::to_bits));
    let Some(middle) = order.len().checked_sub(1).map(|last| last / 2) else { return 0.0 };
    f32::from_bits(*order.select_nth_unstable(middle).1)
}

#[test]
fn logarithms_are_those_of_the_standard_library() {
    for exponent in 0..1200 {
        let value = 1.0_f32 + 1.0e-6 * 1.1_f32.powi(exponent % 1080);
        let (own, other) = (logarithm(value), value.ln());
        assert!((own - other).abs() <= 1e-6 * other.max(1.0), "{value}: {own} is not {other}");
    }
}
