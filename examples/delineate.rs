//! Waves as other programs ask for them: a line of JSON in, a line out; `tests/oracle/bench_waves.py` talks to it.
//!
//! In: `{"rate": 360, "leads": [[…]], "peaks": [77, …], "rounds": 5}`. Out: `{"seconds": [each round's], "found": [P, QRS, T of the first lead]}`.

use std::io::BufRead;
use std::time::Instant;

use ecglass::ecg::{Hertz, SampleIndex};
use ecglass::segment::waves::Delineator;

#[derive(serde::Deserialize)]
struct Job {
    rate: f64,
    leads: Vec<Vec<f32>>,
    peaks: Vec<usize>,
    rounds: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let job: Job = serde_json::from_str(&line?)?;
        let delineator = Delineator::plan(Hertz::new(job.rate).ok_or("which rate?")?);
        let leads: Vec<&[f32]> = job.leads.iter().map(Vec::as_slice).collect();
        let peaks: Vec<SampleIndex> = job.peaks.iter().copied().map(SampleIndex).collect();
        let (mut seconds, mut found) = (Vec::new(), [0; 3]);
        for _ in 0..job.rounds {
            let began = Instant::now();
            let waves = delineator.together(&leads, &peaks);
            seconds.push(began.elapsed().as_secs_f64());
            let beats = waves.first().map(Vec::as_slice).unwrap_or_default();
            let count = |is_there: fn(&ecglass::segment::waves::BeatWaves) -> bool| {
                beats.iter().filter(|beat| is_there(beat)).count()
            };
            found = [
                count(|beat| beat.p.is_some()),
                count(|beat| beat.qrs.is_some()),
                count(|beat| beat.t.is_some()),
            ];
        }
        println!("{}", serde_json::json!({ "seconds": seconds, "found": found }));
    }
    Ok(())
}
