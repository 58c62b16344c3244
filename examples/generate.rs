//! Makes three beats of a class with a generator, and says of each how long its heart's RR interval is.
//!
//! cargo run --example generate -- models/gan-conv V

use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use ecglass::ecg::BeatClass;
use ecglass::generate::{Generator, Papers};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "models/gan-conv".into()));
    let letter = arguments.next().and_then(|letter| letter.chars().next()).unwrap_or('N');
    let class = BeatClass::from_symbol(letter).ok_or("a class is one of N, S, V, F, Q")?;

    let papers = Papers::parse(&fs::read_to_string(folder.join("spec.json"))?)?;
    let generator = Generator::load(papers, &fs::read(folder.join("model.onnx"))?)?;
    let made = generator.generate(class, 0..3, 7, |_| ControlFlow::Continue(()))?.expect("nobody stopped it");
    for index in 0..made.len() {
        let row = made.row(index);
        let length = row.iter().rposition(|&value| value != 0.0).map_or(0, |last| last + 1);
        println!("beat {index}: {length} samples of signal, R at {:.2}", row[0]);
        let latent = generator.papers().latent_for(class, 7, index);
        if let Some(rr) = generator.papers().rr_of(class, &latent) {
            println!("  a heart of {:.0} beats a minute", 60.0 / rr.0);
        }
    }
    Ok(())
}
