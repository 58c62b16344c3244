//! `ecglass simulate`: a recording from nothing, as a record of a recorder's steps or as a heartbeat table.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ecglass::ecg::{Grid, Hertz, Lead, Recipe, Record, Seconds};
use ecglass::generate::{Disturbance, Ectopy, Form, Forms, NoiseKind, Rhythm, Simulator};
use ecglass::segment::Windows;
use ecglass::write::{self, Target};

use crate::Failure;
use crate::convert::save_record;
use crate::files::save;

/// What was asked for.
#[derive(Args)]
pub struct Simulating {
    /// Where to write it; its extension says what.
    out: PathBuf,
    /// The same seed makes the same recording.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What the heart does.
    #[arg(long, value_name = "NAME", default_value = "sinus", value_parser = rhythms())]
    rhythm: Rhythm,
    /// Somebody's heart, drawn by the seed: rate, sizes, widths, directions and noise, as far as not asked for.
    #[arg(long)]
    anybody: bool,
    /// How long the recording is [default: 60, of three beats 3]
    #[arg(long)]
    seconds: Option<f64>,
    /// Mean heart rate, in beats a minute [default: the rhythm's usual one, of sinus 72]
    #[arg(long)]
    heart_rate: Option<f64>,
    /// Samples in a second [default: 360]
    #[arg(long, value_name = "HZ", value_parser = crate::parse_rate)]
    rate: Option<Hertz>,
    /// One lead, MLII, or two, V1 the second.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    leads: u8,
    /// Turn every lead upside down.
    #[arg(long)]
    inverted: bool,
    /// Shares of S, V, F and Q beats, in this order, in sinus rhythm.
    #[arg(long, value_name = "S,V,F,Q", default_value = "0,0,0,0", value_parser = ectopy)]
    ectopic: Ectopy,
    #[command(flatten)]
    shaping: Shaping,
    /// Noise in millivolts, root mean square; of noise in bursts, inside of them [default: 0.02, of noise in bursts 0.5, beside --snr none]
    #[arg(long)]
    noise: Option<f64>,
    /// Noise of one kind by its signal-to-noise ratio in every lead, as of the noise stress test, -20 to 60 dB; again for each: white,
    /// baseline, mains50, mains60, muscle, motion.
    #[arg(long, value_name = "KIND=DB", value_parser = disturbance)]
    snr: Vec<Disturbance>,
    /// Write where each P, QRS and T truly begins, is highest and ends to this CSV, and mark it in the record, too.
    #[arg(long, value_name = "FILE")]
    waves: Option<PathBuf>,
}

/// What the waves of every beat look like beside what they would be.
#[derive(Args)]
struct Shaping {
    /// Size of P waves: 0 to 5 times the usual; 0 is none.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    p_size: f64,
    /// How long P waves last: 0.5 to 2 times as usual.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    p_width: f64,
    /// Size of QRS: 0.2 to 3 times the usual.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    qrs_size: f64,
    /// How long QRS lasts: 0.5 to 2 times as usual; P and T make room.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    qrs_width: f64,
    /// Size of T waves: -5 to 5 times the usual; 0 is none, below it they are turned over.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    t_size: f64,
    /// How long T waves last: 0.5 to 2 times as usual.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, allow_negative_numbers = true)]
    t_width: f64,
    /// Lift the ST segment of every beat in every lead from where it would be, -1 to 1 mV; below zero it is depressed.
    #[arg(long, value_name = "MILLIVOLTS", default_value_t = 0.0, allow_negative_numbers = true)]
    st: f64,
}

/// Takes the name of a rhythm, and lists all in the help.
pub fn rhythms() -> impl TypedValueParser<Value = Rhythm> {
    PossibleValuesParser::new(Rhythm::all().map(Rhythm::name))
        .map(|name| Rhythm::named(&name).unwrap_or_default())
}

/// Takes the shares of S, V, F and Q beats.
pub fn ectopy(text: &str) -> Result<Ectopy, String> {
    let shares: Option<Vec<f64>> = text.split(',').map(|share| share.trim().parse().ok()).collect();
    match shares.as_deref() {
        Some(&[s, v, f, q]) => Ok(Ectopy { s, v, f, q }),
        _ => Err("write four shares, of S, V, F and Q beats, as 0.05,0.1,0,0".into()),
    }
}

fn disturbance(text: &str) -> Result<Disturbance, String> {
    let (name, snr) = text.split_once('=').unwrap_or((text, ""));
    let Some(kind) = NoiseKind::named(name.trim()) else {
        let known: Vec<&str> = NoiseKind::all().map(NoiseKind::name).collect();
        return Err(format!("{name} is no kind of noise; there are {}", known.join(", ")));
    };
    let snr_db = snr.trim().trim_end_matches("dB").trim_end().parse();
    let snr_db = snr_db.map_err(|_| format!("say how loud in decibels, as {}=10", kind.name()))?;
    Ok(Disturbance { kind, snr_db })
}

impl Simulating {
    /// As the library takes it.
    fn simulator(&self) -> Simulator {
        let heart = if self.anybody {
            Simulator::somebody(self.rhythm, self.seed)
        } else {
            Simulator::of(self.rhythm)
        };
        // Whoever says how loud noise is beside the signal wants no other, unless the rhythm is made of it.
        let noise = if self.snr.is_empty() || self.rhythm.is_noise() { heart.noise } else { 0.0 };
        let shaping = &self.shaping;
        Simulator {
            name: self.out.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            rate: self.rate.unwrap_or(Hertz::SIMULATOR),
            seconds: self.seconds.map_or(heart.seconds, Seconds),
            heart_rate: self.heart_rate.unwrap_or(heart.heart_rate),
            ectopy: self.ectopic,
            forms: Forms {
                p: Form { size: shaping.p_size, width: shaping.p_width },
                qrs: Form { size: shaping.qrs_size, width: shaping.qrs_width },
                t: Form { size: shaping.t_size, width: shaping.t_width },
            },
            st: shaping.st,
            leads: usize::from(self.leads),
            is_inverted: self.inverted,
            noise: self.noise.unwrap_or(noise),
            disturbances: self.snr.clone(),
            seed: self.seed,
            ..heart
        }
    }
}

/// Makes the recording and writes it in the form that the file's extension asks for.
pub fn simulate(asked: &Simulating) -> Result<(), Failure> {
    let sentence = |error: ecglass::error::Error| error.to_string();
    let (simulator, out) = (asked.simulator(), asked.out.as_path());
    match (out.extension().and_then(OsStr::to_str), &asked.waves) {
        (Some("hea"), waves) => {
            let record = if waves.is_some() { simulator.run_with_waves() } else { simulator.run() };
            let counted = record.and_then(|record| counted(&record)).map_err(sentence)?;
            save_record(&counted, Target::Wfdb, out)?;
            let save_waves = |path| save(path, write::waves_csv(&counted.marked_waves()).as_bytes());
            waves.as_deref().map_or(Ok(()), save_waves)
        }
        (Some("csv"), None) => {
            let record = simulator.run().map_err(sentence)?;
            let marked: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
            let windows = Windows::plan(&Recipe::heartbeat_table()).map_err(sentence)?;
            let (mut beats, _) = windows.cut(&record.leads()[0], record.rate(), &marked);
            // Four digits are finer than any recorder that such tables were made from, and make a third of the file.
            beats.samples.iter_mut().for_each(|sample| *sample = (*sample * 1e4).round() / 1e4);
            save(out, write::table_csv(&beats).as_bytes())
        }
        (Some("csv"), Some(_)) => Err(format!(
            "{}: a heartbeat table is cut out of the recording that waves stand in; with --waves name it .hea.",
            out.display()
        )),
        _ => Err(format!("{}: name it .hea for a WFDB record or .csv for a heartbeat table.", out.display())),
    }
}

/// The record as a recorder of twelve bits counts it, in steps of 5 µV: simulated numbers have no steps of their own.
fn counted(record: &Record) -> ecglass::error::Result<Record> {
    let grid = Grid { gain: 200.0, zero: 0.0 };
    let lead = |lead: &Lead| {
        let count = |&sample: &f32| (f64::from(sample) * grid.gain).round().clamp(-2047.0, 2047.0);
        let samples = lead.samples.iter().map(|sample| (count(sample) / grid.gain) as f32).collect();
        Lead { grid: Some(grid), ..Lead::new(&lead.name, samples) }
    };
    let leads = record.leads().iter().map(lead).collect();
    Record::new(record.name(), record.rate(), leads, record.marks().to_vec())
}
