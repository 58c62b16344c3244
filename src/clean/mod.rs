//! What a recorder or a body added to the ECG, taken away again: one file a method, and a conscience that says what changed.

mod band;
mod baseline;
mod conscience;
mod mains;
mod rate;
mod scale;
mod signal;
mod wavelet;

pub use conscience::{Bands, Change, Snr, SnrBy};
pub use wavelet::{Denoiser, Denoising, Workspace};

use crate::clean::conscience::Conscience;
use crate::clean::signal::Signal;
use crate::ecg::{Hertz, Lead, Recipe, Record, SampleIndex, Step};
use crate::error::{Error, Note, Result};

/// A prepared cleaner of leads, planned from a recipe and the rate that the leads have.
///
/// **Gaps.** A gap of up to a tenth of a second is bridged by a straight line while the lead is cleaned. A longer one cuts
/// the lead into stretches that are cleaned each by itself, however short, so that nothing from before a gap reaches what
/// comes after it; only resampling takes the lead as a whole, over a straight line through every gap. What comes out has the same
/// gaps, filled with the last clean value before them.
///
/// **Memory** while a lead is cleaned: 8 bytes a sample for the lead, 4 for the one that comes out, and with a step
/// `baseline` of medians 12 more; 8 more for the new lead while resampling. The rest does not grow with the lead.
#[derive(Clone)]
pub struct Cleaner {
    rate: Hertz,
    methods: Vec<Method>,
    conscience: Conscience,
}

/// What came of cleaning a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleaned {
    /// Samples in a second, of every lead: not the record's where the recipe resamples.
    pub rate: Hertz,
    /// The clean leads, in the record's order. In mV, unless the recipe scales.
    pub leads: Vec<Lead>,
    /// What cleaning changed, lead by lead.
    pub changes: Vec<Change>,
    /// What is odd about a lead, and what was not done or did harm.
    pub notes: Vec<Note>,
}

/// The prepared steps; a new one is a file, a variant and an arm in [`Method::plan`] and [`Method::run`].
#[derive(Clone)]
enum Method {
    Baseline(baseline::Baseline),
    Mains(mains::Mains),
    Band(band::Band),
    Wavelet(wavelet::Denoiser<f64>),
    Scale(scale::Scale),
    Rate(rate::Rate),
}

impl Method {
    fn plan(step: &Step, rate: Hertz) -> Result<Method> {
        match step {
            Step::Baseline { method, hertz } => {
                Ok(Method::Baseline(baseline::Baseline::plan(*method, *hertz, rate)?))
            }
            Step::Mains { hertz } => Ok(Method::Mains(mains::Mains::plan(*hertz, rate)?)),
            Step::Band { low_hz, high_hz, order } => {
                Ok(Method::Band(band::Band::plan(*low_hz, *high_hz, *order, rate)?))
            }
            Step::Wavelet { .. } => Ok(Method::Wavelet(wavelet::Denoiser::plan(Denoising::of(step)?))),
            Step::ZScore {} => Ok(Method::Scale(scale::Scale::z_score())),
            Step::MinMax { from, to } => Ok(Method::Scale(scale::Scale::min_max(*from, *to)?)),
            Step::Resample { hertz } => Ok(Method::Rate(rate::Rate::plan(rate, *hertz)?)),
            Step::Scale { .. }
            | Step::Window { .. }
            | Step::Around { .. }
            | Step::Context { .. }
            | Step::Deviation { .. } => Err(Error::model(
                format!("recipe, step {}", step.name()),
                "it is for cutting beats: resample, scale, and window or around stand last; a whole lead is scaled by minmax",
            )),
        }
    }

    fn run(&self, signal: &mut Signal) {
        match self {
            Method::Baseline(baseline) => baseline.run(signal),
            Method::Mains(mains) => mains.run(signal),
            Method::Band(band) => band.run(signal),
            Method::Wavelet(denoiser) => denoiser.run_on(signal),
            Method::Scale(scale) => scale.run(signal),
            Method::Rate(rate) => rate.run(signal),
        }
    }
}

impl Cleaner {
    /// Prepares the recipe's cleaning steps, in their order, for leads of `rate`.
    ///
    /// A step that this rate cannot bear (an edge at or above half of it) is [`crate::error::Kind::Unfit`]; one that no rate
    /// could bear is [`crate::error::Kind::Model`]. Both say which step it is.
    pub fn plan(recipe: &Recipe, rate: Hertz) -> Result<Cleaner> {
        let mut methods = Vec::new();
        let mut now = rate;
        for step in recipe.cleaning() {
            let method = Method::plan(step, now)?;
            if let Method::Rate(resampling) = &method {
                now = resampling.to();
            }
            methods.push(method);
        }
        Ok(Cleaner { rate, methods, conscience: Conscience })
    }

    /// The rate of what comes out: not that of the leads where the recipe resamples.
    pub fn to(&self) -> Hertz {
        let resampled = self.methods.iter().rev().find_map(|method| match method {
            Method::Rate(resampling) => Some(resampling.to()),
            _ => None,
        });
        resampled.unwrap_or(self.rate)
    }

    /// Cleans every lead. `r_peaks` are in order of time, at the record's rate; none may be known, and then the report has no
    /// levels and a coarser SNR. One past the end is no peak.
    ///
    /// Refuses a record of another rate than the one that was planned for. Nothing that a lead may hold is refused: a
    /// flat, clipped or short one is cleaned as far as it goes, and a note says what it is.
    pub fn run(&self, record: &Record, r_peaks: &[SampleIndex]) -> Result<Cleaned> {
        if record.rate() != self.rate {
            let reason = format!(
                "it has {} samples a second, and the cleaner was planned for {}; plan another",
                record.rate().get(),
                self.rate.get()
            );
            return Err(Error::unfit(record.name(), reason));
        }
        let mut cleaned = Cleaned { rate: self.to(), leads: vec![], changes: vec![], notes: vec![] };
        for lead in record.leads() {
            let (clean, change, notes) = self.run_lead(lead, r_peaks);
            cleaned.leads.push(clean);
            cleaned.changes.push(change);
            cleaned.notes.extend(notes);
        }
        Ok(cleaned)
    }

    /// As [`Cleaner::run`], for one lead, which is of the rate that was planned for.
    pub fn run_lead(&self, lead: &Lead, r_peaks: &[SampleIndex]) -> (Lead, Change, Vec<Note>) {
        let mut signal = Signal::of(lead, self.rate, r_peaks);
        let before = self.conscience.look(&signal, None);
        self.conscience.oddities(&mut signal);
        // Levels are in mV only until the lead is scaled: what changed is said about the lead before that.
        let scaling = self.methods.iter().position(|method| matches!(method, Method::Scale(_)));
        let (in_mv, scaled) = self.methods.split_at(scaling.unwrap_or(self.methods.len()));
        in_mv.iter().for_each(|method| method.run(&mut signal));
        let after =
            if in_mv.is_empty() { before.clone() } else { self.conscience.look(&signal, Some(&before)) };
        let change = self.conscience.compare(&mut signal, before, after);
        scaled.iter().for_each(|method| method.run(&mut signal));
        if self.methods.is_empty() {
            return (lead.clone(), change, signal.notes);
        }
        let (lead, notes) = signal.into_lead();
        (lead, change, notes)
    }
}
