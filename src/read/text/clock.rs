//! The column that tells the time: what it counts, at what rate the rows come, and where some are missing.

use crate::ecg::Hertz;
use crate::error::Note;
use crate::read::most_missing;
use crate::read::text::units::sorted;

/// What a time column counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ticks {
    /// So many seconds in one of its numbers.
    Seconds(f64),
    /// Rows: it says nothing of time.
    Rows,
}

/// More time than this between two rows is no gap: the clock was set, or two recordings were put together.
const LONGEST_GAP_S: f64 = 24.0 * 3600.0;

/// Follows the time from row to row.
pub struct Clock {
    ticks: f64,
    /// Seconds between rows, by the first of them.
    step: f64,
    /// A longer step than this is a gap.
    longest: f64,
    /// How far off a stamp may be.
    error: f64,
    first: Option<f64>,
    last: f64,
    /// Rows, and rows that are missing, until now.
    rows: usize,
    /// Time that passed where nothing was filled in.
    dropped: f64,
    gaps: usize,
    missing: usize,
    backwards: Option<usize>,
    jump: Option<usize>,
    /// Rows that may be missing in all.
    most: usize,
}

impl Clock {
    /// `times` are those of the first rows, in its own ticks. `None` where they do not move.
    pub fn new(ticks: f64, times: &[f64]) -> Option<Clock> {
        let steps: Vec<f64> = times.windows(2).map(|pair| (pair[1] - pair[0]) * ticks).collect();
        let (first, last) = (*times.first()?, *times.last()?);
        if steps.is_empty() || last <= first {
            return None;
        }
        let steps = sorted(steps);
        let median = steps[steps.len() / 2];
        let mean = (last - first) * ticks / (times.len() - 1) as f64;
        let near = |step: &&f64| (**step - median).abs() <= 0.25 * median;
        let regular = median > 0.0 && steps.iter().filter(near).count() * 10 >= steps.len() * 9;
        // Clocks of phones stamp rows by the packet; there only a long silence is one.
        let (step, longest) = if regular { (median, 1.5 * median) } else { (mean, mean.max(1.0)) };
        if !(step.is_finite() && step > 0.0) {
            return None;
        }
        let error = if regular { resolution(times) * ticks } else { step };
        Some(Clock {
            ticks,
            step,
            longest,
            error,
            first: None,
            last: 0.0,
            rows: 0,
            dropped: 0.0,
            gaps: 0,
            missing: 0,
            backwards: None,
            jump: None,
            most: most_missing(0),
        })
    }

    /// Of a text that has about `rows`: more of them cannot be missing than makes sense.
    pub fn of_rows(self, rows: usize) -> Clock {
        Clock { most: most_missing(rows), ..self }
    }

    /// The next row, at line `line`: how many rows are missing before it.
    pub fn tick(&mut self, time: f64, line: usize) -> usize {
        let time = time * self.ticks;
        self.rows += 1;
        if self.first.is_none() {
            self.first = Some(time);
            self.last = time;
            return 0;
        }
        let step = time - self.last;
        self.last = time;
        if step < 0.0 || !step.is_finite() {
            self.backwards.get_or_insert(line);
            self.dropped += step.max(-1e12);
            return 0;
        }
        if step <= self.longest {
            return 0;
        }
        let missing = ((step / self.step).round() as usize).saturating_sub(1);
        if step > LONGEST_GAP_S || self.missing.saturating_add(missing) > self.most {
            self.jump.get_or_insert(line);
            self.dropped += step - self.step;
            return 0;
        }
        if missing > 0 {
            self.gaps += 1;
            self.missing += missing;
            self.rows += missing;
        }
        missing
    }

    /// The rate of all rows, which is the one in `range` that has the fewest digits: clocks are read to few.
    pub fn rate(&self) -> Option<Hertz> {
        let span = self.last - self.first? - self.dropped;
        if self.rows < 2 || span <= 0.0 {
            return Hertz::new(1.0 / self.step);
        }
        let rate = (self.rows - 1) as f64 / span;
        // The first and the last stamp are each off by half of their last digit.
        let error = (self.error / span).clamp(1e-7, 0.02);
        Hertz::new(simplest(rate * (1.0 - error), rate * (1.0 + error)))
    }

    /// What was odd about it.
    pub fn notes(&self, name: &str) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.gaps > 0 {
            let times = if self.gaps == 1 { "once".to_string() } else { format!("{} times", self.gaps) };
            notes.push(Note::new(format!(
                "{name}: the time jumps ahead {times}; the {} rows that are missing became gaps.",
                self.missing
            )));
        }
        if let Some(line) = self.backwards {
            notes.push(Note::new(format!(
                "{name}, row {line}: the time goes back; the rows were taken one after the other."
            )));
        }
        if let Some(line) = self.jump {
            notes.push(Note::new(format!(
                "{name}, row {line}: the time jumps too far for a gap; the rows were taken one after the other."
            )));
        }
        notes
    }
}

/// The last digit that the stamps are written with.
fn resolution(times: &[f64]) -> f64 {
    (0..9)
        .map(|digits| 10_f64.powi(digits))
        .find(|scale| {
            times.iter().all(|time| {
                let scaled = time * scale;
                (scaled - scaled.round()).abs() <= 1e-3 + scaled.abs() * f64::EPSILON * 2.0
            })
        })
        .map_or(1e-9, |scale| 1.0 / scale)
}

/// The number of the fewest digits in a range above zero; of these the nearest to its middle.
fn simplest(low: f64, high: f64) -> f64 {
    let middle = (low + high) / 2.0;
    let mut scale = 10_f64.powf(high.log10().ceil());
    for _ in 0..18 {
        for divisor in [1.0, 2.0] {
            let step = scale / divisor;
            let candidate = (middle / step).round() * step;
            if (low..=high).contains(&candidate) {
                // Rounded to what is meant: 0.1 * 3 is not 0.3.
                let digits = (1.0 / step).max(1.0) * 2.0;
                return (candidate * digits).round() / digits;
            }
        }
        scale /= 10.0;
    }
    middle
}

#[test]
fn the_rate_is_the_simplest_that_the_stamps_allow() {
    assert_eq!(simplest(359.97, 360.01), 360.0);
    assert_eq!(simplest(511.95, 512.1), 512.0);
    assert_eq!(simplest(249.88995, 249.89004), 249.89);
    assert_eq!(simplest(0.0624, 0.0626), 0.0625);
    let times: Vec<f64> = (0..900).map(|row| (f64::from(row) / 360.0 * 1e3).round() / 1e3).collect();
    let mut clock = Clock::new(1.0, &times[..50]).unwrap();
    let missing: usize = times.iter().enumerate().map(|(line, &time)| clock.tick(time, line)).sum();
    assert_eq!((missing, clock.rate()), (0, Hertz::new(360.0)));
    let fine: Vec<f64> = (0..900).map(|row| (f64::from(row) / 249.89 * 1e9).round() / 1e9).collect();
    let mut clock = Clock::new(1.0, &fine[..50]).unwrap();
    fine.iter().enumerate().for_each(|(line, &time)| assert_eq!(clock.tick(time, line), 0));
    assert_eq!(clock.rate(), Hertz::new(249.89));
}

#[test]
fn rows_that_are_missing_are_counted_and_a_day_is_no_gap() {
    let mut clock = Clock::new(1e-3, &[0.0, 4.0, 8.0, 12.0]).unwrap();
    let times = [0.0, 4.0, 8.0, 20.0, 24.0, 1e9, 1e9 + 4.0, 5.0];
    let missing: Vec<usize> =
        times.iter().enumerate().map(|(line, &time)| clock.tick(time, line + 1)).collect();
    assert_eq!(missing, [0, 0, 0, 2, 0, 0, 0, 0]);
    let notes: Vec<String> = clock.notes("x.csv").into_iter().map(|note| note.text).collect();
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert_eq!(Clock::new(1.0, &[5.0, 5.0, 5.0]).map(|_| ()), None);
}
