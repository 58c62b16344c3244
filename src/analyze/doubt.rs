//! Beats of which no model may be sure, whatever it says: where nothing can be read, or where there is too little to compare with.

use crate::analyze::Survey;
use crate::analyze::survey::LEAST_USABLE;
use crate::ecg::{BeatClass, Beats, Hertz, SampleIndex, Verdict};
use crate::error::Note;
use crate::segment::context;

/// Fewer beats than this do not show what is usual for a patient.
pub(in crate::analyze) const FEWEST: usize = 8;

/// QRS complexes whose slopes are spread by more than this, in 100 ms, are wide: as in block, in ventricular and in paced rhythm.
const WIDE: f32 = 0.385;

/// In tenths of the height of QRS: a P wave of less is none.
const NO_P: f32 = 0.4;

/// Where the usual beat itself is wide and no P wave leads it, it may be ventricular: what is normal for this heart is not known, and
/// "normal" becomes "don't know". `beats` are said in numbers; others say nothing here.
pub(in crate::analyze) fn doubt_the_usual(beats: &Beats, verdicts: &mut [Verdict]) -> Option<Note> {
    let doubted = verdicts.iter_mut().filter(|verdict| verdict.class == BeatClass::N);
    let doubted =
        if is_usual_strange(beats) { doubted.map(|verdict| verdict.sure = false).count() } else { 0 };
    (doubted > 0).then(|| {
        Note::new(
            "The usual beat of this recording is wide and no P wave leads it: it may be ventricular, or block with fibrillation. \
             Which beats are normal is not sure.",
        )
    })
}

/// Whether the usual of these beats is wide and no P wave leads it.
pub(in crate::analyze) fn is_usual_strange(beats: &Beats) -> bool {
    if context::leads_of(beats) == 0 || beats.is_empty() {
        return false;
    }
    let median = |name: &str| {
        let at = context::place(name);
        let mut values: Vec<f32> = (0..beats.len()).map(|beat| beats.beat(beat)[at]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f32::total_cmp).1
    };
    let is_wide = median("width") > WIDE;
    let has_p = median("wide p bump") >= NO_P || median("usual p dip") <= -NO_P;
    is_wide && !has_p
}

/// Turns verdicts into "don't know" where the lead cannot be read, and everywhere in a recording of a few beats. A sentence says so.
pub(in crate::analyze) fn doubt(
    survey: &Survey,
    rate: Hertz,
    beats: &Beats,
    verdicts: &mut [Verdict],
) -> Option<Note> {
    if survey.beats.len() < FEWEST {
        verdicts.iter_mut().for_each(|verdict| verdict.sure = false);
        return (!verdicts.is_empty()).then(|| {
            Note::new(format!(
                "{} beats are too few to know what is usual for this heart: no class is sure.",
                survey.beats.len()
            ))
        });
    }
    let quality = survey.quality.leads.get(survey.lead);
    let is_alone = context::leads_of(beats) < 2;
    if is_alone && quality.is_some_and(|lead| lead.usable_share < LEAST_USABLE) {
        verdicts.iter_mut().for_each(|verdict| verdict.sure = false);
        return (!verdicts.is_empty()).then(|| {
            Note::new("Hardly any of the lead that beats are classified in can be read: no class is sure.")
        });
    }
    let beside = survey.beside.filter(|_| !is_alone);
    let is_lost = |at: &SampleIndex| {
        let is_readable = |lead: usize| survey.is_readable(lead, at.time(rate));
        !is_readable(survey.lead) && !beside.is_some_and(is_readable)
    };
    let doubted = beats.at.iter().zip(verdicts).filter(|(at, _)| is_lost(at));
    let doubted = doubted.map(|(_, verdict)| verdict.sure = false).count();
    (doubted > 0).then(|| {
        Note::new(format!("{doubted} beats stand where the lead cannot be read: their classes are not sure."))
    })
}
