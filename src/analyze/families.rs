//! The beats of a record by their shape.

use crate::analyze::Survey;
use crate::ecg::{Record, SampleIndex};
use crate::error::Result;
use crate::segment::kin::{self, Kin};

/// The families of beats that stand at these samples, in the lead that was looked at; drawn as it was cleaned.
pub fn families(record: &Record, survey: &Survey, at: &[SampleIndex]) -> Result<Kin> {
    let lead = survey.lead_of(record)?;
    Ok(kin::of(lead, record.rate(), (&survey.clean.samples, survey.clean_rate), at))
}
