//! How many beats of each class a table has, and how many more would even them out.

use crate::ecg::{BeatClass, Beats};
use crate::error::{Error, Result};
use crate::generate::SAMPLES;

/// Beats that are made in one go, at most.
pub const MOST: usize = 1_000_000;

/// Refuses to make no beats, or more than [`MOST`].
pub fn check_count(count: usize) -> Result<()> {
    if (1..=MOST).contains(&count) {
        return Ok(());
    }
    Err(Error::unfit("generator", format!("{count} beats; 1 to {MOST} are made in one go")))
}

/// The beats of a table by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    counts: [usize; 5],
}

/// How many beats of each class there should be. None is ever taken away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// As many as of the largest class.
    Equal,
    /// At least one for so many of the largest class; 1 or more.
    Ratio(f64),
    /// At least so many.
    Number(usize),
}

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Beats to add to each class, in the order of [`BeatClass::ALL`].
    pub add: [usize; 5],
    /// What the table then has.
    pub after: Balance,
    /// Classes that lack beats and are left as they are, since the generator does not make them.
    pub left: Vec<BeatClass>,
}

impl Balance {
    /// Counts a table's labels; a beat without one counts for nothing. A table without labels, or whose rows are no rows of
    /// [`SAMPLES`] samples, is an error. `name` is what it calls the table.
    pub fn of(name: &str, beats: &Beats) -> Result<Balance> {
        let mut counts = [0; 5];
        beats.truth.iter().flatten().for_each(|class| counts[class.index()] += 1);
        Balance::counted(name, beats.width, counts)
    }

    /// The same of a table whose labels were counted: of `width` samples a row, so many beats of each class, in the order of
    /// [`BeatClass::ALL`].
    pub fn counted(name: &str, width: usize, counts: [usize; 5]) -> Result<Balance> {
        if width != SAMPLES {
            let reason = format!(
                "its rows have {width} samples; generators make rows of {SAMPLES}, and the label as one column more"
            );
            return Err(Error::unfit(name, reason));
        }
        if counts == [0; 5] {
            let reason =
                "none of its beats has a label; classes are balanced by the labels in the last column";
            return Err(Error::unfit(name, reason));
        }
        Ok(Balance { counts })
    }

    /// So many beats of each class, in the order of [`BeatClass::ALL`].
    pub fn from_counts(counts: [usize; 5]) -> Balance {
        Balance { counts }
    }

    /// Beats of a class.
    pub fn count(&self, class: BeatClass) -> usize {
        self.counts[class.index()]
    }

    /// Beats of all classes.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Classes that there are beats of.
    pub fn present(&self) -> impl Iterator<Item = BeatClass> + '_ {
        BeatClass::ALL.into_iter().filter(|&class| self.count(class) > 0)
    }

    fn largest(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// The largest class over the smallest of those that there are; `None` where there is no beat.
    pub fn imbalance(&self) -> Option<f64> {
        let least = self.present().map(|class| self.count(class)).min()?;
        Some(self.largest() as f64 / least as f64)
    }

    /// Shannon's entropy of the classes, in bits; 0 of one class and of no beats.
    pub fn entropy(&self) -> f64 {
        let total = self.total() as f64;
        let bits = |class| {
            let share = self.count(class) as f64 / total;
            -share * share.log2()
        };
        self.present().map(bits).sum::<f64>().max(0.0)
    }

    /// Entropy as a share of what it would be if the classes that there are were of one size; `None` where there are no two.
    pub fn evenness(&self) -> Option<f64> {
        let classes = self.present().count();
        (classes > 1).then(|| self.entropy() / (classes as f64).log2())
    }

    /// How many beats to add to each class that there are beats of, by a generator that makes those of `known`. Where `only` is not
    /// empty, to these classes alone: then one that the table or the generator lacks is an error.
    pub fn wanted(
        &self,
        name: &str,
        target: Target,
        only: &[BeatClass],
        known: &[BeatClass],
    ) -> Result<Wanted> {
        let wrong = |reason: String| Err(Error::unfit(name, reason));
        let present: Vec<BeatClass> = self.present().collect();
        if let [one] = present[..] {
            return wrong(format!("all of its beats are {one}; two classes or more can be balanced"));
        }
        for &class in only {
            if !present.contains(&class) {
                let reason = "no beat of it shows what they look like here; leave the class out";
                return wrong(format!("it has no {class} beats, and {reason}"));
            }
            if !known.contains(&class) {
                return wrong(format!(
                    "{class} beats are asked for, and the generator makes {}",
                    listed(known)
                ));
            }
        }
        let least = match target {
            Target::Equal => self.largest(),
            Target::Number(0) => return wrong("a target of 0 beats a class; ask for one or more".into()),
            Target::Number(number) => number,
            Target::Ratio(ratio) if ratio.is_finite() && ratio >= 1.0 => {
                // What a product of rounded numbers exceeds a whole one by is no beat.
                (self.largest() as f64 / ratio - 1e-9).ceil() as usize
            }
            Target::Ratio(ratio) => {
                return wrong(format!("a ratio of {ratio}; 1 is all alike, and more is less even"));
            }
        };
        let (mut add, mut left) = ([0; 5], Vec::new());
        for class in present {
            let lacks = least.saturating_sub(self.count(class));
            if lacks == 0 || !(only.is_empty() || only.contains(&class)) {
                continue;
            }
            if known.contains(&class) {
                add[class.index()] = lacks;
            } else {
                left.push(class);
            }
        }
        let all = add.iter().fold(0_usize, |all, &more| all.saturating_add(more));
        if all > MOST {
            return wrong(format!("{all} beats would be added; up to {MOST} are made in one go"));
        }
        let after = Balance { counts: std::array::from_fn(|at| self.counts[at] + add[at]) };
        Ok(Wanted { add, after, left })
    }
}

fn listed(classes: &[BeatClass]) -> String {
    classes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
