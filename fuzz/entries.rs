//! What is fuzzed: the six ways by which a stranger's bytes come in, each through the same door as a drop.

use ecglass::read::{Catalog, Choices, Intake, Layout};

/// A way in.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 6] = [
    ("csv", csv),
    ("header", header),
    ("signal", signal),
    ("annotation", annotation),
    ("edf", edf),
    ("zip", zip),
];

/// Drops files, in pieces whose lengths the data decide; whatever comes of it is dropped, too.
fn open(files: &[(&str, &[u8])], choices: Choices) {
    let mut intake = Intake::with(choices);
    for (name, bytes) in files {
        // The sum of a file's bytes decides its pieces: damage changes them.
        let step = 1 + bytes.iter().fold(0_usize, |sum, &byte| (sum * 31 + usize::from(byte)) % 4099);
        if intake.begin(name, bytes.len() as u64).is_err() {
            return;
        }
        for piece in bytes.chunks(step) {
            if intake.push(piece).is_err() {
                return;
            }
        }
    }
    let _ = intake.finish();
}

/// Text: as it reads itself, and as either layout by order.
pub fn csv(data: &[u8]) {
    open(&[("x.csv", data)], Choices::default());
    let layout = if data.len().is_multiple_of(2) { Layout::Table } else { Layout::Signal };
    open(&[("x.csv", data)], Choices { layout: Some(layout), ..Choices::default() });
}

/// A WFDB header, of a record and of one in segments, with a signal file that fits hardly any.
pub fn header(data: &[u8]) {
    let mut catalog = Catalog::new();
    catalog.add("x.hea", data);
    let _ = catalog.recordings();
    let signal: Vec<u8> = (0..600_u32).map(|at| (at * 7) as u8).collect();
    let segment: &[u8] = b"s1 1 100 50\nx.dat 16 200 16 0 0 0 0 I\n";
    open(
        &[("x.hea", data), ("s1.hea", segment), ("x.dat", &signal), ("x.atr", &[18, 4, 0, 0])],
        Choices::default(),
    );
}

/// A signal file in the format, and of the shape, that its first bytes choose.
pub fn signal(data: &[u8]) {
    const FORMATS: [&str; 13] =
        ["8", "16", "24", "32", "61", "80", "160", "212", "310", "311", "508", "516", "524"];
    let [format, shape, frames, signal @ ..] = data else { return };
    let format = FORMATS[usize::from(*format) % FORMATS.len()];
    let (signals, per_frame) = (1 + shape % 4, 1 + shape / 4 % 3);
    let (skew, offset) = (shape / 16 % 4, shape / 64);
    // Without a length, the file decides; with one, FLAC cannot grow beyond it.
    let frames = u32::from(*frames) * 8;
    let mut text = format!("x {signals} 250 {frames}\n");
    for index in 0..signals {
        text += &format!("x.dat {format}x{per_frame}:{skew}+{offset} 200(3)/mV 12 0 5 77 0 lead {index}\n");
    }
    open(&[("x.hea", text.as_bytes()), ("x.dat", signal)], Choices::default());
}

/// An annotation file beside a small record.
pub fn annotation(data: &[u8]) {
    let header: &[u8] = b"x 1 250 20\nx.dat 16 200 16 0 0 0 0 I\n";
    open(&[("x.hea", header), ("x.dat", &[1; 40]), ("x.atr", data), ("x.qrs", data)], Choices::default());
}

/// An EDF file as it is, and behind the first half of a sound header.
pub fn edf(data: &[u8]) {
    open(&[("x.edf", data)], Choices::default());
    let mut sound = format!(
        "{:<8}{:<80}{:<80}{:<8}{:<8}{:<8}{:<44}{:<8}{:<8}{:<4}",
        "0", "X", "Startdate X", "01.01.20", "10.00.00", "768", "EDF+D", "-1", "0.5", "2"
    )
    .into_bytes();
    sound.extend_from_slice(data);
    open(&[("x.edf", &sound)], Choices::default());
}

/// An archive as it is, and as one well-formed entry around the data.
pub fn zip(data: &[u8]) {
    open(&[("x.zip", data)], Choices::default());
    let name = if data.len().is_multiple_of(3) { "a/x.csv" } else { "x.hea" };
    let packed = ecglass::write::zip(&[(name.to_string(), data.to_vec())]);
    open(&[("y.zip", &packed)], Choices::default());
}
