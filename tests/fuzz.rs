//! Damaged input of every kind: no panic, no hang, no memory beyond reason. The targets are those of `fuzz/`.
#![allow(unsafe_code, reason = "memory can only be counted by an allocator")]

mod counting;
#[path = "../fuzz/entries.rs"]
mod entries;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use counting::{LIVE, PEAK};
use ecglass::ecg::Seconds;
use ecglass::generate::Simulator;
use ecglass::write::Target;

/// An input may cost so much for itself, and so much for each of its bytes.
const MEMORY: (isize, isize) = (64 << 20, 64);

/// Longer than this on one small input is a hang.
const PATIENCE: Duration = Duration::from_secs(20);

/// Small and quick: a generator of damage needs no quality, only a seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// What stands in such files, and what should not.
const WORDS: [&[u8]; 36] = [
    b"0",
    b"-1",
    b"99999999999",
    b"1e999",
    b"NaN",
    b"",
    b"\n",
    b"\r\n",
    b",",
    b";",
    b"\t",
    b" ",
    b"#",
    b"\"",
    b"sep=;\n",
    b"fs=250\n",
    b"time,ecg\n",
    b"512 hertz",
    b"\xff\xfe",
    b"2019-04-04 16:32:18",
    b"/",
    b"x.dat 212",
    b"x4:9+7",
    b"~ 99999999\n",
    b"s1 50\n",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x00\xec\x00\x00",
    b"\x00\xfc",
    b"fLaC",
    b"EDF+D",
    b"EDF Annotations ",
    b"+1.5\x14\x14\0",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
];

fn damage(seed: &[u8], others: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(40)).min(bytes.len());
        let span = at.min(end)..end;
        match chance.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = chance.next() as u8,
            2 => drop(bytes.drain(span)),
            3 => {
                let copy = bytes[span].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => bytes.truncate(at),
            5 => {
                let other = &others[chance.below(others.len())];
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            6 => {
                // A number becomes another.
                let digits = |bytes: &[u8], at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
                if let Some(from) = (at..bytes.len()).find(|&at| digits(&bytes, at)) {
                    let to = (from..=bytes.len()).find(|&at| !digits(&bytes, at)).unwrap_or(from);
                    bytes.splice(from..to, WORDS[chance.below(5)].iter().copied());
                }
            }
            7 => {
                // A line again.
                let line = bytes[at..]
                    .iter()
                    .position(|&byte| byte == b'\n')
                    .map_or(bytes.len(), |end| at + end + 1);
                let copy = bytes[at..line].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => drop(bytes.splice(at..at, WORDS[chance.below(WORDS.len())].iter().copied())),
        }
    }
    bytes.truncate(1 << 16);
    bytes
}

/// Runs one input; a sentence of what went wrong.
fn survives(target: fn(&[u8]), input: &[u8]) -> Result<(), String> {
    let before = LIVE.get();
    PEAK.set(before);
    let outcome = std::panic::catch_unwind(|| target(input));
    let held = PEAK.get() - before;
    if outcome.is_err() {
        return Err("it panicked".into());
    }
    let most = MEMORY.0 + MEMORY.1 * input.len() as isize;
    if held > most {
        return Err(format!("it held {} MiB for {} bytes", held >> 20, input.len()));
    }
    Ok(())
}

fn crashes(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/crashes").join(target)
}

fn keep(target: &str, input: &[u8]) -> PathBuf {
    let sum = input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let path = crashes(target).join(format!("{sum:016x}.bin"));
    fs::create_dir_all(crashes(target)).unwrap();
    fs::write(&path, input).unwrap();
    path
}

/// Small sound files of the target's kind, made here, and fixtures where there are any.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let simulator = Simulator { name: "x".into(), seconds: Seconds(4.0), ..Simulator::default() };
    let record = simulator.run().unwrap();
    let file = |form: Target, end: &str| {
        let files = form.write(&record, "x").unwrap().files;
        files.into_iter().find(|(name, _)| name.ends_with(end)).map(|(_, bytes)| bytes).unwrap()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let rows = |format: &dyn Fn(usize) -> String| (0..60).map(format).collect::<String>();
    let mut seeds = match target {
        "csv" => vec![
            file(Target::Csv, ".csv")[..4000].to_vec(),
            rows(&|at| format!("{},{}\n", "0.5,".repeat(187).trim_end_matches(','), at % 5)).into_bytes(),
            text(
                &(String::from("Nome,\nFrequenza,512 hertz\nDerivazione,Derivazione I\nUnità,µV\n\n")
                    + &rows(&|at| format!("-1{at},125\r\n"))),
            ),
            text(
                &(String::from("Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]\n")
                    + &rows(&|at| {
                        format!("2021-01-01T10:00:00.{:03};{};{};{at}\n", at * 8, at * 7_692_307, at * 8)
                    })),
            ),
            text(
                &(String::from("\"sep=\t\"\nShimmer_Timestamp_CAL\tShimmer_ECG_CAL\t\nms\tmV\t\n")
                    + &rows(&|at| format!("{}\t{at}.5\t\n", at * 2))),
            ),
            text(
                &(String::from(
                    "# OpenSignals Text File Format\n# {\"a\": {\"sampling rate\": 100, \"column\": [\"nSeq\", \"A1\"], \"sensor\": [\"ECG\"], \"label\": [\"A1\"], \"resolution\": [10]}}\n# EndOfHeader\n",
                ) + &rows(&|at| format!("{at}\t{}\n", 500 + at))),
            ),
            text(&rows(&|at| format!("{at};0,{at};1,5\n"))),
            text(&rows(&|at| format!("  {at}   {at}.25 \n"))),
        ],
        "header" => vec![
            file(Target::Wfdb, ".hea"),
            text("# c\nx/3 1 100 150 10:00:00.5 01/02/2003\ns1 50\n~ 20\ns1 80\n"),
            text(
                "x 2 100/50(3) 0 2014-01-01 1:2:3\nx.dat 212x2:1+4 200(5)/uV 12 0 3 99 0 I\nx.dat 212 0 0\n",
            ),
        ],
        "signal" => (0..13)
            .map(|format| [&[format, format * 17, 40][..], &file(Target::Wfdb, ".dat")[..600]].concat())
            .chain([[&[11, 0, 9][..], &flac()].concat()])
            .collect(),
        "annotation" => vec![
            file(Target::Wfdb, ".atr"),
            vec![
                22 << 2,
                0x58,
                23,
                0xfc,
                b'#',
                b'#',
                b' ',
                b't',
                5,
                4,
                1,
                0xf4,
                2,
                0xf8,
                3,
                0xf0,
                0,
                0xec,
                1,
                0,
                0,
                0,
                9,
                4,
                0,
                0,
            ],
        ],
        "edf" => vec![file(Target::Edf, ".edf"), file(Target::Edf, ".edf")[256..].to_vec()],
        _ => {
            let files = Target::Wfdb.write(&record, "x").unwrap().files;
            vec![
                ecglass::write::zip(&files),
                file(Target::Csv, ".csv")[..2000].to_vec(),
                deflated(&files[0].1),
            ]
        }
    };
    if let Ok(kept) = fs::read_dir(crashes(target)) {
        seeds.extend(kept.flatten().filter_map(|entry| fs::read(entry.path()).ok()));
    }
    seeds
}

/// The smallest FLAC stream with a block in it: 16 bits, one channel, a constant subframe, by hand from the format's description.
fn flac() -> Vec<u8> {
    let mut bytes = b"fLaC\x80\0\0\x22\0\x10\0\x10\0\0\0\0\0\0\x00\x0f\xa0\xf0\0\0\0\x10".to_vec();
    bytes.extend([0; 16]);
    bytes.extend(b"\xff\xf8\x69\x08\0\x0f\x4a\0\x12\x34\0\0");
    bytes
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("x.dat", options).unwrap();
    std::io::Write::write_all(&mut archive, bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn fuzz(name: &'static str) {
    let (_, target) = entries::TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let seeds = seeds(name);
    let mut chance = Chance(setting("ECGLASS_FUZZ_SEED", 7) | 1);
    let until = Instant::now() + Duration::from_secs(setting("ECGLASS_FUZZ_SECONDS", 2));
    // The watch ends the program where an input never ends: nothing else could.
    let started: &'static AtomicU64 = Box::leak(Box::new(AtomicU64::new(0)));
    let epoch = Instant::now();
    let input: &'static std::sync::Mutex<Vec<u8>> = Box::leak(Box::new(std::sync::Mutex::new(Vec::new())));
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let since = started.load(Ordering::Relaxed);
            if since == u64::MAX {
                return;
            }
            if epoch.elapsed().saturating_sub(Duration::from_millis(since)) > PATIENCE {
                let path = keep(name, &input.lock().unwrap());
                eprintln!("{name}: an input hangs; it is kept as {}", path.display());
                std::process::exit(101);
            }
        }
    });
    let mut runs = 0_u64;
    let mut next = seeds.clone().into_iter();
    loop {
        let bytes = match next.next() {
            Some(seed) => seed,
            None if Instant::now() >= until => break,
            None => damage(&seeds[chance.below(seeds.len())], &seeds, &mut chance),
        };
        started.store(epoch.elapsed().as_millis() as u64, Ordering::Relaxed);
        input.lock().unwrap().clone_from(&bytes);
        if let Err(what) = survives(target, &bytes) {
            panic!("{name}: {what}; the input is kept as {}", keep(name, &bytes).display());
        }
        runs += 1;
    }
    started.store(u64::MAX, Ordering::Relaxed);
    eprintln!("{name}: {runs} inputs");
}

#[test]
fn no_text_makes_it_panic_hang_or_eat_the_memory() {
    fuzz("csv");
}

#[test]
fn no_header_makes_it_panic_hang_or_eat_the_memory() {
    fuzz("header");
}

#[test]
fn no_signal_makes_it_panic_hang_or_eat_the_memory() {
    fuzz("signal");
}

#[test]
fn no_annotations_make_it_panic_hang_or_eat_the_memory() {
    fuzz("annotation");
}

#[test]
fn no_edf_makes_it_panic_hang_or_eat_the_memory() {
    fuzz("edf");
}

#[test]
fn no_archive_makes_it_panic_hang_or_eat_the_memory() {
    fuzz("zip");
}

#[test]
fn the_watch_itself_sees_panics_and_memory() {
    assert_eq!(survives(|_| panic!("on purpose"), b""), Err("it panicked".into()));
    let hog = survives(|_| drop(std::hint::black_box(vec![1_u8; 70 << 20])), b"xy");
    assert_eq!(hog, Err("it held 70 MiB for 2 bytes".into()));
    assert_eq!(survives(|bytes| drop(bytes.to_vec()), &[0; 1000]), Ok(()));
}
