use std::{error::Error, fmt, time::Duration};

/// Reads a duration as attributes and environment variables write it: a whole number and a unit.
///
/// The units are `ms`, `s`, `m` (minutes) and `h`.
///
/// # Errors
///
/// Fails on anything else, naming what it read.
///
/// ```
/// # use std::time::Duration;
/// # use runtime_matrix_core::parse_duration;
/// assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
/// assert_eq!(parse_duration("2m"), Ok(Duration::from_secs(120)));
/// assert_eq!(
///     parse_duration("5").unwrap_err().to_string(),
///     "`5` is not a duration: write a whole number and a unit, as in `250ms`, `5s`, `2m` or `1h`",
/// );
/// ```
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let error = || DurationError {
        text: text.to_owned(),
    };
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(error)?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| error())?;
    let millis = match unit {
        "ms" => Some(number),
        "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => None,
    };
    millis.map(Duration::from_millis).ok_or_else(error)
}

/// A text that is not a duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationError {
    text: String,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        write!(
            f,
            "`{text}` is not a duration: write a whole number and a unit, as in `250ms`, `5s`, `2m` or `1h`"
        )
    }
}

impl Error for DurationError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_unit() {
        let read = |text| parse_duration(text).map(|duration| duration.as_millis());
        assert_eq!(read("0ms"), Ok(0));
        assert_eq!(read("7s"), Ok(7_000));
        assert_eq!(read("3m"), Ok(180_000));
        assert_eq!(read("1h"), Ok(3_600_000));
    }

    #[test]
    fn refuses_what_is_not_a_duration() {
        for text in [
            "",
            "5",
            "s",
            "5 s",
            "-1s",
            "1.5s",
            "5sec",
            "5S",
            "18446744073709551615h",
            "99999999999999999999s",
        ] {
            assert!(parse_duration(text).is_err(), "{text:?}");
        }
    }
}
