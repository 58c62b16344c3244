//! `ecglass balance`: a labelled heartbeat table with made beats behind its own, so that its classes are of like size.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use ecglass::ecg::BeatClass;
use ecglass::generate::{Balance, Target};
use ecglass::read::{Choices, Layout, PlainText, Reading};
use ecglass::write::{Balanced, Marking};

use crate::files::{self, PIECE, Unfinished, lower, print};
use crate::generate::write_made;
use crate::models::Shelf;
use crate::{Failure, models, parse_choice};

/// What is balanced, and how.
#[derive(Args)]
pub struct Balancing {
    /// A heartbeat table with labels: 187 samples a row, then the label. A zip archive may hold it.
    table: PathBuf,
    /// Where to write it; its own rows stay as they are, byte for byte (those of text in UTF-16 in UTF-8).
    out: PathBuf,
    /// Fill every class up to the largest (equal), or to so many beats.
    #[arg(long, value_name = "equal|NUMBER", default_value = "equal", value_parser = parse_target)]
    to: Target,
    /// Fill every class up to the largest divided by this.
    #[arg(long, value_name = "R", conflicts_with = "to")]
    ratio: Option<f64>,
    /// Only these classes, as S,V [default: all that the table has]
    #[arg(long = "class", value_name = "CLASSES", value_delimiter = ',', value_parser = parse_choice::<BeatClass>)]
    classes: Vec<BeatClass>,
    /// The generator: one that `ecglass models` lists, or FILE.onnx with its spec.json beside it.
    #[arg(long, default_value = models::GENERATOR)]
    model: String,
    #[command(flatten)]
    shelf: Shelf,
    /// The same seed makes the same beats.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Add a last column, synthetic: 0 for the table's own rows, 1 for made ones.
    #[arg(long)]
    mark: bool,
    /// Begin with a row of names where there is none, and add the column that --mark adds.
    #[arg(long)]
    header: bool,
}

fn parse_target(text: &str) -> Result<Target, String> {
    match text {
        "equal" => Ok(Target::Equal),
        number => number
            .parse()
            .map(Target::Number)
            .map_err(|_| "it takes equal, or how many beats each class should have".into()),
    }
}

/// Writes the table and what it lacks, and prints what it had and has.
pub fn balance(asked: &Balancing) -> Result<(), Failure> {
    let told = |error: ecglass::error::Error| error.to_string();
    let place = asked.table.display();
    let cannot = |error: std::io::Error| format!("{place}: cannot be read, {}.", lower(&error));
    let (before, marked, width) = {
        let choices = Choices { layout: Some(Layout::Table), ..Choices::default() };
        let opened = files::open(std::slice::from_ref(&asked.table), choices)?;
        let Reading::Table { name, beats, .. } = &opened.reading else {
            return Err(format!(
                "{place}: it is no heartbeat table; a row a beat is balanced by its labels."
            ));
        };
        let marked = opened.findings.iter().any(|finding| finding.about == "synthetic");
        (Balance::of(name, beats).map_err(told)?, marked, beats.width)
    };
    let generator = models::open_generator(&asked.shelf, &asked.model)?;
    let papers = generator.papers();
    let target = asked.ratio.map_or(asked.to, Target::Ratio);
    let name = place.to_string();
    let wanted = before.wanted(&name, target, &asked.classes, &papers.classes).map_err(told)?;

    let marking = Marking { column: asked.mark || asked.header, header: asked.header };
    let mut table = Balanced::new(&name, width, marked, marking);
    let mut out = Unfinished::begin(&asked.out)?;
    let mut file = File::open(&asked.table).map_err(cannot)?;
    let mut own = PlainText::new(&name);
    let (mut piece, mut text) = (vec![0; PIECE], Vec::new());
    loop {
        let length = file.read(&mut piece).map_err(cannot)?;
        text.clear();
        let mut take = |piece: &[u8]| table.push(piece, &mut text);
        match length {
            0 => own.finish(&mut take).and_then(|()| table.finish(&mut text)),
            length => own.push(&piece[..length], &mut take),
        }
        .map_err(told)?;
        out.write(&text)?;
        if length == 0 {
            break;
        }
    }
    for class in BeatClass::ALL {
        let count = wanted.add[class.index()];
        if count > 0 {
            write_made(&generator, class, count, asked.seed, &mut table, &mut out)?;
        }
    }
    out.finish()?;

    let added: usize = wanted.add.iter().sum();
    let mut said =
        format!("{}: {added} beats added by {}, seed {}\n\n", asked.out.display(), papers.name, asked.seed);
    said += &format!("{:<8}", "");
    BeatClass::ALL.iter().for_each(|class| said += &format!("{:>9}", class.letter()));
    said += &format!("{:>11}  entropy\n", "imbalance");
    said += &row("before", &before);
    said += &row("after", &wanted.after);
    said += "\nImbalance: the largest class over the smallest. Entropy: of the classes, in bits, and as a share of classes of one size.\n";
    if own.is_rewritten() {
        said += "note: the table is text in UTF-16; it was written as UTF-8, and its rows as they are.\n";
    }
    for class in wanted.left {
        said += &format!("note: {class} beats are fewer and stay so; {} makes none.\n", papers.name);
    }
    print(&said)
}

fn row(name: &str, balance: &Balance) -> String {
    let mut text = format!("{name:<8}");
    BeatClass::ALL.iter().for_each(|&class| text += &format!("{:>9}", balance.count(class)));
    let imbalance = balance.imbalance().map_or("none".into(), |ratio| format!("{ratio:.2}"));
    let even = balance.evenness().map_or(String::new(), |share| format!(" ({:.0} %)", 100.0 * share));
    text + &format!("{imbalance:>11}  {:.3}{even}\n", balance.entropy())
}
