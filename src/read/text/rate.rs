//! The rate of a signal that does not say it, guessed from how far apart its beats are.

use crate::ecg::Hertz;
use crate::read::text::units::sorted;

/// Rates that recorders have.
const RATES: [f64; 12] =
    [100.0, 125.0, 128.0, 200.0, 250.0, 256.0, 300.0, 360.0, 400.0, 500.0, 512.0, 1000.0];

/// Beats a minute of a person at rest.
const AT_REST: f64 = 72.0;

/// The rate, of those that recorders have, that makes the heart rate likeliest; and why.
pub fn guess(values: &[f32]) -> (Hertz, String) {
    let Some(period) = period(values) else {
        return (Hertz::WFDB_DEFAULT, "a guess: nothing says it, and no beats repeat in the signal".into());
    };
    let heart_rate = |rate: f64| 60.0 * rate / period;
    let odds = |rate: &f64| (heart_rate(*rate) / AT_REST).ln().abs();
    let best = RATES.into_iter().min_by(|a, b| odds(a).total_cmp(&odds(b))).unwrap_or(250.0);
    let reason =
        format!("a guess: beats are {period:.0} samples apart, which makes {:.0} a minute", heart_rate(best));
    (Hertz::new(best).unwrap_or(Hertz::WFDB_DEFAULT), reason)
}

/// Samples from beat to beat: where the steepness of the signal first resembles itself again.
fn period(values: &[f32]) -> Option<f64> {
    let some = &values[..values.len().min(12_000)];
    let mut steep: Vec<f32> = some
        .windows(3)
        .map(|three| (three[2] - three[0]).abs())
        .map(|step| if step.is_finite() { step } else { 0.0 })
        .collect();
    let ordered = sorted(steep.iter().copied().map(f64::from).collect());
    // One artefact must not outweigh all beats.
    let ceiling = *ordered.get(ordered.len() * 99 / 100)? as f32;
    steep.iter_mut().for_each(|step| *step = step.min(ceiling));
    let mean = steep.iter().sum::<f32>() / steep.len() as f32;
    steep.iter_mut().for_each(|step| *step -= mean);
    let likeness = |lag: usize| -> f32 {
        steep[lag..].iter().zip(&steep).map(|(a, b)| a * b).sum::<f32>() / (steep.len() - lag) as f32
    };
    let own = likeness(0);
    if own.is_nan() || own <= 0.0 {
        return None;
    }
    let lags: Vec<f32> = (0..(steep.len() / 2).min(2500)).map(|lag| likeness(lag) / own).collect();
    // Past the beat's own width, where a signal always resembles itself.
    let from = lags.iter().position(|&like| like < 0.1)?.max(20);
    let best = lags.get(from..)?.iter().copied().fold(0.0, f32::max);
    let peak = (from.max(1)..lags.len().saturating_sub(1))
        .find(|&lag| lags[lag] >= 0.7 * best && lags[lag] >= lags[lag - 1] && lags[lag] >= lags[lag + 1])?;
    (best > 0.2).then_some(peak as f64)
}

#[test]
fn the_rate_is_guessed_from_the_beats() {
    // A spike every 0.8 s at 250 Hz.
    let beats: Vec<f32> =
        (0..5000).map(|at| if at % 200 < 5 { 1.0 } else { (at as f32 * 0.01).sin() * 0.05 }).collect();
    assert_eq!(period(&beats), Some(200.0));
    assert_eq!(guess(&beats).0, Hertz::new(250.0).unwrap());
    assert_eq!(guess(&[0.0; 500]).0, Hertz::WFDB_DEFAULT);
    assert_eq!(guess(&[]).0, Hertz::WFDB_DEFAULT);
}
