//! The beats of a recording that do not belong: each held against what is usual around it, the oddest first.

use std::ops::ControlFlow;

use crate::analyze::{Settings, held, surveyed};
use crate::classify::{Detector, Oddity};
use crate::ecg::{BeatClass, Beats, Hertz};
use crate::error::{Error, Note, Result};
use crate::read::{Opened, Reading};
use crate::score::classification::Ranked;

/// How odd each beat of a recording is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Anomalies {
    /// The beats, as the model was told of them.
    pub beats: Beats,
    /// One for each beat.
    pub oddities: Vec<Oddity>,
    /// Samples in a second where the beats stand.
    pub rate: Hertz,
    /// The lead that was looked at.
    pub lead: String,
    /// What was survived on the way.
    pub notes: Vec<Note>,
}

/// Judges each beat of a recording. `progress` hears how many of all are judged and may stop the work, which is then `Ok(None)`.
pub fn anomalies(
    opened: &Opened,
    settings: &Settings,
    detector: &Detector,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Anomalies>> {
    let reading = &opened.reading;
    let survey = surveyed(reading, settings)?;
    let (Reading::Record(record), Some(survey)) = (reading, survey) else {
        let reason = format!(
            "its beats stand alone, and {} holds each against its patient's others: drop the recording",
            detector.papers().name
        );
        return Err(Error::unfit(reading.name(), reason));
    };
    let (beats, _) = held(record, &survey)?;
    let total = beats.len();
    let Some(oddities) = detector.judge(&beats, |done| progress(done, total))? else { return Ok(None) };
    let lead = record.leads()[survey.lead].name.clone();
    let notes = opened.notes.iter().chain(&survey.notes).cloned().collect();
    Ok(Some(Anomalies { beats, oddities, rate: record.rate(), lead, notes }))
}

impl Anomalies {
    /// How many beats score at least so much, and of those with a person's word on them how many of each class.
    pub fn above(&self, threshold: f32) -> (usize, [usize; 5]) {
        let mut classes = [0; 5];
        let mut count = 0;
        for (oddity, truth) in self.oddities.iter().zip(&self.beats.truth) {
            if oddity.score >= threshold {
                count += 1;
                if let Some(class) = truth {
                    classes[class.index()] += 1;
                }
            }
        }
        (count, classes)
    }

    /// The numbers of the beats, the oddest first; of equals the earlier.
    pub fn oddest(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.oddities.len()).collect();
        order.sort_by(|&a, &b| self.oddities[b].score.total_cmp(&self.oddities[a].score));
        order
    }

    /// The score held against a person's word, normal beats against all others: for the ROC curve and its area, and average precision.
    /// `None` where nobody said which are which.
    pub fn ranked(&self) -> Option<Ranked> {
        let labelled = self.oddities.iter().zip(&self.beats.truth);
        let (odd, scores): (Vec<bool>, Vec<f64>) = labelled
            .filter_map(|(oddity, truth)| Some(((*truth)? != BeatClass::N, f64::from(oddity.score))))
            .unzip();
        Ranked::of(&odd, &scores).ok().filter(|ranked| ranked.positives() > 0 && ranked.negatives() > 0)
    }
}
