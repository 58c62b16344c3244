//! Heart rate variability in the time domain: how NN intervals spread, and how they differ from the one before.

use serde::{Deserialize, Serialize};

use crate::dsp::quantile::{median, quantile};
use crate::measure::hrv::nn::Nn;
use crate::measure::hrv::{deviation, figure, mean, ratio};

/// The segments of SDANN and SDNNI.
const SEGMENT_S: f64 = 300.0;

/// How many of them there are at least.
const FEWEST_SEGMENTS: f64 = 3.0;

/// The histogram's bins, from zero on.
const BIN_MS: f64 = 1000.0 / 128.0;

/// Less than this is the arithmetic's: a difference of 18 samples at 360 Hz is 50 ms and not over it.
const NOISE_MS: f64 = 1e-6;

/// The median distance from the median of a normal distribution, as its standard deviation.
const NORMAL: f64 = 1.4826;

/// Time-domain figures, by the names of NeuroKit2's `hrv_time`. What follows one another without a hole makes a difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimeDomain {
    /// The mean NN interval.
    pub mean_ms: Option<f64>,
    /// Their standard deviation (divided by one less than their count): SDNN.
    pub sdnn_ms: Option<f64>,
    /// The root of the mean squared difference: RMSSD.
    pub rmssd_ms: Option<f64>,
    /// The standard deviation of the differences.
    pub sdsd_ms: Option<f64>,
    /// The standard deviation of the means of five minutes each, counted from the first beat on; of at least three such
    /// segments, the last one counted if it is half. Each without its last interval, as in NeuroKit2 (SDANN5).
    pub sdann_ms: Option<f64>,
    /// The mean of the standard deviations of the same segments (SDNNI5).
    pub sdnni_ms: Option<f64>,
    /// SDNN by the mean.
    pub cvnn: Option<f64>,
    /// RMSSD by the mean.
    pub cvsd: Option<f64>,
    /// The middle NN interval.
    pub median_ms: Option<f64>,
    /// The median distance from the median, times 1.4826.
    pub mad_ms: Option<f64>,
    /// That by the median.
    pub mcvnn: Option<f64>,
    /// From the lower quarter to the upper.
    pub iqr_ms: Option<f64>,
    /// SDNN by RMSSD.
    pub sd_rmssd: Option<f64>,
    /// What a fifth lies below.
    pub p20_ms: Option<f64>,
    /// What a fifth lies above.
    pub p80_ms: Option<f64>,
    /// How many differences are over 50 ms, in percent of one more than their count.
    pub pnn50_percent: Option<f64>,
    /// The same of 20 ms.
    pub pnn20_percent: Option<f64>,
    /// The shortest.
    pub min_ms: Option<f64>,
    /// The longest.
    pub max_ms: Option<f64>,
    /// The triangular index: their count by that of the fullest of bins of 1/128 s.
    pub hti: Option<f64>,
    /// The base of a triangle on the fullest bin, from the first edge above the shortest interval to the edge with which its
    /// right side comes nearest to the histogram, by least squares. (That the left foot is not sought is NeuroKit2's way:
    /// its search does not go past the first. Where the squares reach 2^14, as they do in long recordings, it says 0; here
    /// the least is taken all the same.)
    pub tinn_ms: Option<f64>,
}

impl TimeDomain {
    /// Linear in the intervals.
    pub(crate) fn of(nn: &Nn) -> TimeDomain {
        let ms = &nn.ms;
        let runs = nn.runs.iter().map(|run| &ms[run.clone()]);
        let differences: Vec<f64> =
            runs.flat_map(|run| run.windows(2)).map(|pair| pair[1] - pair[0]).collect();
        let squares: Vec<f64> = differences.iter().map(|difference| difference * difference).collect();
        let over = |limit: f64| {
            let over = differences.iter().filter(|difference| difference.abs() > limit + NOISE_MS).count();
            (!differences.is_empty()).then(|| over as f64 * 100.0 / (differences.len() + 1) as f64)
        };
        let (mean_ms, sdnn, rmssd) = (mean(ms), deviation(ms), mean(&squares).map(f64::sqrt));
        let mut sorted = ms.clone();
        let mut at = |q: f64| quantile(&mut sorted, q);
        let (p20, p25, p50, p75, p80) = (at(0.2), at(0.25), at(0.5), at(0.75), at(0.8));
        let mad = p50.and_then(|middle| {
            let mut distances: Vec<f64> = ms.iter().map(|ms| (ms - middle).abs()).collect();
            median(&mut distances).map(|distance| distance * NORMAL)
        });
        let (sdann, sdnni) = segments(nn);
        let bins = histogram(ms);
        let fullest = bins.iter().copied().max().filter(|&count| count > 0);
        let to_figure = |value: Option<f64>| value.and_then(figure);
        TimeDomain {
            mean_ms: to_figure(mean_ms),
            sdnn_ms: to_figure(sdnn),
            rmssd_ms: to_figure(rmssd),
            sdsd_ms: to_figure(deviation(&differences)),
            sdann_ms: to_figure(sdann),
            sdnni_ms: to_figure(sdnni),
            cvnn: to_figure(ratio(sdnn, mean_ms)),
            cvsd: to_figure(ratio(rmssd, mean_ms)),
            median_ms: to_figure(p50),
            mad_ms: to_figure(mad),
            mcvnn: to_figure(ratio(mad, p50)),
            iqr_ms: to_figure(p75.zip(p25).map(|(high, low)| high - low)),
            sd_rmssd: to_figure(ratio(sdnn, rmssd)),
            p20_ms: to_figure(p20),
            p80_ms: to_figure(p80),
            pnn50_percent: to_figure(over(50.0)),
            pnn20_percent: to_figure(over(20.0)),
            min_ms: to_figure(ms.iter().copied().min_by(f64::total_cmp)),
            max_ms: to_figure(ms.iter().copied().max_by(f64::total_cmp)),
            hti: to_figure(fullest.map(|fullest| ms.len() as f64 / f64::from(fullest))),
            tinn_ms: to_figure(triangle(&bins, ms)),
        }
    }
}

/// SDANN and SDNNI.
fn segments(nn: &Nn) -> (Option<f64>, Option<f64>) {
    let lasts = nn.end_s.last().map_or(0.0, |last| last / SEGMENT_S).round();
    if lasts < FEWEST_SEGMENTS {
        return (None, None);
    }
    let segment = |at: usize| (nn.end_s[at] / SEGMENT_S).floor();
    let (mut means, mut deviations) = (Vec::new(), Vec::new());
    let mut from = 0;
    for to in 1..=nn.ms.len() {
        if to < nn.ms.len() && segment(to) == segment(from) {
            continue;
        }
        if segment(from) < lasts {
            let inside = &nn.ms[from..to - 1];
            means.extend(mean(inside));
            deviations.extend(deviation(inside));
        }
        from = to;
    }
    (deviation(&means), mean(&deviations))
}

/// How many intervals are in each bin.
fn histogram(ms: &[f64]) -> Vec<u32> {
    let bin = |ms: f64| (ms / BIN_MS) as usize;
    let last = ms.iter().copied().max_by(f64::total_cmp).map_or(0, bin);
    let mut bins = vec![0; last + 1];
    ms.iter().for_each(|&ms| bins[bin(ms)] += 1);
    bins
}

/// The base of the triangle. `None` where the shortest interval is in the fullest bin, or the longest.
fn triangle(bins: &[u32], ms: &[f64]) -> Option<f64> {
    let shortest = ms.iter().copied().min_by(f64::total_cmp)?;
    let longest = ms.iter().copied().max_by(f64::total_cmp)?;
    let high = *bins.iter().max()?;
    let top = bins.iter().position(|&count| count == high)?;
    let edge = |bin: usize| bin as f64 * BIN_MS;
    let first = (shortest / BIN_MS) as usize + 1;
    let squares = |foot: usize| {
        let slope = f64::from(high) / (foot - top) as f64;
        let miss = |bin: usize| f64::from(bins[bin]) - slope * (foot - bin) as f64;
        (top + 1..=foot).map(|bin| miss(bin) * miss(bin)).sum::<f64>()
    };
    let feet = (top + 1..bins.len()).take_while(|&foot| edge(foot) < longest);
    let foot = feet.map(|foot| (squares(foot), foot)).min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    (first < top).then(|| edge(foot) - edge(first))
}
