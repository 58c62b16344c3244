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
    Text,
    /// JSON, as ecglass writes it.
    Json,
    /// An EDF, EDF+ or BDF file.
    Edf,
    /// A zip archive.
    Zip,
    /// Bytes that only a header can explain: a WFDB signal or annotation file.
    Binary,
}

/// Signatures of files that people drop by mistake, or hope to see read.
const FOREIGN: [(&[u8], &str); 15] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    (b"\xff\xd8\xff\xe1", "a JPEG picture"),
    (b"\xff\xd8\xff\xdb", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (a WebP picture or a sound)"),
    (b"%PDF-", "a PDF document, a picture of an ECG at most; export the recording itself"),
    (b"\x1f\x8b\x08", "a gzip archive; unpack it and drop what is in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it and drop what is in it"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB 5 file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file; save the sheet as CSV"),
    (b"ALIVE\0", "a Kardia ATC file; export it as CSV or EDF"),
    (b"ISHNE1.0", "an ISHNE Holter file; export it as EDF or CSV"),
    (b"SCPECG", "an SCP-ECG file; export it as EDF or CSV"),
];

/// What is read, in a sentence for who brought something else.
pub const READS: &str = "ecglass reads CSV and other text with numbers, WFDB records, EDF, EDF+ and BDF, and zip archives of these";

/// Looks at a file's first bytes (up to [`WANTED`]), and at its name only to settle what bytes cannot: any bytes
/// can be a signal file.
pub fn sniff(name: &str, head: &[u8]) -> Result<Guess> {
    if head.is_empty() {
        return Err(Error::malformed(name, "the file is empty; export or copy it again"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let office = memchr::memmem::find(head, b"[Content_Types].xml").is_some();
        if office {
            let reason = "this is an Excel or Word file; save the sheet as CSV and drop that";
            return Err(Error::unsupported(name, reason));
        }
        return Ok(Guess::Zip);
    }
    if is_edf(head) {
        return Ok(Guess::Edf);
    }
    for (signature, what) in FOREIGN {
        if head.starts_with(signature) {
            return Err(Error::unsupported(name, format!("this is {what}; {READS}")));
        }
    }
    if head.starts_with(b"version https://git-lfs") {
        let reason =
            "this is a Git LFS pointer, not the file itself; run `git lfs pull` and drop the file again";
        return Err(Error::unsupported(name, reason));
    }
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    // Text in an old encoding has a few bytes that are not ASCII; samples have many.
    let foreign = head.iter().filter(|byte| !byte.is_ascii()).count();
    let is_utf8 = str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    let has_controls = head.iter().any(|&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    let is_text = wide || (!has_controls && (is_utf8 || foreign * 8 < head.len()));
    match extension(name) {
        Some(end) if end.eq_ignore_ascii_case("dat") || end.eq_ignore_ascii_case("atr") => Ok(Guess::Binary),
        Some(end) if end.eq_ignore_ascii_case("hea") && is_text => Ok(Guess::WfdbHeader),
        _ if !is_text => Ok(Guess::Binary),
        _ => match first_character(head) {
            Some(b'<') => {
                let reason = "this is a web page (HTML or XML), not data; download the file itself";
                Err(Error::unsupported(name, reason))
            }
            Some(b'{') => Ok(Guess::Json),
            _ if looks_like_header(head) => Ok(Guess::WfdbHeader),
            _ => Ok(Guess::Text),
        },
    }
}

/// "0" and seven spaces, then 80 characters of text and so on: the beginning of EDF's header; BDF's has bytes of its own.
fn is_edf(head: &[u8]) -> bool {
    let version = head.starts_with(b"0       ");
    let fields = head.iter().skip(8).take(248).all(|&byte| byte >= 0x20);
    // A text can begin with 0 and spaces; its first line then ends early.
    (version && fields) || head.starts_with(b"\xffBIOSEMI")
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
    assert_eq!(sniff("x.txt", b"1 2 3 4\n5 6 7 8\n"), Ok(Guess::Text));
    assert_eq!(sniff("x.csv", b"\xef\xbb\xbf0.5,0.25,1\n"), Ok(Guess::Text));
    assert_eq!(sniff("x.csv", b"\xff\xfe1\0,\x002\0"), Ok(Guess::Text));
    assert_eq!(sniff("x", b"\x00\x01\x02"), Ok(Guess::Binary));
    assert_eq!(sniff("flat.dat", b"          "), Ok(Guess::Binary), "any bytes can be a signal");
}

#[test]
fn formats_are_known_by_their_bytes_and_not_by_their_names() {
    let edf = [b"0       ".as_slice(), &[b' '; 248]].concat();
    assert_eq!(sniff("x.csv", &edf), Ok(Guess::Edf));
    assert_eq!(sniff("x.csv", b"0       1       2\n3       4       5\n"), Ok(Guess::Text));
    assert_eq!(sniff("x.txt", b"PK\x03\x04rest"), Ok(Guess::Zip));
    assert_eq!(sniff("x.csv", b"{\"record\": 1}"), Ok(Guess::Json));
    assert!(sniff("x.zip", b"PK\x03\x04..........[Content_Types].xml").is_err());
}
