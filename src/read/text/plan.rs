//! The detective: from the first lines of a text to a plan of how to read all of it, with a reason for each guess.

use crate::ecg::{Grid, Hertz};
use crate::error::{Error, Result};
use crate::read::choices::means;
use crate::read::recording::{is_ecg, plain};
use crate::read::text::cell::{self, Cell, unquoted};
use crate::read::text::clock::{Clock, Ticks};
use crate::read::text::dialect::{self, Dialect};
use crate::read::text::preamble::{self, Preamble, Vendor};
use crate::read::text::units;
use crate::read::{Choices, Decimal, Delimiter, Finding, Layout, Unit};

/// How a text is to be read.
pub struct Plan {
    pub dialect: Dialect,
    pub layout: Layout,
    pub preamble: Preamble,
    /// Names of the columns, made up where the text has none.
    pub columns: Vec<Column>,
    /// The column that tells the time, and what it counts.
    pub time: Option<(usize, Ticks)>,
    /// The clock of that column, where it moves.
    pub clock: Option<Clock>,
    /// Whether a line of names stands above the numbers.
    pub named: bool,
    pub findings: Vec<Finding>,
}

pub struct Column {
    pub name: String,
    /// What the text says that it is measured in.
    pub unit: Option<Unit>,
    /// The unit as the text has it, where it is no voltage.
    pub other_unit: String,
    /// Whether it is a time, an index or a marker rather than a signal.
    pub is_time: bool,
}

/// A recording has fewer columns than a table of beats has samples in each.
const WIDEST_RECORDING: usize = 32;

impl Plan {
    /// `lines` are the first of the text `name`, all of it where it is short.
    pub fn make(name: &str, lines: &[&[u8]], choices: &Choices) -> Result<Plan> {
        let separator = lines
            .iter()
            .find(|line| !line.trim_ascii().is_empty())
            .and_then(|line| preamble::separator(line));
        let Some(mut dialect) = dialect::detect(lines, separator, choices) else {
            return Err(no_numbers(name, lines, choices));
        };
        let mut findings = Vec::new();
        let counted = enumerated(lines, &dialect);
        if counted {
            // 0,1,2,…: the names that a program gives to columns that have none.
            let next = lines[dialect.first + 1..].iter().position(|line| !dialect::is_silent(line));
            match next {
                Some(next) => dialect.first += 1 + next,
                None => return Err(only_names(name)),
            }
        }
        let above: Vec<&[u8]> = lines[..dialect.first].to_vec();
        let header = Header::find(&above, &dialect, counted);
        let preamble = preamble::read(&above[usize::from(separator.is_some()).min(header.from)..header.from]);
        let rows: Vec<Vec<&[u8]>> = lines[dialect.first..]
            .iter()
            .filter(|line| !dialect::is_silent(line))
            .map(|line| dialect::row(line, dialect.delimiter, dialect.columns))
            .filter(|row| row.len() == dialect.columns)
            .collect();
        let mut columns = columns(&header, &preamble, dialect.columns);
        for (at, column) in columns.iter_mut().enumerate() {
            let numbers = rows
                .iter()
                .any(|row| matches!(cell::cell(row[at], dialect.decimal), Cell::Number(_) | Cell::Clock(_)));
            if !numbers && column.other_unit.is_empty() {
                column.other_unit = "words".into();
                column.unit = None;
            }
        }
        say_dialect(&dialect, separator, choices, &mut findings);

        let layout = layout(&dialect, &header, &columns, choices, &mut findings);
        let (time, clock) = match layout {
            Layout::Table => (None, None),
            Layout::Signal => find_time(name, &rows, &mut columns, dialect.decimal, choices, &mut findings)?,
        };
        let mut plan =
            Plan { dialect, layout, preamble, columns, time, clock, named: header.named, findings };
        plan.name_vendor();
        Ok(plan)
    }

    /// Layouts with a name are known by their columns, too.
    fn name_vendor(&mut self) {
        let has =
            |words: &str| self.columns.iter().any(|column| column.name.to_ascii_lowercase().contains(words));
        let vendor = if self.named && self.columns.first().is_some_and(|column| column.name == "time_s") {
            Some(Vendor::Ecglass)
        } else if has("sensor timestamp") || (has("phone timestamp") && has("ecg")) {
            Some(Vendor::Polar)
        } else if has("shimmer") || (has("_cal") && has("timestamp")) {
            Some(Vendor::Shimmer)
        } else {
            None
        };
        self.preamble.vendor = self.preamble.vendor.or(vendor);
    }

    /// The rate, and why; `None` where nothing says it, and only the signal itself can.
    pub fn rate(&self, name: &str, choices: &Choices, clock: Option<Hertz>) -> Option<(Hertz, String)> {
        if let Some(rate) = choices.rate_hz {
            return Some((rate, "chosen by you".into()));
        }
        let vendor = self.preamble.vendor;
        if let Some((rate, words)) = &self.preamble.rate {
            return Some((*rate, format!("the header says \"{words}\"")));
        }
        if let (Some(rate), Some((column, _))) = (clock, self.time) {
            let column = &self.columns[column].name;
            // Radio clocks wander a little around what the device is made for.
            let known = vendor.and_then(Vendor::rate).and_then(Hertz::new);
            if let (Some(known), Some(vendor)) = (known, vendor)
                && (rate.get() / known.get() - 1.0).abs() < 0.02
            {
                let measured = plain(rate.get());
                return Some((
                    known,
                    format!("the rate of a {}; column {column} counts {measured} Hz", vendor.words()),
                ));
            }
            return Some((rate, format!("counted from column {column}")));
        }
        if let Some((rate, vendor)) = vendor.and_then(|vendor| Some((Hertz::new(vendor.rate()?)?, vendor))) {
            return Some((rate, format!("the rate of a {}", vendor.words())));
        }
        let lower = name.to_ascii_lowercase();
        let before = lower.find("hz").map(|at| lower[..at].trim_end_matches(['_', '-', ' ']))?;
        let digits = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
        // A name can begin with a character of several bytes; the digits after it cannot.
        let rate = before.get(digits..)?.parse().ok().and_then(Hertz::new)?;
        (10.0..=100_000.0).contains(&rate.get()).then(|| (rate, "the file's name says so".into()))
    }

    /// The steps of the converter, and why they are known, for a column of counts.
    pub fn converter(&self, choices: &Choices) -> Option<(Grid, String)> {
        if let Some(gain) = choices.gain.filter(|gain| gain.is_finite() && *gain > 0.0) {
            let zero = self.preamble.bits.map_or(0.0, |bits| f64::from(1_u32 << (bits - 1)));
            return Some((
                Grid { gain, zero },
                format!("{} counts in a millivolt, chosen by you", plain(gain)),
            ));
        }
        let bits = self.preamble.bits?;
        // The ECG sensor of the devices that OpenSignals records: 3 V behind a gain of 1000, zero in the middle.
        let grid = Grid { gain: f64::from(1_u32 << bits) / 3.0, zero: f64::from(1_u32 << (bits - 1)) };
        let reason = format!(
            "the header says {bits} bits, and no gain; that of an OpenSignals ECG sensor was assumed (3 V, 1000 times)"
        );
        Some((grid, reason))
    }
}

/// The lines that name columns and their units.
struct Header {
    names: Vec<String>,
    units: Vec<String>,
    /// Where they begin, among the lines above the numbers.
    from: usize,
    named: bool,
}

impl Header {
    fn find(above: &[&[u8]], dialect: &Dialect, counted: bool) -> Header {
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
fn enumerated(lines: &[&[u8]], dialect: &Dialect) -> bool {
    let cells = dialect::row(lines[dialect.first], dialect.delimiter, dialect.columns);
    cells.len() > 2 && cells.iter().enumerate().all(|(at, text)| unquoted(text) == at.to_string().as_bytes())
}

fn columns(header: &Header, preamble: &Preamble, count: usize) -> Vec<Column> {
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

fn say_dialect(
    dialect: &Dialect,
    separator: Option<Delimiter>,
    choices: &Choices,
    findings: &mut Vec<Finding>,
) {
    let why =
        |chosen: bool, reason: &str| if chosen { "chosen by you".to_string() } else { reason.to_string() };
    let (value, reason) = if dialect.columns == 1 {
        ("none", "one number a row")
    } else if separator.is_some() {
        (dialect.delimiter.words(), "the first line says sep=")
    } else {
        (dialect.delimiter.words(), "with it every row has as many numbers")
    };
    findings.push(Finding::new("delimiter", value, why(choices.delimiter.is_some(), reason)));
    let (value, reason) = match dialect.decimal {
        Decimal::Point => ("point", "the numbers read so"),
        Decimal::Comma => ("comma", "the numbers read so"),
    };
    let reason = if dialect.ambiguous { "a guess: the rows could be read either way" } else { reason };
    findings.push(Finding::new("decimal", value, why(choices.decimal.is_some(), reason)));
}

fn layout(
    dialect: &Dialect,
    header: &Header,
    columns: &[Column],
    choices: &Choices,
    findings: &mut Vec<Finding>,
) -> Layout {
    let (layout, reason) = if let Some(layout) = choices.layout {
        (layout, "chosen by you".to_string())
    } else if dialect.columns >= WIDEST_RECORDING {
        (Layout::Table, format!("{} numbers a row: more than a recording has leads", dialect.columns))
    } else if header.named
        && dialect.columns > 2
        && columns.last().is_some_and(|column| is_label(&column.name))
        // A label beside a time or a lead marks moments, not beats.
        && !columns.iter().any(|column| is_time_name(&column.name) || is_ecg(&column.name))
    {
        (Layout::Table, "the last column is called a label".to_string())
    } else {
        (
            Layout::Signal,
            format!(
                "{} a row",
                if dialect.columns == 1 {
                    "one number".into()
                } else {
                    format!("{} numbers", dialect.columns)
                }
            ),
        )
    };
    let words = match layout {
        Layout::Signal => "recording",
        Layout::Table => "heartbeat table",
    };
    findings.push(Finding::new("layout", words, reason));
    layout
}

/// Whether a column is called as labels of heartbeat tables are.
pub fn is_label(name: &str) -> bool {
    ["label", "labels", "class", "target", "type", "y", "category", "annotation"]
        .contains(&name.to_ascii_lowercase().as_str())
}

/// Seconds in one tick of a unit of time.
fn ticks_of(unit: &str) -> Option<f64> {
    match unit.trim().trim_matches(['[', ']', '(', ')', '\'']) {
        "s" | "sec" | "secs" | "second" | "seconds" | "S" => Some(1.0),
        "ms" | "msec" | "millisecond" | "milliseconds" => Some(1e-3),
        "us" | "µs" | "μs" | "microseconds" => Some(1e-6),
        "ns" | "nanoseconds" => Some(1e-9),
        _ => None,
    }
}

/// Words of columns that tell the time or count rows.
fn is_time_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let lower = lower.trim_matches(['\'', '"', ' ']);
    ["time", "timestamp", "zeit", "tempo", "temps", "tiempo", "clock", "elapsed", "date"]
        .iter()
        .any(|word| lower.contains(word))
        || [
            "t",
            "s",
            "ms",
            "sec",
            "seconds",
            "sample",
            "samples",
            "sample #",
            "index",
            "idx",
            "nseq",
            "n",
            "nr",
            "no",
            "row",
            "unnamed: 0",
        ]
        .contains(&lower)
}

type Found = (Option<(usize, Ticks)>, Option<Clock>);

/// The column that tells the time: as chosen; else of those that are called so or hold clock times, or of a first one that
/// goes up evenly, the one that is finest.
fn find_time(
    name: &str,
    rows: &[Vec<&[u8]>],
    columns: &mut [Column],
    decimal: Decimal,
    choices: &Choices,
    findings: &mut Vec<Finding>,
) -> Result<Found> {
    let values = |at: usize| -> Vec<f64> {
        let cells = rows.iter().map(|row| cell::cell(row[at], decimal));
        cells
            .map_while(|cell| match cell {
                Cell::Number(value) | Cell::Clock(value) => Some(value),
                _ => None,
            })
            .collect()
    };
    let is_clock = |at: usize| rows.iter().all(|row| matches!(cell::cell(row[at], decimal), Cell::Clock(_)));
    let goes_up = |values: &[f64]| values.len() > 2 && values.windows(2).all(|pair| pair[1] > pair[0]);
    let mut candidates: Vec<(usize, Ticks)> = Vec::new();
    for at in 0..columns.len() {
        let times = values(at);
        let called = is_time_name(&columns[at].name) || ticks_of(&columns[at].other_unit).is_some();
        let even =
            at == 0 && columns.len() > 1 && !is_ecg(&columns[at].name) && goes_up(&times) && is_even(&times);
        let whole = times.len() == rows.len();
        if is_clock(at) || (called && whole) || even {
            columns[at].is_time = true;
            let ticks = if is_clock(at) { Some(Ticks::Seconds(1.0)) } else { ticks(&columns[at], &times) };
            if let Some(ticks) = ticks.filter(|_| whole && (called || even || is_clock(at))) {
                candidates.push((at, ticks));
            }
        }
    }
    let (chosen, reason) = match choices.time.as_deref() {
        Some("none") => (None, "chosen by you"),
        Some(wanted) => {
            let Some(at) = (0..columns.len()).find(|&at| means(wanted, &columns[at].name, at)) else {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let reason = format!("there is no column {wanted} in it; it has {}", names.join(", "));
                return Err(Error::unfit(name, reason));
            };
            columns[at].is_time = true;
            let ticks =
                if is_clock(at) { Some(Ticks::Seconds(1.0)) } else { ticks(&columns[at], &values(at)) };
            (ticks.map(|ticks| (at, ticks)), "chosen by you")
        }
        None => {
            let fineness = |ticks: &Ticks| match ticks {
                Ticks::Seconds(seconds) => *seconds,
                Ticks::Rows => f64::INFINITY,
            };
            let moving = |(at, ticks): &&(usize, Ticks)| match ticks {
                Ticks::Seconds(seconds) => Clock::new(*seconds, &values(*at)).is_some(),
                Ticks::Rows => true,
            };
            let finest =
                candidates.iter().filter(moving).min_by(|a, b| fineness(&a.1).total_cmp(&fineness(&b.1)));
            (finest.copied(), "it goes up with the rows")
        }
    };
    let clock = chosen.and_then(|(at, ticks)| match ticks {
        Ticks::Seconds(seconds) => Clock::new(seconds, &values(at)),
        Ticks::Rows => None,
    });
    let value = match chosen {
        Some((at, Ticks::Rows)) => format!("column {}, which counts rows", columns[at].name),
        Some((at, Ticks::Seconds(seconds))) => {
            let unit = if is_clock(at) {
                "as clock time"
            } else {
                match seconds {
                    1.0 => "in seconds",
                    1e-3 => "in milliseconds",
                    1e-6 => "in microseconds",
                    _ => "in nanoseconds",
                }
            };
            format!("column {}, {unit}", columns[at].name)
        }
        None => "none".to_string(),
    };
    let reason =
        if chosen.is_none() && choices.time.is_none() { "no column goes up with the rows" } else { reason };
    findings.push(Finding::new("time", value, reason));
    Ok((chosen, clock))
}

/// Whether steps are alike, but for a few.
fn is_even(times: &[f64]) -> bool {
    let steps = units::sorted(times.windows(2).map(|pair| pair[1] - pair[0]).collect());
    let median = steps[steps.len() / 2];
    let alike = steps.iter().filter(|&&step| (step - median).abs() <= 0.3 * median).count();
    median > 0.0 && alike * 20 >= steps.len() * 19
}

/// What a column of times counts: by its unit, by its size if it counts from 1970, else by what makes a sensible rate.
fn ticks(column: &Column, times: &[f64]) -> Option<Ticks> {
    let in_name = column.name.rsplit(['_', ' ']).next().unwrap_or_default();
    if let Some(seconds) =
        ticks_of(&column.other_unit).or(ticks_of(in_name).filter(|_| column.name.len() > 2))
    {
        return Some(Ticks::Seconds(seconds));
    }
    let (first, last) = (times.first()?, times.last()?);
    let step = (last - first) / (times.len().max(2) - 1) as f64;
    let one = times.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    let sensible = |seconds: f64| (20.0..=20_000.0).contains(&(1.0 / (step * seconds)));
    match *first {
        first if first > 1e17 => Some(Ticks::Seconds(1e-9)),
        first if first > 1e14 => Some(Ticks::Seconds(1e-6)),
        first if first > 1e11 => Some(Ticks::Seconds(1e-3)),
        first if first > 1e8 && sensible(1.0) => Some(Ticks::Seconds(1.0)),
        // Whole numbers one apart count rows, or milliseconds of 1000 Hz: a name that says time decides.
        _ if one && !column.name.to_ascii_lowercase().contains("time") => Some(Ticks::Rows),
        _ => [1.0, 1e-3, 1e-6, 1e-9]
            .into_iter()
            .find(|&seconds| sensible(seconds))
            .map(Ticks::Seconds)
            .or(Some(Ticks::Rows)),
    }
}

fn no_numbers(name: &str, lines: &[&[u8]], choices: &Choices) -> Error {
    let said = lines.iter().filter(|line| !line.trim_ascii().is_empty()).count();
    if said == 0 {
        return Error::malformed(name, "only blank lines are in it; export it again");
    }
    if choices.delimiter.is_some() || choices.decimal.is_some() {
        return Error::unfit(
            name,
            "no rows of numbers are in it, written as you say; leave delimiter and decimal mark open",
        );
    }
    if said == 1 {
        return only_names(name);
    }
    Error::unsupported(
        name,
        "text without rows of numbers; ecglass reads recordings and heartbeat tables as CSV",
    )
}

fn only_names(name: &str) -> Error {
    Error::malformed(name, "a header, but no row of numbers under it; export it again")
}
