//! When beats come, and which: a sinus rhythm that breathes, with ectopic beats thrown in.

use crate::dsp::random::Random;
use crate::ecg::BeatClass;
use crate::generate::simulator::Simulator;

/// A beat to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The R peak, in seconds.
    pub at: f64,
    pub class: BeatClass,
    /// Seconds since the beat before.
    pub rr: f64,
    /// Seconds until the next beat.
    pub next_rr: f64,
}

/// Cosines that the variability of the sinus rhythm is summed from.
const COSINES: usize = 48;

/// The two humps of the RR spectrum: (centre in Hz, standard deviation in Hz, share of the power). Mayer waves and
/// breathing, with the LF/HF ratio of 0.5 of the paper.
const HUMPS: [(f64, f64, f64); 2] = [(0.1, 0.01, 1.0 / 3.0), (0.25, 0.01, 2.0 / 3.0)];

/// All beats of a recording, from before its start to after its end, so that no edge lacks a wave.
pub fn events(simulator: &Simulator, random: &mut Random) -> Vec<Event> {
    let mean = 60.0 / simulator.heart_rate;
    let sway = Sway::new(random);
    let mut events: Vec<Event> = Vec::new();
    let mut at = -1.5 * mean + random.uniform(0.0, 0.5 * mean);
    let mut class = BeatClass::N;
    let mut before = mean;
    while at < simulator.seconds.0 + 2.0 * mean {
        let sinus = (mean + simulator.rr_sd * sway.at(at)).max(0.25);
        let next = if class == BeatClass::N { draw(simulator, random) } else { BeatClass::N };
        let rr = sinus * prematurity(next, random) + pause(class, before, sinus, random);
        events.push(Event { at, class, rr: before, next_rr: rr });
        at += rr;
        before = rr;
        class = next;
    }
    events
}

/// Ectopic beats come singly: each is followed by a normal one.
fn draw(simulator: &Simulator, random: &mut Random) -> BeatClass {
    let ectopy = simulator.ectopy;
    let chance = random.uniform(0.0, 1.0);
    let mut sum = 0.0;
    // A share of all beats is a larger share of those that may be ectopic at all, since no two stand together.
    let room = 1.0 - ectopy.total();
    for (class, share) in ectopy.shares() {
        sum += share / room;
        if chance < sum {
            return class;
        }
    }
    BeatClass::N
}

/// How much of a sinus interval a beat of this class waits for.
fn prematurity(class: BeatClass, random: &mut Random) -> f64 {
    match class {
        BeatClass::N => 1.0,
        BeatClass::S => random.uniform(0.62, 0.74),
        BeatClass::V => random.uniform(0.58, 0.70),
        BeatClass::F => random.uniform(0.90, 0.97),
        BeatClass::Q => random.uniform(0.98, 1.02),
    }
}

/// After a ventricular beat the next sinus beat comes when it would have come anyway: what the early beat took is given
/// back. A supraventricular one sets the sinus clock anew: the next waits an interval and the way to the node and back,
/// which is less than what was lost.
fn pause(class: BeatClass, rr: f64, sinus: f64, random: &mut Random) -> f64 {
    match class {
        BeatClass::V => (sinus - rr).max(0.0),
        BeatClass::S => random.uniform(0.10, 0.20) * sinus,
        _ => 0.0,
    }
}

/// The relative swaying of RR intervals in time, of mean 0 and standard deviation 1.
struct Sway {
    cosines: Vec<(f64, f64, f64)>,
}

impl Sway {
    fn new(random: &mut Random) -> Sway {
        let mut cosines = Vec::with_capacity(COSINES);
        for (centre, spread, share) in HUMPS {
            let count = COSINES / HUMPS.len();
            for _ in 0..count {
                let frequency = (centre + spread * random.normal()).max(0.005);
                let height = (2.0 * share / count as f64).sqrt();
                cosines.push((frequency, height, random.uniform(0.0, std::f64::consts::TAU)));
            }
        }
        Sway { cosines }
    }

    fn at(&self, seconds: f64) -> f64 {
        let turn = std::f64::consts::TAU * seconds;
        self.cosines.iter().map(|(frequency, height, phase)| height * (turn * frequency + phase).cos()).sum()
    }
}
