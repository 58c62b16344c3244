//! Times the zero-phase band-pass of an hour at 360 Hz: `cargo run --release --no-default-features --example filter`
//!
//! Reads lines from standard input: for each it filters once and prints the milliseconds, so that
//! `tests/oracle/bench_filters.py` can time scipy between two of them. An empty input is answered 15 times.

use std::io::BufRead;
use std::time::Instant;

use ecglass::dsp::filter::{Pass, butterworth};
use ecglass::dsp::median::RunningMedian;
use ecglass::dsp::random::Random;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut random = Random::new(7);
    let signal: Vec<f64> = (0..1_296_000).map(|_| random.normal()).collect();
    let single: Vec<f32> = signal.iter().map(|&value| value as f32).collect();
    let run = |what: &str| -> Option<f64> {
        let (name, order) = what.split_once(' ').unwrap_or(("band", "4"));
        let order = order.parse().ok()?;
        if name == "median" {
            let median = RunningMedian::plan(order);
            let began = Instant::now();
            std::hint::black_box(median.run(&single));
            return Some(began.elapsed().as_secs_f64() * 1e3);
        }
        let band = butterworth(order, Pass::Between(0.5, 40.0), 360.0)?;
        // The copy is timed too: scipy's is a new array as well.
        let began = Instant::now();
        let mut buffer = signal.clone();
        band.zero_phase(&mut buffer);
        std::hint::black_box(&buffer);
        Some(began.elapsed().as_secs_f64() * 1e3)
    };
    let mut asked = false;
    for line in std::io::stdin().lock().lines() {
        asked = true;
        println!("{:.3}", run(line?.trim()).ok_or("asks for \"band ORDER\" or \"median WINDOW\"")?);
    }
    if !asked {
        for what in ["band 2", "band 4", "median 73", "median 217"] {
            let mut times: Vec<f64> = (0..15).filter_map(|_| run(what)).collect();
            times.sort_by(f64::total_cmp);
            println!("{what}: {:.2} ms", times[times.len() / 2]);
        }
    }
    Ok(())
}
