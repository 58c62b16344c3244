//! Reads a recording and says what it is, and how fast that was: `cargo run --release --example read -- FILE…`
//!
//! Several files of one record are read together. The time is the median of seven readings of bytes that are in memory.

use std::time::Instant;

use ecglass::read::{Intake, Reading};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        paths.push(concat!(env!("CARGO_MANIFEST_DIR"), "/www/samples/heartbeats.csv").into());
    }
    let mut files = Vec::new();
    for path in &paths {
        files.push((path.as_str(), std::fs::read(path)?));
    }
    let size: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut seconds = Vec::new();
    let mut opened = None;
    for _ in 0..7 {
        let began = Instant::now();
        opened = Some(Intake::read(files.iter().map(|(name, bytes)| (*name, bytes.as_slice())))?);
        seconds.push(began.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let Some(opened) = opened else { return Ok(()) };
    match &opened.reading {
        Reading::Record(record) => {
            let leads: Vec<&str> = record.leads().iter().map(|lead| lead.name.as_str()).collect();
            println!("{}: {:.1} s of {}", record.name(), record.duration().0, leads.join(", "));
        }
        Reading::Table { name, beats, .. } => {
            println!("{name}: {} beats of {} samples", beats.len(), beats.width)
        }
        Reading::Report { name, .. } => println!("{name}: a report"),
    }
    for finding in &opened.findings {
        println!("  {}: {} ({})", finding.about, finding.value, finding.reason);
    }
    for note in &opened.notes {
        println!("  note: {}", note.text);
    }
    println!(
        "{{\"bytes\": {size}, \"ms\": {:.3}, \"mb_per_s\": {:.1}}}",
        seconds[3] * 1e3,
        size as f64 / seconds[3] / 1e6
    );
    Ok(())
}
