//! A continuous recording: Record, Lead, Gap, Grid.

use serde::{Deserialize, Serialize};

use crate::ecg::{Annotation, BeatClass, Hertz, Marks, Moment, SampleIndex, Seconds, Wave};
use crate::error::{Error, Result};

/// A stretch of a lead in which nothing was recorded: `from` up to, not including, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first sample that is missing.
    pub from: SampleIndex,
    /// The first sample after the gap.
    pub to: SampleIndex,
}

/// The steps that a recorder counted in: millivolts are (count - zero) / gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Counts in a millivolt.
    pub gain: f64,
    /// The count that means zero millivolts.
    pub zero: f64,
}

/// One lead: millivolts, every one finite; a gap is filled with the last value before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// What the file calls it: MLII, V5, I.
    pub name: String,
    /// Millivolts at the record's rate.
    pub samples: Vec<f32>,
    /// Where nothing was recorded, in order.
    pub gaps: Vec<Gap>,
    /// The steps that the samples were counted in, where the file says so: with them a writer loses nothing.
    pub grid: Option<Grid>,
}

impl Lead {
    /// A lead without gaps, of numbers that nobody counted.
    pub fn new(name: impl Into<String>, samples: Vec<f32>) -> Lead {
        Lead { name: name.into(), samples, gaps: Vec::new(), grid: None }
    }

    /// A lead of values that are not finite where nothing was recorded: those places become gaps, filled with the value
    /// before them, or zero where there is none.
    pub fn with_missing(name: impl Into<String>, mut samples: Vec<f32>, grid: Option<Grid>) -> Lead {
        let mut gaps: Vec<Gap> = Vec::new();
        let mut at = 0;
        while at < samples.len() {
            let end = (at + 1024).min(samples.len());
            if all_finite(&samples[at..end]) {
                at = end;
                continue;
            }
            for at in at..end {
                if samples[at].is_finite() {
                    continue;
                }
                match gaps.last_mut() {
                    Some(gap) if gap.to.0 == at => gap.to = SampleIndex(at + 1),
                    _ => gaps.push(Gap { from: SampleIndex(at), to: SampleIndex(at + 1) }),
                }
                samples[at] = if at > 0 { samples[at - 1] } else { 0.0 };
            }
            at = end;
        }
        Lead { name: name.into(), samples, gaps, grid }
    }
}

/// Whether all are finite: none has an exponent of ones. (Without a way out in the middle, many at a time are looked at.)
fn all_finite(samples: &[f32]) -> bool {
    const ONES: u32 = f32::INFINITY.to_bits();
    !samples.iter().fold(false, |found, sample| found | (sample.to_bits() & ONES == ONES))
}

/// What a reader makes of a continuous recording: physical, of a known rate, finite, not empty.
///
/// [`Record::new`] is the only way to one, so that nothing downstream needs to check again.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    name: String,
    rate: Hertz,
    leads: Vec<Lead>,
    marks: Vec<Marks>,
    start: Moment,
    comments: Vec<String>,
}

impl Record {
    /// What a comment begins with that says that no heart made the record, and what did. Every format that has room for words keeps it.
    pub const SYNTHETIC: &str = "synthetic: ";

    /// Checks what the type promises: at least one lead, all of one length above zero, all samples finite, gaps in
    /// order and inside, marks in order of time. Marks past the end of the signal are dropped; the reference's come first, others by name.
    pub fn new(
        name: impl Into<String>,
        rate: Hertz,
        leads: Vec<Lead>,
        mut marks: Vec<Marks>,
    ) -> Result<Record> {
        let name = name.into();
        let Some(first) = leads.first() else {
            return Err(Error::unfit(name, "no signal is in it"));
        };
        let length = first.samples.len();
        if length == 0 {
            return Err(Error::unfit(name, "the signal has no samples"));
        }
        for lead in &leads {
            if lead.samples.len() != length {
                let reason = format!(
                    "lead {} has {} samples and lead {} has {length}; leads of one record must be of one length",
                    lead.name,
                    lead.samples.len(),
                    first.name
                );
                return Err(Error::malformed(name, reason));
            }
            if !all_finite(&lead.samples)
                && let Some(at) = lead.samples.iter().position(|sample| !sample.is_finite())
            {
                let reason = format!("lead {}, sample {at}: not a finite number", lead.name);
                return Err(Error::malformed(name, reason));
            }
            let mut end = 0;
            for gap in &lead.gaps {
                if gap.from.0 < end || gap.to <= gap.from || gap.to.0 > length {
                    let reason = format!("lead {}: its gaps overlap or leave the signal", lead.name);
                    return Err(Error::malformed(name, reason));
                }
                end = gap.to.0;
            }
        }
        let all = Gap { from: SampleIndex(0), to: SampleIndex(length) };
        if leads.iter().all(|lead| lead.gaps == [all]) {
            return Err(Error::unfit(name, "nothing but gaps is in it; look whether it was exported whole"));
        }
        for marks in &mut marks {
            marks.annotations.retain(|annotation| annotation.at.0 < length);
            marks.annotations.sort_by_key(|annotation| annotation.at);
        }
        marks.sort_by(|a, b| {
            let rank = |marks: &Marks| marks.annotator != Marks::REFERENCE;
            rank(a).cmp(&rank(b)).then_with(|| a.annotator.cmp(&b.annotator))
        });
        Ok(Record { name, rate, leads, marks, start: Moment::default(), comments: Vec::new() })
    }

    /// The same with the moment at which it began.
    pub fn begun(self, start: Moment) -> Record {
        Record { start, ..self }
    }

    /// The same with what its file says in words.
    pub fn with_comments(self, comments: Vec<String>) -> Record {
        Record { comments, ..self }
    }

    /// The record's name, without folder or extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Samples in a second, of every lead.
    pub fn rate(&self) -> Hertz {
        self.rate
    }

    /// At least one.
    pub fn leads(&self) -> &[Lead] {
        &self.leads
    }

    /// Samples in each lead; never zero.
    pub fn len(&self) -> usize {
        self.leads[0].samples.len()
    }

    /// Always false: a record has samples. (Here because `len` is.)
    pub fn is_empty(&self) -> bool {
        false
    }

    /// How long the recording lasts.
    pub fn duration(&self) -> Seconds {
        self.rate.duration(self.len())
    }

    /// When it began, as far as its file says.
    pub fn start(&self) -> Moment {
        self.start
    }

    /// What its file says in words: age, diagnoses, the program that made it.
    pub fn comments(&self) -> &[String] {
        &self.comments
    }

    /// The comment that says that no heart made this, where there is one: it begins with [`Record::SYNTHETIC`].
    pub fn synthetic(&self) -> Option<&str> {
        self.comments.iter().map(String::as_str).find(|comment| comment.starts_with(Record::SYNTHETIC))
    }

    /// What persons and programs marked, an entry for each annotator, the reference first.
    pub fn marks(&self) -> &[Marks] {
        &self.marks
    }

    /// The annotations that count: the reference's, or of the first other annotator who marked beats, or of the first.
    pub fn annotations(&self) -> &[Annotation] {
        let marks_beats = |marks: &&Marks| {
            marks.annotations.iter().any(|annotation| BeatClass::from_symbol(annotation.symbol).is_some())
        };
        let chosen = self.marks.iter().find(marks_beats).or(self.marks.first());
        chosen.map_or(&[], |marks| marks.annotations.as_slice())
    }

    /// The annotations that mark a beat, with the class of each.
    pub fn marked_beats(&self) -> impl Iterator<Item = (SampleIndex, BeatClass)> + '_ {
        self.annotations()
            .iter()
            .filter_map(|annotation| Some((annotation.at, BeatClass::from_symbol(annotation.symbol)?)))
    }

    /// The waves that were outlined, lead by lead: an annotator who is called as a lead is means that lead, any other
    /// the lead that each mark's channel says.
    pub fn marked_waves(&self) -> Vec<Wave> {
        let mut waves = Vec::new();
        for marks in &self.marks {
            if let Some(lead) =
                self.leads.iter().find(|lead| lead.name.eq_ignore_ascii_case(&marks.annotator))
            {
                waves.extend(marks.waves(&lead.name));
                continue;
            }
            for (channel, lead) in self.leads.iter().enumerate() {
                let of_lead = |annotation: &&Annotation| usize::from(annotation.channel) == channel;
                let annotations = marks.annotations.iter().filter(of_lead).cloned().collect();
                waves.extend(Marks { annotator: marks.annotator.clone(), annotations }.waves(&lead.name));
            }
        }
        waves
    }
}

#[test]
fn a_record_keeps_its_promises_or_is_not_made() {
    let rate = Hertz::new(360.0).unwrap();
    let lead = |samples: Vec<f32>| Lead::new("I", samples);
    assert!(Record::new("none", rate, vec![], vec![]).is_err());
    assert!(Record::new("empty", rate, vec![lead(vec![])], vec![]).is_err());
    assert!(Record::new("nan", rate, vec![lead(vec![0.0, f32::NAN])], vec![]).is_err());
    assert!(Record::new("ragged", rate, vec![lead(vec![0.0]), lead(vec![0.0, 1.0])], vec![]).is_err());
    let nothing = Lead::with_missing("I", vec![f32::NAN; 3], None);
    assert!(Record::new("nothing", rate, vec![nothing], vec![]).is_err());
    let late = Annotation::new(SampleIndex(9), 'N');
    let marks = vec![Marks { annotator: "atr".into(), annotations: vec![late] }];
    let record = Record::new("fine", rate, vec![lead(vec![0.0, 1.0])], marks).unwrap();
    assert!(record.annotations().is_empty(), "an annotation past the end is dropped");
}

#[test]
fn what_is_missing_becomes_a_gap_that_holds_the_value_before_it() {
    let nan = f32::NAN;
    let lead = Lead::with_missing("I", vec![nan, 1.0, nan, nan, 2.0, f32::INFINITY], None);
    assert_eq!(lead.samples, [0.0, 1.0, 1.0, 1.0, 2.0, 2.0]);
    let spans: Vec<_> = lead.gaps.iter().map(|gap| (gap.from.0, gap.to.0)).collect();
    assert_eq!(spans, [(0, 1), (2, 4), (5, 6)]);
}

#[test]
fn beats_are_the_references_before_a_detectors() {
    let marks = |annotator: &str, at, symbol| Marks {
        annotator: annotator.into(),
        annotations: vec![Annotation::new(SampleIndex(at), symbol)],
    };
    let lead = || vec![Lead::new("I", vec![0.0; 9])];
    let rate = Hertz::TABLES;
    let both = Record::new("x", rate, lead(), vec![marks("qrs", 3, 'N'), marks("atr", 5, 'V')]).unwrap();
    assert_eq!(both.marked_beats().collect::<Vec<_>>(), [(SampleIndex(5), BeatClass::V)]);
    let rhythm = Record::new("x", rate, lead(), vec![marks("atr", 5, '+'), marks("qrs", 3, 'N')]).unwrap();
    assert_eq!(rhythm.marked_beats().collect::<Vec<_>>(), [(SampleIndex(3), BeatClass::N)]);
}
