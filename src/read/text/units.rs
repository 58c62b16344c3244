//! What a column of numbers without a unit is measured in, by what an ECG can be.

use crate::ecg::Grid;
use crate::read::Unit;

/// A unit, the steps it was counted in where it is counts, and why.
pub struct Guess {
    pub unit: Unit,
    pub grid: Option<Grid>,
    pub reason: String,
}

/// Counts in a millivolt where nobody says; WFDB's own default.
const DEFAULT_GAIN: f64 = 200.0;

/// Judges by the span between the least and the greatest hundredth of `values`, and by where their middle is.
pub fn guess(values: &[f32]) -> Guess {
    // Every so many-th value is enough, and sorting all of a long recording is not.
    let some = values.iter().copied().step_by(values.len() / 20_000 + 1).filter(|value| value.is_finite());
    let some = sorted(some.map(f64::from).collect());
    let quantile =
        |share: f64| some.get(((some.len().max(1) - 1) as f64 * share) as usize).copied().unwrap_or(0.0);
    let (low, middle, high) = (quantile(0.01), quantile(0.5), quantile(0.99));
    let span = high - low;
    let whole = some.iter().all(|value| value.fract() == 0.0);
    let centre = [512.0, 1024.0, 2048.0, 8192.0, 32_768.0, 8_388_608.0]
        .into_iter()
        .find(|centre: &f64| (middle - centre).abs() < centre * 0.35);
    let plain = |unit, reason: String| Guess { unit, grid: None, reason };
    let spans = format!("no unit is given, and the numbers span {}", short(span));
    match centre {
        Some(centre) if whole && span > 4.0 => Guess {
            unit: Unit::Counts,
            grid: Some(Grid { gain: DEFAULT_GAIN, zero: centre }),
            reason: format!(
                "whole numbers around {centre}, as a converter counts; {DEFAULT_GAIN} in a millivolt were assumed, say the gain if you know it"
            ),
        },
        _ if span < 0.03 && span > 0.0 && !whole => plain(Unit::V, spans),
        _ if span <= 30.0 => plain(Unit::Millivolt, spans),
        _ if span <= 50_000.0 => plain(Unit::Microvolt, spans),
        _ => Guess {
            unit: Unit::Counts,
            grid: Some(Grid { gain: span / 2.0, zero: middle }),
            reason: format!(
                "{spans}: more than microvolts can; they were scaled to a span of 2 mV, say the gain if you know it"
            ),
        },
    }
}

/// In ascending order. (One sort for all of this room: each kind of them is kilobytes in the page.)
pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Three digits of a number.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "nothing".into();
    }
    let digits = (2.0 - value.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{value:.digits$}")
}

#[test]
fn units_are_guessed_by_what_an_ecg_can_be() {
    let wave = |scale: f32, zero: f32| -> Vec<f32> {
        (0..500).map(|at| zero + scale * (at % 100) as f32 / 100.0).collect()
    };
    assert_eq!(guess(&wave(1.5, 0.0)).unit, Unit::Millivolt);
    assert_eq!(guess(&wave(0.0015, 0.0)).unit, Unit::V);
    assert_eq!(guess(&wave(1500.5, 0.0)).unit, Unit::Microvolt);
    let counts: Vec<f32> = wave(300.0, 1024.0);
    let guessed = guess(&counts);
    assert_eq!((guessed.unit, guessed.grid), (Unit::Counts, Some(Grid { gain: 200.0, zero: 1024.0 })));
    assert_eq!(guess(&wave(4e6, 0.0)).unit, Unit::Counts);
    assert_eq!(guess(&[]).unit, Unit::Millivolt);
}
