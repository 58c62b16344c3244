//! Holds the delineator against cardiologists' waves: `cargo run --release --example waves -- FOLDER [--single]
//! [--found] [--jitter MS] [--half a|b] [--folds FILE] [--verbose] [--figures]`
//!
//! FOLDER has WFDB records with an annotator for each lead, as LUDB has. Half `a` is every other subject of the folder's
//! numbers in order, on which constants were chosen; `b` is the rest. The R peaks given are, for each beat, the median
//! over the leads of where the QRS was marked; with `--found` they are those that ecglass finds by itself, in all leads
//! (with `--single`, in that lead). FILE of `--folds`, which models/train/waves.py writes, has for each record weights that
//! were learned without it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ecglass::ecg::{Record, SampleIndex, Wave, WaveKind};
use ecglass::read::{Intake, Reading};
use ecglass::segment::Peaks;
use ecglass::segment::waves::{About, BeatWaves, Delineator, Question, Span, Weights};

const TOLERANCE_S: f64 = 0.150;
const KINDS: [WaveKind; 3] = [WaveKind::P, WaveKind::Qrs, WaveKind::T];
const POINTS: [&str; 3] = ["onset", "peak", "offset"];

/// Counts and errors (in ms) of one point of one kind of wave.
#[derive(Default, Clone)]
struct Tally {
    hit: usize,
    missed: usize,
    invented: usize,
    errors: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut folder = None;
    let (mut found_peaks, mut folds) = (false, None);
    let (mut single, mut jitter_ms, mut half, mut verbose, mut figures) = (false, 0.0, None, false, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--found" => found_peaks = true,
            "--folds" => folds = Some(learned_without(&words.next().ok_or("which file?")?)?),
            "--single" => single = true,
            "--figures" => figures = true,
            "--verbose" => verbose = true,
            "--jitter" => jitter_ms = words.next().unwrap_or_default().parse()?,
            "--half" => half = words.next(),
            _ => folder = Some(PathBuf::from(word)),
        }
    }
    let folder = folder.ok_or("which folder?")?;
    let mut tallies = vec![Tally::default(); 9];
    let mut records = 0;
    for (index, name) in names(&folder)?.into_iter().enumerate() {
        let wanted = match half.as_deref() {
            Some("a") => index % 2 == 0,
            Some("b") => index % 2 == 1,
            _ => true,
        };
        if !wanted {
            continue;
        }
        let record = open(&folder, &name)?;
        let truth = record.marked_waves();
        let r_peaks = jittered(&r_peaks(&truth, record.rate().get()), jitter_ms * record.rate().get() / 1e3);
        let delineator = match &folds {
            Some(folds) => Delineator::taught(record.rate(), folds.get(&name).ok_or("a record of no fold")?),
            None => Delineator::plan(record.rate()),
        };
        let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
        if figures {
            print_figures(&record, &truth, &delineator, &r_peaks);
            continue;
        }
        let found = if single {
            let mut found = Vec::new();
            for lead in &leads {
                let own = if found_peaks { Peaks::of(record.rate(), &[lead])? } else { r_peaks.clone() };
                found.push(delineator.run(lead, &own));
            }
            found
        } else if found_peaks {
            delineator.together(&leads, &Peaks::of(record.rate(), &leads)?)
        } else {
            delineator.together(&leads, &r_peaks)
        };
        let mut here = vec![Tally::default(); 9];
        for (lead, found) in record.leads().iter().zip(&found) {
            score(&record, &lead.name, &truth, found, &mut here);
        }
        if verbose {
            let told: Vec<String> = here
                .iter()
                .map(|t| {
                    format!("{:+.0}~{:.0} -{} +{}", mean(&t.errors), sd(&t.errors), t.missed, t.invented)
                })
                .collect();
            println!(
                "{name}: P {} | QRS {} | T {}",
                told[..3].join(", "),
                told[3..6].join(", "),
                told[6..].join(", ")
            );
        }
        for (all, here) in tallies.iter_mut().zip(here) {
            all.hit += here.hit;
            all.missed += here.missed;
            all.invented += here.invented;
            all.errors.extend(here.errors);
        }
        records += 1;
    }
    if figures {
        return Ok(());
    }
    println!(
        "{records} records, each lead {}, R peaks {}, weights {}; points matched one to one within 150 ms; what was found before the",
        if single { "by itself" } else { "with the others" },
        if found_peaks { "found" } else { "as marked" },
        if folds.is_some() { "learned without the record" } else { "as built in" },
    );
    println!("first or after the last marked wave of a lead is not counted (there nobody marked)");
    println!("wave point   marked     Se%     +P%     F1%    mean ms    SD ms");
    for (kind, tallies) in KINDS.iter().zip(tallies.chunks(3)) {
        for (point, tally) in POINTS.iter().zip(tallies) {
            let share = |part: usize, rest: usize| 100.0 * part as f64 / (part + rest).max(1) as f64;
            let (se, ppv) = (share(tally.hit, tally.missed), share(tally.hit, tally.invented));
            println!(
                "{:<4} {point:<6} {:>7} {se:>7.2} {ppv:>7.2} {:>7.2} {:>+10.1} {:>8.1}",
                kind.name(),
                tally.hit + tally.missed,
                2.0 * se * ppv / (se + ppv).max(1e-9),
                mean(&tally.errors),
                sd(&tally.errors)
            );
        }
    }
    Ok(())
}

/// What models/train/waves.py learns from: the marked waves, and each question with its figures, of all leads together
/// and of each by itself.
fn print_figures(record: &Record, truth: &[Wave], delineator: &Delineator, r_peaks: &[SampleIndex]) {
    println!("record {} {}", record.name(), record.rate().get());
    let at = |at: Option<SampleIndex>| at.map_or("-".into(), |at| at.0.to_string());
    for wave in truth {
        let lead = record.leads().iter().position(|lead| lead.name.eq_ignore_ascii_case(&wave.lead));
        let lead = lead.map_or("-".into(), |lead| lead.to_string());
        println!("wave {lead} {} {} {} {}", wave.kind.name(), at(wave.onset), wave.peak.0, at(wave.offset));
    }
    let print = |questions: Vec<Question>, alone: Option<usize>| {
        for question in questions {
            let about = match question.about {
                About::Presence => "presence P".to_string(),
                About::Onset(kind) => format!("onset {}", kind.name()),
                About::Offset(kind) => format!("offset {}", kind.name()),
            };
            let figures: Vec<String> = question.figures.iter().map(|figure| format!("{figure:.5}")).collect();
            let (how, lead) = alone.map_or(("together", question.lead), |lead| ("alone", lead));
            println!("{how} {about} {lead} {} {:.2} {}", question.beat, question.at, figures.join(" "));
        }
    };
    let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
    print(delineator.study(&leads, r_peaks), None);
    for (index, lead) in leads.iter().enumerate() {
        print(delineator.study(&[*lead], r_peaks), Some(index));
    }
}

/// Each record's weights, from lines of the fold's records, a colon, and numbers.
fn learned_without(file: &str) -> Result<BTreeMap<String, &'static Weights>, Box<dyn std::error::Error>> {
    let mut folds = BTreeMap::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let (names, numbers) = line.split_once(':').ok_or("a line without a colon")?;
        let numbers = numbers.split_whitespace().map(str::parse).collect::<Result<Vec<f32>, _>>()?;
        let weights = Weights::read(&numbers).ok_or("a line of too few or too many numbers")?;
        let weights: &'static Weights = Box::leak(Box::new(weights));
        folds.extend(names.split_whitespace().map(|name| (name.to_string(), weights)));
    }
    Ok(folds)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn sd(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len().max(1) as f64).sqrt()
}

/// The records of the folder, by number where names are numbers.
fn names(folder: &Path) -> Result<Vec<String>, std::io::Error> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "hea")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            names.push(name.to_string());
        }
    }
    names.sort_by_key(|name| (name.parse::<u64>().ok(), name.clone()));
    Ok(names)
}

fn open(folder: &Path, name: &str) -> Result<Record, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == name)
            && let Some(file) = path.file_name().and_then(|file| file.to_str())
        {
            files.push((file.to_string(), std::fs::read(&path)?));
        }
    }
    files.sort_by_key(|(file, _)| (!file.ends_with(".hea"), file.clone()));
    match Intake::read(files.iter().map(|(file, bytes)| (file.as_str(), bytes.as_slice())))?.reading {
        Reading::Record(record) => Ok(record),
        _ => Err(format!("{name} is no record").into()),
    }
}

/// For each beat the median over leads of its marked QRS peaks; a beat that fewer than half of the leads mark is none.
fn r_peaks(truth: &[Wave], rate: f64) -> Vec<SampleIndex> {
    let mut marked: Vec<usize> =
        truth.iter().filter(|wave| wave.kind == WaveKind::Qrs).map(|wave| wave.peak.0).collect();
    marked.sort_unstable();
    let apart = (0.15 * rate) as usize;
    let mut beats: Vec<Vec<usize>> = Vec::new();
    for at in marked {
        match beats.last_mut() {
            Some(beat) if at - beat[beat.len() / 2] < apart => beat.push(at),
            _ => beats.push(vec![at]),
        }
    }
    let most = beats.iter().map(Vec::len).max().unwrap_or(0);
    beats.retain(|beat| 2 * beat.len() > most);
    beats.into_iter().map(|beat| SampleIndex(beat[beat.len() / 2])).collect()
}

/// Each peak moved by up to `most` samples, to and fro by a fixed pattern.
fn jittered(peaks: &[SampleIndex], most: f64) -> Vec<SampleIndex> {
    let moved = peaks.iter().enumerate().map(|(index, peak)| {
        let share = ((index * 7919 + 13) % 101) as f64 / 50.0 - 1.0;
        SampleIndex((peak.0 as f64 + share * most).round().max(0.0) as usize)
    });
    moved.collect()
}

fn score(record: &Record, lead: &str, truth: &[Wave], found: &[BeatWaves], tallies: &mut [Tally]) {
    let truth: Vec<&Wave> = truth.iter().filter(|wave| wave.lead.eq_ignore_ascii_case(lead)).collect();
    let first = truth.iter().map(|wave| wave.onset.unwrap_or(wave.peak).0).min().unwrap_or(0);
    let last = truth.iter().map(|wave| wave.offset.unwrap_or(wave.peak).0).max().unwrap_or(0);
    let rate = record.rate().get();
    let tolerance = TOLERANCE_S * rate;
    for (k, kind) in KINDS.iter().enumerate() {
        let spans: Vec<Span> = found
            .iter()
            .filter_map(|beat| match kind {
                WaveKind::P => beat.p,
                WaveKind::Qrs => beat.qrs,
                WaveKind::T => beat.t,
            })
            .collect();
        for point in 0..3 {
            // A wave of which this point was not marked is neither missed nor invented here.
            let unmarked: Vec<usize> = truth
                .iter()
                .filter(|wave| {
                    wave.kind == *kind && [wave.onset, Some(wave.peak), wave.offset][point].is_none()
                })
                .map(|wave| wave.peak.0)
                .collect();
            let meant: BTreeMap<usize, ()> = truth
                .iter()
                .filter(|wave| wave.kind == *kind)
                .filter_map(|wave| match point {
                    0 => wave.onset,
                    1 => Some(wave.peak),
                    _ => wave.offset,
                })
                .map(|at| (at.0, ()))
                .collect();
            let mut told: Vec<usize> = spans.iter().map(|s| [s.onset, s.peak, s.offset][point].0).collect();
            told.sort_unstable();
            let tally = &mut tallies[3 * k + point];
            let mut free = vec![true; told.len()];
            for &at in meant.keys() {
                let nearest = (0..told.len())
                    .filter(|&index| free[index])
                    .min_by_key(|&index| told[index].abs_diff(at))
                    .filter(|&index| told[index].abs_diff(at) as f64 <= tolerance);
                match nearest {
                    Some(index) => {
                        free[index] = false;
                        tally.hit += 1;
                        tally.errors.push((told[index] as f64 - at as f64) / rate * 1e3);
                    }
                    None => tally.missed += 1,
                }
            }
            let inside = |wave: &Span| {
                let known = unmarked.iter().all(|&at| at.abs_diff(wave.peak.0) as f64 > tolerance);
                known && wave.peak.0 >= first && wave.peak.0 <= last
            };
            let outside =
                spans.iter().filter(|wave| !inside(wave)).map(|s| [s.onset, s.peak, s.offset][point].0);
            let outside: Vec<usize> = outside.collect();
            tally.invented +=
                told.iter().zip(&free).filter(|(at, free)| **free && !outside.contains(at)).count();
        }
    }
}
