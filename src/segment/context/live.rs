//! Beats that are told of as they come, one beat late, in memory that does not grow.

use std::collections::VecDeque;
use std::mem;

use crate::dsp::resample::fraction;
use crate::ecg::{Hertz, Lead, SampleIndex, Seconds};
use crate::segment::context::signal::Signal;
use crate::segment::context::snippet::Snippet;
use crate::segment::context::{Form, Telling, WIDTH};
use crate::segment::grid::RATE;

/// What a beat's numbers hang on around R: all that is told of it, and as much more as filters reach.
const REACH: Seconds = Seconds(1.2);

/// Samples are kept for so long: beats are found some seconds late.
const KEPT: Seconds = Seconds(30.0);

/// What is usual over some ten minutes is taken from so many beats; as many again come before the oldest are forgotten.
const REMEMBERED: usize = 640;

/// Tells of each beat of a lead as soon as the next is known: its samples are pushed as they come, its beats as they are found.
///
/// Memory is 4 MB at most, and half a minute of samples (`tests/memory.rs`). [`super::of`] in the form [`Form::Live`] is this, run over a recording.
pub struct Live {
    rate: Hertz,
    /// A stretch that begins at a multiple of so many samples lies on the grid as the whole lead does.
    period: usize,
    /// Samples from `from` on.
    samples: Vec<f32>,
    from: usize,
    telling: Telling,
    /// Beats that were found and wait for the samples after them.
    waiting: VecDeque<SampleIndex>,
    /// The latest beat that is known, and not told of yet.
    known: Option<SampleIndex>,
    told: Vec<(SampleIndex, [f32; WIDTH])>,
}

impl Live {
    /// For a lead of this rate.
    pub fn plan(rate: Hertz) -> Live {
        let (_, period) = fraction(RATE / rate.get());
        Live {
            rate,
            period,
            samples: Vec::new(),
            from: 0,
            telling: Telling::new(Form::Live),
            waiting: VecDeque::new(),
            known: None,
            told: Vec::new(),
        }
    }

    /// The next samples.
    pub fn push(&mut self, samples: &[f32]) {
        self.samples.extend_from_slice(samples);
        self.advance(false);
        let kept = self.length(KEPT);
        if self.samples.len() > 2 * kept {
            let oldest = self.waiting.front().map_or(usize::MAX, |at| at.0.saturating_sub(self.from));
            let gone = (self.samples.len() - kept).min(oldest.saturating_sub(self.length(REACH)));
            // What is left begins on the grid again.
            let gone = gone / self.period * self.period;
            self.samples.drain(..gone);
            self.from += gone;
        }
    }

    /// The next beat was found, at most half a minute late. Beats come in order of time.
    pub fn beat(&mut self, at: SampleIndex) {
        self.waiting.push_back(at);
        self.advance(false);
    }

    /// The beats that were told of since this was asked last, in order.
    pub fn take(&mut self) -> Vec<(SampleIndex, [f32; WIDTH])> {
        mem::take(&mut self.told)
    }

    /// Nothing comes any more: the rest of the beats.
    pub fn finish(mut self) -> Vec<(SampleIndex, [f32; WIDTH])> {
        self.advance(true);
        self.tell();
        self.told
    }

    fn length(&self, of: Seconds) -> usize {
        (of.0 * self.rate.get()).ceil() as usize
    }

    /// Takes up the beats around which all has come.
    fn advance(&mut self, is_end: bool) {
        let reach = self.length(REACH);
        let came = self.from + self.samples.len();
        let is_ready = |at: &SampleIndex| is_end || at.0 + reach <= came;
        while let Some(at) = self.waiting.front().copied().filter(is_ready) {
            self.waiting.pop_front();
            // A beat that comes too late, or stands where nothing came, has nothing around it.
            let first = at.0.saturating_sub(reach).clamp(self.from, came) / self.period * self.period;
            let last = (at.0 + reach).clamp(first, came);
            let stretch = &self.samples[first - self.from..last - self.from];
            let here = SampleIndex(at.0.saturating_sub(first));
            let mut snippet = Snippet::of(&Signal::of(stretch, self.rate, std::iter::once(here)), 0);
            snippet.at += (first as f64 * RATE / self.rate.get()).round() as isize;
            self.telling.come(at.time(self.rate).0, snippet);
            self.tell();
            self.known = Some(at);
        }
    }

    /// Tells of the beat that is known.
    fn tell(&mut self) {
        let Some(at) = self.known.take() else { return };
        let beat = self.telling.rows.len();
        self.telling.look();
        self.told.push((at, self.telling.rows[beat]));
        if beat.is_multiple_of(REMEMBERED) {
            self.telling.forget(beat.saturating_sub(REMEMBERED));
        }
    }
}

/// A recording's beats as live input tells of them, one after the other.
pub fn of(lead: &Lead, rate: Hertz, beats: &[SampleIndex]) -> Vec<f32> {
    let mut live = Live::plan(rate);
    let mut rows = Vec::with_capacity(beats.len() * WIDTH);
    let (mut came, mut beats) = (0, beats.iter().copied().peekable());
    for second in lead.samples.chunks(rate.get().ceil() as usize) {
        live.push(second);
        came += second.len();
        while let Some(at) = beats.next_if(|at| at.0 < came) {
            live.beat(at);
        }
        rows.extend(live.take().into_iter().flat_map(|(_, row)| row));
    }
    rows.extend(live.finish().into_iter().flat_map(|(_, row)| row));
    rows
}
