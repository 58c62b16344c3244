//! The middle of numbers, and what so many of them lie below.

/// What the share `q` (0 to 1) of `values` lies below, between neighbours in proportion; reorders them. `None` for none.
///
/// As NumPy's default. Linear in the count.
pub fn quantile(values: &mut [f64], q: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = (place as usize).min(last);
    let (_, &mut lower, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let upper = above.iter().copied().min_by(f64::total_cmp).unwrap_or(lower);
    Some(lower + (upper - lower) * (place - below as f64))
}

/// Several at once, of which the shares ascend: each is looked for in what the one before it left above.
pub fn quantiles<const N: usize>(values: &mut [f64], shares: [f64; N]) -> Option<[f64; N]> {
    let last = values.len().checked_sub(1)?;
    let (mut rest, mut skipped) = (values, 0);
    Some(shares.map(|q| {
        let place = q.clamp(0.0, 1.0) * last as f64;
        let below = (place as usize).min(last);
        let all = std::mem::take(&mut rest);
        let (_, &mut lower, above) = all.select_nth_unstable_by(below - skipped, f64::total_cmp);
        let upper = above.iter().copied().min_by(f64::total_cmp).unwrap_or(lower);
        rest = &mut all[below - skipped..];
        skipped = below;
        lower + (upper - lower) * (place - below as f64)
    }))
}

/// The middle value, or the mean of the middle two; reorders `values`. `None` for none. Linear in the count.
pub fn median(values: &mut [f64]) -> Option<f64> {
    quantile(values, 0.5)
}

#[test]
fn quantiles_are_those_of_numpy() {
    assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), Some(2.5));
    assert_eq!(median(&mut []), None);
    // numpy.quantile([1, 2, 4, 8, 16], [0.1, 0.9])
    assert_eq!(quantile(&mut [16.0, 1.0, 8.0, 2.0, 4.0], 0.1), Some(1.4));
    assert_eq!(quantile(&mut [16.0, 1.0, 8.0, 2.0, 4.0], 0.9), Some(12.8));
    assert_eq!(quantile(&mut [5.0], 0.9), Some(5.0));
    assert_eq!(quantiles(&mut [16.0, 1.0, 8.0, 2.0, 4.0], [0.1, 0.5, 0.5, 0.9]), Some([1.4, 4.0, 4.0, 12.8]));
    assert_eq!(quantiles(&mut [], [0.5]), None);
}
