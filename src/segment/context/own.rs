//! How far a beat is from what is usual for its patient: each number against those of the beats of the usual family.

use crate::dsp::quantile::median;
use crate::segment::context::Form;
use crate::segment::context::rhythm::around;

/// Of which features, and the least spread that is held against them.
pub const OF: [(&str, f32); 16] = [
    ("rr/local", 0.02),
    ("misfit", 0.03),
    ("misfit to wide", 0.03),
    ("qrs unlike usual", 0.3),
    ("qrs unlike wide", 0.3),
    ("height/usual", 0.03),
    ("width-usual", 0.01),
    ("slope centre-usual", 0.01),
    ("all unlike wide", 0.3),
    ("st level-usual", 0.02),
    ("p gain wide", 0.1),
    ("p like wide", 0.05),
    ("p misfit wide", 0.05),
    ("pr like wide", 0.02),
    ("rest size", 0.05),
    ("p gain wide 5", 0.1),
];

/// Beats to either side.
const REACH: usize = 150;

/// Middle and spread are taken anew for so many beats at a time.
const STEP: usize = 16;

/// The features, a row of `OF.len()` for each beat. `value` says a number of a beat, `usual` whether the beat is of the usual family.
pub fn features(
    count: usize,
    form: Form,
    value: impl Fn(usize, usize) -> f32,
    usual: impl Fn(usize) -> bool,
) -> Vec<[f32; OF.len()]> {
    let mut rows = Vec::with_capacity(count);
    let mut against = [(0.0f32, 1.0f32); OF.len()];
    for beat in 0..count {
        if beat % STEP == 0 {
            let middle = if form == Form::Whole { (beat + STEP / 2).min(count - 1) } else { beat };
            let of: Vec<usize> = around(middle, REACH, form, count).filter(|&at| usual(at)).collect();
            for (column, against) in against.iter_mut().enumerate() {
                let mut values: Vec<f64> = of.iter().map(|&at| f64::from(value(at, column))).collect();
                let centre = median(&mut values).unwrap_or(0.0);
                values.iter_mut().for_each(|value| *value = (*value - centre).abs());
                let spread = 1.4826 * median(&mut values).unwrap_or(0.0) as f32;
                *against = (centre as f32, spread.max(OF[column].1));
            }
        }
        rows.push(std::array::from_fn(|column| {
            let (centre, spread) = against[column];
            ((value(beat, column) - centre) / spread).clamp(-10.0, 10.0) / 4.0
        }));
    }
    rows
}
