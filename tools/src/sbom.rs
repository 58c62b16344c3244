//! The software bill of materials: what is in the released files, as CycloneDX 1.5 in JSON.
//!
//! The same sources make the same bytes: there is no serial number, and the time is that of the commit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::licences;
use crate::shipped::{Crate, Crates, Product, within};
use crate::step::answer;
use crate::tree::{self, hex};

/// What is asked beside the crates.
pub struct Release<'a> {
    pub version: &'a str,
    /// Seconds since 1970.
    pub time: u64,
    /// The releases of the compilers whose standard library is in each product.
    pub compilers: &'a [(Product, String)],
    /// The released files: names and SHA-256.
    pub files: &'a [(String, String)],
}

/// The bill, as text.
pub fn bill(root: &Path, crates: &Crates, release: &Release) -> Result<String> {
    let own = format!("pkg:generic/ecglass@{}", release.version);
    let mut components = Vec::new();
    let mut depends = vec![json!({
        "ref": own,
        "dependsOn": within(crates, &Product::ALL).map(purl).collect::<Vec<_>>(),
    })];
    for one in within(crates, &Product::ALL) {
        components.push(component(one)?);
        let shipped =
            one.needs.iter().filter_map(|id| crates.get(id)).filter(|needed| !needed.products.is_empty());
        depends.push(json!({ "ref": purl(one), "dependsOn": shipped.map(purl).collect::<Vec<_>>() }));
    }
    components.extend(standard_libraries(release.compilers));
    components.extend(files(root)?);
    let released = release.files.iter().map(|(name, sum)| {
        json!({ "type": "file", "bom-ref": format!("file:{name}"), "name": name, "hashes": hashes(sum) })
    });
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": date(release.time),
            "tools": { "components": [{ "type": "application", "name": "ecglass-tools", "version": env!("CARGO_PKG_VERSION") }] },
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "ecglass",
                "version": release.version,
                "purl": own,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "components": released.collect::<Vec<_>>(),
            },
        },
        "components": components,
        "dependencies": depends,
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

/// A crate's name in the world.
fn purl(one: &Crate) -> String {
    // Of what a version may hold, only what follows a plus sign has to be written otherwise.
    format!("pkg:cargo/{}@{}", one.name, one.version.replace('+', "%2B"))
}

fn hashes(sha256: &str) -> Value {
    json!([{ "alg": "SHA-256", "content": sha256 }])
}

/// In what something is shipped, for which CycloneDX has no word of its own.
fn properties(products: &BTreeSet<Product>) -> Value {
    products.iter().map(|product| json!({ "name": "ecglass:shipped-in", "value": product.name() })).collect()
}

fn component(one: &Crate) -> Result<Value> {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(one),
        "name": one.name,
        "version": one.version,
        "purl": purl(one),
        "licenses": [{ "expression": licences::expression(one)? }],
        "scope": "required",
        "properties": properties(&one.products),
    });
    if let Some(checksum) = &one.checksum {
        component["hashes"] = hashes(checksum);
    }
    Ok(component)
}

/// Rust's standard library, once for each release of it.
fn standard_libraries(compilers: &[(Product, String)]) -> Vec<Value> {
    let releases: BTreeSet<&String> = compilers.iter().map(|(_, release)| release).collect();
    let library = |release: &String| {
        let products =
            compilers.iter().filter(|(_, other)| other == release).map(|(product, _)| *product).collect();
        json!({
            "type": "library",
            "bom-ref": format!("pkg:generic/rust-std@{release}"),
            "name": "rust-std",
            "version": release,
            "purl": format!("pkg:generic/rust-std@{release}"),
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            "scope": "required",
            "properties": properties(&products),
        })
    };
    releases.into_iter().map(library).collect()
}

/// The fonts and the models: files that lie in the tree.
fn files(root: &Path) -> Result<Vec<Value>> {
    let kinds = [("www/fonts", ".ttf", "data", "OFL-1.1"), ("models", ".onnx", "machine-learning-model", "")];
    let mut components = Vec::new();
    for (folder, end, kind, licence) in kinds {
        for path in tree::files(root, folder)?.into_iter().filter(|path| path.ends_with(end)) {
            let bytes = fs::read(root.join(&path)).with_context(|| format!("{path} could not be read"))?;
            let licence = match licence {
                "" => json!([{ "expression": "MIT OR Apache-2.0" }]),
                id => json!([{ "license": { "id": id } }]),
            };
            components.push(json!({
                "type": kind,
                "bom-ref": format!("file:{path}"),
                "name": path,
                "licenses": licence,
                "hashes": hashes(&hex(&Sha256::digest(bytes))),
            }));
        }
    }
    Ok(components)
}

/// The time that what is released says of itself: `SOURCE_DATE_EPOCH`, or that of the last commit.
pub fn time(root: &Path) -> Result<u64> {
    let asked = std::env::var("SOURCE_DATE_EPOCH").ok();
    let said = match asked.filter(|text| !text.is_empty()) {
        Some(text) => text,
        None => answer(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root))
            .context("the time of the last commit is not known here: set SOURCE_DATE_EPOCH")?,
    };
    said.trim().parse().with_context(|| {
        format!("\"{}\" is no time: SOURCE_DATE_EPOCH is in seconds since 1970", said.trim())
    })
}

/// Seconds since 1970 as a date and a time in UTC.
fn date(seconds: u64) -> String {
    let (mut days, time) = (seconds / 86_400, seconds % 86_400);
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}T{:02}:{:02}:{:02}Z", days + 1, time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped::example;

    #[test]
    fn the_bill_names_what_is_shipped_with_its_licence_its_hash_and_what_it_needs() {
        let root = tree::root().unwrap();
        let mut user = example("user", "MIT/Apache-2.0", Path::new("."));
        let mut plus = example("used", "MIT", Path::new("."));
        plus.version = "1.0.0+spec".into();
        let mut builder = example("builder", "MIT", Path::new("."));
        builder.products.clear();
        let id = |one: &Crate| (one.name.clone(), one.version.clone());
        user.needs = [id(&plus), id(&builder)].into();
        let crates: Crates = [user, plus, builder].map(|one| (id(&one), one)).into();
        let files = [("ecglass.html".to_string(), "cd".repeat(32))];
        let compilers = Product::ALL.map(|product| (product, "1.91.0".to_string()));
        let release = Release { version: "0.1.0", time: 0, compilers: &compilers, files: &files };
        let text = bill(&root, &crates, &release).unwrap();
        assert_eq!(text, bill(&root, &crates, &release).unwrap(), "nothing in it is left to chance");

        let bill: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&json!("CycloneDX"), &json!("1.5")));
        assert_eq!(bill["metadata"]["timestamp"], "1970-01-01T00:00:00Z");
        let released = &bill["metadata"]["component"]["components"][0];
        assert_eq!((&released["name"], &released["hashes"]), (&json!("ecglass.html"), &hashes(&files[0].1)));
        let named = |name: &str| {
            bill["components"].as_array().unwrap().iter().find(|component| component["name"] == name).cloned()
        };
        let user = named("user").unwrap();
        assert_eq!(user["purl"], "pkg:cargo/user@1.0.0");
        assert_eq!(user["licenses"], json!([{ "expression": "MIT OR Apache-2.0" }]));
        assert_eq!(user["hashes"], hashes(&"ab".repeat(32)));
        assert_eq!(user["properties"], json!([{ "name": "ecglass:shipped-in", "value": "native" }]));
        assert_eq!(named("builder"), None);
        assert_eq!(named("rust-std").unwrap()["properties"].as_array().unwrap().len(), 2);
        let needs =
            bill["dependencies"].as_array().unwrap().iter().find(|one| one["ref"] == user["purl"]).unwrap();
        assert_eq!(needs["dependsOn"], json!(["pkg:cargo/used@1.0.0%2Bspec"]));

        // The sum is the one that the model's own papers hold.
        let papers = crate::step::read_text(&root.join("models/beat-cnn/spec.json")).unwrap();
        let papers: Value = serde_json::from_str(&papers).unwrap();
        let model = named("models/beat-cnn/model.onnx").unwrap();
        assert_eq!(model["hashes"], hashes(papers["sha256"].as_str().unwrap()));
        assert_eq!(
            named("www/fonts/inter-bold.ttf").unwrap()["licenses"],
            json!([{ "license": { "id": "OFL-1.1" } }])
        );
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        // By: date -u -d @SECONDS +%FT%TZ
        for (seconds, expected) in [
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_735_689_600, "2025-01-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(date(seconds), expected);
        }
    }
}
