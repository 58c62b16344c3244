//! The models that the command line can use, and where they are.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use ecglass::classify::{AnomalyPapers, Classifier, Detector, Figures, Spec};
use ecglass::generate::{Generator, Papers};
use ecglass::network::{self, LARGEST};
use ecglass::read::Reading;

use crate::Failure;
use crate::files::{load, lower, print};

/// The model that classifies unless another is asked for: for recordings the one that was made for patients it has never seen;
/// a table's beats stand alone, and have no rhythm to look at.
pub fn usual(reading: &Reading) -> &'static str {
    match reading {
        Reading::Record(_) => RECORDINGS,
        Reading::Table { .. } | Reading::Report { .. } => "beat-cnn",
    }
}

/// Where the models are.
#[derive(Args)]
pub struct Shelf {
    /// The folder that the models are in [default: $ECGLASS_MODELS, or the models folder beside the program or above it]
    #[arg(long, value_name = "FOLDER")]
    models: Option<PathBuf>,
}

/// By which model beats are classified.
#[derive(Args)]
pub struct By {
    /// The model that classifies: one that `ecglass models` lists, or FILE.onnx [default: beat-rhythm for recordings, beat-cnn for tables]
    #[arg(long)]
    pub model: Option<String>,
    #[command(flatten)]
    pub shelf: Shelf,
}

impl By {
    /// The model's name or path: as asked for, or the usual one.
    pub fn name(&self, reading: &Reading) -> &str {
        self.model.as_deref().unwrap_or_else(|| usual(reading))
    }
}

/// The model for recordings.
pub const RECORDINGS: &str = "beat-rhythm";

/// The generator that makes beats unless another is asked for.
pub const GENERATOR: &str = "gan-conv";

/// The model that finds beats that do not belong.
pub const ODDITIES: &str = "anomaly-gan";

/// What a model is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Classifies,
    Generates,
    Judges,
}

impl Purpose {
    fn of(papers: &str) -> Purpose {
        match network::task(papers).as_deref() {
            Some(Papers::TASK) => Purpose::Generates,
            Some(AnomalyPapers::TASK) => Purpose::Judges,
            _ => Purpose::Classifies,
        }
    }
}

/// Where the models are: as told, or beside the program, or in a folder above it (as in a checkout).
fn folder_of(shelf: &Shelf) -> Result<PathBuf, Failure> {
    let told = shelf.models.clone();
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

/// The papers of the model of that name, if it is for that purpose; a sentence that names those that are, where not.
fn load_papers(folder: &Path, name: &str, purpose: Purpose) -> Result<String, Failure> {
    let path = folder.join(name).join("spec.json");
    let (noun, does_not) = match purpose {
        Purpose::Generates => ("generator", "it makes no beats"),
        Purpose::Judges => ("model of odd beats", "it does not say how odd a beat is"),
        Purpose::Classifies => ("model", "it classifies no beats"),
    };
    let known = || -> Result<String, Failure> {
        let names = model_names(folder, purpose)?;
        Ok(if names.is_empty() { "none".into() } else { names.join(", ") })
    };
    if !path.is_file() {
        return Err(format!("{name}: no such {noun}; {} has {}.", folder.display(), known()?));
    }
    let papers = read_text(&path)?;
    if Purpose::of(&papers) != purpose {
        return Err(format!("{name}: {does_not}; {} has {} for that.", folder.display(), known()?));
    }
    Ok(papers)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(load(path)?).map_err(|_| format!("{}: not UTF-8 text.", path.display()))
}

fn parsed(papers: &str) -> Result<Spec, Failure> {
    Spec::parse(papers).map_err(|error| error.to_string())
}

fn is_onnx(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("onnx"))
}

/// The papers beside a network, where there are any.
fn beside(onnx: &Path) -> Option<PathBuf> {
    [onnx.with_extension("json"), onnx.with_file_name("spec.json")]
        .into_iter()
        .find(|papers| papers.is_file())
}

/// The file of a network, unless it is too large: that is seen before it fills the memory.
fn load_onnx(path: &Path) -> Result<Vec<u8>, Failure> {
    let place = path.display();
    let size = fs::metadata(path).map_err(|error| format!("{place}: {}.", lower(&error)))?.len();
    if size > LARGEST as u64 {
        return Err(format!(
            "{place}: it has {} MB; models up to {} MB are read.",
            size / 1_000_000,
            LARGEST / 1_000_000
        ));
    }
    load(path)
}

/// The generator of that name among those that are shipped, or at that path.
pub fn open_generator(shelf: &Shelf, name: &str) -> Result<Generator, Failure> {
    let (papers, onnx) = with_papers(shelf, name, Purpose::Generates)?;
    Papers::parse(&papers)
        .and_then(|papers| Generator::load(papers, &onnx))
        .map_err(|error| error.to_string())
}

/// The model that says how odd beats are, of that name or at that path.
pub fn open_detector(shelf: &Shelf, name: &str) -> Result<Detector, Failure> {
    let (papers, onnx) = with_papers(shelf, name, Purpose::Judges)?;
    AnomalyPapers::parse(&papers)
        .and_then(|papers| Detector::load(papers, &onnx))
        .map_err(|error| error.to_string())
}

/// Papers and network of that name among those that are shipped, or at that path: `FILE.onnx` with `FILE.json` or `spec.json` beside it.
pub fn with_papers(shelf: &Shelf, name: &str, purpose: Purpose) -> Result<(String, Vec<u8>), Failure> {
    let path = Path::new(name);
    if is_onnx(path) {
        let onnx = load_onnx(path)?;
        let Some(papers) = beside(path) else {
            return Err(format!("{name}: no spec.json is beside it, which says what its numbers are."));
        };
        return Ok((read_text(&papers)?, onnx));
    }
    let folder = folder_of(shelf)?;
    Ok((load_papers(&folder, name, purpose)?, load_onnx(&folder.join(name).join("model.onnx"))?))
}

/// A model and the file that it was loaded from.
pub struct Model {
    /// Ready to run.
    pub classifier: Classifier,
    /// The bytes of its network.
    pub onnx: Vec<u8>,
}

/// The model of that name among those that are shipped, or at that path: `FILE.onnx` of anybody's, with `FILE.json` or `spec.json`
/// beside it where it has papers.
pub fn load_model(shelf: &Shelf, name: &str) -> Result<Model, Failure> {
    let path = Path::new(name);
    let told = |error: ecglass::error::Error| error.to_string();
    if is_onnx(path) {
        let onnx = load_onnx(path)?;
        let classifier = match beside(path) {
            Some(papers) => Classifier::load(parsed(&read_text(&papers)?)?, &onnx),
            None => Classifier::bring(&path.file_stem().unwrap_or_default().to_string_lossy(), &onnx),
        };
        return Ok(Model { classifier: classifier.map_err(told)?, onnx });
    }
    let folder = folder_of(shelf)?;
    let spec = parsed(&load_papers(&folder, name, Purpose::Classifies)?)?;
    let onnx = load(&folder.join(name).join("model.onnx"))?;
    Ok(Model { classifier: Classifier::load(spec, &onnx).map_err(told)?, onnx })
}

/// The model of that name or path, ready to run.
pub fn open(shelf: &Shelf, name: &str) -> Result<Classifier, Failure> {
    load_model(shelf, name).map(|model| model.classifier)
}

/// The names of all classifiers that are shipped.
pub fn all(shelf: &Shelf) -> Result<Vec<String>, Failure> {
    model_names(&folder_of(shelf)?, Purpose::Classifies)
}

/// What a model is for, going by its papers; one that came without classifies.
pub fn purpose_of(shelf: &Shelf, name: &str) -> Result<Purpose, Failure> {
    let path = Path::new(name);
    let papers = if is_onnx(path) {
        beside(path)
    } else {
        Some(folder_of(shelf)?.join(name).join("spec.json")).filter(|papers| papers.is_file())
    };
    Ok(papers
        .map(|papers| read_text(&papers))
        .transpose()?
        .map_or(Purpose::Classifies, |papers| Purpose::of(&papers)))
}

/// The names of all models for a purpose, in order.
fn model_names(folder: &Path, purpose: Purpose) -> Result<Vec<String>, Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("{}: {}.", folder.display(), lower(&error)))?;
    let is_for = |entry: &fs::DirEntry| {
        let papers = entry.path().join("spec.json");
        papers.is_file() && read_text(&papers).is_ok_and(|papers| Purpose::of(&papers) == purpose)
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(is_for)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// Prints what there is.
pub fn list(shelf: &Shelf) -> Result<(), Failure> {
    let folder = folder_of(shelf)?;
    let mut text = String::from(
        "model                    parameters   MFLOP  patients shared                patients apart\n\
         \x20                                   a beat  accuracy  macro-F1    AUC     accuracy  macro-F1    AUC\n",
    );
    let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
    for name in model_names(&folder, Purpose::Classifies)? {
        let spec = parsed(&load_papers(&folder, &name, Purpose::Classifies)?)?;
        let mflop = spec.mflop_per_beat.map_or(String::new(), |mflop| format!("{mflop:.2}"));
        let split = |figures: &Figures| {
            format!("{:6.2} %  {:8.3}  {:>5}", figures.accuracy * 100.0, figures.macro_f1, plain(figures.auc))
        };
        let measured = spec.metrics.as_ref().map(|metrics| {
            let shared = metrics.beat_level.as_ref().map_or(String::new(), split);
            format!("{shared:<26}     {}", split(&metrics.record_wise))
        });
        text +=
            &format!("{name:<24} {:>10}  {mflop:>6}  {}\n", spec.parameters, measured.unwrap_or_default());
        text += &format!("  {}\n", spec.title);
    }
    text += "\nPatients shared: test beats of the same people as the training beats, as most published tables have it.\n\
             Patients apart: people whom the model never saw. Believe this one for a new person.\n";
    text += &generators(&folder)?;
    text += &judges(&folder)?;
    print(&text)
}

/// The generators, with the figures that stand in their papers; nothing where there are none.
fn generators(folder: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    for name in model_names(folder, Purpose::Generates)? {
        let papers = load_papers(folder, &name, Purpose::Generates)?;
        let papers = Papers::parse(&papers).map_err(|error| error.to_string())?;
        if text.is_empty() {
            text += "\ngenerator                parameters   MFLOP  classes    measured\n";
        }
        let mflop = papers.mflop_per_beat.map_or(String::new(), |mflop| format!("{mflop:.2}"));
        let classes: Vec<String> = papers.classes.iter().map(ToString::to_string).collect();
        let row = format!(
            "{name:<24} {:>10}  {mflop:>6}  {:<9}  {}",
            papers.parameters,
            classes.join(" "),
            plain_numbers(&papers.metrics)
        );
        text += &format!("{}\n  {}\n", row.trim_end(), papers.title);
    }
    Ok(text)
}

/// Those that say how odd a beat is.
fn judges(folder: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    for name in model_names(folder, Purpose::Judges)? {
        let papers = load_papers(folder, &name, Purpose::Judges)?;
        let papers = AnomalyPapers::parse(&papers).map_err(|error| error.to_string())?;
        if text.is_empty() {
            text += "\nodd beats                parameters   MFLOP  measured, patients apart\n";
        }
        let mflop = papers.mflop_per_beat.map_or(String::new(), |mflop| format!("{mflop:.2}"));
        let row =
            format!("{name:<24} {:>10}  {mflop:>6}  {}", papers.parameters, plain_numbers(&papers.metrics));
        text += &format!("{}\n  {}\n", row.trim_end(), papers.title);
    }
    Ok(text)
}

/// Of what a trainer measured, the plain numbers; tables of them are on the card.
fn plain_numbers(metrics: &serde_json::Value) -> String {
    let figures = metrics.as_object().into_iter().flatten();
    let plain: Vec<String> = figures
        .filter_map(|(what, figure)| Some(format!("{} {:.3}", what.replace('_', " "), figure.as_f64()?)))
        .collect();
    plain.join(", ")
}
