//! Heart rate variability of a file of intervals: `cargo run --release --no-default-features --example hrv -- FILE [--rounds N]`
//!
//! FILE has an interval in milliseconds a line (lines that are no number are passed over). Prints the figures as JSON, the
//! notes on standard error; with `--rounds`, the seconds that each of N rounds took instead.

use std::time::Instant;

use ecglass::ecg::{BeatClass, Hertz, SampleIndex};
use ecglass::measure::Hrv;

/// Intervals are taken to the microsecond.
const RATE: f64 = 1e6;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut file, mut rounds) = (None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--rounds" => rounds = Some(words.next().unwrap_or_default().parse::<usize>()?),
            _ => file = Some(word),
        }
    }
    let text = std::fs::read_to_string(file.ok_or("which file?")?)?;
    let intervals = text.lines().filter_map(|line| line.trim().parse::<f64>().ok()).filter(|ms| *ms >= 0.0);
    let mut at = 0;
    let mut beats: Vec<(SampleIndex, Option<BeatClass>)> = vec![(SampleIndex(0), None)];
    beats.extend(intervals.map(|ms| {
        at += (ms * RATE / 1000.0).round() as usize;
        (SampleIndex(at), None)
    }));
    let rate = Hertz::new(RATE).ok_or("a rate")?;
    if let Some(rounds) = rounds {
        let seconds = (0..rounds).map(|_| {
            let began = Instant::now();
            std::hint::black_box(Hrv::of(std::hint::black_box(&beats), rate));
            began.elapsed().as_secs_f64()
        });
        println!("{}", serde_json::to_string(&seconds.collect::<Vec<_>>())?);
        return Ok(());
    }
    let hrv = Hrv::of(&beats, rate);
    println!("{}", serde_json::to_string_pretty(&hrv)?);
    hrv.notes().iter().for_each(|note| eprintln!("{}", note.text));
    Ok(())
}
