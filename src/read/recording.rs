//! What every format of recordings comes down to: channels of values, of which the ECG leads are picked and made a Record.

use serde::Serialize;

use crate::ecg::{Grid, Hertz, Lead, Marks, Moment, Record, SampleIndex};
use crate::error::{Error, Note, Result};
use crate::read::choices::means;
use crate::read::{Choices, Finding, Opened, Reading, Unit};

/// One signal of a file.
pub(in crate::read) struct Channel {
    /// What the file calls it.
    pub name: String,
    /// What the file measures it in; empty where the file does not say.
    pub unit: String,
    /// Its own rate.
    pub rate: Hertz,
    /// The steps that it was counted in, in millivolts.
    pub grid: Option<Grid>,
    /// Millivolts where the unit is a voltage, else the file's own numbers; not finite where nothing was recorded.
    /// Empty where the channel was not kept.
    pub values: Vec<f32>,
    /// Whether it was kept, by [`keep`].
    pub kept: bool,
}

/// What a reader makes of the files of one recording.
pub(in crate::read) struct Recording {
    /// Without folder or extension.
    pub name: String,
    /// What kind of file it was, as a person would say: `WFDB record`, `EDF+ file`.
    pub format: String,
    /// All of them, kept or not.
    pub channels: Vec<Channel>,
    /// With samples counted at `marks_rate`.
    pub marks: Vec<Marks>,
    /// The rate that the marks are counted at.
    pub marks_rate: Hertz,
    /// When it began.
    pub start: Moment,
    /// What the file says in words.
    pub comments: Vec<String>,
    /// What was survived.
    pub notes: Vec<Note>,
    /// What was guessed, beside the leads and the rate.
    pub findings: Vec<Finding>,
}

/// A channel as it is offered to a person who may want others than those that were kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChannelSummary {
    /// What the file calls it.
    pub name: String,
    /// What the file measures it in.
    pub unit: String,
    /// Its own rate.
    pub rate_hz: Hertz,
    /// Whether it is a lead of the record that was read.
    pub kept: bool,
}

/// Which channels to keep as leads, and why. `channels` are (name, unit) of each; `place` is the file's name.
///
/// Without a choice: the voltages called as ECG leads are called (where `strict`: in files that hold other signals as well);
/// if none is, all voltages that are not called as something else; if there is none of these either, all voltages.
pub(in crate::read) fn keep(
    place: &str,
    channels: &[(String, String)],
    choices: &Choices,
    strict: bool,
) -> Result<(Vec<bool>, Finding)> {
    let names = |kept: &[bool]| -> String {
        let names: Vec<&str> = channels
            .iter()
            .zip(kept)
            .filter(|(_, kept)| **kept)
            .map(|((name, _), _)| name.as_str())
            .collect();
        names.join(", ")
    };
    if let Some(wanted) = &choices.leads {
        let mut kept = vec![false; channels.len()];
        for one in wanted {
            let Some(at) = channels.iter().enumerate().position(|(at, (name, _))| means(one, name, at))
            else {
                let all: Vec<&str> = channels.iter().map(|(name, _)| name.as_str()).collect();
                return Err(Error::unfit(
                    place,
                    format!("there is no lead {one} in it; it has {}", all.join(", ")),
                ));
            };
            kept[at] = true;
        }
        if !kept.contains(&true) {
            return Err(Error::unfit(place, "no lead was chosen; choose at least one"));
        }
        let finding = Finding::new("leads", names(&kept), "chosen by you");
        return Ok((kept, finding));
    }
    let voltage = |(_, unit): &(String, String)| Unit::parse(unit).is_some();
    let unsaid = |(_, unit): &(String, String)| unit.trim().is_empty();
    let rules: [(&str, Vec<bool>); 3] = [
        (
            "called as ECG leads are",
            channels
                .iter()
                .map(|one| (voltage(one) || unsaid(one)) && is_ecg(&one.0) && !is_something_else(&one.0))
                .collect(),
        ),
        (
            if strict { "voltages, though not called as ECG leads are" } else { "the voltages" },
            channels.iter().map(|one| voltage(one) && !is_something_else(&one.0)).collect(),
        ),
        ("the only voltages, though called as something else", channels.iter().map(voltage).collect()),
    ];
    for (why, kept) in rules.into_iter().skip(usize::from(!strict)) {
        if kept.contains(&true) {
            let reason = if channels.len() == 1 { "the only channel in it" } else { why };
            let finding = Finding::new("leads", names(&kept), reason);
            return Ok((kept, finding));
        }
    }
    let all: Vec<String> = channels
        .iter()
        .map(|(name, unit)| format!("{name} ({})", if unit.is_empty() { "no unit" } else { unit }))
        .collect();
    let reason = if all.is_empty() {
        "no signal is in it; an ECG has at least one".to_string()
    } else {
        format!("none of its channels is a voltage, as an ECG is; it has {}", all.join(", "))
    };
    Err(Error::unfit(place, reason))
}

/// Names of leads, in capitals and without ECG, LEAD, spaces and signs.
const LEADS: [&str; 43] = [
    "", "I", "II", "III", "AVR", "AVL", "AVF", "V", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9",
    "V3R", "V4R", "MLI", "MLII", "MLIII", "MV1", "MV2", "MV5", "MV6", "CM1", "CM2", "CM4", "CM5", "CC5",
    "D1", "D2", "D3", "VX", "VY", "VZ", "L1", "L2", "L3", "ES", "AS", "AI",
];

pub(in crate::read) fn is_ecg(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: String = upper.chars().filter(|c| c.is_alphanumeric()).collect();
    if upper.contains("ECG") || upper.contains("EKG") {
        return true;
    }
    let bare = words.strip_prefix("LEAD").or(words.strip_prefix("DERIVATION")).unwrap_or(&words);
    !bare.is_empty() && LEADS.contains(&bare)
}

/// Words of channels that are no ECG, whatever their unit.
const ELSE: [&str; 22] = [
    "EEG",
    "EMG",
    "EOG",
    "RESP",
    "RSP",
    "EDA",
    "GSR",
    "PLETH",
    "PPG",
    "SPO2",
    "ABP",
    "ACC",
    "TEMP",
    "FLOW",
    "SNORE",
    "THOR",
    "ABDO",
    "BATT",
    "IMPEDANCE",
    "STATUS",
    "TRIGGER",
    "CHIN",
];

fn is_something_else(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    !upper.contains("ECG") && !upper.contains("EKG") && ELSE.iter().any(|word| upper.contains(word))
}

impl Recording {
    /// The record of the channels that were kept, all brought to the highest of their rates.
    pub fn open(self, choices: &Choices) -> Result<Opened> {
        let Recording {
            name,
            format,
            channels,
            mut marks,
            marks_rate,
            start,
            comments,
            mut notes,
            mut findings,
        } = self;
        let summaries = channels
            .iter()
            .map(|channel| ChannelSummary {
                name: channel.name.clone(),
                unit: channel.unit.clone(),
                rate_hz: channel.rate,
                kept: channel.kept,
            })
            .collect();
        let kept = || channels.iter().filter(|channel| channel.kept);
        let Some(rate) = kept().map(|channel| channel.rate).max_by(|a, b| a.get().total_cmp(&b.get())) else {
            return Err(Error::unfit(name, "none of its channels was kept"));
        };
        let length = kept().filter(|channel| channel.rate == rate).map(|channel| channel.values.len()).max();
        let length = length.unwrap_or(0);
        let mut leads = Vec::new();
        for channel in channels.into_iter().filter(|channel| channel.kept) {
            let Channel { name: lead, unit, rate: own, grid, mut values, .. } = channel;
            if Unit::parse(&unit).is_none() {
                let unit = if unit.is_empty() { "an unknown unit" } else { &unit };
                notes.push(Note::new(format!(
                    "{name}, {lead}: in {unit}; its numbers were taken as millivolts."
                )));
            }
            if own != rate {
                notes.push(Note::new(format!(
                    "{name}, {lead}: recorded at {} Hz, brought to the {} Hz of the others by straight lines.",
                    plain(own.get()),
                    plain(rate.get())
                )));
                values = stretched(&values, own.get() / rate.get(), length);
            }
            values.resize(length, f32::NAN);
            leads.push(Lead::with_missing(lead, values, grid.filter(|_| own == rate)));
        }
        if marks_rate != rate {
            let ratio = rate.get() / marks_rate.get();
            for annotation in marks.iter_mut().flat_map(|marks| &mut marks.annotations) {
                annotation.at = SampleIndex((annotation.at.0 as f64 * ratio).round() as usize);
            }
        }
        for lead in &leads {
            let first = lead.samples[..].first();
            if lead.samples.len() > 1
                && lead.gaps.is_empty()
                && lead.samples.iter().all(|sample| Some(sample) == first)
            {
                notes.push(Note::new(format!(
                    "{name}, {}: every sample is the same; look whether the electrode was on.",
                    lead.name
                )));
            }
        }
        let rate = match choices.rate_hz {
            Some(chosen) if chosen != rate => {
                findings.retain(|finding| finding.about != "rate");
                let was = format!("chosen by you; the file was read as {} Hz", plain(rate.get()));
                findings.push(Finding::new("rate", format!("{} Hz", plain(chosen.get())), was));
                chosen
            }
            _ => rate,
        };
        if !(1.0..=100_000.0).contains(&rate.get()) {
            let reason = format!(
                "{} Hz is no sampling rate of an ECG; say the right one, from 1 to 100,000 Hz",
                rate.get()
            );
            return Err(Error::unfit(name, reason));
        }
        let reading =
            Reading::Record(Record::new(name, rate, leads, marks)?.begun(start).with_comments(comments));
        findings.insert(0, Finding::new("format", format, "known by its first bytes"));
        Ok(Opened {
            reading,
            notes,
            findings,
            channels: summaries,
            recordings: Vec::new(),
            choices: choices.clone(),
        })
    }
}

/// A number as short as it is: 360, 62.4725, 249.89.
pub(in crate::read) fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// `values` at positions `step` apart, straight lines between them; missing where a neighbour is.
fn stretched(values: &[f32], step: f64, length: usize) -> Vec<f32> {
    let at = |index: usize| {
        let place = index as f64 * step;
        let before = place as usize;
        let share = (place - before as f64) as f32;
        let first = values.get(before).copied().unwrap_or(f32::NAN);
        if share == 0.0 {
            return first;
        }
        // Past the last value it holds for one step of its own.
        let second = values.get(before + 1).copied().unwrap_or(first);
        first + (second - first) * share
    };
    (0..length).map(at).collect()
}

#[test]
fn leads_are_told_from_other_channels_by_their_names() {
    for name in [
        "I",
        "aVR",
        "V5",
        "MLII",
        "ECG",
        "ECG0",
        "ECG LA-RA",
        "EKG 1",
        "Lead II",
        "Shimmer_ECG_LL-RA_24BIT_CAL",
    ] {
        assert!(is_ecg(name) && !is_something_else(name), "{name}");
    }
    for name in ["EEG Fpz-Cz", "Resp", "PLETH", "X", "EMG chin", "noise1", "ACC_X"] {
        assert!(!is_ecg(name), "{name}");
    }
}

#[test]
fn channels_are_kept_by_name_then_by_unit() {
    let channels = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, unit)| (name.to_string(), unit.to_string())).collect()
    };
    let kept = |pairs: &[(&str, &str)]| {
        keep("x.edf", &channels(pairs), &Choices::default(), true).map(|(kept, _)| kept)
    };
    assert_eq!(kept(&[("ECG0", "uV"), ("X", "m/s^2"), ("EEG", "uV")]).unwrap(), [true, false, false]);
    assert_eq!(kept(&[("noise1", "mV"), ("EEG", "uV")]).unwrap(), [true, false]);
    assert_eq!(kept(&[("EMG_CH1", "mV"), ("EMG_CH2", "mV")]).unwrap(), [true, true]);
    let error = kept(&[("SpO2", "%"), ("Flow", "")]).unwrap_err().to_string();
    assert_eq!(
        error,
        "x.edf: none of its channels is a voltage, as an ECG is; it has SpO2 (%), Flow (no unit)."
    );
    let chosen = Choices { leads: Some(vec!["#1".into(), "I".into()]), ..Choices::default() };
    let (kept, _) =
        keep("x", &channels(&[("I", "mV"), ("PLETH", "NU"), ("II", "mV")]), &chosen, false).unwrap();
    assert_eq!(kept, [true, true, false]);
}

#[test]
fn a_slower_channel_is_brought_to_the_faster_ones_rate() {
    assert_eq!(stretched(&[0.0, 2.0, 4.0], 0.5, 6), [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
}
