//! The crates that others wrote: all that Cargo.lock brings, and which of them are in what is shipped.
//!
//! Cargo is asked twice for each product. `cargo tree` knows which crates are really linked, since it unites features
//! as a build does and can leave out procedural macros; `cargo metadata` knows where they lie and what they say of themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::step::{answer, read_text};
use crate::toolchain::{self, TARGET, Toolchain};

/// A crate's name and version.
pub type Id = (String, String);

/// What crates are shipped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// The command line.
    Native,
    /// The site, the single file and the npm package, which share two wasm modules.
    Wasm,
}

impl Product {
    /// Both of them.
    pub const ALL: [Product; 2] = [Product::Native, Product::Wasm];

    /// Its name in the bill of materials.
    pub fn name(self) -> &'static str {
        match self {
            Product::Native => "native",
            Product::Wasm => "wasm",
        }
    }
}

/// A crate from a registry.
#[derive(Clone, Debug)]
pub struct Crate {
    pub name: String,
    pub version: String,
    /// The licence expression of its manifest; empty where there is none.
    pub licence: String,
    /// Where its sources lie.
    pub folder: PathBuf,
    /// The SHA-256 of its archive, by Cargo.lock.
    pub checksum: Option<String>,
    /// What it is shipped in; nothing for what only builds or tests.
    pub products: BTreeSet<Product>,
    /// The crates that it is built upon, shipped or not.
    pub needs: BTreeSet<Id>,
}

/// Every crate that is built, shipped or not, by name and version.
pub type Crates = BTreeMap<Id, Crate>;

/// Asks cargo about the project at `root`. Cargo fetches the sources that are not there yet.
pub fn crates(root: &Path) -> Result<Crates> {
    let checksums = checksums(&read_text(&root.join("Cargo.lock"))?);
    let host = toolchain::host("rustc")?;
    let mut crates = Crates::new();
    for (product, target) in Product::ALL.into_iter().zip([host.as_str(), TARGET]) {
        let ask = |words: &[&str]| {
            answer(Toolchain::Ordinary.cargo().args(words).args(["--quiet", "--locked"]).current_dir(root))
        };
        let metadata = ask(&["metadata", "--format-version", "1", "--filter-platform", target])?;
        // The engine carries the network, and with it all that the smaller module has.
        let linked = ask(&[
            &["tree", "--package", "ecglass", "--no-default-features", "--features", "network"][..],
            &["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}", "--target", target],
        ]
        .concat())?;
        for (id, mut found) in packages(&serde_json::from_str(&metadata)?)? {
            found.checksum = checksums.get(&id).cloned();
            let known = crates.entry(id).or_insert_with(|| found.clone());
            known.needs.extend(found.needs);
        }
        for id in names(&linked) {
            // What is not found is the project itself.
            if let Some(linked) = crates.get_mut(&id) {
                linked.products.insert(product);
            }
        }
    }
    Ok(crates)
}

/// Those of `crates` that are in any of `products`.
pub fn within<'a>(crates: &'a Crates, products: &[Product]) -> impl Iterator<Item = &'a Crate> {
    crates.values().filter(|one| products.iter().any(|product| one.products.contains(product)))
}

/// The lines of `cargo tree`: `name v1.2.3`, and what else it may say of a crate.
fn names(tree: &str) -> BTreeSet<Id> {
    tree.lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.to_string(), words.next()?.strip_prefix('v')?.to_string()))
        })
        .collect()
}

/// The checksums that Cargo.lock holds.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|package| {
            let field = |name: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
                Some(line.trim_end_matches('"').to_string())
            };
            Some(((field("name")?, field("version")?), field("checksum")?))
        })
        .collect()
}

/// What `cargo metadata` says of crates that come from elsewhere.
fn packages(metadata: &Value) -> Result<Crates> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut ids = BTreeMap::new();
    let mut crates = Crates::new();
    for package in list(&metadata["packages"]) {
        let id = (text(&package["name"]), text(&package["version"]));
        ids.insert(text(&package["id"]), id.clone());
        if package["source"].is_null() {
            continue;
        }
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let folder = manifest.parent().with_context(|| format!("cargo names no folder of {}", id.0))?;
        let one = Crate {
            name: id.0.clone(),
            version: id.1.clone(),
            licence: text(&package["license"]),
            folder: folder.to_path_buf(),
            checksum: None,
            products: BTreeSet::new(),
            needs: BTreeSet::new(),
        };
        crates.insert(id, one);
    }
    for node in list(&metadata["resolve"]["nodes"]) {
        let Some(one) = ids.get(&text(&node["id"])).and_then(|id| crates.get_mut(id)) else { continue };
        for needed in list(&node["deps"]) {
            // A kind that is not named is an ordinary one; others are for building and for testing.
            let is_ordinary = list(&needed["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            if let Some(id) = ids.get(&text(&needed["pkg"])).filter(|_| is_ordinary) {
                one.needs.insert(id.clone());
            }
        }
    }
    Ok(crates)
}

/// A crate for tests, shipped in the command line.
#[cfg(test)]
pub fn example(name: &str, licence: &str, folder: &Path) -> Crate {
    Crate {
        name: name.into(),
        version: "1.0.0".into(),
        licence: licence.into(),
        folder: folder.to_path_buf(),
        checksum: Some("ab".repeat(32)),
        products: [Product::Native].into(),
        needs: BTreeSet::new(),
    }
}

#[test]
fn cargo_names_what_is_linked_and_the_lock_file_its_checksums() {
    let tree = "ecglass v0.1.0 (/a/folder)\nserde v1.0.2\nserde v1.0.2 (*)\n";
    let names: Vec<String> =
        names(tree).into_iter().map(|(name, version)| format!("{name} {version}")).collect();
    assert_eq!(names, ["ecglass 0.1.0", "serde 1.0.2"]);
    let lock = "version = 4\n\n[[package]]\nname = \"ecglass\"\nversion = \"0.1.0\"\n\n\
                [[package]]\nname = \"serde\"\nversion = \"1.0.2\"\nsource = \"x\"\nchecksum = \"12ab\"\n";
    let sums = checksums(lock);
    assert_eq!(sums.len(), 1, "the project itself has no archive");
    assert_eq!(sums[&("serde".to_string(), "1.0.2".to_string())], "12ab");
}

#[test]
fn only_what_a_crate_runs_with_counts_as_needed() {
    let metadata = serde_json::json!({
        "packages": [
            { "id": "1", "name": "ours", "version": "0.1.0", "license": "MIT", "source": null, "manifest_path": "/p/Cargo.toml" },
            { "id": "2", "name": "a", "version": "1.0.0", "license": "MIT", "source": "registry", "manifest_path": "/r/a/Cargo.toml" },
            { "id": "3", "name": "b", "version": "2.0.0", "license": null, "source": "registry", "manifest_path": "/r/b/Cargo.toml" },
            { "id": "4", "name": "c", "version": "3.0.0", "license": "MIT", "source": "registry", "manifest_path": "/r/c/Cargo.toml" },
        ],
        "resolve": { "nodes": [{ "id": "2", "deps": [
            { "pkg": "3", "dep_kinds": [{ "kind": "dev" }, { "kind": null }] },
            { "pkg": "4", "dep_kinds": [{ "kind": "build" }] },
        ] }] },
    });
    let crates = packages(&metadata).unwrap();
    let names: Vec<&str> = crates.values().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let a = &crates[&("a".to_string(), "1.0.0".to_string())];
    assert_eq!(a.folder, Path::new("/r/a"));
    assert_eq!(a.needs, [("b".to_string(), "2.0.0".to_string())].into());
    assert_eq!(crates[&("b".to_string(), "2.0.0".to_string())].licence, "");
}
