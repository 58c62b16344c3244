//! What files are called: after the record that they are of. The page has the same rule in `www/naming.js`, and both are held to
//! `tests/fixtures/names.json`.

/// Letters of a record's name that a file's name keeps; with what is said of the file it has at most 80.
const MOST: usize = 56;

/// The name of a file made of a record: `100-report.pdf`, or `100.edf` where the file is the record itself and `what` is empty.
///
/// Letters of all scripts stay; what a file system, a shell or Windows would trip over does not.
pub fn file_name(record: &str, what: &str, extension: &str) -> String {
    let (stem, dash) = (stem(record), if what.is_empty() { "" } else { "-" });
    format!("{stem}{dash}{what}.{extension}")
}

fn stem(record: &str) -> String {
    let mut kept = String::new();
    for letter in without_extension(record).chars() {
        if letter != '-' && is_kept(letter) {
            kept.push(letter);
        } else if !kept.ends_with('-') {
            kept.push('-');
        }
    }
    let short: String = kept.trim_start_matches(['-', '.']).chars().take(MOST).collect();
    match short.trim_end_matches(['-', '.']) {
        "" => "ecg".into(),
        short if is_device(short) => format!("ecg-{short}"),
        short => short.into(),
    }
}

/// Without what says of a file that it is a CSV; the "5" of "patient 1.5" is no extension.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end))
            if end.len() <= 5
                && end.starts_with(|c: char| c.is_ascii_alphabetic())
                && end.chars().all(|c| c.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    }
}

/// Of ASCII letters, digits and `_ . -`, of the rest all but controls, spaces, and the marks that steer text without being seen.
fn is_kept(letter: char) -> bool {
    match letter {
        '_' | '.' | '-' => true,
        '\0'..='\u{a0}' => letter.is_ascii_alphanumeric(),
        '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{206f}' | '\u{3000}' | '\u{feff}' => false,
        '\u{fff0}'..='\u{ffff}' => false,
        _ => true,
    }
}

/// Whether Windows takes it for a device, whatever follows a point.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |kind: &str| {
        first
            .strip_prefix(kind)
            .is_some_and(|end| end.len() == 1 && end.starts_with(|c: char| c.is_ascii_digit()))
    };
    matches!(first.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[test]
fn files_are_called_after_their_record_as_the_page_calls_them() {
    let cases: Vec<[String; 4]> =
        serde_json::from_str(include_str!("../../tests/fixtures/names.json")).unwrap();
    assert!(cases.len() > 15);
    for [record, what, extension, name] in &cases {
        assert_eq!(file_name(record, what, extension), *name, "{record:?}");
        assert!(name.chars().count() <= 80, "{name}");
    }
}
