//! The project's folder: where things lie in it, and fingerprints of what a step reads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// The project's root: the folder above the one that this crate was built in, or the working folder.
pub fn root() -> Result<PathBuf> {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf);
    let here = std::env::current_dir()?;
    match [Some(here), built_in].into_iter().flatten().find(|folder| folder.join("www/main.js").is_file()) {
        Some(root) => Ok(root),
        None => bail!("this is not the project's folder; run it from there"),
    }
}

/// What is made once and kept outside the tree: the wasm toolchain, the Python environment.
pub fn cache() -> Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("ECGLASS_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("ecglass")))
        .or_else(|| variable("HOME").map(|folder| folder.join(".cache/ecglass")))
        .context("no folder for a cache: set ECGLASS_CACHE to one")
}

/// Every file at or below `path`, sorted, as paths from `root`; nothing where there is nothing.
pub fn files(root: &Path, path: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(&root.join(path), &mut found)?;
    let mut names: Vec<String> = found
        .iter()
        .filter_map(|file| file.strip_prefix(root).ok())
        .map(|file| file.to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    Ok(names)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), found)?;
        }
    }
    Ok(())
}

/// A hash over the names and contents of files: equal as long as nothing that a step reads has changed.
pub fn fingerprint(root: &Path, paths: &[impl AsRef<str>], extra: &str) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(extra);
    for path in paths {
        for file in files(root, path.as_ref())? {
            hash.update(&file);
            hash.update(Sha256::digest(fs::read(root.join(&file))?));
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The project's version, which Cargo.toml settles.
pub fn version(root: &Path) -> Result<String> {
    let manifest = crate::step::read_text(&root.join("Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    Ok(line.context("Cargo.toml names no version")?.trim_end_matches('"').to_string())
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Does `work` unless the stamp says that it was done for this very fingerprint. True where it was done now.
pub fn unless_stamped(stamp: &Path, fingerprint: &str, work: impl FnOnce() -> Result<()>) -> Result<bool> {
    if fs::read_to_string(stamp).is_ok_and(|stamped| stamped == fingerprint) {
        return Ok(false);
    }
    let _ = fs::remove_file(stamp);
    work()?;
    crate::step::write(stamp, fingerprint.as_bytes())?;
    Ok(true)
}

/// An empty folder for a test, of this name.
#[cfg(test)]
pub fn scratch(name: &str) -> PathBuf {
    let folder = root().unwrap().join("target/tools-tests").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
