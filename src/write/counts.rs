//! Millivolts to the counts of a converter: on the steps that they were counted in, or on steps made for them.

use crate::ecg::{Gap, Grid, Lead};

/// A lead as counts: millivolts are (count - zero) / gain.
pub struct Counts {
    pub values: Vec<i16>,
    pub gain: f64,
    pub zero: i32,
    /// The step in millivolts, where samples had to be rounded to it.
    pub rounded_to: Option<f64>,
}

/// The largest count: one less than there is, since the format's lowest means missing.
const MOST: f64 = 32_767.0;

/// Gains that samples of unknown steps are tried on: WFDB's own first.
const USUAL: [f64; 10] = [200.0, 100.0, 1000.0, 2000.0, 500.0, 250.0, 400.0, 5000.0, 10_000.0, 20_000.0];

impl Counts {
    pub fn of(lead: &Lead) -> Counts {
        // A zero between two counts needs finer steps to be one.
        let finer = |grid: &Grid| {
            [1.0, 2.0, 4.0, 5.0, 10.0].map(|by| Grid { gain: grid.gain * by, zero: grid.zero * by })
        };
        let own = lead.grid.iter().flat_map(finer);
        let usual = USUAL.into_iter().map(|gain| Grid { gain, zero: 0.0 });
        if let Some(exact) = own.chain(usual).find_map(|grid| exactly(lead, grid)) {
            return exact;
        }
        let (low, high) = lead.samples.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &mv| {
            (low.min(mv.into()), high.max(mv.into()))
        });
        let (middle, half) = ((low + high) / 2.0, ((high - low) / 2.0).max(1e-9));
        let gain = round_gain(MOST / half).min(1e7);
        let zero = (-middle * gain).round().clamp(-2e9, 2e9);
        let count = |&mv: &f32| (f64::from(mv) * gain + zero).round().clamp(-MOST, MOST) as i16;
        Counts {
            values: lead.samples.iter().map(count).collect(),
            gain,
            zero: zero as i32,
            rounded_to: Some(1.0 / gain),
        }
    }

    pub fn fit_twelve_bits(&self) -> bool {
        self.values.iter().all(|count| (-2047..=2047).contains(count))
    }

    /// The counts, with `missing` where nothing was recorded.
    pub fn with_gaps(&self, gaps: &[Gap], missing: i16) -> Vec<i16> {
        let mut counts = self.values.clone();
        for gap in gaps {
            counts[gap.from.0..gap.to.0].fill(missing);
        }
        counts
    }
}

/// The counts on a grid from which every sample comes back to its last bit, if it is one of 16 bits.
fn exactly(lead: &Lead, grid: Grid) -> Option<Counts> {
    let Grid { gain, zero } = grid;
    let fits = gain.is_finite() && gain > 0.0 && (zero - zero.round()).abs() < 1e-6 && zero.abs() < 2e9;
    if !fits {
        return None;
    }
    let zero = zero.round();
    let mut values = Vec::with_capacity(lead.samples.len());
    for &sample in &lead.samples {
        let count = (f64::from(sample) * gain + zero).round();
        if count.abs() > MOST || ((count - zero) / gain) as f32 != sample {
            return None;
        }
        values.push(count as i16);
    }
    Some(Counts { values, gain, zero: zero as i32, rounded_to: None })
}

/// The largest of 1, 2, 5 times a power of ten that is not above `limit`.
fn round_gain(limit: f64) -> f64 {
    let decade = 10_f64.powf(limit.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * decade).find(|&gain| gain <= limit).unwrap_or(decade)
}

#[test]
fn samples_on_a_grid_come_back_and_others_are_rounded_finely() {
    let grid = Grid { gain: 7247.0, zero: -3411.0 };
    let samples: Vec<f32> =
        (-300..300).map(|count| ((f64::from(count * 100) - grid.zero) / grid.gain) as f32).collect();
    let lead = Lead { grid: Some(grid), ..Lead::new("I", samples) };
    let counts = Counts::of(&lead);
    assert_eq!((counts.gain, counts.zero, counts.rounded_to), (7247.0, -3411, None));
    let thirds = Lead::new("I", vec![0.0, 1.0 / 3.0, 2.0]);
    let counts = Counts::of(&thirds);
    assert_eq!((counts.gain, counts.zero), (20_000.0, -20_000));
    assert!(counts.rounded_to.is_some_and(|step| step <= 1e-4));
    let half = Lead { grid: Some(Grid { gain: 100.0, zero: -0.5 }), ..Lead::new("I", vec![0.005, 0.015]) };
    assert_eq!((Counts::of(&half).gain, Counts::of(&half).zero), (200.0, -1));
}
