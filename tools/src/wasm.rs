//! The two wasm modules and the glue that wasm-bindgen writes for them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::step::{quietly, step};
use crate::toolchain::{TARGET, Toolchain, nameless};
use crate::tree;

/// A module: its name and what the crate must carry for it.
struct Module {
    name: &'static str,
    features: &'static [&'static str],
    takes: &'static str,
}

/// `view` reads, cuts, scores and draws; `engine` runs networks too.
const MODULES: [Module; 2] = [
    Module { name: "view", features: &[], takes: "about a minute" },
    Module { name: "engine", features: &["network"], takes: "five to ten minutes the first time" },
];

/// Where the glue for ES modules goes: the page and its workers import it from here.
pub const GLUE: &str = "www/pkg";

/// Where the glue for classic scripts goes, which the single file is made with.
pub const CLASSIC: &str = "target/wasm/classic";

/// Everything that a module is compiled from; the command line is not part of it.
fn sources(root: &Path) -> Result<Vec<String>> {
    let mut files = tree::files(root, "src")?;
    files.retain(|file| file != "src/main.rs");
    files.extend(["Cargo.toml".into(), "Cargo.lock".into()]);
    Ok(files)
}

/// Builds what is not built yet. Fingerprints decide, so that an unchanged tree costs a moment.
pub fn build(root: &Path) -> Result<()> {
    let sources = tree::fingerprint(root, &sources(root)?, include_str!("wasm.rs"))?;
    let stamp = |module: &Module| root.join(GLUE).join(format!(".{}-stamp", module.name));
    let is_fresh =
        |module: &Module| fs::read_to_string(stamp(module)).is_ok_and(|stamped| stamped == sources);
    for module in MODULES.iter().filter(|module| !is_complete(root, module)) {
        // Somebody cleaned up, here or there: what the stamp says is no longer so.
        let _ = fs::remove_file(stamp(module));
    }
    if MODULES.iter().all(is_fresh) {
        return Ok(());
    }
    let toolchain = Toolchain::find()?;
    for module in &MODULES {
        tree::unless_stamped(&stamp(module), &sources, || {
            let wasm = step(&format!("compiling {} to wasm ({})", module.name, module.takes), || {
                compile(root, &toolchain, module)
            })?;
            step(&format!("writing the glue of {}", module.name), || bind(root, module, &wasm))
        })?;
    }
    Ok(())
}

/// Whether everything that `bind` writes for a module is there.
fn is_complete(root: &Path, module: &Module) -> bool {
    let files = [
        format!("{GLUE}/{}.js", module.name),
        format!("{GLUE}/{}_bg.wasm", module.name),
        format!("{CLASSIC}/{}.js", module.name),
    ];
    files.iter().all(|file| root.join(file).is_file())
}

/// The crate as a wasm file. `cargo rustc --crate-type` instead of a crate type in Cargo.toml: a library that is
/// `cdylib` and `rlib` at once is built without link-time optimisation, silently.
fn compile(root: &Path, toolchain: &Toolchain, module: &Module) -> Result<PathBuf> {
    let folder = root.join("target/wasm");
    let mut flags = vec!["-Ctarget-feature=+simd128".to_string()];
    flags.extend(nameless(root));
    let mut cargo = toolchain.cargo();
    cargo
        .current_dir(root)
        .args(["rustc", "--package", "ecglass", "--lib", "--crate-type", "cdylib", "--profile", "dist"])
        .args(["--locked", "--target", TARGET, "--no-default-features"])
        .arg(format!("--features={}", module.features.join(",")))
        .arg("--target-dir")
        .arg(&folder)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    quietly(&mut cargo)?;
    Ok(folder.join(TARGET).join("dist/ecglass.wasm"))
}

/// wasm-bindgen's work, by its library: once for ES modules, once for classic scripts.
fn bind(root: &Path, module: &Module, wasm: &Path) -> Result<()> {
    for (folder, classic) in [(GLUE, false), (CLASSIC, true)] {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(wasm).out_name(module.name).typescript(!classic);
        bindgen.remove_name_section(true).remove_producers_section(true);
        if classic {
            bindgen.no_modules(true)?
        } else {
            bindgen.web(true)?
        };
        bindgen
            .generate(root.join(folder))
            .with_context(|| format!("wasm-bindgen could not read {}", module.name))?;
    }
    Ok(())
}
