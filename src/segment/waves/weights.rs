//! What the delineator's decisions weigh their figures with.

use crate::ecg::WaveKind;
use crate::segment::waves::figures::{COUNT, Figures};
use crate::segment::waves::p::Terms;

/// Learned numbers: models/train/waves.py makes them from marked recordings.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Added to the weighted evidence for a P wave, which is there where the sum is above zero.
    pub(crate) p_bias: f32,
    /// What each piece of evidence weighs.
    pub(crate) p: Terms,
    /// What each figure weighs in the correction of a boundary, in steps of the grid: onset and offset of P, QRS and T.
    pub(crate) boundaries: [Figures; 6],
}

impl Weights {
    pub(crate) fn of(&self, kind: WaveKind, onset: bool) -> &Figures {
        let wave = match kind {
            WaveKind::P => 0,
            WaveKind::Qrs => 2,
            WaveKind::T => 4,
        };
        &self.boundaries[if onset { wave } else { wave + 1 }]
    }

    /// From the numbers in the order of the fields; `None` where there are not as many as there should be.
    pub fn read(numbers: &[f32]) -> Option<Weights> {
        let (&p_bias, rest) = numbers.split_first()?;
        let (p, rest) = rest.split_first_chunk()?;
        let mut boundaries = [[0.0; COUNT]; 6];
        if rest.len() != 6 * COUNT {
            return None;
        }
        boundaries.iter_mut().zip(rest.chunks(COUNT)).for_each(|(out, row)| out.copy_from_slice(row));
        Some(Weights { p_bias, p: *p, boundaries })
    }
}
