//! Beats by their shape: a simulated heart whose ventricular beats come from two places, with early beats from above and noise.

use ecglass::analyze::{Settings, families, survey};
use ecglass::ecg::{BeatClass, Hertz, Lead, Record, SampleIndex, Seconds};
use ecglass::generate::{Ectopy, Person, Rhythm, Simulator};
use ecglass::segment::kin::{self, Kin};

fn at(record: &Record) -> Vec<SampleIndex> {
    record.marked_beats().map(|(at, _)| at).collect()
}

fn found(record: &Record) -> Kin {
    families(record, &survey(record, &Settings::default()).unwrap(), &at(record)).unwrap()
}

/// Three hearts that differ in one thing alone, one after the other: with early beats from above, with ventricular ones from one place, and
/// from the other.
fn two_kinds() -> Record {
    let person = Person::default();
    let ectopy = Ectopy { s: 0.15, ..Ectopy::default() };
    let atrial = Simulator { seconds: Seconds(100.0), ectopy, noise: 0.02, seed: 11, ..Simulator::default() };
    let ventricular = |focus: usize| Simulator {
        person: Person { foci: [person.foci[focus]; 2], ..person },
        seconds: atrial.seconds,
        noise: atrial.noise,
        seed: 11,
        ..Simulator::of(Rhythm::named("ventricular-beats").unwrap())
    };
    let parts = [&atrial, &ventricular(0), &ventricular(1)].map(|simulator| simulator.run().unwrap());
    let mut marks = parts[0].marks()[0].clone();
    marks.annotations.clear();
    let mut samples = Vec::new();
    for part in &parts {
        let from = samples.len();
        marks.annotations.extend(part.marks()[0].annotations.iter().cloned().map(|mut mark| {
            mark.at = SampleIndex(mark.at.0 + from);
            mark
        }));
        samples.extend_from_slice(&part.leads()[0].samples);
    }
    Record::new("two", parts[0].rate(), vec![Lead::new("MLII", samples)], vec![marks]).unwrap()
}

#[test]
fn the_two_kinds_of_ventricular_beats_are_families_of_their_own_and_what_is_led_through_the_same_way_is_one()
{
    use BeatClass::{N, S, V};
    let record = two_kinds();
    let truth: Vec<BeatClass> = record.marked_beats().map(|(_, class)| class).collect();
    let third = record.len() / 3;
    let kin = found(&record);
    assert_eq!(kin.of.len(), truth.len());
    assert_eq!(kin.families.iter().map(|family| family.count).sum::<usize>(), truth.len());
    // Which families the beats of a class are in, and how many of them in each.
    let of = |class: BeatClass, part: usize| -> Vec<usize> {
        let mut counts = vec![0; kin.families.len()];
        let marked = at(&record);
        let beats = (0..truth.len()).filter(|&beat| truth[beat] == class && marked[beat].0 / third == part);
        beats.for_each(|beat| counts[kin.of[beat]] += 1);
        counts
    };
    let most = |counts: &[usize]| -> (usize, f64) {
        let (family, count) = counts.iter().copied().enumerate().max_by_key(|(_, count)| *count).unwrap();
        (family, count as f64 / counts.iter().sum::<usize>() as f64)
    };
    let (normal, early) = (most(&of(N, 0)), most(&of(S, 0)));
    let (one, other) = (most(&of(V, 1)), most(&of(V, 2)));
    println!("N {normal:?}, S {early:?}, V {one:?} and {other:?} of {} families", kin.families.len());
    assert_eq!(normal.0, 0, "the largest comes first");
    assert_eq!(most(&of(N, 2)).0, 0);
    assert_eq!(early.0, 0, "an early beat from above is led through the ventricles as ever");
    assert!(one.0 != 0 && other.0 != 0 && one.0 != other.0);
    for (_, share) in [normal, early, one, other] {
        assert!(share > 0.95, "{share}");
    }
}

#[test]
fn a_family_looks_as_its_beats_do_in_millivolts_and_most_of_them_lie_in_its_band() {
    let record = two_kinds();
    let kin = found(&record);
    let truth: Vec<BeatClass> = record.marked_beats().map(|(_, class)| class).collect();
    for family in &kin.families {
        for values in [&family.low, &family.median, &family.high] {
            assert_eq!(values.len(), kin::SAMPLES);
        }
        let ordered = family.low.iter().zip(&family.median).zip(&family.high);
        assert!(ordered.into_iter().all(|((low, median), high)| low <= median && median <= high));
    }
    // R of the simulator's ordinary beat is some 1 mV above what comes before it, and stands where R stands.
    let normal = &kin.families[0];
    let (place, height) = peak(&normal.median);
    assert!(place.abs_diff(kin::BEFORE) <= 2, "R at {place}");
    let beats: Vec<usize> = (0..truth.len()).filter(|&beat| truth[beat] == BeatClass::N).collect();
    let own = height_of(&record, beats[beats.len() / 2]);
    // Cleaning for eyes takes a little off the sharpest point of all.
    assert!((height - own).abs() < 0.15, "{height} mV, one beat has {own}");
    // White noise of 0.02 mV: eight in ten lie within 0.05 mV, and more than nothing apart.
    let wide = normal.high[10] - normal.low[10];
    assert!((0.005..0.15).contains(&wide), "{wide}");
    let ventricular = &kin.families[1];
    let apart = normal.median.iter().zip(&ventricular.median).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart > 0.3, "{apart}");
}

fn peak(values: &[f32]) -> (usize, f32) {
    values.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

/// R above the mean level 0.1 to 0.07 s before it, in the lead as it was recorded.
fn height_of(record: &Record, beat: usize) -> f32 {
    let samples = &record.leads()[0].samples;
    let at = at(record)[beat].0;
    let before = |seconds: f64| at - (seconds * record.rate().get()) as usize;
    let level = &samples[before(0.104)..before(0.072)];
    samples[at] - level.iter().sum::<f32>() / level.len() as f32
}

#[test]
fn neither_the_rate_nor_the_size_of_a_recording_changes_who_is_kin() {
    let ectopy = Ectopy { v: 0.2, ..Ectopy::default() };
    let simulator = |rate: f64| Simulator {
        seconds: Seconds(120.0),
        rate: Hertz::new(rate).unwrap(),
        ectopy,
        seed: 3,
        ..Simulator::default()
    };
    let record = simulator(360.0).run().unwrap();
    let kin = found(&record);
    let lead = &record.leads()[0];
    let larger = Lead::new("MLII", lead.samples.iter().map(|sample| 3.0 * sample + 1.0).collect());
    let again = kin::of(&larger, record.rate(), (&larger.samples, record.rate()), &at(&record));
    assert_eq!(again.of, kin.of);
    let other = found(&simulator(250.0).run().unwrap());
    let counts = |kin: &Kin| -> Vec<usize> { kin.families.iter().map(|family| family.count).collect() };
    assert_eq!(counts(&other)[..2], counts(&kin)[..2]);
}

#[test]
fn of_no_beats_there_is_no_family_and_of_one_there_is_one() {
    let lead = Lead::new("I", vec![0.0; 500]);
    let rate = Hertz::new(250.0).unwrap();
    let none = kin::of(&lead, rate, (&lead.samples, rate), &[]);
    assert!(none.families.is_empty() && none.of.is_empty());
    let one = kin::of(&lead, rate, (&lead.samples, rate), &[SampleIndex(3)]);
    assert_eq!((one.of, one.families[0].count), (vec![0], 1));
    assert!(one.families[0].median.iter().all(|value| *value == 0.0));
}
