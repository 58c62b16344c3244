//! What a lead's onset or offset is refined by: how steep the lead is around where all leads have it, and the wave's figures.

use crate::ecg::WaveKind;
use crate::segment::grid::ms;
use crate::segment::waves::scene::Scene;
use crate::segment::waves::table::{Common, Points, T_OUTLINE};
use crate::segment::waves::{p, qrs};

/// Places looked at around a boundary.
const PLACES: usize = 11;
/// Lengths of waves and distances between them count for no less and no more than this.
const SHORTEST: f32 = ms(-80.0);
const LONGEST: f32 = ms(600.0);
/// No boundary is moved farther than this, and no figure that is a distance from one is larger.
pub const FARTHEST: f32 = ms(150.0);

/// The lead's slopes, all leads' slopes, nine figures of the wave, and a one.
pub const COUNT: usize = 2 * PLACES + 10;
pub type Figures = [f32; COUNT];

/// Steps between the places.
fn step(kind: WaveKind) -> usize {
    match kind {
        WaveKind::P => ms(16.0) as usize,
        WaveKind::Qrs => ms(8.0) as usize,
        WaveKind::T => ms(24.0) as usize,
    }
}

/// The root mean square of five slopes around `at`.
fn steepness(slopes: &[f32], at: isize, apart: usize) -> f32 {
    let square = |k: isize| {
        let n = (at + k * apart as isize).clamp(0, slopes.len() as isize - 1) as usize;
        slopes[n] * slopes[n]
    };
    ((-2..=2).map(square).sum::<f32>() / 5.0).sqrt()
}

/// The figures of the onset and of the offset of a wave that all leads have from `wave[0]` to `wave[2]` and this one with its top at `wave[1]`.
pub fn of(scene: &Scene, lead: usize, kind: WaveKind, wave: Points, beat: &Common) -> [Figures; 2] {
    let lead = &scene.leads[lead];
    let (slopes, all, weight) = match kind {
        WaveKind::P => (lead.slow.at(3), scene.p_slope.as_slice(), lead.slow_weight),
        WaveKind::Qrs => (lead.quick.as_slice(), scene.quick.as_slice(), lead.weight),
        WaveKind::T => (lead.slow.at(4), scene.t_slope.as_slice(), lead.slow_weight),
    };
    let step = step(kind);
    let apart = (step / 4).max(1);
    let steepest = |slopes: &[f32]| {
        let (from, to) = (wave[0].round() as isize - step as isize, wave[2].round() as isize + step as isize);
        (from..=to).step_by(apart).map(|n| steepness(slopes, n, apart)).fold(0.0, f32::max)
    };
    let (own, common) = (steepest(slopes), steepest(all));
    let (q_on, q_off) = beat.qrs.map_or((0.0, 0.0), |qrs| (qrs.onset, qrs.offset));
    let reach = 3.0 * step as f32;
    let (from, to) = ((wave[0] - reach).max(0.0) as usize, (wave[2] + reach).max(0.0) as usize);
    let alone = |n: usize| slopes[n].abs();
    let top = wave[1] as usize;
    let last = slopes.len() - 1;
    let outline = match kind {
        WaveKind::P => p::OUTLINE.of(alone, last, top, from, to),
        WaveKind::Qrs => {
            qrs::extent(alone, slopes.len(), top, from, to).map(|extent| (extent.onset, extent.offset))
        }
        WaveKind::T => T_OUTLINE.of(alone, last, top, from, to),
    };
    let (first, end) = outline.unwrap_or((wave[0], wave[2]));
    let lengths = [wave[1] - wave[0], wave[2] - wave[1], wave[0] - q_off, q_on - wave[2], q_off - q_on];
    [wave[0], wave[2]].map(|edge| {
        let mut out = [0.0; COUNT];
        let (places, rest) = out.split_at_mut(2 * PLACES);
        for k in 0..PLACES {
            let at = edge.round() as isize + (k as isize - PLACES as isize / 2) * step as isize;
            let share = |slopes: &[f32], most: f32| {
                if most > 0.0 { ((steepness(slopes, at, apart) / most).min(2.0) + 0.05).ln() } else { 0.0 }
            };
            places[k] = share(slopes, own);
            places[PLACES + k] = share(all, common);
        }
        for (figure, length) in rest.iter_mut().zip(lengths) {
            *figure = length.clamp(SHORTEST, LONGEST);
        }
        rest[5] = if common > 0.0 { (own * weight / common + 0.05).ln() } else { 0.0 };
        rest[6] = (wave[1] - edge).clamp(-2.0 * FARTHEST, 2.0 * FARTHEST);
        rest[7] = (first - wave[0]).clamp(-FARTHEST, FARTHEST);
        rest[8] = (end - wave[2]).clamp(-FARTHEST, FARTHEST);
        rest[9] = 1.0;
        out
    })
}
