//! Where the rows of numbers begin in a text, and how they are written: delimiter and decimal mark.

use crate::read::text::cell::{self, Cell};
use crate::read::{Choices, Decimal, Delimiter};

/// How rows are written, and where they begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    pub delimiter: Delimiter,
    pub decimal: Decimal,
    /// The first row of numbers, as an index into the lines that were looked at.
    pub first: usize,
    /// Cells in a row.
    pub columns: usize,
    /// Rows of numbers in sequence among those lines, at most [`ENOUGH`].
    rows: usize,
    /// Two readings fit equally well; this one was preferred.
    pub ambiguous: bool,
}

/// So many rows in sequence leave no doubt.
const ENOUGH: usize = 200;

/// Splits a row. Of spaces any number separates, and none at the ends counts; commas inside quotes do not.
pub fn split(line: &[u8], delimiter: Delimiter) -> Vec<&[u8]> {
    if delimiter == Delimiter::Space {
        return line.split(|&byte| byte == b' ' || byte == b'\t').filter(|cell| !cell.is_empty()).collect();
    }
    let mut cells = Vec::new();
    let mut from = 0;
    let mut quoted = false;
    for (at, &byte) in line.iter().enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == delimiter.byte() && !quoted {
            cells.push(&line[from..at]);
            from = at + 1;
        }
    }
    cells.push(&line[from..]);
    cells
}

/// The cells of a row of `columns`, without the empty one that a delimiter at the row's end leaves.
pub fn row(line: &[u8], delimiter: Delimiter, columns: usize) -> Vec<&[u8]> {
    let mut cells = split(line, delimiter);
    if cells.len() == columns + 1 && cells.last().is_some_and(|last| last.trim_ascii().is_empty()) {
        cells.pop();
    }
    cells
}

/// Lines that say nothing: blank ones and comments.
pub fn is_silent(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"#") || line.starts_with(b"%") || line.starts_with(b"//")
}

/// The dialect in which most rows of numbers stand in sequence; `None` where there are none in any.
/// `named` is the delimiter that a `sep=` line names.
pub fn detect(lines: &[&[u8]], named: Option<Delimiter>, choices: &Choices) -> Option<Dialect> {
    let strict = best(lines, named, choices, true);
    let loose = best(lines, named, choices, false);
    let mut best = match (strict, loose) {
        (Some(strict), Some(loose)) if strict.rows < FEW && loose.rows > strict.rows => loose,
        (strict, loose) => strict.or(loose)?,
    };
    // "-122,125": two columns, or one in the notation of half the world?
    let undecided = choices.delimiter.or(named).is_none() && choices.decimal.is_none();
    if undecided && best.delimiter == Delimiter::Comma && best.columns == 2 {
        let single = run(lines, Delimiter::Semicolon, Decimal::Comma, true);
        if let Some(single) = single.filter(|single| single.columns == 1 && single.rows >= best.rows) {
            // Whole numbers in between break the rows of two, and not those of one. (The last row may be cut.)
            let broken = single.rows > best.rows + 1;
            if broken || reads_as_decimals(lines, best.first) {
                best = single;
            }
            best.ambiguous = !broken;
        }
    }
    Some(best)
}

/// The dialect with the most rows in sequence, then with the most columns, then the likeliest.
fn best(lines: &[&[u8]], named: Option<Delimiter>, choices: &Choices, strict: bool) -> Option<Dialect> {
    let mut best: Option<Dialect> = None;
    for delimiter in Delimiter::ALL {
        for decimal in [Decimal::Point, Decimal::Comma] {
            let wanted = choices.delimiter.or(named).is_none_or(|wanted| wanted == delimiter)
                && choices.decimal.is_none_or(|wanted| wanted == decimal);
            // A comma cannot be both.
            if !wanted || (delimiter == Delimiter::Comma && decimal == Decimal::Comma) {
                continue;
            }
            let Some(found) = run(lines, delimiter, decimal, strict) else { continue };
            // One column of commas is as well two of whole numbers, which the caller decides.
            let rival = found.columns == 1 && decimal == Decimal::Comma;
            if rival && best.is_some_and(|best| best.delimiter == Delimiter::Comma && best.columns == 2) {
                continue;
            }
            if best.is_none_or(|best| (found.rows, found.columns) > (best.rows, best.columns)) {
                best = Some(found);
            }
        }
    }
    // Some programs end every row with a delimiter: the column after it is none.
    let mut best = best?;
    let mut rows = lines[best.first..].iter().filter(|line| !is_silent(line)).take(best.rows);
    let ends_empty =
        |line: &&[u8]| split(line, best.delimiter).last().is_some_and(|last| last.trim_ascii().is_empty());
    let is_named =
        lines[..best.first].iter().rfind(|line| !line.trim_ascii().is_empty()).is_some_and(|line| {
            let cells = split(line, best.delimiter);
            cells.len() == best.columns && cells.last().is_some_and(|last| !last.trim_ascii().is_empty())
        });
    if best.columns > 1 && !is_named && rows.all(ends_empty) {
        best.columns -= 1;
    }
    Some(best)
}

/// So many rows in sequence are no accident of the lines above the numbers.
const FEW: usize = 5;

/// The first run of rows of numbers, all with as many cells, that is no accident; or else the longest.
/// `strict`: no cell of words in them.
fn run(lines: &[&[u8]], delimiter: Delimiter, decimal: Decimal, strict: bool) -> Option<Dialect> {
    let mut best: Option<Dialect> = None;
    let mut current: Option<Dialect> = None;
    for (at, line) in lines.iter().enumerate() {
        if is_silent(line) {
            continue;
        }
        let columns = numeric(line, delimiter, decimal, strict);
        current = match (current, columns) {
            (Some(mut run), Some(columns)) if run.columns == columns => {
                run.rows += 1;
                Some(run)
            }
            (Some(run), _) if run.rows >= FEW => break,
            (_, Some(columns)) => {
                Some(Dialect { delimiter, decimal, first: at, columns, rows: 1, ambiguous: false })
            }
            (_, None) => None,
        };
        if let Some(run) = current
            && best.is_none_or(|best| run.rows > best.rows)
        {
            best = Some(run);
            if run.rows >= ENOUGH {
                break;
            }
        }
    }
    best
}

/// The number of cells of a row that holds numbers; `None` where it does not.
fn numeric(line: &[u8], delimiter: Delimiter, decimal: Decimal, strict: bool) -> Option<usize> {
    let cells = split(line, delimiter);
    let (mut numbers, mut words) = (0, 0);
    for text in &cells {
        match cell::cell(text, decimal) {
            Cell::Number(_) => numbers += 1,
            Cell::Clock(_) | Cell::Missing => {}
            Cell::Words(_) => words += 1,
        }
    }
    let fits = if strict { words == 0 } else { numbers > words };
    (numbers > 0 && fits).then_some(cells.len())
}

/// Whether rows of two whole numbers are rather one with decimals: always as many digits after the comma, and either
/// leading zeros among them or a header of one column above.
fn reads_as_decimals(lines: &[&[u8]], first: usize) -> bool {
    let mut digits = None;
    let mut zeros = false;
    let mut steady = true;
    let mut same = true;
    let mut before: Option<&[u8]> = None;
    for line in lines[first..].iter().filter(|line| !is_silent(line)).take(ENOUGH) {
        let cells = split(line, Delimiter::Comma);
        let [whole, decimals] = cells[..] else { return false };
        let (whole, decimals) = (whole.trim_ascii(), decimals.trim_ascii());
        if whole.contains(&b'.') || decimals.is_empty() || !decimals.iter().all(u8::is_ascii_digit) {
            return false;
        }
        zeros |= decimals.len() > 1 && decimals[0] == b'0';
        steady &= *digits.get_or_insert(decimals.len()) == decimals.len();
        same &= before.is_none_or(|before| before == decimals);
        before = Some(decimals);
    }
    let above = lines[..first].iter().rev().find(|line| !is_silent(line));
    let one_name = above.is_some_and(|line| {
        let cells = split(line, Delimiter::Comma);
        cells.len() == 1 && matches!(cell::cell(cells[0], Decimal::Point), Cell::Words(_))
    });
    let right_above = lines[..first].last().is_some_and(|line| !is_silent(line));
    let columns_named = right_above
        && above.is_some_and(|line| {
            let cells = split(line, Delimiter::Comma);
            cells.len() == 2
                && lines[..first].iter().filter(|line| !is_silent(line)).count() == 1
                && cells.iter().all(|text| matches!(cell::cell(text, Decimal::Point), Cell::Words(_)))
        });
    let many = digits.is_some_and(|digits| digits >= 3);
    one_name || (!columns_named && many && (zeros || (steady && same)))
}

#[cfg(test)]
fn told(text: &str) -> Option<(&'static str, Decimal, usize, usize)> {
    let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    let dialect = detect(&lines, None, &Choices::default())?;
    Some((dialect.delimiter.words(), dialect.decimal, dialect.first, dialect.columns))
}

#[test]
fn dialects_are_told_by_their_rows_of_numbers() {
    use Decimal::{Comma, Point};
    assert_eq!(told("t,I\n0.1,2\n0.2,3\n0.3,4\n"), Some(("comma", Point, 1, 2)));
    assert_eq!(told("0,1;2,5\n0,2;2,7\n"), Some(("semicolon", Comma, 0, 2)));
    assert_eq!(told("# made\n1\t2\t\n3\t4\t\n"), Some(("tab", Point, 1, 2)));
    assert_eq!(told("  1   2.5\n 10   3.5\n"), Some(("spaces", Point, 0, 2)));
    assert_eq!(told("2044.0\n2045.0\n"), Some(("comma", Point, 0, 1)));
    assert_eq!(
        told("time;ecg\n2019-04-04T10:00:00.000;5\n2019-04-04T10:00:00.004;6\n"),
        Some(("semicolon", Point, 1, 2))
    );
    assert_eq!(told("1, 2.5, N\n2, 2.6, N\n"), Some(("comma", Point, 0, 3)));
    assert_eq!(told("Dear reader,\nthis is a letter.\n"), None);
}

#[test]
fn whole_numbers_with_a_comma_between_are_one_column_where_they_look_so() {
    use Decimal::{Comma, Point};
    assert_eq!(told("Unit,µV\n\n-122,125\n-149,125\n-160,125\n"), Some(("semicolon", Comma, 2, 1)));
    assert_eq!(told("1,5\n2,7\n3,12\n4,120\n"), Some(("comma", Point, 0, 2)));
    assert_eq!(told("a,b\n1,500\n2,500\n"), Some(("comma", Point, 1, 2)));
    assert_eq!(told("ecg\n1,500\n2,501\n"), Some(("semicolon", Comma, 1, 1)));
    assert_eq!(told("-1,050\n2,991\n3,002\n"), Some(("semicolon", Comma, 0, 1)));
}
