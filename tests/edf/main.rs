//! EDF and BDF files: read as the format says, refused in sentences, and read back as they were written.

mod damaged;
mod reading;
mod writing;

use ecglass::ecg::Record;
use ecglass::error::Result;
use ecglass::read::{Choices, Intake, Opened, Reading};

/// Reads one file, pushed in pieces of `piece` bytes.
fn open_in(name: &str, bytes: &[u8], piece: usize, choices: &Choices) -> Result<Opened> {
    let mut intake = Intake::with(choices.clone());
    intake.begin(name, bytes.len() as u64)?;
    for piece in bytes.chunks(piece) {
        intake.push(piece)?;
    }
    intake.finish()
}

fn open(bytes: &[u8]) -> Result<Opened> {
    open_in("x.edf", bytes, usize::MAX, &Choices::default())
}

#[track_caller]
fn record(opened: &Opened) -> &Record {
    match &opened.reading {
        Reading::Record(record) => record,
        _ => panic!("not taken for a record"),
    }
}

fn notes(opened: &Opened) -> Vec<&str> {
    opened.notes.iter().map(|note| note.text.as_str()).collect()
}

/// A signal of a hand-made file: label, unit, limits, samples in a record.
#[derive(Clone)]
struct Signal(&'static str, &'static str, [&'static str; 4], &'static str);

const ECG: Signal = Signal("ECG I", "uV", ["-32768", "32767", "-32768", "32767"], "4");
const NOTES: Signal = Signal("EDF Annotations", "", ["-1", "1", "-32768", "32767"], "20");

/// A hand-made file's header, of which a test changes what it is about.
#[derive(Clone)]
struct File {
    version: &'static [u8],
    patient: &'static str,
    recording: &'static str,
    date: &'static str,
    time: &'static str,
    reserved: &'static str,
    records: &'static str,
    seconds: &'static str,
    count: Option<&'static str>,
    signals: Vec<Signal>,
    data: Vec<u8>,
}

impl File {
    fn edf(signals: &[Signal], data: Vec<u8>) -> File {
        File {
            version: b"0       ",
            patient: "X",
            recording: "X",
            date: "08.05.14",
            time: "05.05.15",
            reserved: "",
            records: "1",
            seconds: "1",
            count: None,
            signals: signals.to_vec(),
            data,
        }
    }

    fn plus(kind: &'static str, signals: &[Signal], data: Vec<u8>) -> File {
        let plain = File::edf(signals, data);
        File { reserved: kind, patient: "X X X X", recording: "Startdate 08-MAY-2014 X X X", ..plain }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.version.to_vec();
        let count = self.signals.len().to_string();
        let length = (256 * (self.signals.len() + 1)).to_string();
        let mut field = |text: &str, width: usize| {
            // Latin-1, so that a micro sign is the byte that recorders write.
            let letters = text.chars().map(|c| c as u32 as u8);
            bytes.extend(letters.chain(std::iter::repeat(b' ')).take(width));
        };
        for (text, width) in [
            (self.patient, 80),
            (self.recording, 80),
            (self.date, 8),
            (self.time, 8),
            (length.as_str(), 8),
            (self.reserved, 44),
            (self.records, 8),
            (self.seconds, 8),
            (self.count.unwrap_or(&count), 4),
        ] {
            field(text, width);
        }
        let mut all = |width: usize, of: &dyn Fn(&Signal) -> &'static str| {
            for signal in &self.signals {
                field(of(signal), width);
            }
        };
        all(16, &|signal| signal.0);
        all(80, &|_| "");
        all(8, &|signal| signal.1);
        for limit in 0..4 {
            all(8, &|signal| signal.2[limit]);
        }
        all(80, &|_| "");
        all(8, &|signal| signal.3);
        all(32, &|_| "");
        bytes.extend(&self.data);
        bytes
    }
}

fn counts(counts: &[i16]) -> Vec<u8> {
    counts.iter().flat_map(|count| count.to_le_bytes()).collect()
}

/// A data record of four samples and 40 bytes of annotations.
fn noted(samples: [i16; 4], lists: &str) -> Vec<u8> {
    let mut bytes = counts(&samples);
    bytes.extend(lists.as_bytes());
    bytes.resize(8 + 40, 0);
    bytes
}
