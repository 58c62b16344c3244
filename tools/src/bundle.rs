//! The page's modules as one classic script, for the single file that opens without a server.
//!
//! Not a bundler for all of JavaScript: it leans on the page's own discipline. A module has its imports at the top,
//! one a line, of relative paths only; it exports functions, classes and constants where they are declared; nothing
//! goes round in a circle. Whatever else it meets is an error that names the file.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result, bail};

/// A script: its path, and what it says.
pub type Sources = BTreeMap<String, String>;

/// One import line.
#[derive(Debug, PartialEq)]
pub struct Import<'a> {
    /// What stands between `import` and `from`; empty where there is nothing.
    names: &'a str,
    /// The path as written.
    pub from: &'a str,
}

/// Reads an import line; `None` where `line` is none.
pub fn import(line: &str) -> Option<Import<'_>> {
    let rest = line.strip_prefix("import ")?.trim_end().strip_suffix(';')?;
    let (names, quoted) = rest.split_once(" from ").unwrap_or(("", rest));
    let from = quoted.trim().strip_prefix(['\'', '"'])?.strip_suffix(['\'', '"'])?;
    Some(Import { names: names.trim(), from })
}

/// The path of `from`, as a module at `path` sees it.
pub fn resolve(path: &str, from: &str) -> Result<String> {
    let Some(relative) = from.strip_prefix("./") else {
        bail!("{path} imports {from}: the page's modules import files beside them, as ./name.js");
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(format!("{folder}/{relative}"))
}

/// The modules that `entry` needs, each after those that it needs itself; `entry` comes last.
pub fn order(sources: &Sources, entry: &str) -> Result<Vec<String>> {
    fn visit(sources: &Sources, path: &str, above: &mut Vec<String>, done: &mut Vec<String>) -> Result<()> {
        if done.iter().any(|known| known == path) {
            return Ok(());
        }
        if above.iter().any(|known| known == path) {
            bail!("modules import each other in a circle: {} → {path}", above.join(" → "));
        }
        above.push(path.to_string());
        let source = sources.get(path).with_context(|| format!("{path} is imported but is not there"))?;
        for import in source.lines().filter_map(import) {
            visit(sources, &resolve(path, import.from)?, above, done)?;
        }
        above.pop();
        done.push(path.to_string());
        Ok(())
    }
    let mut done = Vec::new();
    visit(sources, entry, &mut Vec::new(), &mut done)?;
    Ok(done)
}

/// `entry` and all that it needs as one classic script. A source that is a classic script of wasm-bindgen's already
/// (it declares `wasm_bindgen`) is taken as it is.
pub fn classic(sources: &Sources, entry: &str) -> Result<String> {
    let mut script = String::from("'use strict';\n");
    for path in order(sources, entry)? {
        let source = &sources[&path];
        let body = if source.contains("let wasm_bindgen =") { glue(source) } else { wrapped(&path, source)? };
        let _ = writeln!(script, "// {path}\nconst {} = (() => {{\n{body}}})();", variable(&path));
    }
    Ok(script)
}

/// wasm-bindgen's script makes a function that initialises, with the exports as its properties.
fn glue(source: &str) -> String {
    format!("{source}\nreturn {{ ...wasm_bindgen, default: wasm_bindgen }};\n")
}

/// A module's text with its imports made constants and its exports returned.
fn wrapped(path: &str, source: &str) -> Result<String> {
    let mut body = String::new();
    let mut exports = Vec::new();
    for (at, line) in source.lines().enumerate() {
        if let Some(import) = import(line) {
            let module = variable(&resolve(path, import.from)?);
            let _ = writeln!(body, "{}", constants(import.names, &module));
        } else if let Some(declaration) = line.strip_prefix("export ") {
            let mut words = declaration
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                .filter(|word| !word.is_empty());
            let name = match (words.next(), words.next(), words.next()) {
                (Some("function" | "class" | "const"), Some(name), _) => name,
                (Some("async"), Some("function"), Some(name)) => name,
                _ => bail!(
                    "{path}, line {}: only functions, classes and constants are exported, where they are declared",
                    at + 1
                ),
            };
            exports.push(name.to_string());
            let _ = writeln!(body, "{declaration}");
        } else if line.starts_with("import ") || line.contains("import.meta") {
            bail!("{path}, line {}: this cannot be part of the single file: {}", at + 1, line.trim());
        } else {
            let _ = writeln!(body, "{line}");
        }
    }
    let _ = writeln!(body, "return {{ {} }};", exports.join(", "));
    Ok(body)
}

/// `init, * as view` or `{ a, b as c }` as constants taken from a module's variable.
fn constants(names: &str, module: &str) -> String {
    let mut text = String::new();
    let (default, rest) = match names.split_once(", ") {
        Some((first, rest)) if !first.starts_with('{') => (Some(first), rest),
        None if !names.starts_with(['{', '*']) && !names.is_empty() => (Some(names), ""),
        _ => (None, names),
    };
    if let Some(default) = default {
        let _ = write!(text, "const {default} = {module}.default; ");
    }
    if let Some(name) = rest.strip_prefix("* as ") {
        let _ = write!(text, "const {name} = {module};");
    } else if rest.starts_with('{') {
        let _ = write!(text, "const {} = {module};", rest.replace(" as ", ": "));
    }
    text
}

fn variable(path: &str) -> String {
    let mut name = String::from("module_");
    name.extend(path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }));
    name
}

#[cfg(test)]
fn sources(modules: &[(&str, &str)]) -> Sources {
    modules.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).collect()
}

#[test]
fn every_kind_of_import_becomes_constants() {
    assert_eq!(constants("{ a, b as c }", "m"), "const { a, b: c } = m;");
    assert_eq!(constants("* as step", "m"), "const step = m;");
    assert_eq!(constants("init, * as view", "m"), "const init = m.default; const view = m;");
    assert_eq!(constants("init", "m").trim(), "const init = m.default;");
}

#[test]
fn modules_stand_after_what_they_need() {
    let page = sources(&[
        ("www/main.js", "import { a } from './a.js';\nimport { b } from './b.js';\n"),
        ("www/a.js", "import { b } from './b.js';\nexport const a = b;\n"),
        ("www/b.js", "export const b = 1;\n"),
    ]);
    assert_eq!(order(&page, "www/main.js").unwrap(), ["www/b.js", "www/a.js", "www/main.js"]);
}

#[test]
fn a_circle_and_a_missing_module_are_named() {
    let circle =
        sources(&[("w/a.js", "import { b } from './b.js';\n"), ("w/b.js", "import { a } from './a.js';\n")]);
    let said = order(&circle, "w/a.js").unwrap_err().to_string();
    assert_eq!(said, "modules import each other in a circle: w/a.js → w/b.js → w/a.js");
    let lost = sources(&[("w/a.js", "import { b } from './b.js';\n")]);
    assert_eq!(order(&lost, "w/a.js").unwrap_err().to_string(), "w/b.js is imported but is not there");
}

#[test]
fn the_script_holds_every_module_with_its_exports() {
    let page = sources(&[
        ("w/main.js", "import { two } from './b.js';\nconsole.log(two());\n"),
        (
            "w/b.js",
            "const one = 1;\nexport function two() {\n  return one + 1;\n}\nexport async function three() {}\n",
        ),
    ]);
    let script = classic(&page, "w/main.js").unwrap();
    assert!(script.contains("const module_w_b_js = (() => {\nconst one = 1;\nfunction two() {"), "{script}");
    assert!(script.contains("return { two, three };"), "{script}");
    assert!(script.contains("const { two } = module_w_b_js;"), "{script}");
}

#[test]
fn what_cannot_be_bundled_is_named_with_its_line() {
    let page = sources(&[("w/a.js", "const x = 1;\nexport default x;\n")]);
    let said = classic(&page, "w/a.js").unwrap_err().to_string();
    assert!(said.starts_with("w/a.js, line 2: only functions"), "{said}");
}
