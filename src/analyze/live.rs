//! A recording that is still going on: each beat classified as soon as the next one is found.

use std::mem;
use std::ops::Range;

use crate::analyze::doubt::{FEWEST, is_usual_strange};
use crate::analyze::of_both;
use crate::classify::Classifier;
use crate::ecg::{BeatClass, Beats, Hertz, Lead, Record, SampleIndex, Seconds, Verdict};
use crate::error::{Error, Result};
use crate::measure::{LeadQuality, Quality};
use crate::segment::{Peaks, context, held};

/// How far a lead can be read is judged by what came in so long a time; beats are found within it.
const JUDGED: Seconds = Seconds(30.0);

/// What is usual for this heart is seen in so many beats.
const USUAL: usize = 64;

/// Leads beyond so many show where beats are, and are not classified.
const CLASSIFIED: usize = 2;

/// Takes samples as they come and says of each beat what it is, in memory that does not grow: nothing is known of what comes after the beat that
/// follows it. A beat is found at most [`Peaks::LATENCY`] after it came, and said once the next one is.
pub struct Live {
    classifier: Classifier,
    rate: Hertz,
    /// Samples of each lead that came and are not a second yet.
    waiting: Vec<Vec<f32>>,
    peaks: Peaks,
    contexts: Vec<context::Live>,
    recent: Recent,
    /// The latest beats as the model was told of them: as many as there were, or [`USUAL`].
    beats: Beats,
}

/// The latest samples of the leads that are classified, and the beats in them, from sample `from` on.
#[derive(Default)]
struct Recent {
    from: usize,
    leads: Vec<Vec<f32>>,
    beats: Vec<SampleIndex>,
}

impl Live {
    /// For so many leads of this rate, the first two of which are classified, by a model that looks at a beat among its neighbours. Unfit where the
    /// rate is too slow, or no lead is to come; a model of another kind is refused.
    pub fn plan(classifier: Classifier, rate: Hertz, leads: usize) -> Result<Live> {
        let spec = classifier.spec();
        if !spec.tells_leads_apart() {
            let reason =
                "it looks at a beat cut out of a recording that is whole; of live input take beat-rhythm";
            return Err(Error::model(&spec.name, reason));
        }
        spec.verdicts(&[])?;
        if leads == 0 {
            return Err(Error::unfit("live input", "it has no lead"));
        }
        let peaks = Peaks::plan(rate, leads)?;
        let classified = leads.min(CLASSIFIED);
        let contexts = (0..classified).map(|_| context::Live::plan(rate)).collect();
        let recent = Recent { leads: vec![Vec::new(); classified], ..Recent::default() };
        let width = classified * context::WIDTH;
        let beats = Beats { width, samples: Vec::new(), truth: Vec::new(), at: Vec::new() };
        let waiting = vec![Vec::new(); leads];
        Ok(Live { classifier, rate, waiting, peaks, contexts, recent, beats })
    }

    /// The next samples, as many of each lead, in any unit; what is no number is a gap. The beats that can be said now come back, in order: the same
    /// in whatever pieces samples come, since they are worked through a second at a time.
    pub fn push(&mut self, leads: &[&[f32]]) -> Result<Vec<(SampleIndex, Verdict)>> {
        let count = leads.first().map_or(0, |lead| lead.len());
        if leads.len() != self.waiting.len() || leads.iter().any(|lead| lead.len() != count) {
            let reason = format!("as many samples of each of {} leads were to come", self.waiting.len());
            return Err(Error::unfit("live input", reason));
        }
        self.waiting.iter_mut().zip(leads).for_each(|(waiting, lead)| waiting.extend_from_slice(lead));
        let second = self.rate.get().ceil() as usize;
        let mut said = Vec::new();
        let all = self.waiting[0].len() / second * second;
        for from in (0..all).step_by(second) {
            said.extend(self.hear(from..from + second)?);
        }
        self.waiting.iter_mut().for_each(|lead| drop(lead.drain(..all)));
        Ok(said)
    }

    /// Takes a stretch of what waits.
    fn hear(&mut self, stretch: Range<usize>) -> Result<Vec<(SampleIndex, Verdict)>> {
        let leads: Vec<&[f32]> = self.waiting.iter().map(|lead| &lead[stretch.clone()]).collect();
        self.peaks.push(&leads);
        let heard = self.contexts.iter_mut().zip(&mut self.recent.leads).zip(leads);
        for ((context, recent), lead) in heard {
            context.push(lead);
            recent.extend_from_slice(lead);
        }
        let found = self.peaks.take();
        self.found(&found);
        let told: Vec<_> = self.contexts.iter_mut().map(context::Live::take).collect();
        let said = self.say(&told);
        self.recent.forget((JUDGED.0 * self.rate.get()).ceil() as usize);
        said
    }

    /// Nothing comes any more: the rest of the beats.
    pub fn finish(mut self) -> Result<Vec<(SampleIndex, Verdict)>> {
        let mut said = self.hear(0..self.waiting[0].len())?;
        let none = Peaks::plan(self.rate, self.waiting.len())?;
        let found = mem::replace(&mut self.peaks, none).finish();
        self.found(&found);
        let told: Vec<_> = mem::take(&mut self.contexts).into_iter().map(context::Live::finish).collect();
        said.extend(self.say(&told)?);
        Ok(said)
    }

    fn found(&mut self, beats: &[SampleIndex]) {
        for &at in beats {
            self.contexts.iter_mut().for_each(|context| context.beat(at));
            self.recent.beats.push(at);
        }
    }

    /// What the model says of beats, told of in each lead.
    fn say(
        &mut self,
        told_of: &[Vec<(SampleIndex, [f32; context::WIDTH])>],
    ) -> Result<Vec<(SampleIndex, Verdict)>> {
        let Some(first) = told_of.first().filter(|beats| !beats.is_empty()) else { return Ok(Vec::new()) };
        let quality = self.recent.quality(self.rate)?;
        let spec = self.classifier.spec();
        let mut said = Vec::with_capacity(first.len());
        for (nth, &(at, ref own)) in first.iter().enumerate() {
            let moment = SampleIndex(at.0.saturating_sub(self.recent.from)).time(self.rate);
            let is_readable = |lead: &LeadQuality| !lead.is_unusable_at(moment);
            let (row, is_lost) = match (told_of.get(1), &quality.leads[..]) {
                (Some(second), [one, other]) => {
                    let is_readable = [one, other].map(is_readable);
                    (of_both([own, &second[nth].1], is_readable), is_readable == [false; 2])
                }
                (_, leads) => (own.to_vec(), !leads.iter().any(is_readable)),
            };
            let mut rows = Vec::new();
            self.classifier.run(&row, &mut rows)?;
            let beat = Beats { width: row.len(), samples: row, truth: vec![None], at: vec![at] };
            let verdicts = spec.verdicts(&spec.of_beats(&beat, &rows)?)?;
            self.beats.samples.extend(beat.samples);
            self.beats.at.extend(beat.at);
            self.beats.truth.extend(beat.truth);
            let is_little = self.beats.len() < FEWEST;
            said.extend(verdicts.into_iter().map(|mut verdict| {
                let is_strange = || verdict.class == BeatClass::N && is_usual_strange(&self.beats);
                verdict.sure &= !(is_little || is_lost || is_strange());
                (at, verdict)
            }));
            let gone = self.beats.len().saturating_sub(USUAL);
            self.beats.samples.drain(..gone * self.beats.width);
            self.beats.at.drain(..gone);
            self.beats.truth.drain(..gone);
        }
        Ok(said)
    }
}

impl Recent {
    /// How far each lead can be trusted, as of a recording of this alone.
    fn quality(&self, rate: Hertz) -> Result<Quality> {
        let leads = self.leads.iter().map(|lead| Lead::new("", held(lead))).collect();
        let beats: Vec<SampleIndex> = self
            .beats
            .iter()
            .filter(|at| at.0 >= self.from)
            .map(|at| SampleIndex(at.0 - self.from))
            .collect();
        Ok(Quality::of(&Record::new("live input", rate, leads, vec![])?, &beats))
    }

    fn forget(&mut self, kept: usize) {
        let gone = self.leads.first().map_or(0, Vec::len).saturating_sub(kept);
        // Not at every push: what is left has to be moved.
        if gone > kept {
            self.leads.iter_mut().for_each(|lead| drop(lead.drain(..gone)));
            self.from += gone;
            self.beats.retain(|at| at.0 >= self.from);
        }
    }
}
