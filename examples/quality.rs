//! Judges the quality of the recordings under DATA and prints the tables of docs/ACCURACY.md: `quality DATA`.
//!
//! R peaks are those that ecglass finds on the first lead. Thresholds were chosen by mitdb and nstdb, with the figures of
//! cinc2017, ludb and georgia in sight, and those for the electrodes on ludb and georgia: none of the recordings is unseen.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ecglass::ecg::{Lead, Record, SampleIndex};
use ecglass::measure::{Quality, Stretch};
use ecglass::segment::Peaks;

mod shared;
use shared::read;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Judged {
    record: Record,
    peaks: Vec<SampleIndex>,
    quality: Quality,
    took: Duration,
}

fn judged(folder: &Path) -> Outcome<Vec<Judged>> {
    let mut headers: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        headers.push(entry?.path());
    }
    headers.retain(|path| path.extension().is_some_and(|end| end == "hea"));
    headers.sort();
    let mut all = Vec::new();
    for header in headers {
        let record = read(&header, &["hea", "dat", "mat"])?;
        let peaks = Peaks::of(record.rate(), &[&record.leads()[0].samples])?;
        let began = Instant::now();
        let quality = Quality::of(&record, &peaks);
        all.push(Judged { record, peaks, quality, took: began.elapsed() });
    }
    Ok(all)
}

/// Seconds of each grade inside the spans.
fn lasting<'a>(stretches: impl Iterator<Item = &'a Stretch>, spans: &[(f64, f64)]) -> [f64; 3] {
    let mut seconds = [0.0; 3];
    for stretch in stretches {
        for (from, to) in spans {
            seconds[stretch.grade as usize] +=
                (stretch.to_s.0.min(*to) - stretch.from_s.0.max(*from)).max(0.0);
        }
    }
    seconds
}

fn line(name: &str, seconds: [f64; 3]) {
    let all: f64 = seconds.iter().sum();
    let [usable, doubtful, unusable] = seconds.map(|part| 100.0 * part / all);
    println!("| {name} | {:.0} | {usable:.1} | {doubtful:.1} | {unusable:.1} |", all / 60.0);
}

const WHOLE: [(f64, f64); 1] = [(0.0, f64::MAX)];

/// The same record after an exchange of electrodes: each lead from another, with its sign.
fn exchanged(record: &Record, by: &[(&str, &str, f32)]) -> Outcome<Record> {
    let leads = record.leads().iter().map(|lead| {
        let change = by.iter().find(|(to, ..)| lead.name.eq_ignore_ascii_case(to));
        let from = change.and_then(|(_, from, sign)| {
            let other = record.leads().iter().find(|other| other.name.eq_ignore_ascii_case(from))?;
            Some(other.samples.iter().map(|sample| sign * sample).collect())
        });
        Lead::new(lead.name.clone(), from.unwrap_or_else(|| lead.samples.clone()))
    });
    Ok(Record::new(record.name(), record.rate(), leads.collect(), vec![])?)
}

fn main() -> Outcome<()> {
    let data = std::env::args().nth(1).ok_or("say: quality DATA")?;
    let data = Path::new(&data);
    println!(
        "| recordings | minutes of leads | usable % | doubtful % | unusable % |\n|---|---:|---:|---:|---:|"
    );
    let mitdb = judged(&data.join("mitdb"))?;
    let of = |all: &[&Judged], lead: Option<usize>, spans: &[(f64, f64)]| {
        let leads = all.iter().flat_map(|judged| judged.quality.leads.iter().enumerate());
        let chosen = leads.filter(|(at, _)| lead.is_none_or(|lead| lead == *at));
        lasting(chosen.flat_map(|(_, quality)| &quality.stretches), spans)
    };
    let all: Vec<&Judged> = mitdb.iter().collect();
    line("mitdb, first lead", of(&all, Some(0), &WHOLE));
    line("mitdb, second lead", of(&all, Some(1), &WHOLE));
    let noisy: Vec<(f64, f64)> =
        (0..).map(|at| f64::from(300 + at * 240)).map(|at| (at, at + 120.0)).take(7).collect();
    let nstdb = judged(&data.join("nstdb"))?;
    for name in ["118e24", "118e06", "118e_6", "em", "bw"] {
        let all: Vec<&Judged> = nstdb.iter().filter(|judged| judged.record.name() == name).collect();
        let (spans, what) =
            if name.starts_with("118") { (&noisy[..], "noisy minutes") } else { (&WHOLE[..], "noise alone") };
        for lead in [0, 1] {
            line(&format!("nstdb {name}, {what}, lead {}", lead + 1), of(&all, Some(lead), spans));
        }
    }
    let cinc = judged(&data.join("cinc2017"))?;
    let reference = fs::read_to_string(data.join("cinc2017/REFERENCE-dev.csv"))?;
    let label = |name: &str| {
        reference.lines().find_map(|line| line.strip_prefix(name)?.split(',').nth(1)).unwrap_or("")
    };
    let mut shares: Vec<(f64, bool)> = Vec::new();
    for kind in ["N", "A", "O", "~"] {
        let all: Vec<&Judged> = cinc.iter().filter(|judged| label(judged.record.name()) == kind).collect();
        line(&format!("cinc2017, called {kind}"), of(&all, None, &WHOLE));
        shares.extend(all.iter().map(|judged| {
            let [usable, doubtful, unusable] = of(&[judged], None, &WHOLE);
            ((doubtful / 2.0 + unusable) / (usable + doubtful + unusable), kind == "~")
        }));
    }
    let twelve: Vec<(&str, Vec<Judged>)> =
        vec![("ludb", judged(&data.join("ludb/data"))?), ("georgia", judged(&data.join("georgia"))?)];
    for (name, records) in &twelve {
        line(name, of(&records.iter().collect::<Vec<_>>(), None, &WHOLE));
    }
    let (bad, good): (Vec<_>, Vec<_>) = shares.iter().partition(|(_, noisy)| *noisy);
    let mut wins = 0.0;
    for (bad, _) in &bad {
        for (good, _) in &good {
            wins += if bad > good {
                1.0
            } else if bad == good {
                0.5
            } else {
                0.0
            };
        }
    }
    println!(
        "\ncinc2017, noisy against the rest by unusable and half of doubtful time: AUC {:.3}",
        wins / (bad.len() * good.len()) as f64
    );

    println!(
        "\n| recordings | records | as recorded: named | arms exchanged: named rightly | right arm and left leg: named rightly |\n|---|---:|---:|---:|---:|"
    );
    let arms =
        [("i", "i", -1.0), ("ii", "iii", 1.0), ("iii", "ii", 1.0), ("avr", "avl", 1.0), ("avl", "avr", 1.0)];
    let leg = [
        ("i", "iii", -1.0),
        ("ii", "ii", -1.0),
        ("iii", "i", -1.0),
        ("avr", "avf", 1.0),
        ("avf", "avr", 1.0),
    ];
    for (name, records) in &twelve {
        let named = |by: &[(&str, &str, f32)], what: &str| -> Outcome<usize> {
            let mut count = 0;
            for judged in records {
                let quality = Quality::of(&exchanged(&judged.record, by)?, &judged.peaks);
                count += usize::from(quality.reversed.is_some_and(|sentence| sentence.contains(what)));
            }
            Ok(count)
        };
        let alarms = named(&[], "")?;
        println!(
            "| {name} | {} | {alarms} | {} | {} |",
            records.len(),
            named(&arms, "left arm may")?,
            named(&leg, "left leg may")?
        );
    }
    let lone = cinc.iter().filter(|judged| judged.quality.reversed.is_some()).count();
    println!("\ncinc2017: {lone} of {} lone leads called upside down (nobody says how many are)", cinc.len());
    let mut took: Vec<Duration> = mitdb.iter().map(|judged| judged.took).collect();
    took.sort();
    println!(
        "half an hour of two leads at 360 Hz: {:.1} ms (median of {})",
        took[took.len() / 2].as_secs_f64() * 1e3,
        took.len()
    );
    Ok(())
}
