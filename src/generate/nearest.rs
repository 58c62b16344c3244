//! The real beats that are most like a made one: what it may have been copied from.

use crate::ecg::{BeatClass, Beats};
use crate::error::{Error, Result};

/// A real beat, and how far a made one is from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its number among the beats, counted from 0.
    pub index: usize,
    /// Euclidean, over the whole row.
    pub distance: f32,
}

/// The `count` beats that are nearest to `row`, nearest first, the earlier of two that are as near; of one class where one is named.
/// Fewer where there are not as many. Looks at every beat once.
pub fn nearest(row: &[f32], beats: &Beats, class: Option<BeatClass>, count: usize) -> Result<Vec<Near>> {
    if beats.width != row.len() {
        let reason = format!(
            "its beats have {} samples and the made one has {}; beats of one length can be held against each other",
            beats.width,
            row.len()
        );
        return Err(Error::unfit("table", reason));
    }
    let mut found: Vec<Near> = Vec::with_capacity(count.min(beats.len()) + 1);
    for index in 0..beats.len() {
        if class.is_some() && beats.truth[index] != class {
            continue;
        }
        let square: f32 =
            beats.beat(index).iter().zip(row).map(|(one, other)| (one - other) * (one - other)).sum();
        let near = Near { index, distance: square.sqrt() };
        let place = found.partition_point(|other| other.distance <= near.distance);
        if place < count {
            found.insert(place, near);
            found.truncate(count);
        }
    }
    Ok(found)
}

#[test]
fn the_nearest_beats_come_first_and_of_their_class() {
    use crate::ecg::SampleIndex;
    let beats = Beats {
        width: 2,
        samples: vec![0.0, 0.0, 3.0, 4.0, 0.0, 1.0, 0.0, 0.0],
        truth: vec![Some(BeatClass::N), Some(BeatClass::V), Some(BeatClass::N), Some(BeatClass::V)],
        at: (0..4).map(SampleIndex).collect(),
    };
    let told = |class, count| -> Vec<(usize, f32)> {
        nearest(&[0.0, 0.0], &beats, class, count)
            .unwrap()
            .iter()
            .map(|near| (near.index, near.distance))
            .collect()
    };
    assert_eq!(told(None, 3), [(0, 0.0), (3, 0.0), (2, 1.0)]);
    assert_eq!(told(Some(BeatClass::V), 9), [(3, 0.0), (1, 5.0)]);
    assert_eq!(told(Some(BeatClass::F), 9), []);
    assert_eq!(told(None, 0), []);
    assert!(
        nearest(&[0.0], &beats, None, 1)
            .unwrap_err()
            .to_string()
            .contains("have 2 samples and the made one has 1")
    );
}
