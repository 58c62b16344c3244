//! The licences of what others wrote: which are accepted, whether all keep to that, and their texts for what is shipped.
//!
//! cargo-about and cargo-deny do this and much more, and take longer to compile than everything else that `./test` builds.
//! What is asked here needs an evaluation of licence expressions, which the spdx crate is for, and a look at the files that
//! cargo has unpacked anyway. So the check runs in a second, without the network, wherever the tests run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use spdx::{Expression, Licensee, ParseMode};

use crate::shipped::{self, Crate, Crates, Product, within};
use crate::step::read_text;

/// A licence that others' work may have.
struct Licence {
    /// Its SPDX identifier.
    id: &'static str,
    /// Words that are in its text and in no other's on the list.
    says: &'static str,
}

/// The list. Where a crate leaves the choice, what stands first is chosen. Nothing is on it that no crate needs.
const ACCEPTED: [Licence; 5] = [
    Licence {
        id: "MIT",
        says: "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
    },
    Licence { id: "Apache-2.0", says: "Apache License Version 2.0, January 2004" },
    Licence { id: "BSD-3-Clause", says: "Redistribution and use in source and binary forms" },
    Licence {
        id: "Zlib",
        says: "must not be misrepresented; you must not claim that you wrote the original",
    },
    Licence { id: "Unicode-3.0", says: "UNICODE LICENSE V3" },
];

/// Crates under MIT whose archives do not hold its text, and the line of copyright that their repositories have over it
/// (tract's has none).
const WITHOUT_TEXT: [(&str, &str); 6] = [
    ("anymap3", "Copyright © 2014–2022 Chris Morgan"),
    ("nom-language", "Copyright (c) 2014-2019 Geoffroy Couprie"),
    ("plotters", HAO_HOU),
    ("plotters-backend", HAO_HOU),
    ("plotters-svg", HAO_HOU),
    ("tract-extra", ""),
];
const HAO_HOU: &str = "Copyright (c) 2019 Hao Hou <haohou302@gmail.com>";

/// The words of the MIT licence, which are the same for everybody.
const MIT: &str = include_str!("../licences/MIT.txt");

/// What a file that holds a licence, or a notice that has to go along, may be called.
const PAPERS: [&str; 4] = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

const RULE: &str = "------------------------------------------------------------------------------";

/// A licence expression as SPDX writes it; older manifests have a slash for OR.
pub fn expression(one: &Crate) -> Result<String> {
    let written = Expression::canonicalize(&one.licence);
    let written = written.map_err(|error| unreadable(one, &error.to_string()))?;
    Ok(written.unwrap_or_else(|| one.licence.clone()))
}

fn unreadable(one: &Crate, why: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "{} {} says of its licence \"{}\", which is no SPDX expression ({why}): look at its repository before it is used",
        one.name,
        one.version,
        one.licence
    )
}

/// The licences on the list under which a crate is used; an error where they do not suffice.
fn chosen(one: &Crate) -> Result<Vec<&'static Licence>> {
    let expression = Expression::parse_mode(&one.licence, ParseMode::LAX);
    let expression = expression.map_err(|error| unreadable(one, &error.to_string()))?;
    let mut accepted = Vec::new();
    for licence in &ACCEPTED {
        accepted.push(Licensee::parse(licence.id).with_context(|| format!("{} is no licence", licence.id))?);
    }
    let Ok(needed) = expression.minimized_requirements(&accepted) else {
        bail!(
            "{} {} is licensed as {}, and the list in tools/src/licences.rs does not have that: use another crate, or put the licence \
             on the list if what it asks can be kept",
            one.name,
            one.version,
            one.licence
        );
    };
    let is_needed =
        |licence: &Licensee| needed.iter().any(|requirement| requirement == &licence.clone().into_req());
    Ok(ACCEPTED.iter().zip(&accepted).filter(|(_, licence)| is_needed(licence)).map(|(one, _)| one).collect())
}

/// The papers that lie in a crate's folder: their names and what they say.
fn papers(one: &Crate) -> Result<BTreeMap<String, String>> {
    let mut papers = BTreeMap::new();
    let folder = fs::read_dir(&one.folder)
        .with_context(|| format!("the sources of {} are not in {}", one.name, one.folder.display()))?;
    for entry in folder {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && PAPERS.iter().any(|paper| name.contains(paper)) {
            let bytes = fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
            papers.insert(
                name,
                String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim_matches('\n').into(),
            );
        }
    }
    Ok(papers)
}

/// The words of a text with one space between them, so that line breaks do not tell texts apart.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The MIT licence under somebody's line of copyright.
fn mit(copyright: &str) -> String {
    format!("{copyright}\n\n{MIT}").trim().to_string()
}

/// The texts that go along with a crate, each beside the licence that it is of.
fn texts(one: &Crate) -> Result<Vec<(&'static str, String)>> {
    let found = papers(one)?;
    let mut texts = Vec::new();
    for licence in chosen(one)? {
        let goes_along = |name: &str| licence.id == "Apache-2.0" && name.contains("NOTICE");
        let of_this =
            |(name, text): &(&String, &String)| goes_along(name) || words(text).contains(licence.says);
        let before = texts.len();
        texts.extend(found.iter().filter(of_this).map(|(_, text)| (licence.id, text.clone())));
        let has_text = texts.len() > before;
        let stated = WITHOUT_TEXT.iter().find(|(name, _)| licence.id == "MIT" && *name == one.name);
        match stated {
            Some((name, _)) if has_text => {
                bail!("{name} brings its licence now: take it off WITHOUT_TEXT in tools/src/licences.rs")
            }
            Some((_, copyright)) => texts.push((licence.id, mit(copyright))),
            None if has_text => {}
            None => bail!(
                "{} {} is used under {}, and its archive does not hold that text: look for it in its repository, and say in \
                 tools/src/licences.rs how it reads there",
                one.name,
                one.version,
                licence.id
            ),
        }
    }
    Ok(texts)
}

/// Fails unless every crate's licence is on the list, and the texts of all that are shipped are there.
pub fn check(crates: &Crates) -> Result<()> {
    for one in crates.values() {
        chosen(one)?;
    }
    for one in within(crates, &Product::ALL) {
        texts(one)?;
    }
    Ok(())
}

/// The text that goes along with the two wasm modules: with the site, the single file and the npm package.
pub fn of_the_page(root: &Path) -> Result<String> {
    notices(root, &shipped::crates(root)?, &[Product::Wasm])
}

/// The text that goes along with what is shipped: our licence, then everybody's, each with the names of those whose it is.
pub fn notices(root: &Path, crates: &Crates, products: &[Product]) -> Result<String> {
    check(crates)?;
    let mut of: BTreeMap<String, (&str, String, BTreeSet<String>)> = BTreeMap::new();
    let mut add = |id: &'static str, text: String, whose: String| {
        of.entry(words(&text)).or_insert_with(|| (id, text, BTreeSet::new())).2.insert(whose);
    };
    for one in within(crates, products) {
        for (id, text) in texts(one)? {
            add(id, text, format!("{} {}", one.name, one.version));
        }
    }
    add("MIT", mit("Copyright (c) The Rust Project Contributors"), "the Rust standard library".into());
    let font = read_text(&root.join("www/fonts/OFL.txt"))?.trim().to_string();
    add("OFL-1.1", font, "Inter (in part, the letters of printed reports)".into());

    let mut texts: Vec<_> = of.into_values().collect();
    texts.sort_by(|(id, _, whose), (other, _, theirs)| (id, whose).cmp(&(other, theirs)));
    let mut document = format!(
        "The licence of ecglass, and those of what others wrote that is in it. Where theirs leaves the choice, it is\n\
         used under the one whose text is here.\n\n{RULE}\n\n{}\n",
        read_text(&root.join("LICENSE"))?.trim()
    );
    for (id, text, whose) in texts {
        let whose: Vec<String> = whose.into_iter().collect();
        let _ = write!(document, "\n{RULE}\n{id}: {}\n{RULE}\n\n{text}\n", whose.join(", "));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped::example;
    use crate::tree;

    const MIT: &str = "MIT License\n\nCopyright (c) Somebody\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy of this software …\n";

    /// A crate with papers in a folder of its own.
    fn with_papers(name: &str, licence: &str, papers: &[(&str, &str)]) -> Crate {
        let folder = tree::scratch(&format!("licences-{name}"));
        for (file, text) in papers {
            fs::write(folder.join(file), text).unwrap();
        }
        example(name, licence, &folder)
    }

    fn alone(one: &Crate) -> Crates {
        [((one.name.clone(), one.version.clone()), one.clone())].into()
    }

    fn ids(licence: &str) -> Vec<&'static str> {
        chosen(&example("some", licence, Path::new("."))).unwrap().iter().map(|one| one.id).collect()
    }

    #[test]
    fn whatever_is_built_may_be_used_and_whatever_is_shipped_has_its_text() {
        let crates = shipped::crates(&tree::root().unwrap()).unwrap();
        let shipped: Vec<&str> = within(&crates, &Product::ALL).map(|one| one.name.as_str()).collect();
        for (name, is_shipped) in
            [("clap", true), ("wasm-bindgen", true), ("tract-core", true), ("criterion", false)]
        {
            assert!(crates.keys().any(|(known, _)| known == name), "cargo did not name {name}");
            assert_eq!(shipped.contains(&name), is_shipped, "{name}");
        }
        check(&crates).unwrap();
        for licence in &ACCEPTED {
            let needs = |one: &Crate| chosen(one).unwrap().iter().any(|other| other.id == licence.id);
            assert!(crates.values().any(needs), "no crate needs {}: take it off the list", licence.id);
        }
        for (name, _) in WITHOUT_TEXT {
            assert!(shipped.contains(&name), "{name} is not shipped: take it off WITHOUT_TEXT");
        }
    }

    #[test]
    fn what_stands_first_on_the_list_is_chosen_and_what_is_joined_by_and_stays_together() {
        assert_eq!(ids("Apache-2.0 OR MIT"), ["MIT"]);
        assert_eq!(ids("Unlicense/MIT"), ["MIT"]);
        assert_eq!(ids("Apache-2.0 OR BSL-1.0"), ["Apache-2.0"]);
        assert_eq!(ids("(MIT OR Apache-2.0) AND Unicode-3.0"), ["MIT", "Unicode-3.0"]);
    }

    #[test]
    fn a_licence_that_is_not_on_the_list_is_refused_with_crate_and_licence() {
        for licence in ["GPL-3.0-only", "MIT AND GPL-3.0-only"] {
            let said = check(&alone(&example("viral", licence, Path::new(".")))).unwrap_err().to_string();
            let start = format!(
                "viral 1.0.0 is licensed as {licence}, and the list in tools/src/licences.rs does not"
            );
            assert!(said.starts_with(&start), "{said}");
        }
        // What only builds or tests is held to the list as well.
        let mut tool = example("tool", "AGPL-3.0-only", Path::new("."));
        tool.products.clear();
        assert!(
            check(&alone(&tool))
                .unwrap_err()
                .to_string()
                .starts_with("tool 1.0.0 is licensed as AGPL-3.0-only")
        );
        for nothing in ["", "see LICENSE"] {
            let said = check(&alone(&example("vague", nothing, Path::new(".")))).unwrap_err().to_string();
            assert!(said.starts_with(&format!("vague 1.0.0 says of its licence \"{nothing}\"")), "{said}");
        }
    }

    #[test]
    fn a_shipped_crate_without_the_text_of_its_licence_is_named() {
        let bare = with_papers("bare", "MIT", &[("README.md", MIT), ("LICENSE-APACHE", "Apache License")]);
        let said = check(&alone(&bare)).unwrap_err().to_string();
        assert!(
            said.starts_with("bare 1.0.0 is used under MIT, and its archive does not hold that text"),
            "{said}"
        );
    }

    #[test]
    fn a_text_that_is_stated_here_is_taken_only_as_long_as_the_crate_brings_none() {
        let (name, copyright) = WITHOUT_TEXT[0];
        let found = texts(&with_papers(name, "MIT", &[("COPYING", "As you like: MIT")])).unwrap();
        assert_eq!(found, [("MIT", format!("{copyright}\n\n{}", super::MIT.trim()))]);
        let said = texts(&with_papers(name, "MIT", &[("LICENSE", MIT)])).unwrap_err().to_string();
        assert!(said.starts_with(&format!("{name} brings its licence now")), "{said}");
    }

    #[test]
    fn the_text_of_a_licence_is_not_taken_for_that_of_another_that_begins_alike() {
        let unicode = "UNICODE LICENSE V3\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of data files …";
        let papers = [("LICENSE-MIT", MIT), ("LICENSE-UNICODE", unicode)];
        let found = texts(&with_papers("both", "MIT AND Unicode-3.0", &papers)).unwrap();
        let whose: Vec<(&str, &str)> =
            found.iter().map(|(id, text)| (*id, text.split('\n').next().unwrap())).collect();
        assert_eq!(whose, [("MIT", "MIT License"), ("Unicode-3.0", "UNICODE LICENSE V3")]);
    }

    #[test]
    fn a_text_that_several_share_stands_once_with_all_their_names() {
        let wrapped = MIT.replace("any\nperson", "any person");
        let apache = "Apache License\nVersion 2.0, January 2004";
        let mut crates = alone(&with_papers(
            "first",
            "MIT OR Apache-2.0",
            &[("LICENSE-MIT", MIT), ("LICENSE-APACHE", apache)],
        ));
        crates.extend(alone(&with_papers("second", "MIT", &[("license.txt", &wrapped)])));
        crates.extend(alone(&with_papers(
            "third",
            "Apache-2.0",
            &[("LICENSE", apache), ("NOTICE", "Made by Third.")],
        )));
        let mut elsewhere = with_papers("elsewhere", "MIT", &[("COPYING", MIT)]);
        elsewhere.products = [Product::Wasm].into();
        crates.extend(alone(&elsewhere));

        let root = tree::root().unwrap();
        let notices = notices(&root, &crates, &[Product::Native]).unwrap();
        assert!(
            notices.contains(&format!("{RULE}\nMIT: first 1.0.0, second 1.0.0\n{RULE}\n\nMIT License")),
            "{notices}"
        );
        assert_eq!(notices.matches("Copyright (c) Somebody").count(), 1);
        assert!(notices.contains(&format!("Apache-2.0: third 1.0.0\n{RULE}\n\nMade by Third.")), "{notices}");
        assert!(!notices.contains("elsewhere"));
        assert!(notices.contains("OFL-1.1: Inter"));
        assert!(notices.contains("MIT: the Rust standard library"));
    }
}
