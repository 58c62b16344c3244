//! A prepared cascade of second-order sections: run forwards with a state, or over a whole signal without phase.

/// One second-order section: `y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// What the input is weighted with: now, one and two samples ago.
    pub b: [f64; 3],
    /// What the output is weighted with: one and two samples ago. (The first of scipy's three is 1.)
    pub a: [f64; 2],
}

/// A prepared cascade of sections; plan once, run on as many signals as you like.
#[derive(Clone, Debug, PartialEq)]
pub struct Sections {
    sections: Vec<Section>,
    /// What each section remembers after a constant of 1 that never began.
    steady: Vec<[f64; 2]>,
    /// After so many samples nothing is left of another past, to the last bit of a double; a multiple of a block.
    settle: usize,
}

/// What a cascade remembers between two blocks of a signal.
#[derive(Clone, Debug, PartialEq)]
pub struct State(Vec<[f64; 2]>);

/// Stretches of a signal that are filtered side by side: two to a vector of 128 bits, four vectors, so that their
/// additions and multiplications need not wait for each other.
const LANES: usize = 8;

/// Samples of each lane that are filtered at a time: 8 kB of lanes, which stay in the nearest cache.
const BLOCK: usize = 128;

/// What is remembered and is smaller than this is nothing: numbers near the end of the range cost a hundredfold.
const NOTHING: f64 = 1e-200;

impl Sections {
    /// A cascade of these sections, in their order. Sections with poles outside the unit circle grow without end.
    pub fn new(sections: Vec<Section>) -> Sections {
        let mut level = 1.0;
        let mut steady = Vec::with_capacity(sections.len());
        let mut slowest = 0.0f64;
        for Section { b: [b0, b1, b2], a: [a1, a2] } in sections.iter().copied() {
            let gain = (b0 + b1 + b2) / (1.0 + a1 + a2);
            let gain = if gain.is_finite() { gain } else { 0.0 };
            let second = b2 - a2 * gain;
            steady.push([level * (b1 - a1 * gain + second), level * second]);
            level *= gain;
            let under_root = a1 * a1 / 4.0 - a2;
            let radius = if under_root < 0.0 { a2.sqrt() } else { a1.abs() / 2.0 + under_root.sqrt() };
            slowest = slowest.max(radius);
        }
        // e^-40 is a fifth of the last bit of a double; poles that lie close together take a little longer.
        let settle = if slowest < 1.0 { (-44.0 / slowest.ln()).ceil() } else { f64::INFINITY };
        let settle = if settle < 1e12 { (settle as usize).next_multiple_of(BLOCK) } else { usize::MAX };
        Sections { sections, steady, settle }
    }

    /// The sections, in the order in which they are run.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// How many samples a lone spike is heard for, at most.
    pub fn settle(&self) -> usize {
        self.settle
    }

    /// The state of a cascade that has seen `level` for ever; `rest(0.0)` is one that has seen nothing.
    pub fn rest(&self, level: f64) -> State {
        State(self.steady.iter().map(|steady| steady.map(|value| value * level)).collect())
    }

    /// Filters the next block of a signal, in place; any block, a single sample too. The same blocks cut otherwise give
    /// the same output to the last bit.
    ///
    /// `state` is of this cascade: from [`Sections::rest`].
    pub fn run(&self, block: &mut [f64], state: &mut State) {
        for (sections, states) in self.sections.chunks(4).zip(state.0.chunks_mut(4)) {
            match sections.len() {
                4 => serial::<4>(sections, states, block),
                3 => serial::<3>(sections, states, block),
                2 => serial::<2>(sections, states, block),
                _ => serial::<1>(sections, states, block),
            }
        }
    }

    /// Filters a whole signal forwards and backwards, in place: what is left has no phase, and edges of -6 dB.
    ///
    /// Equal to `scipy.signal.sosfiltfilt(sos, signal)` but for rounding: the signal goes on at both ends turned about its
    /// end points, for three times the filter's length, and each pass begins as if its first value had stood for ever.
    /// Degenerate cases: a signal too short to be turned that far (scipy refuses it) goes on as far as it can; one sample
    /// is taken for a constant. Costs about 12 sections a sample and second-order section, and no memory that grows with the
    /// signal.
    pub fn zero_phase(&self, signal: &mut [f64]) {
        let (Some(&first), Some(&last)) = (signal.first(), signal.last()) else { return };
        let turned = self.padding().min(signal.len() - 1);
        let mut before: Vec<f64> = signal[1..=turned].iter().rev().map(|value| 2.0 * first - value).collect();
        let mut after: Vec<f64> = signal[signal.len() - 1 - turned..signal.len() - 1]
            .iter()
            .rev()
            .map(|value| 2.0 * last - value)
            .collect();

        let mut state = self.rest(before.first().copied().unwrap_or(first));
        self.run(&mut before, &mut state);
        self.pass::<false>(signal, &mut state);
        self.run(&mut after, &mut state);

        let last = after.last().or(signal.last()).copied().unwrap_or(last);
        let mut state = self.rest(last);
        after.reverse();
        self.run(&mut after, &mut state);
        self.pass::<true>(signal, &mut state);
    }

    /// How far scipy turns a signal over at its ends: three times the taps, those that are zero in all sections not counted.
    fn padding(&self) -> usize {
        let shorter =
            |is_short: fn(&Section) -> bool| self.sections.iter().filter(|section| is_short(section)).count();
        let short = shorter(|section| section.b[2] == 0.0).min(shorter(|section| section.a[1] == 0.0));
        3 * (2 * self.sections.len() + 1 - short)
    }

    /// One pass over a whole signal, from its end where `BACKWARD`.
    ///
    /// A long signal is cut into eight stretches that are filtered side by side. Each but the first begins so long before
    /// its stretch that nothing is left of its having begun there.
    fn pass<const BACKWARD: bool>(&self, signal: &mut [f64], state: &mut State) {
        let len = signal.len();
        let each = len.saturating_add(self.settle.saturating_mul(LANES - 1)) / LANES;
        let side_by_side = each / 2 >= self.settle && !self.sections.is_empty();
        let mut done = 0;
        if side_by_side {
            done = self.lanes::<BACKWARD>(signal, state, each);
        }
        let rest = if BACKWARD { &mut signal[..len - done] } else { &mut signal[done..] };
        for piece in 0..rest.len().div_ceil(BLOCK) {
            let (from, to) = (piece * BLOCK, ((piece + 1) * BLOCK).min(rest.len()));
            if BACKWARD {
                let (from, to) = (rest.len() - to, rest.len() - from);
                rest[from..to].reverse();
                self.run(&mut rest[from..to], state);
                rest[from..to].reverse();
            } else {
                self.run(&mut rest[from..to], state);
            }
        }
    }

    /// Filters eight stretches of `each` samples, and says how many samples of the signal that were. `state` is that of
    /// the first stretch, and becomes that of the last.
    fn lanes<const BACKWARD: bool>(&self, signal: &mut [f64], state: &mut State, each: usize) -> usize {
        let len = signal.len();
        let step = each - self.settle;
        let place = |from: usize, count: usize| {
            if BACKWARD { len - from - count..len - from } else { from..from + count }
        };
        let mut states: Vec<[[f64; LANES]; 2]> = vec![[[0.0; LANES]; 2]; self.sections.len()];
        for lane in 0..LANES {
            let level = signal[place(lane * step, 1)].first().copied().unwrap_or(0.0);
            let begun = if lane == 0 { state.clone() } else { self.rest(level) };
            for (states, [first, second]) in states.iter_mut().zip(begun.0) {
                (states[0][lane], states[1][lane]) = (first, second);
            }
        }
        let mut rows = [[0.0; LANES]; BLOCK];
        for at in (0..each).step_by(BLOCK) {
            let rows = &mut rows[..BLOCK.min(each - at)];
            for lane in 0..LANES {
                let samples = &signal[place(lane * step + at, rows.len())];
                if BACKWARD {
                    rows.iter_mut().zip(samples.iter().rev()).for_each(|(row, &sample)| row[lane] = sample);
                } else {
                    rows.iter_mut().zip(samples).for_each(|(row, &sample)| row[lane] = sample);
                }
            }
            for (section, states) in self.sections.iter().zip(&mut states) {
                parallel(section, states, rows);
            }
            for lane in 0..if at < self.settle { 1 } else { LANES } {
                let samples = &mut signal[place(lane * step + at, rows.len())];
                if BACKWARD {
                    rows.iter().zip(samples.iter_mut().rev()).for_each(|(row, sample)| *sample = row[lane]);
                } else {
                    rows.iter().zip(samples).for_each(|(row, sample)| *sample = row[lane]);
                }
            }
        }
        for (state, states) in state.0.iter_mut().zip(&states) {
            *state = [states[0][LANES - 1], states[1][LANES - 1]];
        }
        step * (LANES - 1) + each
    }
}

/// Several sections over a block, sample by sample, so that a section works while its neighbour's sums are on their way.
fn serial<const K: usize>(sections: &[Section], states: &mut [[f64; 2]], block: &mut [f64]) {
    let (Ok(sections), Ok(states)) =
        (<&[Section; K]>::try_from(sections), <&mut [[f64; 2]; K]>::try_from(states))
    else {
        return;
    };
    let mut memory = *states;
    for sample in block {
        let mut x = *sample;
        for (Section { b, a }, [first, second]) in sections.iter().zip(&mut memory) {
            let y = b[0] * x + *first;
            *first = b[1] * x - a[0] * y + *second;
            *second = b[2] * x - a[1] * y;
            x = y;
        }
        *sample = x;
    }
    *states = memory.map(|memory| memory.map(drop_dust));
}

/// One section over a block of all lanes.
fn parallel(section: &Section, states: &mut [[f64; LANES]; 2], rows: &mut [[f64; LANES]]) {
    let Section { b: [b0, b1, b2], a: [a1, a2] } = *section;
    let [mut first, mut second] = *states;
    for row in rows {
        for lane in 0..LANES {
            let x = row[lane];
            let y = b0 * x + first[lane];
            first[lane] = b1 * x - a1 * y + second[lane];
            second[lane] = b2 * x - a2 * y;
            row[lane] = y;
        }
    }
    *states = [first.map(drop_dust), second.map(drop_dust)];
}

fn drop_dust(value: f64) -> f64 {
    if value.abs() < NOTHING { 0.0 } else { value }
}
