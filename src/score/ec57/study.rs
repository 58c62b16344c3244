//! Many records together: gross figures, to which each beat counts alike, and averages, to which each record does.

use serde::{Deserialize, Serialize};

use crate::score::ec57::{BeatFigures, BeatTable, Comparison, RunFigures, RunTables, Terms};

/// The comparisons of many records and what they come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// What was agreed on before.
    pub terms: Terms,
    /// One a record.
    pub records: Vec<Comparison>,
    /// All beats in one table.
    pub beats: BeatTable,
    /// What is read off it.
    pub gross: BeatFigures,
    /// The means of the records' figures.
    pub average: AverageFigures,
    /// All runs of V and F beats in one table.
    pub v_runs: RunTables,
    /// What is read off it.
    pub v_runs_gross: RunFigures,
    /// The means of the records' figures.
    pub v_runs_average: RunAverages,
    /// All runs of S beats in one table.
    pub s_runs: RunTables,
    /// What is read off it.
    pub s_runs_gross: RunFigures,
    /// The means of the records' figures.
    pub s_runs_average: RunAverages,
}

/// Means over the records that have the figure: a record without the class does not count in it.
pub type AverageFigures = BeatFigures;

/// The same of runs.
pub type RunAverages = RunFigures;

impl Study {
    /// Adds up and averages. Of no records, there are no figures.
    pub fn of(terms: Terms, records: Vec<Comparison>) -> Study {
        let beats: BeatTable = records.iter().map(|record| record.beats).sum();
        let v_runs: RunTables = records.iter().map(|record| record.v_runs).sum();
        let s_runs: RunTables = records.iter().map(|record| record.s_runs).sum();
        Study {
            terms,
            gross: beats.figures(),
            average: average_beats(&records.iter().map(|record| record.figures).collect::<Vec<_>>()),
            v_runs_gross: v_runs.figures(),
            v_runs_average: average_runs(
                &records.iter().map(|record| record.v_runs.figures()).collect::<Vec<_>>(),
            ),
            s_runs_gross: s_runs.figures(),
            s_runs_average: average_runs(
                &records.iter().map(|record| record.s_runs.figures()).collect::<Vec<_>>(),
            ),
            records,
            beats,
            v_runs,
            s_runs,
        }
    }
}

fn mean<T>(all: &[T], figure: impl Fn(&T) -> Option<f64>) -> Option<f64> {
    let figures: Vec<f64> = all.iter().filter_map(figure).collect();
    (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figures.len() as f64)
}

fn average_beats(all: &[BeatFigures]) -> AverageFigures {
    BeatFigures {
        qrs_sensitivity: mean(all, |one| one.qrs_sensitivity),
        qrs_positive_predictivity: mean(all, |one| one.qrs_positive_predictivity),
        v_sensitivity: mean(all, |one| one.v_sensitivity),
        v_positive_predictivity: mean(all, |one| one.v_positive_predictivity),
        v_false_positive_rate: mean(all, |one| one.v_false_positive_rate),
        s_sensitivity: mean(all, |one| one.s_sensitivity),
        s_positive_predictivity: mean(all, |one| one.s_positive_predictivity),
        s_false_positive_rate: mean(all, |one| one.s_false_positive_rate),
    }
}

fn average_runs(all: &[RunFigures]) -> RunAverages {
    RunFigures {
        couplet_sensitivity: mean(all, |one| one.couplet_sensitivity),
        couplet_positive_predictivity: mean(all, |one| one.couplet_positive_predictivity),
        short_sensitivity: mean(all, |one| one.short_sensitivity),
        short_positive_predictivity: mean(all, |one| one.short_positive_predictivity),
        long_sensitivity: mean(all, |one| one.long_sensitivity),
        long_positive_predictivity: mean(all, |one| one.long_positive_predictivity),
    }
}
