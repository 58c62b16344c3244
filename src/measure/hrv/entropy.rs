//! Sample entropy of the NN intervals (Richman and Moorman 2000).

use std::ops::Range;

use crate::dsp::quantile::median;
use crate::measure::hrv::nn::Nn;
use crate::measure::hrv::{deviation, figure};

/// Two patterns are alike where no beat of one is further from its like than this share of the standard deviation.
const TOLERANCE: f64 = 0.2;

/// How many intervals are looked at together, because each is held against every other.
const TOGETHER: usize = 5000;

/// A pattern of two beats and the one after them, in microseconds.
type Pattern = [i32; 3];

/// Of patterns of two beats (m = 2, r = 0.2 SD), as `neurokit2.hrv_nonlinear` has it: the negative logarithm of the share of
/// pairs of patterns alike that are alike in the next beat, too. Patterns do not reach over a hole.
///
/// The limit: beyond 5000 intervals (an hour or so) it is the median over stretches of equal count, of at most 5000 each,
/// each with its own SD. `None` where no two patterns are alike, or none stays so.
pub(crate) fn sample_entropy(nn: &Nn) -> Option<f64> {
    let count = nn.ms.len();
    let stretches = count.div_ceil(TOGETHER);
    let bound = |index: usize| index * count / stretches;
    let stretch = |index: usize| entropy(nn, bound(index)..bound(index + 1));
    let mut entropies: Vec<f64> = (0..stretches).filter_map(stretch).collect();
    median(&mut entropies).and_then(figure)
}

fn entropy(nn: &Nn, stretch: Range<usize>) -> Option<f64> {
    let tolerance = (TOLERANCE * deviation(&nn.ms[stretch.clone()])? * 1000.0) as i32;
    let first = nn.runs.partition_point(|run| run.end <= stretch.start);
    let runs = nn.runs[first..].iter().take_while(|run| run.start < stretch.end);
    let runs = runs.map(|run| &nn.ms[run.start.max(stretch.start)..run.end.min(stretch.end)]);
    let fine = |ms: f64| (ms * 1000.0).round() as i32;
    let patterns = runs.flat_map(|run| run.windows(3)).map(|run| [fine(run[0]), fine(run[1]), fine(run[2])]);
    let (two, three) = alike(patterns.collect(), tolerance);
    (two > 0 && three > 0).then(|| (two as f64 / three as f64).ln())
}

/// How many pairs of patterns are alike in two beats, and in three. Sorted by their first beat, a pattern is held only
/// against those whose first is near enough.
fn alike(mut patterns: Vec<Pattern>, tolerance: i32) -> (u64, u64) {
    patterns.sort_unstable();
    let second: Vec<i32> = patterns.iter().map(|pattern| pattern[1]).collect();
    let third: Vec<i32> = patterns.iter().map(|pattern| pattern[2]).collect();
    let (mut two, mut three) = (0, 0);
    let mut near = 0;
    for (index, &[first, next, last]) in patterns.iter().enumerate() {
        while near < patterns.len() && patterns[near][0] - first <= tolerance {
            near += 1;
        }
        let (mut both, mut all) = (0u32, 0u32);
        for (second, third) in second[index + 1..near].iter().zip(&third[index + 1..near]) {
            let is_second = u32::from((second - next).abs() <= tolerance);
            both += is_second;
            all += is_second & u32::from((third - last).abs() <= tolerance);
        }
        two += u64::from(both);
        three += u64::from(all);
    }
    (two, three)
}

#[test]
fn pairs_are_counted_as_one_by_one() {
    let mut random = crate::dsp::random::Random::new(3);
    let patterns: Vec<Pattern> =
        (0..300).map(|_| [0; 3].map(|_: i32| random.uniform(0.0, 40.0) as i32)).collect();
    let (mut two, mut three) = (0, 0);
    for (index, a) in patterns.iter().enumerate() {
        for b in &patterns[index + 1..] {
            let near = |beat: usize| (a[beat] - b[beat]).abs() <= 6;
            two += u64::from(near(0) && near(1));
            three += u64::from(near(0) && near(1) && near(2));
        }
    }
    assert_eq!(alike(patterns, 6), (two, three));
}
