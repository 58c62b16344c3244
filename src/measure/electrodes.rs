//! Electrodes that were exchanged: what the usual beat of each lead says about where they sat.

use crate::ecg::{Lead, Record, SampleIndex};
use crate::measure::beat::{Coarse, level, median, product};
use crate::measure::pieces::range;

/// The usual beat reaches from so long before R to so long after it.
const BEFORE_S: f64 = 0.26;
const AFTER_S: f64 = 0.44;

/// So many beats, spread over the record, stand for all.
const MOST_BEATS: usize = 32;

/// Fewer beats than this say nothing.
const FEWEST_BEATS: usize = 3;

/// A lead that should look like V6 and correlates with it below this is upside down.
const OPPOSITE: f32 = -0.3;

/// The usual beat of a lead, the median at each place, against the level before QRS.
struct Usual {
    /// All of it, brought to a length of 1.
    shape: Vec<f32>,
    /// The P wave's height, as a share of the height of QRS; below zero where it points down, likewise below.
    p: f32,
    /// The highest and the deepest point of QRS in sum.
    qrs: f32,
    /// The T wave's height.
    t: f32,
}

impl Usual {
    fn of(lead: &Lead, coarse: Coarse, peaks: &[SampleIndex]) -> Option<Usual> {
        let (before, after) = (coarse.count(BEFORE_S), coarse.count(AFTER_S));
        let width = before + after + 1;
        let at = |seconds: f64| ((before as f64 + seconds * coarse.rate).round() as usize).min(width - 1);
        let mut beats = Vec::new();
        for &peak in peaks.iter().step_by(peaks.len().div_ceil(MOST_BEATS).max(1)) {
            let start = beats.len();
            if coarse.beat(&lead.samples, peak, (before, after), &mut beats) {
                let beat = &mut beats[start..];
                let quiet = &beat[at(-0.08)..=at(-0.05)];
                let base = quiet.iter().sum::<f32>() / quiet.len() as f32;
                beat.iter_mut().for_each(|value| *value -= base);
            }
        }
        let count = beats.len() / width;
        if count < FEWEST_BEATS {
            return None;
        }
        let mut column = Vec::with_capacity(count);
        let mut shape: Vec<f32> = (0..width)
            .map(|place| {
                column.clear();
                column.extend((0..count).map(|beat| beats[beat * width + place]));
                median(&mut column)
            })
            .collect();
        let extremes = |from: f64, to: f64| range(&shape[at(from)..=at(to)]);
        let farthest = |(low, high): (f32, f32)| if -low > high { low } else { high };
        let (low, high) = extremes(-0.06, 0.06);
        let height = high - low;
        let (p, t) = (farthest(extremes(-0.24, -0.08)) / height, farthest(extremes(0.15, 0.4)) / height);
        let told = height > 0.0 && p.is_finite() && t.is_finite();
        (told && level(&mut shape).is_some()).then_some(Usual { shape, p, qrs: (low + high) / height, t })
    }

    /// How many of P, QRS and T point down.
    fn down(&self) -> usize {
        [self.p, self.qrs, self.t].iter().filter(|&&wave| wave < 0.0).count()
    }
}

/// A sentence about the electrodes, where there is strong evidence that they were exchanged.
///
/// Of two leads of the limbs, I and II, and V6 (V5 where there is none), which looks in the same direction: after Ho and
/// others 2001 and Batchvarov and others 2007, by the whole beat instead of QRS alone. Lead I against V6 means right and left arm exchanged, lead II against V6 right arm and left leg; of both the
/// stronger. At least two of P, QRS and T must point down as well. Without V5 and V6 all three must. A record of a single lead, unless it
/// is one that may point down, must show all three clearly.
///
/// Left arm against left leg and the right leg's electrode leave hardly a trace, and are not looked for; nor is the sum
/// I + III = II, which exchanged electrodes keep.
pub(crate) fn suspected(record: &Record, peaks: &[SampleIndex]) -> Option<String> {
    // Slower than this, P and QRS fall into the same few values.
    const SLOWEST_HZ: f64 = 80.0;
    if record.rate().get() < SLOWEST_HZ || peaks.len() < FEWEST_BEATS {
        return None;
    }
    let coarse = Coarse::of(record.rate());
    let usual = |name: &str| {
        let lead = record.leads().iter().find(|lead| short(&lead.name) == name)?;
        Usual::of(lead, coarse, peaks)
    };
    if let [lead] = record.leads() {
        return upside_down(lead, &Usual::of(lead, coarse, peaks)?);
    }
    let (first, second) = (usual("i")?, usual("ii")?);
    let arms = "The electrodes of right and left arm may have been exchanged: lead I points down";
    let leg = "The electrodes of right arm and left leg may have been exchanged: lead II points down";
    let advice = "Look how they sat; if they were exchanged, record again.";
    let Some((like, name)) = usual("v6").map(|v6| (v6, "V6")).or_else(|| Some((usual("v5")?, "V5"))) else {
        return match (first.down(), second.down()) {
            (_, 3) => Some(format!("{leg} in P, QRS and T. {advice}")),
            (3, _) => Some(format!("{arms} in P, QRS and T. {advice}")),
            _ => None,
        };
    };
    let (by_first, by_second) = (product(&first.shape, &like.shape), product(&second.shape, &like.shape));
    let (likeness, down, said) =
        if by_first < by_second { (by_first, first.down(), arms) } else { (by_second, second.down(), leg) };
    (likeness < OPPOSITE && down >= 2)
        .then(|| format!("{said} where {name} points up (correlation {likeness:.2}). {advice}"))
}

/// A lone lead upside down, unless it is one that may be.
fn upside_down(lead: &Lead, usual: &Usual) -> Option<String> {
    const CLEARLY: f32 = -0.06;
    const MAY_POINT_DOWN: [&str; 8] = ["iii", "avr", "avl", "v1", "v2", "v3", "v4", "mcl1"];
    if MAY_POINT_DOWN.contains(&short(&lead.name).as_str()) {
        return None;
    }
    (usual.p < CLEARLY && usual.qrs < -0.2 && usual.t < CLEARLY).then(|| {
        format!(
            "Lead {} may be upside down: P, QRS and T all point down. If its two electrodes were exchanged, or it was \
             recorded with the hands exchanged, heights and the ST level have the wrong sign.",
            lead.name
        )
    })
}

/// A lead's name as names are compared: small letters, without the word lead.
fn short(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    name.strip_prefix("lead")
        .map_or(name.as_str(), |rest| rest.trim_start_matches([' ', '_', '-']))
        .to_string()
}
