//! Intervals, amplitudes and ST: on beats drawn by hand, whose every measure is known, and on what bears none.

use ecglass::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex, Wave, WaveKind};
use ecglass::measure::{Direction, Heartbeats, Intervals, Quality, St};
use proptest::prelude::*;

/// A recording whose waves are where they are said to be.
struct Drawn {
    lead: Lead,
    rate: Hertz,
    beats: Vec<(SampleIndex, Option<BeatClass>)>,
    waves: Vec<Wave>,
}

/// Beats every `rr` seconds: P of 100 ms and 0.1 mV, PR 160 ms, QRS of 90 ms with R of 1 mV and S of -0.2 mV, then the
/// level that `st` gives for the beat's moment until T of 0.3 mV, which ends 400 ms after the onset of QRS.
/// The whole stands on `offset` mV.
fn drawn(rate: f64, seconds: f64, rr: f64, offset: f32, st: impl Fn(f64) -> f64) -> Drawn {
    let hertz = Hertz::new(rate).unwrap();
    let mut samples = vec![offset; (seconds * rate) as usize];
    let (mut beats, mut waves) = (Vec::new(), Vec::new());
    let at = |time: f64| (time * rate).round() as usize;
    let mut r = 0.5;
    while r + 0.5 < seconds {
        let onset = r - 0.040;
        let hump = |time: f64, from: f64, to: f64, high: f64| {
            if time < from || time > to {
                0.0
            } else {
                high * (std::f64::consts::PI * (time - from) / (to - from)).sin()
            }
        };
        for (index, sample) in samples.iter_mut().enumerate().take(at(r + 0.5)).skip(at(r - 0.25)) {
            let time = index as f64 / rate;
            let mut mv = hump(time, onset - 0.160, onset - 0.060, 0.1);
            mv += hump(time, onset, r + 0.02, 1.0) + hump(time, r + 0.02, onset + 0.090, -0.2);
            mv += hump(time, onset + 0.220, onset + 0.400, 0.3);
            if time > onset + 0.090 && time < onset + 0.400 {
                // It is reached 40 ms after QRS.
                mv += st(r) * ((time - onset - 0.090) / 0.040).min(1.0);
            }
            *sample += mv as f32;
        }
        let place = |time: f64| Some(SampleIndex(at(time)));
        let mut wave = |kind, from: f64, peak: f64, to: f64| {
            let (onset, offset) = (place(from), place(to));
            waves.push(Wave { lead: "II".into(), kind, onset, peak: SampleIndex(at(peak)), offset });
        };
        wave(WaveKind::P, onset - 0.160, onset - 0.110, onset - 0.060);
        wave(WaveKind::Qrs, onset, r - 0.01, onset + 0.090);
        wave(WaveKind::T, onset + 0.220, onset + 0.310, onset + 0.400);
        beats.push((SampleIndex(at(r - 0.01)), Some(BeatClass::N)));
        r += rr;
    }
    Drawn { lead: Lead::new("II", samples), rate: hertz, beats, waves }
}

impl Drawn {
    fn heartbeats<'a>(&'a self, quality: &'a Quality) -> Heartbeats<'a> {
        Heartbeats::new(std::slice::from_ref(&self.lead), self.rate, &self.beats, &self.waves, quality)
    }
}

fn unjudged() -> Quality {
    Quality { leads: vec![], reversed: None }
}

fn intervals(drawn: &Drawn) -> Intervals {
    Intervals::of(&drawn.heartbeats(&unjudged()))
}

fn st(drawn: &Drawn) -> St {
    let record = Record::new("drawn", drawn.rate, vec![drawn.lead.clone()], vec![]).unwrap();
    let peaks: Vec<SampleIndex> = drawn.beats.iter().map(|(at, _)| *at).collect();
    let quality = Quality::of(&record, &peaks);
    St::of(&drawn.heartbeats(&quality))
}

fn near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() <= within, "{value} where {expected} is true");
}

#[test]
fn what_was_drawn_is_measured_at_any_rate_and_offset() {
    for (rate, offset) in [(1000.0, 0.0), (360.0, 0.0), (500.0, -7.0), (250.0, 2.0)] {
        let found = intervals(&drawn(rate, 60.0, 0.8, offset, |_| 0.0));
        // A moment falls between two samples.
        let step = 1000.0 / rate + 0.51;
        near(found.rr_ms.unwrap().median, 800.0, step);
        near(found.rate_bpm.unwrap().median, 75.0, 0.4);
        near(found.p_ms.unwrap().median, 100.0, step);
        near(found.pr_ms.unwrap().median, 160.0, step);
        near(found.qrs_ms.unwrap().median, 90.0, step);
        near(found.qt_ms.unwrap().median, 400.0, step);
        near(found.p_mv.unwrap().median, 0.1, 0.005);
        near(found.r_mv.unwrap().median, 1.0, 0.02);
        near(found.s_mv.unwrap().median, -0.2, 0.02);
        near(found.t_mv.unwrap().median, 0.3, 0.005);
        near(found.st_mv.unwrap().median, 0.0, 0.003);
        assert_eq!(found.beats.len(), found.qt_ms.unwrap().count);
        assert_eq!(found.trend.bpm.len(), 6);
        assert!(found.notes().is_empty());
    }
}

#[test]
fn qt_is_corrected_as_the_four_formulas_have_it() {
    let found = intervals(&drawn(1000.0, 60.0, 0.64, 0.0, |_| 0.0));
    // QT 400 ms at RR 0.64 s, by hand: 400/0.8, 400/0.8618, 400 + 154 * 0.36, 400 + 1.75 * (93.75 - 60).
    near(found.qtc_bazett_ms.unwrap().median, 500.0, 2.0);
    near(found.qtc_fridericia_ms.unwrap().median, 464.2, 2.0);
    near(found.qtc_framingham_ms.unwrap().median, 455.4, 2.0);
    near(found.qtc_hodges_ms.unwrap().median, 459.1, 2.0);
}

#[test]
fn at_sixty_beats_a_minute_no_formula_corrects_anything() {
    let found = intervals(&drawn(1000.0, 60.0, 1.0, 0.0, |_| 0.0));
    for figure in [found.qtc_bazett_ms, found.qtc_fridericia_ms, found.qtc_framingham_ms, found.qtc_hodges_ms]
    {
        near(figure.unwrap().median, found.qt_ms.unwrap().median, 1.0);
    }
}

#[test]
fn beats_that_are_not_normal_are_left_out_of_all_but_the_rate() {
    let mut drawn = drawn(360.0, 60.0, 0.8, 0.0, |_| 0.0);
    let all = intervals(&drawn).qt_ms.unwrap().count;
    drawn.beats.iter_mut().step_by(4).for_each(|beat| beat.1 = Some(BeatClass::V));
    let found = intervals(&drawn);
    assert_eq!(found.qt_ms.unwrap().count, all - all.div_ceil(4));
    assert_eq!(found.rr_ms.unwrap().count, all - 1);
    drawn.beats.iter_mut().for_each(|beat| beat.1 = Some(BeatClass::V));
    let found = intervals(&drawn);
    assert_eq!((found.qt_ms, found.r_mv), (None, None));
    assert!(found.rate_bpm.is_some());
}

#[test]
fn one_beat_and_beats_that_do_not_follow_one_another_make_no_interval_but_a_note() {
    let rate = Hertz::new(250.0).unwrap();
    let lead = [Lead::new("II", vec![0.0; 20_000])];
    let of = |at: &[usize]| {
        let beats: Vec<_> = at.iter().map(|&at| (SampleIndex(at), None)).collect();
        Intervals::of(&Heartbeats::new(&lead, rate, &beats, &[], &unjudged()))
    };
    assert_eq!(of(&[]).rr_ms, None);
    assert!(of(&[]).notes().is_empty());
    let one = of(&[500]);
    assert_eq!(one.rr_ms, None);
    assert!(one.notes()[0].text.starts_with("One beat makes no interval"), "{:?}", one.notes());
    // 30 s apart, then two at one place.
    let far = of(&[500, 8000, 8000, 8200]);
    assert_eq!(far.rr_ms.unwrap().count, 1);
    assert!(
        far.notes()[0].text.starts_with("2 intervals between beats are shorter than 0.2 s"),
        "{:?}",
        far.notes()
    );
}

#[test]
fn st_is_the_level_that_was_drawn() {
    for level in [-0.3, -0.12, 0.0, 0.08, 0.25] {
        for (rate, rr) in [(360.0, 0.8), (500.0, 1.1)] {
            let found = st(&drawn(rate, 40.0, rr, 1.5, |_| level));
            assert_eq!(found.after_j_ms, 80.0);
            near(found.leads[0].level_mv.unwrap().median, level, 0.01);
            near(found.leads[0].reference_mv.unwrap(), level, 0.01);
            assert!(found.leads[0].episodes.is_empty(), "a level that stays is no episode");
        }
    }
}

#[test]
fn a_fast_heart_is_read_earlier() {
    let found = st(&drawn(500.0, 40.0, 0.46, 0.0, |_| 0.15));
    assert_eq!(found.after_j_ms, 60.0);
    near(found.leads[0].level_mv.unwrap().median, 0.15, 0.01);
}

/// A departure of `mv` that is whole from `from` to `to`, and comes and goes within 5 s.
fn ramp(time: f64, from: f64, to: f64, mv: f64) -> f64 {
    mv * (1.0 - ((from - time).max(time - to) / 5.0).clamp(0.0, 1.0))
}

#[test]
fn an_episode_departs_by_a_tenth_of_a_millivolt_for_half_a_minute() {
    let cases = [
        (0.2, 100.0, Some(Direction::Elevation)),
        (-0.2, 100.0, Some(Direction::Depression)),
        (0.2, 25.0, None),
        (0.08, 100.0, None),
    ];
    for (mv, lasts, direction) in cases {
        let found = st(&drawn(250.0, 400.0, 0.9, 0.0, |time| 0.05 + ramp(time, 150.0, 150.0 + lasts, mv)));
        let episodes = &found.leads[0].episodes;
        assert_eq!(
            episodes.iter().map(|one| one.direction).collect::<Vec<_>>(),
            Vec::from_iter(direction),
            "{mv} {lasts}"
        );
        for episode in episodes {
            // From 0.05 mV on: a quarter of the way up, 3.75 s before it is whole.
            near(episode.from_s.0, 146.25, 3.0);
            near(episode.to_s.0, 253.75, 3.0);
            near(episode.peak_mv, mv, 0.01);
            assert!(episode.from_s <= episode.peak_s && episode.peak_s <= episode.to_s);
        }
    }
}

#[test]
fn two_departures_are_two_episodes_only_where_half_a_minute_is_between_them() {
    for (pause, count) in [(20.0, 1), (60.0, 2)] {
        let second = 190.0 + 10.0 + pause;
        let course = |time: f64| ramp(time, 100.0, 190.0, 0.2) + ramp(time, second, second + 90.0, 0.2);
        let found = st(&drawn(250.0, 450.0, 0.9, 0.0, course));
        assert_eq!(found.leads[0].episodes.len(), count, "{pause} s between them");
    }
}

#[test]
fn the_course_of_st_follows_it() {
    let found = st(&drawn(250.0, 300.0, 0.9, 0.0, |time| ramp(time, 150.0, 250.0, 0.3)));
    let trend = &found.leads[0].trend_mv;
    assert_eq!(trend.len(), 30);
    near(trend[5].unwrap(), 0.0, 0.01);
    near(trend[20].unwrap(), 0.3, 0.01);
}

proptest! {
    #[test]
    fn nothing_is_measured_that_is_not_a_number_whatever_the_beats_and_waves(
        at in proptest::collection::vec(0usize..3000, 0..40),
        class in proptest::collection::vec(0usize..6, 40),
        waves in proptest::collection::vec((0usize..3, 0usize..3000, 0usize..300, 0usize..300, any::<bool>()), 0..60),
        scale in prop_oneof![Just(0.0f32), Just(1.0), Just(f32::MAX)],
        hertz in prop_oneof![Just(0.01), Just(100.0), Just(1e6)],
    ) {
        let mut at = at;
        at.sort();
        let rate = Hertz::new(hertz).unwrap();
        let samples: Vec<f32> = (0..3000).map(|i| if i % 7 == 0 { scale } else { -scale / 3.0 }).collect();
        let lead = Lead::new("II", samples);
        let beats: Vec<_> = at.iter().zip(&class).map(|(&at, &class)| (SampleIndex(at), BeatClass::from_index(class))).collect();
        let waves: Vec<Wave> = waves.iter().map(|&(kind, peak, before, after, known)| Wave {
            lead: "II".into(),
            kind: [WaveKind::P, WaveKind::Qrs, WaveKind::T][kind],
            onset: known.then(|| SampleIndex(peak.saturating_sub(before))),
            peak: SampleIndex(peak),
            offset: Some(SampleIndex(peak + after)),
        }).collect();
        let drawn = Drawn { lead, rate, beats, waves };
        let text = serde_json::to_string(&(intervals(&drawn), st(&drawn))).unwrap();
        let back: (Intervals, St) = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), text);
    }
}
