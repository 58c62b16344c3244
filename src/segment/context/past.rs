//! A value for each beat, of which those of long ago may be forgotten.

use std::ops::{Index, IndexMut, Range};

/// Values counted from the first beat of all, whether that is still known or not.
pub struct Past<T> {
    forgotten: usize,
    values: Vec<T>,
}

impl<T> Past<T> {
    /// How many there were.
    pub fn len(&self) -> usize {
        self.forgotten + self.values.len()
    }

    pub fn push(&mut self, value: T) {
        self.values.push(value);
    }

    /// Takes back all from this one on.
    pub fn take_back(&mut self, from: usize) {
        self.values.truncate(from - self.forgotten);
    }

    pub fn get(&self, at: usize) -> Option<&T> {
        self.values.get(at.checked_sub(self.forgotten)?)
    }

    pub fn last(&self) -> Option<&T> {
        self.values.last()
    }

    /// Some in a row, all of them known.
    pub fn part(&self, range: Range<usize>) -> &[T] {
        &self.values[range.start - self.forgotten..range.end - self.forgotten]
    }

    /// Forgets what was before this one.
    pub fn forget(&mut self, before: usize) {
        let gone = before.saturating_sub(self.forgotten).min(self.values.len());
        self.values.drain(..gone);
        self.forgotten += gone;
    }

    /// Those that are still known, and there are no others where none was forgotten.
    pub fn into_values(self) -> Vec<T> {
        self.values
    }
}

impl<T> Default for Past<T> {
    fn default() -> Past<T> {
        Past { forgotten: 0, values: Vec::new() }
    }
}

impl<T> Index<usize> for Past<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.values[at - self.forgotten]
    }
}

impl<T> IndexMut<usize> for Past<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.values[at - self.forgotten]
    }
}

#[test]
fn what_is_forgotten_does_not_move_what_is_left() {
    let mut past = Past::default();
    (0..10).for_each(|value| past.push(value));
    past.forget(4);
    past.push(10);
    assert_eq!((past.len(), past[4], past[10]), (11, 4, 10));
    assert_eq!((past.get(3), past.get(11), past.part(5..8)), (None, None, &[5, 6, 7][..]));
    past.take_back(9);
    past.forget(2);
    assert_eq!(past.into_values(), [4, 5, 6, 7, 8]);
}
