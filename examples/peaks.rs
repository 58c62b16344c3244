//! Judges a detector of R peaks beside its peers, on clean recordings and under noise; `tools/bench/peaks.py` drives it.
//!
//! ```text
//! peaks mix DATA OUT          writes the recordings of DATA (mitdb, nstdb and ludb below it), clean and with noise
//! peaks run OUT               detects beats in every recording there
//! peaks score OUT             prints the figures of every list of detections there, as Markdown
//! peaks time LEAD RATE        how long one lead takes (little-endian f32 of millivolts), in seconds
//! ```
//!
//! OUT has a folder for each condition (`clean`, `both-12`, `bw-6` …), with WFDB records, their reference annotations, and,
//! where not all is counted, `RECORD.counted`: the first sample and the one after the last of each span that is, a
//! span a line. A detector's list is `CONDITION/DETECTOR/RECORD.txt`, a sample a line; `CONDITION/DETECTOR/seconds.csv` has
//! a line `RECORD,SECONDS` for each.
//!
//! What is counted: the first lead of the recordings of DS1 that DATA has, and in `two-leads` both together; every beat code
//! of WFDB, so also flutter as far as beats are annotated in it; clean recordings whole, from their first second on; under
//! noise the noisy minutes only. 118 and 119 are left out under noise (the noise was not recorded on those patients, but
//! the published noise stress records are made of them), and a second line has the figures with them.
//!
//! `ludb` is lead ii of each subject and its QRS peaks as marked in that lead. Nobody marked the first and the last beats of
//! those recordings, so that it is counted from the first mark to the last and 150 ms to each side.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ecglass::dsp::random::Random;
use ecglass::ecg::{Hertz, Lead, Marks, Record, SampleIndex, Seconds};
use ecglass::score::{Average, Matching, Mixer, Tally, noise_size};
use ecglass::segment::Peaks;
use ecglass::write::Target;

mod shared;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// DS1 of de Chazal and others 2004, less 201, whose patient is that of a record of the other half.
const RECORDS: [&str; 21] = [
    "101", "106", "108", "109", "112", "114", "115", "116", "118", "119", "122", "124", "203", "205", "207",
    "208", "209", "215", "220", "223", "230",
];

/// Those that nstdb is made of.
const STRESSED: [&str; 2] = ["118", "119"];

/// All codes of WFDB that mark a beat.
const BEATS: &str = "NLRBAaJSVrFejnE/fQ?";

/// Beats that WFDB's `nst` does not call normal, and does not measure.
const NOT_NORMAL: &str = "VrFE?";

/// Baseline wander and electrode motion half and half, and each alone.
const NOISES: [&str; 3] = ["both", "bw", "em"];

const SNR_DB: [i32; 3] = [12, 6, 0];

/// Where each record's noise begins is drawn with this.
const SEED: u64 = 1984;

/// Both leads of each recording together.
const TWO_LEADS: &str = "two-leads";

/// Another database, without noise.
const LUDB: &str = "ludb";

/// How far beyond the marks of [`LUDB`] is counted.
const BEYOND: Seconds = Seconds(0.150);

/// The detector that is judged.
fn detect(leads: &[&[f32]], rate: Hertz) -> Outcome<Vec<usize>> {
    Ok(Peaks::of(rate, leads)?.into_iter().map(|at| at.0).collect())
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["mix", data, out] => mix(Path::new(data), Path::new(out)),
        ["run", out] => run(Path::new(out)),
        ["score", out] => score(Path::new(out)),
        ["time", lead, rate] => time(Path::new(lead), rate),
        _ => Err("say: peaks mix DATA OUT | run OUT | score OUT | time LEAD RATE".into()),
    }
}

/// A WFDB record, of which the header's path is given, with the annotations of the reference.
fn read(header: &Path) -> Outcome<Record> {
    read_with(header, Marks::REFERENCE)
}

fn read_with(header: &Path, annotator: &str) -> Outcome<Record> {
    shared::read(header, &["hea", "dat", annotator])
}

fn beats(record: &Record, codes: impl Fn(char) -> bool) -> Vec<SampleIndex> {
    let marks = record.annotations().iter();
    marks.filter(|mark| BEATS.contains(mark.symbol) && codes(mark.symbol)).map(|mark| mark.at).collect()
}

fn mix(data: &Path, out: &Path) -> Outcome<()> {
    let noise = |name: &str| -> Outcome<(Vec<f32>, Hertz)> {
        let record = read(&data.join("nstdb").join(name).with_extension("hea"))?;
        Ok((record.leads()[0].samples.clone(), record.rate()))
    };
    let ((bw, rate), (em, _)) = (noise("bw")?, noise("em")?);
    let mut random = Random::new(SEED);
    for name in RECORDS {
        let record = read(&data.join("mitdb").join(name).with_extension("hea"))?;
        if record.rate() != rate {
            return Err(format!("{name}: its rate is not that of the noise").into());
        }
        let lead = &record.leads()[0];
        write(&record, vec![lead.clone()], &out.join("clean"), name)?;
        write(&record, record.leads().to_vec(), &out.join(TWO_LEADS), name)?;
        let normal = beats(&record, |symbol| !NOT_NORMAL.contains(symbol));
        let start = SampleIndex(random.uniform(0.0, bw.len() as f64) as usize);
        // Half and half: both brought to one size, and begun where the draw says.
        let (of_bw, of_em) = (noise_size(&bw, rate), noise_size(&em, rate));
        let share = |noise: &[f32], size: Option<f64>, at: usize| noise[at] / size.unwrap_or(1.0) as f32;
        let both: Vec<f32> =
            (0..bw.len().min(em.len())).map(|at| share(&bw, of_bw, at) + share(&em, of_em, at)).collect();
        for (kind, noise) in NOISES.into_iter().zip([&both, &bw, &em]) {
            let mixer = Mixer::plan(noise, rate, start)?;
            for snr_db in SNR_DB {
                let folder = out.join(format!("{kind}-{snr_db}"));
                let mixed = mixer.mix(&lead.samples, &normal, snr_db.into())?;
                write(&record, vec![Lead::new(&*lead.name, mixed.samples)], &folder, name)?;
                count(&folder, name, &mixed.noisy)?;
            }
        }
    }
    subjects(&data.join("ludb/data"), &out.join(LUDB))
}

/// Lead ii of each subject, and its marks of QRS.
fn subjects(data: &Path, folder: &Path) -> Outcome<()> {
    for header in headers(data)? {
        let record = read_with(&header, "ii")?;
        let lead =
            record.leads().iter().find(|lead| lead.name.eq_ignore_ascii_case("ii")).ok_or("no lead ii")?;
        let peaks = record.annotations().iter().filter(|mark| mark.symbol == 'N').cloned().collect();
        let marks = Marks { annotator: Marks::REFERENCE.into(), annotations: peaks };
        let record = Record::new(record.name(), record.rate(), vec![lead.clone()], vec![marks])?;
        let beats = beats(&record, |_| true);
        let (Some(first), Some(last)) = (beats.first(), beats.last()) else { continue };
        let beyond = (BEYOND.0 * record.rate().get()).round() as usize;
        write(&record, record.leads().to_vec(), folder, &stem(&header))?;
        let marked = SampleIndex(first.0.saturating_sub(beyond))..SampleIndex(last.0 + beyond + 1);
        count(folder, &stem(&header), &[marked])?;
    }
    Ok(())
}

/// Writes which spans are counted.
fn count(folder: &Path, name: &str, spans: &[Range<SampleIndex>]) -> Outcome<()> {
    let lines: String = spans.iter().map(|span| format!("{} {}\n", span.start.0, span.end.0)).collect();
    Ok(fs::write(folder.join(format!("{name}.counted")), lines)?)
}

fn write(record: &Record, leads: Vec<Lead>, folder: &Path, name: &str) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let record = Record::new(name, record.rate(), leads, record.marks().to_vec())?;
    for (file, bytes) in Target::Wfdb.write(&record, name)?.files {
        fs::write(folder.join(file), bytes)?;
    }
    Ok(())
}

/// The conditions that are there, in the order of the tables.
fn conditions(out: &Path) -> Vec<PathBuf> {
    let noisy = NOISES.iter().flat_map(|kind| SNR_DB.map(|snr_db| format!("{kind}-{snr_db}")));
    let quiet = ["clean", TWO_LEADS, LUDB].map(String::from);
    quiet.into_iter().chain(noisy).map(|name| out.join(name)).filter(|path| path.is_dir()).collect()
}

/// What is in a folder and passes, in order of names.
fn inside(folder: &Path, passes: impl Fn(&Path) -> bool) -> Outcome<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| passes(path));
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn headers(condition: &Path) -> Outcome<Vec<PathBuf>> {
    inside(condition, |path| path.extension().is_some_and(|end| end == "hea"))
}

fn run(out: &Path) -> Outcome<()> {
    for condition in conditions(out) {
        let folder = condition.join("ecglass");
        fs::create_dir_all(&folder)?;
        let mut seconds = String::new();
        for header in headers(&condition)? {
            let record = read(&header)?;
            let began = Instant::now();
            let leads: Vec<&[f32]> = record.leads().iter().map(|lead| lead.samples.as_slice()).collect();
            let peaks = detect(&leads, record.rate())?;
            writeln!(seconds, "{},{:.6}", stem(&header), began.elapsed().as_secs_f64())?;
            let lines: String = peaks.iter().map(|peak| format!("{peak}\n")).collect();
            fs::write(folder.join(format!("{}.txt", stem(&header))), lines)?;
        }
        fs::write(folder.join("seconds.csv"), seconds)?;
    }
    Ok(())
}

fn time(lead: &Path, rate: &str) -> Outcome<()> {
    let rate = Hertz::new(rate.parse()?).ok_or("no sampling rate")?;
    let bytes = fs::read(lead)?;
    let (words, _) = bytes.as_chunks::<4>();
    let samples: Vec<f32> = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
    let began = Instant::now();
    let peaks = detect(&[&samples], rate)?;
    println!("{:.6} {}", began.elapsed().as_secs_f64(), peaks.len());
    Ok(())
}

/// Figures of a detector in one condition: within 150 ms and within 50 ms, a tally a record, and seconds in sum.
struct Judged {
    wide: Vec<(String, Tally)>,
    narrow: Vec<(String, Tally)>,
    seconds: f64,
}

fn score(out: &Path) -> Outcome<()> {
    for condition in conditions(out) {
        let counted = match stem(&condition).as_str() {
            "clean" | TWO_LEADS => "whole recordings",
            LUDB => "from the first mark to the last",
            _ => "the noisy minutes",
        };
        let mut table = String::new();
        for detector in inside(&condition, |path| path.join("seconds.csv").is_file())? {
            let judged = judge(&condition, &detector)?;
            if counted == "the noisy minutes" {
                let unstressed = |name: &str| !STRESSED.contains(&name);
                line(&mut table, &stem(&detector), &judged, unstressed)?;
            }
            line(&mut table, &stem(&detector), &judged, |_| true)?;
        }
        println!("\n### {}, {counted}\n", stem(&condition));
        println!(
            "| detector | records | beats | Se % | +P % | F1 % at 50 ms | distance ms | lateness ms | missed | extra \
             | average Se % | average +P % | seconds |"
        );
        println!("|---|{}", "---:|".repeat(12));
        print!("{table}");
    }
    Ok(())
}

fn judge(condition: &Path, detector: &Path) -> Outcome<Judged> {
    let mut judged = Judged { wide: Vec::new(), narrow: Vec::new(), seconds: 0.0 };
    for header in headers(condition)? {
        let name = stem(&header);
        let record = read(&header)?;
        let reference = beats(&record, |_| true);
        let list = fs::read_to_string(detector.join(format!("{name}.txt")))?;
        let detected =
            list.lines().map(|line| Ok(SampleIndex(line.trim().parse()?))).collect::<Outcome<Vec<_>>>()?;
        let spans = spans(&header.with_extension("counted"), record.len())?;
        let tally =
            |tolerance| Matching::of(&reference, &detected, record.rate(), tolerance).within(&spans).tally();
        judged.wide.push((name.clone(), tally(Seconds(0.150))));
        judged.narrow.push((name, tally(Seconds(0.050))));
    }
    for line in fs::read_to_string(detector.join("seconds.csv"))?.lines() {
        judged.seconds += line.split(',').nth(1).unwrap_or_default().trim().parse::<f64>()?;
    }
    Ok(judged)
}

/// What is counted: the whole where nobody says.
fn spans(path: &Path, length: usize) -> Outcome<Vec<Range<SampleIndex>>> {
    if !path.is_file() {
        return Ok(vec![SampleIndex(0)..SampleIndex(length)]);
    }
    let mut spans = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        let (from, to) = line.split_once(' ').ok_or("a span is two samples")?;
        spans.push(SampleIndex(from.parse()?)..SampleIndex(to.parse()?));
    }
    Ok(spans)
}

fn line(table: &mut String, detector: &str, judged: &Judged, counts: impl Fn(&str) -> bool) -> Outcome<()> {
    let chosen = |tallies: &[(String, Tally)]| -> Vec<Tally> {
        tallies.iter().filter(|(name, _)| counts(name)).map(|(_, tally)| *tally).collect()
    };
    let (wide, narrow) = (chosen(&judged.wide), chosen(&judged.narrow));
    let percent = |figure: Option<f64>| figure.map_or("-".into(), |share| format!("{:.2}", share * 100.0));
    let ms = |figure: Option<Seconds>| figure.map_or("-".into(), |time| format!("{:.1}", time.0 * 1e3));
    let (gross, near): (Tally, Tally) = (wide.iter().copied().sum(), narrow.iter().copied().sum());
    let average = Average::of(&wide);
    let seconds = if wide.len() == judged.wide.len() { format!("{:.2}", judged.seconds) } else { "".into() };
    writeln!(
        table,
        "| {detector} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {seconds} |",
        wide.len(),
        gross.beats(),
        percent(gross.sensitivity()),
        percent(gross.positive_predictivity()),
        percent(near.f1()),
        ms(gross.mean_distance()),
        ms(gross.mean_lateness()),
        gross.missed,
        gross.extra,
        percent(average.sensitivity),
        percent(average.positive_predictivity),
    )?;
    Ok(())
}
