//! Chance from a seed: the same numbers natively and in wasm, today and tomorrow.

/// xoshiro256++ of Blackman and Vigna (2019), seeded by splitmix64 as its authors advise. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The same seed gives the same numbers; 0 is a seed like any other.
    pub fn new(seed: u64) -> Random {
        let mut walk = seed;
        let state = std::array::from_fn(|_| {
            walk = walk.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (walk ^ (walk >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        });
        Random { state }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Evenly from `low` up to, not including, `high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        // 53 bits: every double from 0 to 1 that is a multiple of 2^-53.
        low + (high - low) * ((self.bits() >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// From the normal distribution of mean 0 and standard deviation 1, by Box and Muller's method.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform(0.0, 1.0)).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform(0.0, 1.0)).cos()
    }
}

// The authors' C, xoshiro256plusplus.c, with the state 1, 2, 3, 4 begins with these.
#[test]
fn it_says_what_its_authors_program_says() {
    let mut random = Random { state: [1, 2, 3, 4] };
    assert_eq!(
        [random.bits(), random.bits(), random.bits()],
        [41_943_041, 58_720_359, 3_588_806_011_781_223]
    );
}

#[test]
fn uniform_and_normal_have_their_mean_and_spread() {
    let mut random = Random::new(1);
    let n = 20_000;
    let uniform: Vec<f64> = (0..n).map(|_| random.uniform(-1.0, 3.0)).collect();
    assert!(uniform.iter().all(|value| (-1.0..3.0).contains(value)));
    assert!((uniform.iter().sum::<f64>() / f64::from(n) - 1.0).abs() < 0.03);
    let normal: Vec<f64> = (0..n).map(|_| random.normal()).collect();
    let mean = normal.iter().sum::<f64>() / f64::from(n);
    let variance = normal.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(n);
    assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
}
