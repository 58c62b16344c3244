//! Scores what it is told on standard input, a JSON a line, and answers how long that took; `tests/oracle/bench_scoring.py` asks.
//!
//! ```text
//! {"records":[{"truth":[[77,"N"],…],"test":[[78,"N"],…]},…]}     EC57 of all together, at 360 Hz
//! {"classes":5,"truth":[0,…],"scores":[0.1,…]}                   a ROC curve a class against the rest, and their areas
//! ```

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Instant;

use ecglass::ecg::{Annotation, Hertz, SampleIndex};
use ecglass::score::classification::{macro_auc, one_vs_rest};
use ecglass::score::ec57::{Study, Terms, compare};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum Job {
    Records { records: Vec<Pair> },
    Classes { classes: usize, truth: Vec<usize>, scores: Vec<f64> },
}

#[derive(Deserialize)]
struct Pair {
    truth: Vec<(usize, char)>,
    test: Vec<(usize, char)>,
}

fn marks(list: &[(usize, char)]) -> Vec<Annotation> {
    list.iter().map(|&(at, symbol)| Annotation::new(SampleIndex(at), symbol)).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Job::Records { records } => {
                let lists: Vec<_> =
                    records.iter().map(|pair| (marks(&pair.truth), marks(&pair.test))).collect();
                let began = Instant::now();
                let compared = lists
                    .iter()
                    .map(|(truth, test)| compare("", truth, test, Hertz::SIMULATOR, None, Terms::default()));
                let study = Study::of(Terms::default(), compared.collect());
                let seconds = began.elapsed().as_secs_f64();
                let table = study.beats;
                let counts = [table.beats() - table.missed(), table.missed(), table.extra()];
                serde_json::json!({ "seconds": seconds, "counts": counts })
            }
            Job::Classes { classes, truth, scores } => {
                let began = Instant::now();
                let ranked = one_vs_rest(&truth, &scores, classes)?;
                let points: usize =
                    ranked.iter().filter_map(|class| class.roc(true)).map(|roc| roc.thresholds.len()).sum();
                let auc = macro_auc(&ranked);
                serde_json::json!({ "seconds": began.elapsed().as_secs_f64(), "auc": auc, "points": points })
            }
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
