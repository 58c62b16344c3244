//! How a lead's millivolts become the 16-bit counts of an EDF file, whose limits are told in 8 characters each.

use crate::ecg::{Grid, Lead};

/// The limits that stand in the header, and what they mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// mV, uV or V.
    pub unit: &'static str,
    /// Millivolts in one of it.
    millivolts: f64,
    /// What the lowest and the highest count are worth, as it is written.
    pub physical: [String; 2],
    pub digital: [i32; 2],
    step: f64,
    offset: f64,
}

const UNITS: [(&str, f64); 3] = [("uV", 1e-3), ("mV", 1.0), ("V", 1e3)];

/// Every count that 16 bits have.
const ALL: [i32; 2] = [i16::MIN as i32, i16::MAX as i32];

/// Characters of a number in the header.
const WIDTH: usize = 8;

impl Scale {
    /// The scale of these limits, as a reader understands their text; `None` where there is nothing between them.
    fn new(unit: (&'static str, f64), physical: [String; 2], digital: [i32; 2]) -> Option<Scale> {
        let [from, to] = [physical[0].parse::<f64>().ok()?, physical[1].parse::<f64>().ok()?];
        let [low, high] = digital.map(f64::from);
        let step = (to - from) / (high - low);
        let offset = to / step - high;
        let sound = low < high && step != 0.0 && step.is_finite() && offset.is_finite();
        sound.then_some(Scale { unit: unit.0, millivolts: unit.1, physical, digital, step, offset })
    }

    /// The count nearest to some millivolts.
    pub fn count(&self, millivolts: f32) -> i16 {
        let count = f64::from(millivolts) / self.millivolts / self.step - self.offset;
        count.round().clamp(f64::from(ALL[0]), f64::from(ALL[1])) as i16
    }

    /// What a reader makes of a count, computed as it computes it.
    pub fn millivolts(&self, count: i16) -> f32 {
        (self.step * (self.offset + f64::from(count)) * self.millivolts) as f32
    }

    /// The scale for a lead: its own grid where nothing is lost by that, else the finest round steps that reach from
    /// its lowest to its highest sample. `None` where no 8 characters can tell the limits.
    pub fn of(lead: &Lead) -> Option<Scale> {
        let own = lead.grid.and_then(|grid| Scale::of_grid(lead, grid));
        own.or_else(|| {
            let (low, high) = range(lead);
            Scale::fitted(low, high)
        })
    }

    /// A scale by which every sample is read back as it is.
    fn of_grid(lead: &Lead, grid: Grid) -> Option<Scale> {
        if !(grid.gain.is_finite() && grid.zero.is_finite()) || grid.gain == 0.0 {
            return None;
        }
        let (low, high) = range(lead);
        let counted = |millivolts: f64| (millivolts * grid.gain + grid.zero).round();
        let (low, high) = (counted(low).min(counted(high)), counted(low).max(counted(high)));
        let fits = low >= f64::from(ALL[0]) && high <= f64::from(ALL[1]);
        if !fits && high - low > f64::from(ALL[1] - ALL[0]) {
            return None;
        }
        // Counts of 24 bits that keep together are told from their middle.
        let shift = if fits { 0.0 } else { ((low + high) / 2.0).round() };
        let (low, high) = ((low - shift) as i32, (high - shift) as i32);
        UNITS.into_iter().find_map(|unit| {
            let worth = |count: i32| (f64::from(count) + shift - grid.zero) / grid.gain / unit.1;
            // Limits whose worth is told exactly: as far out as there are, so that a reader can see what was possible.
            let close = 1e-13 * (worth(ALL[1]) - worth(ALL[0])).abs();
            let exact = |&count: &i32| {
                let worth = worth(count);
                short(worth)
                    .is_some_and(|text| text.parse().is_ok_and(|told: f64| (told - worth).abs() <= close))
            };
            let from = (ALL[0]..=low).find(exact)?;
            let to = (high..=ALL[1]).rev().find(exact)?;
            let scale = Scale::new(unit, [short(worth(from))?, short(worth(to))?], [from, to])?;
            recorded(lead).all(|sample| scale.millivolts(scale.count(sample)) == sample).then_some(scale)
        })
    }

    /// Steps of 1, 2 or 5 at any power of ten, as fine as 16 bits allow between `low` and `high` millivolts.
    fn fitted(low: f64, high: f64) -> Option<Scale> {
        for unit in UNITS {
            for power in -4..=3 {
                for digit in [1_i64, 2, 5] {
                    let step = digit as f64 * 10_f64.powi(power) * unit.1;
                    let (low, high) = ((low / step).round(), (high / step).round());
                    // Around zero where that is wide enough, else around the lead's own middle.
                    for shift in [0.0, ((low + high) / 2.0).round()] {
                        let inside = low - shift >= f64::from(ALL[0]) && high - shift <= f64::from(ALL[1]);
                        if !inside || shift.abs() > 1e12 {
                            continue;
                        }
                        let told = |count: &i32| decimal((i64::from(*count) + shift as i64) * digit, power);
                        let brief = |count: &i32| told(count).len() <= WIDTH;
                        let (low, high) = ((low - shift) as i32, (high - shift) as i32);
                        // A limit of fewer digits is never far: one count in ten has a digit less.
                        let from = (ALL[0]..=low).take(100).find(brief);
                        let to = (high..=ALL[1]).rev().take(100).find(brief);
                        if let (Some(from), Some(to)) = (from, to) {
                            return Scale::new(unit, [told(&from), told(&to)], [from, to]);
                        }
                    }
                }
            }
        }
        None
    }
}

/// The samples that are no filling of gaps.
fn recorded(lead: &Lead) -> impl Iterator<Item = f32> {
    let mut at = 0;
    let mut spans: Vec<&[f32]> = Vec::new();
    for gap in &lead.gaps {
        spans.push(&lead.samples[at..gap.from.0]);
        at = gap.to.0;
    }
    spans.push(&lead.samples[at..]);
    spans.into_iter().flatten().copied()
}

/// The lowest and the highest recorded sample; zero where none was recorded.
fn range(lead: &Lead) -> (f64, f64) {
    let bounds = recorded(lead).fold(None, |bounds: Option<(f32, f32)>, sample| {
        Some(bounds.map_or((sample, sample), |(low, high)| (low.min(sample), high.max(sample))))
    });
    bounds.map_or((0.0, 0.0), |(low, high)| (f64::from(low), f64::from(high)))
}

/// A number with as many decimals as 8 characters hold.
pub fn short(value: f64) -> Option<String> {
    (0..WIDTH).rev().map(|decimals| trimmed(format!("{value:.decimals$}"))).find(|text| text.len() <= WIDTH)
}

/// `digits` times ten to `power`, exactly.
fn decimal(digits: i64, power: i32) -> String {
    if power >= 0 {
        return (digits * 10_i64.pow(power.unsigned_abs())).to_string();
    }
    let unit = 10_u64.pow(power.unsigned_abs());
    let (whole, part) = (digits.unsigned_abs() / unit, digits.unsigned_abs() % unit);
    let sign = if digits < 0 { "-" } else { "" };
    trimmed(format!("{sign}{whole}.{part:0width$}", width = power.unsigned_abs() as usize))
}

/// Without zeros that say nothing.
pub fn trimmed(text: String) -> String {
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    };
    if text == "-0" { "0".to_string() } else { text }
}

#[test]
fn numbers_are_told_in_eight_characters() {
    for (value, text) in
        [(0.0, "0"), (-0.0, "0"), (-163.84, "-163.84"), (1.0 / 3.0, "0.333333"), (-9583.12, "-9583.12")]
    {
        assert_eq!(short(value).as_deref(), Some(text));
    }
    assert_eq!(short(-12_345_678.0), None);
    assert_eq!(decimal(-32768, -3), "-32.768");
    assert_eq!(decimal(5, -3), "0.005");
    assert_eq!(decimal(-7, 2), "-700");
    assert_eq!(decimal(-32_000, -3), "-32");
}

#[test]
fn a_grid_is_kept_to_the_last_bit() {
    for (gain, zero) in [(200.0, 0.0), (200.0, 1024.0), (1000.0, -7.0), (360.0, 3.0), (-819.2, 0.0)] {
        let counts = (-2000..2000).map(|count: i32| ((f64::from(count) - zero) / gain) as f32);
        let lead = Lead { grid: Some(Grid { gain, zero }), ..Lead::new("I", counts.collect()) };
        let scale = Scale::of_grid(&lead, Grid { gain, zero });
        assert!(scale.is_some(), "{gain} {zero}");
    }
    let far = (8_000_000..8_002_000).map(|count: i32| (f64::from(count) / 1e6) as f32);
    let grid = Grid { gain: 1e6, zero: 0.0 };
    let lead = Lead { grid: Some(grid), ..Lead::new("I", far.collect()) };
    assert!(Scale::of_grid(&lead, grid).is_some(), "24 bits around their middle");
}

#[test]
fn a_lead_without_a_grid_gets_the_finest_round_steps() {
    let scale = Scale::fitted(-1.0, 1.5).unwrap();
    assert_eq!((scale.unit, scale.physical.clone()), ("uV", ["-1638.4".to_string(), "1638.35".to_string()]));
    let scale = Scale::fitted(300.0, 302.0).unwrap();
    assert_eq!(scale.physical.clone(), ["299361.6", "302638.3"]);
    assert!(Scale::fitted(0.0, 0.0).is_some());
    assert!(Scale::fitted(-3e9, 3e9).is_some());
    assert_eq!(Scale::fitted(0.0, 1e30), None);
}
