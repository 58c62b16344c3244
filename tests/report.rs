//! The report on paper: the same bytes each time, text that can be read back, millimetres that are millimetres.
//!
//! The PDFs are left in cargo's folder for tests, to be looked at. What a printer would make of them is measured by
//! `tests/oracle/test_report.py`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ecglass::analyze::{self, FileDigest, Look, Settings, Stretch, Tiles};
use ecglass::classify::{Answer, Spec};
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::print::{Asked, Beat, Origin, Paper, Plan};
use ecglass::read::{Choices, Intake, Opened, Reading};
use ecglass::write::pdf::Fonts;

fn fonts() -> Fonts {
    let face =
        |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/fonts").join(name)).unwrap();
    Fonts::parse(&face("inter-regular.ttf"), &face("inter-bold.ttf")).unwrap()
}

fn opened(record: Record) -> Opened {
    Opened {
        reading: Reading::Record(record),
        notes: Vec::new(),
        findings: Vec::new(),
        channels: Vec::new(),
        recordings: Vec::new(),
        choices: Choices::default(),
    }
}

/// The analysis, with a model that says what is marked, or that all is normal.
fn report(opened: &Opened, asked: Asked) -> (Plan, Vec<Stretch>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = if matches!(opened.reading, Reading::Record(_)) { "beat-rhythm" } else { "beat-cnn" };
    let spec =
        Spec::parse(&fs::read_to_string(root.join("models").join(model).join("spec.json")).unwrap()).unwrap();
    let Answer::Classes(classes) = spec.answer() else { panic!("{model} tells no classes apart") };
    let settings = Settings::default();
    let survey = analyze::surveyed(&opened.reading, &settings).unwrap();
    let cut = analyze::cut(&opened.reading, survey.as_ref(), &spec).unwrap();
    let probabilities: Vec<f32> = cut
        .beats
        .truth
        .iter()
        .flat_map(|truth| {
            classes.iter().map(|class| f32::from(u8::from(*class == truth.unwrap_or(BeatClass::N))))
        })
        .collect();
    let analysis = analyze::conclude(opened, &settings, survey.as_ref(), cut, &spec, &probabilities).unwrap();
    let beats = Beat::all(&analysis);
    let file = FileDigest { name: "a.dat".into(), bytes: 1_950_000, sha256: "0123456789abcdef".repeat(4) };
    let origin = Origin { files: vec![file], build: "test".into(), ..Origin::of(&opened.reading) };
    let has_signal = survey.is_some();
    let plan = Plan::of(analysis.report, beats, origin, asked, has_signal);
    let mut tiles = Tiles::default();
    let look = if asked.cleaned { Look::Clean } else { Look::Raw };
    let stretches = plan.needs().into_iter().map(|need| {
        let Reading::Record(record) = &opened.reading else { panic!("a table has no signal") };
        let survey = survey.as_ref().map(|survey| (survey, &settings));
        tiles.stretch(record, survey, (look, need.lead), (need.from, need.to)).unwrap()
    });
    let stretches = stretches.collect();
    (plan, stretches)
}

/// The PDF, which is also left to be looked at under this name.
fn printed(name: &str, opened: &Opened, asked: Asked) -> Vec<u8> {
    let (plan, stretches) = report(opened, asked);
    let pdf = plan.print(&stretches, &fonts()).unwrap();
    fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf")), &pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"), "{name}");
    pdf
}

/// The streams of a PDF, unpacked: pages' contents, fonts, and what their letters mean.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let places = |needle: &'static [u8]| {
        pdf.windows(needle.len()).enumerate().filter(move |(_, there)| *there == needle).map(|(at, _)| at)
    };
    places(b"\nstream\n")
        .map(|at| at + b"\nstream\n".len())
        .map(|from| {
            let mut unpacked = Vec::new();
            flate2::read::ZlibDecoder::new(&pdf[from..]).read_to_end(&mut unpacked).unwrap();
            unpacked
        })
        .collect()
}

fn simulated(seconds: f64) -> Opened {
    let ectopy = Ectopy { s: 0.05, v: 0.08, f: 0.02, q: 0.0 };
    opened(Simulator { seconds: Seconds(seconds), ectopy, seed: 5, ..Simulator::default() }.run().unwrap())
}

const ALL: Asked = Asked { paper: Paper::A4, hrv: true, st: true, strips: Asked::STRIPS, cleaned: false };

#[test]
fn the_same_input_makes_the_same_file() {
    let opened = simulated(60.0);
    assert!(printed("simulated", &opened, ALL) == printed("simulated", &opened, ALL));
    let letter = printed("simulated-letter", &opened, Asked { paper: Paper::Letter, ..ALL });
    assert!(letter != printed("simulated", &opened, ALL));
}

#[test]
fn whatever_can_be_analyzed_can_be_printed() {
    let rate = Hertz::new(250.0).unwrap();
    let flat = |seconds: usize| vec![0.0f32; 250 * seconds];
    let record = |name: &str, leads: Vec<Lead>| opened(Record::new(name, rate, leads, Vec::new()).unwrap());
    let mut noise = 12345u32;
    let noisy: Vec<f32> = flat(60)
        .iter()
        .map(|_| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 8) as f32 / 8_388_608.0 - 1.0
        })
        .collect();
    let whole = simulated(40.0);
    let Reading::Record(whole) = &whole.reading else { panic!() };
    let names = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
    let twelve: Vec<Lead> =
        names.iter().map(|name| Lead::new(*name, whole.leads()[0].samples.clone())).collect();
    let three = whole.leads()[0].samples[..(3.0 * whole.rate().get()) as usize].to_vec();
    for (name, opened) in [
        ("flat", record("flat", vec![Lead::new("I", flat(30))])),
        ("noise", record("noise", vec![Lead::new("I", noisy)])),
        ("one-sample", record("one sample", vec![Lead::new("I", vec![0.5])])),
        ("unwritable", record("心電図\n\t<&>)", vec![Lead::new("導出", flat(20))])),
        (
            "three-beats",
            opened(Record::new("three", whole.rate(), vec![Lead::new("II", three)], vec![]).unwrap()),
        ),
        ("twelve-leads", opened(Record::new("twelve", whole.rate(), twelve, vec![]).unwrap())),
        ("table", table()),
    ] {
        for paper in [Paper::A4, Paper::Letter] {
            printed(name, &opened, Asked { paper, ..ALL });
        }
        printed(name, &opened, Asked { strips: 0, ..ALL });
        printed(name, &opened, ALL);
    }
}

fn table() -> Opened {
    let table = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/samples/heartbeats.csv")).unwrap();
    Intake::read([("heartbeats.csv", table.as_slice())]).unwrap()
}

#[test]
fn pages_are_as_large_as_paper_and_their_unit_is_the_millimetre() {
    let opened = simulated(20.0);
    for (paper, size, height) in [
        (Paper::A4, "/MediaBox[0 0 595.2756 841.8898]", "841.8898"),
        (Paper::Letter, "/MediaBox[0 0 612 792]", "792"),
    ] {
        let pdf = printed("unit", &opened, Asked { paper, ..ALL });
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains(size), "{size}");
        let contents: Vec<String> =
            streams(&pdf).iter().map(|stream| String::from_utf8_lossy(stream).into_owned()).collect();
        // 72 points are 25.4 mm, counted downwards; on strips a millimetre is 32 steps.
        let unit = format!("2.8346457 0 0 -2.8346457 0 {height} cm");
        assert!(contents[0].starts_with(&unit), "{}", &contents[0][..60]);
        assert!(contents[1].contains("0.03125 0 0 0.03125 15 "), "no strip on page 2");
    }
}

/// The points of the longest line that is drawn in a stream.
fn longest_line(stream: &[u8]) -> Vec<(f64, f64)> {
    let text = String::from_utf8_lossy(stream);
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let [x, y, operator @ ("m" | "l")] = parts[..] else { continue };
        let point = (x.parse().unwrap(), y.parse().unwrap());
        match lines.last_mut().filter(|_| operator == "l") {
            Some(last) => last.push(point),
            None => lines.push(vec![point]),
        }
    }
    lines.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

#[test]
fn a_second_is_25_mm_long_and_a_millivolt_10_mm_high() {
    // 1 mV for the second half of each second.
    let rate = Hertz::new(500.0).unwrap();
    let square = (0..10_000).map(|at| f32::from(u8::from(at % 500 >= 250))).collect();
    let opened = opened(Record::new("square", rate, vec![Lead::new("II", square)], vec![]).unwrap());
    for (name, paper) in [("square-a4", Paper::A4), ("square-letter", Paper::Letter)] {
        let pdf = printed(name, &opened, Asked { paper, ..ALL });
        let line = longest_line(&streams(&pdf)[1]);
        let rises: Vec<f64> =
            line.windows(2).filter(|pair| pair[1].1 < pair[0].1 - 100.0).map(|pair| pair[1].0).collect();
        assert!(rises.len() >= 6, "{name}: {rises:?}");
        // A step is a thirty-second of a millimetre: nothing may be off by more than that.
        assert!(
            rises.windows(2).all(|two| (two[1] - two[0] - 25.0 * 32.0).abs() <= 1.0),
            "{name}: {rises:?}"
        );
        let (low, high) =
            line.iter().fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at.1), high.max(at.1)));
        assert!((high - low - 10.0 * 32.0).abs() <= 1.0, "{name}: {low} to {high}");
    }
}

#[test]
fn both_fonts_are_embedded_whole_and_their_letters_have_a_meaning() {
    let pdf = printed("fonts", &simulated(20.0), ALL);
    let streams = streams(&pdf);
    for name in ["inter-regular.ttf", "inter-bold.ttf"] {
        let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/fonts").join(name)).unwrap();
        assert!(streams.contains(&font), "{name}");
    }
    let meanings = streams.iter().filter(|stream| stream.windows(9).any(|there| there == b"begincmap"));
    assert_eq!(meanings.count(), 2);
    assert_eq!(pdf.windows(10).filter(|there| *there == b"/FontFile2").count(), 2);
}

#[test]
fn a_report_brings_no_more_than_it_was_given() {
    let (plan, stretches) = report(&simulated(60.0), ALL);
    let refused = plan.print(&stretches[1..], &fonts()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "report: {} stretches of signal came for {} that it needs.",
            stretches.len() - 1,
            stretches.len()
        )
    );
}

#[test]
fn strips_are_as_many_as_were_asked_for() {
    let opened = simulated(600.0);
    for strips in [0, 1, 5, 1000] {
        let (plan, stretches) = report(&opened, Asked { strips, ..ALL });
        // Two leads each.
        assert!(stretches.len() <= 2 * strips, "{strips}");
        assert_eq!(plan.needs().len(), stretches.len());
        assert!(stretches.iter().all(|stretch| !stretch.values.is_empty()));
    }
}

/// Half an hour of real recordings, where they are: below a megabyte each.
#[test]
fn half_an_hour_is_below_a_megabyte() {
    let data = std::env::var_os("ECGLASS_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    for name in ["101", "207", "208"] {
        let read = |end: &str| fs::read(data.join(format!("mitdb/{name}.{end}"))).ok();
        let (Some(hea), Some(dat), Some(atr)) = (read("hea"), read("dat"), read("atr")) else {
            println!("left out: no recording {name} in {}", data.display());
            continue;
        };
        let files = [("hea", hea), ("dat", dat), ("atr", atr)];
        let files: Vec<(String, &[u8])> =
            files.iter().map(|(end, bytes)| (format!("{name}.{end}"), bytes.as_slice())).collect();
        let opened = Intake::read(files.iter().map(|(name, bytes)| (name.as_str(), *bytes))).unwrap();
        let pdf = printed(name, &opened, ALL);
        println!("{name}: {} bytes", pdf.len());
        assert!(pdf.len() < 1_000_000, "{name}: {} bytes", pdf.len());
    }
}
