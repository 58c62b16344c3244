//! A long signal as few numbers as a screen can show: the lowest and the highest of each run of samples, at several widths.

/// Samples in a run of the first level, and runs of a level in a run of the next.
const FIRST: usize = 32;
const NEXT: usize = 8;

/// No further level is made of one that is this short.
const SHORT: usize = 4096;

/// Levels of a signal, each a signal itself: two values a run, the lowest and the highest in the order in which they come, so that
/// a line through them covers what a line through all samples would. All levels together are an eighth of a signal's size at most.
#[derive(Clone, Debug, Default)]
pub struct Pyramid {
    levels: Vec<Vec<f32>>,
}

impl Pyramid {
    /// One pass over the samples, and an eighth of one for all further levels.
    pub fn of(samples: &[f32]) -> Pyramid {
        let mut levels = vec![thin(samples, FIRST)];
        while let Some(last) = levels.last().filter(|last| last.len() > SHORT) {
            let next = thin(last, 2 * NEXT);
            levels.push(next);
        }
        Pyramid { levels }
    }

    /// How many levels there are, at least one.
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// The values of a level, counted from 1; nothing where there is no such level.
    pub fn level(&self, level: usize) -> &[f32] {
        level.checked_sub(1).and_then(|index| self.levels.get(index)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Samples that a value of a level stands for; level 0 is the signal itself.
    pub fn samples_a_value(level: usize) -> usize {
        match level.checked_sub(1) {
            None => 1,
            Some(above) => (FIRST / 2).saturating_mul(NEXT.saturating_pow(above as u32)),
        }
    }
}

/// The lowest and the highest of every `run` values, in the order in which they come.
fn thin(values: &[f32], run: usize) -> Vec<f32> {
    let mut thinned = Vec::with_capacity(2 * values.len().div_ceil(run));
    for part in values.chunks(run) {
        let (mut low, mut high) = (0, 0);
        for (index, value) in part.iter().enumerate() {
            if *value < part[low] {
                low = index;
            }
            if *value > part[high] {
                high = index;
            }
        }
        thinned.extend([part[low.min(high)], part[low.max(high)]]);
    }
    thinned
}
