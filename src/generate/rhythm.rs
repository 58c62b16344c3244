//! When beats come, and which: every rhythm that can be simulated, by name.

mod atrial;
mod escape;
mod fibrillation;
mod paced;
mod sinus;
mod ventricular;

use std::fmt;

use crate::dsp::random::Random;
use crate::generate::beat::Beat;
use crate::generate::course::{Course, Plan};
use crate::generate::simulator::Simulator;

pub use fibrillation::flicker;

/// What the heart does from the beginning of the record to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rhythm {
    /// Sinus rhythm, with as many single ectopic beats as the settings ask for.
    #[default]
    Sinus,
    /// Sinus rhythm of some 30 beats a minute.
    Bradycardia,
    /// A regular rhythm of 220 to 250 beats a minute, every beat with a P wave.
    Tachycardia,
    /// Single atrial premature beats.
    AtrialBeats,
    /// The same, the earliest of them conducted with right bundle branch block.
    AberrantBeats,
    /// Atrial premature beats two by two.
    AtrialCouplets,
    /// Runs of atrial tachycardia.
    AtrialRuns,
    /// Single ventricular premature beats of two shapes.
    VentricularBeats,
    /// Ventricular premature beats two by two.
    VentricularCouplets,
    /// Runs of ventricular tachycardia.
    VentricularRuns,
    /// Every second beat ventricular.
    Bigeminy,
    /// Every third beat ventricular.
    Trigeminy,
    /// Ventricular beats between two normal ones, without a pause.
    Interpolated,
    /// Fusion beats, and ventricular ones of the same focus.
    Fusion,
    /// Left bundle branch block, with some atrial premature beats.
    LeftBlock,
    /// Right bundle branch block, with some atrial premature beats.
    RightBlock,
    /// Junctional rhythm: late, narrow, no P wave.
    Junctional,
    /// Sinus rhythm with pauses that junctional beats end.
    JunctionalEscapes,
    /// Sinus rhythm with pauses that ventricular beats end.
    VentricularEscapes,
    /// Accelerated idioventricular rhythm: every beat is ventricular.
    Idioventricular,
    /// Atrial fibrillation.
    Fibrillation,
    /// Atrial fibrillation with some ventricular beats.
    FibrillationWithVentricularBeats,
    /// Atrial fibrillation for a part of the record.
    ParoxysmalFibrillation,
    /// Every beat paced.
    Paced,
    /// Paced beats, normal ones, and fusions of both.
    PacedMixed,
    /// Sinus rhythm under bursts of noise as moving electrodes make it; as loud as the settings' noise.
    Noisy,
    /// No heart at all: such noise throughout.
    NoiseOnly,
    /// Three normal beats, and nothing after them.
    ThreeBeats,
}

/// (rhythm, name, slowest and fastest mean rate, usual rate).
type Row = (Rhythm, &'static str, (f64, f64), f64);

/// A usual sinus rate, and those that a rhythm on its ground may have.
const ADULT: (f64, f64) = (40.0, 120.0);

const ROWS: [Row; 28] = [
    (Rhythm::Sinus, "sinus", (20.0, 250.0), 72.0),
    (Rhythm::Bradycardia, "bradycardia", (20.0, 45.0), 30.0),
    (Rhythm::Tachycardia, "tachycardia", (200.0, 250.0), 235.0),
    (Rhythm::AtrialBeats, "atrial-beats", ADULT, 72.0),
    (Rhythm::AberrantBeats, "aberrant-beats", ADULT, 72.0),
    (Rhythm::AtrialCouplets, "atrial-couplets", ADULT, 72.0),
    (Rhythm::AtrialRuns, "atrial-runs", ADULT, 72.0),
    (Rhythm::VentricularBeats, "ventricular-beats", ADULT, 72.0),
    (Rhythm::VentricularCouplets, "ventricular-couplets", ADULT, 72.0),
    (Rhythm::VentricularRuns, "ventricular-runs", ADULT, 72.0),
    (Rhythm::Bigeminy, "bigeminy", ADULT, 76.0),
    (Rhythm::Trigeminy, "trigeminy", ADULT, 76.0),
    (Rhythm::Interpolated, "interpolated", (40.0, 75.0), 60.0),
    (Rhythm::Fusion, "fusion", ADULT, 75.0),
    (Rhythm::LeftBlock, "left-block", ADULT, 70.0),
    (Rhythm::RightBlock, "right-block", ADULT, 70.0),
    (Rhythm::Junctional, "junctional", (30.0, 65.0), 48.0),
    (Rhythm::JunctionalEscapes, "junctional-escapes", (40.0, 90.0), 64.0),
    (Rhythm::VentricularEscapes, "ventricular-escapes", (40.0, 90.0), 62.0),
    (Rhythm::Idioventricular, "idioventricular", (50.0, 110.0), 78.0),
    (Rhythm::Fibrillation, "fibrillation", (50.0, 160.0), 86.0),
    (Rhythm::FibrillationWithVentricularBeats, "fibrillation-ventricular", (50.0, 130.0), 82.0),
    (Rhythm::ParoxysmalFibrillation, "fibrillation-paroxysmal", (45.0, 110.0), 70.0),
    (Rhythm::Paced, "paced", (50.0, 110.0), 68.0),
    (Rhythm::PacedMixed, "paced-mixed", (50.0, 110.0), 68.0),
    (Rhythm::Noisy, "noisy", ADULT, 72.0),
    (Rhythm::NoiseOnly, "noise", ADULT, 72.0),
    (Rhythm::ThreeBeats, "three-beats", (60.0, 120.0), 72.0),
];

impl Rhythm {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Rhythm> {
        ROWS.iter().map(|row| row.0)
    }

    /// The rhythm of that name, as `bigeminy`.
    pub fn named(name: &str) -> Option<Rhythm> {
        ROWS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The slowest and the fastest mean rate that it has, in beats a minute: of the sinus rhythm that it stands on, or, where there is
    /// none, of all beats.
    pub fn rates(self) -> (f64, f64) {
        self.row().2
    }

    /// Its usual mean rate.
    pub fn usual_rate(self) -> f64 {
        self.row().3
    }

    fn row(self) -> &'static Row {
        // The rows stand in the order of the enum; a test says so.
        &ROWS[self as usize]
    }

    /// Whether the settings say how many ectopic beats there are.
    pub(crate) fn takes_ectopy(self) -> bool {
        matches!(self, Rhythm::Sinus | Rhythm::Noisy)
    }

    /// Whether its noise is that of moving electrodes, in bursts or always.
    pub fn is_noise(self) -> bool {
        matches!(self, Rhythm::Noisy | Rhythm::NoiseOnly)
    }

    /// The beat that comes when nothing else does.
    fn base(self) -> Beat {
        match self {
            Rhythm::LeftBlock => Beat::LEFT_BLOCK,
            Rhythm::RightBlock => Beat::RIGHT_BLOCK,
            Rhythm::Junctional => Beat::JUNCTIONAL,
            Rhythm::Idioventricular => Beat::ventricular(0),
            Rhythm::Fibrillation | Rhythm::FibrillationWithVentricularBeats => Beat::FIBRILLATING,
            Rhythm::Paced | Rhythm::PacedMixed => Beat::PACED,
            _ => Beat::NORMAL,
        }
    }
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// When the first of three beats comes, in seconds.
const FIRST_OF_THREE: f64 = 0.5;

/// Lays out the recording that is asked for.
pub fn plan(simulator: &Simulator, random: &mut Random) -> Plan {
    let rhythm = simulator.rhythm;
    if rhythm == Rhythm::NoiseOnly {
        return Plan::default();
    }
    let mut course = Course::new(simulator, rhythm.base(), random);
    match rhythm {
        Rhythm::Sinus | Rhythm::NoiseOnly => sinus::mixed(&mut course),
        Rhythm::Bradycardia => sinus::steady(&mut course, "(SBR"),
        Rhythm::Tachycardia => sinus::steady(&mut course, "(N"),
        Rhythm::AtrialBeats | Rhythm::LeftBlock | Rhythm::RightBlock => atrial::single(&mut course),
        Rhythm::AberrantBeats => atrial::aberrant(&mut course),
        Rhythm::AtrialCouplets => atrial::couplets(&mut course),
        Rhythm::AtrialRuns => atrial::runs(&mut course),
        Rhythm::VentricularBeats => ventricular::single(&mut course),
        Rhythm::VentricularCouplets => ventricular::couplets(&mut course),
        Rhythm::VentricularRuns => ventricular::runs(&mut course),
        Rhythm::Bigeminy => ventricular::pattern(&mut course, 1, "(B"),
        Rhythm::Trigeminy => ventricular::pattern(&mut course, 2, "(T"),
        Rhythm::Interpolated => ventricular::interpolated(&mut course),
        Rhythm::Fusion => ventricular::fusion(&mut course),
        Rhythm::Junctional => escape::alone(&mut course, "(NOD"),
        Rhythm::JunctionalEscapes => escape::beats(&mut course, Beat::JUNCTIONAL, (1.4, 1.8), 1.1),
        Rhythm::VentricularEscapes => {
            escape::beats(&mut course, Beat::ventricular_escape(0), (1.7, 2.3), 1.4);
        }
        Rhythm::Idioventricular => escape::alone(&mut course, "(IVR"),
        Rhythm::Fibrillation => fibrillation::throughout(&mut course, 0.0),
        Rhythm::FibrillationWithVentricularBeats => fibrillation::throughout(&mut course, 0.08),
        Rhythm::ParoxysmalFibrillation => fibrillation::paroxysmal(&mut course),
        Rhythm::Paced => paced::throughout(&mut course),
        Rhythm::PacedMixed => paced::mixed(&mut course),
        Rhythm::Noisy => {
            course.mark("(N");
            sinus::mixed(&mut course);
        }
        Rhythm::ThreeBeats => {
            course = course.from(FIRST_OF_THREE);
            sinus::three(&mut course);
        }
    }
    // Committed samples and fixtures are made of the plain sinus rhythm: it recovers as it always did here.
    course.finish(rhythm == Rhythm::Sinus)
}

#[test]
fn every_rhythm_has_its_own_row_and_name() {
    for (index, row) in ROWS.iter().enumerate() {
        assert_eq!(row.0 as usize, index, "{}", row.1);
        assert_eq!(Rhythm::named(row.1), Some(row.0));
        assert!((row.2.0..=row.2.1).contains(&row.3), "{}", row.1);
    }
    assert_eq!(Rhythm::named("waltz"), None);
}
