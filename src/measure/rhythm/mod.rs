//! The rhythm: its label, atrial fibrillation beat by beat, and what happens in it.

mod events;
mod evidence;
mod fibrillation;
mod figures;
mod label;
mod learned;
mod shapes;
mod weights;

use serde::{Deserialize, Serialize};

use crate::ecg::{SampleIndex, Seconds};
use crate::error::Note;
use crate::measure::heartbeats::Heartbeats;

pub use events::{Event, EventCount, EventKind};
pub use evidence::{BeatEvidence, Evidence};
pub use figures::FIGURES;
use figures::Seen;
pub use label::Label;
use learned::LEARNED;

/// So many events are listed; all are counted.
const MOST_EVENTS: usize = 1000;

/// An episode of atrial fibrillation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AfEpisode {
    /// Always [`Label::Af`]: so that a list of episodes can be read without knowing where it stood.
    pub label: Label,
    /// Its first beat, in samples.
    pub from_sample: SampleIndex,
    /// Its last beat, in samples.
    pub to_sample: SampleIndex,
    /// When its first beat is.
    pub from_s: Seconds,
    /// When its last beat is.
    pub to_s: Seconds,
    /// How many beats it has.
    pub beats: usize,
}

/// The rhythm of a recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rhythm {
    /// What it is called.
    pub label: Label,
    /// The same in words, with the rate: "sinus bradycardia".
    pub name: String,
    /// How probable atrial fibrillation is; `None` where too few beats were found to say.
    pub af_probability: Option<f64>,
    /// How probable each label is, in the order N, AF, other, noisy.
    pub probabilities: Option<[f64; 4]>,
    /// Episodes of atrial fibrillation, in order of time.
    pub episodes: Vec<AfEpisode>,
    /// Which share of the time between the first and the last beat they last.
    pub af_share: Option<f64>,
    /// How often each of the other events happens.
    pub counts: Vec<EventCount>,
    /// The events, in order of time: the first thousand.
    pub events: Vec<Event>,
}

impl Rhythm {
    /// Tells the rhythm by the beats, their waves, and the quality of the leads.
    ///
    /// Label and probability: a softmax over figures of irregularity, P waves, shapes and noise, learned from the
    /// recordings of the PhysioNet/CinC Challenge 2017 that are for training (`models/train/rhythm.py`); of a recording
    /// longer than about a minute the mean over stretches of half a minute. Intervals alone do not decide: sinus
    /// arrhythmia and bigeminy are irregular, too. Events are counted by the classes of beats, and are no better than these.
    /// Linear in the beats of each lead.
    pub fn of(beats: &Heartbeats) -> Rhythm {
        let at = &beats.at;
        let seen = Seen::of(beats);
        let evidence = Evidence::seen(&seen);

        let mut probabilities = [0.0; 4];
        let mut told = 0.0;
        for (from, to, figures) in &evidence.stretches {
            let Some(figures) = figures else { continue };
            for (sum, one) in probabilities.iter_mut().zip(LEARNED.label(figures)) {
                *sum += one * (to - from);
            }
            told += to - from;
        }
        let probabilities =
            (told > 0.0).then(|| probabilities.map(|sum| (sum / told * 1e4).round() / 1e4 + 0.0));
        let whole: f64 = evidence.stretches.iter().map(|(from, to, _)| to - from).sum();
        let label = match probabilities {
            // Most of it without beats to go by.
            Some(probabilities) if 2.0 * told >= whole => likeliest(&probabilities),
            _ => Label::Noisy,
        };

        let mut runs = fibrillation::episodes(&LEARNED, &seen, &evidence.beats);
        if runs.is_empty() && label == Label::Af && evidence.stretches.len() == 1 {
            runs.push(0..at.len());
        }
        let milli = |seconds: f64| Seconds((seconds * 1000.0).round() / 1000.0);
        let episodes: Vec<AfEpisode> = runs
            .into_iter()
            .map(|run| AfEpisode {
                label: Label::Af,
                from_sample: at[run.start],
                to_sample: at[run.end - 1],
                from_s: milli(seen.at_s[run.start]),
                to_s: milli(seen.at_s[run.end - 1]),
                beats: run.len(),
            })
            .collect();
        let lasting = seen.at_s.last().zip(seen.at_s.first()).map(|(last, first)| last - first);
        let in_af: f64 = episodes.iter().map(|episode| episode.to_s.0 - episode.from_s.0).sum();

        let mut events = events::events(&seen.at_s, &beats.rr, &beats.classes);
        let counts = events::counts(&events);
        events.truncate(MOST_EVENTS);
        Rhythm {
            name: name(label, &beats.rr).to_string(),
            label,
            af_probability: probabilities.map(|probabilities| probabilities[Label::Af as usize]),
            probabilities,
            af_share: lasting
                .filter(|seconds| *seconds > 0.0)
                .map(|seconds| (in_af / seconds * 1e4).round() / 1e4 + 0.0),
            episodes,
            counts,
            events,
        }
    }

    /// What a person should know before believing it.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        match self.af_probability {
            None => notes.push(Note::new(
                "No rhythm can be told: it takes six beats that follow one another to say anything.",
            )),
            Some(af) if self.label != Label::Af && (0.3..1.0).contains(&af) => {
                notes.push(Note::new(format!(
                    "The rhythm may be atrial fibrillation (probability {af:.2}), though another label is likelier."
                )));
            }
            _ => {}
        }
        let listed = self.events.len();
        let all: usize = self.counts.iter().map(|one| one.count).sum();
        if listed < all {
            notes.push(Note::new(format!(
                "{all} events of the rhythm were counted; the first {listed} are listed."
            )));
        }
        notes
    }
}

fn likeliest(probabilities: &[f64; 4]) -> Label {
    let best = Label::ALL.into_iter().zip(probabilities).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(Label::Noisy, |(label, _)| label)
}

/// The label in words; what is normal by its rate.
fn name(label: Label, rr: &[Option<f64>]) -> &'static str {
    let mut rr: Vec<f64> = rr.iter().flatten().copied().collect();
    let bpm = crate::dsp::quantile::median(&mut rr).map(|rr| 60.0 / rr);
    match (label, bpm) {
        (Label::N, Some(bpm)) if bpm < events::SLOW_BPM => "sinus bradycardia",
        (Label::N, Some(bpm)) if bpm > events::FAST_BPM => "sinus tachycardia",
        (Label::N, _) => "sinus rhythm",
        (Label::Af, _) => "atrial fibrillation",
        (Label::Other, _) => "another rhythm",
        (Label::Noisy, _) => "cannot be told",
    }
}
