//! What heart rate variability left out, and how far its figures reach.

use crate::error::Note;
use crate::measure::hrv::Hrv;

/// Below this, LF has fewer than some five turns; below the other, VLF is a guess (Task Force 1996).
const LF_S: f64 = 120.0;
const VLF_S: f64 = 300.0;

/// Where more of the intervals is left out than this share, what is left may not speak for the rest.
const MUCH: f64 = 0.1;

impl Hrv {
    /// What was left out and why, what could not be computed, and where a record is too short for a figure.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.beats < 2 {
            return notes;
        }
        if self.nn == 0 {
            notes.push(Note::new(
                "No two normal beats follow one another: heart rate variability is left open.",
            ));
            return notes;
        }
        let out = self.intervals - self.nn.min(self.intervals);
        if out > 0 {
            let reasons = [
                (self.ectopic, "beside a beat that is not normal"),
                (self.artefacts, "more than a quarter off the median of those around"),
                (self.gaps, "shorter than 0.2 s or longer than 10 s"),
            ];
            let reasons: Vec<String> = reasons
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, reason)| format!("{count} {reason}"))
                .collect();
            let (of, were) = (self.intervals, if out == 1 { "was" } else { "were" });
            notes.push(Note::new(format!(
                "{out} of {of} intervals {were} left out of heart rate variability: {}.",
                reasons.join(", ")
            )));
        }
        if out as f64 > MUCH * self.intervals as f64 {
            notes.push(Note::new(
                "More than a tenth of the intervals was left out: heart rate variability describes what is left, and not \
                 an irregular rhythm.",
            ));
        }
        if self.frequency.total_ms2.is_none() {
            notes.push(Note::new(
                "There is no spectrum of the heart rate: it takes 30 s and 30 intervals between normal beats, of which no \
                 more than a fifth is left out.",
            ));
        } else if self.seconds.0 < LF_S {
            notes.push(Note::new(
                "Powers below 0.15 Hz (LF, VLF) want at least two and five minutes; this recording is shorter.",
            ));
        } else if self.seconds.0 < VLF_S {
            notes.push(Note::new(
                "The power below 0.04 Hz (VLF) wants at least five minutes; this recording is shorter.",
            ));
        }
        notes
    }
}
