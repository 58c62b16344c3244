//! The waves of a beat, as bumps in time and millivolts, shaped like those of leads MLII and V1.

use crate::dsp::random::Random;
use crate::ecg::BeatClass;
use crate::generate::beat::{Atria, Event, Ventricles};
use crate::generate::form::Forms;
use crate::generate::person::{Focus, Person};

/// MLII, and V1, which looks at the heart at a right angle to it.
pub const LEADS: usize = 2;

/// One wave: a Gaussian bump.
#[derive(Clone, Copy, Debug)]
pub struct Wave {
    pub part: Part,
    /// Seconds after the R peak; negative before it.
    pub at: f64,
    /// Standard deviation in seconds.
    pub width: f64,
    /// Millivolts.
    pub heights: [f64; LEADS],
}

/// What a bump belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    P,
    Spike,
    Qrs,
    /// What QRS leaves of itself in the segment after it; as high and wide as QRS is.
    St,
    T,
}

const fn p(at: f64, width: f64, heights: [f64; LEADS]) -> Wave {
    Wave { part: Part::P, at, width, heights }
}

const fn spike(at: f64, width: f64, heights: [f64; LEADS]) -> Wave {
    Wave { part: Part::Spike, at, width, heights }
}

const fn qrs(at: f64, width: f64, heights: [f64; LEADS]) -> Wave {
    Wave { part: Part::Qrs, at, width, heights }
}

const fn st(at: f64, width: f64, heights: [f64; LEADS]) -> Wave {
    Wave { part: Part::St, at, width, heights }
}

const fn t(at: f64, width: f64, heights: [f64; LEADS]) -> Wave {
    Wave { part: Part::T, at, width, heights }
}

const SINUS_P: [Wave; 1] = [p(-0.165, 0.024, [0.12, 0.05])];

/// From low in the atria: inverted.
const OTHER_P: [Wave; 1] = [p(-0.125, 0.020, [-0.06, 0.08])];

/// Q, R, S, and a T that rises slower than it falls. QRS of about 90 ms; in V1 a small r and a deep S.
const NARROW: [Wave; 5] = [
    qrs(-0.030, 0.009, [-0.09, 0.20]),
    qrs(0.0, 0.0115, [1.15, -0.70]),
    qrs(0.031, 0.011, [-0.24, -0.22]),
    t(0.235, 0.050, [0.17, 0.04]),
    t(0.290, 0.034, [0.16, -0.06]),
];

/// The ventricles beat as always, a little less filled.
const EARLY: [Wave; 5] = [
    qrs(-0.030, 0.009, [-0.08, 0.18]),
    qrs(0.0, 0.0115, [1.08, -0.66]),
    qrs(0.031, 0.011, [-0.26, -0.22]),
    t(0.230, 0.050, [0.15, 0.04]),
    t(0.285, 0.034, [0.13, -0.05]),
];

/// No q, a broad R with a shoulder of some 145 ms, a T against it; in V1 a broad and deep S.
const LEFT_BLOCK: [Wave; 5] = [
    qrs(-0.042, 0.015, [0.62, -0.35]),
    qrs(0.0, 0.020, [0.95, -0.95]),
    qrs(0.040, 0.012, [0.10, -0.30]),
    t(0.240, 0.052, [-0.16, 0.25]),
    t(0.305, 0.038, [-0.14, 0.15]),
];

/// It begins as always, and ends in a broad S; in V1 in a second, higher r, with a T against it. QRS of some 145 ms.
const RIGHT_BLOCK: [Wave; 6] = [
    qrs(-0.030, 0.009, [-0.08, 0.24]),
    qrs(0.0, 0.0125, [1.05, -0.45]),
    qrs(0.038, 0.013, [-0.26, 0.40]),
    qrs(0.060, 0.015, [-0.24, 0.62]),
    t(0.240, 0.050, [0.17, -0.18]),
    t(0.295, 0.034, [0.14, -0.12]),
];

/// From a focus: no P; a QRS of some 150 ms with a shoulder; a T against it.
const ECTOPIC: [Wave; 5] = [
    qrs(-0.036, 0.013, [0.38, -0.40]),
    qrs(0.0, 0.018, [1.35, -0.35]),
    qrs(0.048, 0.017, [-0.45, 0.45]),
    t(0.225, 0.055, [-0.34, 0.20]),
    t(0.290, 0.042, [-0.19, 0.10]),
];

/// A spike, then a QRS of some 175 ms, a T against it.
const STIMULATED: [Wave; 5] = [
    spike(-0.064, 0.0032, [0.45, 0.30]),
    qrs(0.0, 0.024, [0.95, -0.80]),
    qrs(0.064, 0.024, [-0.60, -0.20]),
    t(0.260, 0.058, [0.30, 0.22]),
    t(0.330, 0.043, [0.18, 0.12]),
];

/// What the settings' shares of ectopic beats are drawn with, wider than most: committed samples are made of it. No P, and
/// a T against QRS.
const VENTRICULAR: [Wave; 5] = [
    qrs(-0.055, 0.022, [0.25, -0.40]),
    qrs(0.0, 0.031, [1.45, -0.35]),
    qrs(0.085, 0.030, [-0.55, 0.50]),
    t(0.250, 0.060, [-0.38, 0.20]),
    t(0.320, 0.045, [-0.20, 0.10]),
];

/// Of the same kind, half of each: the two wavefronts meet. It ends in a sagging ST segment, and hardly a T.
const FUSION: [Wave; 6] = [
    p(-0.165, 0.024, [0.11, 0.05]),
    qrs(-0.032, 0.014, [0.10, -0.10]),
    qrs(0.0, 0.019, [1.25, -0.55]),
    qrs(0.062, 0.020, [-0.16, 0.14]),
    st(0.140, 0.045, [-0.20, 0.05]),
    t(0.300, 0.040, [0.05, 0.03]),
];

/// Of the same kind, a spike, then a wide QRS.
const PACED: [Wave; 5] = [
    spike(-0.070, 0.0032, [0.45, 0.30]),
    qrs(0.0, 0.028, [0.95, -0.80]),
    qrs(0.095, 0.036, [-0.75, -0.20]),
    t(0.300, 0.062, [0.38, 0.20]),
    t(0.370, 0.045, [0.22, 0.10]),
];

/// A heart used to less than this, in seconds between beats, draws its P and T waves together to find room for them.
const CROWDED: f64 = 0.34;

/// A wide QRS has at least this much of a T wave, relative to the ordinary one.
const LEAST_T_OF_A_WIDE_BEAT: f64 = 0.6;

/// What of a beat the person's and the focus's measures apply to.
struct Source<'a> {
    waves: &'a [Wave],
    /// How much of it there is, where two wavefronts meet.
    share: f64,
    /// How far it is turned, in radians.
    turn: f64,
    /// Height and width of its QRS beside the person's.
    size: (f64, f64),
    is_wide: bool,
}

impl<'a> Source<'a> {
    fn narrow(waves: &'a [Wave], share: f64, person: &Person) -> Source<'a> {
        Source { waves, share, turn: person.axis, size: (1.0, 1.0), is_wide: false }
    }

    fn wide(waves: &'a [Wave], share: f64, person: &Person) -> Source<'a> {
        Source { is_wide: true, ..Source::narrow(waves, share, person) }
    }

    /// From there it goes its own way through the ventricles, whatever the heart's axis.
    fn focus(share: f64, focus: Focus) -> Source<'a> {
        let size = (focus.height, focus.width);
        Source { waves: &ECTOPIC, share, turn: focus.turn, size, is_wide: true }
    }
}

fn atria(atria: Atria) -> &'static [Wave] {
    match atria {
        Atria::Sinus => &SINUS_P,
        Atria::Elsewhere => &OTHER_P,
        Atria::Still => &[],
    }
}

fn ventricles(ventricles: Ventricles, person: &Person) -> Vec<Source<'static>> {
    let narrow = |waves, share| Source::narrow(waves, share, person);
    let wide = |waves, share| Source::wide(waves, share, person);
    match ventricles {
        Ventricles::Narrow => vec![narrow(&NARROW, 1.0)],
        Ventricles::Early => vec![narrow(&EARLY, 1.0)],
        Ventricles::LeftBlock => vec![wide(&LEFT_BLOCK, 1.0)],
        Ventricles::RightBlock => vec![wide(&RIGHT_BLOCK, 1.0)],
        Ventricles::Focus(index) => vec![Source::focus(1.0, person.foci[index])],
        Ventricles::Paced => vec![wide(&STIMULATED, 1.0)],
        Ventricles::Met(index, share) => {
            vec![narrow(&NARROW, 1.0 - share), Source::focus(share, person.foci[index])]
        }
        Ventricles::MetPacer(share) => vec![narrow(&NARROW, 1.0 - share), wide(&STIMULATED, share)],
        Ventricles::Usual(class) => match class {
            BeatClass::N => vec![narrow(&NARROW, 1.0)],
            BeatClass::S => vec![narrow(&EARLY, 1.0)],
            BeatClass::V => vec![wide(&VENTRICULAR, 1.0)],
            BeatClass::F => vec![wide(&FUSION, 1.0)],
            BeatClass::Q => vec![wide(&PACED, 1.0)],
        },
    }
}

/// The waves of a beat. T moves with the square root of the RR interval that the heart is used to, so that it comes
/// sooner after an early beat. No two beats are quite alike. Last, all is formed as it was asked for.
pub fn waves(event: &Event, person: &Person, forms: &Forms, random: &mut Random) -> Vec<Wave> {
    let slowed = event.pace.clamp(0.4, 1.4).sqrt();
    let crowded = (event.pace / CROWDED).min(1.0);
    let size = 1.0 + 0.03 * random.normal();
    let stretch = 1.0 + 0.02 * random.normal();
    let (p, pr) = match event.beat.atria {
        Atria::Elsewhere => (person.early_p, person.early_pr),
        _ => (person.p, person.pr),
    };
    let mut sources = vec![Source::narrow(atria(event.beat.atria), 1.0, person)];
    sources.extend(ventricles(event.beat.ventricles, person));
    let mut waves = Vec::new();
    for Source { waves: shape, share, turn, size: (tall, broad), is_wide } in sources {
        let recovery = if is_wide { person.t.abs().max(LEAST_T_OF_A_WIDE_BEAT) } else { person.t };
        let (sin, cos) = turn.sin_cos();
        waves.extend(shape.iter().map(|wave| {
            let (later, wider, higher) = match wave.part {
                Part::P => (pr * crowded.sqrt(), crowded, p),
                Part::Spike => (1.0, 1.0, 1.0),
                Part::Qrs | Part::St => {
                    let width = person.width * broad;
                    (width, width, share * person.qrs * tall)
                }
                Part::T => (
                    slowed * person.qt * crowded.sqrt(),
                    person.qt * crowded,
                    share * person.qrs * recovery * tall,
                ),
            };
            let [own, other] = wave.heights;
            let seen = [own * cos + other * sin, other * cos - own * sin];
            let varied = 1.0 + 0.03 * random.normal();
            Wave {
                at: wave.at * later * stretch,
                width: wave.width * wider * stretch,
                heights: seen.map(|seen| seen * size * varied * higher),
                ..*wave
            }
        }));
    }
    forms.apply(&mut waves);
    waves
}
