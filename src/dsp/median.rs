//! The running median of a window, at a cost that hardly grows with the window.

/// A prepared running median; plan once, run on as many signals as you like.
///
/// After Suomela, "Median Filtering is Equivalent to Sorting" (2014): the signal is cut into blocks of one window, each
/// is sorted once, and the window then moves by deleting from one sorted list and putting back into the next. (Medians of
/// the two are found by a pointer into each list, as there.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningMedian {
    window: usize,
}

impl RunningMedian {
    /// A window of this many samples, centred; an even number becomes the next odd one, zero becomes one.
    pub fn plan(window: usize) -> RunningMedian {
        RunningMedian { window: window | 1 }
    }

    /// Samples in the window.
    pub fn window(&self) -> usize {
        self.window
    }

    /// The median about each sample. Beyond the ends the first and the last sample stand for ever: that of
    /// `scipy.ndimage.median_filter(signal, window, mode="nearest")`. (`scipy.signal.medfilt` has zeros there, which pull a
    /// signal with an offset to zero at its ends, as no baseline does.)
    ///
    /// Every value out is one that went in. Samples are finite. Costs about log2(window) comparisons and a dozen steps a
    /// sample; memory for the output, and some thirty bytes a sample of the window.
    pub fn run(&self, signal: &[f32]) -> Vec<f32> {
        let (Some(&first), Some(&last)) = (signal.first(), signal.last()) else { return Vec::new() };
        // A window that is far longer than the signal sees little but its ends: no need for blocks of that size.
        let half = (self.window / 2).min(signal.len());
        let window = 2 * half + 1;
        let at = |index: usize| match index.checked_sub(half) {
            None => first,
            Some(index) => signal.get(index).copied().unwrap_or(last),
        };
        let mut medians = Vec::with_capacity(signal.len() + window);
        let mut leaving = Block::new(window);
        let mut coming = Block::new(window);
        leaving.fill(at);
        leaving.whole();
        medians.push(leaving.peek_value());
        let mut begin = window;
        while medians.len() < signal.len() {
            coming.fill(|index| at(begin + index));
            coming.empty();
            for index in 0..window {
                leaving.delete(index as u32);
                coming.restore(index as u32);
                while leaving.below + coming.below < half {
                    if leaving.peek() <= coming.peek() { leaving.advance() } else { coming.advance() }
                }
                medians.push(value(leaving.peek().min(coming.peek())));
            }
            std::mem::swap(&mut leaving, &mut coming);
            begin += window;
        }
        medians.truncate(signal.len());
        medians
    }
}

/// One block of a signal, sorted, as a list from which members can be deleted and put back in the reverse order.
struct Block {
    /// Value and place of each sample as one number that sorts as the value does; the last is the end of the list.
    keys: Vec<u64>,
    sorted: Vec<u64>,
    next: Vec<u32>,
    previous: Vec<u32>,
    /// A member such that `below` members of the list stand before it.
    middle: u32,
    below: usize,
}

impl Block {
    fn new(window: usize) -> Block {
        let mut keys = vec![0; window + 1];
        keys[window] = u64::MAX;
        Block {
            keys,
            sorted: Vec::with_capacity(window),
            next: vec![0; window + 1],
            previous: vec![0; window + 1],
            middle: 0,
            below: 0,
        }
    }

    fn end(&self) -> u32 {
        (self.keys.len() - 1) as u32
    }

    fn fill(&mut self, sample: impl Fn(usize) -> f32) {
        let end = self.end();
        for (index, key) in self.keys[..end as usize].iter_mut().enumerate() {
            *key = u64::from(ordered(sample(index))) << 32 | index as u64;
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(&self.keys[..end as usize]);
        self.sorted.sort_unstable();
        let mut before = end;
        for &key in &self.sorted {
            let index = key as u32;
            self.previous[index as usize] = before;
            self.next[before as usize] = index;
            before = index;
        }
        self.previous[end as usize] = before;
        self.next[before as usize] = end;
    }

    /// All of the block is in the list.
    fn whole(&mut self) {
        self.below = self.sorted.len() / 2;
        self.middle = self.sorted[self.below] as u32;
    }

    /// Nothing is in the list; the block's first sample is the first to be put back.
    fn empty(&mut self) {
        for index in (0..self.end()).rev() {
            self.unlink(index);
        }
        self.middle = self.end();
        self.below = 0;
    }

    fn unlink(&mut self, index: u32) {
        let (before, after) = (self.previous[index as usize], self.next[index as usize]);
        self.next[before as usize] = after;
        self.previous[after as usize] = before;
    }

    fn is_below(&self, index: u32) -> bool {
        self.keys[index as usize] < self.peek()
    }

    fn delete(&mut self, index: u32) {
        self.unlink(index);
        if self.is_below(index) {
            self.below -= 1;
        } else {
            if self.middle == index {
                self.middle = self.next[index as usize];
            }
            if self.below > 0 {
                self.middle = self.previous[self.middle as usize];
                self.below -= 1;
            }
        }
    }

    fn restore(&mut self, index: u32) {
        let (before, after) = (self.previous[index as usize], self.next[index as usize]);
        self.next[before as usize] = index;
        self.previous[after as usize] = index;
        if self.is_below(index) {
            self.middle = self.previous[self.middle as usize];
        }
    }

    fn advance(&mut self) {
        self.middle = self.next[self.middle as usize];
        self.below += 1;
    }

    fn peek(&self) -> u64 {
        self.keys[self.middle as usize]
    }

    fn peek_value(&self) -> f32 {
        value(self.peek())
    }
}

/// A number that is larger where the sample is.
fn ordered(sample: f32) -> u32 {
    let bits = sample.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// The sample that a key was made of.
fn value(key: u64) -> f32 {
    let ordered = (key >> 32) as u32;
    f32::from_bits(if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered })
}

#[test]
fn it_is_the_middle_of_the_sorted_window() {
    let mut random = crate::dsp::random::Random::new(7);
    for (len, window) in
        [(1, 1), (1, 9), (5, 9), (40, 1), (100, 3), (100, 5), (300, 73), (50, 217), (218, 217)]
    {
        // Few values, so that many are equal.
        let signal: Vec<f32> = (0..len).map(|_| (random.uniform(0.0, 9.0)).floor() as f32 - 4.0).collect();
        let half = (window / 2) as isize;
        let medians = RunningMedian::plan(window).run(&signal);
        assert_eq!(medians.len(), len);
        for (at, &median) in medians.iter().enumerate() {
            let mut around: Vec<f32> = (-half..=half)
                .map(|step| signal[(at as isize + step).clamp(0, len as isize - 1) as usize])
                .collect();
            around.sort_by(f32::total_cmp);
            assert_eq!(median, around[window / 2], "window {window} of {len} at {at}");
        }
    }
}

#[test]
fn a_window_that_dwarfs_the_signal_is_answered_at_once() {
    let medians = RunningMedian::plan(usize::MAX).run(&[1.0, 5.0, 2.0]);
    assert_eq!(medians, [1.0, 2.0, 2.0]);
    assert!(RunningMedian::plan(5).run(&[]).is_empty());
}
