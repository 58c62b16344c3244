//! The figures by which rhythms are told apart: irregularity, P waves, shapes, noise.

use crate::dsp::quantile::quantile;
use crate::measure::heartbeats::Heartbeats;
use crate::measure::quality::Grade;
use crate::measure::rhythm::shapes::{Before, Shapes};

/// How many figures a stretch has.
pub const FIGURES: usize = 28;

/// What is seen of a recording's beats, prepared once for all its stretches.
pub(crate) struct Seen<'a> {
    pub beats: &'a Heartbeats<'a>,
    /// From the onset of P to that of QRS, in seconds; `None` where no P wave stands before the beat.
    pub pr: Vec<Option<f64>>,
    /// The width of QRS, in seconds.
    qrs: Vec<Option<f64>>,
    /// When each beat is, in seconds.
    pub at_s: Vec<f64>,
    leads: Vec<Shapes>,
    /// When each lead is of which grade: from, to, and how bad it is, from 0 to 1.
    grades: Vec<Vec<(f64, f64, f64)>>,
}

impl<'a> Seen<'a> {
    pub fn of(beats: &'a Heartbeats<'a>) -> Seen<'a> {
        let Heartbeats { leads, rate, at, outlines, .. } = beats;
        let span =
            |from: Option<usize>, to: Option<usize>| Some((to?.checked_sub(from?)?) as f64 / rate.get());
        let grades = leads.iter().map(|lead| {
            let judged = beats.quality.leads.iter().find(|judged| judged.lead == lead.name);
            let stretches = judged.into_iter().flat_map(|lead| &lead.stretches);
            let badness = |grade| match grade {
                Grade::Usable => 0.0,
                Grade::Doubtful => 0.5,
                Grade::Unusable => 1.0,
            };
            stretches.map(|s| (s.from_s.0, s.to_s.0, badness(s.grade))).collect()
        });
        Seen {
            beats,
            pr: outlines.iter().map(|beat| span(beat.p_onset, beat.qrs_onset)).collect(),
            qrs: outlines.iter().map(|beat| span(beat.qrs_onset, beat.qrs_offset)).collect(),
            at_s: at.iter().map(|at| at.time(*rate).0).collect(),
            leads: leads.iter().map(|lead| Shapes::of(&lead.samples, *rate, at)).collect(),
            grades: grades.collect(),
        }
    }

    /// How alike what stands before QRS of a beat is to what stands before its neighbours', over the leads.
    pub fn before_likeness(&self, beat: usize) -> Option<f64> {
        let near = [beat.checked_sub(2), beat.checked_sub(1), Some(beat + 1), Some(beat + 2)];
        let mut alike: Vec<f64> = Vec::new();
        for lead in &self.leads {
            let with = near.iter().flatten().filter(|&&other| other < self.beats.rr.len());
            alike.extend(with.filter_map(|&other| lead.before_likeness(beat, other)).map(f64::from));
        }
        quantile(&mut alike, 0.6)
    }

    /// The badness of what is between, from 0 to 1, of the best lead.
    fn badness(&self, from_s: f64, to_s: f64) -> f64 {
        let of = |grades: &Vec<(f64, f64, f64)>| {
            let bad = |&(from, to, bad): &(f64, f64, f64)| (to.min(to_s) - from.max(from_s)).max(0.0) * bad;
            grades.iter().map(bad).sum::<f64>() / (to_s - from_s).max(1e-9)
        };
        self.grades.iter().map(of).reduce(f64::min).unwrap_or(0.0)
    }

    /// The figures of the beats from `from` up to, not including, `to`, in a stretch of so many seconds; `None` where there are fewer than five intervals.
    pub fn figures(&self, from: usize, to: usize, (from_s, to_s): (f64, f64)) -> Option<[f64; FIGURES]> {
        let beats: Vec<usize> = (from..to).collect();
        // Of beats that follow one another: the first one's interval is not of this stretch.
        let rr: Vec<f64> = (from + 1..to).filter_map(|beat| self.beats.rr[beat]).collect();
        if rr.len() < 5 {
            return None;
        }
        let middle = at(&rr, 0.5);
        let mean = rr.iter().sum::<f64>() / rr.len() as f64;
        let steps: Vec<f64> = rr.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
        let far: Vec<f64> = steps.iter().map(|step| step.abs()).collect();
        let nearest: Vec<f64> = (3..rr.len())
            .map(|i| (1..=3).map(|back| (rr[i] / rr[i - back]).ln().abs()).fold(f64::MAX, f64::min))
            .collect();
        let from_middle: Vec<f64> = rr.iter().map(|rr| (rr / middle - 1.0).abs()).collect();
        let turns = rr.windows(3).filter(|v| (v[1] > v[0]) != (v[2] > v[1])).count();
        let square = steps.iter().map(|step| step * step).sum::<f64>() / steps.len() as f64;
        let early = rr.windows(2).filter(|v| v[0] < 0.85 * middle && v[1] > 1.02 * middle).count();
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;

        let with_p: Vec<f64> = beats.iter().filter_map(|&beat| self.pr[beat]).collect();
        let pr_middle = at(&with_p, 0.5);
        let pr_away: Vec<f64> = with_p.iter().map(|pr| (pr - pr_middle).abs()).collect();
        let widths: Vec<f64> = beats.iter().filter_map(|&beat| self.qrs[beat]).collect();

        let mut shapes: Vec<[f64; 9]> = Vec::new();
        for lead in &self.leads {
            let mut alike: Vec<f64> = lead.qrs_alike(&beats).into_iter().map(f64::from).collect();
            let heights: Vec<f64> = beats.iter().map(|&beat| f64::from(lead.heights[beat])).collect();
            let height = at(&heights, 0.5).max(1e-4);
            let away: Vec<f64> = heights.iter().map(|one| (one / height - 1.0).abs()).collect();
            let rough: Vec<f64> = beats.iter().map(|&beat| f64::from(lead.roughness[beat])).collect();
            let before = lead.together(&beats);
            let of_before =
                |figure: fn(&Before) -> f32| before.as_ref().map_or(0.0, |before| f64::from(figure(before)));
            let unlike = share(alike.iter().filter(|&&alike| alike < 0.9).count(), alike.len());
            shapes.push([
                quantile(&mut alike, 0.5).unwrap_or(0.0),
                quantile(&mut alike, 0.1).unwrap_or(0.0),
                unlike,
                at(&away, 0.5),
                log(at(&rough, 0.5) / height),
                of_before(|before| before.alike),
                log(of_before(|before| before.height) / height),
                log(of_before(|before| before.rest) / height),
                of_before(|before| before.quickness),
            ]);
        }
        let over_leads = |figure: usize| {
            let of: Vec<f64> = shapes.iter().map(|shape| shape[figure]).collect();
            at(&of, 0.5)
        };
        Some([
            log(middle),
            log(square.sqrt()),
            log(at(&far, 0.5)),
            log(at(&from_middle, 0.5)),
            share(far.iter().filter(|&&far| far > 0.1).count(), far.len()),
            entropy(&rr),
            share(turns, rr.len() - 2),
            log(at(&nearest, 0.5)),
            log(at(&nearest, 0.8)),
            log(at(&rr, 0.05) / middle),
            log(at(&rr, 0.95) / middle),
            share(early, rr.len()),
            share(with_p.len(), beats.len()),
            log(at(&pr_away, 0.5)),
            pr_middle,
            at(&widths, 0.5),
            at(&widths, 0.9),
            over_leads(0),
            over_leads(1),
            over_leads(2),
            over_leads(3),
            over_leads(4),
            over_leads(5),
            over_leads(6),
            over_leads(7),
            over_leads(8),
            self.badness(from_s, to_s),
            share(rr.len(), beats.len()) * log(mean),
        ])
    }
}

/// The logarithm of what is above zero, without its depths: to the digits that measurements have.
fn log(value: f64) -> f64 {
    value.max(1e-3).ln()
}

/// A quantile; 0 of none.
fn at(values: &[f64], q: f64) -> f64 {
    quantile(&mut values.to_vec(), q).unwrap_or(0.0)
}

/// The coefficient of sample entropy of Lake and Moorman (2011), of single intervals within 6 % of one another: how little
/// an interval tells of the next one.
fn entropy(rr: &[f64]) -> f64 {
    let rr: Vec<f64> = rr.iter().map(|rr| rr.ln()).collect();
    let near = |a: f64, b: f64| (a - b).abs() < 0.06;
    let (mut one, mut two) = (0usize, 0usize);
    for i in 0..rr.len() - 1 {
        for j in i + 1..rr.len() - 1 {
            if near(rr[i], rr[j]) {
                one += 1;
                two += usize::from(near(rr[i + 1], rr[j + 1]));
            }
        }
    }
    ((one as f64 + 1.0) / (two as f64 + 0.5)).ln()
}
