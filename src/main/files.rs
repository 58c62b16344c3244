//! Files in and out of the command line: what belongs to what was named, read in pieces; and nothing half written.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{IsTerminal, Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ecglass::analyze::FileDigest;
use ecglass::read::{Catalog, Choices, Intake, Opened, wfdb};
use sha2::{Digest, Sha256};

use crate::Failure;

/// Files are read in pieces of this size, so that none is held whole that need not be.
pub const PIECE: usize = 1 << 20;

/// Opens what was named: files, a record by its header or its name, or a folder of recordings.
pub fn open(paths: &[PathBuf], choices: Choices) -> Result<Opened, Failure> {
    opened(paths, choices, |_, _| {})
}

/// The same with what the files were, so that they can be told from others.
pub fn open_hashed(paths: &[PathBuf], choices: Choices) -> Result<(Opened, Vec<FileDigest>), Failure> {
    let mut files: Vec<(FileDigest, Sha256)> = Vec::new();
    let opened = opened(paths, choices, |name, piece| match piece {
        None => files
            .push((FileDigest { name: name.to_string(), bytes: 0, sha256: String::new() }, Sha256::new())),
        Some(piece) => {
            if let Some((file, hash)) = files.last_mut() {
                file.bytes += piece.len() as u64;
                hash.update(piece);
            }
        }
    })?;
    let hex = |hash: Sha256| hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((opened, files.into_iter().map(|(file, hash)| FileDigest { sha256: hex(hash), ..file }).collect()))
}

/// The same, told to `watch`: the name of each file, and then its pieces.
fn opened(
    paths: &[PathBuf],
    choices: Choices,
    mut watch: impl FnMut(&str, Option<&[u8]>),
) -> Result<Opened, Failure> {
    let mut choices = choices;
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        // "100" and "mitdb/100" are how WFDB tools name a record.
        let header = path.with_extension("hea");
        let named =
            if !path.exists() && path.extension().is_none() && header.exists() { &header } else { path };
        if named.is_dir() {
            files.extend(chosen_of(named, &choices)?);
            choices.record = None;
        } else {
            files.push(named.clone());
        }
    }
    for header in files.clone() {
        if header.extension() == Some(OsStr::new("hea")) {
            add_mates(&header, &mut files, 0)?;
        }
    }
    // What explains others comes first, so that they need not be held: reports, then headers.
    files.sort_by_key(|path| match path.extension().and_then(OsStr::to_str) {
        Some("json") => 0,
        Some("hea") => 1,
        _ => 2,
    });
    // Who says nothing leaves the word to a report beside the recording.
    let mut intake = if choices == Choices::default() { Intake::new() } else { Intake::with(choices) };
    let mut piece = vec![0; PIECE];
    for path in &files {
        let cannot =
            |error: std::io::Error| format!("{}: cannot be read, {}.", path.display(), lower(&error));
        let mut file = File::open(path).map_err(cannot)?;
        let size = file.metadata().map_err(cannot)?.len();
        let name = name_of(path);
        watch(&name, None);
        intake.begin(&name, size).map_err(|error| error.to_string())?;
        loop {
            let length = file.read(&mut piece).map_err(cannot)?;
            if length == 0 {
                break;
            }
            watch(&name, Some(&piece[..length]));
            intake.push(&piece[..length]).map_err(|error| error.to_string())?;
        }
    }
    intake.finish().map_err(|error| error.to_string())
}

/// The files of one recording of a folder: the one that was chosen, or the first complete one.
fn chosen_of(folder: &Path, choices: &Choices) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| format!("{}: cannot be read, {}.", folder.display(), lower(&error));
    let mut names: Vec<String> = fs::read_dir(folder)
        .map_err(cannot)?
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut catalog = Catalog::new();
    for name in &names {
        let mut head = Vec::new();
        let file = File::open(folder.join(name)).map_err(cannot)?;
        file.take(Catalog::HEAD as u64).read_to_end(&mut head).map_err(cannot)?;
        catalog.add(name, &head);
    }
    let found = catalog.recordings();
    let all: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
    let chosen = match &choices.record {
        Some(wanted) => found.iter().find(|one| one.name == *wanted),
        None => found.first(),
    };
    let Some(chosen) = chosen else {
        return Err(match &choices.record {
            Some(wanted) => {
                format!("{}: no recording {wanted} is in it; it has {}.", folder.display(), all.join(", "))
            }
            None => format!("{}: no recording is in this folder.", folder.display()),
        });
    };
    if all.len() > 1 && choices.record.is_none() {
        eprintln!(
            "ecglass: {} has {} recordings; {} was opened, name another with --record.",
            folder.display(),
            all.len(),
            chosen.name
        );
    }
    Ok(chosen.files.iter().map(|name| folder.join(name)).collect())
}

/// Adds the files beside a header that it names, and annotations that are called as it is.
fn add_mates(header: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<(), Failure> {
    let folder = header.parent().unwrap_or(Path::new(""));
    let mut wanted: Vec<PathBuf> = match wfdb::mates(&name_of(header), &load(header)?) {
        // A file is named without folders by the format; whatever else a header says stays unread.
        Ok(mates) => {
            mates.iter().filter(|mate| !mate.contains(['/', '\\'])).map(|mate| folder.join(mate)).collect()
        }
        // The reader finds the same fault, and says it.
        Err(_) => Vec::new(),
    };
    // What is not an annotation file by its name is a recording of its own.
    const OTHERS: [&str; 12] =
        ["hea", "csv", "txt", "tsv", "edf", "bdf", "json", "zip", "pdf", "png", "xml", "md"];
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if depth == 0 {
        let beside =
            fs::read_dir(here).into_iter().flatten().flatten().map(|entry| folder.join(entry.file_name()));
        wanted.extend(beside.filter(|path| {
            let end = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
            path.file_stem() == header.file_stem() && !end.is_empty() && !OTHERS.contains(&end.as_str())
        }));
    }
    for mate in wanted {
        if !mate.is_file() || files.iter().any(|file| name_of(file) == name_of(&mate)) {
            continue;
        }
        files.push(mate.clone());
        // A segment's header names files of its own.
        if depth == 0 && mate.extension() == Some(OsStr::new("hea")) {
            add_mates(&mate, files, depth + 1)?;
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A whole file, where it is known to be small.
pub fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| format!("{}: cannot be read, {}.", path.display(), lower(&error)))
}

/// Writes a file whole or not at all.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = Unfinished::begin(path)?;
    file.write(bytes)?;
    file.finish()
}

/// A file in the making: written beside its place, and moved there when it is whole. Of one that is not finished nothing is left.
pub struct Unfinished {
    path: PathBuf,
    beside: PathBuf,
    /// None when it is finished.
    file: Option<File>,
}

impl Unfinished {
    /// Begins a file that is to stand at `path`.
    pub fn begin(path: &Path) -> Result<Unfinished, Failure> {
        let beside = path.with_file_name(format!(".{}.unfinished", name_of(path)));
        let file = File::create(&beside).map_err(|error| cannot_write(path, &error))?;
        Ok(Unfinished { path: path.to_path_buf(), beside, file: Some(file) })
    }

    /// Appends; meant for large pieces.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(|error| cannot_write(&self.path, &error))
    }

    /// Puts it where it belongs.
    pub fn finish(mut self) -> Result<(), Failure> {
        let moved = fs::rename(&self.beside, &self.path);
        if moved.is_ok() {
            self.file = None;
        }
        moved.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    format!("{}: cannot be written, {}.", path.display(), lower(error))
}

/// What went wrong with a file, as the middle of a sentence.
pub fn lower(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

/// Standard output may be a pipe that was closed: that is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {}.", lower(&error)))
        }
        _ => Ok(()),
    }
}

/// Beats done of all, on one line of a terminal; nothing where standard error is a file. Nobody stops the work here.
pub fn show_progress(what: &str, done: usize, total: usize) -> ControlFlow<()> {
    let mut stderr = std::io::stderr();
    if stderr.is_terminal() && total > 4096 {
        let _ = write!(stderr, "\r{what}: {done} of {total} beats");
        if done == total {
            let _ = writeln!(stderr);
        }
    }
    ControlFlow::Continue(())
}
