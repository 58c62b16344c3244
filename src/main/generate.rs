//! `ecglass generate`: beats that a network makes, as a heartbeat table, or laid into a continuous record.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ecglass::ecg::{BeatClass, Hertz, Seconds};
use ecglass::generate::{Ectopy, Generator, Laying, Rhythm, Simulator, check_count};
use ecglass::write::{Balanced, Marking, Target};

use crate::convert::save_record;
use crate::files::{Unfinished, print, show_progress};
use crate::models::Shelf;
use crate::simulate::{ectopy, rhythms};
use crate::{Failure, models, parse_rate};

/// What is made, and of what.
#[derive(Args)]
pub struct Generating {
    /// The generator: one that `ecglass models` lists, or FILE.onnx with its spec.json beside it.
    #[arg(long, default_value = models::GENERATOR)]
    model: String,
    #[command(flatten)]
    shelf: Shelf,
    /// The class of the beats, or all that the generator knows.
    #[arg(long, default_value = "all", value_parser = classes())]
    class: OneOrAll,
    /// How many beats of each class.
    #[arg(long, default_value_t = 100)]
    count: usize,
    /// The same seed makes the same beats.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write it: .csv for a heartbeat table; with a rhythm .hea, .csv, .edf or .json.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Add a last column, synthetic, which is 1.
    #[arg(long)]
    mark: bool,
    /// Begin with a row of names, and add the column that --mark adds.
    #[arg(long)]
    header: bool,
    /// Make a continuous record: the beats of this rhythm, one after the other.
    #[arg(long, value_name = "NAME", value_parser = rhythms(), conflicts_with_all = ["class", "count", "mark", "header"])]
    rhythm: Option<Rhythm>,
    #[command(flatten)]
    record: Recording,
}

/// What a continuous record is.
#[derive(Args)]
struct Recording {
    /// Rate, its swaying and the noise are somebody's, drawn by the seed, as far as not asked for.
    #[arg(long, requires = "rhythm")]
    anybody: bool,
    /// How long the record is [default: 60, of three beats 3]
    #[arg(long, requires = "rhythm")]
    seconds: Option<f64>,
    /// Mean heart rate, in beats a minute [default: the rhythm's usual one, of sinus 72]
    #[arg(long, requires = "rhythm")]
    heart_rate: Option<f64>,
    /// Samples in a second [default: 360]
    #[arg(long, value_name = "HZ", requires = "rhythm", value_parser = parse_rate)]
    rate: Option<Hertz>,
    /// Shares of S, V, F and Q beats, in this order, in sinus rhythm.
    #[arg(long, value_name = "S,V,F,Q", requires = "rhythm", value_parser = ectopy)]
    ectopic: Option<Ectopy>,
    /// Noise in millivolts, root mean square; of noise in bursts, inside of them [default: 0.02, of noise 0.5]
    #[arg(long, requires = "rhythm")]
    noise: Option<f64>,
    /// Height of R of the usual beats, in millivolts [default: 1.2]
    #[arg(long, requires = "rhythm")]
    millivolts: Option<f64>,
}

/// Height of R of the usual beats, in millivolts, unless asked for.
const MILLIVOLTS: f64 = 1.2;

/// A class, or all. (Under a name of its own, since clap takes an option as an argument that may be absent.)
type OneOrAll = Option<BeatClass>;

/// Takes the letter of a class, or `all`, which is none.
fn classes() -> impl TypedValueParser<Value = OneOrAll> {
    PossibleValuesParser::new(["N", "S", "V", "F", "Q", "all"])
        .map(|name| name.chars().next().filter(|_| name.len() == 1).and_then(BeatClass::from_symbol))
}

/// Makes what was asked for, and writes it.
pub fn generate(asked: &Generating) -> Result<(), Failure> {
    match asked.rhythm {
        Some(rhythm) => record(asked, rhythm),
        None => table(asked),
    }
}

fn table(asked: &Generating) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    if extension(&asked.out) != "csv" {
        return Err(format!(
            "{}: name it .csv; beats are written as a heartbeat table.",
            asked.out.display()
        ));
    }
    // Before the network is read: so many are asked for by mistake.
    check_count(asked.count).map_err(told)?;
    let generator = models::open_generator(&asked.shelf, &asked.model)?;
    let papers = generator.papers();
    let classes = asked.class.map_or_else(|| papers.classes.clone(), |class| vec![class]);
    check_count(asked.count.saturating_mul(classes.len())).map_err(told)?;
    let marking = Marking { column: asked.mark || asked.header, header: asked.header };
    let mut out = Unfinished::begin(&asked.out)?;
    let mut table = Balanced::alone(papers.output.samples, marking);
    for &class in &classes {
        write_made(&generator, class, asked.count, asked.seed, &mut table, &mut out)?;
    }
    out.finish()?;
    let named: Vec<String> = classes.iter().map(ToString::to_string).collect();
    let each = if classes.len() > 1 { " each" } else { "" };
    print(&format!(
        "{}: {} beats of {}{each} by {}, seed {}; synthetic, nobody's\n",
        asked.out.display(),
        asked.count,
        named.join(", "),
        papers.name,
        asked.seed
    ))
}

/// Appends so many made beats of a class to a table.
pub fn write_made(
    generator: &Generator,
    class: BeatClass,
    count: usize,
    seed: u64,
    table: &mut Balanced,
    out: &mut Unfinished,
) -> Result<(), Failure> {
    let mut text = Vec::new();
    let mut failed = Ok(());
    let mut done = 0;
    let made = generator.stream(class, 0..count, seed, |made| {
        text.clear();
        for index in 0..made.len() {
            // Four digits are finer than any recorder that such tables were made from.
            let row: Vec<f32> = made.row(index).iter().map(|value| (value * 1e4).round() / 1e4).collect();
            table.made(&row, class, &mut text);
        }
        done += made.len();
        let _ = show_progress(&class.to_string(), done, count);
        failed = out.write(&text);
        if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    made.map_err(|error| error.to_string())?;
    failed
}

fn record(asked: &Generating, rhythm: Rhythm) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let Some(target) = Target::of_extension(&extension(&asked.out)) else {
        let place = asked.out.display();
        return Err(format!(
            "{place}: name it .hea, .csv, .edf or .json; its extension says what is written."
        ));
    };
    let generator = models::open_generator(&asked.shelf, &asked.model)?;
    let own = &asked.record;
    let heart = if own.anybody { Simulator::somebody(rhythm, asked.seed) } else { Simulator::of(rhythm) };
    let simulator = Simulator {
        name: asked.out.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        rate: own.rate.unwrap_or(heart.rate),
        seconds: own.seconds.map_or(heart.seconds, Seconds),
        heart_rate: own.heart_rate.unwrap_or(heart.heart_rate),
        ectopy: own.ectopic.unwrap_or(heart.ectopy),
        noise: own.noise.unwrap_or(heart.noise),
        seed: asked.seed,
        ..heart
    };
    let millivolts = own.millivolts.unwrap_or(MILLIVOLTS);
    let laid = Laying { generator: &generator, simulator, millivolts }
        .run(|done, total| show_progress("laying", done, total))
        .map_err(told)?;
    let Some(record) = laid else { return Err("stopped.".into()) };
    let notes = save_record(&record, target, &asked.out)?;
    let mut said = format!(
        "{}: {} beats in {:.0} s; {}\n",
        asked.out.display(),
        record.marked_beats().count(),
        record.duration().0,
        record.comments().join("; ")
    );
    notes.iter().for_each(|note| said += &format!("note: {}\n", note.text));
    print(&said)
}

fn extension(path: &Path) -> String {
    path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase()
}
