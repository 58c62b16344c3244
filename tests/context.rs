//! A beat among its neighbours, in numbers: what does not matter does not change them, and nothing breaks them.

use ecglass::ecg::{BeatClass, Beats, Hertz, Lead, Record, SampleIndex, Seconds};
use ecglass::generate::{Rhythm, Simulator};
use ecglass::segment::context::{self, Form};

type Marked = Vec<(SampleIndex, Option<BeatClass>)>;

fn simulated(rhythm: Rhythm, seconds: f64, rate: f64) -> Record {
    let simulator = Simulator {
        seconds: Seconds(seconds),
        rate: Hertz::new(rate).unwrap(),
        noise: 0.01,
        ..Simulator::of(rhythm)
    };
    simulator.run().unwrap()
}

fn marked(record: &Record) -> Marked {
    record.marked_beats().map(|(at, class)| (at, Some(class))).collect()
}

fn said(record: &Record, form: Form) -> Beats {
    context::of(&record.leads()[0], record.rate(), &marked(record), form)
}

fn place(name: &str) -> usize {
    context::names().position(|known| known == name).unwrap_or_else(|| panic!("no feature {name}"))
}

/// The mean of a feature over the beats of a class.
fn mean(beats: &Beats, class: BeatClass, name: &str) -> f32 {
    let at = place(name);
    let of: Vec<f32> = (0..beats.len())
        .filter(|&beat| beats.truth[beat] == Some(class))
        .map(|beat| beats.beat(beat)[at])
        .collect();
    assert!(!of.is_empty(), "no beat of class {class}");
    of.iter().sum::<f32>() / of.len() as f32
}

fn apart(a: &Beats, b: &Beats) -> f32 {
    assert_eq!(a.samples.len(), b.samples.len());
    a.samples.iter().zip(&b.samples).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn there_is_a_row_for_each_beat_and_a_finite_number_for_each_name() {
    for rhythm in Rhythm::all() {
        let record = simulated(rhythm, 60.0, 250.0);
        for form in [Form::Whole, Form::Live] {
            let beats = said(&record, form);
            assert_eq!(beats.samples.len(), marked(&record).len() * context::WIDTH);
            assert!(beats.samples.iter().all(|value| value.is_finite()), "{rhythm}, {form:?}");
            assert!(beats.samples.iter().all(|value| value.abs() < 100.0), "{rhythm}, {form:?}");
        }
    }
}

#[test]
fn neither_unit_nor_offset_matters() {
    let record = simulated(Rhythm::named("atrial-beats").unwrap(), 60.0, 250.0);
    let other: Vec<f32> = record.leads()[0].samples.iter().map(|sample| 8.0 * sample + 4.0).collect();
    let moved = context::of(&Lead::new("MLII", other), record.rate(), &marked(&record), Form::Whole);
    let apart = apart(&moved, &said(&record, Form::Whole));
    assert!(apart < 0.05, "{apart}");
}

#[test]
fn an_early_beat_is_early_by_what_it_is() {
    let record = simulated(Rhythm::named("atrial-beats").unwrap(), 120.0, 360.0);
    let beats = said(&record, Form::Whole);
    let early = mean(&beats, BeatClass::S, "rr/local").exp();
    assert!((0.5..0.88).contains(&early), "{early}");
    assert!(mean(&beats, BeatClass::N, "rr/local").abs() < 0.1);
    assert!(mean(&beats, BeatClass::S, "qrs like usual") > 0.95);
    assert!(mean(&beats, BeatClass::S, "p like wide") < 0.7 * mean(&beats, BeatClass::N, "p like wide"));
}

#[test]
fn a_ventricular_beat_is_unlike_the_usual_one_and_wider_even_in_bigeminy() {
    for rhythm in ["ventricular-beats", "bigeminy"] {
        let record = simulated(Rhythm::named(rhythm).unwrap(), 120.0, 360.0);
        let beats = said(&record, Form::Whole);
        assert!(mean(&beats, BeatClass::V, "qrs like usual") < 0.85, "{rhythm}");
        assert!(mean(&beats, BeatClass::N, "qrs like usual") > 0.95, "{rhythm}");
        assert!(mean(&beats, BeatClass::V, "width-usual") > 0.05, "{rhythm}");
        assert!(mean(&beats, BeatClass::V, "family is usual") < 0.1, "{rhythm}");
    }
}

#[test]
fn fibrillation_has_no_p_wave_to_be_like_and_no_rest() {
    let calm = said(&simulated(Rhythm::named("sinus").unwrap(), 120.0, 360.0), Form::Whole);
    let unrest = said(&simulated(Rhythm::named("fibrillation").unwrap(), 120.0, 360.0), Form::Whole);
    assert!(mean(&calm, BeatClass::N, "unrest 40") < 0.06);
    assert!(mean(&unrest, BeatClass::N, "unrest 40") > 0.1);
    assert!(mean(&calm, BeatClass::N, "wide p bump") > 3.0 * mean(&unrest, BeatClass::N, "wide p bump"));
}

#[test]
fn live_input_knows_nothing_that_comes_after_the_next_beat() {
    let record = simulated(Rhythm::named("atrial-runs").unwrap(), 120.0, 250.0);
    let beats = marked(&record);
    let whole = said(&record, Form::Live);
    for last in [1, 2, 40, 77] {
        // As much more than the next beat as filters and T waves reach.
        let end = beats[last + 1].0.0 + 300;
        let lead = Lead::new("MLII", record.leads()[0].samples[..end].to_vec());
        let known = context::of(&lead, record.rate(), &beats[..last + 2], Form::Live);
        for (name, (cut, all)) in context::names().zip(known.beat(last).iter().zip(whole.beat(last))) {
            assert_eq!(cut.to_bits(), all.to_bits(), "beat {last}, {name}");
        }
    }
}

#[test]
fn live_input_is_told_of_alike_in_whatever_pieces_it_comes_and_however_late_its_beats_are_found() {
    for rate in [250.0, 360.0, 257.3] {
        let record = simulated(Rhythm::named("ventricular-beats").unwrap(), 90.0, rate);
        let (lead, beats) = (&record.leads()[0].samples, marked(&record));
        let whole = said(&record, Form::Live);
        for (piece, late) in [(1, 0.0), (97, 4.0), (1000, 18.0)] {
            let mut live = context::Live::plan(record.rate());
            let (mut next, mut told) = (0, Vec::new());
            for (nth, piece_of) in lead.chunks(piece).enumerate() {
                live.push(piece_of);
                let came = nth * piece + piece_of.len();
                let found = |at: SampleIndex| (at.0 as f64) < came as f64 - late * rate;
                while next < beats.len() && found(beats[next].0) {
                    live.beat(beats[next].0);
                    next += 1;
                }
                told.extend(live.take());
            }
            beats[next..].iter().for_each(|(at, _)| live.beat(*at));
            told.extend(live.finish());
            assert_eq!(told.len(), beats.len());
            for (beat, (at, row)) in told.iter().enumerate() {
                assert_eq!(*at, beats[beat].0);
                assert_eq!(row[..], *whole.beat(beat), "beat {beat} at {rate} Hz in pieces of {piece}");
            }
        }
    }
}

#[test]
fn live_input_is_told_of_nearly_as_a_whole_recording_is_where_nothing_is_unusual() {
    let record = simulated(Rhythm::named("sinus").unwrap(), 120.0, 360.0);
    let (live, whole) = (said(&record, Form::Live), said(&record, Form::Whole));
    for name in ["rr/local", "qrs like usual", "height/usual", "p like wide", "family is usual"] {
        let at = place(name);
        let apart: f32 =
            (20..live.len()).map(|beat| (live.beat(beat)[at] - whole.beat(beat)[at]).abs()).sum();
        assert!(apart / ((live.len() - 20) as f32) < 0.1, "{name}: {apart}");
    }
}

#[test]
fn a_few_beats_a_flat_lead_and_none_at_all_are_said_too() {
    let record = simulated(Rhythm::named("sinus").unwrap(), 10.0, 250.0);
    let lead = &record.leads()[0];
    let beats = marked(&record);
    for count in 0..4 {
        for form in [Form::Whole, Form::Live] {
            let few = context::of(lead, record.rate(), &beats[..count], form);
            assert_eq!(few.samples.len(), count * context::WIDTH);
            assert!(few.samples.iter().all(|value| value.is_finite()));
        }
    }
    let flat = Lead::new("flat", vec![0.5; lead.samples.len()]);
    assert!(
        context::of(&flat, record.rate(), &beats, Form::Whole).samples.iter().all(|value| value.is_finite())
    );
    let same: Marked = vec![beats[3]; 4];
    for form in [Form::Whole, Form::Live] {
        let said = context::of(lead, record.rate(), &same, form);
        assert!(said.samples.iter().all(|value| value.is_finite()), "{form:?}");
    }
}

#[test]
fn a_beat_that_is_found_too_late_or_beyond_what_came_breaks_nothing() {
    let rate = Hertz::new(250.0).unwrap();
    let mut live = context::Live::plan(rate);
    live.push(&vec![0.1; 250 * 200]);
    [0, 10, 100_000_000].into_iter().for_each(|at| live.beat(SampleIndex(at)));
    let told = live.finish();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|(_, row)| row.iter().all(|value| value.is_finite())));
}

#[test]
fn the_rate_of_sampling_hardly_matters() {
    let at = |rate| said(&simulated(Rhythm::named("ventricular-beats").unwrap(), 60.0, rate), Form::Whole);
    let (slow, fast) = (at(125.0), at(1000.0));
    assert_eq!(slow.truth, fast.truth);
    for name in
        ["rr/local", "qrs like usual", "height/usual", "width-usual", "p like wide", "family is usual"]
    {
        for class in [BeatClass::N, BeatClass::V] {
            let (slow, fast) = (mean(&slow, class, name), mean(&fast, class, name));
            assert!((slow - fast).abs() < 0.12, "{name} of {class}: {slow} at 125 Hz, {fast} at 1000 Hz");
        }
    }
}
