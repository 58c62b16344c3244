//! How beats are made ready for a model: Recipe, Step, Fiducial.

use serde::{Deserialize, Serialize};

use crate::ecg::Hertz;

/// How beats are made ready for a model: an ordered list of steps. A model's spec.json speaks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recipe(pub Vec<Step>);

impl Recipe {
    /// How the field's heartbeat tables are made: 125 Hz, stretches of ten seconds scaled to 0..1, from R to 1.2 median RR
    /// intervals, padded with zeros to 187 samples.
    pub fn heartbeat_table() -> Recipe {
        Recipe(vec![
            Step::Resample { hertz: Hertz::TABLES.get() },
            Step::Scale { from: 0.0, to: 1.0, stretch_s: 10.0 },
            Step::Window { samples: 187, from: Fiducial::R, length_rr: 1.2, pad: 0.0 },
        ])
    }
}

/// One step of a [`Recipe`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Resample the lead.
    Resample {
        /// The new rate.
        hertz: f64,
    },
    /// Scale each stretch of the lead so that its least value is `from` and its greatest `to`.
    Scale {
        /// What the least value becomes.
        from: f32,
        /// What the greatest value becomes.
        to: f32,
        /// How long a stretch is, in seconds.
        stretch_s: f64,
    },
    /// Cut a window for each beat.
    Window {
        /// Samples in the window.
        samples: usize,
        /// Where the window starts.
        from: Fiducial,
        /// How much of it is signal, as a share of the stretch's median RR interval; the rest is padding.
        length_rr: f64,
        /// What the rest is filled with.
        pad: f32,
    },
}

/// A point of a beat that a window can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fiducial {
    /// The R peak.
    R,
}
