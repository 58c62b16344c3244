//! The grade of a piece of a lead: how its beats stand against its noise, how alike they are, and how often it is cut off.

use std::ops::Range;

use crate::ecg::{Hertz, Lead, SampleIndex};
use crate::measure::beat::{Coarse, level, median, product};
use crate::measure::pieces::{Moves, range};
use crate::measure::quality::{Grade, Reason};

/// What is measured of a piece; everything but `size` is a ratio, so that no unit matters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measures {
    /// How high its QRS complexes are, in the lead's unit: the median.
    pub size: f32,
    /// That height against the noise between samples.
    pub contrast: f32,
    /// How alike its beats are: a correlation; `None` where it has fewer than two.
    pub likeness: Option<f32>,
    /// The kurtosis of its second difference: 1.5 of a pure hum, 3 of noise, far more of heartbeats.
    pub peakedness: f32,
    /// The share of its samples that stand at the lead's limits.
    pub at_limit: f32,
    /// How often it comes to stand there.
    pub limits: usize,
    /// The share that is missing.
    pub missing: f32,
    /// Whether it is long and has no two beats, though the record has some.
    pub silent: bool,
    /// How much their heights differ: half of them lie within this share of the median.
    pub spread: f32,
    /// Its range against what the lead usually moves in a second.
    pub range: f32,
}

/// Measures pieces of a lead, one after the other.
pub(crate) struct Judge<'a> {
    lead: &'a Lead,
    rate: Hertz,
    moves: Moves,
    coarse: Coarse,
    peaks: &'a [SampleIndex],
    values: Vec<f32>,
    others: Vec<f32>,
    beats: Vec<f32>,
}

/// More beats of a piece than this say no more.
const MOST_BEATS: usize = 16;

impl<'a> Judge<'a> {
    pub(crate) fn new(lead: &'a Lead, rate: Hertz, moves: Moves, peaks: &'a [SampleIndex]) -> Judge<'a> {
        let coarse = Coarse::of(rate);
        Judge { lead, rate, moves, coarse, peaks, values: Vec::new(), others: Vec::new(), beats: Vec::new() }
    }

    pub(crate) fn measure(&mut self, span: Range<usize>) -> Measures {
        let samples = &self.lead.samples[span.clone()];
        self.coarse.all(samples, &mut self.values);
        let (floor, peakedness) = self.floor();
        let from = self.peaks.partition_point(|peak| peak.0 < span.start);
        let to = self.peaks.partition_point(|peak| peak.0 < span.end);
        let peaks = &self.peaks[from..to];
        let (likeness, height, spread) = self.beats(&span, peaks);
        let size = height.unwrap_or_else(|| self.jumps());
        let (low, high) = range(samples);
        let (at_limit, limits) = self.limits(samples, (low, high));
        let gaps = &self.lead.gaps[self.lead.gaps.partition_point(|gap| gap.to.0 <= span.start)..];
        let missing: usize = gaps
            .iter()
            .take_while(|gap| gap.from.0 < span.end)
            .map(|gap| gap.to.0.min(span.end) - gap.from.0.max(span.start))
            .sum();
        Measures {
            size,
            contrast: if floor > 0.0 { size / floor } else { f32::INFINITY },
            likeness,
            peakedness,
            at_limit,
            limits,
            missing: missing as f32 / span.len() as f32,
            silent: self.peaks.len() > 2 && peaks.len() < 2 && span.len() as f64 > 5.0 * self.rate.get(),
            spread,
            range: if high > low { (high - low) / self.moves.usual } else { 0.0 },
        }
    }

    /// The noise from value to value, as a standard deviation of white noise, by the median of the second difference,
    /// which QRS complexes do not move; and that difference's kurtosis.
    fn floor(&mut self) -> (f32, f32) {
        self.others.clear();
        self.others.extend(self.values.windows(3).map(|of| (of[0] - 2.0 * of[1] + of[2]).abs()));
        let (mut squares, mut fourths) = (0.0f64, 0.0f64);
        for &value in &self.others {
            let square = f64::from(value) * f64::from(value);
            squares += square;
            fourths += square * square;
        }
        let kurtosis =
            if squares > 0.0 { fourths * self.others.len() as f64 / (squares * squares) } else { 0.0 };
        // Every other one says as much.
        let half = self.others.len() / 2;
        (0..half).for_each(|at| self.others[at] = self.others[2 * at]);
        self.others.truncate(half.max(1));
        (median(&mut self.others) / (0.6745 * 6f32.sqrt()), kurtosis as f32)
    }

    /// How alike the beats are and how high.
    fn beats(&mut self, span: &Range<usize>, peaks: &[SampleIndex]) -> (Option<f32>, Option<f32>, f32) {
        const BEFORE_S: f64 = 0.12;
        const AFTER_S: f64 = 0.32;
        const QRS_S: f64 = 0.06;
        let mut intervals: Vec<f32> = peaks.windows(2).map(|pair| (pair[1].0 - pair[0].0) as f32).collect();
        let rr = if intervals.is_empty() { 1.0 } else { f64::from(median(&mut intervals)) / self.rate.get() };
        let before = self.coarse.count(BEFORE_S.min(0.3 * rr));
        let after = self.coarse.count(AFTER_S.min(0.6 * rr));
        let width = before + after + 1;
        let qrs = self.coarse.count(QRS_S);
        self.beats.clear();
        self.others.clear();
        let samples = &self.lead.samples[..span.end];
        for &peak in peaks.iter().step_by(peaks.len().div_ceil(MOST_BEATS).max(1)) {
            let start = self.beats.len();
            if peak.0 < span.start + before * self.coarse.width
                || !self.coarse.beat(samples, peak, (before, after), &mut self.beats)
            {
                continue;
            }
            let beat = &mut self.beats[start..];
            let (low, high) = range(&beat[before.saturating_sub(qrs)..(before + qrs + 1).min(width)]);
            self.others.push(high - low);
            if level(beat).is_none() {
                self.beats.truncate(start);
            }
        }
        let height = (!self.others.is_empty()).then(|| median(&mut self.others));
        let spread = height.map_or(0.0, |height| {
            self.others.iter_mut().for_each(|other| *other = (*other - height).abs());
            if height > 0.0 { median(&mut self.others) / height } else { 0.0 }
        });
        let count = self.beats.len() / width;
        if count < 2 {
            return (None, height, spread);
        }
        // The second best of each beat's likenesses, of few beats the best: an ectopic beat has its like, noise has not.
        let mut likest = [(-1.0f32, -1.0f32); MOST_BEATS];
        for one in 0..count {
            for other in 0..one {
                let beat = |which: usize| &self.beats[which * width..(which + 1) * width];
                let likeness = product(beat(one), beat(other));
                for which in [one, other] {
                    let (best, second) = likest[which];
                    likest[which] =
                        if likeness > best { (likeness, best) } else { (best, second.max(likeness)) };
                }
            }
        }
        self.others.clear();
        self.others
            .extend(likest[..count].iter().map(|&(best, second)| if count > 3 { second } else { best }));
        (Some(median(&mut self.others)), height, spread)
    }

    /// How high the steepest flanks are, where no R peaks are known: the greatest move within 40 ms of each second and a
    /// half, the median over these.
    fn jumps(&mut self) -> f32 {
        let lag = self.coarse.count(0.04);
        self.others.clear();
        for chunk in self.values.chunks(self.coarse.count(1.5)) {
            let jump = |pair: (&f32, &f32)| (pair.0 - pair.1).abs();
            self.others.push(chunk.iter().zip(chunk.iter().skip(lag)).map(jump).fold(0.0, f32::max));
        }
        median(&mut self.others)
    }

    /// The share of samples that stand at the lead's least or greatest value for 8 ms or longer, and how often they come there.
    fn limits(&mut self, samples: &[f32], (low, high): (f32, f32)) -> (f32, usize) {
        const NEAR: f32 = 0.002;
        const RUN_S: f64 = 0.008;
        // A limit is far from where the lead mostly is: a quiet baseline is none.
        const FAR: f32 = 0.25;
        let (least, greatest) = self.moves.range;
        let whole = greatest - least;
        let floor = least + NEAR * whole;
        let ceiling = greatest - NEAR * whole;
        if low > floor && high < ceiling {
            return (0.0, 0);
        }
        let middle = median(&mut self.values);
        let (below, above) = (
            low <= floor && middle - least > FAR * whole,
            high >= ceiling && greatest - middle > FAR * whole,
        );
        if !(below || above) {
            return (0.0, 0);
        }
        let run = ((RUN_S * self.rate.get()).round() as usize).max(2);
        let at_limit = |&value: &f32| below && value <= floor || above && value >= ceiling;
        let (mut share, mut runs, mut length) = (0usize, 0usize, 0usize);
        for value in samples {
            if at_limit(value) {
                length += 1;
                continue;
            }
            if length >= run {
                (share, runs) = (share + length, runs + 1);
            }
            length = 0;
        }
        if length >= run {
            (share, runs) = (share + length, runs + 1);
        }
        (share as f32 / samples.len() as f32, runs)
    }
}

/// The grade and why it is not better. `usual` is how high the lead's QRS complexes usually are.
pub(crate) fn judge(measures: &Measures, usual: f32) -> (Grade, Option<Reason>) {
    use Grade::{Doubtful, Unusable, Usable};
    // Below this likeness beats are not alike: Orphanidou's threshold; and below the next they are in part.
    const UNLIKE: f32 = 0.66;
    const HARDLY_ALIKE: f32 = 0.85;
    // White noise alone has a contrast of about 4.
    const DROWNED: f32 = 6.0;
    const NEAR_NOISE: f32 = 10.0;
    // Of 9000 windows of MIT-BIH one in two hundred has QRS complexes 1.6 times as high as its lead usually has.
    const SWOLLEN: f32 = 1.8;
    const NO_HEART: f32 = 2.5;
    const WANDERS: f32 = 4.0;
    const THROWN: f32 = 20.0;

    if measures.range == 0.0 {
        return (Unusable, Some(Reason::Flat));
    }
    if measures.missing > 0.5 {
        return (Unusable, Some(Reason::Missing));
    }
    if measures.at_limit > 0.2 {
        return (Unusable, Some(Reason::Saturated));
    }
    let likeness = measures.likeness.unwrap_or(if measures.silent { 0.8 } else { 1.0 });
    let bare = measures.likeness.is_none() || likeness < UNLIKE;
    if bare && (measures.peakedness < 2.0 || measures.size < 0.1 * usual || measures.range > THROWN) {
        return (Unusable, Some(Reason::LeadOff));
    }
    let drowned = measures.contrast < DROWNED && (measures.likeness.is_none() || likeness < 0.8);
    if drowned || likeness < UNLIKE || measures.size > NO_HEART * usual {
        return (Unusable, Some(Reason::Noisy));
    }
    if measures.at_limit > 0.01 && measures.limits >= 3 {
        return (Doubtful, Some(Reason::Saturated));
    }
    let noisy = measures.contrast < DROWNED
        || measures.contrast < NEAR_NOISE && (measures.likeness.is_none() || likeness < 0.9)
        || likeness < HARDLY_ALIKE
        || measures.size > SWOLLEN * usual
        || measures.spread > 0.3 && likeness < 0.9
        || measures.range > WANDERS;
    if noisy {
        return (Doubtful, Some(Reason::Noisy));
    }
    if measures.missing > 0.1 {
        return (Doubtful, Some(Reason::Missing));
    }
    (Usable, None)
}
