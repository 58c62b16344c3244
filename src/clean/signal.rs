//! A lead while it is cleaned: doubles, the gaps that cut it into stretches, and the notes that come up.

use std::ops::Range;

use crate::ecg::{Gap, Hertz, Lead, SampleIndex};
use crate::error::Note;

/// A gap of up to so many seconds is bridged: to begin anew after it would bend more of the signal than it is long.
const BRIDGED_S: f64 = 0.1;

/// A lead at work.
pub struct Signal {
    /// The lead's name.
    pub name: String,
    /// The rate that it has by now.
    pub rate: Hertz,
    /// Millivolts, until a step scales them; straight lines through the gaps that are bridged.
    pub samples: Vec<f64>,
    /// Where nothing was recorded.
    pub gaps: Vec<Range<usize>>,
    /// Where R peaks are, in order of time, all inside.
    pub peaks: Vec<usize>,
    /// What there is to say about it.
    pub notes: Vec<Note>,
}

impl Signal {
    /// Takes a lead to work.
    pub fn of(lead: &Lead, rate: Hertz, r_peaks: &[SampleIndex]) -> Signal {
        let len = lead.samples.len();
        let mut signal = Signal {
            name: lead.name.clone(),
            rate,
            samples: lead.samples.iter().map(|&sample| f64::from(sample)).collect(),
            gaps: lead.gaps.iter().map(|gap| gap.from.0..gap.to.0).collect(),
            peaks: r_peaks.iter().map(|at| at.0).filter(|&at| at < len).collect(),
            notes: Vec::new(),
        };
        let short = signal.bridged();
        signal.bridge(|gap| gap.len() <= short);
        signal
    }

    fn bridged(&self) -> usize {
        (BRIDGED_S * self.rate.get()) as usize
    }

    /// Lays straight lines through these gaps, from the sample before to the one after; level at the ends of the lead.
    pub fn bridge(&mut self, wanted: impl Fn(&Range<usize>) -> bool) {
        for gap in self.gaps.iter().filter(|gap| wanted(gap)) {
            let after = self.samples.get(gap.end).copied();
            let before = gap.start.checked_sub(1).map(|at| self.samples[at]);
            let from = before.or(after).unwrap_or(0.0);
            let to = after.unwrap_or(from);
            let steps = (gap.len() + 1) as f64;
            for (step, sample) in self.samples[gap.clone()].iter_mut().enumerate() {
                let share = (step + 1) as f64 / steps;
                *sample = from * (1.0 - share) + to * share;
            }
        }
    }

    /// The stretches between the gaps that are not bridged, in order; none is empty.
    pub fn stretches(&self) -> Vec<Range<usize>> {
        let bridged = self.bridged();
        let mut stretches = Vec::new();
        let mut begin = 0;
        for gap in self.gaps.iter().filter(|gap| gap.len() > bridged) {
            stretches.push(begin..gap.start);
            begin = gap.end;
        }
        stretches.push(begin..self.samples.len());
        stretches.retain(|stretch| !stretch.is_empty());
        stretches
    }

    /// Lets `work` at each stretch, with the R peaks that are in it, counted from its start.
    pub fn each_stretch(&mut self, mut work: impl FnMut(&mut [f64], &[usize])) {
        for stretch in self.stretches() {
            let from = self.peaks.partition_point(|&at| at < stretch.start);
            let to = self.peaks.partition_point(|&at| at < stretch.end);
            let peaks: Vec<usize> = self.peaks[from..to].iter().map(|at| at - stretch.start).collect();
            work(&mut self.samples[stretch], &peaks);
        }
    }

    /// The samples that were recorded, piece by piece.
    pub fn recorded(&self) -> impl Iterator<Item = &[f64]> + Clone {
        let ends = self.gaps.iter().map(|gap| gap.start).chain([self.samples.len()]);
        let begins = [0].into_iter().chain(self.gaps.iter().map(|gap| gap.end));
        begins.zip(ends).map(|(begin, end)| &self.samples[begin..end]).filter(|piece| !piece.is_empty())
    }

    /// The least and the greatest of the samples that were recorded; `None` where nothing was.
    pub fn range(&self) -> Option<(f64, f64)> {
        let all = || self.recorded().flatten().copied();
        all().next()?;
        Some((all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max)))
    }

    /// Adds a sentence about this lead: `Lead II: sentence`.
    pub fn note(&mut self, sentence: impl AsRef<str>) {
        self.notes.push(Note::new(format!("Lead {}: {}", self.name, sentence.as_ref())));
    }

    /// The lead as it is now, gaps filled as a lead has them, and what there is to say.
    pub fn into_lead(self) -> (Lead, Vec<Note>) {
        let bound = f64::from(f32::MAX);
        let mut samples: Vec<f32> =
            self.samples.iter().map(|&sample| sample.clamp(-bound, bound) as f32).collect();
        for gap in &self.gaps {
            let held = gap.start.checked_sub(1).map_or(0.0, |at| samples[at]);
            samples[gap.clone()].fill(held);
        }
        let gaps = self.gaps.iter().map(|gap| Gap { from: SampleIndex(gap.start), to: SampleIndex(gap.end) });
        (Lead { name: self.name, samples, gaps: gaps.collect(), grid: None }, self.notes)
    }
}
