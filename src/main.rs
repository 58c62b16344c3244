//! The command line: analyze, anomalies, balance, compare, convert, explain, features, generate, inspect, live, models, report, score, simulate.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use ecglass::analyze::{BeatSource, Settings};
use ecglass::ecg::{Hertz, Recipe};
use ecglass::read::Choices;

#[path = "main/analyze.rs"]
mod analysis;
#[path = "main/anomalies.rs"]
mod anomalies;
#[path = "main/balance.rs"]
mod balance;
#[path = "main/compare.rs"]
mod compare;
#[path = "main/convert.rs"]
mod convert;
#[path = "main/corrections.rs"]
mod corrections;
#[path = "main/explain.rs"]
mod explain;
#[path = "main/features.rs"]
mod features;
#[path = "main/files.rs"]
mod files;
#[path = "main/generate.rs"]
mod generate;
#[path = "main/inspect.rs"]
mod inspect;
#[path = "main/like.rs"]
mod like;
#[path = "main/live.rs"]
mod live;
#[path = "main/models.rs"]
mod models;
#[path = "main/report.rs"]
mod report;
#[path = "main/score.rs"]
mod score;
#[path = "main/simulate.rs"]
mod simulate;
#[path = "main/summary.rs"]
mod summary;

use analysis::{Analyzing, run_analysis};
use anomalies::{Looking, look};
use balance::{Balancing, balance};
use compare::{Comparing, compare};
use convert::{Content, convert};
use explain::{Explaining, explain};
use features::{Describing, Told, features};
use generate::{Generating, generate};
use live::Listening;
use models::{By, Shelf};
use report::{Reporting, report};
use score::{Scoring, score};
use simulate::{Simulating, simulate};

/// Reads an ECG and says what each of its beats is. Not a medical device.
#[derive(Parser)]
#[command(name = "ecglass", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Classify the beats of a heartbeat table or of a recording (CSV, WFDB, EDF, zip).
    Analyze(Analyzing),
    /// Add made beats to a labelled heartbeat table, so that its classes are of like size.
    Balance(Balancing),
    /// Find the beats of a recording that do not belong: each is held against its own patient's others.
    Anomalies(Looking),
    /// Run models over the same labelled beats: a heartbeat table with labels, or a recording with annotations.
    Compare {
        /// A file, several that belong together, a record by its header or its name, or a folder.
        #[arg(required = true)]
        record: Vec<PathBuf>,
        /// A model, by its name or as FILE.onnx; again for each [default: all that are shipped]
        #[arg(long)]
        model: Vec<String>,
        #[command(flatten)]
        shelf: Shelf,
        /// Print each model's confusion matrix and classification report, too.
        #[arg(long)]
        reports: bool,
        /// Write all figures, curves too, to this JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        choices: Said,
    },
    /// Write a recording in another form: .csv, .hea (WFDB), .edf (EDF+) or .json, by OUT's extension.
    Convert {
        /// A file, several that belong together, a record by its header or its name, or a folder.
        #[arg(required = true)]
        record: Vec<PathBuf>,
        /// Where to write it; its extension says what.
        out: PathBuf,
        /// Write the beats as a heartbeat table (.csv) instead of the signal.
        #[arg(long)]
        table: bool,
        /// Write the waves that are marked in the recording (.csv) instead of the signal.
        #[arg(long, conflicts_with = "table")]
        waves: bool,
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        choices: Said,
    },
    /// Why a model says what it says of a beat: the parts that it looked at.
    Explain {
        /// A file, several that belong together, a record by its header or its name, or a folder.
        #[arg(required = true)]
        record: Vec<PathBuf>,
        /// Which beat, counted from 0 [default: the mean of the normal beats]
        #[arg(long)]
        beat: Option<usize>,
        #[command(flatten)]
        by: By,
        /// Draw the beat with what was looked at, and the samples that the model sees where it does not see all, to this SVG.
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        choices: Said,
    },
    /// Write what a model is told of each beat of a recording: a row a beat, a number a column.
    Features {
        /// A file, several that belong together, a record by its header or its name, or a folder.
        #[arg(required = true)]
        record: Vec<PathBuf>,
        /// Where to write it: .csv with a header, or .npy for NumPy. First the sample and the class (0 N, 1 S, 2 V, 3 F, 4 Q; -1 unknown).
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What is told: the context that beat-rhythm reads, or the deviation that anomaly-gan reads.
        #[arg(long, value_enum, default_value = "context")]
        told: Told,
        /// Know nothing that comes after the next beat, as with live input; of the context.
        #[arg(long)]
        live: bool,
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        choices: Said,
    },
    /// Make beats that nobody ever had: a heartbeat table of them, or, with a rhythm, a continuous record.
    Generate(Generating),
    /// Show a network layer by layer: what each makes, its parameters, the time that it takes.
    Inspect {
        /// A model by its name, or FILE.onnx.
        model: String,
        #[command(flatten)]
        shelf: Shelf,
    },
    /// Classify beats while samples still come on standard input: lines of numbers, a column a lead. A line a beat comes out, as soon as the next beat
    /// is found.
    Live {
        /// Samples in a second.
        #[arg(long, value_name = "HZ", value_parser = parse_rate)]
        rate: Hertz,
        /// The model that classifies: one that looks at a beat among its neighbours [default: beat-rhythm]
        #[arg(long)]
        model: Option<String>,
        #[command(flatten)]
        shelf: Shelf,
    },
    /// List the models that can be used, with what was measured of each.
    Models {
        #[command(flatten)]
        shelf: Shelf,
    },
    /// Write the analysis as a PDF: a summary, strips at 25 mm/s and 10 mm/mV of what was found, HRV and ST if asked.
    Report(Reporting),
    /// Hold beats against the reference annotations (.atr) of every WFDB record in a folder: the tables of ANSI/AAMI EC57.
    Score {
        /// The folder.
        folder: PathBuf,
        /// Write all tables, record by record too, to this JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Test the annotations of this name (RECORD.NAME) [default: ecglass itself, from the signal]
        #[arg(long, value_name = "NAME", conflicts_with_all = ["lead", "models"])]
        annotator: Option<String>,
        /// Leave out beats before this, in seconds; EC57 has a learning period of 300.
        #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
        after: f64,
        /// The model that classifies: one that `ecglass models` lists, or FILE.onnx.
        #[arg(long, default_value = models::RECORDINGS)]
        model: String,
        #[command(flatten)]
        shelf: Shelf,
        /// Find and classify beats in this lead alone, counted from 0.
        #[arg(long)]
        lead: Option<usize>,
    },
    /// Make a recording from nothing: a WFDB record (.hea with .dat and .atr) or a labelled heartbeat table (.csv).
    Simulate(Simulating),
}

/// What is looked at, and how.
#[derive(Args)]
struct Asked {
    /// Look at this lead alone, counted from 0. Without it beats are found in all leads together and cut from the first, and beat-rhythm is told of the best of the others, too.
    #[arg(long)]
    lead: Option<usize>,
    /// Find the beats in the signal even where they are marked in the file.
    #[arg(long)]
    find: bool,
    /// How leads are cleaned: default, none, a list of steps as JSON, or a file that holds one.
    #[arg(long, value_name = "STEPS")]
    clean: Option<String>,
}

impl Asked {
    /// As the library takes it.
    fn settings(&self) -> Result<Settings, Failure> {
        let beats = if self.find { BeatSource::Signal } else { BeatSource::Marks };
        Ok(Settings { lead: self.lead, beats, cleaning: self.recipe()?, ..Settings::default() })
    }

    /// The steps that were asked for.
    fn recipe(&self) -> Result<Recipe, Failure> {
        let (place, text) = match self.clean.as_deref().unwrap_or("default") {
            "default" => return Ok(Recipe::for_eyes()),
            "none" => return Ok(Recipe::default()),
            text if text.trim_start().starts_with('[') => ("--clean".to_string(), text.to_string()),
            path => {
                let text = String::from_utf8_lossy(&files::load(Path::new(path))?).into_owned();
                (path.to_string(), text)
            }
        };
        serde_json::from_str(&text).map_err(|error| {
            format!("{place}: these are no steps of cleaning, {error}; write [{{\"step\":\"baseline\"}}].")
        })
    }
}

/// What you know of a file better than it says itself.
#[derive(Args)]
struct Said {
    /// Which recording, where a folder or an archive holds several.
    #[arg(long = "record", value_name = "NAME")]
    record_name: Option<String>,
    /// What the rows of a text are: signal or table.
    #[arg(long, value_name = "LAYOUT", value_parser = parse_choice::<ecglass::read::Layout>)]
    layout: Option<ecglass::read::Layout>,
    /// Samples in a second.
    #[arg(long, value_name = "HZ", value_parser = parse_rate)]
    rate: Option<Hertz>,
    /// What the numbers of a text are measured in: V, mV, uV, nV or counts.
    #[arg(long, value_name = "UNIT", value_parser = parse_choice::<ecglass::read::Unit>)]
    unit: Option<ecglass::read::Unit>,
    /// Counts in a millivolt, where the unit is counts.
    #[arg(long)]
    gain: Option<f64>,
    /// The channels to take as leads: names, or # and a number counted from 0, separated by commas.
    #[arg(long, value_delimiter = ',')]
    leads: Option<Vec<String>>,
    /// The column of a text that tells the time: a name, # and a number counted from 0, or none.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// What separates the columns of a text: comma, semicolon, tab or space.
    #[arg(long, value_parser = parse_choice::<ecglass::read::Delimiter>)]
    delimiter: Option<ecglass::read::Delimiter>,
    /// The decimal mark of a text: point or comma.
    #[arg(long, value_parser = parse_choice::<ecglass::read::Decimal>)]
    decimal: Option<ecglass::read::Decimal>,
}

impl From<Said> for Choices {
    fn from(said: Said) -> Choices {
        let Said { record_name, layout, rate, unit, gain, leads, time, delimiter, decimal } = said;
        Choices { record: record_name, layout, rate_hz: rate, unit, gain, leads, time, delimiter, decimal }
    }
}

/// A choice by the name that JSON has for it.
fn parse_choice<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_string())).map_err(|error| error.to_string())
}

fn parse_rate(text: &str) -> Result<Hertz, String> {
    text.parse()
        .ok()
        .and_then(Hertz::new)
        .ok_or_else(|| format!("{text} is no sampling rate; it should be hertz above zero"))
}

/// A sentence for standard error.
type Failure = String;

fn main() -> ExitCode {
    // A stranger's network can trip the library that runs it; that is told as a sentence, and so is whatever else should not happen.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments = Arguments::parse();
    std::panic::catch_unwind(|| run(arguments)).unwrap_or_else(|_| {
        eprintln!("ecglass: something happened that should not; please report it, with the file if you may share it.");
        ExitCode::FAILURE
    })
}

fn run(arguments: Arguments) -> ExitCode {
    let outcome = match arguments.command {
        Command::Analyze(asked) => run_analysis(asked),
        Command::Balance(asked) => balance(&asked),
        Command::Convert { record, out, table, waves, asked, choices } => {
            let content = match (table, waves) {
                (true, _) => Content::Table,
                (_, true) => Content::Waves,
                _ => Content::Signal,
            };
            convert(&record, &out, choices.into(), content, &asked)
        }
        Command::Compare { record, model, shelf, reports, json, asked, choices } => {
            asked.settings().and_then(|settings| {
                let choices = choices.into();
                compare(Comparing { record, model, shelf, json, reports, settings, choices })
            })
        }
        Command::Explain { record, beat, by, svg, asked, choices } => asked.settings().and_then(|settings| {
            let choices = choices.into();
            explain(&Explaining { record, beat, by, svg, settings, choices })
        }),
        Command::Features { record, out, told, live, asked, choices } => {
            asked.settings().and_then(|settings| {
                features(&Describing { record, out, told, live, settings, choices: choices.into() })
            })
        }
        Command::Anomalies(looking) => look(looking),
        Command::Generate(asked) => generate(&asked),
        Command::Inspect { model, shelf } => inspect::inspect(&shelf, &model),
        Command::Live { rate, model, shelf } => {
            live::live(&Listening { rate, model, shelf }, std::io::stdin().lock(), std::io::stdout().lock())
        }
        Command::Models { shelf } => models::list(&shelf),
        Command::Report(asked) => report(asked),
        Command::Score { folder, json, annotator, after, model, shelf, lead } => {
            score(&Scoring { folder, json, annotator, after, model, shelf, lead })
        }
        Command::Simulate(asked) => simulate(&asked),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("ecglass: {sentence}");
            ExitCode::FAILURE
        }
    }
}
