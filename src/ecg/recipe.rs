//! How a lead is cleaned and its beats made ready for a model: Recipe, Step, and what a step can be told.

use serde::{Deserialize, Serialize};

use crate::ecg::Hertz;

/// How a lead is cleaned and its beats made ready for a model: an ordered list of steps. A model's spec.json speaks it, and
/// the page edits it.
///
/// Cleaning steps stand first. A recipe for beats ends with those that cut them: resample and scale, where they are wanted,
/// then window or around.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

    /// The other window that the field cuts: 200 ms around R, 100 before and 100 after, in 50 samples at 250 Hz; what is
    /// missing at the ends of a record is filled with the window's least value. It is not scaled: put a
    /// `zscore` or `minmax` before it, or a `scale`.
    pub fn two_hundred_ms() -> Recipe {
        Recipe(vec![
            Step::Resample { hertz: 250.0 },
            Step::Around { samples: 50, before_s: 0.1, after_s: 0.1, pad: Pad::Least },
        ])
    }

    /// What the page cleans with unless told otherwise: a zero-phase high-pass of 0.5 Hz, the mains where they are heard, a
    /// zero-phase low-pass of 40 Hz.
    ///
    /// Chosen because it hardly moves the ST level and needs no R peaks (see `examples/distortion.rs`): running medians
    /// follow long ST segments and broad T waves, a spline trusts every single PR level, a wavelet's threshold gains nothing. Without
    /// phase, 0.5 Hz is inside what the AHA allows for ST (0.67 Hz where phase is linear; Kligfield et al. 2007). 40 Hz
    /// takes from sharp R peaks: amplitudes are measured before.
    pub fn for_eyes() -> Recipe {
        Recipe(vec![
            Step::Baseline { method: BaselineMethod::Highpass, hertz: 0.5 },
            Step::Mains { hertz: MainsHertz::Auto },
            Step::Band { low_hz: 0.0, high_hz: 40.0, order: 2 },
        ])
    }

    /// Samples in each beat that its last step cuts, or numbers that it says of it; `None` where it does neither.
    pub fn width(&self) -> Option<usize> {
        match self.0.last() {
            Some(Step::Window { samples, .. } | Step::Around { samples, .. }) => Some(*samples),
            Some(Step::Context { features } | Step::Deviation { features }) => Some(*features),
            _ => None,
        }
    }

    /// The steps that clean a lead: all that stand before those that cut beats from it.
    pub fn cleaning(&self) -> &[Step] {
        &self.0[..self.0.len() - self.windowing().len()]
    }

    /// The steps that cut beats from a clean lead: a last one that cuts windows, a `scale` right before it, and a `resample`
    /// right before these; none where the last cuts no windows.
    pub fn windowing(&self) -> &[Step] {
        let (Step::Window { .. } | Step::Around { .. }, before) = (match self.0.split_last() {
            Some((Step::Context { .. } | Step::Deviation { .. }, before)) => return &self.0[before.len()..],
            Some(last) => last,
            None => return &[],
        }) else {
            return &[];
        };
        let mut from = before.len();
        if let Some(Step::Scale { .. }) = before[..from].last() {
            from -= 1;
        }
        if let Some(Step::Resample { .. }) = before[..from].last() {
            from -= 1;
        }
        &self.0[from..]
    }
}

/// One step of a [`Recipe`]: what cleans the lead, and then what cuts it into beats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Step {
    /// Take away what the lead wanders by.
    Baseline {
        /// How.
        #[serde(default)]
        method: BaselineMethod,
        /// The edge of the high-pass, in hertz; the other methods have none.
        #[serde(default = "half")]
        hertz: f64,
    },
    /// Take away the hum of the mains.
    Mains {
        /// Of which frequency.
        #[serde(default)]
        hertz: MainsHertz,
    },
    /// Keep a band of frequencies: Butterworth, forwards and backwards.
    Band {
        /// The lower edge; 0 where there is none.
        #[serde(default = "half")]
        low_hz: f64,
        /// The upper edge; 0 where there is none.
        #[serde(default = "forty")]
        high_hz: f64,
        /// The order of one pass.
        #[serde(default = "two")]
        order: usize,
    },
    /// Take away what is small in every band of a wavelet.
    Wavelet {
        /// Whose filters: db6, sym4, coif3.
        #[serde(default = "db6")]
        name: String,
        /// How many levels; 0 for as many as the signal has.
        #[serde(default)]
        level: usize,
        /// The rule that says what counts as noise: fixed, universal, sure or level-dependent.
        #[serde(default = "universal")]
        threshold: String,
        /// The fixed threshold, in the signal's unit; the other rules have none.
        #[serde(default = "half")]
        value: f64,
        /// What becomes of coefficients: soft or hard.
        #[serde(default = "soft")]
        shrink: String,
        /// Whether the approximation is thresholded too.
        #[serde(default)]
        approximation: bool,
        /// How the signal goes on at its ends.
        #[serde(default = "symmetric")]
        boundary: String,
    },
    /// Scale the whole lead so that its mean is 0 and its standard deviation 1.
    ZScore {},
    /// Scale the whole lead so that its least value is `from` and its greatest `to`.
    MinMax {
        /// What the least value becomes.
        #[serde(default)]
        from: f32,
        /// What the greatest value becomes.
        #[serde(default = "one")]
        to: f32,
    },
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
    /// Cut a window around each beat's R peak.
    Around {
        /// Samples in the window.
        samples: usize,
        /// How much of it stands before R, in seconds.
        before_s: f64,
        /// How much after.
        after_s: f64,
        /// What is put where there is no signal.
        #[serde(default)]
        pad: Pad,
    },
    /// Say each beat in numbers, among its neighbours: when it comes, what it looks like, whether the atria led.
    Context {
        /// How many numbers.
        features: usize,
    },
    /// Say how far each beat is from what is usual around it, place by place, and how early it comes.
    Deviation {
        /// How many numbers.
        features: usize,
    },
}

impl Step {
    /// What spec.json calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Step::Baseline { .. } => "baseline",
            Step::Mains { .. } => "mains",
            Step::Band { .. } => "band",
            Step::Wavelet { .. } => "wavelet",
            Step::ZScore {} => "zscore",
            Step::MinMax { .. } => "minmax",
            Step::Resample { .. } => "resample",
            Step::Scale { .. } => "scale",
            Step::Window { .. } => "window",
            Step::Around { .. } => "around",
            Step::Context { .. } => "context",
            Step::Deviation { .. } => "deviation",
        }
    }
}

fn half() -> f64 {
    0.5
}

fn forty() -> f64 {
    40.0
}

fn two() -> usize {
    2
}

fn one() -> f32 {
    1.0
}

fn db6() -> String {
    "db6".into()
}

fn universal() -> String {
    "universal".into()
}

fn soft() -> String {
    "soft".into()
}

fn symmetric() -> String {
    "symmetric".into()
}

/// How the baseline is found that [`Step::Baseline`] takes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BaselineMethod {
    /// All that is slower than an edge.
    #[default]
    Highpass,
    /// The median of 600 ms of the median of 200 ms.
    Medians,
    /// A smooth curve through the level before each QRS complex.
    Spline,
}

/// The frequency of the mains: `"auto"`, 50 or 60.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub enum MainsHertz {
    /// The one that is heard in the lead, if any.
    #[default]
    Auto,
    /// 50 Hz.
    Fifty,
    /// 60 Hz.
    Sixty,
}

impl TryFrom<serde_json::Value> for MainsHertz {
    type Error = String;

    fn try_from(value: serde_json::Value) -> Result<MainsHertz, String> {
        match (value.as_str(), value.as_f64()) {
            (Some("auto"), _) => Ok(MainsHertz::Auto),
            (_, Some(50.0)) => Ok(MainsHertz::Fifty),
            (_, Some(60.0)) => Ok(MainsHertz::Sixty),
            _ => Err(format!("mains of {value} Hz; write \"auto\", 50 or 60")),
        }
    }
}

impl From<MainsHertz> for serde_json::Value {
    fn from(hertz: MainsHertz) -> serde_json::Value {
        match hertz {
            MainsHertz::Auto => "auto".into(),
            MainsHertz::Fifty => 50.into(),
            MainsHertz::Sixty => 60.into(),
        }
    }
}

/// What is put into a window where there is no signal: `"min"`, the least value of the window, or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub enum Pad {
    /// The window's least value.
    #[default]
    Least,
    /// This value.
    Value(f32),
}

impl TryFrom<serde_json::Value> for Pad {
    type Error = String;

    fn try_from(value: serde_json::Value) -> Result<Pad, String> {
        match (value.as_str(), value.as_f64()) {
            (Some("min"), _) => Ok(Pad::Least),
            (_, Some(number)) => Ok(Pad::Value(number as f32)),
            _ => Err(format!("a window padded with {value}; write \"min\" or a number")),
        }
    }
}

impl From<Pad> for serde_json::Value {
    fn from(pad: Pad) -> serde_json::Value {
        match pad {
            Pad::Least => "min".into(),
            Pad::Value(value) => value.into(),
        }
    }
}

/// A point of a beat that a window can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fiducial {
    /// The R peak.
    R,
}

#[test]
fn a_step_can_be_written_by_its_name_alone() {
    let text = r#"[{"step":"baseline"},{"step":"mains"},{"step":"band","low_hz":0},{"step":"wavelet"},{"step":"zscore"},{"step":"minmax"}]"#;
    let recipe: Recipe = serde_json::from_str(text).unwrap();
    assert_eq!(recipe.0[..3], Recipe::for_eyes().0);
    assert_eq!(recipe.cleaning().len(), 6);
    let written = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<Recipe>(&written).unwrap(), recipe);
    assert!(written.contains(r#"{"step":"mains","hertz":"auto"}"#), "{written}");
}

#[test]
fn the_mains_are_told_by_number_and_a_wrong_one_is_refused() {
    let step = |text: &str| serde_json::from_str::<Step>(text).map_err(|error| error.to_string());
    assert_eq!(step(r#"{"step":"mains","hertz":60}"#), Ok(Step::Mains { hertz: MainsHertz::Sixty }));
    let error = step(r#"{"step":"mains","hertz":55}"#).unwrap_err();
    assert!(error.contains(r#"write "auto", 50 or 60"#), "{error}");
    assert!(step(r#"{"step":"zscore","hertz":55}"#).is_err(), "a field that the step does not know");
}

#[test]
fn a_window_is_padded_with_its_least_value_or_a_number() {
    let around = r#"{"step":"around","samples":50,"before_s":0.1,"after_s":0.1,"pad":"min"}"#;
    let step: Step = serde_json::from_str(around).unwrap();
    assert_eq!(step, Recipe::two_hundred_ms().0[1]);
    assert_eq!(serde_json::to_string(&step).unwrap(), around);
    let zero: Step = serde_json::from_str(&around.replace("\"min\"", "0")).unwrap();
    assert!(matches!(zero, Step::Around { pad: Pad::Value(0.0), .. }));
    assert!(serde_json::from_str::<Step>(&around.replace("min", "max")).is_err());
}

#[test]
fn a_recipe_falls_into_what_cleans_and_what_cuts() {
    let mut recipe = Recipe::for_eyes();
    recipe.0.extend(Recipe::heartbeat_table().0);
    assert_eq!(recipe.cleaning(), Recipe::for_eyes().0);
    assert_eq!(recipe.windowing(), Recipe::heartbeat_table().0);
    assert!(Recipe::heartbeat_table().cleaning().is_empty());
    let around = Recipe([Recipe::for_eyes().0, Recipe::two_hundred_ms().0].concat());
    assert_eq!((around.cleaning().len(), around.windowing().len()), (3, 2));
    let bare = Recipe(vec![Step::ZScore {}, around.0[4].clone()]);
    assert_eq!((bare.cleaning().len(), bare.windowing().len()), (1, 1), "neither resampled nor scaled");
    assert!(Recipe(vec![]).cleaning().is_empty() && Recipe(vec![]).windowing().is_empty());
}
