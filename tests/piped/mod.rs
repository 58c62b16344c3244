//! A program that is told something on standard input.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs it to its end, in the project's folder.
pub fn run(mut program: Command, input: &[u8]) -> Output {
    program.current_dir(env!("CARGO_MANIFEST_DIR"));
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses the beginning does not read the rest.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}
