//! What a person says that beats are, from a CSV.

use std::path::Path;

use ecglass::analyze::Correction;
use ecglass::ecg::{BeatClass, SampleIndex};

use crate::Failure;
use crate::files::load;

/// Reads the columns `sample` and `class` of a CSV with a header; others are passed over, so that an edited beats.csv will do.
pub fn read(path: &Path) -> Result<Vec<Correction>, Failure> {
    let text = String::from_utf8_lossy(&load(path)?).into_owned();
    let place = path.display();
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let header: Vec<&str> = lines.next().map_or(Vec::new(), |(_, line)| cells(line));
    let column = |name: &str| {
        let found = header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        found.ok_or_else(|| {
            format!("{place}, row 1: there is no column {name}; write sample,class in the first row.")
        })
    };
    let (sample, class) = (column("sample")?, column("class")?);
    lines
        .map(|(row, line)| {
            let cells = cells(line);
            let at = cells.get(sample).and_then(|cell| cell.parse().ok()).map(SampleIndex);
            let of = cells.get(class).and_then(|cell| {
                BeatClass::ALL.into_iter().find(|class| class.to_string().eq_ignore_ascii_case(cell))
            });
            match (at, of) {
                (Some(sample), Some(class)) => Ok(Correction { sample, class }),
                _ => Err(format!(
                    "{place}, row {}: {line:?} is no sample with one of the classes N, S, V, F, Q.",
                    row + 1
                )),
            }
        })
        .collect()
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_start_matches('\u{feff}')
        .split([',', ';', '\t'])
        .map(|cell| cell.trim().trim_matches('"'))
        .collect()
}
