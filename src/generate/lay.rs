//! Made beats laid into a continuous record: a simulated rhythm says when which beat comes, a generator what it looks like.

use std::ops::ControlFlow;

use crate::dsp::quantile::median;
use crate::dsp::random::Random;
use crate::dsp::resample::{Resampler, fraction};
use crate::ecg::{Annotation, BeatClass, Hertz, Lead, Marks, Record, SampleIndex, Seconds};
use crate::error::{Error, Result};
use crate::generate::beat::{Atria, Event, Ventricles};
use crate::generate::course::Plan;
use crate::generate::rhythm;
use crate::generate::simulator::Simulator;
use crate::generate::{Generator, Made, Papers, noise};

/// What a record of made beats is laid from.
///
/// A row of a heartbeat table is one beat, scaled, cut off after some RR interval; a record is more, and what is added is this:
/// - one heart: the beats of a record share most of their latent, and only a part of it is each beat's own;
/// - length: where one latent number decides it, each row is one whose own RR interval is that to the next beat;
/// - level: the line from before a beat's P wave to before the next one's is taken as zero, so that no two rows meet in a step; where the
///   next beat comes before this one's T wave is over, only what is before P is;
/// - seams: from row to row the signal is cross-faded before P; what a row is too short for is flat;
/// - height: one factor for all beats makes R of the usual ones as high as asked. Beside each other, beats keep the heights that their
///   rows have;
/// - atria: where they are still, as in a junctional rhythm, or fibrillate, P waves are left out; fibrillatory waves are added as the
///   simulator has them.
pub struct Laying<'a> {
    /// What beats look like; its rows need a lead-in.
    pub generator: &'a Generator,
    /// Which beats come when, and what the recording picks up: all of the simulator's settings count but the person's shapes and the
    /// number of leads. With one seed the beats come when the simulator's own would.
    pub simulator: Simulator,
    /// Height of R of the usual beats above the level before P, in millivolts.
    pub millivolts: f64,
}

/// What the one lead is called, so that no form that it is written in hides what it is.
const LEAD: &str = "ECG synthetic";

/// Rows begin at least so long before R.
const LEAST_LEAD_IN: Seconds = Seconds(0.1);

/// Of an interval at most this share is the next beat's lead-in.
const LEAD_IN_SHARE: f64 = 0.45;

/// A beat without a P wave begins with QRS: so long before R.
const QRS_BEFORE_R: Seconds = Seconds(0.08);

/// Whatever its own RR interval is, so much of a row after R is used.
const LEAST_AFTER_R: Seconds = Seconds(0.2);

/// Samples of a row on either side of a seam in which one beat fades into the next.
const FADE: f64 = 6.0;

/// How much of a beat's latent is its own; the rest, so that the sum spreads as the latent should, is its heart's.
const OWN: f64 = 0.1;

/// So long after R the T wave is nowhere over, and everywhere: from the one to the other the level at a beat's end counts more and more.
const T_IS_OVER: (Seconds, Seconds) = (Seconds(0.3), Seconds(0.45));

/// Rows whose heights are looked at before the first is laid.
const MEASURED: usize = 64;

/// Samples that a level is the median of.
const LEVEL: usize = 5;

/// RR intervals in a row where the papers do not say it: as the field cuts them.
const USUAL_RR: f64 = 1.2;

/// So that hearts, their beats and the rhythm do not hang on the same numbers.
const HEART: u64 = 0x71c9_4e0d_53ab_8f26;
const BEATS: u64 = 0x2d85_b61f_c09e_4773;

/// A beat with its place among its neighbours, in samples of a row.
struct Slot {
    class: BeatClass,
    latent: Vec<f32>,
    /// From where before R it is heard.
    lead: f64,
    /// Where, after R, the next beat begins to be heard.
    until: f64,
}

impl Laying<'_> {
    /// The record, with an annotation on every R peak and where a rhythm begins; what made it is among its comments. `progress` hears
    /// how many beats of how many are laid, and may stop the work, which is then `Ok(None)`.
    pub fn run(&self, mut progress: impl FnMut(usize, usize) -> ControlFlow<()>) -> Result<Option<Record>> {
        self.check()?;
        let Laying { generator, simulator, .. } = self;
        let mut random = Random::new(simulator.seed);
        let plan = rhythm::plan(simulator, &mut random);
        if plan.events.is_empty() {
            let reason = format!("the rhythm {} has no beats to lay", simulator.rhythm);
            return Err(Error::unfit(&simulator.name, reason));
        }
        let slots = self.slots(&plan)?;
        let gain = self.millivolts / self.usual_height(&slots)?;
        let count = (simulator.seconds.0 * simulator.rate.get()).round() as usize;
        let mut brush = Brush::new(generator.papers(), simulator.rate, count);
        let total = slots.len();
        for (turn, some) in slots.chunks(generator.papers().batch).enumerate() {
            let made = self.made(some)?;
            for (at, slot) in some.iter().enumerate() {
                let event = &plan.events[turn * generator.papers().batch + at];
                brush.lay(event.at, &piece(&made, at, slot, self.own_rr(slot, made.row(at)), gain));
            }
            if progress(turn * generator.papers().batch + some.len(), total).is_break() {
                return Ok(None);
            }
        }
        self.record(&plan, brush.lead, &mut random).map(Some)
    }

    fn check(&self) -> Result<()> {
        self.simulator.check()?;
        let papers = self.generator.papers();
        if !(0.05..=10.0).contains(&self.millivolts) {
            let reason = format!("R of {} mV; 0.05 to 10 make sense", self.millivolts);
            return Err(Error::unfit(&self.simulator.name, reason));
        }
        if (papers.output.lead_in as f64) < LEAST_LEAD_IN.0 * papers.output.rate_hz.get() {
            let reason = format!(
                "its rows begin {} samples before R, and a record needs what comes before each; take a generator with a lead-in of {} s or more",
                papers.output.lead_in, LEAST_LEAD_IN.0
            );
            return Err(Error::unfit(&papers.name, reason));
        }
        Ok(())
    }

    fn slots(&self, plan: &Plan) -> Result<Vec<Slot>> {
        let papers = self.generator.papers();
        let rate = papers.output.rate_hz.get();
        let lead_in = papers.output.lead_in as f64;
        let is_without_p = |event: &Event| {
            let is_narrow = class_of(event) == BeatClass::N;
            (is_narrow && event.beat.atria == Atria::Still)
                || plan.fibrillation.iter().any(|span| span.contains(&event.at))
        };
        let leads: Vec<f64> = plan
            .events
            .iter()
            .map(|event| match is_without_p(event) {
                true => (QRS_BEFORE_R.0 * rate).round().min(lead_in),
                false => lead_in.min((LEAD_IN_SHARE * event.rr * rate).round()),
            })
            .collect();
        plan.events
            .iter()
            .enumerate()
            .map(|(at, event)| {
                let class = class_of(event);
                papers.column(class)?;
                let mut latent = self.latent(event, at);
                if let Some(length) = &papers.length
                    && let Some((number, _)) = papers.latent_of_rr(class, Seconds(event.next_rr))
                {
                    latent[length.latent] = number;
                }
                let next = leads.get(at + 1).copied().unwrap_or(lead_in);
                Ok(Slot { class, latent, lead: leads[at], until: event.next_rr * rate - next })
            })
            .collect()
    }

    /// Most of it is the heart's, or that of the place in the ventricles where the beat comes from.
    fn latent(&self, event: &Event, index: usize) -> Vec<f32> {
        let papers = self.generator.papers();
        let place = match event.beat.ventricles {
            Ventricles::Focus(focus) => 1 + focus,
            _ => 0,
        };
        let seed = self.simulator.seed;
        let heart = papers.latent_for(BeatClass::N, seed ^ HEART, place);
        let own = papers.latent_for(BeatClass::N, seed ^ BEATS, index);
        let shared = (1.0 - OWN * OWN).sqrt();
        heart
            .iter()
            .zip(own)
            .map(|(&heart, own)| (shared * f64::from(heart) + OWN * f64::from(own)) as f32)
            .collect()
    }

    fn made(&self, slots: &[Slot]) -> Result<Made> {
        let papers = self.generator.papers();
        let latents: Vec<f32> = slots.iter().flat_map(|slot| &slot.latent).copied().collect();
        let mut weights = Vec::with_capacity(slots.len() * papers.classes.len());
        for slot in slots {
            weights.extend(papers.one_hot(slot.class)?);
        }
        self.generator.render(&latents, &weights)
    }

    /// How high R of the most common class stands above the level before P, in units of the rows.
    fn usual_height(&self, slots: &[Slot]) -> Result<f64> {
        let of = |class: BeatClass| slots.iter().filter(move |slot| slot.class == class);
        let usual =
            BeatClass::ALL.into_iter().rev().max_by_key(|&class| of(class).count()).unwrap_or(BeatClass::N);
        let some: Vec<Slot> = of(usual).take(MEASURED).map(Slot::copy).collect();
        let made = self.made(&some)?;
        let mut heights: Vec<f64> = (0..made.len())
            .map(|at| {
                let row = made.whole(at);
                let level = level(row, made.lead_in as f64 - some[at].lead);
                let around = made.lead_in.saturating_sub(2)..made.lead_in + 3;
                row[around].iter().map(|&value| (f64::from(value) - level).abs()).fold(0.0, f64::max)
            })
            .collect();
        let height = median(&mut heights).unwrap_or(0.0);
        if height < 1e-3 {
            let reason = format!("its {usual} beats are flat at R, so that no height can be given to them");
            return Err(Error::model(&self.generator.papers().name, reason));
        }
        Ok(height)
    }

    /// The RR interval that a row shows, in its samples.
    fn own_rr(&self, slot: &Slot, row: &[f32]) -> f64 {
        let papers = self.generator.papers();
        match papers.rr_of(slot.class, &slot.latent) {
            Some(seconds) => seconds.0 * papers.output.rate_hz.get(),
            None => (row.iter().rposition(|&value| value != 0.0).unwrap_or(0) + 1) as f64 / USUAL_RR,
        }
    }

    /// The record of a clean lead.
    fn record(&self, plan: &Plan, mut clean: Vec<f64>, random: &mut Random) -> Result<Record> {
        let simulator = &self.simulator;
        let marked: Vec<(char, SampleIndex)> = plan
            .events
            .iter()
            .filter_map(|event| Some((event.beat.symbol, simulator.r_peak(&clean, event)?)))
            .collect();
        let mut annotations = simulator.changes(&plan.changes);
        annotations.extend(marked.iter().map(|&(symbol, at)| Annotation::new(at, symbol)));
        let mut leads = vec![std::mem::take(&mut clean)];
        if !plan.fibrillation.is_empty() {
            rhythm::flicker(&mut leads, simulator.rate, &simulator.person, &plan.fibrillation, random);
        }
        simulator.disturb(&mut leads, &marked)?;
        if simulator.rhythm.is_noise() {
            noise::add_motion(&mut leads, simulator.rate, simulator.noise, false, random);
        } else {
            leads.iter_mut().for_each(|lead| noise::add(lead, simulator.rate, simulator.noise, random));
        }
        let sign = if simulator.is_inverted { -1.0 } else { 1.0 };
        let lead =
            |lead: Vec<f64>| Lead::new(LEAD, lead.into_iter().map(|sample| (sign * sample) as f32).collect());
        let marks = Marks { annotator: Marks::REFERENCE.into(), annotations };
        let leads = leads.into_iter().map(lead).collect();
        let record = Record::new(&simulator.name, simulator.rate, leads, vec![marks])?;
        let papers = self.generator.papers();
        Ok(record.with_comments(vec![
            format!("{}{}, seed {}, rhythm {}", Record::SYNTHETIC, papers.name, simulator.seed, simulator.rhythm),
            format!(
                "nobody's heart: beats by the generator {} (sha256 {}), laid into a simulated rhythm by ecglass {}",
                papers.name,
                papers.sha256.get(..12).unwrap_or(&papers.sha256),
                env!("CARGO_PKG_VERSION")
            ),
        ]))
    }
}

fn class_of(event: &Event) -> BeatClass {
    BeatClass::from_symbol(event.beat.symbol).unwrap_or(BeatClass::N)
}

impl Slot {
    fn copy(&self) -> Slot {
        Slot { latent: self.latent.clone(), ..*self }
    }
}

/// What is heard of a row: millivolts, with R at the place that stands beside them.
struct Piece {
    values: Vec<f64>,
    r: usize,
}

/// A row on a level of zero, faded in before P and out where the next beat begins, or where its own next one would.
fn piece(made: &Made, at: usize, slot: &Slot, own_rr: f64, gain: f64) -> Piece {
    let (row, r) = (made.whole(at), made.lead_in as f64);
    let rate = Hertz::TABLES.get();
    let least = (LEAST_AFTER_R.0 * rate).min(slot.until);
    // Before its own next P wave.
    let end = slot.until.min(own_rr - r.min(LEAD_IN_SHARE * own_rr)).max(least);
    let (from, to) = (level(row, r - slot.lead), level(row, r + end - LEVEL as f64));
    let (early, late) = (T_IS_OVER.0.0 * rate, T_IS_OVER.1.0 * rate);
    let drift = ((end - early) / (late - early)).clamp(0.0, 1.0) * (to - from);
    let start = (slot.lead + FADE).ceil();
    let values = (-(start as i64)..=(end + FADE).ceil() as i64)
        .map(|time| {
            let time = time as f64;
            let share = ((time + slot.lead) / (end + slot.lead)).clamp(0.0, 1.0);
            // Beyond the row's edges it stays what it is there, while it fades.
            let place = (r + time).clamp(0.0, row.len() as f64 - 1.0) as usize;
            let value = f64::from(row[place]) - (from + share * drift);
            gain * swell(time + slot.lead) * swell(end - time) * value
        })
        .collect();
    Piece { values, r: start as usize }
}

/// A raised cosine from 0 to 1 around zero.
fn swell(samples: f64) -> f64 {
    let share = ((samples + FADE) / (2.0 * FADE)).clamp(0.0, 1.0);
    0.5 - 0.5 * (std::f64::consts::PI * share).cos()
}

/// The median of a few samples from a place on, as far as there are any.
fn level(row: &[f32], from: f64) -> f64 {
    let from = (from.max(0.0) as usize).min(row.len().saturating_sub(LEVEL));
    let mut some: Vec<f64> = row.iter().skip(from).take(LEVEL).map(|&value| f64::from(value)).collect();
    median(&mut some).unwrap_or(0.0)
}

/// Puts pieces at the rows' rate into a lead at another.
struct Brush {
    lead: Vec<f64>,
    rate: Hertz,
    resampler: Resampler,
    up: usize,
    down: usize,
}

/// Samples of a row over which the resampler rings.
const RINGS: usize = 12;

/// Where the rates' ratio is of larger numbers, R may stand half a sample beside its place.
const LARGEST_RATIO: usize = 1000;

impl Brush {
    fn new(papers: &Papers, rate: Hertz, count: usize) -> Brush {
        let (up, down) = fraction(rate.get() / papers.output.rate_hz.get());
        Brush { lead: vec![0.0; count], rate, resampler: Resampler::plan(up, down), up, down }
    }

    /// Adds a piece whose R comes at that time, in seconds; what lies outside the lead is left out.
    fn lay(&mut self, at: f64, piece: &Piece) {
        let reach = RINGS * self.down.div_ceil(self.up).max(1);
        let least = piece.r + reach;
        // A place for R that is a whole sample at either rate.
        let r = if self.down <= LARGEST_RATIO { least.next_multiple_of(self.down) } else { least };
        let mut values = vec![0.0; r - piece.r];
        values.extend(&piece.values);
        values.resize(values.len() + reach, 0.0);
        let first = (at * self.rate.get()).round() as i64
            - (r as f64 * self.up as f64 / self.down as f64).round() as i64;
        for (index, value) in (first..).zip(self.resampler.run(&values)) {
            if let Some(sample) = usize::try_from(index).ok().and_then(|index| self.lead.get_mut(index)) {
                *sample += value;
            }
        }
    }
}
