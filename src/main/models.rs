//! The models that the command line can use, and where they are.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::classify::{Classifier, Spec};

use crate::Failure;
use crate::files::{load, lower, print};

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
    let json = String::from_utf8(load(&path)?).map_err(|_| format!("{}: not UTF-8 text.", path.display()))?;
    Spec::parse(&json).map_err(|error| error.to_string())
}

/// The model of that name, ready to run.
pub fn open(folder: Option<PathBuf>, name: &str) -> Result<Classifier, Failure> {
    let folder = folder_of(folder)?;
    let spec = load_spec(&folder, name)?;
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

/// Prints what there is.
pub fn list(folder: Option<PathBuf>) -> Result<(), Failure> {
    let folder = folder_of(folder)?;
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
