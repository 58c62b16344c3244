//! The command line: analyze, models, simulate.

use std::ffi::OsStr;
use std::fs;
use std::io::{IsTerminal, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use ecglass::analyze::{Analysis, analyze};
use ecglass::classify::{Classifier, Spec};
use ecglass::ecg::{BeatClass, Recipe, Seconds};
use ecglass::error::Note;
use ecglass::generate::{Ectopy, Simulator};
use ecglass::segment::Windows;
use ecglass::{read, write};

/// Reads an ECG and says what each of its beats is. Not a medical device.
#[derive(Parser)]
#[command(name = "ecglass", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Classify the beats of a heartbeat table (CSV) or of a WFDB record.
    Analyze {
        /// A table, or a record by its header or its name: its .dat and .atr are found beside it.
        #[arg(required = true)]
        record: Vec<PathBuf>,
        /// Write each beat, with its class, to this CSV.
        #[arg(long, value_name = "FILE")]
        beats: Option<PathBuf>,
        /// Write the report to this JSON.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        /// The lead to cut beats from, counted from 0.
        #[arg(long, default_value_t = 0)]
        lead: usize,
        /// The model that classifies; `ecglass models` lists them.
        #[arg(long, default_value = "beat-cnn")]
        model: String,
        /// The folder that the models are in [default: $ECGLASS_MODELS, or the models folder beside the program or above it]
        #[arg(long, value_name = "FOLDER")]
        models: Option<PathBuf>,
    },
    /// List the models that can be used, with what was measured of each.
    Models {
        /// The folder that the models are in.
        #[arg(long, value_name = "FOLDER")]
        models: Option<PathBuf>,
    },
    /// Make a recording from nothing: a WFDB record (.hea with .dat and .atr) or a labelled heartbeat table (.csv).
    Simulate {
        /// Where to write it; its extension says what.
        out: PathBuf,
        /// The same seed makes the same recording.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How long the recording is.
        #[arg(long, default_value_t = 60.0)]
        seconds: f64,
        /// Mean heart rate, in beats a minute.
        #[arg(long, default_value_t = 72.0)]
        heart_rate: f64,
        /// Shares of S, V, F and Q beats, in this order.
        #[arg(long, value_name = "S,V,F,Q", value_delimiter = ',', default_value = "0,0,0,0")]
        ectopic: Vec<f64>,
        /// Noise in millivolts, root mean square.
        #[arg(long, default_value_t = 0.02)]
        noise: f64,
    },
}

/// A sentence for standard error.
type Failure = String;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Analyze { record, beats, report, lead, model, models } => {
            run_analyze(&record, beats.as_deref(), report.as_deref(), lead, &model, models)
        }
        Command::Models { models } => list_models(models),
        Command::Simulate { out, seed, seconds, heart_rate, ectopic, noise } => {
            let [s, v, f, q] = ectopic[..] else {
                eprintln!("ecglass: --ectopic takes four shares, of S, V, F and Q beats, as 0.05,0.1,0,0.");
                return ExitCode::from(2);
            };
            let ectopy = Ectopy { s, v, f, q };
            let name = out.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let simulator = Simulator {
                name,
                seconds: Seconds(seconds),
                heart_rate,
                ectopy,
                noise,
                seed,
                ..Simulator::default()
            };
            simulate(&out, &simulator)
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("ecglass: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run_analyze(
    record: &[PathBuf],
    beats: Option<&Path>,
    report: Option<&Path>,
    lead: usize,
    model: &str,
    models: Option<PathBuf>,
) -> Result<(), Failure> {
    let classifier = load_model(&models_folder(models)?, model)?;
    let files = gather(record)?;
    let bytes = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let analysis = analyze(bytes, lead, &classifier, show_progress).map_err(|error| error.to_string())?;
    let Some(analysis) = analysis else { return Err("stopped.".into()) };
    if let Some(path) = beats {
        save(path, write::beats_csv(&analysis.beats, &analysis.verdicts, analysis.rate).as_bytes())?;
    }
    if let Some(path) = report {
        save(path, (analysis.report.to_json() + "\n").as_bytes())?;
    }
    print(&summary(&analysis))
}

/// Beats done of all, on one line of a terminal; nothing where standard error is a file.
fn show_progress(done: usize, total: usize) -> ControlFlow<()> {
    let mut stderr = std::io::stderr();
    if stderr.is_terminal() && total > 4096 {
        let _ = write!(stderr, "\rclassifying: {done} of {total} beats");
        if done == total {
            let _ = writeln!(stderr);
        }
    }
    ControlFlow::Continue(())
}

/// The files that were named, and those that a named header wants beside it.
fn gather(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut files = Vec::new();
    let mut add = |path: &Path| -> Result<(String, Vec<u8>), Failure> {
        found.push(path.to_path_buf());
        Ok((name_of(path), load(path)?))
    };
    for path in paths {
        // "100" and "mitdb/100" are how WFDB tools name a record.
        let header = path.with_extension("hea");
        let path =
            if !path.exists() && path.extension().is_none() && header.exists() { &header } else { path };
        files.push(add(path)?);
    }
    for path in found.clone().iter().filter(|path| path.extension() == Some(OsStr::new("hea"))) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let bytes = load(path)?;
        let mut wanted: Vec<PathBuf> = match read::wfdb::mates(&name_of(path), &bytes) {
            // A signal file is named without folders by the format; whatever else a header says stays unread.
            Ok(mates) => mates
                .iter()
                .filter(|mate| !mate.contains(['/', '\\']))
                .map(|mate| folder.join(mate))
                .collect(),
            // The reader finds the same fault, and says it.
            Err(_) => Vec::new(),
        };
        wanted.push(path.with_extension("atr"));
        for mate in wanted {
            if mate.exists() && !files.iter().any(|(name, _)| *name == name_of(&mate)) {
                files.push((name_of(&mate), load(&mate)?));
            }
        }
    }
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        return Err(format!("{}: this is a folder; name a record in it.", path.display()));
    }
    fs::read(path).map_err(|error| format!("{}: cannot be read, {}.", path.display(), lower(&error)))
}

/// Writes a file whole or not at all.
fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let unfinished = path.with_file_name(format!(".{}.unfinished", name_of(path)));
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&unfinished);
        format!("{}: cannot be written, {}.", path.display(), lower(&error))
    })
}

fn lower(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

/// Standard output may be a pipe that was closed: that is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {}.", lower(&error)))
        }
        _ => Ok(()),
    }
}

/// Where the models are: as told, or beside the program, or in a folder above it (as in a checkout).
fn models_folder(told: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(folder) = told.or_else(|| std::env::var_os("ECGLASS_MODELS").map(PathBuf::from)) {
        return if folder.is_dir() {
            Ok(folder)
        } else {
            Err(format!("{}: no such folder of models.", folder.display()))
        };
    }
    let program = std::env::current_exe().unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    program
        .ancestors()
        .skip(1)
        .chain(here.ancestors())
        .map(|folder| folder.join("models"))
        .find(|folder| folder.join("beat-cnn").join("spec.json").is_file())
        .ok_or_else(|| {
            "models: no folder of models beside the program or above it; name one with --models.".into()
        })
}

fn load_spec(folder: &Path, name: &str) -> Result<Spec, Failure> {
    let path = folder.join(name).join("spec.json");
    if !path.is_file() {
        let known = model_names(folder)?.join(", ");
        return Err(format!("{name}: no such model; {} has {known}.", folder.display()));
    }
    let json = String::from_utf8(load(&path)?).map_err(|_| format!("{}: not UTF-8 text.", path.display()))?;
    Spec::parse(&json).map_err(|error| error.to_string())
}

fn load_model(folder: &Path, name: &str) -> Result<Classifier, Failure> {
    let spec = load_spec(folder, name)?;
    let onnx = load(&folder.join(name).join("model.onnx"))?;
    Classifier::load(spec, &onnx).map_err(|error| error.to_string())
}

fn model_names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("{}: {}.", folder.display(), lower(&error)))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("spec.json").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

fn list_models(folder: Option<PathBuf>) -> Result<(), Failure> {
    let folder = models_folder(folder)?;
    let mut text = String::from(
        "model             parameters  MFLOP   patients shared        patients apart\n\
         \x20                             a beat  accuracy  macro-F1     accuracy  macro-F1\n",
    );
    for name in model_names(&folder)? {
        let spec = load_spec(&folder, &name)?;
        let [shared, apart] = [&spec.metrics.beat_level, &spec.metrics.record_wise]
            .map(|figures| format!("{:6.2} %  {:8.3}", figures.accuracy * 100.0, figures.macro_f1));
        text += &format!(
            "{name:<17} {:>10}  {:>6.2}  {shared}     {apart}\n",
            spec.parameters, spec.mflop_per_beat
        );
        text += &format!("  {}\n", spec.title);
    }
    text += "\nPatients shared: test beats of the same people as the training beats, as most published tables have it.\n\
             Patients apart: people whom the model never saw. Believe this one for a new person.\n";
    print(&text)
}

fn simulate(out: &Path, simulator: &Simulator) -> Result<(), Failure> {
    let record = simulator.run().map_err(|error| error.to_string())?;
    match out.extension().and_then(OsStr::to_str) {
        Some("hea") => {
            // A header is read by spaces, and one that opens with # is a comment.
            if !record.name().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
                let place = out.display();
                return Err(format!("{place}: a record's name has letters, digits, dots, _ and - only."));
            }
            let files = write::wfdb::files(&record).map_err(|error| error.to_string())?;
            save(&out.with_extension("dat"), &files.signal)?;
            save(&out.with_extension("atr"), &files.annotations)?;
            // The header last: where it stands, its record is complete.
            save(out, files.header.as_bytes())
        }
        Some("csv") => {
            let marked: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
            let windows = Windows::plan(&Recipe::heartbeat_table()).map_err(|error| error.to_string())?;
            let (beats, _) = windows.cut(&record.leads()[0], record.rate(), &marked);
            save(out, write::table_csv(&beats).as_bytes())
        }
        _ => Err(format!("{}: name it .hea for a WFDB record or .csv for a heartbeat table.", out.display())),
    }
}

/// What a person wants to know first.
fn summary(analysis: &Analysis) -> String {
    let report = &analysis.report;
    let record = &report.record;
    let mut text = format!("{}: {} beats", record.name, record.beats);
    if let (Some(seconds), Some(lead)) = (record.seconds, &record.lead) {
        text += &format!(" in {:.1} s of lead {lead}", seconds.0);
    }
    text += &format!(", classified by {}\n\n", report.model.name);
    for class in BeatClass::ALL {
        let count = report.counts.get(class);
        let share = 100.0 * count as f64 / record.beats as f64;
        text += &format!("  {class}  {:<26}{count:>8}  {share:5.1} %\n", class.words());
    }
    if let Some(scores) = &report.scores {
        let percent =
            |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{:.2} %", figure * 100.0));
        let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
        text += &format!(
            "\nagainst the labels: accuracy {}, macro-F1 {}\n\n  truth \\ said      N       S       V       F       Q   sensitivity  precision      F1\n",
            percent(scores.accuracy),
            plain(scores.macro_f1)
        );
        for (score, row) in scores.classes.iter().zip(scores.confusion.counts()) {
            text += &format!("  {:<12}", score.class);
            row.iter().for_each(|count| text += &format!("{count:>7} "));
            text += &format!(
                "  {:>10}  {:>9}  {:>6}\n",
                percent(score.sensitivity),
                percent(score.precision),
                plain(score.f1)
            );
        }
    }
    for Note { text: note } in &report.notes {
        text += &format!("\nnote: {note}\n");
    }
    text
}
