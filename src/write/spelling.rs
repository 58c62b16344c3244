//! How a table spells its numbers, learned from those that it has, so that more can be written alike.

use std::io::Write;

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    digits: Digits,
    comma: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    /// As few as bring the number back; `pointed`: never without a decimal.
    Few { pointed: bool },
    /// Always so many decimals.
    Fixed(usize),
    /// `9.779e-01`, with so many decimals, the exponent's letter, and its digits.
    Power { decimals: usize, letter: u8, exponent: usize },
}

impl Spelling {
    /// As few digits as bring a number back, with a decimal point.
    pub const PLAIN: Spelling = Spelling { digits: Digits::Few { pointed: false }, comma: false };

    /// The spelling that all of these numbers agree with; `comma` where that is their decimal mark.
    pub fn of(cells: &[&[u8]], comma: bool) -> Spelling {
        let mark = if comma { b',' } else { b'.' };
        let mut all = cells.iter().map(|cell| digits(cell, mark));
        let Some(first) = all.next() else { return Spelling { comma, ..Spelling::PLAIN } };
        let agreed = all.fold(first, |agreed, own| match (agreed, own) {
            (agreed, own) if agreed == own => agreed,
            (one, other) => Digits::Few { pointed: has_point(one) && has_point(other) },
        });
        Spelling { digits: agreed, comma }
    }

    /// Writes a number.
    pub fn write(self, value: f32, out: &mut Vec<u8>) {
        // Zero has no sign in a table.
        let value = if value == 0.0 { 0.0 } else { value };
        let begun = out.len();
        // Writing into memory does not fail.
        let _ = match self.digits {
            Digits::Few { pointed } => {
                let written = write!(out, "{value}");
                if pointed && !out[begun..].contains(&b'.') {
                    out.extend(b".0");
                }
                written
            }
            Digits::Fixed(decimals) => write!(out, "{value:.decimals$}"),
            Digits::Power { decimals, letter, exponent } => {
                let text = format!("{:.decimals$e}", f64::from(value));
                let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
                let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
                write!(out, "{digits}{}{sign}{power:0>exponent$}", char::from(letter))
            }
        };
        if self.comma
            && let Some(point) = out[begun..].iter_mut().find(|byte| **byte == b'.')
        {
            *point = b',';
        }
    }
}

/// Numbers that agree on fewer decimals than these do so by chance, as zeros do: no other number is cut off to them.
const FEWEST_FIXED: usize = 3;

fn has_point(digits: Digits) -> bool {
    !matches!(digits, Digits::Few { pointed: false })
}

fn digits(cell: &[u8], mark: u8) -> Digits {
    let (number, power) = match cell.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&cell[..at], Some((cell[at], cell.len() - at - 1))),
        None => (cell, None),
    };
    let decimals = number.iter().position(|&byte| byte == mark).map_or(0, |at| number.len() - at - 1);
    match power {
        // The sign stands before the exponent's digits.
        Some((letter, length)) => Digits::Power { decimals, letter, exponent: length.saturating_sub(1) },
        None if decimals >= FEWEST_FIXED => Digits::Fixed(decimals),
        None => Digits::Few { pointed: decimals > 0 },
    }
}

#[test]
fn numbers_are_spelled_as_their_neighbours_are() {
    let spelled = |cells: &[&str], comma: bool, value: f32| {
        let cells: Vec<&[u8]> = cells.iter().map(|cell| cell.as_bytes()).collect();
        let mut out = Vec::new();
        Spelling::of(&cells, comma).write(value, &mut out);
        String::from_utf8(out).unwrap()
    };
    let savetxt = ["9.779411554336547852e-01", "0.000000000000000000e+00"];
    assert_eq!(spelled(&savetxt, false, 0.25), "2.500000000000000000e-01");
    assert_eq!(spelled(&savetxt, false, 3.0), "3.000000000000000000e+00");
    assert_eq!(spelled(&["0.1235", "1.0000"], false, 0.25), "0.2500");
    assert_eq!(spelled(&["0.125", "1.0", "0.0"], false, 1.0), "1.0");
    assert_eq!(spelled(&["0.125", "1", "0"], false, 1.0), "1");
    assert_eq!(spelled(&["0,125", "1,0"], true, 0.5), "0,5");
    assert_eq!(spelled(&["0", "1"], false, -0.0), "0");
    assert_eq!(spelled(&["0.0", "0.0"], false, 0.25), "0.25");
    assert_eq!(spelled(&[], false, 0.1), "0.1");
}
