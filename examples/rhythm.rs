//! What rhythms are told by, for `models/train/rhythm.py`: `cargo run --release --example rhythm -- HEADER... > figures.txt`
//!
//! Of each record: a line `record`, a line `stretch` with the figures of each stretch, a line `beat` a beat, and a line `mark`
//! for every change of rhythm that is marked; `label` and `episode` are what the last weights say. Beats are those that ecglass finds in all leads together.

use std::error::Error;
use std::path::Path;

use ecglass::analyze::{BeatSource, Settings, survey};
use ecglass::measure::Heartbeats;
use ecglass::measure::rhythm::{Evidence, Rhythm};

mod shared;
use shared::read;

fn word(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{value:.6}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    for header in std::env::args().skip(1) {
        let record = read(Path::new(&header), &["hea", "dat", "mat", "atr"])?;
        let (leads, rate) = (record.leads(), record.rate());
        let found = survey(&record, &Settings { beats: BeatSource::Signal, ..Settings::default() })?;
        // What is marked must not help.
        let beats: Vec<_> = found.beats.iter().map(|&(at, _)| (at, None)).collect();
        let at: Vec<_> = found.beats.iter().map(|&(at, _)| at).collect();
        let heartbeats = Heartbeats::new(leads, rate, &beats, &found.waves, &found.quality);
        let evidence = Evidence::of(&heartbeats);
        println!("record {} {} {:.3}", record.name(), rate.get(), record.duration().0);
        let rhythm = Rhythm::of(&heartbeats);
        println!("label {} {}", rhythm.label.name(), word(rhythm.af_probability));
        for episode in &rhythm.episodes {
            println!("episode {} {}", episode.from_sample.0, episode.to_sample.0);
        }
        for (from, to, figures) in &evidence.stretches {
            let figures =
                figures.map_or("-".into(), |figures| figures.map(|figure| format!("{figure:.5}")).join(" "));
            println!("stretch {from:.3} {to:.3} {figures}");
        }
        for (at, beat) in at.iter().zip(&evidence.beats) {
            println!(
                "beat {} {} {} {} {}",
                at.0,
                word(beat.rr),
                word(beat.away),
                u8::from(beat.p),
                word(beat.alike)
            );
        }
        for mark in record.annotations().iter().filter(|mark| mark.symbol == '+') {
            println!("mark {} {}", mark.at.0, mark.text);
        }
    }
    Ok(())
}
