//! `target/release-files/`: what a release hands out, beside the licences, the bill of materials and the checksums.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::sbom::{self, Release};
use crate::shipped::{self, Crates, Product};
use crate::step::{answer, quietly, step, write};
use crate::toolchain::{self, Toolchain};
use crate::tree::{self, hex};
use crate::{licences, npm, package, wasm};

/// What was built, wherever it lies.
struct Built<'a> {
    version: &'a str,
    /// The target of the command line.
    target: &'a str,
    site: &'a Path,
    tarball: &'a Path,
    binary: &'a Path,
    /// The licences of Rust's standard library, where the toolchain brings them.
    standard_library: Option<&'a Path>,
    /// The releases of the compilers that made each product.
    compilers: [(Product, String); 2],
    /// When, in seconds since 1970: that of the sources, so that the same ones make the same files.
    time: u64,
}

/// Builds everything and writes the folder.
pub fn build(root: &Path) -> Result<()> {
    wasm::build(root)?;
    let site = root.join("dist");
    package::build(root, &site)?;
    let tarball = npm::build(root)?;
    let target = toolchain::host("rustc")?;
    let binary = step("compiling the command line (some minutes the first time)", || native(root, &target))?;
    let crates = shipped::crates(root)?;
    let version = tree::version(root)?;
    let sysroot = answer(Command::new("rustc").args(["--print", "sysroot"]))?;
    let copyright = Path::new(sysroot.trim()).join("share/doc/rust/COPYRIGHT-library.html");
    let built = Built {
        version: &version,
        target: &target,
        site: &site,
        tarball: &tarball,
        binary: &binary,
        standard_library: copyright.is_file().then_some(&copyright),
        compilers: [
            (Product::Native, toolchain::release("rustc")?),
            (Product::Wasm, toolchain::release(&Toolchain::find()?.rustc())?),
        ],
        time: sbom::time(root)?,
    };
    if built.standard_library.is_none() {
        eprintln!("  left out: {} is not there, it comes with rustup's toolchains", copyright.display());
    }
    let folder = root.join("target/release-files");
    let files = collect(root, &crates, &built)?;
    deliver(&folder, &files)?;
    let changed = quietly(Command::new("git").args(["status", "--porcelain"]).current_dir(root));
    if changed.is_ok_and(|text| !text.trim().is_empty()) {
        eprintln!("\n  The tree has changes that no commit holds: this is a try, and no release.");
    }
    Ok(())
}

/// The command line, from the profile that it is used with: the one for wasm ends at a panic, which the command line reports.
fn native(root: &Path, target: &str) -> Result<PathBuf> {
    let folder = root.join("target/native");
    let mut cargo = Toolchain::Ordinary.cargo();
    cargo
        .current_dir(root)
        .args(["build", "--package", "ecglass", "--bin", "ecglass", "--release", "--locked"])
        // A target that is named keeps the flags away from build scripts.
        .args(["--target", target, "--target-dir"])
        .arg(&folder)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", toolchain::nameless(root).join("\x1f"));
    quietly(&mut cargo)?;
    Ok(folder.join(target).join("release").join(format!("ecglass{}", std::env::consts::EXE_SUFFIX)))
}

/// The files of a release, in the order in which they are told; their checksums last.
fn collect(root: &Path, crates: &Crates, built: &Built) -> Result<Vec<(String, Vec<u8>)>> {
    let bytes = |path: &Path| fs::read(path).with_context(|| format!("{} could not be read", path.display()));
    let stem = format!("ecglass-{}", built.version);
    let mut files = vec![
        (format!("{stem}-site.zip"), zipped(built.site)?),
        ("ecglass.html".into(), bytes(&built.site.join("ecglass.html"))?),
        (format!("{stem}.tgz"), bytes(built.tarball)?),
        (format!("{stem}-{}{}", built.target, std::env::consts::EXE_SUFFIX), bytes(built.binary)?),
    ];
    let sums = |files: &[(String, Vec<u8>)]| -> Vec<(String, String)> {
        files.iter().map(|(name, bytes)| (name.clone(), hex(&Sha256::digest(bytes)))).collect()
    };
    let products = sums(&files);
    files.push(("LICENSES.txt".into(), licences::notices(root, crates, &Product::ALL)?.into_bytes()));
    if let Some(path) = built.standard_library {
        files.push(("LICENSES-rust-std.html".into(), bytes(path)?));
    }
    let release =
        Release { version: built.version, time: built.time, compilers: &built.compilers, files: &products };
    files.push(("sbom.cdx.json".into(), sbom::bill(root, crates, &release)?.into_bytes()));
    let lines: String = sums(&files).iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
    files.push(("SHA256SUMS".into(), lines.into_bytes()));
    Ok(files)
}

/// Writes the files into a folder that has nothing else in it, and says so.
fn deliver(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    eprintln!("\n  {:<52}{:>12}", folder.display(), "bytes");
    for (name, bytes) in files {
        write(&folder.join(name), bytes)?;
        eprintln!("  {name:<52}{:>12}", bytes.len());
    }
    Ok(())
}

/// A folder as an archive that hangs on names and contents alone.
fn zipped(folder: &Path) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in tree::files(folder, "")? {
        let is_packed = name.ends_with(".gz") || name.ends_with(".br");
        let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        // The earliest date that an archive can say.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        archive.start_file(&name, options)?;
        archive.write_all(&fs::read(folder.join(&name))?)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::shipped::example;

    /// Small stand-ins for what takes minutes to build, in a folder of their own.
    fn fixture(name: &str) -> PathBuf {
        let folder = tree::scratch(&format!("release-{name}"));
        for (path, text) in [
            ("dist/index.html", "a page"),
            ("dist/assets/a.js", "a script"),
            ("dist/assets/a.js.gz", "packed"),
            ("dist/ecglass.html", "the single file"),
            ("npm.tgz", "a tarball"),
            ("bin", "a program"),
            ("crate/LICENSE", include_str!("../licences/MIT.txt")),
            ("std.html", "what Rust says"),
        ] {
            write(&folder.join(path), text.as_bytes()).unwrap();
        }
        folder
    }

    fn collected(name: &str) -> Vec<(String, Vec<u8>)> {
        let folder = fixture(name);
        let built = Built {
            version: "1.2.3",
            target: "some-target",
            site: &folder.join("dist"),
            tarball: &folder.join("npm.tgz"),
            binary: &folder.join("bin"),
            standard_library: Some(&folder.join("std.html")),
            compilers: Product::ALL.map(|product| (product, "1.91.0".to_string())),
            time: 1_700_000_000,
        };
        let one = example("one", "MIT", &folder.join("crate"));
        let crates = [((one.name.clone(), one.version.clone()), one)].into();
        collect(&tree::root().unwrap(), &crates, &built).unwrap()
    }

    #[test]
    fn every_file_is_there_under_its_name_and_its_sum_is_true() {
        let files = collected("sums");
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let binary = format!("ecglass-1.2.3-some-target{}", std::env::consts::EXE_SUFFIX);
        assert_eq!(
            names,
            [
                "ecglass-1.2.3-site.zip",
                "ecglass.html",
                "ecglass-1.2.3.tgz",
                &binary,
                "LICENSES.txt",
                "LICENSES-rust-std.html",
                "sbom.cdx.json",
                "SHA256SUMS"
            ]
        );
        let (sums, others) = files.split_last().unwrap();
        let sums = String::from_utf8(sums.1.clone()).unwrap();
        let expected: String =
            others.iter().map(|(name, bytes)| format!("{}  {name}\n", hex(&Sha256::digest(bytes)))).collect();
        assert_eq!(sums, expected);
        // By: printf 'the single file' | sha256sum
        assert!(
            sums.contains("9275d8e3ac1b839ab04a3fe7788ca2d0c80e1d3dad75f237976ec5c172282bd9  ecglass.html\n"),
            "{sums}"
        );
        let bill = String::from_utf8(others.last().unwrap().1.clone()).unwrap();
        assert!(
            bill.contains("9275d8e3ac1b839ab04a3fe7788ca2d0c80e1d3dad75f237976ec5c172282bd9"),
            "the bill tells the same sums"
        );
    }

    #[test]
    fn the_same_files_make_the_same_archive_and_all_come_out_again() {
        let (first, second) = (collected("first"), collected("second"));
        assert!(first == second, "something in a release hangs on where or when it was made");
        let mut archive = zip::ZipArchive::new(Cursor::new(&first[0].1)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["assets/a.js", "assets/a.js.gz", "ecglass.html", "index.html"]);
        let mut page = String::new();
        let mut entry = archive.by_name("index.html").unwrap();
        assert_eq!(entry.last_modified(), Some(DateTime::default()));
        entry.read_to_string(&mut page).unwrap();
        assert_eq!(page, "a page");
    }
}
