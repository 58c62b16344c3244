//! EC57 and the classification report: against scikit-learn and wfdb, and against a second, slower way to count.
//!
//! The golden files in `fixtures/score` are written by `make.py` beside them, which names its versions.

use std::fs;
use std::path::Path;

use ecglass::ecg::{Annotation, BeatClass, Hertz, SampleIndex, Seconds};
use ecglass::error::Kind;
use ecglass::score::classification::{
    Averages, Labels, Ranked, Resampling, bootstrap, macro_auc, one_vs_rest,
};
use ecglass::score::ec57::{Comparison, Study, Terms, compare};
use proptest::prelude::*;
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/score").join(name);
    let golden: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    golden["cases"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn places(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect()
}

fn flags(value: &Value) -> Vec<bool> {
    value.as_array().unwrap().iter().map(|flag| flag.as_bool().unwrap()).collect()
}

#[track_caller]
fn near(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-9, "{ours} is not {theirs}");
}

#[track_caller]
fn all_near(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).for_each(|(&ours, &theirs)| near(ours, theirs));
}

#[test]
fn the_figures_and_the_report_of_labels_are_those_of_scikit_learn() {
    for case in cases("labels.json") {
        let names: Vec<&str> =
            case["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let labels = Labels::of(&names, &places(&case["truth"]), &places(&case["prediction"])).unwrap();
        assert_eq!(serde_json::to_value(labels.counts()).unwrap(), case["confusion"]);
        let classes = places(&case["classes"]);
        let figures = labels.figures_of(&classes);
        near(figures.accuracy.unwrap(), case["accuracy"].as_f64().unwrap());
        near(figures.balanced_accuracy.unwrap(), case["balanced_accuracy"].as_f64().unwrap());
        let column = |figure: fn(&ecglass::score::classification::ClassFigures) -> Option<f64>| -> Vec<f64> {
            figures.classes.iter().map(|class| figure(class).unwrap_or(0.0)).collect()
        };
        all_near(&column(|class| class.precision), &numbers(&case["precision"]));
        all_near(&column(|class| class.recall), &numbers(&case["recall"]));
        all_near(&column(|class| class.f1), &numbers(&case["f1"]));
        all_near(&column(|class| Some(class.support as f64)), &numbers(&case["support"]));
        for (way, Averages { precision, recall, f1 }) in [
            ("micro", figures.micro),
            ("macro", figures.macro_average),
            ("weighted", figures.weighted_average),
        ] {
            let ours = [precision, recall, f1].map(|figure| figure.unwrap_or(0.0));
            all_near(&ours, &numbers(&case["means"][way]));
        }
        for (digits, report) in case["reports"].as_object().unwrap() {
            let ours = labels.report_of(&classes, digits.parse().unwrap(), false);
            assert_eq!(ours, report.as_str().unwrap(), "{}", case["name"]);
        }
    }
}

#[test]
fn a_figure_that_divides_by_zero_is_none_and_the_report_can_say_so() {
    let labels = Labels::of(&["N", "V"], &[0, 0], &[0, 0]).unwrap();
    let figures = labels.figures();
    assert_eq!((figures.classes[1].precision, figures.classes[1].recall), (None, None));
    assert_eq!(figures.classes[1].specificity, Some(1.0));
    let row = "           V       none      none      none         0\n";
    assert!(labels.report(2, true).contains(row), "{}", labels.report(2, true));
    let nothing = Labels::of(&["N", "V"], &[], &[]).unwrap();
    assert_eq!((nothing.figures().accuracy, nothing.figures().balanced_accuracy), (None, None));
    assert!(!nothing.report(2, false).contains("NaN"));
    assert!(!Labels::of(&[], &[], &[]).unwrap().report(2, true).contains("NaN"));
}

#[test]
fn curves_areas_and_best_points_are_those_of_scikit_learn() {
    for case in cases("curves.json") {
        let ranked = Ranked::of(&flags(&case["truth"]), &numbers(&case["scores"])).unwrap();
        for (key, drop) in [("roc", false), ("roc_dropped", true)] {
            let roc = ranked.roc(drop).unwrap();
            all_near(&roc.false_positive_rate, &numbers(&case[key][0]));
            all_near(&roc.true_positive_rate, &numbers(&case[key][1]));
            assert_eq!(roc.thresholds[0], None);
            let thresholds: Vec<f64> = roc.thresholds[1..].iter().map(|one| one.unwrap()).collect();
            all_near(&thresholds, &numbers(&case[key][2]));
        }
        let curve = ranked.precision_recall().unwrap();
        all_near(&curve.precision, &numbers(&case["precision_recall"][0]));
        all_near(&curve.recall, &numbers(&case["precision_recall"][1]));
        all_near(&curve.thresholds, &numbers(&case["precision_recall"][2]));
        near(ranked.auc().unwrap(), case["auc"].as_f64().unwrap());
        near(ranked.average_precision().unwrap(), case["average_precision"].as_f64().unwrap());
        let youden = ranked.youden().unwrap();
        let (sensitivity, specificity) = (youden.sensitivity.unwrap(), youden.specificity.unwrap());
        all_near(&[sensitivity, specificity], &numbers(&case["youden"]));
        near(ranked.best_f1().unwrap().f1.unwrap(), case["best_f1"].as_f64().unwrap());
        if let Some(threshold) = youden.threshold {
            assert_eq!(ranked.at(threshold), youden, "at its threshold a point is itself");
        }
    }
}

#[test]
fn each_class_against_the_rest_has_the_area_that_scikit_learn_finds() {
    for case in cases("classes.json") {
        let ranked = one_vs_rest(&places(&case["truth"]), &numbers(&case["scores"]), 4).unwrap();
        near(macro_auc(&ranked).unwrap(), case["auc"].as_f64().unwrap());
        let own: Vec<f64> = ranked.iter().map(|class| class.auc().unwrap()).collect();
        all_near(&own, &numbers(&case["own"]));
    }
}

#[test]
fn bootstrap_intervals_are_numpys_percentiles_of_scikit_learns_areas() {
    for case in cases("intervals.json") {
        let (truth, scores) = (flags(&case["truth"]), numbers(&case["scores"]));
        let clusters = (!case["clusters"].is_null()).then(|| places(&case["clusters"]));
        let resampling = Resampling { draws: 200, seed: case["seed"].as_u64().unwrap(), level: 0.95 };
        let area = |sample: &[usize]| {
            let truth: Vec<bool> = sample.iter().map(|&at| truth[at]).collect();
            let scores: Vec<f64> = sample.iter().map(|&at| scores[at]).collect();
            Ranked::of(&truth, &scores).ok()?.auc()
        };
        let interval = bootstrap(truth.len(), clusters.as_deref(), resampling, area).unwrap().unwrap();
        near(interval.low, case["low"].as_f64().unwrap());
        near(interval.high, case["high"].as_f64().unwrap());
    }
}

#[test]
fn lists_that_do_not_fit_and_scores_that_are_no_numbers_are_refused_in_a_sentence() {
    let refused = |error: ecglass::error::Error| {
        assert_eq!(error.kind(), Kind::Unfit);
        error.to_string()
    };
    assert_eq!(
        refused(Labels::of(&["N"], &[0, 0], &[0]).unwrap_err()),
        "the labels: 2 are true and 1 are predicted; each beat needs one of both."
    );
    assert!(refused(Labels::of(&["N"], &[0], &[3]).unwrap_err()).contains("label 0 is class 3"));
    assert!(refused(Labels::from_counts(&["N"], vec![]).unwrap_err()).contains("1 rows and columns"));
    assert!(refused(Ranked::of(&[true], &[]).unwrap_err()).contains("1 are labelled and 0 are scored"));
    assert!(refused(Ranked::of(&[true], &[f64::NAN]).unwrap_err()).contains("score 0 is NaN"));
    assert!(refused(one_vs_rest(&[0], &[0.5], 2).unwrap_err()).contains("2 classes"));
    assert!(refused(one_vs_rest(&[7], &[0.5, 0.5], 2).unwrap_err()).contains("label 0 is class 7"));
    let none = |count, clusters, level| {
        bootstrap(count, clusters, Resampling { level, ..Resampling::default() }, |_| None)
    };
    assert!(refused(none(0, None, 0.95).unwrap_err()).contains("no beats to draw from"));
    assert!(refused(none(2, Some(&[1]), 0.95).unwrap_err()).contains("each beat needs one"));
    assert!(refused(none(2, None, f64::NAN).unwrap_err()).contains("its level is NaN"));
    assert_eq!(none(2, None, 0.95).unwrap(), None, "a figure that is never defined has no interval");
}

#[test]
fn of_one_kind_there_is_no_curve() {
    for truth in [[true; 3], [false; 3]] {
        let ranked = Ranked::of(&truth, &[0.1, 0.2, 0.3]).unwrap();
        assert_eq!((ranked.roc(true), ranked.auc(), ranked.youden()), (None, None, None));
        assert_eq!(ranked.precision_recall().is_some(), truth[0]);
        assert_eq!(ranked.average_precision().is_some(), truth[0]);
        assert_eq!(ranked.at(0.2).specificity.is_some(), !truth[0]);
    }
    let nothing = Ranked::of(&[], &[]).unwrap();
    assert_eq!((nothing.auc(), nothing.best_f1(), nothing.at(0.5).sensitivity), (None, None, None));
    assert_eq!(macro_auc(&[nothing]), None);
}

const RATE: f64 = 360.0;

fn marks(text: &[(usize, char)]) -> Vec<Annotation> {
    text.iter().map(|&(at, symbol)| Annotation::new(SampleIndex(at), symbol)).collect()
}

fn ec57(truth: &[(usize, char)], test: &[(usize, char)], after: f64) -> Comparison {
    let terms = Terms { after: Seconds(after), ..Terms::default() };
    compare("x", &marks(truth), &marks(test), Hertz::new(RATE).unwrap(), None, terms)
}

#[test]
fn matched_missed_and_extra_beats_are_as_many_as_wfdb_counts() {
    for case in cases("matching.json") {
        let list = |key: &str| -> Vec<(usize, char)> {
            places(&case[key]).into_iter().map(|at| (at, 'N')).collect()
        };
        let table = ec57(&list("truth"), &list("test"), 0.0).beats;
        let ours = [table.cell('N', 'n'), table.missed(), table.extra()];
        let theirs = ["matched", "missed", "extra"].map(|key| case[key].as_u64().unwrap());
        assert_eq!(ours, theirs, "{}", case["name"]);
    }
}

#[test]
fn the_table_has_extra_missed_and_unreadable_beats_in_their_cells() {
    let mut truth = marks(&[(400, 'N'), (800, 'V'), (1200, 'F'), (1600, 'A'), (2000, '/'), (2400, 'N')]);
    let mut test = marks(&[(402, 'N'), (801, 'V'), (1199, 'V'), (1700, 'N'), (2001, 'V'), (2900, 'V')]);
    test.push(Annotation { subtype: -1, ..Annotation::new(SampleIndex(2300), '~') });
    test.push(Annotation { subtype: 0, ..Annotation::new(SampleIndex(2660), '~') });
    truth.push(Annotation { subtype: 0x30, ..Annotation::new(SampleIndex(2850), '~') });
    truth.push(Annotation::new(SampleIndex(2950), '~'));
    let rate = Hertz::new(RATE).unwrap();
    let told = compare("x", &truth, &test, rate, Some(3600), Terms::default());
    let table = told.beats;
    for (row, column, count) in [
        ('N', 'n', 1),
        ('V', 'v', 1),
        ('F', 'v', 1),
        ('S', 'o', 1),
        ('O', 'n', 1),
        ('Q', 'v', 1),
        ('N', 'x', 1),
        ('X', 'v', 1),
    ] {
        assert_eq!(table.cell(row, column), count, "{row}{column} of {table:?}");
    }
    assert_eq!(table.counts.iter().flatten().sum::<u64>(), 8);
    let figures = told.figures;
    assert_eq!(figures.v_positive_predictivity, Some(0.5), "Fv and Qv are neither right nor wrong");
    assert_eq!(figures.v_sensitivity, Some(1.0));
    assert_eq!(figures.v_false_positive_rate, Some(1.0 / 3.0), "Xv of Xv, Nn and On: {table:?}");
    assert_eq!((figures.s_sensitivity, figures.s_positive_predictivity), (Some(0.0), None));
    assert_eq!(told.shutdown_s, 1.0);
    assert_eq!(
        (figures.qrs_sensitivity, figures.qrs_positive_predictivity),
        (Some(4.0 / 6.0), Some(4.0 / 6.0))
    );
}

#[test]
fn flutter_is_left_out_and_is_a_long_run() {
    let truth = [(400, 'N'), (700, '['), (720, 'V'), (1500, ']'), (2000, 'N')];
    let told = ec57(&truth, &[(400, 'N'), (900, 'N'), (1100, 'V'), (2000, 'N')], 0.0);
    assert_eq!(told.beats.counts.iter().flatten().sum::<u64>(), 2, "{:?}", told.beats);
    assert_eq!(told.v_runs.sensitivity[4], [0, 1, 0, 0, 0]);
    assert_eq!(told.v_runs.predictivity[4][1], 1);
}

#[test]
fn runs_are_found_by_the_longest_stretch_in_their_window() {
    // A couplet called one beat, a short run called short with one beat missed, a long run that nobody saw, and an invented couplet.
    let mut truth = vec![(300, 'V'), (500, 'V'), (800, 'N')];
    let mut test = vec![(300, 'V'), (500, 'N'), (800, 'N')];
    truth.extend([(1200, 'V'), (1400, 'F'), (1600, 'V'), (1800, 'V'), (2100, 'N')]);
    test.extend([(1200, 'V'), (1400, 'V'), (1600, 'V'), (1800, 'N'), (2100, 'N')]);
    truth.extend((0..7).map(|beat| (2500 + beat * 200, 'V')));
    test.extend((0..7).map(|beat| (2500 + beat * 200, 'N')));
    truth.extend([(4200, 'N'), (4500, 'N'), (4800, 'N'), (5200, 'A')]);
    test.extend([(4200, 'V'), (4500, 'V'), (4800, 'N'), (5200, 'A')]);
    let told = ec57(&truth, &test, 0.0);
    assert_eq!(told.v_runs.sensitivity[2], [0, 1, 0, 0, 0]);
    assert_eq!(told.v_runs.sensitivity[3], [0, 0, 0, 1, 0]);
    assert_eq!(told.v_runs.sensitivity[4], [1, 0, 0, 0, 0]);
    assert_eq!(told.v_runs.predictivity[0][2], 1);
    let figures = told.v_runs.figures();
    assert_eq!((figures.couplet_sensitivity, figures.couplet_positive_predictivity), (Some(0.0), Some(0.0)));
    assert_eq!((figures.short_sensitivity, figures.short_positive_predictivity), (Some(1.0), Some(1.0)));
    assert_eq!((figures.long_sensitivity, figures.long_positive_predictivity), (Some(0.0), None));
    assert_eq!(told.s_runs.sensitivity[1], [0, 1, 0, 0, 0]);
    let later = ec57(&truth, &test, 4100.0 / RATE);
    assert_eq!(later.v_runs.sensitivity, [[0; 5]; 5]);
    assert_eq!(later.v_runs.predictivity[0][2], 1);
    assert_eq!(later.beats.beats(), 4);
}

#[test]
fn intervals_between_pairs_are_held_against_each_other() {
    let told = ec57(&[(400, 'N'), (800, 'N'), (1200, 'N')], &[(400, 'N'), (809, 'N'), (1200, 'N')], 0.0);
    assert_eq!(told.rr_error_ms, Some(25.0));
    let told = ec57(&[(400, 'N'), (800, 'N')], &[(400, 'N'), (600, 'N'), (800, 'N')], 0.0);
    assert_eq!(told.rr_error_ms, None, "an extra beat lies between");
}

#[test]
fn gross_figures_count_beats_and_averages_count_records() {
    let many: Vec<(usize, char)> = (1..=8).map(|beat| (beat * 400, 'N')).collect();
    let all = ec57(&many, &many, 0.0);
    let half = ec57(&[(400, 'N'), (800, 'V')], &[(400, 'N')], 0.0);
    let study = Study::of(Terms::default(), vec![all, half]);
    assert_eq!(study.gross.qrs_sensitivity, Some(0.9));
    assert_eq!(study.average.qrs_sensitivity, Some(0.75));
    assert_eq!(study.average.v_sensitivity, Some(0.0), "the record without V does not count");
    assert_eq!(study.average.s_sensitivity, None);
    let json = serde_json::to_string(&study).unwrap();
    assert_eq!(serde_json::from_str::<Study>(&json).unwrap(), study);
    assert_eq!(Study::of(Terms::default(), vec![]).gross.qrs_sensitivity, None);
}

#[test]
fn what_is_odd_about_two_annotators_is_noted() {
    let said = |told: Comparison| told.notes.into_iter().map(|note| note.text).collect::<Vec<_>>().join("\n");
    assert_eq!(said(ec57(&[(1, 'N')], &[(1, 'N')], 0.0)), "");
    assert!(said(ec57(&[], &[(1, 'N')], 0.0)).contains("the reference marks no beat"));
    assert!(said(ec57(&[(1, 'N')], &[], 0.0)).contains("the annotator tested marks no beat"));
    let strange = said(ec57(&[(1, 'N'), (9, 'Y'), (12, '\u{E02B}')], &[(1, 'N')], 0.0));
    assert!(
        strange.contains("2 marks of the reference") && strange.contains("Y (1), code 43 (1)"),
        "{strange}"
    );
    let at = |step: usize, count: usize, from: usize| -> Vec<(usize, char)> {
        (0..count).map(|beat| (from + beat * step, 'N')).collect()
    };
    let strangers = said(ec57(&at(300, 300, 10), &at(341, 264, 10), 0.0));
    assert!(strangers.contains("whether the two annotation files are of the same record"), "{strangers}");
    assert_eq!(said(ec57(&at(300, 300, 10), &at(300, 300, 30), 0.0)), "");
    let short = said(ec57(&at(300, 300, 10), &at(300, 100, 10), 0.0));
    assert!(short.contains("the last tested beat is at 83 s"), "{short}");
    let rate = Hertz::new(RATE).unwrap();
    let late =
        compare("x", &marks(&[(1, 'N')]), &marks(&[(1, 'N'), (99, 'N')]), rate, Some(50), Terms::default());
    assert!(said(late).contains("past the end of the record's 50 samples"));
}

/// EC57 once more, as slowly and plainly as can be: every matching of the beats is tried, every cell looked up.
mod plainly {
    use super::*;

    fn class(symbol: char) -> usize {
        BeatClass::from_symbol(symbol).unwrap().index()
    }

    /// The most pairs and then the least distance, trying for each beat every detection that is free, or none.
    fn best(
        beats: &[usize],
        found: &[usize],
        taken: &mut Vec<bool>,
        at: usize,
    ) -> (i64, i64, Vec<Option<usize>>) {
        if at == beats.len() {
            return (0, 0, Vec::new());
        }
        let (mut pairs, mut distance, mut choice) = best(beats, found, taken, at + 1);
        choice.insert(0, None);
        for other in 0..found.len() {
            let apart = found[other].abs_diff(beats[at]);
            if taken[other] || apart > 54 {
                continue;
            }
            taken[other] = true;
            let (more, further, mut rest) = best(beats, found, taken, at + 1);
            taken[other] = false;
            let (more, further) = (more + 1, further - apart as i64);
            if (more, further) > (pairs, distance) {
                rest.insert(0, Some(other));
                (pairs, distance, choice) = (more, further, rest);
            }
        }
        (pairs, distance, choice)
    }

    /// The table, where no two matchings are equally good; `None` otherwise is up to the caller to avoid.
    pub fn table(truth: &[(usize, char)], test: &[(usize, char)], after: usize) -> [[u64; 7]; 7] {
        let beats: Vec<usize> = truth.iter().map(|beat| beat.0).collect();
        let found: Vec<usize> = test.iter().map(|beat| beat.0).collect();
        let choice = best(&beats, &found, &mut vec![false; found.len()], 0).2;
        let mut counts = [[0; 7]; 7];
        for (beat, choice) in truth.iter().zip(&choice) {
            if beat.0 >= after {
                counts[class(beat.1)][choice.map_or(5, |other| class(test[other].1))] += 1;
            }
        }
        for (other, beat) in test.iter().enumerate() {
            if beat.0 >= after && !choice.contains(&Some(other)) {
                counts[5][class(beat.1)] += 1;
            }
        }
        counts
    }

    /// The runs of one list by walking it, each with its first and last moment and its length.
    fn runs(list: &[(usize, char)], kind: &str) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        let mut open = false;
        for &(at, symbol) in list {
            if !kind.contains(symbol) {
                open = false;
                continue;
            }
            match runs.last_mut().filter(|_| open) {
                Some(run) => (run.1, run.2) = (at, run.2 + 1),
                None => runs.push((at, at, 1)),
            }
            open = true;
        }
        runs
    }

    fn bin(length: usize) -> usize {
        [0, 1, 2, 3, 3, 3].get(length).copied().unwrap_or(4)
    }

    pub fn run_table(of: &[(usize, char)], other: &[(usize, char)], kind: &str) -> [[u64; 5]; 5] {
        let mut counts = [[0; 5]; 5];
        for (first, last, length) in runs(of, kind) {
            let window: Vec<(usize, char)> =
                other.iter().copied().filter(|beat| beat.0 + 54 >= first && beat.0 <= last + 54).collect();
            let longest = runs(&window, kind).iter().map(|run| run.2).max().unwrap_or(0);
            counts[bin(length)][bin(longest)] += 1;
        }
        counts
    }
}

/// Beats some 20 to 200 samples apart, whose distances to those of another list are all different often enough.
fn list() -> impl Strategy<Value = Vec<(usize, char)>> {
    prop::collection::vec((20_usize..200, prop::sample::select(vec!['N', 'A', 'V', 'V', 'F', 'Q'])), 0..9)
        .prop_map(|steps| {
            let mut at = 0;
            steps
                .into_iter()
                .map(|(step, symbol)| {
                    at += step;
                    (at, symbol)
                })
                .collect()
        })
}

proptest! {
    #[test]
    fn a_plain_second_count_finds_the_same_table(truth in list(), test in list(), after in 0_usize..600) {
        let told = ec57(&truth, &test, after as f64 / RATE);
        let plain = plainly::table(&truth, &test, after);
        let sum = |counts: &[[u64; 7]; 7]| {
            let missed: u64 = counts.iter().map(|row| row[5]).sum();
            (counts.iter().flatten().sum::<u64>(), missed, counts[5].iter().sum::<u64>())
        };
        // Which of two equally good matchings is taken is nobody's business; the best ones are as good as each other.
        if after == 0 {
            prop_assert_eq!(sum(&told.beats.counts), sum(&plain));
        }
        let mut apart: Vec<usize> =
            truth.iter().flat_map(|beat| test.iter().map(|other| beat.0.abs_diff(other.0))).filter(|apart| *apart <= 54).collect();
        apart.sort_unstable();
        let alone = |list: &[(usize, char)], others: &[(usize, char)]| {
            list.iter().all(|beat| others.iter().filter(|other| other.0.abs_diff(beat.0) <= 54).count() <= 1)
        };
        if alone(&truth, &test) && alone(&test, &truth) {
            prop_assert_eq!(told.beats.counts, plain);
        }
    }

    #[test]
    fn a_plain_second_walk_finds_the_same_runs(truth in list(), test in list()) {
        let told = ec57(&truth, &test, 0.0);
        for (tables, kind) in [(told.v_runs, "VF"), (told.s_runs, "AS")] {
            prop_assert_eq!(tables.sensitivity, plainly::run_table(&truth, &test, kind));
            let turned = plainly::run_table(&test, &truth, kind);
            for (row, counts) in turned.iter().enumerate() {
                for (column, count) in counts.iter().enumerate() {
                    prop_assert_eq!(tables.predictivity[column][row], *count);
                }
            }
        }
    }

    #[test]
    fn any_marks_are_compared_and_no_figure_is_out_of_range(
        truth in prop::collection::vec((0_usize..4000, prop::sample::select("NVFAQ[]~+Y!".chars().collect::<Vec<_>>()), any::<i8>()), 0..40),
        test in prop::collection::vec((0_usize..4000, prop::sample::select("NVFAQ[]~+Y!".chars().collect::<Vec<_>>()), any::<i8>()), 0..40),
        after in -1.0_f64..9.0,
        tolerance in prop::sample::select(vec![0.15, 0.0, -1.0, f64::NAN, f64::INFINITY]),
    ) {
        let list = |marks: &[(usize, char, i8)]| -> Vec<Annotation> {
            marks.iter().map(|&(at, symbol, subtype)| Annotation { subtype, ..Annotation::new(SampleIndex(at), symbol) }).collect()
        };
        let terms = Terms { after: Seconds(after), tolerance: Seconds(tolerance) };
        let told = compare("x", &list(&truth), &list(&test), Hertz::new(RATE).unwrap(), None, terms);
        let study = Study::of(Terms::default(), vec![told]);
        let json = serde_json::to_value(&study).unwrap();
        for figures in [&json["gross"], &json["average"], &json["v_runs_gross"], &json["s_runs_gross"]] {
            for figure in figures.as_object().unwrap().values() {
                prop_assert!(figure.is_null() || (0.0..=1.0).contains(&figure.as_f64().unwrap()));
            }
        }
    }
}
