//! Tables of unlike classes: counted, and filled up without a byte of theirs being touched.

use ecglass::ecg::{BeatClass, Beats, SampleIndex};
use ecglass::error::Kind;
use ecglass::generate::{Balance, SAMPLES, Target, Wanted};
use ecglass::read::{Choices, Intake, Layout, Reading};
use ecglass::write::{Balanced, Marking};
use proptest::prelude::*;

/// The training table of the field's best-known files.
const KAGGLE: [usize; 5] = [72_471, 2223, 5788, 641, 6431];

fn wanted(
    counts: [usize; 5],
    target: Target,
    only: &[BeatClass],
    known: &[BeatClass],
) -> Result<Wanted, String> {
    let balance = Balance::from_counts(counts);
    balance.wanted("table.csv", target, only, known).map_err(|error| error.to_string())
}

fn beats(labels: &[Option<u8>], width: usize) -> Beats {
    Beats {
        width,
        samples: vec![0.5; labels.len() * width],
        truth: labels
            .iter()
            .map(|label| label.and_then(|label| BeatClass::from_index(label.into())))
            .collect(),
        at: (0..labels.len()).map(SampleIndex).collect(),
    }
}

// scipy 1.17.1: scipy.stats.entropy(counts, base=2)
#[test]
fn imbalance_and_entropy_are_those_of_the_counts() {
    let balance = Balance::from_counts(KAGGLE);
    assert_eq!(balance.total(), 87_554);
    assert!((balance.imbalance().unwrap() - 72_471.0 / 641.0).abs() < 1e-12);
    assert!((balance.entropy() - ENTROPY_OF_KAGGLE).abs() < 1e-9, "{}", balance.entropy());
    assert!((balance.evenness().unwrap() - ENTROPY_OF_KAGGLE / 5f64.log2()).abs() < 1e-9);
    let even = Balance::from_counts([3, 0, 3, 0, 0]);
    assert_eq!((even.entropy(), even.evenness(), even.imbalance()), (1.0, Some(1.0), Some(1.0)));
    let one = Balance::from_counts([3, 0, 0, 0, 0]);
    assert_eq!((one.entropy(), one.evenness(), one.imbalance()), (0.0, None, Some(1.0)));
    let none = Balance::from_counts([0; 5]);
    assert_eq!((none.entropy(), none.evenness(), none.imbalance()), (0.0, None, None));
}

const ENTROPY_OF_KAGGLE: f64 = 0.948_046_420_810_977_1;

#[test]
fn targets_say_how_many_beats_are_added() {
    use BeatClass::{F, N, Q, S, V};
    let known = [N, S, V, F, Q];
    let add =
        |counts, target, only: &[BeatClass]| wanted(counts, target, only, &known).map(|wanted| wanted.add);
    assert_eq!(add([10, 4, 0, 1, 10], Target::Equal, &[]), Ok([0, 6, 0, 9, 0]), "what is absent stays so");
    assert_eq!(add([10, 4, 0, 1, 10], Target::Ratio(4.0), &[]), Ok([0, 0, 0, 2, 0]));
    assert_eq!(add([10, 4, 0, 1, 10], Target::Ratio(1.0), &[]), Ok([0, 6, 0, 9, 0]));
    assert_eq!(add([9, 3, 0, 0, 0], Target::Ratio(3.0), &[]), Ok([0; 5]), "a third of nine is three");
    assert_eq!(add([10, 4, 0, 1, 10], Target::Number(12), &[]), Ok([2, 8, 0, 11, 2]));
    assert_eq!(add([10, 4, 0, 1, 10], Target::Equal, &[S]), Ok([0, 6, 0, 0, 0]));
    let partly = wanted([10, 4, 3, 0, 0], Target::Equal, &[], &[N, V]).unwrap();
    assert_eq!((partly.add, partly.left), ([0, 0, 7, 0, 0], vec![S]));
    assert_eq!(partly.after, Balance::from_counts([10, 4, 10, 0, 0]));
}

#[test]
fn what_cannot_be_balanced_is_refused_in_a_sentence() {
    use BeatClass::{F, N, S, V};
    let known = [N, S, V];
    let refused = |counts, target, only: &[BeatClass], expected: &str| {
        let sentence = wanted(counts, target, only, &known).unwrap_err();
        assert!(sentence.starts_with("table.csv: ") && sentence.contains(expected), "{sentence}");
    };
    refused([5, 0, 0, 0, 0], Target::Equal, &[], "all of its beats are N; two classes or more");
    refused([5, 1, 0, 0, 0], Target::Equal, &[V], "it has no V beats");
    refused([5, 1, 0, 2, 0], Target::Equal, &[F], "F beats are asked for, and the generator makes N, S, V");
    refused([5, 1, 0, 0, 0], Target::Number(0), &[], "a target of 0 beats");
    refused([5, 1, 0, 0, 0], Target::Ratio(0.5), &[], "a ratio of 0.5");
    refused([5, 1, 0, 0, 0], Target::Ratio(f64::NAN), &[], "a ratio of NaN");
    refused([5, 1, 0, 0, 0], Target::Number(1_000_000_000), &[], "up to 1000000 are made");
    refused([5, 1, 0, 0, 0], Target::Number(usize::MAX), &[], "up to 1000000 are made");

    let of =
        |beats: &Beats| Balance::of("table.csv", beats).map_err(|error| (error.kind(), error.to_string()));
    let (kind, sentence) = of(&beats(&[None, None], SAMPLES)).unwrap_err();
    assert_eq!(kind, Kind::Unfit);
    assert!(sentence.contains("none of its beats has a label"), "{sentence}");
    let (_, sentence) = of(&beats(&[Some(0), Some(1)], 60)).unwrap_err();
    assert!(sentence.contains("its rows have 60 samples; generators make rows of 187"), "{sentence}");
    assert_eq!(
        of(&beats(&[Some(0), None, Some(4)], SAMPLES)).unwrap(),
        Balance::from_counts([1, 0, 0, 0, 1])
    );
}

proptest! {
    #[test]
    fn balancing_never_takes_a_beat_away_and_never_makes_it_less_even(counts in prop::array::uniform5(0_usize..500), ratio in 1.0_f64..20.0) {
        let before = Balance::from_counts(counts);
        prop_assume!(before.present().count() > 1);
        let even = wanted(counts, Target::Equal, &[], &BeatClass::ALL).unwrap();
        prop_assert_eq!(even.after.imbalance(), Some(1.0));
        prop_assert!((even.after.evenness().unwrap() - 1.0).abs() < 1e-12);
        let some = wanted(counts, Target::Ratio(ratio), &[], &BeatClass::ALL).unwrap();
        prop_assert!(some.after.imbalance().unwrap() <= ratio.max(1.0) + 1e-9 || some.add == [0; 5]);
        prop_assert!(some.after.imbalance() <= before.imbalance());
        prop_assert_eq!(some.after.total(), before.total() + some.add.iter().sum::<usize>());
    }
}

/// A table's text with two made rows behind it, taken in pieces of a size.
fn continued(text: &[u8], marked: bool, marking: Marking, piece: usize) -> Vec<u8> {
    let mut table = Balanced::new("table.csv", SAMPLES, marked, marking);
    let mut out = Vec::new();
    for piece in text.chunks(piece.max(1)) {
        table.push(piece, &mut out).unwrap();
    }
    table.finish(&mut out).unwrap();
    table.made(&[0.25; SAMPLES], BeatClass::V, &mut out);
    table.made(&[0.5; SAMPLES], BeatClass::N, &mut out);
    out
}

/// The cell that is all samples of a row, and its label.
type Rows<'a> = &'a [(&'a str, &'a str)];

/// Rows as text.
fn rows(rows: Rows, delimiter: &str, end: &str) -> String {
    rows.iter()
        .map(|(cell, label)| format!("{}{label}{end}", format!("{cell}{delimiter}").repeat(SAMPLES)))
        .collect()
}

fn reread(text: &[u8]) -> (Beats, Vec<String>) {
    let mut intake = Intake::with(Choices { layout: Some(Layout::Table), ..Choices::default() });
    intake.begin("table.csv", text.len() as u64).unwrap();
    intake.push(text).unwrap();
    let opened = intake.finish().unwrap();
    let Reading::Table { beats, .. } = opened.reading else { panic!("a table") };
    let said =
        opened.findings.iter().map(|finding| format!("{}: {}", finding.about, finding.value)).collect();
    ((*beats).clone(), said)
}

#[test]
fn a_tables_own_rows_stay_as_they_are_and_made_ones_are_written_alike() {
    let savetxt = "9.779411554336547852e-01";
    let cases: [(Rows, &str, &str, &str, &str); 6] = [
        (&[("0.1", "0"), ("0.3", "2")], ",", "\n", "0.25", "2"),
        (&[("0.1", "0.0"), ("0.3", "2.0")], ";", "\r\n", "0.25", "2.0"),
        (&[("0,1000", "0"), ("0,3000", "2")], ";", "\n", "0,2500", "2"),
        (
            &[(savetxt, "0.000000000000000000e+00")],
            ",",
            "\n",
            "2.500000000000000000e-01",
            "2.000000000000000000e+00",
        ),
        (&[("0.1", "0"), ("0.3", "2")], "\t", "\r", "0.25", "2"),
        (&[("0.1", "0"), ("0.3", "2")], " ", "\n", "0.25", "2"),
    ];
    for (own, delimiter, end, cell, label) in cases {
        let text = rows(own, delimiter, end);
        let made = format!("{}{label}{end}", format!("{cell}{delimiter}").repeat(SAMPLES));
        for piece in [1, 7, 1000, 1 << 20].into_iter().filter(|&piece| piece > 1 || end != "\r") {
            let out = continued(text.as_bytes(), false, Marking::default(), piece);
            assert!(out.starts_with(text.as_bytes()));
            let added = String::from_utf8(out[text.len()..].to_vec()).unwrap();
            assert!(added.starts_with(&made), "{}", &added[..40]);
            assert_eq!(added.matches(end).count(), 2);
            let (beats, _) = reread(&out);
            assert_eq!(beats.truth.last(), Some(&Some(BeatClass::N)));
            assert_eq!(beats.beat(beats.len() - 1), [0.5; SAMPLES]);
        }
    }
}

#[test]
fn the_last_row_gets_its_end_before_others_follow() {
    let text = rows(&[("0.5", "1"), ("0.5", "4")], ",", "\n");
    let open = text.trim_end();
    let out = continued(open.as_bytes(), false, Marking::default(), 100);
    assert!(out.starts_with(text.as_bytes()));
    assert_eq!(reread(&out).0.len(), 4);
}

#[test]
fn a_mark_stands_behind_every_label_and_is_read_again() {
    let own = rows(&[("0.5", "1"), ("0.5", "4")], ",", "\r\n");
    let marking = Marking { column: true, header: false };
    for text in [own.clone(), format!("{}label\r\n{own}", "x,".repeat(SAMPLES))] {
        let out = String::from_utf8(continued(text.as_bytes(), false, marking, 100)).unwrap();
        let ends: Vec<&str> = out.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
        let names = ends.len() - 4;
        assert_eq!(&ends[names..], ["0", "0", "1", "1"]);
        assert!(names == 0 || ends[0] == "synthetic");
        let (beats, said) = reread(out.as_bytes());
        assert_eq!(beats.truth, [1, 4, 2, 0].map(BeatClass::from_index));
        assert_eq!((beats.width, beats.beat(2)[186]), (SAMPLES, 0.25));
        assert!(said.contains(&"synthetic: 2 of 4 beats".to_string()), "{said:?}");
        // And again: what is marked goes on being marked.
        let again = String::from_utf8(continued(out.as_bytes(), true, Marking::default(), 99)).unwrap();
        assert!(again.starts_with(&out) && again.ends_with(",0,1\r\n"));
    }
}

#[test]
fn a_header_is_added_where_there_is_none_and_says_synthetic() {
    let own = rows(&[("0.5", "1"), ("0.5", "4")], ",", "\n");
    let marking = Marking { column: true, header: true };
    let out = String::from_utf8(continued(own.as_bytes(), false, marking, 100)).unwrap();
    let (header, rest) = out.split_once('\n').unwrap();
    assert!(header.starts_with("sample_0,sample_1,") && header.ends_with(",sample_186,label,synthetic"));
    assert!(rest.starts_with(&own[..200]));
    assert_eq!(reread(out.as_bytes()).0.len(), 4);
    let named = format!("# made\n{}label\n{own}", "x,".repeat(SAMPLES));
    let out = String::from_utf8(continued(named.as_bytes(), false, marking, 100)).unwrap();
    assert!(out.starts_with("# made\nx,") && out.contains("x,label,synthetic\n") && !out.contains("sample_"));
    // A byte order mark stays in front.
    let out = continued(format!("\u{feff}{own}").as_bytes(), false, marking, 100);
    assert!(out.starts_with("\u{feff}sample_0,".as_bytes()));
}

#[test]
fn made_rows_alone_are_a_table_too() {
    let mut table = Balanced::alone(3, Marking { column: true, header: true });
    let mut out = Vec::new();
    table.made(&[0.0, 1.0, 0.25], BeatClass::F, &mut out);
    table.made(&[-0.0, 1.0, 0.5], BeatClass::Q, &mut out);
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text, "sample_0,sample_1,sample_2,label,synthetic\n0,1,0.25,3,1\n0,1,0.5,4,1\n");
}

#[test]
fn text_that_cannot_go_on_is_refused() {
    let mut table = Balanced::new("table.csv", SAMPLES, false, Marking::default());
    let error = table.push(b"\xff\xfe1\0,\0", &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("UTF-16") && error.kind() == Kind::Unsupported, "{error}");
    let mut table = Balanced::new("table.csv", SAMPLES, false, Marking::default());
    table.push(b"a,b\n", &mut Vec::new()).unwrap();
    assert!(table.finish(&mut Vec::new()).unwrap_err().to_string().contains("its rows were not found again"));
}

#[test]
fn a_column_of_other_numbers_behind_the_label_is_no_mark() {
    let text = "0.5,".repeat(SAMPLES) + "1,0.7\n";
    let (beats, said) = reread(text.repeat(3).as_bytes());
    assert_eq!(beats.width, SAMPLES + 2);
    assert!(!said.iter().any(|finding| finding.starts_with("synthetic")));
}
