//! Sizes and widths that a person chooses for P, QRS and T.

use crate::generate::shape::{Part, Wave};

/// How a wave is to look beside what it would be: 1 and 1 change nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Its height; below zero it is turned over.
    pub size: f64,
    /// How long it lasts.
    pub width: f64,
}

impl Default for Form {
    fn default() -> Form {
        Form { size: 1.0, width: 1.0 }
    }
}

/// The forms of the waves of every beat, whatever its origin, on top of what the person's heart and the beat's focus make of them.
///
/// Each is for itself: a higher QRS has no higher T. A wave grows away from QRS, and a wider QRS pushes P and T apart, so that PQ and
/// ST keep their lengths; but the next beat comes when it comes, and a T wave of twice its width in a fast heart runs into it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Forms {
    /// 0 to 5 times as high, half to twice as wide; of size 0 there is none.
    pub p: Form,
    /// 0.2 to 3 times as high, half to twice as wide.
    pub qrs: Form,
    /// -5 to 5 times as high, half to twice as wide: below zero it is turned over in every beat; of size 0 there is none.
    pub t: Form,
}

/// What sizes may be, and all widths.
const P_SIZES: (f64, f64) = (0.0, 5.0);
const QRS_SIZES: (f64, f64) = (0.2, 3.0);
const T_SIZES: (f64, f64) = (-5.0, 5.0);
const WIDTHS: (f64, f64) = (0.5, 2.0);

/// A bump is taken to begin and end so many of its widths from its top.
const SKIRT: f64 = 2.0;

impl Forms {
    /// What is wrong with them, as a sentence without its end.
    pub(crate) fn fault(&self) -> Option<String> {
        let forms = [("P", self.p, P_SIZES), ("QRS", self.qrs, QRS_SIZES), ("T", self.t, T_SIZES)];
        let outside =
            |value: f64, (low, high): (f64, f64)| !value.is_finite() || !(low..=high).contains(&value);
        forms.into_iter().find_map(|(wave, form, sizes)| {
            let (what, (low, high)) = match () {
                () if outside(form.size, sizes) => ("size", sizes),
                () if outside(form.width, WIDTHS) => ("width", WIDTHS),
                () => return None,
            };
            Some(format!("the {what} of {wave} should be {low} to {high} times the usual"))
        })
    }

    /// Forms the waves of one beat.
    pub(crate) fn apply(&self, waves: &mut [Wave]) {
        if *self == Forms::default() {
            return;
        }
        let begin = |part| edge(waves, part, -SKIRT, f64::min).unwrap_or_default();
        let end = |part| edge(waves, part, SKIRT, f64::max).unwrap_or_default();
        let wider = self.qrs.width - 1.0;
        let (earlier, later) = (wider * begin(Part::Qrs), wider * end(Part::Qrs));
        let (p_end, t_begin) = (end(Part::P), begin(Part::T));
        for wave in waves {
            let (form, fixed, moved) = match wave.part {
                Part::P => (self.p, p_end, earlier),
                Part::Spike => (Form::default(), 0.0, earlier),
                Part::Qrs | Part::St => (self.qrs, 0.0, 0.0),
                Part::T => (self.t, t_begin, later),
            };
            wave.at = fixed + form.width * (wave.at - fixed) + moved;
            wave.width *= form.width;
            wave.heights = wave.heights.map(|height| height * form.size);
        }
    }
}

/// The outermost of what lies so many widths from the tops of a part's bumps; `None` where it has none.
fn edge(waves: &[Wave], part: Part, widths: f64, outermost: fn(f64, f64) -> f64) -> Option<f64> {
    let of_part = waves.iter().filter(|wave| wave.part == part);
    of_part.map(|wave| wave.at + widths * wave.width).reduce(outermost)
}

#[test]
fn a_wider_qrs_keeps_its_distance_from_p_and_t_and_each_grows_away_from_it() {
    let wave = |part, at| Wave { part, at, width: 0.01, heights: [1.0, 0.5] };
    let usual = [wave(Part::P, -0.16), wave(Part::Qrs, 0.0), wave(Part::T, 0.25)];
    let formed = |forms: Forms| {
        let mut waves = usual;
        forms.apply(&mut waves);
        waves
    };
    let twice = Form { width: 2.0, ..Form::default() };
    let qrs = formed(Forms { qrs: twice, ..Forms::default() });
    let gaps = |waves: &[Wave; 3]| {
        let at = |part, widths, outermost| edge(waves, part, widths, outermost).unwrap();
        [
            at(Part::Qrs, -SKIRT, f64::min) - at(Part::P, SKIRT, f64::max),
            at(Part::T, -SKIRT, f64::min) - at(Part::Qrs, SKIRT, f64::max),
        ]
    };
    for formed in [qrs, formed(Forms { p: twice, t: twice, ..Forms::default() })] {
        let apart = gaps(&formed).into_iter().zip(gaps(&usual)).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-12, "{formed:?}");
    }
    let turned = formed(Forms { t: Form { size: -2.0, ..Form::default() }, ..Forms::default() });
    assert_eq!((turned[2].heights, turned[1].heights), ([-2.0, -1.0], [1.0, 0.5]));
}
