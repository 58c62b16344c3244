//! Whose heart it is: sizes, widths and directions that stay the same for a whole recording.

use std::f64::consts::PI;

use crate::dsp::random::Random;

/// Sizes and times are relative to the ordinary heart's, whose are all 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// How far the heart is turned, in radians: lead MLII sees more of what V1 sees, and V1 less of it.
    pub axis: f64,
    /// Height of the P wave.
    pub p: f64,
    /// Height of QRS, of whatever origin.
    pub qrs: f64,
    /// Height of the T wave; below zero it is inverted. (After a wide QRS it stays against that.)
    pub t: f64,
    /// From the P wave to the R peak.
    pub pr: f64,
    /// Width of QRS.
    pub width: f64,
    /// From the R peak to the T wave.
    pub qt: f64,
    /// Height of a P wave from elsewhere in the atria.
    pub early_p: f64,
    /// From that P wave to the R peak.
    pub early_pr: f64,
    /// Where ventricular beats come from.
    pub foci: [Focus; 2],
    /// Fibrillatory waves a second.
    pub flicker: f64,
    /// Their height from trough to peak in lead MLII, in millivolts.
    pub flicker_height: f64,
}

/// A place in the ventricles that beats come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focus {
    /// How far its beats are turned against those of the ordinary one, in radians: half a turn is upside down. The heart's axis does
    /// not add to it.
    pub turn: f64,
    /// Height of QRS and T.
    pub height: f64,
    /// Width of QRS.
    pub width: f64,
    /// How much of a sinus interval a premature beat waits for.
    pub coupling: f64,
}

impl Default for Person {
    /// The ordinary heart: its ventricular beats are upright in MLII, or, from the other focus, nearly upside down.
    fn default() -> Person {
        Person {
            axis: 0.0,
            p: 1.0,
            qrs: 1.0,
            t: 1.0,
            pr: 1.0,
            width: 1.0,
            qt: 1.0,
            early_p: 1.0,
            early_pr: 1.0,
            foci: [
                Focus { turn: 0.0, height: 1.0, width: 1.0, coupling: 0.58 },
                Focus { turn: 0.9 * PI, height: 0.9, width: 1.05, coupling: 0.66 },
            ],
            flicker: 6.0,
            flicker_height: 0.1,
        }
    }
}

impl Person {
    /// Somebody, as different from the ordinary as patients are.
    pub fn drawn(random: &mut Random) -> Person {
        let mut focus = |about: f64| Focus {
            turn: about + random.uniform(-0.5, 0.5),
            height: random.uniform(0.7, 1.3),
            width: random.uniform(0.9, 1.12),
            coupling: random.uniform(0.52, 0.7),
        };
        let foci = [focus(0.0), focus(PI)];
        // Which of the two is met first is chance.
        let foci = if random.uniform(0.0, 1.0) < 0.5 { foci } else { [foci[1], foci[0]] };
        // One T wave in eight is inverted.
        let is_inverted = random.uniform(0.0, 1.0) < 0.125;
        let is_early_p_upright = random.uniform(0.0, 1.0) < 0.4;
        Person {
            // Turned further, R would be lower than S, and no longer what an annotator of this lead marks.
            axis: random.uniform(-0.6, 0.25),
            p: random.uniform(0.6, 1.7),
            qrs: (0.3 * random.normal()).exp().clamp(0.55, 1.7),
            t: if is_inverted { -random.uniform(0.2, 0.8) } else { random.uniform(0.4, 1.5) },
            pr: random.uniform(0.85, 1.25),
            width: random.uniform(0.88, 1.12),
            qt: random.uniform(0.92, 1.1),
            early_p: random.uniform(0.7, 2.0) * if is_early_p_upright { -1.0 } else { 1.0 },
            early_pr: random.uniform(0.85, 1.4),
            foci,
            flicker: random.uniform(4.5, 8.5),
            flicker_height: random.uniform(0.04, 0.18),
        }
    }
}
