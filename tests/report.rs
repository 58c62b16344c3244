//! The report on paper: the same bytes each time, text that can be read back, millimetres that are millimetres.
//!
//! The PDFs are left in cargo's folder for tests, to be looked at. What a printer would make of them is measured by
//! `tests/oracle/test_report.py`.

use std::fs;
use std::path::{Path, PathBuf};

use ecglass::analyze::{self, Look, Settings, Stretch, Tiles};
use ecglass::classify::{Answer, Spec};
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, Seconds};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::print::{Asked, Beat, FileDigest, Origin, Paper, Plan};
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
    for name in ["100", "208", "222"] {
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
