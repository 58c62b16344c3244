//! Simulated waves: formed as asked for, with the ST level that was asked for, and outlined where they truly are.

use ecglass::ecg::{BeatClass, Hertz, Marks, Record, SampleIndex, Seconds, Wave, WaveKind};
use ecglass::generate::{Ectopy, Form, Forms, Rhythm, Simulator};
use ecglass::measure::{Heartbeats, Quality, St};
use ecglass::read::{Intake, Reading};
use ecglass::segment::waves::Delineator;
use ecglass::write::{Target, waves_csv};
use proptest::prelude::*;

fn clean(rhythm: Rhythm) -> Simulator {
    Simulator { noise: 0.0, leads: 2, ..Simulator::of(rhythm) }
}

fn outlined(simulator: &Simulator) -> Record {
    simulator.run_with_waves().unwrap()
}

fn of_kind(record: &Record, lead: &str, kind: WaveKind) -> Vec<Wave> {
    record.marked_waves().into_iter().filter(|wave| wave.lead == lead && wave.kind == kind).collect()
}

/// Milliseconds from onset to offset, in the median.
fn lasts(record: &Record, kind: WaveKind) -> f64 {
    let mut all: Vec<usize> = of_kind(record, "MLII", kind)
        .iter()
        .filter_map(|wave| Some(wave.offset?.0 - wave.onset?.0))
        .collect();
    all.sort_unstable();
    all[all.len() / 2] as f64 * 1000.0 / record.rate().get()
}

/// The level at the peaks of a wave against the level before QRS, in the mean, in millivolts.
fn height(record: &Record, kind: WaveKind) -> f64 {
    let samples = &record.leads()[0].samples;
    let qrs = of_kind(record, "MLII", WaveKind::Qrs);
    let heights: Vec<f64> = of_kind(record, "MLII", kind)
        .iter()
        .filter_map(|wave| {
            let onset = qrs.iter().rev().find(|qrs| qrs.peak <= wave.peak).or(qrs.first())?.onset?;
            Some(f64::from(samples[wave.peak.0] - samples[onset.0.checked_sub(4)?]))
        })
        .collect();
    heights.iter().sum::<f64>() / heights.len() as f64
}

#[test]
fn waves_are_as_high_and_as_long_as_asked_and_the_others_stay() {
    let with = |forms| outlined(&Simulator { forms, ..clean(Rhythm::Sinus) });
    let usual = with(Forms::default());
    let form = |size, width| Form { size, width };
    let plain = Forms::default();
    let cases = [
        (Forms { p: form(2.0, 1.5), ..plain }, WaveKind::P, 2.0, 1.5),
        (Forms { qrs: form(0.6, 1.4), ..plain }, WaveKind::Qrs, 0.6, 1.4),
        (Forms { t: form(-1.5, 0.7), ..plain }, WaveKind::T, -1.5, 0.7),
    ];
    for (forms, formed, size, width) in cases {
        let record = with(forms);
        for kind in [WaveKind::P, WaveKind::Qrs, WaveKind::T] {
            let (size, width) = if kind == formed { (size, width) } else { (1.0, 1.0) };
            let (higher, longer) =
                (height(&record, kind) / height(&usual, kind), lasts(&record, kind) / lasts(&usual, kind));
            // What is left of the baseline's pull after a higher or broader wave shifts the levels of the others a little.
            assert!((higher - size).abs() < 0.3, "{forms:?}: {kind:?} {higher} times as high");
            assert!((longer / width - 1.0).abs() < 0.06, "{forms:?}: {kind:?} {longer} times as long");
        }
        assert_eq!(record.marked_beats().count(), usual.marked_beats().count());
    }
}

#[test]
fn a_wave_of_no_size_is_neither_drawn_nor_marked() {
    let none = Form { size: 0.0, ..Form::default() };
    let record = outlined(&Simulator {
        forms: Forms { p: none, t: none, ..Forms::default() },
        ..clean(Rhythm::AtrialBeats)
    });
    assert!(record.marked_waves().iter().all(|wave| wave.kind == WaveKind::Qrs));
}

/// As it is measured, lead by lead.
fn st(record: &Record) -> Vec<f64> {
    let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
    let beats: Vec<_> = record.marked_beats().map(|(at, class)| (at, Some(class))).collect();
    let peaks: Vec<SampleIndex> = beats.iter().map(|beat| beat.0).collect();
    let found = Delineator::plan(record.rate()).together(&leads, &peaks);
    let mut waves = Vec::new();
    for (lead, rows) in record.leads().iter().zip(&found) {
        for row in rows {
            for (kind, span) in [(WaveKind::P, row.p), (WaveKind::Qrs, row.qrs), (WaveKind::T, row.t)] {
                waves.extend(span.map(|span| Wave {
                    lead: lead.name.clone(),
                    kind,
                    onset: Some(span.onset),
                    peak: span.peak,
                    offset: Some(span.offset),
                }));
            }
        }
    }
    let quality = Quality::of(record, &peaks);
    let beats = Heartbeats::new(record.leads(), record.rate(), &beats, &waves, &quality);
    St::of(&beats).leads.iter().map(|lead| lead.level_mv.unwrap().median).collect()
}

#[test]
fn st_is_measured_where_it_was_asked_for() {
    let plain = st(&clean(Rhythm::Sinus).run().unwrap());
    for level in [-0.8, -0.3, -0.1, 0.1, 0.2, 0.5, 1.0] {
        let measured = st(&Simulator { st: level, ..clean(Rhythm::Sinus) }.run().unwrap());
        for (measured, plain) in measured.iter().zip(&plain) {
            // The ordinary heart's own level, where its T begins, is some 0.04 mV.
            assert!((measured - level).abs() < 0.06, "{measured} mV for {level}");
            assert!((measured - plain - level).abs() < 0.03, "{measured} mV for {level}, {plain} without");
        }
    }
}

#[test]
fn st_is_lifted_by_exactly_what_was_asked_for_from_j_to_80_ms_later_in_every_beat_of_everybody() {
    for rhythm in
        [Rhythm::Sinus, Rhythm::AtrialBeats, Rhythm::LeftBlock, Rhythm::Fibrillation, Rhythm::Junctional]
    {
        for seed in 1..=4 {
            let plain = Simulator { noise: 0.0, leads: 2, ..Simulator::somebody(rhythm, seed) };
            let lifted = outlined(&Simulator { st: -0.25, ..plain.clone() });
            let plain = plain.run().unwrap();
            let rate = plain.rate().get();
            let waves = lifted.marked_waves();
            let points = |kind, point: fn(&Wave) -> Option<SampleIndex>| -> Vec<usize> {
                waves
                    .iter()
                    .filter(|wave| wave.kind == kind)
                    .filter_map(|wave| Some(point(wave)?.0))
                    .collect()
            };
            let ends = points(WaveKind::Qrs, |wave| wave.offset);
            let t = points(WaveKind::T, |wave| wave.onset);
            let mut beats = 0;
            // Of the last beat a lead may lack the end.
            let whole = |wave: &Wave| wave.peak.0 + (0.3 * rate) as usize <= plain.len();
            for beat in of_kind(&lifted, "MLII", WaveKind::Qrs).into_iter().filter(whole) {
                let near = beat.peak.0 + 1..beat.peak.0 + (0.2 * rate) as usize;
                let own: Vec<&usize> = ends.iter().filter(|end| near.contains(end)).collect();
                // Where QRS runs into T, its mark stands before its end.
                let Some(&&j) = own.iter().max().filter(|_| own.iter().all(|end| !t.contains(end))) else {
                    continue;
                };
                beats += 1;
                for after in [0.0, 0.02, 0.04, 0.06, 0.08] {
                    let at = j + (after * rate) as usize;
                    for (a, b) in lifted.leads().iter().zip(plain.leads()) {
                        let shift = a.samples[at] - b.samples[at];
                        assert!((shift + 0.25).abs() < 0.01, "{rhythm}, {seed}, J + {after} s: {shift} mV");
                    }
                }
            }
            assert!(beats > 10, "{rhythm}, {seed}: {beats} beats");
        }
    }
}

#[test]
fn the_level_before_p_stays_where_it_was_however_high_st_is() {
    let plain = clean(Rhythm::Sinus);
    let lifted = outlined(&Simulator { st: 0.7, ..plain.clone() });
    let plain = plain.run().unwrap();
    assert_eq!(lifted.annotations(), plain.annotations());
    for onset in of_kind(&lifted, "MLII", WaveKind::P).iter().filter_map(|wave| wave.onset) {
        assert_eq!(lifted.leads()[0].samples[onset.0], plain.leads()[0].samples[onset.0]);
    }
}

#[test]
fn outlining_changes_neither_samples_nor_the_reference() {
    for rhythm in Rhythm::all() {
        let simulator = Simulator { leads: 2, seconds: Seconds(10.0), ..Simulator::somebody(rhythm, 3) };
        let (plain, outlined) = (simulator.run().unwrap(), outlined(&simulator));
        assert_eq!(plain.leads(), outlined.leads(), "{rhythm}");
        assert_eq!(plain.annotations(), outlined.annotations());
        assert!(plain.marked_waves().is_empty());
        assert_eq!(outlined.marked_waves().is_empty(), rhythm == Rhythm::NoiseOnly);
    }
}

#[test]
fn every_beat_has_its_qrs_in_every_lead_and_its_r_peak_where_the_reference_marks_it() {
    for rhythm in Rhythm::all() {
        let record = outlined(&Simulator { leads: 2, ..Simulator::somebody(rhythm, 5) });
        let marked: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
        let peaks: Vec<SampleIndex> =
            of_kind(&record, "MLII", WaveKind::Qrs).iter().map(|wave| wave.peak).collect();
        assert_eq!(peaks, marked, "{rhythm}");
        let others = of_kind(&record, "V1", WaveKind::Qrs).len();
        // A beat at the very edge may have its peak inside of the record in one lead and outside in the other.
        assert!(others.abs_diff(marked.len()) <= 2, "{rhythm}: {others} of {}", marked.len());
    }
}

#[test]
fn p_waves_are_marked_where_the_atria_beat_and_nowhere_else() {
    let p = |rhythm, seed| of_kind(&outlined(&Simulator::somebody(rhythm, seed)), "MLII", WaveKind::P);
    for seed in 1..=4 {
        for rhythm in [
            Rhythm::Fibrillation,
            Rhythm::FibrillationWithVentricularBeats,
            Rhythm::Paced,
            Rhythm::Idioventricular,
            Rhythm::Junctional,
        ] {
            assert!(p(rhythm, seed).is_empty(), "{rhythm}");
        }
    }
    let record = outlined(&clean(Rhythm::VentricularBeats));
    let rate = record.rate();
    let p: Vec<f64> =
        of_kind(&record, "MLII", WaveKind::P).iter().map(|wave| wave.peak.time(rate).0).collect();
    for (at, class) in record.marked_beats() {
        let at = at.time(rate).0;
        let before = p.iter().any(|p| (0.1..0.24).contains(&(at - p)));
        assert_eq!(before, class == BeatClass::N && at > 0.2, "{class} at {at} s");
    }
    let record = outlined(&clean(Rhythm::ParoxysmalFibrillation));
    let turns: Vec<usize> =
        record.annotations().iter().filter(|mark| mark.symbol == '+').map(|mark| mark.at.0).collect();
    let second = rate.get() as usize;
    let p = of_kind(&record, "MLII", WaveKind::P);
    assert!(p.iter().all(|wave| !(turns[1] + second / 4..turns[2] - second / 4).contains(&wave.peak.0)));
    assert!(p.iter().any(|wave| wave.peak.0 < turns[1]) && p.iter().any(|wave| wave.peak.0 > turns[2]));
}

#[test]
fn the_delineator_finds_the_true_waves() {
    for (simulator, least) in [
        (clean(Rhythm::Sinus), 0.99),
        (Simulator { heart_rate: 100.0, rr_sd: 0.01, ..clean(Rhythm::Sinus) }, 0.97),
        (Simulator { leads: 2, noise: 0.01, ..Simulator::somebody(Rhythm::Sinus, 2) }, 0.95),
    ] {
        let record = outlined(&simulator);
        let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
        let peaks: Vec<SampleIndex> = record.marked_beats().map(|(at, _)| at).collect();
        let found = Delineator::plan(record.rate()).together(&leads, &peaks);
        let ms =
            |a: SampleIndex, b: SampleIndex| (a.0 as f64 - b.0 as f64).abs() / record.rate().get() * 1000.0;
        for (kind, tolerance) in [(WaveKind::P, 35.0), (WaveKind::Qrs, 25.0), (WaveKind::T, 60.0)] {
            let truth = of_kind(&record, "MLII", kind);
            let hits = truth.iter().filter(|wave| {
                let near = found[0].iter().filter_map(|beat| match kind {
                    WaveKind::P => beat.p,
                    WaveKind::Qrs => beat.qrs,
                    WaveKind::T => beat.t,
                });
                let span = near.min_by_key(|span| span.peak.0.abs_diff(wave.peak.0)).unwrap();
                ms(span.peak, wave.peak) < tolerance
                    && wave.onset.is_none_or(|onset| ms(span.onset, onset) < tolerance)
                    && wave.offset.is_none_or(|offset| ms(span.offset, offset) < tolerance)
            });
            let (hits, all) = (hits.count(), truth.len());
            // The waves at the edges of the record are no business of this test.
            assert!(hits + 2 >= (least * all as f64) as usize, "{kind:?}: {hits} of {all}");
        }
    }
}

#[test]
fn waves_stand_at_the_same_time_at_every_rate() {
    let at_rate = |rate: f64| {
        let record = outlined(&Simulator { rate: Hertz::new(rate).unwrap(), ..clean(Rhythm::Bigeminy) });
        let seconds = |at: SampleIndex| at.time(record.rate()).0;
        // What the ends of the record cut off is no business of this test.
        let whole = |wave: &&Wave| (0.5..59.5).contains(&seconds(wave.peak));
        let points = |wave: &Wave| [wave.onset, wave.offset].map(|at| at.map(seconds));
        record.marked_waves().iter().filter(whole).map(points).collect::<Vec<_>>()
    };
    let expected = at_rate(1000.0);
    for rate in [125.0, 250.0, 360.0, 500.0] {
        let found = at_rate(rate);
        assert_eq!(found.len(), expected.len(), "{rate} Hz");
        for (a, b) in found.iter().flatten().zip(expected.iter().flatten()) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            assert!((a - b).abs() < 1.5 / rate + 0.002, "{rate} Hz: {a} for {b}");
        }
    }
}

#[test]
fn true_waves_are_written_and_read_again() {
    let ectopy = Ectopy { s: 0.05, v: 0.1, f: 0.1, q: 0.05 };
    let record = outlined(&Simulator { ectopy, ..clean(Rhythm::Sinus) });
    let written = Target::Wfdb.write(&record, record.name()).unwrap();
    let files = written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let Reading::Record(read) = Intake::read(files).unwrap().reading else { panic!("a record") };
    assert_eq!(read.marked_waves(), record.marked_waves());
    assert_eq!(read.annotations(), record.annotations());
    let csv = waves_csv(&record.marked_waves());
    assert!(csv.starts_with("lead,wave,onset,peak,offset\nMLII,") && csv.contains("\nV1,T,"));
}

#[test]
fn nonsense_is_refused_with_a_sentence() {
    let plain = Simulator::default;
    let form = |size, width| Form { size, width };
    let with = |forms| Simulator { forms, ..plain() };
    let cases = [
        (with(Forms { p: form(-1.0, 1.0), ..Forms::default() }), "the size of P should be 0 to 5 times"),
        (with(Forms { qrs: form(0.0, 1.0), ..Forms::default() }), "the size of QRS should be 0.2 to 3 times"),
        (
            with(Forms { t: form(1.0, f64::NAN), ..Forms::default() }),
            "the width of T should be 0.5 to 2 times",
        ),
        (Simulator { st: 1.5, ..plain() }, "the ST segment should be lifted by -1 to 1 mV"),
    ];
    for (simulator, expected) in cases {
        let error = simulator.run().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn outlines_of_anybody_are_in_order_and_do_not_cross(
        index in 0_usize..28, seed: u64, rate in 60.0_f64..1000.0, seconds in 1.0_f64..20.0, p in 0.5_f64..2.0,
        qrs in 0.5_f64..2.0, t in -3.0_f64..3.0, t_width in 0.5_f64..2.0, st in -1.0_f64..1.0,
    ) {
        let rhythm = Rhythm::all().nth(index).unwrap();
        let forms = Forms {
            p: Form { size: p, width: p }, qrs: Form { size: qrs, width: qrs }, t: Form { size: t, width: t_width },
        };
        let rate = Hertz::new(rate).unwrap();
        let simulator = Simulator {
            rate, seconds: Seconds(seconds), leads: 2, forms, st, ..Simulator::somebody(rhythm, seed)
        };
        let record = simulator.run_with_waves().unwrap();
        prop_assert!(record.leads().iter().all(|lead| lead.samples.iter().all(|sample| sample.abs() < 15.0)));
        for lead in record.leads() {
            let marks: Vec<&Marks> =
                record.marks().iter().filter(|marks| marks.annotator == lead.name.to_lowercase()).collect();
            let waves: Vec<Wave> = marks.iter().flat_map(|marks| marks.waves(&lead.name)).collect();
            let told = marks.iter().flat_map(|marks| &marks.annotations).count();
            let points: Vec<usize> = waves
                .iter()
                .flat_map(|wave| [wave.onset, Some(wave.peak), wave.offset].into_iter().flatten().map(|at| at.0))
                .collect();
            prop_assert_eq!(points.len(), told, "a mark that outlines nothing");
            prop_assert!(points.is_sorted() && points.iter().all(|&at| at < record.len()));
        }
    }
}
