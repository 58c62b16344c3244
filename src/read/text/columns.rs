//! The columns of a text: their names and units, from the lines above the numbers.

use crate::read::Unit;
use crate::read::text::cell::{self, Cell, unquoted};
use crate::read::text::dialect::{self, Dialect};
use crate::read::text::preamble::Preamble;
use crate::read::text::time::ticks_of;

/// A column of a text.
pub struct Column {
    pub name: String,
    /// What the text says that it is measured in.
    pub unit: Option<Unit>,
    /// The unit as the text has it, where it is no voltage.
    pub other_unit: String,
    /// Whether it is a time, an index or a marker rather than a signal.
    pub is_time: bool,
}

/// The lines that name columns and their units.
pub struct Header {
    names: Vec<String>,
    units: Vec<String>,
    /// Where they begin, among the lines above the numbers.
    pub from: usize,
    pub named: bool,
}

impl Header {
    pub fn find(above: &[&[u8]], dialect: &Dialect, counted: bool) -> Header {
        let none = Header { names: Vec::new(), units: Vec::new(), from: above.len(), named: counted };
        if counted {
            return Header { from: above.len().saturating_sub(1), ..none };
        }
        let cells = |at: usize| -> Option<Vec<String>> {
            let line = above.get(at)?.trim_ascii();
            let line = line.strip_prefix(b"#").or(line.strip_prefix(b"%")).unwrap_or(line).trim_ascii_start();
            let cells = dialect::row(line, dialect.delimiter, dialect.columns);
            let words = |text: &[u8]| String::from_utf8_lossy(unquoted(text)).into_owned();
            let no_numbers =
                cells.iter().all(|text| !matches!(cell::cell(text, dialect.decimal), Cell::Number(_)));
            let texts: Vec<String> = cells.into_iter().map(words).collect();
            let says_anything = texts.iter().any(|text| !text.is_empty());
            (texts.len() == dialect.columns && no_numbers && says_anything).then_some(texts)
        };
        // One column is named by a line of one word; a line of prose above it is none.
        let names_one = |names: &[String]| {
            dialect.columns > 1 || names.iter().all(|name| !name.contains([':', '=', ',']))
        };
        let Some(last) = above.iter().rposition(|line| !line.trim_ascii().is_empty()) else { return none };
        let Some(near) = cells(last).filter(|names| names_one(names)) else { return none };
        let is_unit = |text: &String| {
            text.is_empty() || Unit::parse(text).is_some() || ticks_of(text).is_some() || is_other_unit(text)
        };
        // Units of other signals are spelled in more ways than can be known: half of them will do.
        let said = near.iter().filter(|text| !text.is_empty());
        if said.clone().filter(|text| is_unit(text)).count() * 2 >= said.count() {
            let names = above[..last].iter().rposition(|line| !line.trim_ascii().is_empty());
            if let Some((from, names)) = names.and_then(|at| Some((at, cells(at)?))) {
                return Header { names, units: near, from, named: true };
            }
        }
        Header { names: near, units: Vec::new(), from: last, named: true }
    }
}

fn is_other_unit(text: &str) -> bool {
    let bare = text.trim_matches(['[', ']', '(', ')', ' ']);
    [
        "a.u.", "au", "adu", "counts", "count", "no_units", "no units", "%", "g", "bpm", "ohm", "°c", "us",
        "nu", "unitless",
    ]
    .contains(&bare.to_ascii_lowercase().as_str())
}

/// Whether the first row of numbers is 0,1,2,…: more than two of them, so that it is no row of samples.
pub fn enumerated(lines: &[&[u8]], dialect: &Dialect) -> bool {
    let cells = dialect::row(lines[dialect.first], dialect.delimiter, dialect.columns);
    cells.len() > 2 && cells.iter().enumerate().all(|(at, text)| unquoted(text) == at.to_string().as_bytes())
}

pub fn columns(header: &Header, preamble: &Preamble, count: usize) -> Vec<Column> {
    let listed = preamble.names.as_ref().filter(|names| names.len() == count);
    (0..count)
        .map(|at| {
            let given = header.names.get(at).or(listed.and_then(|names| names.get(at)));
            let given = given.map(|name| name.trim()).filter(|name| !name.is_empty());
            let (bare, inside) = given.map_or(("", None), unit_in_name);
            let said = header.units.get(at).map(String::as_str).filter(|unit| !unit.is_empty()).or(inside);
            let unit = said.and_then(Unit::parse);
            let name = match given {
                Some(_) if !bare.is_empty() => bare.to_string(),
                _ if count == 1 => preamble.lead.clone().unwrap_or_else(|| "ECG".into()),
                _ => format!("column {}", at + 1),
            };
            let other_unit = said.filter(|_| unit.is_none()).unwrap_or_default().to_string();
            Column { name, unit, other_unit, is_time: false }
        })
        .collect()
}

/// "ecg [uV]", "V5 (mV)", "I_mV", "V5 mV": a column's name and the unit in it.
fn unit_in_name(name: &str) -> (&str, Option<&str>) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inside) = name.strip_suffix(close)
            && let Some((bare, unit)) = inside.rsplit_once(open)
        {
            return (bare.trim(), Some(unit.trim()));
        }
    }
    match name.rsplit_once(['_', ' ', '/']) {
        // `time_s` stays whole: it is the name that ecglass itself gives.
        Some((bare, unit)) if Unit::parse(unit).is_some() => (bare.trim(), Some(unit)),
        _ => (name, None),
    }
}
