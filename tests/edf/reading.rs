//! Hand-made files read as the format says, and a real one as others read it.

use ecglass::ecg::{Annotation, Gap, Grid, SampleIndex};
use ecglass::read::{Choices, Opened};

use crate::{ECG, File, NOTES, Signal, counts, noted, notes, open, open_in, record};

#[test]
fn a_plain_edf_file_is_read_as_its_header_says() {
    let resp = Signal("Resp", "", ["0", "1", "0", "1"], "2");
    let data = counts(&[-1000, 0, 1000, 32767, 5, 6, 1, 2, 3, 4, 7, 8]);
    let file = File { records: "2", patient: "P. Smith", ..File::edf(&[ECG, resp], data) };
    let opened = open(&file.bytes()).unwrap();
    let record = record(&opened);
    assert_eq!(record.name(), "x");
    assert_eq!(record.rate().get(), 4.0);
    assert_eq!(record.leads().len(), 1);
    let expected = [-1.0, 0.0, 1.0, 32.767, 0.001, 0.002, 0.003, 0.004];
    assert_eq!(record.leads()[0].samples, expected);
    assert_eq!(record.leads()[0].grid, Some(Grid { gain: 1000.0, zero: 0.0 }));
    assert_eq!(record.start().to_string(), "2014-05-08 05:05:15");
    assert_eq!(record.comments(), ["patient: P. Smith"]);
    assert!(opened.notes.is_empty(), "{:?}", opened.notes);
    let told: Vec<_> = opened
        .channels
        .iter()
        .map(|channel| (channel.name.as_str(), channel.rate_hz.get(), channel.kept))
        .collect();
    assert_eq!(told, [("ECG I", 4.0, true), ("Resp", 2.0, false)]);
    let found: Vec<_> =
        opened.findings.iter().map(|f| format!("{}: {} ({})", f.about, f.value, f.reason)).collect();
    assert_eq!(
        found,
        [
            "format: EDF file (known by its first bytes)",
            "leads: ECG I (called as ECG leads are)",
            "rate: 4 Hz (4 samples in data records of 1 s)",
            "unit: µV (the header says so)"
        ]
    );
}

#[test]
fn another_lead_can_be_chosen_and_leads_of_two_rates_come_together() {
    let slow = Signal("ECG II", "mV", ["-3276.8", "3276.7", "-32768", "32767"], "2");
    let file = File::edf(&[ECG, slow], counts(&[0, 1, 2, 3, 10, 20])).bytes();
    let both = open(&file).unwrap();
    assert_eq!(record(&both).leads()[1].samples, [1.0, 1.5, 2.0, 2.0]);
    let choices = Choices { leads: Some(vec!["#1".into()]), ..Choices::default() };
    let one = open_in("x.edf", &file, 100, &choices).unwrap();
    assert_eq!((record(&one).rate().get(), record(&one).leads()[0].samples.clone()), (2.0, vec![1.0, 2.0]));
}

#[test]
fn samples_of_bdf_files_are_of_24_bits() {
    let status = Signal("Status", "Boolean", ["-8388608", "8388607", "-8388608", "8388607"], "1");
    let lead = Signal("ECG", "µV", ["-8388608", "8388607", "-8388608", "8388607"], "3");
    let data = [[0x00, 0x00, 0x80], [0xff, 0xff, 0xff], [0x39, 0x30, 0x00], [1, 2, 3]].concat();
    let file = File { version: b"\xffBIOSEMI", reserved: "24BIT", ..File::edf(&[lead, status], data) };
    let opened = open(&file.bytes()).unwrap();
    assert_eq!(record(&opened).leads()[0].samples, [-8388.608, -0.001, 12.345]);
    assert_eq!(opened.findings[0].value, "BDF file");
}

#[test]
fn annotations_become_marks_with_their_symbols_and_texts() {
    let first = noted([0; 4], "+0\x14\x14\0+0.25\x14N\x14\0+0.5\x153\x14lights off\x14");
    let second = noted([1; 4], "+1\x14\x14+ (AFIB\x14\0+1.75\x14V\x14\0-1\x14early\x14\0?\0");
    let file = File { records: "2", ..File::plus("EDF+C", &[ECG, NOTES], [first, second].concat()) };
    let opened = open(&file.bytes()).unwrap();
    let told: Vec<_> = record(&opened)
        .annotations()
        .iter()
        .map(|mark| (mark.at.0, mark.symbol, mark.text.as_str()))
        .collect();
    assert_eq!(told, [(1, 'N', ""), (2, '"', "lights off"), (4, '+', "(AFIB"), (7, 'V', "")]);
    assert_eq!(opened.findings[0].value, "EDF+ file");
    assert_eq!(
        notes(&opened),
        [
            "x.edf: annotations that have no time that can be read: 1; left out.",
            "x.edf: annotations that stand before the signal begins: 1; left out."
        ]
    );
    assert_eq!(record(&opened).marks()[0].annotator, "atr");
    assert!(record(&opened).comments().is_empty());
}

#[test]
fn interruptions_become_gaps_so_that_time_stays_true() {
    let first = noted([5, 6, 7, 8], "+0.5\x14\x14\0");
    let second = noted([1, 2, 3, 4], "+3.5\x14\x14\0+3.75\x14N\x14");
    let file = File { records: "2", ..File::plus("EDF+D", &[ECG, NOTES], [first, second].concat()) };
    let opened = open(&file.bytes()).unwrap();
    let whole = record(&opened);
    assert_eq!(whole.len(), 16);
    assert_eq!(whole.leads()[0].gaps, [Gap { from: SampleIndex(4), to: SampleIndex(12) }]);
    // The gap holds the value before it.
    assert_eq!(whole.leads()[0].samples[3..12], [0.008; 9]);
    assert_eq!(whole.leads()[0].samples[12], 0.001);
    assert_eq!(whole.annotations(), [Annotation::new(SampleIndex(13), 'N')]);
    assert_eq!(whole.start().to_string(), "2014-05-08 05:05:15.500");
    assert_eq!(opened.findings[0].value, "EDF+ file with interruptions");
}

#[test]
fn a_pause_of_more_than_a_day_is_left_out_and_said() {
    let first = noted([5, 6, 7, 8], "+0\x14\x14\0");
    let second = noted([1, 2, 3, 4], "+90001\x14\x14\0+90001.25\x14N\x14");
    let data = [first, second].concat();
    let opened =
        open(&File { records: "2", ..File::plus("EDF+D", &[ECG, NOTES], data.clone()) }.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 8);
    assert_eq!(record(&opened).annotations()[0].at.0, 5);
    assert_eq!(
        notes(&opened),
        [
            "x.edf: nothing was recorded in the 90000 s before data record 2, which is too long to be shown; they were left out, and all after them stands that much too early."
        ]
    );
    let opened = open(&File { records: "2", ..File::plus("EDF+C", &[ECG, NOTES], data) }.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 8);
    assert_eq!(record(&opened).annotations()[0].at.0, 5);
    assert_eq!(
        notes(&opened),
        [
            "x.edf: data record 2 begins 90000 s after the one before it ends, though the header promises no interruptions; it was put right after it."
        ]
    );
}

#[test]
fn a_pause_in_a_file_too_small_for_it_is_left_out_and_said() {
    let data = [noted([5, 6, 7, 8], "+0\x14\x14\0"), noted([1, 2, 3, 4], "+82800\x14\x14\0")].concat();
    let thousand_hertz =
        File { records: "2", seconds: "0.004", ..File::plus("EDF+D", &[ECG, NOTES], data.clone()) };
    let opened = open(&thousand_hertz.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 8);
    assert_eq!(
        notes(&opened),
        [
            "x.edf: nothing was recorded in the 82799.996 s before data record 2, which is too long to be shown; they were left out, and all after them stands that much too early."
        ]
    );
    // The same 23 hours at four samples a second are no more than a third of a million.
    let opened = open(&File { records: "2", ..File::plus("EDF+D", &[ECG, NOTES], data) }.bytes()).unwrap();
    assert_eq!(record(&opened).len(), 4 * 82_800 + 4);
    assert!(notes(&opened).is_empty());
}

#[test]
fn two_digits_of_a_year_begin_in_1985() {
    let year = |date: &'static str| {
        let file = File { date, ..File::edf(&[ECG], counts(&[0, 1, 2, 3])) };
        record(&open(&file.bytes()).unwrap()).start().date.map(|date| date.0)
    };
    assert_eq!(year("01.02.85"), Some(1985));
    assert_eq!(year("01.02.99"), Some(1999));
    assert_eq!(year("01.02.00"), Some(2000));
    assert_eq!(year("01.02.84"), Some(2084));
}

fn assert_same(one: &Opened, other: &Opened) {
    assert_eq!(record(one), record(other));
    assert_eq!((&one.notes, &one.findings, &one.channels), (&other.notes, &other.findings, &other.channels));
}

#[test]
fn pieces_of_any_length_give_the_same() {
    let first = noted([5, 6, 7, 8], "+0.5\x14\x14\0+0.75\x14V\x14");
    let second = noted([1, 2, 3, 4], "+3.5\x14\x14\0+3.75\x14N\x14");
    let mut data = [first.clone(), second, first].concat();
    data.extend([1, 2, 3]);
    let file = File { records: "9", ..File::plus("EDF+D", &[ECG, NOTES], data) }.bytes();
    let whole = open(&file).unwrap();
    for piece in [1, 7, 48, 255, 256, 1000] {
        assert_same(&open_in("x.edf", &file, piece, &Choices::default()).unwrap(), &whole);
    }
}

#[test]
fn a_recording_of_a_worn_device_reads_as_pyedflib_reads_it() {
    let folder = std::env::var("ECGLASS_DATA").unwrap_or_else(|_| "../shared/data".to_string());
    let Ok(bytes) = std::fs::read(format!("{folder}/devices/actiwave.edf")) else {
        println!("skipped: no {folder}/devices/actiwave.edf");
        return;
    };
    let opened = open_in("actiwave.edf", &bytes, 4096, &Choices::default()).unwrap();
    let channels: Vec<_> = opened
        .channels
        .iter()
        .map(|channel| (channel.name.as_str(), channel.unit.as_str(), channel.rate_hz.get(), channel.kept))
        .collect();
    let acceleration = |name| (name, "m/s^2", 32.0, false);
    let expected = [("ECG0", "uV", 1024.0, true), acceleration("X"), acceleration("Y"), acceleration("Z")];
    assert_eq!(channels, expected);
    assert!(opened.notes.is_empty(), "{:?}", opened.notes);
    let record = record(&opened);
    assert_eq!((record.rate().get(), record.len()), (1024.0, 181 * 1024));
    assert_eq!(record.start().to_string(), "2016-07-20 14:31:00");
    assert_eq!(record.comments(), ["patient: A F", "recording: Actiwave000193 sample"]);
    // By pyedflib: its readSignal(0) * 1e-3 as float32.
    let samples = &record.leads()[0].samples;
    assert_eq!(
        [samples[0], samples[1000], samples[185_343]],
        [0.992_463_1, -0.053_075_176, 0.000_152_229_13]
    );
    assert_eq!(samples.iter().fold(0, |all, sample| all ^ sample.to_bits()), 20_166_680);
}
