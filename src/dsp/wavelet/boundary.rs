//! What a filter sees outside a signal: the nine modes of PyWavelets.

use crate::dsp::wavelet::Real;

/// How a signal goes on before its first and after its last sample. Examples continue `1 2 3` to the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boundary {
    /// Zeros: `0 0 0`.
    Zero,
    /// The last sample: `3 3 3`.
    Constant,
    /// Mirrored between two samples: `3 2 1`.
    #[default]
    Symmetric,
    /// From the beginning: `1 2 3`.
    Periodic,
    /// The straight line through the last two: `4 5 6`. As in PyWavelets, one sample goes on as a constant.
    Smooth,
    /// As [`Boundary::Periodic`], with the last sample doubled where their number is odd, and no more coefficients than
    /// samples: `3 1 2`. The only mode that is an orthogonal transform.
    Periodization,
    /// Mirrored at the last sample: `2 1 2`. PyWavelets refuses one sample; here it goes on as a constant.
    Reflect,
    /// Mirrored between two samples with the sign turned: `-3 -2 -1`.
    Antisymmetric,
    /// Turned about the last sample: `4 5 6`. PyWavelets refuses one sample; here it goes on as a constant.
    Antireflect,
}

impl Boundary {
    /// Every mode, in the order of PyWavelets' documentation.
    pub const ALL: [Boundary; 9] = [
        Boundary::Zero,
        Boundary::Constant,
        Boundary::Symmetric,
        Boundary::Periodic,
        Boundary::Smooth,
        Boundary::Periodization,
        Boundary::Reflect,
        Boundary::Antisymmetric,
        Boundary::Antireflect,
    ];

    /// The mode of this name, as PyWavelets spells it.
    pub fn named(name: &str) -> Option<Boundary> {
        Boundary::ALL.into_iter().find(|boundary| boundary.name() == name)
    }

    /// The name that PyWavelets has for it.
    pub fn name(self) -> &'static str {
        match self {
            Boundary::Zero => "zero",
            Boundary::Constant => "constant",
            Boundary::Symmetric => "symmetric",
            Boundary::Periodic => "periodic",
            Boundary::Smooth => "smooth",
            Boundary::Periodization => "periodization",
            Boundary::Reflect => "reflect",
            Boundary::Antisymmetric => "antisymmetric",
            Boundary::Antireflect => "antireflect",
        }
    }

    /// The sample at `at`, which may lie on either side of the signal and any number of its lengths away.
    /// `samples` is not empty.
    pub(crate) fn sample<T: Real>(self, samples: &[T], at: isize) -> T {
        let len = samples.len().cast_signed();
        let last = len - 1;
        let of = |index: isize| samples[index.cast_unsigned()];
        if (0..len).contains(&at) {
            return of(at);
        }
        match self {
            Boundary::Zero => T::default(),
            Boundary::Periodic => of(at.rem_euclid(len)),
            Boundary::Periodization => of(at.rem_euclid(len + len % 2).min(last)),
            Boundary::Symmetric | Boundary::Antisymmetric => {
                let place = at.rem_euclid(2 * len);
                if place < len {
                    of(place)
                } else if self == Boundary::Symmetric {
                    of(2 * len - 1 - place)
                } else {
                    -of(2 * len - 1 - place)
                }
            }
            Boundary::Constant => of(at.clamp(0, last)),
            Boundary::Smooth | Boundary::Reflect | Boundary::Antireflect if len == 1 => of(0),
            Boundary::Smooth if at < 0 => of(0) + T::of(-at as f64) * (of(0) - of(1)),
            Boundary::Smooth => of(last) + T::of((at - last) as f64) * (of(last) - of(last - 1)),
            Boundary::Reflect => {
                let place = at.rem_euclid(2 * last);
                of(place.min(2 * last - place))
            }
            Boundary::Antireflect => {
                // Every round trip climbs by twice the way from the first sample to the last.
                let (round, place) = (at.div_euclid(2 * last), at.rem_euclid(2 * last));
                let climb = T::of(2.0 * round as f64) * (of(last) - of(0));
                let here = if place < len { of(place) } else { of(last) + (of(last) - of(2 * last - place)) };
                here + climb
            }
        }
    }
}

#[test]
fn every_mode_goes_on_as_its_description_says() {
    let expected: [(&str, [f64; 10]); 9] = [
        ("zero", [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        ("constant", [1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0]),
        ("symmetric", [3.0, 2.0, 1.0, 1.0, 2.0, 3.0, 3.0, 2.0, 1.0, 1.0]),
        ("periodic", [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0]),
        ("smooth", [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),
        ("periodization", [2.0, 3.0, 3.0, 1.0, 2.0, 3.0, 3.0, 1.0, 2.0, 3.0]),
        ("reflect", [2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0]),
        ("antisymmetric", [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, -3.0, -2.0, -1.0, 1.0]),
        ("antireflect", [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),
    ];
    for (name, expected) in expected {
        let boundary = Boundary::named(name).unwrap();
        let around: Vec<f64> = (-3..7).map(|at| boundary.sample(&[1.0, 2.0, 3.0], at)).collect();
        assert_eq!(around, expected, "{name}");
    }
}
