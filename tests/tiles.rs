//! A recording in pieces, as the page draws it.

use ecglass::analyze::{self, Look, Settings, Tiles};
use ecglass::clean::Cleaner;
use ecglass::dsp::pyramid::Pyramid;
use ecglass::ecg::{Hertz, Lead, Record, Seconds};
use ecglass::generate::Simulator;

fn record() -> Record {
    Simulator { seconds: Seconds(120.0), leads: 2, seed: 4, ..Simulator::default() }.run().unwrap()
}

/// All tiles of a level, one after the other.
fn level(tiles: &mut Tiles, record: &Record, of: (Look, usize), level: usize) -> Vec<f32> {
    let mut all = Vec::new();
    for index in 0.. {
        let tile = tiles.tile(record, None, of, level, index).unwrap();
        all.extend_from_slice(&tile.values);
        if tile.values.len() < Tiles::WIDTH {
            return all;
        }
    }
    unreachable!()
}

#[test]
fn tiles_of_the_lowest_level_are_the_samples() {
    let record = record();
    let mut tiles = Tiles::default();
    for lead in 0..2 {
        assert_eq!(level(&mut tiles, &record, (Look::Raw, lead), 0), record.leads()[lead].samples);
    }
}

#[test]
fn every_level_reaches_as_far_up_and_down_as_the_samples_do_in_every_run() {
    let record = record();
    let samples = &record.leads()[0].samples;
    let mut tiles = Tiles::default();
    let levels = tiles.tile(&record, None, (Look::Raw, 0), 0, 0).unwrap().levels;
    assert!(levels >= 2, "{levels} levels");
    for at in 1..levels {
        let run = 2 * Pyramid::samples_a_value(at);
        let values = level(&mut tiles, &record, (Look::Raw, 0), at);
        assert_eq!(values.len(), 2 * samples.len().div_ceil(run));
        for (pair, all) in values.chunks(2).zip(samples.chunks(run)) {
            let low = all.iter().copied().fold(f32::INFINITY, f32::min);
            let high = all.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!((pair[0].min(pair[1]), pair[0].max(pair[1])), (low, high));
            let place = |value| all.iter().position(|one| *one == value).unwrap();
            assert!(low == high || (place(low) < place(high)) == (pair[0] == low), "the order is kept");
        }
        let tile = tiles.tile(&record, None, (Look::Raw, 0), at, 0).unwrap();
        assert!((tile.a_second * run as f64 / 2.0 - record.rate().get()).abs() < 1e-9);
    }
    assert!(
        level(&mut tiles, &record, (Look::Raw, 0), levels - 1).len() <= Tiles::WIDTH,
        "the coarsest is one tile"
    );
}

#[test]
fn clean_tiles_are_what_the_cleaner_makes_of_the_whole_lead_and_follow_the_recipe() {
    let record = record();
    let asked: Settings =
        serde_json::from_str(r#"{"cleaning":[{"step":"band","low_hz":1,"high_hz":30}]}"#).unwrap();
    for settings in [Settings::default(), asked] {
        let survey = analyze::survey(&record, &settings).unwrap();
        let peaks: Vec<_> = survey.beats.iter().map(|(at, _)| *at).collect();
        let cleaner = Cleaner::plan(&settings.cleaning, record.rate()).unwrap();
        let mut tiles = Tiles::default();
        for lead in 0..2 {
            let (clean, _, _) = cleaner.run_lead(&record.leads()[lead], &peaks);
            let tile = tiles.tile(&record, Some((&survey, &settings)), (Look::Clean, lead), 0, 1).unwrap();
            assert_eq!(tile.values, clean.samples[Tiles::WIDTH..2 * Tiles::WIDTH]);
        }
    }
}

#[test]
fn a_gap_is_no_number_at_any_level() {
    let rate = Hertz::new(100.0).unwrap();
    let mut samples: Vec<f32> = (0..20_000).map(|at| (at as f32 * 0.1).sin()).collect();
    samples[4000..9000].fill(f32::NAN);
    let record = Record::new("gap", rate, vec![Lead::with_missing("I", samples, None)], Vec::new()).unwrap();
    let mut tiles = Tiles::default();
    let levels = tiles.tile(&record, None, (Look::Raw, 0), 0, 0).unwrap().levels;
    for at in 0..levels {
        let a_value = Pyramid::samples_a_value(at);
        for (nth, value) in level(&mut tiles, &record, (Look::Raw, 0), at).iter().enumerate() {
            let inside = nth * a_value >= 4000 && (nth + 1) * a_value <= 9000;
            // A value at the gap's edge may stand for both.
            let edge = (nth * a_value).abs_diff(4000) <= 2 * a_value
                || (nth * a_value).abs_diff(9000) <= 2 * a_value;
            assert!(edge || value.is_nan() == inside, "level {at}, value {nth}: {value}");
        }
    }
}

#[test]
fn what_is_not_there_is_refused_in_a_sentence_or_empty() {
    let record = record();
    let mut tiles = Tiles::default();
    let sentence = tiles.tile(&record, None, (Look::Raw, 7), 0, 0).unwrap_err().to_string();
    assert!(sentence.contains("there is no lead 7"), "{sentence}");
    let sentence = tiles.tile(&record, None, (Look::Clean, 0), 0, 0).unwrap_err().to_string();
    assert!(sentence.contains("nobody has looked"), "{sentence}");
    assert!(tiles.tile(&record, None, (Look::Raw, 0), 0, usize::MAX).unwrap().values.is_empty());
    assert!(tiles.tile(&record, None, (Look::Raw, 0), 40, 0).unwrap().values.is_empty());
}

#[test]
fn another_survey_cleans_anew() {
    let record = record();
    let mut tiles = Tiles::default();
    let first = Settings::default();
    let survey = analyze::survey(&record, &first).unwrap();
    let before = tiles.tile(&record, Some((&survey, &first)), (Look::Clean, 1), 0, 0).unwrap();
    let second: Settings =
        serde_json::from_str(r#"{"cleaning":[{"step":"band","low_hz":2,"high_hz":20}]}"#).unwrap();
    let survey = analyze::survey(&record, &second).unwrap();
    tiles.forget_clean();
    let after = tiles.tile(&record, Some((&survey, &second)), (Look::Clean, 1), 0, 0).unwrap();
    assert_ne!(before.values, after.values);
}
