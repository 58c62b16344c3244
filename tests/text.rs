//! The CSV detective: recordings as text, in every dialect that people bring, with a reason for each guess.

use ecglass::ecg::{Hertz, Record};
use ecglass::read::{Choices, Decimal, Delimiter, Intake, Layout, Opened, Reading, Unit};

#[track_caller]
fn open(name: &str, text: &str, choices: Choices) -> Opened {
    Intake::with(choices).take([(name, text.as_bytes())]).unwrap_or_else(|error| panic!("{error}"))
}

fn guessed(name: &str, text: &str) -> (Record, Opened) {
    let opened = open(name, text, Choices::default());
    match &opened.reading {
        Reading::Record(record) => (record.clone(), opened),
        other => panic!("{} is no record", other.name()),
    }
}

/// What was found about one thing, and why.
#[track_caller]
fn finding<'a>(opened: &'a Opened, about: &str) -> (&'a str, &'a str) {
    let found = opened.findings.iter().find(|finding| finding.about == about);
    let found = found.unwrap_or_else(|| panic!("nothing about {about}: {:?}", opened.findings));
    (&found.value, &found.reason)
}

fn leads(record: &Record) -> Vec<&str> {
    record.leads().iter().map(|lead| lead.name.as_str()).collect()
}

/// A wave of an ECG's size: a spike every `period` rows.
fn beat(at: usize, period: usize) -> f64 {
    let phase = at % period;
    if phase < 4 { [0.2, 1.1, 0.6, -0.2][phase] } else { (at as f64 / 17.0).sin() * 0.05 }
}

fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| row(at) + "\n").collect()
}

#[test]
fn a_watch_export_is_read_in_its_own_language() {
    let head = "Nome,\nData di nascita,\"1 gen 1980\"\nData di registrazione,2019-04-04 16:32:18 +0200\nVersione software,\"1,90\"\n\
                Dispositivo,\"Watch4,2\"\nFrequenza di campionamento,512 hertz\n\n\nDerivazione,Derivazione I\nUnità,µV\n\n";
    let text = head.to_string() + &rows(600, |at| format!("{},125", at as i32 % 90 - 45));
    let (record, opened) = guessed("ecg.csv", &text.replace('\n', "\r\n"));
    assert_eq!((record.rate().get(), leads(&record)), (512.0, vec!["I"]));
    assert_eq!(record.leads()[0].samples[0], -0.045_125);
    assert_eq!(record.start().to_string(), "2019-04-04 16:32:18");
    assert_eq!(finding(&opened, "format").0, "Apple Watch export");
    assert_eq!(finding(&opened, "decimal").0, "comma");
    assert_eq!(finding(&opened, "rate").1, "the header says \"Frequenza di campionamento,512 hertz\"");
    assert_eq!(finding(&opened, "unit"), ("µV", "the header says \"Unità,µV\""));
}

#[test]
fn a_polar_recording_is_read_by_its_sensors_clock() {
    let text = "Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]\n".to_string()
        + &rows(500, |at| {
            let ns = 599_616_000_000_000_000_u64 + at as u64 * 7_680_000;
            format!(
                "2021-10-12T10:00:{:02}.{:03};{ns};{}.0;{}",
                at / 130,
                at % 130 * 7,
                at * 8,
                (beat(at, 110) * 1e3) as i32
            )
        });
    let (record, opened) = guessed("polar.txt", &text);
    assert_eq!((record.rate().get(), leads(&record)), (130.0, vec!["ecg"]));
    assert_eq!(finding(&opened, "format").0, "Polar recording");
    assert_eq!(finding(&opened, "delimiter").0, "semicolon");
    assert_eq!(finding(&opened, "time").0, "column sensor timestamp, in nanoseconds");
    assert_eq!(finding(&opened, "unit"), ("µV", "the column's own header says so"));
    assert_eq!(record.leads()[0].samples[1], 1.1);
}

#[test]
fn shimmer_open_signals_and_kardia_are_known_by_their_headers() {
    let shimmer = "\"sep=\t\"\nShimmer_1_TimestampSync_Unix_CAL\tShimmer_1_ECG_LL-RA_24BIT_CAL\tShimmer_1_Accel_X_CAL\t\nms\tmV\tm/(s^2)\t\n".to_string()
        + &rows(300, |at| format!("{}\t{:.4}\t9.81\t", 1.5893587e12 + at as f64 * 1000.0 / 512.0, beat(at, 300)));
    let (record, opened) = guessed("shimmer.csv", &shimmer);
    assert_eq!((record.rate().get(), leads(&record)), (512.0, vec!["Shimmer_1_ECG_LL-RA_24BIT_CAL"]));
    assert_eq!(finding(&opened, "delimiter"), ("tab", "the first line says sep="));
    assert_eq!(opened.channels.len(), 2, "the other channel is listed");
    assert_eq!(record.start().to_string(), "2020-05-13 08:31:40");

    let signals = "# OpenSignals Text File Format\n# {\"98:D3\": {\"sensor\": [\"ECG\", \"EDA\"], \"column\": [\"nSeq\", \"A1\", \"A2\"], \"label\": [\"A1\", \"A2\"], \
                   \"sampling rate\": 100, \"resolution\": [10, 10], \"date\": \"2018-10-23\", \"time\": \"12:22:44.5\"}}\n# EndOfHeader\n".to_string()
        + &rows(300, |at| format!("{}\t{}\t{}\t", at % 16, 512 + (beat(at, 80) * 100.0) as i32, 300));
    let (record, opened) = guessed("open.txt", &signals);
    assert_eq!((record.rate().get(), leads(&record)), (100.0, vec!["ECG A1"]));
    assert_eq!(finding(&opened, "format").0, "OpenSignals recording");
    // 110 counts above the middle of ten bits that span 3 mV.
    assert!((record.leads()[0].samples[1] - 110.0 * 3.0 / 1024.0).abs() < 1e-6);

    let kardia =
        "KardiaMobile export\nLead I (mV)\n".to_string() + &rows(300, |at| format!("{:.3}", beat(at, 240)));
    let (record, opened) = guessed("kardia.csv", &kardia);
    assert_eq!((record.rate().get(), finding(&opened, "rate").1), (300.0, "the rate of a Kardia export"));
}

#[test]
fn every_way_to_tell_the_time_gives_the_same_rate() {
    let signal = |at: usize| format!("{:.4}", beat(at, 200));
    let ways: [(&str, &dyn Fn(usize) -> String); 8] = [
        ("time_s,ECG", &|at| format!("{:.3}", at as f64 / 250.0)),
        ("time [ms],ECG", &|at| format!("{}", at * 4)),
        ("t (us),ECG", &|at| format!("{}", at * 4000)),
        ("timestamp,ECG", &|at| format!("{}", 1_600_000_000_000_u64 + at as u64 * 4)),
        ("Time,ECG", &|at| {
            format!("2020-01-01T10:{:02}:{:02}.{:03}", at / 15000, at / 250 % 60, at % 250 * 4)
        }),
        ("'Elapsed time',ECG", &|at| format!("'{}:{:02}.{:03}'", at / 15000, at / 250 % 60, at % 250 * 4)),
        ("0.0,ECG", &|at| format!("{:.3}", at as f64 / 250.0)),
        ("sample,ECG", &|at| at.to_string()),
    ];
    for (header, time) in ways {
        let counts = header.starts_with("sample");
        let above = if counts { "fs=250\n" } else { "" };
        let text = format!("{above}{header}\n") + &rows(700, |at| format!("{},{}", time(at), signal(at)));
        let (record, opened) = guessed("x.csv", &text);
        assert_eq!((record.rate().get(), record.len()), (250.0, 700), "{header}: {:?}", opened.findings);
        assert_eq!(leads(&record).len(), 1, "{header}");
    }
}

#[test]
fn missing_rows_become_gaps_where_a_column_tells_the_time() {
    let text = "t,I [mV]\n".to_string()
        + &rows(200, |at| {
            format!("{:.3},{:.3}", (at + if at >= 100 { 50 } else { 0 }) as f64 / 100.0, beat(at, 80))
        });
    let (record, opened) = guessed("gap.csv", &text);
    let gap = record.leads()[0].gaps[0];
    assert_eq!((gap.from.0, gap.to.0, record.len()), (100, 150, 250));
    assert!(
        opened.notes[0].text.contains("the time jumps ahead once; the 50 rows that are missing became gaps")
    );
}

#[test]
fn a_rate_that_nothing_says_is_guessed_from_the_beats_and_the_guess_is_noted() {
    let text = rows(4000, |at| format!("{:.4}", beat(at, 300)));
    let (record, opened) = guessed("bare.csv", &text);
    assert_eq!(record.rate().get(), 360.0);
    assert_eq!(finding(&opened, "rate").1, "a guess: beats are 300 samples apart, which makes 72 a minute");
    assert!(opened.notes[0].text.ends_with("360 Hz was guessed. Correct it if you know better."));
    let (record, opened) = guessed("walk_500Hz.csv", &text);
    assert_eq!((record.rate().get(), finding(&opened, "rate").1), (500.0, "the file's name says so"));
}

#[test]
fn units_come_from_the_header_or_from_what_an_ecg_can_be() {
    let unit = |header: &str, scale: f64, zero: f64| {
        let text = format!("{header}\n") + &rows(400, |at| format!("{:.6}", beat(at, 200) * scale + zero));
        let (record, opened) = guessed("x_250hz.csv", &text);
        (finding(&opened, "unit").0.to_string(), record.leads()[0].samples[1])
    };
    assert_eq!(unit("ECG [V]", 1e-3, 0.0), ("V".into(), 1.1));
    assert_eq!(unit("ECG (mV)", 1.0, 0.0), ("mV".into(), 1.1));
    assert_eq!(unit("ECG_uV", 1e3, 0.0), ("µV".into(), 1.1));
    assert_eq!(unit("ECG", 1e-3, 0.0), ("V".into(), 1.1));
    assert_eq!(unit("ECG", 1.0, 0.0), ("mV".into(), 1.1));
    assert_eq!(unit("ECG", 1e3, 0.5), ("µV".into(), 1.1005));
    let counts = rows(400, |at| format!("{}", (beat(at, 200) * 200.0 + 1024.0).round()));
    let (record, opened) = guessed("x_250hz.csv", &counts);
    assert_eq!((finding(&opened, "unit").0, record.leads()[0].samples[1]), ("counts", 1.1));
}

#[test]
fn leads_are_picked_by_name_and_the_other_columns_are_listed() {
    let text = "ECG,EDA,Photosensor,RSP\n".to_string()
        + &rows(100, |at| format!("{:.4},13.2,5.0,0.78", beat(at, 80)));
    let (record, opened) = guessed("four_100hz.csv", &text);
    assert_eq!(leads(&record), ["ECG"]);
    let told: Vec<_> = opened.channels.iter().map(|channel| (channel.name.as_str(), channel.kept)).collect();
    assert_eq!(told, [("ECG", true), ("EDA", false), ("Photosensor", false), ("RSP", false)]);
    let twelve = "I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n".to_string()
        + &rows(100, |at| vec![format!("{:.3}", beat(at, 80)); 12].join(","));
    assert_eq!(guessed("twelve_500hz.csv", &twelve).0.leads().len(), 12);
}

#[test]
fn a_lead_in_one_long_row_is_a_recording() {
    let text = (0..3000).map(|at| format!("{:.3}", beat(at, 200))).collect::<Vec<_>>().join(",");
    let (record, opened) = guessed("row_250hz.csv", &(text + "\n"));
    assert_eq!((record.len(), record.rate().get()), (3000, 250.0));
    assert_eq!(finding(&opened, "layout").0, "recording, a lead a row");
}

#[test]
fn tables_of_any_width_are_told_from_recordings() {
    let wide = rows(20, |at| {
        (0..141).map(|i| format!("{:.3}", beat(i + at, 70))).collect::<Vec<_>>().join(",") + ",1"
    });
    for (text, width) in [(wide, 141), ("a,b,label\n0.5,0.25,1\n0.25,0.5,0\n".to_string(), 2)] {
        let Reading::Table { beats, .. } = open("x.csv", &text, Choices::default()).reading else {
            panic!("a table")
        };
        assert_eq!((beats.width, beats.is_labelled()), (width, true));
    }
}

#[test]
fn german_tables_have_commas_in_their_numbers() {
    let text = rows(6, |at| vec!["0,25".to_string(); 187].join(";") + &format!(";{}", at % 5));
    let opened = open("de.csv", &text, Choices::default());
    let Reading::Table { beats, .. } = &opened.reading else { panic!("a table") };
    assert_eq!((beats.beat(0)[3], beats.is_labelled()), (0.25, true));
    assert_eq!(finding(&opened, "decimal").0, "comma");
}

#[test]
fn a_person_can_correct_every_guess() {
    let text = "a;b\n".to_string() + &rows(300, |at| format!("{};{},5", at * 4, at % 50));
    let said = |choices: Choices| match open("x.csv", &text, choices.clone()).reading {
        Reading::Record(record) => record,
        other => panic!("{choices:?} made {} something else", other.name()),
    };
    let none = Choices::default();
    let rate = said(Choices { rate_hz: Hertz::new(321.0), ..none.clone() });
    assert_eq!(rate.rate().get(), 321.0);
    let unit = said(Choices { unit: Some(Unit::V), leads: Some(vec!["b".into()]), ..none.clone() });
    assert_eq!(unit.leads()[0].samples[0], 500.0);
    let counts = said(Choices {
        unit: Some(Unit::Counts),
        gain: Some(100.0),
        leads: Some(vec!["#1".into()]),
        ..none.clone()
    });
    let step = counts.leads()[0].samples[1] - counts.leads()[0].samples[0];
    assert!((step - 0.01).abs() < 1e-6, "{step}");
    let timeless = said(Choices {
        time: Some("none".into()),
        leads: Some(vec!["a".into(), "b".into()]),
        ..none.clone()
    });
    assert_eq!(leads(&timeless), ["a", "b"]);
    let timed = said(Choices { time: Some("a".into()), ..none.clone() });
    assert_eq!(timed.rate().get(), 250.0);
    let written =
        Choices { delimiter: Some(Delimiter::Semicolon), decimal: Some(Decimal::Comma), ..none.clone() };
    assert_eq!(said(written).rate().get(), 250.0);
    let other = Choices { delimiter: Some(Delimiter::Tab), ..none.clone() };
    let sentence = Intake::with(other).take([("x.csv", text.as_bytes())]).unwrap_err().to_string();
    assert!(sentence.starts_with("x.csv: no rows of numbers are in it, written as you say"), "{sentence}");
    let table = open("x.csv", "1,2,0\n3,4,1\n", Choices { layout: Some(Layout::Table), ..none.clone() });
    assert!(matches!(table.reading, Reading::Table { .. }));
    let wrong =
        Intake::with(Choices { leads: Some(vec!["V9".into()]), ..none }).take([("x.csv", text.as_bytes())]);
    assert_eq!(wrong.unwrap_err().to_string(), "x.csv: there is no lead V9 in it; it has a, b.");
}

#[test]
fn choices_are_kept_with_what_was_read_and_travel_as_json() {
    let choices = Choices { rate_hz: Hertz::new(200.0), unit: Some(Unit::Microvolt), ..Choices::default() };
    let json = serde_json::to_string(&choices).unwrap();
    assert_eq!(json, r#"{"rate_hz":200.0,"unit":"uV"}"#);
    assert_eq!(serde_json::from_str::<Choices>(&json).unwrap(), choices);
    assert_eq!(open("x.csv", "1\n2\n3\n4\n5\n", choices.clone()).choices, choices);
    assert!(
        serde_json::from_str::<Choices>(r#"{"rate": 3}"#).is_err(),
        "what is not known is not passed over"
    );
}
