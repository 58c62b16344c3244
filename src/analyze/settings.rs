//! What a person may choose of an analysis: which lead, where beats come from, how the leads are cleaned.

use serde::{Deserialize, Serialize};

use crate::analyze::Correction;
use crate::ecg::Recipe;

/// What a person may choose of an analysis; a report carries it, so that the same can be had again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The one lead that is looked at, counted from 0. Where nobody says, beats are found in all leads together and cut from
    /// the first; a model that can is told of the best of the others, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<usize>,
    /// Where beats come from.
    pub beats: BeatSource,
    /// How leads are cleaned. Beats are found in the leads as they were recorded, and cut as their model's own recipe says: this one is for
    /// eyes and for what is measured after it.
    pub cleaning: Recipe,
    /// What a person says that beats are, against the model: those that are like them follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            lead: None,
            beats: BeatSource::Marks,
            cleaning: Recipe::for_eyes(),
            corrections: Vec::new(),
        }
    }
}

/// Where beats come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BeatSource {
    /// From the file, where beats are marked in it; where none are, from the signal.
    #[default]
    Marks,
    /// From the signal, whatever is marked.
    Signal,
}
