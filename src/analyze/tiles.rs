//! A recording in pieces for whoever draws it: any lead, as recorded or cleaned, at the width that a screen needs.

use std::collections::BTreeMap;

use crate::analyze::survey::no_lead;
use crate::analyze::{Settings, Survey};
use crate::clean::Cleaner;
use crate::dsp::pyramid::Pyramid;
use crate::ecg::{Gap, Hertz, Lead, Record, SampleIndex, Seconds, Wave};
use crate::error::{Error, Result};

/// Clean leads are kept up to so many samples, since any part of one may be asked for next; all of them may be more than there is memory.
const KEPT: usize = 128 << 20;

/// Which numbers of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// As it was recorded.
    Raw,
    /// As the recipe cleans it.
    Clean,
}

/// A piece of a lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// In mV; not a number where nothing was recorded.
    pub values: Vec<f32>,
    /// Values in a second.
    pub a_second: f64,
    /// Levels that the lead has, the samples themselves among them.
    pub levels: usize,
}

/// Samples of a lead that follow one another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretch {
    /// In mV; not a number where nothing was recorded.
    pub values: Vec<f32>,
    /// How many of them make a second.
    pub a_second: f64,
    /// When the first of them is.
    pub from: Seconds,
}

/// What is kept of a recording between two looks at it: its leads at several widths, and clean ones.
#[derive(Debug, Default)]
pub struct Tiles {
    levels: BTreeMap<(Look, usize), Pyramid>,
    clean: BTreeMap<usize, Lead>,
}

impl Tiles {
    /// Values of a tile; the last one of a level may have fewer, and one beyond it none.
    pub const WIDTH: usize = 4096;

    /// A tile of a lead, counted from 0: level 0 are the samples. Cleaning wants a survey, whose recipe it follows; the first tile of a
    /// clean lead costs a cleaning.
    pub fn tile(
        &mut self,
        record: &Record,
        survey: Option<(&Survey, &Settings)>,
        (look, lead): (Look, usize),
        level: usize,
        index: usize,
    ) -> Result<Tile> {
        let recorded = record.leads().get(lead).ok_or_else(|| no_lead(record, lead))?;
        let (samples, rate): (&[f32], Hertz) = match look {
            Look::Raw => (&recorded.samples, record.rate()),
            Look::Clean => {
                let (survey, settings) = survey.ok_or_else(|| unlooked(record))?;
                self.cleaned(record, survey, settings, lead)?;
                (self.clean.get(&lead).map_or(&survey.clean.samples, |lead| &lead.samples), survey.clean_rate)
            }
        };
        let pyramid = self.levels.entry((look, lead)).or_insert_with(|| Pyramid::of(samples));
        let values = if level == 0 { samples } else { pyramid.level(level) };
        let a_value = Pyramid::samples_a_value(level);
        let from = index.saturating_mul(Tiles::WIDTH).min(values.len());
        let mut values = values[from..(from + Tiles::WIDTH).min(values.len())].to_vec();
        let faster = rate.get() / record.rate().get();
        for gap in &recorded.gaps {
            blank(&mut values, gap, faster / a_value as f64, from);
        }
        Ok(Tile { values, a_second: rate.get() / a_value as f64, levels: pyramid.levels() + 1 })
    }

    /// The samples of a lead from one moment up to another, as far as the recording goes.
    pub fn stretch(
        &mut self,
        record: &Record,
        survey: Option<(&Survey, &Settings)>,
        (look, lead): (Look, usize),
        (from, to): (Seconds, Seconds),
    ) -> Result<Stretch> {
        let first = self.tile(record, survey, (look, lead), 0, 0)?;
        let a_second = first.a_second;
        let place = |at: Seconds| (at.0.max(0.0) * a_second).floor() as usize;
        let (begin, end) = (place(from), place(to) + 1);
        let mut values = Vec::with_capacity(end.saturating_sub(begin));
        let mut at = begin;
        while at < end {
            let index = at / Tiles::WIDTH;
            let tile = self.tile(record, survey, (look, lead), 0, index)?;
            let inside = at - index * Tiles::WIDTH;
            let part = tile.values.get(inside..tile.values.len().min(end - index * Tiles::WIDTH));
            let Some(part) = part.filter(|part| !part.is_empty()) else { break };
            values.extend_from_slice(part);
            at += part.len();
        }
        Ok(Stretch { values, a_second, from: Seconds(begin as f64 / a_second) })
    }

    /// Cleans a lead, unless it is there already or the survey itself kept it.
    fn cleaned(&mut self, record: &Record, survey: &Survey, settings: &Settings, lead: usize) -> Result<()> {
        if lead == survey.lead || self.clean.contains_key(&lead) {
            return Ok(());
        }
        if (self.clean.len() + 1) * record.len() > KEPT {
            self.clean.clear();
        }
        let cleaner = Cleaner::plan(&settings.cleaning, record.rate())
            .or_else(|_| Cleaner::plan(&Default::default(), record.rate()))?;
        let r_peaks: Vec<SampleIndex> = survey.beats.iter().map(|(at, _)| *at).collect();
        self.clean.insert(lead, cleaner.run_lead(&record.leads()[lead], &r_peaks).0);
        Ok(())
    }

    /// Forgets what was cleaned: another survey cleans otherwise.
    pub fn forget_clean(&mut self) {
        self.clean.clear();
        self.levels.retain(|(look, _), _| *look == Look::Raw);
    }
}

/// The waves of a lead with a peak from one sample up to another.
pub fn waves_within<'a>(
    survey: &'a Survey,
    lead: &str,
    from: f64,
    to: f64,
) -> impl Iterator<Item = &'a Wave> {
    let name = lead.to_string();
    survey.waves.iter().filter(move |wave| wave.lead == name && (from..to).contains(&(wave.peak.0 as f64)))
}

/// What stands wholly in a gap is no number; `a_sample` values make a sample of the record, and `from` is the first of them.
fn blank(values: &mut [f32], gap: &Gap, a_sample: f64, from: usize) {
    let first = (gap.from.0 as f64 * a_sample).ceil() as usize;
    let last = (gap.to.0 as f64 * a_sample).floor() as usize;
    let (first, last) = (first.saturating_sub(from), last.saturating_sub(from).min(values.len()));
    if let Some(inside) = values.get_mut(first..last) {
        inside.fill(f32::NAN);
    }
}

fn unlooked(record: &Record) -> Error {
    Error::unfit(record.name(), "nobody has looked for its beats yet")
}
