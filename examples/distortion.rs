//! What cleaning does to what a physician reads off: how far each recipe moves the ST level and the R peaks.
//!
//! `cargo run --release --no-default-features --example distortion -- FOLDER [RECORD ...]`
//!
//! FOLDER holds WFDB records with reference annotations; all of them, or those that are named, are cleaned by each recipe,
//! every lead, and a table is printed: the median over leads of the shift of the ST level (its size), the largest of them, the share of leads in which it
//! is more than 0.1 mV, the median change of the R amplitude as a share of it, and how many decibels the signal gained.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use ecglass::clean::Cleaner;
use ecglass::ecg::{BaselineMethod, MainsHertz, Marks, Recipe, Record, SampleIndex, Step};
use ecglass::read::{Intake, Reading};

fn recipes() -> Vec<(&'static str, Recipe)> {
    let baseline = |method| Recipe(vec![Step::Baseline { method, hertz: 0.5 }]);
    let wavelet = |threshold: &str, approximation| {
        Recipe(vec![Step::Wavelet {
            name: "db6".into(),
            level: 8,
            threshold: threshold.into(),
            value: 0.5,
            shrink: "soft".into(),
            approximation,
            boundary: "symmetric".into(),
        }])
    };
    vec![
        ("for eyes (default)", Recipe::for_eyes()),
        ("baseline, high-pass 0.5 Hz", baseline(BaselineMethod::Highpass)),
        ("baseline, two medians", baseline(BaselineMethod::Medians)),
        ("baseline, spline through PR", baseline(BaselineMethod::Spline)),
        ("mains", Recipe(vec![Step::Mains { hertz: MainsHertz::Auto }])),
        ("band 0.5 to 40 Hz", Recipe(vec![Step::Band { low_hz: 0.5, high_hz: 40.0, order: 2 }])),
        ("db6, universal threshold", wavelet("universal", false)),
        ("db6, level-dependent", wavelet("level-dependent", false)),
        ("db6, 0.5 mV, as scripts have it", wavelet("fixed", false)),
        ("the same with the approximation", wavelet("fixed", true)),
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("say a folder of WFDB records")?);
    let named: Vec<String> = words.collect();
    let records = records(&folder, &named)?;
    let leads: usize = records.iter().map(|record| record.leads().len()).sum();
    println!("{} records, {leads} leads\n", records.len());
    println!("| recipe | ST moved, median mV | most mV | over 0.1 mV | R changed, median % | gained dB |");
    println!("|---|---:|---:|---:|---:|---:|");
    for (name, recipe) in recipes() {
        let (mut st, mut r, mut gained) = (Vec::new(), Vec::new(), Vec::new());
        for record in &records {
            let r_peaks: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
            let cleaner = Cleaner::plan(&recipe, record.rate())?;
            for lead in record.leads() {
                let (_, change, _) = cleaner.run_lead(lead, &r_peaks);
                st.extend(change.st_shift_mv.map(f64::abs));
                r.extend(
                    change.r_shift_mv.map(|shift| 100.0 * shift.abs() / height(&lead.samples, &r_peaks)),
                );
                gained.extend(change.snr.map(|snr| snr.after_db - snr.before_db));
            }
        }
        let most = st.iter().copied().fold(0.0, f64::max);
        let over = st.iter().filter(|&&shift| shift > 0.1).count();
        println!(
            "| {name} | {:.3} | {most:.3} | {over} of {} | {:.1} | {:+.1} |",
            median(&mut st),
            st.len(),
            median(&mut r),
            median(&mut gained)
        );
    }
    Ok(())
}

/// The median distance of the lead at its R peaks from its level around them.
fn height(samples: &[f32], r_peaks: &[SampleIndex]) -> f64 {
    let mut heights: Vec<f64> = r_peaks
        .iter()
        .filter_map(|at| {
            let around = samples.get(at.0.checked_sub(40)?..at.0 + 40)?;
            let level = median(&mut around.iter().map(|&sample| f64::from(sample)).collect::<Vec<f64>>());
            Some((f64::from(samples[at.0]) - level).abs())
        })
        .collect();
    median(&mut heights).max(0.05)
}

fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

fn records(folder: &Path, named: &[String]) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut headers: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "hea") && (named.is_empty() || named.contains(&stem)) {
            headers.push(path);
        }
    }
    headers.sort();
    let mut records = Vec::new();
    for header in headers {
        let mut files = Vec::new();
        for extension in ["hea", "dat", Marks::REFERENCE] {
            let path = header.with_extension(extension);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read(path)?));
        }
        let opened = Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?;
        if let Reading::Record(record) = opened.reading {
            records.push(record);
        }
    }
    Ok(records)
}
