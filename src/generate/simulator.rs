//! A recording from nothing: what is asked for, and the record with its truth.

use crate::dsp::random::Random;
use crate::ecg::{Annotation, BeatClass, Hertz, Lead, Marks, Record, SampleIndex, Seconds};
use crate::error::{Error, Result};
use crate::generate::beat::Event;
use crate::generate::disturbance::{self, Disturbance};
use crate::generate::form::Forms;
use crate::generate::path::Path;
use crate::generate::person::Person;
use crate::generate::rhythm::{self, Rhythm};
use crate::generate::truth::Truth;
use crate::generate::{noise, segment, shape};

/// What to simulate. The same settings make the same record (to the last bit on one platform; between platforms `sin`
/// and `exp` may differ in their last bit, which is far below a recorder's step).
#[derive(Clone, Debug)]
pub struct Simulator {
    /// The record's name.
    pub name: String,
    /// Samples in a second.
    pub rate: Hertz,
    /// How long the record is.
    pub seconds: Seconds,
    /// What the heart does.
    pub rhythm: Rhythm,
    /// Mean rate of the sinus rhythm, in beats a minute; where the rhythm has none, of all beats. [`Rhythm::rates`] says which a
    /// rhythm allows.
    pub heart_rate: f64,
    /// Standard deviation of the sinus rhythm's RR intervals, in seconds.
    pub rr_sd: f64,
    /// How many beats are not normal, where the rhythm leaves that open: [`Rhythm::Sinus`] and [`Rhythm::Noisy`].
    pub ectopy: Ectopy,
    /// Whose heart it is.
    pub person: Person,
    /// How P, QRS and T are to look beside what they would be.
    pub forms: Forms,
    /// By how much the ST segment of every beat is lifted in every lead, in millivolts, -1 to 1; below zero it is depressed. What the
    /// heart has of its own there, some 0.04 mV 80 ms after J where its T begins, stays.
    pub st: f64,
    /// One, called MLII, or two, the second called V1.
    pub leads: usize,
    /// Whether the electrodes are exchanged, so that every lead is upside down.
    pub is_inverted: bool,
    /// Root mean square of the noise, in millivolts; of noise in bursts, inside of them.
    pub noise: f64,
    /// Noise of chosen kinds and signal-to-noise ratios, besides that noise.
    pub disturbances: Vec<Disturbance>,
    /// Where chance starts.
    pub seed: u64,
}

/// Shares of all beats, by class; the rest is normal. Ectopic beats come singly, so they are at most half of all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ectopy {
    /// Supraventricular.
    pub s: f64,
    /// Ventricular.
    pub v: f64,
    /// Fusion.
    pub f: f64,
    /// Paced.
    pub q: f64,
}

impl Ectopy {
    pub(crate) fn shares(self) -> [(BeatClass, f64); 4] {
        [(BeatClass::S, self.s), (BeatClass::V, self.v), (BeatClass::F, self.f), (BeatClass::Q, self.q)]
    }

    pub(crate) fn total(self) -> f64 {
        self.s + self.v + self.f + self.q
    }
}

impl Default for Simulator {
    /// A minute of a heart at rest, 72 beats a minute, no ectopic beats, little noise.
    fn default() -> Simulator {
        Simulator {
            name: "simulated".into(),
            rate: Hertz::SIMULATOR,
            seconds: Seconds(60.0),
            rhythm: Rhythm::Sinus,
            heart_rate: 72.0,
            rr_sd: 0.035,
            ectopy: Ectopy::default(),
            person: Person::default(),
            forms: Forms::default(),
            st: 0.0,
            leads: 1,
            is_inverted: false,
            noise: 0.02,
            disturbances: Vec::new(),
            seed: 1,
        }
    }
}

/// What the leads are called.
const NAMES: [&str; shape::LEADS] = ["MLII", "V1"];

/// Root mean square, in millivolts, of noise that hides a beat.
const LOUD: f64 = 0.5;

/// Swaying of RR intervals relative to their mean, of the default; a faster heart sways less.
const SWAY: f64 = 0.042;

/// So that a person and the recording do not hang on the same numbers.
const PERSONAL: u64 = 0x5f3c_9a1d_27b4_e680;

impl Simulator {
    /// The ordinary heart in that rhythm, at its usual rate; three beats take three seconds, all else a minute.
    pub fn of(rhythm: Rhythm) -> Simulator {
        let plain = Simulator::default();
        if rhythm == Rhythm::Sinus {
            return plain;
        }
        let heart_rate = rhythm.usual_rate();
        let mean = 60.0 / heart_rate;
        Simulator {
            rhythm,
            seconds: if rhythm == Rhythm::ThreeBeats { Seconds(3.0) } else { plain.seconds },
            heart_rate,
            rr_sd: SWAY * mean * mean.min(1.0),
            noise: if rhythm.is_noise() { LOUD } else { plain.noise },
            ..plain
        }
    }

    /// Somebody's heart in that rhythm: rate, swaying, sizes, widths, directions, foci and noise are drawn by the seed.
    pub fn somebody(rhythm: Rhythm, seed: u64) -> Simulator {
        let mut random = Random::new(seed ^ PERSONAL);
        let person = Person::drawn(&mut random);
        let ordinary = Simulator::of(rhythm);
        let (slowest, fastest) = match rhythm {
            // Rates at the edges are for those who ask for them.
            Rhythm::Sinus => (48.0, 110.0),
            Rhythm::Tachycardia => (220.0, 250.0),
            Rhythm::Bradycardia => (26.0, 40.0),
            other => other.rates(),
        };
        let usual = ordinary.heart_rate;
        // From half way to the slowest to half way to the fastest.
        let heart_rate = random.uniform((usual + slowest) / 2.0, (usual + fastest) / 2.0);
        let mean = 60.0 / heart_rate;
        let noise = if rhythm.is_noise() {
            random.uniform(0.3, 0.9)
        } else {
            // As often between 10 and 30 µV as between 30 and 90.
            random.uniform(0.01_f64.ln(), 0.09_f64.ln()).exp()
        };
        let rr_sd = random.uniform(0.5, 1.6) * SWAY * mean * mean.min(1.0);
        Simulator { person, heart_rate, rr_sd, noise, seed, ..ordinary }
    }

    /// The record, with an annotation on every R peak (N, A, a, V, F, L, R, j, E, / or f), and, of all but the plain sinus rhythm,
    /// where a rhythm begins (`+` with `(N`, `(AFIB` and others).
    pub fn run(&self) -> Result<Record> {
        self.make(false)
    }

    /// The same record with an annotator for each lead, called as the lead is in small letters, who outlines every wave that
    /// truly is in it: [`Record::marked_waves`] and `waves.csv` have them from there, and a WFDB record keeps them.
    ///
    /// Nothing is detected: onset, peak and offset are read off each wave's own bumps, before noise. The peak is where they
    /// lift a lead farthest (of QRS in the first lead it is the R peak that the reference marks), onset and offset are the
    /// first and the last sample with at least 5 % of that, of QRS 2 %. Where a wave is below 10 µV there is none, where the atria
    /// fibrillate or stand still there is no P, and a pacemaker's spike is not part of QRS. Of two waves that run into each other
    /// each is given half of what they share.
    pub fn run_with_waves(&self) -> Result<Record> {
        self.make(true)
    }

    fn make(&self, with_waves: bool) -> Result<Record> {
        self.check()?;
        let mut random = Random::new(self.seed);
        let plan = rhythm::plan(self, &mut random);
        let count = (self.seconds.0 * self.rate.get()).round() as usize;
        let mut leads = vec![vec![0.0; count]; self.leads];
        let path = (!plan.events.is_empty())
            .then(|| Path::lay(&plan.events, &self.person, &self.forms, &mut random));
        if let Some(path) = &path {
            for (lead, samples) in leads.iter_mut().enumerate() {
                *samples = path.integrate(self.rate, count, lead);
            }
        }
        let beats: Vec<(char, Option<SampleIndex>)> =
            plan.events.iter().map(|event| (event.beat.symbol, self.r_peak(&leads[0], event))).collect();
        let truth = path
            .as_ref()
            .filter(|_| with_waves || self.st != 0.0)
            .map(|path| Truth::read(path, beats.len(), self.rate, self.leads));
        if let (Some(path), Some(truth)) = (&path, &truth)
            && self.st != 0.0
        {
            segment::lift(&mut leads, self.rate, path, truth, beats.len(), self.st);
        }
        let marked: Vec<(char, SampleIndex)> =
            beats.iter().filter_map(|&(symbol, at)| Some((symbol, at?))).collect();
        let mut annotations = self.changes(&plan.changes);
        annotations.extend(marked.iter().map(|&(symbol, at)| Annotation::new(at, symbol)));
        if !plan.fibrillation.is_empty() {
            rhythm::flicker(&mut leads, self.rate, &self.person, &plan.fibrillation, &mut random);
        }
        self.disturb(&mut leads, &marked)?;
        if self.rhythm.is_noise() {
            let always = self.rhythm == Rhythm::NoiseOnly;
            noise::add_motion(&mut leads, self.rate, self.noise, always, &mut random);
        } else {
            leads.iter_mut().for_each(|lead| noise::add(lead, self.rate, self.noise, &mut random));
        }
        let sign = if self.is_inverted { -1.0 } else { 1.0 };
        let leads = leads
            .iter()
            .zip(NAMES)
            .map(|(lead, name)| Lead::new(name, lead.iter().map(|&sample| (sign * sample) as f32).collect()))
            .collect();
        let reference = Marks { annotator: Marks::REFERENCE.into(), annotations };
        let outlines = |(lead, name): (usize, &str)| Marks {
            annotator: name.to_lowercase(),
            annotations: truth.as_ref().map_or_else(Vec::new, |truth| truth.marks(lead, &beats, count)),
        };
        let of_leads = if with_waves { self.leads } else { 0 };
        let outlined = NAMES.into_iter().take(of_leads).enumerate().map(outlines);
        let outlined = outlined.filter(|marks| !marks.annotations.is_empty());
        Record::new(&self.name, self.rate, leads, std::iter::once(reference).chain(outlined).collect())
    }

    /// Adds what is asked for by signal-to-noise ratios, to leads that have no other noise yet: they are measured.
    pub(in crate::generate) fn disturb(
        &self,
        leads: &mut [Vec<f64>],
        marked: &[(char, SampleIndex)],
    ) -> Result<()> {
        if self.disturbances.is_empty() {
            return Ok(());
        }
        disturbance::add(leads, self.rate, &self.disturbances, marked, self.seed).ok_or_else(|| {
            self.unfit(
                "no beat is in it whose height noise could be measured against; make it longer, or leave out \
                 signal-to-noise ratios",
            )
        })
    }

    fn unfit(&self, reason: &str) -> Error {
        Error::unfit(format!("simulator, {}", self.name), reason)
    }

    pub(in crate::generate) fn check(&self) -> Result<()> {
        let wrong = |reason: &str| Err(self.unfit(reason));
        let within = |value: f64, low: f64, high: f64| value.is_finite() && (low..=high).contains(&value);
        if !within(self.rate.get(), 50.0, 10_000.0) {
            return wrong("the rate should be 50 to 10,000 Hz");
        }
        if !within(self.seconds.0, 1.0, 86_400.0) {
            return wrong("the length should be one second to one day");
        }
        if !within(self.heart_rate, 20.0, 250.0) {
            return wrong("the heart rate should be 20 to 250 beats a minute");
        }
        let (slowest, fastest) = self.rhythm.rates();
        if !within(self.heart_rate, slowest, fastest) {
            let rhythm = self.rhythm;
            return wrong(&format!(
                "the heart rate of {rhythm} should be {slowest} to {fastest} beats a minute"
            ));
        }
        if !within(self.rr_sd, 0.0, 0.25 * 60.0 / self.heart_rate) {
            return wrong("the spread of RR intervals should be 0 to a quarter of their mean");
        }
        if self.ectopy.shares().iter().any(|&(_, share)| !within(share, 0.0, 0.5))
            || self.ectopy.total() > 0.5
        {
            return wrong("at most half of the beats can be ectopic");
        }
        if self.ectopy.total() > 0.0 && !self.rhythm.takes_ectopy() {
            return wrong(
                "shares of ectopic beats go with the rhythms sinus and noisy, all others have their own",
            );
        }
        if !(1..=shape::LEADS).contains(&self.leads) {
            return wrong("there can be one lead or two");
        }
        if !within(self.noise, 0.0, 5.0) {
            return wrong("the noise should be 0 to 5 mV");
        }
        if let Some(fault) = self.forms.fault() {
            return wrong(&fault);
        }
        if !within(self.st, -1.0, 1.0) {
            return wrong("the ST segment should be lifted by -1 to 1 mV");
        }
        if let Some(fault) = disturbance::fault(&self.disturbances, self.rate) {
            return wrong(&fault);
        }
        Ok(())
    }

    /// Marks where the rhythm changes. What began before the recording stands on its first sample.
    pub(in crate::generate) fn changes(&self, changes: &[(f64, &'static str)]) -> Vec<Annotation> {
        let running = changes.iter().rposition(|&(at, _)| at <= 0.0).unwrap_or_default();
        changes[running.min(changes.len())..]
            .iter()
            .map(|&(at, name)| {
                let at = SampleIndex((at.max(0.0) * self.rate.get()).round() as usize);
                Annotation::new(at, '+').with_text(name)
            })
            .collect()
    }

    /// The sample farthest from zero within 40 ms of where the R peak was meant to be; none outside the record.
    pub(in crate::generate) fn r_peak(&self, clean: &[f64], event: &Event) -> Option<SampleIndex> {
        let meant = (event.at * self.rate.get()).round();
        if meant < 0.0 || meant as usize >= clean.len() {
            return None;
        }
        let reach = (0.04 * self.rate.get()) as usize;
        let meant = meant as usize;
        let window = meant.saturating_sub(reach)..(meant + reach + 1).min(clean.len());
        let at = window.max_by(|&a, &b| clean[a].abs().total_cmp(&clean[b].abs()))?;
        Some(SampleIndex(at))
    }
}
