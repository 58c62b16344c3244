//! `target/npm/`: the npm package, a folder that is laid out as the tree is, and the tarball that npm packs of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bundle::{self, Sources};
use crate::step::{quietly, read_text, step, write};
use crate::wasm::GLUE;
use crate::{licences, setup, tree};

/// The networks that travel in the package: those that classify where nobody chose others.
const MODELS: [&str; 2] = ["beat-rhythm", "beat-cnn"];

/// Bytes that the tarball may have.
const BUDGET: u64 = 5_000_000;

/// The line of `npm/package.json` that the version goes into.
const VERSION: &str = "\"version\": \"0.0.0\"";

/// Writes the package and packs it, if anything that it is made of has changed. Says where the tarball lies.
pub fn build(root: &Path) -> Result<PathBuf> {
    setup::node()?;
    let inputs = ["npm", "www", "models", "LICENSE", "Cargo.toml", "Cargo.lock"];
    let version = concat!(include_str!("npm.rs"), include_str!("licences.rs"), include_str!("shipped.rs"));
    let fingerprint = tree::fingerprint(root, &inputs, version)?;
    let folder = root.join("target/npm");
    let tarball = folder.join(format!("ecglass-{}.tgz", tree::version(root)?));
    let stamp = folder.join("stamp");
    if !tarball.is_file() {
        let _ = fs::remove_file(&stamp);
    }
    tree::unless_stamped(&stamp, &fingerprint, || {
        let _ = fs::remove_dir_all(&folder);
        let package = folder.join("package");
        step("packaging for npm", || {
            lay_out(root, &package)?;
            let pack = ["pack", "--ignore-scripts", "--pack-destination", ".."];
            quietly(Command::new("npm").args(pack).current_dir(&package))
        })?;
        let size =
            fs::metadata(&tarball).with_context(|| format!("npm did not write {}", tarball.display()))?.len();
        eprintln!("  {} has {size} bytes", tarball.strip_prefix(root).unwrap_or(&tarball).display());
        if size > BUDGET { bail!("over budget: the npm package may have {BUDGET} bytes") } else { Ok(()) }
    })?;
    Ok(tarball)
}

/// Copies what the package needs to where it lies in the tree, so that no address has to be written anew; only its papers go to the top.
fn lay_out(root: &Path, package: &Path) -> Result<()> {
    let manifest = read_text(&root.join("npm/package.json"))?;
    if !manifest.contains(VERSION) {
        bail!("npm/package.json: the line that the version goes into was not found");
    }
    let manifest = manifest.replace(VERSION, &format!("\"version\": \"{}\"", tree::version(root)?));
    write(&package.join("package.json"), manifest.as_bytes())?;
    for (from, to) in [("npm/README.md", "README.md"), ("LICENSE", "LICENSE")] {
        write(&package.join(to), read_text(&root.join(from))?.as_bytes())?;
    }
    write(&package.join("LICENSES.txt"), licences::of_the_page(root)?.as_bytes())?;
    for path in parts(root)? {
        let bytes = fs::read(root.join(&path)).with_context(|| format!("{path} could not be read"))?;
        write(&package.join(&path), &bytes)?;
    }
    Ok(())
}

/// The files of the package by their path in the tree: its own, the page's modules that these import, and what they fetch.
fn parts(root: &Path) -> Result<BTreeSet<String>> {
    let mut parts: BTreeSet<String> = ["www/types.d.ts".to_string()].into();
    parts.extend(["view", "engine"].map(|module| format!("{GLUE}/{module}_bg.wasm")));
    parts.extend(["regular", "bold"].map(|face| format!("www/fonts/inter-{face}.ttf")));
    parts.insert("www/fonts/OFL.txt".to_string());
    for model in MODELS {
        parts.extend(["model.onnx", "spec.json", "CARD.md"].map(|file| format!("models/{model}/{file}")));
    }
    let mut sources = Sources::new();
    for path in tree::files(root, "www")?.into_iter().filter(|path| path.ends_with(".js")) {
        sources.insert(path.clone(), read_text(&root.join(&path))?);
    }
    let own = tree::files(root, "npm")?.into_iter().filter(|path| path.matches('/').count() == 1);
    for path in own.filter(|path| path.ends_with(".js") || path.ends_with(".d.ts")) {
        for entry in entries(&read_text(&root.join(&path))?) {
            parts.extend(bundle::order(&sources, &entry)?);
        }
        parts.insert(path);
    }
    Ok(parts)
}

/// The modules of the page that a module of the package names, whether it imports them or starts a worker with them.
fn entries(source: &str) -> BTreeSet<String> {
    let quoted = source.split(['\'', '`']).filter_map(|text| text.strip_prefix("../www/"));
    quoted
        .map(|path| path.split('?').next().unwrap_or(path))
        // The types are no module, though TypeScript calls them one.
        .filter(|path| path.ends_with(".js") && *path != "types.js")
        .map(|path| format!("www/{path}"))
        .collect()
}

#[test]
fn what_a_module_names_of_the_page_goes_with_it() {
    let source = "import { a } from '../www/a.js';\nimport { b } from './b.js';\n/** @import { T } from '../www/types.js' */\n\
                  new URL('../www/worker.js', import.meta.url); import(`../www/c.js?desk=1`); '../www/pkg/view_bg.wasm'";
    let found: Vec<String> = entries(source).into_iter().collect();
    assert_eq!(found, ["www/a.js", "www/c.js", "www/worker.js"]);
}
