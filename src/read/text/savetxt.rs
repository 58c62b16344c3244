//! Numbers as numpy.savetxt writes them unless told otherwise, `%.18e`: what the field's tables of 100 MB are made of.
//!
//! Every such number has 24 bytes, so that its digits are found without looking for their end and taken eight at a
//! time: half the time of a general parser, which reads whatever this one declines.

/// `9.779411554336547852e-01` and its like.
pub const LENGTH: usize = 24;

/// The nearest f32 to the number in `text`, or nothing: where it is not written exactly so, or where the nearest is not
/// plain to see (a general parser must decide).
#[inline]
pub fn number(text: &[u8; LENGTH]) -> Option<f32> {
    // d . dddddddd dddddddd dd e ± dd
    let (whole, first, second) = (text[0].wrapping_sub(b'0'), eight(text, 2)?, eight(text, 10)?);
    let [ninth, tenth] = [text[18], text[19]].map(|byte| byte.wrapping_sub(b'0'));
    let [tens, ones] = [text[22], text[23]].map(|byte| byte.wrapping_sub(b'0'));
    let is_sign = text[21] == b'-' || text[21] == b'+';
    let is_digits = whole < 10 && ninth < 10 && tenth < 10 && tens < 10 && ones < 10;
    if !(text[1] == b'.' && text[20] == b'e' && is_sign && is_digits) {
        return None;
    }
    // At most 19 digits, which 64 bits hold.
    let digits = (u64::from(whole) * 100_000_000 + first) * 10_000_000_000
        + second * 100
        + u64::from(ninth) * 10
        + u64::from(tenth);
    let power = usize::from(tens) * 10 + usize::from(ones);
    let scale = *(if text[21] == b'-' { &DOWN } else { &UP }).get(power)?;
    // Three roundings at most (digits, scale, product): within two units of the last of 53 bits. Where all that lies
    // so near rounds to one f32, that is it; 29 bits are cut off, and half of what they count is where it tips over.
    let near = digits as f64 * scale;
    let cut = near.to_bits() & ((1 << 29) - 1);
    ((1_u64 << 28).abs_diff(cut) > 4).then_some(near as f32)
}

/// Eight digits from `at` on as a number: neighbours are put together to pairs, fours and eight in one register each.
#[inline]
fn eight(text: &[u8; LENGTH], at: usize) -> Option<u64> {
    let bytes: [u8; 8] = text.get(at..at + 8)?.try_into().ok()?;
    let word = u64::from_le_bytes(bytes);
    // A digit has 3 in its high half, also when 6 is added to it.
    let high = word & 0xf0f0_f0f0_f0f0_f0f0;
    let raised = word.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0;
    if high != 0x3030_3030_3030_3030 || raised != high {
        return None;
    }
    let ones = word & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (ones.wrapping_mul(1 + (10 << 8)) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(1 + (100 << 16)) >> 16) & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(1 + (10_000 << 32)) >> 32)
}

/// 10^-18, 10^-19, … for `e-00`, `e-01`, …: as far as the result is an f32 of full precision.
const DOWN: [f64; 19] = [
    1e-18, 1e-19, 1e-20, 1e-21, 1e-22, 1e-23, 1e-24, 1e-25, 1e-26, 1e-27, 1e-28, 1e-29, 1e-30, 1e-31, 1e-32,
    1e-33, 1e-34, 1e-35, 1e-36,
];

/// 10^-18, 10^-17, … for `e+00`, `e+01`, …
const UP: [f64; 19] = [
    1e-18, 1e-17, 1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3,
    1e-2, 1e-1, 1.0,
];

#[cfg(test)]
mod tests {
    use crate::read::text::savetxt::{LENGTH, number};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<f32> {
        number(text.as_bytes().try_into().unwrap())
    }

    #[test]
    fn it_reads_what_savetxt_writes_and_declines_all_else() {
        for (text, value) in [
            ("0.000000000000000000e+00", 0.0),
            ("9.779411554336547852e-01", 0.977_941_16),
            ("1.000000000000000000e+00", 1.0),
            ("9.999999999999999999e+18", 1e19),
            ("1.250000000000000000e-18", 1.25e-18),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in [
            "0.00000000000000000:e+00",
            "/.000000000000000000e+00",
            "0.0000000000000000 0e+00",
            "0,000000000000000000e+00",
            "0.000000000000000000E+00",
            "0.000000000000000000e 00",
            "0.000000000000000000e+0,",
            "1.000000000000000000e+19",
            "1.000000000000000000e-19",
            // Half way between two neighbours: 1 + 2^-24.
            "1.000000059604644775e+00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn no_byte_but_a_digit_passes_for_one() {
        let good = *b"1.234567890123456789e-01";
        for at in (0..LENGTH).filter(|at| ![1, 20, 21].contains(at)) {
            for byte in (0..=255_u8).filter(|byte| !byte.is_ascii_digit()) {
                let mut text = good;
                text[at] = byte;
                assert_eq!(number(&text), None, "{byte} at {at}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_it_says_is_what_the_standard_library_says(
            digits in 0_u64..10_000_000_000_000_000_000,
            power in -18_i32..=18,
        ) {
            let digits = format!("{digits:019}");
            let text = format!("{}.{}e{power:+03}", &digits[..1], &digits[1..]);
            let value = read(&text);
            prop_assert!(value.is_none_or(|value| value == text.parse::<f32>().unwrap()), "{} {:?}", text, value);
        }

        #[test]
        fn neighbours_of_a_tie_are_left_to_others_or_right(bits in 0x3000_0000_u32..0x4f00_0000, ulps in -3_i64..=3) {
            let half = (f64::from(f32::from_bits(bits)) + f64::from(f32::from_bits(bits + 1))) / 2.0;
            let near = f64::from_bits(half.to_bits().wrapping_add_signed(ulps));
            // The standard library writes e0 and e-7 where C's printf writes e+00 and e-07.
            let text = format!("{near:.18e}");
            let (digits, power) = text.split_once('e').unwrap();
            let text = format!("{digits}e{:+03}", power.parse::<i32>().unwrap());
            let value = read(&text);
            prop_assert!(value.is_none_or(|value| value == text.parse::<f32>().unwrap()), "{} {:?}", text, value);
        }
    }
}
