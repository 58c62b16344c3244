//! The detective: from the first lines of a text to a plan of how to read all of it, with a reason for each guess.

use crate::ecg::{Grid, Hertz};
use crate::error::{Error, Result};
use crate::read::recording::{is_ecg, plain};
use crate::read::text::cell::{self, Cell};
use crate::read::text::clock::{Clock, Ticks};
use crate::read::text::columns::{Column, Header, columns, enumerated};
use crate::read::text::dialect::{self, Dialect};
use crate::read::text::preamble::{self, Preamble, Vendor};
use crate::read::text::time::{find_time, is_time_name};
use crate::read::{Choices, Decimal, Delimiter, Finding, Layout};

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
    let value = match dialect.decimal {
        Decimal::Point => "point",
        Decimal::Comma => "comma",
    };
    let reason =
        if dialect.ambiguous { "a guess: the rows could be read either way" } else { "the numbers read so" };
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
