//! The units that things are measured in: Hertz, Seconds, SampleIndex, and a Moment of the calendar.

use serde::{Deserialize, Serialize};

/// A sampling rate, finite and above zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64")]
pub struct Hertz(f64);

impl Hertz {
    /// The rate that the field's heartbeat tables are made at.
    pub const TABLES: Hertz = Hertz(125.0);

    /// The rate of a WFDB record whose header gives none, by header(5).
    pub const WFDB_DEFAULT: Hertz = Hertz(250.0);

    /// The rate that recordings are simulated at unless told otherwise: that of the MIT-BIH recordings.
    pub const SIMULATOR: Hertz = Hertz(360.0);

    /// `None` where `value` is no rate: zero, negative or not finite.
    pub fn new(value: f64) -> Option<Hertz> {
        (value.is_finite() && value > 0.0).then_some(Hertz(value))
    }

    /// Samples in a second.
    pub fn get(self) -> f64 {
        self.0
    }

    /// How long `samples` of this rate last.
    pub fn duration(self, samples: usize) -> Seconds {
        Seconds(samples as f64 / self.0)
    }
}

impl TryFrom<f64> for Hertz {
    type Error = String;

    fn try_from(value: f64) -> Result<Hertz, String> {
        Hertz::new(value).ok_or_else(|| format!("{value} is no sampling rate"))
    }
}

/// A time or a duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Seconds(pub f64);

/// A position in a lead, in samples of the record's own rate, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SampleIndex(pub usize);

impl SampleIndex {
    /// The moment of this sample at `rate`.
    pub fn time(self, rate: Hertz) -> Seconds {
        rate.duration(self.0)
    }
}

/// When a recording began, as far as its file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Year, month, day.
    pub date: Option<(u16, u8, u8)>,
    /// Milliseconds since midnight, by the clock of the place.
    pub time_ms: Option<u32>,
}

impl Moment {
    /// A date of the calendar, or `None` where there is no such day.
    pub fn day(year: u32, month: u32, day: u32) -> Option<(u16, u8, u8)> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some((
            year as u16,
            month as u8,
            day as u8,
        ))
    }

    /// Whether it says anything.
    pub fn is_known(self) -> bool {
        self.date.is_some() || self.time_ms.is_some()
    }
}

/// "2014-05-08 05:05:15", or the half of it that is known.
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if let Some((year, month, day)) = self.date {
            write!(f, "{year:04}-{month:02}-{day:02}")?;
        }
        if self.is_known() && self.date.is_some() && self.time_ms.is_some() {
            write!(f, " ")?;
        }
        if let Some(ms) = self.time_ms {
            let (seconds, rest) = (ms / 1000, ms % 1000);
            write!(f, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
            if rest > 0 {
                write!(f, ".{rest:03}")?;
            }
        }
        Ok(())
    }
}

#[test]
fn a_moment_is_written_as_far_as_it_is_known() {
    let moment = |date, time_ms| Moment { date, time_ms }.to_string();
    assert_eq!(moment(Moment::day(2014, 5, 8), Some(18_315_000)), "2014-05-08 05:05:15");
    assert_eq!(moment(None, Some(71_185_757)), "19:46:25.757");
    assert_eq!(moment(Moment::day(2000, 2, 29), None), "2000-02-29");
    assert_eq!(Moment::day(1900, 2, 29), None);
    assert_eq!(moment(None, None), "");
}
