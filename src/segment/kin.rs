//! The beats of a recording by their shape: which belong together, and what each family of them looks like.

use crate::dsp::quantile::quantiles;
use crate::ecg::{Hertz, Lead, SampleIndex};
use crate::segment::context::WITH_LAGS;
use crate::segment::context::signal::{Signal, likeness, steps};
use crate::segment::families::{Families, best_likeness};
use crate::segment::grid::Grid;

/// More families nobody looks at: the smaller ones are gathered in the last.
pub const MOST: usize = 12;

/// Samples in a second of what is drawn of a beat.
pub const RATE: f64 = crate::segment::grid::RATE;

/// How many there are, 0.7 s.
pub const SAMPLES: usize = 176;

/// How many of them come before R, 0.25 s.
pub const BEFORE: usize = 62;

/// A band of so many members is that of all of them.
const LOOKED_AT: usize = 400;

/// Templates follow their beats, and may become this alike: then they are of one family.
const SAME: f32 = 0.95;

/// The level before QRS, which is taken as zero.
const LEVEL: (isize, isize) = (steps(-104), steps(-72));

/// Who is kin to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Kin {
    /// The family of each beat.
    pub of: Vec<usize>,
    /// The largest first; what is gathered from small ones comes last, however much it is.
    pub families: Vec<Family>,
}

/// Beats of one shape, each value in mV above the level before QRS, [`SAMPLES`] of them at [`RATE`].
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// How many beats are of it.
    pub count: usize,
    /// Whether it is no family, but the beats of all small ones.
    pub is_rest: bool,
    /// The median beat.
    pub median: Vec<f32>,
    /// What a tenth of its beats lies below.
    pub low: Vec<f32>,
    /// What a tenth lies above.
    pub high: Vec<f32>,
}

/// The families of beats by their QRS complexes in a lead. What they look like is taken from `clean`, the same lead at a rate of its own.
/// Linear in the beats.
pub fn of(lead: &Lead, rate: Hertz, clean: (&[f32], Hertz), beats: &[SampleIndex]) -> Kin {
    let signal = Signal::of(&lead.samples, rate, beats.iter().copied());
    let shapes: Vec<Vec<f32>> =
        signal.at.iter().map(|at| signal.part(at + WITH_LAGS.0, at + WITH_LAGS.1)).collect();
    let mut found = Families::default();
    for shape in &shapes {
        found.take(shape);
    }
    let of: Vec<usize> = shapes.iter().map(|shape| found.nearest(shape).0).collect();
    let lags: Vec<isize> = shapes
        .iter()
        .zip(&of)
        .map(|(shape, &family)| best_likeness(shape, &found.templates[family]).1)
        .collect();
    let (of, count) = ranked(&found.templates, &of);

    let grid = Grid::plan(clean.1);
    let laid = grid.lay(clean.0);
    let faster = clean.1.get() / rate.get();
    let at: Vec<isize> = beats
        .iter()
        .zip(&lags)
        .map(|(at, lag)| grid.to_grid((at.0 as f64 * faster).round() as usize).round() as isize + lag)
        .collect();
    let families = count
        .iter()
        .enumerate()
        .map(|(family, &(count, is_rest))| {
            let members: Vec<isize> =
                (0..at.len()).filter(|&beat| of[beat] == family).map(|beat| at[beat]).collect();
            let [low, median, high] = outline(&laid, &members);
            Family { count, is_rest, median, low, high }
        })
        .collect();
    Kin { of, families }
}

/// The families by their size, those whose templates became the same as one, and the small ones as one; how many beats each has, and
/// whether it is what is gathered.
fn ranked(templates: &[Vec<f32>], of: &[usize]) -> (Vec<usize>, Vec<(usize, bool)>) {
    let mut counts = vec![0usize; templates.len()];
    of.iter().for_each(|&family| counts[family] += 1);
    let mut order: Vec<usize> = (0..templates.len()).filter(|&family| counts[family] > 0).collect();
    order.sort_by_key(|&family| std::cmp::Reverse(counts[family]));
    // Each goes to the largest that it is the same as.
    let mut heads: Vec<usize> = Vec::new();
    let mut head_of = vec![0; templates.len()];
    for &family in &order {
        let same = heads.iter().position(|&head| likeness(&templates[head], &templates[family]) >= SAME);
        head_of[family] = same.unwrap_or(heads.len());
        if same.is_none() {
            heads.push(family);
        }
    }
    let mut sizes = vec![(0usize, 0usize); heads.len()];
    for (head, size) in sizes.iter_mut().enumerate() {
        size.1 = head;
    }
    order.iter().for_each(|&family| sizes[head_of[family]].0 += counts[family]);
    sizes.sort_by_key(|&(size, head)| (std::cmp::Reverse(size), head));
    let last = if sizes.len() > MOST { MOST - 1 } else { MOST };
    let mut place = vec![0; heads.len()];
    let mut count: Vec<(usize, bool)> = Vec::new();
    for (rank, &(size, head)) in sizes.iter().enumerate() {
        place[head] = rank.min(last);
        match count.get_mut(last) {
            Some(rest) => rest.0 += size,
            None => count.push((size, rank == last)),
        }
    }
    (of.iter().map(|&family| place[head_of[family]]).collect(), count)
}

/// What a tenth of the members lies below, their median, and what a tenth lies above, place by place.
fn outline(laid: &[f32], members: &[isize]) -> [Vec<f32>; 3] {
    let fits = |at: isize| at >= BEFORE as isize && at + ((SAMPLES - BEFORE) as isize) <= laid.len() as isize;
    // Beats at the very edges are cut off; they are looked at only where there are no others.
    let whole: Vec<isize> = members.iter().copied().filter(|&at| fits(at)).collect();
    let members = if whole.is_empty() { members } else { &whole };
    let looked_at: Vec<Vec<f32>> = (0..members.len().min(LOOKED_AT))
        .map(|nth| {
            let at = members[nth * members.len() / members.len().min(LOOKED_AT)];
            let value = |step: isize| {
                let place = (at + step).clamp(0, (laid.len() as isize - 1).max(0)) as usize;
                laid.get(place).copied().unwrap_or(0.0)
            };
            let level = (LEVEL.0..LEVEL.1).map(value).sum::<f32>() / (LEVEL.1 - LEVEL.0) as f32;
            (0..SAMPLES).map(|place| value(place as isize - BEFORE as isize) - level).collect()
        })
        .collect();
    let mut bands = [const { Vec::new() }; 3];
    for place in 0..SAMPLES {
        let mut values: Vec<f64> = looked_at.iter().map(|beat| f64::from(beat[place])).collect();
        let found = quantiles(&mut values, [0.1, 0.5, 0.9]).unwrap_or_default();
        bands.iter_mut().zip(found).for_each(|(band, value)| band.push(value as f32));
    }
    bands
}

#[test]
fn small_families_are_gathered_and_templates_that_became_the_same_are_one() {
    let basis = |place: usize| -> Vec<f32> { (0..16).map(|at| f32::from(at == place)).collect() };
    let templates: Vec<Vec<f32>> = (0..15).chain([3]).map(basis).collect();
    // Family n has n + 1 beats; the last, like family 3, has 30.
    let of: Vec<usize> = (0..15).flat_map(|family| vec![family; family + 1]).chain(vec![15; 30]).collect();
    let (of, count) = ranked(&templates, &of);
    assert_eq!(count[0], (34, false), "3 and 15 are one");
    assert_eq!(count[1], (15, false));
    assert_eq!(count.len(), MOST);
    assert_eq!(count[MOST - 1], (1 + 2 + 3 + 5, true));
    assert_eq!(count.iter().map(|(count, _)| count).sum::<usize>(), of.len());
    assert_eq!((of[0], of[of.len() - 1]), (MOST - 1, 0));
}
