//! Beats of one shape: families by likeness to a template, as they come.

use crate::segment::context::signal::dot;

/// Beats so alike are of one family.
const ALIKE: f32 = 0.90;

/// More families are not founded: the next beats go to the nearest.
const MOST: usize = 32;

/// A template follows its beats, slower from this many on.
const SETTLED: f32 = 32.0;

/// Steps to either side within which two complexes are laid over one another.
pub const LAGS: isize = 4;

/// The shapes that were met.
#[derive(Clone, Debug, Default)]
pub struct Families {
    /// What the beats of each are like: mean 0, length 1.
    pub templates: Vec<Vec<f32>>,
    counts: Vec<f32>,
}

impl Families {
    /// Takes the next beat: to the family that it is most like, or to one of its own. Says which, and how like it is to those before it. `shape` is
    /// longer than a template by [`LAGS`] on each side.
    pub fn take(&mut self, shape: &[f32]) -> (usize, f32) {
        match self.likest(shape) {
            Some((family, alike, lag)) if alike >= ALIKE || self.templates.len() == MOST => {
                self.follow(family, &inner(shape, lag));
                (family, alike)
            }
            _ => {
                self.templates.push(unit(inner(shape, 0)));
                self.counts.push(1.0);
                (self.templates.len() - 1, 1.0)
            }
        }
    }

    /// The family that a beat is most like, of those that are known by now, and how like it is.
    pub fn nearest(&self, shape: &[f32]) -> (usize, f32) {
        self.likest(shape).map_or((0, 0.0), |(family, alike, _)| (family, alike))
    }

    fn likest(&self, shape: &[f32]) -> Option<(usize, f32, isize)> {
        let each = self.templates.iter().enumerate().map(|(family, template)| {
            let (alike, lag) = best_likeness(shape, template);
            (family, alike, lag)
        });
        each.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn follow(&mut self, family: usize, shape: &[f32]) {
        let shape = unit(shape.to_vec());
        let count = &mut self.counts[family];
        *count += 1.0;
        let weight = 1.0 / count.min(SETTLED);
        let template = &mut self.templates[family];
        template.iter_mut().zip(&shape).for_each(|(value, new)| *value += weight * (new - *value));
        *template = unit(std::mem::take(template));
    }
}

/// The middle of a shape, moved by `lag`.
pub fn inner(shape: &[f32], lag: isize) -> Vec<f32> {
    let from = (LAGS + lag) as usize;
    let part = &shape[from..shape.len() - (LAGS - lag) as usize];
    let mean = part.iter().sum::<f32>() / part.len() as f32;
    part.iter().map(|value| value - mean).collect()
}

/// The best likeness of a shape to a template of mean 0 that is shorter by [`LAGS`] on each side, and how far it was moved.
pub fn best_likeness(shape: &[f32], template: &[f32]) -> (f32, isize) {
    let size = dot(template, template);
    let width = template.len();
    let mut best = (-1.0f32, 0isize);
    for lag in -LAGS..=LAGS {
        let from = (LAGS + lag) as usize;
        let part = &shape[from..from + width];
        let (mut sum, mut square, mut product) = (0.0f32, 0.0f32, 0.0f32);
        for (value, with) in part.iter().zip(template) {
            sum += value;
            square += value * value;
            product += value * with;
        }
        // The template's mean is 0, so the shape's own need not be taken off the product.
        let norm = ((square - sum * sum / width as f32).max(0.0) * size).sqrt();
        let alike = if norm > 1e-9 { (product / norm).clamp(-1.0, 1.0) } else { 0.0 };
        // Of equals the one that was moved least.
        if alike > best.0 + 1e-6 || (alike > best.0 - 1e-6 && lag.abs() < best.1.abs()) {
            best = (alike, lag);
        }
    }
    best
}

fn unit(mut shape: Vec<f32>) -> Vec<f32> {
    let size = dot(&shape, &shape).sqrt();
    if size > 1e-9 {
        shape.iter_mut().for_each(|value| *value /= size);
    }
    shape
}

#[test]
fn two_shapes_make_two_families_whatever_their_size_and_place() {
    let bump = |width: f32, at: f32, size: f32| -> Vec<f32> {
        (0..68).map(|n| size * (-((n as f32 - at) / width).powi(2)).exp()).collect()
    };
    let mut families = Families::default();
    let shapes = [
        bump(3.0, 34.0, 1.0),
        bump(3.0, 32.0, 5.0),
        bump(12.0, 34.0, 1.0),
        bump(3.0, 36.0, 0.2),
        bump(12.0, 35.0, 2.0),
    ];
    assert_eq!(shapes.map(|shape| families.take(&shape).0), [0, 0, 1, 0, 1]);
    assert!(
        crate::segment::context::signal::likeness(&families.templates[0], &families.templates[1]) < ALIKE
    );
}
