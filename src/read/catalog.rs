//! Which files of a drop belong together: recordings, the files of each, and what is missing of it.

use serde::Serialize;

use crate::error::Result;
use crate::read::sniff::{self, Guess};
use crate::read::text::TextReader;
use crate::read::wfdb::Header;

/// A recording among the files of a drop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The record's or the file's name.
    pub name: String,
    /// The names of its files, the one that describes the others first.
    pub files: Vec<String>,
    /// The names of files that it lacks.
    pub missing: Vec<String>,
}

/// Looks at the beginnings of many files, so that only those of one recording have to be read.
#[derive(Default)]
pub struct Catalog {
    files: Vec<(String, Kind)>,
}

/// What a file is to the others.
pub(in crate::read) enum Kind {
    /// It describes other files.
    Header(Box<Header>),
    /// A recording, or a table, by itself.
    Whole,
    /// A saved report: it says how a recording was read.
    Report,
    /// Bytes that a header describes, or nobody does.
    Part,
    /// Nothing that is read here.
    Foreign,
}

impl Catalog {
    /// So much of each file is looked at; a header has to be in it whole.
    pub const HEAD: usize = 64 << 10;

    /// An empty one.
    pub fn new() -> Catalog {
        Catalog::default()
    }

    /// The next file: its name and its first [`Catalog::HEAD`] bytes, or all where it is shorter.
    pub fn add(&mut self, name: &str, head: &[u8]) {
        let kind = kind(name, head).unwrap_or(Kind::Foreign);
        self.files.push((bare(name).to_string(), kind));
    }

    /// The recordings in it, complete ones first.
    pub fn recordings(&self) -> Vec<Found> {
        let files: Vec<(&str, &Kind)> = self.files.iter().map(|(name, kind)| (name.as_str(), kind)).collect();
        let found = group(&files);
        found.iter().map(|one| one.named(&files)).collect()
    }
}

fn kind(name: &str, head: &[u8]) -> Result<Kind> {
    Ok(match sniff::sniff(name, &head[..head.len().min(sniff::WANTED)])? {
        Guess::WfdbHeader => Kind::Header(Box::new(Header::parse(bare(name), head)?)),
        Guess::Text if TextReader::has_numbers(name, head) => Kind::Whole,
        Guess::Text => Kind::Foreign,
        Guess::Json if crate::read::json::is_report(head) => Kind::Report,
        Guess::Json | Guess::Edf | Guess::Zip => Kind::Whole,
        Guess::Binary => Kind::Part,
    })
}

/// A name without the folders before it.
pub(in crate::read) fn bare(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// A name without what follows its last dot.
pub(in crate::read) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// A recording by the places of its files.
pub(in crate::read) struct Group {
    pub name: String,
    pub files: Vec<usize>,
    pub missing: Vec<String>,
}

impl Group {
    fn named(&self, files: &[(&str, &Kind)]) -> Found {
        let names = self.files.iter().filter_map(|&at| Some(files.get(at)?.0.to_string())).collect();
        Found { name: self.name.clone(), files: names, missing: self.missing.clone() }
    }
}

/// The recordings among `files`: complete ones first, else in the order in which they came. A report goes with the
/// recording where there is only one, and stands for itself where there is none.
pub(in crate::read) fn group(files: &[(&str, &Kind)]) -> Vec<Group> {
    let place = |name: &str| files.iter().position(|(file, _)| *file == name);
    let headers: Vec<(usize, &Header)> = files
        .iter()
        .enumerate()
        .filter_map(
            |(at, (_, kind))| if let Kind::Header(header) = kind { Some((at, &**header)) } else { None },
        )
        .collect();
    // Headers of segments are parts of the record that names them.
    let segments: Vec<usize> = headers
        .iter()
        .filter(|(_, header)| !header.segments.is_empty())
        .flat_map(|(_, header)| header.mates())
        .filter_map(|mate| place(&mate))
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut described: Vec<usize> = Vec::new();
    for &(at, header) in headers.iter().filter(|(at, _)| !segments.contains(at)) {
        let mut group = Group { name: header.name.clone(), files: vec![at], missing: Vec::new() };
        let mut wanted = header.mates();
        let mut next = 0;
        while let Some(mate) = wanted.get(next).cloned() {
            next += 1;
            match place(&mate) {
                None => group.missing.push(mate),
                Some(at) if group.files.contains(&at) => {}
                Some(at) => {
                    group.files.push(at);
                    described.push(at);
                    if let (Kind::Header(segment), false) = (files[at].1, header.segments.is_empty()) {
                        wanted.extend(segment.mates());
                    }
                }
            }
        }
        // Annotations are known by their names alone.
        let stems = [header.name.as_str(), stem(files[at].0)];
        for (at, (name, kind)) in files.iter().enumerate() {
            let own = stems.iter().any(|own| own.eq_ignore_ascii_case(stem(name)));
            if own && matches!(kind, Kind::Part) && !group.files.contains(&at) {
                group.files.push(at);
            }
        }
        groups.push(group);
    }
    let wholes = files
        .iter()
        .enumerate()
        .filter(|(at, (_, kind))| matches!(kind, Kind::Whole) && !described.contains(at));
    groups.extend(wholes.map(|(at, (name, _))| Group {
        name: (*name).to_string(),
        files: vec![at],
        missing: Vec::new(),
    }));
    groups.sort_by_key(|group| !group.missing.is_empty());
    let reports = files.iter().enumerate().filter(|(_, (_, kind))| matches!(kind, Kind::Report));
    for (at, (name, _)) in reports {
        match &mut groups[..] {
            // First, so that what it says of the reading is known when the recording comes.
            [only] => only.files.insert(0, at),
            _ => groups.push(Group { name: (*name).to_string(), files: vec![at], missing: Vec::new() }),
        }
    }
    groups
}

#[test]
fn a_folder_of_records_falls_into_its_recordings() {
    let mut catalog = Catalog::new();
    for (name, head) in [
        ("db/README.txt", &b"Dear reader,\nthese are records.\n"[..]),
        ("db/a.dat", b"\0\x01\x02"),
        ("db/a.atr", b"\0\x01"),
        ("db/a.hea", b"a 1 100 3\na.dat 16 200\n"),
        ("db/b.hea", b"b/2 1 100 6\nb1 3\nb2 3\n"),
        ("db/b1.hea", b"b1 1 100 3\nb1.dat 16\n"),
        ("db/b1.dat", b"\0\x01"),
        ("db/table.csv", b"1,2\n3,4\n"),
        ("db/paper.pdf", b"%PDF-1.4"),
    ] {
        catalog.add(name, head);
    }
    let found = catalog.recordings();
    let told: Vec<_> =
        found.iter().map(|one| (one.name.as_str(), one.files.join(" "), one.missing.join(" "))).collect();
    assert_eq!(
        told,
        [
            ("a", "a.hea a.dat a.atr".to_string(), String::new()),
            ("table.csv", "table.csv".to_string(), String::new()),
            ("b", "b.hea b1.hea b1.dat".to_string(), "b2.hea".to_string()),
        ]
    );
}

#[test]
fn a_report_goes_with_its_recording() {
    let report = br#"{"record": {"name": "x"}, "counts": {}, "model": {}}"#;
    let mut catalog = Catalog::new();
    catalog.add("x.csv", b"1,2\n3,4\n");
    catalog.add("report.json", report);
    assert_eq!(catalog.recordings()[0].files, ["report.json", "x.csv"]);
    let mut alone = Catalog::new();
    alone.add("report.json", report);
    assert_eq!(alone.recordings()[0].name, "report.json");
}
