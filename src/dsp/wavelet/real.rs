//! The two kinds of number that are transformed, f32 and f64, and four of a kind side by side.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::{Add, Mul, Neg, Sub};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// f32 or f64: what the transform is written for.
pub trait Real:
    sealed::Sealed
    + Copy
    + Debug
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Into<f64>
    + 'static
{
    /// Four of them, which one instruction adds or multiplies where the machine can.
    type Four: Four<Self>;

    /// The nearest to `value`; infinite where that is too large.
    fn of(value: f64) -> Self;

    /// Without its sign.
    fn magnitude(self) -> Self;

    /// The nearest to it of what lies from `-limit` to `limit`, which is not negative.
    fn within(self, limit: Self) -> Self;

    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;

    /// The top bits of its magnitude, below [`Real::BUCKETS`]: a larger magnitude never has a smaller bucket.
    fn bucket(self) -> usize;

    /// How many buckets there are.
    const BUCKETS: usize = 4096;

    /// A total order, which is the usual one among finite numbers.
    fn order(&self, other: &Self) -> Ordering;
}

/// Four numbers side by side.
pub trait Four<T>: Copy + Default + Debug + Add<Output = Self> + Mul<Output = Self> {
    /// One number four times.
    fn splat(value: T) -> Self;

    /// Four neighbours.
    fn load(from: &[T; 4]) -> Self;

    /// To where they are neighbours.
    fn store(self, to: &mut [T; 4]);

    /// Eight neighbours as the four of even index and the four of odd index.
    fn unzip(from: &[T; 8]) -> (Self, Self);

    /// The way back from [`Four::unzip`].
    fn zip(self, odd: Self, to: &mut [T; 8]);
}

/// An array, whose loops the compiler turns into vector instructions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Portable<T>([T; 4]);

impl<T: Copy + Add<Output = T>> Add for Portable<T> {
    type Output = Portable<T>;

    #[inline(always)]
    fn add(self, other: Portable<T>) -> Portable<T> {
        Portable(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }
}

impl<T: Copy + Mul<Output = T>> Mul for Portable<T> {
    type Output = Portable<T>;

    #[inline(always)]
    fn mul(self, other: Portable<T>) -> Portable<T> {
        Portable(std::array::from_fn(|lane| self.0[lane] * other.0[lane]))
    }
}

impl<T: Copy + Default + Debug + Add<Output = T> + Mul<Output = T>> Four<T> for Portable<T> {
    #[inline(always)]
    fn splat(value: T) -> Portable<T> {
        Portable([value; 4])
    }

    #[inline(always)]
    fn load(from: &[T; 4]) -> Portable<T> {
        Portable(*from)
    }

    #[inline(always)]
    fn store(self, to: &mut [T; 4]) {
        *to = self.0;
    }

    #[inline(always)]
    fn unzip(from: &[T; 8]) -> (Portable<T>, Portable<T>) {
        (
            Portable(std::array::from_fn(|lane| from[2 * lane])),
            Portable(std::array::from_fn(|lane| from[2 * lane + 1])),
        )
    }

    #[inline(always)]
    fn zip(self, odd: Portable<T>, to: &mut [T; 8]) {
        *to = std::array::from_fn(|at| if at % 2 == 0 { self.0[at / 2] } else { odd.0[at / 2] });
    }
}

macro_rules! real {
    ($real:ident, $four:ty, $shift:literal) => {
        impl Real for $real {
            type Four = $four;

            fn of(value: f64) -> $real {
                value as $real
            }

            fn magnitude(self) -> $real {
                self.abs()
            }

            fn within(self, limit: $real) -> $real {
                // Not clamp, which panics at a limit that is NaN, nor max and min, which mind NaN: these are two selects.
                let below = if self > limit { limit } else { self };
                if below < -limit { -limit } else { below }
            }

            fn is_finite(self) -> bool {
                self.is_finite()
            }

            fn bucket(self) -> usize {
                (self.abs().to_bits() >> $shift) as usize % Self::BUCKETS
            }

            fn order(&self, other: &$real) -> Ordering {
                self.total_cmp(other)
            }
        }
    };
}

// Twelve bits below the sign: of f32 the exponent and four of the mantissa, of f64 the exponent and one.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
real!(f32, Portable<f32>, 19);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
real!(f32, simd::Packed, 19);
real!(f64, Portable<f64>, 51);

/// Four f32 in one register of WebAssembly. What is shipped is compiled for size, at which the compiler leaves loops over
/// arrays as they are. The numbers are those of [`Portable`], to the last bit.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd {
    use std::arch::wasm32::{
        f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat, i32x4_shuffle, u64x2, v128,
    };
    use std::ops::{Add, Mul};

    use crate::dsp::wavelet::Four;

    #[derive(Clone, Copy, Debug)]
    pub struct Packed(v128);

    impl Default for Packed {
        fn default() -> Packed {
            Packed(f32x4_splat(0.0))
        }
    }

    impl Add for Packed {
        type Output = Packed;

        #[inline(always)]
        fn add(self, other: Packed) -> Packed {
            Packed(f32x4_add(self.0, other.0))
        }
    }

    impl Mul for Packed {
        type Output = Packed;

        #[inline(always)]
        fn mul(self, other: Packed) -> Packed {
            Packed(f32x4_mul(self.0, other.0))
        }
    }

    impl Four<f32> for Packed {
        #[inline(always)]
        fn splat(value: f32) -> Packed {
            Packed(f32x4_splat(value))
        }

        #[inline(always)]
        fn load(from: &[f32; 4]) -> Packed {
            // Of four lanes the compiler makes four loads, of sixteen bytes one; of the lanes below it makes one store.
            let bytes = from.map(f32::to_le_bytes);
            let bits = u128::from_le_bytes(bytes.as_flattened().try_into().unwrap_or_default());
            Packed(u64x2(bits as u64, (bits >> 64) as u64))
        }

        #[inline(always)]
        fn store(self, to: &mut [f32; 4]) {
            *to = [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ];
        }

        #[inline(always)]
        fn unzip(from: &[f32; 8]) -> (Packed, Packed) {
            let (halves, _) = from.as_chunks::<4>();
            let [first, second] = [Packed::load(&halves[0]), Packed::load(&halves[1])];
            (
                Packed(i32x4_shuffle::<0, 2, 4, 6>(first.0, second.0)),
                Packed(i32x4_shuffle::<1, 3, 5, 7>(first.0, second.0)),
            )
        }

        #[inline(always)]
        fn zip(self, odd: Packed, to: &mut [f32; 8]) {
            if let [first, second] = to.as_chunks_mut::<4>().0 {
                Packed(i32x4_shuffle::<0, 4, 1, 5>(self.0, odd.0)).store(first);
                Packed(i32x4_shuffle::<2, 6, 3, 7>(self.0, odd.0)).store(second);
            }
        }
    }
}
