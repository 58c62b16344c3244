//! What is found in a recording before any network speaks: beats, waves, clean leads, and how far they can be trusted.

use serde::{Deserialize, Serialize};

use crate::analyze::{BeatSource, Settings};
use crate::clean::{Change, Cleaner};
use crate::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex, Seconds, Wave, WaveKind};
use crate::error::{Error, Note, Result};
use crate::measure::Quality;
use crate::score::Matching;
use crate::segment::Peaks;
use crate::segment::waves::{BeatWaves, Delineator};

/// A beat that was found is the one that is marked if they are this near, as EC57 has it.
const SAME_BEAT: Seconds = Seconds(0.150);

/// A lead of which less is usable tells nothing about the rest.
pub(in crate::analyze) const LEAST_USABLE: f64 = 0.1;

/// What is found in a recording before any network speaks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Survey {
    /// The lead that beats are cut from, counted from 0.
    pub lead: usize,
    /// The lead that is classified beside it, where there is one that can be read; none where a person named the one to look at.
    pub beside: Option<usize>,
    /// Where the beats come from.
    pub source: BeatSource,
    /// The beats, in order of time, with what a person said that each is.
    pub beats: Vec<(SampleIndex, Option<BeatClass>)>,
    /// The waves of each beat, lead by lead, each in order of time.
    pub waves: Vec<Wave>,
    /// The lead that beats are cut from, cleaned.
    pub clean: Lead,
    /// Samples in a second of it: not the record's where the recipe resamples.
    pub clean_rate: Hertz,
    /// What cleaning changed, lead by lead.
    pub changes: Vec<Change>,
    /// How far each lead can be trusted, and when.
    pub quality: Quality,
    /// What is marked against what was found, where beats are marked.
    pub agreement: Option<Agreement>,
    /// What was survived.
    pub notes: Vec<Note>,
}

impl Survey {
    /// The lead that beats are cut from, as recorded; an error where this record is another than was looked at.
    pub fn lead_of<'a>(&self, record: &'a Record) -> Result<&'a Lead> {
        record.leads().get(self.lead).ok_or_else(|| no_lead(record, self.lead))
    }

    /// Whether a lead can be read at a moment.
    pub(in crate::analyze) fn is_readable(&self, lead: usize, moment: Seconds) -> bool {
        !self.quality.leads.get(lead).is_some_and(|lead| lead.is_unusable_at(moment))
    }
}

/// Beats that are marked in a file against those that are found in its signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Beats that are marked.
    pub marked: usize,
    /// Beats that were found.
    pub found: usize,
    /// Found beats within 150 ms of a marked one, one to one.
    pub both: usize,
    /// How far the two are apart in the mean, in milliseconds; `None` where none agree.
    pub apart_ms: Option<f64>,
}

/// Looks at a recording: finds its beats and their waves, cleans its leads, and says how good they are.
pub fn survey(record: &Record, settings: &Settings) -> Result<Survey> {
    let lead = settings.lead.unwrap_or(0);
    let leads = looked_at(record, settings.lead)?;
    let mut notes = Vec::new();

    let found = found(record, leads, &mut notes);
    let marked: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let matching = (!marked.is_empty()).then(|| {
        let at: Vec<SampleIndex> = marked.iter().map(|(at, _)| *at).collect();
        Matching::of(&at, &found, record.rate(), SAME_BEAT)
    });
    let agreement = matching.as_ref().map(|matching| Agreement {
        marked: marked.len(),
        found: found.len(),
        both: matching.pairs.len(),
        apart_ms: matching.mean_distance().map(|apart| (apart.0 * 1e5).round() / 1e2),
    });
    let (source, beats) = match matching {
        Some(matching) if settings.beats == BeatSource::Signal => {
            (BeatSource::Signal, named(&found, &marked, &matching))
        }
        Some(_) => (BeatSource::Marks, marked),
        None => (BeatSource::Signal, found.into_iter().map(|at| (at, None)).collect()),
    };
    let r_peaks: Vec<SampleIndex> = beats.iter().map(|(at, _)| *at).collect();

    let waves = Delineator::plan(record.rate()).together(&samples(leads), &r_peaks);
    let waves = leads.iter().zip(&waves).flat_map(|(lead, waves)| waves_of(&lead.name, waves)).collect();

    let quality = Quality::of(record, &r_peaks);
    let beside = if settings.lead.is_some() { None } else { beside(lead, &quality) };
    notes.extend(quality.notes());
    if beats.is_empty() {
        notes.push(Note::new(format!("No heartbeats were found in {}.", record.name())));
    }

    let cleaner = match Cleaner::plan(&settings.cleaning, record.rate()) {
        // What nobody asked for must not stop the analysis.
        Err(error) if settings.cleaning == Settings::default().cleaning => {
            notes.push(Note::new(format!("The leads were not cleaned: {error}")));
            Cleaner::plan(&Default::default(), record.rate())?
        }
        planned => planned?,
    };
    let (mut clean, mut changes) = (Lead::new("", Vec::new()), Vec::new());
    for (index, lead) in leads.iter().enumerate() {
        // Lead by lead, since all clean leads at once may be more than there is memory; the first is kept.
        let (cleaned, change, said) = cleaner.run_lead(lead, &r_peaks);
        changes.push(rounded(change));
        notes.extend(said);
        if index == 0 {
            clean = cleaned;
        }
    }
    Ok(Survey {
        lead,
        beside,
        source,
        beats,
        waves,
        clean,
        clean_rate: cleaner.to(),
        changes,
        quality,
        agreement,
        notes,
    })
}

/// To the digits that are worth something: hundredths of a decibel, microvolts. (The last ones differ between machines.)
fn rounded(mut change: Change) -> Change {
    // Adding zero makes a plain one of a negative one, which JSON and people do not tell apart.
    let to = |value: &mut f64, steps: f64| *value = (*value * steps).round() / steps + 0.0;
    if let Some(snr) = &mut change.snr {
        to(&mut snr.before_db, 1e2);
        to(&mut snr.after_db, 1e2);
    }
    for bands in [&mut change.before, &mut change.after] {
        for power in [&mut bands.wander, &mut bands.ecg, &mut bands.muscle, &mut bands.mains] {
            to(power, 1e7);
        }
    }
    change.st_shift_mv.iter_mut().chain(&mut change.r_shift_mv).for_each(|shift| to(shift, 1e3));
    change
}

/// The lead beside another that can be read for most of its time, the first of equals.
fn beside(lead: usize, quality: &Quality) -> Option<usize> {
    let usable = |other: &usize| quality.leads[*other].usable_share;
    let others = (0..quality.leads.len()).filter(|&other| other != lead && usable(&other) >= LEAST_USABLE);
    others.rev().max_by(|a, b| usable(a).total_cmp(&usable(b)))
}

/// The one lead that was asked for, or all.
pub(in crate::analyze) fn looked_at(record: &Record, lead: Option<usize>) -> Result<&[Lead]> {
    match lead {
        Some(lead) => record.leads().get(lead..=lead).ok_or_else(|| no_lead(record, lead)),
        None => Ok(record.leads()),
    }
}

/// The R peaks of these leads together; none, and a note that says why, where the recording cannot show any.
pub(in crate::analyze) fn found(record: &Record, leads: &[Lead], notes: &mut Vec<Note>) -> Vec<SampleIndex> {
    Peaks::of(record.rate(), &samples(leads)).unwrap_or_else(|error| {
        notes.push(Note::new(error.to_string()));
        Vec::new()
    })
}

fn samples(leads: &[Lead]) -> Vec<&[f32]> {
    leads.iter().map(|lead| lead.samples.as_slice()).collect()
}

/// The beats that were found, each with the class of the marked one that it is.
fn named(
    found: &[SampleIndex],
    marked: &[(SampleIndex, Option<BeatClass>)],
    matching: &Matching,
) -> Vec<(SampleIndex, Option<BeatClass>)> {
    let mut pairs = matching.pairs.iter().peekable();
    found
        .iter()
        .map(|&at| {
            let pair = pairs.next_if(|(_, detected)| *detected == at);
            let class = pair.and_then(|(beat, _)| {
                let index = marked.partition_point(|(at, _)| at < beat);
                marked.get(index).and_then(|(_, class)| *class)
            });
            (at, class)
        })
        .collect()
}

fn waves_of(lead: &str, beats: &[BeatWaves]) -> Vec<Wave> {
    let kinds = |beat: &BeatWaves| [(WaveKind::P, beat.p), (WaveKind::Qrs, beat.qrs), (WaveKind::T, beat.t)];
    beats
        .iter()
        .flat_map(kinds)
        .filter_map(|(kind, span)| {
            let span = span?;
            let (onset, offset) = (Some(span.onset), Some(span.offset));
            Some(Wave { lead: lead.to_string(), kind, onset, peak: span.peak, offset })
        })
        .collect()
}

pub(in crate::analyze) fn no_lead(record: &Record, lead: usize) -> Error {
    let reason = format!("there is no lead {lead}; it has {}, counted from 0", record.leads().len());
    Error::unfit(record.name(), reason)
}
