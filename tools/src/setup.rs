//! What the machine must have: found, or installed where that is possible, or asked for in one sentence.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::step::{is_installed, quietly, step};

/// Installs those of `packages` that are missing. `what` is what a person without apt has to see to.
pub fn debian_packages(packages: &[&str], what: &str) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !has_package(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let can_sudo = || is_installed("sudo") && quietly(Command::new("sudo").args(["-n", "true"])).is_ok();
    if !is_installed("apt-get") || !(is_root || can_sudo()) {
        bail!("{what} is missing. Install it, on Debian with: sudo apt-get install {}", missing.join(" "));
    }
    let apt = |arguments: &[&str]| {
        let mut command = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        quietly(command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    step(&format!("installing {}", missing.join(", ")), || {
        // An old or absent list of packages is no obstacle: it is fetched only where the first attempt fails.
        let install = [&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat();
        if apt(&install).is_err() {
            apt(&["update"])?;
            apt(&install)?;
        }
        Ok(())
    })
}

fn has_package(package: &str) -> bool {
    is_installed("dpkg-query")
        && quietly(Command::new("dpkg-query").args(["-W", "-f=${Status}", package]))
            .is_ok_and(|status| status.contains("ok installed"))
}

/// Node.js 20 or newer.
pub fn node() -> Result<()> {
    let version = || quietly(Command::new("node").arg("--version")).unwrap_or_default();
    let major = |text: &str| {
        text.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok())
    };
    if major(&version()).is_none() {
        debian_packages(&["nodejs", "npm"], "Node.js")?;
    }
    match major(&version()) {
        Some(20..) => Ok(()),
        Some(old) => bail!("Node.js {old} is too old for the page's tests: install Node.js 20 or newer"),
        None => bail!("Node.js is missing: install Node.js 20 or newer"),
    }
}

/// The browsers and what drives them.
pub fn browsers() -> Result<()> {
    debian_packages(
        &["chromium", "firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"],
        "a browser to test in (Chromium, Firefox ESR, WebKitGTK's driver with Xvfb)",
    )
}

/// A Python that can make environments.
pub fn python() -> Result<()> {
    let has_venv = || quietly(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok();
    if !has_venv() {
        debian_packages(&["python3", "python3-venv"], "Python 3 with venv")?;
    }
    if has_venv() { Ok(()) } else { bail!("Python 3 with venv is missing: install it") }
}

/// The packages of `tests/package-lock.json`, installed once for each state of that file.
pub fn node_packages(root: &Path) -> Result<()> {
    locked_packages(root, "tests", "the tests' Node packages")
}

/// What the package's example for Vite is built with.
pub fn vite(root: &Path) -> Result<()> {
    locked_packages(root, "npm/examples/vite", "Vite")
}

fn locked_packages(root: &Path, folder: &str, what: &str) -> Result<()> {
    node()?;
    let papers = ["package.json", "package-lock.json"].map(|file| format!("{folder}/{file}"));
    let lock = crate::tree::fingerprint(root, &papers, "")?;
    let stamp = root.join(folder).join("node_modules/.ecglass-stamp");
    crate::tree::unless_stamped(&stamp, &lock, || {
        step(&format!("installing {what}"), || {
            quietly(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
                    .current_dir(root.join(folder)),
            )
        })?;
        Ok(())
    })?;
    Ok(())
}
