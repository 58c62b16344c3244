//! `dist/`: the site under hashed names with compressed neighbours, and the single file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::bundle::{self, Sources};
use crate::licences;
use crate::step::{read_text, step, write};
use crate::tree::{self, hex};
use crate::wasm::{CLASSIC, GLUE};

/// What the site is made of, beside `index.html`.
const INPUTS: [&str; 7] = ["index.html", "www", "models", CLASSIC, "LICENSE", "Cargo.toml", "Cargo.lock"];

/// Where the site has its licence and those of what others wrote; the single file has them in a block of that name.
const NOTICES: &str = "LICENSES.txt";

/// Bytes that each product may have, and how they are counted.
const BUDGETS: [(&str, Measure, usize); 3] = [
    ("view_bg.wasm", Measure::Raw, 2_220_000),
    ("engine_bg.wasm", Measure::Brotli, 1_890_000),
    ("ecglass.html", Measure::Raw, 17_300_000),
];

#[derive(Clone, Copy, PartialEq)]
enum Measure {
    Raw,
    Brotli,
}

/// Writes `dist/` if anything that it is made of has changed.
pub fn build(root: &Path, site: &Path) -> Result<()> {
    let version = concat!(
        include_str!("package.rs"),
        include_str!("bundle.rs"),
        include_str!("licences.rs"),
        include_str!("shipped.rs")
    );
    let inputs = tree::fingerprint(root, &INPUTS, version)?;
    let stamp = root.join("target/dist-stamp");
    if !site.is_dir() {
        let _ = fs::remove_file(&stamp);
    }
    tree::unless_stamped(&stamp, &inputs, || {
        let new = site.with_extension("new");
        let _ = fs::remove_dir_all(&new);
        let notices = licences::of_the_page(root)?;
        step("packaging the site", || Site::read(root)?.write(root, &notices, &new))?;
        step("packaging the single file", || {
            write(&new.join("ecglass.html"), single_file(root, &notices)?.as_bytes())
        })?;
        step("compressing (gzip 9, brotli 11)", || compress(&new))?;
        let _ = fs::remove_dir_all(site);
        fs::rename(&new, site)?;
        print_sizes(site)
    })?;
    Ok(())
}

/// The files that a site needs, by their path in the tree.
fn parts(root: &Path) -> Result<Vec<String>> {
    let mut parts = tree::files(root, "www")?;
    parts.extend(tree::files(root, "models")?);
    parts.retain(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let of_a_model = path.starts_with("models/")
            && ["model.onnx", "critic.onnx", "spec.json", "CARD.md"].contains(&name);
        let of_the_page = path.starts_with("www/")
            && !path.ends_with(".d.ts")
            && !name.starts_with('.')
            && ![
                "assets-inline.js",
                "sw.js",
                "manifest.webmanifest",
                "package.json",
                "tsconfig.json",
                "README.md",
                "types.js",
            ]
            .contains(&name);
        of_a_model || of_the_page
    });
    Ok(parts)
}

/// Files under their hosted names.
struct Site {
    /// Path in the tree → path in the site.
    names: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Hashes leaves first, then the scripts, each after those whose names it carries.
    fn read(root: &Path) -> Result<Site> {
        let mut site = Site { names: BTreeMap::new(), files: BTreeMap::new() };
        let parts = parts(root)?;
        let (scripts, leaves): (Vec<_>, Vec<_>) = parts.into_iter().partition(|path| path.ends_with(".js"));
        for path in leaves {
            let bytes = fs::read(root.join(&path)).with_context(|| format!("{path} could not be read"))?;
            site.add(&path, bytes);
        }
        let mut sources = Sources::new();
        for path in scripts {
            sources.insert(path.clone(), read_text(&root.join(&path))?);
        }
        // The worker comes first, since assets.js carries its name.
        for entry in ["www/worker.js", "www/main.js"] {
            for path in bundle::order(&sources, entry)? {
                if !site.names.contains_key(&path) {
                    let script = site.renamed(&path, &sources[&path])?;
                    site.add(&path, script.into_bytes());
                }
            }
        }
        Ok(site)
    }

    fn add(&mut self, path: &str, bytes: Vec<u8>) {
        let name = hashed_name(path, &bytes);
        self.files.insert(name.clone(), bytes);
        self.names.insert(path.to_string(), name);
    }

    /// A script with the hosted names of what it imports; assets.js with the names of everything.
    fn renamed(&self, path: &str, source: &str) -> Result<String> {
        let mut script = String::new();
        for line in source.lines() {
            match bundle::import(line) {
                Some(import) => {
                    let target = bundle::resolve(path, import.from)?;
                    let name = self
                        .names
                        .get(&target)
                        .with_context(|| format!("{path} imports {target}, which is not there"))?;
                    script += &line.replace(import.from, &format!("./{}", beside(name)));
                }
                None if path == "www/assets.js" && line == "const NAMES = {};" => {
                    let names: BTreeMap<&str, &str> =
                        self.names.iter().map(|(path, name)| (path.as_str(), beside(name))).collect();
                    script += &format!("const NAMES = {};", serde_json::to_string(&names)?);
                }
                None => script += line,
            }
            script.push('\n');
        }
        if path == "www/assets.js" && script.contains("const NAMES = {};") {
            bail!("{path}: the line that the names go into was not found");
        }
        Ok(script)
    }

    fn write(mut self, root: &Path, notices: &str, folder: &Path) -> Result<()> {
        let manifest = read_text(&root.join("www/manifest.webmanifest"))?;
        let icon = self.names.get("www/icon.svg").context("www/icon.svg is not there")?;
        let manifest = manifest.replace("\"icon.svg\"", &format!("\"{icon}\"")).replace("\"../\"", "\"./\"");
        let mut page =
            read_text(&root.join("index.html"))?.replace("www/manifest.webmanifest", "manifest.webmanifest");
        for (path, name) in &self.names {
            page = page.replace(&format!("\"{path}\""), &format!("\"{name}\""));
        }
        if let Some(rest) = page.split("=\"www/").nth(1) {
            bail!(
                "index.html names www/{}, which is not part of the site",
                rest.split('"').next().unwrap_or_default()
            );
        }
        self.files.insert("manifest.webmanifest".into(), manifest.into_bytes());
        self.files.insert("index.html".into(), page.into_bytes());
        self.files.insert(NOTICES.into(), notices.as_bytes().to_vec());
        let keeper = self.service_worker(&read_text(&root.join("www/sw.js"))?)?;
        self.files.insert("sw.js".into(), keeper.into_bytes());
        for (name, bytes) in &self.files {
            write(&folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// sw.js with the list of what to keep, and a version that changes with any of it.
    fn service_worker(&self, source: &str) -> Result<String> {
        let mut shell: Vec<&str> =
            self.files.keys().map(|name| if name == "index.html" { "./" } else { name }).collect();
        shell.sort_unstable();
        let mut hash = Sha256::new();
        for (name, bytes) in &self.files {
            hash.update(name);
            hash.update(Sha256::digest(bytes));
        }
        hash.update(source);
        let version = &hex(&hash.finalize())[..16];
        let filled = source
            .replace("const VERSION = 'tree';", &format!("const VERSION = '{version}';"))
            .replace("const SHELL = [];", &format!("const SHELL = {};", serde_json::to_string(&shell)?));
        if filled.contains("'tree'") || filled.contains("SHELL = []") {
            bail!("www/sw.js: the lines that the packager fills in were not found");
        }
        Ok(filled)
    }
}

/// `www/pkg/view_bg.wasm` as `assets/view_bg.<hash>.wasm`; a model's files carry their folder's name.
fn hashed_name(path: &str, bytes: &[u8]) -> String {
    let hash = &hex(&Sha256::digest(bytes))[..8];
    let name = match path.strip_prefix("models/") {
        Some(inside) => inside.replace('/', "-"),
        None => path.rsplit('/').next().unwrap_or(path).to_string(),
    };
    let (stem, end) = name.rsplit_once('.').unwrap_or((&name, "bin"));
    format!("assets/{stem}.{hash}.{end}")
}

/// The name as a file in the same folder sees it.
fn beside(name: &str) -> &str {
    name.strip_prefix("assets/").unwrap_or(name)
}

/// Everything in one page that needs no server: classic scripts, and blocks of base64 for what they fetch elsewhere.
fn single_file(root: &Path, notices: &str) -> Result<String> {
    let mut sources = Sources::new();
    for path in
        tree::files(root, "www")?.into_iter().filter(|path| path.ends_with(".js") && !path.starts_with(GLUE))
    {
        sources.insert(path.clone(), read_text(&root.join(&path))?);
    }
    sources.insert("www/assets.js".into(), read_text(&root.join("www/assets-inline.js"))?);
    for module in ["view", "engine"] {
        sources.insert(
            format!("{GLUE}/{module}.js"),
            read_text(&root.join(CLASSIC).join(format!("{module}.js")))?,
        );
    }
    let page_script = bundle::classic(&sources, "www/main.js")?;
    let worker_script = bundle::classic(&sources, "www/worker.js")?;
    let style = read_text(&root.join("www/style.css"))?;

    let mut blocks = format!(
        "<script type=\"text/plain\" id=\"file:www/worker.js\">{}</script>\n",
        harmless(&worker_script)
    );
    blocks +=
        &format!("<script type=\"text/plain\" id=\"file:{NOTICES}\">\n{}</script>\n", harmless(notices));
    for path in parts(root)?
        .iter()
        .filter(|path| !path.ends_with(".js") && !path.ends_with(".css") && !path.ends_with(".svg"))
    {
        let packed = BASE64.encode(gzip(&fs::read(root.join(path))?)?);
        blocks += &format!("<script type=\"application/gzip\" id=\"file:{path}\">{packed}</script>\n");
    }
    let page_script = harmless(&page_script);
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval' blob:; worker-src blob:; img-src blob: data:; \
         style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        BASE64.encode(Sha256::digest(&page_script)),
        BASE64.encode(Sha256::digest(&style))
    );
    let icon = BASE64.encode(fs::read(root.join("www/icon.svg"))?);
    let page = read_text(&root.join("index.html"))?;
    let mut result = String::new();
    for line in page.lines() {
        if line.contains("http-equiv=\"Content-Security-Policy\"") {
            result += &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        } else if line.contains("rel=\"manifest\"") || line.contains("src=\"www/main.js\"") {
            // No manifest without a server; the script comes last, when the page is there.
        } else if line.contains("href=\"www/style.css\"") {
            result += &format!("<style>{style}</style>\n");
        } else if line.trim() == "</body>" {
            result += &format!("{blocks}<script>{page_script}</script>\n</body>\n");
        } else {
            result +=
                &line.replace("href=\"www/icon.svg\"", &format!("href=\"data:image/svg+xml;base64,{icon}\""));
            result.push('\n');
        }
    }
    if result.contains("=\"www/") {
        bail!("index.html still names a file of www/ in the single file");
    }
    Ok(result)
}

/// Script text that cannot end its element early: inside strings and comments `<\/` means the same.
fn harmless(script: &str) -> String {
    script.replace("</", "<\\/").replace("<!--", "<\\!--")
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings)?;
    Ok(packed)
}

/// `.gz` and `.br` beside every file that gets smaller by it, for hosts that serve them.
fn compress(site: &Path) -> Result<()> {
    let names = tree::files(site, "")?;
    // Two threads: this is the longest step after the compiler.
    std::thread::scope(|scope| {
        let (left, right): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.contains("engine_bg"));
        let pack = |names: Vec<&String>| -> Result<()> {
            for name in names {
                let bytes = fs::read(site.join(name))?;
                for (end, packed) in [("gz", gzip(&bytes)?), ("br", brotli(&bytes)?)] {
                    if packed.len() < bytes.len() {
                        fs::write(site.join(format!("{name}.{end}")), packed)?;
                    }
                }
            }
            Ok(())
        };
        let other = scope.spawn(move || pack(left));
        pack(right)?;
        other.join().map_err(|_| anyhow::anyhow!("a compressing thread stopped"))?
    })
}

/// The table of sizes; over a budget is a failure.
fn print_sizes(site: &Path) -> Result<()> {
    let size = |name: &str| fs::metadata(site.join(name)).map(|meta| meta.len() as usize).ok();
    let mut over = Vec::new();
    let mut weighed = Vec::new();
    eprintln!("\n  {:<44}{:>12}{:>12}{:>12}", "bytes", "raw", "gzip", "brotli");
    for name in tree::files(site, "")?.iter().filter(|name| !name.ends_with(".gz") && !name.ends_with(".br"))
    {
        let raw = size(name).unwrap_or(0);
        let (gzip, brotli) = (size(&format!("{name}.gz")), size(&format!("{name}.br")));
        let shown = |size: Option<usize>| size.map_or("".into(), |size| size.to_string());
        eprintln!("  {name:<44}{raw:>12}{:>12}{:>12}", shown(gzip), shown(brotli));
        for (product, measure, budget) in BUDGETS {
            let (stem, end) = product.rsplit_once('.').unwrap_or((product, ""));
            let found = if measure == Measure::Raw { raw } else { brotli.unwrap_or(raw) };
            if !name.contains(stem) || !name.ends_with(end) {
                continue;
            }
            weighed.push(product);
            if found > budget {
                over.push(format!("{name} has {found} bytes, its budget is {budget}"));
            }
        }
    }
    eprintln!();
    if let Some((missing, ..)) = BUDGETS.iter().find(|(product, ..)| !weighed.contains(product)) {
        bail!("{missing} is not in {}: delete www/pkg and build again", site.display());
    }
    if over.is_empty() { Ok(()) } else { bail!("over budget: {}", over.join("; ")) }
}

#[test]
fn a_name_changes_with_the_content_and_says_what_it_is() {
    assert_eq!(hashed_name("www/main.js", b"a"), "assets/main.ca978112.js");
    assert_eq!(hashed_name("models/beat-cnn/model.onnx", b"a"), "assets/beat-cnn-model.ca978112.onnx");
    assert_ne!(hashed_name("www/main.js", b"a"), hashed_name("www/main.js", b"b"));
}

#[test]
fn imports_are_renamed_and_assets_learn_every_name() {
    let mut site = Site { names: BTreeMap::new(), files: BTreeMap::new() };
    site.add("www/a.js", b"export const a = 1;".to_vec());
    let renamed = site.renamed("www/main.js", "import { a } from './a.js';\n").unwrap();
    assert_eq!(renamed, format!("import {{ a }} from './{}';\n", beside(&site.names["www/a.js"])));
    let assets = site.renamed("www/assets.js", "const NAMES = {};\n").unwrap();
    assert!(assets.starts_with("const NAMES = {\"www/a.js\":\"a."), "{assets}");
    assert!(site.renamed("www/main.js", "import { b } from './b.js';\n").is_err());
}

#[test]
fn the_service_worker_keeps_every_file_under_a_version_of_its_own() {
    let source = "const VERSION = 'tree';\nconst SHELL = [];\n";
    let mut site = Site { names: BTreeMap::new(), files: BTreeMap::new() };
    site.files.insert("index.html".into(), b"page".to_vec());
    let first = site.service_worker(source).unwrap();
    assert!(first.contains("const SHELL = [\"./\"];"), "{first}");
    site.files.insert("index.html".into(), b"other page".to_vec());
    assert_ne!(first, site.service_worker(source).unwrap());
}

#[test]
fn a_script_cannot_end_its_element() {
    assert_eq!(harmless("'</script>'"), "'<\\/script>'");
}
