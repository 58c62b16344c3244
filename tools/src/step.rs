//! Long work with a name: what is being done, how long it took, and what to do when it fails.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Runs `work` under a line that says what it is and, once it is done, how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprint!("  {what} … ");
    let _ = std::io::stderr().flush();
    let began = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    eprintln!("{verdict} in {:.1} s", began.elapsed().as_secs_f64());
    outcome.with_context(|| format!("{what} failed"))
}

/// Runs a program to its end. Its output is kept, and shown only when it fails.
pub fn quietly(command: &mut Command) -> Result<String> {
    let output = succeeding(command)?;
    Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Runs a program to its end for what it writes to standard output, whatever it remarks beside that.
pub fn answer(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8_lossy(&succeeding(command)?.stdout).into_owned())
}

fn succeeding(command: &mut Command) -> Result<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{name} could not be started"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines[lines.len().saturating_sub(40)..].join("\n");
        bail!("{name} ended with {}:\n{tail}", output.status);
    }
    Ok(output)
}

/// Whether a program of this name is on the PATH.
pub fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Reads a text file, naming it where that fails.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))
}

/// Writes a file and the folders above it, naming it where that fails.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} could not be made", folder.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("{} could not be written", path.display()))
}
