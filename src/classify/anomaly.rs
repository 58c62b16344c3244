//! A network that knows normal beats only: how odd each beat is, and where in it.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use crate::ecg::{Beats, Recipe, Step};
use crate::error::{Error, Result};
use crate::network::{Layers, Network, Sketch, check_file};

/// What the papers (`spec.json`) of such a network say, checked for sense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnomalyPapers {
    /// The model's name, and that of its folder.
    pub name: String,
    /// One line for a table of models.
    #[serde(default)]
    pub title: String,
    /// [`AnomalyPapers::TASK`].
    pub task: String,
    /// How its beats are made: its last step says deviations, so many numbers of each beat.
    pub recipe: Recipe,
    /// What comes out.
    pub output: Judged,
    /// From this score on a beat is called odd, unless somebody asks for another.
    pub threshold: f32,
    /// Scores of normal beats of people whom it never saw.
    pub normal: Quantiles,
    /// Beats in one run of the network.
    pub batch: usize,
    /// Of `model.onnx`, in hexadecimal.
    pub sha256: String,
    /// Of `model.onnx`.
    #[serde(default)]
    pub bytes: u64,
    /// Trained numbers in it.
    #[serde(default)]
    pub parameters: u64,
    /// Millions of floating-point operations for one beat, where that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mflop_per_beat: Option<f64>,
    /// What was measured, as the trainer put it.
    #[serde(default)]
    pub metrics: serde_json::Value,
}

/// The output: for each beat what was expected, sample by sample, then the score.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// Its name in the graph.
    pub name: String,
    /// Samples of a beat.
    pub samples: usize,
    /// How many of them stand before R.
    pub before: usize,
}

/// Which share of scores lies below which.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Quantiles {
    /// Shares, in order.
    pub quantiles: Vec<f64>,
    /// The score below which so many lie.
    pub scores: Vec<f32>,
}

impl AnomalyPapers {
    /// What papers of such networks say that their network is for.
    pub const TASK: &str = "beat-anomaly";

    /// Reads `spec.json`; whatever in it makes no sense is a [`crate::error::Kind::Model`] error that names it.
    pub fn parse(json: &str) -> Result<AnomalyPapers> {
        let papers: AnomalyPapers =
            serde_json::from_str(json).map_err(|error| Error::model("spec.json", error.to_string()))?;
        match papers.nonsense() {
            Some(reason) => Err(Error::model(format!("{}, spec.json", papers.name), reason)),
            None => Ok(papers),
        }
    }

    /// Numbers of each beat that it is told.
    pub fn width(&self) -> usize {
        self.recipe.width().unwrap_or(0)
    }

    /// The shape of what goes in at once.
    pub fn batch_shape(&self) -> [usize; 3] {
        [self.batch, 1, self.width()]
    }

    fn nonsense(&self) -> Option<String> {
        let increases = |shares: &[f64]| shares.windows(2).all(|pair| pair[0] < pair[1]);
        if self.task != AnomalyPapers::TASK {
            return Some(format!(
                "its task is \"{}\"; one that finds odd beats has \"{}\"",
                self.task,
                AnomalyPapers::TASK
            ));
        }
        if !matches!(self.recipe.0[..], [Step::Deviation { features }] if features > 0) {
            return Some("the recipe should be the one step deviation".into());
        }
        if self.output.samples == 0
            || self.output.samples > self.width()
            || self.output.before >= self.output.samples
        {
            let (samples, width) = (self.output.samples, self.width());
            return Some(format!(
                "a beat of {samples} samples, some of them before R, where {width} numbers are told of it"
            ));
        }
        if !self.threshold.is_finite() {
            return Some("the threshold should be a number".into());
        }
        let Quantiles { quantiles, scores } = &self.normal;
        if quantiles.len() != scores.len()
            || !increases(quantiles)
            || scores.iter().any(|score| !score.is_finite())
        {
            return Some(
                "the scores of normal beats should be as many as their quantiles, and these in order".into(),
            );
        }
        (self.batch == 0 || self.batch > 4096)
            .then(|| format!("a batch of {} beats; 1 to 4096 make sense", self.batch))
    }
}

/// What is said of one beat.
#[derive(Clone, Debug, PartialEq)]
pub struct Oddity {
    /// How odd it is; any number, higher is odder.
    pub score: f32,
    /// What was expected in place of each of its deviations.
    pub expected: Vec<f32>,
    /// The stretch of its samples that differs most.
    pub differs: Range<usize>,
}

/// Such a network, ready to run.
pub struct Detector {
    papers: AnomalyPapers,
    network: Network,
}

/// Samples on either side that a difference is smoothed over before its stretch is looked for.
const SMOOTH: usize = 2;

impl Detector {
    /// Checks the network against its papers: the file's hash, then the shapes that go in and come out.
    pub fn load(papers: AnomalyPapers, onnx: &[u8]) -> Result<Detector> {
        let place = format!("{}, model.onnx", papers.name);
        check_file(&place, &papers.sha256, onnx)?;
        let network = Network::load(&place, onnx, &papers.batch_shape())?;
        let wanted = [papers.batch, papers.output.samples + 1];
        if network.output_shape() != wanted {
            let reason =
                format!("its output is of shape {:?}, spec.json says {wanted:?}", network.output_shape());
            return Err(Error::model(place, reason));
        }
        Ok(Detector { papers, network })
    }

    /// The model's papers.
    pub fn papers(&self) -> &AnomalyPapers {
        &self.papers
    }

    /// The network layer by layer, timed by `now`, a clock in milliseconds. `onnx` is the file that it was loaded from.
    pub fn layers(&self, onnx: &[u8], now: impl Fn() -> f64) -> Result<Layers> {
        Layers::of(&Sketch::read(&self.papers.name, onnx)?, &self.papers.batch_shape(), now)
    }

    /// What is said of each beat, in order. `progress` hears how many are done and may stop the work, which is then `Ok(None)`.
    pub fn judge(
        &self,
        beats: &Beats,
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Vec<Oddity>>> {
        let (width, batch, samples) = (self.papers.width(), self.papers.batch, self.papers.output.samples);
        if beats.width != width {
            let reason =
                format!("{} numbers are told of each beat; {} reads {width}", beats.width, self.papers.name);
            return Err(Error::unfit("beats", reason));
        }
        let mut judged = Vec::with_capacity(beats.len());
        let (mut filled, mut said) = (Vec::with_capacity(batch * width), Vec::new());
        for part in beats.samples.chunks(batch * width) {
            filled.clear();
            filled.extend_from_slice(part);
            filled.resize(batch * width, 0.0);
            said.clear();
            self.network.run(&filled, &mut said)?;
            for (told, row) in part.chunks_exact(width).zip(said.chunks_exact(samples + 1)) {
                if row.iter().any(|value| !value.is_finite()) {
                    return Err(Error::model(
                        &self.papers.name,
                        "of a beat it says what is no number; its weights are broken",
                    ));
                }
                let (expected, score) = (&row[..samples], row[samples]);
                judged.push(Oddity {
                    score,
                    expected: expected.to_vec(),
                    differs: differs(&told[..samples], expected),
                });
            }
            if progress(judged.len()).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(judged))
    }
}

/// The stretch around the greatest difference in which it is at least half as great, smoothed a little: single samples are noise.
fn differs(told: &[f32], expected: &[f32]) -> Range<usize> {
    let apart: Vec<f32> = told.iter().zip(expected).map(|(told, expected)| (told - expected).abs()).collect();
    let smooth: Vec<f32> = (0..apart.len())
        .map(|at| {
            let around = &apart[at.saturating_sub(SMOOTH)..(at + SMOOTH + 1).min(apart.len())];
            around.iter().sum::<f32>() / around.len() as f32
        })
        .collect();
    let Some(top) = (0..smooth.len()).max_by(|&a, &b| smooth[a].total_cmp(&smooth[b])) else { return 0..0 };
    let high = |at: &usize| smooth[*at] >= smooth[top] / 2.0;
    let from = (0..top).rev().take_while(high).last().unwrap_or(top);
    let to = (top + 1..smooth.len()).take_while(high).last().unwrap_or(top) + 1;
    from..to
}

#[test]
fn the_stretch_that_differs_is_around_its_greatest_difference() {
    let mut told = vec![0.0; 100];
    told[40..60].fill(5.0);
    told[80] = 6.0;
    let found = differs(&told, &vec![0.0; 100]);
    assert!((38..=41).contains(&found.start) && (59..=62).contains(&found.end), "{found:?}");
    assert_eq!(differs(&[], &[]), 0..0);
}
