//! A record as CSV and as JSON.

use std::fmt::Write;

use crate::ecg::{Hertz, Record, RecordFile};

/// The record as CSV: `time_s`, then a column a lead in millivolts, named after the lead. Missing samples are empty cells;
/// every other comes back to its last bit.
pub fn record_csv(record: &Record) -> String {
    let mut text = String::with_capacity(record.len() * (10 + 12 * record.leads().len()));
    text.push_str("time_s");
    for lead in record.leads() {
        let name = lead.name.replace(['\n', '\r'], " ");
        if name.contains([',', '"']) {
            let _ = write!(text, ",\"{}\"", name.replace('"', "'"));
        } else {
            let _ = write!(text, ",{name}");
        }
    }
    text.push('\n');
    let digits = digits(record.rate());
    let mut gaps: Vec<_> = record.leads().iter().map(|lead| lead.gaps.iter().peekable()).collect();
    for at in 0..record.len() {
        let _ = write!(text, "{:.digits$}", at as f64 / record.rate().get());
        for (lead, gaps) in record.leads().iter().zip(&mut gaps) {
            while gaps.next_if(|gap| gap.to.0 <= at).is_some() {}
            if gaps.peek().is_some_and(|gap| gap.from.0 <= at) {
                text.push(',');
            } else {
                let _ = write!(text, ",{}", lead.samples[at]);
            }
        }
        text.push('\n');
    }
    text
}

/// Digits behind the point that tell the samples' times: as few as do it exactly, or nine.
fn digits(rate: Hertz) -> usize {
    let step = 1.0 / rate.get();
    (0..9)
        .find(|&digits| {
            let scaled = step * 10_f64.powi(digits);
            (scaled - scaled.round()).abs() < 1e-9 * scaled
        })
        .unwrap_or(9) as usize
}

/// The record as JSON, samples and all, which ecglass reads again.
pub fn record_json(record: &Record) -> String {
    serde_json::to_string(&RecordFile::of(record))
        .unwrap_or_else(|error| unreachable!("a record is plain data: {error}"))
}

#[test]
fn a_record_is_a_column_a_lead_and_gaps_are_empty() {
    use crate::ecg::Lead;
    let gap = Lead::with_missing("V5, odd", vec![0.25, f32::NAN, -1.5e-5], None);
    let leads = vec![Lead::new("I", vec![0.0, 0.1, 2.0]), gap];
    let record = Record::new("x", Hertz::new(250.0).unwrap(), leads, vec![]).unwrap();
    assert_eq!(record_csv(&record), "time_s,I,\"V5, odd\"\n0.000,0,0.25\n0.004,0.1,\n0.008,2,-0.000015\n");
    assert_eq!(digits(Hertz::new(360.0).unwrap()), 9);
}
