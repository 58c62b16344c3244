//! Drawings as golden SVGs. `ECGLASS_BLESS=1 cargo test --test draw` writes them anew: then look at each one.

use std::fs;
use std::path::Path;

use ecglass::draw::{self, Bar, Curve, Family, Frame, Mark, Overview, Row, Sheet, Style, Trace};
use ecglass::ecg::{BeatClass, Hertz, Recipe, Record, SampleIndex, Seconds, WaveKind};
use ecglass::generate::{Ectopy, Simulator};
use ecglass::measure::{LeadSt, St};
use ecglass::score::Confusion;
use ecglass::score::classification::Labels;
use ecglass::segment::Windows;
use plotters::prelude::{IntoDrawingArea, SVGBackend};

type Area<'a> = draw::Area<SVGBackend<'a>>;

#[track_caller]
fn golden(name: &str, size: (u32, u32), paint: impl FnOnce(&Area)) {
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        paint(&area);
        area.present().unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/draw/{name}.svg"));
    if std::env::var_os("ECGLASS_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &drawn).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(drawn == expected, "{name} is drawn otherwise than in {}", path.display());
}

fn simulator() -> Simulator {
    let ectopy = Ectopy { s: 0.1, v: 0.15, f: 0.05, q: 0.0 };
    Simulator { seconds: Seconds(12.0), ectopy, seed: 5, ..Simulator::default() }
}

fn record() -> Record {
    simulator().run().unwrap()
}

/// The beats as they are marked, for cutting.
fn places(record: &Record) -> Vec<(SampleIndex, Option<BeatClass>)> {
    record.marked_beats().map(|(at, class)| (at, Some(class))).collect()
}

/// Both leads under each other, as wide as the drawing, from a second on.
fn paper(record: &Record, width: f64) -> Sheet<'_> {
    let rows = record.leads().iter().enumerate().map(|(nth, lead)| Row {
        name: &lead.name,
        across: (draw::MARGIN_PX, width),
        down: (30.0 + 110.0 * nth as f64, 140.0 + 110.0 * nth as f64),
        traces: vec![Trace {
            samples: &lead.samples,
            a_second: record.rate().get(),
            from: Seconds(0.0),
            level: 0.0,
            is_pale: false,
        }],
    });
    Sheet {
        from: Seconds(1.0),
        mm_per_s: 25.0,
        mm_per_mv: 10.0,
        rows: rows.collect(),
        marks: &[],
        bars: &[],
        lit: None,
    }
}

fn marks(record: &Record) -> Vec<Mark> {
    record.marked_beats().map(|(at, class)| Mark::sure(at.time(record.rate()), Some(class))).collect()
}

#[test]
fn two_leads_on_paper_in_light() {
    let record = Simulator { leads: 2, ..simulator() }.run().unwrap();
    let marks = marks(&record);
    let bars: Vec<Bar> =
        vec![(WaveKind::P, Seconds(2.0), Seconds(2.1)), (WaveKind::Qrs, Seconds(2.15), Seconds(2.25))];
    golden("sheet-light", (900, 290), |area| {
        let sheet = Sheet {
            marks: &marks,
            bars: &bars,
            lit: Some((Seconds(2.0), Seconds(2.6))),
            ..paper(&record, 900.0)
        };
        draw::sheet(area, &sheet, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn paper_in_dark_on_a_phone_with_two_pixels_a_pixel() {
    let record = record();
    let marks = marks(&record);
    golden("sheet-dark-phone", (720, 360), |area| {
        draw::sheet(area, &Sheet { marks: &marks, ..paper(&record, 360.0) }, &Style::new(true, 2.0)).unwrap();
    });
}

#[test]
fn beats_that_nobody_has_classified_yet_are_dots() {
    let record = record();
    let marks: Vec<Mark> = marks(&record).into_iter().map(|mark| Mark { class: None, ..mark }).collect();
    golden("sheet-unclassified", (900, 180), |area| {
        draw::sheet(area, &Sheet { marks: &marks, ..paper(&record, 900.0) }, &Style::new(false, 1.0))
            .unwrap();
    });
}

#[test]
fn a_beat_that_is_doubted_has_a_question_mark() {
    let record = record();
    let doubted = |(nth, mark): (usize, Mark)| Mark { is_doubted: nth % 2 == 1, ..mark };
    let marks: Vec<Mark> = marks(&record).into_iter().enumerate().map(doubted).collect();
    golden("sheet-doubted", (900, 180), |area| {
        draw::sheet(area, &Sheet { marks: &marks, ..paper(&record, 900.0) }, &Style::new(false, 1.0))
            .unwrap();
    });
}

#[test]
fn slow_paper_leaves_out_the_letters_of_normal_beats_that_it_has_no_room_for() {
    let record = Simulator { seconds: Seconds(300.0), ..simulator() }.run().unwrap();
    let marks = marks(&record);
    golden("sheet-slow", (900, 180), |area| {
        let sheet = Sheet { marks: &marks, from: Seconds(0.0), mm_per_s: 0.7, ..paper(&record, 900.0) };
        draw::sheet(area, &sheet, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn leads_stand_beside_each_other_each_with_its_part_of_the_time_one_pale_under_another_and_gaps_stay_empty() {
    let record = record();
    let mut gap = record.leads()[0].samples.clone();
    gap[900..1200].fill(f32::NAN);
    let trace = |samples, level, is_pale| Trace {
        samples,
        a_second: record.rate().get(),
        from: Seconds(0.0),
        level,
        is_pale,
    };
    let whole = &record.leads()[0].samples;
    let place = |name, across, traces| Row { name, across, down: (30.0, 150.0), traces };
    golden("sheet-columns", (900, 180), |area| {
        let rows = vec![
            place("I", (44.0, 472.0), vec![trace(whole, 0.3, true), trace(&gap, 0.0, false)]),
            place("aVR", (472.0, 900.0), vec![trace(whole, 0.0, false)]),
        ];
        draw::sheet(area, &Sheet { rows, ..paper(&record, 900.0) }, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_whole_recording_in_a_strip() {
    let record = Simulator { seconds: Seconds(1800.0), ..simulator() }.run().unwrap();
    let marks = marks(&record);
    let overview = Overview {
        length: record.duration(),
        beats: &marks,
        poor: &[(Seconds(300.0), Seconds(420.0))],
        episodes: &[(Seconds(900.0), Seconds(1200.0))],
    };
    golden("overview", (900, 64), |area| {
        draw::overview(area, &overview, &Style::new(false, 1.0)).unwrap();
    });
    golden("overview-dark", (720, 128), |area| {
        draw::overview(area, &overview, &Style::new(true, 2.0)).unwrap();
    });
}

#[test]
fn a_made_beat_beside_real_ones_in_panels_of_one_scale() {
    let windows = Windows::plan(&Recipe::heartbeat_table()).unwrap();
    let record = record();
    let (beats, _) = windows.cut(&record.leads()[0], record.rate(), &places(&record));
    let panel = |at: usize| draw::Panel {
        title: "V · row 12 · 0.61",
        values: beats.beat(at),
        lead_in: 0,
        class: beats.truth[at],
        is_synthetic: at == 1,
    };
    let panels: Vec<draw::Panel> = (0..3).map(panel).collect();
    golden("panels", (700, 200), |area| {
        draw::panels(area, &panels, (0, 187), Hertz::TABLES, &Style::new(false, 1.0)).unwrap();
    });
    golden("panels-phone", (600, 900), |area| {
        draw::panels(area, &panels, (37, 187), Hertz::TABLES, &Style::new(true, 2.0)).unwrap();
    });
}

#[test]
fn a_stamp_says_that_a_drawing_is_synthetic() {
    let record = record();
    golden("sheet-synthetic", (900, 180), |area| {
        let style = Style::new(false, 1.0);
        draw::sheet(area, &paper(&record, 900.0), &style).unwrap();
        draw::stamp(area, "synthetic", -44.0, &style).unwrap();
    });
}

#[test]
fn nothing_is_drawn_where_nothing_is() {
    let empty = Sheet {
        from: Seconds(0.0),
        mm_per_s: 0.0,
        mm_per_mv: f64::NAN,
        rows: Vec::new(),
        marks: &[],
        bars: &[],
        lit: None,
    };
    golden("sheet-empty", (300, 120), |area| {
        draw::sheet(area, &empty, &Style::new(false, 1.0)).unwrap();
    });
    let overview = Overview { length: Seconds(0.0), beats: &[], poor: &[], episodes: &[] };
    golden("overview-empty", (300, 64), |area| {
        draw::overview(area, &overview, &Style::new(false, 1.0)).unwrap();
    });
    golden("beats-empty", (300, 120), |area| {
        draw::beats(area, &[], Hertz::TABLES, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_beat_of_every_class() {
    let ectopy = Ectopy { s: 0.1, v: 0.1, f: 0.1, q: 0.1 };
    let record = Simulator { ectopy, seed: 2, ..Simulator::default() }.run().unwrap();
    let peaks: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let windows = Windows::plan(&Recipe::heartbeat_table()).unwrap();
    let (beats, _) = windows.cut(&record.leads()[0], record.rate(), &peaks);
    let classes: Vec<BeatClass> = beats.truth.iter().map(|truth| truth.unwrap()).collect();
    let shown: Vec<(BeatClass, &[f32])> =
        draw::pick(&classes, 6).into_iter().map(|index| (classes[index], beats.beat(index))).collect();
    for (name, size, style) in [
        ("beats-light", (900, 240), Style::new(false, 1.0)),
        ("beats-dark-phone", (340, 640), Style::new(true, 1.0)),
    ] {
        golden(name, size, |area| draw::beats(area, &shown, Hertz::TABLES, &style).unwrap());
    }
}

#[test]
fn a_confusion_matrix_with_a_class_that_never_occurs() {
    let counts = [[8886, 30, 20, 10, 1], [20, 139, 4, 0, 0], [10, 3, 743, 7, 0], [7, 0, 9, 67, 0], [0; 5]];
    let confusion = Confusion::from_counts(counts);
    for (name, size, style) in [
        ("confusion-light", (420, 420), Style::new(false, 1.0)),
        ("confusion-dark-phone", (600, 600), Style::new(true, 2.0)),
    ] {
        golden(name, size, |area| draw::confusion(area, &confusion, &style).unwrap());
    }
}

/// Intervals that breathe, with an early beat now and then.
fn intervals() -> Vec<(f64, f64, bool)> {
    let mut time = 0.0;
    (0..300)
        .map(|beat| {
            let breath = (f64::from(beat) * 0.9).sin() * 40.0 + (f64::from(beat) * 0.11).sin() * 60.0;
            let (rr, normal) = if beat % 67 == 40 { (520.0, false) } else { (850.0 + breath, true) };
            // A pause of the measurement in the middle.
            time += if beat == 150 { 9.0 } else { rr / 1000.0 };
            (time, rr, normal)
        })
        .collect()
}

#[test]
fn a_tachogram_with_ectopic_beats_and_a_hole() {
    golden("tachogram", (700, 220), |area| {
        draw::tachogram(area, &intervals(), &Style::new(false, 1.0)).unwrap();
    });
    golden("tachogram-dark-phone", (640, 400), |area| {
        draw::tachogram(area, &intervals(), &Style::new(true, 2.0)).unwrap();
    });
}

#[test]
fn a_histogram_of_intervals() {
    let rr: Vec<f64> = intervals().iter().filter(|one| one.2).map(|one| one.1).collect();
    golden("histogram", (340, 340), |area| {
        draw::histogram(area, &rr, Some(853.2), &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_poincare_plot_with_its_ellipse() {
    let rr: Vec<f64> = intervals().iter().filter(|one| one.2).map(|one| one.1).collect();
    let pairs: Vec<(f64, f64)> = rr.windows(2).map(|pair| (pair[0], pair[1])).collect();
    golden("poincare", (340, 340), |area| {
        draw::poincare(area, &pairs, Some((24.0, 70.0)), &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_spectrum_with_its_bands() {
    let hz: Vec<f64> = (0..200).map(|bin| f64::from(bin) / 300.0).collect();
    let hump = |hz: f64, at: f64, width: f64| (-((hz - at) / width).powi(2)).exp();
    let power: Vec<f64> = hz
        .iter()
        .map(|&hz| {
            900.0 * hump(hz, 0.02, 0.02) + 1400.0 * hump(hz, 0.1, 0.02) + 2000.0 * hump(hz, 0.26, 0.03)
        })
        .collect();
    golden("spectrum", (460, 240), |area| {
        draw::spectrum(area, &hz, &power, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn the_course_of_st_lead_by_lead() {
    let lead = |name: &str, slope: f64| LeadSt {
        lead: name.into(),
        level_mv: None,
        reference_mv: None,
        trend_mv: (0..60)
            .map(|step| (!(20..24).contains(&step)).then(|| slope * (f64::from(step) / 8.0).sin()))
            .collect(),
        episodes: vec![],
    };
    let leads = vec![lead("I", 0.02), lead("II", -0.16), lead("V5", 0.09), lead("V6", 0.01)];
    let st = St { step_s: Seconds(10.0), after_j_ms: 80.0, leads };
    golden("st-trend", (700, 220), |area| {
        draw::st_trend(area, &st, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn curves_of_a_classifier_with_its_operating_point() {
    let x: Vec<f64> = (0..=50).map(|step| f64::from(step) / 50.0).collect();
    let up: Vec<f64> = x.iter().map(|x| x.powf(0.2)).collect();
    let down: Vec<f64> = x.iter().map(|x| 1.0 - 0.6 * x.powi(4)).collect();
    let curve = Curve { x: &x, y: &up, area: Some(0.8333), point: Some((0.1, 0.631)) };
    golden("roc", (340, 340), |area| {
        draw::roc(area, &curve, &Style::new(false, 1.0)).unwrap();
    });
    let curve = Curve { x: &x, y: &down, area: Some(0.88), point: Some((0.8, 0.754)) };
    golden("precision-recall", (340, 340), |area| {
        draw::precision_recall(area, &curve, &Style::new(true, 1.0)).unwrap();
    });
}

#[test]
fn curves_of_several_models_with_their_letters() {
    let x: Vec<f64> = (0..=50).map(|step| f64::from(step) / 50.0).collect();
    let bent = |power: f64| x.iter().map(|x| x.powf(power)).collect::<Vec<f64>>();
    let ys: Vec<Vec<f64>> = [0.05, 0.1, 0.2, 0.3, 0.45, 0.8].into_iter().map(bent).collect();
    let names = ["beat-cnn", "beat-cnn-60", "beat-lstm", "beat-mlp", "beat-resnet", "mine"];
    let of = |(name, y)| (name, Curve { x: &x, y, area: Some(0.9), point: None });
    let mut curves: Vec<(&str, Curve)> =
        names.into_iter().zip(ys.iter().map(Vec::as_slice)).map(of).collect();
    curves.push(("of two classes", Curve { x: &[], y: &[], area: None, point: None }));
    golden("rocs", (640, 360), |area| {
        draw::rocs(area, &curves, Some(2), &Style::new(false, 1.0)).unwrap();
    });
    golden("rocs-phone", (320, 480), |area| {
        draw::rocs(area, &curves, None, &Style::new(true, 1.0)).unwrap();
    });
}

#[test]
fn a_matrix_of_two_classes_with_words_for_names() {
    let labels = Labels::from_counts(&["normal", "abnormal"], vec![vec![75, 1], vec![9, 39]]).unwrap();
    golden("confusion-two", (280, 280), |area| {
        draw::labels(area, &labels, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn charts_of_nothing_say_so() {
    let none = St { step_s: Seconds(10.0), after_j_ms: 80.0, leads: vec![] };
    let style = Style::new(false, 1.0);
    golden("charts-empty", (800, 600), |area| {
        let parts = area.split_evenly((2, 3));
        draw::tachogram(&parts[0], &[], &style).unwrap();
        draw::poincare(&parts[1], &[], None, &style).unwrap();
        draw::spectrum(&parts[2], &[], &[], &style).unwrap();
        draw::st_trend(&parts[3], &none, &style).unwrap();
        draw::histogram(&parts[5], &[], None, &style).unwrap();
        draw::roc(&parts[4], &Curve { x: &[], y: &[], area: None, point: None }, &style).unwrap();
    });
}

#[test]
fn the_report_of_a_classification_as_a_table() {
    let counts = [[900, 10, 4, 1, 0], [20, 60, 3, 0, 0], [2, 1, 80, 4, 0], [3, 0, 5, 2, 0], [0; 5]];
    let scores = Confusion::from_counts(counts).scores();
    golden("report", (560, 260), |area| {
        draw::report(area, &scores, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_beat_with_what_a_model_looked_at_and_which_samples_it_sees() {
    let bump = |at: usize, centre: f32, width: f32| (-((at as f32 - centre) / width).powi(2)).exp();
    let mut beat: Vec<f32> =
        (0..187).map(|at| 0.2 + 0.7 * bump(at, 0.0, 4.0) + 0.2 * bump(at, 40.0, 12.0)).collect();
    beat[120..].fill(0.0);
    let weights: Vec<f32> = (0..187).map(|at| 0.5 * bump(at, 6.0, 6.0) - 0.2 * bump(at, 60.0, 9.0)).collect();
    let chosen: Vec<usize> = (2..14).chain(30..50).chain([118, 150]).collect();
    golden("reasons", (720, 300), |area| {
        draw::reasons(area, &beat, &weights, &chosen, Hertz::TABLES, &Style::new(false, 1.0)).unwrap();
    });
    golden("reasons-of-nothing", (360, 200), |area| {
        draw::reasons(area, &[0.0; 187], &[], &[], Hertz::TABLES, &Style::new(true, 1.0)).unwrap();
    });
}

/// Scores as a patient's beats have them: most below, a few far above.
fn odd(count: usize) -> (Vec<f64>, Vec<f32>) {
    let noise = |n: usize| ((n * 7919) % 997) as f32 / 997.0;
    let score = |n: usize| if n % 23 == 5 { 1.5 * noise(n) } else { -7.0 + 3.0 * noise(n) };
    ((0..count).map(|n| 0.8 * n as f64).collect(), (0..count).map(score).collect())
}

#[test]
fn the_oddness_of_beats_along_a_recording_with_its_threshold() {
    let (at, scores) = odd(600);
    golden("oddities", (900, 192), |area| {
        let style = Style::new(false, 1.0);
        draw::oddities(area, &at, &scores, Seconds(480.0), -1.947, Some(281), &style).unwrap();
    });
    golden("oddities-dark-phone", (720, 384), |area| {
        let style = Style::new(true, 2.0);
        draw::oddities(area, &at[..60], &scores[..60], Seconds(48.0), -1.947, None, &style).unwrap();
    });
    golden("oddities-none", (300, 160), |area| {
        draw::oddities(area, &[], &[], Seconds(0.0), -1.947, None, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn a_day_of_beats_is_no_more_shapes_than_there_is_room_for() {
    let (at, scores) = odd(100_000);
    let shapes = |threshold: f32| {
        let mut drawn = String::new();
        {
            let area = SVGBackend::with_string(&mut drawn, (1100, 192)).into_drawing_area();
            let style = Style::new(false, 1.0);
            draw::oddities(&area, &at, &scores, Seconds(80_000.0), threshold, Some(9), &style).unwrap();
            area.present().unwrap();
        }
        drawn.matches("<rect").count()
    };
    // A column of two pixels holds a few blocks, whatever falls on it.
    let (few, all) = (shapes(-1.947), shapes(-9.0));
    assert!(few < 12_000 && all < 12_000, "{few} and {all}");
    assert!(few > 500, "{few}");
}

#[test]
fn a_beat_over_what_was_expected_with_the_stretch_that_differs() {
    let bump = |ms: f64, at: f64, wide: f64| (-((ms - at) / wide).powi(2)).exp();
    let ms = |place: usize| (place as f64 - 50.0) * 8.0;
    let beat = |place: usize| 1.6 * bump(ms(place), 20.0, 45.0) - 0.5 * bump(ms(place), 230.0, 70.0);
    let expected = |place: usize| {
        0.15 * bump(ms(place), -170.0, 30.0) + bump(ms(place), 0.0, 16.0) + 0.3 * bump(ms(place), 260.0, 60.0)
    };
    let line = |of: &dyn Fn(usize) -> f64| (0..110).map(|place| of(place) as f32).collect::<Vec<f32>>();
    let (beat, expected) = (line(&beat), line(&expected));
    for (name, size, style) in [
        ("odd-beat", (560, 300), Style::new(false, 1.0)),
        ("odd-beat-dark-phone", (640, 560), Style::new(true, 2.0)),
    ] {
        golden(name, size, |area| {
            let odd = draw::OddBeat { beat: &beat, expected: &expected, before: 50, differs: 48..62 };
            draw::odd_beat(area, &odd, Hertz::TABLES, &style).unwrap();
        });
    }
    golden("odd-beat-none", (300, 160), |area| {
        let odd = draw::OddBeat { beat: &[], expected: &[], before: 50, differs: 0..0 };
        draw::odd_beat(area, &odd, Hertz::TABLES, &Style::new(false, 1.0)).unwrap();
    });
}

#[test]
fn families_of_beats_with_their_bands_on_the_paper_of_all() {
    let bump = |at: usize, centre: f32, width: f32| (-((at as f32 - 62.0 - centre) / width).powi(2)).exp();
    let beat = |r: f32, wide: f32, t: f32| -> Vec<f32> {
        (0..176).map(|at| r * bump(at, 0.0, wide) + t * bump(at, 70.0, 16.0)).collect()
    };
    let moved = |values: &[f32], by: f32| -> Vec<f32> {
        values.iter().map(|value| value + by * (0.3 + value.abs())).collect()
    };
    let kinds = [
        (Some(BeatClass::N), "1,543 · 77.6 %", beat(1.1, 5.0, 0.25)),
        (Some(BeatClass::V), "401 · 20.2 %", beat(-1.4, 15.0, 0.5)),
        (Some(BeatClass::S), "30 · 1.5 %", beat(0.9, 5.0, 0.2)),
        (Some(BeatClass::F), "12 · 0.6 %", beat(1.8, 9.0, -0.3)),
        (Some(BeatClass::Q), "others 2 · 0.1 %", beat(3.5, 7.0, 0.2)),
        (None, "1 · < 0.1 %", beat(0.0, 5.0, 0.0)),
    ];
    let bands: Vec<[Vec<f32>; 2]> =
        kinds.iter().map(|(.., median)| [moved(median, -0.15), moved(median, 0.15)]).collect();
    let families: Vec<Family> = kinds
        .iter()
        .zip(&bands)
        .map(|((class, title, median), [low, high])| Family { title, class: *class, median, low, high })
        .collect();
    let frame = Frame { before: 62, rate: Hertz::new(250.0).unwrap(), span: (-1.8, 2.0) };
    golden("families", (820, 140), |area| {
        draw::families(area, &families, &frame, &Style::new(false, 1.0)).unwrap();
    });
    golden("families-dark-phone", (640, 560), |area| {
        draw::families(area, &families[..4], &frame, &Style::new(true, 2.0)).unwrap();
    });
    golden("families-none", (200, 100), |area| {
        draw::families(area, &[], &frame, &Style::new(false, 1.0)).unwrap();
    });
}
