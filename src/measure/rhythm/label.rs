//! What a rhythm is called.

use serde::{Deserialize, Serialize};

/// What a rhythm is called: the four answers of the PhysioNet/CinC Challenge 2017.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Label {
    /// Normal: sinus, of whatever rate.
    N,
    /// Atrial fibrillation or flutter.
    #[serde(rename = "AF")]
    Af,
    /// Another rhythm: ectopic beats, blocks, what is not regular and not fibrillation.
    #[serde(rename = "other")]
    Other,
    /// Cannot be told.
    #[serde(rename = "noisy")]
    Noisy,
}

impl Label {
    /// All four, in order.
    pub const ALL: [Label; 4] = [Label::N, Label::Af, Label::Other, Label::Noisy];

    /// As reports say it.
    pub fn name(self) -> &'static str {
        ["N", "AF", "other", "noisy"][self as usize]
    }
}
