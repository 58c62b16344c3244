//! What is written reads back equal, whatever the form: leads to their last bit, gaps, marks, rate, start and comments.

use ecglass::analyze::{self, BeatSource, Report, Settings};
use ecglass::classify::Spec;
use ecglass::ecg::{Annotation, BeatClass, Beats, Grid, Hertz, Lead, Marks, Moment, Record, SampleIndex};
use ecglass::read::{Choices, Intake, Reading};
use ecglass::write::{Target, table_csv, zip};
use proptest::prelude::*;

/// Writes, checks that nothing was lost on the way out or in, and reads.
fn there_and_back(record: &Record, target: Target) -> Record {
    let written = target.write(record, record.name()).unwrap();
    assert!(written.notes.is_empty(), "{:?}", written.notes);
    let files = written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let opened = Intake::read(files).unwrap();
    let notes: Vec<_> =
        opened.notes.iter().filter(|note| !note.text.contains("every sample is the same")).collect();
    assert!(notes.iter().all(|note| note.text.contains("cells are empty")), "{notes:?}");
    match opened.reading {
        Reading::Record(record) => record,
        other => panic!("{} was not read as a record", other.name()),
    }
}

/// A lead's name, samples and gaps.
type Plain = (String, Vec<f32>, Vec<(usize, usize)>);

/// The same record as a form can hold it: without the steps that samples were counted in, or its comments, or more.
fn leads_only(record: &Record) -> Vec<Plain> {
    let spans = |lead: &Lead| lead.gaps.iter().map(|gap| (gap.from.0, gap.to.0)).collect();
    record.leads().iter().map(|lead| (lead.name.clone(), lead.samples.clone(), spans(lead))).collect()
}

fn rate() -> impl Strategy<Value = Hertz> {
    prop::sample::select(vec![
        100.0, 125.0, 128.0, 250.0, 257.0, 360.0, 500.0, 512.0, 1000.0, 249.89, 62.4725,
    ])
    .prop_map(|rate| Hertz::new(rate).unwrap())
}

fn moment() -> impl Strategy<Value = Moment> {
    let day =
        (1985_u32..2084, 1_u32..=12, 1_u32..=28).prop_map(|(year, month, day)| Moment::day(year, month, day));
    (day, 1_u32..86_400).prop_map(|(date, seconds)| Moment { date, time_ms: Some(seconds * 1000) })
}

/// Marks in order of time, each at a time of its own, as every form keeps them.
fn annotations(length: usize) -> impl Strategy<Value = Vec<Annotation>> {
    let mark = ("[NLRaVFJASEj/Q~|sT*D=pB^t+u?!en@xf()r]", "[(A-Z]{2,7}");
    prop::collection::btree_map(0..length, mark, 0..10).prop_map(|marks| {
        let annotation = |(at, (symbol, text)): (usize, (String, String))| {
            let annotation = Annotation::new(SampleIndex(at), symbol.chars().next().unwrap());
            if symbol == "+" { annotation.with_text(text) } else { annotation }
        };
        marks.into_iter().map(annotation).collect()
    })
}

/// One to three leads on a recorder's steps, with a gap here and there.
fn record() -> impl Strategy<Value = Record> {
    let gains = prop::sample::select(vec![(200.0, 0.0), (200.0, 1024.0), (1000.0, 0.0), (400.0, -17.0)]);
    let gap = prop::option::of((0_usize..300, 1_usize..40));
    let lead = (prop::collection::vec(-2000_i16..2000, 30..400), gains, gap);
    (prop::collection::vec(lead, 1..4), rate(), moment(), annotations(400)).prop_map(
        |(leads, rate, start, marks)| {
            let length = leads.iter().map(|(counts, ..)| counts.len()).min().unwrap();
            let leads = leads.into_iter().enumerate().map(|(at, (counts, (gain, zero), gap))| {
                let mut samples: Vec<f32> =
                    counts[..length].iter().map(|&count| ((f64::from(count) - zero) / gain) as f32).collect();
                if let Some((from, span)) = gap.filter(|(from, span)| from + span < length) {
                    samples[from..from + span].fill(f32::NAN);
                }
                Lead::with_missing(["I", "V5", "MLII"][at], samples, Some(Grid { gain, zero }))
            });
            let annotations: Vec<_> = marks.into_iter().filter(|mark| mark.at.0 < length).collect();
            let marks = if annotations.is_empty() {
                vec![]
            } else {
                vec![Marks { annotator: "atr".into(), annotations }]
            };
            Record::new("r1", rate, leads.collect(), marks).unwrap().begun(start)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_wfdb_record(record in record(), comment in "[a-z][a-z<>: ]{0,20}[a-z]") {
        let record = record.with_comments(vec![comment]);
        prop_assert_eq!(there_and_back(&record, Target::Wfdb), record);
    }

    #[test]
    fn a_wfdb_record_with_every_field_of_its_marks(
        marks in prop::collection::vec((0_usize..3_000_000, -128_i8..=127, 0_u8..=255, -128_i8..=127, "[ -~é]{0,60}"), 1..9)
    ) {
        let mut annotations: Vec<Annotation> = marks
            .iter()
            .map(|(at, subtype, channel, number, text)| Annotation {
                at: SampleIndex(*at),
                symbol: 'V',
                subtype: *subtype,
                channel: *channel,
                number: *number,
                text: text.clone(),
            })
            .collect();
        annotations.sort_by_key(|annotation| annotation.at);
        let marks = ["atr", "qrs"].map(|who| Marks { annotator: who.into(), annotations: annotations.clone() });
        // Long, so that marks stand further apart than a word can count, and of one value, so that it is quick.
        let lead = Lead { grid: Some(Grid { gain: 200.0, zero: 0.0 }), ..Lead::new("I", vec![0.5; 3_000_000]) };
        let record = Record::new("far", Hertz::new(250.0).unwrap(), vec![lead], marks.into()).unwrap();
        let read = there_and_back(&record, Target::Wfdb);
        prop_assert_eq!(read.marks(), record.marks());
    }

    #[test]
    fn a_wfdb_record_of_sixteen_bits(counts in prop::collection::vec(-32_767_i16..=32_767, 1..200), zero in -9000_i32..9000) {
        let grid = Grid { gain: 7247.0, zero: f64::from(zero) };
        let samples = counts.iter().map(|&count| ((f64::from(count) - grid.zero) / grid.gain) as f32).collect();
        let lead = Lead { grid: Some(grid), ..Lead::new("II", samples) };
        let record = Record::new("wide", Hertz::new(500.0).unwrap(), vec![lead], vec![]).unwrap();
        prop_assert_eq!(there_and_back(&record, Target::Wfdb), record);
    }

    #[test]
    fn a_csv(record in record()) {
        let read = there_and_back(&record, Target::Csv);
        prop_assert_eq!(read.rate(), record.rate());
        prop_assert_eq!(leads_only(&read), leads_only(&record));
    }

    #[test]
    fn a_csv_of_any_numbers(samples in prop::collection::vec(-1e30_f32..1e30, 3..50), small in -1e-30_f32..1e-30) {
        let samples: Vec<f32> = samples.into_iter().chain([small, 0.1]).collect();
        let record = Record::new("any", Hertz::new(360.0).unwrap(), vec![Lead::new("aVR", samples)], vec![]).unwrap();
        prop_assert_eq!(leads_only(&there_and_back(&record, Target::Csv)), leads_only(&record));
    }

    #[test]
    fn a_json(record in record(), samples in prop::collection::vec(-1e30_f32..1e30, 1..30)) {
        let record = record.with_comments(vec!["one \"and\" two".into()]);
        prop_assert_eq!(there_and_back(&record, Target::Json), record);
        let any = Record::new("any", Hertz::new(249.89).unwrap(), vec![Lead::new("I", samples)], vec![]).unwrap();
        prop_assert_eq!(there_and_back(&any, Target::Json), any);
    }

    #[test]
    fn an_edf(record in record()) {
        let read = there_and_back(&record, Target::Edf);
        prop_assert_eq!(read.rate(), record.rate());
        prop_assert_eq!(leads_only(&read), leads_only(&record));
        prop_assert_eq!(read.annotations(), record.annotations());
        prop_assert_eq!(read.start(), record.start());
    }

    #[test]
    fn an_archive_of_a_record(record in record()) {
        let written = Target::Wfdb.write(&record, "r1").unwrap();
        let packed = zip(&written.files);
        let Reading::Record(read) = Intake::read([("r1.zip", packed.as_slice())]).unwrap().reading else { panic!("a record") };
        prop_assert_eq!(read, record);
    }

    #[test]
    fn a_heartbeat_table(
        rows in prop::collection::vec((prop::collection::vec(-1e3_f32..1e3, 187), 0_usize..5), 1..8)
    ) {
        let beats = Beats {
            width: 187,
            samples: rows.iter().flat_map(|(row, _)| row.iter().copied()).collect(),
            truth: rows.iter().map(|&(_, label)| BeatClass::from_index(label)).collect(),
            at: (0..rows.len()).map(SampleIndex).collect(),
        };
        let text = table_csv(&beats);
        let Reading::Table { beats: read, .. } = Intake::read([("t.csv", text.as_bytes())]).unwrap().reading else { panic!("a table") };
        prop_assert_eq!(&*read, &beats);
    }
}

#[test]
fn numbers_that_nobody_counted_are_written_to_wfdb_and_edf_within_a_ten_thousandth_of_their_span() {
    let samples: Vec<f32> = (0..500).map(|at| (at as f32 / 37.0).sin() * 1.7).collect();
    let record =
        Record::new("sine", Hertz::new(250.0).unwrap(), vec![Lead::new("I", samples)], vec![]).unwrap();
    for target in [Target::Wfdb, Target::Edf] {
        let written = target.write(&record, "sine").unwrap();
        assert!(written.notes[0].text.contains("rounded"), "{:?}", written.notes);
        let files = written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let Reading::Record(read) = Intake::read(files).unwrap().reading else { panic!("a record") };
        let pairs = read.leads()[0].samples.iter().zip(&record.leads()[0].samples);
        let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "{worst}");
    }
}

#[test]
fn a_name_that_wfdb_forbids_is_refused_and_a_lead_with_a_comma_is_not() {
    let record =
        Record::new("x", Hertz::new(250.0).unwrap(), vec![Lead::new("V5, odd", vec![0.5, 0.25])], vec![])
            .unwrap();
    let error = Target::Wfdb.write(&record, "two words").err().unwrap().to_string();
    assert_eq!(error, "two words: the name of a WFDB record has letters, digits, _ and - only.");
    assert_eq!(leads_only(&there_and_back(&record, Target::Csv)), leads_only(&record));
}

#[test]
fn a_report_opens_again_as_it_was() {
    let root = env!("CARGO_MANIFEST_DIR");
    let table = std::fs::read(format!("{root}/www/samples/heartbeats.csv")).unwrap();
    let spec = std::fs::read_to_string(format!("{root}/models/beat-cnn/spec.json")).unwrap();
    let spec = Spec::parse(&spec).unwrap();
    let choices = Choices { rate_hz: Hertz::new(125.0), ..Choices::default() };
    let opened = Intake::with(choices).take([("heartbeats.csv", table.as_slice())]).unwrap();
    let cut = analyze::cut(&opened.reading, None, &spec).unwrap();
    // Any verdicts will do.
    let probabilities: Vec<f32> = (0..cut.beats.len() * 5).map(|at| ((at * 7) % 11) as f32 / 11.0).collect();
    let analysis =
        analyze::conclude(&opened, &Settings::default(), None, cut, &spec, &probabilities).unwrap();
    let mut again = Report::from_json("report.json", &analysis.to_json()).unwrap();
    assert_eq!(again.beats.take().unwrap().sample.len(), 124);
    assert_eq!(again, analysis.report);
}

#[test]
fn a_recordings_report_opens_again_with_quality_cleaning_and_settings() {
    let root = env!("CARGO_MANIFEST_DIR");
    let spec = std::fs::read_to_string(format!("{root}/models/beat-cnn/spec.json")).unwrap();
    let spec = Spec::parse(&spec).unwrap();
    let files = ["minute.hea", "minute.dat", "minute.atr"]
        .map(|name| (name, std::fs::read(format!("{root}/www/samples/{name}")).unwrap()));
    let opened = Intake::read(files.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).unwrap();
    let Reading::Record(record) = &opened.reading else { panic!("a record") };
    let settings = Settings { lead: Some(0), beats: BeatSource::Signal, ..Settings::default() };
    let survey = analyze::survey(record, &settings).unwrap();
    let cut = analyze::cut(&opened.reading, Some(&survey), &spec).unwrap();
    let probabilities: Vec<f32> = (0..cut.beats.len() * 5).map(|at| ((at * 7) % 11) as f32 / 11.0).collect();
    let analysis = analyze::conclude(&opened, &settings, Some(&survey), cut, &spec, &probabilities).unwrap();
    let mut again = Report::from_json("report.json", &analysis.to_json()).unwrap();
    again.beats = None;
    assert_eq!(again, analysis.report);
    assert_eq!(again.settings, settings);
    assert_eq!(again.record.beats_from, Some(BeatSource::Signal));
    assert!(again.quality.is_some() && again.cleaning.len() == 1 && again.agreement.is_some());
}

#[test]
fn a_report_of_an_older_version_opens_too() {
    let text = r#"{"record":{"name":"x","kind":"table","rate_hz":125,"beats":0},"notes":[],"counts":{"N":0,"S":0,"V":0,"F":0,"Q":0},
        "model":{"name":"beat-cnn","sha256":"","parameters":1},"versions":{"ecglass":"0.1.0"}}"#;
    let report = Report::from_json("report.json", text).unwrap();
    assert_eq!(report.settings, Settings::default());
    assert!(report.quality.is_none() && report.cleaning.is_empty());
}
