//! The intervals between a record's beats as a list, for programs that measure heart rate variability themselves.

use crate::analyze::{Settings, Survey};
use crate::ecg::{Hertz, SampleIndex, Seconds};
use crate::error::Note;
use crate::measure::{LONGEST_RR_S, LeadQuality, Reason};

/// The intervals between beats that follow one another, ectopic ones too, and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RrIntervals {
    /// How long each is, in milliseconds, in order of time.
    pub ms: Vec<f64>,
    /// How many were left out, and why; `None` where none was.
    pub note: Option<Note>,
}

impl RrIntervals {
    /// Of all beats of a survey, whatever a model was shown of them.
    ///
    /// An interval is left out where nothing was recorded for a second or longer in any of the leads that were looked at, or where it is
    /// longer than ten seconds: beats were missed in it, and whoever reads the list would take it for a pause. What follows it then
    /// comes directly after what was before.
    pub fn of(survey: &Survey, settings: &Settings, rate: Hertz) -> RrIntervals {
        let leads = &survey.quality.leads;
        let leads = settings.lead.and_then(|lead| leads.get(lead..=lead)).unwrap_or(leads);
        let at: Vec<SampleIndex> = survey.beats.iter().map(|(at, _)| *at).collect();
        RrIntervals::between(&at, rate, leads)
    }

    fn between(at: &[SampleIndex], rate: Hertz, leads: &[LeadQuality]) -> RrIntervals {
        let is_hole = |from_s: f64, to_s: f64| {
            to_s - from_s > LONGEST_RR_S
                || (!leads.is_empty() && leads.iter().all(|lead| is_missing(lead, from_s, to_s)))
        };
        let follow = at.windows(2).filter(|pair| !is_hole(pair[0].time(rate).0, pair[1].time(rate).0));
        let ms: Vec<f64> =
            follow.map(|pair| pair[1].0.saturating_sub(pair[0].0) as f64 * 1000.0 / rate.get()).collect();
        let note = match at.len().saturating_sub(1) - ms.len() {
            0 => None,
            left => {
                let intervals = if left == 1 { "interval is" } else { "intervals are" };
                Some(Note::new(format!(
                    "{left} {intervals} left out of the RR intervals: nothing was recorded there, or they are longer than {LONGEST_RR_S} s."
                )))
            }
        };
        RrIntervals { ms, note }
    }
}

/// Whether a stretch in which nothing was recorded reaches into this time.
fn is_missing(lead: &LeadQuality, from_s: f64, to_s: f64) -> bool {
    let mut here = lead.after(Seconds(from_s)).iter().take_while(|stretch| stretch.from_s.0 < to_s);
    here.any(|stretch| stretch.reason == Some(Reason::Missing))
}

#[test]
fn an_interval_over_a_hole_is_left_out_and_counted() {
    use crate::measure::{Grade, Stretch};
    let rate = Hertz::new(250.0).unwrap();
    let at = [0, 200, 398, 1398, 1600, 4200, 4400].map(SampleIndex);
    let stretch = |from: f64, to: f64, reason| Stretch {
        from_s: Seconds(from),
        to_s: Seconds(to),
        grade: if reason == Some(Reason::Missing) { Grade::Unusable } else { Grade::Usable },
        reason,
    };
    let lead =
        |stretches| LeadQuality { lead: "I".into(), grade: Grade::Usable, usable_share: 0.5, stretches };
    let whole = lead(vec![stretch(0.0, 18.0, None)]);
    let holed = lead(vec![
        stretch(0.0, 2.0, None),
        stretch(2.0, 5.0, Some(Reason::Missing)),
        stretch(5.0, 18.0, None),
    ]);
    let found = RrIntervals::between(&at, rate, std::slice::from_ref(&holed));
    assert_eq!(found.ms, [800.0, 792.0, 808.0, 800.0]);
    assert_eq!(
        found.note.unwrap().text,
        "2 intervals are left out of the RR intervals: nothing was recorded there, or they are longer than 10 s."
    );
    // Another lead shows what was between.
    let found = RrIntervals::between(&at, rate, &[holed, whole]);
    assert_eq!(found.ms, [800.0, 792.0, 4000.0, 808.0, 800.0]);
    assert!(found.note.unwrap().text.starts_with("1 interval is left out"));
    assert_eq!(RrIntervals::between(&at[..3], rate, &[]).note, None);
    assert_eq!(RrIntervals::between(&[], rate, &[]), RrIntervals::default());
}
