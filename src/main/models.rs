//! The models that the command line can use, and where they are.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::classify::{Answer, Classifier, Figures, Spec};
use ecglass::network::{LARGEST, Layer};
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

/// The model for recordings.
pub const RECORDINGS: &str = "beat-rhythm";

/// Where the models are: as told, or beside the program, or in a folder above it (as in a checkout).
fn folder_of(told: Option<PathBuf>) -> Result<PathBuf, Failure> {
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
    read_spec(&path)
}

fn read_spec(path: &Path) -> Result<Spec, Failure> {
    let json = String::from_utf8(load(path)?).map_err(|_| format!("{}: not UTF-8 text.", path.display()))?;
    Spec::parse(&json).map_err(|error| error.to_string())
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
pub fn load_model(folder: Option<&Path>, name: &str) -> Result<Model, Failure> {
    let path = Path::new(name);
    let told = |error: ecglass::error::Error| error.to_string();
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("onnx")) {
        // Before it is read: what is too large must not fill the memory first.
        let size = fs::metadata(path).map_err(|error| format!("{name}: {}.", lower(&error)))?.len();
        if size > LARGEST as u64 {
            return Err(format!(
                "{name}: it has {} MB; models up to {} MB are read.",
                size / 1_000_000,
                LARGEST / 1_000_000
            ));
        }
        let onnx = load(path)?;
        let papers = [path.with_extension("json"), path.with_file_name("spec.json")];
        let classifier = match papers.iter().find(|papers| papers.is_file()) {
            Some(papers) => Classifier::load(read_spec(papers)?, &onnx),
            None => Classifier::bring(&path.file_stem().unwrap_or_default().to_string_lossy(), &onnx),
        };
        return Ok(Model { classifier: classifier.map_err(told)?, onnx });
    }
    let folder = folder_of(folder.map(Path::to_path_buf))?;
    let spec = load_spec(&folder, name)?;
    let onnx = load(&folder.join(name).join("model.onnx"))?;
    Ok(Model { classifier: Classifier::load(spec, &onnx).map_err(told)?, onnx })
}

/// The model of that name or path, ready to run.
pub fn open(folder: Option<PathBuf>, name: &str) -> Result<Classifier, Failure> {
    load_model(folder.as_deref(), name).map(|model| model.classifier)
}

/// The names of all that are shipped.
pub fn all(folder: Option<&Path>) -> Result<Vec<String>, Failure> {
    model_names(&folder_of(folder.map(Path::to_path_buf))?)
}

/// Prints a network layer by layer.
pub fn inspect(folder: Option<PathBuf>, name: &str) -> Result<(), Failure> {
    let Model { classifier, onnx } = load_model(folder.as_deref(), name)?;
    let began = std::time::Instant::now();
    let layers = classifier
        .layers(&onnx, || began.elapsed().as_secs_f64() * 1e3)
        .map_err(|error| error.to_string())?;
    let spec = classifier.spec();
    let says = match spec.answer() {
        Answer::Classes(classes) => classes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Answer::Abnormal { threshold } => format!("abnormal or not, from {threshold} on"),
    };
    let mut text = format!(
        "{}: {} samples at {} Hz in, {says} out\n\n{:<30} {:<20} {:<16} {:>10} {:>9}\n",
        spec.name,
        spec.width(),
        spec.input.rate_hz,
        "layer",
        "operator",
        "makes",
        "parameters",
        "ms"
    );
    // What only arranges shapes was worked out beforehand, and would hide the rest.
    let works = |layer: &&Layer| layer.ms.is_some() || layer.parameters > 0;
    for layer in layers.layers.iter().filter(works) {
        let shape: Vec<String> = layer.shape.iter().map(ToString::to_string).collect();
        let ms = layer.ms.map_or(String::new(), |ms| format!("{ms:.4}"));
        let name: String = layer.name.chars().take(30).collect();
        let parameters = if layer.parameters > 0 { layer.parameters.to_string() } else { String::new() };
        text += &format!(
            "{name:<30} {:<20} {:<16} {parameters:>10} {ms:>9}\n",
            layer.operator,
            shape.join(" x ")
        );
    }
    text += &format!(
        "\n{} parameters; {:.3} ms for a batch of {}. {} layers more take no time: merged into others, or worked out beforehand.\n",
        layers.parameters,
        layers.ms,
        layers.batch,
        layers.layers.iter().filter(|layer| !works(layer)).count()
    );
    print(&text)
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

/// Prints what there is.
pub fn list(folder: Option<PathBuf>) -> Result<(), Failure> {
    let folder = folder_of(folder)?;
    let mut text = String::from(
        "model                    parameters   MFLOP  patients shared                patients apart\n\
         \x20                                   a beat  accuracy  macro-F1    AUC     accuracy  macro-F1    AUC\n",
    );
    let plain = |figure: Option<f64>| figure.map_or("none".into(), |figure| format!("{figure:.3}"));
    for name in model_names(&folder)? {
        let spec = load_spec(&folder, &name)?;
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
    print(&text)
}
