//! How large a signal is, without its extremes: its heights around places, and its RMS window by window.

use std::ops::RangeInclusive;

/// Measurements behind a size: the first so many, and no more.
const MEASUREMENTS: usize = 300;

/// A measurement in so many is left out at either end before the mean is taken.
const TRIMMED: usize = 20;

/// The trimmed mean of the heights from lowest to highest sample within `around` samples on either side of each place. Places
/// too near to either end are passed over; `None` where no place is left.
pub fn height<T: Copy + Into<f64>>(
    signal: &[T],
    places: impl IntoIterator<Item = usize>,
    around: usize,
) -> Option<f64> {
    let near = |at: usize| -> Option<RangeInclusive<usize>> {
        Some(at.checked_sub(around)?..=at.checked_add(around)?)
    };
    let heights = places.into_iter().filter_map(|at| {
        let near = signal.get(near(at)?)?;
        let (low, high) = near.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (value.into().min(low), value.into().max(high))
        });
        Some(high - low)
    });
    trimmed_mean(heights.take(MEASUREMENTS).collect())
}

/// The trimmed mean of the RMS around the mean of each whole window of so many samples (of none as of one); `None` where
/// there is no whole window.
pub fn rms<T: Copy + Into<f64>>(signal: &[T], window: usize) -> Option<f64> {
    let window = window.max(1);
    let sizes = signal.chunks_exact(window).take(MEASUREMENTS).map(|piece| {
        let mean = piece.iter().map(|&value| value.into()).sum::<f64>() / window as f64;
        let power = piece.iter().map(|&value| (value.into() - mean).powi(2)).sum::<f64>() / window as f64;
        power.sqrt()
    });
    trimmed_mean(sizes.collect())
}

fn trimmed_mean(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let left_out = values.len() / TRIMMED;
    let middle = values.get(left_out..values.len() - left_out).filter(|middle| !middle.is_empty())?;
    Some(middle.iter().sum::<f64>() / middle.len() as f64)
}

#[test]
fn the_extremes_do_not_count_and_the_ends_are_passed_over() {
    let mut signal = vec![0.0_f32; 400];
    let places: Vec<usize> = (0..40).map(|place| 10 * place).collect();
    places.iter().for_each(|&at| signal[at] = 2.0);
    signal[200] = 1000.0;
    assert_eq!(height(&signal, places, 3), Some(2.0));
    assert_eq!(height(&signal, [1, 399, usize::MAX], 3), None);
    assert_eq!(rms(&[1.0_f32, -1.0, 1.0, -1.0, 9.0], 4), Some(1.0));
    assert_eq!(rms(&[1.0_f32], 4), None);
}
