//! A report on paper: planned from what an analysis says, laid out in millimetres, written as a PDF.
//!
//! First [`Plan::of`] decides what is worth a strip and says by [`Plan::needs`] which stretches of which leads that takes;
//! whoever holds the recording brings them, and [`Plan::print`] lays them out. So the recording may be elsewhere: in the page
//! another worker holds it.

mod course;
mod desk;
mod findings;
mod leads;
mod strips;
mod summary;
mod variability;
mod words;

use serde::{Deserialize, Serialize};

use crate::analyze::{Analysis, FileDigest, Report, Stretch};
use crate::ecg::{BeatClass, Moment, Record, SampleIndex, Seconds, Verdict};
use crate::error::{Error, Result};
use crate::read::Reading;
use crate::write::pdf::{Fonts, Page, pdf};

use desk::Desk;
use findings::{Group, Strip};

/// What it is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height upright, in millimetres.
    pub fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::Letter => (215.9, 279.4),
        }
    }
}

/// What a person asks of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What it is printed on.
    pub paper: Paper,
    /// With a page on how the heart rate varies.
    pub hrv: bool,
    /// With a page on ST.
    pub st: bool,
    /// At most so many strips; what is left out is counted on the first page.
    pub strips: usize,
    /// Strips of the cleaned leads instead of what was recorded.
    pub cleaned: bool,
}

impl Asked {
    /// Strips of a report for which nobody named a number: seven pages of two leads.
    pub const STRIPS: usize = 21;
}

impl Default for Asked {
    fn default() -> Asked {
        Asked { paper: Paper::A4, hrv: false, st: false, strips: Asked::STRIPS, cleaned: false }
    }
}

/// A beat as the report shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat {
    /// Where it stands; the row of a table.
    pub at: SampleIndex,
    /// What the model says that it is.
    pub class: BeatClass,
    /// It does not know.
    pub is_doubted: bool,
    /// What a person said, where one did: what is measured goes by that.
    pub truth: Option<BeatClass>,
}

impl Beat {
    /// The beats of an analysis.
    pub fn all(analysis: &Analysis) -> Vec<Beat> {
        let Analysis { beats, verdicts, .. } = analysis;
        let said = beats.at.iter().zip(verdicts).zip(&beats.truth);
        let beat = |((at, verdict), truth): ((&SampleIndex, &Verdict), &Option<BeatClass>)| Beat {
            at: *at,
            class: verdict.class,
            is_doubted: !verdict.sure,
            truth: *truth,
        };
        said.map(beat).collect()
    }

    /// The beats of a report that was saved: nobody wrote down there what a person had said of each.
    pub fn saved(report: &Report) -> Vec<Beat> {
        let Some(columns) = &report.beats else { return Vec::new() };
        let class = |letter: char| BeatClass::ALL.into_iter().find(|class| class.letter() == letter);
        let classes = columns.class.chars().map(|letter| class(letter).unwrap_or(BeatClass::Q));
        let said = columns.sample.iter().zip(classes);
        let mut beats: Vec<Beat> =
            said.map(|(at, class)| Beat { at: *at, class, is_doubted: false, truth: None }).collect();
        for doubted in &columns.doubted {
            if let Some(beat) = beats.get_mut(*doubted) {
                beat.is_doubted = true;
            }
        }
        beats
    }
}

/// Where the report comes from, as far as the report itself does not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The files that were read.
    pub files: Vec<FileDigest>,
    /// When the recording began.
    pub start: Moment,
    /// What made the record, where no heart did.
    pub synthetic: Option<String>,
    /// Which ecglass this is, beyond its version: `native`, `web page`.
    pub build: String,
}

impl Origin {
    /// What a reading says of itself.
    pub fn of(reading: &Reading) -> Origin {
        let Reading::Record(record) = reading else { return Origin::default() };
        let synthetic = record.synthetic().and_then(|said| said.strip_prefix(Record::SYNTHETIC));
        Origin { start: record.start(), synthetic: synthetic.map(str::to_string), ..Origin::default() }
    }
}

/// A stretch of a lead that a report needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// The lead, counted from 0.
    pub lead: usize,
    /// From where.
    pub from: Seconds,
    /// To where.
    pub to: Seconds,
}

/// A report that is ready to be laid out.
#[derive(Clone, Debug)]
pub struct Plan {
    report: Report,
    beats: Vec<Beat>,
    origin: Origin,
    asked: Asked,
    groups: Vec<Group>,
    strips: Vec<Strip>,
    /// The page of all leads, where there are more than the strips show: from where to where.
    together: Option<(Seconds, Seconds)>,
}

impl Plan {
    /// Plans the report of an analysis; `beats` are those that it counts, in order of time. `has_signal` says whether somebody will
    /// bring the stretches: without them, as of a table or of a report that was saved, there are no strips.
    pub fn of(report: Report, beats: Vec<Beat>, origin: Origin, asked: Asked, has_signal: bool) -> Plan {
        let has_signal = has_signal && report.record.seconds.is_some();
        let seconds = strips::seconds(asked.paper);
        let asked = Asked { strips: if has_signal { asked.strips } else { 0 }, ..asked };
        let (groups, strips) = findings::of(&report, &beats, seconds, asked.strips);
        let together = if has_signal && asked.strips > 0 { leads::shown(&report, asked.paper) } else { None };
        Plan { report, beats, origin, asked, groups, strips, together }
    }

    /// The stretches that [`Plan::print`] wants, in that order.
    pub fn needs(&self) -> Vec<Need> {
        let strips = self
            .strips
            .iter()
            .flat_map(|strip| strip.leads.iter().map(|&lead| Need { lead, from: strip.from, to: strip.to }));
        let all = 0..self.report.record.leads.as_ref().map_or(0, Vec::len);
        let together = self
            .together
            .into_iter()
            .flat_map(|(from, to)| all.clone().map(move |lead| Need { lead, from, to }));
        strips.chain(together).collect()
    }

    /// Lays the report out and writes it. Refused where other stretches come than were needed.
    pub fn print(&self, stretches: &[Stretch], fonts: &Fonts) -> Result<Vec<u8>> {
        let needs = self.needs();
        if stretches.len() != needs.len() {
            let reason =
                format!("{} stretches of signal came for {} that it needs", stretches.len(), needs.len());
            return Err(Error::unfit("report", reason));
        }
        let of_strips: usize = self.strips.iter().map(|strip| strip.leads.len()).sum();
        let (of_strips, of_all) = stretches.split_at(of_strips);
        let desk = Desk { fonts, paper: self.asked.paper.size() };

        let (mut pages, on_page) = strips::pages(&desk, self, of_strips)?;
        if let Some(span) = self.together {
            pages.push(leads::page(&desk, self, span, of_all)?);
        }
        if self.asked.hrv {
            pages.extend(variability::page(&desk, self)?);
        }
        if self.asked.st {
            pages.extend(course::page(&desk, self)?);
        }
        let (first, noted) = summary::page(&desk, self, &on_page, pages.len() + 2)?;
        pages.insert(0, first);
        if noted < self.report.notes.len() {
            pages.push(summary::more_notes(&desk, &self.report, noted));
        }
        let count = pages.len();
        for (nth, page) in pages.iter_mut().enumerate() {
            self.foot(&desk, page, nth + 1, count);
        }
        Ok(pdf(&format!("{}: ECG report by ecglass", self.report.record.name), pages, fonts))
    }

    /// What stands below every page: of what it is, by what it was made, and that it is no diagnosis.
    fn foot(&self, desk: &Desk, page: &mut Page, nth: usize, count: usize) {
        let Report { record, model, .. } = &self.report;
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let mut parts = vec![record.name.clone()];
        // The largest file is the one with the signal in it.
        if let Some(file) = self.origin.files.iter().max_by_key(|file| file.bytes) {
            parts.push(format!("{} sha256 {}", file.name, short(&file.sha256)));
        }
        parts.push(format!("{} {}", model.name, short(&model.sha256)));
        parts.push(self.program());
        let right = format!("Not a medical device  ·  page {nth} of {count}");
        desk.foot(page, &parts.join("  ·  "), &right);
    }

    /// The program and its build.
    fn program(&self) -> String {
        format!("ecglass {} {}", self.report.versions.ecglass, self.origin.build).trim_end().to_string()
    }

    fn lead_name(&self, lead: usize) -> &str {
        let leads = self.report.record.leads.as_deref().unwrap_or_default();
        leads.get(lead).map_or("", String::as_str)
    }

    /// When a beat is.
    fn time(&self, beat: &Beat) -> Seconds {
        beat.at.time(self.report.record.rate_hz)
    }

    /// The beats as a sheet marks them.
    fn marks(&self) -> Vec<crate::draw::Mark> {
        let mark = |beat: &Beat| crate::draw::Mark {
            at: self.time(beat),
            class: Some(beat.class),
            is_doubted: beat.is_doubted,
        };
        self.beats.iter().map(mark).collect()
    }
}
