//! Where each wave truly is: read off the bumps that it is made of, before anything else is added to them.

use crate::ecg::{Annotation, Hertz, SampleIndex};
use crate::generate::path::{Bump, Path};
use crate::generate::shape::{LEADS, Part};

/// A wave begins and ends where it has this share of its height left. QRS is read further down: what is small beside R belongs to
/// it, and it is steep there.
const P_AND_T_SHARE: f64 = 0.05;
const QRS_SHARE: f64 = 0.02;

/// A wave that is nowhere so high in a lead, in millivolts, is not there: two steps of a usual recorder.
const FAINT: f64 = 0.01;

/// A bump further than this many of its widths is over: a three-hundredth of its height is less than any share.
const REACH: f64 = 3.4;

/// A wave in samples, which may lie before the record or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    pub onset: i64,
    pub peak: i64,
    pub offset: i64,
}

/// The waves of a beat in a lead; `None` for one that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    pub p: Option<Outline>,
    pub qrs: Option<Outline>,
    pub t: Option<Outline>,
}

/// The outlines of every beat in every lead.
///
/// Of a wave's own lift (what its bumps have pushed the point by, without the pull back to the baseline, which belongs to no
/// wave) the peak is the sample that is farthest from zero, the onset and the offset are the first and the last sample with at
/// least 5 % of that, of QRS 2 %. A wave below 10 µV is not there. A pacemaker's spike, the ST segment and the flicker of the
/// atria are no waves.
pub struct Truth {
    leads: Vec<Vec<Outlines>>,
}

impl Truth {
    /// Reads the outlines of so many beats. Linear in beats, leads and rate.
    pub fn read(path: &Path, beats: usize, rate: Hertz, leads: usize) -> Truth {
        let mut parts: Vec<[Vec<&Bump>; 3]> = vec![Default::default(); beats];
        for bump in path.bumps() {
            match bump.part {
                Part::P => parts[bump.beat][0].push(bump),
                Part::Qrs => parts[bump.beat][1].push(bump),
                Part::T => parts[bump.beat][2].push(bump),
                Part::Spike | Part::St => {}
            }
        }
        let of_lead = |lead: usize| {
            let outline = |bumps: &[&Bump], share| outline(path, bumps, rate, lead, share);
            let of_beat = |[p, qrs, t]: &[Vec<&Bump>; 3]| Outlines {
                p: outline(p, P_AND_T_SHARE),
                qrs: outline(qrs, QRS_SHARE),
                t: outline(t, P_AND_T_SHARE),
            };
            parts.iter().map(of_beat).collect()
        };
        Truth { leads: (0..leads.min(LEADS)).map(of_lead).collect() }
    }

    /// From the earliest onset to the latest offset of a beat's QRS in all leads, in samples.
    pub fn qrs(&self, beat: usize) -> Option<(i64, i64)> {
        let of_leads = self.leads.iter().filter_map(|lead| lead[beat].qrs);
        of_leads.map(|qrs| (qrs.onset, qrs.offset)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The waves of a lead as annotators outline them: `(`, `p`, the beat's symbol or `t`, and `)`; of one whose end lies outside
    /// of a record of `count` samples without that end, of one whose peak does, nothing.
    ///
    /// `beats` are all beats: their symbols and where the reference marks them. In the first lead, which it is made in, the
    /// peak of QRS stands where the reference's mark does; it may be R while S is deeper.
    ///
    /// Outlines do not cross: of two waves that run into each other, each is given half of what they share.
    pub fn marks(&self, lead: usize, beats: &[(char, Option<SampleIndex>)], count: usize) -> Vec<Annotation> {
        let mut waves: Vec<(char, Outline)> = Vec::new();
        for (outlines, &(symbol, mark)) in self.leads[lead].iter().zip(beats) {
            let qrs = if lead == 0 { outlines.qrs.and_then(|qrs| qrs.at(mark)) } else { outlines.qrs };
            let of_beat = [('p', outlines.p), (symbol, qrs), ('t', outlines.t)];
            waves.extend(of_beat.iter().filter_map(|&(symbol, wave)| Some((symbol, wave?))));
        }
        waves.sort_by_key(|(_, wave)| wave.peak);
        for at in 1..waves.len() {
            let (before, after) = (waves[at - 1].1, waves[at].1);
            if before.offset > after.onset {
                let middle = ((before.offset + after.onset) / 2).clamp(before.peak, after.peak);
                waves[at - 1].1.offset = middle;
                waves[at].1.onset = middle;
            }
        }
        let inside = |at: i64| usize::try_from(at).ok().filter(|&at| at < count).map(SampleIndex);
        let outlined = |(symbol, wave): (char, Outline)| {
            let peak = inside(wave.peak)?;
            let ends = [(inside(wave.onset), '('), (Some(peak), symbol), (inside(wave.offset), ')')];
            Some(ends.into_iter().filter_map(|(at, symbol)| Some(Annotation::new(at?, symbol))))
        };
        waves.into_iter().filter_map(outlined).flatten().collect()
    }
}

impl Outline {
    /// The same with its peak at a mark; `None` without one.
    fn at(self, mark: Option<SampleIndex>) -> Option<Outline> {
        let peak = i64::try_from(mark?.0).ok()?;
        Some(Outline { onset: self.onset.min(peak), peak, offset: self.offset.max(peak) })
    }
}

/// The outline of a wave in a lead; `None` where it has no bumps or is too low.
fn outline(path: &Path, bumps: &[&Bump], rate: Hertz, lead: usize, share: f64) -> Option<Outline> {
    let spans = bumps.iter().map(|bump| path.span(bump, REACH));
    let (from, to) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let (first, last) = ((from * rate.get()).floor() as i64, (to * rate.get()).ceil() as i64);
    let lift: Vec<f64> =
        (first..=last).map(|at| path.lift(bumps, lead, at as f64 / rate.get()).abs()).collect();
    let peak = (0..lift.len()).max_by(|&a, &b| lift[a].total_cmp(&lift[b]))?;
    if lift[peak] < FAINT {
        return None;
    }
    let is_there = |&lift_there: &f64| lift_there >= share * lift[peak];
    let (onset, offset) = (lift.iter().position(is_there)?, lift.iter().rposition(is_there)?);
    let [onset, peak, offset] = [onset, peak, offset].map(|at| first + at as i64);
    Some(Outline { onset, peak, offset })
}
