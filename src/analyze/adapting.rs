//! A model's answers bent to one patient: where a person corrected beats, those that are like them follow.

use serde::{Deserialize, Serialize};

use crate::classify::{Answer, Spec};
use crate::ecg::{BeatClass, Beats, SampleIndex, Verdict};
use crate::error::Note;
use crate::segment::context;

/// What a person says a beat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Where the beat stands; the row of a table.
    pub sample: SampleIndex,
    /// What it is.
    pub class: BeatClass,
}

/// By which numbers beats are alike, and how far each is spread over the patients that the model was trained on.
#[rustfmt::skip]
const LIKE: [(&str, f64); 17] = [
    ("rr/local", 0.17), ("next/local", 0.18), ("rr/wide upper", 0.20), ("rr/wide", 0.18), ("unrest 40", 0.18),
    ("qrs unlike usual", 1.45), ("qrs like last", 0.25), ("misfit", 0.43), ("width-usual", 0.07), ("height/usual", 0.20),
    ("top", 0.28), ("bottom", 0.25), ("st-t like usual", 0.39), ("all unlike wide", 1.66),
    ("p gain wide", 0.77), ("p like wide", 0.44), ("pr like wide", 0.41),
];

/// Beats so far apart, in spreads, follow each other by the 0.6th part.
const REACH: f64 = 0.35;

/// How fast what was corrected is learned, and how often it is gone through.
const RATE: f64 = 0.5;
const ROUNDS: usize = 30;

/// Corrected beats that pull at once, of one place: more of them would pull past what they mean, and back, round after round.
const AT_ONCE: f64 = 8.0;

/// Of more corrected beats some pull others along, as many of a class as it has its share, and a few at least: what a whole family says
/// takes no longer than it need.
const PULLING: usize = 400;
const FEW: usize = 20;

/// No probability is less: of what is impossible nothing can be learned.
const LEAST: f64 = 1e-5;

/// The probabilities once these beats were corrected: theirs are certain, and those of beats alike are moved with them, the more the more
/// alike they are. A correction of what is no beat is passed over; beats that are not said among their neighbours do not follow.
///
/// This is gradient descent on the corrected beats' likelihood in the space of functions that a Gaussian kernel spans, some rounds of it, beginning at what
/// the model says. Linear in the beats, times the corrections.
pub(in crate::analyze) fn adapted(
    spec: &Spec,
    beats: &Beats,
    probabilities: &[f32],
    corrections: &[Correction],
) -> Vec<f32> {
    let Answer::Classes(classes) = spec.answer() else { return probabilities.to_vec() };
    let columns = classes.len();
    let corrected: Vec<(usize, usize)> = corrections
        .iter()
        .filter_map(|correction| {
            let beat = beats.at.binary_search(&correction.sample).ok()?;
            Some((beat, classes.iter().position(|class| *class == correction.class)?))
        })
        .collect();
    let mut said = probabilities.to_vec();
    let likeness = Likeness::of(beats);
    if let Some(likeness) = &likeness {
        let pulling = &pulling(&corrected, columns);
        let known: Vec<Vec<f64>> =
            pulling.iter().map(|(beat, _)| logarithms(&said[beat * columns..][..columns])).collect();
        let among: Vec<Vec<f64>> = pulling
            .iter()
            .map(|(a, _)| pulling.iter().map(|(b, _)| likeness.between(*a, *b)).collect())
            .collect();
        let pull = learned(&known, &among, pulling);
        for (beat, row) in said.chunks_exact_mut(columns).enumerate() {
            let mut moved = logarithms(row);
            for ((other, _), pull) in pulling.iter().zip(&pull) {
                let alike = likeness.between(beat, *other);
                moved.iter_mut().zip(pull).for_each(|(value, pull)| *value += alike * pull);
            }
            row.iter_mut().zip(softmax(&moved)).for_each(|(value, share)| *value = share as f32);
        }
    }
    for (beat, column) in corrected {
        let row = &mut said[beat * columns..][..columns];
        row.fill(0.0);
        row[column] = 1.0;
    }
    said
}

/// The corrected beats that pull others along, evenly spread over all of their class.
fn pulling(corrected: &[(usize, usize)], columns: usize) -> Vec<(usize, usize)> {
    if corrected.len() <= PULLING {
        return corrected.to_vec();
    }
    let of = |column: usize| -> Vec<(usize, usize)> {
        let own: Vec<_> = corrected.iter().copied().filter(|(_, own)| *own == column).collect();
        let count = own.len().min((own.len() * PULLING / corrected.len()).max(FEW));
        (0..count).map(|nth| own[nth * own.len() / count]).collect()
    };
    (0..columns).flat_map(of).collect()
}

/// How far each corrected beat pulls at each class.
fn learned(known: &[Vec<f64>], among: &[Vec<f64>], corrected: &[(usize, usize)]) -> Vec<Vec<f64>> {
    let columns = known.first().map_or(0, Vec::len);
    let mut pull = vec![vec![0.0; columns]; known.len()];
    let most = among.iter().map(|row| row.iter().sum()).fold(0.0, f64::max);
    let rate = RATE * (AT_ONCE / most.max(AT_ONCE));
    for _ in 0..ROUNDS {
        let wrong: Vec<Vec<f64>> = (0..known.len())
            .map(|beat| {
                let mut now = known[beat].clone();
                for (alike, pull) in among[beat].iter().zip(&pull) {
                    now.iter_mut().zip(pull).for_each(|(value, pull)| *value += alike * pull);
                }
                let truth = corrected[beat].1;
                softmax(&now).enumerate().map(|(column, share)| f64::from(column == truth) - share).collect()
            })
            .collect();
        for (pull, wrong) in pull.iter_mut().zip(&wrong) {
            pull.iter_mut().zip(wrong).for_each(|(pull, wrong)| *pull += rate * wrong);
        }
    }
    pull
}

fn logarithms(row: &[f32]) -> Vec<f64> {
    row.iter().map(|&share| (f64::from(share) + LEAST).ln()).collect()
}

fn softmax(values: &[f64]) -> impl Iterator<Item = f64> {
    let most = values.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = values.iter().map(|value| (value - most).exp()).sum();
    values.iter().map(move |value| (value - most).exp() / sum)
}

/// Beats as points, of which those are near that are alike.
struct Likeness {
    points: Vec<[f64; LIKE.len()]>,
}

impl Likeness {
    /// `None` where beats are not said among their neighbours.
    fn of(beats: &Beats) -> Option<Likeness> {
        if context::leads_of(beats) == 0 {
            return None;
        }
        let places = LIKE.map(|(name, _)| context::place(name));
        let point = |beat: usize| {
            let row = beats.beat(beat);
            std::array::from_fn(|at| f64::from(row[places[at]]) / LIKE[at].1)
        };
        Some(Likeness { points: (0..beats.len()).map(point).collect() })
    }

    /// From 0 to 1.
    fn between(&self, a: usize, b: usize) -> f64 {
        let apart: f64 = self.points[a].iter().zip(&self.points[b]).map(|(a, b)| (a - b).powi(2)).sum();
        (-apart / LIKE.len() as f64 / (2.0 * REACH * REACH)).exp()
    }
}

/// What the corrections changed, in a sentence; `None` where there were none.
pub(in crate::analyze) fn changed(corrections: usize, before: &[Verdict], after: &[Verdict]) -> Option<Note> {
    if corrections == 0 {
        return None;
    }
    let count = |verdicts: &[Verdict], class: BeatClass| {
        verdicts.iter().filter(|verdict| verdict.class == class).count()
    };
    let moved = before.iter().zip(after).filter(|(before, after)| before.class != after.class).count();
    let counts: Vec<String> = BeatClass::ALL
        .into_iter()
        .map(|class| (class, count(before, class), count(after, class)))
        .filter(|(_, before, after)| before != after)
        .map(|(class, before, after)| format!("{class} {before} to {after}"))
        .collect();
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    let beats = match corrections {
        1 => "1 beat was corrected, and those like it followed".to_string(),
        many => format!("{many} beats were corrected, and those like them followed"),
    };
    Some(Note::new(format!("{beats}; {moved} changed their class{counts}.")))
}

#[test]
fn every_number_that_likeness_goes_by_is_one_of_a_beats() {
    for (name, spread) in LIKE {
        assert!(context::names().any(|known| known == name), "{name}");
        assert!(spread > 0.0);
    }
}

#[cfg(test)]
fn alike(count: usize, is_other: impl Fn(usize) -> bool) -> (Spec, Beats) {
    let spec = Spec::parse(include_str!("../../models/beat-rhythm/spec.json")).unwrap();
    let mut samples = vec![0.0; count * context::WIDTH];
    for beat in (0..count).filter(|beat| is_other(*beat)) {
        for (name, spread) in LIKE {
            samples[beat * context::WIDTH + context::place(name)] = (spread * REACH) as f32;
        }
    }
    let at = (0..count).map(|beat| SampleIndex(300 * beat)).collect();
    (spec, Beats { width: context::WIDTH, samples, truth: vec![None; count], at })
}

#[test]
fn whole_families_that_are_nearly_alike_each_bring_their_own_along() {
    // Beats of two shapes, so near that each is 0.6 like the other; nobody knows what they are. All but two of fifty are corrected.
    let (spec, beats) = alike(1000, |beat| beat % 2 == 1);
    let class = |beat: usize| if beat.is_multiple_of(2) { BeatClass::V } else { BeatClass::S };
    let told = (0..beats.len()).filter(|beat| beat % 50 > 1);
    let corrections: Vec<Correction> =
        told.map(|beat| Correction { sample: beats.at[beat], class: class(beat) }).collect();
    let said = adapted(&spec, &beats, &vec![0.2; beats.len() * 5], &corrections);
    for (beat, verdict) in spec.verdicts(&said).unwrap().iter().enumerate() {
        assert_eq!(verdict.class, class(beat), "beat {beat}");
    }
}

#[test]
fn where_the_same_is_said_to_be_this_and_that_those_like_it_are_so_in_proportion() {
    for count in [100, 1000] {
        // Seven of ten are said to be V, the others S; one beat more is as they are.
        let (spec, beats) = alike(count + 1, |_| false);
        let class = |beat: usize| if beat % 10 < 7 { BeatClass::V } else { BeatClass::S };
        let corrections: Vec<Correction> =
            (0..count).map(|beat| Correction { sample: beats.at[beat], class: class(beat) }).collect();
        let said = adapted(&spec, &beats, &vec![0.2; beats.len() * 5], &corrections);
        let last = &said[count * 5..];
        assert!((last[2] - 0.7).abs() < 0.05 && (last[1] - 0.3).abs() < 0.05, "{count}: {last:?}");
    }
}
