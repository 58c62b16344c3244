//! The arrows of the house: which room may name which. Checked by reading the source text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may name; every file of the crate belongs to one.
const ARROWS: [(&str, &[&str]); 16] = [
    ("ecg", &["error"]),
    ("error", &[]),
    ("dsp", &[]),
    ("network", &["error"]),
    ("read", &["ecg", "error"]),
    ("write", &["ecg", "error"]),
    ("clean", &["ecg", "error", "dsp"]),
    ("segment", &["ecg", "error", "dsp"]),
    ("measure", &["ecg", "error", "dsp"]),
    ("classify", &["ecg", "error", "dsp", "network"]),
    ("generate", &["ecg", "error", "dsp", "network"]),
    ("score", &["ecg", "error", "dsp"]),
    ("draw", &["ecg", "error", "measure", "score"]),
    (
        "analyze",
        &[
            "ecg", "error", "dsp", "network", "read", "write", "clean", "segment", "measure", "classify",
            "generate", "score",
        ],
    ),
    ("print", &["ecg", "error", "read", "measure", "score", "write", "draw", "analyze"]),
    (
        "web",
        &[
            "ecg", "error", "dsp", "network", "read", "write", "clean", "segment", "measure", "classify",
            "generate", "score", "draw", "analyze", "print",
        ],
    ),
];

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            source_files(&entry, files);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            files.push(entry);
        }
    }
}

/// Every file below src/, with its room and its text without comments and doc examples.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    files
        .into_iter()
        .map(|file| {
            let inside = file.strip_prefix(&root).unwrap();
            let room = inside.components().next().unwrap().as_os_str().to_str().unwrap();
            let room = room.trim_end_matches(".rs").to_string();
            let text = fs::read_to_string(&file).unwrap();
            let code: Vec<&str> =
                text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
            (room, inside.to_path_buf(), code.join("\n"))
        })
        .collect()
}

/// The rooms that `code` names as `crate::room` or inside `crate::{…}`.
fn named(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else if depth == 0 && matches!(c, ',' | ':' | '{' | ' ' | '\n') {
                    rooms.insert(std::mem::take(&mut word));
                }
            }
            rooms.insert(word);
        } else {
            rooms.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms.retain(|room| ARROWS.iter().any(|(name, _)| name == room));
    rooms
}

#[test]
fn every_room_names_only_rooms_to_its_right() {
    let mut wrong = Vec::new();
    for (room, file, code) in rooms() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            assert!(
                matches!(room.as_str(), "lib" | "main"),
                "{}: a room that the table of arrows lacks",
                file.display()
            );
            continue;
        };
        for other in named(&code).iter().filter(|other| **other != room && !allowed.contains(&other.as_str()))
        {
            wrong.push(format!("{} names crate::{other}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nobody_climbs_by_super_so_that_this_test_can_read() {
    for (_, file, code) in rooms() {
        assert!(!code.contains("super::"), "{}: write crate::room instead of super::", file.display());
    }
}

#[test]
fn browser_names_are_spoken_at_the_border_only() {
    for (room, file, code) in rooms() {
        for name in ["wasm_bindgen", "web_sys", "js_sys", "plotters_canvas"] {
            assert!(room == "web" || !code.contains(name), "{}: names {name}", file.display());
        }
    }
}

#[test]
fn one_file_says_tract() {
    for (room, file, code) in rooms() {
        // As a word of its own: WebAssembly's lanes are taken out by names that end in the same letters.
        let named = code
            .match_indices("tract_")
            .any(|(at, _)| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'));
        assert!(room == "network" || !named, "{}: names tract", file.display());
    }
}

#[test]
fn the_core_has_no_clock_no_path_and_no_chance() {
    for (room, file, code) in rooms().into_iter().filter(|(room, ..)| room != "main") {
        // Work that is shared out and waited for says the same whenever it is done.
        let code = code.replace("std::thread::scope", "");
        for name in ["std::time", "std::fs", "std::env", "std::net", "std::thread", "std::process"] {
            assert!(!code.contains(name), "{} ({room}): names {name}", file.display());
        }
    }
}

#[test]
fn every_file_opens_with_one_sentence_of_what_it_is() {
    for (_, file, _) in rooms() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&file)).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "{}: opens with {first:?}", file.display());
    }
}

#[test]
fn the_reader_of_arrows_sees_every_way_to_name_a_room() {
    let code = "use crate::{draw, read::{self, wfdb}, write};\nlet x = crate::score::Confusion::of(y);";
    let expected: Vec<String> = ["draw", "read", "score", "write"].map(String::from).to_vec();
    assert_eq!(named(code).into_iter().collect::<Vec<_>>(), expected);
}
