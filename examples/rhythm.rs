//! What rhythms are told by, for `models/train/rhythm.py`: `cargo run --release --example rhythm -- HEADER... > figures.txt`
//!
//! Of each record: a line `record`, a line `stretch` with the figures of each stretch, a line `beat` a beat, and a line `mark`
//! for every change of rhythm that is marked; `label` and `episode` are what the last weights say. Beats are those that ecglass finds in all leads together.

use std::error::Error;
use std::fs;
use std::path::Path;

use ecglass::ecg::{Record, Wave, WaveKind};
use ecglass::measure::Quality;
use ecglass::measure::rhythm::{Evidence, Rhythm};
use ecglass::read::{Intake, Reading};
use ecglass::segment::Peaks;
use ecglass::segment::waves::Delineator;

fn read(header: &Path) -> Result<Record, Box<dyn Error>> {
    let mut files = Vec::new();
    for path in ["hea", "dat", "mat", "atr"].map(|extension| header.with_extension(extension)) {
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read(path)?));
        }
    }
    match Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?.reading {
        Reading::Record(record) => Ok(record),
        other => Err(format!("{}: no record", other.name()).into()),
    }
}

fn word(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{value:.6}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    for header in std::env::args().skip(1) {
        let record = read(Path::new(&header))?;
        let leads = record.leads();
        let samples: Vec<&[f32]> = leads.iter().map(|lead| lead.samples.as_slice()).collect();
        let at = Peaks::of(record.rate(), &samples).unwrap_or_default();
        let mut waves = Vec::new();
        for (lead, beats) in leads.iter().zip(Delineator::plan(record.rate()).together(&samples, &at)) {
            for beat in beats {
                for (kind, span) in [(WaveKind::P, beat.p), (WaveKind::Qrs, beat.qrs), (WaveKind::T, beat.t)]
                {
                    waves.extend(span.map(|span| Wave {
                        lead: lead.name.clone(),
                        kind,
                        onset: Some(span.onset),
                        peak: span.peak,
                        offset: Some(span.offset),
                    }));
                }
            }
        }
        let quality = Quality::of(&record, &at);
        let evidence = Evidence::of(leads, record.rate(), &at, &waves, &quality);
        println!("record {} {} {:.3}", record.name(), record.rate().get(), record.duration().0);
        let beats: Vec<_> = at.iter().map(|&at| (at, None)).collect();
        let rhythm = Rhythm::of(leads, record.rate(), &beats, &waves, &quality);
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
