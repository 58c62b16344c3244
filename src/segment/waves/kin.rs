//! Which beats are of one kind: their QRS complexes have the same slopes in all leads.

use crate::segment::grid::ms;
use crate::segment::waves::qrs::Extent;
use crate::segment::waves::scene::Scene;

/// How many beats to each side a beat is compared with.
const NEIGHBOURS: usize = 8;
/// What of a QRS is compared, from its onset on.
const COMPARED: usize = ms(120.0) as usize;
/// How far onsets may be off, in steps.
const SHIFTS: [isize; 5] = [-4, -2, 0, 2, 4];
/// From this likeness on two beats are of one kind.
const ALIKE: f32 = 0.4;

/// For each beat those around that are of its kind, itself among them, in order.
pub fn kin(scene: &Scene) -> Vec<Vec<usize>> {
    let count = scene.qrs.len();
    let mut kin: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
    for i in 0..count {
        let Some(one) = scene.qrs[i] else { continue };
        for j in i + 1..(i + NEIGHBOURS + 1).min(count) {
            if scene.qrs[j].is_some_and(|other| likeness(scene, &one, &other) > ALIKE) {
                kin[i].push(j);
                kin[j].push(i);
            }
        }
    }
    kin.iter_mut().for_each(|beats| beats.sort_unstable());
    kin
}

/// From -1 to 1.
fn likeness(scene: &Scene, one: &Extent, other: &Extent) -> f32 {
    let at = |extent: &Extent| extent.onset.round() as isize;
    let (a, b) = (at(one), at(other));
    let of_shift = |shift: isize| {
        let (mut both, mut mine, mut others) = (0.0_f32, 0.0_f32, 0.0_f32);
        for lead in &scene.leads {
            let part = |from: isize| {
                let from = from.max(0) as usize;
                lead.quick.get(from..(from + COMPARED).min(lead.quick.len())).unwrap_or_default()
            };
            let w = lead.weight * lead.weight;
            for (x, y) in part(a).iter().zip(part(b + shift)) {
                both += w * x * y;
                mine += w * x * x;
                others += w * y * y;
            }
        }
        let size = mine.sqrt() * others.sqrt();
        if size > 0.0 { both / size } else { 0.0 }
    };
    SHIFTS.into_iter().map(of_shift).fold(-1.0, f32::max)
}
