//! One annotator's marks as EC57 takes them: beats with classes, flutter, and stretches that nobody could read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::ecg::{Annotation, BeatClass, SampleIndex};
use crate::error::Note;

/// The symbols of WFDB that mark something, but no beat.
const NO_BEATS: &str = "+~|sT*D\"=p^tu![]@x()";

/// Bits of a `~` mark's subtype: neither of the first two signals can be read.
const UNREADABLE: i8 = 0x30;

/// What one annotator says.
pub(in crate::score::ec57) struct Side {
    /// Outside of flutter, in order of time.
    pub beats: Vec<(SampleIndex, BeatClass)>,
    /// Ventricular flutter and fibrillation, in order.
    pub flutter: Vec<Range<SampleIndex>>,
    /// Where the annotator could read nothing, in order.
    pub shutdown: Vec<Range<SampleIndex>>,
    /// Symbols that are neither AAMI's nor WFDB's, with how often each stands.
    unknown: BTreeMap<char, u64>,
    /// Marks past the record's end.
    late: u64,
}

impl Side {
    /// `end` is the record's, in samples, and `reach` a tolerance.
    pub fn of(annotations: &[Annotation], reach: usize, end: usize) -> Side {
        let mut sorted: Vec<&Annotation> = annotations.iter().collect();
        sorted.sort_by_key(|annotation| annotation.at);
        let late = sorted.len();
        sorted.retain(|annotation| annotation.at.0 < end);
        let late = (late - sorted.len()) as u64;
        let mut side = Side {
            beats: Vec::new(),
            flutter: spans(&sorted, |mark| mark.symbol == '[', |mark| mark.symbol == ']', end),
            shutdown: Vec::new(),
            unknown: BTreeMap::new(),
            late,
        };
        for mark in &sorted {
            match BeatClass::from_symbol(mark.symbol) {
                Some(class) if !inside(&side.flutter, mark.at) => side.beats.push((mark.at, class)),
                Some(_) => {}
                None if !NO_BEATS.contains(mark.symbol) => *side.unknown.entry(mark.symbol).or_default() += 1,
                None => {}
            }
        }
        side.shutdown = shutdown(&sorted, reach, end);
        side
    }

    /// Where its beats are.
    pub fn positions(&self) -> Vec<SampleIndex> {
        self.beats.iter().map(|(at, _)| *at).collect()
    }

    /// What is odd about it.
    pub fn notes(&self, record: &str, who: &str, length: Option<usize>) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.beats.is_empty() {
            notes.push(Note::new(format!("{record}: {who} marks no beat that could be compared.")));
        }
        if !self.unknown.is_empty() {
            let count: u64 = self.unknown.values().sum();
            let symbols: Vec<String> =
                self.unknown.iter().map(|(symbol, count)| format!("{} ({count})", named(*symbol))).collect();
            notes.push(Note::new(format!(
                "{record}: {count} marks of {who} have labels that AAMI does not know and were left out: {}.",
                symbols.join(", ")
            )));
        }
        if let (1.., Some(length)) = (self.late, length) {
            notes.push(Note::new(format!(
                "{record}: {} marks of {who} stand past the end of the record's {length} samples and were left out; look \
                 whether they are of the same record.",
                self.late
            )));
        }
        notes
    }
}

/// A symbol as it can be printed; codes without one are carried as private characters.
fn named(symbol: char) -> String {
    match u32::from(symbol).checked_sub(0xE000) {
        Some(code @ 0..64) => format!("code {code}"),
        _ => symbol.to_string(),
    }
}

/// Whether a position is in one of `spans`, which are in order.
pub(in crate::score::ec57) fn inside(spans: &[Range<SampleIndex>], at: SampleIndex) -> bool {
    let next = spans.partition_point(|span| span.end <= at);
    spans.get(next).is_some_and(|span| span.contains(&at))
}

/// From each mark that begins to the next that ends, both included; without one, to the record's end. What ends before
/// anything began has lasted from before the record.
fn spans(
    sorted: &[&Annotation],
    begins: impl Fn(&Annotation) -> bool,
    ends: impl Fn(&Annotation) -> bool,
    end: usize,
) -> Vec<Range<SampleIndex>> {
    let mut spans = Vec::new();
    let mut open = None;
    for mark in sorted {
        match open {
            None if begins(mark) => open = Some(mark.at),
            None if ends(mark) && spans.is_empty() => spans.push(SampleIndex(0)..SampleIndex(mark.at.0 + 1)),
            Some(from) if ends(mark) => {
                spans.push(from..SampleIndex(mark.at.0 + 1));
                open = None;
            }
            _ => {}
        }
    }
    spans.extend(open.map(|from| from..SampleIndex(end)));
    spans
}

fn shutdown(sorted: &[&Annotation], reach: usize, end: usize) -> Vec<Range<SampleIndex>> {
    let begins = |mark: &Annotation| mark.symbol == '~' && mark.subtype & UNREADABLE == UNREADABLE;
    let is_beat = |mark: &&&Annotation| BeatClass::from_symbol(mark.symbol).is_some();
    let mut spans: Vec<Range<SampleIndex>> = Vec::new();
    let mut index = 0;
    while let Some(mark) = sorted.get(index) {
        index += 1;
        if !begins(mark) {
            continue;
        }
        let after = &sorted[index..];
        // What says the same again changes nothing; other marks may stand between.
        let next = after.iter().position(|next| is_beat(&next) || (next.symbol == '~' && !begins(next)));
        let span = match next.map(|next| after[next]) {
            None => mark.at..SampleIndex(end),
            Some(next) if next.symbol == '~' => mark.at..next.at,
            Some(beat) => {
                let before =
                    sorted[..index].iter().rfind(is_beat).map_or(0, |beat| beat.at.0.saturating_add(reach));
                let to = beat.at.0.saturating_sub(reach);
                SampleIndex(before.min(to))..SampleIndex(to)
            }
        };
        index = next.map_or(sorted.len(), |next| index + next);
        if span.start < span.end {
            spans.push(span);
        }
    }
    spans
}

#[cfg(test)]
fn noise(at: usize, subtype: i8) -> Annotation {
    Annotation { subtype, ..Annotation::new(SampleIndex(at), '~') }
}

#[test]
fn what_cannot_be_read_lasts_from_mark_to_mark_or_between_two_beats_or_to_the_end() {
    let beat = |at| Annotation::new(SampleIndex(at), 'N');
    let told = |marks: &[Annotation]| -> Vec<(usize, usize)> {
        let side = Side::of(marks, 10, 1000);
        side.shutdown.iter().map(|span| (span.start.0, span.end.0)).collect()
    };
    assert_eq!(told(&[beat(5), noise(20, -1), noise(90, 0), beat(100)]), [(20, 90)]);
    assert_eq!(told(&[beat(5), noise(20, 0x30), beat(100)]), [(15, 90)]);
    assert_eq!(told(&[beat(5), noise(20, -1), noise(40, -1), noise(50, 1)]), [(20, 50)]);
    assert_eq!(told(&[beat(5), noise(20, -1)]), [(20, 1000)]);
    assert_eq!(told(&[beat(5), noise(20, 16), noise(30, 1), beat(900)]), []);
}

#[test]
fn flutter_takes_its_beats_with_it_and_strange_labels_are_named() {
    let mark = |at, symbol| Annotation::new(SampleIndex(at), symbol);
    let marks = [mark(1, 'N'), mark(5, '['), mark(6, 'V'), mark(9, ']'), mark(12, 'V'), mark(13, 'Y')];
    let side = Side::of(&marks, 1, 100);
    assert_eq!(side.positions(), [SampleIndex(1), SampleIndex(12)]);
    assert_eq!(
        side.notes("x", "the reference", None)[0].text,
        "x: 1 marks of the reference have labels that AAMI does not know and were left out: Y (1)."
    );
}

#[test]
fn flutter_from_before_the_record_lasts_from_its_beginning() {
    let mark = |at, symbol| Annotation::new(SampleIndex(at), symbol);
    let marks = [mark(2, 'V'), mark(5, ']'), mark(12, 'N'), mark(20, ']'), mark(30, '['), mark(40, 'V')];
    let side = Side::of(&marks, 1, 100);
    let spans: Vec<(usize, usize)> = side.flutter.iter().map(|span| (span.start.0, span.end.0)).collect();
    assert_eq!(spans, [(0, 6), (30, 100)]);
    assert_eq!(side.positions(), [SampleIndex(12)]);
}
