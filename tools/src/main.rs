//! What ./run and ./test call: builds, serves and proves the project.

mod bundle;
mod check;
mod licences;
mod npm;
mod package;
mod release;
mod sbom;
mod serve;
mod setup;
mod shipped;
mod step;
mod toolchain;
mod tree;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
./run                    build what has changed and serve the site on http://127.0.0.1:8080
./run --port N           on another port
./run --build            only write dist/
./run --npm              only write the npm package, target/npm/ecglass-VERSION.tgz
./run --release          write everything that a release hands out to target/release-files/
./run --tree             serve the source tree itself, for work on the page
./run --under /a/path/   serve below a path, as a project page is hosted
./test                   set up and run every check
./test PART …            some of: rust, web, train, browser";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        Some((&"run", rest)) => run(rest),
        Some((&"test", rest)) => check::run(rest),
        _ => Err(anyhow::anyhow!("usage:\n{USAGE}")),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// The chain of causes, the first one first.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn run(words: &[&str]) -> Result<ExitCode> {
    let mut port = 8080;
    let (mut only_build, mut only_npm, mut all, mut tree_itself) = (false, false, false, false);
    let mut under = "/".to_string();
    let mut words = words.iter();
    while let Some(&word) = words.next() {
        match word {
            "--port" => match words.next().and_then(|value| value.parse().ok()) {
                Some(value) => port = value,
                None => bail!("--port needs a number from 0 (any free one) to 65535"),
            },
            "--under" => match words.next() {
                Some(path) if path.starts_with('/') && path.ends_with('/') => under = (*path).to_string(),
                _ => bail!("--under needs a path that begins and ends with a slash, as /a/path/"),
            },
            "--build" => only_build = true,
            "--npm" => only_npm = true,
            "--release" => all = true,
            "--tree" => tree_itself = true,
            "--help" | "-h" => {
                println!("{USAGE}");
                return Ok(ExitCode::SUCCESS);
            }
            other => bail!("{other} is not understood\n{USAGE}"),
        }
    }
    let root = tree::root()?;
    if all {
        release::build(&root)?;
        return Ok(ExitCode::SUCCESS);
    }
    wasm::build(&root)?;
    if only_npm {
        npm::build(&root)?;
        return Ok(ExitCode::SUCCESS);
    }
    let site = root.join("dist");
    if !tree_itself {
        package::build(&root, &site)?;
    }
    if !only_build {
        serve::serve(if tree_itself { &root } else { &site }, port, &under)?;
    }
    Ok(ExitCode::SUCCESS)
}
