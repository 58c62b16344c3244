//! How many samples stand in a data record of an EDF file, and how long it lasts: in 8 characters, and so that the rate is exact.

use crate::ecg::Hertz;
use crate::write::edf::scale::short;

/// The most bytes of a data record that the format recommends.
const RECOMMENDED: usize = 61_440;

/// Data records of some samples of each lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub samples: usize,
    /// Seconds, as they are written.
    pub seconds: String,
}

impl Layout {
    /// For `leads` leads of `length` samples. Of one second if it can be; shorter or longer where only then the rate
    /// is told exactly or the last record is whole.
    pub fn new(rate: Hertz, length: usize, leads: usize) -> Layout {
        let per_second = rate.get();
        let exact = |samples: usize| -> Option<Layout> {
            let seconds = told(samples, per_second)?;
            let read: f64 = seconds.parse().ok()?;
            (samples as f64 / read == per_second).then_some(Layout { samples, seconds })
        };
        let light = |layout: &Layout| layout.samples * leads * 2 <= RECOMMENDED;
        let in_seconds = |seconds: f64| {
            let samples = (per_second * seconds).round();
            (samples >= 1.0).then_some(samples as usize)
        };
        let decimals = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
        let longer = || (1..=1000).map(f64::from).filter_map(in_seconds).filter_map(exact);
        let whole = longer().filter(|layout| !layout.seconds.contains('.'));
        let shorter = decimals.into_iter().filter_map(in_seconds).filter_map(exact);
        let usual = light_one(whole, shorter, light)
            .or_else(|| longer().next())
            .unwrap_or_else(|| nearest(per_second));
        if length.is_multiple_of(usual.samples) {
            return usual;
        }
        // Another length that leaves nothing over, near one second; for a recording below a second its own.
        let around = in_seconds(0.5).unwrap_or(1)..=in_seconds(4.0).unwrap_or(1);
        let whole = around.filter(|&samples| length.is_multiple_of(samples)).chain([length]);
        let near = |layout: &Layout| light(layout) && layout.samples as f64 <= 4.0 * per_second;
        whole.filter_map(exact).find(near).unwrap_or(usual)
    }
}

/// The first of the longer ones that is light enough, else of the shorter ones, else the first there is.
fn light_one(
    mut longer: impl Iterator<Item = Layout>,
    mut shorter: impl Iterator<Item = Layout>,
    light: impl Fn(&Layout) -> bool,
) -> Option<Layout> {
    match longer.next() {
        Some(layout) if light(&layout) => Some(layout),
        Some(layout) => Some(shorter.find(&light).unwrap_or(layout)),
        None => shorter.next(),
    }
}

/// How long so many samples last, in 8 characters.
fn told(samples: usize, per_second: f64) -> Option<String> {
    short(samples as f64 / per_second).filter(|text| text != "0")
}

/// Where no length tells the rate exactly: the one of some seconds that tells it best.
fn nearest(per_second: f64) -> Layout {
    let wrong = |layout: &Layout| {
        let read: f64 = layout.seconds.parse().unwrap_or(f64::INFINITY);
        (layout.samples as f64 / read - per_second).abs()
    };
    let lengths = (1..=1000_usize).filter_map(|tenths| {
        let samples = (per_second * tenths as f64 / 10.0).round().max(1.0) as usize;
        Some(Layout { samples, seconds: told(samples, per_second)? })
    });
    let best = lengths.min_by(|a, b| wrong(a).total_cmp(&wrong(b)));
    best.unwrap_or(Layout { samples: 1, seconds: "1".to_string() })
}

#[test]
fn every_rate_is_told_exactly_where_eight_characters_can() {
    for (rate, samples, seconds) in [
        (128.0, 128, "1"),
        (250.0, 250, "1"),
        (249.89, 24_989, "100"),
        (62.4725, 24_989, "400"),
        (976.5625, 15_625, "16"),
        (0.5, 1, "2"),
        (1000.0 / 3.0, 1000, "3"),
    ] {
        let layout = Layout::new(Hertz::new(rate).unwrap(), 1_000_003, 1);
        assert_eq!(layout, Layout { samples, seconds: seconds.into() }, "{rate}");
    }
    let odd = Layout::new(Hertz::new(249.123_456_789).unwrap(), 1_000_003, 1);
    let read = odd.samples as f64 / odd.seconds.parse::<f64>().unwrap();
    assert!((read - 249.123_456_789).abs() < 1e-6, "{odd:?}");
}

#[test]
fn a_length_is_chosen_that_leaves_nothing_over() {
    let layout = |rate, length, leads| Layout::new(Hertz::new(rate).unwrap(), length, leads);
    assert_eq!(layout(360.0, 3600, 2), Layout { samples: 360, seconds: "1".into() });
    assert_eq!(layout(250.0, 7, 2), Layout { samples: 7, seconds: "0.028".into() });
    assert_eq!(layout(250.0, 1375, 2), Layout { samples: 125, seconds: "0.5".into() });
    assert_eq!(layout(360.0, 650_000, 2).samples, 360, "no length near a second does");
    assert_eq!(layout(20_000.0, 20_000_000, 12), Layout { samples: 2000, seconds: "0.1".into() });
}
