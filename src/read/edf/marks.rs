//! What the annotations of an EDF+ file come to: marks, and gaps where ecglass's own writer told of gaps.

use crate::ecg::{Annotation, Hertz, Marks, SampleIndex};
use crate::read::edf::tal::{self, Told};
use crate::read::edf::timeline::Timeline;
use crate::read::recording::Channel;

/// How ecglass's own writer says that a lead has a gap: this, then the lead's name, with a duration.
const GAP: &str = "no signal: ";

/// How it says that what follows in the last data record only fills it up.
const THE_END: &str = "end of signal";

/// Annotations that found their place.
pub struct Placed {
    pub marks: Vec<Marks>,
    /// How many stand before the first sample and were left out.
    pub early: usize,
}

/// Places what was told at `rate`, in a file of data records of `seconds`. What our own writer says about gaps and the
/// end is done to the channels, and is no mark.
pub fn placed(
    told: Vec<Told>,
    channels: &mut [Channel],
    rate: Hertz,
    seconds: f64,
    timeline: &Timeline,
) -> Placed {
    let mut annotations = Vec::new();
    let mut gaps: Vec<(usize, f64, f64)> = Vec::new();
    let mut early = 0;
    let mut end = None;
    let length =
        channels.iter().filter(|channel| channel.rate == rate).map(|channel| channel.values.len()).max();
    let last_record = length.unwrap_or(0) as f64 / rate.get() - seconds;
    for Told { onset, duration, text } in told {
        let from = timeline.seconds(onset);
        if let Some(lead) = text.strip_prefix(GAP).filter(|_| duration > 0.0)
            && channels.iter().any(|channel| channel.name == lead)
        {
            let meant = channels.iter().enumerate().filter(|(_, channel)| channel.name == lead);
            gaps.extend(meant.map(|(index, _)| (index, from, timeline.seconds(onset + duration))));
            continue;
        }
        if text == THE_END && from > last_record {
            end = Some(from);
            continue;
        }
        let at = (from * rate.get()).round();
        if at < 0.0 {
            early += 1;
            continue;
        }
        let (symbol, text) = tal::meaning(&text);
        annotations.push(Annotation::new(SampleIndex(at as usize), symbol).with_text(text));
    }
    strike_out(gaps, channels);
    if let Some(end) = end {
        for channel in channels {
            channel.values.truncate((end * channel.rate.get()).round() as usize);
        }
    }
    let marks = if annotations.is_empty() {
        Vec::new()
    } else {
        vec![Marks { annotator: Marks::REFERENCE.to_string(), annotations }]
    };
    Placed { marks, early }
}

/// Makes the spans (channel, from, to in seconds) missing.
fn strike_out(mut gaps: Vec<(usize, f64, f64)>, channels: &mut [Channel]) {
    // In order of time, so that every sample is struck out once however often its gap is told.
    gaps.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut done = (0, 0);
    for (index, from, to) in gaps {
        let Some(channel) = channels.get_mut(index) else { continue };
        if done.0 != index {
            done = (index, 0);
        }
        let place = |second: f64| (second * channel.rate.get()).round() as usize;
        let (from, to) = (place(from).max(done.1), place(to).min(channel.values.len()));
        if let Some(values) = channel.values.get_mut(from..to) {
            values.fill(f32::NAN);
            done.1 = to;
        }
    }
}
