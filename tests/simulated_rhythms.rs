//! Every simulated rhythm is what its name says: which beats, when, how wide, and marked where the detector finds them.

use ecglass::ecg::{BeatClass, Hertz, Record, Seconds};
use ecglass::generate::{Ectopy, Person, Rhythm, Simulator};
use ecglass::read::{Intake, Reading};
use ecglass::score::Matching;
use ecglass::segment::Peaks;
use ecglass::write::Target;
use proptest::prelude::*;

/// The ordinary heart and six others, without noise.
fn people(rhythm: Rhythm) -> Vec<Simulator> {
    let others = (1..=6).map(|seed| Simulator::somebody(rhythm, seed));
    std::iter::once(Simulator::of(rhythm))
        .chain(others)
        .map(|simulator| Simulator { noise: 0.0, ..simulator })
        .collect()
}

/// The same, run.
fn recordings(rhythm: Rhythm) -> Vec<Record> {
    people(rhythm).iter().map(|simulator| simulator.run().unwrap()).collect()
}

/// (seconds, symbol) of each beat.
fn beats(record: &Record) -> Vec<(f64, char)> {
    let rate = record.rate();
    let is_beat = |symbol| BeatClass::from_symbol(symbol).is_some();
    record
        .annotations()
        .iter()
        .filter(|mark| is_beat(mark.symbol))
        .map(|mark| (mark.at.time(rate).0, mark.symbol))
        .collect()
}

fn symbols(record: &Record) -> String {
    beats(record).iter().map(|beat| beat.1).collect()
}

fn share(record: &Record, symbol: char) -> f64 {
    let symbols = symbols(record);
    symbols.matches(symbol).count() as f64 / symbols.len() as f64
}

fn texts(record: &Record) -> Vec<&str> {
    record.annotations().iter().filter(|mark| mark.symbol == '+').map(|mark| mark.text.as_str()).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn intervals(beats: &[(f64, char)]) -> Vec<f64> {
    beats.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
}

/// Mean and coefficient of variation.
fn spread(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
    (mean, variance.sqrt() / mean)
}

/// Milliseconds of QRS of the beats of a symbol, in the median: from the first to the last moment at which, in either lead, the
/// signal moves at an eighth of its steepest. P and T waves are slower, and are left out by the window.
fn width(simulator: &Simulator, symbol: char) -> Option<f64> {
    let rate = Hertz::new(1000.0).unwrap();
    let person = Person { flicker_height: 0.0, ..simulator.person };
    let record = Simulator { rate, leads: 2, noise: 0.0, person, ..simulator.clone() }.run().unwrap();
    let (before, after) = (95, 130);
    let widths: Vec<f64> = record
        .annotations()
        .iter()
        .filter(|mark| mark.symbol == symbol && mark.at.0 > 200 && mark.at.0 + 200 < record.len())
        .map(|mark| {
            let slope = |at: usize| {
                record
                    .leads()
                    .iter()
                    .map(move |lead| f64::from(lead.samples[at + 1] - lead.samples[at - 1]).abs())
            };
            let slope = |at: usize| slope(at).fold(0.0, f64::max);
            let window = mark.at.0 - before..mark.at.0 + after;
            let steepest = window.clone().map(slope).fold(0.0, f64::max);
            let steep = |&at: &usize| slope(at) > steepest / 8.0;
            let first = window.clone().find(steep).unwrap();
            let last = window.rev().find(steep).unwrap();
            (last - first) as f64
        })
        .collect();
    (!widths.is_empty()).then(|| median(widths))
}

/// The height of the P wave from trough to peak between 240 and 90 ms before each beat of a symbol, in the mean of all such
/// beats, so that what has no fixed place there cancels.
fn p_height(record: &Record, symbol: char) -> f64 {
    let rate = record.rate().get();
    let samples = &record.leads()[0].samples;
    let (from, to) = ((0.24 * rate) as usize, (0.09 * rate) as usize);
    let mut mean = vec![0.0; from - to];
    let marks: Vec<usize> = record
        .annotations()
        .iter()
        .filter(|mark| mark.symbol == symbol && mark.at.0 > from)
        .map(|mark| mark.at.0)
        .collect();
    for at in &marks {
        for (sum, sample) in mean.iter_mut().zip(&samples[at - from..at - to]) {
            *sum += f64::from(*sample) / marks.len() as f64;
        }
    }
    mean.iter().copied().fold(f64::MIN, f64::max) - mean.iter().copied().fold(f64::MAX, f64::min)
}

#[test]
fn every_rhythm_is_known_by_its_name() {
    assert_eq!(Rhythm::all().count(), 28);
    for rhythm in Rhythm::all() {
        assert_eq!(Rhythm::named(rhythm.name()), Some(rhythm));
        assert_eq!(rhythm.to_string(), rhythm.name());
    }
    assert_eq!(Rhythm::named("fibrilation"), None);
    assert_eq!(Rhythm::default(), Rhythm::Sinus);
}

#[test]
fn the_same_seed_makes_the_same_person_and_recording_and_another_seed_others() {
    for rhythm in Rhythm::all() {
        let with =
            |seed| Simulator { seconds: Seconds(8.0), ..Simulator::somebody(rhythm, seed) }.run().unwrap();
        assert_eq!(with(3), with(3), "{rhythm}");
        assert_ne!(with(3), with(4), "{rhythm}");
        assert_ne!(Simulator::somebody(rhythm, 3).person, Simulator::somebody(rhythm, 4).person);
    }
}

#[test]
fn the_ordinary_sinus_rhythm_is_the_default() {
    assert_eq!(Simulator::of(Rhythm::Sinus).run().unwrap(), Simulator::default().run().unwrap());
}

#[test]
fn the_detector_finds_97_of_100_beats_of_every_clean_rhythm_where_they_are_marked() {
    for rhythm in Rhythm::all().filter(|&rhythm| rhythm != Rhythm::NoiseOnly) {
        let (mut beats, mut missed, mut extra) = (0, 0, 0);
        for record in recordings(rhythm) {
            let found = Peaks::of(record.rate(), &[&record.leads()[0].samples]).unwrap();
            let truth: Vec<_> = record.marked_beats().map(|beat| beat.0).collect();
            let tally = Matching::of(&truth, &found, record.rate(), Seconds(0.05)).tally();
            beats += tally.beats();
            missed += tally.missed;
            extra += tally.extra;
        }
        assert!(missed * 100 <= beats * 3, "{rhythm}: {missed} of {beats} beats missed");
        assert!(extra * 100 <= beats * 3, "{rhythm}: {extra} found beside {beats} beats");
    }
}

#[test]
fn atrial_beats_come_early_and_their_pause_makes_not_up_for_it() {
    for (rhythm, base) in [(Rhythm::AtrialBeats, 'N'), (Rhythm::LeftBlock, 'L'), (Rhythm::RightBlock, 'R')] {
        for simulator in people(rhythm) {
            let record = Simulator { rr_sd: 0.0, ..simulator }.run().unwrap();
            let mean = 60.0 / simulator.heart_rate;
            let beats = beats(&record);
            assert!((0.08..0.3).contains(&share(&record, 'A')), "{rhythm}: {}", share(&record, 'A'));
            assert!(share(&record, base) > 0.7, "{rhythm}");
            for three in beats.windows(3).filter(|three| three[1].1 == 'A') {
                let (before, after) = ((three[1].0 - three[0].0) / mean, (three[2].0 - three[1].0) / mean);
                // The latest one is the refractory node's, of a fast heart.
                assert!((0.48..0.9).contains(&before), "{rhythm}: early by {before}");
                assert!(after > 1.0 && before + after < 2.02, "{rhythm}: {before} and {after}");
            }
        }
    }
}

#[test]
fn the_p_wave_of_an_early_beat_is_another_and_a_very_early_one_lies_on_the_t_wave() {
    let record = Simulator { noise: 0.0, ..Simulator::of(Rhythm::AtrialBeats) }.run().unwrap();
    let beats = beats(&record);
    let earliest = beats.windows(2).filter(|two| two[1].1 == 'A').map(|two| two[1].0 - two[0].0);
    // P begins some 170 ms before R, T ends some 350 ms after the R before.
    assert!(earliest.fold(f64::MAX, f64::min) < 0.17 + 0.35);
    for record in recordings(Rhythm::AtrialBeats) {
        assert!(p_height(&record, 'N') > 0.03);
    }
}

#[test]
fn atrial_runs_are_as_long_and_fast_as_those_of_patients_and_end_with_a_pause() {
    for record in recordings(Rhythm::AtrialRuns) {
        let beats = beats(&record);
        assert!(texts(&record).contains(&"(SVTA"));
        let mut at = 0;
        while at < beats.len() {
            let length = beats[at..].iter().take_while(|beat| beat.1 == 'A').count();
            let end = at + length;
            // Runs that the edges cut are no runs.
            if length > 0 && at > 0 && end < beats.len() {
                assert!((3..=20).contains(&length), "a run of {length}");
                let rate = 60.0 / median(intervals(&beats[at..end]));
                assert!((100.0..185.0).contains(&rate), "a run of {rate} a minute");
                let (before, pause) = (beats[at].0 - beats[at - 1].0, beats[end].0 - beats[end - 1].0);
                assert!(pause > 1.3 * 60.0 / rate && pause > 1.3 * before, "{before}, then {pause}");
            }
            at = end.max(at + 1);
        }
    }
    for record in recordings(Rhythm::AtrialCouplets) {
        assert!(symbols(&record).contains("NAAN") && !symbols(&record).contains("AAA"));
    }
}

#[test]
fn ventricular_beats_come_in_the_pattern_that_they_are_named_for() {
    let has = |rhythm, pattern: &str, not: &str| {
        for record in recordings(rhythm) {
            let symbols = symbols(&record);
            assert!(symbols.contains(pattern), "{rhythm}: {symbols}");
            assert!(!symbols.contains(not), "{rhythm}: {symbols}");
        }
    };
    has(Rhythm::VentricularBeats, "NNVNN", "VV");
    has(Rhythm::VentricularCouplets, "NVVN", "VVV");
    has(Rhythm::VentricularRuns, "VVV", "NVN");
    has(Rhythm::Bigeminy, "NVNVNVNVNV", "VV");
    has(Rhythm::Trigeminy, "NNVNNVNNVNNV", "NVNVN");
    has(Rhythm::Interpolated, "NNVNN", "VV");
    has(Rhythm::Fusion, "NFN", "FF");
    for record in recordings(Rhythm::Bigeminy) {
        assert!(share(&record, 'V') > 0.4 && texts(&record).contains(&"(B"));
    }
    for record in recordings(Rhythm::Trigeminy) {
        assert!(share(&record, 'V') > 0.25 && texts(&record).contains(&"(T"));
    }
}

#[test]
fn the_pause_after_a_ventricular_beat_makes_up_for_it_unless_it_is_interpolated() {
    for (rhythm, beats_in_all) in [(Rhythm::VentricularBeats, 2.0), (Rhythm::Interpolated, 1.0)] {
        for simulator in people(rhythm) {
            let record = Simulator { rr_sd: 0.0, ..simulator }.run().unwrap();
            let mean = 60.0 / simulator.heart_rate;
            for three in beats(&record).windows(3).filter(|three| three[1].1 == 'V') {
                let (early, whole) = ((three[1].0 - three[0].0) / mean, (three[2].0 - three[0].0) / mean);
                assert!((0.4..0.8).contains(&early), "{rhythm}: {early}");
                // Marks stand on the highest sample, which may be some ms from where the beat was meant.
                assert!((whole - beats_in_all).abs() < 0.15, "{rhythm}: {whole}");
            }
        }
    }
}

#[test]
fn ventricular_beats_have_two_shapes() {
    for record in recordings(Rhythm::VentricularBeats) {
        let heights: Vec<f32> = record
            .annotations()
            .iter()
            .filter(|mark| mark.symbol == 'V')
            .map(|mark| record.leads()[0].samples[mark.at.0])
            .collect();
        assert!(heights.iter().any(|&height| height > 0.3) && heights.iter().any(|&height| height < -0.3));
    }
}

#[test]
fn qrs_is_as_wide_as_its_origin_makes_it() {
    let cases = [
        (Rhythm::Sinus, 'N', 55.0..110.0),
        (Rhythm::AtrialBeats, 'A', 55.0..110.0),
        (Rhythm::Junctional, 'j', 55.0..110.0),
        (Rhythm::Fibrillation, 'N', 55.0..110.0),
        (Rhythm::LeftBlock, 'L', 120.0..170.0),
        (Rhythm::RightBlock, 'R', 115.0..170.0),
        (Rhythm::VentricularBeats, 'V', 120.0..180.0),
        (Rhythm::Idioventricular, 'V', 120.0..180.0),
        (Rhythm::VentricularEscapes, 'E', 120.0..180.0),
        (Rhythm::AberrantBeats, 'a', 115.0..170.0),
        (Rhythm::Paced, '/', 125.0..200.0),
    ];
    for (rhythm, symbol, expected) in cases {
        for simulator in people(rhythm) {
            let Some(width) = width(&simulator, symbol) else { continue };
            assert!(expected.contains(&width), "{rhythm}: {symbol} of {width} ms");
        }
    }
}

#[test]
fn the_t_wave_of_a_ventricular_beat_is_against_its_qrs() {
    for record in recordings(Rhythm::Idioventricular) {
        let samples = &record.leads()[0].samples;
        let after = (0.25 * record.rate().get()) as usize;
        for (at, _) in record.marked_beats().filter(|(at, _)| at.0 + after < samples.len()) {
            assert!(samples[at.0] * samples[at.0 + after] < 0.0, "at {}", at.0);
        }
    }
}

#[test]
fn fusion_beats_lie_between_the_normal_and_the_ventricular_ones() {
    let mut wider = Vec::new();
    for simulator in people(Rhythm::Fusion) {
        let record = simulator.run().unwrap();
        assert!(share(&record, 'F') > 0.05);
        let [n, f, v] = ['N', 'F', 'V'].map(|symbol| width(&simulator, symbol));
        let (n, f) = (n.unwrap(), f.unwrap());
        wider.push(f / n);
        if let Some(v) = v {
            assert!(f < 1.1 * v, "F {f} ms, V {v} ms");
        }
    }
    // Of a beat that hardly is a fusion, the steep part is all that this measure sees.
    assert!(median(wider.clone()) > 1.2 && wider.iter().all(|&wider| wider > 0.85), "{wider:?}");
}

#[test]
fn escape_beats_end_a_pause_and_have_no_p_wave() {
    let cases = [(Rhythm::JunctionalEscapes, 'j', 1.3), (Rhythm::VentricularEscapes, 'E', 1.55)];
    for (rhythm, symbol, late) in cases {
        for simulator in people(rhythm) {
            let record = simulator.run().unwrap();
            let mean = 60.0 / simulator.heart_rate;
            let beats = beats(&record);
            let escapes: Vec<f64> = beats
                .windows(2)
                .filter(|two| two[0].1 == 'N' && two[1].1 == symbol)
                .map(|two| (two[1].0 - two[0].0) / mean)
                .collect();
            assert!(escapes.len() >= 2, "{rhythm}");
            assert!(escapes.iter().all(|&wait| wait > late), "{rhythm}: {escapes:?}");
        }
    }
    for simulator in people(Rhythm::JunctionalEscapes) {
        let record = Simulator { seconds: Seconds(120.0), ..simulator }.run().unwrap();
        let (escape, normal) = (p_height(&record, 'j'), p_height(&record, 'N'));
        assert!(escape < 0.5 * normal, "P of {escape} mV and {normal} mV");
    }
    for record in recordings(Rhythm::Junctional) {
        let (mean, variation) = spread(&intervals(&beats(&record)));
        assert!(share(&record, 'j') == 1.0 && texts(&record) == ["(NOD"]);
        assert!((0.9..2.1).contains(&mean) && variation < 0.06, "{mean} s, {variation}");
    }
}

#[test]
fn fibrillation_is_irregular_and_has_no_p_wave_but_a_flicker() {
    for simulator in people(Rhythm::Fibrillation) {
        let simulator = Simulator { seconds: Seconds(300.0), ..simulator };
        let record = simulator.run().unwrap();
        assert_eq!(texts(&record), ["(AFIB"]);
        assert_eq!(share(&record, 'N'), 1.0);
        let rr = intervals(&beats(&record));
        let (mean, variation) = spread(&rr);
        assert!((60.0 / mean / simulator.heart_rate - 1.0).abs() < 0.08, "a mean interval of {mean} s");
        assert!((0.15..0.4).contains(&variation), "a variation of {variation}");
        // Successive intervals differ as much as any two do: nothing breathes, and long is rather followed by short.
        let along: f64 = rr.windows(2).map(|two| (two[0] - mean) * (two[1] - mean)).sum();
        let power: f64 = rr.iter().map(|rr| (rr - mean).powi(2)).sum();
        assert!((-0.35..0.05).contains(&(along / power)), "a correlation of {}", along / power);
        assert!(rr.iter().all(|&rr| rr > 0.2));

        let sinus = Simulator { rhythm: Rhythm::Sinus, ectopy: Ectopy::default(), ..simulator.clone() };
        let sinus = Simulator { rr_sd: 0.0, ..sinus }.run().unwrap();
        assert!(p_height(&record, 'N') < 0.6 * p_height(&sinus, 'N'));

        // Between T and QRS of long intervals, where a sinus rhythm with a P wave less would be flat.
        let rate = record.rate().get();
        let quiet: Vec<f64> = beats(&record)
            .windows(2)
            .filter(|two| two[1].0 - two[0].0 > 0.8)
            .map(|two| {
                let from = ((two[0].0 + 0.5) * rate) as usize;
                let piece = &record.leads()[0].samples[from..(two[1].0 * rate - 0.12 * rate) as usize];
                f64::from(piece.iter().copied().fold(f32::MIN, f32::max))
                    - f64::from(piece.iter().copied().fold(f32::MAX, f32::min))
            })
            .collect();
        if !quiet.is_empty() {
            assert!((0.02..0.4).contains(&median(quiet.clone())), "a flicker of {} mV", median(quiet));
        }
    }
    for record in recordings(Rhythm::FibrillationWithVentricularBeats) {
        assert!((0.01..0.2).contains(&share(&record, 'V')), "{}", share(&record, 'V'));
    }
}

#[test]
fn paroxysmal_fibrillation_is_marked_where_it_begins_and_where_it_ends() {
    for record in recordings(Rhythm::ParoxysmalFibrillation) {
        assert_eq!(texts(&record), ["(N", "(AFIB", "(N"]);
        let turns: Vec<f64> = record
            .annotations()
            .iter()
            .filter(|mark| mark.symbol == '+')
            .map(|mark| mark.at.time(record.rate()).0)
            .collect();
        assert!(turns[0] == 0.0 && (10.0..30.0).contains(&turns[1]) && (30.0..55.0).contains(&turns[2]));
        let beats = beats(&record);
        let inside: Vec<(f64, char)> =
            beats.iter().copied().filter(|beat| (turns[1]..turns[2]).contains(&beat.0)).collect();
        let after: Vec<(f64, char)> = beats.iter().copied().filter(|beat| beat.0 > turns[2] + 0.3).collect();
        assert!(spread(&intervals(&inside)).1 > 0.12);
        assert!(spread(&intervals(&after)).1 < 0.12);
    }
    let long = Simulator { seconds: Seconds(900.0), ..Simulator::of(Rhythm::ParoxysmalFibrillation) };
    assert_eq!(texts(&long.run().unwrap()).iter().filter(|&&text| text == "(AFIB").count(), 3);
}

#[test]
fn a_pacemaker_keeps_time_and_the_heart_meets_it() {
    for record in recordings(Rhythm::Paced) {
        assert_eq!((symbols(&record).replace('/', ""), texts(&record)), (String::new(), vec!["(P"]));
        assert!(spread(&intervals(&beats(&record))).1 < 0.02);
    }
    for record in recordings(Rhythm::PacedMixed) {
        for symbol in ['/', 'f', 'N'] {
            assert!(share(&record, symbol) > 0.05, "{symbol}: {}", share(&record, symbol));
        }
    }
}

#[test]
fn slow_and_fast_rhythms_are_regular_and_as_fast_as_asked() {
    let cases = [
        (Rhythm::Bradycardia, 30.0, "(SBR"),
        (Rhythm::Tachycardia, 220.0, "(N"),
        (Rhythm::Tachycardia, 250.0, "(N"),
    ];
    for (rhythm, heart_rate, text) in cases {
        let record = Simulator { heart_rate, noise: 0.0, ..Simulator::of(rhythm) }.run().unwrap();
        let (mean, variation) = spread(&intervals(&beats(&record)));
        assert!((60.0 / mean / heart_rate - 1.0).abs() < 0.03 && variation < 0.06, "{heart_rate}: {mean}");
        assert_eq!(texts(&record), [text]);
    }
}

#[test]
fn bursts_of_noise_leave_the_truth_as_it_is() {
    let loud = Simulator::of(Rhythm::Noisy);
    let clean = Simulator { noise: 0.0, ..loud.clone() }.run().unwrap();
    let noisy = loud.run().unwrap();
    assert_eq!(clean.annotations(), noisy.annotations());
    let difference: Vec<f32> = noisy.leads()[0]
        .samples
        .iter()
        .zip(&clean.leads()[0].samples)
        .map(|(noisy, clean)| (noisy - clean).abs())
        .collect();
    let second = noisy.rate().get() as usize;
    let seconds: Vec<f32> =
        difference.chunks(second).map(|piece| piece.iter().sum::<f32>() / piece.len() as f32).collect();
    let count = |wanted: fn(f32) -> bool| seconds.iter().filter(|&&loud| wanted(loud)).count();
    assert!(count(|loud| loud > 0.15) >= 10, "{seconds:?}");
    assert!(count(|loud| loud < 0.05) >= 10, "{seconds:?}");
}

#[test]
fn there_are_records_of_three_beats_of_ectopic_beats_alone_and_of_none() {
    for record in recordings(Rhythm::ThreeBeats) {
        assert_eq!(symbols(&record), "NNN");
    }
    let still = Simulator { seconds: Seconds(30.0), ..Simulator::of(Rhythm::ThreeBeats) }.run().unwrap();
    assert_eq!(symbols(&still), "NNN");
    for record in recordings(Rhythm::Idioventricular) {
        assert_eq!(symbols(&record).replace('V', ""), "");
    }
    let noise = Simulator::of(Rhythm::NoiseOnly).run().unwrap();
    assert!(noise.annotations().is_empty());
    let (samples, count) = (&noise.leads()[0].samples, noise.len() as f64);
    let power = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / count;
    assert!((0.45..0.56).contains(&power.sqrt()), "{}", power.sqrt());
}

#[test]
fn exchanged_electrodes_turn_the_leads_over_and_nothing_else() {
    let upright = Simulator { leads: 2, ..Simulator::somebody(Rhythm::VentricularBeats, 5) };
    let turned = Simulator { is_inverted: true, ..upright.clone() }.run().unwrap();
    let upright = upright.run().unwrap();
    assert_eq!(upright.annotations(), turned.annotations());
    for (a, b) in upright.leads().iter().zip(turned.leads()) {
        assert!(a.samples.iter().zip(&b.samples).all(|(a, b)| *a == -b));
    }
}

#[test]
fn a_second_lead_sees_the_same_beats_otherwise_and_changes_neither_beats_nor_waves_of_the_first() {
    for rhythm in Rhythm::all() {
        let one = Simulator { noise: 0.0, seconds: Seconds(10.0), ..Simulator::somebody(rhythm, 2) };
        let two = Simulator { leads: 2, ..one.clone() }.run().unwrap();
        let one = one.run().unwrap();
        assert_eq!(one.leads()[0], two.leads()[0], "{rhythm}");
        assert_eq!(one.annotations(), two.annotations());
        assert_eq!((two.leads()[0].name.as_str(), two.leads()[1].name.as_str()), ("MLII", "V1"));
        if rhythm != Rhythm::NoiseOnly {
            assert_ne!(two.leads()[0].samples, two.leads()[1].samples);
        }
    }
}

#[test]
fn beats_and_rhythms_are_written_and_read_again() {
    for rhythm in Rhythm::all() {
        let record = Simulator { leads: 2, seconds: Seconds(20.0), ..Simulator::of(rhythm) }.run().unwrap();
        let written = Target::Wfdb.write(&record, record.name()).unwrap();
        let files = written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let Reading::Record(read) = Intake::read(files).unwrap().reading else { panic!("a record") };
        assert_eq!(read.annotations(), record.annotations(), "{rhythm}");
    }
}

#[test]
fn what_does_not_go_together_is_refused_with_a_sentence() {
    let cases = [
        (
            Simulator { heart_rate: 72.0, ..Simulator::of(Rhythm::Bradycardia) },
            "the heart rate of bradycardia should be 20 to 45 beats a minute",
        ),
        (
            Simulator { ectopy: Ectopy { v: 0.1, ..Ectopy::default() }, ..Simulator::of(Rhythm::Paced) },
            "shares of ectopic beats go with the rhythms sinus and noisy",
        ),
        (Simulator { leads: 3, ..Simulator::default() }, "one lead or two"),
        (Simulator { leads: 0, ..Simulator::default() }, "one lead or two"),
    ];
    for (simulator, expected) in cases {
        let error = simulator.run().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn anybody_in_any_rhythm_at_any_rate_is_finite_and_every_beat_has_its_mark(
        index in 0_usize..28, seed: u64, rate in 100.0_f64..1000.0, seconds in 1.0_f64..20.0, leads in 1_usize..=2,
    ) {
        let rhythm = Rhythm::all().nth(index).unwrap();
        let simulator = Simulator {
            rate: Hertz::new(rate).unwrap(), seconds: Seconds(seconds), leads, ..Simulator::somebody(rhythm, seed)
        };
        let record = simulator.run().unwrap();
        prop_assert_eq!((record.len(), record.leads().len()), ((seconds * rate).round() as usize, leads));
        prop_assert!(record.leads().iter().all(|lead| lead.samples.iter().all(|sample| sample.abs() < 8.0)));
        let beats = beats(&record);
        if !matches!(rhythm, Rhythm::NoiseOnly | Rhythm::ThreeBeats) {
            // The longest pause is of a ventricular escape.
            let longest = 3.2 * 60.0 / simulator.heart_rate;
            let ends = std::iter::once(0.0).chain(beats.iter().map(|beat| beat.0)).chain([seconds]);
            let ends: Vec<f64> = ends.collect();
            prop_assert!(ends.windows(2).all(|two| two[1] - two[0] < longest), "{}: {:?}", rhythm, ends);
        }
        prop_assert!(beats.windows(2).all(|two| two[1].0 - two[0].0 > 0.15));
    }
}
