//! From the numbers of columns to millivolts: what each is measured in, by the header or by what an ECG can be.

use crate::ecg::Grid;
use crate::read::text::columns::Column;
use crate::read::text::plan::Plan;
use crate::read::text::preamble::Vendor;
use crate::read::text::units;
use crate::read::{Choices, Finding, Unit};

/// From the numbers of a column to millivolts.
#[derive(Clone, Copy)]
pub struct Scale {
    unit: Unit,
    pub grid: Option<Grid>,
}

impl Scale {
    pub fn apply(self, values: &mut [f32]) {
        match (self.unit.millivolts(), self.grid) {
            (Some(1.0), _) | (None, None) => {}
            (Some(factor), _) => {
                values.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32)
            }
            (None, Some(grid)) => {
                values
                    .iter_mut()
                    .for_each(|value| *value = ((f64::from(*value) - grid.zero) / grid.gain) as f32);
            }
        }
    }

    pub fn unit(self, other: &str) -> String {
        match (other, self.unit) {
            // Brought to millivolts already.
            ("", Unit::Counts) => Unit::Millivolt.symbol().to_string(),
            ("", unit) => unit.symbol().to_string(),
            (other, _) => other.to_string(),
        }
    }
}

/// How each column becomes millivolts: `values` are its numbers, `kept` whether it is a lead.
pub fn scales(
    plan: &Plan,
    values: &[Vec<f32>],
    kept: &[bool],
    choices: &Choices,
    findings: &mut Vec<Finding>,
) -> Vec<Scale> {
    let unsaid = |at: usize| kept[at] && plan.columns[at].unit.is_none();
    let whole =
        |at: usize| values[at].iter().take(10_000).all(|value| value.is_nan() || value.fract() == 0.0);
    let mut common: Option<Scale> = None;
    let mut say = |unit: Unit, reason: String| findings.push(Finding::new("unit", unit.symbol(), reason));
    let chosen = choices.unit.map(|unit| match unit {
        Unit::Counts => {
            let guess =
                units::guess(&pooled(values, &|at| kept[at])).grid.unwrap_or(Grid { gain: 200.0, zero: 0.0 });
            let zero = guess.zero;
            let grid =
                choices.gain.filter(|gain| gain.is_finite() && *gain > 0.0).map(|gain| Grid { gain, zero });
            Scale { unit, grid: Some(grid.unwrap_or(guess)) }
        }
        unit => Scale { unit, grid: None },
    });
    if let Some(chosen) = chosen {
        say(chosen.unit, "chosen by you".into());
        return plan.columns.iter().map(|_| chosen).collect();
    }
    if let Some((unit, words)) = &plan.preamble.unit {
        say(*unit, format!("the header says \"{words}\""));
        common = Some(Scale { unit: *unit, grid: None });
    } else if (0..kept.len()).any(unsaid) {
        let some: Vec<usize> = (0..kept.len()).filter(|&at| unsaid(at)).collect();
        let is_own = plan.preamble.vendor == Some(Vendor::Ecglass);
        if is_own {
            say(Unit::Millivolt, "ecglass writes millivolts".into());
            common = Some(Scale { unit: Unit::Millivolt, grid: None });
        } else if let Some((grid, reason)) =
            plan.converter(choices).filter(|_| some.iter().all(|&at| whole(at)))
        {
            say(Unit::Counts, reason);
            common = Some(Scale { unit: Unit::Counts, grid: Some(grid) });
        } else {
            let guess = units::guess(&pooled(values, &unsaid));
            say(guess.unit, guess.reason);
            common = Some(Scale { unit: guess.unit, grid: guess.grid });
        }
    } else if let Some(unit) = (0..kept.len()).filter(|&at| kept[at]).find_map(|at| plan.columns[at].unit) {
        say(unit, "the column's own header says so".into());
    }
    let plain = Scale { unit: Unit::Millivolt, grid: None };
    let of = |column: &Column| column.unit.map(|unit| Scale { unit, grid: None }).or(common).unwrap_or(plain);
    plan.columns.iter().map(of).collect()
}

/// Some values of all columns that `wanted` names: one judgement for all of them, since leads differ in height.
fn pooled(values: &[Vec<f32>], wanted: &dyn Fn(usize) -> bool) -> Vec<f32> {
    let chosen = values.iter().enumerate().filter(|(at, _)| wanted(*at));
    chosen.flat_map(|(_, values)| values.iter().copied().step_by(values.len() / 5000 + 1)).collect()
}
