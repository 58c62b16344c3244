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

/// What the usual beats of a patient have of each of these.
pub struct Own {
    form: Form,
    /// Middle and spread.
    against: [(f32, f32); OF.len()],
}

impl Own {
    pub fn new(form: Form) -> Own {
        Own { form, against: [(0.0, 1.0); OF.len()] }
    }

    /// The features of a beat; each is asked for once, in order. `told` are beats that are told of, `value` says a number of one of them, `usual` whether it
    /// is of the usual family.
    pub fn features(
        &mut self,
        beat: usize,
        told: usize,
        value: impl Fn(usize, usize) -> f32,
        usual: impl Fn(usize) -> bool,
    ) -> [f32; OF.len()] {
        if beat.is_multiple_of(STEP) {
            let middle = if self.form == Form::Whole { (beat + STEP / 2).min(told - 1) } else { beat };
            let of: Vec<usize> = around(middle, REACH, self.form, told).filter(|&at| usual(at)).collect();
            for (column, against) in self.against.iter_mut().enumerate() {
                let mut values: Vec<f64> = of.iter().map(|&at| f64::from(value(at, column))).collect();
                let centre = median(&mut values).unwrap_or(0.0);
                values.iter_mut().for_each(|value| *value = (*value - centre).abs());
                let spread = 1.4826 * median(&mut values).unwrap_or(0.0) as f32;
                *against = (centre as f32, spread.max(OF[column].1));
            }
        }
        std::array::from_fn(|column| {
            let (centre, spread) = self.against[column];
            ((value(beat, column) - centre) / spread).clamp(-10.0, 10.0) / 4.0
        })
    }
}
