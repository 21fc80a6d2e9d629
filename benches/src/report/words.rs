//! Figures in words.

use super::figure::Figure;

/// Returns a time with three digits, in the unit that suits it.
pub(crate) fn time(nanoseconds: f64) -> String {
    let size = nanoseconds.abs();
    let (unit, name) = match size {
        _ if size < 999.5 => (1.0, "ns"),
        _ if size < 999.5e3 => (1e3, "µs"),
        _ if size < 999.5e6 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    format!("{} {name}", number(nanoseconds / unit))
}

/// Returns a size with three digits, in the unit that suits it.
pub(crate) fn bytes(bytes: f64) -> String {
    let (unit, name) = match bytes {
        _ if bytes < 999.5e3 => (1e3, "kB"),
        _ if bytes < 999.5e6 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    format!("{} {name}", number(bytes / unit))
}

/// Returns a number with three digits, and all that are before the point.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size < 9.995 => 2,
        _ if size < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.digits$}")
}

/// Returns a share as a percentage.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Returns `p50 (p10–p90)`.
pub(crate) fn spread(figure: &Figure, word: fn(f64) -> String) -> String {
    let Figure { p10, p50, p90, .. } = *figure;
    format!("{} ({} – {})", word(p50), word(p10), word(p90))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_three_digits_and_its_unit() {
        let times = [
            0.5,
            12.34,
            999.4,
            999.6,
            1_234.0,
            45_600_000.0,
            7.2e9,
            -250.0,
        ];
        let words = [
            "0.50 ns", "12.3 ns", "999 ns", "1.00 µs", "1.23 µs", "45.6 ms", "7.20 s", "-250 ns",
        ];
        assert_eq!(times.map(time), words);
    }
}
