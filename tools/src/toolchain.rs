//! A compiler for wasm32: the one that is there, or rustup's, or one put together from Debian's packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::setup;
use crate::step::{answer, quietly, step, write};
use crate::tree;

/// The target that browsers run.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How to call cargo so that it can build for [`TARGET`].
pub enum Toolchain {
    /// The cargo on the PATH can.
    Ordinary,
    /// A folder of our own, with its own cargo and rustc in `bin`.
    Own(PathBuf),
}

impl Toolchain {
    /// Finds one, or makes one.
    pub fn find() -> Result<Toolchain> {
        if has_target() {
            return Ok(Toolchain::Ordinary);
        }
        if let Some(own) = own_folder()?.filter(|own| own.join("bin/rustc").is_file()) {
            return Ok(Toolchain::Own(own));
        }
        if add_by_rustup() && has_target() {
            return Ok(Toolchain::Ordinary);
        }
        setup::debian_packages(
            &["rustc-web", "cargo-web", "rust-web-src"],
            "a Rust compiler for wasm32 (rustup target add wasm32-unknown-unknown, or Debian's rustc-web, cargo-web and rust-web-src)",
        )?;
        let own = own_folder()?.with_context(|| format!("{RUSTC} is not there, though its package is"))?;
        step("building Rust's standard library for wasm32, once", || build_std(&own))?;
        Ok(Toolchain::Own(own))
    }

    /// The compiler that it calls.
    pub fn rustc(&self) -> String {
        match self {
            Toolchain::Ordinary => "rustc".into(),
            Toolchain::Own(folder) => folder.join("bin/rustc").to_string_lossy().into_owned(),
        }
    }

    /// A cargo command, clean of what the cargo that runs this program left in the environment.
    pub fn cargo(&self) -> Command {
        let mut command = match self {
            Toolchain::Ordinary => Command::new("cargo"),
            Toolchain::Own(folder) => {
                let mut command = Command::new(folder.join("bin/cargo"));
                command.env("RUSTC", folder.join("bin/rustc")).env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        };
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO" {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// Debian's compiler and cargo, which a toolchain of our own is made around.
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

/// Where the toolchain around Debian's compiler belongs: std of one compiler is of no use to the next.
fn own_folder() -> Result<Option<PathBuf>> {
    let Ok(version) = quietly(Command::new(RUSTC).arg("-vV")) else { return Ok(None) };
    let hash = tree::hex(&Sha256::digest(version));
    Ok(Some(tree::cache()?.join(format!("wasm-toolchain-{}", &hash[..12]))))
}

/// The target that a compiler compiles for where nobody asks for another.
pub fn host(rustc: &str) -> Result<String> {
    told(rustc, "host: ")
}

/// The release of a compiler, and so of the standard library that it links.
pub fn release(rustc: &str) -> Result<String> {
    told(rustc, "release: ")
}

fn told(rustc: &str, field: &str) -> Result<String> {
    let said = answer(Command::new(rustc).arg("-vV"))?;
    let value = said.lines().find_map(|line| line.strip_prefix(field));
    Ok(value.with_context(|| format!("{rustc} -vV has no line {field}"))?.to_string())
}

/// Flags for the compiler by which panics, which name source files, do not name the machine that they were compiled on.
pub fn nameless(root: &Path) -> Vec<String> {
    let mut flags = Vec::new();
    for variable in ["CARGO_HOME", "HOME"] {
        if let Some(home) = std::env::var_os(variable) {
            flags.push(format!("--remap-path-prefix={}=/home", home.to_string_lossy()));
        }
    }
    flags.push(format!("--remap-path-prefix={}=/ecglass", root.display()));
    flags
}

fn has_target() -> bool {
    quietly(Command::new("rustc").args(["--print", "sysroot"]))
        .is_ok_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

/// Where rustup cannot reach its server this fails at once, which is an answer too.
fn add_by_rustup() -> bool {
    let attempt = || quietly(Command::new("timeout").args(["120", "rustup", "target", "add", TARGET]));
    crate::step::is_installed("rustup") && attempt().is_ok()
}

/// Compiles std from Debian's sources into a toolchain folder that links to Debian's compiler for all else.
///
/// `embed-bitcode` is needed for link-time optimisation later; the empty crate is only there to have std built for it.
fn build_std(own: &Path) -> Result<()> {
    let host = &host(RUSTC)?;
    let sysroot = PathBuf::from(quietly(Command::new(RUSTC).args(["--print", "sysroot"]))?.trim());

    let work = own.with_file_name("wasm-toolchain.work");
    let _ = fs::remove_dir_all(&work);
    write(
        &work.join("Cargo.toml"),
        b"[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[profile.release]\npanic = \"abort\"\n",
    )?;
    write(&work.join("src/lib.rs"), b"")?;
    quietly(
        Command::new(CARGO)
            .args(["build", "-Zbuild-std=std,panic_abort", "--release", "--target", TARGET])
            .current_dir(&work)
            .env("CARGO_TARGET_DIR", work.join("target"))
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-C embed-bitcode=yes")
            .env("PATH", "/usr/bin:/bin")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO_ENCODED_RUSTFLAGS"),
    )?;

    // Put together beside its place and moved there whole: a half-made folder would be taken for a toolchain.
    let new = own.with_file_name("wasm-toolchain.new");
    let _ = fs::remove_dir_all(&new);
    let libraries = new.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    for file in tree::files(&work, &format!("target/{TARGET}/release/deps"))? {
        let name = file.rsplit('/').next().unwrap_or(&file);
        if name.ends_with(".rlib") && !name.starts_with("libempty") {
            fs::copy(work.join(&file), libraries.join(name))?;
        }
    }
    let host_folder = new.join("lib/rustlib").join(host);
    fs::create_dir_all(host_folder.join("bin"))?;
    link(&sysroot.join("lib/rustlib").join(host).join("lib"), &host_folder.join("lib"))?;
    link(&linker(host)?, &host_folder.join("bin/rust-lld"))?;
    for part in ["etc", "src"] {
        let there = sysroot.join("lib/rustlib").join(part);
        if there.exists() {
            link(&there, &new.join("lib/rustlib").join(part))?;
        }
    }
    script(&new.join("bin/rustc"), &format!("exec {RUSTC} --sysroot \"{}\" \"$@\"", own.display()))?;
    script(&new.join("bin/cargo"), &format!("exec {CARGO} \"$@\""))?;
    let _ = fs::remove_dir_all(own);
    fs::rename(&new, own)?;
    fs::remove_dir_all(&work)?;
    Ok(())
}

/// rustup's own lld, or the system's.
fn linker(host: &str) -> Result<PathBuf> {
    let sysroot = quietly(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let own = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    if own.is_file() {
        return Ok(own);
    }
    setup::debian_packages(&["lld"], "a linker for wasm (lld)")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| [folder.join("lld"), folder.join("wasm-ld")])
        .find(|file| file.is_file());
    found.context("no linker for wasm was found: install lld")
}

#[cfg(unix)]
fn link(target: &Path, place: &Path) -> Result<()> {
    std::os::unix::fs::symlink(target, place)
        .with_context(|| format!("{} could not be linked", place.display()))
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("a toolchain can be put together on Debian only: run rustup target add {TARGET}")
}

fn script(path: &Path, line: &str) -> Result<()> {
    write(path, format!("#!/bin/sh\n{line}\n").as_bytes())?;
    let made = quietly(Command::new("chmod").arg("+x").arg(path));
    if made.is_err() {
        bail!("{} could not be made executable", path.display());
    }
    Ok(())
}
