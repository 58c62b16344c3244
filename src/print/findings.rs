//! What of a recording is worth a strip: the worst of each kind of finding first, as many as were asked for.

use crate::analyze::Report;
use crate::ecg::{BeatClass, Seconds};
use crate::measure::rhythm::{Event, EventKind};
use crate::measure::{Grade, Stretch};
use crate::print::{Beat, words};

/// All findings of a kind.
#[derive(Clone, Debug)]
pub(in crate::print) struct Group {
    /// What they are called, all together.
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// The most marked of them, or what is to be known of all.
    pub most: String,
    /// The strips that show one.
    pub strips: Vec<usize>,
}

/// A stretch that is shown.
#[derive(Clone, Debug)]
pub(in crate::print) struct Strip {
    /// What is to be seen; more than one thing where findings are near each other.
    pub words: Vec<String>,
    pub from: Seconds,
    pub to: Seconds,
    /// What of it is meant, where that is not all.
    pub lit: Option<(Seconds, Seconds)>,
    /// The leads, the one that is meant on top.
    pub leads: Vec<usize>,
    /// The group that it was made for.
    group: usize,
}

/// Something that could be shown.
struct Candidate {
    words: String,
    from: f64,
    to: f64,
    /// Where to look, where it lasts longer than a strip.
    at: f64,
    /// The lead it is in, where it is in one.
    lead: Option<usize>,
}

/// A kind of finding: how often, and what could be shown, the most marked first, of which `cap` are.
struct Kind {
    name: String,
    count: usize,
    cap: usize,
    candidates: Vec<Candidate>,
}

/// What stands before something that lasts longer than a strip, in seconds.
const BEFORE_S: f64 = 1.0;

/// Strips begin on the paper's strong lines, in seconds.
const SQUARE_S: f64 = 0.2;

/// Strips that begin so near each other show the same, in seconds.
const NEAR_S: f64 = 1.0;

/// So far around its R peak a beat is meant, in seconds.
const BEAT_S: (f64, f64) = (0.25, 0.45);

/// What is shown before the R peak of the first of usual beats, in seconds.
const BEFORE_R_S: f64 = 0.3;

/// Beats that are looked through for a stretch of usual ones.
const MOST_LOOKED: usize = 20_000;

/// The groups of findings, and at most `most` strips of `width` seconds. The worst of each kind comes first, then the second of each, so that no kind
/// takes all the room; a finding that stands in a strip already is told there.
pub(in crate::print) fn of(
    report: &Report,
    beats: &[Beat],
    width: f64,
    most: usize,
) -> (Vec<Group>, Vec<Strip>) {
    let kinds = kinds(report, beats, width);
    let leads = report.record.leads.as_ref().map_or(0, Vec::len);
    let main = report
        .record
        .lead
        .as_ref()
        .and_then(|name| report.record.leads.as_ref()?.iter().position(|lead| lead == name))
        .unwrap_or(0);
    let shown = |lead: Option<usize>| {
        let first = lead.unwrap_or(main).min(leads.saturating_sub(1));
        let second = if first == main { (main + 1) % leads.max(1) } else { main };
        if second == first { vec![first] } else { vec![first, second] }
    };
    let mut groups: Vec<Group> = kinds
        .iter()
        .map(|kind| Group {
            name: kind.name.clone(),
            count: kind.count,
            most: kind.candidates.first().map_or(String::new(), |one| {
                format!("{}, at {}", one.words, words::moment(Seconds(one.at), Default::default()))
            }),
            strips: Vec::new(),
        })
        .collect();
    let length = report.record.seconds.map_or(0.0, |seconds| seconds.0);
    let mut strips: Vec<Strip> = Vec::new();
    let deepest = kinds.iter().map(|kind| kind.cap).max().unwrap_or(0);
    for nth in 0..deepest {
        for (group, kind) in kinds.iter().enumerate().filter(|(_, kind)| nth < kind.cap) {
            let Some(one) = kind.candidates.get(nth) else { continue };
            let new = strip(one, width, length, shown(one.lead), group);
            let there = strips.iter().position(|strip| {
                let is_inside = strip.from.0 <= one.from && one.to <= strip.to.0;
                let is_the_same = (strip.from.0 - new.from.0).abs() < NEAR_S;
                strip.leads.contains(&new.leads[0]) && (is_inside || is_the_same)
            });
            if let Some(there) = there {
                strips[there].words.push(one.words.clone());
                groups[group].strips.push(there);
            } else if strips.len() < most {
                groups[group].strips.push(strips.len());
                strips.push(new);
            }
        }
    }
    in_order(&mut groups, strips)
}

/// The strips in the order of their groups, and in each in order of time.
fn in_order(groups: &mut [Group], strips: Vec<Strip>) -> (Vec<Group>, Vec<Strip>) {
    let mut order: Vec<usize> = (0..strips.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&strips[a], &strips[b]);
        a.group.cmp(&b.group).then(a.from.0.total_cmp(&b.from.0))
    });
    let mut now = vec![0; strips.len()];
    order.iter().enumerate().for_each(|(place, &was)| now[was] = place);
    for group in groups.iter_mut() {
        group.strips.iter_mut().for_each(|strip| *strip = now[*strip]);
        group.strips.sort_unstable();
        group.strips.dedup();
    }
    (groups.to_vec(), order.into_iter().map(|was| strips[was].clone()).collect())
}

fn strip(one: &Candidate, width: f64, length: f64, leads: Vec<usize>, group: usize) -> Strip {
    let lasts = one.to - one.from;
    let fits = lasts + 2.0 * BEFORE_S <= width;
    let begin = if fits { (one.from + one.to - width) / 2.0 } else { one.at - 2.0 * BEFORE_S };
    let last = (length - width).max(0.0);
    let from = ((begin.clamp(0.0, last)) / SQUARE_S).floor() * SQUARE_S;
    let lit = fits.then_some((Seconds(one.from), Seconds(one.to)));
    Strip {
        words: vec![one.words.clone()],
        from: Seconds(from),
        to: Seconds(from + width),
        lit,
        leads,
        group,
    }
}

/// All kinds, those that matter most first.
fn kinds(report: &Report, beats: &[Beat], width: f64) -> Vec<Kind> {
    let mut kinds = Vec::new();
    if report.record.seconds.is_none() {
        return kinds;
    }
    kinds.extend(usual(report, beats, width));
    let rhythm = report.rhythm.as_ref();
    let events = rhythm.map_or(&[][..], |rhythm| &rhythm.events);
    let mut of = |kind: EventKind, class: Option<BeatClass>, cap: usize, worst: fn(&Event) -> f64| {
        let counted = rhythm.into_iter().flat_map(|rhythm| &rhythm.counts);
        let count = counted.filter(|one| (one.kind, one.class) == (kind, class)).map(|one| one.count).sum();
        let mut found: Vec<&Event> =
            events.iter().filter(|event| (event.kind, event.class) == (kind, class)).collect();
        // A stable sort: of equals the first.
        found.sort_by(|a, b| worst(b).total_cmp(&worst(a)));
        let candidates = found.into_iter().map(|event| Candidate {
            words: words::event(event),
            from: event.from_s.0,
            to: event.to_s.0,
            at: event.from_s.0,
            lead: None,
        });
        kinds.push(Kind {
            name: words::upper(&words::kind(kind, class, true)),
            count,
            cap,
            candidates: candidates.take(cap).collect(),
        });
    };
    let (s, v) = (Some(BeatClass::S), Some(BeatClass::V));
    let longest: fn(&Event) -> f64 = |event| event.to_s.0 - event.from_s.0;
    let most_beats: fn(&Event) -> f64 = |event| event.beats as f64;
    let fastest: fn(&Event) -> f64 = |event| event.bpm.unwrap_or(0.0);
    let slowest: fn(&Event) -> f64 = |event| -event.bpm.unwrap_or(0.0);
    of(EventKind::Run, v, 4, most_beats);
    of(EventKind::Pause, None, 3, longest);
    of(EventKind::Run, s, 3, most_beats);
    of(EventKind::Tachycardia, None, 2, fastest);
    of(EventKind::Bradycardia, None, 2, slowest);
    of(EventKind::Couplet, v, 2, fastest);
    of(EventKind::Couplet, s, 1, fastest);
    of(EventKind::Bigeminy, v, 1, most_beats);
    of(EventKind::Trigeminy, v, 1, most_beats);
    of(EventKind::Bigeminy, s, 1, most_beats);
    of(EventKind::Trigeminy, s, 1, most_beats);
    let at = usize::from(!kinds.is_empty());
    kinds.insert(at.min(kinds.len()), fibrillation(report));
    kinds.push(st(report));
    kinds.extend(
        [BeatClass::V, BeatClass::S, BeatClass::F, BeatClass::Q].map(|class| single(report, beats, class)),
    );
    kinds.push(poor(report));
    kinds.retain(|kind| kind.count > 0);
    kinds
}

/// A stretch of usual beats, to hold the others against.
fn usual(report: &Report, beats: &[Beat], width: f64) -> Option<Kind> {
    let count = report.counts.get(BeatClass::N);
    let rate = report.record.rate_hz;
    let times: Vec<f64> = beats.iter().take(MOST_LOOKED).map(|beat| beat.at.time(rate).0).collect();
    let poor: Vec<(f64, f64)> = of_lead(report, report.record.lead.as_deref())
        .filter(|stretch| stretch.grade != Grade::Usable)
        .map(|stretch| (stretch.from_s.0, stretch.to_s.0))
        .collect();
    // With the P wave of the first beat, and little of what went before it.
    let begin = |first: usize| times[first] - BEFORE_R_S;
    let is_calm = |first: usize| {
        let (from, to) = (begin(first), begin(first) + width);
        let end = times.partition_point(|at| *at < to);
        from >= 0.0
            && end - first > 2
            && beats[first..end].iter().all(|beat| beat.class == BeatClass::N)
            && poor.iter().all(|(begin, end)| *end <= from || to <= *begin)
    };
    let begin = (0..times.len()).find(|&first| is_calm(first)).map_or(0.0, begin);
    let calm = Candidate {
        words: "Usual beats".into(),
        from: begin,
        to: begin + width,
        at: begin + 2.0,
        lead: None,
    };
    Some(Kind {
        name: "Usual beats".into(),
        count: count.max(1),
        cap: 1,
        candidates: vec![if count > 0 { calm } else { Candidate { words: "The beginning".into(), ..calm } }],
    })
}

fn fibrillation(report: &Report) -> Kind {
    let episodes = report.rhythm.as_ref().map_or(&[][..], |rhythm| &rhythm.episodes);
    let mut longest: Vec<_> = episodes.iter().collect();
    longest.sort_by(|a, b| (b.to_s.0 - b.from_s.0).total_cmp(&(a.to_s.0 - a.from_s.0)));
    let candidates = longest.into_iter().take(3).map(|episode| Candidate {
        words: format!("Atrial fibrillation of {} begins", words::length(episode.to_s.0 - episode.from_s.0)),
        from: episode.from_s.0,
        to: episode.to_s.0,
        at: episode.from_s.0,
        lead: None,
    });
    Kind {
        name: "Episodes of atrial fibrillation".into(),
        count: episodes.len(),
        cap: 3,
        candidates: candidates.collect(),
    }
}

fn st(report: &Report) -> Kind {
    let leads = report.st.as_ref().map_or(&[][..], |st| &st.leads);
    let names = report.record.leads.as_deref().unwrap_or_default();
    let mut all: Vec<_> = leads
        .iter()
        .flat_map(|lead| lead.episodes.iter().map(move |episode| (&lead.lead, episode)))
        .collect();
    all.sort_by(|a, b| b.1.peak_mv.abs().total_cmp(&a.1.peak_mv.abs()));
    let candidates = all.iter().take(3).map(|(lead, episode)| Candidate {
        words: format!(
            "ST {} of {:+.2} mV in {lead} for {}",
            words::direction(episode.direction),
            episode.peak_mv,
            words::length(episode.to_s.0 - episode.from_s.0)
        ),
        from: episode.peak_s.0 - 2.0,
        to: episode.peak_s.0 + 2.0,
        at: episode.peak_s.0,
        lead: names.iter().position(|name| name == *lead),
    });
    Kind { name: "ST episodes".into(), count: all.len(), cap: 3, candidates: candidates.collect() }
}

/// The first beats of a class.
fn single(report: &Report, beats: &[Beat], class: BeatClass) -> Kind {
    let rate = report.record.rate_hz;
    let of_it = beats.iter().filter(|beat| beat.class == class).take(2);
    let candidates = of_it.enumerate().map(|(nth, beat)| {
        let at = beat.at.time(rate).0;
        let words = match nth {
            0 => format!("First {} beat", class.words()),
            _ => format!("Second {} beat", class.words()),
        };
        Candidate { words, from: at - BEAT_S.0, to: at + BEAT_S.1, at, lead: None }
    });
    Kind {
        name: words::upper(&format!("{} beats", class.words())),
        count: report.counts.get(class),
        cap: 2,
        candidates: candidates.collect(),
    }
}

/// Where leads cannot be trusted, the longest of what is worst first.
fn poor(report: &Report) -> Kind {
    let leads = report.quality.as_ref().map_or(&[][..], |quality| &quality.leads);
    let mut all: Vec<(usize, &str, &Stretch)> = leads
        .iter()
        .enumerate()
        .flat_map(|(nth, lead)| lead.stretches.iter().map(move |stretch| (nth, lead.lead.as_str(), stretch)))
        .filter(|(.., stretch)| stretch.grade != Grade::Usable)
        .collect();
    let lasts = |stretch: &Stretch| stretch.to_s.0 - stretch.from_s.0;
    all.sort_by(|a, b| b.2.grade.cmp(&a.2.grade).then(lasts(b.2).total_cmp(&lasts(a.2))));
    let candidates = all.iter().take(2).map(|(lead, name, stretch)| Candidate {
        words: format!("{name} {} for {}", words::reason(stretch.reason), words::length(lasts(stretch))),
        from: stretch.from_s.0,
        to: stretch.to_s.0,
        at: stretch.from_s.0,
        lead: Some(*lead),
    });
    Kind {
        name: "Stretches of poor signal".into(),
        count: all.len(),
        cap: 2,
        candidates: candidates.collect(),
    }
}

/// The stretches of a lead.
pub(in crate::print) fn of_lead<'a>(
    report: &'a Report,
    name: Option<&'a str>,
) -> impl Iterator<Item = &'a Stretch> {
    let leads = report.quality.as_ref().map_or(&[][..], |quality| &quality.leads);
    leads.iter().filter(move |lead| Some(lead.lead.as_str()) == name).flat_map(|lead| &lead.stretches)
}
