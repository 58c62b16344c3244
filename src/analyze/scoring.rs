//! Annotators against the reference: what of a record is compared, ecglass among the annotators, and what it all comes to.

#[cfg(feature = "network")]
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::analyze::report::written;
#[cfg(feature = "network")]
use crate::analyze::{BeatSource, Settings, cut_record, survey};
use crate::analyze::{ModelSummary, Versions};
#[cfg(feature = "network")]
use crate::ecg::BeatClass;
use crate::ecg::{Annotation, Marks, Record};
use crate::error::{Error, Result};
use crate::score::ec57::{Comparison, Study, Terms, compare};
use crate::score::{Confusion, Scores};

/// What ecglass itself marks in a record: beats as they are found in its signal, each with the letter of the class that the
/// model gives it, or `Q` where it stands too near to an end, or on too flat a line, to be cut for the model. Nobody's
/// marks are looked at. `Ok(None)` where `progress` stopped it.
#[cfg(feature = "network")]
pub fn annotate(
    record: &Record,
    lead: Option<usize>,
    classifier: &crate::classify::Classifier,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Vec<Annotation>>> {
    let settings = Settings { lead, beats: BeatSource::Signal, ..Settings::default() };
    let survey = survey(record, &settings)?;
    classifier.spec().verdicts(&[])?;
    let cut = cut_record(record, &survey, classifier.spec())?;
    let total = cut.beats.len();
    let Some(probabilities) = classifier.classify(&cut.beats, |done| progress(done, total))? else {
        return Ok(None);
    };
    let verdicts = classifier.spec().verdicts(&probabilities)?;
    let mut said = cut.beats.at.iter().zip(&verdicts).peekable();
    let marks = survey.beats.iter().map(|&(at, _)| {
        let verdict = said.next_if(|(cut, _)| **cut == at).map(|(_, verdict)| verdict.class);
        Annotation::new(at, verdict.unwrap_or(BeatClass::Q).letter())
    });
    Ok(Some(marks.collect()))
}

/// Holds marks against the record's reference annotations. Unfit where it has none.
pub fn compared(record: &Record, test: &[Annotation], terms: Terms) -> Result<Comparison> {
    let truth = marks_of(record, Marks::REFERENCE)?;
    Ok(compare(record.name(), truth, test, record.rate(), Some(record.len()), terms))
}

/// The marks of one annotator of a record. Unfit where it has none of that name.
pub fn marks_of<'a>(record: &'a Record, annotator: &str) -> Result<&'a [Annotation]> {
    let found = record.marks().iter().find(|marks| marks.annotator.eq_ignore_ascii_case(annotator));
    found.map(|marks| marks.annotations.as_slice()).ok_or_else(|| {
        Error::unfit(
            record.name(),
            format!("there are no annotations .{annotator} beside it, which were to be compared"),
        )
    })
}

/// `ecglass score`, field by field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoreReport {
    /// Who was held against the reference: the annotator's name, or the model's.
    pub tested: String,
    /// The model, where ecglass itself was tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelSummary>,
    /// By EC57: each record, gross and average.
    pub ec57: Study,
    /// The classes of the beats that were found, by themselves.
    pub classes: Scores,
    /// The same as scikit-learn prints it, over the classes that occur.
    pub classification_report: String,
    /// Records that could not be scored, and why.
    pub left_out: Vec<LeftOut>,
    /// What it ran on.
    pub versions: Versions,
}

/// A record that could not be scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its name.
    pub record: String,
    /// Why, in a sentence.
    pub reason: String,
}

impl ScoreReport {
    /// Puts together what the records came to.
    pub fn of(
        tested: &str,
        model: Option<ModelSummary>,
        terms: Terms,
        records: Vec<Comparison>,
        left_out: Vec<LeftOut>,
    ) -> ScoreReport {
        let ec57 = Study::of(terms, records);
        let confusion = Confusion::from_counts(ec57.beats.classes());
        let labels = confusion.labels();
        ScoreReport {
            tested: tested.to_string(),
            model,
            classes: confusion.scores(),
            classification_report: labels.report_of(&labels.present(), 4, true),
            ec57,
            left_out,
            versions: Versions { ecglass: env!("CARGO_PKG_VERSION").to_string() },
        }
    }

    /// As it is written to a file.
    pub fn to_json(&self) -> String {
        written(self)
    }
}
