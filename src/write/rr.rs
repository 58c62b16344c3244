//! RR intervals as text, as Kubios HRV and others read it.

use std::fmt::Write;

/// The intervals in milliseconds, one a line, without a header: a microsecond is finer than any recorder's step.
pub fn rr_txt(ms: &[f64]) -> String {
    let mut text = String::with_capacity(9 * ms.len());
    for ms in ms {
        let _ = writeln!(text, "{ms:.3}");
    }
    text
}

#[test]
fn an_interval_is_a_line_in_milliseconds() {
    assert_eq!(rr_txt(&[800.0, 2.0 / 0.003]), "800.000\n666.667\n");
    assert_eq!(rr_txt(&[]), "");
}
