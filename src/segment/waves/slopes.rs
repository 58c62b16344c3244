//! A lead as its slopes at four scales: the quadratic spline wavelet, undecimated, without delay.

/// Slopes of one lead.
pub struct Slopes {
    /// At scales 2^`first` and coarser.
    scales: Vec<Vec<f32>>,
    first: usize,
}

impl Slopes {
    /// At scales 2^`first` to 2^`last`: as many passes over the lead as `last` says. Before the first and after the last
    /// sample the lead is taken to stay where it is.
    pub fn of(level: &[f32], first: usize, last: usize) -> Slopes {
        let mut smooth = level.to_vec();
        let mut next = vec![0.0; level.len()];
        let mut scales = Vec::with_capacity(last + 1 - first);
        for power in 1..=last {
            let step = 1_usize << (power - 1);
            if power >= first {
                // Smoothing has delayed by (step - 1) / 2 and a difference delays by step / 2; it is taken a step later.
                scales.push(rise(&smooth, step));
            }
            if power < last {
                spread(&smooth, step, &mut next);
                std::mem::swap(&mut smooth, &mut next);
            }
        }
        Slopes { scales, first }
    }

    /// The slopes at scale 2^`power`, one of those it was made for; positive where the lead rises. Entry n is the slope half a
    /// step after n.
    pub fn at(&self, power: usize) -> &[f32] {
        &self.scales[power - self.first]
    }
}

/// How much higher the signal is `step` later; nothing past its end.
fn rise(input: &[f32], step: usize) -> Vec<f32> {
    let later = input.get(step..).unwrap_or_default();
    let mut out: Vec<f32> = input.iter().zip(later).map(|(here, later)| later - here).collect();
    let last = input.last().copied().unwrap_or(0.0);
    out.extend(input[out.len()..].iter().map(|here| last - here));
    out
}

/// (1, 3, 3, 1) / 8 with holes of `step`: the taps stand at +step, 0, -step, -2 step.
fn spread(input: &[f32], step: usize, out: &mut [f32]) {
    let Some(last) = input.len().checked_sub(1) else { return };
    let blend = |a: f32, b: f32, c: f32, d: f32| 0.125 * (a + d) + 0.375 * (b + c);
    let low = (2 * step).min(input.len());
    let high = input.len().saturating_sub(step).max(low);
    for n in (0..low).chain(high..input.len()) {
        let back = |by: usize| input[n.saturating_sub(by)];
        out[n] = blend(input[(n + step).min(last)], input[n], back(step), back(2 * step));
    }
    if high == low {
        return;
    }
    let len = high - low;
    let (a, b) = (&input[low + step..][..len], &input[low..][..len]);
    let (c, d) = (&input[low - step..][..len], &input[low - 2 * step..][..len]);
    for (i, out) in out[low..high].iter_mut().enumerate() {
        *out = blend(a[i], b[i], c[i], d[i]);
    }
}

#[test]
fn a_ramp_has_one_slope_and_a_bump_crosses_zero_at_its_top() {
    let ramp: Vec<f32> = (0..400).map(|n| n as f32).collect();
    let ramp = Slopes::of(&ramp, 2, 5);
    for power in 2..=5 {
        let step = (1 << (power - 1)) as f32;
        assert!(ramp.at(power)[100..300].iter().all(|slope| (slope - step).abs() < 1e-3));
    }
    let bump: Vec<f32> = (0..400).map(|n| (-((n as f32 - 200.0) / 9.0).powi(2)).exp()).collect();
    let bump = Slopes::of(&bump, 2, 5);
    for power in 2..=5 {
        let slopes = bump.at(power);
        assert!((slopes[199] + slopes[200]).abs() < 1e-5 && slopes[190] > 0.0 && slopes[210] < 0.0);
    }
}

#[test]
fn a_short_lead_is_no_trouble() {
    for len in 0..70 {
        assert_eq!(Slopes::of(&vec![1.0; len], 2, 5).at(5), vec![0.0; len]);
    }
}
