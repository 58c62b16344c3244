//! What a file is, by its first bytes.

use crate::error::{Error, Result};

/// As many first bytes as [`sniff`] wants to see, where the file has them.
pub const WANTED: usize = 1024;

/// What the first bytes of a file say it is, among what is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The text header of a WFDB record.
    WfdbHeader,
    /// Text with numbers in columns.
    Table,
    /// Bytes that only a header can explain: a WFDB signal or annotation file.
    Binary,
}

/// Signatures of files that people drop by mistake, or hope to see read.
const FOREIGN: [(&[u8], &str); 14] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    (b"\xff\xd8\xff\xe1", "a JPEG picture"),
    (b"\xff\xd8\xff\xdb", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (a WebP picture or a sound)"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (or an Excel or Word file, which are zip archives)"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"0       ", "an EDF file"),
    (b"\xffBIOSEMI", "a BDF file"),
];

/// Looks at a file's first bytes (up to [`WANTED`]), and at its name only to settle what bytes cannot: any bytes
/// can be a signal file.
pub fn sniff(name: &str, head: &[u8]) -> Result<Guess> {
    if head.is_empty() {
        return Err(Error::malformed(name, "the file is empty; export or copy it again"));
    }
    for (signature, what) in FOREIGN {
        if head.starts_with(signature) {
            let reason = format!("this is {what}; ecglass reads heartbeat tables (CSV) and WFDB records");
            return Err(Error::unsupported(name, reason));
        }
    }
    if head.starts_with(b"version https://git-lfs") {
        let reason =
            "this is a Git LFS pointer, not the file itself; run `git lfs pull` and drop the file again";
        return Err(Error::unsupported(name, reason));
    }
    let is_text = !head.iter().any(|&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    match extension(name) {
        Some(end) if end.eq_ignore_ascii_case("dat") || end.eq_ignore_ascii_case("atr") => Ok(Guess::Binary),
        Some(end) if end.eq_ignore_ascii_case("hea") && is_text => Ok(Guess::WfdbHeader),
        _ if !is_text => Ok(Guess::Binary),
        _ if first_character(head) == Some(b'<') => {
            let reason = "this is a web page (HTML or XML), not data; download the file itself";
            Err(Error::unsupported(name, reason))
        }
        _ if looks_like_header(head) => Ok(Guess::WfdbHeader),
        _ => Ok(Guess::Table),
    }
}

/// What stands after the last dot of a name.
pub fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, end)| end)
}

fn first_character(head: &[u8]) -> Option<u8> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// A record line ("100 2 360 650000") followed by a line that begins with a file's name: no table looks so.
fn looks_like_header(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(record), Some(signal)) = (lines.next(), lines.next()) else { return false };
    let mut fields = record.split_whitespace().skip(1);
    let counts_signals = fields.next().is_some_and(|count| count.parse::<u32>().is_ok());
    let has_rate = fields.next().is_none_or(|rate| rate.starts_with(|c: char| c.is_ascii_digit()));
    let names_a_file = signal.split_whitespace().next().is_some_and(|file| file.parse::<f64>().is_err());
    counts_signals && has_rate && names_a_file && !record.contains([',', ';'])
}

#[test]
fn a_header_is_known_without_its_name_and_a_table_is_not_taken_for_one() {
    assert_eq!(sniff("100", b"100 2 360 650000\n100.dat 212 200\n"), Ok(Guess::WfdbHeader));
    assert_eq!(sniff("x.txt", b"1 2 3 4\n5 6 7 8\n"), Ok(Guess::Table));
    assert_eq!(sniff("x.csv", b"\xef\xbb\xbf0.5,0.25,1\n"), Ok(Guess::Table));
    assert_eq!(sniff("x", b"\x00\x01\x02"), Ok(Guess::Binary));
    assert_eq!(sniff("flat.dat", b"          "), Ok(Guess::Binary), "any bytes can be a signal");
}
