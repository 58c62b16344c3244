//! Heartbeat tables as they come: with and without header, labels, spaces, in pieces of any size.

use std::sync::Arc;

use ecglass::ecg::{BeatClass, Beats};
use ecglass::read::{Intake, Opened, Reading};
use proptest::prelude::*;

#[track_caller]
fn table(text: &str) -> Arc<Beats> {
    match Intake::read([("beats.csv", text.as_bytes())]) {
        Ok(Opened { reading: Reading::Table { beats, .. }, .. }) => beats,
        Ok(_) => panic!("not taken for a table"),
        Err(error) => panic!("{error}"),
    }
}

fn row(values: &str, label: &str) -> String {
    format!("{values},{}{label}\n", "0,".repeat(185))
}

#[test]
fn the_published_layout_is_read_to_the_last_digit() {
    let text = row("9.779411554336547852e-01,9.264705777168273926e-01", "0.000000000000000000e+00")
        + &row("1.0e+00,-2.5e-3", "2.000000000000000000e+00");
    let beats = table(&text);
    assert_eq!((beats.width, beats.len()), (187, 2));
    assert_eq!(beats.beat(0)[..3], [0.977_941_16, 0.926_470_6, 0.0]);
    assert_eq!(beats.beat(1)[..2], [1.0, -0.0025]);
    assert_eq!(beats.truth, [Some(BeatClass::N), Some(BeatClass::V)]);
}

#[test]
fn headers_of_words_and_of_numbers_are_skipped() {
    let numbers = row("0.5,0.5", "1");
    let words = format!("{}label\n", (0..187).map(|i| format!("s{i},")).collect::<String>());
    let indices = format!("{}\n", (0..188).map(|i| i.to_string()).collect::<Vec<_>>().join(","));
    for header in [words, indices] {
        let beats = table(&(header + &numbers));
        assert_eq!((beats.len(), beats.truth[0]), (1, Some(BeatClass::S)));
    }
}

#[test]
fn a_table_of_187_columns_has_no_labels() {
    let beats = table(&format!("{}0\n", "0.25,".repeat(186)));
    assert_eq!((beats.width, beats.is_labelled()), (187, false));
    assert_eq!(beats.beat(0)[186], 0.0);
}

#[test]
fn a_header_can_name_the_label_of_a_table_of_any_width() {
    let beats = table("a,b,class\n0.5,0.5,0\n0.5,0.25,0\n");
    assert_eq!((beats.width, beats.truth[1]), (2, Some(BeatClass::N)));
}

#[test]
fn every_delimiter_gives_the_same_beats() {
    let commas = row("0.5,0.75", "4");
    let expected = table(&commas);
    for delimiter in [";", "\t", " ", ", ", ";  "] {
        assert_eq!(table(&commas.replace(',', delimiter)), expected, "{delimiter:?}");
    }
}

#[test]
fn a_mark_of_byte_order_carriage_returns_quotes_and_blank_lines_do_no_harm() {
    let plain = row("0.5,0.75", "4");
    let expected = table(&plain);
    let dressed = format!("\u{feff}\r\n{}\r\n\r\n", plain.trim_end().replace("0.75", "\"0.75\""));
    assert_eq!(table(&dressed), expected);
    assert_eq!(table(plain.trim_end()), expected, "a last line without a break is a line");
}

proptest! {
    #[test]
    fn pieces_of_any_size_give_the_same_beats(sizes in prop::collection::vec(1_usize..900, 1..20)) {
        let text: String = (0..5).map(|i| row(&format!("0.{i},1e-{i}"), &i.to_string())).collect();
        let mut intake = Intake::new();
        intake.begin("beats.csv", text.len() as u64).unwrap();
        let mut rest = text.as_bytes();
        for size in sizes.iter().cycle() {
            let (piece, after) = rest.split_at(rest.len().min(*size));
            intake.push(piece).unwrap();
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        let Reading::Table { beats, .. } = intake.finish().unwrap().reading else { panic!("a table") };
        prop_assert_eq!(beats, table(&text));
    }

    #[test]
    fn any_text_is_read_or_refused_but_never_a_panic(text in "[-0-9.,;e\\r\\n\" a-cNn\\t]{0,400}") {
        let _ = Intake::read([("any.csv", text.as_bytes())]);
    }

    #[test]
    fn any_bytes_are_read_or_refused_but_never_a_panic(
        header in prop::collection::vec(any::<u8>(), 0..200),
        signal in prop::collection::vec(any::<u8>(), 0..200),
        atr in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let _ = Intake::read([("any", header.as_slice())]);
        let sound: &[u8] = b"x 2 100\nx.dat 212\nx.dat 212\n";
        let _ = Intake::read([("x.hea", sound), ("x.dat", signal.as_slice()), ("x.atr", atr.as_slice())]);
        let _ = Intake::read([("x.hea", header.as_slice()), ("x.dat", signal.as_slice())]);
    }
}
