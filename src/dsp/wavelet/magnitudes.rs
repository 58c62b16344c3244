//! The median of many magnitudes without sorting them, and their order where it is needed.

use crate::dsp::wavelet::Real;

/// Room for ranking magnitudes, used again from one band to the next.
#[derive(Clone, Debug, Default)]
pub struct Magnitudes<T> {
    counts: Vec<usize>,
    values: Vec<T>,
}

impl<T: Real> Magnitudes<T> {
    /// The median of the magnitudes, as numpy has it: the mean of the middle two where their number is even; 0 of none.
    /// Two passes over `numbers`, whatever their order.
    pub fn median(&mut self, numbers: &[T]) -> f64 {
        let Some(last) = numbers.len().checked_sub(1) else { return 0.0 };
        self.counts.clear();
        self.counts.resize(T::BUCKETS, 0);
        for number in numbers {
            self.counts[number.bucket()] += 1;
        }
        // The bucket that the lower of the middle two lies in, and its rank in there.
        let mut rank = last / 2;
        let bucket = self.counts.iter().position(|&count| {
            let here = rank < count;
            if !here {
                rank -= count;
            }
            here
        });
        let Some(bucket) = bucket else { return 0.0 };
        self.values.clear();
        self.values.extend(numbers.iter().filter(|number| number.bucket() == bucket).map(|n| n.magnitude()));
        let (_, lower, above) = self.values.select_nth_unstable_by(rank, T::order);
        let lower = *lower;
        if last % 2 == 0 {
            return lower.into();
        }
        let least = |a: T, b: T| if b < a { b } else { a };
        let later = || numbers.iter().filter(|number| number.bucket() > bucket).map(|n| n.magnitude());
        let upper = above.iter().copied().reduce(least).or_else(|| later().reduce(least));
        (lower.into() + upper.unwrap_or(lower).into()) / 2.0
    }

    /// The magnitudes, least first.
    pub fn sorted(&mut self, numbers: &[T]) -> &[T] {
        self.values.clear();
        self.values.extend(numbers.iter().map(|number| number.magnitude()));
        self.values.sort_unstable_by(T::order);
        &self.values
    }
}

#[test]
fn the_median_is_that_of_the_sorted_magnitudes() {
    let mut random = crate::dsp::random::Random::new(5);
    let mut magnitudes = Magnitudes::default();
    for len in 1..200 {
        for spread in [0.0, 1.0, 40.0] {
            let numbers: Vec<f64> =
                (0..len).map(|_| random.normal() * (spread * random.normal()).exp2()).collect();
            let sorted = magnitudes.sorted(&numbers).to_vec();
            assert!(sorted.is_sorted());
            let expected = (sorted[(len - 1) / 2] + sorted[len / 2]) / 2.0;
            assert_eq!(magnitudes.median(&numbers), expected, "{numbers:?}");
        }
    }
}

#[test]
fn the_median_of_nothing_and_of_zeros_is_zero() {
    assert_eq!(Magnitudes::<f32>::default().median(&[]), 0.0);
    assert_eq!(Magnitudes::default().median(&[0.0_f32, -0.0, 0.0]), 0.0);
}
