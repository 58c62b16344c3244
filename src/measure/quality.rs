//! How far each lead can be trusted, ten seconds at a time: usable, doubtful or unusable, and why.

use serde::{Deserialize, Serialize};

use crate::ecg::{Hertz, Lead, Record, SampleIndex, Seconds};
use crate::error::Note;
use crate::measure::beat::median;
use crate::measure::electrodes;
use crate::measure::judge::{Judge, judge};
use crate::measure::pieces::{Moves, What, pieces};

/// How far a stretch of a lead can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Beats and their shapes can be read.
    Usable,
    /// Beats can be seen, their shapes or heights may mislead.
    Doubtful,
    /// Nothing should be read off it.
    Unusable,
}

/// Why a stretch is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Reason {
    /// Nothing was recorded: a gap.
    Missing,
    /// It does not move.
    Flat,
    /// It is cut off at the recorder's limits.
    Saturated,
    /// Its beats drown in noise, or are not alike.
    Noisy,
    /// What is there is not a heart's: a stand at the recorder's limit, the hum of the mains, swings without beats.
    #[serde(rename = "lead off")]
    LeadOff,
}

/// A stretch of one grade and reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// Where it begins.
    pub from_s: Seconds,
    /// Where it ends, and the next begins.
    pub to_s: Seconds,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Why not further; `None` where it is usable.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
}

/// How far a lead can be trusted, stretch by stretch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeadQuality {
    /// The lead's name.
    pub lead: String,
    /// The grade that holds for most of it.
    pub grade: Grade,
    /// Which share of its time is usable, from 0 to 1.
    pub usable_share: f64,
    /// From its beginning to its end, without overlap or hole; neighbours differ in grade or reason.
    pub stretches: Vec<Stretch>,
}

/// How far a record can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Each lead, in the record's order.
    pub leads: Vec<LeadQuality>,
    /// Which electrodes are suspected to be exchanged, why, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed: Option<String>,
}

impl Quality {
    /// Judges every lead; `r_peaks` are as found or marked, in order of time, and may be none.
    ///
    /// A window of ten seconds is judged by how alike its beats are, as Orphanidou and others do ("Signal-Quality Indices
    /// for the Electrocardiogram and Photoplethysmogram", 2015), and by a floor of noise. Departures, and why:
    /// - a beat is compared with its second best fellow instead of their mean, so that bigeminy is not noise;
    /// - it is compared from 120 ms before R to 320 ms after, its slope taken off, so that wander and changing rhythm count less;
    /// - no rule about rates, which condemn arrhythmia; QRS complexes that are suddenly higher than this lead's are
    ///   noise instead, as electrodes move;
    /// - the kurtosis (kSQI of Clifford and others 2012) is that of the second difference, and tells only the hum of the
    ///   mains from beats;
    /// - there are two thresholds instead of one, and what is between is doubtful.
    ///
    /// Gaps from 1 s and stands from 2 s on are stretches of their own, with the times at which they begin and end. Ventricular flutter is
    /// called noisy, and a pause of a whole window may be called lead off: look at the signal. Nothing depends on the unit or an offset. Without R peaks only the floor, limits and stands are judged.
    pub fn of(record: &Record, r_peaks: &[SampleIndex]) -> Quality {
        let leads: Vec<LeadQuality> =
            record.leads().iter().map(|lead| LeadQuality::of(lead, record.rate(), r_peaks)).collect();
        // What cannot be read says nothing about electrodes either.
        let is_usable = leads.iter().any(|lead| lead.grade == Grade::Usable);
        let reversed = if is_usable { electrodes::suspected(record, r_peaks) } else { None };
        Quality { leads, reversed }
    }

    /// Sentences for what is not usable: a lead each, with its first stretches; the rest is counted.
    pub fn notes(&self) -> Vec<Note> {
        const MOST_LEADS: usize = 4;
        let mut notes: Vec<Note> = self.reversed.iter().map(Note::new).collect();
        let told: Vec<&LeadQuality> = self.leads.iter().filter(|lead| lead.usable_share < 1.0).collect();
        let most = if told.len() > MOST_LEADS + 1 { MOST_LEADS } else { told.len() };
        notes.extend(told[..most].iter().map(|lead| Note::new(lead.sentence())));
        if told.len() > most {
            let rest = told.len() - most;
            notes.push(Note::new(format!("{rest} more leads have stretches that are not usable.")));
        }
        notes
    }
}

/// A moment as it is said: 0:10, 1:02:30.
fn clock(seconds: Seconds) -> String {
    let whole = seconds.0.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

impl Reason {
    /// As sentences say it.
    fn words(self) -> &'static str {
        match self {
            Reason::Missing => "nothing was recorded",
            Reason::Flat => "flat",
            Reason::Saturated => "saturated: cut off at the recorder's limit",
            Reason::Noisy => "noisy",
            Reason::LeadOff => "lead off: no heartbeat in it",
        }
    }
}

impl LeadQuality {
    /// The stretches that reach beyond a moment, in order.
    pub(crate) fn after(&self, moment: Seconds) -> &[Stretch] {
        &self.stretches[self.stretches.partition_point(|stretch| stretch.to_s.0 <= moment.0)..]
    }

    /// Whether nothing should be read off it at a moment.
    pub(crate) fn is_unusable_at(&self, moment: Seconds) -> bool {
        let here = self.after(moment).first().filter(|stretch| stretch.from_s.0 <= moment.0);
        here.is_some_and(|stretch| stretch.grade == Grade::Unusable)
    }

    /// "Lead V1 is unusable from 0:10 to 0:20 (noisy); doubtful from 1:00 to 1:30 (noisy)."
    fn sentence(&self) -> String {
        const MOST_STRETCHES: usize = 3;
        let mut parts = Vec::new();
        for (grade, word) in [(Grade::Unusable, "unusable"), (Grade::Doubtful, "doubtful")] {
            let of: Vec<&Stretch> = self.stretches.iter().filter(|stretch| stretch.grade == grade).collect();
            if of.is_empty() {
                continue;
            }
            let told: Vec<String> = of
                .iter()
                .take(MOST_STRETCHES)
                .map(|stretch| {
                    let why = stretch.reason.map_or(String::new(), |reason| format!(" ({})", reason.words()));
                    format!("from {} to {}{why}", clock(stretch.from_s), clock(stretch.to_s))
                })
                .collect();
            let mut part = format!("{word} {}", told.join(", "));
            match of.len() - told.len() {
                0 => {}
                1 => part += ", and in 1 more stretch",
                more => part += &format!(", and in {more} more stretches"),
            }
            parts.push(part);
        }
        format!("Lead {} is {}.", self.lead, parts.join("; "))
    }

    fn of(lead: &Lead, rate: Hertz, r_peaks: &[SampleIndex]) -> LeadQuality {
        let moves = Moves::of(&lead.samples, rate);
        let pieces = pieces(lead, rate, &moves);
        let mut judging = Judge::new(lead, rate, moves, r_peaks);
        let measured: Vec<_> = pieces
            .into_iter()
            .map(|(span, what)| {
                let measures = (what == What::Moving).then(|| judging.measure(span.clone()));
                (span, what, measures)
            })
            .collect();
        let mut sizes: Vec<f32> =
            measured.iter().filter_map(|(.., measures)| Some(measures.as_ref()?.size)).collect();
        let usual = median(&mut sizes);
        let mut stretches: Vec<Stretch> = Vec::new();
        let (mut lasting, all) = ([0usize; 3], lead.samples.len() as f64);
        for (span, what, measures) in measured {
            let (grade, reason) = match (what, measures) {
                (What::Missing, _) => (Grade::Unusable, Some(Reason::Missing)),
                (_, Some(measures)) => judge(&measures, usual),
                (_, None) => {
                    let here = lead.samples[span.start];
                    let far = (here - moves.level).abs() > moves.usual
                        && (here <= moves.range.0 || here >= moves.range.1);
                    (Grade::Unusable, Some(if far { Reason::LeadOff } else { Reason::Flat }))
                }
            };
            lasting[grade as usize] += span.len();
            let to_s = SampleIndex(span.end).time(rate);
            match stretches.last_mut() {
                Some(last) if (last.grade, last.reason) == (grade, reason) => last.to_s = to_s,
                _ => stretches.push(Stretch {
                    from_s: SampleIndex(span.start).time(rate),
                    to_s,
                    grade,
                    reason,
                }),
            }
        }
        let most = [Grade::Usable, Grade::Doubtful, Grade::Unusable]
            .into_iter()
            .max_by_key(|&grade| lasting[grade as usize])
            .unwrap_or(Grade::Unusable);
        LeadQuality { lead: lead.name.clone(), grade: most, usable_share: lasting[0] as f64 / all, stretches }
    }
}
